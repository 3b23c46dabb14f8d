"""Write the exercise: what receivers heard of its cast, as gzip NMEA, and the truth beside it.

``python -m demonstration.exercise FOLDER`` writes ``exercise.nmea.gz`` and ``truth.yml``; the same seed gives the
same bytes.
"""

import gzip
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from pyais.encode import encode_dict

from demonstration.cast import HOURS, PLANTS, PLAYERS, Plant, Ship, background

START = datetime(2026, 3, 2, tzinfo=UTC)
SEED = 20260302
EVERY_MIN = 12.0  # minutes between position reports that a receiver passes on
STATIC_EVERY_H = 2.0
LOST = 0.07  # share of reports that nobody heard
NOISE_M = 8.0
SWING_M = 25.0
NOBODY = ((39.5, 41.0), (128.0, 130.0))
"""Latitudes and longitudes between which no receiver hears anybody."""
_DEGREE_M = 111_195.0
_Message = tuple[int, int, dict[str, Any]]
"""Epoch, order among those of one second, and the fields to encode."""


def messages(seed: int = SEED) -> list[_Message]:
    """All that was heard of all ships, in the order of time."""
    rng = np.random.default_rng(seed)
    heard: list[_Message] = []
    for ship in (*PLAYERS, *background()):
        heard += _positions(ship, rng)
        heard += _statics(ship, rng)
    order = sorted(range(len(heard)), key=lambda i: (heard[i][0], heard[i][1], i))
    return [heard[i] for i in order]


def _hours(ship: Ship, every_h: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """When the ship was heard: about every so often, some reports lost, none while it is silent or out of reach."""
    first, last = max(ship.path[0][0], 0.0), min(ship.path[-1][0], HOURS)
    steps = rng.uniform(0.6, 1.4, int((last - first) / every_h * 1.5) + 2) * every_h
    hours: NDArray[np.float64] = first + rng.uniform(0, every_h) + np.cumsum(steps) - steps[0]
    kept = (hours < last) & (rng.random(hours.size) > LOST)
    for start, end in ship.silent:
        kept &= (hours <= start) | (hours >= end)
    hours = hours[kept]
    lat, lon = _place(ship, hours)
    (south, north), (west, east) = NOBODY
    return hours[~((lat > south) & (lat < north) & (lon > west) & (lon < east))]


def _place(ship: Ship, hours: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    h, lat, lon = np.array(ship.path).T
    return np.interp(hours, h, lat), np.interp(hours, h, lon)


def _motion(ship: Ship, hours: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Speed in knots and course in degrees on the leg of each hour."""
    h, lat, lon = np.array(ship.path).T
    leg = np.clip(np.searchsorted(h, hours, side="right") - 1, 0, h.size - 2)
    north = np.diff(lat)[leg] * 60
    east = np.diff(lon)[leg] * 60 * np.cos(np.radians(lat[leg]))
    return np.hypot(north, east) / np.diff(h)[leg], np.degrees(np.arctan2(east, north)) % 360


def _positions(ship: Ship, rng: np.random.Generator) -> list[_Message]:
    hours = _hours(ship, EVERY_MIN / 60, rng)
    lat, lon = _place(ship, hours)
    speed, course = _motion(ship, hours)
    lies = speed < 0.2
    spread = np.where(lies, SWING_M, NOISE_M) / _DEGREE_M
    lat = lat + rng.normal(0, 1, hours.size) * spread
    lon = lon + rng.normal(0, 1, hours.size) * spread / np.cos(np.radians(lat))
    speed = np.abs(np.where(lies, rng.normal(0.1, 0.1, hours.size), speed + rng.normal(0, 0.15, hours.size)))
    course = (course + rng.normal(0, 1.5, hours.size)) % 360
    return [
        (
            _epoch(h),
            0,
            {
                "msg_type": 1, "mmsi": ship.mmsi, "status": int(still), "speed": round(float(s), 1),
                "lat": round(float(y), 6), "lon": round(float(x), 6), "course": min(round(float(c), 1), 359.9),
                "heading": int(c) % 360, "second": _epoch(h) % 60, "accuracy": 1,
            },
        )
        for h, y, x, s, c, still in zip(hours, lat, lon, speed, course, lies, strict=True)
    ]  # fmt: skip


def _statics(ship: Ship, rng: np.random.Generator) -> list[_Message]:
    from_h, typed = np.array(ship.draughts).T
    return [
        (
            _epoch(h),
            1,
            {
                "msg_type": 5, "mmsi": ship.mmsi, "imo": ship.imo, "shipname": ship.name, "ship_type": ship.type_code,
                "draught": float(typed[np.searchsorted(from_h, h, side="right") - 1]), "destination": "EXERCISE ROADS",
                "to_bow": 70, "to_stern": 20, "to_port": 7, "to_starboard": 7,
            },
        )
        for h in _hours(ship, STATIC_EVERY_H, rng)
    ]  # fmt: skip


def _epoch(hour: float) -> int:
    return int((START + timedelta(hours=float(hour))).timestamp())


def lines(heard: list[_Message]) -> list[str]:
    """Sentences with the time of reception in a tag block before each."""
    written = []
    for number, (epoch, _, fields) in enumerate(heard):
        tag = f"c:{epoch}"
        check = 0
        for character in tag.encode():
            check ^= character
        sentences = encode_dict(fields, talker_id="AI", sentence_type="VDM", seq_id=number % 10)
        written += [f"\\{tag}*{check:02X}\\{sentence}" for sentence in sentences]
    return written


def truth(plants: tuple[Plant, ...] = PLANTS) -> dict[str, Any]:
    """What was planted, with times, as plain data."""
    return {
        "says": "EXERCISE: every ship is fictional; this is what was planted and what ought to be found.",
        "start": _iso(0),
        "end": _iso(HOURS),
        "plants": [
            {
                "id": p.id, "says": p.says, "detector": p.detector, "found": p.found, "ships": list(p.ships),
                "first_at": _iso(p.first_h), "last_at": _iso(p.last_h), "because": p.because, "segments": p.segments,
            }
            for p in plants
        ],
    }  # fmt: skip


def _iso(hour: float) -> str:
    return (START + timedelta(hours=hour)).strftime("%Y-%m-%dT%H:%M:%SZ")


def write(folder: Path) -> tuple[Path, Path]:
    """Write both files into ``folder``; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    nmea, told = folder / "exercise.nmea.gz", folder / "truth.yml"
    with nmea.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        packed.write(("\n".join(lines(messages())) + "\n").encode("ascii"))
    told.write_text(yaml.safe_dump(truth(), sort_keys=False, allow_unicode=True), encoding="utf-8")
    return nmea, told


if __name__ == "__main__":
    for path in write(Path(sys.argv[1])):
        sys.stdout.write(f"{path}: {path.stat().st_size:,} bytes\n")
