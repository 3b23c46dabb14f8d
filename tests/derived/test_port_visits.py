"""Calls at ports: in within three kilometres, out beyond four, with what bears them told by confidence."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.worlds import NOON, Fix, derive, positions, rows, sea

from leadline.store.engine import DuckDB

NAMPO = (38.7167, 125.4)
KM = 1 / 111.195
MIDNIGHT = NOON + timedelta(hours=12)


def visits(engine: DuckDB, folder: Path, fixes: list[Fix], name: str = "port_visits") -> list[dict[str, Any]]:
    return rows(derive(sea(engine, folder, positions=positions(fixes)), folder, [name]), name)


def way(*legs: tuple[float, float, float], start: datetime = NOON, mmsi: int = 790000001, port: tuple[float, float] = NAMPO) -> list[Fix]:  # fmt: skip
    """Fixes at so many hours, so many kilometres north of a port, at so many knots."""
    return [Fix(mmsi, start + timedelta(hours=h), port[0] + km * KM, port[1], kn) for h, km, kn in legs]


CALL = [(0, 9.0, 9), (0.5, 3.5, 5), (1, 1.0, 0.1), (5, 1.0, 0.0), (9, 1.0, 0.1), (9.5, 3.5, 6), (10, 9.0, 9)]


def test_a_call_with_entry_stop_and_exit_has_confidence_four(duckdb: DuckDB, tmp_path: Path) -> None:
    (call,) = visits(duckdb, tmp_path, way(*CALL))
    assert (call["port"], call["country"], call["confidence"]) == ("Nampo", "kp", 4)
    assert (call["arrived_at"], call["left_at"]) == (NOON + timedelta(hours=1), NOON + timedelta(hours=9.5))
    assert call["stop_h"] == pytest.approx(8)
    assert call["least_distance_m"] == pytest.approx(1000, rel=0.01)
    assert (call["entered"], call["left"], call["fixes"]) == (True, True, 5)


@pytest.mark.parametrize(
    ("legs", "confidence"),
    [(CALL, 4), (CALL[2:], 3), (CALL[:5], 3), (CALL[2:5], 2), ([(0, 9, 9), (0.5, 2.5, 9), (1, 9, 9)], 1)],
    ids=["whole", "no entry", "no exit", "stop alone", "passed by"],
)
def test_confidence_says_what_was_heard(
    duckdb: DuckDB, tmp_path: Path, legs: list[tuple[float, float, float]], confidence: int
) -> None:
    (call,) = visits(duckdb, tmp_path, way(*legs))
    assert call["confidence"] == confidence


def test_a_ship_that_keeps_beyond_three_kilometres_has_not_called(duckdb: DuckDB, tmp_path: Path) -> None:
    assert visits(duckdb, tmp_path, way((0, 9, 9), (1, 3.2, 0.1), (5, 3.2, 0.1), (6, 9, 9))) == []


def test_between_three_and_four_kilometres_a_call_goes_on(duckdb: DuckDB, tmp_path: Path) -> None:
    legs = [(0, 9, 9), (1, 1, 0.1), (3, 3.5, 1), (5, 1, 0.1), (6, 9, 9)]
    assert len(visits(duckdb, tmp_path, way(*legs))) == 1
    out = [(0, 9, 9), (1, 1, 0.1), (3, 4.5, 1), (5, 1, 0.1), (6, 9, 9)]
    assert len(visits(duckdb, tmp_path / "out", way(*out))) == 2


@pytest.mark.parametrize(
    "legs",
    [[(0, 9, 9), (1, 1, 3), (7, 2, 3), (8, 9, 9)], [(0, 9, 9), (1, 1, 3), (7, 9, 9)]],
    ids=["inside", "on the way out"],
)  # fmt: skip
def test_a_silence_is_as_good_as_a_stop(
    duckdb: DuckDB, tmp_path: Path, legs: list[tuple[float, float, float]]
) -> None:
    (call,) = visits(duckdb, tmp_path, way(*legs))
    assert (call["confidence"], call["stop_h"]) == (4, 0)
    assert call["silence_h"] >= 5


def test_midnight_cuts_no_call(duckdb: DuckDB, tmp_path: Path) -> None:
    assert len(visits(duckdb, tmp_path, way(*CALL, start=MIDNIGHT - timedelta(hours=5)))) == 1


def test_a_crawl_after_a_stop_is_still_the_stop(duckdb: DuckDB, tmp_path: Path) -> None:
    (call,) = visits(
        duckdb, tmp_path, way((0, 9, 9), (1, 1, 0.1), (2, 1, 0.4), (3, 1, 0.6), (4, 1, 0.4), (5, 9, 9))
    )
    assert call["stop_h"] == pytest.approx(1)


def test_ports_whose_circles_touch_are_one_call_at_the_nearest(duckdb: DuckDB, tmp_path: Path) -> None:
    """Haeju and the anchorage in its bay lie eight kilometres apart."""
    here, there = (38.0, 125.7), (37.93, 125.68)
    fixes = way((0, 9, 9), (1, 0.5, 0.1), (4, 0.5, 0.1), port=here)
    fixes += way((5, 0.2, 0.1), (8, 0.2, 0.1), port=there) + way((9, 20, 9), port=here)
    calls = visits(duckdb, tmp_path, fixes)
    assert [c["port_id"] for c in calls] == ["kp-haeju-bay-anchorage"]


def test_order_and_repeats_of_rows_change_nothing(duckdb: DuckDB, tmp_path: Path) -> None:
    fixes = way(*CALL) + way(*CALL, mmsi=790000002, start=NOON + timedelta(days=1))
    once = visits(duckdb, tmp_path / "a", fixes)
    again = visits(duckdb, tmp_path / "b", fixes[::-1] + fixes[:3])
    assert [{k: v for k, v in c.items() if not k.endswith("_by")} for c in again] == [
        {k: v for k, v in c.items() if not k.endswith("_by")} for c in once
    ]


def test_a_trip_leads_from_call_to_call(duckdb: DuckDB, tmp_path: Path) -> None:
    rajin = (42.2333, 130.3)
    fixes = way(*CALL) + way(*CALL, start=NOON + timedelta(days=4), port=rajin)
    first, last = visits(duckdb, tmp_path, fixes, "trips")
    assert (first["from_port"], first["to_port"], first["confidence"]) == ("Nampo", "Rajin", 4)
    assert first["trip_h"] == pytest.approx(96 + 1 - 9.5)
    assert (last["from_port"], last["to_port"], last["arrived_at"]) == ("Rajin", None, None)


def test_a_ship_unheard_on_the_way_in_that_only_passes_has_not_stopped(
    duckdb: DuckDB, tmp_path: Path
) -> None:
    (call,) = visits(duckdb, tmp_path, way((0, 300, 12), (17, 2, 12), (17.5, 9, 12)))
    assert call["confidence"] == 1


def test_a_call_is_named_for_where_the_ship_lay_not_for_the_nearest_port_passed(
    duckdb: DuckDB, tmp_path: Path
) -> None:
    here, there = (38.0, 125.7), (37.93, 125.68)
    fixes = way((0, 9, 9), (1, 0.1, 5), port=here) + way((2, 1.0, 0.1), (8, 1.0, 0.1), port=there)
    fixes += way((9, 30, 9), port=here)
    assert [c["port_id"] for c in visits(duckdb, tmp_path, fixes)] == ["kp-haeju-bay-anchorage"]
