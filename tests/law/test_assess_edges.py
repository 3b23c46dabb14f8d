"""Where an answer could say more than the act bears out: parts of days, words taken back, hidden signs, two dates."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from leadline.cli import main
from leadline.errors import BadInput
from leadline.law.acts.read import acts, read
from leadline.law.assess import assess_all
from leadline.law.regime import Regime

REGIME = Regime.load()
COAL = {"kind": "supply", "date": "2019-05", "from": "KP", "to": "CN", "goods": "coal"}
ORE = {
    "kind": "supply",
    "from": "KP",
    "to": "CN",
    "goods": "iron ore",
    "exemptions": {"prior-contract-30-days": "yes"},
}
AID = {"kind": "payment", "to": "KP", "parties": [{"name": "a body", "listed": "yes", "country": "KP"}],
       "exemptions": {"humanitarian-carve-out": "yes"}}  # fmt: skip
EDGES = [
    (AID, "2022-12-08", "s1718-op8d", "breach"),
    (AID, "2022-12-09", "s1718-op8d", "excluded"),
    (AID, "2022-12-08/2022-12-09", "s1718-op8d", "possible"),
    (ORE, "2017-09-04", "s2371-op8", "excluded"),
    (ORE, "2017-09-05", "s2371-op8", "breach"),
    (ORE, "2017-09-01/2017-09-10", "s2371-op8", "possible"),
]


def state(act: dict[str, Any], paragraph: str) -> str | None:
    (assessed,) = assess_all(REGIME, acts(REGIME, act))
    return next((b.state for b in assessed.bearings if b.paragraph.id == paragraph), None)


@pytest.mark.parametrize(
    ("act", "date", "paragraph", "said"), EDGES, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_way_out_that_holds_for_some_of_the_days_excludes_none_of_the_others(
    act: dict[str, Any], date: str, paragraph: str, said: str
) -> None:
    assert state(act | {"date": date}, paragraph) == said


@pytest.mark.parametrize(
    ("goods", "said"),
    [("coal", "breach"), ("no coal", "possible"), ("not for coal", "possible"), ("coal, not lignite", "breach"),
     ("coal without papers", "breach")],
)  # fmt: skip
def test_a_word_that_is_taken_back_only_points(goods: str, said: str) -> None:
    assert state(COAL | {"goods": goods}, "s2371-op8") == said


@pytest.mark.parametrize(
    "hidden", [{"from": "\u202eKP"}, {"goods": "co\u200bal"}, {"goods": "\uff43oal"}, {"goods": "x", "hs": "\uff12\uff17\uff10\uff11"}]
)  # fmt: skip
def test_marks_that_nobody_sees_hide_nothing(hidden: dict[str, str]) -> None:
    assert state(COAL | hidden, "s2371-op8") == "breach"


def test_digits_of_other_scripts_are_no_code() -> None:
    (act,) = acts(REGIME, COAL | {"hs": "\u0662\u0667\u0660\u0661"})
    assert act.codes == []
    assert act.not_understood


def test_foreign_coal_by_a_port_of_the_dprk_is_asked_about() -> None:
    """The ban is on coal from its territory, whether or not it originated there: Rajin has an exemption for a reason."""
    transit = COAL | {"from": "RU", "to": "KR", "via": "KP"}
    assert state(transit, "s2371-op8") == "possible"
    assert state(transit | {"exemptions": {"rajin-foreign-coal": "yes"}}, "s2371-op8") == "excluded"
    assert state(COAL | {"from": "RU", "to": "KR"}, "s2371-op8") == "excluded"


def test_two_dates_that_agree_are_one_and_others_are_refused() -> None:
    (act,) = acts(REGIME, COAL | {"date": "2019-05-03", "year": "2019"})
    assert str(act.span) == "2019-05-03"
    with pytest.raises(BadInput, match="doesn't agree with"):
        acts(REGIME, COAL | {"date": "2019-05-03", "when": "2010-01-01"})


def test_a_key_given_twice_in_json_is_refused() -> None:
    with pytest.raises(BadInput, match="'date' is given twice"):
        read(REGIME, b'{"kind": "supply", "date": "2018-01-01", "date": "2010-01-01"}')


@pytest.mark.parametrize("half", [{"id": "\ud800"}, {"goods": "co\udfffal"}, {"\ud800": "x"}])
def test_half_a_character_is_refused_before_anything_has_to_print_it(half: dict[str, str]) -> None:
    told = CliRunner().invoke(main, ["law", "assess", "-", "--json"], input=json.dumps(COAL | half))
    assert (told.exit_code, "holds half a character" in told.output) == (2, True)


def test_a_file_in_another_encoding_is_said_to_be_one() -> None:
    with pytest.raises(BadInput, match="Save it as UTF-8"):
        read(REGIME, "kind: supply".encode("utf-16"))


def test_the_name_of_an_act_turns_no_terminal() -> None:
    told = CliRunner().invoke(main, ["law", "assess", "-"], input=json.dumps(COAL | {"id": "\x1b[31mred"}))
    assert told.exit_code == 0
    assert "\x1b" not in told.output


def test_a_paragraph_that_clarifies_is_said_to_and_not_called_weak() -> None:
    training = {
        "kind": "military training",
        "by": {"name": "trainers", "country": "KP"},
        "to": "UG",
        "date": "2016-05",
    }
    told = CliRunner().invoke(main, ["law", "assess", "-"], input=json.dumps(training)).output
    assert "SHOWN, CLARIFIES ANOTHER  S/RES/2270 (2016), para. 9" in told
    assert "It binds as far as that does." in " ".join(told.split())


def test_a_party_of_whom_it_is_asked_makes_the_freeze_possible() -> None:
    radios = {"kind": "supply", "date": "2016-07", "from": "KP", "to": "ER", "goods": "military radios"}
    assert state(radios | {"parties": [{"name": "a firm", "listed": "unknown"}]}, "s1718-op8d") == "possible"
    assert state(radios | {"parties": [{"name": "a firm"}]}, "s1718-op8d") is None


def test_teaching_asks_for_both_lists_of_fields_and_for_cooperation() -> None:
    taught = {
        "kind": "teaching",
        "date": "2018-05",
        "to": "IT",
        "parties": [{"name": "students", "country": "KP"}],
    }
    for paragraph in ("s2270-op17", "s2321-op10", "s2321-op11"):
        assert state(taught, paragraph) == "possible"
    assert state(taught | {"date": "2016-05"}, "s2321-op10") == "not in force"


def test_arms_in_a_ship_ask_for_inspection_whatever_its_flag() -> None:
    arms = {"kind": "arms", "date": "2016-08-11", "from": "KP", "to": "EG", "goods": "grenades"}
    assert state(arms | {"vessel": {"name": "a ship", "flag": "KH"}}, "s2270-op18") == "possible"
    assert state(arms, "s2270-op18") is None


def test_a_listed_ship_in_port_asks_for_each_step_against_it() -> None:
    call = {
        "kind": "port call",
        "date": "2018-04-10",
        "to": "CN",
        "vessel": {"name": "a ship", "listed": "yes"},
    }
    for paragraph, said in (("s2371-op6", "breach"), ("s2375-op6", "breach"), ("s2321-op12", "possible"),
                            ("s2397-op9", "possible"), ("s2270-op22", "possible")):  # fmt: skip
        assert state(call, paragraph) == said


def test_machinery_that_goes_in_on_the_way_back_from_coal_is_asked_about_but_never_in_a_field() -> None:
    story = {"date": "2018-03", "says": "Carried DPRK coal out and machinery in"}
    assert state(story, "s2397-op7") == "possible"
    crate = {
        "kind": "supply",
        "date": "2019-05",
        "from": "CN",
        "to": "JP",
        "goods": "machinery in containers",
    }
    assert state(crate, "s2397-op7") == "excluded"
