"""Named arrays in one file, read where they lie: nothing is copied or parsed when it is opened.

Layout: a line that says what it is, the length of the head (8 bytes, little-endian), the head as JSON (what was
told, and of each array type, length and place), then the arrays, each at a multiple of 16 bytes.
"""

import json
import mmap
import os
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leadline.errors import Damaged

Arrays = dict[str, NDArray[Any]]
_AGAIN = "Delete it; the next screening builds it anew."
_MAGIC = b"leadline index 1\n"


def write(file: Path, told: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write beside the file and put it in its place in one step; nothing is left behind where that fails."""
    places: dict[str, tuple[str, int, int]] = {}
    at = 0
    for name, array in arrays.items():
        places[name] = (array.dtype.str, len(array), at)
        at += -(-array.nbytes // 16) * 16
    head = json.dumps({"told": told, "arrays": places}, ensure_ascii=False).encode()
    head += b" " * (-(len(_MAGIC) + 8 + len(head)) % 16)
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.{uuid.uuid4().hex[:12]}")
    try:
        with aside.open("wb") as out:
            out.write(_MAGIC + len(head).to_bytes(8, "little") + head)
            for array in arrays.values():
                out.write(np.ascontiguousarray(array).tobytes())
                out.write(bytes(-array.nbytes % 16))
            out.flush()
            os.fsync(out.fileno())
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)


def told(file: Path) -> dict[str, Any] | None:
    """What the file was told when it was written; ``None`` where there is no such file or it is damaged."""
    try:
        with file.open("rb") as data:
            head, _ = _head(data.read(len(_MAGIC) + 8), file, data.read)
    except (OSError, Damaged):
        return None
    return dict(head["told"])


def read(file: Path) -> tuple[dict[str, Any], Arrays]:
    """What was told, and the arrays as views of the file; raises ``Damaged`` where it isn't whole."""
    if not file.stat().st_size:
        raise Damaged(f"{file} is empty. {_AGAIN}")
    with file.open("rb") as data:
        view = memoryview(mmap.mmap(data.fileno(), 0, access=mmap.ACCESS_READ))
    rest = view[len(_MAGIC) + 8 :]
    head, start = _head(bytes(view[: len(_MAGIC) + 8]), file, lambda size: bytes(rest[:size]))
    arrays: Arrays = {}
    for name, (dtype, length, at) in head["arrays"].items():
        size = np.dtype(dtype).itemsize * length
        if start + at + size > len(view):
            raise Damaged(f"{file} ends early. {_AGAIN}")
        arrays[name] = np.frombuffer(view[start + at : start + at + size], dtype=dtype)
    return dict(head["told"]), arrays


def _head(begin: bytes, file: Path, rest: Any) -> tuple[dict[str, Any], int]:
    size = int.from_bytes(begin[len(_MAGIC) :], "little")
    try:
        if not begin.startswith(_MAGIC) or size > 1 << 24:
            raise ValueError  # noqa: TRY301 told below with the other ways to be damaged
        return json.loads(rest(size)), len(_MAGIC) + 8 + size
    except ValueError as error:
        raise Damaged(f"{file} isn't an index, or is damaged. {_AGAIN}") from error


def texts(values: list[str]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Texts as one array of UTF-8 and the places where each begins (one more for the end)."""
    coded = [value.encode("utf-8", "surrogatepass") for value in values]
    ends = np.zeros(len(coded) + 1, dtype=np.int64)
    np.cumsum([len(c) for c in coded], out=ends[1:])
    return np.frombuffer(b"".join(coded), dtype=np.uint8), ends


def text(values: NDArray[Any], ends: NDArray[Any], number: int) -> str:
    """One of the texts."""
    return values[ends[number] : ends[number + 1]].tobytes().decode("utf-8", "surrogatepass")


KEY_BITS = 30


def table(given: Iterable[tuple[int, int]]) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Pairs of (key of ``KEY_BITS`` bits, value) to look up by key: keys, values, and where each beginning starts."""
    keys, values = pairs(given)
    bits = max(len(keys), 2).bit_length() - 1
    starts = np.searchsorted(keys >> (KEY_BITS - bits), np.arange((1 << bits) + 1)).astype(np.int32)
    return keys, values, starts


def under(arrays: Arrays, name: str, asked: NDArray[np.int32]) -> tuple[list[int], list[int]]:
    """The values under any of the keys, and for each the place of its key in ``asked``."""
    keys, starts = arrays[f"{name}_keys"], arrays[f"{name}_starts"]
    bits = (len(starts) - 1).bit_length() - 1
    begins = asked >> (KEY_BITS - bits)
    first = starts[begins]
    sizes = starts[begins + 1] - first
    whose = np.repeat(np.arange(len(asked)), sizes)
    places = np.arange(len(whose)) + (first - np.cumsum(sizes) + sizes)[whose]
    same = keys[places] == asked[whose]
    return arrays[f"{name}_values"][places[same]].tolist(), whose[same].tolist()


def pairs(given: Iterable[tuple[int, int]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Pairs of small numbers sorted by the first, as two arrays."""
    table = np.fromiter((a << 32 | b for a, b in given), dtype=np.int64)
    table.sort()
    return (table >> 32).astype(np.int32), (table & 0xFFFFFFFF).astype(np.int32)


def groups(given: Iterable[tuple[int, int]], size: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Pairs of (key 0 to size - 1, value): the values sorted by key, and the places where each key's begin."""
    keys, values = pairs(given)
    return values, np.searchsorted(keys, np.arange(size + 1)).astype(np.int64)
