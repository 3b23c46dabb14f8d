"""How strong a lead is: how rare among strangers in the same waters and month is what the detector saw.

No points are given by hand. Of the other vessels heard in the same two-degree cell and month, those are counted of which
the same detector sees as much: each fact that makes this lead stronger, and at least its measured amount. The
upper end of the 95 % interval of that share (Wilson 1927) decides the word, so few vessels never make a
lead look rare, and it is common only where the share itself is; in between, there are too few to say.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from leadline.detectors._detector import Detector
from leadline.store.engine import Engine

FEWEST = 30
"""Strangers under which nothing is said: with none seen among 29, a share of one in ten can't be ruled out."""
RARE, UNCOMMON = 0.01, 0.10
WORDS = ("rare", "uncommon", "too few to say", "common")
"""In the order in which leads are read."""

Row = Mapping[str, Any]
Place = tuple[int, int, bool]
"""Waters, month, simulated."""


@dataclass(frozen=True)
class Strength:
    """Strangers seen doing as much (``seen``) of those heard there (``n``), with the word and the sentence."""

    word: str
    seen: int
    n: int

    @property
    def says(self) -> str:
        """The base rate in a sentence."""
        if self.word == "too few to say":
            heard = f"{self.n} other vessel{'s' * (self.n != 1)}"
            return f"Heard in the same waters that month: {heard}, as much seen of {self.seen}; too few to say how rare this is."
        return (
            f"Of {self.n:,} other vessels heard in the same waters that month, as much was seen of "
            f"{self.seen:,} ({self.seen / self.n:.1%}): {self.word}."
        )


def strength(seen: int, n: int) -> Strength:
    """The strength where ``seen`` of ``n`` strangers did as much."""
    n = max(n, seen)
    if n < FEWEST:
        return Strength("too few to say", seen, n)
    most = upper(seen, n)
    unsure = "common" if seen / n > UNCOMMON else "too few to say"
    return Strength("rare" if most <= RARE else "uncommon" if most <= UNCOMMON else unsure, seen, n)


def upper(seen: int, n: int, z: float = 1.96) -> float:
    """Upper end of Wilson's 95 % interval of a share."""
    share, z2 = seen / n, z * z
    half = z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return min(1.0, (share + z2 / (2 * n) + half) / (1 + z2 / n))


def strengths(detector: Detector, rows: Sequence[Row], heard: Mapping[Place, int]) -> list[Strength]:
    """The strength of each row of a detector, beside the strangers in its waters and month."""
    by_place: dict[Place, list[Row]] = {}
    for row in rows:
        by_place.setdefault(place(row), []).append(row)
    found = []
    for row in rows:
        where, own = place(row), ships(row)
        strangers = {
            m for other in by_place[where] if _as_much(detector, other, row) for m in ships(other)
        } - own
        found.append(strength(len(strangers), max(heard.get(where, 0) - len(own), 0)))
    return found


def _as_much(detector: Detector, other: Row, row: Row) -> bool:
    facts = all(other[name] for name in detector.stronger if row[name])
    return facts and (not detector.by or other[detector.by] >= row[detector.by])


def ships(row: Row) -> set[int]:
    """The MMSI that a row is about."""
    return {m for m in (row["mmsi"], row["other_mmsi"]) if m is not None}


def place(row: Row) -> Place:
    """Waters, month and reality of a row; the same numbers as ``exprs.waters`` and ``exprs.month`` give."""
    cell = math.floor((row["lat"] + 90) / 2) * 180 + math.floor((row["lon"] + 180) / 2) % 180
    return cell, row["first_at"].year * 100 + row["first_at"].month, bool(row["simulated"])


def heard(traffic: ibis.Table, engine: Engine, rows: Iterable[Row]) -> dict[Place, int]:
    """How many vessels were heard in the waters and months of the rows."""
    places = {place(row) for row in rows}
    if not places:
        return {}
    near = traffic.filter(traffic.waters.isin(sorted({p[0] for p in places})))
    told = engine.fetch(near.select("waters", "month", "simulated", "vessels")).to_pylist()
    return {(t["waters"], t["month"], t["simulated"]): t["vessels"] for t in told}
