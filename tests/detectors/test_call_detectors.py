"""Calls, routes and listed vessels: whole seas, the law that each documented case asks for, and the data files."""

import itertools
import math
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.worlds import NOON, Fix, derive, meeting, positions, sea, statics

from leadline.detectors import _detector, _examples, _leads
from leadline.detectors.maritime import _laws, _waters
from leadline.law.regime import Regime
from leadline.settings import Settings
from leadline.store.engine import DuckDB

COASTER, TANKER, FEEDER, SHUTTLE, FISHER, PASSER, BYSTANDER = range(790000001, 790000008)
NAMPO, RAJIN, VOSTOCHNY = (38.7167, 125.4), (42.23, 130.28), (42.74, 133.08)

Found = Callable[..., list[dict[str, Any]]]
CASES = {
    "Wise Honest": ("2018-03-15", ["bulker_calls_dprk"], "s2371-op8 s2397-op6 s2397-op7 s2397-op9 s2397-op13"),
    "first four ships": ("2017-10-04", ["bulker_calls_dprk", "call_while_listed"], "s2371-op8 s2371-op6 s2375-op6"),
    "Asia Bridge 1": ("2017-10-22", ["coal_route"], "s2371-op8"),
    "barges of 2019": ("2019-06-01", ["coal_route"], "s2371-op8 s2375-op11 s2397-op9"),
    "Lighthouse Winmore": ("2017-12-22", ["oil_route"], "s2375-op11 s2375-op14 s2397-op9"),
    "Yu Phyong 5": ("2017-11-26", ["oil_route"], "s2375-op11 s2375-op14"),
    "Rye Song Gang 1": ("2018-02-13", ["oil_route", "listed_vessel_seen"], "s2375-op11 s2397-op5 s2397-op12"),
    "Diamond 8": ("2020-05-01", ["tanker_calls_dprk"], "s2397-op5 s2397-op14"),
    "laundered identities": ("2021-05-01", ["listed_vessel_seen"], "s2397-op12 s2397-op13 s2375-op6 s2397-op11"),
    "Rajin and Dunay": ("2023-10-06", ["rajin_shuttle"], "s1874-op9 s2270-op6 s1718-op8b s2270-op18 s2397-op13"),
    "fishing rights": ("2018-06-01", ["fishing_in_dprk_waters"], "s2371-op9 s2397-op6"),
    "sand": ("2019-06-01", ["sand_from_haeju"], "s2397-op6"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_paragraphs_of_a_documented_case_are_named_on_its_day(case: str) -> None:
    day, names, paragraphs = CASES[case]
    regime = Regime.load()
    named = {
        paragraph.id
        for name in names
        for measure in _detector.find()[name].measures
        for paragraph in regime.standing(measure, date.fromisoformat(day)).paragraphs
    }
    assert set(paragraphs.split()) - named == set()


def test_all_waters_say_who_reported_of_them_and_lie_apart_from_honest_ports() -> None:
    kinds = {"coal-discharge", "oil-transfer", "rajin", "rajin-shuttle", "sand"}
    every = [one for kind in kinds for one in _waters.waters(kind)]
    assert {one.kind for one in every} == kinds
    assert len({one.id for one in every}) == len(every)
    assert all(one.source and -90 <= one.lat <= 90 and 0 < one.km <= 400 for one in every)


def test_waters_of_and_the_distance_agree_where_there_is_one_and_where_there_are_several(
    duckdb: DuckDB,
) -> None:
    places = duckdb.given(pa.table({"lat": [42.23, 42.74, 0.0], "lon": [130.28, 133.08, 0.0]}))
    told = places.mutate(
        rajin=_waters.waters_of("rajin", places.lat, places.lon),
        russian=_waters.waters_of("rajin-shuttle", places.lat, places.lon),
        km=_waters.away_km("rajin", places.lat, places.lon),
    )  # fmt: skip
    rows = told.to_pyarrow().sort_by("km").to_pylist()
    assert [(r["rajin"], r["russian"]) for r in rows] == [("Rajin", None), (None, "Vostochny"), (None, None)]
    assert rows[0]["km"] == 0
    assert rows[1]["km"] == pytest.approx(236, abs=2)


def test_a_law_of_a_state_stands_from_its_day_on_and_says_where_it_was_read() -> None:
    own, later = (_laws.laws(file) for file in ("_forbidding.yml", "_after_call.yml"))
    assert all(law.source and law.words and law.since < law.until for law in (*own, *later))
    assert {law.country for law in own} == {"kr", "xi"}
    days = {
        law.country: (datetime.fromtimestamp(law.since / 1e6, UTC).date().isoformat(), law.days)
        for law in later
    }
    assert days == {
        "jp": ("2016-02-19", math.inf),
        "kr": ("2016-03-08", 180),
        "us": ("2017-09-21", 180),
        "xi": ("2020-01-01", 180),
    }


@pytest.mark.parametrize(
    ("called", "entered", "country", "found"),
    [
        ("2016-02-18", "2016-03-01", "jp", 0),  # before the law's first day
        ("2016-02-19", "2026-03-01", "jp", 1),  # however long ago
        ("2017-09-01", "2017-09-20", "us", 0),  # the law came a day later
        ("2017-09-01", "2017-09-21", "us", 1),  # also for a call before it
        ("2017-09-01", "2018-02-28", "us", 1),  # 179 days after
        ("2017-09-01", "2018-03-01", "us", 0),
    ],
)
def test_a_call_counts_as_long_as_the_law_says(
    row_wise: Found, called: str, entered: str, country: str, found: int
) -> None:
    visits = [
        call("Nampo", *NAMPO, f"{called}T00:00:00+00:00", f"{called}T12:00:00+00:00"),
        call("Elsewhere", 35.0, 139.8, f"{entered}T06:00:00+00:00", f"{entered}T20:00:00+00:00", country),
    ]
    assert len(row_wise("port_after_dprk_call", port_visits=visits)) == found


Where = tuple[float, float]
Leg = tuple[Where, float, float]
"""A place, the knots with which it is made for, and the hours of rest there."""
LISTED = {"imo": 2000004, "name": "EXERCISE TERN"}


def sail(
    mmsi: int, start: datetime, frm: Where, legs: list[Leg], *, dark: tuple[float, float] | None = None
) -> list[Fix]:
    """Fixes every quarter of an hour along straight legs; none in the hours ``dark``."""
    path, hours = [(0.0, frm)], 0.0
    for to, knots, rest in legs:
        last = path[-1][1]
        north, east = (to[0] - last[0]) * 60, (to[1] - last[1]) * 60 * math.cos(math.radians(to[0]))
        hours += math.hypot(north, east) / knots
        path += [(hours, to), (hours + rest, to)]
        hours += rest
    fixes = []
    for step in range(int(hours * 4) + 1):
        h = step / 4
        if dark and dark[0] < h < dark[1]:
            continue
        (h1, a), (h2, b) = next((x, y) for x, y in itertools.pairwise(path) if x[0] <= h <= y[0])
        share = (h - h1) / (h2 - h1) if h2 > h1 else 0.0
        fixes.append(
            Fix(mmsi, start + timedelta(hours=h), a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
        )
    return fixes


def typed(
    mmsi: int, fixes: list[Fix], until: datetime, before: dict[str, Any], after: dict[str, Any]
) -> list[dict[str, Any]]:
    """A static report with every tenth fix: one up to the time, another from it on."""
    return [{"mmsi": mmsi, "ts": f.at} | (before if f.at < until else after) for f in fixes[::10]]


def made_up_sea() -> tuple[list[Fix], list[dict[str, Any]]]:
    """A coaster with coal, a tanker that is fed at sea, a shuttle, a fisher, and a passer-by who does nothing."""
    fixes, reports = [], []

    def add(mmsi: int, own: list[Fix], turn_h: float, before: dict[str, Any], after: dict[str, Any]) -> None:
        fixes.extend(own)
        reports.extend(typed(mmsi, own, NOON + timedelta(hours=turn_h), before, after))

    off_nampo, west = (38.45, 124.6), (37.0, 123.5)
    coal = sail(
        COASTER,
        NOON,
        west,
        [(off_nampo, 10, 0), (NAMPO, 10, 30), (off_nampo, 10, 0), (west, 10, 0), ((29.95, 122.5), 10, 20)],
    )
    cargo = {"ship_type": 70, **LISTED, "destination": "CN LYG"}
    add(COASTER, coal, 24, cargo | {"draught_m": 3.0}, cargo | {"draught_m": 6.6, "destination": "CN NGB"})
    fixes += meeting(TANKER, FEEDER, NOON, 300, lat=29.5, lon=125.0, every_min=15)
    reports += [{"mmsi": TANKER, "ts": NOON, "ship_type": 82, "draught_m": 6.0}]
    oil = sail(
        TANKER,
        NOON + timedelta(hours=8.25),
        (29.9, 125.0),
        [(west, 11, 0), (off_nampo, 11, 0), (NAMPO, 11, 30), (off_nampo, 11, 0), (west, 11, 0)],
    )
    add(TANKER, oil, 96, {"ship_type": 82, "draught_m": 6.0}, {"ship_type": 82, "draught_m": 3.5})
    trips = [
        leg
        for _ in range(2)
        for leg in ((RAJIN, 11, 20), ((42.5, 131.7), 11, 0), (VOSTOCHNY, 11, 20), ((42.5, 131.7), 11, 0))
    ]
    add(
        SHUTTLE,
        sail(SHUTTLE, NOON, VOSTOCHNY, [(VOSTOCHNY, 11, 12), ((42.5, 131.7), 11, 0), *trips]),
        0,
        {},
        {"ship_type": 70},
    )
    legs = [((39.6 + 0.1 * (n % 3), 130.0 + 0.1 * (n % 2)), 3.0, 0.0) for n in range(12)]
    add(
        FISHER,
        sail(FISHER, NOON, (38.2, 131.5), [((39.6, 130.0), 10, 0), *legs, ((38.2, 131.5), 10, 0)]),
        0,
        {},
        {"ship_type": 30},
    )
    add(
        PASSER,
        sail(
            PASSER,
            NOON,
            (34.0, 123.0),
            [((38.0, 123.0), 12, 0), ((38.9, 121.9), 12, 20), ((38.0, 123.0), 12, 0)],
        ),
        0,
        {},
        {"ship_type": 70, "destination": "DALIAN", "draught_m": 5.0},
    )
    return fixes, reports


@pytest.fixture(scope="module")
def at_sea(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], list[dict[str, Any]]]]:
    """Rows that a detector finds in the made-up sea, from positions through every derived table."""
    folder = tmp_path_factory.mktemp("sea")
    engine = DuckDB(Settings(threads=1, memory_gb=1), folder / "scratch")
    fixes, reports = made_up_sea()
    listing = {"observation_id": "c:1", "list": "x", "name": "EXERCISE TERN", "authority": "Exercise Council", "imo": "2000004",
               "measure": "port-entry ban", "listed_from": "2026-01-01T00:00:00+00:00", "simulated": "true"}  # fmt: skip
    listings = _examples._table("listings", [listing], engine, folder / "lists")
    tables = derive(sea(engine, folder, positions=positions(fixes), static_reports=statics(reports)), folder)
    tables["listings"] = listings
    yield lambda name: _leads.rows_of(_detector.find()[name], tables, engine)
    engine.close()


@pytest.mark.parametrize(
    ("name", "ships"),
    [
        ("bulker_calls_dprk", {COASTER: {"loaded"}, SHUTTLE: set()}),
        ("coal_route", {COASTER: {"called", "loaded"}}),
        ("destination_against_route", {COASTER: {"called"}}),
        ("call_while_listed", {COASTER: {"dprk"}}),
        ("listed_vessel_seen", {COASTER: {"by_number"}}),
        ("tanker_calls_dprk", {TANKER: {"discharged"}}),
        ("oil_route", {TANKER: {"tanker", "called"}}),
        ("rajin_shuttle", {SHUTTLE: set()}),
        ("fishing_in_dprk_waters", {FISHER: {"types_fishing"}}),
        ("draught_against_route", {}),
        ("sand_from_haeju", {}),
        ("call_under_a_forbidding_flag", {}),
    ],
)
def test_from_positions_to_the_lead(at_sea: Any, name: str, ships: dict[int, set[str]]) -> None:
    found = at_sea(name)
    assert {row["mmsi"] for row in found} == set(ships)
    one = _detector.find()[name]
    for row in found:
        assert ships[row["mmsi"]] <= {fact for fact in one.stronger if row[fact]}
        assert one.sentence(row)


@pytest.fixture
def row_wise(duckdb: DuckDB, tmp_path: Path) -> Iterator[Found]:
    """Rows that a detector finds in given rows of its tables."""
    count = iter(range(10_000))

    def run(name: str, **given: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return _examples.rows(_detector.find()[name], duckdb, given, tmp_path / str(next(count)))

    yield run


def call(
    port: str, lat: float, lon: float, start: str, end: str, country: str = "kp", **more: str
) -> dict[str, Any]:
    """A sure call of the coaster, as text, the way examples are written."""
    return {
        "segment_id": "790000001000", "mmsi": str(COASTER), "port": port, "country": country, "arrived_at": start,
        "left_at": end, "confidence": "4", "lat": str(lat), "lon": str(lon), "opened_by": f"a:{start}",
        "closed_by": f"a:{end}", "simulated": "true",
    } | more  # fmt: skip


CALL = call("Nampo", *NAMPO, "2026-03-02T00:00:00+00:00", "2026-03-03T00:00:00+00:00")


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("DALIAN", "Dalian (cn)"),
        ("dalian ", "Dalian (cn)"),
        ("KP NAM>DALIAN", "Dalian (cn)"),
        ("DALIAN=>NAMPO", None),
        ("NAMPO", None),
        ("SPRINGFIELD", None),
        ("CNNGB", "a place in CN"),
        ("CN NGB", "a place in CN"),
        ("RU-VVO", "a place in RU"),
        ("KP NAM", None),
        ("AT SEA", None),
        ("TOKYO", None),
        ("FOR ORDERS", None),
        ("", None),
    ],
)
def test_a_destination_is_read_only_where_it_names_a_port_or_a_code(
    row_wise: Found, typed: str, named: str | None
) -> None:
    found = row_wise(
        "destination_against_route",
        port_visits=[CALL],
        static_reports=[{"mmsi": str(COASTER), "ts": "2026-03-01T00:00:00+00:00", "destination": typed,
                         "observation_id": "b:1", "simulated": "true"}],
        ports=[{"port_id": "1", "port": "Dalian", "country": "cn"}, {"port_id": "2", "port": "Nampo", "country": "kp"},
               {"port_id": "3", "port": "Springfield", "country": "xa"},
               {"port_id": "4", "port": "Springfield", "country": "kp"}],
    )  # fmt: skip
    assert [row["named"] for row in found] == ([] if named is None else [named.replace("(cn)", "(CN)")])


def test_a_stay_in_the_territorial_sea_with_a_call_in_it_is_told_once(row_wise: Found) -> None:
    stay = {"segment_id": "790000001000", "mmsi": str(COASTER), "kind": "territorial-sea", "title": "the sea", "slow_h": "20",
            "entered_at": "2026-03-01T12:00:00+00:00", "left_at": "2026-03-03T12:00:00+00:00", "opened_by": "z:1",
            "simulated": "true"}  # fmt: skip
    typed = [{"mmsi": str(COASTER), "ts": "2026-03-01T00:00:00+00:00", "destination": "CN NGB", "observation_id": "b:1",
              "simulated": "true"}]  # fmt: skip
    both = row_wise(
        "destination_against_route", port_visits=[CALL], zone_entries=[stay], static_reports=typed
    )
    assert [row["called"] for row in both] == [True]
    alone = row_wise("destination_against_route", zone_entries=[stay], static_reports=typed)
    assert [row["called"] for row in alone] == [False]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ends=st.lists(st.booleans(), min_size=2, max_size=9))
def test_trips_are_changes_of_the_end(row_wise: Found, ends: list[bool]) -> None:
    visits = []
    for day, at_rajin in enumerate(ends):
        start = NOON + timedelta(days=day)
        place = ("Rajin", *RAJIN) if at_rajin else ("Vostochny", *VOSTOCHNY)
        visits.append(call(*place, start.isoformat(), (start + timedelta(hours=12)).isoformat()))
    trips = sum(a != b for a, b in itertools.pairwise(ends))
    found = row_wise("rajin_shuttle", port_visits=visits)
    assert [row["trips"] for row in found] == ([trips] if trips >= 3 else [])


def test_shuttles_a_year_apart_are_two_leads(row_wise: Found) -> None:
    visits = []
    for first in (NOON, NOON + timedelta(days=365)):
        for n in range(4):
            start = first + timedelta(days=2 * n)
            place = ("Rajin", *RAJIN) if n % 2 else ("Vostochny", *VOSTOCHNY)
            visits.append(call(*place, start.isoformat(), (start + timedelta(hours=12)).isoformat()))
    found = row_wise("rajin_shuttle", port_visits=visits)
    assert [row["trips"] for row in found] == [3, 3]
    assert len({row["opened_by"] for row in found}) == 2


def draught(metres: float, hours: float) -> dict[str, Any]:
    """A report of the coaster so many hours after it left Nampo."""
    at = datetime(2026, 3, 3, tzinfo=UTC) + timedelta(hours=hours)
    return {"mmsi": str(COASTER), "ts": at.isoformat(), "draught_m": str(metres), "observation_id": f"b:{hours}",
            "simulated": "true"}  # fmt: skip


TYPE = {"mmsi": str(COASTER), "field": "ship_type", "value": "70", "first_at": CALL["arrived_at"],
        "last_at": CALL["left_at"], "country": "xa", "simulated": "true"}  # fmt: skip


@pytest.mark.parametrize(
    ("after", "rise"),
    [
        ([(3.0, 1), (6.0, 10), (9.0, 30)], 3.0),  # the crew typed it once under way; later is another cargo
        ([(6.5, 100), (9.0, 120)], 3.5),  # silent for days: the first that follows
        ([(6.5, 400)], None),  # too late to say
        ([], None),
    ],
)
def test_the_draught_after_a_call_is_the_one_that_crews_settle_on(
    row_wise: Found, after: list[tuple[float, float]], rise: float | None
) -> None:
    reports = [draught(3.0, -30), *(draught(metres, hours) for metres, hours in after)]
    (row,) = row_wise("bulker_calls_dprk", port_visits=[CALL], identities=[TYPE], static_reports=reports)
    assert row["loaded"] == (rise is not None)
    assert row["draught_after_m"] == (None if rise is None else 3.0 + rise)


@pytest.mark.parametrize(("mmsi", "found"), [(790000001, 1), (799000001, 0), (99900001, 0)])
def test_in_haeju_bay_only_ships_without_the_dprks_digits_count(
    row_wise: Found, mmsi: int, found: int
) -> None:
    hours = [
        {"segment_id": str(mmsi * 1000), "mmsi": str(mmsi), "hour": str(n), "path_h": "1", "path_m": "900", "lat": "37.93",
         "lon": "125.7", "first_at": (NOON + timedelta(hours=n)).isoformat(), "first_id": f"f:{n}", "last_id": f"l:{n}",
         "last_at": (NOON + timedelta(hours=n + 0.9)).isoformat(), "simulated": "true"}
        for n in range(14)
    ]  # fmt: skip
    assert len(row_wise("sand_from_haeju", hours=hours)) == found


def test_an_exercise_meets_no_real_listing(row_wise: Found) -> None:
    claim = TYPE | {"field": "imo", "value": "2000004"}
    entry = {"imo": "2000004", "name": "EXERCISE TERN", "authority": "x", "measure": "port-entry ban",
             "listed_from": "2026-01-01T00:00:00+00:00", "observation_id": "c:1"}  # fmt: skip
    both = [row_wise("call_while_listed", port_visits=[CALL], identities=[claim], listings=[entry | {"simulated": word}])
            for word in ("true", "false")]  # fmt: skip
    assert [len(rows) for rows in both] == [1, 0]
