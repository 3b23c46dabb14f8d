"""Every operative measure of the facts, counted off field by field; skipped where the facts are absent.

What test_measure_facts compares paragraph by paragraph is counted here: periods of caps, days of grace, who reports by when,
directions, and the resolutions and the Panel's terms.
"""

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from leadline.law.regime import Regime
from leadline.law.timeline.timeline import chronicle

SHARED = Path(os.environ.get("LEADLINE_SHARED", Path(__file__).parents[3] / "shared"))
FACTS = SHARED / "facts" / "measures.yaml"
pytestmark = pytest.mark.skipif(not FACTS.exists(), reason=f"no facts at {FACTS}; set LEADLINE_SHARED")

REGIME = Regime.load()
DAY = re.compile(r"\d{4}-\d\d-\d\d")
NUMBERS = {"five": "5"}
FLOWS = {
    "import_to_dprk": {("any", "kp")},
    "export_from_dprk": {("kp", "any")},
    "both": {("kp", "any"), ("any", "kp")},
}


@pytest.fixture(scope="module")
def loaded() -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(FACTS.read_text(encoding="utf-8"), yaml.BaseLoader)
    return read


@pytest.fixture(scope="module")
def facts(loaded: dict[str, Any]) -> list[dict[str, Any]]:
    return list(loaded["measures"])


def test_days_of_grace_are_the_facts(facts: list[dict[str, Any]]) -> None:
    counted = 0
    for fact in facts:
        grace = [p.transition for _, p in REGIME.homes(fact["id"]) if p.transition]
        counted += bool(grace)
        days = {str(day) for t in grace for day in (t.last_day, t.notify_by) if day}
        assert set(DAY.findall(fact["transition"])) <= days, fact["id"]
        for t in grace:  # where the facts count days from adoption
            for words, day in ((r"(\d+) days(?!:)", t.last_day), (r"within (\d+) days", t.notify_by)):
                found = re.search(words, fact["transition"]) if not DAY.search(fact["transition"]) else None
                if found and day:
                    since = REGIME.paragraph(fact["id"])[1].since
                    assert (day - since).days == int(found[1]), fact["id"]
    assert counted == sum(fact["transition"] != "null" for fact in facts) == 9


def test_who_reports_and_by_when(facts: list[dict[str, Any]]) -> None:
    counted = 0
    for fact in facts:
        duties = [d for _, p in REGIME.homes(fact["id"]) for d in p.duties]
        for asked in fact["reporting"]:
            counted += 1
            mine = [d for d in duties if d.who.lower() == asked["who"].lower()]
            assert mine, (fact["id"], asked)
            numbers = set(re.findall(r"\b\d+\b", DAY.sub("", asked["deadline"])))
            worded = [set(re.findall(r"\b\d+\b", spelt(d.deadline + " " + d.what))) for d in mine]
            assert any(numbers <= w for w in worded), (fact["id"], asked)
            given = re.search(r"\((\d{4}-\d\d-\d\d)\)$", asked["deadline"])
            assert given is None or given[1] in {str(d.due) for d in mine}, (fact["id"], asked)
    assert counted == sum(len(fact["reporting"]) for fact in facts) == 25


def spelt(words: str) -> str:
    for word, number in NUMBERS.items():
        words = words.replace(word, number)
    return words


def test_periods_of_caps(facts: list[dict[str, Any]]) -> None:
    counted = 0
    for fact in facts:
        for asked in fact["caps"]:
            counted += 1
            held = [
                (c.per, c.until or p.until)
                for _, p in REGIME.homes(fact["id"])
                for c in p.caps
                if (c.since or p.since).isoformat() == asked["from_date"]
                and int(asked["value"]) in {a.amount for a in (*c.lower_of, *c.either_of)}
            ]
            assert held, (fact["id"], asked)
            assert all(per == period(asked) for per, _ in held), (fact["id"], asked)
    assert counted == 9


def period(asked: dict[str, str]) -> str:
    """Years that start in January are calendar years; a period with its own last day is one window."""
    if "calendar" in asked["period"] or "from 2018-01-01" in asked["period"]:
        return "calendar-year"
    return "twelve-months" if asked["period"].startswith("12 months") else "whole-window"


def test_directions_of_what_has_one(facts: list[dict[str, Any]]) -> None:
    counted = 0
    for fact in facts:
        flows = {(f.origin, f.to) for m, p in REGIME.homes(fact["id"]) for f in m.flow_of(p)}
        if fact["direction"] in FLOWS and flows and fact["category"] != "exemption":
            counted += 1
            assert flows == FLOWS[fact["direction"]], fact["id"]
        elif fact["direction"] in ("import_to_dprk", "export_from_dprk"):
            pytest.fail(f"{fact['id']} has no direction")
    assert counted > 50


def test_as_many_ways_out_are_asked_about_as_the_facts_know(facts: list[dict[str, Any]]) -> None:
    for fact in facts:
        asked = {x for _, p in REGIME.homes(fact["id"]) for x in (*p.exempt, *p.one_of)}
        assert len(asked) >= len(fact["exemptions"]), fact["id"]


def test_resolutions_and_terms_of_the_panel_are_the_facts(loaded: dict[str, Any]) -> None:
    known = {(r["symbol"], r["adopted"], r["chapter_vii"] == "true") for r in loaded["resolutions"]}
    assert {(r.text.split(" ")[0], str(r.adopted), r.chapter_vii) for r in chronicle().resolutions} == known
    terms = [
        (t["resolution"].split(" ")[0], t["adopted"], t["mandate_to"], t["evidence"])
        for t in loaded["panel_mandate"]
    ]
    assert [
        (m.text.split(" ")[0], str(m.adopted), str(m.last), m.known) for m in chronicle().mandates
    ] == terms
