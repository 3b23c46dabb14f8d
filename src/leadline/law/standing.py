"""What stands of a measure on a day, and the sentence that says so."""

import datetime as dt
from dataclasses import dataclass

from leadline.law.model import KINDS, WEIGHT, Cap, Measure, Paragraph

NOT_PERMITTED = "that is not the same as permitted"
_UNITS = {"usd": "US dollars", "piece": "pieces", "person": "persons", "tonne": "tonnes", "barrel": "barrels"}
_PER = {
    "calendar-year": "per calendar year",
    "twelve-months": "per twelve months",
    "whole-window": "for the whole period",
}


@dataclass(frozen=True)
class Standing:
    """A measure on a day.

    ``kind`` is the strictest of the paragraphs that bind (of all, where none binds), ``none-coded`` before
    the first paragraph, and ``expired`` on a later day on which none stands.
    """

    measure: Measure
    day: dt.date
    kind: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def leading(self) -> tuple[Paragraph, ...]:
        """The paragraphs that give the kind; the others stand beside them."""
        binding = [p for p in self.paragraphs if p.binds]
        return tuple(p for p in binding or self.paragraphs if p.kind == self.kind)

    @property
    def caps(self) -> tuple[tuple[Paragraph, Cap], ...]:
        """Each cap that holds on the day, with its paragraph."""
        held = ((p, p.cap_on(self.day)) for p in self.paragraphs)
        return tuple((p, cap) for p, cap in held if cap)

    @property
    def says(self) -> str:
        """One sentence, or a few, for people."""
        if self.kind == "none-coded":
            return f"No measure coded for {self.day}; {NOT_PERMITTED}."
        if self.kind == "expired":
            last = max(p.until for p in self.measure.paragraphs if p.until and p.until <= self.day)
            return f"No paragraph stands on {self.day}, the last ended on {last}; {NOT_PERMITTED}."
        leading, others = self.leading, len(self.paragraphs) - len(self.leading)
        under = "; ".join(f"{p.cite}, {p.force}, from {p.since}" for p in leading)
        weight = "" if leading[0].binds else f" ({WEIGHT[leading[0].force]})"
        sentences = [f"{self.kind.capitalize()}{weight} under {under}."]
        sentences += [f"The limit on that day: {cap_words(cap)}." for _, cap in self.caps]
        if others:
            sentences.append(f"{others} more paragraph{'s stand' if others > 1 else ' stands'} beside.")
        return " ".join(sentences)


def standing(measure: Measure, day: dt.date) -> Standing:
    """What stands of ``measure`` on ``day``, oldest paragraph first."""
    held = tuple(sorted((p for p in measure.paragraphs if p.stands(day)), key=lambda p: (p.since, p.id)))
    if held:
        kinds = [p.kind for p in held if p.binds] or [p.kind for p in held]
        return Standing(measure, day, min(kinds, key=list(KINDS).index), held)
    begun = any(p.since <= day for p in measure.paragraphs)
    return Standing(measure, day, "expired" if begun else "none-coded", ())


def cap_words(cap: Cap) -> str:
    """A cap in words, as in ``500,000 barrels per calendar year``."""
    if cap.level:
        return f"{cap.level}, {_PER[cap.per]}"
    amounts = " or ".join(f"{a.amount:,} {_UNITS[a.unit]}" for a in cap.lower_of or cap.either_of)
    lower = ", whichever is lower," if len(cap.lower_of) > 1 else ""
    return f"{amounts}{lower} {_PER[cap.per]}"


def cap_period(paragraph: Paragraph, cap: Cap, day: dt.date) -> tuple[dt.date, dt.date | None]:
    """The period of ``cap`` that ``day`` falls into: its first day, and the first day after it."""
    start, end = cap.since or paragraph.since, cap.until or paragraph.until
    if cap.per == "whole-window":
        return start, end
    if cap.per == "calendar-year":
        return dt.date(day.year, 1, 1), dt.date(day.year + 1, 1, 1)
    year = day.year - (_anniversary(start, day.year) > day)
    return _anniversary(start, year), _anniversary(start, year + 1)


def _anniversary(start: dt.date, year: int) -> dt.date:
    leap_day = (start.month, start.day) == (2, 29)
    return dt.date(year, 3, 1) if leap_day else start.replace(year=year)
