"""Sections: found by folder, refused with a reason, and what they must and must not say."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from report_pages import blocks, words
from report_sample import REPLY, act, finding

from leadline.errors import BadContent
from leadline.law.regime import Regime
from leadline.reports import _section
from leadline.reports.build import compose
from leadline.reports.material import Material, Subject
from leadline.reports.numbering import plain
from leadline.reports.phrases import LIKELIHOODS, cited, ranged
from leadline.reports.standings import standings

GOOD = '''
"""A section from outside."""
from leadline.reports.tree import Heading, Paragraph
PLACE = 25
def section(material):
    """Say something between the findings and the cases."""
    yield Heading(["From outside"], level=1)
    yield Paragraph([f"It holds {len(material.findings)} finding."])
'''


def said(material: Material, folders: tuple[Path, ...] = ()) -> list[str]:
    tree = plain(compose(material, folders))
    return [words(block["runs"]) for block in blocks(tree) if block["kind"] in {"heading", "paragraph"}]


def test_the_package_has_its_sections_in_order() -> None:
    names = [section.name for section in _section.found()]
    assert names == [
        "summary", "findings", "documented_cases", "legal_basis", "replies", "methodology", "evidence",
    ]  # fmt: skip


def test_a_section_from_an_outside_folder_takes_its_place(sample: Material, tmp_path: Path) -> None:
    (tmp_path / "from_outside.py").write_text(GOOD)
    tree = compose(sample, [tmp_path])
    assert [section.name for section in tree.sections][1:4] == [
        "findings",
        "from_outside",
        "documented_cases",
    ]
    assert "It holds 1 finding." in said(sample, (tmp_path,))


@pytest.mark.parametrize(
    ("name", "source", "says"),
    [
        ("none.py", "PLACE = 1", "no function 'section"),
        ("args.py", 'PLACE = 1\ndef section(a, b):\n    """X."""', "one argument, named 'material'"),
        ("silent.py", "PLACE = 1\ndef section(material):\n    return []", "needs a docstring"),
        ("nowhere.py", 'def section(material):\n    """X."""', "set PLACE"),
        ("broken.py", "def section(", "can't be loaded: SyntaxError"),
        ("raises.py", "1 / 0", "can't be loaded: ZeroDivisionError"),
        ("bad-name.py", GOOD, "Python identifier"),
        ("summary.py", GOOD, "Two sections are named 'summary'"),
        ("yields.py", GOOD.replace('Heading(["From outside"], level=1)', '"text"'), "yielded a str"),
    ],
)
def test_what_is_no_section_is_refused_by_name(
    name: str, source: str, says: str, sample: Material, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(source)
    with pytest.raises(BadContent, match=re.escape(says)) as refused:
        compose(sample, [tmp_path])
    assert name.removesuffix(".py") in str(refused.value)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadContent, match=r"isn.t there"):
        _section.found([tmp_path / "absent"])


def test_likelihood_and_confidence_never_share_a_sentence(sample: Material) -> None:
    for text in said(sample):
        for sentence in re.split(r"[.;] ", text):
            judged = any(re.search(rf"\b{term}\b", sentence) for term in LIKELIHOODS)
            assert not (judged and "onfidence" in sentence), sentence


def test_no_reply_is_printed_as_such_and_silence_too(sample: Material) -> None:
    assert said(sample).count("No reply has been requested yet.") == 2
    asked = sample.model_copy(update={"findings": (finding().model_copy(update={"replies": (REPLY,)}),)})
    assert any("reply due on 2026-06-10. No reply has come." in text for text in said(asked))


def test_what_nobody_judged_is_not_judged(sample: Material) -> None:
    draft = finding().model_copy(update={"likelihood": None, "confidence": None, "explanations": ()})
    text = " ".join(said(sample.model_copy(update={"findings": (draft,)})))
    assert "Nobody has judged how likely the claim is." in text
    assert "No innocent explanation has been considered yet." in text
    assert "very likely" not in text


def test_each_paragraph_on_evidence_has_its_footnote(sample: Material) -> None:
    tree = plain(compose(sample))
    notes = [
        "".join(part["text"] for part in run["runs"])
        for block in blocks(tree, "paragraph")
        for run in block["runs"]
        if run["kind"] == "footnote"
    ]
    assert len(notes) == 4  # the claim, whom it concerns, its lead, the documented case
    assert re.search(
        r"E-0001.*: rows? 31\b.* of star.csv \(exercise tracks\), SHA-256 4be10123…bc9c02", notes[0]
    )
    assert notes[1].startswith("E-0001")  # where the lead heard the names
    assert notes[2].startswith("Lead L1; E-0001")


def test_much_evidence_is_cited_by_number_and_none_is_lost(sample: Material) -> None:
    numbers = [f"E-{n:04d}" for n in (1, 2, 3, 4, 5, 6, 7, 9, 12, 13)]
    many = sample.evidence[0]
    exhibits = tuple(
        many.model_copy(update={"number": number, "archived_id": f"{n // 2:064x}"})
        for n, number in enumerate(numbers)
    )
    (note,) = cited(sample.model_copy(update={"evidence": exhibits}), numbers)
    text = "".join(run if isinstance(run, str) else run.text for run in note.runs)  # type: ignore[union-attr]
    assert text.count("SHA-256") == 4
    assert text.startswith("E-0001, E-0002: rows 31, 31 of star.csv (exercise tracks), SHA-256 ")
    assert text.endswith("; E-0012, E-0013, in the annex of evidence.")
    assert ranged(["E-0001"]) == "E-0001"


def test_a_report_without_findings_or_acts_says_so() -> None:
    from report_sample import material

    empty = material().model_copy(update={"findings": (), "acts": (), "evidence": ()})
    text = said(empty)
    assert "This report holds no findings and no documented cases, resting on no pieces of evidence." in text
    assert "Findings" not in text


def test_evidence_must_be_listed_and_simulated_ships_impossible(sample: Material) -> None:
    data: dict[str, Any] = sample.model_dump()
    with pytest.raises(ValidationError, match="cited but not listed: E-0003"):
        Material.model_validate(data | {"evidence": data["evidence"][:2]})
    with pytest.raises(ValidationError, match="given twice: E-0001"):
        Material.model_validate(data | {"evidence": [*data["evidence"], data["evidence"][0]]})
    for real in (Subject(name="X", mmsi="273000000"), Subject(name="X", imo="9074729")):
        with pytest.raises(ValidationError, match="identities that no ship can have"):
            type(finding()).model_validate(finding().model_dump() | {"subjects": [real.model_dump()]})


def test_acts_of_one_case_stand_together(sample: Material) -> None:
    second = act().model_copy(update={"id": "A-2", "done": "Coal was unloaded"})
    other = act().model_copy(update={"id": "A-0", "case": "case-a", "title": "Another (fictional)"})
    tree = plain(compose(sample.model_copy(update={"acts": (act(), other, second)})))
    tables = [block for block in blocks(tree, "table") if words(block["caption"]).startswith("Acts of")]
    assert [(words(table["caption"]), len(table["rows"])) for table in tables] == [
        ("Acts of case-a", 1),
        ("Acts of case-specimen-coal", 2),
    ]


def test_standings_come_from_the_regime_of_the_day() -> None:
    regime = Regime.load()
    (coal, *_) = standings(regime, "coal", date(2018, 3, 1), {"coal": ("yes", "a bill of lading says so")})
    assert coal.title == regime.measure("coal").title
    assert coal.cite.startswith("S/RES/")
    assert all(element.answer in {"yes", "unknown"} for element in coal.elements)
    (before,) = standings(regime, "coal", date(2005, 1, 1))
    assert (before.kind, before.cite, before.elements) == ("none-coded", "", ())
    assert "not the same as permitted" in before.says
