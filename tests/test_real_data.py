"""The whole way on the real files: what is known of them must come out (skipped, saying so, where they are absent)."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from leadline import pipeline
from leadline.settings import Settings
from leadline.store.intake import Options
from leadline.store.workspace import Workspace

SHARED = Path(os.environ.get("LEADLINE_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "ais"
pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"no real AIS files at {SHARED}; set LEADLINE_SHARED"
)
SUEZ = Options(
    {"mmsi": "ID", "ts": "ais_pos_timestamp", "lat": "latitude", "lon": "longitude"}, "%d/%m/%Y %H:%M"
)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """All real AIS files in one workspace, derived tables built."""
    with Workspace.create(tmp_path_factory.mktemp("real") / "ws") as work:
        ingest(work, SHARED / "positions" / "mpd_boat-positions.csv", SUEZ)
        for file in sorted(SHARED.glob("positions/*.*")) + sorted(SHARED.glob("raw_nmea/*")):
            if file.name != "mpd_boat-positions.csv":
                ingest(work, file, Options())
        pipeline.build_derived(work)
        yield work


def ingest(work: Workspace, file: Path, options: Options) -> None:
    (told,) = pipeline.ingest(work, "ais", [file], options)
    assert told.rows_in == told.rows_used + told.rejected > 0


def rows(work: Workspace, name: str) -> list[dict[str, Any]]:
    return [row for batch in pipeline.table(work, name) for row in batch.to_pylist()]


def test_the_danish_sample_gives_its_positions_and_every_other_sentence_is_accounted_for(
    tmp_path: Path,
) -> None:
    with Workspace.create(tmp_path / "ws") as work:
        (told,) = pipeline.ingest(work, "ais", [SHARED / "raw_nmea" / "dma_ais-sample.txt.gz"])
        positions = rows(work, "positions")
        assert told.rows_in == 26_146
        assert told.tables == {"positions": 24_688, "static_reports": 130}
        assert len(positions) == 24_688
        assert len({p["mmsi"] for p in positions}) == 1_438
        assert (
            sum(told.reasons.values())
            == told.rejected
            == len(rows(work, "rejects"))
            == 26_146 - told.rows_used
        )


def test_suez_has_53_silences_over_twelve_hours(real: Workspace) -> None:
    suez = [g for g in rows(real, "gaps") if g["mmsi"] <= 256]
    assert len(suez) == 53
    assert min(g["silence_h"] for g in suez) > 12


def test_the_position_jump_of_the_solent_is_told_apart(real: Workspace) -> None:
    ship, jump = sorted(
        (s for s in rows(real, "segments") if s["mmsi"] == 245188000), key=lambda s: -s["fixes"]
    )
    assert (ship["fixes"], jump["fixes"]) == (464, 1)
    assert jump["min_lon"] == pytest.approx(54.83, abs=0.01)
    assert ship["max_lon"] < 0


def test_the_ships_that_share_mmsi_416000000_are_split(real: Workspace) -> None:
    ships = [s for s in rows(real, "segments") if s["mmsi"] == 416000000]
    assert len(ships) > 1
    assert all(s["max_lon"] - s["min_lon"] < 15 for s in ships)


def test_every_real_row_can_be_followed_to_its_archived_file(real: Workspace) -> None:
    for position in rows(real, "positions")[::997]:
        prefix, _, row = position["observation_id"].partition(":")
        kept = real.archived(prefix)
        assert kept is not None
        assert kept.archived_id == position["archived_id"]
        assert int(row) == position["row"]
    assert real.verify()["lake_files"]


def test_real_files_give_the_same_however_many_threads_work(real: Workspace, tmp_path: Path) -> None:
    given = {name: real.lake.files(real.execute, name) for name in ("positions", "static_reports")}
    assert given["positions"]
    first = rows(real, "encounters")
    with Workspace.create(tmp_path / "ws") as other:
        other.settings = Settings(threads=1)
        ingest(other, SHARED / "positions" / "mpd_boat-positions.csv", SUEZ)
        pipeline.build_derived(other)
        alone = [(e["mmsi_a"], e["mmsi_b"], e["first_at"]) for e in rows(other, "encounters")]
    assert alone == [(e["mmsi_a"], e["mmsi_b"], e["first_at"]) for e in first if e["mmsi_b"] <= 256]
