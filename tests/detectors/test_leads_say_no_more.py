"""What a lead says is what its rows bear: identity of that time, handling of all it rests on, lists that stood."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.worlds import NOON, Fix, derive, meeting, moved, north, positions, sea, statics, still, voyage

from leadline.detectors import _detector, _leads
from leadline.detectors._leads import Claim
from leadline.law.regime import Regime
from leadline.store.engine import DuckDB
from leadline.tables import contract

CARRIED = ("TLP:CLEAR", "test", True)


@pytest.fixture
def found(duckdb: DuckDB, tmp_path: Path) -> Iterator[Any]:
    """Leads of one detector over made-up fixes, reports and lists, as plain rows."""

    def run(name: str, fixes: list[Fix], typed: list[dict[str, Any]], listings: list[dict[str, Any]] | None = None,
            carried: Any = lambda _: CARRIED) -> list[dict[str, Any]]:  # fmt: skip
        tables = {
            "positions": positions(fixes),
            "static_reports": statics(typed),
            "listings": listed(listings or []),
        }
        one = _detector.find()[name]
        needs = [t for t in one.inputs if t != "engine" and contract(t).kind == "derived"]
        given = derive(sea(duckdb, tmp_path / "sea", **tables), tmp_path / "sea", needs)
        rows = _leads.rows_of(one, given, duckdb)
        mmsis = {m for row in rows for m in (row["mmsi"], row["other_mmsi"]) if m}
        claims = _leads.claims(given["static_reports"], duckdb, mmsis)
        told: list[dict[str, Any]] = _leads.leads(one, rows, claims, Regime.load(), carried, {}).to_pylist()
        return told

    return run


def listed(rows: list[dict[str, Any]]) -> pa.Table:
    common = {"archived_id": "c" * 64, "list": "x", "ref": "1", "schema": "Vessel", "aliases": [], "measure": "freeze",
              "handling": "TLP:CLEAR", "originator": "x", "simulated": True}  # fmt: skip
    told = [common | {"observation_id": f"{'c' * 16}:{n}", "row": n} | row for n, row in enumerate(rows, 1)]
    return pa.Table.from_pylist(told, schema=contract("listings").arrow)


MEETING = meeting(790000001, 790000002, NOON, 240)
DARK = [
    *voyage(790000001, NOON, 5, still(38.45, 124.8)),
    *voyage(790000001, NOON + timedelta(hours=35), 5, still(36.0, 124.0)),
    *voyage(790000005, NOON, 60, still(38.45, 124.9), every_min=30),
]


def test_a_name_of_another_month_is_not_the_name_of_today() -> None:
    row = {"first_at": NOON, "last_at": NOON, "simulated": True}
    june, then = NOON + timedelta(days=120), NOON - timedelta(days=1)
    claims = [
        Claim(790000001, True, "name", name, at, at, name) for name, at in (("JUNE", june), ("MARCH", then))
    ]
    assert _leads._claimed(claims, row)["name"].value == "MARCH"


def test_the_report_that_gives_a_name_is_among_what_the_lead_rests_on(found: Any) -> None:
    (lead,) = found("meeting_at_sea", MEETING, [{"mmsi": 790000001, "ts": NOON, "name": "EXERCISE TERN"}])
    assert json.loads(lead["subjects"])[0]["name"] == "EXERCISE TERN"
    assert "b" * 16 + ":1" in lead["observations"]


def test_a_lead_takes_the_strictest_handling_of_all_that_it_rests_on(found: Any) -> None:
    red = ("TLP:RED", "B", True)
    (lead,) = found(
        "meeting_at_sea", MEETING, [{"mmsi": 790000001, "ts": NOON, "name": "EXERCISE TERN"}],
        carried=lambda o: red if o.startswith("b") else CARRIED,
    )  # fmt: skip
    assert (lead["handling"], lead["originator"]) == ("TLP:RED", "B, test")


def test_the_sentence_says_the_bound_that_held_and_the_least_distance_apart(found: Any) -> None:
    (lead,) = found("meeting_at_sea", MEETING, [])
    assert lead["says"].startswith("EXERCISE: Two vessels stayed within 500 m of each other for 4.0 h")
    assert "the least distance was 200 m" in lead["says"]


def test_a_listing_names_its_authority_and_one_that_ended_hides_none_that_stands(found: Any) -> None:
    entries = [
        {"name": "AAA FORMER", "authority": "Ruritania", "imo": 2000003, "listed_from": NOON - timedelta(days=900),
         "listed_until": NOON - timedelta(days=800)},
        {"name": "BBB STANDS", "authority": "Exercise Council", "imo": 2000015, "listed_from": NOON - timedelta(days=90)},
    ]  # fmt: skip
    typed = [{"mmsi": 790000001, "ts": NOON, "imo": imo} for imo in (2000003, 2000015)]
    (lead,) = found("meeting_at_sea", MEETING, typed, entries)
    assert lead["stronger"] == ["listed"]
    assert "BBB STANDS, which Exercise Council had listed." in lead["says"]


def test_facts_claim_no_digits_where_none_are_claimed(found: Any) -> None:
    (lead,) = found("meeting_at_sea", MEETING, [])
    assert json.loads(lead["facts"])["digits"] is None


def test_no_draught_typed_is_unknown_and_not_nil(found: Any) -> None:
    (lead,) = found("silence_beside_dprk", DARK, [])
    assert json.loads(lead["facts"])["rise_m"] is None


def test_where_two_ships_share_the_number_no_draught_is_compared(found: Any) -> None:
    typed = [
        {"mmsi": 790000001, "ts": NOON, "draught_m": 5.0},
        {"mmsi": 790000001, "ts": NOON + timedelta(hours=36), "draught_m": 8.0},
    ]
    (alone,) = found("silence_beside_dprk", DARK, typed)
    assert alone["stronger"] == ["deeper"]
    other = voyage(790000001, NOON + timedelta(minutes=3), 40, north(10, 110, 9), every_min=60)
    (shared,) = found("silence_beside_dprk", DARK + other, typed)
    assert shared["stronger"] == []


def test_a_draught_of_another_season_is_not_compared(found: Any) -> None:
    typed = [
        {"mmsi": 790000001, "ts": NOON - timedelta(days=90), "draught_m": 5.0},
        {"mmsi": 790000001, "ts": NOON + timedelta(hours=36), "draught_m": 8.0},
    ]
    (lead,) = found("silence_beside_dprk", DARK, typed)
    assert lead["stronger"] == []


def test_an_exercise_lends_reality_no_coverage(found: Any) -> None:
    real = [f for f in DARK if f.mmsi == 790000001]
    assert found("silence_beside_dprk", DARK, []) != []
    mixed = moved(real, simulated=False) + [f for f in DARK if f.mmsi != 790000001]
    assert found("silence_beside_dprk", mixed, [], carried=lambda _: ("TLP:CLEAR", "test", False)) == []
