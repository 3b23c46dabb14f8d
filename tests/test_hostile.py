"""What comes in is hostile: through the command line, bad rows cost themselves alone, and bad files say why."""

import csv
import gzip
import os
import random
import shutil
import subprocess
import sys
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

import leadline as package
from tests.planted import HEADER, OFF, SHIPS, START, Told, leadline, line, many, meeting, put

SAMPLE = (Path(package.__file__).parent / "sources/ais/sample/tags.nmea").read_text(encoding="utf-8")


def ingest(folder: Path, file: Path, source: str = "ais", expect: int = 0) -> Told:
    told = leadline(
        "ingest", source, "--exercise", "--json", "--workspace", folder, "--", file, expect=expect
    )
    leadline("verify", folder)
    return told


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    return leadline("table", name, "--json", "--workspace", folder).lines


def refused(folder: Path) -> dict[int, str]:
    return {row["row"]: row["reason"] for row in table(folder, "rejects")}


def one_sentence(told: Told) -> str:
    """What the person reads: a sentence that names what is wrong, without codes that a terminal would obey."""
    assert told.stderr.startswith("leadline: ")
    says = told.stderr.removeprefix("leadline: ").removesuffix("\n")
    assert says.endswith(".")
    assert says.isprintable()
    assert "Traceback" not in says
    assert len(says) < 600
    assert told.only == {"error": "BadInput", "says": says, "exit_code": 2}
    return says


def test_a_truncated_gzip_keeps_what_came_before_the_cut(folder: Path, tmp_path: Path) -> None:
    packed = gzip.compress(many(20_000).encode())
    one = ingest(folder, put(tmp_path, "a.csv.gz", packed[: len(packed) // 2])).only
    assert "ends early" in one["note"]
    kept = table(folder, "positions")
    assert len(kept) == one["rows_used"] > 1_000
    assert {row["row"] for row in kept} == set(range(2, 2 + len(kept)))
    why = refused(folder)
    assert "ends early" in why.pop(0)  # row 0 is the file as a whole
    assert why in ({}, {len(kept) + 2: "the file was cut short in this line"})


def test_a_gzip_cut_after_a_bad_row_gives_each_reject_a_row_of_its_own(folder: Path, tmp_path: Path) -> None:
    packed = gzip.compress((many(5) + OFF).encode())
    ingest(folder, put(tmp_path, "a.csv.gz", packed[:-8]))  # all bytes are there, their checksum is not
    rows = [row["row"] for row in table(folder, "rejects")]
    assert rows == [0, 7, 8]


@pytest.mark.parametrize("left", [0, 1, 2, 5, 11, 17])
def test_a_gzip_of_which_nothing_is_left_is_bad_input(folder: Path, tmp_path: Path, left: int) -> None:
    file = put(tmp_path, "a.csv.gz", gzip.compress(many(5).encode())[:left])
    one_sentence(ingest(folder, file, expect=2))


def test_one_duplicate_row_is_kept_once(folder: Path, tmp_path: Path) -> None:
    one = ingest(folder, put(tmp_path, "a.csv", many(20) + many(1, 7).split("\n", 1)[1])).only
    assert (one["rows_in"], one["rows_used"], one["rejected"]) == (21, 20, 1)
    assert refused(folder) == {22: "repeats an earlier row"}


def test_binary_junk_is_no_layout(folder: Path, tmp_path: Path) -> None:
    file = put(tmp_path, "a.bin", random.Random(1).randbytes(100_000))
    for source in ("ais", "reported"):
        assert "a.bin" in one_sentence(ingest(folder, file, source, expect=2))


def junk_among(good: list[bytes], junk: list[bytes]) -> bytes:
    """Good rows first, more than a layout is guessed from; then good and bad ones in turn."""
    first = good[: len(good) - len(junk)]
    mixed = [row for pair in zip(good[-len(junk) :], junk, strict=True) for row in pair]
    return b"\n".join([HEADER.encode(), *first, *mixed]) + b"\n"


def test_binary_junk_between_good_rows_costs_itself_alone(folder: Path, tmp_path: Path) -> None:
    chance = random.Random(2)
    junk = [chance.randbytes(60).translate(None, b'\n\r"') for _ in range(20)]
    good = many(500).encode().split(b"\n")[1:-1]
    ingest(folder, put(tmp_path, "a.csv", junk_among(good, junk)))
    bad = set(range(483, 523, 2))
    assert set(refused(folder)) == bad
    assert {row["row"] for row in table(folder, "positions")} == set(range(2, 522)) - bad
    for row in table(folder, "rejects"):
        assert row["raw"].isprintable()
        assert len(row["raw"]) <= 200


def test_a_stray_nul_near_the_head_costs_its_row_alone(folder: Path, tmp_path: Path) -> None:
    good = many(50).encode().split(b"\n")[1:-1]
    ingest(folder, put(tmp_path, "a.csv", junk_among(good, [b"790000001,\0\0,36,124,,,,,"])))
    assert len(table(folder, "positions")) == 50
    assert list(refused(folder)) == [52]


def test_a_wrong_checksum_costs_its_sentence_alone(folder: Path, tmp_path: Path) -> None:
    ingest(folder, put(tmp_path, "good.nmea", SAMPLE))
    good = len(table(folder, "positions"))
    lines = SAMPLE.split("\n")
    assert lines[0].endswith("*09")
    lines[0] = lines[0][:-1] + "8"
    one = ingest(folder, put(tmp_path, "bad.nmea", "\n".join(lines))).only
    mine = [row for row in table(folder, "rejects") if row["archived_id"] == one["archived_id"]]
    assert {row["row"]: row["reason"] for row in mine}[1] == "wrong checksum"
    # The first line's repetition, a reject in the good file, is now its first.
    assert one["tables"]["positions"] == good


def test_latitudes_of_91_and_times_of_1970_are_rejects(folder: Path, tmp_path: Path) -> None:
    ingest(folder, put(tmp_path, "a.csv", many(3) + OFF))
    assert refused(folder) == {5: "latitude out of range", 6: "time out of range"}
    assert len(table(folder, "positions")) == 3
    for row in table(folder, "rejects"):
        assert row["raw"] == OFF.split("\n")[row["row"] - 5]


@pytest.mark.parametrize("order", list(permutations(range(4)))[1::5])
def test_the_order_of_columns_changes_nothing(folder: Path, tmp_path: Path, order: tuple[int, ...]) -> None:
    rows = [one.split(",") for one in meeting().splitlines()]
    shuffled = "\n".join(",".join([*(row[at] for at in order), *row[:3:-1]]) for row in rows) + "\n"
    ingest(folder, put(tmp_path, "a.csv", shuffled))
    ours = ("row", "mmsi", "ts", "lat", "lon", "sog_kn")
    found = [[row[name] for name in ours] for row in table(folder, "positions")]
    want = [
        [place, int(r[0]), r[1], float(r[2]), float(r[3]), float(r[4])] for place, r in enumerate(rows[1:], 2)
    ]
    assert sorted(found) == want
    assert {row["name"] for row in table(folder, "static_reports")} == {"EXERCISE SHIP 1", "EXERCISE SHIP 2"}


@pytest.mark.parametrize("content", [b"", b"\n\n \n", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0)])
def test_an_empty_file_is_bad_input(folder: Path, tmp_path: Path, content: bytes) -> None:
    for source in ("ais", "reported"):
        says = one_sentence(ingest(folder, put(tmp_path, "a.txt", content), source, expect=2))
        assert "a.txt" in says or content == b"\xef\xbb\xbf"


@pytest.mark.parametrize("content", [HEADER, HEADER + "\n", HEADER + "\n\n\n"])
def test_a_header_alone_says_that_nothing_was_there(folder: Path, tmp_path: Path, content: str) -> None:
    one = ingest(folder, put(tmp_path, "a.csv", content)).only
    assert (one["rows_in"], one["note"]) == (0, "the file holds no rows")


def test_what_cannot_be_read_is_bad_input(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "dir").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for place in (tmp_path / "dir", tmp_path / "missing", tmp_path / "loop", tmp_path / ("x" * 300)):
        assert place.name in one_sentence(ingest(folder, place, expect=2))
    memory = Path("/proc/self/mem")  # opens, and fails when it is read
    if memory.exists():
        one_sentence(ingest(folder, memory, expect=2))
    assert not list((folder / "archive").glob(".in-*"))


NAMES = [
    b"new\nline.csv",
    b"quote'\"`$(id).csv",
    b"\x1b[31mred.csv",
    b"not-utf-8-\xff\xfe.csv",
    "되돌림\u202ecsv".encode(),
    b"-rf.csv",
    b"..csv",
    b"%s%d{0}.csv",
    b"<script>.csv",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_only_a_name(folder: Path, tmp_path: Path, name: bytes) -> None:
    good = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    good.write_text(many(3))
    one = ingest(folder, good).only
    assert one["rows_used"] == 3
    assert one["file"].isprintable()
    told = leadline("ingest", "ais", "--exercise", "--workspace", folder, "--", good)
    assert told.stdout.removesuffix("\n").isprintable()
    good.write_text("one,two\n1,2\n")
    one_sentence(ingest(folder, good, expect=2))
    good.unlink()
    one_sentence(ingest(folder, good, expect=2))


@pytest.mark.parametrize(
    "formula", ["=EXERCISE(1)", "+1+EXERCISE", "-EXERCISE", "@EXERCISE(1)", "＝EXERCISE"]
)
def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(folder: Path, tmp_path: Path, formula: str) -> None:
    acts = put(tmp_path, "a.csv", f'act,kind,reported_by,says\na,sale,EXERCISE,"{formula}"\n')
    ingest(folder, acts, "reported")
    leadline("table", "acts", "--csv", tmp_path / "out.csv", "--workspace", folder)
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as stream:
        (row,) = csv.DictReader(stream)
    assert row["says"] == ("'" + formula if formula.isascii() else formula)
    assert table(folder, "acts")[0]["says"] == formula  # elsewhere a text stays what it is


def test_a_gzip_bomb_is_refused_without_unpacking_it(folder: Path, tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(64 << 20), 9)
    for source in ("ais", "reported"):
        one_sentence(ingest(folder, put(tmp_path, "a.csv.gz", bomb), source, expect=2))


CHILD = """
import resource, sys
from leadline.cli import main
try:
    main(sys.argv[1:])
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def peak_mb(folder: Path, file: Path) -> float:
    """Memory that an ingest took at most, in a process of its own."""
    command = [
        sys.executable,
        "-c",
        CHILD,
        "ingest",
        "ais",
        str(file),
        "--exercise",
        "--workspace",
        str(folder),
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(told.stderr.split()[-1]) / 1024


def with_a_long_line(file: Path, size: int) -> Path:
    """A CSV with a line of ``size`` bytes, most of it a hole that takes no disk."""
    with file.open("wb") as out:
        out.write((many(500) + "790000001").encode())
        out.seek(size, os.SEEK_CUR)
        out.write(("\n" + line(SHIPS[1], START, 36, 124) + "\n").encode())
    return file


@pytest.mark.parametrize("mb", [50, pytest.param(2048, marks=pytest.mark.slow)])
def test_a_line_without_end_takes_no_memory(folder: Path, tmp_path: Path, mb: int) -> None:
    usual = peak_mb(folder, put(tmp_path, "small.csv", many(500, 1000)))
    most = peak_mb(folder, with_a_long_line(tmp_path / "long.csv", mb << 20))
    assert most - usual < 40
    assert refused(folder) == {502: "the line is longer than the bound"}
    rows = [row["row"] for row in table(folder, "positions")]
    assert sorted(rows) == sorted([*range(2, 502), *range(2, 502), 503])
    leadline("verify", folder)
    shutil.rmtree(folder)  # pytest would keep the archived copy, which has no holes
