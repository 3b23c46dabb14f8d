"""Korean names compared by the syllables of Hangul behind them, in whatever script they are written.

>>> compare("Kim Jong Un", "김정은").score
1.0
>>> compare("Kim Jong Un", "Kim Jong Il").score
0.0
>>> compare("Kim Jong Un", "Robert Smith") is None
True

The package imports nothing else of Leadline and nothing beyond the standard library: take it along. Its documentation,
with its limits and sources, is ``docs/korean.md``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice, product
from typing import TypeVar

from . import firms, person, sounds, wording
from .firms import Firm
from .person import Person
from .reading import Row

__all__ = ["THRESHOLD", "Likeness", "compare", "keys", "readings"]

THRESHOLD = 0.7
"""At this score and above two names may be one."""

_ANYTHING = frozenset({"", "Thing", "LegalEntity"})
_One = TypeVar("_One", Person, Firm)
_Pair = tuple[Person, Person] | tuple[Firm, Firm]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are."""

    score: float
    """0 to 1; from ``THRESHOLD`` on they may be one name."""
    pair: _Pair = field(repr=False, compare=False)
    """The two readings that the score compares."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, in sentences for someone who doesn't read Korean."""
        one, other = self.pair
        if isinstance(one, Person) and isinstance(other, Person):
            return wording.of_people(one, other, self.score >= THRESHOLD)
        if isinstance(one, Firm) and isinstance(other, Firm):
            return wording.of_firms(one, other, self.score >= THRESHOLD)
        return ()


def compare(a: str, b: str, schema: str = "Person") -> Likeness | None:
    """How alike two names are, or ``None`` where one of them can't be read as Korean.

    ``schema`` is FollowTheMoney's: ``Person``; ``LegalEntity`` or nothing for what may be a person; or another
    (Company, Organization, Vessel …): generic words are set apart and numbers must agree. Symmetric; never raises on any text; at most the first
    160 characters of a name are read.
    """
    told = []
    if schema == "Person" or schema in _ANYTHING:
        told.append(_people(a, b))
    if schema != "Person":
        pairs = (pair for pair in product(firms.read(a), firms.read(b)) if firms.tell(*pair))
        told.append(_best(firms.likeness, pairs))
    return max((one for one in told if one is not None), key=lambda one: one.score, default=None)


def _people(a: str, b: str) -> Likeness | None:
    ones = person.read(a)
    if not (ones.whole or ones.loose or ones.chinese):
        return None  # reading the other too would double what most names cost, which aren't Korean
    others = person.read(b)
    best = _best(person.likeness, product(ones.whole, others.whole))
    if best is None or best.score < THRESHOLD:
        # Two loose readings tell nothing of each other: one side must be Korean as it stands.
        loose = _best(
            person.likeness,
            (
                *product(ones.whole, (*others.loose, *others.chinese)),
                *product((*ones.loose, *ones.chinese), others.whole),
            ),
        )
        if loose is not None and loose.score >= THRESHOLD:
            return loose
    return best


def _best(likeness: Callable[[_One, _One], float], pairs: Iterable[tuple[_One, _One]]) -> Likeness | None:
    best: Likeness | None = None
    for one, other in pairs:
        score = likeness(one, other)
        if best is None or score > best.score:
            best = Likeness(round(score, 4), (one, other))
            if score == 1.0:
                break
    return best


def keys(name: str, schema: str = "Person") -> frozenset[str]:
    """Keys for an inverted index: two names that ``compare`` puts at ``THRESHOLD`` or above share at least one."""
    people = person.keys(name) if schema == "Person" or schema in _ANYTHING else frozenset()
    return people if schema == "Person" else people | firms.keys(name)


def readings(name: str, schema: str = "Person", most: int = 24) -> tuple[str, ...]:
    """What the name may be in Hangul, the likeliest first; empty where it can't be read as Korean."""
    rows: list[Row] = []
    if schema == "Person" or schema in _ANYTHING:
        rows += [one.places for one in person.read(name).whole]
    if schema != "Person":
        rows += [firm.proper for firm in firms.read(name) if firm.proper]
    told: dict[str, float] = {}
    for row in rows:
        for choice in islice(product(*(at.sounds.items() for at in row)), 256):
            weight = 1.0
            for _, own in choice:
                weight *= own
            text = "".join(syllable for syllable, _ in choice)
            told[text] = max(told.get(text, 0.0), weight)
    usual, families = sounds.common(), sounds.common_surnames()

    def order(text: str) -> tuple[float, bool, int, str]:
        return -told[text], text[0] not in families, sum(one not in usual for one in text), text

    return tuple(sorted(told, key=order))[:most]
