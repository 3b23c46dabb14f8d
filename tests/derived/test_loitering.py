"""Loitering: hours in a row of little way, by motion; and the nearest port, by cell."""

import math
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.worlds import NOON, Fix, derive, north, positions, rows, sea, still, voyage

from leadline.derived._ports_near import NEAR_KM, nearest_port_km
from leadline.exprs import EARTH_M
from leadline.store.engine import DuckDB

SHIP = 790000001
MIDNIGHT = NOON + timedelta(hours=12)
Where = Callable[[float], tuple[float, float]]


def stays(engine: DuckDB, folder: Path, fixes: list[Fix]) -> list[dict[str, Any]]:
    return rows(derive(sea(engine, folder, positions=positions(fixes)), folder, ["loitering"]), "loitering")


def halting(*stops: tuple[float, float], knots: float = 10.0) -> Where:
    """Sail north, but lie still from so many to so many hours."""

    def where(h: float) -> tuple[float, float]:
        rested = sum(max(0.0, min(h, end) - start) for start, end in stops)
        return 30 + (h - rested) * knots / 60, 124.5

    return where


def test_a_ship_that_lies_still_between_two_ways_loiters_for_that_time(
    duckdb: DuckDB, tmp_path: Path
) -> None:
    (stay,) = stays(duckdb, tmp_path, voyage(SHIP, NOON, 20, halting((6, 14))))
    assert (stay["mmsi"], stay["lat"], stay["port_km"]) == (SHIP, pytest.approx(31), None)
    assert stay["started_at"] >= NOON + timedelta(hours=6)
    assert stay["ended_at"] <= NOON + timedelta(hours=15)
    assert stay["loiter_h"] == pytest.approx(8, abs=1)
    assert stay["mean_kn"] < 2 == stay["max_kn"]


def test_a_ship_under_way_does_not_loiter(duckdb: DuckDB, tmp_path: Path) -> None:
    assert stays(duckdb, tmp_path, voyage(SHIP, NOON, 20, north(30, 124.5, 2.2))) == []


@pytest.mark.parametrize(("hours", "found"), [(3, 0), (6, 1)])
def test_a_short_halt_is_none(duckdb: DuckDB, tmp_path: Path, hours: float, found: int) -> None:
    assert len(stays(duckdb, tmp_path, voyage(SHIP, NOON, 20, halting((6, 6 + hours))))) == found


def test_midnight_cuts_no_stay(duckdb: DuckDB, tmp_path: Path) -> None:
    (stay,) = stays(duckdb, tmp_path, voyage(SHIP, MIDNIGHT - timedelta(hours=9), 20, halting((6, 14))))
    assert stay["started_at"] < MIDNIGHT < stay["ended_at"]


def test_the_border_of_a_cell_cuts_no_stay(duckdb: DuckDB, tmp_path: Path) -> None:
    drift = voyage(SHIP, NOON, 12, north(30.4, 124.5, 1.0))
    (stay,) = stays(duckdb, tmp_path, drift)
    assert (stay["loiter_h"], stay["mean_kn"]) == (pytest.approx(12), pytest.approx(1, rel=0.01))


def test_an_hour_of_way_ends_a_stay(duckdb: DuckDB, tmp_path: Path) -> None:
    """Slow in every hour is what the contract says: two stays, not one with a run in its middle."""
    first, second = stays(duckdb, tmp_path, voyage(SHIP, NOON, 22, halting((1, 8), (10, 17))))
    assert first["ended_at"] < NOON + timedelta(hours=9) < second["started_at"]


def test_the_speed_that_is_typed_decides_nothing(duckdb: DuckDB, tmp_path: Path) -> None:
    moving = voyage(SHIP, NOON, 12, north(30, 124.5, 9), sog=0.1)
    lying = voyage(790000002, NOON, 12, still(30, 126), sog=9.0)
    assert [s["mmsi"] for s in stays(duckdb, tmp_path, moving + lying)] == [790000002]


@pytest.mark.parametrize(("lost_h", "parts"), [(2, 1), (5, 2)])
def test_a_short_silence_in_one_place_is_bridged_and_a_long_one_is_not(
    duckdb: DuckDB, tmp_path: Path, lost_h: int, parts: int
) -> None:
    whole = voyage(SHIP, NOON, 20, still(30, 124.5))
    lost = [f for f in whole if not 7 <= (f.at - NOON) / timedelta(hours=1) < 7 + lost_h]
    assert len(stays(duckdb, tmp_path, lost)) == parts


def test_a_silence_in_which_it_went_away_is_not_bridged(duckdb: DuckDB, tmp_path: Path) -> None:
    """The leg over the missing hours counts for the hour in which it ends, and makes that hour fast."""
    before = voyage(SHIP, NOON, 6, still(30, 124.5))
    after = voyage(SHIP, NOON + timedelta(hours=9), 6, still(30.6, 124.5))
    first, second = stays(duckdb, tmp_path, before + after)
    assert (first["lat"], second["lat"]) == (30, 30.6)


def test_near_a_port_its_distance_is_told_and_others_heard_are_counted(
    duckdb: DuckDB, tmp_path: Path
) -> None:
    off_nampo = voyage(SHIP, NOON, 9, still(38.7167 - 10 / 111.195, 125.4))
    others = voyage(790000002, NOON, 9, north(38.55, 125.1, 2.5))
    (stay,) = stays(duckdb, tmp_path, off_nampo + others)
    assert stay["port_km"] <= 10.1
    assert stay["others_heard"] == 1
    assert 0.5 <= stay["heard_share"] <= 1


def test_order_and_repeats_of_rows_change_nothing(duckdb: DuckDB, tmp_path: Path) -> None:
    fixes = voyage(SHIP, NOON, 20, halting((6, 14)))
    once, again = (
        stays(duckdb, tmp_path / name, given)
        for name, given in (("a", fixes), ("b", fixes[::-1] + fixes[:9]))
    )
    assert [{k: v for k, v in s.items() if not k.endswith("_by")} for s in again] == [
        {k: v for k, v in s.items() if not k.endswith("_by")} for s in once
    ]


_LON = st.one_of(st.floats(-180, 179.99), st.floats(179.2, 179.99), st.floats(-180, -179.2))
PLACES = st.lists(st.tuples(st.floats(-75, 75), _LON), min_size=1, max_size=4)
SHIFTS = st.lists(st.tuples(st.floats(-0.6, 0.6), st.floats(-0.6, 0.6)), min_size=1, max_size=4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=PLACES, shifts=SHIFTS)
def test_the_nearest_port_by_cell_is_the_nearest_of_all(
    duckdb: DuckDB, places: list[tuple[float, float]], shifts: list[tuple[float, float]]
) -> None:
    ports = pa.table(
        {"port_id": [str(n) for n in range(len(places))], "lat": [p[0] for p in places], "lon": [p[1] for p in places]}
    )  # fmt: skip
    ships = [(lat + up, (lon + right + 540) % 360 - 180) for lat, lon in places for up, right in shifts]
    where = pa.table({"ship": range(len(ships)), "lat": [s[0] for s in ships], "lon": [s[1] for s in ships]})
    found = nearest_port_km(duckdb.given(where), ["ship"], duckdb.given(ports))
    told = {row["ship"]: row["port_km"] for row in duckdb.fetch(found).to_pylist()}
    for number, ship in enumerate(ships):
        least = min(_km(ship, place) for place in places)
        if abs(least - NEAR_KM) > 1e-6:
            assert (number in told) == (least < NEAR_KM)
        if least < NEAR_KM - 1e-6:
            assert told[number] == pytest.approx(least, abs=1e-5)


def _km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """By the chord: another formula than the code's, and as exact where places are near."""
    return 2 * EARTH_M / 1000 * math.asin(min(1.0, math.dist(_unit(*a), _unit(*b)) / 2))


def _unit(lat: float, lon: float) -> tuple[float, float, float]:
    up, right = math.radians(lat), math.radians(lon)
    return math.cos(up) * math.cos(right), math.cos(up) * math.sin(right), math.sin(up)
