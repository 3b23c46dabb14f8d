"""The frame's stream of lines: whole, in order, bounded."""

import gzip
import io
import tracemalloc
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadline.sources._source import Lines, SourceFile, TooLong, lines

TEXT = st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"")), max_size=30)


def numbered(pieces: list[Lines | TooLong]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for piece in pieces:
        if isinstance(piece, TooLong):
            found[piece.row] = piece.head
        else:
            assert piece.block.endswith(b"\n")
            found |= dict(enumerate(piece.block[:-1].split(b"\n"), piece.first_row))
    return found


@given(TEXT, st.integers(1, 64), st.booleans())
def test_every_line_comes_once_with_its_row(text: list[bytes], block_bytes: int, packed: bool) -> None:
    data = b"\n".join(text)
    file = SourceFile(io.BytesIO(gzip.compress(data) if packed else b"\n" + data), "a.txt")
    found = numbered(list(lines(file, block_bytes, longest=100)))
    want = dict(enumerate(text if packed else [b"", *text], 1))
    assert {row: line for row, line in found.items() if line} == {
        row: line for row, line in want.items() if line
    }


@given(st.binary(max_size=300), st.integers(1, 40), st.integers(1, 40))
def test_peeking_consumes_nothing(data: bytes, peeked: int, size: int) -> None:
    file = SourceFile(io.BytesIO(data), "a.txt")
    if file.compressed:
        return
    assert file.peek(peeked) == data[:peeked]
    assert b"".join(iter(lambda: file.read(size), b"")) == data


class Endless(io.RawIOBase):
    """A line of many bytes between two short ones, made as it is read."""

    def __init__(self, long: int) -> None:
        self._left, self._start, self._end = long, b"before\n", b"\nafter\n"
        self._chunk = b"a" * (1 << 20)

    def read(self, size: int = -1) -> bytes:
        if self._start:
            start, self._start = self._start[:size], self._start[size:]
            return start
        if self._left:
            piece = self._chunk[: min(size, self._left)]
            self._left -= len(piece)
            return piece
        end, self._end = self._end[:size], self._end[size:]
        return end

    def seek(self, *_: int) -> int:
        self._start = b"before\n"
        return 0


def test_a_line_of_two_gigabytes_needs_no_memory() -> None:
    file = SourceFile(cast(BinaryIO, Endless(2 << 30)), "a.txt")
    tracemalloc.start()
    try:
        found = numbered(list(lines(file, 1 << 20)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (found[1], found[3], len(found[2])) == (b"before", b"after", 200)
    assert peak < 16 << 20


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_gzip_that_ends_early_gives_what_came_before(share: float) -> None:
    text = [b"%d" % (number * number) for number in range(20_000)]
    packed = gzip.compress(b"\n".join(text))
    file = SourceFile(io.BytesIO(packed[: int(len(packed) * share)]), "a.csv.gz")
    pieces = list(lines(file))
    found = numbered(pieces)
    assert file.cut_short
    assert len(found) > share * 0.5 * len(text)
    half = {piece.row for piece in pieces if isinstance(piece, TooLong)}
    assert half <= {len(found)}
    whole = {row: line for row, line in found.items() if row not in half}
    assert whole == dict(enumerate(text[: len(whole)], 1))


def test_damage_in_the_middle_keeps_what_came_before() -> None:
    text = b"\n".join(b"%d" % (number * 7919 % 100_003) for number in range(50_000))
    packed = bytearray(gzip.compress(text))
    packed[len(packed) // 2 : len(packed) // 2 + 64] = bytes(64)
    file = SourceFile(io.BytesIO(bytes(packed)), "a.csv.gz")
    kept = b"".join(iter(lambda: file.read(1 << 20), b""))
    assert file.cut_short
    assert len(kept) > 65_536
    assert text.startswith(kept[:65_536])
