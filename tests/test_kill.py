"""``kill -9`` at random moments: afterwards all of a file is there or nothing of it, and ``verify`` passes."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leadline.store.workspace import Workspace
from tests.planted import OFF, leadline, many, meeting, put

ROWS = 60_000
KILLS = 20
SEED = 1718
TABLES = ("positions", "static_reports", "rejects")
DERIVED = ("tracks", "segments", "reception", "gaps", "encounters")
READY = """
import sys
import leadline.pipeline, leadline.store.ingest, leadline.store.workspace
from leadline.cli import main
print("ready", flush=True)
main()
"""

pytestmark = pytest.mark.xdist_group("kill")


class Command:
    """The command line in a process of its own, which says when it has started to work."""

    def __init__(self, *arguments: object) -> None:
        command = [sys.executable, "-c", READY, *map(str, arguments)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def duration(self) -> float:
        """Seconds that it works when left alone."""
        began = time.monotonic()
        printed, _ = self.process.communicate(timeout=120)
        assert self.process.returncode == 0, printed
        return time.monotonic() - began

    def killed_after(self, seconds: float) -> bool:
        """Kill it; True if it was still at work."""
        time.sleep(seconds)
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.communicate(timeout=60)
        assert self.process.returncode in {0, -signal.SIGKILL}
        return self.process.returncode != 0


def table(folder: Path, name: str) -> pa.Table:
    """A table as its files have it, in a fixed order."""
    with Workspace.open(folder) as work:
        files = work.lake.files(work.execute, name)
    parts = [pq.read_table(file, partitioning=None) for file in files]
    if not parts:
        return pa.table({})
    whole = pa.concat_tables(parts)
    return whole.sort_by([(column, "ascending") for column in whole.column_names if column != "measures"])


def counts(folder: Path) -> dict[str, int]:
    with Workspace.open(folder) as work:
        work.verify()
        return work.lake.counts(work.execute)


def test_ingest_killed_twenty_times_leaves_all_or_nothing(tmp_path: Path) -> None:
    content = many(ROWS) + OFF + meeting().split("\n", 1)[1]
    file = put(tmp_path, "big.csv", content)
    for name in ("undisturbed", "empty"):
        leadline("init", tmp_path / name)
    ingest = ("ingest", "ais", file, "--exercise", "--workspace")
    whole_time = Command(*ingest, tmp_path / "undisturbed").duration()
    whole = counts(tmp_path / "undisturbed")
    assert (whole["positions"], whole["rejects"]) == (ROWS + 98, 2)

    chance, cut, half_written = random.Random(SEED), 0, 0
    folder = tmp_path / "ws"
    shutil.copytree(tmp_path / "empty", folder)
    for _ in range(KILLS):
        cut += Command(*ingest, folder).killed_after(chance.uniform(0, whole_time))
        half_written += any(folder.glob("archive/.in-*")) or any(folder.glob("lake/positions/*"))
        now = {name: counts(folder)[name] for name in TABLES}
        if now["positions"]:
            assert now == {name: whole[name] for name in TABLES}
            shutil.rmtree(folder)
            shutil.copytree(tmp_path / "empty", folder)
        else:
            assert now == dict.fromkeys(TABLES, 0)
    assert cut >= KILLS // 2, "most kills must come while it works"
    assert half_written >= KILLS // 4, "some must come when something is written"

    leadline(*ingest, folder)
    for name in TABLES:
        assert table(folder, name).equals(table(tmp_path / "undisturbed", name)), name
    assert not [f for f in folder.glob("archive/.in-*")]
    assert len(list(folder.glob("lake/positions/*"))) == 1
    leadline("verify", folder)


def test_run_killed_at_random_moments_leaves_tables_of_one_run(tmp_path: Path) -> None:
    start = tmp_path / "start"
    leadline("init", start)
    file = put(tmp_path, "a.csv", meeting())
    leadline("ingest", "ais", file, "--exercise", "--workspace", start)
    undisturbed = Path(shutil.copytree(start, tmp_path / "undisturbed"))
    whole_time = Command("run", "--workspace", undisturbed).duration()
    whole = counts(undisturbed)
    assert whole["leads"] == whole["encounters"] == 1

    chance, cut = random.Random(SEED), 0
    for turn in range(6):
        folder = Path(shutil.copytree(start, tmp_path / f"turn-{turn}"))
        cut += Command("run", "--workspace", folder).killed_after(chance.uniform(0, whole_time))
        now = counts(folder)
        assert [now[name] for name in DERIVED] in (
            [0] * len(DERIVED),
            [whole[name] for name in DERIVED],
        )
        assert now["leads"] in {0, 1}
        assert now["leads"] <= now["encounters"], "no lead stands on what isn't there"
        assert now["positions"] == whole["positions"]
    assert cut >= 3

    leadline("run", "--workspace", folder)
    for name in (*DERIVED, "leads"):
        assert table(folder, name).equals(table(undisturbed, name)), name
    leadline("verify", folder)
