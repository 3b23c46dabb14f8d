"""The files against the facts they were re-expressed from; skipped where those are absent."""

import csv
import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from leadline.law.model import Measure, Paragraph
from leadline.law.regime import Regime

SHARED = Path(os.environ.get("LEADLINE_SHARED", Path(__file__).parents[3] / "shared"))
FACTS = SHARED / "facts" / "measures.yaml"
pytestmark = pytest.mark.skipif(not FACTS.exists(), reason=f"no facts at {FACTS}; set LEADLINE_SHARED")

REGIME = Regime.load()
Homes = list[tuple[Measure, Paragraph]]


@pytest.fixture(scope="module")
def facts() -> dict[str, dict[str, Any]]:
    loaded = yaml.load(FACTS.read_text(encoding="utf-8"), yaml.BaseLoader)
    return {fact["id"]: fact for fact in loaded["measures"]}


def texts(facts: dict[str, Any]) -> dict[str, str]:
    """The resolutions that the facts know, as they are cited."""
    return {f["resolution"]: f"{f['resolution']} ({f['adopted'][:4]})" for f in facts.values()}


@pytest.fixture(scope="module")
def homes(facts: dict[str, Any]) -> Homes:
    """Paragraphs of those resolutions; a measure under other law, added later, is no matter of the facts."""
    cited = set(texts(facts).values())
    pairs = ((m, p) for m in REGIME.measures.values() for p in m.paragraphs)
    return [(m, p) for m, p in pairs if p.source.text in cited]


def test_nothing_is_dropped_and_nothing_is_added(facts: dict[str, Any], homes: Homes) -> None:
    assert {p.id for _, p in homes} == set(facts)
    assert len(facts) == 153


def test_dates_force_numbers_and_confidence_are_the_facts(facts: dict[str, Any], homes: Homes) -> None:
    for _, p in homes:
        fact = facts[p.id]
        assert p.since.isoformat() == fact["effective_from"]
        assert p.force == fact["force"].replace("_", " ")
        assert p.source.text == texts(facts)[fact["resolution"]]
        assert (p.source.para, p.source.confidence) == (fact["paragraph"], fact["paragraph_confidence"])
        assert (p.source.substance, p.obliged) == (fact["evidence"], fact["obligated"])
        assert list(p.amends) == fact["amends"]


def test_ends_and_what_came_after_are_the_facts(facts: dict[str, Any], homes: Homes) -> None:
    """The facts end on a last day or on the replacing text's day; here the end is the first day without."""
    for _, p in homes:
        fact = facts[p.id]
        later = list(p.superseded_by if p.until else p.widened_by)
        assert later == fact["superseded_by"]
        if fact["effective_to"] == "null":
            assert p.until is None
        else:
            last = dt.date.fromisoformat(fact["effective_to"])
            assert p.until in (last, last + dt.timedelta(days=1))
            assert p.until == last or not p.superseded_by or REGIME.paragraph(later[0])[1].since == p.until


def figures(paragraph: Paragraph) -> Iterator[tuple[int, str, str]]:
    for cap in paragraph.caps:
        for amount in (*cap.lower_of, *cap.either_of):
            yield amount.amount, amount.unit, (cap.since or paragraph.since).isoformat()


def test_every_figure_of_a_cap_is_carried(facts: dict[str, Any]) -> None:
    units = {"t": "tonne", "USD": "usd", "barrel": "barrel"}
    for id_, fact in facts.items():
        expected = sorted((int(c["value"]), units[c["unit"]], c["from_date"]) for c in fact["caps"])
        found = sorted({f for _, p in REGIME.homes(id_) for f in figures(p)})
        assert found == expected, id_


def test_every_duty_is_carried(facts: dict[str, Any]) -> None:
    for id_, fact in facts.items():
        assert sum(len(p.duties) for _, p in REGIME.homes(id_)) == len(fact["reporting"]), id_


def test_every_exemption_is_asked_about(facts: dict[str, Any]) -> None:
    """Where the facts know of a way out, the file asks; conditions of a cap are asked as elements."""
    for id_, fact in facts.items():
        asks = any(p.exempt or p.one_of for _, p in REGIME.homes(id_))
        assert asks or not fact["exemptions"], id_


def test_every_code_is_carried_with_its_basis(facts: dict[str, Any], homes: Homes) -> None:
    basis = {"resolution_text": "resolution", "derived": "derived"}
    with (SHARED / "facts" / "hs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        goods = [g for m, p in REGIME.homes(row["measure_id"]) if (g := m.goods_of(p))]
        carrying = [g for g in goods if row["hs"] in g.hs]
        assert carrying, row
        assert {g.basis for g in carrying} == {basis[row["basis"]]}
    coded = {(p.id, code) for m, p in homes if (g := m.goods_of(p)) for code in g.hs}
    known = {(r["measure_id"], r["hs"]) for r in rows} | {
        (i, c) for i, f in facts.items() for c in f["hs_codes"]
    }
    assert coded == known


def test_every_transition_is_carried(facts: dict[str, Any]) -> None:
    for id_, fact in facts.items():
        carried = any(p.transition for _, p in REGIME.homes(id_))
        assert carried == (fact["transition"] != "null"), id_


def test_the_documented_cases_name_paragraphs_that_stood(facts: dict[str, Any]) -> None:
    cases = yaml.load((SHARED / "facts" / "cases.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)["cases"]
    assert len(cases) == 39
    for case in cases:
        last = case["period"]["end"]
        for id_ in case["measures"]:
            since = REGIME.paragraph(id_)[1].since.isoformat()
            assert since[: len(last)] <= last, (case["id"], id_)
