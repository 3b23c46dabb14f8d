"""From archived bytes to the lake: adds ids and what rows carry, refuses false exercises, commits once."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from leadline.errors import BadContent, BadInput
from leadline.store.engine import conform
from leadline.store.intake import REJECTS, Batch, Options, SourceFile
from leadline.store.lake import LakeFile
from leadline.store.ledger import canonical
from leadline.store.workspace import Archived, Workspace
from leadline.tables import Contract, contract

EXERCISE_MMSI = (790_000_000, 799_999_999)
"""No State has these MID, so no ship can have these numbers."""
EXERCISE_IMO = (2_000_000, 4_999_999)
"""IMO numbers of these series were never issued."""
EXERCISE_NAME = "EXERCISE "
LIST = "list~"
"""How the id of a list's reader begins, so that it is never taken for a source of that name."""
_RAW_LONGEST = 200
_DICTIONARY = (
    "archived_id",
    "file",
    "handling",
    "originator",
    "name",
    "call_sign",
    "destination",
    "source",
    "reason",
)


@dataclass(frozen=True)
class Reader:
    """What reads a file: a source or a list; ``tables`` are those that it may fill.

    A reader that ``replaces`` shows only what the last file told: a new version of a list.
    """

    id: str
    row_word: str
    tables: tuple[str, ...]
    read: Callable[[SourceFile, Options], Iterator[Batch]]
    replaces: bool = False


@dataclass
class Ingested:
    """What became of one file: ``rows_in == rows_used + rejected``, always."""

    file: str
    archived_id: str
    source: str
    row_word: str
    new: bool
    rows_in: int = 0
    rows_used: int = 0
    rejected: int = 0
    tables: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    note: str = ""


def ingest_file(
    work: Workspace,
    reader: Reader,
    kept: Archived,
    options: Options,
    on_position: Callable[[int], None],
    *,
    again: bool = False,
) -> Ingested:
    """Read one archived file into the lake; the caller holds the workspace's lock.

    What this reader made of the file before stays, unless it is read ``again``: then the new rows take its place.
    """
    told = canonical({"columns": dict(options.columns), "time_format": options.time_format})
    commit_id = f"{kept.archived_id[:16]}-{reader.id}"
    before = _before(work, reader, kept.archived_id, commit_id)
    result = Ingested(kept.name, kept.archived_id, reader.id, reader.row_word, new=again or not before)
    if not result.new:
        result.note = "already in the lake; nothing was added"
        if not reader.replaces and before[-1] != told:
            result.note += ", though it was read with other options; to read it anew: --again"
        return result
    if again and before:
        _refuse_merged(work, kept)
        commit_id += f".{len(before) + 1}"
    out = _Writer(work, commit_id, kept, reader)
    with work.archive.path(kept.archived_id).open("rb") as raw, out:
        file = SourceFile(raw, kept.name)
        for batch in reader.read(file, options):
            out.add(batch, result)
            on_position(file.position)
        if file.cut_short:
            out.add(_cut_short(file.cut_short), result)
            result.note = file.cut_short
    if not result.rows_in:
        result.note = result.note or "the file holds no rows"
    files = out.files()
    body = {k: v for k, v in asdict(result).items() if k not in {"new", "note", "row_word"}}
    retired = _replaced(work, reader, kept) if reader.replaces or again else []
    body |= {"options": told, "files": [asdict(f) for f in files], "retired": retired}
    with work.change("ingest", body) as entry:
        work.lake.retire(work.execute, entry.seq, retired)
        work.lake.add(work.execute, commit_id, entry.seq, files)
    return result


def _replaced(work: Workspace, reader: Reader, kept: Archived) -> list[str]:
    """What the new rows take the place of, rejects too: all that a list told, or a source told of this file."""
    return [
        path
        for path, prefix, reader_id in _seen(work, reader.tables)
        if reader_id == reader.id and (reader.replaces or prefix == kept.archived_id[:16])
    ]


def _refuse_merged(work: Workspace, kept: Archived) -> None:
    sql = (
        "SELECT 1 FROM ledger, json_each(body, '$.retired') AS path"
        " WHERE kind = 'merge' AND path.value LIKE '%/' || ? || '-%' LIMIT 1"
    )
    if work.execute(sql, (kept.archived_id[:16],)):
        raise BadInput(
            f"{kept.name} was heard by a watch, and its rows have been put together with others': they can't be taken"
            " out to be read anew. Read it in a workspace of its own."
        )


def _seen(work: Workspace, tables: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Path, beginning of the archived id, and reader of each file that is seen of some tables and of rejects."""
    for file in work.lake.listed(work.execute, (*tables, "rejects")):
        prefix, _, reader_id = Path(file.path).parent.name.split(".")[0].partition("-")
        yield file.path, prefix, reader_id


def retire_lists(work: Workspace, found: Collection[str]) -> None:
    """Take lists out of sight that aren't among those found any more; the caller holds the workspace's lock."""
    seen = _seen(work, ("listings", "statements"))
    gone = [p for p, _, id_ in seen if id_.startswith(LIST) and id_.removeprefix(LIST) not in found]
    if gone:
        with work.change("list.retired", {"retired": gone}) as entry:
            work.lake.retire(work.execute, entry.seq, gone)


def _before(work: Workspace, reader: Reader, archived_id: str, commit_id: str) -> list[str]:
    """The options with which this reader read the file before, once for each time; a list counts only what is seen."""
    if reader.replaces:
        sql = "SELECT DISTINCT '' FROM lake_files WHERE commit_id = ? AND retired IS NULL"
        return [row[0] for row in work.execute(sql, (commit_id,))]
    sql = (
        "SELECT json_extract(body, '$.options') FROM ledger WHERE kind = 'ingest'"
        " AND seq > (SELECT seq FROM archived WHERE archived_id = ?1)"  # all before is of other files
        " AND json_extract(body, '$.archived_id') = ?1 AND json_extract(body, '$.source') = ?2 ORDER BY seq"
    )
    return [row[0] for row in work.execute(sql, (archived_id, reader.id))]


def _cut_short(why: str) -> Batch:
    """A reject of the file as a whole, which is row 0."""
    return Batch({}, pa.table({"row": [0], "reason": [why], "raw": [None]}, schema=REJECTS), 1, 0)


class _Writer:
    """One Parquet file for each table of a commit, written as batches come."""

    def __init__(self, work: Workspace, commit_id: str, kept: Archived, reader: Reader) -> None:
        self._work, self._commit, self._kept, self._reader = work, commit_id, kept, reader
        self._writers: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> "_Writer":
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self._writers.values():
            writer.close()

    def add(self, batch: Batch, result: Ingested) -> None:
        """Write a batch and count it."""
        source = self._reader.id
        self._check(batch)
        if batch.rows_in != batch.rows_used + batch.rejects.num_rows:
            raise BadContent(
                f"Source {source}: {batch.rows_in} rows in, but {batch.rows_used} used and "
                f"{batch.rejects.num_rows} rejected. Every row must be one or the other."
            )
        tables, rejects = dict(batch.tables), batch.rejects
        if self._kept.simulated:
            tables, false = _only_exercise(tables)
            rejects = pa.concat_tables([rejects, false])
        for name, rows in tables.items():
            self._write(name, self._observed(contract(name), rows))
            result.tables[name] = result.tables.get(name, 0) + rows.num_rows
        if rejects.num_rows:
            self._write("rejects", self._rejected(rejects))
            counts = Counter(dict(zip(*_counted(rejects.column("reason")), strict=True)))
            result.reasons = dict((Counter(result.reasons) + counts).most_common())
        result.rows_in += batch.rows_in
        result.rejected += rejects.num_rows
        result.rows_used += batch.rows_in - rejects.num_rows

    def _check(self, batch: Batch) -> None:
        source = self._reader.id
        if not batch.rejects.schema.equals(REJECTS):
            raise BadContent(f"Source {source}: its rejects have other columns than row, reason and raw.")
        for name, rows in batch.tables.items():
            if name not in self._reader.tables:
                raise BadContent(
                    f"Source {source} fills {name}, which its source.yml doesn't list under tables."
                )
            try:
                contract(name).own().check(rows.schema)
                conform(rows, contract(name).own())
            except BadContent as error:
                raise BadContent(f"Source {source}: {error}") from error

    def files(self) -> list[LakeFile]:
        """The files written, checked and flushed."""
        return [f for name in self._writers for f in self._work.lake.staged(name, self._commit)]

    def _carried(self, rows: int) -> dict[str, pa.Array]:
        kept = self._kept
        return {
            "archived_id": pa.repeat(kept.archived_id, rows),
            "handling": pa.repeat(kept.handling, rows),
            "originator": pa.repeat(kept.originator, rows),
            "simulated": pa.repeat(kept.simulated, rows),
        }

    def _observed(self, table: Contract, rows: pa.Table) -> pa.Table:
        columns = {name: rows.column(name) for name in rows.column_names} | self._carried(rows.num_rows)
        prefix = f"{self._kept.archived_id[:16]}:"
        columns["observation_id"] = pc.binary_join_element_wise(
            prefix, rows.column("row").cast(pa.string()), ""
        )
        return pa.table([columns[c.name] for c in table], schema=table.arrow)

    def _rejected(self, rejects: pa.Table) -> pa.Table:
        table = contract("rejects")
        columns = self._carried(rejects.num_rows) | {
            "file": pa.repeat(self._kept.name, rejects.num_rows),
            "source": pa.repeat(self._reader.id, rejects.num_rows),
            "row": rejects.column("row"),
            "reason": rejects.column("reason"),
            "raw": pc.utf8_slice_codeunits(rejects.column("raw"), 0, _RAW_LONGEST),
        }
        return conform(pa.table(columns), table)

    def _write(self, name: str, rows: pa.Table) -> None:
        if name not in self._writers:
            folder = self._work.lake.stage(name, self._commit)
            self._writers[name] = open_writer(folder / "part-0.parquet", contract(name))
        self._writers[name].write_table(rows, row_group_size=1 << 20)


def open_writer(path: Path, table: Contract) -> pq.ParquetWriter:
    """A writer of the lake's Parquet, for one table."""
    dictionary = [c.name for c in table if c.name in _DICTIONARY]
    encoding = {"observation_id": "DELTA_BYTE_ARRAY"} if "observation_id" in table.names else None
    return pq.ParquetWriter(
        path, table.arrow, compression="zstd", compression_level=1,
        use_dictionary=dictionary, column_encoding=encoding,
    )  # fmt: skip


def _counted(values: pa.ChunkedArray) -> tuple[list[str], list[int]]:
    counts = pc.value_counts(values.combine_chunks())
    return counts.field("values").to_pylist(), counts.field("counts").to_pylist()


def _only_exercise(tables: Mapping[str, pa.Table]) -> tuple[dict[str, pa.Table], pa.Table]:
    """Split off rows of an exercise whose identity a ship, person or company could have, from every table."""
    false_rows = [np.zeros(0, np.int64)]
    for rows in tables.values():
        fine = np.ones(rows.num_rows, bool)
        for column in rows.column_names:
            fine &= _cannot_exist(column, rows.column(column))
        false_rows.append(rows.column("row").to_numpy()[~fine])
    row = np.unique(np.concatenate(false_rows))
    clean = {
        name: rows.filter(pa.array(~np.isin(rows.column("row").to_numpy(), row)))
        for name, rows in tables.items()
    }
    reason = (
        f"an exercise may only use identities that cannot exist: MMSI {EXERCISE_MMSI[0]} to {EXERCISE_MMSI[1]}, "
        f"IMO {EXERCISE_IMO[0]} to {EXERCISE_IMO[1]}, names and destinations that begin with "
        f"{EXERCISE_NAME.strip()}, sentences that say {EXERCISE_NAME.strip()}, no call sign"
    )
    return clean, pa.table(
        {"row": pa.array(row, pa.int64()), "reason": [reason] * len(row), "raw": [None] * len(row)},
        schema=REJECTS,
    )


def _cannot_exist(column: str, values: pa.ChunkedArray) -> np.ndarray:
    if column.endswith("mmsi"):
        fine = pc.and_(pc.greater_equal(values, EXERCISE_MMSI[0]), pc.less_equal(values, EXERCISE_MMSI[1]))
    elif column.endswith("imo"):
        fine = pc.and_(pc.greater_equal(values, EXERCISE_IMO[0]), pc.less_equal(values, EXERCISE_IMO[1]))
    elif column in {"name", "by_name", "to_name", "destination"}:
        fine = pc.starts_with(values, EXERCISE_NAME)
    elif column == "aliases":
        return np.array(
            [all(a.startswith(EXERCISE_NAME) for a in row or ()) for row in values.to_pylist()], bool
        )
    elif column == "says":
        fine = pc.match_substring(values, EXERCISE_NAME.strip())
    elif column == "call_sign":
        fine = pc.is_null(values)
    else:
        return np.ones(len(values), bool)
    return np.asarray(pc.fill_null(fine, True).combine_chunks().to_numpy(zero_copy_only=False))


def refuse_both(kept: Archived, *, simulated: bool) -> None:
    """Bytes archived as an exercise can't be real observations too, nor the other way round."""
    if kept.simulated != simulated:
        was = "an exercise" if kept.simulated else "real observations"
        raise BadInput(f"{kept.name}: these bytes are archived as {was} already; they can't be both.")
