"""Reported acts from YAML or CSV: the good ones stay, each other one is a reject that says why."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from leadline.errors import BadInput, Hostile, UnknownName
from leadline.sources._source import REJECTS, Batch, Options, SourceFile, TooLong, lines
from leadline.sources.reported.act import COLUMNS, shaped
from leadline.sources.reported.written import Written, written
from leadline.tables import contract

LARGEST = 16 << 20  # bytes, unpacked; ten thousand acts have about ten million
_RAW = 200
_BATCH = 10_000  # acts
_SCHEMA = contract("acts").own().arrow
_CUT = "the file was cut short in this act"


def read(file: SourceFile, options: Options) -> Iterator[Batch]:
    """The acts of a YAML or CSV file.

    Raises ``BadInput`` where the file is neither or lacks a list or header, ``Hostile`` where it exceeds a bound.
    """
    if options.time_format:
        raise BadInput("Acts are dated in ISO 8601 (2018, 2018-03, 2018-03-14, …); leave --time-format out.")
    head = file.peek(1 << 12)
    if not head.strip():
        raise BadInput(f"{file.name} is empty{_why(file)}. Check the copy, and ingest it again.")
    if b"\0" in head:
        raise BadInput(f"{file.name} is binary. Acts are read from YAML or CSV in UTF-8.")
    sheet = file.name.endswith(".csv") or (
        not file.name.endswith((".yml", ".yaml", ".json")) and _looks_like_header(head, options)
    )
    yield from (_from_csv(file, options) if sheet else _from_yaml(file, options))


def _why(file: SourceFile) -> str:
    return f" ({file.cut_short})" if file.cut_short else ""


@dataclass
class _Tally:
    """Acts and rejects gathered into one batch; an act's own name counts once."""

    first: dict[str, int] = field(default_factory=dict)
    acts: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, row: int, reason: str, raw: str) -> None:
        safe = raw[:_RAW].encode("utf-8", "replace").decode()
        self.rejects.append({"row": row, "reason": reason, "raw": safe})

    def take(self, row: int, given: object, raw: str) -> None:
        act = shaped(given)
        if isinstance(act, str):
            self.refuse(row, act, raw)
        elif act.act in self.first:
            self.refuse(row, f"the act {act.act[:60]!r} is in row {self.first[act.act]} already", raw)
        else:
            self.first[act.act] = row
            self.acts.append({"row": row} | act.columns())

    def batch(self) -> Batch:
        """All so far, as a batch; then begin anew, but for the names that were met."""
        acts, rejects = self.acts, self.rejects
        self.acts, self.rejects = [], []
        return Batch(
            {"acts": pa.Table.from_pylist(acts, schema=_SCHEMA)},
            pa.Table.from_pylist(rejects, schema=REJECTS),
            len(acts) + len(rejects),
            len(acts),
        )


def _from_yaml(file: SourceFile, options: Options) -> Iterator[Batch]:
    if options.columns:
        raise BadInput("--columns is for CSV; in YAML, name the keys as the contract does.")
    raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise Hostile(f"{file.name} has more than {LARGEST:,} bytes. Split it into several files.")
    tally = _Tally()
    for row, item, is_last in _numbered(written(_decoded(raw, file), file.name)):
        flaw = _CUT if file.cut_short and is_last else item.flaw
        if flaw:
            tally.refuse(row, flaw, item.raw)
        else:
            tally.take(row, item.value, item.raw)
        if row % _BATCH == 0:
            yield tally.batch()
    yield tally.batch()


def _numbered(items: Iterator[Written]) -> Iterator[tuple[int, Written, bool]]:
    """Each item with its position from 1, and whether it is the last."""
    held, row = next(items, None), 1
    while held is not None:
        following = next(items, None)
        yield row, held, following is None
        held, row = following, row + 1


def _decoded(raw: bytes, file: SourceFile) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Where a stream was cut, half a character at its end is no fault of the rest.
        if file.cut_short and error.reason == "unexpected end of data":
            return raw[: error.start].decode("utf-8-sig")
        raise BadInput(f"{file.name} isn't UTF-8. Save it as UTF-8 and ingest that.") from error


def _from_csv(file: SourceFile, options: Options) -> Iterator[Batch]:
    tally, header = _Tally(), None
    for block in lines(file):
        if isinstance(block, TooLong):
            tally.refuse(block.row, block.reason, block.head.decode("utf-8", "replace"))
            continue
        for row, line in enumerate(block.block.split(b"\n")[:-1], start=block.first_row):
            text = line.decode("utf-8", "surrogateescape").removeprefix("\ufeff" if row == 1 else "")
            if not text.strip():
                continue
            if header is None:
                header = _header(text, options, file.name)
            else:
                _take_line(tally, header, row, text)
        yield tally.batch()
    if header is None:
        raise BadInput(
            f"{file.name} has no header{_why(file)}. Its first line names columns: {', '.join(COLUMNS)}."
        )
    if tally.rejects:
        yield tally.batch()


def _take_line(tally: _Tally, header: list[str], row: int, text: str) -> None:
    cells = _cells(text)
    if cells is None:
        tally.refuse(row, "a quotation mark is not closed on this line; write each act on one line", text)
    elif len(cells) != len(header):
        tally.refuse(row, f"{len(cells)} cells where the header has {len(header)}", text)
    else:
        tally.take(row, dict(zip(header, cells, strict=True)), text)


def _cells(text: str) -> list[str] | None:
    """The cells of one line; None where it isn't whole."""
    try:
        return next(csv.reader([text.rstrip("\r")], strict=True), [])
    except csv.Error:
        return None


def _header(text: str, options: Options, name: str) -> list[str]:
    """Our names of the columns, in the file's order."""
    ours = {theirs: mine for mine, theirs in options.columns.items()}
    named = [ours.get(cell.strip(), cell.strip()) for cell in _cells(text) or [text]]
    for column in named:
        if column not in COLUMNS:
            raise UnknownName(f"column of acts (header of {name})", column[:60], COLUMNS)
    if doubled := {c for c in named if named.count(c) > 1}:
        raise BadInput(f"{name}: the header names {', '.join(sorted(doubled))} twice. Keep one of each.")
    if missing := [c for c in ("act", "kind", "reported_by", "says") if c not in named]:
        raise BadInput(f"{name}: the header lacks {', '.join(missing)}, without which nothing is an act.")
    return named


def _looks_like_header(head: bytes, options: Options) -> bool:
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0].decode("utf-8", "replace")
    cells = {cell.strip() for cell in _cells(first) or ()}
    known: Mapping[str, str] = {**dict.fromkeys(COLUMNS, ""), **dict.fromkeys(options.columns.values(), "")}
    return len(cells & set(known)) >= 2
