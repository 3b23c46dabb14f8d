"""AIS as it comes: raw NMEA logs, delimited text, JSON or Parquet, recognised by what the file begins with."""

import re
from collections.abc import Iterator, Mapping

import pyarrow as pa

from leadline.errors import BadInput
from leadline.sources._source import Batch, Options, SourceFile
from leadline.sources.ais import columnar, delimited, jsonl, nmea
from leadline.sources.ais.fields import State
from leadline.sources.ais.values import pattern

_HEAD = 1 << 14
_ROWS = 1 << 17
_SENTENCE = re.compile(rb"^(\\[^\\\r\n]{0,200}\\)?![A-Z0-9]{2}VD[MO],", re.MULTILINE)
_PACKED: Mapping[bytes, str] = {
    b"PK\x03\x04": "zip (unzip)",
    b"BZh": "bzip2 (bunzip2)",
    b"\xfd7zXZ": "xz (unxz)",
    b"\x28\xb5\x2f\xfd": "zstd (unzstd)",
    b"7z\xbc\xaf": "7-Zip (7z x)",
}
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\r")
_TEXT = 20
"""A stray control character costs its row; a file where they are one byte in twenty is no text."""
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_LAYOUTS = (
    "raw NMEA (!AIVDM …), CSV with a header, JSON lines, a JSON array, Parquet; each but Parquet also in gzip"
)


def read(file: SourceFile, options: Options) -> Iterator[Batch]:
    """Positions and static reports of an AIS file, and the rows that couldn't be used.

    Raises BadInput where the layout isn't known, isn't text, or lacks a column that a position needs.
    """
    head = file.peek(_HEAD)
    _refuse_what_is_no_layout(file, head)
    state = State(options.time_format)
    if options.time_format and options.time_format not in {"epoch", "epoch_ms"}:
        pattern(options.time_format)  # refused before the first row, not at it
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"PAR1"):
        found = columnar.read(file, options, state)
    elif start.startswith(b"["):
        found = jsonl.read_array(file, options, state)
    elif start.startswith(b"{"):
        found = jsonl.read_lines(file, options, state)
    elif _SENTENCE.search(head) or file.name.endswith((".nmea", ".nm4", ".ais")):
        found = nmea.read(file, state)
    elif (len(head) - len(head.translate(None, _CONTROLS))) * _TEXT <= len(head):
        found = delimited.read(file, options, state)
    else:
        raise BadInput(f"{file.name} is in no layout that the source ais knows: {_LAYOUTS}.")
    yield from _joined(found)


def _joined(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Batches of at least _ROWS rows: what is a batch here becomes a row group of the lake."""
    held: list[Batch] = []
    for batch in batches:
        held.append(batch)
        if sum(one.rows_in for one in held) >= _ROWS:
            yield _one(held)
            held = []
    if held:
        yield _one(held)


def _one(held: list[Batch]) -> Batch:
    names = dict.fromkeys(name for batch in held for name in batch.tables)
    return Batch(
        {name: pa.concat_tables([b.tables[name] for b in held if name in b.tables]) for name in names},
        pa.concat_tables([batch.rejects for batch in held]),
        sum(batch.rows_in for batch in held),
        sum(batch.rows_used for batch in held),
    )


def _refuse_what_is_no_layout(file: SourceFile, head: bytes) -> None:
    if not head.strip():
        why = f" ({file.cut_short})" if file.cut_short else ""
        raise BadInput(f"{file.name} is empty{why}. Check the copy, and ingest it again.")
    if head.startswith(_WIDE):
        raise BadInput(
            f"{file.name} is UTF-16 or UTF-32. Save it as UTF-8 (iconv -f UTF-16 -t UTF-8) and ingest that."
        )
    for magic, name in _PACKED.items():
        if head.startswith(magic):
            raise BadInput(
                f"{file.name} is packed with {name}: unpack it first. Only gzip is opened on the way."
            )
