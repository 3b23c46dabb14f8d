"""Two ships that stayed close and slow together."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.derived._coverage import coverage
from leadline.derived._derived import derived
from leadline.exprs import (
    HOUR_US,
    METRES_PER_DEGREE,
    cell,
    distance_m,
    from_micros,
    hour,
    knots,
    micros,
    strictest_of,
    together,
    turn,
)
from leadline.store.engine import Engine

KEY = ("segment_a", "segment_b", "first_at")
TICK_US = 600_000_000
"""The grid: ten minutes."""
_CELL = 0.02
"""Cells of the join, degrees: about four times the distance asked for, so most ships touch one or two."""
_COLUMNS = round(360 / _CELL)


@derived
def encounters(
    tracks: ibis.Table,
    reception: ibis.Table,
    engine: Engine,
    *,
    max_distance_m: Because[float, "as Global Fishing Watch's pipe-encounters"] = 500.0,
    min_together_h: Because[float, "as pipe-encounters; a transfer by hose takes hours"] = 2.0,
    max_speed_kn: Because[float, "as pipe-encounters; ships side by side drift"] = 2.0,
    max_silence_h: Because[
        float, "positions in between are drawn on a straight line; longer is a guess"
    ] = 1.0,
    bridge_h: Because[float, "one lost report or one bad fix ends no meeting"] = 0.5,
) -> ibis.Table:
    """Meetings: two ships within the distance, both slow, for at least the time, wherever midnight falls.

    Positions are drawn every ten minutes on the straight line between fixes that are at most an hour apart. Pairs
    are found through cells of a grid, with each ship in every cell that its circle touches, so no border
    hides one, nor the date line. The time together is the longer of two lower bounds: between first and last
    fix heard while together, and between first and last point of the grid; as each point stands for ten minutes,
    one point less than the time asked for is enough. Exercise and reality never meet.
    """
    grid = _grid(tracks, max_silence_h, max_speed_kn)
    met = engine.hold(_pairs(grid, max_distance_m))
    runs = engine.hold(_runs(met, min_together_h, bridge_h))
    found = _with_ends(runs, tracks).mutate(
        max_distance_m=ibis.literal(max_distance_m),
        min_together_h=ibis.literal(min_together_h),
        max_speed_kn=ibis.literal(max_speed_kn),
    )
    spans = found.select(
        *KEY, "simulated", cell=cell(_.lat, _.lon), from_hour=hour(_.first_at), to_hour=hour(_.last_at)
    )
    others = coverage(reception, spans, KEY, own=2, hours=spans.to_hour - spans.from_hour + 1)
    return found.inner_join(others, list(KEY))


def _grid(tracks: ibis.Table, max_silence_h: float, max_speed_kn: float) -> ibis.Table:
    """Each slow ship at each point of the grid: tick, lat, lon, and the fixes before and after as heard."""
    at = ibis.window(group_by="segment_id", order_by="t")
    fixes = tracks.select(
        "segment_id", "simulated", "lat", "lon", "speed_kn", "speed_implied", t=micros(tracks.ts)
    )
    legs = fixes.mutate(
        t_2=_.t.lead().over(at),
        lat_2=_.lat.lead().over(at),
        lon_2=_.lon.lead().over(at),
    )
    near = legs.mutate(
        first_tick=((_.t + TICK_US - 1) // TICK_US).cast("int64"),
        end_tick=(_.t_2 // TICK_US).cast("int64") + 1,
    ).filter(_.t_2 - _.t <= int(max_silence_h * HOUR_US), _.end_tick > _.first_tick)
    leg_h = (_.t_2 - _.t).cast("float64") / HOUR_US
    leg_kn = knots(distance_m(_.lat, _.lon, _.lat_2, _.lon_2), leg_h)
    slow = near.filter(ibis.ifelse(_.speed_implied, leg_kn, _.speed_kn) < max_speed_kn)
    slow = slow.mutate(tick=ibis.range(slow.first_tick, slow.end_tick, 1).unnest())
    share = (_.tick * TICK_US - _.t).cast("float64") / (_.t_2 - _.t).cast("float64")
    lon = turn(_.lon + turn(_.lon_2 - _.lon) * share)
    return slow.mutate(at_lat=_.lat + (_.lat_2 - _.lat) * share, at_lon=lon).select(
        "segment_id", "simulated", "tick", "t", "t_2", lat="at_lat", lon="at_lon"
    )


def _pairs(grid: ibis.Table, max_distance_m: float) -> ibis.Table:
    """Pairs of ships within the distance at a point of the grid; each pair once."""
    reach = max_distance_m / METRES_PER_DEGREE
    row = ((_.lat + 90) / _CELL).floor().cast("int64")
    column = ((_.lon + 180) / _CELL).floor().cast("int64")
    one = grid.mutate(cell=(_.tick * 10_000 + row) * _COLUMNS + column % _COLUMNS)
    many = _touched(grid, reach)
    a = one.select(
        "cell", "simulated", "tick", segment_a="segment_id", t_a="t", t2_a="t_2", lat="lat", lon="lon"
    )
    b = many.select(
        "cell", simulated_b="simulated", segment_b="segment_id", t_b="t", t2_b="t_2", lat_b="lat", lon_b="lon"
    )
    met = a.inner_join(b, [a.cell == b.cell, a.segment_a < b.segment_b, a.simulated == b.simulated_b])
    met = met.mutate(metres=distance_m(_.lat, _.lon, _.lat_b, _.lon_b)).filter(_.metres <= max_distance_m)
    point = _.tick * TICK_US
    after_a, after_b = (ibis.ifelse(t == point, t, t2) for t, t2 in ((_.t_a, _.t2_a), (_.t_b, _.t2_b)))
    return met.mutate(heard_next=ibis.least(after_a, after_b), heard_last=ibis.greatest(_.t_a, _.t_b))


def _touched(grid: ibis.Table, reach: float) -> ibis.Table:
    """Each ship in every cell that the square around its circle touches; columns wrap at the date line."""
    wide = reach / ibis.greatest(grid.lat.radians().cos(), ibis.literal(0.01))
    south, north = (((grid.lat + 90 + d) / _CELL).floor().cast("int64") for d in (-reach, reach))
    west, east = (((grid.lon + 180 + d) / _CELL).floor().cast("int64") for d in (-wide, wide))
    rows = grid.mutate(west=west, east=east, row=ibis.range(south, north + 1, 1).unnest())
    cells = rows.mutate(column=ibis.range(rows.west, rows.east + 1, 1).unnest())
    return cells.mutate(cell=(_.tick * 10_000 + _.row) * _COLUMNS + (_.column + _COLUMNS) % _COLUMNS)


def _runs(met: ibis.Table, min_together_h: float, bridge_h: float) -> ibis.Table:
    """Points in a row gathered into meetings; one that is long enough stays."""
    at = ibis.window(group_by=["segment_a", "segment_b"], order_by="tick")
    breaks = (_.tick - _.tick.lag().over(at) > int(bridge_h * 6)).fill_null(True)
    met = met.mutate(new=breaks.cast("int64")).mutate(run=_.new.sum().over(at))
    runs = met.group_by("segment_a", "segment_b", "run").agg(
        first_us=_.heard_next.min(),
        last_us=_.heard_last.max(),
        grid_us=(_.tick.max() - _.tick.min()) * TICK_US,
        least_distance_m=_.metres.min(),
    )
    long = int(min_together_h * HOUR_US)
    runs = runs.filter((_.last_us - _.first_us >= long) | (_.grid_us + TICK_US >= long))
    by_distance = ibis.window(group_by=["segment_a", "segment_b", "run"], order_by=["metres", "tick"])
    nearest = met.mutate(place=ibis.row_number().over(by_distance)).filter(_.place == 0)
    runs = runs.inner_join(
        nearest.select("segment_a", "segment_b", "run", "lat", "lon", "t_a", "t_b"),
        ["segment_a", "segment_b", "run"],
    )
    heard = ibis.greatest(_.last_us - _.first_us, _.grid_us).cast("float64") / HOUR_US
    return runs.mutate(first_at=from_micros(_.first_us), last_at=from_micros(_.last_us), together_h=heard)


def _with_ends(runs: ibis.Table, tracks: ibis.Table) -> ibis.Table:
    """Join the observations that were heard first, last and just before the least distance."""
    fixes = tracks.select("segment_id", "ts", "observation_id", "handling", "originator", "simulated")
    wanted = [
        ("first", "segment_a", runs.first_at),
        ("first", "segment_b", runs.first_at),
        ("last", "segment_a", runs.last_at),
        ("last", "segment_b", runs.last_at),
        ("near_a", "segment_a", from_micros(runs.t_a)),
        ("near_b", "segment_b", from_micros(runs.t_b)),
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
        simulated=rows.simulated.any(),
    )
    found = runs.drop("run").inner_join(told, list(KEY))
    return found.mutate(
        originator=together(_.originator_1, _.originator_2),
        mmsi_a=(_.segment_a // 1000).cast("int64"),
        mmsi_b=(_.segment_b // 1000).cast("int64"),
    )
