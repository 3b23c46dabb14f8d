"""How near a listed name is to the one asked for, word by word: a cheap scale to choose what is worth comparing.

It says nothing of whether two names are the same, and knows nothing of the rest of the list. Words that both have
count against those that only one has. Where each side has a whole word more than the other, the names contradict
one another, and no comparison would take them for the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from leadline.entities.names.tokens import AS_ONE, initials

NEAR = 0.55
"""Names less near than this aren't compared."""
LEAST_PAIR = 0.85
"""Two words written as one must be this alike to a word to be taken for it."""
_TOGETHER = 0.98
_MORE, _LESS = 0.3, 0.8
"""What words count that only one side has: on the side that has more of them, and on the other."""
Alike = Mapping[int, float]
Names = tuple[NDArray[np.int32], NDArray[np.float32]]


def at_least(
    shared: NDArray[np.float64], sizes: NDArray[np.float32], asked: float
) -> Iterator[tuple[int, float]]:
    """Names that can be near, with their sizes; ``shared`` is for each name at most what it shares."""
    kept = np.flatnonzero(shared >= asked * NEAR * _MORE / (1 - NEAR + NEAR * _MORE))
    listed = sizes[kept]
    most = np.minimum(np.minimum(shared[kept], asked), listed)
    less, more = np.minimum(asked, listed) - most, np.maximum(asked, listed) - most
    chosen = kept[most >= NEAR * (most + _LESS * less + _MORE * more)]
    return zip(chosen.tolist(), sizes[chosen].tolist(), strict=True)


class Run(NamedTuple):
    """Words of a question that stand side by side, written as one: ``place`` has a bit for each of them."""

    word: str
    place: int
    size: float
    """What its words weigh."""


def runs(words: Sequence[str], sizes: Sequence[float], *, shortened: bool) -> list[Run]:
    """Each word, each with the one after it, all together, and (``shortened``) the letters they begin with."""
    alone = [Run(word, 1 << i, size) for i, (word, size) in enumerate(zip(words, sizes, strict=True))]
    pairs = [Run(AS_ONE + a.word + b.word, a.place | b.place, a.size + b.size) for a, b in pairwise(alone)]
    whole = [Run(AS_ONE + "".join(words), (1 << len(words)) - 1, sum(sizes))] if len(words) > 2 else []
    letters = [Run(AS_ONE + initials(words), whole[0].place, whole[0].size)] if whole and shortened else []
    return alone + pairs + whole + letters


class Asked:
    """A question's words and runs of them, each with the words of the index that it could be."""

    def __init__(
        self, size: float, found: Iterable[tuple[Run, Alike]], broken: Iterable[tuple[Run, Names]]
    ) -> None:
        """``broken`` are the names that hold a word of the question in two."""
        self.size = size
        self._could: dict[int, list[tuple[float, int, float]]] = {}
        for run, alike in found:
            worth = _TOGETHER if run.word[0] == AS_ONE else 1.0
            for word, how in alike.items():
                self._could.setdefault(word, []).append((how * worth, run.place, run.size))
        self._broken: dict[int, list[tuple[float, int, float, int]]] = {}
        for run, (names, hows) in broken:
            for name, how in zip(names.tolist(), hows.tolist(), strict=True):
                self._broken.setdefault(name, []).append((how * _TOGETHER, run.place, run.size, 0))

    def near(self, name: int, listed: Sequence[int], size: float) -> float:
        """0 to 1, of a name, its words, and what these weigh. Each word is used once."""
        could = self._could
        found = [(*one, 1 << j) for j, word in enumerate(listed) if word in could for one in could[word]]
        found += self._broken.get(name, ())
        if len(found) > 1:
            found.sort(reverse=True)
        mine_used = listed_used = 0
        shared = 0.0
        for how, mine, worth, theirs in found:
            if not (mine & mine_used or theirs & listed_used):
                mine_used |= mine
                listed_used |= theirs
                shared += how * worth
        shared = min(shared, size, self.size)
        one, other = self.size - shared, size - shared
        return shared / (shared + _LESS * min(one, other) + _MORE * max(one, other))
