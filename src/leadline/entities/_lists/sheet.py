"""Rows of a table from outside: CSV, or a workbook (XLSX) sheet by sheet; bounded, and never evaluated."""

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from leadline.entities._lists.xml import MOST_BYTES, Stream, elements
from leadline.errors import BadInput, Hostile
from leadline.store.intake import SourceFile

_ZIP = b"PK\x03\x04"
_MOST_COLUMNS = 500
_MOST_ZIPPED = 64 << 20
_MOST_GUESSED = 64 << 20
"""Of a file whose encoding has to be found out; the UK's list has some 20 MB."""
_LONGEST_LINE = 4 << 20
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")


class Row(NamedTuple):
    """One row: its number in the file (a workbook's rows are counted on through its sheets), sheet (0 in CSV), cells."""

    number: int
    sheet: int
    cells: list[str]


def rows(file: SourceFile, encodings: Sequence[str] = ("utf-8-sig",)) -> Iterator[Row]:
    """Rows of a CSV file or workbook, empty ones left out. Dates of a workbook are its day numbers."""
    found = _workbook(file) if file.peek(4) == _ZIP else _csv(file, encodings)
    for number, (sheet, cells) in enumerate(found, 1):
        if len(cells) > _MOST_COLUMNS:
            raise Hostile(f"{file.name}: row {number} has more than {_MOST_COLUMNS} columns.")
        if any(cells):
            yield Row(number, sheet, cells)


def _csv(file: SourceFile, encodings: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    try:
        for cells in csv.reader(_lines(file, encodings), strict=True):
            yield 0, cells
    except csv.Error as error:
        raise BadInput(
            f"{file.name} isn't whole CSV: {error}. It may have been cut; fetch it again."
        ) from error


def _lines(file: SourceFile, encodings: Sequence[str]) -> Iterator[str]:
    data = _whole(file) if len(encodings) > 1 else None
    encoding = encodings[0] if data is None else _fits(data, encodings)
    decoder, rest, total = codecs.getincrementaldecoder(encoding)(), "", 0
    pieces = iter(lambda: file.read(1 << 16), b"") if data is None else iter([data])
    try:
        for piece in pieces:
            total += len(piece)
            if total > MOST_BYTES:
                raise Hostile(f"{file.name} unpacks to more than {MOST_BYTES >> 20} MB.")
            if b"\0" in piece:
                raise BadInput(f"{file.name} is no text. Name the list that the file belongs to.")
            *whole, rest = (rest + decoder.decode(piece)).split("\n")
            if len(rest) > _LONGEST_LINE and data is None:
                raise Hostile(f"{file.name} has a line of more than {_LONGEST_LINE >> 20} MB.")
            yield from (line + "\n" for line in whole)
        yield rest + decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise BadInput(f"{file.name} isn't {encoding}: {error.reason} at byte {error.start}.") from error


def _whole(file: SourceFile) -> bytes:
    """All bytes, to see which encoding fits them."""
    data = bytearray()
    while piece := file.read(1 << 20):
        data += piece
        if len(data) > _MOST_GUESSED:
            raise Hostile(f"{file.name} unpacks to more than {_MOST_GUESSED >> 20} MB.")
    return bytes(data)


def _fits(data: bytes, encodings: Sequence[str]) -> str:
    for encoding in encodings[:-1]:
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return encodings[-1]


class _Part:
    """A file in a workbook, as a stream."""

    def __init__(self, book: zipfile.ZipFile, name: str, shown: str) -> None:
        self.name = shown
        self._part = book.open(name)

    def read(self, size: int, /) -> bytes:
        return self._part.read(size)


def _workbook(file: SourceFile) -> Iterator[tuple[int, list[str]]]:
    data = file.read(_MOST_ZIPPED + 1)
    if len(data) > _MOST_ZIPPED:
        raise Hostile(f"{file.name}: a workbook of more than {_MOST_ZIPPED >> 20} MB.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            if sum(part.file_size for part in book.infolist()) > MOST_BYTES:
                raise Hostile(f"{file.name} unpacks to more than {MOST_BYTES >> 20} MB.")
            names = {part.filename for part in book.infolist()}
            shared = (
                _shared(_Part(book, "xl/sharedStrings.xml", file.name))
                if "xl/sharedStrings.xml" in names
                else []
            )
            for number in sorted(int(found[1]) for name in names if (found := _SHEET.fullmatch(name))):
                sheet = _Part(book, f"xl/worksheets/sheet{number}.xml", file.name)
                yield from ((number, cells) for cells in _cells(sheet, shared))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadInput(f"{file.name} isn't a whole workbook: {error}. Fetch it again.") from error


def _shared(part: Stream) -> list[str]:
    return ["".join(t.text or "" for t in one.iter("t")) for one in elements(part, ("si",))]


def _cells(sheet: Stream, shared: Sequence[str]) -> Iterator[list[str]]:
    for row in elements(sheet, ("row",)):
        cells: list[str] = []
        for cell in row.iter("c"):
            at = _column(cell.get("r", "")) or len(cells)
            if at > _MOST_COLUMNS:
                raise Hostile(f"{sheet.name}: a cell beyond column {_MOST_COLUMNS}.")
            cells += [""] * (at - len(cells))
            said = cell.findtext("v") or "".join(t.text or "" for t in cell.iter("t"))
            if cell.get("t") == "s":
                if not (said.isdigit() and int(said) < len(shared)):
                    raise BadInput(f"{sheet.name} isn't a whole workbook: a text is missing. Fetch it again.")
                said = shared[int(said)]
            cells.append(said)
        yield cells


def _column(reference: str) -> int:
    """Place of a cell in its row, from 0, by its reference (``B7``)."""
    place = 0
    for letter in reference[:4].rstrip("0123456789"):
        place = place * 26 + ord(letter) - 64
    return max(place - 1, 0)
