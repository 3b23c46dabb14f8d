"""A made-up sea for measuring detectors: strangers on lanes, in ports, anchorages and fishing fleets, and plants among them.

    python benchmarks/sea.py FOLDER --density dense --days 16 --seed 1 --holes

Writes one Parquet file for each day, as receivers' archives come, ``truth.json`` beside them, and ``lists/exercise.yml``.
What is found in it is accuracy on planted truth: the sea knows no more of the real one than its makers.
"""

import argparse
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import plants
import pyarrow as pa
import pyarrow.parquet as pq
import voyages
from plants import Hole, Planted
from voyages import Ship

START = datetime(2026, 3, 25, tzinfo=UTC)
"""A week before a month's end."""
STRANGERS = {"sparse": 45, "dense": 220}
SEA = {
    "shanghai": (31.0, 122.9), "ningbo": (29.9, 122.8), "ecs": (29.6, 124.4), "keelung": (25.3, 121.9), "fujian": (26.9, 121.6),
    "yellow": (34.4, 123.6), "north-yellow": (36.9, 123.7), "qingdao": (35.95, 120.9), "dalian": (38.7, 121.9),
    "off-nampo": (37.75, 124.0), "incheon": (37.0, 125.4), "jeju": (33.3, 125.6), "south": (33.9, 128.0), "busan": (34.95, 129.3),
    "east": (37.4, 130.8), "north-east": (41.2, 131.2), "vostochny": (42.5, 133.05), "tsugaru": (41.2, 139.6),
    "tonghae": (38.2, 130.2), "east-korea-bay": (39.6, 130.4), "chongjin-off": (41.2, 130.6), "haeju-off": (37.5, 124.8),
    "vladivostok": (43.0, 131.85), "off-vladivostok": (42.3, 131.9), "lianyungang": (34.95, 120.3), "pacific": (40.1, 179.9), "pacific-west": (40.6, 178.0), "pacific-east": (39.6, 182.0),
}  # fmt: skip
"""Corners of the lanes."""
LANES = (
    ("keelung", "fujian", "ningbo", "shanghai"), ("shanghai", "yellow", "north-yellow", "dalian"), ("shanghai", "jeju", "south", "busan"),
    ("ecs", "jeju", "south", "busan", "east", "north-east", "vostochny"), ("dalian", "off-nampo", "haeju-off", "incheon"),
    ("qingdao", "north-yellow", "off-nampo"), ("busan", "east", "tsugaru"), ("keelung", "ecs", "yellow", "qingdao"),
    ("tonghae", "east-korea-bay", "chongjin-off", "vostochny"), ("busan", "east", "tonghae"), ("lianyungang", "yellow", "jeju"),
    ("vladivostok", "off-vladivostok", "north-east", "east", "busan"), ("pacific-west", "pacific", "pacific-east"), ("off-nampo", "north-yellow", "yellow", "ecs"),
)  # fmt: skip
PORTS = {"busan": (35.08, 129.05), "dalian": (38.93, 121.67), "qingdao": (36.07, 120.3), "vostochny": (42.735, 133.07), "incheon": (37.46, 126.58),
         "keelung": (25.14, 121.75), "ningbo": (29.93, 122.0)}  # fmt: skip
ANCHORAGES = ((31.35, 122.75), (35.05, 129.1))
"""Off the Yangtze, far from any port's point, and off Busan."""
FLEETS = ((34.2, 124.4), (36.9, 123.2), (31.6, 124.6), (28.9, 123.4))


@dataclass(frozen=True)
class Sea:
    """What was written: files in the order of their days, positions, ships heard times days, and what was planted."""

    files: list[Path]
    positions: int
    vessel_days: int
    planted: Planted


def make(
    folder: Path, *, density: str = "sparse", days: float = 16, seed: int = 1, holes: bool = False
) -> Sea:
    """Write a sea into a folder; the same arguments give the same sea."""
    rng = np.random.default_rng(seed)
    planted = plants.plant(days, rng)
    ships = strangers(STRANGERS[density], days, rng) + planted.ships
    dark = planted.holes + (_holes(days, rng) if holes else [])
    rows, said = heard(ships, dark, rng, days * 24)
    files = write(folder, rows, said)
    told = {"planted": "accuracy on it is accuracy on planted truth", "start": START.isoformat(), "days": days, "seed": seed,
            "density": density, "holes": holes, "truth": [t.told() for t in planted.truth]}  # fmt: skip
    (folder / "truth.json").write_text(json.dumps(told, indent=1), encoding="utf-8")
    exercise_list(folder / "lists", planted)
    days_heard = np.unique(rows["mmsi"] * 1000 + (rows["t"] // 24).astype(np.int64))
    return Sea(files, len(rows["t"]), len(days_heard), planted)


def strangers(ships: int, days: float, rng: np.random.Generator) -> list[Ship]:
    """Half on the lanes, with port calls; a quarter at anchor; a quarter fishing."""
    made = []
    for number in range(ships):
        kind = ("lane", "lane", "anchor", "fish")[number % 4]
        made.append({"lane": _trader, "anchor": _at_anchor, "fish": _fisher}[kind](number, days, rng))
    return made


def _stranger(number: int, rng: np.random.Generator, **told: Any) -> Ship:
    mmsi, claims = voyages.identity(10_000 + number, int(rng.choice([790, 791, 792, 793])), **told)
    return Ship(mmsi, [(0.0, claims)], every_min=12.0)


def _trader(number: int, days: float, rng: np.random.Generator) -> Ship:
    lane = list(
        LANES[number // 4 * 2 % len(LANES) if number % 4 == 0 else (number // 4 * 2 + 1) % len(LANES)]
    )
    ship = _stranger(
        number,
        rng,
        ship_type=int(rng.choice([70, 71, 79, 80, 89])),
        draught=float(rng.integers(50, 110)) / 10,
    )
    kn, off = float(rng.uniform(8, 15)), rng.normal(0, 0.06, 2)
    if rng.random() < 0.5:
        lane.reverse()
    start = -float(rng.uniform(0, 60))
    while not ship.way or ship.span[1] < days * 24:
        steps: list[Any] = [
            (SEA[c][0] + off[0] + rng.normal(0, 0.02), SEA[c][1] + off[1] + rng.normal(0, 0.02)) for c in lane
        ]
        if lane[-1] in PORTS:
            lat, lon = PORTS[lane[-1]]
            steps += [(lat + rng.normal(0, 0.006), lon + rng.normal(0, 0.006)), float(rng.uniform(10, 40)),
                      {"says": {"draught": float(rng.integers(50, 110)) / 10}}]  # fmt: skip
        begin = start if not ship.way else ship.span[1] + 0.1
        voyages.sail(ship, steps, begin, kn)
        lane.reverse()
    ship.way = _window(ship.way, days * 24)
    return ship


def _window(way: list[tuple[float, float, float]], end: float) -> list[tuple[float, float, float]]:
    """The part of a way from hour 0 to the end."""
    t, lat, lon = (np.array(c) for c in zip(*way, strict=True))
    edges = [(h, float(np.interp(h, t, lat)), float(np.interp(h, t, lon))) for h in (0.0, end)]
    return [edges[0], *(w for w in way if 0 < w[0] < end), edges[1]]


def _at_anchor(number: int, days: float, rng: np.random.Generator) -> Ship:
    ship = _stranger(number, rng, ship_type=int(rng.choice([70, 79, 80])))
    lat, lon = ANCHORAGES[number // 4 % len(ANCHORAGES)] + rng.normal(0, 0.02, 2)
    ship.every_min, ship.noise_m = 15.0, 15.0
    came, left = float(rng.uniform(-200, days * 12)), float(rng.uniform(days * 12, days * 36))
    way: list[Any] = [(lat - 0.4, lon + 0.4), (lat, lon), {"at": left - came}, (lat - 0.4, lon + 0.5)]
    voyages.sail(ship, way, came)
    ship.way = list(_window(ship.way, days * 24))
    return ship


def _fisher(number: int, days: float, rng: np.random.Generator) -> Ship:
    ship = _stranger(
        number, rng, ship_type=30, imo=None, draught=None, length=float(rng.integers(22, 48)), width=7.0
    )
    lat, lon = FLEETS[number // 4 % len(FLEETS)] + rng.normal(0, 0.05, 2)
    ship.class_b, ship.every_min, ship.noise_m, ship.lost = True, 18.0, 25.0, 0.2
    way: list[Any] = [(lat, lon)]
    for _ in range(int(days)):
        way += [
            {"trawl": 14, "kn": float(rng.uniform(2, 4)), "km": float(rng.uniform(4, 12))},
            (lat, lon, 6.0),
            float(rng.uniform(3, 7)),
        ]
    voyages.sail(ship, way)
    ship.way = _window(ship.way, days * 24)
    return ship


def _holes(days: float, rng: np.random.Generator) -> list[Hole]:
    """Receivers that come and go: squares of two degrees that are dark for half a day to two days, a tenth of the time."""
    found = []
    for south in range(24, 43, 2):
        for west in range(119, 134, 2):
            t = float(rng.exponential(240))
            while t < days * 24:
                length = float(rng.uniform(10, 48))
                found.append(Hole(t, t + length, south, south + 2, west, west + 2))
                t += length + float(rng.exponential(240))
    return found


def heard(
    ships: list[Ship], holes: list[Hole], rng: np.random.Generator, end_h: float = np.inf
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Everything that receivers heard, by time: columns, and the claims that the column ``said`` counts."""
    parts: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    own: dict[int, dict[str, Any]] = {}
    for ship in ships:
        found = voyages.fixes(ship, rng)
        if ship.echo is not None:
            found = {k: v.copy() for k, v in own[ship.echo[0]].items()} | {
                "mmsi": np.full(len(own[ship.echo[0]]["t"]), ship.mmsi)
            }
            found["t"], found["said"] = found["t"] + ship.echo[1], np.zeros(len(found["t"]), np.int64)
        else:
            own[ship.mmsi] = {k: v.copy() for k, v in found.items()}
        found["said"] = found["said"] + len(said)
        found["class_b"] = np.full(len(found["t"]), ship.class_b)
        said += [claims for _, claims in ship.said]
        parts.append(found)
    rows = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
    rows = _twice(_kept(rows, holes), rng)
    order = np.argsort(rows["t"], kind="stable")
    order = order[rows["t"][order] < end_h]
    return {name: column[order] for name, column in rows.items()}, said


def _kept(rows: dict[str, Any], holes: list[Hole]) -> dict[str, Any]:
    dark = np.zeros(len(rows["t"]), np.bool_)
    for hole in holes:
        inside = (
            (rows["t"] > hole.first_h)
            & (rows["t"] < hole.last_h)
            & (rows["lat"] > hole.south)
            & (rows["lat"] < hole.north)
        )
        dark |= inside & (rows["lon"] > hole.west) & (rows["lon"] < hole.east)
    return {name: column[~dark] for name, column in rows.items()}


def _twice(rows: dict[str, Any], rng: np.random.Generator) -> dict[str, Any]:
    """One in a hundred is heard by a second receiver: the same row, or a second later by its clock."""
    again = np.flatnonzero(rng.random(len(rows["t"])) < 0.01)
    late = np.where(rng.random(len(again)) < 0.5, 0.0, 1 / 3600)
    return {n: np.concatenate([c, c[again] + late if n == "t" else c[again]]) for n, c in rows.items()}


def write(
    folder: Path, rows: dict[str, Any], said: list[dict[str, Any]], start: datetime = START
) -> list[Path]:
    """One Parquet file for each day, in the layout that the source ais reads."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for day in range(int(rows["t"][-1] // 24) + 1):
        at = np.flatnonzero((rows["t"] >= day * 24) & (rows["t"] < (day + 1) * 24))
        if not len(at):
            continue
        files.append(folder / f"{start + timedelta(days=day):%Y-%m-%d}.parquet")
        pq.write_table(_table(rows, said, at, start), files[-1], compression="zstd")
    return files


def _table(rows: dict[str, Any], said: list[dict[str, Any]], at: Any, start: datetime) -> pa.Table:
    us = int(start.timestamp()) * 1_000_000 + np.rint(rows["t"][at] * 3600).astype(np.int64) * 1_000_000
    which = pa.array(rows["said"][at])
    claims = {name: pa.array([one.get(name) for one in said]).take(which) for name in voyages.CLAIMS}
    return pa.table(
        {
            "mmsi": rows["mmsi"][at], "timestamp": pa.array(us).cast(pa.timestamp("us", tz="UTC")),
            "lat": rows["lat"][at], "lon": rows["lon"][at], "sog": rows["sog"][at],
            "message_type": np.where(rows["class_b"][at], 18, 1), **claims,
        }
    )  # fmt: skip


def exercise_list(folder: Path, planted: Planted, start: datetime = START) -> Path:
    """The list of the exercise, as a card that the settings can name."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = [
        f"  - name: {one.name}\n    schema: Vessel\n    imo: {one.imo}\n    ref: EX/{n}\n    designations:\n"
        f"      - {{measure: port-entry ban, paragraph: s2371-op6, from: {start - timedelta(days=one.days_before):%Y-%m-%d}}}\n"
        for n, one in enumerate(planted.listed, 1)
    ]
    head = (
        "id: exercise\ntitle: Vessels of an exercise\nauthority: Exercise Authority (fictional)\nbinds: exercises only\n"
        f"as_of: {start:%Y-%m-%d}\nsource: made up\nlicence: none; the list is made up\nexercise: true\n"
        f"min_entries: {len(entries)}\nmax_entries: {len(entries)}\nentries:\n"
    )
    file = folder / "exercise.yml"
    file.write_text(head + "".join(entries), encoding="utf-8")
    return file


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--density", choices=list(STRANGERS), default="sparse")
    parser.add_argument("--days", type=float, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--holes", action="store_true")
    told = vars(parser.parse_args())
    made = make(told.pop("folder"), **told)
    print(f"{made.positions:,} positions in {len(made.files)} files, {len(made.planted.truth)} plants")
