"""From columns to rows of the contracts: every row is checked, and what fails is refused with its reason."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leadline.sources._source import REJECTS, Batch
from leadline.sources.ais.names import NAV_STATUS, SHIP_TYPES
from leadline.sources.ais.repeats import Claims, Seen, mix
from leadline.sources.ais.values import (
    NO_TIME,
    Bools,
    Floats,
    Ints,
    Keys,
    coded,
    flat,
    is_text,
    numbers,
    texts,
    times,
)
from leadline.tables import ARROW, contract

Columns = Mapping[str, Any]
Raw = Callable[[Ints], Sequence[str]]

_BLANKS = {ord(char): " " for char in "\t\n\r"}
_EARLIEST = 631_152_000_000_000  # 1990-01-01: AIS is younger, so 1970 is a clock that was never set
_DAY = 86_400_000_000
_WATCH = 21_600_000_000  # a claim that stands is kept four times a day: how long it was held tells a lie from a slip
_TEXTS = ("name", "call_sign", "destination")
_CLAIMED: Mapping[str, tuple[float, float]] = {  # most that AIS can say; more is no claim
    "imo": (1, 2**30 - 1),
    "ship_type": (1, 255),
    "draught_m": (0.05, 25.5),
    "length_m": (1, 1022),
    "beam_m": (1, 126),
}
_REPORTED: Mapping[str, tuple[float, float]] = {
    "sog_kn": (0, 102.25),
    "cog_deg": (0, 359.999_999),
    "heading_deg": (0, 359.999_999),
    "nav_status": (0, 14),
    "message_type": (1, 27),
}


def printable(raw: bytes | str) -> str:
    """The first 200 characters, blanks for line breaks and a mark for each that doesn't print."""
    text = raw[:800].decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    text = text[:200]
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else "�" for c in text.translate(_BLANKS))


class Verdicts:
    """Why rows are refused; the first reason given to a row stands."""

    def __init__(self, rows: int) -> None:
        self._codes = np.zeros(rows, np.int16)
        self._reasons = [""]

    def refuse(self, which: Bools, reason: str) -> None:
        """Refuse the rows in ``which`` that aren't refused yet."""
        fresh = which & (self._codes == 0)
        if fresh.any():
            self._codes[fresh] = len(self._reasons)
            self._reasons.append(reason)

    @property
    def fine(self) -> Bools:
        """Rows that nothing was said against."""
        return np.asarray(self._codes == 0)

    def adopt(self, at: Ints, others: "Verdicts") -> None:
        """Take over what was said of the rows ``at``, none of which is refused yet."""
        codes = others._codes
        self._codes[at] = np.where(codes > 0, codes + (len(self._reasons) - 1), 0)
        self._reasons += others._reasons[1:]

    def each(self) -> Iterator[tuple[int, str]]:
        """The refused rows with their reasons."""
        for at in np.flatnonzero(self._codes).tolist():
            yield at, self._reasons[self._codes[at]]

    def rejects(self, rows: Ints, raw: Raw) -> pa.Table:
        """The refused rows as a table of rejects."""
        refused = np.flatnonzero(self._codes)
        reasons = pa.array(self._reasons, pa.string()).take(pa.array(self._codes[refused]))
        return pa.table(
            [pa.array(rows[refused]), reasons, pa.array(raw(refused), pa.string())], schema=REJECTS
        )


def rejects(rows: Sequence[tuple[int, str, bytes | str]]) -> pa.Table:
    """A table of rejects from (row, reason, raw)."""
    columns = [
        [row for row, _, _ in rows],
        [why for _, why, _ in rows],
        [printable(raw) for _, _, raw in rows],
    ]
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, REJECTS, strict=True)], schema=REJECTS)


def only_rejects(rows: Sequence[tuple[int, str, bytes | str]]) -> Batch:
    """A batch in which nothing could be used."""
    return Batch({}, rejects(rows), len(rows), 0)


@dataclass
class State:
    """What is remembered while one file is read."""

    time_format: str | None = None
    latest: int = field(default_factory=lambda: time.time_ns() // 1000 + _DAY)
    seen: Seen = field(default_factory=Seen)
    claims: Claims = field(default_factory=Claims)


def within(values: Floats, bounds: tuple[float, float]) -> Floats:
    """The values, with what lies outside the bounds made unknown."""
    return np.where((values >= bounds[0]) & (values <= bounds[1]), values, np.nan)


def checked(columns: Columns, verdicts: Verdicts, latest: int) -> dict[str, Any]:
    """Columns of positions as the contract wants them; rows that can't be are refused in ``verdicts``.

    ``mmsi``, ``lat``, ``lon`` and what else was reported come as floats (NaN unknown), ``ts`` as microseconds.
    """
    mmsi, ts, lat, lon = (columns[name] for name in ("mmsi", "ts", "lat", "lon"))
    verdicts.refuse(np.isnan(mmsi), "no MMSI")
    verdicts.refuse(~((mmsi >= 1) & (mmsi <= 999_999_999) & (mmsi == np.floor(mmsi))), "MMSI out of range")
    verdicts.refuse(ts == NO_TIME, "no time")
    verdicts.refuse((ts < _EARLIEST) | (ts > latest), "time out of range")
    verdicts.refuse(np.isnan(lat) | np.isnan(lon), "no position")
    verdicts.refuse((lat == 91) & (lon == 181), "position not available (latitude 91, longitude 181)")
    verdicts.refuse(~(np.abs(lat) <= 90), "latitude out of range")
    verdicts.refuse(~(np.abs(lon) <= 180), "longitude out of range")
    usable = {name: within(columns[name], span) for name, span in _REPORTED.items() if name in columns}
    whole = np.where(verdicts.fine, mmsi, 0).astype(np.int64)
    return {**usable, "mmsi": whole, "ts": ts, "lat": lat, "lon": np.where(lon == 180, -180.0, lon)}


def position_keys(columns: Columns) -> Keys:
    """A hash of each position: all that the contract keeps of it."""
    parts = [columns[name] for name in ("mmsi", "ts", "lat", "lon", *_REPORTED) if name in columns]
    return mix(np.zeros(len(columns["ts"]), np.uint64), *parts)


def claimed(columns: Mapping[str, pa.Array], rows: int) -> tuple[dict[str, Any], Keys]:
    """What vessels claim to be, and a hash of each row's claims; nought where nothing is claimed."""
    said: dict[str, Any] = {}
    key, some = np.zeros(rows, np.uint64), np.zeros(rows, np.bool_)
    for name in _TEXTS:
        if name in columns:
            said[name], keys = texts(columns[name])
            key, some = mix(key, keys), some | (keys != 0)
    for name, span in _CLAIMED.items():
        if name in columns:
            said[name] = within(_claim(name, columns[name]), span)
            key, some = mix(key, said[name]), some | ~np.isnan(said[name])
    return said, np.where(some, np.maximum(key, np.uint64(1)), np.uint64(0))


def _claim(name: str, array: pa.Array) -> Floats:
    if name == "ship_type":
        return coded(array, SHIP_TYPES)
    if name == "imo" and is_text(array):
        array = pc.replace_substring_regex(array, r"^\s*(?i:IMO)\s*", "")
    return numbers(array) if name != "imo" else np.floor(numbers(array))


def table(name: str, columns: Columns, which: Bools | Ints) -> pa.Table:
    """Rows ``which`` of the columns under the own contract of table ``name``; a column not given is unknown."""
    own = contract(name).own()
    at: Ints = np.flatnonzero(which) if which.dtype == np.bool_ else which.astype(np.int64)
    arrays = [_array(columns.get(c.name), ARROW[c.type], at) for c in own]
    return pa.table(arrays, schema=own.arrow)


def _array(column: Any, kind: pa.DataType, at: Ints) -> pa.Array:
    if column is None:
        return pa.nulls(len(at), kind)
    if isinstance(column, pa.Array):
        return column.take(pa.array(at))
    values = column[at]
    unknown = np.isnan(values) if values.dtype == np.float64 else None
    if pa.types.is_timestamp(kind):
        return pa.array(values).cast(kind)
    if pa.types.is_integer(kind) and unknown is not None:
        return pa.array(np.where(unknown, 0, values).astype(np.int64), mask=unknown)
    return pa.array(values, kind, mask=unknown)


def batch(columns: Mapping[str, Any], rows: Ints, raw: Raw, state: State) -> Batch:
    """The batch of a block of rows that came as columns of texts or numbers, under our names."""
    arrays = {name: flat(column) for name, column in columns.items()}
    verdicts = Verdicts(len(rows))
    if "station" in arrays:
        other, _ = texts(arrays["station"])
        for kind in ("Base Station", "AtoN"):
            verdicts.refuse(_equal(other, kind), f"{kind}: carries no vessel's position")
    values: dict[str, Any] = {name: numbers(arrays[name]) for name in ("mmsi", "lat", "lon")}
    for name in ("mmsi", "lat", "lon"):
        verdicts.refuse(np.isnan(values[name]) & _filled(arrays[name]), f"{name} is not a number")
    values["ts"] = times(arrays["ts"], state.time_format)
    unread = (values["ts"] == NO_TIME) & _filled(arrays["ts"])
    verdicts.refuse(unread, "time not understood (a form can be given by --time-format)")
    for name in _REPORTED:
        if name in arrays:
            values[name] = coded(arrays[name], NAV_STATUS) if name == "nav_status" else numbers(arrays[name])
    values = {**checked(values, verdicts, state.latest), "row": rows}
    said, claims = claimed(arrays, len(rows))
    fine = np.flatnonzero(verdicts.fine)
    keys = mix(position_keys(values), claims)[fine]
    again = np.zeros(len(rows), np.bool_)
    again[fine] = state.seen.repeats(keys, values["ts"][fine], values["mmsi"][fine])
    verdicts.refuse(again, "repeats an earlier row")
    return _batch(values, said, claims, verdicts, raw, state)


def _batch(
    values: dict[str, Any], said: dict[str, Any], claims: Keys, verdicts: Verdicts, raw: Raw, state: State
) -> Batch:
    fine = verdicts.fine
    tables = {"positions": table("positions", values, fine)}
    claiming = np.flatnonzero(fine & (claims != 0))
    if len(claiming):
        said_in = mix(claims[claiming], values["ts"][claiming] // _WATCH)
        changed = claiming[state.claims.changes(values["mmsi"][claiming], said_in)]
        tables["static_reports"] = table("static_reports", {**values, **said}, changed)
    return Batch(tables, verdicts.rejects(values["row"], raw), len(fine), int(fine.sum()))


def _equal(array: pa.Array, word: str) -> Bools:
    same = pc.fill_null(pc.equal(array, word), False)
    return np.array(same.to_numpy(zero_copy_only=False), np.bool_)


def _filled(array: pa.Array) -> Bools:
    there = pc.is_valid(array)
    if is_text(array):
        there = pc.and_(there, pc.not_equal(pc.fill_null(pc.utf8_trim_whitespace(array), ""), ""))
    return np.array(there.to_numpy(zero_copy_only=False), np.bool_)
