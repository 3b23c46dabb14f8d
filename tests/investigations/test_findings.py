"""Findings: drafted by a machine, said by people, each change in the ledger, each claim down to a row."""

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.planted import SHIPS, leadline, meeting, put, rows, taken

from leadline import pipeline
from leadline.errors import BadInput, Damaged, UnknownName
from leadline.investigations import desk, evidence
from leadline.store import ledger
from leadline.store.workspace import Workspace, read_head

LIKELIHOODS = ("almost no chance", "very unlikely", "unlikely", "roughly even chance", "likely", "very likely", "almost certain")  # fmt: skip


def draft(work: Workspace) -> dict[str, Any]:
    (lead,) = pipeline.read_leads(work)
    told = pipeline.draft(work, [lead["id"]])
    del told["notes"]
    return told


@pytest.fixture
def drafted(full: Workspace) -> Iterator[tuple[Workspace, dict[str, Any]]]:
    """A workspace with one finding."""
    yield full, draft(full)
    full.verify()


Drafted = tuple[Workspace, dict[str, Any]]


def everything(work: Workspace) -> tuple[list[tuple[Any, ...]], ...]:
    """All that the database holds of findings, and of the ledger."""
    db = sqlite3.connect(work.database)
    names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    tables = [name for (name,) in names if name.startswith("investigations_")]
    told = tuple(db.execute(f"SELECT * FROM {name}").fetchall() for name in [*tables, "ledger"])
    db.close()
    return told


def test_a_draft_says_what_its_lead_says_and_answers_nothing(drafted: Drafted) -> None:
    work, finding = drafted
    (lead,) = pipeline.read_leads(work)
    assert finding["claim"] == lead["says"]
    assert finding["state"] == "draft"
    assert finding["likelihood"] is finding["confidence"] is None
    assert finding["simulated"] is True
    assert finding["handling"] == lead["handling"]
    assert [taken["id"] for taken in finding["leads"]] == [lead["id"]]
    assert {e["answer"] for e in finding["elements"]} == {"unknown"}
    assert {e["paragraph"] for e in finding["elements"]} <= {m["paragraph"] for m in lead["measures"]}
    assert finding["elements"], "each paragraph asks something"
    assert [x["id"] for x in finding["explanations"]] == [asked.split(":")[0] for asked in lead["asks"]]
    assert finding["replies"] == []


def test_evidence_can_be_followed_to_the_row_of_the_archived_file(drafted: Drafted) -> None:
    work, finding = drafted
    (lead,) = pipeline.read_leads(work)
    assert {e["observation_id"] for e in finding["evidence"]} == set(lead["observations"])
    positions = {row["observation_id"]: row for row in rows(work, "positions")}
    for one in finding["evidence"]:
        archived = work.archive.path(one["archived_id"]).read_text().split("\n")
        row = positions[one["observation_id"]]
        cells = archived[one["row"] - 1].split(",")
        assert cells[0] == str(row["mmsi"])
        assert cells[0] in one["says"]
        assert cells[1] == f"{row['ts']:%Y-%m-%dT%H:%M:%SZ}"
        assert one["at"].startswith(f"{row['ts']:%Y-%m-%dT%H:%M:%S}")
        assert (float(cells[2]), float(cells[3])) == (row["lat"], row["lon"])
        assert f"{float(cells[2]):.3f}°N {float(cells[3]):.3f}°E" in one["says"]
        assert one["file"] == "meeting.csv"


def test_a_lead_of_a_static_report_cites_what_was_typed(full: Workspace) -> None:
    (row, *_) = rows(full, "static_reports")
    told = evidence.rows(full, [row["observation_id"]])[row["observation_id"]]
    assert told["tables"] == ["positions", "static_reports"]
    assert f"name {row['name']}, IMO {row['imo']}, draught {row['draught_m']:.1f} m" in told["says"]


def test_an_observation_that_is_not_there_is_damage(full: Workspace) -> None:
    with pytest.raises(Damaged, match="leadline verify"):
        evidence.rows(full, ["0000000000000000:1"])


def test_the_draft_is_a_ledger_entry(drafted: Drafted) -> None:
    work, finding = drafted
    (entry,) = ledger.entries(work.execute, "finding.drafted")
    (lead,) = finding["leads"]
    sha256 = hashlib.sha256(ledger.canonical(finding).encode()).hexdigest()
    assert entry.body == {
        "finding": finding["id"],
        "leads": [[lead["id"], lead["version"]]],
        "sha256": sha256,
    }
    assert entry.who == finding["drafted_by"] == work.who
    assert read_head(work.folder) == (entry.seq, entry.hash)


def test_two_drafts_share_their_evidence(full: Workspace) -> None:
    one, two = draft(full), draft(full)
    assert [one["id"], two["id"]] == ["F-0001", "F-0002"]
    assert one["evidence"] == two["evidence"]
    assert desk.every(full) == [one, two]


def test_a_lead_that_stands_in_a_finding_already_is_said(full: Workspace) -> None:
    (lead,) = pipeline.read_leads(full)
    command = ("finding", "draft", lead["id"], "--workspace", full.folder)
    assert leadline(*command).stderr == ""
    assert leadline(*command).stderr == f"note: lead {lead['id']} stands in F-0001 already.\n"
    told = leadline(*command, "--json")
    assert told.only["notes"] == [f"lead {lead['id']} stands in F-0001, F-0002 already"]
    assert told.stderr == ""


def test_leads_on_rows_that_were_read_anew_are_to_be_detected_anew(work: Workspace, tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", meeting())
    taken(work, file)
    pipeline.detect(work)
    (lead,) = pipeline.read_leads(work)
    taken(work, file, columns=[("ts", "draught")], again=True)  # nothing can be used now
    with pytest.raises(BadInput, match=r"read anew since.*leadline detect"):
        pipeline.draft(work, [lead["id"]])


def test_a_finding_is_no_wider_than_its_evidence(full: Workspace) -> None:
    (lead,) = pipeline.read_leads(full)
    told = desk.draft(full, [lead | {"handling": "TLP:CLEAR"}], evidence.rows(full, lead["observations"]))
    assert {e["handling"] for e in told["evidence"]} == {"TLP:AMBER"}
    assert told["handling"] == "TLP:AMBER"
    assert all(e["simulated"] for e in told["evidence"])


@pytest.mark.parametrize(("name", "mark"), [(None, True), ("EXERCISE SHIP 1", False)])
def test_an_exercise_says_so_in_its_title(full: Workspace, name: str | None, *, mark: bool) -> None:
    (lead,) = pipeline.read_leads(full)
    unnamed = lead | {"subjects": [s | {"name": name} for s in lead["subjects"]]}
    told = desk.draft(full, [unnamed], evidence.rows(full, lead["observations"]))
    assert told["title"].startswith("EXERCISE: ") is mark
    listed = leadline("finding", "list", "--workspace", full.folder).stdout
    assert "EXERCISE  " in listed


def test_findings_are_verified_with_the_rest(drafted: Drafted) -> None:
    work, finding = drafted
    assert pipeline.verify(work)["findings"] == 1
    desk.change(work, "1", {"claim": "x"}, [(finding["elements"][0]["element"], "no", "E-0001")])
    draft(work)
    assert pipeline.verify(work)["findings"] == 2


def test_without_findings_verify_makes_no_tables(work: Workspace) -> None:
    assert pipeline.verify(work)["findings"] == 0
    assert not work.execute("SELECT 1 FROM sqlite_master WHERE name LIKE 'investigations%'", ())


def test_a_lead_named_twice_is_taken_once(full: Workspace) -> None:
    (lead,) = pipeline.read_leads(full)
    told = leadline("finding", "draft", lead["id"], lead["id"][:6], "--workspace", full.folder).stdout
    assert "from 1 lead, with 3 pieces of evidence" in told
    assert len(desk.show(full, "F-0001")["leads"]) == 1


def test_every_change_is_an_entry_that_says_what_was_changed(drafted: Drafted) -> None:
    work, finding = drafted
    element = finding["elements"][0]
    answer = (f"{element['paragraph']}/{element['element']}", "no", "E-0001 shows it elsewhere")
    told = desk.change(
        work, "1", {"title": "T", "likelihood": "likely"}, [answer], [("anchorage", "none there")]
    )
    assert (told["title"], told["likelihood"]) == ("T", "likely")
    assert told == desk.show(work, finding["id"])
    (entry,) = ledger.entries(work.execute, "finding.changed")
    assert entry.body == {
        "finding": "F-0001",
        "words": {"title": "T", "likelihood": "likely"},
        "answers": [list(answer)],
        "weighed": [["anchorage", "none there"]],
        "sha256": hashlib.sha256(ledger.canonical(told).encode()).hexdigest(),
    }
    changed = [e for e in told["elements"] if e["answer"] != "unknown"]
    assert [(e["paragraph"], e["answer"], e["because"]) for e in changed] == [
        (element["paragraph"], *answer[1:])
    ]


def test_an_element_without_a_paragraph_is_answered_wherever_it_is_asked(drafted: Drafted) -> None:
    work, finding = drafted
    names = [e["element"] for e in finding["elements"]]
    name = max(names, key=names.count)
    told = desk.change(work, "F-0001", {}, [(name, "yes", "E-0001 says so")])
    assert [e["answer"] for e in told["elements"] if e["element"] == name] == ["yes"] * names.count(name)
    assert {e["answer"] for e in told["elements"] if e["element"] != name} <= {"unknown"}


@pytest.mark.parametrize("kind", ["drafted", "changed"])
def test_where_the_ledger_fails_nothing_is_changed(
    drafted: Drafted, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    work, finding = drafted
    before = everything(work)

    def full_disk(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(ledger, "append", full_disk)
        with pytest.raises(Exception, match="disk is full"):
            draft(work) if kind == "drafted" else desk.change(work, "1", {"title": "T"})
    assert everything(work) == before
    assert desk.show(work, "1") == finding


@pytest.mark.parametrize(
    ("words", "answers", "weighed", "complaint"),
    [
        ({"likelihood": "probable"}, [], [], "almost no chance, .* almost certain"),
        ({"likelihood": "Likely"}, [], [], "likelihood"),
        ({"likelihood": ""}, [], [], "likelihood"),
        ({"likelihood": "high"}, [], [], "likelihood"),
        ({"confidence": "likely"}, [], [], "low, moderate, high"),
        ({"title": "T"}, [("ELEMENT", "perhaps", "x")], [], "yes, no, unknown"),
        ({"title": "T"}, [("ELEMENT", "yes", "")], [], "because"),
        ({"title": "T"}, [("ELEMENT", "no", "  ")], [], "because"),
        ({"title": "T"}, [("no-such-element", "yes", "x")], [], "no element of this finding"),
        ({"title": "T"}, [("s9999-op1/ELEMENT", "yes", "x")], [], "no element of this finding"),
        ({"title": "T"}, [("ELEMENT", "yes", "x")], [("no-such", "x")], "no explanation of this finding"),
    ],
)
def test_a_refused_change_changes_nothing_and_leaves_no_entry(
    drafted: Drafted,
    words: dict[str, str],
    answers: list[tuple[str, str, str]],
    weighed: list[tuple[str, str]],
    complaint: str,
) -> None:
    work, finding = drafted
    before = everything(work)
    name = finding["elements"][0]["element"]
    asked = [(a.replace("ELEMENT", name), b, c) for a, b, c in answers]
    with pytest.raises((BadInput, UnknownName), match=complaint):
        desk.change(work, "F-0001", words, asked, weighed)
    assert everything(work) == before


@pytest.mark.parametrize("likelihood", LIKELIHOODS)
def test_the_seven_terms_are_taken_and_confidence_stays_apart(drafted: Drafted, likelihood: str) -> None:
    work, _ = drafted
    told = desk.change(work, "1", {"likelihood": likelihood})
    assert (told["likelihood"], told["confidence"]) == (likelihood, None)
    told = desk.change(work, "1", {"confidence": "low"})
    assert (told["likelihood"], told["confidence"]) == (likelihood, "low")


def test_unknown_needs_no_because_and_takes_an_answer_back(drafted: Drafted) -> None:
    work, finding = drafted
    name = finding["elements"][0]["element"]
    desk.change(work, "1", {}, [(name, "yes", "E-0001")])
    told = desk.change(work, "1", {}, [(name, "unknown", "")])
    assert {e["answer"] for e in told["elements"]} == {"unknown"}


def test_an_exercise_and_the_real_never_stand_in_one_finding(full: Workspace, tmp_path: Path) -> None:
    real = meeting().replace(str(SHIPS[0]), "440000001").replace(str(SHIPS[1]), "440000002")
    taken(full, put(tmp_path, "real.csv", real.replace("EXERCISE SHIP", "SHIP")), simulated=False)
    pipeline.detect(full)
    desk.every(full)
    leads = {lead["simulated"]: lead["id"] for lead in pipeline.read_leads(full)}
    assert set(leads) == {True, False}
    before = everything(full)
    with pytest.raises(BadInput, match="exercise and real"):
        pipeline.draft(full, list(leads.values()))
    assert everything(full) == before
    assert pipeline.draft(full, [leads[False]])["simulated"] is False


def test_a_finding_takes_the_strictest_handling_of_its_leads(work: Workspace, tmp_path: Path) -> None:
    for name, label, place in (("a", "TLP:GREEN", "36.0"), ("b", "TLP:AMBER+STRICT", "37.0")):
        moved = meeting().replace(",36.0", f",{place}")
        moved = moved if name == "a" else moved.replace("79000000", "79000001").replace("SHIP ", "SHIP B")
        taken(work, put(tmp_path, f"{name}.csv", moved), handling=label)
    pipeline.detect(work)
    leads = pipeline.read_leads(work)
    assert {lead["handling"] for lead in leads} == {"TLP:GREEN", "TLP:AMBER+STRICT"}
    told = pipeline.draft(work, [lead["id"] for lead in leads])
    assert told["handling"] == "TLP:AMBER+STRICT"
    assert {e["handling"] for e in told["evidence"]} == {"TLP:GREEN", "TLP:AMBER+STRICT"}


def test_a_finding_keeps_the_lead_that_it_took(drafted: Drafted, tmp_path: Path) -> None:
    work, finding = drafted
    longer = "\n".join(meeting().split("\n")[-11:]).replace("2026-03-05T0", "2026-03-05T1")
    taken(work, put(tmp_path, "later.csv", meeting().split("\n")[0] + "\n" + longer))
    pipeline.detect(work)
    assert desk.show(work, "1")["leads"] == finding["leads"]


def test_no_leads_make_no_finding(full: Workspace) -> None:
    with pytest.raises(BadInput, match="at least one lead"):
        pipeline.draft(full, [])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=12) | st.sampled_from(["F-0002", "0", "-1", "F-", "1.0", "Ⅰ", "1 OR 1=1"]))
def test_a_number_that_no_finding_has_is_unknown(drafted: Drafted, name: str) -> None:
    work, _ = drafted
    if name.upper().removeprefix("F-").isdecimal() and int(name.upper().removeprefix("F-")) == 1:
        return
    with pytest.raises(UnknownName, match="F-0001"):
        desk.show(work, name)


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE ledger; --", "%s %d {0} ?", "평양 🚢", "a\u0000b", "<script>"]
)
def test_text_stays_text(drafted: Drafted, text: str) -> None:
    work, finding = drafted
    name = finding["elements"][0]["element"]
    told = desk.change(work, "1", {"title": text, "claim": text}, [(name, "no", text)], [("anchorage", text)])
    assert told["title"] == told["claim"] == told["explanations"][0]["weighed"] == text
    assert desk.show(work, "1") == told
    assert next(ledger.entries(work.execute, "finding.changed")).body["words"]["title"] == text


def test_two_workspaces_in_one_process_keep_their_findings_apart(full: Workspace, work: Workspace) -> None:
    draft(full)
    assert desk.every(work) == []
    assert len(desk.every(full)) == 1
    assert desk.every(work) == []


def test_the_commands_set_and_show_what_the_desk_holds(drafted: Drafted) -> None:
    work, finding = drafted
    at = ("--workspace", work.folder)
    name = finding["elements"][0]["element"]
    leadline("finding", "set", "F-0001", "--likelihood", "likely", "--confidence", "low", "--weigh", "anchorage=no",
             "--element", f"{name}=yes:E-0001 shows: it", *at)  # fmt: skip
    told = leadline("finding", "show", "1", "--json", *at).only
    assert told == desk.show(work, "1")
    assert next(e for e in told["elements"] if e["element"] == name)["because"] == "E-0001 shows: it"
    text = leadline("finding", "show", "1", *at).stdout
    for word in (
        "EXERCISE",
        "Likelihood: likely",
        "Confidence: low",
        f"{name}: yes",
        "SHA-256",
        "row 2",
        "Replies:",
    ):
        assert word in text
    assert leadline("finding", "list", "--json", *at).only["id"] == "F-0001"
    refused = leadline("finding", "set", "1", "--element", f"{name}=yes", *at, expect=2)
    assert "why yes?" in refused.stderr


def test_the_migrations_are_complete(work: Workspace) -> None:
    from django.core.management import call_command

    desk.every(work)  # configures Django
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
