"""What goes into a report from its file and its workspaces, and what may not."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from leadline import pipeline
from leadline.errors import BadInput, Gate, Hostile, UnknownName
from leadline.investigations import desk
from leadline.reports import reported_acts, scenes
from leadline.reports.build import build, compose
from leadline.reports.gather import gather, read_report_file
from leadline.reports.material import Material
from leadline.reports.numbering import plain
from leadline.store.workspace import Workspace
from tests.planted import HEADER, SHIPS, START, leadline, line, meeting, put, rows, taken

BASE = "number: T/1\ntitle: A test\n"


def made(work: Workspace, folder: Path, more: str = "", handling: str = "TLP:AMBER") -> Material:
    return gather(work, read_report_file(put(folder, "report.yml", f"{BASE}handling: {handling}\n{more}")))


def acts_in(work: Workspace, file: Path, *acts: str, **more: Any) -> None:
    """Ingest acts written as YAML flow mappings; real ones unless said otherwise."""
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(f"- {{kind: sighting, reported_by: Desk, {act}}}\n" for act in acts), "utf-8")
    (done,) = taken(work, file, source="reported", **{"simulated": False} | more)
    assert done.rejected == 0, done.reasons


def drafted(work: Workspace) -> dict[str, Any]:
    (lead,) = [one for one in pipeline.read_leads(work) if one["detector"] == "meeting_at_sea"]
    return pipeline.draft(work, [lead["id"]])


# ---- handling


def test_a_finding_is_not_printed_under_a_wider_label(full: Workspace, tmp_path: Path) -> None:
    drafted(full)
    with pytest.raises(
        Gate, match=r"Finding F-0001 is TLP:AMBER.* would be TLP:CLEAR.* raise .* to TLP:AMBER"
    ):
        made(full, tmp_path, handling="TLP:CLEAR")
    (finding,) = made(full, tmp_path, handling="TLP:RED").findings
    assert finding.handling == "TLP:AMBER"


def test_an_act_and_its_evidence_are_not_printed_under_a_wider_label(work: Workspace, tmp_path: Path) -> None:
    acts_in(work, tmp_path / "a.yml", "act: a1, says: Seen", handling="TLP:RED")
    acts_in(work, tmp_path / "b.yml", "act: a2, says: Heard", handling="TLP:GREEN")
    with pytest.raises(Gate, match="Act a1 is TLP:RED"):
        made(work, tmp_path)
    assert [act.handling for act in made(work, tmp_path, "acts: a2").acts] == ["TLP:GREEN"]
    material = made(work, tmp_path, handling="TLP:RED")
    assert [item.handling for item in material.evidence] == ["TLP:RED", "TLP:GREEN"]
    data = material.model_dump() | {"acts": ()}
    with pytest.raises(Gate, match=r"Evidence E-0001 \(row 1 of a.yml\) is TLP:RED"):
        Material.model_validate(data | {"meta": data["meta"] | {"handling": "TLP:AMBER+STRICT"}})


def test_a_track_that_is_drawn_counts_with_its_own_label(work: Workspace, tmp_path: Path) -> None:
    taken(work, put(tmp_path, "meeting.csv", meeting()), handling="TLP:GREEN")
    before = [line(SHIPS[0], START - timedelta(minutes=10 * n), 36.0, 123.5) for n in (3, 2, 1)]
    taken(work, put(tmp_path, "secret.csv", "\n".join([HEADER, *before])), handling="TLP:RED")
    pipeline.detect(work)
    told = desk.show(work, drafted(work)["id"])
    numbers = {e["observation_id"]: e["id"] for e in told["evidence"]}
    labels = {track.mmsi: track.handling for track in scenes.scene(work, told["leads"], numbers).tracks}
    assert labels == {str(SHIPS[0]): "TLP:RED", str(SHIPS[1]): "TLP:GREEN"}
    data = made(work, tmp_path, handling="TLP:RED").model_dump()
    finding = data["findings"][0] | {"handling": "TLP:GREEN"}
    evidence = [e | {"handling": "TLP:GREEN"} for e in data["evidence"]]
    meta = data["meta"] | {"handling": "TLP:GREEN"}
    with pytest.raises(Gate, match=r"The track of EXERCISE SHIP 1, drawn for finding F-0001, is TLP:RED"):
        Material.model_validate(data | {"meta": meta, "findings": [finding], "evidence": evidence})


def test_a_report_that_the_gate_stops_writes_nothing(done: Path, tmp_path: Path) -> None:
    with Workspace.open(done) as work:
        drafted(work)
    file = put(tmp_path, "report.yml", f"{BASE}handling: TLP:GREEN\n")
    out = tmp_path / "out"
    leadline("report", "build", file, "--format", "json", "--out", out, "--workspace", done, expect=6)
    assert not out.exists()
    with Workspace.open(done) as work:
        assert work.last("report.built") is None


def test_the_annex_says_how_evidence_is_handled_unless_all_is_clear(work: Workspace, tmp_path: Path) -> None:
    acts_in(work, tmp_path / "a.yml", "act: a1, says: Seen", handling="TLP:CLEAR")
    assert "TLP:CLEAR" in str(annex(made(work, tmp_path, handling="TLP:GREEN")))
    assert "TLP:CLEAR" not in str(annex(made(work, tmp_path, handling="TLP:CLEAR")))


def annex(material: Material) -> list[list[Any]]:
    sections = {section["name"]: section for section in plain(compose(material))["sections"]}
    (table,) = [block for block in sections["evidence"]["blocks"] if block["kind"] == "table"]
    rows_: list[list[Any]] = table["rows"]
    return rows_


# ---- exercises

REAL = "act: a1, says: Seen, case_ref: c1"
PLAYED = "act: a2, says: 'EXERCISE: seen', case_ref: c2"


def test_a_case_of_an_exercise_says_so_and_a_real_one_does_not(work: Workspace, tmp_path: Path) -> None:
    acts_in(work, tmp_path / "real.yml", REAL)
    acts_in(work, tmp_path / "played.yml", PLAYED, simulated=True)
    material = made(work, tmp_path)
    assert [act.simulated for act in material.acts] == [False, True]
    assert (material.exercise, material.meta.exercise) == (True, False)
    tree = plain(compose(material))
    (cases,) = [section for section in tree["sections"] if section["name"] == "documented_cases"]
    flags = [block["exercise"] for block in cases["blocks"]]
    (turn,) = [n for n, flag in enumerate(flags) if flag and not flags[n - 1]]
    assert flags == [False] * turn + [True] * (len(flags) - turn)
    assert cases["blocks"][turn]["kind"] == "heading"
    assert [row[1][0]["text"] for row in annex(material)] == ["Seen (not given)", "EXERCISE"]
    assert annex(material)[1][1][0]["kind"] == "strong"


def test_a_report_of_simulated_acts_alone_is_an_exercise_as_a_whole(work: Workspace, tmp_path: Path) -> None:
    acts_in(work, tmp_path / "played.yml", PLAYED, simulated=True)
    assert made(work, tmp_path).meta.exercise
    assert not made(work, tmp_path, "acts: []").meta.exercise


def test_a_case_is_an_exercise_or_real_never_both(work: Workspace, tmp_path: Path) -> None:
    acts_in(work, tmp_path / "real.yml", REAL)
    acts_in(work, tmp_path / "played.yml", PLAYED.replace("c2", "c1"), simulated=True)
    with pytest.raises(BadInput, match=r"Case 'c1' holds a simulated act \(a2\) and a real one \(a1\)"):
        made(work, tmp_path)
    assert not made(work, tmp_path, "acts: a1").exercise


def test_a_simulated_act_that_does_not_say_so_is_refused_by_name(
    work: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever let it into the lake."""
    acts_in(work, tmp_path / "played.yml", "act: a9, says: 'EXERCISE: seen'", simulated=True)
    (row,) = rows(work, "acts")
    monkeypatch.setattr(reported_acts, "_rows", lambda _: [row | {"says": "Seen"}])
    with pytest.raises(BadInput, match=r"'a9' of played.yml is simulated.* EXERCISE"):
        made(work, tmp_path)


def test_evidence_of_a_simulated_finding_is_simulated(full: Workspace, tmp_path: Path) -> None:
    drafted(full)
    material = made(full, tmp_path)
    assert material.evidence
    assert all(item.simulated for item in material.evidence)
    assert all(row[1][0]["text"] == "EXERCISE" for row in annex(material))


# ---- whom a finding concerns, and what is drawn


def test_whom_it_concerns_rests_on_the_evidence_of_its_leads(full: Workspace, tmp_path: Path) -> None:
    drafted(full)
    material = made(full, tmp_path)
    tree = plain(compose(material))
    (said,) = [
        block["runs"]
        for section in tree["sections"]
        for block in section["blocks"]
        if block["kind"] == "paragraph" and block["runs"][0].get("text") == "It concerns "
    ]
    note = "".join(run["text"] for run in said[-1]["runs"])
    cited = material.findings[0].leads[0].evidence
    assert note.startswith(cited[0])
    for number in cited:
        assert str(material.exhibit(number).row) in note


def test_another_ship_under_the_same_mmsi_is_not_drawn(work: Workspace, tmp_path: Path) -> None:
    """The other one is at 10 N, is silent for 20 hours, and types the same name while the meeting is on."""
    hours = [-8, -7, -6, 3, 4, 5, 25, 26, 27]
    far = [line(SHIPS[0], START + timedelta(hours=h, minutes=3), 10.0, 115.0) for h in hours]
    name = "0.2,2000001,EXERCISE SHIP 1,80,6.1"
    far.insert(4, line(SHIPS[0], START + timedelta(hours=3, minutes=33), 10.0, 115.0, name))
    taken(work, put(tmp_path, "meeting.csv", meeting()), put(tmp_path, "far.csv", "\n".join([HEADER, *far])))
    pipeline.detect(work)
    shared = {row["segment_id"] for row in rows(work, "tracks") if row["mmsi"] == SHIPS[0]}
    assert len(shared) == 2
    assert any(gap["lat_before"] < 11 for gap in rows(work, "gaps"))
    drafted(work)
    material = made(work, tmp_path)
    (finding,) = material.findings
    assert sorted(track.mmsi for track in finding.tracks) == [str(mmsi) for mmsi in SHIPS]
    assert all(fix.lat > 35 for track in finding.tracks for fix in track.points)
    assert not finding.silences
    assert not [moment.says for moment in finding.chronology if "silence" in moment.says]
    assert "silent for" not in str(plain(compose(material)))


def test_segments_that_a_lead_names_are_the_ones_that_are_drawn(full: Workspace) -> None:
    told = desk.show(full, drafted(full)["id"])
    (segment, *_) = sorted({row["segment_id"] for row in rows(full, "tracks") if row["mmsi"] == SHIPS[1]})
    leads = [lead | {"segments": [segment]} for lead in told["leads"]]
    assert [track.mmsi for track in scenes.scene(full, leads, {}).tracks] == [str(SHIPS[1])]


# ---- names


def test_acts_of_two_files_may_have_one_name(work: Workspace, tmp_path: Path) -> None:
    acts_in(work, tmp_path / "a.yml", "act: a1, says: Seen", "act: a2, says: Met")
    acts_in(work, tmp_path / "b.yml", "act: a1, says: Heard")
    acts = made(work, tmp_path).acts
    assert sorted((act.id, act.done) for act in acts) == [("a1", "Heard"), ("a1", "Seen"), ("a2", "Met")]
    assert len({act.case for act in acts}) == 3
    assert [act.done for act in made(work, tmp_path, "acts: [a2]").acts] == ["Met"]
    with pytest.raises(BadInput, match=r"2 files have an act 'a1': (a.yml and b.yml|b.yml and a.yml)"):
        made(work, tmp_path, "acts: [a1, a2]")
    with pytest.raises(UnknownName, match="a3"):
        made(work, tmp_path, "acts: a3")


def test_an_act_of_a_file_that_two_workspaces_hold_is_told_once(work: Workspace, tmp_path: Path) -> None:
    acts_in(work, tmp_path / "a.yml", "act: a1, says: Seen", handling="TLP:GREEN")
    with Workspace.create(tmp_path / "other", "Desk") as other:
        acts_in(other, tmp_path / "a.yml", "act: a1, says: Seen", handling="TLP:RED")
    material = made(work, tmp_path, "with: other", handling="TLP:RED")
    assert [act.handling for act in material.acts] == ["TLP:RED"]
    assert [item.handling for item in material.evidence] == ["TLP:RED"]
    with pytest.raises(Gate, match="a1"):
        made(work, tmp_path, "with: other", handling="TLP:GREEN")


def two_desks(folder: Path, names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        (folder / name).parent.mkdir(exist_ok=True)
        with Workspace.create(folder / name, "Desk") as work:
            rows_ = meeting() + line(SHIPS[0], START + timedelta(hours=9, minutes=number), 36.0, 123.5) + "\n"
            taken(work, put(folder, f"{number}.csv", rows_))
            pipeline.detect(work)
            drafted(work)


@pytest.mark.slow
def test_findings_of_one_number_in_two_workspaces_are_told_apart(tmp_path: Path) -> None:
    two_desks(tmp_path, ["one", "two"])
    with Workspace.open(tmp_path / "one") as work:
        material = made(work, tmp_path, "with: two")
        assert [finding.id for finding in material.findings] == ["one/F-0001", "two/F-0001"]
        assert {"Ledger of one", "Ledger of two"} <= set(material.versions)
        (finding,) = made(work, tmp_path, "with: [two]\nfindings: two/F-0001").findings
        assert finding.id == "two/F-0001"
        with pytest.raises(BadInput, match="Write one/F-0001 or two/F-0001"):
            made(work, tmp_path, "with: [two]\nfindings: F-0001")
        assert [finding.id for finding in made(work, tmp_path).findings] == ["F-0001"]
        with pytest.raises(BadInput, match="joined with itself"):
            made(work, tmp_path, "with: one")


@pytest.mark.slow
def test_workspaces_in_folders_of_one_name_are_told_apart(tmp_path: Path) -> None:
    two_desks(tmp_path, ["a/desk", "b/desk"])
    with Workspace.open(tmp_path / "a/desk") as work:
        material = made(work, tmp_path, "with: b/desk")
    assert [finding.id for finding in material.findings] == ["a/desk/F-0001", "b/desk/F-0001"]


def test_a_paragraph_that_is_not_coded_is_printed_as_such(work: Workspace, tmp_path: Path) -> None:
    acts_in(
        work,
        tmp_path / "a.yml",
        "act: a1, says: Seen, first_at: 2018-03-01, measures: [s2397-op99, s2371-op8]",
    )
    material = made(work, tmp_path)
    unknown, coal = material.acts[0].standings
    assert (unknown.kind, unknown.says) == ("not coded", "Paragraph s2397-op99 is not coded here.")
    assert coal.kind == "ban"
    assert "Paragraph s2397-op99 is not coded here." in str(plain(compose(material)))


# ---- the report file


def told(folder: Path, more: str) -> Any:
    return read_report_file(put(folder, "report.yml", f"{BASE}handling: TLP:AMBER\n{more}"))


def test_one_name_is_a_list_of_one(tmp_path: Path) -> None:
    file = told(tmp_path, "with: ../x\nfindings: F-0001\nacts: a1\n")
    assert (file.also, file.findings, file.acts) == ((tmp_path / "../x",), ("F-0001",), ("a1",))
    file = told(tmp_path, "with: [x, y]\nfindings: all\nacts: []\n")
    assert (file.also, file.findings, file.acts) == ((tmp_path / "x", tmp_path / "y"), "all", ())


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("handling: red\n", "'handling' in the report file .*report.yml: Input should be"),
        ("colour: blue\n", "'colour' in the report file"),
        ("also: [x]\n", "'also' in the report file"),
        ("with: {a: b}\n", "'with' in the report file"),
        ("with: [[a]]\n", "'with' in the report file"),
        ("findings: [[a]]\n", "'findings' in the report file .*string"),
        ("issued: tomorrow\n", "'issued' in the report file"),
        ("acts: [", "isn't a report file: .*line"),
    ],
)
def test_what_a_report_file_cannot_say_is_named_in_a_line(tmp_path: Path, more: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as refused:
        told(tmp_path, more)
    assert "pydantic" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("acts: " + "[" * 20_000 + "]" * 20_000, "nested deeper"),
        ("acts: " + "{a: " * 20_000 + "}" * 20_000, "nested deeper"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nacts: [*b, *b]\n", "anchor or an alias"),
        ("title: " + "x" * (1 << 20), "larger than"),
    ],
)
def test_a_report_file_that_unfolds_is_refused(tmp_path: Path, more: str, says: str) -> None:
    with pytest.raises(Hostile, match=says):
        told(tmp_path, more)


def test_a_report_in_no_format_is_refused(work: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="name at least one format"):
        build(made(work, tmp_path), [], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_label_that_tlp_does_not_have_is_no_label(work: Workspace, tmp_path: Path) -> None:
    data = made(work, tmp_path).model_dump()
    with pytest.raises(ValidationError, match="handling"):
        Material.model_validate(data | {"meta": data["meta"] | {"handling": "SECRET"}})
