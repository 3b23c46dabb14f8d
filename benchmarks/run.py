"""``make bench``: all benchmarks in one run, with versions and machine. Ratios count; seconds are this machine's."""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
SCRIPTS = (
    ["positions.py", "1000000"],
    ["positions.py", "5000000"],
    ["nmea.py"],
    ["law.py"],
    ["trade.py", "1000000"],
    ["korean.py"],
    ["names.py"],
    ["screening.py"],
)
ONE_CORE = {"nmea.py"}
"""Those whose aim is for one core."""


def main() -> None:
    """Print the machine, then each benchmark in a process of its own, so that peak memory is its own."""
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        "?",
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.platform()}, {cpu}, {os.cpu_count()} cores, {memory:.0f} GB"
    )
    print(f"load before: {os.getloadavg()[0]:.2f}")
    names = (
        "duckdb", "ibis-framework", "pyarrow", "numpy", "marlin-py", "pyais",
        "nomenklatura", "followthemoney", "rigour", "rapidfuzz",
    )  # fmt: skip
    print(f"Python {platform.python_version()}, " + ", ".join(f"{n} {version(n)}" for n in names), flush=True)
    for script, *arguments in SCRIPTS:
        print(flush=True)
        cores = os.sched_getaffinity(0)
        if script in ONE_CORE:
            os.sched_setaffinity(0, {min(cores)})
        subprocess.run([sys.executable, HERE / script, *arguments], check=True)
        os.sched_setaffinity(0, cores)


if __name__ == "__main__":
    main()
