"""Ports by cell: the nearest one of places that are few, and the cells around each."""

from collections.abc import Sequence

import ibis
from ibis import _

from leadline.exprs import METRES_PER_DEGREE, cell, cell_column, cell_number, cell_row, distance_m

NEAR_KM = 30.0
"""Farther is no port's water, so what is farther is not looked for."""
_CELL = 0.5


def nearest_port_km(rows: ibis.Table, key: Sequence[str], ports: ibis.Table) -> ibis.Table:
    """For each key of rows, which have lat and lon: the kilometres to the nearest port; no row beyond 30 km."""
    here = rows.select(*key, "lat", "lon", cell=cell(_.lat, _.lon, _CELL))
    met = here.inner_join(around(ports, NEAR_KM * 1000, _CELL), "cell", rname="port_{name}")
    met = met.mutate(km=distance_m(_.lat, _.lon, _.port_lat, _.port_lon) / 1000).filter(_.km <= NEAR_KM)
    return met.group_by(*key).agg(port_km=_.km.min())


def around(ports: ibis.Table, metres: float, degrees: float) -> ibis.Table:
    """Each port, with port_id, lat and lon, in every cell that the square around its circle touches, the date line too."""
    reach = metres / METRES_PER_DEGREE
    wide = reach / ibis.greatest(ports.lat.radians().cos(), ibis.literal(0.01))
    placed = ports.select(
        "port_id",
        "lat",
        "lon",
        south=cell_row(ports.lat - reach, degrees),
        north=cell_row(ports.lat + reach, degrees) + 1,
        west=cell_column(ports.lon - wide, degrees),
        east=cell_column(ports.lon + wide, degrees) + 1,
    )
    rows = placed.mutate(row=ibis.range(placed.south, placed.north, 1).unnest())
    cells = rows.mutate(column=ibis.range(rows.west, rows.east, 1).unnest())
    return cells.select("port_id", "lat", "lon", cell=cell_number(_.row, _.column, degrees))
