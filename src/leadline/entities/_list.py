"""The frame of a list: one file ``lists/<name>.yml`` with whose it is, whom it binds, and its entries.

A list is archived and read into ``listings`` like any file, so a match can be followed to the entry it came
from. A list with fewer or more entries than it says it has is refused: half a list is worse than none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, Self

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from leadline.content import check_id, places, read_yaml
from leadline.errors import BadContent
from leadline.store.intake import REJECTS, Batch, Options, SourceFile
from leadline.tables import contract

HERE = Path(__file__).parent / "lists"


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Designation(_Shape):
    """What the listing does to the entry: under which paragraph, from when until when (exclusive)."""

    measure: str
    paragraph: str | None = None
    start: date = Field(alias="from")
    end: date | None = Field(None, alias="until")


class Listed(_Shape):
    """One entry of a list."""

    name: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    schema_: str = Field(alias="schema")
    imo: int | None = Field(None, ge=1_000_000, le=9_999_999)
    ref: str
    designations: tuple[Designation, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _measures_differ(self) -> Self:
        """Entry and measure are the key of a listing."""
        measures = [d.measure for d in self.designations]
        if twice := [m for m in measures if measures.count(m) > 1]:
            raise ValueError(f"{self.name}: the measure {twice[0]!r} is given twice; an entry has each once")
        return self


class ListFile(_Shape):
    """``lists/<name>.yml``."""

    id: str
    title: str
    authority: str
    binds: str
    as_of: date
    source: str
    licence: str
    handling: Literal["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"] = "TLP:CLEAR"
    exercise: bool = False
    """A list for an exercise: its entries must be ones that can't exist, and only simulated ships match it."""
    min_entries: int = Field(ge=1)
    max_entries: int
    entries: tuple[Listed, ...]


@dataclass(frozen=True)
class List:
    """A list that the frame accepted."""

    id: str
    path: Path

    def read(self, file: SourceFile, options: Options) -> Iterator[Batch]:  # noqa: ARG002 the frame's shape
        """The list's designations as rows of ``listings``; ``row`` is the entry's place in the file."""
        data = b"".join(iter(lambda: file.read(1 << 20), b""))
        told = parse(data, self.id)
        rows = [_row(told, number, e, d) for number, e in enumerate(told.entries, 1) for d in e.designations]
        table = pa.Table.from_pylist(rows, schema=contract("listings").own().arrow)
        yield Batch({"listings": table}, REJECTS.empty_table(), len(told.entries), len(told.entries))


def _row(told: ListFile, number: int, entry: Listed, designation: Designation) -> dict[str, Any]:
    return {
        "row": number,
        "list": told.id,
        "authority": told.authority,
        "ref": entry.ref,
        "schema": entry.schema_,
        "name": entry.name,
        "aliases": list(entry.aliases),
        "imo": entry.imo,
        "measure": designation.measure,
        "paragraph": designation.paragraph,
        "listed_from": _midnight(designation.start),
        "listed_until": _midnight(designation.end) if designation.end else None,
    }


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def parse(data: bytes, name: str) -> ListFile:
    """Read a list file, or refuse it with a sentence that says what is wrong."""
    try:
        told = ListFile.model_validate(read_yaml(data, f"List {name}"))
    except ValidationError as error:
        raise BadContent(f"List {name}: {error}") from error
    if told.id != name:
        raise BadContent(f"List {name}: its id is {told.id!r}; the file's name is the id.")
    if not told.min_entries <= len(told.entries) <= told.max_entries:
        raise BadContent(
            f"List {name} has {len(told.entries)} entries, and says it has {told.min_entries} to {told.max_entries}."
            " It may have been cut. Mend the file, or the numbers if the list has changed."
        )
    return told


def find(folders: Sequence[Path] = ()) -> dict[str, List]:
    """Lists by id: the package's own and those in the folders named in the settings."""
    found: dict[str, List] = {}
    for file in (f for place in places(HERE, folders) for f in sorted(place.glob("*.yml"))):
        check_id("List", file.stem)
        if file.stem in found:
            raise BadContent(f"Two lists are called {file.stem}: {found[file.stem].path} and {file}.")
        found[file.stem] = List(file.stem, file)
    return found
