"""Made-up traffic for benchmarks, with silences and meetings planted: accuracy on it is accuracy on planted truth.

Ships sail straight legs between points of a box and report every few minutes; some fall silent for longer than
twelve hours, some pairs lie together. Identities are those of exercises.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

START = datetime(2026, 3, 1, tzinfo=UTC)
BOX = (33.0, 39.0, 122.0, 132.0)


@dataclass(frozen=True)
class Truth:
    """What was planted."""

    gaps: int
    meetings: list[tuple[int, int, int, int]]
    """MMSI, MMSI, start and end in seconds after START."""


def make(path: Path, rows: int, *, days: float = 10, every_s: float = 360, seed: int = 1) -> Truth:
    """Write about ``rows`` positions as Parquet with mmsi, ts, lat, lon, sog; returns what was planted."""
    rng = np.random.default_rng(seed)
    per_ship = int(days * 86400 / every_s)
    ships = max(rows // per_ship, 20)
    parts, gaps, meetings = [], 0, []
    for number in range(0, ships, 2):
        a, b = (_voyage(rng, days, every_s) for _ in range(2))
        if number % 20 == 0:
            start = float(rng.uniform(0.1, 0.8) * days * 86400)
            a, b = _meet(rng, a, b, start, 3 * 3600)
            meetings.append((790_000_000 + number, 790_000_001 + number, int(start), int(start + 3 * 3600)))
        for offset, track in enumerate((a, b)):
            if number % 20 and (number + offset) % 7 == 3:
                track, hidden = _silence(rng, track, days)
                gaps += hidden
            mmsi = np.full(len(track), 790_000_000 + number + offset, np.int64)
            parts.append(np.column_stack([mmsi, track]))
    every = np.concatenate(parts)
    every = every[np.argsort(every[:, 1], kind="stable")]
    base = int(START.timestamp() * 1e6)
    table = pa.table(
        {
            "mmsi": every[:, 0].astype(np.int64),
            "ts": pa.array((every[:, 1] * 1e6).astype(np.int64) + base).cast(pa.timestamp("us", tz="UTC")),
            "lat": every[:, 2].round(6),
            "lon": every[:, 3].round(6),
            "sog": every[:, 4].round(1),
        }
    )
    pq.write_table(table, path, compression="zstd")
    return Truth(gaps, meetings)


def _voyage(rng: np.random.Generator, days: float, every_s: float) -> np.ndarray:
    """Columns: seconds, lat, lon, speed in knots; straight legs of a few hours at one speed, some at rest."""
    n = int(days * 86400 / every_s)
    t = np.arange(n) * every_s + rng.uniform(-0.3, 0.3, n) * every_s + rng.uniform(0, every_s)
    legs = max(int(days * 3), 1)
    leg = np.minimum((np.arange(n) * legs) // n, legs - 1)
    speed = rng.choice([0.3, 6.0, 10.0, 13.0], legs, p=[0.1, 0.2, 0.4, 0.3])[leg]
    course = rng.uniform(0, 2 * np.pi, legs)[leg]
    metres = speed * 1852 / 3600 * np.diff(t, prepend=t[0])
    north, east = np.cumsum(metres * np.cos(course)), np.cumsum(metres * np.sin(course))
    lat = _fold(rng.uniform(BOX[0], BOX[1]) + north / 111_195, BOX[0], BOX[1])
    lon = _fold(rng.uniform(BOX[2], BOX[3]) + east / 111_195 / np.cos(np.radians(36)), BOX[2], BOX[3])
    return np.column_stack([t, lat, lon, speed])


def _fold(x: np.ndarray, low: float, high: float) -> np.ndarray:
    """Turn back at the edges of the box instead of clipping, which would pile ships up in the corners."""
    width = high - low
    y = np.mod(x - low, 2 * width)
    return low + np.where(y > width, 2 * width - y, y)


def _meet(
    rng: np.random.Generator, a: np.ndarray, b: np.ndarray, start: float, length: float
) -> tuple[np.ndarray, np.ndarray]:
    """Bring b to a: both lie still, 100 m apart, from start on for the length; b sails 11 km from a otherwise."""
    warped = np.where(a[:, 0] < start, a[:, 0], np.maximum(a[:, 0] - length, start))
    a = np.column_stack([a[:, 0], *(np.interp(warped, a[:, 0], a[:, i]) for i in (1, 2, 3))])
    b = np.column_stack([b[:, 0], *(np.interp(b[:, 0], a[:, 0], a[:, i]) for i in (1, 2, 3))])
    b[:, 1] += np.interp(
        b[:, 0], [start - 7200, start, start + length, start + length + 7200], [0.1, 9e-4, 9e-4, 0.1]
    )
    for track in (a, b):
        inside = (track[:, 0] >= start) & (track[:, 0] <= start + length)
        track[inside, 1:3] += rng.normal(0, 3e-5, (inside.sum(), 2))
        track[inside, 3] = 0.4
    return a, b


def _silence(rng: np.random.Generator, track: np.ndarray, days: float) -> tuple[np.ndarray, int]:
    start = rng.uniform(0.2, 0.6) * days * 86400
    length = rng.uniform(13, 40) * 3600
    kept = track[(track[:, 0] < start) | (track[:, 0] > start + length)]
    return kept, int(np.diff(kept[:, 0]).max() > 12 * 3600)
