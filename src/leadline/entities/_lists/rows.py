"""Snapshots of lists as rows of the tables ``statements`` and ``listings``."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from leadline.entities.entity import Entity, Listing
from leadline.entities.statements import ListFacts, Said, Snapshot, entities
from leadline.store.engine import conform
from leadline.store.workspace import Archived
from leadline.tables import contract

_KEY = ("list", "entity_id", "prop", "value", "lang")
_SAID = ("entity_id", "schema", "prop", "value", "lang", "original_value", "row")


def statement_rows(told: Snapshot, as_of: str, kept: Sequence[Archived], *, in_force: bool) -> pa.Table:
    """All that a version says, as rows of ``statements``; ``kept`` are its archived files."""
    table = contract("statements")
    own = own_statements(told, as_of, in_force=in_force)
    columns = _carried(own, [s.file for s in told.statements], kept)
    return pa.table([columns[name] for name in table.names], schema=table.arrow)


def own_statements(told: Snapshot, as_of: str, *, in_force: bool = True) -> pa.Table:
    """The contract's own columns, without those that say which file a row came from."""
    when = datetime.fromisoformat(as_of)
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    size = len(told.statements)
    columns: dict[str, Sequence[Any]] = {
        name: [statement[at] for statement in told.statements] for at, name in enumerate(_SAID)
    }
    columns |= {"list": [told.name] * size, "first_seen": [when] * size, "last_seen": [when] * size}
    columns["in_force"] = [in_force] * size
    schema = contract("statements").own().arrow
    return pa.table([pa.array(columns[f.name], f.type) for f in schema], schema=schema)


def _carried(own: pa.Table, files: Sequence[int], kept: Sequence[Archived]) -> dict[str, Any]:
    """The own columns, and those that rows carry from the archived file that each came from."""
    told: dict[str, Any] = {name: own.column(name) for name in own.column_names}
    rows = own.column("row").to_pylist()
    told["observation_id"] = [f"{kept[f].archived_id[:16]}:{row}" for f, row in zip(files, rows, strict=True)]
    for name in ("archived_id", "handling", "originator", "simulated"):
        told[name] = [getattr(kept[f], name) for f in files]
    return told


def merged(parts: Sequence[pa.Table]) -> pa.Table:
    """Each statement once: first and last version that said it, all else as the last one said it.

    The order of ``parts`` makes no difference.
    """
    table = contract("statements")
    every = pa.concat_tables(parts).sort_by([
        ("last_seen", "descending"), ("archived_id", "descending"), ("row", "ascending")
    ])  # fmt: skip
    others = [n for n in table.names if n not in {*_KEY, "first_seen", "in_force"}]
    made = every.group_by(list(_KEY), use_threads=False).aggregate(
        [("first_seen", "min"), ("in_force", "any"), *((name, "first") for name in others)]
    )
    made = made.rename_columns([*_KEY, "first_seen", "in_force", *others])
    return conform(made.select(table.names), table)


def own_rows(told: Snapshot, facts: ListFacts) -> dict[str, pa.Table]:
    """Rows of both tables for a list whose only version is its own file."""
    rows = {s.entity_id: s.row for s in reversed(told.statements)}
    listings = [row for _, row in _listings((s[:4] for s in told.statements), facts, rows, {})]
    schema = contract("listings").own().arrow
    return {
        "listings": pa.Table.from_pylist(listings, schema=schema),
        "statements": own_statements(told, told.as_of),
    }


def listing_rows(statements: pa.Table, facts: ListFacts, kept: Mapping[str, Archived]) -> pa.Table:
    """The designations that stand, as rows of ``listings``, from rows of ``statements``; ``kept`` are files by id."""
    columns = {name: statements.column(name).to_pylist() for name in statements.column_names}
    stand = [at for at, stands in enumerate(columns["in_force"]) if stands]
    ids = columns["entity_id"]
    first: dict[str, str] = {}
    for id_, day in zip(ids, columns["first_seen"], strict=True):
        first[id_] = min(first.get(id_, "9999"), day.isoformat())
    rows, files = ({ids[at]: columns[name][at] for at in reversed(stand)} for name in ("row", "archived_id"))
    said = ((ids[at], columns["schema"][at], columns["prop"][at], columns["value"][at]) for at in stand)
    found = _listings(said, facts, rows, first)
    table = contract("listings")
    own = pa.Table.from_pylist([row for _, row in found], schema=table.own().arrow)
    carried = _carried(own, range(len(found)), [kept[files[id_]] for id_, _ in found])
    return pa.table([carried[name] for name in table.names], schema=table.arrow)


def _listings(
    said: Iterable[Said], facts: ListFacts, rows: Mapping[str, int], first: Mapping[str, str]
) -> list[tuple[str, dict[str, Any]]]:
    """Rows with the contract's own columns, each with the id of its entity; entry and measure are the key.

    Where a list doesn't give the day of a listing it is that of the first version known that has the entry.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for entity in entities(facts, said):
        id_ = entity["id"]
        for listing in entity["listings"]:
            since = listing["listed_from"] or first.get(id_, facts.as_of)
            found.setdefault((id_, listing["measure"]), _listing(entity, listing, rows[id_], since))
    return [(id_, row) for (id_, _), row in found.items()]


def _listing(entity: Entity, listing: Listing, row: int, since: str) -> dict[str, Any]:
    said = entity["properties"]
    names = said.get("name") or [entity["caption"]]
    ships = [n.removeprefix("IMO") for n in said.get("imoNumber", ()) if entity["schema"] == "Vessel"]
    others = [name for prop in ("alias", "weakAlias", "previousName") for name in said.get(prop, ())]
    until = listing["listed_until"]
    return {
        "row": row, "list": listing["list"], "authority": listing["authority"], "ref": listing["ref"],
        "schema": entity["schema"], "name": names[0], "aliases": [*names[1:], *others],
        "imo": next((int(n) for n in ships if n.isdigit()), None),  # companies have such numbers too
        "measure": listing["measure"], "paragraph": listing["paragraph"] or None,
        "listed_from": _midnight(since), "listed_until": _midnight(until) if until else None,
    }  # fmt: skip


def _midnight(day: str) -> datetime:
    """The first moment of a day, month or year."""
    year, month, date = (*(int(part) for part in day[:10].split("-")), 1, 1)[:3]
    return datetime(year, month, date, tzinfo=UTC)
