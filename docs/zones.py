"""Draw the zones of ``leadline.geography`` again: python docs/zones.py (needs shapely and the maps of make setup).

From Natural Earth 1:10m (public domain), in an azimuthal equidistant projection about the middle of the DPRK, which
keeps distances there to a few metres in ten kilometres. The sea within reach goes to the country whose coast is
nearest, found by Voronoi cells of coast points 2 km apart: nobody's agreed boundary, and the titles say so.
"""

import json
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import mapping

from leadline.geography.natural_earth import countries

ZONES = Path(__file__).parents[1] / "src/leadline/geography/zones.geojson"
MIDDLE = (39.7, 127.0)
EARTH_KM = 6371.0088
NEIGHBOURS = {"408": "kp", "410": "kr", "156": "cn", "643": "ru", "392": "jp"}
NM = 1.852
RIVER = [
    (38.69, 125.15),
    (38.7167, 125.4),
    (38.68, 125.5),
    (38.7333, 125.6167),
    (38.85, 125.65),
    (39.02, 125.76),
]
"""The Taedong up to Pyongyang, where ships go and the map has land."""
MARCHES = 5.0
"""How far from any coast, border or the river a position counts as inland, kilometres."""


def project(lonlat: np.ndarray) -> np.ndarray:
    """Degrees to kilometres east and north of the middle."""
    lat0, lon0 = np.radians(MIDDLE)
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    cosine = np.sin(lat0) * np.sin(lat) + np.cos(lat0) * np.cos(lat) * np.cos(lon - lon0)
    c = np.arccos(np.clip(cosine, -1, 1))
    k = np.where(c > 1e-9, c / np.maximum(np.sin(c), 1e-12), 1.0) * EARTH_KM
    east = k * np.cos(lat) * np.sin(lon - lon0)
    north = k * (np.cos(lat0) * np.sin(lat) - np.sin(lat0) * np.cos(lat) * np.cos(lon - lon0))
    return np.column_stack([east, north])


def unproject(xy: np.ndarray) -> np.ndarray:
    """Kilometres back to degrees."""
    lat0, lon0 = np.radians(MIDDLE)
    rho = np.hypot(xy[:, 0], xy[:, 1])
    c = rho / EARTH_KM
    safe = np.maximum(rho, 1e-9)
    lat = np.arcsin(np.cos(c) * np.sin(lat0) + xy[:, 1] * np.sin(c) * np.cos(lat0) / safe)
    lon = lon0 + np.arctan2(
        xy[:, 0] * np.sin(c), safe * np.cos(lat0) * np.cos(c) - xy[:, 1] * np.sin(lat0) * np.sin(c)
    )
    return np.degrees(np.column_stack([lon, lat]))


def lands() -> dict[str, shapely.Geometry]:
    """Land of the DPRK and its neighbours near it, projected."""
    box = shapely.box(118.0, 33.0, 140.0, 45.5)
    found = {}
    for country in countries("10m"):
        if country.code.lstrip("0") in NEIGHBOURS:
            rings = [shapely.Polygon(r) for r in country.rings if len(r) > 3]
            land = shapely.unary_union([shapely.make_valid(r) for r in rings]).intersection(box)
            parts = shapely.get_parts(shapely.make_valid(shapely.transform(land, project)))
            solid = [p for p in parts if p.geom_type in {"Polygon", "MultiPolygon"}]
            found[NEIGHBOURS[country.code.lstrip("0")]] = shapely.unary_union(solid)
    return found


def nearest_to(land: dict[str, shapely.Geometry], code: str, reach: shapely.Geometry) -> shapely.Geometry:
    """The part of ``reach`` that is nearer to one country's coast than to any other's."""
    owner_of: dict[tuple[float, float], str] = {}
    for owner, shape in land.items():
        for x, y in shapely.get_coordinates(shapely.segmentize(shape.boundary, 2.0)).round(1):
            owner_of.setdefault((float(x), float(y)), owner)
    cells = [
        shapely.make_valid(cell)
        for cell in shapely.voronoi_polygons(
            shapely.MultiPoint(list(owner_of)), extend_to=reach.envelope
        ).geoms
    ]
    tree = shapely.STRtree(cells)
    own = {
        int(tree.query(shapely.Point(p), predicate="intersects")[0]) for p, o in owner_of.items() if o == code
    }
    return shapely.union_all([cells[i] for i in own], grid_size=0.001).intersection(reach)


def main() -> None:
    """Write the zones."""
    land = lands()
    kp, every = land["kp"], shapely.unary_union(list(land.values()))
    river = shapely.LineString(project(np.array([(lon, lat) for lat, lon in RIVER]))).buffer(MARCHES + 3)
    outer = nearest_to(land, "kp", kp.buffer(200 * NM)).difference(every)
    territorial = outer.intersection(kp.buffer(12 * NM))
    west, east = shapely.box(-900, -900, 0, 900), shapely.box(0, -900, 900, 900)
    zones = [
        ("kp-land", "land", "Land of the DPRK", kp),
        ("kp-inland", "inland", f"Land of the DPRK at least {MARCHES:.0f} km from coast, border and the Taedong", kp.buffer(-MARCHES).difference(river)),
    ]  # fmt: skip
    for side, name, half in (("west", "West (Yellow) Sea", west), ("east", "East Sea (Sea of Japan)", east)):
        zones += [
            (f"kp-territorial-sea-{side}", "territorial-sea", f"Waters within 12 nautical miles of the DPRK, {name}; the line to neighbours is half-way, not agreed", territorial.intersection(half)),
            (f"kp-claimed-eez-{side}", "claimed-eez", f"CLAIMED exclusive economic zone of the DPRK, {name}: to 200 nautical miles or half-way to a neighbour; not agreed", outer.difference(territorial).intersection(half)),
        ]  # fmt: skip
    features = [
        {
            "type": "Feature",
            "properties": {"zone": id_, "kind": kind, "title": title},
            "geometry": rounded(shape, kind),
        }
        for id_, kind, title, shape in zones
    ]
    lines = ",\n".join(json.dumps(f, separators=(",", ":"), ensure_ascii=False) for f in features)
    ZONES.write_text('{"type":"FeatureCollection","source":"Natural Earth 1:10m (public domain), drawn by docs/zones.py","features":[\n' + lines + "\n]}\n", encoding="utf-8")  # fmt: skip


def rounded(shape: shapely.Geometry, kind: str) -> dict[str, object]:
    """As GeoJSON in degrees to four digits, thinned by 150 m at coasts and 500 m at sea, crumbs under 1 km² left out."""
    thin = shapely.simplify(shape, 0.5 if kind == "claimed-eez" else 0.15)
    parts = [
        p
        for p in shapely.get_parts(shapely.make_valid(thin))
        if p.geom_type in {"Polygon", "MultiPolygon"} and p.area > 1
    ]
    degrees = [shapely.make_valid(shapely.transform(p, lambda xy: unproject(xy).round(4))) for p in parts]
    solid = [q for p in degrees for q in shapely.get_parts(p) if q.geom_type == "Polygon"]
    return dict(mapping(shapely.MultiPolygon([shapely.orient_polygons(p) for p in solid])))


if __name__ == "__main__":
    main()
