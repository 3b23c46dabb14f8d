"""Delimited text with a header: NOAA MarineCadastre, DMA, and any other whose columns are known or said."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from leadline.errors import BadInput
from leadline.sources._source import Batch, Lines, Options, SourceFile, TooLong, lines
from leadline.sources.ais.fields import State, batch, only_rejects, printable
from leadline.sources.ais.names import assign, require
from leadline.sources.ais.values import Ints

BLOCK = 1 << 23
_BOM = "\N{BYTE ORDER MARK}"
_DELIMITERS = ",;\t|"
_DMA_TIMES = "%d/%m/%Y %H:%M:%S"
_DECIMAL_COMMA = r"^\s*([+-]?\d+),(\d+)\s*$"


@dataclass(frozen=True)
class Layout:
    """The delimiter and columns of one file; ``found`` maps our names to places in ``names``."""

    delimiter: str
    names: tuple[str, ...]
    found: dict[str, int]


@dataclass(frozen=True)
class _Text:
    """A block of clean lines; blank ones stand in the block but are no rows."""

    block: bytes
    starts: Ints
    stops: Ints
    rows: Ints

    @classmethod
    def of(cls, piece: Lines) -> "_Text":
        block = piece.block
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b" ")
        if b"\0" in block:
            block = block.replace(b"\0", b" ")
        if not block.isascii():
            block = block.decode("utf-8", "replace").encode()
        ends = np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n"))
        starts = np.append(0, ends[:-1] + 1)
        filled = np.flatnonzero(ends > starts)
        return cls(block, starts[filled], ends[filled], filled + piece.first_row)

    def line(self, at: int) -> bytes:
        return self.block[self.starts[at] : self.stops[at]]

    def without_first(self) -> "_Text":
        start = int(self.starts[1]) if len(self.starts) > 1 else len(self.block)
        return _Text(self.block[start:], self.starts[1:] - start, self.stops[1:] - start, self.rows[1:])


def layout(header: str, options: Options) -> Layout:
    """The layout that a header line shows; BadInput where it lacks what a position needs."""
    header = header.removeprefix(_BOM)
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        names = tuple(name.strip() for name in next(csv.reader([header], delimiter=delimiter), []))
    except csv.Error as error:
        raise BadInput(f"The header can't be read ({error}): {printable(header)[:60]}…") from error
    found = assign(names, options)
    require(found, names)
    return Layout(delimiter, names, found)


def read(file: SourceFile, options: Options, state: State, block_bytes: int = BLOCK) -> Iterator[Batch]:
    """Batches of a delimited file; a row is a line of the file, the header being row 1."""
    known: Layout | None = None
    for piece in lines(file, block_bytes):
        if isinstance(piece, TooLong):
            if known is None:
                raise BadInput(
                    f"The first line can't be a header: {piece.reason}. {printable(piece.head)[:60]}…"
                )
            yield only_rejects([(piece.row, piece.reason, piece.head)])
            continue
        text = _Text.of(piece)
        if known is None and len(text.rows):
            known = layout(text.line(0).decode(), options)
            if state.time_format is None and known.names[0].lower() == "# timestamp":
                state.time_format = _DMA_TIMES
            text = text.without_first()
        if known is not None and len(text.rows):
            yield from _block(text, known, state)


def _block(text: _Text, known: Layout, state: State) -> Iterator[Batch]:
    """Columns are cut by Arrow; where a quote swallowed a line break, line by line."""
    try:
        columns, wrong = _by_arrow(text, known)
    except pa.ArrowInvalid:
        columns, wrong = _by_line(text, known)
    if wrong:
        width = len(known.names)
        yield only_rejects(
            [
                (int(text.rows[at]), f"{cells} columns where the header has {width}", text.line(at))
                for at, cells in wrong.items()
            ]
        )
    fine = np.delete(np.arange(len(text.rows)), list(wrong))
    if not len(fine):
        return
    if known.delimiter == ";":
        columns = {name: _points(name, column) for name, column in columns.items()}

    def raw(at: Ints) -> list[str]:
        return [printable(text.line(place)) for place in fine[at].tolist()]

    yield batch(columns, text.rows[fine], raw, state)


def _by_arrow(text: _Text, known: Layout) -> tuple[dict[str, pa.Array], dict[int, int]]:
    refused: list[int] = []

    def refuse(row: pyarrow.csv.InvalidRow) -> str:
        refused.append(row.actual_columns)
        numbers.append(row.number)
        return "skip"

    numbers: list[int] = []
    names = [str(place) for place in range(len(known.names))]
    wanted = [str(place) for place in known.found.values()]
    table = pyarrow.csv.read_csv(
        pa.BufferReader(text.block),
        read_options=pyarrow.csv.ReadOptions(
            use_threads=False, column_names=names, block_size=len(text.block) + 1
        ),
        parse_options=pyarrow.csv.ParseOptions(delimiter=known.delimiter, invalid_row_handler=refuse),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(wanted, pa.string()), include_columns=wanted, strings_can_be_null=False
        ),
    )
    if table.num_rows + len(refused) != len(text.rows):
        raise pa.ArrowInvalid("a quoted value runs over lines")
    wrong = {number - 1: cells for number, cells in zip(numbers, refused, strict=True)}
    return {ours: table[str(place)] for ours, place in known.found.items()}, wrong


def _by_line(text: _Text, known: Layout) -> tuple[dict[str, pa.Array], dict[int, int]]:
    cells: list[list[str]] = []
    wrong: dict[int, int] = {}
    for at in range(len(text.rows)):
        try:
            found = next(csv.reader([text.line(at).decode()], delimiter=known.delimiter), [])
        except csv.Error:
            found = []
        if len(found) == len(known.names):
            cells.append(found)
        else:
            wrong[at] = len(found)
    return {
        ours: pa.array([row[at] for row in cells], pa.string()) for ours, at in known.found.items()
    }, wrong


def _points(name: str, column: pa.Array) -> pa.Array:
    """Decimal commas as points, which semicolons between columns allow; texts and times stay as they are."""
    if name in {"name", "call_sign", "destination", "ts"}:
        return column
    return pc.replace_substring_regex(column, _DECIMAL_COMMA, r"\1.\2")
