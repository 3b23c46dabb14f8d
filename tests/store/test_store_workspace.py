"""A workspace: made once, opened whole, and never at odds with its ledger."""

import sqlite3
from pathlib import Path

import pytest
from tests.planted import many, put, rows, taken

from leadline import pipeline
from leadline.errors import BadInput, Damaged
from leadline.settings import read_settings
from leadline.store import ledger
from leadline.store.workspace import Workspace, read_head


def behind_its_back(work: Workspace, sql: str, *params: object) -> None:
    db = sqlite3.connect(work.database)
    with db:
        assert db.execute(sql, params).rowcount == 1, "the test must change something"
    db.close()


def test_a_new_workspace_has_settings_a_first_entry_and_verifies(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "a" / "ws", "Bureau Ω") as work:
        assert work.settings.originator == "Bureau Ω"
        assert [e.kind for e in ledger.entries(work.execute)] == ["init"]
        assert work.verify()["ledger_entries"] == 1


def test_making_it_again_changes_nothing(full: Workspace) -> None:
    before = ledger.head(full.execute)
    with Workspace.create(full.folder, "Another") as again:
        assert ledger.head(again.execute) == before
        assert again.settings.originator == "Desk"


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(BadInput, match="isn't empty"):
        Workspace.create(tmp_path)
    assert [f.name for f in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("below", ["", "below"])
def test_a_file_in_the_place_of_the_folder_is_said(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(BadInput):
        Workspace.create(tmp_path / "file" / below)


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "a\tb", "a\x1bb", "a\u202eb"])
def test_an_originator_that_could_break_the_settings_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="originator"):
        Workspace.create(tmp_path / "ws", name)
    assert not (tmp_path / "ws").exists()


def test_what_is_no_workspace_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=f"leadline init {tmp_path}"):
        Workspace.open(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"this is no database, but it is long enough to be read as one" * 20]
)
def test_a_database_that_is_no_database_is_damage(folder: Path, content: bytes) -> None:
    for name in ("leadline.db-wal", "leadline.db-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "leadline.db").write_bytes(content)
    with pytest.raises(Damaged, match=r"leadline\.db"), Workspace.open(folder) as work:
        work.verify()


def test_a_folder_in_the_place_of_the_database_is_damage(tmp_path: Path) -> None:
    (tmp_path / "leadline.db").mkdir()
    with pytest.raises(Damaged, match=r"leadline\.db"):
        Workspace.open(tmp_path)


def test_init_that_was_killed_can_be_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for place in ("read_settings", "_connect"):
        with monkeypatch.context() as patch:
            patch.setattr(f"leadline.store.workspace.{place}", killed)
            with pytest.raises(KeyboardInterrupt):
                Workspace.create(tmp_path / place, "Desk")
        with Workspace.create(tmp_path / place) as work:
            assert work.verify()["ledger_entries"] == 1
            assert work.settings.originator == "Desk"


def test_settings_come_from_the_file_and_the_environment_wins(folder: Path) -> None:
    (folder / "leadline.toml").write_text('originator = "File"\nthreads = 3\nhandling = "TLP:RED"\n')
    told = read_settings(folder, {"LEADLINE_THREADS": "2", "LEADLINE_MEMORY_GB": "1.5"})
    assert (told.originator, told.threads, told.memory_gb, told.handling) == ("File", 2, 1.5, "TLP:RED")
    assert read_settings(folder, {}).threads == 3


def test_content_folders_are_taken_from_the_workspace(folder: Path) -> None:
    (folder / "leadline.toml").write_text('[content]\nsources = ["mine", "/abroad"]\nlists = "one"\n')
    content = read_settings(folder, {}).content
    assert content.sources == (folder / "mine", Path("/abroad"))
    assert content.lists == (folder / "one",)
    assert content.measures == ()


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ("engine = ", "leadline.toml"),
        ('engine = "sqlite"', "engine"),
        ("memory_gb = -1", "memory_gb"),
        ("threds = 2", "threds"),
        ('handling = "secret"', "handling"),
        ("content = 5", "content"),
        ("[content]\nsauces = []", "sauces"),
        ("[content]\nsources = 5", "sources"),
        ("[content]\nsources = [5]", "sources"),
        ("\x00", "leadline.toml"),
    ],
)
def test_settings_that_are_off_are_named(folder: Path, toml: str, named: str) -> None:
    (folder / "leadline.toml").write_text(toml)
    with pytest.raises(BadInput, match=named):
        read_settings(folder, {})


def test_settings_that_are_no_text_are_named(folder: Path) -> None:
    (folder / "leadline.toml").write_bytes(b"originator = '\xff'")
    with pytest.raises(BadInput, match=r"leadline\.toml"):
        read_settings(folder, {})


def test_a_change_and_its_entry_come_together_or_not_at_all(work: Workspace) -> None:
    before = ledger.head(work.execute)
    with pytest.raises(ZeroDivisionError), work.change("test", {}):
        work.execute("DELETE FROM archived", ())
        raise ZeroDivisionError
    assert ledger.head(work.execute) == before
    assert read_head(work.folder) == (1, next(ledger.entries(work.execute)).hash)


def test_what_is_archived_is_remembered_with_who_and_how(work: Workspace, tmp_path: Path) -> None:
    (one,) = taken(work, put(tmp_path, "many.csv", many(2)), handling="TLP:RED", originator="Member 3")
    kept = work.archived(one.archived_id)
    assert kept == work.archived(one.archived_id[:16])
    assert kept is not None
    assert (kept.name, kept.handling, kept.originator, kept.simulated) == (
        "many.csv",
        "TLP:RED",
        "Member 3",
        True,
    )
    entry = next(ledger.entries(work.execute, "archive"))
    assert entry.who == work.who
    assert entry.body["handling"] == "TLP:RED"
    assert str(tmp_path) not in ledger.canonical(entry.body)  # a path tells about a person's machine


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        (
            "INSERT INTO lake_files (table_name, commit_id, path, sha256, bytes, rows, added)"
            " SELECT table_name, 'x', path, sha256, bytes, rows, added FROM lake_files WHERE table_name = 'gaps'",
            "gaps",
        ),
        (
            "INSERT INTO archived SELECT 'z' || substr(archived_id, 2), name, bytes, handling, originator,"
            " simulated, taken_from, seq FROM archived WHERE name = 'many.csv'",
            "many.csv",
        ),
        ("UPDATE archived SET simulated = 0 WHERE name = 'many.csv'", "many.csv"),
        ("UPDATE archived SET handling = 'TLP:CLEAR' WHERE name = 'many.csv'", "many.csv"),
        ("UPDATE archived SET originator = 'Nobody' WHERE name = 'many.csv'", "many.csv"),
        ("UPDATE archived SET name = 'b' WHERE name = 'many.csv'", "b"),
        ("DELETE FROM archived WHERE name = 'many.csv'", "many.csv"),
        ("DELETE FROM lake_files WHERE table_name = 'leads'", "leads"),
        ("UPDATE lake_files SET rows = rows + 1 WHERE table_name = 'leads'", "leads"),
        ("UPDATE lake_files SET table_name = 'gaps' WHERE table_name = 'leads'", "leads"),
        ("UPDATE lake_files SET retired = 1 WHERE table_name = 'leads'", "leads"),
    ],
)
def test_what_is_changed_behind_the_ledgers_back_is_found(full: Workspace, sql: str, named: str) -> None:
    behind_its_back(full, sql)
    with pytest.raises(Damaged, match=named):
        full.verify()


def test_a_retired_file_that_is_put_back_is_found(full: Workspace, tmp_path: Path) -> None:
    old = full.lake.files(full.execute, "gaps")[0]
    data = old.read_bytes()
    taken(full, put(tmp_path, "c.csv", many(7, first=100)))
    pipeline.detect(full)
    full.verify()
    old.parent.mkdir(exist_ok=True)
    old.write_bytes(data)
    path = str(old.relative_to(full.folder / "lake"))
    behind_its_back(full, "UPDATE lake_files SET retired = NULL WHERE path = ?", path)
    with pytest.raises(Damaged, match="gaps"):
        full.verify()


def test_a_ledger_cut_at_its_end_is_found(full: Workspace) -> None:
    last = ledger.head(full.execute)[0]
    db = sqlite3.connect(full.database)
    with db:
        db.execute("DROP TRIGGER ledger_holds")
        db.execute("DELETE FROM ledger WHERE seq = ?", (last,))
    db.close()
    with pytest.raises(Damaged, match=f"missing at the end, from entry {last}"):
        full.verify()


def test_a_lost_archive_file_is_named(full: Workspace) -> None:
    (one,) = full.execute("SELECT archived_id FROM archived WHERE name = 'meeting.csv'", ())
    full.archive.path(one[0]).unlink()
    with pytest.raises(Damaged, match=r"'meeting\.csv' is missing"):
        full.verify()


@pytest.mark.parametrize("content", ["", "x y", "1", "1 2 3", "\u0661 x\x00"])
def test_a_noted_head_that_is_off_is_damage(full: Workspace, content: str) -> None:
    (full.folder / "ledger.head").write_text(content, encoding="utf-8")
    with pytest.raises(Damaged, match=r"ledger\.head"):
        full.verify()


def test_two_commands_at_once_wait_for_each_other(work: Workspace) -> None:
    """The lock is the kernel's, so that a killed process lets go of it."""
    import fcntl

    with work.writing(), (work.folder / ".lock").open("w") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with (work.folder / ".lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_the_workspace_can_be_moved(full: Workspace, tmp_path: Path) -> None:
    told = rows(full, "leads")
    full.close()
    full.folder.rename(tmp_path / "elsewhere")
    with Workspace.open(tmp_path / "elsewhere") as work:
        assert rows(work, "leads") == told
        work.verify()
