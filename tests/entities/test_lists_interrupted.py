"""An import that is killed at any moment, and two at once: the workspace stays whole, and a version is in force or isn't."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from leadline.entities import imports
from leadline.entities._lists.dates import from_names
from leadline.store.workspace import Workspace

KILLED = """
import os, signal, sys
from pathlib import Path
from leadline.entities import imports
from leadline.store.workspace import Workspace
room, name = sys.argv[3].split(":")
import importlib
place = importlib.import_module(room)
owner, _, what = name.rpartition(".")
owner = getattr(place, owner) if owner else place
before = getattr(owner, what)
def killed(*args, **more):
    if sys.argv[4] == "after":
        before(*args, **more)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(owner, what, killed)
with Workspace.open(Path(sys.argv[1])) as work:
    imports.import_files(work, "ftm", [Path(sys.argv[2])])
"""
PLAIN = """
import sys
from pathlib import Path
from leadline.entities import imports
from leadline.store.workspace import Workspace
with Workspace.open(Path(sys.argv[1])) as work:
    imports.import_files(work, "ftm", [Path(sys.argv[2])])
"""
IMPORTS = "leadline.entities.imports"


def version(folder: Path, day: str, name: str) -> Path:
    file = folder / f"{day}.jsonl"
    entity = {"id": "r1", "schema": "Person", "properties": {"name": [name], "topics": ["sanction"]}}
    file.write_text(json.dumps(entity) + "\n", encoding="utf-8")
    return file


def told(work: Workspace) -> list[str]:
    found = imports.current(work, work.settings)
    return [name for e in found if e["datasets"] == ["ftm"] for name in e["properties"]["name"]]


def run(script: str, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", script, *map(str, arguments)])


@pytest.mark.parametrize(
    ("where", "when"),
    [
        (f"{IMPORTS}:read_files", "after"),
        (f"{IMPORTS}:_keep", "after"),
        (f"{IMPORTS}:_stage", "after"),
        ("leadline.store.lake:Lake.retire", "after"),
        ("leadline.store.lake:Lake.add", "after"),
    ],
)
def test_an_import_that_is_killed_leaves_the_version_before(tmp_path: Path, where: str, when: str) -> None:
    place = tmp_path / "work"
    old, new = version(tmp_path, "2029-01-02", "Ri Sample"), version(tmp_path, "2029-02-02", "Ri Other")
    with Workspace.create(place) as work:
        imports.import_files(work, "ftm", [old])
    assert run(KILLED, place, new, where, when).wait() == -9
    with Workspace.open(place) as work:
        work.verify()
        assert told(work) == ["Ri Sample"]
        assert imports.import_files(work, "ftm", [new]).new
        work.verify()
        assert told(work) == ["Ri Other"]


def test_two_imports_at_once_add_one_version(tmp_path: Path) -> None:
    place, file = tmp_path / "work", version(tmp_path, "2029-01-02", "Ri Sample")
    Workspace.create(place).close()
    both = [run(PLAIN, place, file) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    with Workspace.open(place) as work:
        work.verify()
        assert told(work) == ["Ri Sample"]
        entries = work.execute("SELECT COUNT(*) FROM ledger WHERE kind = ?", (imports.IMPORTED,))
        assert entries[0][0] == 1


def test_files_of_several_days_are_as_old_as_the_oldest() -> None:
    assert from_names([Path("sdn_2023-01.csv"), Path("comments_2025-12.csv"), Path("add.csv")]) == "2023-01"
