"""A file of yours for a cap: a CSV with a row a delivery, a row a figure, or both.

A delivery has ``date``, ``quantity`` (or ``tons``, or ``value``), ``unit``, ``supplier``, ``source`` and the answers ``reported``, ``listed``,
``livelihood``, each yes, no or empty for unknown. A figure has ``period``, ``value``, ``unit``, ``kind``,
``reporter`` (or ``supplier``), ``source``, ``evidence``, ``note``, and ``series`` where the file holds several.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from leadline.errors import BadInput, Hostile
from leadline.law.caps._figures import ANYBODY, PERIOD, Figure, span

LARGEST = 16_777_216  # bytes: some 200,000 deliveries
Answer = Literal["yes", "no", "unknown"]
ASKED = ("reported", "listed", "livelihood")
_UNITS: Mapping[str, str] = {
    **dict.fromkeys(("t", "ton", "tons", "tonne", "tonnes", "mt", "metric ton", "metric tons"), "tonne"),
    **dict.fromkeys(("bbl", "bbls", "barrel", "barrels"), "barrel"),
    **dict.fromkeys(("usd", "us$", "us dollar", "us dollars"), "usd"),
}
_KINDS: Mapping[str, str] = {
    **{kind: kind for kind in ("notified", "estimate", "upper bound", "lower bound")},
    "estimate_upper": "upper bound",
    "estimate_lower": "lower bound",
}
_CAP = "legal_cap"  # the law says it better
_ANSWERS: Mapping[str, Answer] = {
    **dict.fromkeys(("yes", "y", "true", "1"), "yes"),
    **dict.fromkeys(("no", "n", "false", "0"), "no"),
    **dict.fromkeys(("", "unknown", "?"), "unknown"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SPAN = re.compile(rf"(.+?)\s+({'|'.join(_MONTHS)})(?:-({'|'.join(_MONTHS)}))?")


@dataclass(frozen=True)
class Delivery:
    """One delivery, with what is known of the conditions; ``amount`` has the shape of a figure."""

    row: int
    amount: Figure
    supplier: str
    reported: Answer
    listed: Answer
    livelihood: Answer


@dataclass(frozen=True)
class Taken:
    """What a file gave; ``aside`` says by row why a figure of the measure can't be set against a cap."""

    figures: tuple[Figure, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    aside: tuple[tuple[int, str], ...] = ()


def read_file(file: Path, measure: str) -> Taken:
    """Figures and deliveries of one measure; rows of other series are passed over.

    :raises BadInput: naming the row and what to mend.
    """
    figures, deliveries, aside = [], [], []
    for number, row in _rows(file):
        if not _about(row, measure):
            continue
        delivered = any(row.get(name) for name in ASKED) or row.get("kind") == "delivery"
        try:
            if delivered:
                deliveries.append(_delivery(number, row, measure))
            elif reason := _unfit(row):
                aside.append((number, reason))
            else:
                figures.append(_figure(row, measure))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise BadInput(f"{file}, row {number}: {where}: {first['msg']}. Mend the row.") from error
        except ValueError as error:
            raise BadInput(f"{file}, row {number}: {error}. Mend the row.") from error
    return Taken(tuple(figures), tuple(deliveries), tuple(aside))


def _unfit(row: Mapping[str, str]) -> str | None:
    if row.get("kind", "") not in _KINDS:
        return f"kind {row.get('kind', '')[:40]!r} is none of {', '.join(_KINDS)}"
    if not row.get("tons") and row.get("unit", "").lower() not in _UNITS:
        return f"unit {row.get('unit', '')[:40]!r} is none of tonne, barrel, usd"
    return None


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    if file.stat().st_size > LARGEST:
        raise Hostile(f"{file} has more than {LARGEST:,} bytes. Give one measure and a few years.")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        try:
            read = csv.DictReader(lines, strict=True)
            if not read.fieldnames or not {"period", "date"} & {_name(n) for n in read.fieldnames}:
                raise BadInput(f"{file} has no column period or date in its first line. Give it one.")
            for number, row in enumerate(read, 2):
                yield (
                    number,
                    {_name(n): (v or "").strip() for n, v in row.items() if isinstance(v, str | None) and n},
                )
        except (csv.Error, UnicodeDecodeError) as error:
            raise BadInput(f"{file} can't be read as CSV in UTF-8: {error}.") from error


def _name(column: str) -> str:
    return column.strip().lower()


def _about(row: Mapping[str, str], measure: str) -> bool:
    """A series is named as the measure is, or goes on from its name, as refined_petroleum_to_dprk does."""
    named = (row.get("series") or row.get("measure") or measure).lower().replace("_", "-")
    return row.get("kind") != _CAP and (named == measure or named.startswith(measure + "-"))


def _figure(row: Mapping[str, str], measure: str) -> Figure:
    kind = row.get("kind", "")
    read = re.match(rf"({PERIOD.pattern})(?: +(.*))?$", row.get("period") or row.get("date", ""), re.ASCII)
    if not read:
        raise ValueError(
            f"a period is written 2019, 2019-03 or 2019-01/2019-08, not {row.get('period', '')[:40]!r}"
        )
    note = "; ".join(part for part in (read[4], row.get("note")) if part)
    by = row.get("supplier") or row.get("reporter") or ""
    covers: Any = {ANYBODY: span(read[1])}
    if kind == "notified":
        covers = dict(_suppliers(by, read[1]))
    return Figure(
        measure=measure,
        covers=covers,
        value=row.get("value") or row.get("quantity") or "",
        unit=_unit(row),
        kind=_KINDS[kind],
        by=row.get("reporter") or by or "not said",
        source=row.get("source") or "not said",
        known=row.get("evidence") or "recall",
        note=note or None,
    )


def _suppliers(by: str, period: str) -> Iterator[tuple[str, Any]]:
    """Who a notified figure counts: the names before a comma or bracket, months beside a name being its own."""
    year = period[:4]
    for part in re.split(r"[,(]", by)[0].split("+"):
        name = part.strip() or "not said"
        if months := _SPAN.fullmatch(name):
            first, last = (_MONTHS.index(m) + 1 for m in (months[2], months[3] or months[2]))
            yield months[1], span(f"{year}-{first:02}/{year}-{last:02}")
        else:
            yield name, span(period)


def _unit(row: Mapping[str, str]) -> str:
    given = row.get("unit", "").lower() or ("tonne" if row.get("tons") else "")
    if given not in _UNITS:
        raise ValueError(f"the unit is tonne, barrel or usd, not {given[:20]!r}")
    return _UNITS[given]


def _delivery(number: int, row: Mapping[str, str], measure: str) -> Delivery:
    supplier = row.get("supplier") or row.get("reporter") or "not said"
    amount = Figure(
        measure=measure,
        covers={supplier: span(row.get("date") or row.get("period", ""))},
        value=row.get("quantity") or row.get("tons") or row.get("value") or "",
        unit=_unit(row),
        kind="estimate",
        by=supplier,
        source=row.get("source") or "not said",
        known=row.get("evidence") or "recall",
        note=row.get("note") or None,
    )
    return Delivery(number, amount, supplier, *(_answer(name, row.get(name, "")) for name in ASKED))


def _answer(name: str, given: str) -> Answer:
    if given.lower() not in _ANSWERS:
        raise ValueError(f"{name} is yes, no or empty, not {given[:20]!r}")
    return _ANSWERS[given.lower()]


def merged(figures: Iterable[Figure], more: Sequence[Figure]) -> list[Figure]:
    """Both, with each figure once: what a file repeats of the package's isn't counted twice."""
    found: dict[object, Figure] = {}
    for figure in (*figures, *more):
        found.setdefault(figure.same, figure)
    return list(found.values())
