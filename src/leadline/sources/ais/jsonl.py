"""JSON: one object a line, or one array of objects; both as streams."""

import codecs
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.json

from leadline.sources._source import Batch, Options, SourceFile, TooLong, lines
from leadline.sources.ais.fields import State, batch, only_rejects, printable
from leadline.sources.ais.names import assign, require
from leadline.sources.ais.values import Ints

BLOCK = 1 << 23
_LONGEST = 1 << 16
_AT_ONCE = 1 << 15
_BLANK = " \t\r\n"


class _Columns:
    """Which keys are whose, decided by the first block and widened by keys that appear later."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._names: list[str] = []

    def of(self, names: Sequence[str]) -> dict[str, str]:
        first = not self._names
        self._names += [name for name in names if name not in self._names][: 1000 - len(self._names)]
        found = assign(self._names, self._options)
        if first:
            require(found, self._names)
        return {ours: self._names[at] for ours, at in found.items()}


def read_lines(file: SourceFile, options: Options, state: State, block_bytes: int = BLOCK) -> Iterator[Batch]:
    """Batches of JSON lines; a row is a line of the file."""
    columns = _Columns(options)
    for piece in lines(file, block_bytes):
        if isinstance(piece, TooLong):
            yield only_rejects([(piece.row, piece.reason, piece.head)])
            continue
        block = piece.block.removeprefix(codecs.BOM_UTF8)
        if not block.isascii():
            block = block.decode("utf-8", "replace").encode()
        found = enumerate(block.split(b"\n"), piece.first_row)
        rows = [(row, line) for row, line in found if line.strip()]
        if rows:
            yield from _lines(rows, columns, state)


def _lines(rows: list[tuple[int, bytes]], columns: _Columns, state: State) -> Iterator[Batch]:
    try:
        table = pyarrow.json.read_json(
            io.BytesIO(b"\n".join(line for _, line in rows) + b"\n"),
            read_options=pyarrow.json.ReadOptions(use_threads=False, block_size=BLOCK * 4),
        )
        whole = table.num_rows == len(rows)
    except pa.ArrowException:  # one odd line spoils the block for Arrow
        whole = False
    if not whole:
        yield from _batch([(row, _loaded(line), line) for row, line in rows], columns, state)
        return
    found = columns.of(table.column_names)
    nothing = pa.nulls(len(rows), pa.string())
    arrays = {
        ours: table[theirs] if theirs in table.column_names else nothing for ours, theirs in found.items()
    }

    def raw(at: Ints) -> list[str]:
        return [printable(rows[place][1]) for place in at.tolist()]

    yield batch(arrays, np.array([row for row, _ in rows], np.int64), raw, state)


def _loaded(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def read_array(file: SourceFile, options: Options, state: State, block_bytes: int = BLOCK) -> Iterator[Batch]:
    """Batches of one top-level array; a row is an element, counted from 1."""
    columns = _Columns(options)
    rows: list[tuple[int, Any, str | bytes]] = []
    for row, (value, text) in enumerate(_elements(file, block_bytes), 1):
        rows.append((row, value, text))
        if len(rows) >= _AT_ONCE:
            yield from _batch(rows, columns, state)
            rows = []
    yield from _batch(rows, columns, state)


def _elements(file: SourceFile, block_bytes: int) -> Iterator[tuple[Any, str]]:
    """Elements with their text; what follows a broken one can't be found again and is one last row, None."""
    unpack, decoder = codecs.getincrementaldecoder("utf-8")("replace"), json.JSONDecoder()
    text, at, more, opened = "", 0, True, False
    while True:
        while at < len(text) and (text[at] in _BLANK or (text[at] == "," and opened) or not opened):
            opened, at = True, at + 1  # the first mark is the '[' that the layout was recognised by
        if at < len(text) and text[at] == "]":
            return
        if more and len(text) - at < _LONGEST:  # an element may end beyond what was read
            chunk = file.read(block_bytes)
            more = bool(chunk)
            text, at = text[at:] + unpack.decode(chunk, final=not more), 0
            continue
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            if text[at:].strip():
                yield None, text[at : at + 200]
            return
        yield value, text[at : min(end, at + 200)]
        at = end


def _batch(rows: Sequence[tuple[int, Any, str | bytes]], columns: _Columns, state: State) -> Iterator[Batch]:
    wrong = [(row, "not a JSON object", text) for row, value, text in rows if not isinstance(value, dict)]
    if wrong:
        yield only_rejects(wrong)
    fine = [one for one in rows if isinstance(one[1], dict)]
    if not fine:
        return
    found = columns.of(list(dict.fromkeys(key for _, value, _ in fine for key in value)))
    arrays = {
        ours: pa.array([_text(v.get(theirs)) for _, v, _ in fine], pa.string())
        for ours, theirs in found.items()
    }

    def raw(at: Ints) -> list[str]:
        return [printable(fine[place][2]) for place in at.tolist()]

    yield batch(arrays, np.array([row for row, _, _ in fine], np.int64), raw, state)


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair isn't text
    return repr(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
