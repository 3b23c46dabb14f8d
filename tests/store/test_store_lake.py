"""The lake: a commit is seen whole or not at all, and only what the contract says."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.planted import many, put, rows, taken

from leadline.errors import BadContent, Damaged, UnknownName
from leadline.store.lake import LakeFile
from leadline.store.workspace import Workspace
from leadline.tables import CONTRACTS, contract

RECEPTION = {"cell": [1, 2], "hour": [3, 4], "simulated": [True, False], "vessels": [5, 6], "fixes": [7, 8]}


def staged(work: Workspace, commit_id: str, columns: dict[str, list[int]] | None = None) -> list[LakeFile]:
    folder = work.lake.stage("reception", commit_id)
    table = pa.table(columns or RECEPTION)
    pq.write_table(table, folder / "part-0.parquet")
    return work.lake.staged("reception", commit_id)


def committed(work: Workspace, commit_id: str) -> None:
    files = staged(work, commit_id)
    work.replace("test", {}, ["reception"], commit_id, files)


def test_staged_files_are_not_seen_until_they_are_committed(work: Workspace) -> None:
    files = staged(work, "one")
    assert work.lake.files(work.execute, "reception") == []
    assert work.lake.counts(work.execute)["reception"] == 0
    work.replace("test", {}, ["reception"], "one", files)
    assert work.lake.files(work.execute, "reception") == [work.folder / "lake/reception/one/part-0.parquet"]
    assert work.lake.counts(work.execute)["reception"] == 2


def test_a_commit_that_fails_half_way_is_not_seen_and_leaves_no_entry(work: Workspace) -> None:
    before = list(work.execute("SELECT * FROM ledger", ()))
    files = staged(work, "one")
    with pytest.raises(ZeroDivisionError), work.change("test", {}) as entry:
        work.lake.add(work.execute, "one", entry.seq, files)
        assert work.lake.counts(work.execute)["reception"] == 2
        raise ZeroDivisionError
    assert work.lake.files(work.execute, "reception") == []
    assert work.execute("SELECT * FROM ledger", ()) == before
    assert work.verify()["lake_files"] == 0


def test_a_new_commit_takes_the_place_of_the_one_before(work: Workspace) -> None:
    committed(work, "one")
    committed(work, "two")
    assert [f.parent.name for f in work.lake.files(work.execute, "reception")] == ["two"]
    assert work.verify()["lake_files"] == 1


def test_sweep_removes_what_is_cut_off_or_retired_and_nothing_else(work: Workspace, tmp_path: Path) -> None:
    committed(work, "one")
    committed(work, "two")
    staged(work, "cut-off")
    taken(work, put(tmp_path, "a.csv", many(3)))  # holds the lock, so sweeps first
    assert sorted(f.name for f in (work.folder / "lake/reception").iterdir()) == ["two"]
    assert work.lake.sweep(work.execute) == 0
    assert len(rows(work, "positions")) == 3
    work.verify()


def test_a_folder_that_is_seen_is_never_staged_anew(work: Workspace) -> None:
    committed(work, "one")
    with pytest.raises(Damaged, match="there already"):
        work.lake.stage("reception", "one")
    assert work.verify()["lake_files"] == 1


@pytest.mark.parametrize(
    ("columns", "complaint"),
    [
        ({k: v for k, v in RECEPTION.items() if k != "hour"}, "hour is missing"),
        (RECEPTION | {"more": [1, 2]}, "more isn't in the contract"),
        (RECEPTION | {"hour": [1.5, 2.5]}, "hour is double, not int64"),
    ],
)
def test_a_file_that_breaks_the_contract_is_refused(
    work: Workspace, columns: dict[str, list[int]], complaint: str
) -> None:
    with pytest.raises(BadContent, match=complaint):
        staged(work, "one", columns)


def test_a_table_that_no_contract_names_is_refused(work: Workspace) -> None:
    with pytest.raises(UnknownName, match="positions"):
        work.lake.stage("position", "one")


def test_files_have_the_schema_of_the_contract(full: Workspace) -> None:
    for name, count in full.lake.counts(full.execute).items():
        files = full.lake.files(full.execute, name)
        assert sum(pq.ParquetFile(f).metadata.num_rows for f in files) == count
        for file in files:
            contract(name).check(pq.ParquetFile(file).schema_arrow)


@pytest.mark.parametrize("name", CONTRACTS)
def test_no_two_rows_share_a_key(full: Workspace, name: str) -> None:
    """And they come in the order of the key, so that two members print the same."""
    told = rows(full, name)
    keys = [tuple(row[column] for column in contract(name).key) for row in told]
    assert keys == sorted(set(keys))
    assert len(told) == full.lake.counts(full.execute)[name]
    assert told or name in {
        "acts",
        "gaps",
        "port_fixes",
        "port_visits",
        "trips",
        "zone_fixes",
        "zone_entries",
    }


@pytest.mark.parametrize("table", ["positions", "tracks", "leads"])
def test_a_damaged_file_of_the_lake_is_named_with_its_byte(full: Workspace, table: str) -> None:
    file = full.lake.files(full.execute, table)[-1]
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0x20
    file.write_bytes(data)
    with pytest.raises(Damaged, match=rf"table {table} .*{file} .* byte {len(data) // 2}\."):
        full.verify()
