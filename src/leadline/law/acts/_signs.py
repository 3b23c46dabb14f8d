"""Whether signs are found in an act, for the days that a paragraph shares with it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from leadline.law.acts.act import STATED, TOLD, Act, Found
from leadline.law.vocabulary import Mark

_PASSES = 4  # marks that rest on marks that rest on marks: the vocabulary needs three


@dataclass
class Signs:
    """The signs of an act between two days; ``None`` is a day that isn't known.

    ``table`` has the strength of each mark and where it was found, ``late`` those that count from a later day only.
    """

    act: Act
    marks: Mapping[str, Mark]
    first: dt.date | None
    last: dt.date | None
    table: dict[str, tuple[int, str]] = field(default_factory=dict)
    late: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the marks that stand in the act, then those that they make together."""
        for sign in self.act.found:
            counts = self._counts(sign)
            self._add(sign.mark, counts, sign.why)
            if not counts:
                self.late[sign.mark] = f"not yet on these days: {sign.why}"
        for mark in self.marks.values():
            for code in self.act.codes:
                self._add(mark.id, _under(code, mark.hs), f"HS {code}")
        derived = [mark for mark in self.marks.values() if mark.when]
        for _ in range(_PASSES):
            before = len(self.table), sum(strength for strength, _ in self.table.values())
            for mark in derived:
                self._add(mark.id, *self.strength(mark.when))
            if before == (len(self.table), sum(strength for strength, _ in self.table.values())):
                break

    def _add(self, mark: str, strength: int, why: str) -> None:
        if strength > self.table.get(mark, (0, ""))[0]:
            self.table[mark] = strength, why

    def _counts(self, sign: Found) -> int:
        return min(sign.strength, self.since(sign.since)) if sign.since else sign.strength

    def since(self, day: dt.date) -> int:
        """Whether ``day`` has come: all the time, perhaps, or not at all."""
        if self.first is not None and day <= self.first:
            return STATED
        return TOLD if self.last is None or day <= self.last else 0

    def strength(self, signs: Iterable[str], hs: tuple[str, ...] = ()) -> tuple[int, str]:
        """The strongest of the alternatives, and what it was read from; ``hs`` is what ``@hs`` means here."""
        best, why = 0, ""
        for sign in signs:
            found = []
            for term in _terms(sign):
                found.append(self._term(term, hs))
                if found[-1][0] <= best:
                    break
            else:
                best = min(strength for strength, _ in found)
                why = "; ".join(dict.fromkeys(said for _, said in found if said))
        return best, why

    def _term(self, term: str, hs: tuple[str, ...]) -> tuple[int, str]:
        found = self.table.get(term)
        if found is not None:
            return found
        if term.startswith("!"):
            return STATED - self._term(term[1:], hs)[0], ""
        if term.startswith("day>="):
            return self.since(dt.date.fromisoformat(term[5:])), "the date"
        if term == "@hs":
            return max(((_under(code, hs), f"HS {code}") for code in self.act.codes), default=(0, ""))
        return 0, ""


@cache
def _terms(sign: str) -> tuple[str, ...]:
    return tuple(sign.split())


def _under(code: str, prefixes: tuple[str, ...]) -> int:
    """A code under one of ``prefixes`` counts; one that is wider than they are only points there."""
    if any(code.startswith(prefix) for prefix in prefixes):
        return STATED
    return TOLD if len(code) >= 2 and any(prefix.startswith(code) for prefix in prefixes) else 0
