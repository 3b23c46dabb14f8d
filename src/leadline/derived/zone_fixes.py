"""Fixes inside a zone."""

import ibis
from ibis import _

from leadline.derived._derived import grows
from leadline.exprs import cell
from leadline.geography.places import ZONE_CELL


@grows("ts")
def zone_fixes(tracks: ibis.Table, zones: ibis.Table) -> ibis.Table:
    """Fixes inside a zone: by the cell alone where it lies inside whole, exactly where a border runs through it.

    In a border's cell, a ray from the fix eastwards crosses the edges of the part inside an odd number of times.
    """
    place = tracks.mutate(cell=cell(_.lat, _.lon, ZONE_CELL))
    inside = place.inner_join(zones.filter(_.whole).select("zone", "cell"), "cell").drop("cell")
    edges = zones.filter(~_.whole).select("zone", "cell", "lat_1", "lon_1", "lat_2", "lon_2")
    near = place.select("segment_id", "ts", "lat", "lon", "cell").inner_join(edges, "cell")
    met = near.filter((_.lat_1 > _.lat) != (_.lat_2 > _.lat))
    # An edge along a parallel meets no ray, so what is left has a height to divide by.
    height = (_.lat_2 - _.lat_1).nullif(0.0)
    crossed = met.filter(_.lon < (_.lon_2 - _.lon_1) * (_.lat - _.lat_1) / height + _.lon_1)
    odd = crossed.group_by("zone", "segment_id", "ts").agg(crossings=_.count()).filter(_.crossings % 2 == 1)
    border = tracks.inner_join(odd.drop("crossings"), ["segment_id", "ts"])
    return inside.select("zone", *tracks.columns).union(border.select("zone", *tracks.columns))
