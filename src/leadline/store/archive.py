"""The archive: bytes by SHA-256, written once, never changed.

    archive/ab/abcdef…            the bytes
    sums/abcdef….sums             sums of each 4 KiB block, to name the first broken byte

Who archived what, when, from where and under which handling is a ledger entry and a row of ``archived``.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import numpy as np

from leadline.errors import BadInput, Damaged

BLOCK = 4096
_CHUNK = BLOCK * 256


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Sums:
    """Two sums for each block of 4 KiB: of the bytes, and of the bytes times their place in the block.

    Where one byte of a block changed by d, the first sum is off by d and the second by d times its place:
    dividing the two names the byte (the syndrome of a Fletcher code). SHA-256 is what decides whether
    anything is broken; the sums only say where.
    """

    def __init__(self) -> None:
        self._sums: list[np.ndarray] = []
        self._rest = b""

    def add(self, data: bytes) -> None:
        """Take the next bytes of the file."""
        data = self._rest + data
        whole = len(data) // BLOCK * BLOCK
        self._rest = data[whole:]
        if whole:
            self._sums.append(self._of(data[:whole]))

    def done(self) -> np.ndarray:
        """All sums: int64, shape (blocks, 2)."""
        if self._rest:
            self._sums.append(self._of(self._rest.ljust(BLOCK, b"\0")))
            self._rest = b""
        return np.concatenate(self._sums) if self._sums else np.zeros((0, 2), np.int64)

    @staticmethod
    def _of(data: bytes) -> np.ndarray:
        blocks = np.frombuffer(data, np.uint8).reshape(-1, BLOCK).astype(np.int64)
        return np.stack([blocks.sum(axis=1), blocks @ np.arange(1, BLOCK + 1)], axis=1)


def first_broken(was: np.ndarray, now: np.ndarray, size_was: int, size_now: int) -> str:
    """The first place where a file differs, in words, from the sums of then and now."""
    shared = min(len(was), len(now))
    differs = np.flatnonzero((was[:shared] != now[:shared]).any(axis=1))
    if len(differs):
        block = int(differs[0])
        off, weighted = (int(v) for v in now[block] - was[block])
        if off and weighted % off == 0 and 1 <= weighted // off <= BLOCK and size_was == size_now:
            return f"the first broken byte is byte {block * BLOCK + weighted // off - 1}"
        start = block * BLOCK
        end = min(start + BLOCK, max(size_was, size_now)) - 1
        if size_now < size_was and end >= size_now:
            return f"it ends early, at byte {size_now} of {size_was}"
        return f"the first broken byte is one of {start} to {end}"
    if size_was != size_now:
        return f"it has {size_now} bytes instead of {size_was}; it differs from byte {min(size_was, size_now)} on"
    return "the broken byte could not be placed"


def fingerprint(
    stream: _Readable, on_bytes: Callable[[int], None] | None = None
) -> tuple[str, int, np.ndarray]:
    """SHA-256, size and block sums of a stream, in constant memory."""
    digest, sums, size = hashlib.sha256(), Sums(), 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        sums.add(chunk)
        size += len(chunk)
        if on_bytes:
            on_bytes(len(chunk))
    return digest.hexdigest(), size, sums.done()


class Archive:
    """The archived bytes of a workspace."""

    def __init__(self, folder: Path, sums: Path) -> None:
        self.folder = folder
        self.sums = sums

    def path(self, archived_id: str) -> Path:
        """Where the bytes with that SHA-256 are."""
        return self.folder / archived_id[:2] / archived_id

    def keep(self, file: Path, on_bytes: Callable[[int], None] | None = None) -> tuple[str, int]:
        """Copy a file in; the same bytes again change nothing. Returns SHA-256 and size.

        The file is hashed while it is copied, so what is kept is what was hashed even if it grows meanwhile.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            source = file.open("rb")
        except OSError as error:
            raise BadInput(f"{readable(file)} can't be read: {error.strerror}.") from error
        with source, tempfile.NamedTemporaryFile(dir=self.folder, prefix=".in-", delete=False) as copy:
            try:
                archived_id, size, sums = fingerprint(_Tee(source, cast(BinaryIO, copy)), on_bytes)
                copy.flush()
                os.fsync(copy.fileno())
            except BaseException:
                Path(copy.name).unlink()
                raise
        target = self.path(archived_id)
        if target.exists():
            Path(copy.name).unlink()
        else:
            target.parent.mkdir(exist_ok=True)
            Path(copy.name).chmod(0o444)
            Path(copy.name).rename(target)
            sync_folder(target.parent)
        self.keep_sums(archived_id, sums)
        return archived_id, size

    def keep_sums(self, sha256: str, sums: np.ndarray) -> None:
        """Write the block sums of a file, once."""
        target = self.sums / f"{sha256}.sums"
        if not target.exists():
            self.sums.mkdir(exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.sums, prefix=".in-", delete=False) as out:
                out.write(sums.tobytes())
            Path(out.name).rename(target)

    def verify_file(self, path: Path, sha256: str, size: int, what: str) -> None:
        """Raise ``Damaged``, naming the file and the first broken byte, unless the bytes are what they were."""
        if not path.exists():
            raise Damaged(f"{what} is missing: {path}.")
        with path.open("rb") as stream:
            now, size_now, sums = fingerprint(stream)
        if now == sha256:
            return
        kept = self.sums / f"{sha256}.sums"
        was = kept.read_bytes() if kept.exists() else b""
        if not kept.exists():
            where = "the place is not known, as its block sums are missing too"
        elif len(was) != -(-size // BLOCK) * 16:
            where = "the place is not known, as its block sums are damaged too"
        else:
            where = first_broken(np.frombuffer(was, np.int64).reshape(-1, 2), sums, size, size_now)
        raise Damaged(f"{what} is damaged: in {path} {where}.")

    def sweep(self) -> None:
        """Remove copies that an interrupted command left half-written."""
        for folder in (self.folder, self.sums):
            for left in folder.glob(".in-*"):
                left.unlink(missing_ok=True)


class _Tee:
    """Reads from one stream and writes what it read to another."""

    def __init__(self, source: _Readable, copy: BinaryIO) -> None:
        self._source, self._copy = source, copy

    def read(self, size: int, /) -> bytes:
        data = self._source.read(size)
        self._copy.write(data)
        return data


def readable(path: Path | str) -> str:
    """A path as text for people and files: what isn't UTF-8 or doesn't print becomes a mark."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(path))


def sync_folder(folder: Path) -> None:
    """Flush a folder's names to disk, so that a file which was told of is there after a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        raise Damaged(f"{folder} could not be flushed to disk: {error}.") from error
    finally:
        os.close(handle)


def free_of(folder: Path) -> None:
    """Remove a folder of staged files, if there is one."""
    shutil.rmtree(folder, ignore_errors=True)
