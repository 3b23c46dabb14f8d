"""Ports and anchorages, and the zones of the DPRK, from the package's own files, which name their sources."""

import csv
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ZONE_CELL = 0.05
"""Cells into which zones are cut, degrees: fine enough that most positions need no exact test."""
_COLUMNS = round(360 / ZONE_CELL)

Ring = list[tuple[float, float]]
"""Corners as (lon, lat), the first not repeated."""


@cache
def ports() -> tuple[dict[str, Any], ...]:
    """Every port and anchorage: port_id, port, country (ISO 3166-1 alpha-2), kind, lat, lon in degrees, source."""
    with (HERE / "ports.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return tuple(row | {"lat": float(row["lat"]), "lon": float(row["lon"])} for row in rows)


@cache
def zones() -> tuple[dict[str, Any], ...]:
    """Every zone as GeoJSON gives it: zone, kind, title and rings; drawn by docs/zones.py."""
    told = json.loads((HERE / "zones.geojson").read_text(encoding="utf-8"))
    return tuple(f["properties"] | {"rings": list(_rings(f["geometry"]))} for f in told["features"])


def _rings(geometry: dict[str, Any]) -> Iterator[Ring]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        for ring in polygon:
            yield [(lon, lat) for lon, lat in ring[:-1]]


@cache
def zone_cells() -> tuple[dict[str, Any], ...]:
    """The zones cut by the grid: one row for a cell that lies inside whole, else one for each edge of the part inside.

    A position in a cell of the second kind is inside where a ray from it crosses an odd number of these edges: they
    close upon themselves, as the part inside is a polygon too.
    """
    rows: list[dict[str, Any]] = []
    for zone in zones():
        common = {k: zone[k] for k in ("zone", "title", "kind")}
        lons, lats = zip(*(corner for ring in zone["rings"] for corner in ring), strict=True)
        west, south = (int((min(v) + o) // ZONE_CELL) for v, o in ((lons, 180), (lats, 90)))
        east, north = (int((max(v) + o) // ZONE_CELL) + 1 for v, o in ((lons, 180), (lats, 90)))
        for row, column, edges in _cut(zone["rings"], (west, south, east, north)):
            cell = row * _COLUMNS + column
            none: dict[str, float | None] = dict.fromkeys(("lat_1", "lon_1", "lat_2", "lon_2"))
            if edges is None:
                rows.append(common | none | {"cell": cell, "whole": True, "edge": 0})
                continue
            rows += [
                common | {"cell": cell, "whole": False, "edge": n, "lon_1": a[0], "lat_1": a[1], "lon_2": b[0], "lat_2": b[1]}
                for n, (a, b) in enumerate(edges)
            ]  # fmt: skip
    return tuple(rows)


Box = tuple[int, int, int, int]
"""Columns and rows of the grid: west, south, east, north, the last two exclusive."""
Edge = tuple[tuple[float, float], tuple[float, float]]


def _cut(rings: list[Ring], box: Box) -> Iterator[tuple[int, int, list[Edge] | None]]:
    """Halve the box until it lies inside whole, outside, or is one cell: row, column and edges, None for whole."""
    west, south, east, north = box
    area = abs(sum(_area(ring) for ring in rings))
    if area < 1e-12:
        return
    if abs(area - (east - west) * (north - south) * ZONE_CELL**2) < 1e-9:
        yield from ((row, column, None) for row in range(south, north) for column in range(west, east))
    elif east - west == 1 and north - south == 1:
        yield south, west, [edge for ring in rings for edge in zip(ring, [*ring[1:], ring[0]], strict=True)]
    else:
        axis = 0 if east - west >= north - south else 1
        middle = (west + east) // 2 if axis == 0 else (south + north) // 2
        line = middle * ZONE_CELL - (180 if axis == 0 else 90)
        first = (west, south, middle, north) if axis == 0 else (west, south, east, middle)
        second = (middle, south, east, north) if axis == 0 else (west, middle, east, north)
        yield from _cut([r for ring in rings if len(r := _clip(ring, axis, line + 1e-11, -1)) > 2], first)
        yield from _cut([r for ring in rings if len(r := _clip(ring, axis, line - 1e-11, 1)) > 2], second)


def _area(ring: Ring) -> float:
    """Signed area, square degrees: rings run round land and holes in opposite ways."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _clip(ring: Ring, axis: int, line: float, side: int) -> Ring:
    """The part of a ring on one side of a line along the grid (Sutherland and Hodgman 1974)."""
    kept: Ring = []
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        a_in, b_in = ((p[axis] - line) * side >= 0 for p in (a, b))
        if a_in:
            kept.append(a)
        if a_in != b_in:
            share = (line - a[axis]) / (b[axis] - a[axis])
            other = a[1 - axis] + (b[1 - axis] - a[1 - axis]) * share
            kept.append((line, other) if axis == 0 else (other, line))
    return kept
