"""Small files of fictional ships, and the command line in this process: what several tests build on."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from leadline import pipeline
from leadline.cli import main
from leadline.store.ingest import Ingested
from leadline.store.intake import Options
from leadline.store.workspace import Workspace

START = datetime(2026, 3, 4, 20, tzinfo=UTC)
HEADER = "mmsi,ts,lat,lon,sog,imo,name,ship_type,draught"
SHIPS = (790_000_001, 790_000_002)
MEETING_ROWS = 98
OFF = "790000001,2026-03-04T20:00:00Z,91,0,,,,,\n790000001,1970-01-01T00:00:00Z,1,1,,,,,\n"
"""Two rows that can't be used: a latitude of 91, and a clock that was never set."""


@dataclass(frozen=True)
class Told:
    """What a command printed and returned."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What was printed, read as JSON, one object a line."""
        return [json.loads(line, parse_constant=_no_constant) for line in self.stdout.splitlines()]

    @property
    def only(self) -> dict[str, Any]:
        """The one object that was printed."""
        (one,) = self.lines
        return one


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def leadline(*arguments: object, expect: int = 0, env: dict[str, str] | None = None) -> Told:
    """Run a command in this process; a crash fails the test, and so does another exit code than ``expect``."""
    result = CliRunner().invoke(main, [str(a) for a in arguments], env=env)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == expect, result.output
    return Told(result.exit_code, result.stdout, result.stderr)


def line(mmsi: int, at: datetime, lat: float, lon: float, more: str = "0.2,,,80,6.1") -> str:
    return f"{mmsi},{at:%Y-%m-%dT%H:%M:%SZ},{lat:.5f},{lon:.5f},{more}"


def meeting() -> str:
    """Two fictional tankers side by side in the Yellow Sea for eight hours: one lead."""
    rows = [HEADER]
    for step in range(MEETING_ROWS // 2):
        at = START + timedelta(minutes=10 * step)
        for place, mmsi in enumerate(SHIPS):
            name = f"2{mmsi % 10:06d},EXERCISE SHIP {mmsi % 10},80,6.1"
            rows.append(line(mmsi, at, 36.0 + place * 0.0004, 123.5, f"0.2,{name}"))
    return "\n".join(rows) + "\n"


def many(rows: int, first: int = 0) -> str:
    """Positions of fictional ships, no two alike."""
    told = [HEADER]
    for number in range(first, first + rows):
        at = START + timedelta(seconds=number)
        told.append(line(790_000_000 + number % 50, at, 30 + number % 1000 / 1000, 124.0))
    return "\n".join(told) + "\n"


def put(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def taken(work: Workspace, *files: Path, source: str = "ais", columns: Iterable[tuple[str, str]] = (), **more: Any) -> list[Ingested]:  # fmt: skip
    """Ingest files as an exercise unless said otherwise."""
    return list(pipeline.ingest(work, source, files, Options(dict(columns)), **{"simulated": True} | more))


def rows(work: Workspace, name: str) -> list[dict[str, Any]]:
    """A table's rows."""
    return [row for batch in pipeline.table(work, name) for row in batch.to_pylist()]
