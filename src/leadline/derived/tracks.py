"""Positions by ship: the ships that share an MMSI told apart, each fix with the one before it, and speeds completed."""

import math
from typing import Annotated as Because
from typing import Any

import ibis
import pyarrow as pa
from ibis import _

from leadline.derived._derived import grows
from leadline.exprs import METRES_PER_DEGREE, distance_m, hours_between, knots, turn
from leadline.store.engine import Engine

_FIX = ["mmsi", "ts", "lat", "lon", "sog_kn", "row", "file", "known"]
_LEG = pa.schema(
    [("mmsi", pa.int64()), ("ts", pa.timestamp("us", "UTC")), ("lat", pa.float64()), ("lon", pa.float64()),
     ("sog_kn", pa.float64()), ("row", pa.int64()), ("file", pa.int64()), ("segment", pa.int64()),
     ("before_at", pa.timestamp("us", "UTC")), ("before_lat", pa.float64()), ("before_lon", pa.float64()),
     ("before_kn", pa.float64())]
)  # fmt: skip
MAX_KNOTS = 60.0
"""Faster motion than this splits an MMSI; `segments` says so of each ship."""
MAX_SHIPS = 999
"""Ships told apart under one MMSI; any beyond go to the nearest (segment_id has room for three digits)."""


@grows("ts")
def tracks(
    positions: ibis.Table,
    last_fixes: ibis.Table,
    engine: Engine,
    *,
    max_knots: Because[float, "no ship does more; fast ferries reach 50"] = MAX_KNOTS,
    slack_m: Because[float, "rounding of times and positions between receivers"] = 1000.0,
) -> ibis.Table:
    """Positions by ship, each with its segment, the fix before it, and a speed, reported or implied.

    One MMSI is split where the motion from fix to fix is implausible, and only there: silence never splits.
    Most MMSI have none and are one segment by a window expression. The others go through a kernel,
    vessel by vessel, that gives each fix to the nearest of the ships heard so far that could have come
    there, or to a new one; so ships whose fixes interleave stay apart. Of fixes at one moment and place,
    the first is kept. Of each ship known from days before, the last fix is enough to go on from.
    """
    reach = max_knots * 1852.0
    # Text goes around the sort, not through it: what rows of one archived file have in common waits in a small table.
    files = engine.hold(_files(positions))
    fixes = positions.inner_join(files.select("archived_id", "file"), "archived_id").mutate(
        known=ibis.null("int64")
    )
    legs = engine.hold(_legs(fixes.select(*_FIX).union(_known(last_fixes))))
    shared = _shared(legs, engine, reach, slack_m)
    alone = legs.filter(~legs.mmsi.isin(shared)) if shared else legs
    alone = alone.filter(alone.before_at.isnull() | (alone.ts > alone.before_at), alone.known.isnull())
    found = alone.mutate(segment=ibis.literal(0, "int64")).select(*_LEG.names)
    if shared:
        split = engine.per_vessel(
            legs.filter(legs.mmsi.isin(shared)).select(*_FIX), _Split(reach, slack_m), _LEG
        )
        found = found.union(split.select(*_LEG.names))
    return _finish(found, files)


def _files(positions: ibis.Table) -> ibis.Table:
    """The archived files, numbered, with what each of their rows carries."""
    common = ["archived_id", "handling", "originator", "simulated"]
    files = positions.select(*common).distinct()
    return files.mutate(file=ibis.row_number().over(ibis.window(order_by=common)).cast("int64"))


def _known(last_fixes: ibis.Table) -> ibis.Table:
    """The last fix of each ship known, as rows before all others."""
    reported = ibis.ifelse(_.speed_implied, ibis.null("float64"), _.speed_kn)
    return last_fixes.select(
        "mmsi", "ts", "lat", "lon",
        sog_kn=reported, row=ibis.literal(0, "int64"), file=ibis.literal(0, "int64"), known=(_.segment_id % 1000).cast("int64"),
    )  # fmt: skip


def _legs(fixes: ibis.Table) -> ibis.Table:
    """Each fix with the one before under the same MMSI; of rows that differ in nothing but the row, the first comes first."""
    at = ibis.window(group_by="mmsi", order_by=["ts", "lat", "lon", "row", "file"])
    return fixes.mutate(
        before_at=_.ts.lag().over(at),
        before_lat=_.lat.lag().over(at),
        before_lon=_.lon.lag().over(at),
        before_kn=_.sog_kn.lag().over(at),
    )


def _shared(legs: ibis.Table, engine: Engine, reach: float, slack_m: float) -> list[int]:
    """The MMSI under which motion from fix to fix is implausible somewhere, or was on days before."""
    may_go = hours_between(legs.before_at, legs.ts) * reach + slack_m
    # Along a parallel and a meridian is never shorter than straight: most fixes need no trigonometry.
    at_most = (
        (legs.lat - legs.before_lat).abs() + turn(legs.lon - legs.before_lon).abs()
    ) * METRES_PER_DEGREE
    far = ibis.ifelse(at_most <= may_go, ibis.literal(value=False), _moved(legs) > may_go)
    found = legs.filter(far.fill_null(False) | (legs.known > 0).fill_null(False)).select("mmsi").distinct()
    return engine.fetch(found).column("mmsi").to_pylist()  # type: ignore[no-any-return]


def _moved(leg: ibis.Table) -> ibis.Value:
    return distance_m(leg.before_lat, leg.before_lon, leg.lat, leg.lon)


def _finish(legs: ibis.Table, files: ibis.Table) -> ibis.Table:
    """Speeds implied where none was reported, and what the archived file's rows carry put back."""
    rows = legs.inner_join(files, "file")
    hours = hours_between(rows.before_at, rows.ts)
    implied = ibis.ifelse(
        rows.sog_kn.isnull() & (rows.ts > rows.before_at), knots(_moved(rows), hours), ibis.null("float64")
    )
    return rows.mutate(
        observation_id=rows.archived_id.substr(0, 16).concat(":", rows.row.cast("string")),
        segment_id=rows.mmsi * 1000 + rows.segment,
        speed_kn=rows.sog_kn.coalesce(implied),
        speed_implied=rows.sog_kn.isnull(),
    )


class _Split:
    """The kernel: fixes of one MMSI in, each fix's ship out. A class, so that Spark can send it to workers."""

    def __init__(self, reach_m_per_h: float, slack_m: float) -> None:
        self.reach, self.slack = reach_m_per_h, slack_m

    def __call__(self, vessel: pa.Table) -> pa.Table:
        vessel = vessel.sort_by([(name, "ascending") for name in ("ts", "lat", "lon", "row", "file")])
        hours = [t / 3.6e9 for t in vessel.column("ts").cast(pa.int64()).to_pylist()]
        columns = [vessel.column(name).to_pylist() for name in ("ts", "lat", "lon", "sog_kn", "known")]
        ships: list[_Ship] = []
        kept: list[int] = []
        told: list[tuple[int, Any, float | None, float | None, float | None]] = []
        fixes = zip(hours, *columns, strict=True)
        for place, (hour, ts, lat, lon, sog, known) in enumerate(fixes):
            number = self._nearest(ships, hour, lat, lon) if known is None else known
            while len(ships) <= number:
                ships.append(None)
            last = ships[number]
            if last is not None and last[0] == hour:
                continue
            ships[number] = (hour, lat, lon, ts, sog)
            if known is None:
                kept.append(place)
                told.append((number, *((last[3], last[1], last[2], last[4]) if last else (None,) * 4)))
        return _as_legs(vessel, kept, told)

    def _nearest(self, ships: "list[_Ship]", hour: float, lat: float, lon: float) -> int:
        best, best_m = len(ships), math.inf
        for number, last in enumerate(ships):
            if last is None:
                continue
            metres = _metres(last[1], last[2], lat, lon)
            plausible = metres <= (hour - last[0]) * self.reach + self.slack or len(ships) >= MAX_SHIPS
            if plausible and metres < best_m:
                best, best_m = number, metres
        return best


_Ship = tuple[float, float, float, Any, float | None] | None
"""Hour, latitude, longitude, time and reported speed of a ship's last fix."""


def _as_legs(vessel: pa.Table, kept: list[int], told: list[tuple[Any, ...]]) -> pa.Table:
    names = ("segment", "before_at", "before_lat", "before_lon", "before_kn")
    columns = dict(zip(names, list(zip(*told, strict=True)) or [()] * len(names), strict=True))
    rows = vessel.take(pa.array(kept, pa.int64()))
    return pa.table(
        [
            pa.array(columns[f.name], f.type) if f.name in columns else rows.column(f.name).cast(f.type)
            for f in _LEG
        ],
        schema=_LEG,
    )


def _metres(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """The same haversine as ``exprs.distance_m``, for one pair."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    h = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a) * math.cos(b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    )
    return 2 * 6_371_008.8 * math.asin(min(1.0, math.sqrt(h)))
