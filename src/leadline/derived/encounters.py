"""Two ships that stayed close and slow together."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.derived._coverage import coverage
from leadline.derived._derived import derived
from leadline.derived._lay_ups import KEY, lay_ups, others_at_rest
from leadline.derived._ports_near import nearest_port_km
from leadline.derived.alongside import MAX_DISTANCE_M, MAX_SPEED_KN, TICK_US
from leadline.exprs import HOUR_US, cell, hour, micros, strictest_of, together
from leadline.store.engine import Engine


@derived
def encounters(
    alongside: ibis.Table,
    tracks: ibis.Table,
    reception: ibis.Table,
    ports: ibis.Table,
    hours: ibis.Table,
    engine: Engine,
    *,
    min_together_h: Because[float, "as pipe-encounters; a transfer by hose takes hours"] = 2.0,
    bridge_h: Because[
        float, "lost reports end no meeting; pipe-encounters joins what is up to four hours apart"
    ] = 2.0,
    crowd_km: Because[
        float, "within it others at rest are counted: the roads of a port reach about as far"
    ] = 5.0,
    rest_kn: Because[
        float, "slower over an hour is at rest: ships at anchor swing, and drift sets faster"
    ] = 1.0,
    near_km: Because[
        float, "a meeting so near the one before may be the same stay, reports being lost"
    ] = 1.0,
    left_km: Because[
        float, "heard farther away in between, a ship has left: anchors drag and ships swing less"
    ] = 2.0,
    pause_h: Because[float, "longer unheard, nobody knows that they stayed"] = 72.0,
    max_distance_m: Because[float, "as in alongside, where it decides"] = MAX_DISTANCE_M,
    max_speed_kn: Because[float, "as in alongside, where it decides"] = MAX_SPEED_KN,
) -> ibis.Table:
    """Meetings: two ships alongside for at least the time, wherever midnight falls.

    The time together is the longer of two lower bounds: between first and last
    fix heard while together, and between first and last point of the grid; as each point stands for ten minutes,
    one point less than the time asked for is enough.
    """
    runs = engine.hold(_runs(alongside, min_together_h, bridge_h))
    found = _with_ends(runs, tracks).mutate(
        max_distance_m=ibis.literal(max_distance_m),
        min_together_h=ibis.literal(min_together_h),
        max_speed_kn=ibis.literal(max_speed_kn),
    )
    parts = [
        nearest_port_km(runs, KEY, ports),
        others_at_rest(runs, hours, crowd_km, rest_kn),
        lay_ups(runs, hours, near_km, left_km, pause_h),
    ]
    for number, part in enumerate(parts):
        found = found.left_join(part, list(KEY), rname=f"_{number}_{{name}}")
    found = found.mutate(others_at_rest=_.others_at_rest.coalesce(0).cast("int64"))
    spans = runs.select(
        *KEY, "simulated", cell=cell(_.lat, _.lon), from_hour=hour(_.first_at), to_hour=hour(_.last_at)
    )
    others = coverage(reception, spans, KEY, own=2, hours=spans.to_hour - spans.from_hour + 1)
    return found.inner_join(others, list(KEY))


def _runs(met: ibis.Table, min_together_h: float, bridge_h: float) -> ibis.Table:
    """Points in a row gathered into meetings; one that is long enough stays, with where the two were nearest."""
    at = ibis.window(group_by=["segment_a", "segment_b"], order_by="tick")
    so_far = ibis.cumulative_window(group_by=["segment_a", "segment_b"], order_by="tick")
    breaks = (_.tick - _.tick.lag().over(at) > int(bridge_h * 6)).fill_null(True)
    met = met.mutate(new=breaks.cast("int64")).mutate(run=_.new.sum().over(so_far))
    runs = met.group_by("segment_a", "segment_b", "run").agg(
        first_at=_.heard_from.min(),
        last_at=_.heard_until.max(),
        grid_us=(_.tick.max() - _.tick.min()) * TICK_US,
        least_distance_m=_.distance_m.min(),
        simulated=_.simulated.any(),
    )
    long = int(min_together_h * HOUR_US)
    heard_us = micros(_.last_at) - micros(_.first_at)
    runs = runs.filter((heard_us >= long) | (_.grid_us + TICK_US >= long))
    points = met.select(
        "segment_a", "segment_b", "run", "tick", "distance_m", "lat", "lon", "before_a", "before_b"
    )
    met = runs.select("segment_a", "segment_b", "run").inner_join(points, ["segment_a", "segment_b", "run"])
    by_distance = ibis.window(group_by=["segment_a", "segment_b", "run"], order_by=["distance_m", "tick"])
    nearest = met.mutate(place=ibis.row_number().over(by_distance)).filter(_.place == 0)
    runs = runs.inner_join(
        nearest.select("segment_a", "segment_b", "run", "lat", "lon", "before_a", "before_b"),
        ["segment_a", "segment_b", "run"],
    )
    heard = ibis.greatest(heard_us, _.grid_us).cast("float64") / HOUR_US
    return runs.mutate(together_h=heard)


def _with_ends(runs: ibis.Table, tracks: ibis.Table) -> ibis.Table:
    """Join the observations that were heard first, last and just before the least distance."""
    fixes = tracks.select("segment_id", "ts", "observation_id", "handling", "originator")
    wanted = [
        ("first", "segment_a", runs.first_at),
        ("first", "segment_b", runs.first_at),
        ("last", "segment_a", runs.last_at),
        ("last", "segment_b", runs.last_at),
        ("near_a", "segment_a", runs.before_a),
        ("near_b", "segment_b", runs.before_b),
    ]
    ends = [
        runs.select(*KEY, role=ibis.literal(role), segment_id=segment, ts=ts) for role, segment, ts in wanted
    ]
    rows = ends[0].union(*ends[1:]).inner_join(fixes, ["segment_id", "ts"])
    told = rows.group_by(*KEY).agg(
        opened_by=rows.observation_id.min(where=rows.role == "first"),
        closed_by=rows.observation_id.min(where=rows.role == "last"),
        fix_a=rows.observation_id.min(where=rows.role == "near_a"),
        fix_b=rows.observation_id.min(where=rows.role == "near_b"),
        handling=strictest_of(rows.handling),
        originator_1=rows.originator.min(),
        originator_2=rows.originator.max(),
    )
    found = runs.drop("run").inner_join(told, list(KEY))
    return found.mutate(
        originator=together(_.originator_1, _.originator_2),
        mmsi_a=(_.segment_a // 1000).cast("int64"),
        mmsi_b=(_.segment_b // 1000).cast("int64"),
    )
