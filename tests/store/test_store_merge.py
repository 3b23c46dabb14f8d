"""Small files of a watch are put together: the same rows under the same ids, and nothing is built anew."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyais.encode import encode_dict

from leadline import pipeline
from leadline.errors import BadInput
from leadline.sources.ais.heard import Heard
from leadline.store import merge as merges
from leadline.store.merge import merge
from leadline.store.workspace import Workspace

FANOUT = 4
START = datetime(2026, 3, 4, 20, tzinfo=UTC).timestamp()


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merges, "FANOUT", FANOUT)


def heard(work: Workspace, first: int, last: int) -> list[Path]:
    """Files of a spool, each with two positions of one ship, ten minutes apart."""
    run = work.folder / "spool" / "run"
    run.mkdir(parents=True, exist_ok=True)
    return [_file(run, number) for number in range(first, last)]


def _file(run: Path, number: int) -> Path:
    def blocks() -> Iterator[bytes]:
        heard = Heard()
        for step in (2 * number, 2 * number + 1):
            said = {"type": 1, "mmsi": 790_000_001, "lat": 30 + step / 100, "lon": 124.0}
            (line,) = encode_dict(said, talker_id="AI")
            yield from (data for data, _ in heard.line("a", str(line).encode(), START + step * 600))

    file = run / f"{number:03}.nmea"
    file.write_bytes(b"".join(blocks()))
    return file


def ingested(work: Workspace, files: list[Path]) -> None:
    list(pipeline.ingest(work, "ais", files, simulated=True))


def rows(work: Workspace, name: str) -> pa.Table:
    return pa.Table.from_batches(pipeline.table(work, name))


def count(work: Workspace) -> int:
    return len(work.lake.files(work.execute, "positions"))


@pytest.fixture
def built(work: Workspace) -> Workspace:
    """A workspace with as many small files as are merged, and derived tables that stand on them."""
    ingested(work, heard(work, 0, FANOUT))
    pipeline.build_derived(work)
    return work


def test_the_same_rows_stand_in_one_file(built: Workspace) -> None:
    before = rows(built, "positions")
    assert merge(built) == count(built) + FANOUT - 1 == FANOUT
    assert count(built) == 1
    assert rows(built, "positions").equals(before)
    assert merge(built) == 0
    built.verify()


def test_what_is_built_later_is_the_same_and_only_the_new_day_is_built(built: Workspace) -> None:
    merge(built)
    ingested(built, heard(built, 300, 301))
    assert pipeline.build_derived(built)
    assert built.last("derived")["from_us"] > START * 1e6  # type: ignore[index]
    tracks = rows(built, "tracks")
    with Workspace.create(built.folder.with_name("at once"), "Desk") as other:
        ingested(other, heard(built, 0, FANOUT) + heard(built, 300, 301))
        assert rows(other, "tracks").equals(tracks)


def test_what_nothing_stands_on_yet_waits(work: Workspace) -> None:
    ingested(work, heard(work, 0, FANOUT))
    assert merge(work) == 0
    pipeline.build_derived(work)
    assert merge(work) == FANOUT


def test_merged_files_are_merged_in_turn(built: Workspace) -> None:
    merge(built)
    for turn in range(1, FANOUT):
        ingested(built, heard(built, turn * FANOUT, (turn + 1) * FANOUT))
        pipeline.build_derived(built)
        assert merge(built) == FANOUT
    assert count(built) == FANOUT
    assert merge(built) == FANOUT
    assert count(built) == 1
    assert rows(built, "positions").num_rows == 2 * FANOUT * FANOUT


def test_files_that_people_ingest_are_left_alone(work: Workspace, tmp_path: Path) -> None:
    ingested(work, [file.rename(tmp_path / file.name) for file in heard(work, 0, FANOUT)])
    pipeline.build_derived(work)
    assert merge(work) == 0


def test_a_file_whose_rows_were_merged_is_not_read_again_beside_them(built: Workspace) -> None:
    merge(built)
    file = heard(built, 0, 1)
    with pytest.raises(BadInput, match="was heard by a watch"):
        list(pipeline.ingest(built, "ais", file, simulated=True, again=True))
    ingested(built, file)
    assert rows(built, "positions").num_rows == 2 * FANOUT
