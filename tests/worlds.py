"""Small made-up seas for tests: ships as lists of fixes, written as the lake's own tables."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from leadline.derived import _derived
from leadline.store.engine import Engine
from leadline.tables import contract, of_kind

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Fix:
    """One position of a made-up ship."""

    mmsi: int
    at: datetime
    lat: float
    lon: float
    sog: float | None = None
    simulated: bool = True
    handling: str = "TLP:CLEAR"
    originator: str = "test"


def voyage(
    mmsi: int, start: datetime, hours: float, where: Callable[[float], tuple[float, float]], *, every_min: float = 10,
    sog: float | None = None,
) -> list[Fix]:  # fmt: skip
    """Fixes every few minutes; ``where`` gives latitude and longitude after so many hours."""
    steps = int(hours * 60 / every_min) + 1
    times = [i * every_min / 60 for i in range(steps)]
    return [Fix(mmsi, start + timedelta(hours=h), *where(h), sog) for h in times]


def still(lat: float, lon: float) -> Callable[[float], tuple[float, float]]:
    """Lie at one place."""
    return lambda _: (lat, lon)


def north(lat: float, lon: float, knots: float) -> Callable[[float], tuple[float, float]]:
    """Sail due north."""
    return lambda h: (lat + knots * h / 60, lon)


def meeting(a: int, b: int, start: datetime, minutes: float, *, lat: float = 36.0, lon: float = 123.5,
            metres: float = 200, every_min: float = 5) -> list[Fix]:  # fmt: skip
    """Two ships come from two sides at eight knots, lie still together for so long, and leave."""
    first, hours = start - timedelta(hours=3), 6 + minutes / 60

    def along(side: float) -> Callable[[float], tuple[float, float]]:
        def where(h: float) -> tuple[float, float]:
            away = max(3 - h, h - 3 - minutes / 60, 0.0)
            return lat + side * (metres / 2 / 111_195 + away * 8 / 60), lon

        return where

    return voyage(a, first, hours, along(1), every_min=every_min) + voyage(
        b, first, hours, along(-1), every_min=every_min
    )


def _file(fix: Fix) -> str:
    told = f"{fix.mmsi} {fix.at.isoformat()} {fix.lat!r} {fix.lon!r} {fix.handling} {fix.originator} {fix.simulated}"
    return hashlib.sha256(told.encode()).hexdigest()


def positions(fixes: Iterable[Fix]) -> pa.Table:
    """Fixes as rows of ``positions``; ids follow content and count repeats, so the order of rows doesn't change them."""
    rows, seen = [], Counter[str]()
    for fix in fixes:
        file = _file(fix)
        seen[file] += 1
        rows.append(
            {
                "observation_id": f"{file[:16]}:{seen[file]}",
                "archived_id": file, "row": seen[file], "mmsi": fix.mmsi, "ts": fix.at, "lat": fix.lat, "lon": fix.lon,
                "sog_kn": fix.sog, "handling": fix.handling, "originator": fix.originator, "simulated": fix.simulated,
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=contract("positions").arrow)


def statics(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows of ``static_reports``; what isn't given is null."""
    common = {"archived_id": "b" * 64, "handling": "TLP:CLEAR", "originator": "test", "simulated": True}
    told = [
        common | {"observation_id": f"{'b' * 16}:{n}", "row": n} | dict(row) for n, row in enumerate(rows, 1)
    ]
    return pa.Table.from_pylist(told, schema=contract("static_reports").arrow)


def sea(engine: Engine, folder: Path, **tables: pa.Table) -> dict[str, Any]:
    """The observation tables of a made-up sea on an engine, and the engine itself."""
    given: dict[str, Any] = {"engine": engine, "last_fixes": engine.read([], contract("tracks"))}
    for table in of_kind("observation"):
        files = []
        if table.name in tables:
            folder.mkdir(parents=True, exist_ok=True)
            files = [folder / f"{table.name}.parquet"]
            pq.write_table(tables[table.name], files[0])
        given[table.name] = engine.read(files, table)
    return given


def derive(given: dict[str, Any], folder: Path, names: Sequence[str] = ()) -> dict[str, ibis.Table]:
    """Build the derived tables (those named, and what they stand on), each once and on disk, as the pipeline does."""
    engine: Engine = given["engine"]
    plan = _derived.find()
    wanted = set(names or plan)
    for name in reversed(plan):
        if name in wanted:
            wanted |= set(plan[name].inputs)
    for name, table in plan.items():
        if name not in wanted:
            continue
        out = folder / name
        engine.write(table(given), out, table.contract)
        engine.release()
        given[name] = engine.read(sorted(out.glob("*.parquet")), table.contract)
    return given


def rows(given: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """All rows of a table in the order of its key."""
    table = contract(name)
    listed: list[dict[str, Any]] = (
        given["engine"].table(given[name].order_by(list(table.key)), table).to_pylist()
    )
    return listed


def moved(fixes: Iterable[Fix], **changes: Any) -> list[Fix]:
    """The same fixes with something changed."""
    return [replace(fix, **changes) for fix in fixes]
