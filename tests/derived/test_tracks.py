"""Ships that share an MMSI are told apart by implausible motion, and by nothing else."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.worlds import NOON, Fix, derive, moved, north, positions, rows, sea, still, voyage

from leadline.store.engine import DuckDB


def segments(engine: DuckDB, folder: Path, fixes: list[Fix]) -> list[dict[str, object]]:
    given = derive(sea(engine, folder, positions=positions(fixes)), folder, ["tracks", "segments"])
    return rows(given, "segments")


def test_one_ship_is_one_segment(duckdb: DuckDB, tmp_path: Path) -> None:
    found = segments(duckdb, tmp_path, voyage(790000001, NOON, 24, north(30, 125, 12)))
    assert [(s["mmsi"], s["fixes"]) for s in found] == [(790000001, 145)]


def test_silence_never_splits(duckdb: DuckDB, tmp_path: Path) -> None:
    early = voyage(790000001, NOON, 5, north(30, 125, 12))
    late = voyage(790000001, NOON + timedelta(days=40), 5, still(45, 150))
    assert len(segments(duckdb, tmp_path, early + late)) == 1


def test_two_ships_that_share_an_mmsi_are_split_though_their_fixes_interleave(
    duckdb: DuckDB, tmp_path: Path
) -> None:
    here = voyage(790000001, NOON, 12, north(30, 125, 10))
    there = moved(voyage(790000001, NOON + timedelta(minutes=4), 12, north(38, 132, 14)))
    found = segments(duckdb, tmp_path, here + there)
    assert sorted((s["fixes"], round(float(str(s["min_lon"])))) for s in found) == [(73, 125), (73, 132)]


def test_one_false_position_is_a_segment_of_its_own(duckdb: DuckDB, tmp_path: Path) -> None:
    track = voyage(790000001, NOON, 6, still(50.8, -1.09), every_min=2)
    glitch = Fix(790000001, NOON + timedelta(hours=2, seconds=30), 50.8, 54.8)
    found = segments(duckdb, tmp_path, [*track, glitch])
    assert sorted(s["fixes"] for s in found) == [1, 181]


def test_of_two_fixes_at_one_moment_and_place_one_is_kept(duckdb: DuckDB, tmp_path: Path) -> None:
    track = voyage(790000001, NOON, 1, north(30, 125, 10))
    echo = [Fix(f.mmsi, f.at, f.lat + 0.001, f.lon) for f in track]
    found = segments(duckdb, tmp_path, track + echo)
    assert [(s["fixes"]) for s in found] == [7]


def test_a_ship_across_the_date_line_is_one_ship(duckdb: DuckDB, tmp_path: Path) -> None:
    track = voyage(790000001, NOON, 6, lambda h: (10.0, (179.5 + h / 5 + 180) % 360 - 180))
    assert len(segments(duckdb, tmp_path, track)) == 1


def test_speed_is_as_reported_or_implied_from_motion(duckdb: DuckDB, tmp_path: Path) -> None:
    silent = voyage(790000001, NOON, 1, north(30, 125, 12))
    spoken = voyage(790000002, NOON, 1, north(30, 126, 12), sog=3.3)
    given = derive(sea(duckdb, tmp_path, positions=positions(silent + spoken)), tmp_path, ["tracks"])
    found = rows(given, "tracks")
    assert found[0]["speed_kn"] is None
    assert [f["speed_kn"] for f in found[1:7]] == [pytest.approx(12, rel=1e-2)] * 6
    assert [f["speed_kn"] for f in found[7:]] == [3.3] * 7
    assert [f["speed_implied"] for f in found] == [True] * 7 + [False] * 7
