"""Fixes near ports."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.derived._derived import grows
from leadline.derived._ports_near import around
from leadline.exprs import cell, distance_m

AWAY_M = 4000.0
_CELL = 0.05
"""Cells of the join, degrees: a little more than the distance."""


@grows("ts")
def port_fixes(
    tracks: ibis.Table,
    ports: ibis.Table,
    *,
    away_m: Because[float, "as Global Fishing Watch's pipe-anchorages: farther is out of port"] = AWAY_M,
) -> ibis.Table:
    """Fixes within the distance of a port, each with the nearest one."""
    near = around(ports, away_m, _CELL)
    # Few cells have more than one port: only there must the nearest be looked for.
    crowd = near.group_by("cell").agg(in_cell=_.count())
    near = near.inner_join(crowd, "cell")
    place = tracks.mutate(cell=cell(_.lat, _.lon, _CELL))
    met = place.inner_join(near, "cell", rname="port_{name}")
    met = met.mutate(distance_m=distance_m(_.lat, _.lon, _.port_lat, _.port_lon)).filter(
        _.distance_m <= away_m
    )
    kept = [*tracks.columns, "port_id", "distance_m"]
    at = ibis.window(group_by=["segment_id", "ts"], order_by=["distance_m", "port_id"])
    several = met.filter(_.in_cell > 1).mutate(place=ibis.row_number().over(at)).filter(_.place == 0)
    return met.filter(_.in_cell == 1).select(*kept).union(several.select(*kept))
