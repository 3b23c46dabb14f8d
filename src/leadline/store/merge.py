"""Small files put together: a watch adds one to each table every turn, and a table of thousands is slow to read.

Rows, their ids and their order stay. A merged file stands in the place of the newest that it holds: what was built on
those was built on it, so nothing is built anew. Files of like size are merged when there are ``FANOUT`` of them, so
that a row is written again once for each power of ``FANOUT`` and no table has many more files than that.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from leadline.store.ingest import open_writer
from leadline.store.workspace import Workspace
from leadline.tables import contract

FANOUT = 32
LARGE = 1 << 20
"""Rows of a file that is left as it is."""
_MERGED = "merged-"
_HEARD = (
    "SELECT path, rows, added FROM lake_files WHERE table_name = ? AND retired IS NULL AND added <= ? AND rows < ?"
    " AND (commit_id LIKE ? OR substr(commit_id, 1, 16) IN"
    " (SELECT substr(archived_id, 1, 16) FROM archived WHERE taken_from LIKE '%/spool/%.nmea'))"
    " ORDER BY added, path"
)


@dataclass(frozen=True)
class _Small:
    path: str
    rows: int
    added: int


def merge(work: Workspace, tables: Sequence[str] = ("positions", "static_reports", "rejects")) -> int:
    """Merge small files that a watch has ingested and derived tables stand on; returns how many were merged."""
    with work.writing():
        return sum(_merge(work, table, files) for table in tables for files in _due(work, table))


def _due(work: Workspace, table: str) -> list[list[_Small]]:
    built = work.last_seq("derived")
    rows = work.execute(_HEARD, (table, built, LARGE, f"{_MERGED}%"))
    sizes = defaultdict(list)
    for file in (_Small(*row) for row in rows):
        sizes[_size(file.rows)].append(file)
    return [files for files in sizes.values() if len(files) >= FANOUT]


def _size(rows: int) -> int:
    size = 0
    while rows >= FANOUT:
        rows, size = rows // FANOUT, size + 1
    return size


def _merge(work: Workspace, table: str, small: Sequence[_Small]) -> int:
    commit_id = f"{_MERGED}{uuid.uuid4().hex[:12]}"
    folder = work.lake.stage(table, commit_id)
    _write(folder / "part-0.parquet", table, [work.lake.folder / file.path for file in small])
    files = work.lake.staged(table, commit_id)
    retired, newest = [file.path for file in small], max(file.added for file in small)
    with work.change("merge", {"files": [asdict(f) for f in files], "retired": retired}):
        work.lake.retire(work.execute, newest, retired)
        work.lake.add(work.execute, commit_id, newest, files)
    return len(small)


def _write(path: Path, table: str, files: Sequence[Path]) -> None:
    held: list[pa.Table] = []
    with open_writer(path, contract(table)) as out:
        for file in files:
            with pq.ParquetFile(file) as rows:
                held.append(rows.read())
            if sum(part.num_rows for part in held) >= LARGE:
                out.write_table(pa.concat_tables(held))
                held = []
        if held:
            out.write_table(pa.concat_tables(held))
