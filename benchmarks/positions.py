"""Ingest and derived tables against the floor: DuckDB's scan and sort of the same Parquet.

    python benchmarks/positions.py 1000000

One process, one run, the same generated positions for all. Each step is run ``ROUNDS`` times with the floor beside
it each time, as a shared machine's speed drifts; the median of the ratios counts, and the median of the seconds is
printed. Peak memory is the whole process's.
"""

import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import traffic

from leadline import pipeline
from leadline.derived import _derived
from leadline.store.intake import Options
from leadline.store.workspace import Workspace
from leadline.tables import contract, of_kind

ROUNDS = 5


def main(rows: int) -> None:
    """Measure at one size and print lines of ``name seconds ratio``."""
    with tempfile.TemporaryDirectory(prefix="leadline-bench-") as folder:
        file = Path(folder) / "positions.parquet"
        truth = traffic.make(file, rows)
        with Workspace.create(Path(folder) / "ws") as work:
            measure(work, file, truth)


def measure(work: Workspace, file: Path, truth: traffic.Truth) -> None:
    """Time each step; the derived tables are built on the lake that the ingest left."""
    ingest = timed(lambda: list(pipeline.ingest(work, "ais", [file], Options(), simulated=True)))
    (positions,) = work.lake.files(work.execute, "positions")
    given: dict[str, Any] = {"engine": work.engine, "last_fixes": work.engine.read([], contract("tracks"))}
    given |= pipeline.given(work, (c.name for c in of_kind("observation")))
    took = {"ingest (once)": [(ingest, timed(lambda: sort(work, positions)))]}
    for name, table in _derived.find().items():
        out = work.folder / "bench" / name
        took[name] = [beside_floor(work, positions, table, given, out) for _ in range(ROUNDS)]
        given[name] = work.engine.read([out / "part-0.parquet"], table.contract)
    report(work.lake.counts(work.execute)["positions"], took, given, truth)


def beside_floor(
    work: Workspace, positions: Path, table: _derived.Derived, given: dict[str, Any], out: Path
) -> tuple[float, float]:
    """Seconds of one derived table, and of the floor right after it."""
    shutil.rmtree(out, ignore_errors=True)
    took = timed(lambda: work.engine.write(table(given), out, table.contract))
    work.engine.release()
    return took, timed(lambda: sort(work, positions))


def sort(work: Workspace, positions: Path) -> None:
    """The floor: read MMSI, time and place from the lake's Parquet and sort them."""
    work.engine.con.raw_sql(
        "CREATE OR REPLACE TEMP TABLE sorted AS SELECT mmsi, ts, lat, lon "
        f"FROM read_parquet('{positions}') ORDER BY mmsi, ts"
    )


def timed(what: Callable[[], object]) -> float:
    """Seconds that it took."""
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def report(
    stored: int, took: dict[str, list[tuple[float, float]]], given: dict[str, Any], truth: traffic.Truth
) -> None:
    """Print what was measured, and what of the planted truth was found."""
    floor = statistics.median(f for pairs in took.values() for _, f in pairs)
    print(f"{stored:,} positions; floor (scan + sort) {floor:.2f} s")
    for name, pairs in took.items():
        seconds = statistics.median(s for s, _ in pairs)
        ratio = statistics.median(s / f for s, f in pairs)
        print(f"  {name:<16} {seconds:8.2f} s  {ratio:6.2f} × floor  {stored / seconds:12,.0f} rows/s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"  peak memory          {peak:8.2f} GB")
    engine = given["engine"]
    gaps = engine.fetch(given["gaps"].select("mmsi")).num_rows
    pairs_met = engine.fetch(given["encounters"].select("mmsi_a", "mmsi_b")).to_pylist()
    met = {(p["mmsi_a"], p["mmsi_b"]) for p in pairs_met}
    found = sum((a, b) in met for a, b, _, _ in truth.meetings)
    print(f"  planted truth: {gaps} gaps of {truth.gaps}; {found} meetings of {len(truth.meetings)}, "
          f"{len(met) - found} pairs more")  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
