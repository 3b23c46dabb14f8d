"""What stands on a day, over the package's own files."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadline.law.regime import OWN, Regime, assemble
from leadline.law.show import show, text
from leadline.law.standing import cap_period, standing

Toys = Callable[..., Regime]
FILES = sorted(OWN.glob("*.yml"))
REGIME = Regime.load()
DAYS = st.dates(dt.date(2005, 1, 1), dt.date(2030, 1, 1))


def day(iso: str) -> dt.date:
    return dt.date.fromisoformat(iso)


def ids(measure: str, iso: str) -> list[str]:
    return [p.id for p in REGIME.standing(measure, day(iso)).paragraphs]


@pytest.mark.parametrize(
    ("measure", "iso", "kind", "paragraphs"),
    [
        ("coal", "2010-01-01", "none-coded", []),
        ("coal", "2016-03-01", "none-coded", []),
        ("coal", "2016-03-02", "ban", ["s2270-op29"]),
        ("coal", "2016-11-29", "ban", ["s2270-op29"]),
        ("coal", "2016-11-30", "cap", ["s2321-op26"]),
        ("coal", "2017-08-04", "cap", ["s2321-op26"]),
        ("coal", "2017-08-05", "ban", ["s2371-op8"]),
        ("iron", "2017-08-04", "ban", ["s2321-op26"]),
        ("refined-petroleum", "2017-09-30", "none-coded", []),
        ("refined-petroleum", "2017-10-01", "cap", ["s2375-op14"]),
        ("refined-petroleum", "2017-12-31", "cap", ["s2375-op14"]),
        ("refined-petroleum", "2018-01-01", "cap", ["s2397-op5"]),
        ("crude-oil", "2017-12-21", "cap", ["s2375-op15"]),
        ("crude-oil", "2017-12-22", "cap", ["s2397-op4"]),
        ("ship-to-ship", "2017-09-10", "none-coded", []),
        ("ship-to-ship", "2017-09-11", "ban", ["s2375-op11"]),
        ("joint-ventures", "2017-09-10", "ban", ["s2371-op12"]),
        ("joint-ventures", "2017-09-11", "ban", ["s2375-op18"]),
        ("workers", "2017-09-10", "cap", ["s2321-op34", "s2371-op11"]),
        ("workers", "2017-09-11", "ban", ["s2321-op34", "s2375-op17"]),
        ("panel-of-experts", "2024-04-30", "institution", ["s1874-op26", "s2094-op29", "s2680-op1"]),
        ("panel-of-experts", "2024-05-01", "expired", []),
    ],
)
def test_boundary_days(measure: str, iso: str, kind: str, paragraphs: list[str]) -> None:
    found = REGIME.standing(measure, day(iso))
    assert (found.kind, ids(measure, iso)) == (kind, paragraphs)


def test_the_law_is_layered() -> None:
    assert ids("arms-embargo", "2016-03-01") == ["s1718-op8ai", "s1718-op8b", "s1874-op10", "s1874-op9"]
    assert "s1874-op10" not in ids("arms-embargo", "2016-03-02")
    assert ids("arms-embargo", "2016-03-02")[-2:] == ["s2270-op6", "s2270-op7"]


def test_a_sentence_for_each_case() -> None:
    says = {iso: REGIME.standing("coal", day(iso)).says for iso in ("2010-01-01", "2017-03-01", "2018-01-01")}
    assert says["2010-01-01"] == "No measure coded for 2010-01-01; that is not the same as permitted."
    assert says["2017-03-01"] == (
        "Cap under S/RES/2321 (2016), para. 26, decides, from 2016-11-30. The limit on that day: "
        "7,500,000 tonnes or 400,870,018 US dollars, whichever is lower, per calendar year."
    )
    assert says["2018-01-01"] == "Ban under S/RES/2371 (2017), para. 8, decides, from 2017-08-05."
    ended = REGIME.standing("panel-of-experts", day("2025-01-01")).says
    assert ended == (
        "No paragraph stands on 2025-01-01, the last ended on 2024-05-01; that is not the same as permitted."
    )


def test_what_is_asked_for_is_not_shown_as_binding() -> None:
    says = REGIME.standing("ais-vigilance", day("2020-01-01")).says
    assert says.startswith("Vigilance (asked for, not binding) under S/RES/2397 (2017), para. 13, calls upon")


def test_a_binding_paragraph_gives_the_kind_though_a_stricter_one_only_asks(toys: Toys) -> None:
    both = toys(
        ("force: decides, kind: ban", "force: calls upon, kind: ban"),
        ("until: 2002-01-01, superseded_by: toy-op2, ", ""),
        ("force: calls upon, kind: vigilance", "force: decides, kind: vigilance"),
        ("{day: 2003-01-01, kind: expired}", "{day: 2003-01-01, kind: ban}"),
    )
    assert both.standing("toys", day("2002-06-01")).kind == "vigilance"


@pytest.mark.parametrize(
    ("measure", "iso", "amounts", "period"),
    [
        ("coal", "2016-12-31", [1_000_866, 53_495_894], ("2016-11-30", "2017-01-01")),
        ("coal", "2017-01-01", [7_500_000, 400_870_018], ("2017-01-01", "2018-01-01")),
        ("refined-petroleum", "2017-12-31", [500_000], ("2017-10-01", "2018-01-01")),
        ("refined-petroleum", "2019-07-01", [500_000], ("2019-01-01", "2020-01-01")),
        ("crude-oil", "2019-12-21", [4_000_000, 525_000], ("2018-12-22", "2019-12-22")),
        ("crude-oil", "2019-12-22", [4_000_000, 525_000], ("2019-12-22", "2020-12-22")),
    ],
)
def test_the_cap_of_a_day(measure: str, iso: str, amounts: list[int], period: tuple[str, str]) -> None:
    ((paragraph, cap),) = REGIME.standing(measure, day(iso)).caps
    assert [a.amount for a in cap.lower_of or cap.either_of] == amounts
    assert cap_period(paragraph, cap, day(iso)) == (day(period[0]), day(period[1]))


def test_the_two_million_barrels_never_took_effect() -> None:
    _, paragraph = REGIME.paragraph("s2375-op14")
    assert [c.lower_of[0].amount for c in paragraph.caps] == [500_000, 2_000_000]
    assert paragraph.cap_on(day("2018-06-01")) is None


def test_an_exemption_is_not_asked_about_before_its_own_paragraph() -> None:
    _, freeze = REGIME.paragraph("s1718-op8d")
    before = [x.id for x in REGIME.exemptions_of(freeze, day("2022-12-08"))]
    after = [x.id for x in REGIME.exemptions_of(freeze, day("2022-12-09"))]
    assert after == [*before, "humanitarian-carve-out"]


def test_a_paragraph_that_two_subjects_share_answers_with_both() -> None:
    assert [m.id for m, _ in REGIME.homes("s2371-op8")] == ["coal", "iron"]
    assert REGIME.paragraph("s2371-op8")[0].id == "coal"


@settings(max_examples=12, deadline=None)  # each reads every file again
@given(order=st.permutations(FILES), moment=DAYS)
def test_the_order_of_files_changes_nothing(order: list[Path], moment: dt.date) -> None:
    shuffled = assemble(order)
    assert list(shuffled.measures) == list(REGIME.measures)
    for measure in REGIME.measures:
        assert shuffled.standing(measure, moment) == REGIME.standing(measure, moment)


@settings(deadline=None)
@given(moment=DAYS)
def test_no_day_is_ever_said_to_be_permitted(moment: dt.date) -> None:
    for measure in REGIME.measures.values():
        found = standing(measure, moment)
        assert "allowed" not in found.says
        assert found.says.count("permitted") == found.says.count("not the same as permitted")
        begun = any(p.since <= moment for p in measure.paragraphs)
        assert (found.kind == "none-coded") == (not begun)
        assert bool(found.paragraphs) == (found.kind not in ("none-coded", "expired"))


@pytest.mark.parametrize("measure", REGIME.measures)
def test_every_example_of_every_file_holds(measure: str) -> None:
    for example in REGIME.measures[measure].examples:
        assert REGIME.standing(measure, example.day).kind == example.kind


def test_every_shared_word_is_used_and_every_duty_has_its_own_id() -> None:
    paragraphs = [p for m in REGIME.measures.values() for p in m.paragraphs]
    assert {e for p in paragraphs for e in (*p.elements, *p.one_of)} == set(REGIME.elements)
    assert {x for p in paragraphs for x in p.exempt} == set(REGIME.exemptions)
    duties = [d.id for p in paragraphs for d in p.duties]
    assert len(duties) == len(set(duties))


def test_every_element_is_a_question() -> None:
    asked = [*REGIME.elements.values(), *REGIME.exemptions.values()]
    assert all(word.asks.endswith("?") and word.asks.count("?") == 1 for word in asked)


@pytest.mark.parametrize("measure", REGIME.measures)
def test_shows_as_json_and_as_text(measure: str) -> None:
    shown = show(REGIME, measure, day("2018-06-01"))
    assert json.loads(json.dumps(shown)) == shown
    printed = " ".join(text(shown).split())
    assert "allowed" not in printed
    for paragraph in shown["paragraphs"]:
        assert paragraph["cite"] in printed
        assert f"Confidence in the number: {paragraph['confidence']}" in printed
        for asked in (*paragraph["elements"], *paragraph["one_of"], *paragraph["exemptions"]):
            assert asked["asks"] in printed


def test_a_measure_shown_in_full(toys: Toys) -> None:
    assert text(show(toys(), "toys", day("2001-06-01"))).splitlines() == [
        "Tin toys leaving the Isle of Toys (toys) on 2001-06-01",
        "Ban under TOY/1 (2001), para. 1, decides, from 2001-01-01.",
        "",
        "TOY/1 (2001), para. 1 (toy-op1): ban, decides (binding), from 2001-01-01 until 2002-01-01 (exclusive)",
        "  No tin toys.",
        "  Obliged: everyone.",
        "  Confidence in the number: high. Substance: background knowledge, no text was read.",
        "  Goods: tin toys; HS 9503 (derived: a reading of ours, not in the resolution).",
        "  Direction: from ZZ to anywhere.",
        "  To be shown, each of them:",
        "    - Was it a tin toy?",
        "  Superseded by:",
        "    - TOY/2 (2002), para. 2 (toy-op2)",
        "",
        "Still to come:",
        "  TOY/2 (2002), para. 2 (toy-op2): vigilance, calls upon, 2002-01-01 to 2003-01-01",
    ]
