"""Positions by ship: the ships that share an MMSI told apart, and speeds completed."""

import math
from typing import Annotated as Because

import ibis
import pyarrow as pa
from ibis import _

from leadline.derived._derived import derived
from leadline.exprs import METRES_PER_DEGREE, distance_m, hours_between, knots, turn
from leadline.store.engine import Engine

_SPLIT = pa.schema([("observation_id", pa.string()), ("segment", pa.int64()), ("step_m", pa.float64()), ("step_h", pa.float64())])  # fmt: skip
_MOTION = ("mmsi", "ts", "lat", "lon", "observation_id")
MAX_KNOTS = 60.0
"""Faster motion than this splits an MMSI; `segments` says so of each ship."""
MAX_SHIPS = 999
"""Ships told apart under one MMSI; any beyond go to the nearest (segment_id has room for three digits)."""


@derived
def tracks(
    positions: ibis.Table,
    engine: Engine,
    *,
    max_knots: Because[float, "no ship does more; fast ferries reach 50"] = MAX_KNOTS,
    slack_m: Because[float, "rounding of times and positions between receivers"] = 1000.0,
) -> ibis.Table:
    """Positions by ship, each with the segment it belongs to and a speed, reported or implied.

    One MMSI is split where the motion from fix to fix is implausible, and only there: silence never splits.
    Most MMSI have none and are one segment by a window expression. The others go through a kernel,
    vessel by vessel, that gives each fix to the nearest of the ships heard so far that could have come
    there, or to a new one; so ships whose fixes interleave stay apart. Of fixes at one moment and place,
    the first is kept.
    """
    reach = max_knots * 1852.0
    shared = _shared(positions, engine, reach, slack_m)
    # Of rows that differ in nothing but the row, the first is kept, on every engine.
    step = _steps(positions, ["ts", "lat", "lon", "row"])
    spoken = step.sog_kn.notnull()
    step = step.mutate(step_m=ibis.ifelse(spoken, ibis.null("float64"), _moved(step)))
    plain = step.filter(~step.mmsi.isin(shared)) if shared else step
    alone = plain.filter(plain.step_h.isnull() | (plain.step_h > 0)).mutate(segment=ibis.literal(0, "int64"))
    if not shared:
        return _finish(alone)
    fixes = positions.filter(positions.mmsi.isin(shared)).select(*_MOTION)
    split = engine.per_vessel(fixes, _Split(reach, slack_m), _SPLIT)
    apart = positions.inner_join(split, "observation_id").select(
        *positions.columns, "step_h", "step_m", "segment"
    )
    return _finish(alone.select(*apart.columns).union(apart))


def _shared(positions: ibis.Table, engine: Engine, reach: float, slack_m: float) -> list[int]:
    """The MMSI under which motion from fix to fix is implausible somewhere."""
    moves = _steps(positions.select("mmsi", "ts", "lat", "lon"), ["ts", "lat", "lon"])
    may_go = moves.step_h * reach + slack_m
    # Along a parallel and a meridian is never shorter than straight: most fixes need no trigonometry.
    at_most = ((moves.lat - moves.lat_0).abs() + turn(moves.lon - moves.lon_0).abs()) * METRES_PER_DEGREE
    far = ibis.ifelse(at_most <= may_go, ibis.literal(value=False), _moved(moves) > may_go)
    return engine.fetch(moves.filter(far).select("mmsi").distinct()).column("mmsi").to_pylist()  # type: ignore[no-any-return]


def _steps(fixes: ibis.Table, order: list[str]) -> ibis.Table:
    """Place of the fix before under the same MMSI, and the hours from it; null at the first."""
    at = ibis.window(group_by="mmsi", order_by=order)
    return fixes.mutate(
        step_h=hours_between(_.ts.lag().over(at), _.ts),
        lat_0=_.lat.lag().over(at),
        lon_0=_.lon.lag().over(at),
    )


def _moved(step: ibis.Table) -> ibis.Value:
    return distance_m(step.lat_0, step.lon_0, step.lat, step.lon)


def _finish(rows: ibis.Table) -> ibis.Table:
    implied = ibis.ifelse(rows.step_h > 0, knots(rows.step_m, rows.step_h), ibis.null("float64"))
    return rows.mutate(
        segment_id=rows.mmsi * 1000 + rows.segment,
        speed_kn=rows.sog_kn.coalesce(implied),
        speed_implied=rows.sog_kn.isnull(),
    )


class _Split:
    """The kernel: fixes of one MMSI in, each fix's ship out. A class, so that Spark can send it to workers."""

    def __init__(self, reach_m_per_h: float, slack_m: float) -> None:
        self.reach, self.slack = reach_m_per_h, slack_m

    def __call__(self, vessel: pa.Table) -> pa.Table:
        order = [
            ("ts", "ascending"),
            ("lat", "ascending"),
            ("lon", "ascending"),
            ("observation_id", "ascending"),
        ]
        vessel = vessel.sort_by(order)
        hours = [t / 3.6e9 for t in vessel.column("ts").cast(pa.int64()).to_pylist()]
        ids = vessel.column("observation_id").to_pylist()
        ships: list[tuple[float, float, float]] = []
        out: list[tuple[str, int, float | None, float | None]] = []
        for id_, t, lat, lon in zip(
            ids, hours, vessel["lat"].to_pylist(), vessel["lon"].to_pylist(), strict=True
        ):
            ship, step_m, step_h = self._nearest(ships, t, lat, lon)
            if step_h == 0.0:
                continue
            if ship == len(ships):
                ships.append((t, lat, lon))
            else:
                ships[ship] = (t, lat, lon)
            out.append((id_, ship, step_m, step_h))
        columns = list(zip(*out, strict=True)) or [(), (), (), ()]
        return pa.table([pa.array(c, f.type) for c, f in zip(columns, _SPLIT, strict=True)], schema=_SPLIT)

    def _nearest(
        self, ships: list[tuple[float, float, float]], t: float, lat: float, lon: float
    ) -> tuple[int, float | None, float | None]:
        best, best_m, best_h = len(ships), math.inf, 0.0
        for number, (t0, lat0, lon0) in enumerate(ships):
            metres = _metres(lat0, lon0, lat, lon)
            plausible = metres <= (t - t0) * self.reach + self.slack or len(ships) >= MAX_SHIPS
            if plausible and metres < best_m:
                best, best_m, best_h = number, metres, t - t0
        return (best, best_m, best_h) if best < len(ships) else (best, None, None)


def _metres(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """The same haversine as ``exprs.distance_m``, for one pair."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    h = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a) * math.cos(b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    )
    return 2 * 6_371_008.8 * math.asin(min(1.0, math.sqrt(h)))
