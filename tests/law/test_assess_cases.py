"""The documented cases of the facts, and further ones of ours: what is named must be what was in force and bears."""

import datetime as dt
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.law.scores import Score, named, read

from leadline.law.acts.read import acts
from leadline.law.assess import assess_all
from leadline.law.regime import Regime

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("LEADLINE_SHARED", HERE.parents[2] / "shared"))
CASES = SHARED / "facts" / "cases.yaml"
facts_needed = pytest.mark.skipif(not CASES.exists(), reason=f"no cases at {CASES}; set LEADLINE_SHARED")
REGIME = Regime.load()
OURS = read(*sorted((HERE / "cases").glob("*.yml")))
FURTHER = read(HERE / "further" / "acts.yml")
SECOND = read(HERE / "further" / "acts-2.yml")
TOLD = read(HERE / "further" / "words.yml")
TOLD_SECOND = read(HERE / "further" / "words-2.yml")
EACH = read(HERE / "further" / "each.yml")


@pytest.fixture(scope="module")
def cases() -> dict[str, dict[str, Any]]:
    loaded = yaml.load(CASES.read_text(encoding="utf-8"), yaml.BaseLoader)
    return {case["id"]: case for case in loaded["cases"]}


def scored(given: dict[str, Any], listed: dict[str, list[str]]) -> Score:
    score = Score()
    for id_, acts_ in given.items():
        score.add(id_, listed[id_], named(REGIME, acts_))
    return score


def holds_the_aims(score: Score) -> None:
    assert score.misses == {}
    assert score.precision("breach") >= 0.9
    assert score.surplus_possible <= 1
    assert score.share("breach") >= 0.35, "hedging everything as possible is a failure"


@facts_needed
def test_the_documented_cases_as_acts_hold_the_aims(cases: dict[str, dict[str, Any]]) -> None:
    assert set(OURS) == set(cases)
    holds_the_aims(scored(OURS, {id_: case["measures"] for id_, case in cases.items()}))


@facts_needed
def test_a_case_told_in_words_only_names_no_breach(cases: dict[str, dict[str, Any]]) -> None:
    score = scored(dict(cases), {i: c["measures"] for i, c in cases.items()})
    assert score.share("breach") == 0
    assert score.counts["surplus breach"] == 0
    assert score.recall >= 0.95
    assert score.surplus_possible <= 1


@pytest.mark.parametrize("given", [FURTHER, SECOND], ids=["first", "second"])
def test_further_cases_of_ours_hold_the_aims(given: dict[str, Any]) -> None:
    listed = {id_: case["measures"] for id_, case in given.items()}
    score = scored({id_: case["acts"] for id_, case in given.items()}, listed)
    assert score.misses == {}
    assert score.precision("breach") >= 0.85
    assert score.surplus_possible <= 1
    assert score.share("breach") >= 0.5


@pytest.mark.parametrize("given", [TOLD, TOLD_SECOND], ids=["first", "second"])
def test_further_cases_told_in_words_only_are_found_as_possible(given: dict[str, Any]) -> None:
    listed = {id_: case["measures"] for id_, case in given.items()}
    score = scored({id_: case["acts"] for id_, case in given.items()}, listed)
    assert (score.misses, score.counts["surplus breach"], score.share("breach")) == ({}, 0, 0)
    assert score.surplus_possible <= 1


@pytest.mark.parametrize("id_", EACH)
def test_a_paragraph_that_is_seldom_cited_is_found_by_a_natural_act(id_: str) -> None:
    assert set(EACH[id_]["measures"]) <= set(named(REGIME, EACH[id_]["acts"]))


LATER = [
    case for set_ in (FURTHER, SECOND, TOLD, TOLD_SECOND, EACH) for case in set_.values() if case["not_yet"]
]


@pytest.mark.parametrize("case", LATER, ids=lambda case: " ".join(case["not_yet"]))
def test_what_came_later_is_not_named(case: dict[str, Any]) -> None:
    assert not set(case["not_yet"]) & set(named(REGIME, case["acts"]))


@pytest.mark.parametrize("id_", [*OURS, *FURTHER])
def test_nothing_is_named_that_did_not_stand_in_the_days_of_the_act(id_: str) -> None:
    given = OURS.get(id_) or FURTHER[id_]["acts"]
    for one in assess_all(REGIME, acts(REGIME, given)):
        first, last = one.act.span.first or dt.date.max, one.act.span.last or dt.date.min
        for bearing in one.bearings:
            stood = bearing.paragraph.since <= last and (
                bearing.paragraph.until is None or first < bearing.paragraph.until
            )
            assert stood == (bearing.state != "not in force")


@facts_needed
def test_false_friends_are_told_of_and_not_named(cases: dict[str, dict[str, Any]]) -> None:
    """`s2321-op29 for statues before 30 Nov 2016`: an act of before is under none of it, and is told so."""
    friends = {id_: case["measures_not_yet_in_force"] for id_, case in cases.items()}
    assert {id_ for id_, told in friends.items() if told} == {
        "case-berlin-hostel",
        "case-namibia-mansudae",
        "case-bangladesh-bank",
    }
    for id_, paragraph in (("case-berlin-hostel", "s2321-op18"), ("case-namibia-mansudae", "s2321-op29")):
        act = OURS[id_][0] | {"date": "2010/2016-11-29"}
        (one,) = assess_all(REGIME, acts(REGIME, act))
        assert paragraph in one.ids("not in force")
        assert paragraph not in named(REGIME, act)


def test_a_listing_counts_only_from_its_day() -> None:
    """On 4 February 2016 the freeze did not name the Reconnaissance General Bureau; since 2 March it does."""
    theft = {"kind": "theft", "by": {"name": "RGB", "listed": "yes, since 2016-03-02"}}
    (before,) = assess_all(REGIME, acts(REGIME, theft | {"date": "2016-02-04"}))
    (after,) = assess_all(REGIME, acts(REGIME, theft | {"date": "2016-03-02"}))
    assert "s1718-op8d" in after.ids("breach")
    (freeze,) = (b for b in before.bearings if b.paragraph.id == "s1718-op8d")
    assert (freeze.state, freeze.unknown) == ("possible", ("listed-party",))
    assert "not yet on these days" in freeze.elements[0].why
    stated = {
        "date": "2016-02-04",
        "elements": {"listed-party": "yes, since 2016-03-02", "funds-or-resources": "yes"},
    }
    (denied,) = assess_all(REGIME, acts(REGIME, stated))
    assert "s1718-op8d" in denied.ids("excluded")


def test_goods_that_no_measure_of_the_day_names_come_under_none() -> None:
    assert named(REGIME, OURS["case-elf"]) == {}


def test_acts_in_another_order_come_to_the_same() -> None:
    for given in OURS.values():
        forth = {a.act.id + str(a.act.span): [(b.paragraph.id, b.state) for b in a.bearings]
                 for a in assess_all(REGIME, acts(REGIME, numbered(given)))}  # fmt: skip
        back = {a.act.id + str(a.act.span): [(b.paragraph.id, b.state) for b in a.bearings]
                for a in assess_all(REGIME, acts(REGIME, numbered(given)[::-1]))}  # fmt: skip
        assert forth == back


@pytest.mark.parametrize("id_", [*OURS, *FURTHER])
def test_what_more_is_known_to_be_so_never_takes_a_breach_away(id_: str) -> None:
    for given in OURS.get(id_) or FURTHER[id_]["acts"]:
        (before,) = assess_all(REGIME, acts(REGIME, given))
        breached = set(before.ids("breach"))
        unknown = {
            e for b in before.bearings if b.state == "possible" for e in b.unknown if e in REGIME.elements
        }
        for element in unknown:
            (after,) = assess_all(REGIME, acts(REGIME, given | {"elements": {element: "yes"}}))
            assert breached <= set(after.ids("breach")), element


def numbered(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one | {"id": str(number)} for number, one in enumerate(given)]


def test_the_reported_acts_of_the_demonstration_are_read_as_they_are() -> None:
    by_case: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for file in sorted((HERE.parents[1] / "demonstration" / "documented").glob("*.yml")):
        for act in yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)["acts"]:
            by_case[act["case_ref"]].append(act)
    assert len(by_case) == 19
    found = {id_: named(REGIME, given) for id_, given in by_case.items()}
    assert found["case-wise-honest"]["s2371-op8"] == "breach"
    assert found["case-lighthouse-winmore"].keys() >= {"s2375-op11", "s2375-op14", "s2397-op9"}
