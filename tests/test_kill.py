"""``kill -9`` at random moments: afterwards all of a file is there or nothing of it, and ``verify`` passes."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leadline.store.workspace import Workspace
from leadline.tables import contract
from tests.planted import OFF, leadline, many, meeting, put

ROWS = 120_000
KILLS = 20
SEED = 1718
TABLES = ("positions", "static_reports", "rejects")
DERIVED = ("tracks", "segments", "reception", "gaps", "encounters")
HOST = """
import json, os, sys
import leadline.pipeline, leadline.sources.ais.source
from leadline.cli import main

while line := sys.stdin.readline():
    told = os.open(os.devnull, os.O_WRONLY)
    if (pid := os.fork()) == 0:
        os.dup2(told, 1)
        main(json.loads(line))
    print(pid, flush=True)
    sys.stdin.readline()  # until then a dead one stays a zombie, whose id can't be another's
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""
"""Imports once and forks for each command, so that a test spends its time at work and not at imports."""

pytestmark = [pytest.mark.xdist_group("kill"), pytest.mark.slow]


class Host:
    """Runs commands, each in a process of its own that may be killed by its id."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOST], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip

    def _ask(self, line: str) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def start(self, *arguments: object) -> int:
        """Start a command; its process id."""
        return self._ask(json.dumps([str(a) for a in arguments]))

    def exit_code(self) -> int:
        """Wait for the command to end."""
        return self._ask("")

    def duration(self, *arguments: object) -> float:
        """Seconds that a command works when left alone."""
        began = time.monotonic()
        self.start(*arguments)
        assert self.exit_code() == 0
        return time.monotonic() - began

    def killed_after(self, seconds: float, *arguments: object) -> bool:
        """Start a command and kill it; True if it was still at work."""
        pid = self.start(*arguments)
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
        code = self.exit_code()
        assert code in {0, -signal.SIGKILL}
        return code != 0


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host()
    yield host
    host.process.communicate(timeout=60)  # the end of its input ends it
    assert host.process.returncode == 0


def table(folder: Path, name: str) -> pa.Table:
    """A table as its files have it, in a fixed order."""
    with Workspace.open(folder) as work:
        files = work.lake.files(work.execute, name)
    parts = [pq.read_table(file, partitioning=None) for file in files]
    if not parts:
        return pa.table({})
    whole = pa.concat_tables(parts)
    return whole.sort_by([(column, "ascending") for column in contract(name).key])


def counts(folder: Path) -> dict[str, int]:
    with Workspace.open(folder) as work:
        work.verify()
        return work.lake.counts(work.execute)


def test_ingest_killed_twenty_times_leaves_all_or_nothing(tmp_path: Path, host: Host) -> None:
    content = many(ROWS) + OFF + meeting().split("\n", 1)[1]
    file = put(tmp_path, "big.csv", content)
    for name in ("warm", "undisturbed", "empty"):
        leadline("init", tmp_path / name)
    ingest = ("ingest", "ais", file, "--exercise", "--workspace")
    host.duration(*ingest, tmp_path / "warm")
    whole_time = host.duration(*ingest, tmp_path / "undisturbed")
    whole = counts(tmp_path / "undisturbed")
    assert (whole["positions"], whole["rejects"]) == (ROWS + 98, 2)

    chance, cut, half_written = random.Random(SEED), 0, 0
    folder = tmp_path / "ws"
    shutil.copytree(tmp_path / "empty", folder)
    for _ in range(KILLS):
        if host.killed_after(chance.uniform(0, whole_time), *ingest, folder):
            cut += 1
        else:
            whole_time *= 0.9  # the machine has less to do than when it was measured
        half_written += any(folder.glob("archive/.in-*")) or any(folder.glob("lake/positions/*"))
        found = counts(folder)
        now = {name: found[name] for name in TABLES}
        if now["positions"]:
            assert now == {name: whole[name] for name in TABLES}
            shutil.rmtree(folder)
            shutil.copytree(tmp_path / "empty", folder)
        else:
            assert now == dict.fromkeys(TABLES, 0)
    assert cut >= KILLS // 2, "most kills must come while it works"
    assert half_written >= KILLS // 5, "some must come when something is written"

    leadline(*ingest, folder)
    for name in TABLES:
        assert table(folder, name).equals(table(tmp_path / "undisturbed", name)), name
    assert not list(folder.glob("archive/.in-*"))
    assert len(list(folder.glob("lake/positions/*"))) == 1
    leadline("verify", folder)


def test_run_killed_at_random_moments_leaves_tables_of_one_run(tmp_path: Path, host: Host) -> None:
    start = tmp_path / "start"
    leadline("init", start)
    file = put(tmp_path, "a.csv", meeting())
    leadline("ingest", "ais", file, "--exercise", "--workspace", start)
    undisturbed = Path(shutil.copytree(start, tmp_path / "undisturbed"))
    whole_time = host.duration("run", "--workspace", undisturbed)
    whole = counts(undisturbed)
    assert whole["leads"] == whole["encounters"] == 1

    chance, cut = random.Random(SEED), 0
    for turn in range(6):
        folder = Path(shutil.copytree(start, tmp_path / f"turn-{turn}"))
        if host.killed_after(chance.uniform(0, whole_time), "run", "--workspace", folder):
            cut += 1
        else:
            whole_time *= 0.8
        now = counts(folder)
        assert [now[name] for name in DERIVED] in (
            [0] * len(DERIVED),
            [whole[name] for name in DERIVED],
        )
        assert now["leads"] in {0, 1}
        assert now["leads"] <= now["encounters"], "no lead stands on what isn't there"
        assert now["positions"] == whole["positions"]
    assert cut >= 2

    host.duration("run", "--workspace", folder)
    for name in (*DERIVED, "leads"):
        assert table(folder, name).equals(table(undisturbed, name)), name
    leadline("verify", folder)
