"""Lists that are published as tables (CSV, workbooks): what each column says stands on the list's card.

Rows with one reference are one entry. A heading that the card doesn't know isn't lost: what it says becomes notes.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field, field_validator

from leadline.entities._lists.dates import day, days
from leadline.entities._lists.schemata import kind, language
from leadline.entities._lists.sheet import rows
from leadline.entities.statements import Entry, Snapshot, text
from leadline.errors import BadInput
from leadline.store.intake import SourceFile

_NONE = {"", "-", "n/a", "na", "none", "unknown", "不明", "없음"}
_ELSEWHERE = frozenset(
    [
        "ref",
        "kind",
        "name_kind",
        "strength",
        "last",
        "first",
        "lang",
        "line",
        "line_country",
        "program",
        "measure",
        "since",
        "until",
        "amended",
        "number",
        "reason",
        "skip",
    ]
)
"""What columns say beside properties; see ``Table.columns``."""
_NO = _NONE | {"no", "false", "0", "n"}


class Table(BaseModel):
    """How a list's table is read; on the card under ``published: table:``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: Mapping[str, str]
    """Heading to what it says: a FollowTheMoney property, or ``ref``, ``kind``, ``name_kind``, ``strength``, ``last``,
    ``first``, ``lang`` (of the name in the row), ``line`` (of an address), ``line_country``, ``program``, ``measure``,
    ``measure:<one>`` where the cell says yes, ``since``, ``until``, ``amended``, ``number`` (of the UN), ``reason``,
    ``skip``."""
    kinds: Mapping[str, str] = {}
    """What the kind, or else the sheet's title, has in it: to a FollowTheMoney schema."""
    kind: str = "LegalEntity"
    """The schema of all others; one with a day of birth is a person."""
    names: Mapping[str, str] = {}
    """What the kind or strength of a name has in it: to ``name``, ``alias``, ``weakAlias``, ``previousName``; the first."""
    words: Mapping[str, str] = {}
    """A value as the list writes it, to what FollowTheMoney writes: names of countries in the list's language …"""
    measures: Mapping[str, str] = {}
    """What the list calls a measure, to what it is called here."""
    splits: str = "\\n"
    """Where one cell has several values; names, numbers, dates and places are split."""
    reference: str = ".*"
    """The part of a reference that all rows of an entry share."""
    dated: str = ""
    """How a row before the headings tells the day: its first group."""
    encodings: tuple[str, ...] = ("utf-8-sig",)
    least: int = Field(3, ge=1)
    """Headings by which a row of headings is known."""

    @field_validator("splits", "reference", "dated")
    @classmethod
    def _pattern(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"{value!r} is no pattern: {error}") from error
        return value


@dataclass
class _Line:
    """One row: what it says, in the order of its cells, with the heading of what the card doesn't know."""

    number: int
    said: list[tuple[str, str]]
    title: str = ""

    def first(self, what: str) -> str:
        return next((value for name, value in self.said if name == what), "")


@dataclass
class _Lines:
    """Rows of one entry."""

    file: int
    rows: list[_Line] = field(default_factory=list)


def read_table(told: Snapshot, files: Sequence[SourceFile], table: Table) -> None:
    """Entries of the files' tables."""
    found: dict[str, _Lines] = {}
    for number, file in enumerate(files):
        for line in _lines(told, file, table):
            reference = re.match(table.reference, line.first("ref"))
            ref = text(reference[0] if reference else "") or text(_named(line))[:200]
            if not ref:
                raise BadInput(
                    f"{file.name}, row {line.number}: neither reference nor name. Is it that list's file?"
                )
            found.setdefault(ref, _Lines(number)).rows.append(line)
    for ref, lines in found.items():
        _tell(told, ref, lines, table)


def _named(line: _Line) -> str:
    return line.first("name") or line.first("alias") or " ".join([line.first("last"), line.first("first")])


def _lines(told: Snapshot, file: SourceFile, table: Table) -> Iterator[_Line]:
    known = {_plain(heading): says for heading, says in table.columns.items()}
    headings: list[tuple[str, str]] = []
    sheet, title = -1, ""
    for row in rows(file, table.encodings):
        if row.sheet != sheet:
            sheet, headings, title = row.sheet, [], ""
        says = [known.get(_plain(cell), "") for cell in row.cells]
        if sum(map(bool, says)) >= table.least and not headings:
            headings = [(name, text(cell)) for name, cell in zip(says, row.cells, strict=True)]
        elif not headings:
            title = title or text(" ".join(row.cells))
            if table.dated and (dated := re.search(table.dated, " ".join(row.cells))):
                told.as_of = day(dated[1])
        elif any(map(text, row.cells[len(headings) :])) or (not sheet and len(row.cells) < len(headings)):
            raise BadInput(
                f"{file.name}, row {row.number}: {len(row.cells)} cells under {len(headings)} headings. "
                "The file may have been cut or damaged; fetch it again."
            )
        else:
            cells = zip(headings, row.cells, strict=False)
            said = [
                (name or f"?{heading}", cell)
                for (name, heading), cell in cells
                if text(cell).casefold() not in _NONE
            ]
            if said:
                yield _Line(row.number, said, title)
    if not headings:
        raise BadInput(
            f"{file.name} has no row with the headings of this list. Name the list that the file belongs to."
        )


def _plain(heading: str) -> str:
    """A heading without blanks, punctuation, case and width."""
    return "".join(c for c in unicodedata.normalize("NFKC", heading).casefold() if c.isalnum())


def _tell(told: Snapshot, ref: str, lines: _Lines, table: Table) -> None:
    first = lines.rows[0]
    imo = "".join(filter(str.isdigit, first.first("imoNumber")))
    key = f"IMO{imo}" if imo and not first.first("ref") else ""
    entry = told.entry(ref, _schema(lines, table), first.number, key=key)
    entry.file = lines.file
    for line in lines.rows:
        entry.row = line.number
        _names(entry, line, table)
        for prop, value in line.said:
            _say(entry, prop, value, table)
        address = [value for prop, value in line.said if prop == "line"]
        if address:
            entry.add(
                "address", ", ".join(map(text, [*address, line.first("line_country")])).removesuffix(", ")
            )
        entry.add("country", line.first("line_country"))
    entry.row = first.number
    _listings(entry, lines, table)


def _schema(lines: _Lines, table: Table) -> str:
    told = " ".join([*(line.first("kind") for line in lines.rows), lines.rows[0].title]).casefold()
    schema = next((schema for part, schema in table.kinds.items() if part.casefold() in told), table.kind)
    born = any(line.first("birthDate") for line in lines.rows)
    return "Person" if schema == "LegalEntity" and born else schema


def _names(entry: Entry, line: _Line, table: Table) -> None:
    prop = _named_as(line.first("name_kind"), table) or "name"
    if _named_as(line.first("strength"), table) == "weakAlias":
        prop = "weakAlias"
    last, given = line.first("last"), " ".join(value for name, value in line.said if name == "first")
    person = entry.schema == "Person"
    entry.named(prop, (", " if person else " ").join(filter(None, [text(last), text(given)])))
    if person and prop == "name" and last and given:
        entry.add("lastName", last)
        entry.add("firstName", given)
    for what, value in line.said:
        if what == "name":
            for one in _parts(value, table):
                entry.named(prop, one)
        elif what in {"alias", "weakAlias", "previousName", "name:original"}:
            lang = language(line.first("lang")) if what == "name:original" else ""
            for one in _parts(value, table):
                entry.named(what.removesuffix(":original"), one, lang=lang)


def _named_as(said: str, table: Table) -> str:
    return next(
        (prop for part, prop in table.names.items() if said and part.casefold() in said.casefold()), ""
    )


def _parts(value: str, table: Table) -> list[str]:
    """The values of a cell, blanks and all."""
    return [part for part in re.split(table.splits, value) if text(part).casefold() not in _NONE]


def _say(entry: Entry, prop: str, value: str, table: Table) -> None:
    if prop.startswith("?"):
        entry.add("notes", f"{prop[1:]}: {value}")
        return
    if prop == "nationality" and entry.schema != "Person":
        prop = "country"
    type_ = "name" if prop in _ELSEWHERE or ":" in prop else kind(entry.schema, prop)
    if type_ == "name":
        return
    if type_ == "":
        entry.add("notes", f"{prop}: {value}")
        return
    for part in [value] if type_ in {"text", "string"} else _parts(value, table):
        part = table.words.get(text(part), part)
        for one in days(part) if type_ == "date" else [part]:
            entry.add(prop, one, words=part)


def _listings(entry: Entry, lines: _Lines, table: Table) -> None:
    def every(what: str) -> list[str]:
        found = (v for line in lines.rows for n, v in line.said if n == what)
        return list(dict.fromkeys(text(part) for value in found for part in _parts(value, table)))

    programs = every("program") or [
        line.title for line in lines.rows[:1] if line.title and "program" not in table.columns.values()
    ]
    measures = [m.lower() for said in every("measure") for m in map(text, said.split("|")) if m]
    measures = [table.measures.get(measure, measure) for measure in measures]
    for line in lines.rows:
        measures += [
            n.removeprefix("measure:")
            for n, v in line.said
            if n.startswith("measure:") and text(v).casefold() not in _NO
        ]
    told = {
        "since": min(map(day, every("since")), default=""), "until": max(map(day, every("until")), default=""),
        "number": next(iter(every("number")), ""), "reason": next(iter(every("reason")), ""),
    }  # fmt: skip
    for measure in dict.fromkeys(measures) or [""]:
        entry.listed(*programs, measure=measure, amended=sorted(map(day, every("amended"))), **told)
