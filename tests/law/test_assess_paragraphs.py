"""Laws that hold for every paragraph: all shown is a breach, one denied excludes, an answer more never takes away."""

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadline.law.acts.read import acts
from leadline.law.assess import STATES, Assessed, Bearing, assess
from leadline.law.model import Measure, Paragraph
from leadline.law.regime import Regime

REGIME = Regime.load()
Answers = dict[str, str]
HOMES = [
    (measure, paragraph)
    for measure in REGIME.measures.values()
    for paragraph in measure.paragraphs
    if paragraph.elements
]
every_paragraph = pytest.mark.parametrize(
    ("measure", "paragraph"), HOMES, ids=[f"{m.id}-{p.id}" for m, p in HOMES]
)


def asked(paragraph: Paragraph) -> list[str]:
    return [*paragraph.elements, *paragraph.one_of]


def told(answers: Answers, day: dt.date | str) -> Assessed:
    return assess(REGIME, acts(REGIME, {"date": str(day), "elements": answers})[0])


def under(assessed: Assessed, measure: Measure, paragraph: Paragraph) -> Iterator[Bearing]:
    for bearing in assessed.bearings:
        if bearing.measure is measure and bearing.paragraph is paragraph:
            yield bearing


def state(answers: Answers, day: dt.date | str, measure: Measure, paragraph: Paragraph) -> str:
    return next((b.state for b in under(told(answers, day), measure, paragraph)), "not named")


@every_paragraph
def test_all_elements_shown_on_the_first_day_are_a_breach(measure: Measure, paragraph: Paragraph) -> None:
    answers = dict.fromkeys(asked(paragraph), "yes")
    assert state(answers, paragraph.since, measure, paragraph) == "breach"


@every_paragraph
def test_on_the_day_before_and_the_day_of_its_end_it_is_not_in_force(
    measure: Measure, paragraph: Paragraph
) -> None:
    answers = dict.fromkeys(asked(paragraph), "yes")
    before = paragraph.since - dt.timedelta(days=1)
    assert state(answers, before, measure, paragraph) == "not in force"
    if paragraph.until:
        assert state(answers, paragraph.until, measure, paragraph) == "not in force"
        last = paragraph.until - dt.timedelta(days=1)
        assert state(answers, last, measure, paragraph) == "breach"


@every_paragraph
def test_any_element_denied_excludes(measure: Measure, paragraph: Paragraph) -> None:
    for denied in paragraph.elements:
        answers = dict.fromkeys(asked(paragraph), "yes") | {denied: "no"}
        bearing = next(under(told(answers, paragraph.since), measure, paragraph))
        assert (bearing.state, bearing.excluded_by) == ("excluded", (denied,))
    if paragraph.one_of:
        answers = dict.fromkeys(paragraph.elements, "yes") | dict.fromkeys(paragraph.one_of, "no")
        assert state(answers, paragraph.since, measure, paragraph) == "excluded"


@every_paragraph
def test_any_element_unknown_is_possible_and_says_which(measure: Measure, paragraph: Paragraph) -> None:
    for open_ in paragraph.elements:
        answers = dict.fromkeys(asked(paragraph), "yes") | {open_: "unknown"}
        bearing = next(under(told(answers, paragraph.since), measure, paragraph))
        assert (bearing.state, bearing.unknown) == ("possible", (open_,))


@every_paragraph
def test_an_exemption_that_is_known_excludes_and_one_that_is_not_is_asked_about(
    measure: Measure, paragraph: Paragraph
) -> None:
    day = max([paragraph.since] + [REGIME.paragraph(x.under)[1].since for id_ in paragraph.exempt
                                   if (x := REGIME.exemptions[id_]).under])  # fmt: skip
    answers = dict.fromkeys(asked(paragraph), "yes")
    asks = {x.id for x in next(under(told(answers, day), measure, paragraph)).exemptions}
    assert asks == set(paragraph.exempt)
    for id_ in paragraph.exempt:
        given = {"date": str(day), "elements": answers, "exemptions": {id_: "yes"}}
        bearing = next(under(assess(REGIME, acts(REGIME, given)[0]), measure, paragraph))
        assert (bearing.state, bearing.excluded_by) == ("excluded", (id_,))


homes = st.sampled_from(HOMES)
values = st.sampled_from(["yes", "no", "unknown"])
RANK = {name: rank for rank, name in enumerate([*STATES, "not named"])}


@settings(max_examples=150, deadline=None)
@given(home=homes, data=st.data())
def test_a_yes_more_never_takes_away_from_a_breach(
    home: tuple[Measure, Paragraph], data: st.DataObject
) -> None:
    _, paragraph = home
    ids = data.draw(st.lists(st.sampled_from(sorted(REGIME.elements)), max_size=4))
    answers = {id_: data.draw(values) for id_ in [*asked(paragraph), *ids]}
    day = data.draw(st.dates(dt.date(2006, 7, 1), dt.date(2026, 1, 1)))
    before = told(answers, day)
    more = answers | {data.draw(st.sampled_from(sorted(answers))): "yes"}
    after = {(b.measure.id, b.paragraph.id): b.state for b in told(more, day).bearings}
    for bearing in before.bearings:
        if bearing.state == "breach":
            assert after.get((bearing.measure.id, bearing.paragraph.id)) == "breach"


@settings(max_examples=150, deadline=None)
@given(home=homes, data=st.data())
def test_a_denied_element_never_gives_a_breach(home: tuple[Measure, Paragraph], data: st.DataObject) -> None:
    _, paragraph = home
    denied = data.draw(st.sampled_from(asked(paragraph)))
    answers = {id_: data.draw(values) for id_ in asked(paragraph)} | {denied: "no"}
    for bearing in told(answers, paragraph.since).bearings:
        if denied in bearing.paragraph.elements:
            assert bearing.state in {"excluded", "not in force"}
