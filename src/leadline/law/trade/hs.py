"""What bears on an HS code on a day: ``leadline law hs 2701 --on 2017-03-01``.

Codes are matched both ways: 270112 lies inside 2701, which a paragraph is read as; 27 holds it among other goods.
Whose reading a code is (the Council's or ours) is said each time, and that a code never decides by itself.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from leadline.errors import BadInput
from leadline.law._reading import shaped
from leadline.law.model import HS, Ids, Known, Measure, Paragraph, Words
from leadline.law.regime import Regime
from leadline.law.standing import NOT_PERMITTED, cap_words

MEANINGS = Path(__file__).with_name("hs.yml")
Direction = Literal["in", "out"]
Fit = Literal["same", "inside", "around"]
BASIS: Mapping[str, str] = MappingProxyType(
    {"resolution": "named by the resolution", "derived": "derived: a reading of ours, not in the resolution"}
)
KNOWN: Mapping[str, str] = MappingProxyType(
    {
        "seen": "a text that confirms it was read",
        "mixed": "likely: confirmed in part by a text that was read",
        "recall": "likely: from memory, no text was read",
    }
)


class Meaning(BaseModel):
    """What a paragraph means by a code; ``only`` says which part of it, where it isn't the whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    words: Words
    only: Words | None = None
    known: Known | None = None
    remark: Words | None = None


def _worded(value: object) -> object:
    return {"words": value} if isinstance(value, str) else value


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    paragraphs: Ids
    known: Known
    remark: Words
    codes: Mapping[HS, Annotated[Meaning, BeforeValidator(_worded)]]


@lru_cache(maxsize=1)
def meanings() -> Mapping[tuple[str, str], Meaning]:
    """By id of the paragraph and code; a measure of yours may have codes without one.

    :raises BadContent: when the package's file is broken.
    """
    found: dict[tuple[str, str], Meaning] = {}
    for group in shaped(tuple[_Group, ...], MEANINGS):
        for code, meaning in group.codes.items():
            filled = {"known": meaning.known or group.known, "remark": group.remark}
            for paragraph in group.paragraphs:
                found[paragraph, code] = meaning.model_copy(update=filled)
    return MappingProxyType(found)


@dataclass(frozen=True)
class Bearing:
    """A paragraph whose codes meet the one asked; ``codes`` are the paragraph's own, the nearest only."""

    measure: Measure
    paragraph: Paragraph
    codes: tuple[str, ...]
    fit: Fit

    @property
    def directions(self) -> tuple[Direction, ...]:
        """``out``: leaves the country that the measure is about; ``in``: goes to it; or both."""
        return directions(self.measure, self.paragraph)


def directions(measure: Measure, paragraph: Paragraph) -> tuple[Direction, ...]:
    """The ways that a paragraph's goods move, seen from the country that the measure is about."""
    flows = measure.flow_of(paragraph)
    out: tuple[Direction, ...] = ("out",) if any(f.origin != "any" for f in flows) else ()
    return (*out, "in") if any(f.to != "any" for f in flows) else out


def normal(code: str) -> str:
    """The code as two, four or six digits; a longer national code is cut to the six that all States share.

    :raises BadInput: for what isn't one, an odd length above all: its leading zero may be lost.
    """
    digits = re.sub(r"[.\s]", "", code)
    if not re.fullmatch(r"[0-9]{1,12}", digits):
        raise BadInput(f"{code[:40]!r} isn't an HS code. Write 2, 4 or 6 digits, such as 27, 2701, 270112.")
    if len(digits) % 2:
        raise BadInput(
            f"{code[:40]!r} has an odd number of digits: a leading zero may be lost. "
            f"Write 0{digits} if that is what is meant."
        )
    return digits[:6]


def bearings(regime: Regime, code: str, direction: Direction | None = None) -> tuple[Bearing, ...]:
    """Every paragraph with a code that meets ``code`` (normal), on whatever day, oldest first."""
    found = []
    for measure in regime.measures.values():
        for paragraph in measure.paragraphs:
            goods = measure.goods_of(paragraph)
            fitting = _fitting(code, goods.hs) if goods else None
            if fitting and (direction is None or direction in directions(measure, paragraph)):
                found.append(Bearing(measure, paragraph, *fitting))
    return tuple(sorted(found, key=lambda b: (b.paragraph.since, b.paragraph.id, b.measure.id)))


def _fitting(code: str, coded: tuple[str, ...]) -> tuple[tuple[str, ...], Fit] | None:
    if wider := [c for c in coded if code.startswith(c)]:
        nearest = max(wider, key=len)
        return (nearest,), "same" if nearest == code else "inside"
    narrower = tuple(sorted(c for c in coded if c.startswith(code)))
    return (narrower, "around") if narrower else None


def hs(regime: Regime, code: str, day: dt.date, direction: Direction | None = None) -> dict[str, Any]:
    """What stood, had ended and wasn't yet in force for the code on ``day``, ready for JSON.

    ``whatever_the_code`` are the bans that stand by the nature of goods, which no code can answer.
    """
    asked = normal(code)
    found = bearings(regime, asked, direction)
    stands = [_told(regime, b, day) for b in found if b.paragraph.stands(day)]
    says = (
        f"{len(stands)} paragraph{'s' if len(stands) > 1 else ''} bear{'' if len(stands) > 1 else 's'} on it"
        if stands
        else f"none coded: {NOT_PERMITTED}"
    )
    return {
        "hs": asked,
        "day": day.isoformat(),
        "direction": direction,
        "says": f"HS {asked}{_WAY[direction]} on {day}: {says}.",
        "stands": stands,
        "ended": [_told(regime, b, day) for b in found if b.paragraph.until and b.paragraph.until <= day],
        "to_come": [_told(regime, b, day) for b in found if b.paragraph.since > day],
        "whatever_the_code": list(_by_nature(regime, day, direction)),
    }


_WAY = {None: "", "in": ", going in", "out": ", coming out"}


def _told(regime: Regime, bearing: Bearing, day: dt.date) -> dict[str, Any]:
    measure, p = bearing.measure, bearing.paragraph
    goods, cap, grace = measure.goods_of(p), p.cap_on(day), p.transition
    basis = goods.basis if goods else None
    in_grace = bool(grace and grace.last_day and p.since <= day <= grace.last_day)
    return {
        "measure": measure.id,
        "title": measure.title,
        "paragraph": p.id,
        "cite": p.cite,
        "force": p.force,
        "binds": p.binds,
        "kind": p.kind,
        "reads": [{"id": id_, "cite": regime.paragraph(id_)[1].cite} for id_ in p.amends]
        if p.kind == "scope"
        else [],
        "from": p.since.isoformat(),
        "until": p.until and p.until.isoformat(),
        "directions": list(bearing.directions),
        "flow": [{"from": flow.origin, "to": flow.to} for flow in measure.flow_of(p)],
        "fit": bearing.fit,
        "codes": [{"code": c, **_meaning(p.id, c)} for c in bearing.codes],
        "basis": basis,
        "basis_says": BASIS[basis] if basis else None,
        "confidence": p.source.confidence,
        "cap": cap_words(cap) if cap else None,
        "grace": grace.says if grace and in_grace else None,
        "exemptions": [x.asks for x in regime.exemptions_of(p, day)],
    }


def _meaning(paragraph: str, code: str) -> dict[str, Any]:
    meaning = meanings().get((paragraph, code))
    return {name: getattr(meaning, name, None) for name in Meaning.model_fields}


def _by_nature(regime: Regime, day: dt.date, direction: Direction | None) -> Iterator[dict[str, str]]:
    """Bans that stand over goods which the law names in words alone."""
    for measure in regime.measures.values():
        for p in measure.paragraphs:
            goods, ways = measure.goods_of(p), directions(measure, p)
            named = goods and not goods.hs and p.kind in ("ban", "vigilance") and p.stands(day)
            if goods and named and (direction is None or direction in ways):
                yield {"measure": measure.id, "paragraph": p.id, "cite": p.cite, "goods": goods.words}
