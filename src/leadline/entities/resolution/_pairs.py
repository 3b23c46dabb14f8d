"""Which entries of different lists are worth comparing: those that share an identifier, or much of their names.

Only for finding pairs: what they are worth is weighed by ``evidence``.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from math import log

from leadline.entities import korean
from leadline.entities.names.tokens import consonants, words
from leadline.entities.resolution.evidence import Facts, names

MOST = 10
"""Entries of other lists that an entry is compared with for its names: those that share its rarest words."""
COMMON = 400
"""A word that more entries have is left out when pairs are looked for."""


def pairs(known: Mapping[str, Facts]) -> set[tuple[str, str]]:
    """Entries of different lists that share an identifier, a reference, or the rarest words of their names."""
    having: dict[object, list[str]] = defaultdict(list)
    keys = {id_: _keys(entry) for id_, entry in known.items()}
    for id_, own in keys.items():
        for key in own:
            having[key].append(id_)
    found = set()
    for id_, own in keys.items():
        shared: dict[str, float] = defaultdict(float)
        for key in own:
            if len(others := having[key]) > COMMON:
                continue
            worth = 100.0 if isinstance(key, tuple) else log(1 + len(known) / len(others))
            for other in others:
                if known[other].list != known[id_].list:
                    shared[other] += worth
        for other in sorted(shared, key=lambda o: (-shared[o], o))[:MOST]:
            found.add((id_, other) if id_ < other else (other, id_))
    return found


def half_alike(left: Facts, right: Facts) -> bool:
    """Whether two are worth comparing: half the words of a name sound as in one of the other, or are Korean alike."""
    if _korean(left) & _korean(right):
        return True
    mine, its = ([_sounds(name) for name in entry.names] for entry in (left, right))
    return any(2 * len(a & b) >= min(len(a), len(b)) for a in mine for b in its)


def _korean(entry: Facts) -> set[str]:
    return {key for name in names(entry.entity) for key in _korean_keys(name, entry.entity["schema"])}


_korean_keys = lru_cache(200_000)(korean.keys)


@lru_cache(100_000)
def _sounds(name: str) -> frozenset[str]:
    said = frozenset(consonants(word) or word for word in name.split())
    return said | {"=" + "".join(sorted(name.replace(" ", "")))}


def _keys(entry: Facts) -> set[object]:
    """What pairs are looked for by; identifiers and references are tuples, the rest words, sounds, whole names, and the keys of the Korean kernel."""
    keys: set[object] = {*entry.ids, *(("cited", reference) for reference in entry.cited)}
    for name in entry.names:
        keys |= {word for word in words(name) if len(word) > 1}
        keys |= {"~" + consonants(word) for word in words(name) if len(word) > 3}
        keys.add("=" + "".join(sorted(name.replace(" ", ""))))
    return keys | {"korean " + key for key in _korean(entry)}
