"""Pairs of ships side by side, point by point of a ten-minute grid."""

from typing import Annotated as Because
from typing import Any

import ibis
from ibis import _

from leadline.derived._derived import grows
from leadline.exprs import (
    METRES_PER_DEGREE,
    cell_column,
    cell_number,
    cell_row,
    distance_m,
    from_micros,
    hours_between,
    knots,
    micros,
    turn,
)
from leadline.store.engine import Engine

TICK_US = 600_000_000
"""The grid: ten minutes."""
MAX_DISTANCE_M = 500.0
MAX_SPEED_KN = 2.0
_CELL = 0.02
"""Cells of the join, degrees: about four times the distance asked for, so most ships touch one or two."""


@grows("ts", context_h=2)
def alongside(
    tracks: ibis.Table,
    engine: Engine,
    *,
    max_distance_m: Because[float, "as Global Fishing Watch's pipe-encounters"] = MAX_DISTANCE_M,
    max_speed_kn: Because[float, "as pipe-encounters; ships side by side drift"] = MAX_SPEED_KN,
    max_silence_h: Because[
        float, "positions in between are drawn on a straight line; longer is a guess"
    ] = 1.0,
) -> ibis.Table:
    """Two ships within the distance at a point of the grid, both slow; each pair once.

    Positions are drawn every ten minutes on the straight line between fixes that are at most an hour apart. Pairs
    are found through cells of a grid, with each ship in every cell that its circle touches, so no border
    hides one, nor the date line. Exercise and reality never meet.
    """
    grid = engine.hold(_grid(tracks, max_silence_h, max_speed_kn))
    reach = max_distance_m / METRES_PER_DEGREE
    a = grid.mutate(cell=_cell(_.tick, cell_row(_.lat, _CELL), cell_column(_.lon, _CELL))).select(
        "cell", "simulated", "tick", segment_a="segment_id", t_a="t", t2_a="t_2", lat="lat", lon="lon"
    )
    b = _touched(grid, reach).select(
        "cell", simulated_b="simulated", segment_b="segment_id", t_b="t", t2_b="t_2", lat_b="lat", lon_b="lon"
    )
    met = a.inner_join(b, [a.cell == b.cell, a.segment_a < b.segment_b, a.simulated == b.simulated_b])
    # Along a meridian is never longer than straight: most pairs need no trigonometry.
    met = met.filter((_.lat - _.lat_b).abs() <= reach)
    met = met.mutate(distance_m=distance_m(_.lat, _.lon, _.lat_b, _.lon_b)).filter(
        _.distance_m <= max_distance_m
    )
    point = _.tick * TICK_US
    from_a, from_b = (ibis.ifelse(t == point, t, t2) for t, t2 in ((_.t_a, _.t2_a), (_.t_b, _.t2_b)))
    until_a, until_b = (ibis.ifelse(t2 == point, t2, t) for t, t2 in ((_.t_a, _.t2_a), (_.t_b, _.t2_b)))
    met = met.mutate(
        ts=from_micros(ibis.greatest(_.t2_a, _.t2_b)),
        heard_from=from_micros(ibis.least(from_a, from_b)),
        heard_until=from_micros(ibis.greatest(until_a, until_b)),
        before_a=from_micros(until_a),
        before_b=from_micros(until_b),
        on_a_fix=(_.t_a == point) | (_.t2_a == point) | (_.t_b == point) | (_.t2_b == point),
    )
    # A fix that falls on a point ends one leg and begins the next: of the two, what could be known first stands.
    at = ibis.window(group_by=["segment_a", "segment_b", "tick"], order_by=["ts", "t_a", "t_b"])
    first = met.filter(_.on_a_fix).mutate(place=ibis.row_number().over(at)).filter(_.place == 0).drop("place")
    return met.filter(~_.on_a_fix).union(first)


def _grid(tracks: ibis.Table, max_silence_h: float, max_speed_kn: float) -> ibis.Table:
    """Each slow ship at each point of the grid: tick, lat, lon, and the fixes before and after as heard."""
    leg_h = hours_between(tracks.before_at, tracks.ts)
    near = tracks.filter(leg_h <= max_silence_h)
    leg_kn = knots(distance_m(_.before_lat, _.before_lon, _.lat, _.lon), leg_h)
    slow = near.filter(_.before_kn.coalesce(leg_kn) < max_speed_kn).select(
        "segment_id",
        "simulated",
        "lat",
        "lon",
        "before_lat",
        "before_lon",
        t=micros(_.before_at),
        t_2=micros(_.ts),
    )
    slow = slow.mutate(
        first_tick=((_.t + TICK_US - 1) // TICK_US).cast("int64"),
        end_tick=(_.t_2 // TICK_US).cast("int64") + 1,
    ).filter(_.end_tick > _.first_tick)
    slow = slow.mutate(tick=ibis.range(slow.first_tick, slow.end_tick, 1).unnest())
    share = (_.tick * TICK_US - _.t).cast("float64") / (_.t_2 - _.t).cast("float64")
    lon = turn(_.before_lon + turn(_.lon - _.before_lon) * share)
    return slow.mutate(at_lat=_.before_lat + (_.lat - _.before_lat) * share, at_lon=lon).select(
        "segment_id", "simulated", "tick", "t", "t_2", lat="at_lat", lon="at_lon"
    )


def _cell(tick: Any, row: Any, column: Any) -> Any:
    """One number for a point of the grid and a cell."""
    return tick * 10_000 * round(360 / _CELL) + cell_number(row, column, _CELL)


def _touched(grid: ibis.Table, reach: float) -> ibis.Table:
    """Each ship in every cell that the square around its circle touches."""
    wide = reach / ibis.greatest(grid.lat.radians().cos(), ibis.literal(0.01))
    rows = grid.mutate(
        west=cell_column(grid.lon - wide, _CELL),
        east=cell_column(grid.lon + wide, _CELL),
        row=ibis.range(cell_row(grid.lat - reach, _CELL), cell_row(grid.lat + reach, _CELL) + 1, 1).unnest(),
    )
    cells = rows.mutate(column=ibis.range(rows.west, rows.east + 1, 1).unnest())
    return cells.mutate(cell=_cell(_.tick, _.row, _.column))
