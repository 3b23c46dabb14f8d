"""Documented cases as voyages of ships that do not exist: found, with the paragraphs that stood that day."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from leadline import pipeline
from leadline.law.regime import Regime
from leadline.store.workspace import Workspace

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "benchmarks"))  # benchmarks are scripts, not a package

import plants  # noqa: E402
import sea  # noqa: E402
import voyages  # noqa: E402

CASES = yaml.safe_load((HERE / "documented_voyages.yml").read_text(encoding="utf-8"))
WATCH_DAYS = 25


def number(case: dict[str, Any]) -> int:
    return 600_000 + CASES.index(case) * 100


def ship(case: dict[str, Any], key: str) -> int:
    told = case["ships"][key]
    return told.get("mid", 790) * 1_000_000 + number(case) + list(case["ships"]).index(key)


def planted(case: dict[str, Any]) -> plants.Planted:
    """The case's ships as plants, those that are heard all the time among them."""
    row = {"behaviour": case["case"], "shift": "none", "ships": case["ships"]}
    if "listed" in case:
        since = datetime.combine(case["listed"]["from"], datetime.min.time(), UTC)
        row["listed"] = {"as": case["listed"]["as"], "days_before": (sea.START - since).days}
    done = plants.plant(WATCH_DAYS, np.random.default_rng(1), [row], number(case))
    for place, (lat, lon) in enumerate(case.get("watch", ())):
        mmsi, claims = voyages.identity(number(case) + 50 + place, 797, ship_type=60)
        watch = voyages.Ship(mmsi, [(0.0, claims)], every_min=40.0)
        done.ships.append(voyages.sail(watch, [[lat, lon], WATCH_DAYS * 24]))
    return done


@pytest.fixture(scope="module")
def leads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, Any]]]:
    """What all detectors find when every case is ingested, a day at a time."""
    folder = tmp_path_factory.mktemp("documented")
    listed = plants.Planted([], [], [], [])
    with Workspace.create(folder / "ws") as work:
        toml = '[content]\nlists = ["../lists"]\n'
        (work.folder / "leadline.toml").write_text(toml, encoding="utf-8")
    with Workspace.open(folder / "ws") as work:
        for case in CASES:
            done = planted(case)
            listed.listed += done.listed
            rows, said = sea.heard(done.ships, [], np.random.default_rng(2))
            start = datetime.combine(case["start"], datetime.min.time(), UTC)
            files = sea.write(folder / case["case"], rows, said, start)
            assert all(told.rows_used for told in pipeline.ingest(work, "ais", files, simulated=True))
        sea.exercise_list(folder / "lists", listed)
        pipeline.detect(work)
        yield pipeline.read_leads(work)


def about(leads: list[dict[str, Any]], case: dict[str, Any]) -> list[dict[str, Any]]:
    own = {ship(case, key) for key in case["ships"]}
    return [lead for lead in leads if own & {s["mmsi"] for s in lead["subjects"]}]


def on(lead: dict[str, Any], day: date) -> bool:
    first, last = (datetime.fromisoformat(lead[name]).date() for name in ("first_at", "last_at"))
    return first <= day <= last


WANTED = [
    pytest.param(case, must, id=f"{case['case']}-{must['detector']}")
    for case in CASES
    for must in case["must"]
]


@pytest.mark.parametrize(("case", "must"), WANTED)
def test_what_was_reported_is_found_on_its_day_at_its_place_with_its_paragraphs(
    leads: list[dict[str, Any]], case: dict[str, Any], must: dict[str, Any]
) -> None:
    own = {ship(case, key) for key in must["who"]}
    of_detector = [lead for lead in about(leads, case) if lead["detector"] == must["detector"]]
    found = [
        lead for lead in of_detector
        if {s["mmsi"] for s in lead["subjects"]} == own and on(lead, must["day"])
        and voyages.km(lead["lat"], lead["lon"], *must["near"]) <= must["km"]
    ]  # fmt: skip
    assert found, [(lead["detector"], lead["first_at"], lead["says"]) for lead in about(leads, case)]
    named = {m["paragraph"] for lead in found for m in lead["measures"]}
    assert set(must["names"]) <= named


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_no_lead_names_what_was_not_yet_in_force(leads: list[dict[str, Any]], case: dict[str, Any]) -> None:
    named = {m["paragraph"] for lead in about(leads, case) for m in lead["measures"]}
    assert not named & set(case.get("not_yet", ()))


def test_every_paragraph_that_a_case_asks_for_is_coded_and_stood_or_not_as_the_case_says() -> None:
    regime = Regime.load()
    paragraphs = {p.id: p for one in regime.measures.values() for p in one.paragraphs}
    for case in CASES:
        for must in case["must"]:
            for name in must["names"]:
                assert paragraphs[name].since <= must["day"], (case["case"], name)
        for name in case.get("not_yet", ()):
            assert paragraphs[name].since > case["start"] + timedelta(days=10), (case["case"], name)


def test_no_real_ship_sails_here(leads: list[dict[str, Any]]) -> None:
    assert all(lead["simulated"] and lead["says"].startswith("EXERCISE: ") for lead in leads)
    for lead in leads:
        for subject in lead["subjects"]:
            assert 790_000_000 <= subject["mmsi"] <= 799_999_999
            assert subject["imo"] is None or 2_000_000 <= subject["imo"] <= 4_999_999
            assert (subject["name"] or "EXERCISE ").startswith("EXERCISE ")
