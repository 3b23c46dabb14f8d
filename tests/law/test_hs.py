import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.law.conftest import Toys

from leadline.errors import BadInput
from leadline.law.regime import Regime
from leadline.law.trade._text import text
from leadline.law.trade.hs import bearings, hs, meanings, normal

REGIME = Regime.load()
day = dt.date.fromisoformat


def standing(code: str, on: str, direction: str | None = None) -> dict[str, str]:
    """Fit by paragraph."""
    told = hs(REGIME, code, day(on), direction)  # type: ignore[arg-type]
    return {one["paragraph"]: one["fit"] for one in told["stands"]}


def test_a_chapter_finds_the_headings_in_it_and_a_subheading_the_heading_over_it() -> None:
    assert standing("2701", "2017-03-01") == {"s2321-op26": "same"}
    assert standing("270112", "2017-03-01") == {"s2321-op26": "inside"}
    assert standing("27", "2017-03-01", "out") == {"s2321-op26": "around"}


def test_the_nearest_of_a_paragraphs_codes_is_told() -> None:
    told = hs(REGIME, "271112", day("2018-01-01"), "in")
    (one,) = [s for s in told["stands"] if s["paragraph"] == "s2375-op13"]
    assert [c["code"] for c in one["codes"]] == ["271112"]
    assert one["fit"] == "same"


def test_what_stood_what_had_ended_and_what_was_to_come() -> None:
    told = hs(REGIME, "2701", day("2017-03-01"))
    assert [one["paragraph"] for one in told["ended"]] == ["s2270-op29"]
    assert [one["paragraph"] for one in told["to_come"]] == ["s2371-op8"]
    assert told["stands"][0]["cap"].startswith("7,500,000 tonnes or 400,870,018 US dollars")


def test_direction_parts_what_leaves_from_what_enters() -> None:
    assert "s2397-op6" in standing("84", "2018-01-01", "out")
    assert "s2397-op7" not in standing("84", "2018-01-01", "out")
    assert "s2397-op7" in standing("84", "2018-01-01", "in")


def test_none_coded_is_not_permitted_and_bans_by_nature_are_asked_about() -> None:
    told = hs(REGIME, "1006", day("2018-01-01"))
    assert told["stands"] == []
    assert "none coded: that is not the same as permitted" in told["says"]
    assert {"luxury-goods", "wmd-items"} <= {one["measure"] for one in told["whatever_the_code"]}
    assert "not the same as permitted" in text(told)


def test_whose_reading_a_code_is_and_how_sure() -> None:
    named = hs(REGIME, "07", day("2018-01-01"))["stands"][0]
    assert (named["basis"], named["codes"][0]["known"]) == ("resolution", "mixed")
    ours = hs(REGIME, "2701", day("2018-01-01"))["stands"][0]
    assert (ours["basis"], ours["codes"][0]["known"]) == ("derived", "recall")
    printed = text(hs(REGIME, "2701", day("2018-01-01")))
    assert "derived: a reading of ours, not in the resolution" in printed
    assert "likely: from memory" in printed


def test_part_of_a_code_is_told_as_part() -> None:
    (vanadium,) = hs(REGIME, "2615", day("2018-01-01"))["stands"]
    assert vanadium["codes"][0]["only"] == "vanadium ores"
    assert "of it only: vanadium ores" in text(hs(REGIME, "2615", day("2018-01-01")))


def test_grace_is_told_while_it_runs() -> None:
    assert hs(REGIME, "61", day("2017-12-10"))["stands"][0]["grace"]
    assert hs(REGIME, "61", day("2017-12-11"))["stands"][0]["grace"] is None


@pytest.mark.parametrize(
    ("given", "read"), [("2701", "2701"), ("27.01", "2701"), ("0301 11 90", "030111"), ("84", "84")]
)
def test_codes_are_read_as_they_are_written(given: str, read: str) -> None:
    assert normal(given) == read


@pytest.mark.parametrize("given", ["301", "7", "coal", "", "27-01", "２７", "1" * 14])
def test_what_is_no_code_is_refused(given: str) -> None:
    with pytest.raises(BadInput):
        normal(given)


def test_a_lost_zero_is_told_and_not_guessed() -> None:
    with pytest.raises(BadInput, match=r"leading zero may be lost\. Write 0301"):
        normal("301")


@settings(deadline=None)
@given(st.from_regex(r"[0-9]{2}([0-9]{2}){0,2}", fullmatch=True), st.sampled_from([None, "in", "out"]))
def test_both_ways_is_symmetric(code: str, direction: str | None) -> None:
    """What a code finds in a paragraph, the code above it finds too."""
    found = {b.paragraph.id for b in bearings(REGIME, code, direction)}  # type: ignore[arg-type]
    above = {b.paragraph.id for b in bearings(REGIME, code[:2], direction)}  # type: ignore[arg-type]
    assert found <= above
    for b in bearings(REGIME, code, direction):  # type: ignore[arg-type]
        assert all(c.startswith(code) or code.startswith(c) for c in b.codes)


@settings(deadline=None)
@given(st.dates(dt.date(2006, 1, 1), dt.date(2027, 1, 1)))
def test_each_paragraph_is_in_one_of_three_places(on: dt.date) -> None:
    told = hs(REGIME, "27", on)
    places = [{(o["measure"], o["paragraph"]) for o in told[key]} for key in ("stands", "ended", "to_come")]
    assert sum(map(len, places)) == len(set().union(*places)) == len(bearings(REGIME, "27"))


def test_a_measure_of_yours_with_codes_of_its_own(toys: Toys) -> None:
    told = hs(toys(), "950300", day("2001-06-01"), "out")
    assert [one["measure"] for one in told["stands"]] == ["toys"]
    assert told["stands"][0]["codes"] == [
        {"code": "9503", "words": None, "only": None, "known": None, "remark": None}
    ]
    assert "HS 9503 (yours lies inside it)." in text(told)
    assert hs(toys(), "9503", day("2001-06-01"), "in")["stands"] == []


def test_json_is_plain() -> None:
    told = hs(REGIME, "89", day("2018-01-05"))
    assert json.loads(json.dumps(told)) == told


def test_every_meaning_belongs_to_a_code_of_the_law() -> None:
    coded = {
        (p.id, code)
        for m in REGIME.measures.values()
        for p in m.paragraphs
        if (goods := m.goods_of(p))
        for code in goods.hs
    }
    assert set(meanings()) == coded
