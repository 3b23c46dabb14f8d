"""The order of things, from files to leads: idempotent, whole, and the same whichever way one goes."""

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import ibis
import pytest

from leadline import pipeline
from leadline.derived import _build
from leadline.detectors import _detector
from leadline.errors import BadContent, UnknownName
from leadline.store import ledger
from leadline.store.workspace import Workspace
from leadline.tables import contract, of_kind
from tests.planted import SHIPS, leadline, many, meeting, put, rows, taken

pytestmark = pytest.mark.slow

DERIVED = [one.name for one in of_kind("derived")]
LISTS = 2 * 2
"""Files of the lists that the package brings: two of them, each with listings and statements."""


def kinds(work: Workspace) -> list[str]:
    return [entry.kind for entry in ledger.entries(work.execute)]


def without_file(row: dict[str, object]) -> dict[str, object]:
    """A row but for what names the file that it came from."""
    return {
        k: v for k, v in row.items() if not k.endswith(("_id", "_by")) and k not in {"row", "fix_a", "fix_b"}
    }


def test_everything_is_built_once_and_again_only_when_something_is_new(
    full: Workspace, tmp_path: Path
) -> None:
    assert pipeline.build_derived(full) is False
    before = kinds(full)
    pipeline.detect(full)
    assert kinds(full) == [*before, "detect"]
    taken(full, put(tmp_path, "more.csv", many(2, 500)))
    assert pipeline.build_derived(full) is True
    assert pipeline.build_derived(full) is False


def test_detecting_again_gives_the_same_leads(full: Workspace) -> None:
    before = pipeline.read_leads(full)
    counts = pipeline.detect(full)
    assert (counts["meeting_at_sea"], sum(counts.values())) == (1, 1)
    assert pipeline.read_leads(full) == before


def test_leads_of_other_detectors_stay(full: Workspace) -> None:
    before = pipeline.read_leads(full)
    assert pipeline.detect(full, ["silence_beside_dprk"]) == {"silence_beside_dprk": 0}
    assert pipeline.read_leads(full) == before
    assert pipeline.detect(full, ["meeting_at_sea"]) == {"meeting_at_sea": 1}
    assert pipeline.read_leads(full) == before


def test_leads_of_a_detector_that_is_gone_go_too(full: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {id_: one for id_, one in _detector.find().items() if id_ != "meeting_at_sea"}
    monkeypatch.setattr(_detector, "find", lambda folders=(): known)
    assert len(pipeline.read_leads(full)) == 1
    pipeline.detect(full)
    assert pipeline.read_leads(full) == []


def test_two_that_detect_at_once_keep_each_others_leads(
    work: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(work, put(tmp_path, "meeting.csv", meeting()))
    replace = pipeline._replace_leads

    def after_another(*given: object, **more: object) -> None:
        monkeypatch.setattr(pipeline, "_replace_leads", replace)
        with Workspace.open(work.folder) as other:
            assert pipeline.detect(other, ["meeting_at_sea"]) == {"meeting_at_sea": 1}
        replace(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "_replace_leads", after_another)
    pipeline.detect(work, ["silence_beside_dprk"])
    assert [lead["detector"] for lead in pipeline.read_leads(work)] == ["meeting_at_sea"]
    work.verify()


def test_tables_that_another_built_meanwhile_are_left_alone(
    full: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(full, put(tmp_path, "more.csv", many(2, 500)))
    writing = Workspace.writing

    def after_another(self: Workspace) -> AbstractContextManager[None]:
        monkeypatch.setattr(Workspace, "writing", writing)
        with Workspace.open(full.folder) as other:
            assert pipeline.build_derived(other) is True
        return writing(self)

    monkeypatch.setattr(Workspace, "writing", after_another)
    assert pipeline.build_derived(full) is False
    full.verify()


def test_tables_built_twice_never_share_a_folder(full: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = full.lake.files(full.execute, "tracks")
    monkeypatch.setattr(_build, "fresh", lambda *_: False)
    monkeypatch.setattr(_build, "_code", lambda _: "another")
    assert pipeline.build_derived(full) is True
    assert full.lake.files(full.execute, "tracks") != before
    full.verify()


@pytest.mark.parametrize("column", ["mmsi", "first_at", "lat", "opened_by"])
def test_a_detector_that_leaves_open_what_a_lead_must_say_is_refused(
    full: Workspace, monkeypatch: pytest.MonkeyPatch, column: str
) -> None:
    known = _detector.find()
    real = known["meeting_at_sea"]

    def open_(*given: Any, **more: Any) -> Any:
        found = real.function(*given, **more)
        return found.mutate(**{column: ibis.null(found[column].type())})

    monkeypatch.setattr(
        _detector, "find", lambda folders=(): {"meeting_at_sea": replace(real, function=open_)}
    )
    with pytest.raises(BadContent, match=f"meeting_at_sea: {column} may not be null"):
        pipeline.detect(full)


def test_a_sentence_about_a_fact_that_is_unknown_is_refused(
    full: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = _detector.find()["meeting_at_sea"]
    asks = replace(real, says="{unknown_m:.1f} m", facts=(*real.facts, "unknown_m"),
                   function=lambda *given: real.function(*given).mutate(unknown_m=ibis.null("float64")))  # fmt: skip
    monkeypatch.setattr(_detector, "find", lambda folders=(): {"meeting_at_sea": asks})
    with pytest.raises(BadContent, match="meeting_at_sea: a sentence can't be filled in"):
        pipeline.detect(full)


def test_an_unknown_detector_is_refused_before_anything_is_built(work: Workspace) -> None:
    with pytest.raises(UnknownName, match="meeting_at_sea"):
        pipeline.detect(work, ["meeting_at_sea", "meeting"])
    assert kinds(work) == ["init"]


def test_one_file_or_two_in_any_order_tell_the_same(tmp_path: Path) -> None:
    lines = meeting().splitlines(keepends=True)
    half = len(lines) // 2
    files = [
        put(tmp_path, "a.csv", "".join(lines[:half])),
        put(tmp_path, "b.csv", lines[0] + "".join(lines[half:])),
    ]
    whole = put(tmp_path, "whole.csv", meeting())
    told = []
    for name, given in {"one": [whole], "two": files, "turned": files[::-1]}.items():
        with Workspace.create(tmp_path / name, "Desk") as work:
            taken(work, *given)
            pipeline.detect(work)
            tables = {t: sorted(map(str, map(without_file, rows(work, t)))) for t in ("positions", *DERIVED)}
            (lead,) = pipeline.read_leads(work)
            told.append(
                (tables, lead["says"], lead["facts"], lead["subjects"], lead["first_at"], lead["last_at"])
            )
            work.verify()
    assert told[0] == told[1] == told[2]


def test_two_members_with_the_same_file_get_the_same_leads(tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", meeting())
    told = []
    for name in ("one", "two"):
        with Workspace.create(tmp_path / name, "Desk") as work:
            taken(work, file)
            pipeline.detect(work)
            told.append(pipeline.read_leads(work))
    assert told[0] == told[1]


def test_a_stranger_elsewhere_changes_no_lead(full: Workspace, tmp_path: Path) -> None:
    (before,) = pipeline.read_leads(full)
    far = meeting().replace(",36.0", ",-36.0").replace(str(SHIPS[0]), "790000077").replace("SHIP", "STRANGER")
    taken(
        full,
        put(tmp_path, "far.csv", "\n".join(r for r in far.splitlines() if str(SHIPS[1]) not in r) + "\n"),
    )
    pipeline.detect(full)
    assert pipeline.read_leads(full) == [before]


def test_a_lead_keeps_its_id_when_the_meeting_grows_longer(tmp_path: Path) -> None:
    lines = meeting().splitlines(keepends=True)
    told = []
    for name, count in (("short", 61), ("long", len(lines))):
        with Workspace.create(tmp_path / name, "Desk") as work:
            early = put(tmp_path, "early.csv", "".join(lines[:61]))
            late = put(tmp_path, f"{name}.csv", lines[0] + "".join(lines[61:count]))
            taken(work, early, *([late] if count > 61 else []))
            pipeline.detect(work)
            told += pipeline.read_leads(work)
    short, long = told
    assert short["id"] == long["id"]
    assert short["version"] != long["version"]
    assert short["last_at"] < long["last_at"]


def test_what_is_derived_carries_the_strictest_of_its_parents(work: Workspace, tmp_path: Path) -> None:
    lines = meeting().splitlines(keepends=True)
    ours = [r for r in lines[1:] if r.startswith(str(SHIPS[0]))]
    theirs = [r for r in lines[1:] if r.startswith(str(SHIPS[1]))]
    taken(work, put(tmp_path, "a.csv", lines[0] + "".join(ours)), handling="TLP:GREEN", originator="A")
    taken(work, put(tmp_path, "b.csv", lines[0] + "".join(theirs)), handling="TLP:RED", originator="B")
    pipeline.detect(work)
    (lead,) = pipeline.read_leads(work)
    (encounter,) = rows(work, "encounters")
    assert lead["handling"] == encounter["handling"] == "TLP:RED"
    assert lead["simulated"] is encounter["simulated"] is True
    assert {(r["mmsi"], r["handling"]) for r in rows(work, "tracks")} == {
        (SHIPS[0], "TLP:GREEN"),
        (SHIPS[1], "TLP:RED"),
    }
    for name in DERIVED:
        for column in ("handling", "originator"):
            assert all(row[column] for row in rows(work, name) if column in contract(name).names)


def test_progress_ends_where_it_said_that_it_would(work: Workspace, tmp_path: Path) -> None:
    seen: dict[str, tuple[int, int]] = {}

    def show(what: str, done: int, total: int) -> None:
        assert 0 <= done <= total
        assert done >= seen.get(what, (0, 0))[0]
        seen[what] = (done, total)

    file = put(tmp_path, "a.csv", many(2_000))
    taken(work, file, progress=show)
    pipeline.detect(work, progress=show)
    size = file.stat().st_size
    assert seen["archive a.csv"] == seen["read a.csv"] == (size, size)
    assert seen["build"] == (len(DERIVED), len(DERIVED))
    count = len(_detector.find())
    assert seen["detect"] == (count, count)


def test_an_empty_workspace_runs_and_has_every_table(folder: Path) -> None:
    told = leadline("run", "--json", "--workspace", folder).only
    assert told["tables"]["listings"] > 0
    assert {name for name, count in told["tables"].items() if count} == {
        "listings",
        "statements",
        "ports",
        "zones",
    }
    assert leadline("leads", "--json", "--workspace", folder).lines == []
    assert leadline("verify", folder, "--json").only["lake_files"] == LISTS + len(DERIVED) + 1


def test_the_content_that_is_found_is_what_the_package_has(work: Workspace) -> None:
    found = pipeline.content(work.settings)
    assert {row["kind"] for row in found} == {"source", "detector", "list", "measure", "section"}
    ids = [(row["kind"], row["id"]) for row in found]
    assert len(ids) == len(set(ids))
    assert {
        ("source", "ais"),
        ("source", "reported"),
        ("detector", "meeting_at_sea"),
        ("measure", "coal"),
    } <= set(ids)
    assert all(row["says"] and Path(row["file"]).exists() for row in found)


@pytest.mark.parametrize(("kind", "name"), [("source", "reported"), ("detector", "silence_beside_dprk")])
def test_checking_content_says_what_held(work: Workspace, kind: str, name: str) -> None:
    assert len(pipeline.check(work, kind, name)) >= 2
    assert kinds(work) == ["init"], "a check leaves nothing"
