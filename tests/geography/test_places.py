"""The package's own places: every row has its source, zones are cut exactly, and others' maps agree."""

import json
import random
from pathlib import Path

import pytest

from leadline.geography import places

shapely = pytest.importorskip("shapely", reason="shapely, which draws the zones, is not installed")


def test_every_port_has_an_id_of_its_own_a_country_and_a_source() -> None:
    ports = places.ports()
    assert len({p["port_id"] for p in ports}) == len(ports) > 3600
    assert all(len(p["country"]) == 2 and p["country"].islower() and p["source"] for p in ports)
    assert all(abs(p["lat"]) <= 90 and abs(p["lon"]) <= 180 for p in ports)
    assert {p["kind"] for p in ports} == {"port", "anchorage"}


@pytest.mark.parametrize(
    "name", ["Nampo", "Songnim", "Taean", "Haeju", "Wonsan", "Hungnam", "Chongjin", "Rajin", "Sonbong"]
)
def test_the_ports_of_the_dprk_are_there(name: str) -> None:
    assert [p["country"] for p in places.ports() if p["port"] == name] == ["kp"]


def test_cells_tell_inside_from_outside_as_the_polygons_do() -> None:
    shapes = {z["zone"]: shapely.from_geojson(json.dumps(f["geometry"])) for z, f in zip(places.zones(), features(), strict=True)}  # fmt: skip
    cells: dict[tuple[str, int], list[dict[str, float]]] = {}
    for row in places.zone_cells():
        cells.setdefault((row["zone"], row["cell"]), []).append(row)
    chance, inside = random.Random(5), 0
    for _ in range(5000):
        lat, lon = chance.uniform(36.5, 43.1), chance.uniform(123.5, 133.3)
        for zone, shape in shapes.items():
            found = told_inside(cells.get((zone, number(lat, lon)), []), lat, lon)
            assert found == shapely.contains_xy(shape, lon, lat), (zone, lat, lon)
            inside += found
    assert inside > 1000


def number(lat: float, lon: float) -> int:
    columns = round(360 / places.ZONE_CELL)
    return int((lat + 90) // places.ZONE_CELL) * columns + int((lon + 180) // places.ZONE_CELL)


def told_inside(rows: list[dict[str, float]], lat: float, lon: float) -> bool:
    if rows and rows[0]["whole"]:
        return True
    crossed = [
        r for r in rows
        if (r["lat_1"] > lat) != (r["lat_2"] > lat)
        and lon < (r["lon_2"] - r["lon_1"]) * (lat - r["lat_1"]) / (r["lat_2"] - r["lat_1"]) + r["lon_1"]
    ]  # fmt: skip
    return len(crossed) % 2 == 1


def features() -> list[dict[str, object]]:
    told = json.loads((places.HERE / "zones.geojson").read_text())
    listed: list[dict[str, object]] = told["features"]
    return listed


def test_a_claim_says_that_it_is_one() -> None:
    assert all("CLAIMED" in z["title"] for z in places.zones() if z["kind"] == "claimed-eez")


def test_land_and_territorial_sea_agree_with_another_map(shared: Path) -> None:
    """OpenStreetMap's, which has baselines: the two differ in a thirtieth of the area."""
    told = json.loads(
        (shared / "data/ais/geo/territorial_waters_PRK_KOR_RUS_CHN_JPN_TWN.geojson").read_text()
    )
    (other,) = [f["geometry"] for f in told["features"] if f["properties"]["A3"] == "PRK"]
    theirs = shapely.make_valid(shapely.from_geojson(json.dumps(other)))
    kinds = {"land", "territorial-sea"}
    ours = shapely.union_all(
        [shapely.from_geojson(json.dumps(f["geometry"])) for z, f in zip(places.zones(), features(), strict=True) if z["kind"] in kinds],
        grid_size=1e-6,
    )  # fmt: skip
    assert ours.symmetric_difference(theirs).area / theirs.area < 0.04
