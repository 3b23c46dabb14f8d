"""What a vocabulary may say of acts, and the tables that acts are read with."""

import datetime as dt
import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from leadline.errors import BadContent
from leadline.law.acts._keys import countries, country, listed_parties, slug, tables
from leadline.law.acts.read import acts
from leadline.law.assess import assess
from leadline.law.regime import Regime

Toys = Callable[..., Regime]
SHARED = Path(os.environ.get("LEADLINE_SHARED", Path(__file__).parents[3] / "shared"))
LIST = SHARED / "data" / "lists" / "un_1718.json"
READ = """
marks:
  - {id: tin, words: [tin*, "=toy"], hs: ["9503"]}
  - {id: toy-trade, when: [tin sale]}
  - {id: sale, words: [sale, sold]}
elements:
  - {id: tin-toy, asks: "Was it a tin toy?", yes: [toy-trade]}
exemptions:
  - {id: museum, title: Museums, granted_by: the Toy Committee, asks: "Was it for a museum?", under: toy-op2}
"""
REFUSED = {
    "an_element_on_a_mark_that_no_one_has": (READ.replace("yes: [toy-trade]", "yes: [toys]"), "element tin-toy rests on"),
    "a_mark_on_a_mark_that_no_one_has": (READ.replace("[tin sale]", "[tin gift]"), "mark toy-trade rests on the mark 'gift'"),
    "a_sign_that_is_none": (READ.replace("yes: [toy-trade]", "yes: [Toy Trade]"), "elements.0.yes"),
    "a_mark_twice": (READ.replace("id: sale", "id: tin"), "mark 'tin' is in"),
}  # fmt: skip


def test_a_vocabulary_of_yours_reads_acts_for_your_measure(toys: Toys) -> None:
    regime = toys(vocabulary=READ)
    for given in ({"kind": "sale", "goods": "tin soldiers"}, {"kind": "sale", "goods": "toy"}, {"kind": "sale", "hs": "950300"}):  # fmt: skip
        (act,) = acts(regime, given | {"date": "2001-06-01"})
        assert assess(regime, act).ids("breach") == ["toy-op1"]
    (act,) = acts(regime, {"kind": "sale", "goods": "toy trains", "date": "2001-06-01"})
    assert assess(regime, act).bearings == ()


@pytest.mark.parametrize("story", REFUSED)
def test_a_vocabulary_is_refused(toys: Toys, story: str) -> None:
    vocabulary, message = REFUSED[story]
    with pytest.raises(BadContent, match=message):
        toys(vocabulary=vocabulary)


def test_a_paragraph_that_no_act_can_be_assessed_under_is_refused(toys: Toys) -> None:
    with pytest.raises(BadContent, match="toy-op2 has no elements, so no act can be assessed"):
        toys(("     elements: [tin-toy], exempt", "     exempt"))
    assert toys(("kind: vigilance", "kind: institution"), ("     elements: [tin-toy], exempt", "     exempt"),
                ("kind: vigilance}\n  - {day: 2003", "kind: institution}\n  - {day: 2003"))  # fmt: skip


def test_a_sign_of_a_paragraph_is_known(toys: Toys) -> None:
    with pytest.raises(BadContent, match="toy-op1 rests on the mark 'trains'"):
        toys(("elements: [tin-toy]", "about: [trains], elements: [tin-toy]"))


def test_every_assessable_paragraph_of_the_package_has_elements() -> None:
    for measure in Regime.load().measures.values():
        for paragraph in measure.paragraphs:
            assert paragraph.elements or paragraph.kind in {"institution", "exemption"}


def test_a_key_means_one_field_and_a_fact_means_what_the_vocabulary_has() -> None:
    regime = Regime.load()
    for table in ("fields", "inside", "roles"):
        meant = Counter(slug(key) for field, also in tables()[table].items() for key in {field, *also})
        assert [key for key, fields in meant.items() if fields > 1] == []
    known = {*regime.elements, *regime.exemptions}
    assert {id_.removeprefix("!") for ids in tables()["facts"].values() for id_ in ids} <= known


def test_a_kind_that_an_error_offers_is_understood() -> None:
    for kind in tables()["kinds"]:
        (act,) = acts(Regime.load(), {"kind": kind, "goods": "coal"})
        assert act.not_understood == [], kind


def test_countries_by_code_and_name() -> None:
    for name in (
        "kp",
        "KP",
        "PRK",
        "dprk",
        "North Korea",
        "the Democratic People's Republic of Korea",
        "북한",
    ):
        assert country(name) == "kp"
    assert (country("South Korea"), country("côte d’ivoire"), country("Ruritania")) == ("kr", "ci", None)
    assert len(set(countries().values())) > 240


@pytest.mark.skipif(not LIST.exists(), reason=f"no list at {LIST}; set LEADLINE_SHARED")
def test_days_of_listing_are_the_lists() -> None:
    entries = json.loads(LIST.read_text(encoding="utf-8"))["entries"]
    days = {dt.date.fromisoformat(entry["listed_on"]) for entry in entries if entry["type"] == "entity"}
    by_name = {entry["name"].casefold(): entry["listed_on"] for entry in entries if entry["type"] == "entity"}
    assert set(listed_parties().values()) <= days
    known = [(name, day) for name, day in listed_parties().items() if name.casefold() in by_name]
    assert len(known) > 50
    for name, day in known:
        assert by_name[name.casefold()] == day.isoformat()
