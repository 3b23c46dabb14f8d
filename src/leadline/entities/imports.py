"""Lists that were imported: each version archived, what they say merged into ``statements``, the newest in force.

A statement is kept once, with the first and the last version that said it, so the order in which versions
come makes no difference. A version that can't be read whole changes nothing: the one before stays in force.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from leadline import __version__
from leadline.entities import _list
from leadline.entities._lists.dates import of_version
from leadline.entities._lists.rows import listing_rows, merged, own_rows, statement_rows
from leadline.entities.entity import Entity
from leadline.entities.statements import ListFacts, Said, Snapshot, entities
from leadline.errors import BadInput, UnknownName
from leadline.progress import Progress, quiet
from leadline.settings import Settings
from leadline.store.archive import readable
from leadline.store.ingest import LIST, Reader, refuse_both
from leadline.store.intake import REJECTS, Batch, Options, SourceFile
from leadline.store.lake import LakeFile
from leadline.store.workspace import Archived, Workspace

IMPORTED = "list.imported"
"""Kind of the ledger entry."""
_SHARE = 0.75
"""Share of the entries in force that a newer version has at least; the UN's list lost 1.5 % in the five years at hand."""


@dataclass(frozen=True)
class Version:
    """One state of a list that was imported."""

    list: str
    as_of: str
    """Day and time of its making as the list writes it, in ISO 8601."""
    archived: tuple[str, ...]
    """SHA-256 of its files, in the order in which the reader takes them."""
    entries: int
    dated_by: str = ""
    """What the time was taken from."""

    @property
    def order(self) -> tuple[str, tuple[str, ...]]:
        """Newer versions have greater ones; of two with one time, the same one is newer whichever came first."""
        return self.as_of, self.archived


@dataclass
class Imported:
    """What became of an import."""

    version: Version
    new: bool
    in_force: bool
    statements: int = 0
    notes: tuple[str, ...] = ()


def versions(work: Workspace, name: str) -> list[Version]:
    """Every version that was imported of a list, oldest first, each once."""
    sql = (
        "SELECT json_extract(body, '$.as_of'), json_extract(body, '$.archived'), json_extract(body, '$.entries'),"
        " json_extract(body, '$.dated_by') FROM ledger WHERE kind = ? AND json_extract(body, '$.list') = ? ORDER BY seq"
    )
    rows = work.execute(sql, (IMPORTED, name))
    found = {v.archived: v for v in (Version(name, row[0], _ids(row[1]), row[2], row[3]) for row in rows)}
    return sorted(found.values(), key=lambda v: v.order)


def _ids(told: str) -> tuple[str, ...]:
    return tuple(json.loads(told))


def one_list(settings: Settings, name: str) -> _list.List:
    """The list of that name, or an error that offers near ones."""
    found = _list.find(settings.content.lists)
    if name not in found:
        raise UnknownName("list", name, found)
    return found[name]


def current(work: Workspace | None, settings: Settings) -> Iterator[Entity]:
    """All entities of the lists in force, unresolved, with their listings; without a workspace the bundled lists.

    Lists of an exercise are left out: their entries must match nobody real.
    """
    for name, one in _list.find(settings.content.lists).items():
        card = one.card()
        known = versions(work, name) if work else []
        if card.exercise:
            continue
        if work and known:
            yield from entities(facts(card, known[-1]), *_said(work, name))
        elif card.entries:
            yield from entities(facts(card), (s[:4] for s in one.own(card).statements))


def facts(card: _list.ListFile, version: Version | None = None) -> ListFacts:
    """What holds for each entry of a version; of the list's own file unless one is given."""
    as_of = version.as_of[:10] if version else card.as_of.isoformat() if card.as_of else ""
    return ListFacts(card.id, card.authority, card.binds, as_of)


def _said(work: Workspace, name: str) -> tuple[list[Said], dict[str, tuple[str, str]]]:
    """What the version in force says, in the order of its files and rows; and each id's first and last day."""
    columns = ["entity_id", "schema", "prop", "value"]
    said: list[Said] = []
    seen: dict[str, tuple[str, str]] = {}
    for file in files_of(work, name, "statements"):
        table = pq.read_table(
            work.lake.folder / file.path, columns=[*columns, "first_seen", "last_seen", "in_force"]
        )
        spans = table.group_by("entity_id").aggregate([("first_seen", "min"), ("last_seen", "max")])
        for row in spans.to_pylist():
            seen[row["entity_id"]] = tuple(
                row[n].date().isoformat() for n in ("first_seen_min", "last_seen_max")
            )
        table = table.filter(table.column("in_force"))
        said += zip(*(table.column(c).to_pylist() for c in columns), strict=True)
    return said, seen


def files_of(work: Workspace, name: str, *tables: str) -> list[LakeFile]:
    """The files of some tables that hold a list's rows."""
    ends = f"-{LIST}{name}"
    return [
        f
        for f in work.lake.listed(work.execute, tables)
        if Path(f.path).parent.name.split(".")[0].endswith(ends)
    ]


def read_files(one: _list.List, files: Sequence[Path], names: Sequence[str] = ()) -> Snapshot:
    """Read the files of one version where they lie."""
    with ExitStack() as opened:
        return one.read([
            SourceFile(opened.enter_context(file.open("rb")), name)
            for file, name in zip(files, names or [f.name for f in files], strict=True)
        ])  # fmt: skip


def import_files(
    work: Workspace, name: str, files: Sequence[Path], *, as_of: str = "", published: str = "",
    again: bool = False, fewer: bool = False, progress: Progress = quiet,
) -> Imported:  # fmt: skip
    """Archive the files of one version of a list and read them; what isn't whole changes nothing.

    Its day is ``as_of``; else what the files say, what the server said that it was ``published``, what the files' names
    say, or today. One that would be in force with far fewer entries than the one before is refused unless ``fewer``. The same files again add nothing, unless they are read ``again``: then every version is read anew.
    """
    one = one_list(work.settings, name)
    progress(f"read {name}", 0, 3)
    before = [_sha256(file) for file in files]
    told = read_files(one, files)
    when, dated_by = of_version(as_of, told.as_of, published, files)
    progress(f"archive {name}", 1, 3)
    with work.writing():
        card = one.card()
        kept = [
            _keep(work, file, card.handling, name, sha256) for file, sha256 in zip(files, before, strict=True)
        ]
        version = Version(name, when, tuple(k.archived_id for k in kept), told.entries, dated_by)
        known = versions(work, name)
        if version.archived in {v.archived for v in known} and not again:
            return Imported(version, new=False, in_force=known[-1].archived == version.archived)
        if known and version.order > known[-1].order and not fewer:
            _not_far_fewer(version, known[-1])
        progress(f"merge {name}", 2, 3)
        done = _commit(work, one, told, version, known, again=again)
    progress(f"merge {name}", 3, 3)
    return done


def _not_far_fewer(version: Version, before: Version) -> None:
    if version.entries < before.entries * _SHARE:
        raise BadInput(
            f"{version.list}: {version.entries:,} entries; the version in force, of {before.as_of[:10]}, has "
            f"{before.entries:,}. The file may have been cut. Nothing was changed; if it is whole, import it with --fewer."
        )


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise BadInput(f"{readable(file)} can't be read: {error.strerror}.") from error


def _keep(work: Workspace, file: Path, handling: str, name: str, sha256: str) -> Archived:
    """Archive a file that was read; what is archived must be what was read."""
    kept, _ = work.keep(file, handling, name, simulated=False, on_bytes=lambda _: None)
    refuse_both(kept, simulated=False)
    if kept.archived_id != sha256:
        raise BadInput(f"{readable(file)} changed while it was read. Import it again.")
    return kept


def _commit(
    work: Workspace,
    one: _list.List,
    told: Snapshot,
    version: Version,
    known: Sequence[Version],
    *,
    again: bool,
) -> Imported:
    every = sorted({v.archived: v for v in (*known, version)}.values(), key=lambda v: v.order)
    in_force = every[-1].archived == version.archived
    before = files_of(work, one.id, "statements")
    parts = [statement_rows(told, version.as_of, _kept(work, version), in_force=in_force)]
    if again:
        others = (v for v in every if v.archived != version.archived)
        parts += [_read_again(work, one, v, in_force=v is every[-1]) for v in others]
    elif known:  # else what is there is the list's own file, of which nothing is kept
        parts += [_seen(work, file, in_force=not in_force) for file in before]
    statements = merged(parts)
    told_by = map(work.archived, set(statements.column("archived_id").to_pylist()))
    listings = listing_rows(
        statements, facts(one.card(), every[-1]), {k.archived_id: k for k in told_by if k}
    )
    tables = {"statements": statements, "listings": listings}
    before += files_of(work, one.id, "listings")
    _replace(work, version, tables, [file.path for file in before], in_force=in_force)
    return Imported(
        version, new=True, in_force=in_force, statements=statements.num_rows, notes=tuple(told.notes)
    )


def _seen(work: Workspace, file: LakeFile, *, in_force: bool) -> pa.Table:
    """What is known already; where a newer version comes, none of it is in force by itself any more."""
    table = pq.read_table(work.lake.folder / file.path)
    if in_force:
        return table
    none = pa.array([False] * table.num_rows)
    return table.set_column(table.schema.get_field_index("in_force"), table.schema.field("in_force"), none)


def _replace(work: Workspace, version: Version, tables: Mapping[str, pa.Table], retired: list[str], *, in_force: bool) -> None:  # fmt: skip
    """Put new files in the place of those retired, with the ledger entry of the import."""
    seq = work.execute("SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger", ())[0][0]
    commit_id = f"{version.archived[0][:16]}-{LIST}{version.list}.{seq}"
    staged = [file for table, rows in tables.items() for file in _stage(work, table, commit_id, rows)]
    body = asdict(version) | {
        "archived": list(version.archived),
        "in_force": in_force,
        "version": __version__,
    }
    body |= {"files": [asdict(file) for file in staged], "retired": retired}
    with work.change(IMPORTED, body) as entry:
        work.lake.retire(work.execute, entry.seq, retired)
        work.lake.add(work.execute, commit_id, entry.seq, staged)


def _kept(work: Workspace, version: Version) -> list[Archived]:
    kept = [work.archived(archived_id) for archived_id in version.archived]
    return [one for one in kept if one is not None]


def _read_again(work: Workspace, one: _list.List, version: Version, *, in_force: bool) -> pa.Table:
    told = read_version(work, one, version)
    return statement_rows(told, version.as_of, _kept(work, version), in_force=in_force)


def read_version(work: Workspace, one: _list.List, version: Version) -> Snapshot:
    """Read a version's archived files."""
    kept = _kept(work, version)
    return read_files(one, [work.archive.path(k.archived_id) for k in kept], [k.name for k in kept])


def _stage(work: Workspace, table: str, commit_id: str, rows: pa.Table) -> list[LakeFile]:
    folder = work.lake.stage(table, commit_id)
    pq.write_table(rows, folder / "part-0.parquet", compression="zstd")
    return work.lake.staged(table, commit_id)


def reader(one: _list.List) -> Reader:
    """How the entries of a list's own file become rows, like those of any file that is ingested."""

    def read(file: SourceFile, options: Options) -> Iterator[Batch]:  # noqa: ARG001 the frame's shape
        card = _list.parse(b"".join(iter(lambda: file.read(1 << 20), b"")), one.id)
        told = one.own(card)
        tables = own_rows(told, facts(card))
        yield Batch(tables, REJECTS.empty_table(), told.entries, told.entries)

    return Reader(LIST + one.id, "entry", ("listings", "statements"), read, replaces=True)


def restore(work: Workspace, one: _list.List) -> None:
    """Bring an imported list's rows back into sight after its card was out of the settings for a while."""
    known = versions(work, one.id)
    if known and not files_of(work, one.id, "listings"):
        with work.writing():
            told = read_version(work, one, known[-1])
            _commit(work, one, told, known[-1], known, again=True)
