"""Acts as people write them: the same act in other words is the same act, and what isn't understood is said."""

import datetime as dt
import json
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from leadline.cli import main
from leadline.errors import BadInput, Hostile
from leadline.law.acts._days import span
from leadline.law.acts.read import LONGEST, MOST, acts, read
from leadline.law.assess import Assessed, assess_all
from leadline.law.regime import Regime

REGIME = Regime.load()


def one(given: dict[str, Any]) -> Assessed:
    (assessed,) = assess_all(REGIME, acts(REGIME, given))
    return assessed


def breaches(**given: Any) -> list[str]:
    return one(given).ids("breach")


COAL = {"kind": "supply", "date": "2018-03-01", "from": "KP", "to": "CN", "goods": "coal"}
SAME = {
    "names_of_countries": COAL | {"from": "North Korea", "to": "China"},
    "other_names": COAL | {"from": "Democratic People's Republic of Korea", "to": "PRC"},
    "hs_for_words": {k: v for k, v in COAL.items() if k != "goods"} | {"hs": "2701"},
    "a_longer_code_with_points": {k: v for k, v in COAL.items() if k != "goods"} | {"hs_codes": ["2701.12.00"]},
    "other_keys": {"type": "export", "when": "1 March 2018", "origin": "DPRK", "destination": "CHN", "cargo": "coal"},
    "parties_with_roles": {
        "kind": "sale",
        "date": "2018-03-01",
        "goods": {"description": "coal", "hs": "2701", "quantity": "25000 t"},
        "parties": [{"role": "seller", "country": "KP"}, {"role": "buyer", "country": "CN"}],
    },
    "what_reporters_write": {
        "act": "x", "kind": "loading", "says": "It loaded.", "by_name": "A", "goods": "coal", "place": "Nampo",
        "first_at": "2018-03-01", "to_flag": "CN",
    },
    "a_list_of_kinds": COAL | {"kind": ["carriage", "supply"]},
    "start_and_end": COAL | {"date": {"start": "2018-03-01", "end": "2018-03-31"}},
    "flat_start_and_end": {k: v for k, v in COAL.items() if k != "date"} | {"first": "2018-03", "last": "2018-04"},
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_the_same_act_in_other_words_is_the_same_breach(name: str) -> None:
    assert one(SAME[name]).ids("breach") == ["s2371-op8"]
    assert one(SAME[name]).act.not_understood == []


KINDS = {
    "ship-to-ship transfer": {
        "goods": "fuel oil",
        "from_vessel": {"flag": "PA"},
        "to_vessel": {"flag": "KP"},
    },
    "STS": {"goods": "fuel oil", "from_vessel": {"flag": "PA"}, "to_vessel": {"flag": "KP"}},
    "ship_to_ship_transfer": {"goods": "fuel oil", "vessels": [{"flag": "KP"}, {"flag": "PA"}], "to": "KP"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_may_be_spelt_in_several_ways(kind: str) -> None:
    assert "s2375-op11" in breaches(kind=kind, date="2017-10-19", **KINDS[kind])


def test_each_answer_says_where_it_came_from() -> None:
    (coal,) = (b for b in one(COAL).bearings if b.paragraph.id == "s2371-op8")
    assert [shown.why for shown in coal.elements] == ["from: KP", "goods: coal", "from: KP"]
    stated = one(COAL | {"elements": {"coal": "unknown"}})
    (coal,) = (b for b in stated.bearings if b.paragraph.id == "s2371-op8")
    assert (coal.state, coal.elements[1].why) == ("possible", "stated")


def test_prose_only_points_to_a_paragraph() -> None:
    told = one({"says": "A ship took coal from the DPRK to China.", "date": "2018-03-01"})
    assert told.ids("breach") == []
    assert "s2371-op8" in told.ids("possible")


def test_coal_of_others_and_things_of_no_measure() -> None:
    assert one(COAL | {"from": "AU"}).ids("excluded") == ["s2371-op8"]
    assert one(COAL | {"from": "AU"}).ids("breach") == []
    assert one(COAL | {"goods": "false eyelashes", "hs": "6704"}).ids("possible") == []


STRANGERS = [
    {"kind": "payment", "by": {"country": "US"}, "for": {"country": "GB"}},
    {"kind": "work", "from": "VN", "to": "RU"},
    {"kind": "fishing rights", "from": "SN", "to": "CN"},
    {"kind": "military training", "goods": "missiles", "from": "RU", "to": "SY"},
    {"kind": "seizure", "goods": "arms", "from": "IR", "to": "YE", "state": "OM"},
    {"kind": "joint venture", "parties": [{"country": "CN"}, {"country": "VN"}]},
    {"kind": "diplomatic business", "property": "hotel in the embassy", "country": "DE"},
    {"kind": "ship-to-ship transfer", "goods": "fuel oil", "vessels": [{"flag": "PA"}, {"flag": "LR"}]},
    {"kind": "theft", "by": {"name": "a gang", "country": "RO", "listed": "no"}},
    {"kind": "statue", "from": "IT", "to": "US"},
    {"kind": "supply", "goods": "arms", "from": "US", "to": "IL"},
    {"kind": "bank presence", "country": "FR"},
    {"kind": "port call", "port": "Busan, South Korea", "vessel": {"name": "Grebe", "listed": "no"}},
]


@pytest.mark.parametrize("act", STRANGERS, ids=[act["kind"] for act in STRANGERS])
def test_acts_that_have_nothing_to_do_with_the_dprk_are_no_breach(act: dict[str, Any]) -> None:
    assert breaches(date="2019", **act) == []
    assert len(one(act | {"date": "2019"}).ids("possible")) <= 1


def test_what_is_not_understood_is_said() -> None:
    told = one(COAL | {"colour": "black", "listed": "OFAC", "flag": "Atlantis", "hs": "27012"})
    assert [words.split(":")[0] for words in told.act.not_understood] == ["colour", "listed", "flag", "hs"]


def test_a_kind_that_is_no_kind_is_told_with_near_ones() -> None:
    told = one(COAL | {"kind": "suply"})
    assert told.act.not_understood == ["kind: 'suply'; near kinds: supply"]


def test_an_exemption_that_is_known_excludes_and_none_is_not_asked_about() -> None:
    day = {"kind": "supply", "date": "2016-05-01", "from": "KP", "to": "CN", "goods": "coal"}
    assert one(day | {"exemptions": {"livelihood": "yes"}}).ids("excluded") == ["s2270-op29"]
    (coal,) = (b for b in one(day | {"exemptions": "none"}).bearings if b.paragraph.id == "s2270-op29")
    assert (coal.state, coal.exemptions) == ("breach", ())


def test_an_unreported_delivery_is_a_breach_and_a_reported_one_leaves_the_other_ways_open() -> None:
    oil = {"kind": "supply", "date": "2019-02", "from": "RU", "to": "KP", "goods": "gas oil"}
    assert "s2397-op5" in one(oil | {"reports": {"reported_to_committee": "no"}}).ids("breach")
    (cap,) = (b for b in one(oil | {"reported": "yes"}).bearings if b.paragraph.id == "s2397-op5")
    assert cap.state == "possible"
    assert set(cap.unknown) == {"listed-party-involved", "not-for-livelihood", "over-the-cap"}


def test_a_span_over_a_change_of_the_law_is_parted() -> None:
    """Coal from 2016 to 2018 passed three layers; in which of them it left is not known, unless it went on."""
    span_ = COAL | {"date": "2016-06/2018-04"}
    windows = {b.paragraph.id: (str(b.window[0]), str(b.window[1]), b.unknown) for b in one(span_).bearings
               if b.measure.id == "coal"}  # fmt: skip
    assert windows == {
        "s2270-op29": ("2016-06-01", "2016-11-29", ("the day",)),
        "s2321-op26": ("2016-11-30", "2017-08-04", ("over-the-cap", "the day")),
        "s2371-op8": ("2017-08-05", "2018-04-30", ("the day",)),
    }
    assert one(span_ | {"lasting": "yes"}).ids("breach") == ["s2270-op29", "s2371-op8"]
    assert "s2321-op18" in breaches(
        kind="diplomatic business",
        property="hostel on land of the DPRK embassy",
        place="DE",
        date="2007/2020-05",
    )


def test_acts_of_the_same_ship_point_to_one_another() -> None:
    held = {
        "kind": "detention",
        "date": "2018-01-05",
        "state": "KR",
        "vessel": {"name": "Grebe", "flag": "PA"},
    }
    transfer = {"kind": "sts", "date": "2018-01-02", "goods": "gas oil", "to": "KP",
                "from_vessel": {"name": "GREBE", "flag": "PA"}, "to_vessel": {"flag": "KP"}}  # fmt: skip
    assert "s2397-op9" not in one(held).ids("possible")
    assessed = assess_all(REGIME, acts(REGIME, [held, transfer]))
    assert "s2397-op9" in assessed[0].ids("possible")


def test_acts_come_as_one_a_list_or_a_mapping_and_as_json_or_yaml() -> None:
    for shape in (COAL, [COAL, COAL], {"acts": [COAL]}, [{"acts": [COAL]}]):
        assert {a.span.first for a in read(REGIME, json.dumps(shape).encode())} == {dt.date(2018, 3, 1)}
    assert read(REGIME, b"kind: theft\ndate: 2020\nparties: [{name: A, listed: NO}]")[0].id == "act 1"


def test_an_act_without_a_date_has_that_of_its_case() -> None:
    undated = {key: value for key, value in COAL.items() if key != "date"}
    case = {"id": "c", "period": {"start": "2018-01", "end": "2018-02"}, "acts": [undated, COAL]}
    first, second = assess_all(REGIME, acts(REGIME, {"cases": [case]}))
    assert (str(first.act.span), str(second.act.span)) == ("2018-01-01 to 2018-02-28", "2018-03-01")
    assert one(undated).ids("breach") == []
    assert "the day" in next(b for b in one(undated).bearings if b.paragraph.id == "s2371-op8").unknown


DAYS = {
    "2017-08-05": ("2017-08-05", "2017-08-05"),
    "2016-02": ("2016-02-01", "2016-02-29"),
    "2017": ("2017-01-01", "2017-12-31"),
    "5 August 2017": ("2017-08-05", "2017-08-05"),
    "August 5, 2017": ("2017-08-05", "2017-08-05"),
    "Sept 2017": ("2017-09-01", "2017-09-30"),
    "early April 2018": ("2018-04-01", "2018-04-30"),
    "2017-Q4": ("2017-10-01", "2017-12-31"),
    "2016-11/2018-04": ("2016-11-01", "2018-04-30"),
    "2016 to 2017-03-01": ("2016-01-01", "2017-03-01"),
    "2022-01/ongoing": ("2022-01-01", "None"),
    "2017-08-05T10:00:00Z": ("2017-08-05", "2017-08-05"),
}


@pytest.mark.parametrize("text", DAYS)
def test_days_in_many_spellings(text: str) -> None:
    assert (str(span(text).first), str(span(text).last)) == DAYS[text]


@pytest.mark.parametrize("text", ["soon", "2017-02-30", "2017-13", "1017", "2018/2017", "20170805x"])
def test_a_bad_date_is_an_error_that_names_the_act(text: str) -> None:
    with pytest.raises(BadInput, match="the-act: "):
        acts(REGIME, COAL | {"id": "the-act", "date": text})


REFUSED = {
    "nothing": ([], "no act"),
    "a_number": (7, "An act is a mapping"),
    "a_list_of_words": (["coal"], "stands where an act belongs"),
    "nonsense": (
        {"kind": "flurble", "date": "2018"},
        "Nothing in it was understood .*flurble.*Give it a `kind`",
    ),
    "an_unknown_element": (COAL | {"elements": {"coall": "yes"}}, "no element named 'coall'. Try: coal"),
    "an_answer_that_is_none": (
        COAL | {"elements": {"coal": "perchance"}},
        "no answer. Write yes, no or unknown",
    ),
    "a_part_of_a_date_that_is_none": (COAL | {"date": {"colour": "2018"}}, "no part of a date"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_with_what_to_do(name: str) -> None:
    given_, message = REFUSED[name]
    with pytest.raises(BadInput, match=message):
        acts(REGIME, given_)


def test_bounds_hold() -> None:
    with pytest.raises(Hostile, match="characters"):
        acts(REGIME, COAL | {"says": "x" * (LONGEST + 1)})
    with pytest.raises(Hostile, match="acts are more than"):
        acts(REGIME, [COAL] * (MOST + 1))
    deep: Any = "x"
    for _ in range(40):
        deep = [deep]
    with pytest.raises(Hostile, match="nested"):
        acts(REGIME, COAL | {"goods": deep})
    with pytest.raises(Hostile, match="nested"):
        read(REGIME, b"[" * 100_000)
    with pytest.raises(BadInput, match="aliases"):
        read(REGIME, b"a: &x [1]\nb: *x")


text_ = st.text(max_size=30) | st.sampled_from(
    ["DPRK", "coal", "yes, since 2016-03-02", "kp\u202e", "2018", "=", "*"]
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | text_,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text_, inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["kind", "date", "goods", "from", "to", "vessel", "parties", "elements", "exemptions", "listed", "hs", "says",
     "by", "place", "reports", "flag", "to_vessel", "quantity", "x"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(KEYS, plain, max_size=5))
def test_whatever_comes_in_gives_an_answer_or_a_sentence(given_: dict[str, Any]) -> None:
    try:
        assessed = assess_all(REGIME, acts(REGIME, given_))
    except BadInput as error:
        assert str(error).endswith((".", "]"))
    else:
        assert len(assessed) >= 1


def test_the_command_prints_text_and_json() -> None:
    runner = CliRunner()
    told = runner.invoke(main, ["law", "assess", "-"], input=json.dumps(COAL))
    assert told.exit_code == 0
    assert "BREACH  S/RES/2371 (2017), para. 8 (s2371-op8, coal): ban, decides" in told.output
    told = runner.invoke(
        main, ["law", "assess", "-", "--json"], input=json.dumps([COAL, COAL | {"date": "2015"}])
    )
    data = json.loads(told.output)
    assert data["breach"] == ["s2371-op8"]
    assert [act["breach"] for act in data["acts"]] == [["s2371-op8"], []]
    (later,) = (b for b in data["acts"][1]["bearings"] if b["paragraph"] == "s2371-op8")
    assert (later["state"], later["from"], later["until"]) == ("not in force", "2017-08-05", None)
    told = runner.invoke(main, ["law", "assess", "-"], input="kind: [")
    assert (told.exit_code, "can't be read" in told.output) == (2, True)


def test_a_paragraph_that_does_not_bind_is_never_worded_as_a_breach() -> None:
    dark = {"kind": "AIS switched off", "date": "2019-01", "vessel": {"name": "A", "flag": "KP"}}
    told = CliRunner().invoke(main, ["law", "assess", "-"], input=json.dumps(dark)).output
    assert "SHOWN, NOT BINDING  S/RES/2397 (2017), para. 13" in told
    assert "the paragraph calls upon: asked for, not binding." in told
    assert "BREACH" not in told


def test_text_that_would_turn_a_terminal_is_shown_harmless() -> None:
    told = CliRunner().invoke(
        main, ["law", "assess", "-"], input=json.dumps(COAL | {"colour": "\x1b[2J\u202e"})
    )
    assert told.exit_code == 0
    assert "\x1b" not in told.output
    assert "\u202e" not in told.output
