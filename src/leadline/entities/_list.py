"""The frame of a list: one card ``lists/<name>.yml`` with whose it is, whom it binds, and its entries or a reader.

The reader, ``<name>.py`` beside the card (``_`` for each ``-``), turns the bytes that the authority publishes into
statements of the FollowTheMoney model::

    def read(told: Snapshot, files: Sequence[SourceFile]) -> None: ...

A list with fewer or more entries than it says it has is refused: half a list is worse than none.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, Self, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from leadline.content import check_id, load_python, places, read_yaml
from leadline.entities._lists.table import Table, read_table
from leadline.entities.statements import Does, Entry, Snapshot
from leadline.errors import BadContent, BadInput
from leadline.store.intake import SourceFile

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
    ref: str = Field(min_length=1)
    properties: dict[str, tuple[str, ...]] = {}
    """More facts, by FollowTheMoney property: ``birthDate``, ``nationality``, ``passportNumber`` …"""
    program: str = ""
    listed_on: date | None = None
    """Day of the listing; what it does is on the card."""
    amended_on: tuple[date, ...] = ()
    designations: tuple[Designation, ...] = ()

    @model_validator(mode="after")
    def _designated(self) -> Self:
        """Entry and measure are the key of a listing."""
        measures = [d.measure for d in self.designations]
        if twice := [m for m in measures if measures.count(m) > 1]:
            raise ValueError(f"{self.name}: the measure {twice[0]!r} is given twice; an entry has each once")
        if bool(measures) == bool(self.listed_on):
            raise ValueError(
                f"{self.name}: give its designations, or listed_on where the card says what a listing does"
            )
        return self

    def tell(self, told: Snapshot, row: int, *, alone: bool = True) -> None:
        """Say it in statements; where it isn't ``alone`` with its reference, number or name tell it apart."""
        key = "" if alone else f"IMO{self.imo}" if self.imo else self.name
        entry = told.entry(self.ref, self.schema_, row, key=key)
        entry.add("name", self.name)
        for alias in self.aliases:
            entry.add("alias", alias)
        if self.imo:
            entry.add("imoNumber", f"IMO{self.imo}")
        for prop, values in self.properties.items():
            for value in values:
                entry.add(prop, value)
        self._listings(entry)

    def _listings(self, entry: Entry) -> None:
        programs = [self.program] if self.program else []
        for one in self.designations:
            entry.listed(*programs, measure=one.measure, paragraph=one.paragraph or "", since=one.start.isoformat(),
                         until=one.end.isoformat() if one.end else "")  # fmt: skip
        if self.listed_on:
            entry.listed(*programs, since=self.listed_on.isoformat(), amended=map(str, self.amended_on))


class Measured(_Shape):
    """What a designation by this list does, where its entries don't say so; for some programmes and schemas only."""

    measure: str
    paragraph: str = ""
    programs: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()


class Published(_Shape):
    """What the authority publishes, for a list with a reader."""

    says: str
    """Its files, and how they are given to ``leadline lists import``."""
    tried_on: str
    """What the reader was tried on: the authority's own files, or made-up ones after its documentation."""
    update: tuple[str, ...] = ()
    """Addresses (https) of the files of one version, as ``leadline lists update`` fetches them."""
    program: str = ""
    """The programme on the DPRK, where it is one: a diff shows that one unless told otherwise."""
    aside: tuple[str, ...] = ()
    """Fields that the authority fills and empties without amending an entry: a diff tells them apart."""
    reader: str = Field("", pattern=r"^[a-z_]*$")
    """Id of a list of the package whose reader reads these files too, as ``ftm``."""
    table: Table | None = None
    """How its table is read, where it is one and needs no reader of its own."""
    min_entries: int = Field(1, ge=1)
    """Fewest entries of a version; 1 where no file of the authority was at hand to tell."""
    max_entries: int


class ListFile(_Shape):
    """``lists/<name>.yml``."""

    id: str
    title: str
    authority: str
    binds: str
    as_of: date | None = None
    source: str
    licence: str
    handling: Literal["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"] = "TLP:CLEAR"
    exercise: bool = False
    """A list for an exercise: its entries must be ones that can't exist, and only simulated ships match it."""
    published: Published | None = None
    measures: tuple[Measured, ...] = ()
    min_entries: int = Field(0, ge=0)
    max_entries: int = 0
    entries: tuple[Listed, ...] = ()

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if self.entries and self.as_of is None:
            raise ValueError("as_of: say the day of which the entries are the state")
        if self.exercise and self.published:
            raise ValueError(
                "exercise: what an authority publishes is real; the list of an exercise has its entries here"
            )
        return self

    def snapshot(self, *, checked: bool = True) -> Snapshot:
        """An empty snapshot for the reader to fill."""
        does = tuple(Does(m.measure, m.paragraph, m.programs, m.schemas) for m in self.measures)
        return Snapshot(self.id, does, checked)


Read = Callable[[Snapshot, Sequence[SourceFile]], None]


@dataclass(frozen=True)
class List:
    """A list that the frame accepted."""

    id: str
    path: Path

    def card(self) -> ListFile:
        """What the file says of the list, with its entries."""
        return parse(self.path.read_bytes(), self.id)

    @property
    def reader(self) -> Path | None:
        """The Python file that reads what the authority publishes, if there is one."""
        file = self.path.with_name(self.id.replace("-", "_") + ".py")
        return file if file.is_file() else None

    def own(self, card: ListFile | None = None) -> Snapshot:
        """The entries of the list's own file, as statements; empty where it has a reader only."""
        card = card or self.card()
        checked = self.path.parent != HERE and any(entry.properties for entry in card.entries)
        told = card.snapshot(checked=checked)
        told.as_of = card.as_of.isoformat() if card.as_of else ""
        refs = Counter(entry.ref for entry in card.entries)
        for number, entry in enumerate(card.entries, 1):
            entry.tell(told, number, alone=refs[entry.ref] == 1)
        return told

    def read(self, files: Sequence[SourceFile]) -> Snapshot:
        """Read the files of one version as the authority publishes them; ``BadInput`` for what isn't whole."""
        told = self.tell(files)
        published = self.card().published
        assert published, "tell refuses a list that isn't published"
        least = published.min_entries if told.least is None else told.least
        if not least <= told.entries <= published.max_entries:
            raise BadInput(
                f"{', '.join(f.name for f in files)}: {told.entries:,} entries; the list {self.id} has "
                f"{least:,} to {published.max_entries:,}. The file may have been cut, or isn't that "
                "list's. Nothing was changed."
            )
        return told

    def tell(self, files: Sequence[SourceFile]) -> Snapshot:
        """What files say, however many entries they have."""
        card = self.card()
        if card.published is None:
            raise BadInput(f"List {self.id} isn't imported: its entries are in {self.path}. Edit them there.")
        for file in files:
            if not file.peek(1):
                raise BadInput(f"{file.name}: {file.cut_short or 'the file is empty'}. Fetch it again.")
        told = card.snapshot()
        reader = HERE / f"{card.published.reader}.py" if card.published.reader else self.reader
        if reader:
            _reader(reader, self.id)(told, files)
        elif card.published.table:
            read_table(told, files, card.published.table)
        else:
            raise BadContent(
                f"List {self.id}: neither a reader nor a table on the card says how to read its files."
            )
        if cut := next((file for file in files if file.cut_short), None):
            raise BadInput(f"{cut.name}: {cut.cut_short}. Fetch it again.")
        return told


@cache
def _reader(file: Path, name: str) -> Read:
    if not file.is_file():
        raise BadContent(f"List {name}: there is no reader {file.stem!r} in the package.")
    read = getattr(load_python(file, f"leadline_list_{file.stem}"), "read", None)
    if not callable(read):
        raise BadContent(f"List {name}: {file} has no function read(told, files).")
    return cast("Read", read)


def parse(data: bytes, name: str) -> ListFile:
    """Read a list file, or refuse it with a sentence that says what is wrong."""
    try:
        told = ListFile.model_validate(read_yaml(data, f"List {name}"))
    except ValidationError as error:
        raise BadContent(f"List {name}: {error}") from error
    if told.id != name:
        raise BadContent(f"List {name}: its id is {told.id!r}; the file's name is the id.")
    if not (told.entries or told.published):
        raise BadContent(f"List {name} has neither entries nor published files. Give it either.")
    if not told.min_entries <= len(told.entries) <= told.max_entries:
        raise BadContent(
            f"List {name} has {len(told.entries)} entries, and says it has {told.min_entries} to {told.max_entries}."
            " It may have been cut. Mend the file, or the numbers if the list has changed."
        )
    return told


def find(folders: Sequence[Path] = ()) -> dict[str, List]:
    """Lists by id: the package's own and those in the folders named in the settings."""
    found: dict[str, List] = {}
    for file in _files(folders):
        check_id("List", file.stem)
        if file.stem in found:
            raise BadContent(f"Two lists are called {file.stem}: {found[file.stem].path} and {file}.")
        found[file.stem] = List(file.stem, file)
    return found


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    return (f for place in places(HERE, folders) for f in sorted(place.glob("*.yml")))
