"""Raw NMEA logs: VDM and VDO sentences of any talker, with times from tag blocks, ``$PGHP`` or a trailing epoch."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from leadline.sources._source import Batch, Lines, SourceFile, TooLong, lines
from leadline.sources.ais import messages, positions
from leadline.sources.ais.fields import (
    State,
    Verdicts,
    checked,
    claimed,
    only_rejects,
    position_keys,
    printable,
    rejects,
    table,
)
from leadline.sources.ais.sentences import Marks, Sentences, inherited, kinds, sentences, times
from leadline.sources.ais.values import NO_TIME, Bools, Ints

BLOCK = 1 << 21  # what a processor's cache holds is read fastest
_MOST_WAITING = 10_000
_PATIENCE = 60_000_000  # parts of one message are heard within a second; sequence numbers come round again
_PARTS_MISSING = "the other parts of the message are missing"
_GROUP = re.compile(rb"[\\,]g:\d+-\d+-(\d+)")
_CLAIM_COLUMNS = {
    **{name: pa.string() for name in ("name", "call_sign", "destination")},
    **{name: pa.float64() for name in ("imo", "ship_type", "draught_m", "length_m", "beam_m")},
}


@dataclass(frozen=True)
class _Part:
    row: int
    raw: bytes
    number: int
    payload: bytes
    fill: int
    ts: int


@dataclass
class _Rest:
    """What became of the sentences that aren't common positions in one sentence."""

    rejects: list[tuple[int, str, bytes]] = field(default_factory=list)
    used: int = 0
    said: list[tuple[int, int, messages.Message, list[_Part]]] = field(default_factory=list)

    def refuse(self, parts: Sequence[_Part], reason: str) -> None:
        self.rejects += [(part.row, reason, part.raw) for part in parts]


def read(file: SourceFile, state: State, block_bytes: int = BLOCK) -> Iterator[Batch]:
    """Batches of an NMEA log; a row is a line that begins with '!' (after its tag block), or junk."""
    log = _Log(state)
    for piece in lines(file, block_bytes):
        if isinstance(piece, TooLong):
            yield only_rejects([(piece.row, piece.reason, piece.head)])
        else:
            yield log.block(piece)
    yield log.end()


class _Log:
    """One pass over a log: what is waiting for its other parts, and the time that waits for its sentence."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._waiting: dict[tuple[Any, ...], list[_Part]] = {}
        self._pending = NO_TIME

    def block(self, piece: Lines) -> Batch:
        """The batch of a block of whole lines."""
        marks = Marks.of(piece.block)
        is_sentence, context, junk, body = kinds(marks)
        line_times = times(marks, piece.block, body)
        own = sentences(marks, np.flatnonzero(is_sentence), body, line_times)
        ts, self._pending = inherited(line_times, context, own, self._pending)
        verdicts = Verdicts(len(own.line))
        verdicts.refuse(~own.well_formed, "not a well-formed AIS sentence")
        verdicts.refuse(~own.sum_holds, "wrong checksum")
        whole = own.parts == 1
        apart = verdicts.fine & (~whole | np.isin(own.kind, list(messages.STATICS)))
        _refuse_others(own, verdicts, whole)
        values = self._positions(marks, own, ts, verdicts, apart, piece.first_row)
        rest = _Rest()
        self._others(piece, marks, own, ts, np.flatnonzero(apart), rest)

        def raw(at: Ints) -> list[str]:
            spots = zip(marks.starts[own.line[at]].tolist(), marks.stops[own.line[at]].tolist(), strict=True)
            return [printable(piece.block[start:stop]) for start, stop in spots]

        for line in np.flatnonzero(junk).tolist():
            text = piece.block[marks.starts[line] : marks.stops[line]]
            rest.refuse([_Part(piece.first_row + line, text, 0, b"", 0, 0)], "neither a sentence nor a tag")
        return self._batch(
            values, verdicts.fine & ~apart, verdicts.rejects(own.line + piece.first_row, raw), rest
        )

    def end(self) -> Batch:
        """The batch of what still waits at the end of the file."""
        rest = _Rest()
        for parts in self._waiting.values():
            rest.refuse(parts, _PARTS_MISSING)
        self._waiting = {}
        return Batch({}, rejects(rest.rejects), len(rest.rejects), 0)

    def _positions(
        self, marks: Marks, own: Sentences, ts: Ints, verdicts: Verdicts, apart: Bools, first_row: int
    ) -> dict[str, Any]:
        """Columns for every sentence, filled for the common positions; what fails is refused."""
        at = np.flatnonzero(verdicts.fine & ~apart)
        windows = np.lib.stride_tricks.sliding_window_view(marks.data, positions.CHARS)
        sixes = positions.SIX_BITS[np.ascontiguousarray(windows[own.payload[at]].T)]
        columns, sound = positions.decode_columns(sixes, own.kind[at])
        mine = Verdicts(len(at))
        mine.refuse(~sound, "the payload has a character that AIS doesn't use")
        values = checked({**columns, "ts": ts[at]}, mine, self._state.latest)
        values["row"] = own.line[at] + first_row
        fine = np.flatnonzero(mine.fine)
        again = np.zeros(len(at), np.bool_)
        keys = position_keys(values)[fine]
        again[fine] = self._state.seen.repeats(keys, values["ts"][fine], values["mmsi"][fine])
        mine.refuse(again, "repeats an earlier row")
        verdicts.adopt(at, mine)
        return {name: column[mine.fine] for name, column in values.items()}

    def _others(self, piece: Lines, marks: Marks, own: Sentences, ts: Ints, which: Ints, rest: _Rest) -> None:
        """Messages in parts and static reports, one by one: they are few."""
        columns = (own.line, own.part, own.parts, own.payload, own.chars, own.fill)
        lists = [column[which].tolist() for column in columns]
        for line, number, total, start, chars, fill, at in zip(*lists, ts[which].tolist(), strict=True):
            first, stop = int(marks.starts[line]), int(marks.stops[line])
            text = piece.block[start : start + chars]
            part = _Part(piece.first_row + line, piece.block[first:stop][:800], number, text, fill, at)
            parts = [part] if total == 1 else self._assembled(part, total, piece.block[first:start], rest)
            if parts:
                self._message(parts, rest)

    def _assembled(self, part: _Part, total: int, head: bytes, rest: _Rest) -> list[_Part]:
        """All parts of the message once the last has come; nothing before."""
        group = _GROUP.search(head)
        fields = head.split(b",")
        key = (group[1] if group else None, total, fields[-3], fields[-2])
        parts = self._waiting.get(key, [])
        stale = (
            bool(parts) and NO_TIME not in (part.ts, parts[0].ts) and abs(part.ts - parts[0].ts) > _PATIENCE
        )
        if parts and (stale or part.number != len(parts) + 1):
            rest.refuse(self._waiting.pop(key), _PARTS_MISSING)
            parts = []
        if part.number != len(parts) + 1:
            rest.refuse([part], _PARTS_MISSING)
            return []
        parts = [*parts, part]
        if part.number < total:
            self._waiting[key] = parts
            if len(self._waiting) > _MOST_WAITING:
                rest.refuse(self._waiting.pop(next(iter(self._waiting))), _PARTS_MISSING)
            return []
        self._waiting.pop(key, None)
        return parts

    def _message(self, parts: list[_Part], rest: _Rest) -> None:
        joined = b"".join(part.payload for part in parts)
        kind = int(positions.SIX_BITS[joined[0]]) if joined else 0
        if kind not in messages.STATICS and kind not in messages.POSITIONS:
            rest.refuse(parts, _reason(kind))
            return
        message = messages.decode(joined, parts[-1].fill)
        if message is None:
            rest.refuse(parts, f"message type {kind} that can't be decoded")
            return
        at = next((part.ts for part in parts if part.ts != NO_TIME), NO_TIME)
        rest.said.append((parts[0].row, at, message, parts))

    def _batch(self, values: dict[str, Any], fine: Bools, refused: pa.Table, rest: _Rest) -> Batch:
        tables = {"positions": table("positions", values, np.ones(len(values["row"]), np.bool_))}
        if rest.said:
            for name, more in self._told(rest).items():
                whole = pa.concat_tables([tables[name], more]) if name in tables else more
                tables[name] = whole.sort_by("row")
        used = int(fine.sum()) + rest.used
        refused = pa.concat_tables([refused, rejects(rest.rejects)]).sort_by("row")
        return Batch(tables, refused, used + refused.num_rows, used)

    def _told(self, rest: _Rest) -> dict[str, pa.Table]:
        """Tables of the messages that were decoded one by one."""
        said = [message for _, _, message, _ in rest.said]
        columns: dict[str, Any] = {
            name: np.array([_number(message.get(name)) for message in said])
            for name in ("mmsi", "message_type", "lat", "lon", *positions.REPORTED)
        }
        columns["ts"] = np.array([at for _, at, _, _ in rest.said], np.int64)
        names = np.isin(columns["message_type"], list(messages.STATICS))
        located = np.isin(columns["message_type"], list(messages.POSITIONS))
        located &= ~(names & np.isnan(columns["lat"] + columns["lon"]))  # a type 19 may say who alone
        # A static report says no place: nought stands in, so that the other checks can be the same.
        for name in ("lat", "lon"):
            columns[name] = np.where(located, columns[name], 0.0)
        verdicts = Verdicts(len(said))
        values = {**checked(columns, verdicts, self._state.latest)}
        values["row"] = np.array([row for row, _, _, _ in rest.said], np.int64)
        keys = np.array([messages.message_key(message, at) for _, at, message, _ in rest.said], np.uint64)
        fine = np.flatnonzero(verdicts.fine)
        again = np.zeros(len(said), np.bool_)
        again[fine] = self._state.seen.repeats(keys[fine], values["ts"][fine], values["mmsi"][fine])
        verdicts.refuse(again, "repeats an earlier row")
        for at, reason in verdicts.each():
            rest.refuse(rest.said[at][3], reason)
        rest.used += sum(len(rest.said[at][3]) for at in np.flatnonzero(verdicts.fine).tolist())
        claims = {n: pa.array([_claim(m.get(n), t) for m in said], t) for n, t in _CLAIM_COLUMNS.items()}
        return {
            "positions": table("positions", values, verdicts.fine & located),
            "static_reports": table(
                "static_reports", {**values, **claimed(claims, len(said))[0]}, verdicts.fine & names
            ),
        }


def _refuse_others(own: Sentences, verdicts: Verdicts, whole: Bools) -> None:
    """Refuse single sentences that carry no vessel's position or identity, or too little of it."""
    for kind in np.unique(own.kind[verdicts.fine & whole]).tolist():
        if kind in positions.LEAST_BITS:
            short = own.chars.astype(np.int64) * 6 - own.fill < positions.LEAST_BITS[kind]
            verdicts.refuse(whole & (own.kind == kind) & short, f"message type {kind} cut short")
        elif kind not in messages.STATICS:
            verdicts.refuse(whole & (own.kind == kind), _reason(kind))


def _reason(kind: int) -> str:
    if kind in messages.TYPES:
        return f"message type {kind} ({messages.TYPES[kind]}): carries no vessel's position"
    return (
        "the payload has a character that AIS doesn't use"
        if kind == positions.BAD
        else f"message type {kind} isn't defined"
    )


def _number(value: Any) -> float:
    return np.nan if value is None else float(value)


def _claim(value: Any, kind: pa.DataType) -> Any:
    return value if value is None or pa.types.is_string(kind) else float(value)
