"""The package's own places: every row has its source, zones are cut exactly, and others' maps agree."""

import json
import random
from pathlib import Path

import pytest

from leadline.geography import places


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


def test_cells_tell_inside_from_outside_as_the_whole_polygons_do() -> None:
    cells: dict[tuple[str, int], list[dict[str, float]]] = {}
    for row in places.zone_cells():
        cells.setdefault((row["zone"], row["cell"]), []).append(row)
    chance, inside = random.Random(5), 0
    # Rounded to hundredths, half the places lie on lines of the grid.
    for digits in (12, 2):
        for _ in range(800):
            lat, lon = round(chance.uniform(36.5, 43.1), digits), round(chance.uniform(123.5, 133.3), digits)
            for zone in places.zones():
                found = told_inside(cells.get((zone["zone"], number(lat, lon)), []), lat, lon)
                assert found == within(zone["rings"], lat, lon), (zone["zone"], lat, lon)
                inside += found
    assert inside > 400


def within(rings: list[places.Ring], lat: float, lon: float) -> bool:
    """Even-odd over all edges, with no grid."""
    crossed = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            crossed += (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1
    return crossed % 2 == 1


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


def test_a_claim_says_that_it_is_one() -> None:
    assert all("CLAIMED" in z["title"] for z in places.zones() if z["kind"] == "claimed-eez")


def test_land_and_territorial_sea_agree_with_another_map(shared: Path) -> None:
    """OpenStreetMap's, which has baselines: of places inside either, one in thirty is inside one alone."""
    told = json.loads(
        (shared / "data/ais/geo/territorial_waters_PRK_KOR_RUS_CHN_JPN_TWN.geojson").read_text()
    )
    (other,) = [f["geometry"] for f in told["features"] if f["properties"]["A3"] == "PRK"]
    theirs = [[(x, y) for x, y in ring[:-1]] for ring in other["coordinates"]]
    ours = [z["rings"] for z in places.zones() if z["kind"] in {"land", "territorial-sea"}]
    chance, either, one = random.Random(7), 0, 0
    for _ in range(2000):
        lat, lon = chance.uniform(37.5, 43.1), chance.uniform(124.0, 131.0)
        here, there = any(within(rings, lat, lon) for rings in ours), within(theirs, lat, lon)
        either, one = either + (here or there), one + (here != there)
    assert either > 500
    assert one / either < 0.06
