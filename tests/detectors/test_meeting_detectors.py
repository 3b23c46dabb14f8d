"""Meetings, loitering alone, and silences that reach the DPRK: bounds that no single example shows."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.worlds import NOON, Fix, derive, meeting, positions, sea, statics, still, voyage

from leadline.detectors import _detector, _examples
from leadline.detectors.maritime import _dprk, _meetings
from leadline.exprs import EARTH_M
from leadline.store.engine import DuckDB

Found = Callable[..., list[dict[str, Any]]]
MOTHER, *FEEDERS = range(790000001, 790000006)
NAMPO = {
    "port_id": "kp-nampo",
    "port": "Nampo",
    "country": "kp",
    "kind": "port",
    "lat": 38.7167,
    "lon": 125.4,
}
HAEJU = {"port_id": "kp-haeju", "port": "Haeju", "country": "kp", "kind": "port", "lat": 38.0, "lon": 125.7}
WONSAN = {
    "port_id": "kp-wonsan",
    "port": "Wonsan",
    "country": "kp",
    "kind": "port",
    "lat": 39.1667,
    "lon": 127.45,
}


@pytest.fixture
def row_wise(duckdb: DuckDB, tmp_path: Path) -> Found:
    """What a detector finds in given rows of tables."""

    def run(name: str, **tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
        given = {t: [{k: str(v) for k, v in row.items()} for row in rows] for t, rows in tables.items()}
        scratch = tmp_path / str(len(list(tmp_path.iterdir())))
        return _examples.rows(_detector.find()[name], duckdb, given, scratch)

    return run


def at(days: float) -> datetime:
    return NOON + timedelta(days=days)


def met(a: int, b: int, days: float, hours: float = 4, **more: Any) -> dict[str, Any]:
    """A meeting so many days after noon of the first, at sea unless said otherwise."""
    return {
        "segment_a": a * 1000, "segment_b": b * 1000, "mmsi_a": a, "mmsi_b": b, "first_at": at(days), "lay_up_at": at(days), "last_at": at(days + hours / 24),
        "together_h": hours, "lat": 36, "lon": 123.5, "opened_by": f"{'a' * 16}:{a % 100}{b % 100}{int(days * 100)}", "simulated": "true",
    } | more  # fmt: skip


def silence(
    before: tuple[float, float], after: tuple[float, float], hours: float, **more: Any
) -> dict[str, Any]:
    """A silence between two places where others were heard throughout."""
    apart = 1000 * _km(before, after)
    return {
        "segment_id": 790000001000, "mmsi": 790000001, "started_at": NOON, "ended_at": NOON + timedelta(hours=hours), "silence_h": hours,
        "lat_before": before[0], "lon_before": before[1], "lat_after": after[0], "lon_after": after[1], "distance_m": apart,
        "heard_share": 0.9, "opened_by": "a" * 16 + ":1", "closed_by": "a" * 16 + ":2", "simulated": "true",
    } | more  # fmt: skip


def _km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """By the law of cosines: another formula than the code's."""
    (up_a, right_a), (up_b, right_b) = ((math.radians(x) for x in place) for place in (a, b))
    cosine = math.sin(up_a) * math.sin(up_b) + math.cos(up_a) * math.cos(up_b) * math.cos(right_a - right_b)
    return EARTH_M / 1000 * math.acos(min(1.0, cosine))


# Meetings


@pytest.mark.parametrize(("km", "found"), [(None, 1), (10.1, 1), (10.0, 0), (0.4, 0)])
def test_nearer_than_ten_kilometres_to_a_port_no_meeting_is_asked_about(
    row_wise: Found, km: float | None, found: int
) -> None:
    one = met(MOTHER, FEEDERS[0], 0) | ({} if km is None else {"port_km": km})
    assert len(row_wise("meeting_at_sea", encounters=[one])) == found


@pytest.mark.parametrize(("side", "says"), [(MOTHER, "-1.6 m"), (FEEDERS[0], "+1.6 m")])
def test_the_draught_of_either_side_makes_a_meeting_stronger(row_wise: Found, side: int, says: str) -> None:
    change = -1.6 if side == MOTHER else 1.6
    typed = [
        {"observation_id": f"{'b' * 16}:{n}", "mmsi": side, "ts": at(days), "draught_m": 6 + rise, "simulated": "true"}
        for n, (days, rise) in enumerate([(-2, 9), (-1, 0), (1, change), (2, 9)])
    ]  # fmt: skip
    (lead,) = row_wise("meeting_at_sea", encounters=[met(MOTHER, FEEDERS[0], 0)], static_reports=typed)
    assert says in _detector.find()["meeting_at_sea"].sentence(lead)
    assert {f"{'b' * 16}:1", f"{'b' * 16}:2"} <= set(lead["observations"])


@pytest.mark.parametrize(
    ("rise", "days", "changed"),
    [(0.4, 1, False), (0.5, 1, True), (1.6, 8, False)],
    ids=["less", "just", "old"],
)
def test_trim_and_draughts_of_another_voyage_make_no_meeting_stronger(
    row_wise: Found, rise: float, days: float, changed: bool
) -> None:
    typed = [
        {"mmsi": MOTHER, "ts": at(-0.5), "draught_m": 6.0, "simulated": "true"},
        {"mmsi": MOTHER, "ts": at(days), "draught_m": 6.0 + rise, "simulated": "true"},
    ]
    (lead,) = row_wise("meeting_at_sea", encounters=[met(MOTHER, FEEDERS[0], 0)], static_reports=typed)
    assert lead["changed"] is changed


@pytest.mark.parametrize(
    ("from_h", "until_h", "silent"),
    [(-40, -23, True), (-40, -25, False), (27, 50, True), (29, 50, False)],
    ids=["a day before", "longer before", "a day after", "longer after"],
)
def test_a_silence_within_a_day_belongs_to_the_meeting(
    row_wise: Found, from_h: float, until_h: float, silent: bool
) -> None:
    gap = silence((36, 123), (36, 123.4), until_h - from_h)
    gap |= {"segment_id": FEEDERS[0] * 1000, "started_at": at(from_h / 24), "ended_at": at(until_h / 24)}
    (lead,) = row_wise("meeting_at_sea", encounters=[met(MOTHER, FEEDERS[0], 0)], gaps=[gap])
    assert lead["silent"] is silent


def test_a_pair_of_an_exercise_takes_nothing_from_reality(row_wise: Found) -> None:
    real = {"mmsi": MOTHER, "ts": at(-1), "ship_type": 52, "simulated": "false"}
    assert (
        len(row_wise("meeting_at_sea", encounters=[met(MOTHER, FEEDERS[0], 0)], static_reports=[real])) == 1
    )


# The same pair again, and one with many


@pytest.mark.parametrize(
    ("days", "times"),
    [
        ([0, 10, 29.8], 3),
        ([0, 10, 30.1], None),
        ([0, 10], None),
        ([0, 60, 65, 70], 3),
        ([0, 5, 10, 15, 80], 4),
    ],
    ids=["within 30 days", "longer", "twice", "after a pause", "a late one does not count"],
)
def test_a_habit_is_three_meetings_within_thirty_days(
    row_wise: Found, days: list[float], times: int | None
) -> None:
    found = row_wise("repeated_meetings", encounters=[met(MOTHER, FEEDERS[0], d) for d in days])
    assert [lead["meetings"] for lead in found] == ([] if times is None else [times])


def test_three_partners_make_a_mother_ship_and_one_partner_three_times_does_not(row_wise: Found) -> None:
    three = [met(MOTHER, feeder, 2 * n) for n, feeder in enumerate(FEEDERS[:3])]
    (lead,) = row_wise("mother_ship", encounters=three)
    assert (lead["mmsi"], lead[_detector.find()["mother_ship"].by], lead["other_mmsi"]) == (MOTHER, 3, None)
    assert set(lead["observations"]) - {None} == {row["opened_by"] for row in three}
    same = [met(MOTHER, FEEDERS[0], 2 * n) for n in range(3)]
    assert row_wise("mother_ship", encounters=same) == []


@pytest.mark.parametrize(("last", "found"), [(9.9, 1), (10.1, 0)])
def test_feeders_come_within_ten_days(row_wise: Found, last: float, found: int) -> None:
    days = (0, 5, last)
    three = [met(MOTHER, feeder, day) for day, feeder in zip(days, FEEDERS, strict=False)]
    assert len(row_wise("mother_ship", encounters=three)) == found


# Silences that leave time for a call


@pytest.mark.parametrize(("hours", "found"), [(30, 0), (34, 0), (37, 1), (60, 1), (15 * 24 + 1, 0)], ids=str)
def test_time_must_be_left_for_a_call_and_not_for_any_voyage(
    row_wise: Found, hours: float, found: int
) -> None:
    """By Nampo it is 471 km, 23 h at eleven knots; a call takes twelve more."""
    gap = silence((37.8, 123.3), (36.4, 124.9), hours)
    assert len(row_wise("silence_reaches_dprk", gaps=[gap], ports=[NAMPO])) == found


def test_the_hours_left_over_are_those_of_the_nearest_port(row_wise: Found) -> None:
    gap = silence((37.8, 123.3), (36.4, 124.9), 60)
    (lead,) = row_wise("silence_reaches_dprk", gaps=[gap], ports=[WONSAN, NAMPO])
    way = _km((37.8, 123.3), (38.7167, 125.4)) + _km((38.7167, 125.4), (36.4, 124.9))
    assert (lead["port"], lead["via_km"]) == ("Nampo", pytest.approx(way, abs=0.01))
    assert lead["spare_h"] == pytest.approx(60 - way / 1.852 / 11, abs=0.01)


def test_an_end_beside_the_dprk_is_the_other_detectors_question(row_wise: Found) -> None:
    """That the end lies far from another port of the DPRK does not make it this one's."""
    gap = silence((38.4, 124.9), (36.4, 124.9), 60)
    assert row_wise("silence_reaches_dprk", gaps=[gap], ports=[NAMPO, WONSAN]) == []
    assert len(row_wise("silence_beside_dprk", gaps=[gap])) == 1


def test_the_way_by_sea_does_not_lead_across_the_peninsula(row_wise: Found) -> None:
    """From off Kunsan to off Pohang it is 640 km by Haeju as the crow flies, and more than twice that by sea."""
    gap = silence((36.0, 125.5), (36.5, 130.0), 96, draught_before_m=3.0, draught_after_m=5.0)
    assert row_wise("silence_reaches_dprk", gaps=[gap], ports=[HAEJU, WONSAN]) == []
    west = silence((36.0, 125.5), (36.5, 124.0), 96, draught_before_m=3.0, draught_after_m=5.0)
    (lead,) = row_wise("silence_reaches_dprk", gaps=[west], ports=[HAEJU, WONSAN])
    assert lead["port"] == "Haeju"


def test_coasting_in_the_south_stays_silent_however_long(row_wise: Found) -> None:
    """Pusan to Mokpo, Shanghai to Qingdao, Kanmon to Sakai, Pohang to Ulsan; the last way could call, and shows that time suffices."""
    coasting = [((35.0, 129.2), (34.3, 126.0)), ((31.3, 122.6), (36.0, 121.0)), ((34.0, 130.6), (35.6, 133.0)), ((36.1, 129.7), (35.3, 129.5))]  # fmt: skip
    ways = [*coasting, ((37.8, 123.3), (36.4, 124.9))]
    gaps = [
        silence(before, after, hours, segment_id=n * 1000, mmsi=790000000 + n)
        for n, (before, after) in enumerate(ways)
        for hours in (72, 240)
    ]
    gaps = [gap | {"started_at": at(n)} for n, gap in enumerate(gaps)]
    found = row_wise("silence_reaches_dprk", gaps=gaps, ports=[NAMPO, WONSAN])
    assert [lead["mmsi"] for lead in found] == [790000004, 790000004]


# Alone at sea, deeper or higher afterwards


def typed_around(*draughts: tuple[float, float], mmsi: int = MOTHER) -> list[dict[str, Any]]:
    return [
        {
            "observation_id": f"{'b' * 16}:{n}",
            "mmsi": mmsi,
            "ts": at(day),
            "draught_m": m,
            "simulated": "true",
        }
        for n, (day, m) in enumerate(draughts)
    ]


def lay(hours: float = 10, **more: Any) -> dict[str, Any]:
    return {
        "segment_id": MOTHER * 1000, "mmsi": MOTHER, "started_at": NOON, "ended_at": NOON + timedelta(hours=hours), "loiter_h": hours,
        "lat": 30.5, "lon": 124.5, "heard_share": 0.9, "opened_by": "a" * 16 + ":1", "closed_by": "a" * 16 + ":2", "simulated": "true",
    } | more  # fmt: skip


@pytest.mark.parametrize(("after", "found"), [(7.6, 1), (5.4, 1), (7.4, 0), (6.5, 0)])
def test_a_draught_that_changes_by_a_metre_either_way_is_asked_about(
    row_wise: Found, after: float, found: int
) -> None:
    said = typed_around((-1, 6.5), (1, after))
    assert len(row_wise("transfer_with_the_unheard", loitering=[lay()], static_reports=said)) == found


def test_a_meeting_before_or_after_the_stay_explains_nothing(row_wise: Found) -> None:
    said = typed_around((-1, 6.5), (1, 8.5))
    for day, found in ((-1.0, 1), (0.1, 0), (0.9, 1)):
        other = met(MOTHER, FEEDERS[0], day)
        leads = row_wise(
            "transfer_with_the_unheard", loitering=[lay()], static_reports=said, encounters=[other]
        )
        assert len(leads) == found


# The whole way


def test_a_sea_with_a_dark_partner_a_pair_and_a_port_gives_two_leads(duckdb: DuckDB, tmp_path: Path) -> None:
    """A meeting at sea and a lone stay are asked about; the same meeting at an anchorage off Nampo is not."""
    a, b, c, d, lone, passer = range(790000021, 790000027)
    fixes = meeting(a, b, NOON, 240, lat=30.0, lon=125.0)
    fixes += meeting(c, d, NOON, 240, lat=38.66, lon=125.12)
    fixes += _halt(lone, 33.2) + voyage(passer, NOON, 24, still(33.4, 124.6), every_min=20)
    said = statics(
        [{"mmsi": lone, "ts": NOON, "draught_m": 4.0}, {"mmsi": lone, "ts": at(1), "draught_m": 6.5}]
    )
    given = derive(sea(duckdb, tmp_path, positions=positions(fixes), static_reports=said), tmp_path)
    found = {
        name: [(r["mmsi"], r["other_mmsi"]) for r in duckdb.fetch(_detector.find()[name](given)).to_pylist()]
        for name in ("meeting_at_sea", "repeated_meetings", "mother_ship", "transfer_with_the_unheard")
    }
    assert found == {
        "meeting_at_sea": [(a, b)], "repeated_meetings": [], "mother_ship": [], "transfer_with_the_unheard": [(lone, None)],
    }  # fmt: skip


def _halt(mmsi: int, lat: float) -> list[Fix]:
    """North at ten knots for six hours, ten hours still, north again."""
    return voyage(
        mmsi, NOON, 24, lambda h: (lat + (min(h, 6) + max(0.0, h - 16)) * 10 / 60 - 1, 124.5), every_min=20
    )


def test_the_coast_is_nearest_where_it_is(duckdb: DuckDB) -> None:
    at_sea = duckdb.given(pa.table({"lat": [38.73, 41.77, 35.0], "lon": [125.4, 129.82, 139.8]}))
    told = at_sea.mutate(
        km=_dprk.nearest_km(at_sea.lat, at_sea.lon), place=_dprk.nearest_place(at_sea.lat, at_sea.lon)
    )
    rows = {r["lat"]: r for r in duckdb.fetch(told).to_pylist()}
    assert (rows[38.73]["place"], rows[41.77]["place"]) == ("Nampo", "Chongjin")
    assert rows[38.73]["km"] == pytest.approx(0, abs=1e-6)
    assert rows[35.0]["km"] > 900


def test_the_change_of_draught_is_of_the_side_that_changed_most(duckdb: DuckDB, tmp_path: Path) -> None:
    ships = duckdb.given(
        pa.table(
            {"key": [1, 1], "mmsi": [MOTHER, FEEDERS[0]], "simulated": [True, True], "since": pa.array([NOON] * 2, pa.timestamp("us", "UTC")),
             "until": pa.array([at(0.2)] * 2, pa.timestamp("us", "UTC"))}
        )
    )  # fmt: skip
    said = [
        (MOTHER, -1, 9.0),
        (MOTHER, 1, 7.0),
        (FEEDERS[0], -1, 3.0),
        (FEEDERS[0], 1, 3.8),
        (FEEDERS[1], 1, 99.0),
    ]
    reports = statics({"mmsi": m, "ts": at(d), "draught_m": v} for m, d, v in said)
    given = sea(duckdb, tmp_path, static_reports=reports)
    found = _meetings.draught_change(ships, ["key"], given["static_reports"], 168.0)
    (row,) = duckdb.fetch(found).to_pylist()
    assert row["change_m"] == pytest.approx(-2)
    assert (row["draught_before_id"], row["draught_after_id"]) == (f"{'b' * 16}:1", f"{'b' * 16}:2")
