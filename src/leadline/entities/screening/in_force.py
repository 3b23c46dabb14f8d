"""The index of the lists in force: where it is kept, whether it still stands, and building it anew when not.

A workspace keeps it in its folder ``index/``; without a workspace the bundled lists are indexed in the user's cache.
Whether it stands is told without reading a list: by the bytes of the lists' own files and of the code, and by the
ledger's last import and judgement of entities. Where a build fails, the index before stays in use, with a warning.
"""

import atexit
import hashlib
import os
import sqlite3
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from leadline import __version__
from leadline.entities.entity import Entity
from leadline.entities.screening import index as index_
from leadline.entities.screening.index import Index
from leadline.errors import BadInput, Damaged, LeadlineError

ROOM = Path(__file__).parents[1]
_KINDS = ("list.imported", "entity.judged")
"""Ledger entries that change which entities there are."""
_CODE = ("*.py", "*/*.py", "*/*.txt", "*/*.csv", "*/*.tsv", "*/*.yml")
Warn = Callable[[str], None]


def workspace_of(folder: Path | None) -> Path | None:
    """The workspace to screen in: the one that is named, else the current folder where it is one, else none."""
    if folder is None:
        return Path() if Path("leadline.db").exists() else None
    if not (folder / "leadline.db").exists():
        raise BadInput(f"{folder} is no workspace. Make one with: leadline init {folder}")
    return folder


def open_index(workspace: Path | None, warn: Warn) -> Index:
    """The index of a workspace's lists in force, or of the bundled lists; built first where it doesn't stand."""
    made_of = fingerprint(workspace)
    place = workspace / "index" if workspace else _cache()
    told = index_.stamp(place)
    if told is None or told.get("made_of") != made_of:
        place = _built(place, workspace, made_of, warn, fall_back=told is not None)
    try:
        return Index.open(place)
    except Damaged:
        (place / index_.FILE).unlink(missing_ok=True)
        return Index.open(_built(place, workspace, made_of, warn, fall_back=False))


def fingerprint(workspace: Path | None) -> str:
    """Hash of all that the index is made of, found without reading a list."""
    told = hashlib.sha256(__version__.encode())
    for file in sorted(
        {file for pattern in _CODE for file in ROOM.glob(pattern)} | set(_own_lists(workspace))
    ):
        told.update(file.name.encode() + b"\0" + file.read_bytes())
    if workspace:
        for kind, seq, entry in _last_entries(workspace / "leadline.db"):
            told.update(f"{kind} {seq} {entry}\n".encode())
    return told.hexdigest()


def _own_lists(workspace: Path | None) -> Iterator[Path]:
    """Files of lists in the folders that the workspace's settings name; what is wrong with them the build tells."""
    file = workspace / "leadline.toml" if workspace else None
    if workspace is None or file is None or not file.exists():
        return
    try:
        named = tomllib.loads(file.read_text(encoding="utf-8")).get("content", {}).get("lists", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError):
        return
    for folder in [named] if isinstance(named, str) else named:
        yield from sorted(
            f for f in (workspace / Path(str(folder)).expanduser()).glob("*") if f.suffix in {".py", ".yml"}
        )


def _last_entries(database: Path) -> list[tuple[str, int, str]]:
    try:
        db = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=60)
        try:
            sql = "SELECT kind, MAX(seq), hash FROM ledger WHERE kind IN (?, ?) GROUP BY kind ORDER BY kind"
            return [(kind, seq, str(hash_)) for kind, seq, hash_ in db.execute(sql, _KINDS)]
        finally:
            db.close()
    except sqlite3.DatabaseError as error:
        raise Damaged(f"{database} can't be read: {error}. Restore it from a copy.") from error


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "leadline"


def _built(place: Path, workspace: Path | None, made_of: str, warn: Warn, *, fall_back: bool) -> Path:
    """Build, and say where: elsewhere, for this once, where the place can't be written."""
    try:
        entities, lists = _of_workspace(workspace) if workspace else _bundled()
        stamp = {"made_of": made_of, "lists": lists}
        try:
            index_.build(entities, place, stamp)
        except OSError:
            place = Path(mkdtemp(prefix="leadline-index-"))
            atexit.register(rmtree, place, ignore_errors=True)
            index_.build(entities, place, stamp)
    except (LeadlineError, OSError) as error:
        if not fall_back:
            raise
        warn(f"The lists couldn't be indexed anew, so the index before is asked: {error}")
    return place


Standing = tuple[list[Entity], list[dict[str, Any]]]
"""Entities in force, and of each list the id, the day of its state, and the SHA-256 of the files it was read from."""


def _bundled() -> Standing:
    """The lists' own entries; they name nobody twice. Read without a workspace's libraries: it is somebody's first answer."""
    from leadline.entities import _list
    from leadline.entities.statements import ListFacts, entities

    found: list[Entity] = []
    lists = []
    for name, one in _list.find().items():
        card = one.card()
        if card.entries and not card.exercise:
            told = one.own(card)
            facts = ListFacts(name, card.authority, card.binds, told.as_of)
            found += entities(facts, (statement[:4] for statement in told.statements))
            lists.append({"id": name, "as_of": told.as_of, "sha256": [_sha(one.path)]})
    return found, lists


def _of_workspace(folder: Path) -> Standing:
    from leadline.entities import _list, imports
    from leadline.entities.resolution import judgements, resolve
    from leadline.store.workspace import Workspace

    lists = []
    with Workspace.open(folder) as work:
        found = list(imports.current(work, work.settings))
        if len({name for entity in found for name in entity["datasets"]}) > 1:
            found = list(resolve.resolved(found, judgements.read(work.database)))
        for name, one in _list.find(work.settings.content.lists).items():
            card, known = one.card(), imports.versions(work, name)
            if known and not card.exercise:
                lists.append({"id": name, "as_of": known[-1].as_of, "sha256": list(known[-1].archived)})
            elif card.entries and not card.exercise:
                lists.append({"id": name, "as_of": str(card.as_of), "sha256": [_sha(one.path)]})
    return found, lists


def _sha(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
