"""How rows come in: a file as a stream, options, batches of rows, and blocks of whole lines in bounded memory."""

import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

import pyarrow as pa

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Options:
    """What the person who ingests says about the file's layout.

    ``columns`` maps our column names to the file's (``{"mmsi": "ID"}``); ``time_format`` is a strptime
    format, or ``epoch`` / ``epoch_ms``, for a layout that isn't known.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    time_format: str | None = None


@dataclass(frozen=True)
class Batch:
    """Some rows of the file and what became of them.

    ``tables`` maps a table's name to rows with the contract's own columns (``Contract.own``: no ids, no
    handling); ``rejects`` has the columns row, reason, raw. ``rows_in`` counts rows read, ``rows_used`` those that ended in
    an observation (a multi-sentence message uses several); ``rows_in == rows_used + rejects.num_rows``.
    """

    tables: Mapping[str, pa.Table]
    rejects: pa.Table
    rows_in: int
    rows_used: int


REJECTS = pa.schema([("row", pa.int64()), ("reason", pa.string()), ("raw", pa.string())])


class SourceFile:
    """Archived bytes as a source sees them: a name to guess the layout from, and a stream.

    Gzip is opened on the way. Where it ends early, the stream simply ends and ``cut_short`` says why: the
    frame turns that into a reject, so that the good rows before it are kept.
    """

    def __init__(self, raw: BinaryIO, name: str) -> None:
        self.name = name.removesuffix(".gz")
        self.cut_short: str | None = None
        self._raw = raw
        head = raw.read(2)
        raw.seek(0)
        self.compressed = head == _GZIP
        self._gzip = gzip.GzipFile(fileobj=raw) if self.compressed else None
        self._peeked = b""

    def peek(self, size: int) -> bytes:
        """The next ``size`` decompressed bytes without consuming them, to recognise a layout."""
        if len(self._peeked) < size:
            self._peeked += self._fresh(size - len(self._peeked))
        return self._peeked[:size]

    def read(self, size: int) -> bytes:
        """Up to ``size`` decompressed bytes; empty at the end, also where the file was cut short."""
        head, self._peeked = self._peeked[:size], self._peeked[size:]
        return head + self._fresh(size - len(head)) if len(head) < size else head

    def _fresh(self, size: int) -> bytes:
        if self._gzip is None:
            return self._raw.read(size)
        pieces: list[bytes] = []
        # Small steps: a call that fails takes with it what it had unpacked, and good rows must survive.
        while size > 0 and not self.cut_short:
            try:
                piece = self._gzip.read1(min(size, 1 << 16))
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                self.cut_short = f"the gzip stream ends early or is damaged ({error})"
                break
            if not piece:
                break
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    @property
    def seekable(self) -> BinaryIO | None:
        """The raw file for formats that need to jump (Parquet); None when it is compressed."""
        return None if self.compressed else self._raw

    @property
    def position(self) -> int:
        """Bytes of the archived file consumed so far, for the progress bar."""
        return self._raw.tell()


@dataclass(frozen=True)
class TooLong:
    """A line that can't be used: longer than the bound, or cut where the file was; its row and first bytes."""

    row: int
    head: bytes
    reason: str = "the line is longer than the bound"


@dataclass(frozen=True)
class Lines:
    """Whole lines, as one block of bytes that ends with a newline; ``first_row`` is the row of its first line."""

    block: bytes
    first_row: int


def lines(file: SourceFile, block_bytes: int = 1 << 24, longest: int = 1 << 16) -> Iterator[Lines | TooLong]:
    """Cut the stream into blocks of whole lines in bounded memory; a line over ``longest`` bytes is not kept.

    Rows count from 1 and include lines that were too long. A last line without newline gets one.
    """
    row, rest = 1, b""
    while chunk := file.read(block_bytes):
        data = rest + chunk
        end = data.rfind(b"\n") + 1
        if end:
            yield Lines(data[:end], row)
            row += data.count(b"\n", 0, end)
            rest = data[end:]
        else:
            rest = data
        if len(rest) > longest:
            head, rest = rest[:200], _rest_after_newline(file, block_bytes)
            yield TooLong(row, head)
            row += 1
    end = rest.rfind(b"\n") + 1 if file.cut_short else len(rest)
    if end:
        yield Lines(rest[:end] if rest[end - 1 : end] == b"\n" else rest[:end] + b"\n", row)
    if rest[end:]:  # half a line may read like a whole one
        yield TooLong(
            row + rest.count(b"\n", 0, end), rest[end : end + 200], "the file was cut short in this line"
        )


def _rest_after_newline(file: SourceFile, block_bytes: int) -> bytes:
    while chunk := file.read(block_bytes):
        if (at := chunk.find(b"\n")) >= 0:
            return chunk[at + 1 :]
    return b""
