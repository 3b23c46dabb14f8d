"""One body on both engines: every derived table and every detector gives equal frames on DuckDB and on Spark."""

import math
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest
from tests.worlds import NOON, Fix, derive, meeting, north, positions, rows, sea, statics, still, voyage

from leadline.derived import _derived
from leadline.detectors import _detector, _leads
from leadline.store.engine import Engine

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]
FIXES: list[Fix] = [
    *meeting(790000001, 799000002, NOON + timedelta(hours=10), 180, every_min=10),
    *voyage(790000003, NOON, 30, north(34, 124, 9), every_min=20),
    *voyage(790000004, NOON, 24, north(33, 125, 9), every_min=20),
    *voyage(790000004, NOON + timedelta(minutes=7), 24, north(38, 131, 9), every_min=20),
    *voyage(790000005, NOON, 60, still(38.45, 124.9), every_min=30),
    *voyage(799000006, NOON, 5, still(38.4, 124.8)),
    *voyage(799000006, NOON + timedelta(hours=35), 5, north(36.0, 124.0, 9)),
    *voyage(790000003, NOON, 2, north(34, 124, 9), every_min=20),
    # Into the waters of the DPRK, a call at an anchorage there, and out again.
    *voyage(790000007, NOON, 3, north(38.2, 125.12, 9), every_min=20),
    *voyage(790000007, NOON + timedelta(hours=3, minutes=20), 8, still(38.66, 125.12), every_min=20),
    *voyage(790000007, NOON + timedelta(hours=12), 4, north(37.4, 124.2, 9), every_min=20),
]
FINDS = {"meeting_at_sea", "silence_beside_dprk"}
"""Detectors that have something to find in this sea; each has its examples on both engines besides."""
TYPED = [
    {
        "mmsi": 799000006,
        "ts": NOON,
        "draught_m": 4.0,
        "imo": 2000003,
        "name": "EXERCISE TERN",
        "ship_type": 70,
    },
    {"mmsi": 799000006, "ts": NOON + timedelta(hours=36), "draught_m": 6.2},
    {"mmsi": 790000001, "ts": NOON, "ship_type": 80},
]


@pytest.fixture(scope="module")
def seas(
    both_engines: tuple[Engine, Engine], tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    built = []
    for engine in both_engines:
        folder = tmp_path_factory.mktemp(engine.name)
        given = sea(
            engine, folder, positions=positions(FIXES), static_reports=statics(TYPED), listings=LISTED
        )
        built.append(derive(given, folder))
    return built


LISTED = pa.Table.from_pylist(
    [
        {"observation_id": "c" * 16 + ":1", "archived_id": "c" * 64, "row": 1, "list": "exercise", "authority": "nobody",
         "ref": "1", "schema": "Vessel", "name": "EXERCISE TERN", "aliases": [], "imo": 2000003, "measure": "none",
         "listed_from": NOON - timedelta(days=900), "handling": "TLP:CLEAR", "originator": "test", "simulated": True}
    ],
    schema=_derived.CONTRACTS["listings"].arrow,
)  # fmt: skip


def same(a: list[dict[str, Any]], b: list[dict[str, Any]]) -> bool:
    def close(x: Any, y: Any) -> bool:
        return (
            math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-6)
            if isinstance(x, float) and isinstance(y, float)
            else x == y
        )

    return len(a) == len(b) and all(
        x.keys() == y.keys() and all(close(x[k], y[k]) for k in x) for x, y in zip(a, b, strict=True)
    )


@pytest.mark.parametrize("name", _derived.find())
def test_a_derived_table_is_the_same_on_both(seas: list[dict[str, Any]], name: str) -> None:
    on_duckdb, on_spark = (rows(given, name) for given in seas)
    assert on_duckdb
    assert same(on_duckdb, on_spark)


@pytest.mark.parametrize("name", _detector.find())
def test_a_detector_gives_the_same_on_both(seas: list[dict[str, Any]], name: str) -> None:
    one = _detector.find()[name]
    on_duckdb, on_spark = (_leads.rows_of(one, given, given["engine"]) for given in seas)
    assert same(on_duckdb, on_spark)
    assert on_duckdb or name not in FINDS
