"""Any list in FollowTheMoney JSON, one value a line or all in one array: entities or statements, as OpenSanctions, Aleph and others give it.

An entity may hold others in its properties; each becomes one of its own. ``Sanction`` entities become listings, under
the authority that each names; where one names none, the dataset that it came from is told, as no authority's.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from leadline.entities._lists.schemata import kind, reverse
from leadline.entities.statements import SCREENED, Entry, Snapshot, plain_id, text
from leadline.errors import BadInput, Hostile
from leadline.store.intake import SourceFile, TooLong, lines

_BOM = b"\xef\xbb\xbf"
_WHOLE = 64 << 20
"""Bytes of an array, which is read as a whole; lines have no such bound."""
_DEEPEST = 16
"""Entities within entities; OpenSanctions goes four deep."""
_NOT_TOLD = "not told by the file"


def read(told: Snapshot, files: Sequence[SourceFile]) -> None:
    """Entities of all schemas, and what the file designates."""
    reading = _Reading(told)
    for number, file in enumerate(files):
        for at, where, value in _values(file):
            reading.at = _At(number, at, where)
            if not isinstance(value, dict):
                raise BadInput(f"{where}: no FollowTheMoney entity or statement.")
            reading.line(value)
    reading.authorities()


def _values(file: SourceFile) -> Iterator[tuple[int, str, Any]]:
    """Row, where that is, and the value: one a line, or one array of all."""
    if file.peek(64).removeprefix(_BOM).lstrip().startswith(b"["):
        whole = file.read(_WHOLE + 1)
        if len(whole) > _WHOLE:
            raise Hostile(f"{file.name}: an array of over {_WHOLE:,} bytes. Write one entity a line instead.")
        for at, value in enumerate(_parsed(whole, file.name), 1):
            yield at, f"{file.name}, item {at}", value
        return
    for block in lines(file, longest=1 << 22):
        if isinstance(block, TooLong):
            raise BadInput(f"{file.name}, line {block.row}: {block.reason}.")
        for at, line in enumerate(block.block.splitlines(), block.first_row):
            if line.strip():
                where = f"{file.name}, line {at}"
                yield at, where, _parsed(line, where)


def _parsed(data: bytes, where: str) -> Any:
    try:
        return json.loads(data.removeprefix(_BOM))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{where}: no JSON ({error}). It may have been cut; fetch it again.") from error


@dataclass(frozen=True)
class _At:
    file: int = 0
    row: int = 0
    says: str = ""


@dataclass
class _Told:
    """An entry, and what decides whose its listings are."""

    entry: Entry
    datasets: dict[str, None] = field(default_factory=dict)
    authority: bool = False
    designated: bool = False
    of: set[str] = field(default_factory=set)
    """Of a ``Sanction``: whose it is."""


@dataclass
class _Reading:
    """What was read so far."""

    told: Snapshot
    seen: dict[str, _Told] = field(default_factory=dict)
    at: _At = _At()

    def line(self, value: dict[str, Any]) -> None:
        """An entity with all that it holds, or one statement."""
        if not isinstance(value.get("prop"), str):
            self._entity(value, 0)
            return
        one = self._entry(value.get("canonical_id") or value.get("entity_id"), value.get("schema"))
        one.datasets |= dict.fromkeys(_texts(value.get("dataset")))
        self._say(one, value["prop"], value.get("value"), value)

    def _entity(self, value: dict[str, Any], depth: int) -> _Told:
        if depth > _DEEPEST:
            raise Hostile(f"{self.at.says}: entities lie more than {_DEEPEST} deep in one another.")
        one = self._entry(value.get("id"), value.get("schema"))
        properties = value.get("properties")
        if not isinstance(properties, dict):
            raise BadInput(f"{self.at.says}: an entity has properties.")
        one.datasets |= dict.fromkeys(_texts(value.get("datasets")) or _texts(value.get("dataset")))
        for prop, values in properties.items():
            for held in values if isinstance(values, list) else [values]:
                if isinstance(held, dict):
                    self._held(one, prop, held, depth)
                else:
                    self._say(one, prop, held, {})
        return one

    def _entry(self, id_: object, schema: object) -> _Told:
        known = isinstance(id_, str) and text(id_) and isinstance(schema, str)
        if not (known and kind(str(schema), "caption") is not None):
            raise BadInput(f"{self.at.says}: an entity has an id and a schema.")
        named = self._id(str(id_))
        if (one := self.seen.get(named)) is None:
            ref = text(str(id_))
            entry = (
                self.told.entry(ref, str(schema), self.at.row)
                if schema in SCREENED
                else Entry(self.told, named, ref, str(schema), self.at.row)
            )
            one = self.seen[named] = _Told(entry)
        one.entry.row, one.entry.file = self.at.row, self.at.file
        return one

    def _id(self, said: str) -> str:
        """With the list's name before it: two files' ids are two entries, and none is one of another list."""
        return f"{self.told.name}-{plain_id(text(said))}"

    def _held(self, one: _Told, prop: str, held: dict[str, Any], depth: int) -> None:
        """An entity in a property of another: either of the two may say to whom it belongs."""
        if set(held) <= {"id", "caption"}:
            self._say(one, prop, held.get("id"), {})
            return
        inner = self._entity(held, depth + 1)
        if one.entry.takes(prop):
            self._say(one, prop, held["id"], {})
        elif back := reverse(one.entry.schema, prop):
            self._say(inner, back, one.entry.ref, {})

    def _say(self, one: _Told, prop: str, value: object, more: dict[str, Any]) -> None:
        entry = one.entry
        if prop == "id" or reverse(entry.schema, prop):
            return  # what a property turned round says, the other entity says too
        if not isinstance(value, str | int | float):
            raise BadInput(f"{self.at.says}: the value of {prop} is no text.")
        said = str(value)
        if (type_ := kind(entry.schema, prop)) == "entity":
            said = self._id(said)
        elif not type_:
            prop, said = "notes" if entry.takes("notes") else "summary", f"{prop}: {value}"
        one.authority |= prop == "authority" and bool(text(said))
        one.designated |= prop == "topics" and said == "sanction"
        if entry.schema == "Sanction" and prop == "entity":
            one.of.add(said)
        lang, words = more.get("lang"), more.get("original_value")
        entry.add(
            prop,
            said,
            lang=lang if isinstance(lang, str) else "",
            words=words if isinstance(words, str) else "",
        )

    def authorities(self) -> None:
        """Say where a listing is from that names no authority, and list what is only marked as listed."""
        listed: set[str] = set()
        for one in self.seen.values():
            if one.entry.schema == "Sanction":
                listed |= one.of
                if not one.authority:
                    one.entry.add("authority", _whose(one))
        for id_, one in self.seen.items():
            if one.designated and id_ not in listed:
                made = one.entry.part("Sanction", "listed")
                made.add("entity", id_)
                made.add("authority", _whose(one))


def _whose(one: _Told) -> str:
    return f"{_NOT_TOLD}; dataset {', '.join(one.datasets)}" if one.datasets else _NOT_TOLD


def _texts(said: object) -> list[str]:
    told = said if isinstance(said, list) else [said]
    return [text(one) for one in told if isinstance(one, str) and text(one)]
