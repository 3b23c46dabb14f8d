"""What each MMSI claimed to be over time: runs of one value of one field, and the States behind digits and letters."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.worlds import NOON, derive, rows, sea, statics

from leadline.settings import Settings
from leadline.store.engine import DuckDB, Spark

SHIP, OTHER = 790000001, 791000002


def claims(engine: Any, folder: Path, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return rows(
        derive(sea(engine, folder, static_reports=statics(said)), folder, ["identities"]), "identities"
    )


def said(hours: float, mmsi: int = SHIP, **what: Any) -> dict[str, Any]:
    return {"mmsi": mmsi, "ts": NOON + timedelta(hours=hours), **what}


def brief(found: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(r["field"], r["value"], r["reports"]) for r in found]


def test_one_value_is_one_run_however_long(duckdb: DuckDB, tmp_path: Path) -> None:
    (run,) = claims(duckdb, tmp_path, [said(h, imo=2000004) for h in (0, 1, 500)])
    assert (run["field"], run["value"], run["reports"]) == ("imo", "2000004", 3)
    assert (run["first_at"], run["last_at"]) == (NOON, NOON + timedelta(hours=500))
    assert (run["opened_by"], run["closed_by"]) == ("b" * 16 + ":1", "b" * 16 + ":3")


def test_a_value_that_comes_back_is_three_runs_with_the_other_between(duckdb: DuckDB, tmp_path: Path) -> None:
    told = [said(0, name="A"), said(1, name="A"), said(2, name="B"), said(3, name="A")]
    found = claims(duckdb, tmp_path, told)
    assert brief(found) == [("name", "A", 2), ("name", "B", 1), ("name", "A", 1)]
    assert [r["opened_by"][-1] + r["closed_by"][-1] for r in found] == ["12", "33", "44"]


def test_a_report_that_leaves_a_field_open_ends_no_run(duckdb: DuckDB, tmp_path: Path) -> None:
    told = [said(0, name="A"), said(1, call_sign="Q0AB"), said(2, name="A")]
    assert brief(claims(duckdb, tmp_path, told)) == [("call_sign", "Q0AB", 1), ("name", "A", 2)]


def test_measures_are_written_without_a_point_where_they_are_whole(duckdb: DuckDB, tmp_path: Path) -> None:
    found = claims(duckdb, tmp_path, [said(0, length_m=96.0, beam_m=15.5, ship_type=80)])
    assert {r["field"]: r["value"] for r in found} == {"length_m": "96", "beam_m": "15.5", "ship_type": "80"}


def test_exercise_and_reality_keep_runs_of_their_own(duckdb: DuckDB, tmp_path: Path) -> None:
    told = [said(0, name="A"), said(1, name="B", simulated=False), said(2, name="A")]
    found = claims(duckdb, tmp_path, told)
    assert sorted((r["value"], r["simulated"], r["reports"]) for r in found) == [
        ("A", True, 2),
        ("B", False, 1),
    ]


@pytest.mark.parametrize(
    ("mmsi", "sign", "country", "series"),
    [
        (790000001, "Q9AB", "xa", "xj"),
        (799000001, "q9 ab", "xj", "xj"),
        (445000001, "HMAB", "kp", "kp"),
        (445000001, "P7AB", "kp", "kp"),
        (273000001, "UAAB", "ru", "ru"),
        (477000001, "VRAB", "hk", "hk"),
        (990000001, "XX", None, "mo"),
        (500000001, "3DAB", None, None),
    ],
)
def test_digits_and_letters_name_their_states(
    duckdb: DuckDB, tmp_path: Path, mmsi: int, sign: str, country: str | None, series: str | None
) -> None:
    """Fictional call signs, under digits that end in …00001; 3D belongs to two States by its third letter."""
    (run,) = claims(duckdb, tmp_path, [said(0, mmsi, call_sign=sign)])
    assert (run["country"], run["series"]) == (country, series)


def test_runs_take_the_strictest_handling(duckdb: DuckDB, tmp_path: Path) -> None:
    told = [said(0, imo=1, handling="TLP:AMBER", originator="Y"), said(1, imo=1, originator="X")]
    (run,) = claims(duckdb, tmp_path, told)
    assert (run["handling"], run["originator"]) == ("TLP:AMBER", "X, Y")


REPORTS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from([SHIP, OTHER]), st.sampled_from([None, "A", "B", "C"])),
    max_size=40,
)


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(told=REPORTS)
def test_runs_are_what_reading_the_reports_in_turn_gives(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[int, int, str | None]]
) -> None:
    folder = tmp_path_factory.mktemp("runs")
    engine = DuckDB(Settings(threads=1, memory_gb=1), folder / "scratch")
    found = claims(engine, folder, [said(h, m, name=n) for h, m, n in told]) if told else []
    engine.close()
    wanted: list[list[Any]] = []
    for hours, mmsi, name in sorted(r for r in told if r[2]):
        last = next((w for w in reversed(wanted) if w[0] == mmsi), None)
        if last and last[1] == name:
            last[3] += 1
        else:
            wanted.append([mmsi, name, NOON + timedelta(hours=hours), 1])
    assert sorted([r["mmsi"], r["value"], r["first_at"], r["reports"]] for r in found) == sorted(wanted)


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
def test_both_engines_give_the_same_runs(both_engines: tuple[DuckDB, Spark], tmp_path: Path) -> None:
    told = [said(h, imo=2000004, name="AB"[h % 2], length_m=96.5, call_sign="Q0AB") for h in range(6)]
    told += [said(h, OTHER, name="C", beam_m=15.0) for h in range(3)]
    here, there = (claims(engine, tmp_path / engine.name, told) for engine in both_engines)
    assert here == there
    assert len(here) == 11
