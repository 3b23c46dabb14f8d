"""Any list in FollowTheMoney JSON, one value a line: entities or statements, as OpenSanctions, Aleph and others give it."""

import json
from collections.abc import Sequence
from typing import Any

from leadline.entities._lists.model import kind
from leadline.entities.statements import Entry, Snapshot, plain_id, text
from leadline.errors import BadInput
from leadline.store.intake import SourceFile, TooLong, lines

_MOST_VALUES = 20_000


def read(told: Snapshot, files: Sequence[SourceFile]) -> None:
    """Entities of all schemas; ``Sanction`` entities become listings."""
    seen: dict[str, Entry] = {}
    for number, file in enumerate(files):
        for block in lines(file, longest=1 << 22):
            if isinstance(block, TooLong):
                raise BadInput(f"{file.name}, line {block.row}: {block.reason}.")
            for at, line in enumerate(block.block.splitlines(), block.first_row):
                if line.strip():
                    _line(told, seen, _value(line, file.name, at), number, f"{file.name}, line {at}", at)


def _value(line: bytes, name: str, at: int) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"{name}, line {at}: no JSON ({error}). It may have been cut; fetch it again."
        ) from error
    if not isinstance(value, dict):
        raise BadInput(f"{name}, line {at}: no FollowTheMoney entity or statement.")
    return value


def _line(
    told: Snapshot, seen: dict[str, Entry], value: dict[str, Any], file: int, where: str, row: int
) -> None:
    statement = isinstance(value.get("prop"), str)
    id_, schema = value.get("entity_id" if statement else "id"), value.get("schema")
    if not (
        isinstance(id_, str) and text(id_) and isinstance(schema, str) and kind(schema, "caption") is not None
    ):
        raise BadInput(f"{where}: an entity has an id and a schema.")
    id_ = plain_id(text(value.get("canonical_id") or id_) if statement else text(id_))
    entry = seen.get(id_)
    if entry is None:
        listed = schema not in {"Sanction", "Address", "Passport", "Identification"}
        entry = told.entry(id_, schema, row) if listed else Entry(told, id_, id_, schema, row)
        entry.id, seen[id_] = id_, entry
    entry.row, entry.file = row, file
    if statement:
        _say(entry, value["prop"], value.get("value"), value, where)
        return
    properties = value.get("properties")
    if not isinstance(properties, dict):
        raise BadInput(f"{where}: an entity has properties.")
    for prop, values in properties.items():
        for one in values if isinstance(values, list) else [values]:
            _say(entry, prop, one, {}, where)


def _say(entry: Entry, prop: str, value: object, more: dict[str, Any], where: str) -> None:
    if prop == "id":
        return
    if isinstance(value, dict):  # a nested entity: its id
        value = value.get("id")
    if not isinstance(value, str | int | float):
        raise BadInput(f"{where}: the value of {prop} is no text.")
    lang, words = more.get("lang"), more.get("original_value")
    known = entry.takes(prop)
    entry.add(prop if known else "notes" if entry.takes("notes") else "summary", str(value) if known else f"{prop}: {value}",
              lang=lang if isinstance(lang, str) else "", words=words if isinstance(words, str) else "")  # fmt: skip
