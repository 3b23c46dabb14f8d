"""For people to look at: what lists there are, what differs between versions of one, what it says of an entry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from leadline.entities import _list
from leadline.entities._lists.changes import Changes, changes
from leadline.entities._lists.dates import moment
from leadline.entities._lists.rows import own_statements
from leadline.entities.imports import facts, files_of, one_list, read_files, read_version, versions
from leadline.entities.statements import PART, Snapshot, entities, plain_id
from leadline.errors import BadInput, UnknownName
from leadline.progress import Progress, quiet
from leadline.settings import Settings
from leadline.store.workspace import Workspace


def overview(work: Workspace | None, settings: Settings) -> Iterator[dict[str, Any]]:
    """Every list: whose, whom it binds, the version in force, where that is from, how to get another."""
    for name, one in _list.find(settings.content.lists).items():
        card = one.card()
        known = versions(work, name) if work else []
        as_of = (
            known[-1].as_of[:10] if known else card.as_of.isoformat() if card.entries and card.as_of else None
        )
        entries = known[-1].entries if known else len(card.entries)
        yield {
            "list": name, "title": card.title, "authority": card.authority, "binds": card.binds, "as_of": as_of,
            "entries": entries, "from": "imported" if known else "its own file" if card.entries else "nowhere yet",
            "versions": [v.as_of for v in known], "source": card.source, "licence": card.licence,
            "handling": card.handling, "files": card.published.says if card.published else None,
            "tried_on": card.published.tried_on if card.published else None,
            "update": list(card.published.update) if card.published else [],
        }  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """What differs between two versions, named by their times or files, and the list's programme on the DPRK."""

    first: str
    last: str
    program: str
    changes: Changes


def difference(
    work: Workspace | None, settings: Settings, name: str, files: Sequence[Path], first: str, last: str,
    progress: Progress = quiet,
) -> Difference:  # fmt: skip
    """Compare two files, or the imported versions of two days: the newest and the one before unless named."""
    one = one_list(settings, name)
    published = one.card().published
    progress(f"read {name}", 0, 2)
    if files:
        named = [file.name for file in files]
        was = read_files(one, files[:1])
        progress(f"read {name}", 1, 2)
        now = read_files(one, files[1:])
    else:
        named, (was, now) = _versions(work, one, first, last)
    progress(f"read {name}", 2, 2)
    aside = published.aside if published else ()
    return Difference(named[0], named[1], published.program if published else "", changes(was, now, aside))


def _versions(work: Workspace | None, one: _list.List, first: str, last: str) -> tuple[list[str], tuple[Snapshot, Snapshot]]:  # fmt: skip
    known = versions(work, one.id) if work else []
    if work is None or len(known) < 2:
        raise BadInput(
            f"List {one.id}: {len(known)} imported version{'s' * (len(known) != 1)}; a comparison needs two. "
            f"Import them, or name two files: leadline lists diff {one.id} OLDER NEWER"
        )
    days = [v.as_of[:10] for v in known]
    at_last = _at(days, last, "--to") if last else len(known) - 1
    at_first = _at(days, first, "--from") if first else at_last - 1
    if at_first < 0:
        raise BadInput(
            f"List {one.id}: no version is older than {days[at_last]}. Versions: {', '.join(days)}."
        )
    chosen = known[at_first], known[at_last]
    return [v.as_of[:10] for v in chosen], (
        read_version(work, one, chosen[0]),
        read_version(work, one, chosen[1]),
    )


def _at(days: Sequence[str], wanted: str, option: str) -> int:
    """Place of the newest version that was there on a day."""
    until = moment(wanted, option)[:10]
    found = [at for at, day in enumerate(days) if day <= until]
    if not found:
        raise BadInput(f"{option} {wanted}: no version is that old. Versions: {', '.join(days)}.")
    return found[-1]


def entry(work: Workspace | None, settings: Settings, name: str, ref: str) -> dict[str, Any]:
    """What a list says of an entry, and has said, by its reference or id: the entity, and each statement."""
    one = one_list(settings, name)
    known = versions(work, name) if work else []
    if work and known:
        parts = [pq.read_table(work.lake.folder / file.path) for file in files_of(work, name, "statements")]
        table = pa.concat_tables(parts)
    else:
        table = own_statements(one.own(), one.own().as_of or "0001-01-01")
    rows = table.select(
        [n for n in table.column_names if n not in {"observation_id", "originator", "simulated"}]
    ).to_pylist()
    id_ = _id(name, ref, rows)
    rows = [row for row in rows if row["entity_id"].partition(PART)[0] == id_]
    said = (
        (r["entity_id"], r["schema"], r["prop"], r["value"])
        for r in rows
        if r["in_force"] or not any(x["in_force"] for x in rows)
    )
    entity = next(entities(facts(one.card(), known[-1] if known else None), said))
    names = {
        k: kept.name
        for k in {r.get("archived_id") for r in rows}
        if k and work and (kept := work.archived(k))
    }
    return {**entity, "statements": [_statement(row, names) for row in rows]}


def _id(name: str, ref: str, rows: Sequence[dict[str, Any]]) -> str:
    wanted = ref.strip().casefold()
    ids: set[str] = {row["entity_id"].partition(PART)[0] for row in rows}
    by_ref: set[str] = {
        row["entity_id"].partition(PART)[0]
        for row in rows
        if row["prop"] in {"authorityId", "unscId"} and row["value"].casefold() == wanted
    }
    found = sorted(
        {id_ for id_ in ids if id_.casefold() in {wanted, f"{name}-{plain_id(ref.strip())}".casefold()}}
        or by_ref
    )
    if len(found) > 1:
        raise BadInput(
            f"List {name}: {len(found)} entries have the reference {ref!r}. Name one by its id: {', '.join(found[:12])}."
        )
    if not found:
        raise UnknownName(f"entry of the list {name}", ref, (id_.removeprefix(f"{name}-") for id_ in ids))
    return found[0]


def _statement(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    told = {
        k: row[k]
        for k in ("entity_id", "schema", "prop", "value", "lang", "original_value", "in_force", "row")
    }
    told |= {k: row[k].isoformat().replace("+00:00", "Z") for k in ("first_seen", "last_seen")}
    return told | {"archived_id": row.get("archived_id"), "file": names.get(row.get("archived_id", ""))}
