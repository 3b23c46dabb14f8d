"""A score with its reasons, and what words weigh in it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol, Self

from leadline.entities.names._align import Pair
from leadline.entities.names._words import known

SAYS = {
    "same": "‘{a}’ stands in both.",
    "spelt": "‘{a}’ and ‘{b}’ are spellings of one name.",
    "nickname": "‘{a}’ and ‘{b}’ are forms of one given name.",
    "servant": "‘{a}’ and ‘{b}’ differ in ‘Abdul’, which is often left out.",
    "initial": "‘{a}’ and ‘{b}’ share the initial.",
    "slip": "‘{a}’ and ‘{b}’ differ as a slip of the pen does.",
    "scanned": "‘{a}’ and ‘{b}’ differ as a scanner misreads.",
    "swapped": "‘{a}’ and ‘{b}’ differ in two letters that changed places.",
    "omitted": "‘{a}’ and ‘{b}’ differ in one letter left out.",
    "voiced": "‘{a}’ and ‘{b}’ are two romanisations of one sound.",
    "bare": "‘{a}’ and ‘{b}’ differ in vowels left out.",
    "joined": "‘{a}’ and ‘{b}’ are written apart and together.",
}
"""What each kind of likeness says."""
TELLING = 0.4
"""Weight from which a word left over counts: particles don't."""
CLASH = 0.7
"""Factor where each name has a word that contradicts the other's."""


class Told(NamedTuple):
    """One sentence, not yet written out."""

    sentence: str
    a: str = ""
    b: str = ""
    factor: float = 1.0


class Reasoned(Protocol):
    """What carries sentences of its own: a likeness of the Korean kernel."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """The sentences."""


class Score(float):
    """How surely two names name the same, 0 to 1, with the reasons and who gave it."""

    by: str
    """``korean`` (the kernel), ``names`` (words against words), ``equal`` or ``unreadable``."""
    _told: Sequence[Told | str] | Reasoned

    def __new__(cls, value: float, by: str, told: Sequence[Told | str] | Reasoned = ()) -> Self:
        """A score by whom, with sentences that are written out when they are asked for."""
        made = super().__new__(cls, round(value, 6))  # sums in another order differ in the last digits
        made.by, made._told = by, told
        return made

    def __getnewargs__(self) -> tuple[float, str, tuple[str, ...]]:  # type: ignore[override]
        return float(self), self.by, self.reasons

    def __getstate__(self) -> None:
        """Nothing beyond what makes it anew."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, in sentences: what agrees, what doesn't, and what that did to the score."""
        if not isinstance(self._told, Sequence):
            return self._told.reasons or ("Read as Korean, the names are not the same.",)
        return tuple(one if isinstance(one, str) else _written(one) for one in self._told)


def _written(one: Told) -> str:
    cost = f" (score × {one.factor:.2f})" if one.factor < 1 else ""
    return one.sentence.format(a=one.a, b=one.b) + cost


def agreeing(pairs: Iterable[Pair]) -> list[Told | str]:
    """The sentences on words that answer one another."""
    return [Told(SAYS[p.why], p.a, p.b) for p in pairs]


def share(value: float) -> Told:
    """The sentence on how much agrees, before anything lowers it."""
    return Told("By the weight of their words, {a} % of the two names agrees.", f"{100 * value:.0f}")


def contradiction(left: Sequence[str], right: Sequence[str]) -> Told:
    """The sentence on words that contradict one another."""
    return Told("‘{a}’ and ‘{b}’ contradict one another.", " ".join(left), " ".join(right), CLASH)


class Sums(NamedTuple):
    """Weights of what two names have."""

    weight: float
    """Of the words that answer one another."""
    agree: float
    """The same, times their likeness."""
    left: float
    """Of the words that the first name has over."""
    right: float
    """Of the words that the second has over."""


def sums(pairs: list[Pair], left: list[str], right: list[str], kind: str) -> Sums:
    """The weights of an alignment."""
    found = agree = 0.0
    for pair in pairs:
        least = min(weight(pair.a, kind), weight(pair.b, kind))
        found += least
        agree += least * pair.likeness
    return Sums(found, agree, sum([weight(w, kind) for w in left]), sum([weight(w, kind) for w in right]))


@lru_cache(maxsize=1 << 16)
def weight(word: str, kind: str) -> float:
    """How much a word says of whose name it is, 0 to 1."""
    told = known()
    if word in told.particles:
        return 0.15
    if kind != "person":
        return 0.45 if word in told.generic else 1.0
    if len(word) == 1:
        return 0.5
    return 0.6 if word in told.common else 1.0
