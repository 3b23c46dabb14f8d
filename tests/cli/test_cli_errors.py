"""Exit codes, each shown; a sentence for people on stderr and, with --json, the same as an object."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.planted import Told, leadline, many, put

from leadline.store.workspace import Workspace


def failed(told: Told) -> dict[str, Any]:
    """The error as JSON, which says what stderr says."""
    assert told.only["exit_code"] == told.exit_code
    assert told.stderr == f"leadline: {told.only['says']}\n"
    return told.only


@pytest.mark.parametrize(
    ("command", "error", "near"),
    [
        (("table", "positons"), "UnknownName", "positions"),
        (("detect", "meeting_on_sea"), "UnknownName", "meeting_at_sea"),
        (("check", "source", "aiss"), "UnknownName", "ais"),
        (("check", "detector", "silence"), "UnknownName", "silence_beside_dprk"),
        (("law", "show", "cole"), "UnknownName", "coal"),
        (("ingest", "report", "x.csv"), "UnknownName", "reported"),
        (("finding", "show", "F-0001"), "UnknownName", "none yet"),
        (("finding", "show", "9" * 5000), "UnknownName", "none yet"),
        (("finding", "draft", "577f5acf36a8e1ab"), "UnknownName", "577f5acf36a8e1aa"),
        (("finding", "draft", ""), "UnknownName", "577f5acf36a8e1aa"),
        (("finding", "set", "1", "--title", "x"), "UnknownName", "none yet"),
        (("ingest", "ais", "missing.csv"), "BadInput", "missing.csv"),
        (("ingest", "ais", "x.csv", "--columns", "mmsi"), "BadInput", "ours=theirs"),
        (("ingest", "ais", "x.csv", "--handling", "RED"), "BadInput", "TLP:RED"),
        (("table", "gaps", "--csv", "no/such/folder/out.csv"), "BadInput", "no/such/folder/out.csv"),
        (("table", "gaps", "--parquet", "no/such/folder/out"), "BadInput", "no/such/folder/out"),
        (("report", "build", "missing.yml"), "BadInput", "missing.yml"),
        (("finding", "set", "1", "--element", "coal"), "BadInput", "NAME="),
        (("finding", "set", "1", "--weigh", "=x"), "BadInput", "NAME="),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else None,
)
def test_2_is_bad_input_and_names_what_is_near(
    done: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    error: str,
    near: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    told = failed(leadline(*command, "--json", "--workspace", done, expect=2))
    assert told["error"] == error
    assert near in told["says"]
    plain = leadline(*command, "--workspace", done, expect=2)
    assert plain.stdout == ""
    assert plain.stderr == f"leadline: {told['says']}\n"


@pytest.mark.parametrize(
    "command",
    [("tabel",), ("table",), ("table", "gaps", "--limit", "-1"), ("leads", "--limit", "-1"), ("detect", "--engine", "sqlite"),
     ("law", "show", "coal", "--on", "2017-13-01"), ("check", "list", "x"), ("ingest", "ais"), ("verify", "missing")],
    ids=" ".join,
)  # fmt: skip
def test_2_is_a_command_that_is_not_understood(done: Path, command: tuple[str, ...]) -> None:
    told = leadline(*command, expect=2, env={"LEADLINE_WORKSPACE": str(done)})
    assert "Usage: " in told.stderr
    assert "Error: " in told.stderr
    as_json = leadline(*command, "--json", expect=2, env={"LEADLINE_WORKSPACE": str(done)})
    assert as_json.only["error"] == "BadInput"
    assert as_json.only["exit_code"] == 2
    assert as_json.only["says"] in as_json.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("ingest", "ais", "x.csv", "--originator", "Desk \udcff"),
        ("ingest", "ais", "x.csv", "--time-format", "\udcff"),
        ("finding", "set", "1", "--claim", "\udcff"),
        ("finding", "set", "1", "--element", "coal=yes:\udcff"),
        ("finding", "show", "\udcff"),
        ("init", "new", "--originator", "\udcff"),
    ],
    ids=lambda value: " ".join(value[:2]),
)
def test_2_is_text_that_is_no_utf_8(
    done: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    told = failed(leadline(*command, "--json", expect=2, env={"LEADLINE_WORKSPACE": str(done)}))
    assert "UTF-8" in told["says"] or "originator" in told["says"]


def test_who_and_originator_are_readable_whatever_their_bytes(folder: Path, tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", many(1))
    env = {"LEADLINE_WHO": "A \udcff", "LEADLINE_ORIGINATOR": "B \udcff"}
    leadline("ingest", "ais", file, "--exercise", "--workspace", folder, env=env)
    assert leadline("table", "positions", "--json", "--workspace", folder).only["originator"] == "B \ufffd"
    with Workspace.open(folder) as work:
        assert work.execute("SELECT DISTINCT who FROM ledger WHERE kind = 'ingest'", ()) == [("A \ufffd",)]
        work.verify()


def test_2_is_a_folder_that_is_no_workspace(tmp_path: Path) -> None:
    for command in (("leads", "--workspace", tmp_path), ("verify", tmp_path)):
        told = failed(leadline(*command, "--json", expect=2))
        assert f"leadline init {tmp_path}" in told["says"]
    (tmp_path / "file").write_text("x")
    for place in ("file", "file/below"):
        told = failed(leadline("init", tmp_path / place, "--json", expect=2))
        assert str(tmp_path / "file") in told["says"]


def test_2_is_a_disk_that_is_full(done: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("/dev/full is not here")
    told = failed(leadline("table", "positions", "--csv", full, "--json", "--workspace", done, expect=2))
    assert "No space left" in told["says"]


def own(folder: Path, kind: str, name: str, text: str) -> None:
    """Content of one's own in the workspace."""
    place = folder / "mine" / name
    place.parent.mkdir(parents=True)
    place.write_text(text, encoding="utf-8")
    (folder / "leadline.toml").write_text(f'[content]\n{kind} = ["mine"]\n')


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("sources", "toys/source.yml", "id: toys\n"),
        ("lists", "toys.yml", "id: bears\n"),
        ("lists", "toys.yml", "id: [\n"),
        ("measures", "toys.yml", "id: toys\n"),
        ("detectors", "toys.py", "from leadline.detectors._detector import detector\n\n@detector(says='x', measures=())\n"
         "def toys(nothing, *, n=1):\n    '''A toy.'''\n    return nothing\n"),
    ],
)  # fmt: skip
def test_3_is_content_of_ones_own_that_the_frame_refuses(
    folder: Path, kind: str, name: str, text: str
) -> None:
    own(folder, kind, name, text)
    told = failed(leadline("content", "--json", "--workspace", folder, expect=3))
    assert told["error"] == "BadContent"
    assert "toys" in told["says"]


@pytest.mark.parametrize("kind", ["detectors", "sources"])
@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("def (", "SyntaxError"),
        ("no_such_name", "NameError"),
        ("import no_such_package", "ModuleNotFoundError"),
        ("raise SystemExit(9)", "SystemExit"),
        ("1 / 0", "ZeroDivisionError"),
        ("\0", "null bytes"),
    ],
)
def test_3_is_python_from_outside_that_does_not_load(folder: Path, kind: str, text: str, error: str) -> None:
    if kind == "detectors":
        own(folder, kind, "toys.py", text)
    else:
        card = "id title says publisher licence terms cadence"
        lines = [f"{name}: toys" for name in card.split()] + ["tables: [positions]", "layouts: {}"]
        own(folder, kind, "toys/source.yml", "\n".join(lines))
        (folder / "mine/toys/source.py").write_text(text)
        (folder / "mine/toys/sample").mkdir()
        (folder / "mine/toys/expected.yml").write_text("")
    told = failed(leadline("content", "--json", "--workspace", folder, expect=3))
    assert str(folder / "mine") in told["says"]
    assert error in told["says"]


ENTRY = "{name: A, schema: Vessel, ref: A, designations: [{measure: ban, from: 2020-01-01}, {measure: ban, from: 2021-01-01}]}"
TWICE = f"""\
id: toys
title: t
authority: t
binds: t
as_of: 2026-01-01
source: t
licence: t
min_entries: 1
max_entries: 1
entries: [{ENTRY}]
"""


@pytest.mark.parametrize(
    ("data", "near"),
    [(b"id: toys\xff", "utf-8"), (b"[" * 100_000, "nested"), (TWICE.encode(), "'ban' is given twice")],
)
@pytest.mark.parametrize("command", ["content", "run"])
def test_3_is_a_list_that_cannot_be_read(folder: Path, data: bytes, near: str, command: str) -> None:
    own(folder, "lists", "toys.yml", "")
    (folder / "mine/toys.yml").write_bytes(data)
    told = failed(leadline(command, "--json", "--workspace", folder, expect=3))
    assert "List toys" in told["says"]
    assert near in told["says"]


@pytest.mark.parametrize("data", [b"id: toys\xff", b"[" * 100_000])
def test_3_is_a_source_card_that_cannot_be_read(folder: Path, data: bytes) -> None:
    own(folder, "sources", "toys/source.yml", "")
    (folder / "mine/toys/source.yml").write_bytes(data)
    for name in ("source.py", "sample", "expected.yml"):
        (folder / "mine/toys" / name).touch()
    assert "Source toys" in failed(leadline("content", "--json", "--workspace", folder, expect=3))["says"]


@pytest.mark.parametrize("kind", ["sources", "detectors", "lists"])
def test_3_is_a_folder_of_content_that_is_not_there(folder: Path, kind: str) -> None:
    (folder / "leadline.toml").write_text(f'[content]\n{kind} = ["gone"]\n')
    told = failed(leadline("content", "--json", "--workspace", folder, expect=3))
    assert f"{folder / 'gone'} is named in leadline.toml but isn't there" in told["says"]


@pytest.mark.parametrize("name", ["Toys", "to.ys", "-toys", "list~toys", "to ys", "장난감"])
@pytest.mark.parametrize("kind", ["sources", "lists"])
def test_3_is_an_id_that_no_file_should_have(folder: Path, kind: str, name: str) -> None:
    own(folder, kind, f"{name}/source.yml" if kind == "sources" else f"{name}.yml", f"id: {name}\n")
    told = failed(leadline("content", "--json", "--workspace", folder, expect=3))
    assert "an id has small letters" in told["says"]


def test_4_is_something_that_must_be_installed_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr("leadline.store.engine.shutil.which", lambda name: None)
    command = ("table", "positions", "--engine", "spark", "--json", "--workspace", folder)
    told = failed(leadline(*command, expect=4))
    assert told["error"] == "MissingPiece"
    assert "install" in told["says"]


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


def test_5_names_the_broken_byte_of_the_archive(done: Path) -> None:
    with Workspace.open(done) as work:
        ((id_,),) = work.execute("SELECT archived_id FROM archived WHERE name = 'meeting.csv'", ())
        path = work.archive.path(id_)
    flip(path, 5_000)
    told = failed(leadline("verify", done, "--json", expect=5))
    assert told["error"] == "Damaged"
    assert "'meeting.csv'" in told["says"]
    assert str(path) in told["says"]
    assert "byte 5000" in told["says"]


def test_5_names_the_broken_byte_of_the_lake(done: Path) -> None:
    (path,) = (done / "lake/leads").glob("*/*.parquet")
    flip(path, 77)
    told = failed(leadline("verify", "--workspace", done, "--json", expect=5))
    assert (
        f"Lake: a file of table leads is damaged: in {path} the first broken byte is byte 77." == told["says"]
    )


@pytest.mark.parametrize("place", [0, -1])
def test_5_names_a_file_that_was_cut_or_grew(done: Path, place: int) -> None:
    (path,) = (done / "lake/leads").glob("*/*.parquet")
    data = path.read_bytes()
    path.write_bytes(data[:1000] if place else data + b"x")
    told = failed(leadline("verify", done, "--json", expect=5))
    assert str(path) in told["says"]
    assert str(len(data)) in told["says"] or f"to {len(data)}" in told["says"]


def test_5_names_the_broken_entry_of_the_ledger(done: Path) -> None:
    db = sqlite3.connect(done / "leadline.db")
    with db:
        db.execute("DROP TRIGGER ledger_keeps")
        db.execute("UPDATE ledger SET who = 'nobody' WHERE seq = 3")
    db.close()
    told = failed(leadline("verify", done, "--json", expect=5))
    assert told["says"].startswith("Ledger: entry 3 (")


def test_5_is_a_database_that_is_damaged(done: Path) -> None:
    for name in ("leadline.db-wal", "leadline.db-shm"):
        (done / name).unlink(missing_ok=True)
    flip(done / "leadline.db", 3)  # in the words that begin an SQLite file
    for command in (("verify", done), ("leads", "--workspace", done)):
        assert "leadline.db" in failed(leadline(*command, "--json", expect=5))["says"]


def test_after_damage_the_copy_verifies(done: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(done, tmp_path / "copy"))
    (path,) = (done / "lake/leads").glob("*/*.parquet")
    flip(path, 77)
    leadline("verify", done, expect=5)
    told = leadline("verify", copy, "--json").only
    assert told["verified"] is True
    assert told["archived_files"] == 4
    assert len(told["ledger_root"]) == 64


def test_0_is_done_though_rows_were_refused(folder: Path, tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", many(1) + "790000001,2026-03-04T20:00:00Z,91,0,,,,,\n")
    told = leadline("ingest", "ais", file, "--exercise", "--workspace", folder)
    assert "2 rows = 1 used + 1 rejected" in told.stdout
    assert "rejected 1: latitude out of range" in told.stdout
    assert told.stderr == ""


FIELDS = "title, claim, state, likelihood, confidence, handling, simulated, drafted_at, drafted_by"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE investigations_finding SET claim = 'They did it.'",
        "UPDATE investigations_finding SET handling = 'TLP:CLEAR'",
        "UPDATE investigations_finding SET simulated = 0",
        "UPDATE investigations_finding SET state = 'published'",
        "UPDATE investigations_evidence SET says = 'A confession.' WHERE id = 1",
        "UPDATE investigations_evidence SET simulated = 0 WHERE id = 1",
        "UPDATE investigations_elementanswer SET answer = 'yes', because = 'so' WHERE id = 1",
        "UPDATE investigations_leadtaken SET told = '[]'",
        "UPDATE investigations_finding SET drafted_at = 'never'",
        f"INSERT INTO investigations_finding (id, {FIELDS}) SELECT 7, {FIELDS} FROM investigations_finding",
        "DELETE FROM investigations_finding",
        "DROP TABLE investigations_finding",
    ],
)
def test_5_names_a_finding_that_was_changed_behind_the_ledgers_back(done: Path, sql: str) -> None:
    lead = leadline("leads", "--json", "--workspace", done).only["id"]
    leadline("finding", "draft", lead, "--workspace", done)
    leadline("finding", "set", "1", "--title", "T", "--workspace", done)
    assert leadline("verify", done, "--json").only["findings"] == 1
    db = sqlite3.connect(done / "leadline.db")
    with db:
        before = db.total_changes
        db.execute(sql)
        assert db.total_changes > before or sql.startswith("DROP")
    db.close()
    told = failed(leadline("verify", done, "--json", expect=5))
    assert told["says"].startswith("Findings: F-000")
    if sql.startswith("UPDATE"):  # a change doesn't vouch for what was forged
        told = failed(
            leadline("finding", "set", "1", "--title", "U", "--json", "--workspace", done, expect=5)
        )
        assert told["says"].startswith("Findings: F-000")
