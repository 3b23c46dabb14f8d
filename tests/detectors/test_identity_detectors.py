"""What ships claim to be and where they say they are: from fixes and reports to leads, and what changes none of them."""

import importlib
import math
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.worlds import NOON, Fix, derive, moved, north, positions, sea, statics, still, voyage

from leadline.detectors.maritime._claims import claimed, imo_holds, imo_like
from leadline.entities.identifiers import read
from leadline.store.engine import DuckDB
from leadline.tables import contract

A, B, NORTH = 790000001, 791000002, 799000003
GOOD, ANOTHER, BAD = 2000004, 2000016, 2000001
Leads = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def leads(duckdb: DuckDB, tmp_path: Path) -> Leads:
    """Rows of one detector over a made-up sea, in a stable order."""
    count = iter(range(1000))

    def found(name: str, fixes: Iterable[Fix], said: Iterable[Mapping[str, Any]] = (), listed: pa.Table | None = None,
              **changed: Any) -> list[dict[str, Any]]:  # fmt: skip
        folder = tmp_path / str(next(count))
        tables = {"positions": positions(fixes), "static_reports": statics(said)}
        tables |= {"listings": listed} if listed else {}
        detector = getattr(importlib.import_module(f"leadline.detectors.maritime.{name}"), name)
        derived = [n for n in detector.inputs if n != "engine" and contract(n).kind == "derived"]
        seas = derive(sea(duckdb, folder, **tables), folder, derived)
        rows = duckdb.fetch(detector(seas, **changed))
        detector.check(rows)
        return sorted(rows.to_pylist(), key=lambda r: (r["mmsi"], r["first_at"]))

    return found


def says(mmsi: int, since: float, until: float, *, every_h: float = 6, **what: Any) -> list[dict[str, Any]]:
    """Static reports every few hours."""
    steps = int((until - since) / every_h) + 1
    return [{"mmsi": mmsi, "ts": NOON + timedelta(hours=since + i * every_h), **what} for i in range(steps)]


def ring(lat: float, lon: float, metres: float, knots: float) -> Callable[[float], tuple[float, float]]:
    """Go round."""
    turn = knots * 1852 / metres

    def where(h: float) -> tuple[float, float]:
        north_m, east_m = metres * math.sin(turn * h), metres * math.cos(turn * h)
        return lat + north_m / 111_195, lon + east_m / 111_195 / math.cos(math.radians(lat))

    return where


def list_of(*entries: Mapping[str, Any]) -> pa.Table:
    """An exercise's list."""
    common = {
        "archived_id": "c" * 64, "row": 1, "list": "exercise", "authority": "Exercise Authority", "ref": "X1", "schema": "Vessel",
        "aliases": [], "measure": "freeze", "handling": "TLP:CLEAR", "originator": "test", "simulated": True,
        "observation_id": "c" * 16 + ":1",
    }  # fmt: skip
    return pa.Table.from_pylist([common | dict(e) for e in entries], schema=contract("listings").arrow)


def test_the_check_is_the_one_that_identifiers_read(duckdb: DuckDB) -> None:
    numbers = [*range(0, 100_000_000, 9973), *range(2_000_000, 2_000_100), 1_234_567, 7_777_777]
    given = duckdb.given(pa.table({"number": pa.array(numbers, pa.int64())}))
    told = duckdb.fetch(given.select("number", holds=imo_holds(given.number), like=imo_like(given.number)))
    for row in told.to_pylist():
        assert row["holds"] == (row["like"] and read("imo", str(row["number"])).valid)
        assert row["like"] or row["number"] in (1_234_567, 7_777_777) or len(str(row["number"])) != 7


def around(
    duckdb: DuckDB, folder: Path, said: list[dict[str, Any]], since: float, until: float, within_h: float
) -> Any:
    """The name claimed nearest to a span of hours, of the ships A and B together."""
    seas = derive(sea(duckdb, folder, static_reports=statics(said)), folder, ["identities"])
    span = {
        "key": 1,
        "simulated": True,
        "since": NOON + timedelta(hours=since),
        "until": NOON + timedelta(hours=until),
    }
    asked = duckdb.given(pa.Table.from_pylist([span | {"mmsi": m} for m in (A, B)]))
    found = duckdb.fetch(claimed(asked, ["key"], seas["identities"], "name", within_h=within_h)).to_pylist()
    return [(row["value"], row["claim_id"]) for row in found]


def test_the_claim_nearest_in_time_counts_and_of_two_the_later(duckdb: DuckDB, tmp_path: Path) -> None:
    said = says(A, 0, 10, every_h=5, name="OLD") + says(A, 20, 30, every_h=5, name="NEW")
    assert around(duckdb, tmp_path / "1", said, 11, 12, 48) == [("OLD", "b" * 16 + ":1")]
    assert around(duckdb, tmp_path / "2", said, 18, 19, 48) == [("NEW", "b" * 16 + ":4")]
    assert around(duckdb, tmp_path / "3", said, 5, 25, 48) == [("NEW", "b" * 16 + ":4")]
    assert around(duckdb, tmp_path / "4", said, 40, 41, 9) == []


def test_of_a_pair_either_ships_claim_counts_but_never_reality_in_an_exercise(
    duckdb: DuckDB, tmp_path: Path
) -> None:
    said = (
        says(A, 0, 0, name="FAR") + says(B, 9, 9, name="NEAR") + says(A, 10, 10, name="REAL", simulated=False)
    )
    assert around(duckdb, tmp_path, said, 10, 10, 48) == [("NEAR", "b" * 16 + ":2")]


def test_a_number_that_fails_is_found_and_one_that_holds_is_not(leads: Leads) -> None:
    fixes = voyage(A, NOON, 30, north(30, 124, 9), every_min=60) + voyage(
        B, NOON, 30, still(34, 124), every_min=60
    )
    (lead,) = leads("imo_fails_check", fixes, says(A, 0, 30, imo=BAD) + says(B, 0, 30, imo=GOOD))
    assert (lead["mmsi"], lead["imo"], lead["check"], lead["reports"]) == (A, BAD, 4, 6)
    assert lead["lat"] == pytest.approx(30.0, abs=0.2)


def test_a_claim_without_a_place_makes_no_lead(leads: Leads) -> None:
    assert leads("imo_fails_check", voyage(B, NOON, 1, still(34, 124)), says(A, 0, 30, imo=BAD)) == []


@pytest.mark.parametrize(("lat", "expected"), [(36.0, [672]), (30.5, [])])
def test_one_number_in_two_places_at_once(leads: Leads, lat: float, expected: list[int]) -> None:
    fixes = voyage(A, NOON, 30, still(30, 124), every_min=30) + voyage(
        B, NOON, 30, still(lat, 124.85), every_min=30
    )
    found = leads("one_imo_two_places", fixes, says(A, 0, 30, imo=GOOD) + says(B, 0, 30, imo=GOOD))
    assert [(r["mmsi"], r["other_mmsi"], r["imo"]) for r in found] == [(A, B, GOOD)] * len(expected)
    assert [r["apart_km"] for r in found] == pytest.approx(expected, rel=0.05)


def test_many_ships_with_one_number_are_nobodys(leads: Leads) -> None:
    fleet = [790000010 + i for i in range(6)]
    fixes = [
        f for i, m in enumerate(fleet) for f in voyage(m, NOON, 30, still(10 + 5 * i, 124), every_min=60)
    ]
    said = [s for m in fleet for s in says(m, 0, 30, imo=GOOD)]
    assert leads("one_imo_two_places", fixes, said) == []
    assert len(leads("one_imo_two_places", fixes, said, max_claims=6)) == 15


def test_a_number_that_moves_to_a_longer_hull_is_found_whichever_comes_first(leads: Leads) -> None:
    fixes = voyage(A, NOON, 200, still(30, 124), every_min=240) + voyage(
        B, NOON, 200, still(31, 124), every_min=240
    )
    said = says(B, 0, 30, imo=GOOD, length_m=60.0) + says(A, 100, 130, imo=GOOD, length_m=96.0)
    (lead,) = leads("imo_of_another_hull", fixes, said)
    assert (lead["mmsi"], lead["other_mmsi"], lead["difference_m"]) == (A, B, 36)


def test_letters_against_digits_need_a_fortnight(leads: Leads) -> None:
    fixes = voyage(A, NOON, 1, still(30, 124))
    assert leads("digits_against_call_sign", fixes, says(A, 0, 330, call_sign="Q9AB")) == []
    (lead,) = leads("digits_against_call_sign", fixes, says(A, 0, 342, call_sign="Q9AB"))
    assert (lead["flag"], lead["letters"]) == ("XA", "XJ")
    assert leads("digits_against_call_sign", fixes, says(A, 0, 342, call_sign="Q0AB")) == []


def test_three_states_in_a_year_are_counted_from_the_first(leads: Leads) -> None:
    ships = {790000001: 0, 791000001: 1000, 792000001: 3000, 793000001: 14_000}
    fixes = [
        f
        for m, h in ships.items()
        for f in voyage(m, NOON + timedelta(hours=h), 50, still(30, 124), every_min=600)
    ]
    said = [s for m, h in ships.items() for s in says(m, h, h + 48, imo=GOOD)]
    (lead,) = leads("flag_hopping", fixes, said)
    assert (lead["countries"], lead["first_country"], lead["last_country"]) == (3, "XA", "XC")
    assert lead["span_days"] == pytest.approx(125)
    assert len([o for o in lead["observations"] if o]) == 4


@pytest.mark.parametrize(
    ("name", "from_h", "found"),
    [
        ("EXERCISE PLOVER", 30, 1),
        ("EXERCISE  TERN", 30, 0),
        ("EXERCISE GULL", 30, 0),
        ("EXERCISE PLOVER", -60, 0),
    ],
)
def test_a_new_name_on_a_listed_number(leads: Leads, name: str, from_h: float, found: int) -> None:
    listed = list_of(
        {"name": "EXERCISE TERN", "aliases": ["Exercise-Gull"], "imo": GOOD, "listed_from": NOON}
    )
    fixes = voyage(A, NOON, 100, still(30, 124), every_min=60)
    said = says(A, -60, 100, imo=GOOD) + says(A, from_h, 100, name=name)
    assert len(leads("renamed_after_listing", fixes, said, listed)) == found


def test_dprk_digits_that_stop_under_way_while_others_are_heard(leads: Leads) -> None:
    others = voyage(A, NOON, 40, still(30.2, 124.2), every_min=20)
    gone = voyage(NORTH, NOON, 3, north(30, 124.3, 9), every_min=20)
    (lead,) = leads("dprk_digits_go_silent", others + gone)
    assert (lead["mmsi"], lead["heard_h"], lead["for_good"]) == (NORTH, 12, True)
    assert lead["last_kn"] == pytest.approx(9, rel=0.05)
    assert (
        leads("dprk_digits_go_silent", others + voyage(NORTH, NOON, 3, still(30.2, 124.3), every_min=20))
        == []
    )
    assert leads("dprk_digits_go_silent", gone + voyage(A, NOON, 40, still(10, 124), every_min=20)) == []
    assert leads("dprk_digits_go_silent", others + moved(gone, mmsi=B)) == []


def test_a_track_over_the_mountains_is_on_land_and_one_along_the_coast_is_not(leads: Leads) -> None:
    (lead,) = leads("position_on_land", voyage(A, NOON, 4, north(40.2, 127.0, 5)))
    assert (lead["mmsi"], lead["fixes"]) == (A, 25)
    assert leads("position_on_land", voyage(A, NOON, 4, north(38.3, 130.0, 5))) == []
    assert leads("position_on_land", voyage(990000001, NOON, 4, north(40.2, 127.0, 5))) == []


def leaping(mmsi: int, hours: Iterable[float], fixes: int = 1) -> list[Fix]:
    own = voyage(mmsi, NOON, 48, north(30, 124, 6), every_min=10)
    return own + [
        Fix(mmsi, NOON + timedelta(hours=h, minutes=1 + i), 45.0 + h, 150.0)
        for h in hours
        for i in range(fixes)
    ]


def test_leaps_are_told_from_a_shared_number_and_from_a_garbled_report(leads: Leads) -> None:
    (lead,) = leads("position_jumps", leaping(A, (5, 15, 25, 35)))
    assert (lead["leaps"], lead["mmsi"]) == (4, A)
    assert lead["away_km"] > 2000
    assert leads("position_jumps", leaping(A, (5, 15))) == []
    shared = voyage(A, NOON, 48, north(30, 124, 6)) + voyage(A, NOON, 48, still(45, 150), every_min=20)
    assert leads("position_jumps", shared) == []


def test_where_many_ships_leap_the_signal_was_disturbed(leads: Leads) -> None:
    fleet = [f for i in range(4) for f in leaping(790000010 + i, (5, 15, 25, 35))]
    assert leads("position_jumps", fleet) == []
    assert len(leads("position_jumps", fleet, max_disturbed=4)) == 4


@pytest.mark.parametrize(("knots", "found"), [(9.0, 1), (0.1, 0)])
def test_speed_without_way(leads: Leads, knots: float, found: int) -> None:
    assert len(leads("frozen_position", voyage(A, NOON, 6, still(30, 124), sog=knots))) == found
    assert leads("frozen_position", voyage(A, NOON, 6, north(30, 124, 9), sog=knots)) == []


def test_a_tanker_that_goes_round_for_hours(leads: Leads) -> None:
    fixes = voyage(A, NOON, 6, ring(30.0, 124.5, 300, 15), every_min=1)
    (lead,) = leads("circling", fixes, says(A, 0, 6, ship_type=80))
    assert lead["wide_m"] == pytest.approx(600, rel=0.1)
    assert lead["high_m"] == pytest.approx(600, rel=0.1)
    assert leads("circling", fixes, says(A, 0, 6, ship_type=52)) == []
    anchored = voyage(A, NOON, 6, ring(30.0, 124.5, 300, 1), every_min=1)
    assert leads("circling", anchored, says(A, 0, 6, ship_type=80)) == []


def test_a_copied_track_is_found_late_or_at_once_and_a_sister_in_the_lane_is_not(leads: Leads) -> None:
    own = voyage(A, NOON, 24, north(30, 124, 9), every_min=4)
    for late in (0, 30):
        (lead,) = leads(
            "copied_track", own + [Fix(B, f.at + timedelta(hours=late), f.lat, f.lon) for f in own]
        )
        assert (lead["mmsi"], lead["other_mmsi"]) == (A, B)
        assert lead["lag_h"] == pytest.approx(late)
        assert lead["share"] > 0.9
    sister = voyage(B, NOON, 24, north(30.0003, 124, 10), every_min=4)
    assert leads("copied_track", own + sister) == []


def test_a_place_that_a_whole_fleet_reports_makes_no_pairs(leads: Leads) -> None:
    own = voyage(A, NOON, 24, north(30, 124, 9), every_min=4)
    fleet = [f for i in range(6) for f in moved(own, mmsi=790000010 + i)]
    assert leads("copied_track", own + fleet) == []


def test_two_ships_that_exchange_numbers(leads: Leads) -> None:
    here, there = north(30, 124, 8), north(20, 118, 8)
    later, shift = NOON + timedelta(hours=10), 10 * 8 / 60
    on_here, on_there = north(30 + shift, 124, 8), north(20 + shift, 118, 8)
    first = voyage(A, NOON, 9.9, here) + voyage(B, NOON, 9.9, there)
    swapped = first + voyage(A, later, 10, on_there) + voyage(B, later, 10, on_here)
    (lead,) = leads("identity_swap", swapped)
    assert (lead["mmsi"], lead["other_mmsi"]) == (A, B)
    assert lead["apart_km"] == pytest.approx(1260, rel=0.05)
    one_way = first + voyage(A, later, 10, on_there) + voyage(B, later, 10, on_there)
    assert leads("identity_swap", one_way) == []
    assert (
        leads("identity_swap", first + voyage(A, later, 10, on_here) + voyage(B, later, 10, on_there)) == []
    )


@pytest.mark.parametrize(("number", "found"), [(ANOTHER, 1), (GOOD, 0)])
def test_a_hull_that_goes_on_under_another_number(leads: Leads, number: int, found: int) -> None:
    others = voyage(790000099, NOON, 100, still(30.4, 124.3), every_min=30)
    others += voyage(790000098, NOON, 100, still(30.9, 124.3), every_min=30)
    gone = voyage(A, NOON, 30, still(30.45, 124.1), every_min=30)
    new = voyage(B, NOON + timedelta(hours=36), 40, still(30.55, 124.1), every_min=30)
    hull = {"length_m": 96.0, "beam_m": 15.0, "ship_type": 70}
    said = says(A, 0, 30, imo=GOOD, **hull) + says(B, 36, 76, imo=number, **hull)
    assert len(leads("hull_under_new_identity", others + gone + new, said)) == found


def test_order_repeats_and_strangers_change_no_lead(leads: Leads) -> None:
    fixes = leaping(A, (5, 15, 25, 35))
    stranger = voyage(790000099, NOON, 48, north(-30, 20, 12))
    once = leads("position_jumps", fixes)
    assert leads("position_jumps", fixes[::-1] + fixes[:20] + stranger) == once
    said = says(A, 0, 48, imo=BAD)
    once = leads("imo_fails_check", fixes, said)
    assert leads("imo_fails_check", fixes[::-1] + stranger, said + says(790000099, 0, 48, imo=GOOD)) == once
    assert once
