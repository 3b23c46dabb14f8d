"""Numbers, times and texts of a whole column at once; what can't be read becomes unknown, never a guess."""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leadline.errors import BadInput

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Keys: TypeAlias = NDArray[np.uint64]
Bools: TypeAlias = NDArray[np.bool_]

NO_TIME = np.iinfo(np.int64).min
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_CLOCK = r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
_ZONE = r"Z|UTC|[+-]\d{2}:?\d{2}"
_ISO = rf"^(?P<Y>\d{{4}})[-/](?P<m>\d{{1,2}})[-/](?P<d>\d{{1,2}})[T ]{_CLOCK}\s*(?P<z>{_ZONE})?$"
_DIRECTIVES: Mapping[str, str] = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d{2})",
    **{name: rf"(?P<{name}>\d{{1,2}})" for name in "mdHMS"},
    "f": r"(?P<f>\d{1,9})",
    "z": rf"(?P<z>{_ZONE})",
    "%": "%",
}
_UNITS = {"s": 1e6, "ms": 1e3, "us": 1.0, "ns": 1e-3}
# Lower case can't be typed on AIS: these are a publisher's words for "nothing claimed".
_NOTHING = pa.array(["Unknown", "Undefined", "Unknown value", "NULL", "null", "None", "nan", "NaN"])


def flat(column: Any) -> pa.Array:
    """One plain array of a column, however it was chunked or encoded."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):  # no chunks at all
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def is_text(array: pa.Array) -> bool:
    """Whether the column holds strings."""
    return bool(pa.types.is_string(array.type) or pa.types.is_large_string(array.type))


def numbers(array: pa.Array) -> Floats:
    """The column as floats; NaN where it holds nothing or no number."""
    kind = array.type
    if is_text(array):
        return _parsed(array)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _floats(pc.cast(array, pa.float64(), safe=False))
    return np.full(len(array), np.nan)


def _floats(array: pa.Array) -> Floats:
    return np.array(array.to_numpy(zero_copy_only=False), dtype=np.float64)


def _parsed(array: pa.Array) -> Floats:
    try:
        return _floats(pc.cast(array, pa.float64()))
    except pa.ArrowInvalid:
        trimmed = pc.utf8_trim_whitespace(array)
        readable = pc.match_substring_regex(trimmed, _NUMBER)
        return _floats(pc.cast(pc.if_else(readable, trimmed, None), pa.float64()))


def coded(array: pa.Array, words: Mapping[str, int]) -> Floats:
    """Codes of a column that holds numbers or a publisher's words for them."""
    if not is_text(array):
        return numbers(array)
    encoded = array.dictionary_encode()
    known = numbers(encoded.dictionary)
    for at, word in enumerate(encoded.dictionary.to_pylist()):
        known[at] = words.get(word.strip().lower(), known[at]) if word else known[at]
    return np.append(known, np.nan)[_places(encoded)]


def _places(encoded: pa.Array) -> Ints:
    """Where in the dictionary each value stands; one beyond its end for what is null."""
    at = pc.fill_null(encoded.indices, len(encoded.dictionary))
    return np.array(at.to_numpy(zero_copy_only=False), np.int64)


def texts(array: pa.Array) -> tuple[pa.Array, Keys]:
    """The column's texts as claimed, and a hash of each: cut at '@', trimmed, without control characters."""
    if not is_text(array):
        return pa.nulls(len(array), pa.string()), np.zeros(len(array), np.uint64)
    encoded = array.dictionary_encode()
    words = pc.cast(encoded.dictionary, pa.string())
    words = pc.replace_substring_regex(words, r"(?s)@.*", "")
    words = pc.utf8_trim_whitespace(pc.replace_substring_regex(words, r"\p{C}+", ""))
    empty = pc.or_(pc.equal(words, ""), pc.is_in(words, _NOTHING))
    words = pc.if_else(empty, None, words)
    keys = [0 if word is None else hash(word) & 0xFFFFFFFFFFFFFFFF for word in words.to_pylist()]
    return words.take(encoded.indices), np.array([*keys, 0], np.uint64)[_places(encoded)]


def moments(
    year: Ints, month: Ints, day: Ints, hour: Ints, minute: Ints, second: Ints, micro: Ints, fine: Bools
) -> Ints:
    """Microseconds since 1970, UTC; NO_TIME where ``fine`` is false or the calendar has no such moment."""
    ok = fine & (year >= 1) & (year <= 9999) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    ok &= (hour >= 0) & (hour < 24) & (minute >= 0) & (minute < 60) & (second >= 0) & (second < 60)
    months = np.where(ok, (year - 1970) * 12 + month - 1, 0).astype("M8[M]")
    days = months.astype("M8[D]") + np.where(ok, day - 1, 0)
    ok &= days.astype("M8[M]") == months
    seconds = days.astype(np.int64) * 86400 + hour * 3600 + minute * 60 + second
    return np.where(ok, np.where(ok, seconds, 0) * 1_000_000 + micro, NO_TIME)


def epochs(values: Floats, scale: float | None = None) -> Ints:
    """Microseconds since 1970 of epochs; seconds, milli-, micro- or nanoseconds by size where no scale is said."""
    size = np.abs(values)
    steps = [size < 1e11, size < 1e14, size < 1e17]
    factor = np.select(steps, [1e6, 1e3, 1.0], 1e-3) if scale is None else scale
    with np.errstate(invalid="ignore", over="ignore"):
        micros = np.rint(values * factor)
        usable = np.isfinite(micros) & (np.abs(micros) < 9e18)
    return np.where(usable, np.where(usable, micros, 0).astype(np.int64), NO_TIME)


def pattern(time_format: str) -> str:
    """The regular expression of a strptime format; BadInput where it can't be read."""
    parts, at = ["^"], 0
    time_format = time_format.replace("%F", "%Y-%m-%d").replace("%T", "%H:%M:%S")
    while at < len(time_format):
        if time_format[at] == "%":
            at += 1
            directive = time_format[at : at + 1]
            if directive not in _DIRECTIVES:
                raise BadInput(_unreadable(time_format, f"%{directive} isn't among the directives"))
            parts.append(_DIRECTIVES[directive])
        else:
            parts.append(re.escape(time_format[at]) if time_format[at].isascii() else time_format[at])
        at += 1
    groups = re.findall(r"\(\?P<(\w)>", "".join(parts))
    if len(groups) != len(set(groups)) or not ({"Y", "y"} & set(groups) and {"m", "d", "H"} <= set(groups)):
        raise BadInput(_unreadable(time_format, "it must name year, month, day and hour, each once"))
    return "".join([*parts, "$"])


def _unreadable(time_format: str, why: str) -> str:
    usable = " ".join(f"%{name}" for name in _DIRECTIVES)
    return f"--time-format {time_format!r} can't be used: {why}. Usable: {usable}, or epoch, epoch_ms."


def times(array: pa.Array, time_format: str | None) -> Ints:
    """Microseconds since 1970, UTC, of a column of times, epochs or texts; NO_TIME where it can't be read."""
    kind = array.type
    if pa.types.is_timestamp(kind):
        return epochs(numbers(pc.cast(array, pa.int64())), _UNITS[kind.unit])
    scale = {"epoch": 1e6, "epoch_ms": 1e3}.get(time_format or "")
    if scale is not None or not is_text(array):
        return epochs(numbers(array), scale)
    encoded = array.dictionary_encode()  # clocks repeat: each distinct text is read once
    words = pc.utf8_trim_whitespace(pc.cast(encoded.dictionary, pa.string()))
    known = _read(words, pattern(time_format)) if time_format else _iso_or_epoch(words)
    return np.append(known, NO_TIME)[_places(encoded)]


def _iso_or_epoch(words: pa.Array) -> Ints:
    if (pc.min(pc.utf8_length(words)).as_py() or 0) >= len(
        "2026-01-01T00:00"
    ):  # Arrow takes a day for midnight
        try:
            return np.array(pc.cast(words, pa.timestamp("us")).cast(pa.int64()), np.int64)
        except pa.ArrowInvalid:
            pass  # zones, or texts that are no times
    known = _read(words, _ISO)
    return np.where(known == NO_TIME, epochs(numbers(words)), known) if (known == NO_TIME).any() else known


def _read(words: pa.Array, expression: str) -> Ints:
    read = pc.extract_regex(words, expression)
    names = {field.name for field in read.type}

    def digits(name: str) -> Ints:
        if name not in names:
            return np.zeros(len(words), np.int64)
        text = pc.struct_field(read, name)
        text = pc.if_else(pc.equal(text, ""), "0", text)
        return np.array(pc.fill_null(pc.cast(text, pa.int64()), 0).to_numpy(zero_copy_only=False), np.int64)

    year = digits("Y") if "Y" in names else 2000 + digits("y") - np.where(digits("y") > 68, 100, 0)
    micro = np.zeros(len(words), np.int64)
    if "f" in names:
        fraction = pc.utf8_slice_codeunits(pc.utf8_rpad(pc.struct_field(read, "f"), 6, "0"), 0, 6)
        micro = np.array(
            pc.fill_null(pc.cast(fraction, pa.int64()), 0).to_numpy(zero_copy_only=False), np.int64
        )
    fine = np.array(read.is_valid().to_numpy(zero_copy_only=False), np.bool_)
    at = moments(year, digits("m"), digits("d"), digits("H"), digits("M"), digits("S"), micro, fine)
    return np.where(fine & (at != NO_TIME), at - _offset(read, names), NO_TIME)


def _offset(read: pa.Array, names: set[str]) -> Ints:
    if "z" not in names:
        return np.zeros(len(read), np.int64)
    zones = pc.struct_field(read, "z").dictionary_encode()
    known = []
    for zone in zones.dictionary.to_pylist():
        signed = zone[:1] in {"+", "-"}
        minutes = int(zone[1:3]) * 60 + int(zone[-2:]) if signed else 0
        known.append(-minutes if zone[:1] == "-" else minutes)
    return np.array([*known, 0], np.int64)[_places(zones)] * 60_000_000
