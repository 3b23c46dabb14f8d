"""Meetings are found wherever midnight, a cell's border or the date line falls."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.worlds import NOON, Fix, derive, meeting, moved, positions, rows, sea, still, voyage

from leadline.store.engine import DuckDB

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)


def encounters(engine: DuckDB, folder: Path, fixes: list[Fix]) -> list[dict[str, object]]:
    return rows(derive(sea(engine, folder, positions=positions(fixes)), folder, ["encounters"]), "encounters")


def test_six_meetings_planted_across_midnight_are_all_found(duckdb: DuckDB, tmp_path: Path) -> None:
    """A known peer, which works day by day, finds two of such six (references: maritime, midnight test)."""
    before = (120, 90, 65, 40, 10, -5)
    fixes: list[Fix] = []
    for number, minutes in enumerate(before):
        start = MIDNIGHT - timedelta(minutes=minutes)
        fixes += meeting(790000010 + number, 790000030 + number, start, 130, lat=30 + number)
    found = encounters(duckdb, tmp_path, fixes)
    assert [e["mmsi_a"] for e in found] == [790000010 + n for n in range(6)]
    for number, minutes in enumerate(before):
        start = MIDNIGHT - timedelta(minutes=minutes)
        assert abs(found[number]["first_at"] - start) <= timedelta(minutes=15)  # type: ignore[operator]
        assert abs(found[number]["last_at"] - start - timedelta(minutes=130)) <= timedelta(minutes=15)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(36.02, 123.5), (35.9999, 123.52), (36.0, 123.4999), (-0.0001, 0.0001), (50.0, 179.9995), (50.0, -179.9995), (71.98, 30.0)],
    ids=["cell row", "degree and column", "column", "equator and Greenwich", "date line, west", "date line, east", "far north"],
)  # fmt: skip
def test_no_border_hides_a_meeting(duckdb: DuckDB, tmp_path: Path, lat: float, lon: float) -> None:
    east_west = [
        Fix(f.mmsi, f.at, lat + (f.lat - 36.0), lon, f.sog)
        for f in meeting(790000001, 790000002, NOON, 180, metres=300)
    ]
    (found,) = encounters(duckdb, tmp_path, east_west)
    assert found["least_distance_m"] == pytest.approx(300, rel=0.02)


def test_ships_on_both_sides_of_the_date_line_meet(duckdb: DuckDB, tmp_path: Path) -> None:
    fixes = meeting(790000001, 790000002, NOON, 180, lat=52.0, metres=10)
    apart = [Fix(f.mmsi, f.at, f.lat, 179.999 if f.mmsi == 790000001 else -179.999) for f in fixes]
    (found,) = encounters(duckdb, tmp_path, apart)
    assert found["least_distance_m"] == pytest.approx(137, rel=0.02)


def test_a_meeting_shorter_than_two_hours_is_none(duckdb: DuckDB, tmp_path: Path) -> None:
    assert encounters(duckdb, tmp_path, meeting(790000001, 790000002, NOON, 100)) == []


def test_ships_farther_apart_than_the_distance_do_not_meet(duckdb: DuckDB, tmp_path: Path) -> None:
    assert encounters(duckdb, tmp_path, meeting(790000001, 790000002, NOON, 240, metres=520)) == []


def test_lost_reports_do_not_cut_a_meeting(duckdb: DuckDB, tmp_path: Path) -> None:
    whole = meeting(790000001, 790000002, NOON, 240)
    lost = [f for f in whole if not NOON + timedelta(minutes=80) <= f.at <= NOON + timedelta(minutes=135)]
    (found,) = encounters(duckdb, tmp_path, lost)
    assert found["together_h"] == pytest.approx(4, abs=0.3)


def test_start_and_end_are_fixes_that_were_heard(duckdb: DuckDB, tmp_path: Path) -> None:
    fixes = meeting(790000001, 790000002, NOON, 200, every_min=7)
    (found,) = encounters(duckdb, tmp_path, fixes)
    assert {found["first_at"], found["last_at"]} <= {f.at for f in fixes}


def test_an_exercise_never_meets_reality(duckdb: DuckDB, tmp_path: Path) -> None:
    fixes = meeting(790000001, 790000002, NOON, 240)
    half = [f if f.mmsi == 790000001 else moved([f], simulated=False)[0] for f in fixes]
    assert len(encounters(duckdb, tmp_path / "a", fixes)) == 1
    assert encounters(duckdb, tmp_path / "b", half) == []


@pytest.mark.parametrize("offset", [0, 3, 7])
def test_a_meeting_of_just_two_hours_is_found_wherever_the_grid_falls(
    duckdb: DuckDB, tmp_path: Path, offset: int
) -> None:
    (found,) = encounters(
        duckdb, tmp_path, meeting(790000001, 790000002, NOON + timedelta(minutes=offset), 120)
    )
    assert 1.75 <= found["together_h"] <= 2.05  # type: ignore[operator]


def test_a_pair_that_meets_twice_has_met_twice(duckdb: DuckDB, tmp_path: Path) -> None:
    twice = meeting(790000001, 790000002, NOON, 150) + meeting(
        790000001, 790000002, NOON + timedelta(days=3), 180
    )
    first, second = encounters(duckdb, tmp_path, twice)
    assert [first["lay_up_at"], second["lay_up_at"]] == [first["first_at"], second["first_at"]]
    assert (first["together_h"], second["together_h"]) == (
        pytest.approx(2.5, abs=0.3),
        pytest.approx(3, abs=0.3),
    )


def test_a_stay_whose_reports_were_lost_in_between_is_one_lay_up(duckdb: DuckDB, tmp_path: Path) -> None:
    whole = meeting(790000001, 790000002, NOON, 20 * 60)
    lost = [f for f in whole if not NOON + timedelta(hours=5) <= f.at <= NOON + timedelta(hours=12)]
    first, second = encounters(duckdb, tmp_path, lost)
    assert first["lay_up_at"] == second["lay_up_at"] == first["first_at"]
    assert second["lay_up_h"] == pytest.approx(20, abs=0.5)


def test_others_at_rest_nearby_are_counted_also_over_a_cells_border(duckdb: DuckDB, tmp_path: Path) -> None:
    others = [
        fix
        for n, (lat, lon) in enumerate([(36.01, 123.51), (35.98, 123.51), (36.01, 123.48), (36.2, 123.5)])
        for fix in voyage(790000010 + n, NOON - timedelta(hours=2), 9, still(lat, lon))
    ]
    (found,) = encounters(duckdb, tmp_path, meeting(790000001, 790000002, NOON, 240) + others)
    assert found["others_at_rest"] == 3
