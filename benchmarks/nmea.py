"""NMEA decoders side by side in one run: marlin, pyais, this source, and the whole way to the lake.

``python benchmarks/nmea.py [COPIES]`` reads the real Danish sample (LEADLINE_SHARED), COPIES times over (8), each
copy a day later so that nothing repeats. Rates are messages (sentences that begin with '!') a second, best of three.
"""

import gzip
import io
import os
import platform
import re
import sys
import tempfile
import time
from collections.abc import Callable
from functools import reduce
from importlib.metadata import version
from operator import xor
from pathlib import Path

import pyais
from marlin.ais import AisParser, PositionReportA
from pyais.exceptions import AISBaseException

from leadline import pipeline
from leadline.sources.ais.source import read
from leadline.store.intake import Options, SourceFile
from leadline.store.workspace import Workspace

SAMPLE = Path("data/ais/raw_nmea/dma_ais-sample.txt.gz")
PGHP = re.compile(rb"\$(PGHP,1,2013,11,)12(,[^*]*)\*[0-9A-F]{2}")


def copies(data: bytes, count: int) -> bytes:
    """The log ``count`` times over, each copy a day later, checksums set anew."""

    def later(day: int) -> Callable[[re.Match[bytes]], bytes]:
        def line(found: re.Match[bytes]) -> bytes:
            body = b"%b%d%b" % (found[1], 1 + day, found[2])
            return b"$%b*%02X" % (body, reduce(xor, body))

        return line

    return b"".join(PGHP.sub(later(day), data) for day in range(count))


def by_marlin(log: bytes) -> int:
    parser, found = AisParser.streaming(), 0
    for start in range(0, len(log), 1 << 16):
        parser.feed(log[start : start + (1 << 16)])
        for message in parser:
            body = message.body
            if isinstance(body, PositionReportA):
                row = (body.mmsi, body.latitude_deg.value, body.longitude_deg.value)
                row += (body.speed_over_ground.value, body.course_over_ground.value, body.true_heading.value)
                found += row[1] is not None
    return found


def by_pyais(log: bytes) -> int:
    found = 0
    for line in log.splitlines():
        if line[:1] == b"!" and line[7:10] == b"1,1":
            try:
                message = pyais.decode(line)
            except AISBaseException:
                continue
            found += message.msg_type in {1, 2, 3, 18} and message.lat != 91
    return found


def by_source(log: bytes) -> int:
    batches = read(SourceFile(io.BytesIO(log), "log.nmea"), Options())
    return sum(batch.tables["positions"].num_rows for batch in batches if "positions" in batch.tables)


def to_lake(log: bytes) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "log.nmea"
        file.write_bytes(log)
        with Workspace.create(Path(folder) / "work") as work:
            return sum(result.tables["positions"] for result in pipeline.ingest(work, "ais", [file]))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    sample = Path(os.environ.get("LEADLINE_SHARED", Path(__file__).parents[2] / "shared")) / SAMPLE
    if not sample.is_file():
        sys.exit(f"The real sample isn't there ({sample.name}); set LEADLINE_SHARED.")
    if not 1 <= count <= 30:
        sys.exit("COPIES is 1 to 30: a copy is a day of November 2013.")
    log = copies(gzip.decompress(sample.read_bytes()), count)
    messages = log.count(b"\n!") + log.startswith(b"!")
    names = ("marlin-py", "pyais", "numpy", "pyarrow")
    print(f"{messages:,} sentences, {len(log) / 1e6:.0f} MB; Python {platform.python_version()}", end="; ")
    print(
        ", ".join(f"{name} {version(name)}" for name in names),
        f"; {os.cpu_count()} cores, {platform.machine()}",
    )
    rows: list[tuple[str, Callable[[bytes], int], str]] = [
        ("marlin", by_marlin, "loop over objects, class A alone, six fields, no time, no row"),
        ("pyais", by_pyais, "loop over objects, single sentences, no time, no row"),
        ("source", by_source, "all types, times, checks, repeats, rejects, to Arrow tables"),
        ("to the lake", to_lake, "the same, archived by SHA-256 and written as Parquet"),
    ]
    for name, run, note in rows:
        best, found = float("inf"), 0
        for _ in range(1 if run is by_pyais else 3):
            start = time.perf_counter()
            found = run(log)
            best = min(best, time.perf_counter() - start)
        print(f"{name:12} {messages / best:>10,.0f} messages/s  {found:>9,} positions   {note}")


if __name__ == "__main__":
    main()
