"""The only place that knows the order: source → lake → derived → detectors → leads."""

import json
import tempfile
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from leadline import __version__
from leadline.derived import _build
from leadline.detectors import _detector, _examples, _leads, _strength
from leadline.entities import _list, imports
from leadline.errors import BadInput, UnknownName
from leadline.investigations import desk, evidence
from leadline.law.regime import Regime
from leadline.progress import Progress, quiet
from leadline.reports import _section
from leadline.reports import voyage as voyages
from leadline.settings import TLP, Settings
from leadline.sources import _sample, _source
from leadline.store.archive import readable
from leadline.store.engine import conform
from leadline.store.ingest import Ingested, Reader, ingest_file, refuse_both, retire_lists
from leadline.store.intake import Options
from leadline.store.workspace import Workspace
from leadline.tables import contract, of_kind


def ingest(
    work: Workspace,
    source_name: str,
    files: Iterable[Path],
    options: Options | None = None,
    *,
    handling: str | None = None,
    originator: str | None = None,
    simulated: bool = False,
    again: bool = False,
    progress: Progress = quiet,
) -> Iterator[Ingested]:
    """Archive files and turn them into observations, one after the other; each is seen whole or not at all.

    The same bytes by the same source add nothing, unless they are read ``again``.
    """
    source = _source.source(source_name, work.settings.content.sources)
    reader = Reader(source.card.id, source.card.row_word, source.card.tables, source.read)
    label = handling or work.settings.handling
    if label not in TLP:
        raise BadInput(f"{label!r} is no TLP 2.0 label. Use one of: {', '.join(TLP)}.")
    for file in files:
        size = file.stat().st_size if file.is_file() else 0
        archived = _Counted(progress, f"archive {readable(file.name)}", size)
        with work.writing():
            kept, _ = work.keep(
                file, label, originator or work.settings.originator, simulated=simulated, on_bytes=archived
            )
            refuse_both(kept, simulated=simulated)
            position = partial(_told, progress, f"read {kept.name}", kept.bytes)
            done = _named(
                kept.name,
                partial(ingest_file, work, reader, kept, options or Options(), position, again=again),
            )
        if kept.handling != label:
            done.note = "; ".join(
                filter(None, [done.note, f"handling stays {kept.handling}, as first archived"])
            )
        yield done


def _named(name: str, read: Callable[[], Ingested]) -> Ingested:
    """Read, and let a refusal name the file: among several, one could else not tell which."""
    try:
        return read()
    except BadInput as error:
        if name in str(error):
            raise
        raise BadInput(f"{name}: {error}") from error


def _told(progress: Progress, what: str, total: int, done: int) -> None:
    progress(what, done, total)


class _Counted:
    """Adds up counts and tells the sum."""

    def __init__(self, progress: Progress, what: str, total: int) -> None:
        self._progress, self._what, self._total, self._sum = progress, what, total, 0

    def __call__(self, count: int) -> None:
        self._sum += count
        self._progress(self._what, self._sum, self._total)


def given(work: Workspace, names: Iterable[str] | None = None) -> dict[str, ibis.Table]:
    """Tables of the lake as expressions on the workspace's engine; all of them unless named."""
    wanted = list(names) if names is not None else [c.name for c in of_kind("observation", "derived", "lead")]
    return {name: work.engine.read(work.lake.files(work.execute, name), contract(name)) for name in wanted}


def build_derived(work: Workspace, *, progress: Progress = quiet) -> bool:
    """Bring the derived tables up to date with all observations; True when something was built."""
    return _build.build(work, progress=progress)


def sync_lists(work: Workspace) -> None:
    """Archive and read every list's own file that is new or has changed; one that was imported stays as it is.

    The version before, or a list that was taken out of the settings, goes out of sight, not away.
    """
    found = _list.find(work.settings.content.lists)
    with work.writing():
        retire_lists(work, found)
    for name, one in found.items():
        card = one.card()
        if imports.versions(work, name):
            imports.restore(work, one)
        elif card.entries:
            with work.writing():
                kept, _ = work.keep(
                    one.path, card.handling, name, simulated=card.exercise, on_bytes=lambda _: None
                )
                ingest_file(work, imports.reader(one), kept, Options(), lambda _: None)


def detect(
    work: Workspace,
    names: Sequence[str] = (),
    *,
    progress: Progress = quiet,
) -> dict[str, int]:
    """Build what is needed and run detectors; returns the number of leads of each.

    Leads of detectors that aren't named stay; leads of those that aren't found any more go.
    """
    regime = Regime.load(work.settings.content.measures)
    known = _detector.find(work.settings.content.detectors)
    for name in names:
        if name not in known:
            raise UnknownName("detector", name, known)
    chosen = {name: known[name] for name in names or known}
    for one in chosen.values():
        for measure in one.measures:
            regime.measure(measure)
    sync_lists(work)
    build_derived(work, progress=progress)
    tables = given(work)
    found = []
    carried, counts = _carried(work), work.lake.counts(work.execute)
    for number, one in enumerate(chosen.values()):
        progress(f"detect {one.id}", number, len(chosen))
        asks = any(counts[name] for name in one.opens_with)
        rows = _leads.rows_of(one, tables, work.engine) if asks else []
        mmsis = {m for row in rows for m in (row["mmsi"], row["other_mmsi"]) if m is not None}
        claims = _leads.claims(tables["static_reports"], work.engine, mmsis)
        heard = _strength.heard(tables["traffic"], work.engine, rows)
        found.append(_leads.leads(one, rows, claims, regime, carried, heard))
    progress("detect", len(chosen), len(chosen))
    _replace_leads(work, found, keep=known.keys() - chosen.keys())
    return {one.id: table.num_rows for one, table in zip(chosen.values(), found, strict=True)}


def _carried(work: Workspace) -> _leads.Carried:
    """What the rows of an archived file carry, looked up once a file."""

    @cache
    def of_file(prefix: str) -> tuple[str, str, bool]:
        kept = work.archived(prefix)
        assert kept is not None, "an observation's archived file is always there"
        return kept.handling, kept.originator, kept.simulated

    return lambda observation_id: of_file(observation_id.partition(":")[0])


def _replace_leads(work: Workspace, found: Sequence[pa.Table], keep: Collection[str]) -> None:
    """Put the leads found in the place of all but those of the detectors to keep."""
    leads = contract("leads")
    with work.writing():
        # Read under the lock, so that leads of another command that ended meanwhile are kept too.
        before = given(work, ["leads"])["leads"]
        kept = work.engine.table(before.filter(before.detector.isin(sorted(keep))), leads)
        every = pa.concat_tables([kept, *(conform(table, leads) for table in found)])
        commit_id = f"leads-{uuid.uuid4().hex[:12]}"
        folder = work.lake.stage("leads", commit_id)
        pq.write_table(every, folder / "part-0.parquet", compression="zstd")
        files = work.lake.staged("leads", commit_id)
        body = {"version": __version__, "engine": work.engine.name, "leads": every.num_rows}
        work.replace("detect", body, ["leads"], commit_id, files)


def table(work: Workspace, name: str, *, progress: Progress = quiet) -> Iterator[pa.RecordBatch]:
    """Rows of a table, in the order of its key; what isn't up to date is built before this returns."""
    one = contract(name)
    if one.kind == "derived":
        build_derived(work, progress=progress)
    if name in {"listings", "statements"}:
        sync_lists(work)
    rows = work.engine.read(work.lake.files(work.execute, name), one).order_by(list(one.key))
    batches = work.engine.batches(rows)
    return (part for batch in batches for part in conform(pa.Table.from_batches([batch]), one).to_batches())


def read_leads(work: Workspace) -> list[dict[str, Any]]:
    """All leads as plain data: the rarest first, of these those with most that makes them stronger, then by time."""
    rows = work.engine.table(given(work, ["leads"])["leads"], contract("leads")).to_pylist()
    told = [_lead_told(row) for row in rows]
    return sorted(told, key=_reading_order)


def _reading_order(lead: Mapping[str, Any]) -> tuple[int, int, str, str]:
    return (
        _strength.WORDS.index(lead["strength"]),
        -len(lead["stronger"]),
        lead["first_at"],
        lead["id"],
    )


def _lead_told(row: Mapping[str, Any]) -> dict[str, Any]:
    subjects = [{"mmsi": s["mmsi"], "imo": s.get("imo"), "name": s.get("name"), "flag": s["flag"], "flag_basis": "broadcast digits"}
                for s in json.loads(row["subjects"])]  # fmt: skip
    told = {"id": row["lead_id"], **row, "subjects": subjects}
    told |= {name: json.loads(row[name]) for name in ("facts", "measures")}
    told |= {name: row[name].isoformat().replace("+00:00", "Z") for name in ("first_at", "last_at")}
    del told["lead_id"]
    return told


def leads_named(work: Workspace, names: Sequence[str]) -> list[dict[str, Any]]:
    """Leads by id, or by the beginning of an id that only one has; each once."""
    every = read_leads(work)
    found = {}
    for name in names:
        fits = [lead for lead in every if name and lead["id"].startswith(name)]
        if len(fits) != 1:
            raise UnknownName("lead", name, (lead["id"] for lead in every))
        found[fits[0]["id"]] = fits[0]
    return list(found.values())


def voyage(
    work: Workspace,
    number: str,
    first: date | None = None,
    last: date | None = None,
    *,
    progress: Progress = quiet,
) -> voyages.Dossier:
    """What is heard, claimed, listed and asked about an IMO number or MMSI, on days or in all; built first where stale."""
    sync_lists(work)
    build_derived(work, progress=progress)
    return voyages.gather(work, given(work), read_leads(work), number, first, last)


def draft(work: Workspace, names: Sequence[str], *, progress: Progress = quiet) -> dict[str, Any]:
    """Draft a finding from leads, with each observation that they rest on as evidence.

    ``notes`` says which of the leads stand in another finding already.
    """
    progress("read leads", 0, 3)
    chosen = leads_named(work, names)
    ids = sorted({o for lead in chosen for o in lead["observations"]})
    progress("collect evidence", 1, 3)
    rows = evidence.rows(work, ids)
    progress("draft", 2, 3)
    stands = desk.taken(work, [lead["id"] for lead in chosen])
    told = desk.draft(work, chosen, rows)
    progress("draft", 3, 3)
    notes = [f"lead {id_} stands in {', '.join(numbers)} already" for id_, numbers in stands.items()]
    return told | {"notes": notes}


def verify(work: Workspace, on_file: Callable[[], None] = lambda: None) -> dict[str, object]:
    """Check archive, lake, ledger and findings; raise ``Damaged`` at the first broken place, else say what was checked."""
    return work.verify(on_file) | {"findings": desk.verify(work)}


def content(settings: Settings) -> list[dict[str, Any]]:
    """What content there is, and where from: kind, id, what it says, file."""
    own = settings.content
    rows = [
        {"kind": "source", "id": name, "says": _source.load(place).card.title, "file": place}
        for name, place in _source.find(own.sources).items()
    ]
    rows += [
        {"kind": "detector", "id": name, "says": one.documentation[0], "file": one.path}
        for name, one in _detector.find(own.detectors).items()
    ]
    rows += [
        {
            "kind": "list",
            "id": name,
            "says": one.card().title,
            "file": one.path,
        }
        for name, one in _list.find(own.lists).items()
    ]
    regime = Regime.load(own.measures)
    rows += [
        {"kind": "measure", "id": name, "says": one.title, "file": regime.files["measure", name]}
        for name, one in regime.measures.items()
    ]
    rows += [
        {"kind": "section", "id": one.name, "says": one.says, "file": one.path}
        for one in _section.found(own.sections)
    ]
    return rows


def check(work: Workspace, kind: str, name: str) -> list[str]:
    """Run a source's sample or a detector's examples; returns what held, or raises what did not."""
    own = work.settings.content
    if kind == "source":
        return list(_sample.run(_source.source(name, own.sources)))
    known = _detector.find(own.detectors)
    if name not in known:
        raise UnknownName("detector", name, known)
    for measure in known[name].measures:
        Regime.load(own.measures).measure(measure)
    with tempfile.TemporaryDirectory() as scratch:
        return list(_examples.run(known[name], work.engine, Path(scratch)))
