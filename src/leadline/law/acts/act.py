"""An act as it is given, read into what the law asks about: days, signs, and answers that are stated outright.

Nothing is guessed: what a field says counts, what prose says only makes a question worth asking, and what isn't
understood is kept in ``not_understood``.
"""

import datetime as dt
from dataclasses import dataclass, field

from leadline.law.acts._days import Span
from leadline.law.acts._keys import Value

UNDATED = Span()
STATED, TOLD = 2, 1
"""How a sign was found: in a field that is about it, or only in prose."""


@dataclass(frozen=True)
class Found:
    """A sign in an act, and where it was found; ``since`` is the day from which it counts."""

    mark: str
    strength: int
    why: str
    since: dt.date | None = None


@dataclass(frozen=True)
class Answer:
    """An answer to an element or an exemption that the act states outright."""

    value: Value
    since: dt.date | None = None

    def between(self, first: dt.date | None, last: dt.date | None) -> Value:
        """The answer for days from ``first`` to ``last``; a yes counts only from its day."""
        if self.value != "yes" or self.since is None or (first is not None and self.since <= first):
            return self.value
        return "unknown" if last is None or self.since <= last else "no"


@dataclass
class Act:
    """One act.

    ``codes`` are HS codes, ``found`` the signs, ``names`` those of its parties and vessels, made comparable;
    ``lasting`` is whether it went on all the span, ``None`` where its kind says.
    """

    id: str
    span: Span = UNDATED
    lasting: bool | None = None
    codes: list[str] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    elements: dict[str, Answer] = field(default_factory=dict)
    exemptions: dict[str, Answer] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    not_understood: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing in it could be understood."""
        return not (self.found or self.codes or self.elements)
