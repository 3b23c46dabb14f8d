"""Where figures that count the same deliveries don't agree; both are kept, and neither is preferred."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from leadline.law.caps._figures import Figure

Told = Mapping[str, Any]


def conflicts(
    notified: Sequence[tuple[int, Figure]], readings: Sequence[tuple[Told, Sequence[Figure]]]
) -> Iterator[dict[str, Any]]:
    """Figures that imply another factor than the known ones, and readings whose ranges lie apart."""
    for (m, one), (n, other) in itertools.combinations(notified, 2):
        units = {one.unit: one, other.unit: other}
        if one.counted == other.counted and set(units) == {"tonne", "barrel"} and units["tonne"].value:
            implied = round(Decimal(units["barrel"].value / units["tonne"].value), 2)
            yield {
                "figures": [m, n],
                "says": f"Figures ({m}) and ({n}) together imply {implied} barrels a tonne.",
            }
    for (first, a), (second, b) in itertools.combinations(readings, 2):
        if _counted(a) != _counted(b):
            continue
        for left, right in zip(first["sums"], second["sums"], strict=True):
            known = left["low"] is not None and right["low"] is not None
            if known and (left["high"] < right["low"] or right["high"] < left["low"]):
                yield {
                    "readings": [first["name"], second["name"]],
                    "says": f"Readings {first['name']} and {second['name']} cover the same and don't agree in {left['unit']}s: "
                    f"{left['low']:,} to {left['high']:,} against {right['low']:,} to {right['high']:,}.",
                }


def _counted(figures: Sequence[Figure]) -> frozenset[tuple[str, int]]:
    return frozenset().union(*(figure.counted for figure in figures))
