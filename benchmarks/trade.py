"""Rows of trade against the HS measures: the expression on DuckDB, beside the floor of scanning the same Parquet.

    python benchmarks/trade.py 1000000

All rows have the DPRK at one end, the hardest case; codes are of 2 to 8 digits, half of them coded, months from 2005 to
2025. Each step is run ``ROUNDS`` times with the floor beside it; the medians are printed. The aim is a million rows in
under 5 s.
"""

import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from leadline.law.regime import Regime
from leadline.law.trade._file import trade_file
from leadline.law.trade.rows import bears_on

ROUNDS = 5


def main(rows: int) -> None:
    """Make the rows, time expression and floor, then the whole of ``leadline law trade`` on the same as CSV."""
    regime = Regime.load()
    with tempfile.TemporaryDirectory(prefix="leadline-bench-") as folder:
        parquet, csv = Path(folder) / "trade.parquet", Path(folder) / "trade.csv"
        made = make(regime, rows)
        pq.write_table(made, parquet)
        pc.write_csv(made, csv)
        con = ibis.duckdb.connect()
        trade = con.read_parquet(str(parquet))
        timings = []
        for _ in range(ROUNDS):
            held, took = timed(lambda: con.create_table("pairs", bears_on(trade, regime), overwrite=True))
            _, floor = timed(lambda: con.create_table("floor", trade.filter(trade.hs != ""), overwrite=True))
            timings.append((took, floor))
        pairs = con.to_pyarrow(held.count()).as_py()
        told, whole = timed(lambda: trade_file(csv, regime))
    seconds, floor = (statistics.median(t) for t in zip(*timings, strict=True))
    ratio = statistics.median(a / b for a, b in timings)
    print(f"{rows:,} rows of trade, {pairs:,} pairs of row and paragraph")
    print(f"  expression on DuckDB     {seconds:8.2f} s  {ratio:6.1f} × floor (scan and store: {floor:.2f} s)  "
          f"{rows / seconds:12,.0f} rows/s")  # fmt: skip
    print(f"  law trade, CSV, whole    {whole:8.2f} s  {told['rows_with_bearing']:,} rows with a bearing")
    print(
        f"  peak memory              {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2:8.2f} GB"
    )


def make(regime: Regime, rows: int) -> pa.Table:
    """Synthetic rows: the seed is fixed, so that each run has the same."""
    rng = random.Random(1718)
    goods = (m.goods_of(p) for m in regime.measures.values() for p in m.paragraphs)
    coded = sorted({code for g in goods if g for code in g.hs})
    below = [(code + f"{rng.randrange(10**6):06}")[:8] for code in coded]
    others = [f"{rng.randrange(1, 97):02}{rng.randrange(10**4):04}" for _ in range(len(coded) * 2)]
    months = [f"{year}-{month:02}" for year in range(2005, 2026) for month in range(1, 13)]
    ends = [("KP", "CN"), ("CN", "KP"), ("KP", "RU"), ("JP", "KP")]
    pairs = rng.choices(ends, k=rows)
    return pa.table(
        {
            "hs": rng.choices([*coded, *below, *others], k=rows),
            "period": rng.choices(months, k=rows),
            "origin": [a for a, _ in pairs],
            "destination": [b for _, b in pairs],
            "quantity": pa.array(range(rows), pa.float64()),
            "value": pa.array(range(rows), pa.float64()),
        }
    )


def timed(what: Any) -> tuple[Any, float]:
    """What it gave, and the seconds it took."""
    start = time.perf_counter()
    given = what()
    return given, time.perf_counter() - start


if __name__ == "__main__":
    main(int(sys.argv[1]))
