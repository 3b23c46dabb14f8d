"""Common position reports (types 1, 2, 3, 18 and 27), decoded by whole columns with numpy."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from leadline.sources.ais.values import Bools, Floats, Ints

Bytes = NDArray[np.uint8]

# ITU-R M.1371-5: first bit and width of each field; bits up to the last of them must be there.
_CLASS_A = {
    "mmsi": (8, 30),
    "nav_status": (38, 4),
    "sog_kn": (50, 10),
    "lon": (61, 28),
    "lat": (89, 27),
    "cog_deg": (116, 12),
    "heading_deg": (128, 9),
}
_CLASS_B = {
    "mmsi": (8, 30),
    "sog_kn": (46, 10),
    "lon": (57, 28),
    "lat": (85, 27),
    "cog_deg": (112, 12),
    "heading_deg": (124, 9),
}
_FAR = {
    "mmsi": (8, 30),
    "nav_status": (40, 4),
    "lon": (44, 18),
    "lat": (62, 17),
    "sog_kn": (79, 6),
    "cog_deg": (85, 9),
}
LAYOUTS: Mapping[int, Mapping[str, tuple[int, int]]] = {
    1: _CLASS_A,
    2: _CLASS_A,
    3: _CLASS_A,
    18: _CLASS_B,
    27: _FAR,
}
LEAST_BITS = {
    kind: max(start + width for start, width in layout.values()) for kind, layout in LAYOUTS.items()
}
CHARS = 23  # six bits each: enough for every layout above
REPORTED = ("sog_kn", "cog_deg", "heading_deg", "nav_status")
BAD = 255

_codes = np.full(256, BAD, np.uint8)
_codes[48:88] = np.arange(40)
_codes[96:120] = np.arange(40, 64)
SIX_BITS: Bytes = _codes


def _bits(sixes: Bytes, start: int, width: int, *, signed: bool = False) -> Ints:
    """One field of many payloads; ``sixes`` has a row per character and a column per payload."""
    last = (start + width - 1) // 6
    word = sixes[start // 6].astype(np.int64)
    for row in range(start // 6 + 1, last + 1):
        word = (word << 6) | sixes[row]
    value: Ints = (word >> ((last + 1) * 6 - start - width)) & ((1 << width) - 1)
    return (value ^ (1 << (width - 1))) - (1 << (width - 1)) if signed else value


def decode_columns(sixes: Bytes, kinds: NDArray[np.uint8]) -> tuple[dict[str, Floats], Bools]:
    """Positions of message types in LAYOUTS: columns as floats (NaN unknown), and which payloads are sound.

    ``sixes`` holds the first CHARS six-bit codes of each payload, a column each; latitude 91 and longitude 181
    (not available) are left as they are.
    """
    sound = (sixes != BAD).all(axis=0) | (kinds == 27)  # a type 27 ends before
    columns = {name: np.full(len(kinds), np.nan) for name in ("mmsi", "lat", "lon", *REPORTED)}
    columns["message_type"] = kinds.astype(np.float64)
    for layout in (_CLASS_A, _CLASS_B, _FAR):
        mine = np.flatnonzero(np.isin(kinds, [kind for kind, known in LAYOUTS.items() if known is layout]))
        if len(mine):
            part = sixes if len(mine) == len(kinds) else np.ascontiguousarray(sixes[:, mine])
            if layout is _FAR:
                sound[mine] = (part[:16] != BAD).all(axis=0)
            for name, (start, width) in layout.items():
                columns[name][mine] = _scaled(
                    name, _bits(part, start, width, signed=name in {"lat", "lon"}), layout
                )
    return columns, sound


def _scaled(name: str, values: Ints, layout: Mapping[str, tuple[int, int]]) -> Floats:
    far = layout is _FAR
    if name in {"lat", "lon"}:  # 1/10000 minute (type 27: 1/10), rounded to 1e-6 degree in whole numbers
        return ((10_000 * values + 3) // 6 if far else (10 * values + 3) // 6) / 1e6
    if name == "sog_kn":
        return (
            np.where(values == 63, np.nan, values) if far else np.where(values == 1023, np.nan, values / 10)
        )
    if name == "cog_deg":
        return (
            np.where(values >= 360, np.nan, values) if far else np.where(values >= 3600, np.nan, values / 10)
        )
    if name == "heading_deg":
        return np.where(values >= 360, np.nan, values)
    if name == "nav_status":
        return np.where(values == 15, np.nan, values)
    return values.astype(np.float64)
