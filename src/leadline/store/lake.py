"""The lake: the tables of ``tables.py`` on Parquet, seen whole or not at all.

    lake/<table>/<commit>/part-0.parquet

A commit's files are written first, under a folder named for the commit; then one database transaction
adds their names, sizes and SHA-256 to ``lake_files`` and an entry to the ledger. Readers take the names
from ``lake_files``, so files of a commit that was cut off are never seen; ``sweep``, before the next command
stages anything, removes them. Why this and no table format: docs/adr/0001.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from leadline.errors import Damaged
from leadline.store.archive import Archive, fingerprint, free_of, sync_folder
from leadline.store.ledger import Execute
from leadline.tables import CONTRACTS, contract

DDL = (
    """CREATE TABLE IF NOT EXISTS lake_files (
        table_name TEXT NOT NULL, commit_id TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL,
        bytes INTEGER NOT NULL, rows INTEGER NOT NULL, added INTEGER NOT NULL, retired INTEGER)""",
    "CREATE INDEX IF NOT EXISTS lake_files_live ON lake_files (table_name) WHERE retired IS NULL",
)


@dataclass(frozen=True)
class LakeFile:
    """One Parquet file of a commit; ``path`` is relative to the lake."""

    table: str
    path: str
    sha256: str
    bytes: int
    rows: int


class Lake:
    """The tables of a workspace."""

    def __init__(self, folder: Path, archive: Archive) -> None:
        self.folder = folder
        self._archive = archive

    def stage(self, table: str, commit_id: str) -> Path:
        """A new folder for the files of one table in a commit that isn't seen yet; one that is there is never touched."""
        folder = self.folder / contract(table).name / commit_id
        try:
            folder.mkdir(parents=True)
        except FileExistsError as error:
            raise Damaged(f"{folder} is there already, and may be in use. Run: leadline verify") from error
        return folder

    def staged(self, table: str, commit_id: str) -> list[LakeFile]:
        """Describe and flush the files that were staged, and check their schema against the contract."""
        folder = self.folder / table / commit_id
        files = []
        for path in sorted(folder.glob("*.parquet")):
            footer = pq.ParquetFile(path)
            contract(table).check(footer.schema_arrow)
            rows = footer.metadata.num_rows
            footer.close()
            with path.open("rb") as stream:
                sha256, size, sums = fingerprint(stream)
                os.fsync(stream.fileno())
            self._archive.keep_sums(sha256, sums)
            files.append(LakeFile(table, str(path.relative_to(self.folder)), sha256, size, rows))
        sync_folder(folder)
        return files

    def add(self, execute: Execute, commit_id: str, seq: int, files: Iterable[LakeFile]) -> None:
        """Make the files seen, inside the transaction of ledger entry ``seq``."""
        for file in files:
            execute(
                "INSERT INTO lake_files (table_name, commit_id, path, sha256, bytes, rows, added) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (file.table, commit_id, file.path, file.sha256, file.bytes, file.rows, seq),
            )

    def retire(self, execute: Execute, seq: int, paths: Iterable[str]) -> None:
        """Take files out of sight, inside the transaction of ledger entry ``seq``, whose body names them."""
        for path in paths:
            execute("UPDATE lake_files SET retired = ? WHERE path = ? AND retired IS NULL", (seq, path))

    def files(self, execute: Execute, table: str) -> list[Path]:
        """The files of a table, in the order they came."""
        rows = execute(
            "SELECT path FROM lake_files WHERE table_name = ? AND retired IS NULL ORDER BY added, path",
            (contract(table).name,),
        )
        return [self.folder / row[0] for row in rows]

    def since(self, execute: Execute, table: str, seq: int) -> tuple[list[Path], bool]:
        """The files that a table got after ledger entry ``seq``, and whether any that it had went out of sight."""
        rows = execute(
            "SELECT path, added, retired FROM lake_files WHERE table_name = ? AND (added > ? OR retired > ?)",
            (contract(table).name, seq, seq),
        )
        new = [self.folder / path for path, added, retired in rows if added > seq and retired is None]
        return new, any(added <= seq for _, added, _ in rows)

    def hashes(self, execute: Execute, table: str) -> list[str]:
        """SHA-256 of a table's files, sorted."""
        rows = execute("SELECT sha256 FROM lake_files WHERE table_name = ? AND retired IS NULL", (table,))
        return sorted(row[0] for row in rows)

    def listed(self, execute: Execute, tables: Iterable[str] = CONTRACTS) -> list[LakeFile]:
        """The files that are seen, of all tables or some, in the order they came."""
        wanted = set(tables)
        rows = execute(
            "SELECT table_name, path, sha256, bytes, rows FROM lake_files WHERE retired IS NULL ORDER BY added, path",
            (),
        )
        return [LakeFile(*row) for row in rows if row[0] in wanted]

    def counts(self, execute: Execute) -> dict[str, int]:
        """Rows of each table."""
        found: dict[str, int] = dict(
            execute(
                "SELECT table_name, SUM(rows) FROM lake_files WHERE retired IS NULL GROUP BY table_name", ()
            )
        )
        return {name: int(found.get(name, 0)) for name in CONTRACTS}

    def verify(self, execute: Execute, on_file: Callable[[], None] = lambda: None) -> int:
        """Check every seen file against its hash; return how many, or raise ``Damaged``."""
        seen = self.listed(execute)
        for file in seen:
            what = f"Lake: a file of table {file.table}"
            self._archive.verify_file(self.folder / file.path, file.sha256, file.bytes, what)
            on_file()
        return len(seen)

    def sweep(self, execute: Execute) -> int:
        """Remove folders and files of commits that nobody sees: cut off, or retired. Returns how many."""
        files = {Path(file.path) for file in self.listed(execute)}
        folders = {file.parent for file in files}
        dead = [f for f in self.folder.glob("*/*") if f.relative_to(self.folder) not in folders]
        for folder in dead:
            free_of(folder)
        gone = [f for f in self.folder.glob("*/*/*") if f.relative_to(self.folder) not in files]
        for file in gone:
            file.unlink()
        return len(dead) + len(gone)
