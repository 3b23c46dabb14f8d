"""Examples beside a detector: what it finds, and each innocent explanation that must stay silent.

``<name>.examples.yml`` is a list::

    - finds: a coaster comes back two metres deeper
      given:
        gaps:
          - {mmsi: 790000001, started_at: 2026-03-01T00:00:00Z, silence_h: 30, …}
      leads:
        - {says: "AIS silence of 30 h; …"}
    - innocent: thin-coverage
      differs: {table: gaps, row: 1, heard_share: 0.1}

An innocent example is a finding example (the first, or the one named under ``from``) that differs in one fact:
a row changed (``row``) or a row more (``add: true``). With the fact there is no lead, without it there is.
Columns that aren't given are null where they may be, else empty: 0, "", false.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from leadline.detectors._detector import Detector
from leadline.errors import BadContent
from leadline.store.engine import Engine
from leadline.tables import Column, contract

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


class Example(BaseModel):
    """One example: either ``finds`` with what is given and the leads, or ``innocent`` with the fact that differs."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    finds: str | None = None
    given: dict[str, list[dict[str, Any]]] = {}
    leads: list[dict[str, str]] = []
    innocent: str | None = None
    base: str | None = None
    differs: dict[str, Any] = {}


def read(detector: Detector) -> list[Example]:
    """The examples of a detector; refused where an explanation that can be told has none."""
    file = detector.path.with_suffix(".examples.yml")
    try:
        listed = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 strings only
        examples = [
            Example.model_validate({"base" if k == "from" else k: v for k, v in one.items()})
            for one in listed
        ]
    except (ValidationError, yaml.YAMLError, AttributeError, TypeError) as error:
        raise BadContent(f"{file}: {error}") from error
    if not any(e.finds for e in examples):
        raise BadContent(f"{file}: there is no example that finds anything.")
    shown = {e.innocent for e in examples}
    for explanation in detector.explanations:
        if not explanation.cannot_tell and explanation.id not in shown:
            raise BadContent(
                f"{file}: {explanation.id} has no example that stays silent. Add one, or declare it "
                f"'{explanation.id} (cannot tell)' if the data can't tell it apart."
            )
    if unknown := shown - {None} - {e.id for e in detector.explanations}:
        raise BadContent(
            f"{file}: {', '.join(map(str, unknown))} isn't among the detector's innocent explanations."
        )
    return examples


def run(detector: Detector, engine: Engine, scratch: Path) -> Iterator[str]:
    """Run every example; yields what held, or raises ``BadContent`` with what was expected and what came."""
    examples = read(detector)
    finding = {e.finds: e for e in examples if e.finds}
    for number, example in enumerate(examples):
        base = example if example.finds else finding.get(example.base or next(iter(finding)))
        if base is None:
            raise BadContent(f"{detector.id}: no finding example is called {example.base!r}.")
        given = base.given if example.finds else _differing(detector.id, base.given, example.differs)
        said = [detector.sentence(row) for row in rows(detector, engine, given, scratch / str(number))]
        wanted = [lead["says"] for lead in example.leads]
        if sorted(said) != sorted(wanted):
            raise BadContent(
                f"Detector {detector.id}, example {example.finds or example.innocent!r}: expected {wanted or 'silence'}, got {said or 'silence'}."
            )
        if example.finds and not wanted:
            raise BadContent(
                f"Detector {detector.id}, example {example.finds!r}: it finds nothing; list its leads."
            )
        yield example.finds or f"silent: {example.innocent}"


def rows(detector: Detector, engine: Engine, given: Rows, scratch: Path) -> list[dict[str, Any]]:
    """The detector's rows over given rows, in a stable order."""
    tables: dict[str, Any] = {"engine": engine}
    tables |= {n: _table(n, given.get(n, ()), engine, scratch) for n in detector.inputs if n != "engine"}
    found: list[dict[str, Any]] = engine.fetch(detector(tables)).to_pylist()
    engine.release()
    return sorted(found, key=lambda r: (r["first_at"], r["mmsi"], r["other_mmsi"] or 0))


def _differing(id_: str, given: Rows, differs: Mapping[str, Any]) -> Rows:
    table = differs.get("table", "")
    changed = {name: [dict(row) for row in listed] for name, listed in given.items()}
    facts = {k: v for k, v in differs.items() if k not in {"table", "row", "add"}}
    if differs.get("add"):
        changed.setdefault(table, []).append(facts)
        return changed
    place = int(differs.get("row", 1)) - 1
    if len(facts) != 1 or place >= len(changed.get(table, ())):
        raise BadContent(
            f"Detector {id_}: an innocent example differs in one fact of one given row, not {dict(differs)}."
        )
    changed[table][place] |= facts
    return changed


def _table(name: str, listed: Sequence[Mapping[str, Any]], engine: Engine, scratch: Path) -> ibis.Table:
    table = contract(name)
    for row in listed:
        if unknown := set(row) - set(table.names):
            raise BadContent(f"Table {name} has no column {', '.join(sorted(unknown))}.")
    values = [{c.name: _value(c, row.get(c.name)) for c in table} for row in listed]
    scratch.mkdir(parents=True, exist_ok=True)
    file = scratch / f"{name}.parquet"
    pq.write_table(pa.Table.from_pylist(values, schema=table.arrow), file)
    return engine.read([file], table)


def _value(column: Column, text: Any) -> Any:
    """A YAML string as a value of the column's type; what isn't given is null, or empty where it may not be."""
    if text in {None, "null"} if not isinstance(text, list) else False:
        if column.null:
            return None
        empty = {
            "string": "",
            "int64": 0,
            "float64": 0.0,
            "bool": False,
            "string[]": [],
            "timestamp": datetime(1970, 1, 1, tzinfo=UTC),
        }
        return "TLP:CLEAR" if column.name == "handling" else empty[column.type]
    match column.type:
        case "timestamp":
            return datetime.fromisoformat(text)
        case "int64":
            return int(text)
        case "float64":
            return float(text)
        case "bool":
            return text == "true"
        case _:
            return text
