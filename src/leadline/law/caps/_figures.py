"""Figures on what a capped measure counts: the package's own, factors between units, and files of yours."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from leadline.law._reading import shaped
from leadline.law.model import Id, Known, Words

SERIES = Path(__file__).with_name("series.yml")
CONVERSIONS = Path(__file__).with_name("conversion.yml")
ANYBODY = "any"
Unit = Literal["tonne", "barrel", "usd", "piece", "person"]
Kind = Literal["notified", "estimate", "upper bound", "lower bound"]
_POINT = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
PERIOD = re.compile(rf"({_POINT})(?:/({_POINT}))?", re.ASCII)


class Span(BaseModel):
    """Days from first to last, both inclusive; written ``2019``, ``2019-03``, ``2019-03-07/2019-11-05``."""

    model_config = ConfigDict(frozen=True)
    first: dt.date
    last: dt.date

    @property
    def days(self) -> frozenset[int]:
        """Its days as ordinals."""
        return frozenset(range(self.first.toordinal(), self.last.toordinal() + 1))

    def __str__(self) -> str:
        """As short as it can be written: ``2019``, ``2019-01/2019-05``."""
        first, last = self.first, self.last
        ends_month = (last + dt.timedelta(days=1)).day == 1
        if first.day != 1 or not ends_month:
            return f"{first}/{last}" if first != last else str(first)
        if (first.month, last.month) == (1, 12):
            return f"{first:%Y}" if first.year == last.year else f"{first:%Y}/{last:%Y}"
        months = f"{first:%Y-%m}", f"{last:%Y-%m}"
        return months[0] if months[0] == months[1] else "/".join(months)


def span(value: object) -> Span:
    """Reads a period; raises ``ValueError`` for what isn't one."""
    if isinstance(value, Span):
        return value
    matched = PERIOD.fullmatch(str(value))
    if not matched:
        raise ValueError(f"a period is written 2019, 2019-03 or 2019-01/2019-08, not {str(value)[:40]!r}")
    read = Span(first=_edge(matched[1], last=False), last=_edge(matched[2] or matched[1], last=True))
    if read.last < read.first:
        raise ValueError(f"the period {value} ends before it begins")
    return read


def _edge(point: str, *, last: bool) -> dt.date:
    parts = [int(part) for part in point.split("-")]
    if not 1945 <= parts[0] <= 2100:
        raise ValueError(f"the year {parts[0]} is out of bounds: 1945 to 2100")
    if len(parts) == 3:
        return dt.date(*parts)
    year, month = parts[0], parts[1] if len(parts) == 2 else (12 if last else 1)
    first = dt.date(year, month, 1)
    return (
        (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
        if last
        else first
    )


Covers = Mapping[str, Annotated[Span, BeforeValidator(span)]]


class Figure(BaseModel):
    """A quantity that somebody gave; ``covers`` says whose deliveries of which days it counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    measure: Id
    covers: Covers = Field(min_length=1)
    value: Decimal = Field(ge=0, lt=Decimal(10) ** 15, allow_inf_nan=False)
    unit: Unit
    kind: Kind
    by: Words
    source: Words
    at: Words | None = None
    known: Known = "recall"
    note: Words | None = None

    @property
    def same(self) -> tuple[Any, ...]:
        """What two copies of one figure share."""
        covers = tuple(sorted((who.casefold(), s.first, s.last) for who, s in self.covers.items()))
        return self.measure, covers, self.value, self.unit, self.kind

    @property
    def counted(self) -> frozenset[tuple[str, int]]:
        """Each supplier and day that the figure counts."""
        return frozenset((who.casefold(), day) for who, s in self.covers.items() for day in s.days)

    def covers_words(self) -> str:
        """As in ``China 2024-01/2024-08, Russia 2024-01``."""
        named = {("all suppliers" if who == ANYBODY else who): s for who, s in self.covers.items()}
        return ", ".join(f"{who} {s}" for who, s in named.items())


class Factor(BaseModel):
    """One end of a conversion, with where it comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    factor: Decimal = Field(gt=0)
    says: Words
    source: Words
    known: Known


class Conversion(BaseModel):
    """How many units of ``to`` one unit of ``origin`` is, at least and at most, for one measure."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)
    measure: Id
    origin: Unit = Field(alias="from")
    to: Unit
    low: Factor
    high: Factor
    notes: Words | None = None


class _Source(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    title: Words
    at: Words | None = None


class _Series(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    sources: Mapping[str, _Source]
    figures: tuple[Figure, ...]


@lru_cache(maxsize=1)
def bundled() -> tuple[Figure, ...]:
    """The package's figures, each with its source in words.

    :raises BadContent: when the package's file is broken.
    """
    read = shaped(_Series, SERIES)
    named = ((f, read.sources[f.source]) for f in read.figures)
    return tuple(f.model_copy(update={"source": s.title, "at": s.at}) for f, s in named)


@lru_cache(maxsize=1)
def conversions() -> Mapping[tuple[str, str, str], Conversion]:
    """By measure, unit and unit."""
    read = shaped(tuple[Conversion, ...], CONVERSIONS)
    return MappingProxyType({(c.measure, c.origin, c.to): c for c in read})


def ends(figure: Figure, unit: str) -> tuple[Decimal, Decimal] | None:
    """The figure in another unit, at least and at most; None where no factor is known."""
    if figure.unit == unit:
        return figure.value, figure.value
    known = conversions()
    if there := known.get((figure.measure, figure.unit, unit)):
        return figure.value * there.low.factor, figure.value * there.high.factor
    if back := known.get((figure.measure, unit, figure.unit)):
        return figure.value / back.high.factor, figure.value / back.low.factor
    return None
