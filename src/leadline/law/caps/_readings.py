"""Which notified figures may be added up: never two that count the same deliveries.

A *reading* is a largest set of figures that don't overlap. Where figures conflict, or a whole and its parts are both
at hand, there are several readings, and they stand side by side.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from leadline.errors import BadInput
from leadline.law.caps._figures import Figure

MOST_OVERLAPPING = 14  # subsets are tried one by one
MOST_READINGS = 64
MOST_FIGURES = 1_000


@dataclass(frozen=True)
class Readings:
    """``sets`` hold places in the list of figures; ``parts`` says which figure a smaller one is a part of."""

    sets: tuple[tuple[int, ...], ...]
    parts: dict[int, tuple[int, ...]]


def readings(figures: Sequence[Figure]) -> Readings:
    """All readings of some notified figures; one empty reading where there are none.

    :raises BadInput: where too many figures count the same deliveries.
    """
    if len(figures) > MOST_FIGURES:
        raise BadInput(f"{len(figures)} notified figures are too many to compare: at most {MOST_FIGURES}.")
    counted = [figure.counted for figure in figures]
    choices: list[list[tuple[int, ...]]] = []
    parts: dict[int, tuple[int, ...]] = {}
    for group in _groups(counted):
        sets = _largest(group, counted)
        covered = [frozenset().union(*(counted[i] for i in one)) for one in sets]
        full = [s for s, c in zip(sets, covered, strict=True) if not any(c < other for other in covered)]
        choices.append(full)
        for i in set(group) - {i for one in full for i in one}:
            parts[i] = tuple(j for j in group if j != i and counted[i] & counted[j])
    found = tuple(tuple(sorted(itertools.chain(*choice))) for choice in itertools.islice(
        itertools.product(*choices), MOST_READINGS + 1))  # fmt: skip
    if len(found) > MOST_READINGS:
        raise BadInput("The figures conflict in too many ways to show. Leave out those that are superseded.")
    return Readings(found, parts)


def _groups(counted: Sequence[frozenset[tuple[str, int]]]) -> list[list[int]]:
    """Figures that overlap, directly or through others, together."""
    groups: list[list[int]] = []
    for i, days in enumerate(counted):
        touching = [g for g in groups if any(days & counted[j] for j in g)]
        groups = [g for g in groups if g not in touching] + [[*itertools.chain(*touching), i]]
    if any(len(g) > MOST_OVERLAPPING for g in groups):
        raise BadInput(
            f"More than {MOST_OVERLAPPING} figures count the same deliveries. Leave out those that are superseded."
        )
    return [sorted(g) for g in groups]


def _largest(group: list[int], counted: Sequence[frozenset[tuple[str, int]]]) -> list[tuple[int, ...]]:
    """Sets without overlap to which no figure of the group can be added."""
    overlap = {pair for pair in itertools.combinations(group, 2) if counted[pair[0]] & counted[pair[1]]}
    apart = [
        one
        for size in range(len(group), 0, -1)
        for one in itertools.combinations(group, size)
        if not any(pair in overlap for pair in itertools.combinations(one, 2))
    ]
    return sorted(s for s in apart if not any(set(s) < set(other) for other in apart))
