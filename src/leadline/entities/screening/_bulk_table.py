"""A table of names as a file, row by row: how it is read, and how it is written with what was found beside it."""

import csv
import gzip
import io
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

from leadline.errors import BadInput, UnknownName

ADDED = (
    "screened", "match_score", "match_name", "match_list", "match_reference", "match_authority", "match_binds",
    "match_lists", "match_reasons", "match_schema", "match_id", "match_judged",
)  # fmt: skip
"""Columns beside those of the table."""
WIDEST = 1 << 17
"""Characters of one cell; a row with a longer one isn't screened, and a quotation that never ends stops there."""
_TOLD = 200
"""Problems that are told apart; a table can have as many as it has rows."""
_DELIMITERS = ",;\t|"
_LINES = 3
"""Lines of a name's cell; one with more is several rows after a quotation mark that wasn't closed."""
_AS_UTF8 = "Save it as CSV UTF-8, or convert it, for example: iconv -f CP949 -t UTF-8 TABLE > NEW."


class Columns(NamedTuple):
    """The columns that tell of the subject, by name."""

    names: tuple[str, ...]
    schema: str = ""
    country: str = ""
    dob: str = ""
    identifiers: tuple[str, ...] = ()


class Row(NamedTuple):
    """A row of the table, and why it can't be screened; empty where it can."""

    cells: list[str]
    problem: str = ""


Asked = tuple[tuple[str, ...], str, tuple[str, ...], str, tuple[str, ...]]
Beside = tuple[str, ...]
"""The added columns of one row that is written."""


@dataclass
class Told:
    """What became of a table."""

    rows: int = 0
    with_matches: int = 0
    matches: int = 0
    problems: Counter[str] = field(default_factory=Counter)

    def add(self, found: Sequence[Beside]) -> None:
        """Count one row."""
        self.rows += 1
        says = found[0][0]
        if says == "match":
            self.with_matches += 1
            self.matches += sum(one[0] == "match" for one in found)
        elif says.startswith("not screened"):
            self.problems[
                says if says in self.problems or len(self.problems) < _TOLD else "not screened: …"
            ] += 1


class Table:
    """A CSV file (gzip too) that is read a row at a time; ``at`` is how many bytes of it were read."""

    def __init__(self, stream: IO[bytes], columns: Columns) -> None:
        self._bytes = _Counted(stream)
        plain = io.BufferedReader(self._bytes, 1 << 16)
        data = gzip.GzipFile(fileobj=plain) if plain.peek(2)[:2] == b"\x1f\x8b" else plain
        self._lines = io.TextIOWrapper(data, "utf-8-sig", errors="surrogateescape", newline="")
        self._set_header(columns)

    @property
    def at(self) -> int:
        """Bytes read so far."""
        return self._bytes.count

    def _set_header(self, columns: Columns) -> None:
        csv.field_size_limit(WIDEST)
        try:
            line = self._lines.readline(WIDEST)
        except (OSError, EOFError) as error:
            raise BadInput(f"The table can't be read: {error}.") from error
        if "\0" in line or _undecoded(line):
            raise BadInput(f"The table's first line isn't UTF-8. {_AS_UTF8}")
        wanted = [
            c
            for c in (*columns.names, columns.schema, columns.country, columns.dob, *columns.identifiers)
            if c
        ]
        headers = [next(csv.reader([line], delimiter=d), []) for d in _DELIMITERS]
        self.header = max(headers, key=lambda header: sum(c in header for c in wanted))
        for column in wanted:
            if column not in self.header:
                raise UnknownName("column", column, filter(None, self.header))
        self._delimiter = _DELIMITERS[headers.index(self.header)]
        place = {name: i for i, name in reversed(list(enumerate(self.header)))}
        self._names = [place[c] for c in columns.names]
        self._identifiers = [place[c] for c in columns.identifiers]
        self._schema, self._country, self._dob = (
            place.get(c, -1) for c in (columns.schema, columns.country, columns.dob)
        )

    def __iter__(self) -> Iterator[Row]:
        reader = csv.reader(self._lines, delimiter=self._delimiter)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row([], f"not screened: the row isn't CSV ({error})")
                continue
            except (OSError, EOFError) as error:
                yield Row([], f"not screened: the file ends damaged here ({error})")
                return
            if cells:
                yield Row(cells, self._problem(cells))

    def _problem(self, cells: list[str]) -> str:
        if len(cells) != len(self.header):
            return f"not screened: {len(cells)} cells, the header has {len(self.header)}"
        if any(_undecoded(cells[i]) for i in self._names):
            return "not screened: the name isn't UTF-8"
        if any(cells[i].strip().count("\n") >= _LINES for i in self._names):
            return f"not screened: the name has over {_LINES} lines; perhaps a quotation mark before it isn't closed"
        return ""

    def asked(self, cells: Sequence[str]) -> Asked:
        """What a row asks."""
        told = [*cells, ""]  # a column that isn't there is the last
        names = tuple(cells[i] for i in self._names if cells[i].strip())
        countries = tuple(c for c in re.split(r"[\s,;|]+", told[self._country].lower()) if c)
        numbers = tuple(cells[i].strip() for i in self._identifiers if cells[i].strip())
        return names, told[self._schema].strip(), countries, told[self._dob].strip(), numbers


def _undecoded(text: str) -> bool:
    """Whether bytes stand in a text that are no UTF-8."""
    return any("\ud800" <= c <= "\udfff" for c in text)


class _Counted(io.RawIOBase):
    """Counts the bytes that are read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.count = stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


def write(rows: Iterable[tuple[Row, list[Beside]]], header: Sequence[str], out: IO[str]) -> Iterator[Told]:
    """Write what ``screened`` gives, and tell after each row how much there was."""
    writer = csv.writer(out)
    writer.writerow([*header, *ADDED])
    told = Told()
    last = len(header) - 1
    for row, found in rows:
        cells = [*row.cells, *[""] * (last + 1 - len(row.cells))]
        cells[last:] = [",".join(cells[last:])]  # a cell too many stays in its row, and moves no column
        for beside in found:
            writer.writerow([*cells, *map(_harmless, beside)])
        told.add(found)
        yield told


def _harmless(text: str) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


@contextmanager
def writing(name: str) -> Iterator[IO[str]]:
    """A file to write text to, gzip by its ending, put in place when all is written; ``-`` is standard output."""
    if name == "-":
        sys.stdout.reconfigure(errors="surrogateescape")  # type: ignore[union-attr]
        yield sys.stdout
        return
    file = Path(name)
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        opened = gzip.open if file.suffix == ".gz" else open
        with opened(aside, "wt", encoding="utf-8", errors="surrogateescape", newline="") as out:
            yield out
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)
