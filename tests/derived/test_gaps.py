"""Silences, with both ends, draughts as typed, and who else was heard."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.worlds import NOON, Fix, derive, north, positions, rows, sea, statics, still, voyage

from leadline.store.engine import DuckDB


def test_a_silence_over_the_threshold_is_a_gap_and_one_below_is_not(duckdb: DuckDB, tmp_path: Path) -> None:
    long = [Fix(790000001, NOON, 36, 124), Fix(790000001, NOON + timedelta(hours=12, seconds=1), 37, 124)]
    short = [Fix(790000002, NOON, 36, 124), Fix(790000002, NOON + timedelta(hours=12), 37, 124)]
    given = derive(sea(duckdb, tmp_path, positions=positions(long + short)), tmp_path, ["gaps", "segments"])
    (gap,) = rows(given, "gaps")
    assert gap["mmsi"] == 790000001
    assert gap["silence_h"] == pytest.approx(12.0002777)
    assert gap["distance_m"] == pytest.approx(111_195, rel=1e-3)


def test_two_ships_that_share_an_mmsi_make_no_gap_between_them(duckdb: DuckDB, tmp_path: Path) -> None:
    here = voyage(790000001, NOON, 5, still(30, 125))
    there = voyage(790000001, NOON + timedelta(hours=5, minutes=5), 20, still(40, 132))
    back = voyage(790000001, NOON + timedelta(hours=25, minutes=15), 5, still(30, 125))
    given = derive(
        sea(duckdb, tmp_path, positions=positions(here + there + back)), tmp_path, ["gaps", "segments"]
    )
    (gap,) = rows(given, "gaps")
    assert (gap["lat_before"], gap["lat_after"]) == (30, 30)
    assert gap["distance_m"] == 0


def test_draughts_are_the_last_typed_before_and_the_first_typed_after(duckdb: DuckDB, tmp_path: Path) -> None:
    ends = [Fix(790000001, NOON, 36, 124), Fix(790000001, NOON + timedelta(hours=30), 37, 124)]
    typed = [(-5, 3.0), (-1, 4.0), (10, 9.9), (31, 6.0), (40, 7.0)]
    said = statics({"mmsi": 790000001, "ts": NOON + timedelta(hours=h), "draught_m": d} for h, d in typed)
    given = derive(
        sea(duckdb, tmp_path, positions=positions(ends), static_reports=said), tmp_path, ["gaps", "segments"]
    )
    (gap,) = rows(given, "gaps")
    assert (gap["draught_before_m"], gap["draught_after_m"]) == (4.0, 6.0)
    assert (gap["draught_before_id"], gap["draught_after_id"]) == ("b" * 16 + ":2", "b" * 16 + ":4")


def test_coverage_counts_the_hours_in_which_others_were_heard_there(duckdb: DuckDB, tmp_path: Path) -> None:
    dark = [Fix(790000001, NOON, 36.1, 124.1), Fix(790000001, NOON + timedelta(hours=20), 36.2, 124.2)]
    others = voyage(790000002, NOON, 10, still(36.3, 124.3)) + voyage(790000003, NOON, 10, still(36.4, 124.4))
    given = derive(sea(duckdb, tmp_path, positions=positions(dark + others)), tmp_path, ["gaps", "segments"])
    (gap,) = rows(given, "gaps")
    assert gap["others_heard"] == 2
    assert gap["heard_share"] == pytest.approx(10 / 19)


def test_where_nobody_was_heard_the_share_is_nil(duckdb: DuckDB, tmp_path: Path) -> None:
    dark = [Fix(790000001, NOON, 36.1, 124.1), Fix(790000001, NOON + timedelta(hours=20), 36.2, 124.2)]
    given = derive(
        sea(duckdb, tmp_path, positions=positions(dark + voyage(790000002, NOON, 20, north(10, 100, 9)))),
        tmp_path,
    )
    (gap,) = rows(given, "gaps")
    assert (gap["heard_share"], gap["others_heard"]) == (0.0, 0)


def test_a_gap_takes_the_strictest_handling_of_its_ends(duckdb: DuckDB, tmp_path: Path) -> None:
    ends = [
        Fix(790000001, NOON, 36, 124, handling="TLP:AMBER+STRICT", originator="B"),
        Fix(790000001, NOON + timedelta(hours=30), 37, 124, handling="TLP:GREEN", originator="A"),
    ]
    (gap,) = rows(derive(sea(duckdb, tmp_path, positions=positions(ends)), tmp_path, ["gaps"]), "gaps")
    assert (gap["handling"], gap["originator"]) == ("TLP:AMBER+STRICT", "A, B")
