import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.law.conftest import Toys

from leadline.law.duties import ACTING, duties, roles, status, text
from leadline.law.regime import Regime

REGIME = Regime.load()
day = dt.date.fromisoformat
days = st.dates(dt.date(2006, 1, 1), dt.date(2027, 1, 1))


def of_role(role: str, on: str, state: str | None = None) -> dict[str, dict[str, object]]:
    """Reporting duties by id."""
    told = duties(REGIME, day(on), state)
    return {d["duty"]: d for r in told["roles"] if r["role"] == role for d in r["duties"] if "duty" in d}


def test_every_duty_and_acting_paragraph_of_the_package_has_a_role() -> None:
    paragraphs = [p for m in REGIME.measures.values() for p in m.paragraphs]
    reporting = [id_ for ids in roles().reporting.values() for id_ in ids]
    acting = [id_ for ids in roles().acting.values() for id_ in ids]
    assert sorted(reporting) == sorted(d.id for p in paragraphs for d in p.duties)
    assert len(acting) == len(set(acting))
    must = {p.id for p in paragraphs if p.kind in ACTING and not (p.kind == "duty" and p.duties)}
    assert must <= set(acting) <= {p.id for p in paragraphs}
    assert {*roles().reporting, *roles().acting} == {r.id for r in roles().roles}
    assert set(roles().due) <= set(reporting)


def test_reports_of_every_member_are_worked_out() -> None:
    every = of_role("every", "2018-03-01")
    assert every["s2397-op17-report"]["due"] == "2018-03-22"
    assert every["s2397-op17-report"]["status"] == "due in 21 days"
    assert every["s2375-op19-report"]["status"] == "was due 81 days before: owed still where it wasn't done"
    assert every["s2397-op8-midterm-report"]["due"] == "2019-03-22"
    assert every["s2397-op8-final-report"]["due"] == "2020-03-22"
    assert "s2397-op17-report" not in of_role("every", "2017-12-21")


def test_ninety_days_after_adoption_is_the_day_that_the_file_gives() -> None:
    for measure in REGIME.measures.values():
        for p in measure.paragraphs:
            for d in p.duties:
                if d.due and d.deadline.endswith("days after adoption"):
                    assert d.due == p.since + dt.timedelta(days=int(d.deadline.split()[0])), d.id


def test_what_recurs_is_told_for_an_act_of_the_day() -> None:
    notify = of_role("supplier", "2020-01-15")["s2397-op5-notify"]["for_an_act_of_the_day"]
    assert [due["by"] for due in notify] == ["2020-02-14", "2020-02-29"]  # type: ignore[index, attr-defined]
    crude = of_role("supplier", "2020-01-15")["s2397-op4-notify"]["for_an_act_of_the_day"]
    assert [due["by"] for due in crude] == ["2020-04-14"]  # type: ignore[index, attr-defined]
    coal = of_role("importer", "2017-02-10")["s2321-op26-notify"]["for_an_act_of_the_day"]
    assert [due["by"] for due in coal] == ["2017-03-30"]  # type: ignore[index, attr-defined]
    arms = of_role("supplier", "2015-05-10")["s1874-op10-notify"]["for_an_act_of_the_day"]
    assert [due["by"] for due in arms] == ["2015-05-05"]  # type: ignore[index, attr-defined]


def test_a_duty_ends_with_its_paragraph() -> None:
    assert "s2321-op26-notify" in of_role("importer", "2017-08-04")
    assert "s2321-op26-notify" not in of_role("importer", "2017-08-05")
    assert "s1874-op10-notify" not in of_role("supplier", "2016-03-02")


def test_notice_of_imports_in_the_grace_is_a_duty_of_who_imported() -> None:
    told = duties(REGIME, day("2018-01-01"))
    (importer,) = [r for r in told["roles"] if r["role"] == "importer"]
    dues = {d["paragraph"]: d["due"] for d in importer["duties"]}
    assert dues == {
        "s2371-op8": "2017-09-19", "s2371-op9": "2017-09-19", "s2371-op10": "2017-09-19",
        "s2375-op16": "2018-01-24", "s2397-op6": "2018-02-05",
    }  # fmt: skip


def test_no_state_is_given_duties_of_its_own() -> None:
    """Two States get the same duties: what each supplied, flags or hosts isn't known, and is not guessed."""
    first, second = (duties(REGIME, day("2018-03-01"), state) for state in ("cn", "ch"))
    assert first["roles"] == second["roles"]
    assert "isn't known here" in first["says"]
    assert {"s2397-op9", "s2270-op22"} <= {
        d["paragraph"] for r in first["roles"] if r["role"] == "port" for d in r["duties"]
    }


def test_the_country_that_the_measures_are_about_has_its_own() -> None:
    told = duties(REGIME, day("2018-03-01"), "kp")
    assert told["roles"] == []
    ids = {d["paragraph"] for d in told["own"]}
    assert {"s1718-op5", "s2371-op8", "s2397-op6"} <= ids
    assert all("DPRK" in REGIME.paragraph(id_)[1].obliged for id_ in ids)
    assert "KP itself" in text(told)


def test_a_closing_date_is_a_deadline() -> None:
    told = duties(REGIME, day("2019-12-01"))
    (host,) = [r for r in told["roles"] if r["role"] == "host"]
    dues = {d["paragraph"]: (d["due"], d["status"]) for d in host["duties"]}
    assert dues["s2397-op8"] == ("2019-12-22", "due in 21 days")
    assert dues["s2375-op18"][0] == "2018-01-09"


def test_measures_of_yours_are_told_as_their_paragraph_says(toys: Toys) -> None:
    told = duties(toys(), day("2002-06-01"), "zz")
    assert told["own"] == []  # the toys' paragraphs oblige everyone
    told = duties(toys(), day("2002-06-01"))
    assert [(r["role"], [d["paragraph"] for d in r["duties"]]) for r in told["roles"]] == [
        ("other", ["toy-op2"])
    ]


@pytest.mark.parametrize(
    ("on", "says"),
    [("2018-03-20", "due in 2 days"), ("2018-03-21", "due the next day"), ("2018-03-22", "due on this day"),
     ("2018-03-23", "was due 1 day before: owed still where it wasn't done")],
)  # fmt: skip
def test_a_day_to_a_due_day_in_words(on: str, says: str) -> None:
    assert status(day("2018-03-22"), day(on)) == says


@settings(max_examples=20, deadline=None)
@given(days, st.sampled_from([None, "nl", "kp"]))
def test_only_what_stands_is_told_and_it_is_plain(on: dt.date, state: str | None) -> None:
    told = duties(REGIME, on, state)
    assert json.loads(json.dumps(told)) == told
    printed = " ".join(text(told).split())
    for d in [*told["own"], *(d for r in told["roles"] for d in r["duties"])]:
        assert REGIME.paragraph(d["paragraph"])[1].stands(on)
        assert d["cite"] in printed
