"""Plants, from ``plants.yml``, set into a sea: ships with their truth beside them."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import voyages
import yaml
from voyages import Ship

HERE = Path(__file__).parent
FIRST = 500_000
"""Numbers of planted ships begin here, those of strangers below."""


@dataclass(frozen=True)
class Truth:
    """What was planted: who did what, when (hours after the sea's start) and where, and which detectors should find it."""

    behaviour: str
    mmsi: tuple[int, ...]
    first_h: float
    last_h: float
    lat: float
    lon: float
    finds: tuple[str, ...]
    also: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Listed:
    """An entry of the exercise's list."""

    imo: int
    name: str
    days_before: int


@dataclass(frozen=True)
class Hole:
    """A box in which nobody is heard for some hours."""

    first_h: float
    last_h: float
    south: float
    north: float
    west: float
    east: float


@dataclass
class Planted:
    """Everything that was planted."""

    ships: list[Ship]
    truth: list[Truth]
    listed: list[Listed]
    holes: list[Hole]


def plant(
    days: float, rng: np.random.Generator, told: list[dict[str, Any]] | None = None, first: int = FIRST
) -> Planted:
    """All plants of the file (or those told), each at an hour that chance chooses; ships are numbered from the first on."""
    rows = told if told is not None else yaml.safe_load((HERE / "plants.yml").read_text(encoding="utf-8"))
    done = Planted([], [], [], [])
    for number, row in enumerate(rows):
        _one(done, row, first + number * 10, days * 24, rng)
    return done


def _one(done: Planted, row: Mapping[str, Any], number: int, hours: float, rng: np.random.Generator) -> None:
    names = {key: number + place for place, key in enumerate(row["ships"])}
    said = {key: _identity(told, names, key, row["ships"]) for key, told in row["ships"].items()}
    start = _start(row, said, hours, rng)
    ships: dict[str, Ship] = {}
    for key, told in row["ships"].items():
        ships[key] = _ship(told, said, key, ships, (start, hours), whole=row.get("whole", False))
    done.ships += ships.values()
    lat, lon = (float(np.mean([w[i] for s in ships.values() for w in s.way])) for i in (1, 2))
    first, last = min(s.span[0] for s in ships.values()), max(s.span[1] for s in ships.values())
    done.truth.append(
        Truth(row["behaviour"], tuple(sorted({m for m, _ in said.values()})), first, last, lat, (lon + 180) % 360 - 180,
              tuple(row.get("finds", ())), tuple(row.get("also", ())))
    )  # fmt: skip
    if "listed" in row:
        imo = next(claims["imo"] for _, claims in said.values())
        done.listed.append(Listed(imo, f"EXERCISE {row['listed']['as']}", row["listed"]["days_before"]))
    if "hole" in row:
        box = {k: v for k, v in row["hole"].items() if k not in ("from", "until")}
        done.holes.append(Hole(start + row["hole"]["from"], start + row["hole"]["until"], **box))


def _identity(
    told: Mapping[str, Any], names: Mapping[str, int], key: str, every: Mapping[str, Any]
) -> tuple[int, dict[str, Any]]:
    own = {name: told[name] for name in voyages.CLAIMS if name in told}
    if own.get("imo") == "bad":
        own["imo"] = voyages.bad_imo(names[key] * 37)
    else:
        own.setdefault("imo", voyages.imo(names[key] * 37))
    mmsi, claims = voyages.identity(names[key], told.get("mid", 790), **own)
    for name, other in told.get("same", {}).items():
        other_mmsi, other_claims = _identity(every[other], names, other, every)
        if name == "mmsi":
            mmsi, claims = other_mmsi, other_claims
        else:
            claims[name] = other_claims[name]
    return mmsi, claims


def _start(row: Mapping[str, Any], said: Mapping[str, Any], hours: float, rng: np.random.Generator) -> float:
    """The hour at which a plant begins."""
    first = float(row.get("from", 0.0))
    if row.get("whole") or row.get("shift") == "none":
        return first
    length = 0.0
    ends: dict[str, float] = {}
    for key, told in row["ships"].items():
        trial = Ship(0, [(0.0, {})])
        after = told.get("after")
        begin = ends[after["ship"]] + after["h"] if after else 0.0
        steps = [s for s in _steps(told, said) if s is not None]
        ends[key] = voyages.sail(trial, steps, begin).span[1]
        length = max(length, ends[key])
    room = max(hours - length - 4, 0.0)
    if row.get("shift") == "days":
        return float(rng.integers(0, int(room // 24) + 1) * 24)
    return float(rng.uniform(0, room))


def _steps(told: Mapping[str, Any], said: Mapping[str, tuple[int, dict[str, Any]]]) -> Iterator[Any]:
    """The way's steps, with what names another ship put in."""
    for step in told["way"]:
        if isinstance(step, dict) and "swap" in step:
            mmsi, claims = said[step["swap"]]
            yield {"as": mmsi, "says": claims}
        elif isinstance(step, dict) and step.get("says", {}).get("imo") == "bad":
            yield {"says": {"imo": voyages.bad_imo(4711)}}
        elif isinstance(step, dict) and step.get("says", {}).get("imo") == "good":
            yield {"says": {"imo": next(iter(said.values()))[1]["imo"]}}
        else:
            yield step


def _ship(
    told: Mapping[str, Any], said: Mapping[str, tuple[int, dict[str, Any]]], key: str, before: Mapping[str, Ship],
    hours: tuple[float, float], *, whole: bool,
) -> Ship:  # fmt: skip
    start, end = hours
    mmsi, claims = said[key]
    if "copies" in told:
        ship = copy.deepcopy(before[told["copies"]["ship"]])
        ship.echo = (ship.mmsi, told["copies"]["lag_h"])
        ship.mmsi, ship.said = mmsi, [(0.0, claims)]
        return ship
    ship = Ship(mmsi, [(0.0, claims)], class_b=told.get("class_b", False), lost=told.get("lost", 0.08))
    if ship.class_b:
        ship.every_min, ship.noise_m = 12.0, 25.0
    if "after" in told:
        start = before[told["after"]["ship"]].span[1] + told["after"]["h"]
    start = told.get("from", start)
    steps = list(_steps(told, said))
    voyages.sail(ship, steps, start)
    if whole:
        until = told.get("until", end)
        while ship.span[1] < until:
            voyages.sail(
                ship, steps, ship.span[1] + voyages.km(*ship.way[-1][1:], *steps[0][:2]) / 1.852 / 11.0
            )
        ship.way = _cut(ship.way, until)
    return ship


def _cut(way: list[tuple[float, float, float]], until: float) -> list[tuple[float, float, float]]:
    """The way up to an hour, the last leg cut where it stands then."""
    t, lat, lon = (np.array(c) for c in zip(*way, strict=True))
    kept = [w for w in way if w[0] < until]
    return [*kept, (until, float(np.interp(until, t, lat)), float(np.interp(until, t, lon)))]
