"""Archived bytes: the same ones once, never written again, and a broken one is named."""

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadline.errors import BadInput, Damaged
from leadline.store.archive import BLOCK, Archive, Sums, fingerprint, first_broken

SIZES = st.sampled_from([1, 2, 100, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 17])


def sums(data: bytes) -> np.ndarray:
    return fingerprint(io.BytesIO(data))[2]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive", tmp_path / "sums")


def kept(archive: Archive, folder: Path, data: bytes, name: str = "a") -> str:
    file = folder / name
    file.write_bytes(data)
    return archive.keep(file)[0]


def damage(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


def every_file(archive: Archive) -> dict[Path, tuple[int, int]]:
    files = [*archive.folder.rglob("*"), *archive.sums.rglob("*")]
    return {f: (f.stat().st_ino, f.stat().st_mtime_ns) for f in files if f.is_file()}


def test_the_same_bytes_are_kept_once_under_any_name(archive: Archive, tmp_path: Path) -> None:
    first = kept(archive, tmp_path, b"bytes", "a")
    before = every_file(archive)
    assert kept(archive, tmp_path, b"bytes", "b") == first
    assert every_file(archive) == before
    assert len(before) == 2  # the bytes and their sums: nothing else is left behind


def test_archived_bytes_are_what_came_in_and_may_not_be_written(archive: Archive, tmp_path: Path) -> None:
    data = bytes(range(256)) * 40_000
    path = archive.path(kept(archive, tmp_path, data))
    assert path.read_bytes() == data
    assert path.stat().st_mode & 0o222 == 0


def test_a_file_that_breaks_off_while_it_is_read_leaves_nothing(archive: Archive, tmp_path: Path) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    file = tmp_path / "a"
    file.write_bytes(b"x")
    with pytest.raises(KeyboardInterrupt):
        archive.keep(file, stop)
    assert list(archive.folder.rglob("*")) == []


def test_half_written_copies_are_swept_and_whole_ones_stay(archive: Archive, tmp_path: Path) -> None:
    path = archive.path(kept(archive, tmp_path, b"bytes"))
    for folder in (archive.folder, archive.sums):
        (folder / ".in-left").write_bytes(b"by")
    archive.sweep()
    assert list(archive.folder.glob(".in-*")) == list(archive.sums.glob(".in-*")) == []
    assert path.read_bytes() == b"bytes"


@pytest.mark.parametrize("name", ["missing", "."])
def test_what_is_no_file_is_refused_by_name(archive: Archive, tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="can't be read"):
        archive.keep(tmp_path / name)


@given(SIZES, st.randoms(use_true_random=False), st.data())
def test_any_single_changed_byte_is_named_exactly(size: int, random: object, data: st.DataObject) -> None:
    was = bytes(random.randbytes(size))  # type: ignore[attr-defined]
    place = data.draw(st.integers(0, size - 1))
    changed = bytearray(was)
    changed[place] ^= data.draw(st.integers(1, 255))
    assert (
        first_broken(sums(was), sums(bytes(changed)), size, size) == f"the first broken byte is byte {place}"
    )


@given(SIZES, st.data())
def test_of_two_changed_bytes_far_apart_the_first_is_named(size: int, data: st.DataObject) -> None:
    size += 2 * BLOCK
    first = data.draw(st.integers(0, BLOCK - 1))
    second = data.draw(st.integers(BLOCK, size - 1))
    changed = bytearray(size)
    changed[first] = changed[second] = 7
    told = first_broken(sums(bytes(size)), sums(bytes(changed)), size, size)
    assert told == f"the first broken byte is byte {first}"


@given(SIZES, st.data())
def test_a_cut_file_says_where_it_ends(size: int, data: st.DataObject) -> None:
    left = data.draw(st.integers(0, size - 1))
    was = bytes([1]) * size
    told = first_broken(sums(was), sums(was[:left]), size, left)
    assert f"byte {left}" in told
    assert str(size) in told


@given(SIZES, st.binary(min_size=1, max_size=20))
def test_a_grown_file_says_from_where(size: int, more: bytes) -> None:
    was = bytes([1]) * size
    told = first_broken(sums(was), sums(was + more), size, size + len(more))
    block = size // BLOCK * BLOCK
    if size % BLOCK and more.strip(b"\0"):
        assert (
            told == f"the first broken byte is one of {block} to {min(block + BLOCK, size + len(more)) - 1}"
        )
    else:
        assert f"from byte {size} on" in told


@given(st.lists(st.binary(max_size=3 * BLOCK), max_size=6))
def test_sums_do_not_depend_on_how_the_stream_was_cut(pieces: list[bytes]) -> None:
    cut = Sums()
    for piece in pieces:
        cut.add(piece)
    assert np.array_equal(cut.done(), sums(b"".join(pieces)))


def test_a_damaged_archive_names_file_and_byte(archive: Archive, tmp_path: Path) -> None:
    data = bytes(10_000)
    id_ = kept(archive, tmp_path, data)
    path = archive.path(id_)
    archive.verify_file(path, id_, len(data), "Archive: 'a'")
    damage(path, data[:6_000] + b"\x01" + data[6_001:])
    with pytest.raises(
        Damaged, match=rf"^Archive: 'a' is damaged: in {path} the first broken byte is byte 6000"
    ):
        archive.verify_file(path, id_, len(data), "Archive: 'a'")


def test_damage_is_found_where_sums_are_lost_or_lie(archive: Archive, tmp_path: Path) -> None:
    id_ = kept(archive, tmp_path, b"bytes")
    path, its_sums = archive.path(id_), archive.sums / f"{id_}.sums"
    damage(path, b"bites")
    its_sums.write_bytes(sums(b"bites").tobytes())
    with pytest.raises(Damaged, match="could not be placed"):
        archive.verify_file(path, id_, 5, "a")
    its_sums.unlink()
    with pytest.raises(Damaged, match="sums are missing too"):
        archive.verify_file(path, id_, 5, "a")
    its_sums.write_bytes(b"no sums")
    with pytest.raises(Damaged, match="sums are damaged too"):
        archive.verify_file(path, id_, 5, "a")
    path.unlink()
    with pytest.raises(Damaged, match="is missing"):
        archive.verify_file(path, id_, 5, "a")
