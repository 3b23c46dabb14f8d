"""A workspace: one folder with everything of one team or desk.

leadline.toml     settings
leadline.db       ledger, what is archived, which files the lake has; people's work (SQLite)
ledger.head       number and hash of the last entry, to notice a ledger that was cut
archive/ sums/    bytes by SHA-256, and the sums that name a broken byte
lake/             tables on Parquet
scratch/          the engine's room to spill; may be deleted at any time
"""

import fcntl
import getpass
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any, Self

from leadline.errors import BadInput, Damaged
from leadline.settings import Settings, read_settings
from leadline.store import lake as lake_
from leadline.store import ledger
from leadline.store.archive import Archive, readable
from leadline.store.engine import Engine, open_engine
from leadline.store.lake import Lake, LakeFile

DDL = (
    *ledger.DDL,
    *lake_.DDL,
    """CREATE TABLE IF NOT EXISTS archived (
        archived_id TEXT PRIMARY KEY, name TEXT NOT NULL, bytes INTEGER NOT NULL, handling TEXT NOT NULL,
        originator TEXT NOT NULL, simulated INTEGER NOT NULL, taken_from TEXT NOT NULL, seq INTEGER NOT NULL)""",
)
_TOML = """\
# Settings of this workspace. Each can also be set as LEADLINE_<NAME>.
originator = "{originator}"
handling = "TLP:AMBER"        # of what is ingested, unless the command says otherwise
engine = "duckdb"             # or "spark", with spark_url

# Content of your own, beside the package's; folders are taken from here.
# [content]
# sources = ["content/sources"]
# detectors = ["content/detectors"]
# lists = ["content/lists"]
# measures = ["content/measures"]
# sections = ["content/sections"]
"""


_BEGUN = {"leadline.toml", ".leadline.toml.new", "leadline.db", "leadline.db-wal", "leadline.db-shm"}
"""What a workspace holds before its first entry; an init that was killed goes on from there."""


@dataclass(frozen=True)
class Archived:
    """What is known of one archived file."""

    archived_id: str
    name: str
    bytes: int
    handling: str
    originator: str
    simulated: bool
    taken_from: str


_ARCHIVE_TOLD = ("archived_id", "name", "bytes", "handling", "originator", "simulated")


class Workspace:
    """An open workspace. Use as a context: it closes its engine and database."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.settings = settings
        self.archive = Archive(folder / "archive", folder / "sums")
        self.lake = Lake(folder / "lake", self.archive)
        self.who = readable(os.environ.get("LEADLINE_WHO") or getpass.getuser())
        self._db = _connect(folder / "leadline.db")
        self._engine: Engine | None = None

    @classmethod
    def create(cls, folder: Path, originator: str = "unnamed") -> Self:
        """Make a workspace in a folder that is new or empty; an existing workspace is left as it is."""
        there = {file.name for file in folder.iterdir()} if folder.is_dir() else set()
        if "leadline.db" in there and not there <= _BEGUN:
            return cls.open(folder)
        if folder.exists() and not (folder.is_dir() and there <= _BEGUN):
            raise BadInput(f"{folder} exists and isn't empty. Name a new folder for the workspace.")
        if any(c in originator for c in '"\\\n\r\t') or not originator.isprintable():
            raise BadInput("An originator's name has no quotes, backslashes or line breaks.")
        if "leadline.toml" not in there:
            _write_settings(folder, originator)
        work = cls(folder, read_settings(folder))
        for statement in DDL:
            work.execute(statement, ())
        if not ledger.head(work.execute)[0]:
            with work.change("init", {"originator": work.settings.originator}):
                pass
        return work

    @classmethod
    def open(cls, folder: Path, **settings: object) -> Self:
        """Open a workspace; keyword arguments that aren't None win over its settings."""
        if not (folder / "leadline.db").exists():
            raise BadInput(f"{folder} is no workspace. Make one with: leadline init {folder}")
        changed = {k: v for k, v in settings.items() if v is not None}
        base = read_settings(folder)
        return cls(folder, Settings.model_validate(base.model_dump() | changed) if changed else base)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close engine and database."""
        if self._engine:
            self._engine.close()
            self._engine = None
        self._db.close()

    @property
    def database(self) -> Path:
        """The SQLite file, for the investigations."""
        return self.folder / "leadline.db"

    @property
    def engine(self) -> Engine:
        """The engine of the settings, opened at first use."""
        if self._engine is None:
            self._engine = open_engine(self.settings, self.folder / "scratch")
        return self._engine

    def execute(self, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run one statement with ``?`` placeholders."""
        try:
            return self._db.execute(sql, params).fetchall()
        except sqlite3.DatabaseError as error:
            if any(sign in str(error) for sign in ("malformed", "not a database", "no such table")):
                raise Damaged(
                    f"{self.database} is damaged: {error}. Restore it from a copy; "
                    "where leadline init was interrupted, run it again."
                ) from error
            raise

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the workspace's lock: one command at a time stages files. A killed process lets go of it."""
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.archive.sweep()
            self.lake.sweep(self.execute)
            yield

    @contextmanager
    def change(self, kind: str, body: dict[str, Any]) -> Iterator[ledger.Entry]:
        """One change and its ledger entry in one transaction: both are kept, or neither."""
        self.execute("BEGIN IMMEDIATE", ())
        try:
            entry = ledger.append(self.execute, self.who, kind, body)
            yield entry
        except BaseException:
            self.execute("ROLLBACK", ())
            raise
        self.execute("COMMIT", ())
        note_head(self.folder, entry.seq, entry.hash)

    def replace(
        self,
        kind: str,
        body: dict[str, Any],
        tables: Sequence[str],
        commit_id: str,
        files: Sequence[LakeFile],
        keep: Collection[str] = (),
    ) -> None:
        """Put new files in the place of what is seen of some tables, but for paths to keep, in one transaction."""
        kept = set(keep)
        retired = [file.path for file in self.lake.listed(self.execute, tables) if file.path not in kept]
        with self.change(kind, body | {"files": [asdict(f) for f in files], "retired": retired}) as entry:
            self.lake.retire(self.execute, entry.seq, retired)
            self.lake.add(self.execute, commit_id, entry.seq, files)

    def last(self, kind: str) -> dict[str, Any] | None:
        """The body of the last ledger entry of a kind."""
        rows = self.execute("SELECT body FROM ledger WHERE kind = ? ORDER BY seq DESC LIMIT 1", (kind,))
        return json.loads(rows[0][0]) if rows else None

    def last_seq(self, kind: str) -> int:
        """The number of the last ledger entry of a kind; 0 where there is none."""
        rows = self.execute("SELECT MAX(seq) FROM ledger WHERE kind = ?", (kind,))
        return rows[0][0] or 0

    def keep(
        self, file: Path, handling: str, originator: str, *, simulated: bool, on_bytes: Callable[[int], None]
    ) -> tuple[Archived, bool]:
        """Archive a file; returns what is known of it and whether it is new here.

        Bytes that are archived already keep the handling they came with first.
        """
        archived_id, size = self.archive.keep(file, on_bytes)
        if known := self.archived(archived_id):
            return known, False
        name, taken_from = readable(file.name), readable(file.resolve())
        kept = Archived(archived_id, name, size, handling, readable(originator), simulated, taken_from)
        with self.change("archive", {k: v for k, v in vars(kept).items() if k != "taken_from"}) as entry:
            self.execute(
                "INSERT INTO archived VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*vars(kept).values(), entry.seq)
            )
        return kept, True

    def archived(self, archived_id: str) -> Archived | None:
        """What is known of archived bytes, by full SHA-256 or by its first 16 digits."""
        rows = self.execute(
            "SELECT archived_id, name, bytes, handling, originator, simulated, taken_from FROM archived"
            " WHERE archived_id = ? OR substr(archived_id, 1, 16) = ?",
            (archived_id, archived_id),
        )
        if not rows:
            return None
        found, name, size, handling, originator, simulated, taken_from = rows[0]
        return Archived(found, name, size, handling, originator, bool(simulated), taken_from)

    def verify(self, on_file: Callable[[], None] = lambda: None) -> dict[str, object]:
        """Check archive, lake and ledger; raise ``Damaged`` at the first broken place, else say what was checked."""
        entries = ledger.verify(self.execute, read_head(self.folder))
        rows = self.execute("SELECT archived_id, name, bytes FROM archived ORDER BY seq", ())
        for archived_id, name, size in rows:
            what = f"Archive: {name!r}"
            self.archive.verify_file(self.archive.path(archived_id), archived_id, size, what)
            on_file()
        files = self.lake.verify(self.execute, on_file)
        self._verify_told()
        return {"ledger_entries": entries, "archived_files": len(rows), "lake_files": files,
                "ledger_root": ledger.head(self.execute)[1]}  # fmt: skip

    def _verify_told(self) -> None:
        """What the database lists must be what the ledger told, entry by entry: no more, no less, no other."""
        seen: dict[str, LakeFile] = {}
        told: Counter[tuple[object, ...]] = Counter()
        for entry in ledger.entries(self.execute):
            if entry.kind == "archive":
                told[tuple(entry.body[name] for name in _ARCHIVE_TOLD)] += 1
            for path in entry.body.get("retired", ()):
                seen.pop(path, None)
            seen |= {f["path"]: LakeFile(**f) for f in entry.body.get("files", ())}
        told.update(astuple(file) for file in seen.values())
        listed = Counter(astuple(file) for file in self.lake.listed(self.execute))
        listed.update(self.execute(f"SELECT {', '.join(_ARCHIVE_TOLD)} FROM archived", ()))  # noqa: S608
        for row in listed - told:
            raise Damaged(f"{row[1]} ({row[0]}) is in the database, but no ledger entry tells of it so.")
        for row in told - listed:
            raise Damaged(f"{row[1]} ({row[0]}) is told of by the ledger, but isn't so in the database.")


def _write_settings(folder: Path, originator: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / ".leadline.toml.new"
        new.write_text(_TOML.format(originator=originator), encoding="utf-8")
        new.replace(folder / "leadline.toml")
    except OSError as error:
        raise BadInput(f"{folder} can't be made: {error.strerror}. Name another folder.") from error


def _connect(file: Path) -> sqlite3.Connection:
    db = None
    try:
        db = sqlite3.connect(file, timeout=60, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
    except sqlite3.DatabaseError as error:
        if db:
            db.close()
        raise Damaged(f"{file} can't be read as a database: {error}. Restore it from a copy.") from error
    return db


def note_head(folder: Path, seq: int, hash_: str) -> None:
    """Note the last entry beside the database; written after the commit, so it never runs ahead of it."""
    new = folder / f".ledger.head.{os.getpid()}"
    new.write_text(f"{seq} {hash_}\n", encoding="ascii")
    new.replace(folder / "ledger.head")


def read_head(folder: Path) -> tuple[int, str] | None:
    """The noted last entry, if there is one."""
    file = folder / "ledger.head"
    if not file.exists():
        return None
    try:
        seq, hash_ = file.read_text(encoding="ascii").split()
        return int(seq), hash_
    except ValueError as error:
        raise Damaged(
            f"{file} isn't what was written. Delete it if you know why; verify then can't see a cut."
        ) from error
