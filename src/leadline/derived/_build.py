"""Building the derived tables: all of them at once, or the days that are new and what stands on them.

A table that grows keeps its rows from before the first new day: midnight before the earliest new position. What was
heard before goes on through the last fix of each ship, so no silence, meeting or call is cut at midnight, and a day
at a time gives the same tables as a month at once. Late positions only make the first new day an earlier one. All
other tables are built anew each time from those that grow.
"""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import ibis
import pyarrow.parquet as pq
from ibis import _

from leadline.derived import _derived
from leadline.derived._derived import Derived
from leadline.exprs import HOUR_US, from_micros
from leadline.progress import Progress, quiet
from leadline.store.lake import LakeFile
from leadline.store.workspace import Workspace
from leadline.tables import contract, of_kind

_DAY_US = 86_400_000_000
_SEEN_AT = {"positions": "ts"}
"""The observation table that grows as derived ones do, and by what."""


def build(work: Workspace, *, progress: Progress = quiet) -> bool:
    """Bring the derived tables up to date with the observations and the code; True when something was built."""
    plan = _derived.find()
    if fresh(work, plan):
        return False
    with work.writing():
        if fresh(work, plan):  # another command built them while this one waited for the lock
            return False
        build = _Build(work, plan, _first_new_day(work, plan), f"derived-{uuid.uuid4().hex[:12]}")
        for number, name in enumerate(plan):
            progress(f"build {name}", number, len(plan))
            build.table(name)
        progress("build", len(plan), len(plan))
        body = {
            "stand_on": _stand_on(work, plan),
            "code": _code(plan),
            "from_us": build.cut_us,
            "version": version("leadline"),
            "engine": work.engine.name,
        }
        work.replace("derived", body, list(plan), build.commit_id, build.files, keep=build.kept)
    return True


def fresh(work: Workspace, plan: Mapping[str, Derived]) -> bool:
    """Whether the derived tables stand on the observations and the code that are there now."""
    last = work.last("derived")
    return last is not None and last["stand_on"] == _stand_on(work, plan)


@dataclass
class _Build:
    """One build on its way; ``cut_us`` is the midnight from which it builds, 0 for all."""

    work: Workspace
    plan: Mapping[str, Derived]
    cut_us: int
    commit_id: str

    def __post_init__(self) -> None:
        names = [c.name for c in of_kind("observation")]
        self.given: dict[str, Any] = {"engine": self.work.engine}
        self.given |= {
            name: self._read(self.work.lake.files(self.work.execute, name), name) for name in names
        }
        self.given["last_fixes"] = self._last_fixes()
        self.files: list[LakeFile] = []
        self.kept: list[str] = []

    def table(self, name: str) -> None:
        """Build one table; those that it is built from are there."""
        work, table = self.work, self.plan[name]
        grown = bool(self.cut_us and table.grows)
        folder = work.lake.stage(name, self.commit_id)
        before = self._before(name, table.grows, folder) if grown else []
        rows = table({n: self._cut(n, table.context_h) if grown else self.given[n] for n in table.inputs})
        if grown:
            rows = rows.filter(rows[table.grows] >= self._at(0.0))
        work.engine.write(rows, folder, table.contract)
        work.engine.release()
        staged = [f for f in work.lake.staged(name, self.commit_id) if f.rows or not before]
        self.files += staged
        self.given[name] = self._read([*before, *(work.lake.folder / f.path for f in staged)], name)

    def _before(self, name: str, grows: str, folder: Path) -> list[Path]:
        """The stored rows from before the cut: files that end before it as they are, one across it cut."""
        kept, across = [], []
        for file in self.work.lake.files(self.work.execute, name):
            first, last = _span(file, grows)
            if last < self.cut_us:
                kept.append(file)
                self.kept.append(str(file.relative_to(self.work.lake.folder)))
            elif first < self.cut_us:
                across.append(file)
        if across:
            rows = self._read(across, name)
            self.work.engine.write(rows.filter(rows[grows] < self._at(0.0)), folder / "old", contract(name))
            for number, part in enumerate(sorted((folder / "old").glob("*.parquet"))):
                part.rename(folder / f"old-{number}.parquet")
            (folder / "old").rmdir()
        return kept

    def _cut(self, name: str, context_h: float) -> Any:
        """An input that grows, from so many hours before the cut on; any other whole."""
        column = _SEEN_AT.get(name) or (self.plan[name].grows if name in self.plan else "")
        rows = self.given[name]
        return rows.filter(rows[column] >= self._at(context_h)) if column else rows

    def _at(self, hours_before: float) -> Any:
        return from_micros(ibis.literal(self.cut_us - int(hours_before * HOUR_US), "int64"))

    def _last_fixes(self) -> ibis.Table:
        """Of each ship the last row of tracks before the cut; none when all is built."""
        files = self.work.lake.files(self.work.execute, "tracks") if self.cut_us else []
        tracks = self._read(files, "tracks")
        if not files:
            return tracks
        old = tracks.filter(tracks.ts < self._at(0.0))
        last = old.group_by("segment_id").agg(ts=_.ts.max())
        return old.semi_join(last, ["segment_id", "ts"])

    def _read(self, files: Iterable[Path], name: str) -> ibis.Table:
        return self.work.engine.read(list(files), contract(name))


def _first_new_day(work: Workspace, plan: Mapping[str, Derived]) -> int:
    """Midnight before the earliest position that came since the last build; 0 where all must be built."""
    last = work.last("derived")
    if last is None or last.get("code") != _code(plan):
        return 0
    new, gone = work.lake.since(work.execute, "positions", work.last_seq("derived"))
    if gone:
        return 0
    spans = [_span(file, "ts") for file in new]
    # Where no position is new, only what is typed has changed, and no table that grows stands on that.
    tomorrow = int(datetime.now(UTC).timestamp() * 1e6) + _DAY_US
    earliest = min((first for first, last in spans if first <= last), default=tomorrow)
    return earliest // _DAY_US * _DAY_US


def _span(file: Path, column: str) -> tuple[int, int]:
    """Earliest and latest time of a Parquet file by its footer, microseconds since 1970; an empty file has none."""
    with pq.ParquetFile(file) as footer:
        index = footer.schema_arrow.get_field_index(column)
        groups = [footer.metadata.row_group(n).column(index) for n in range(footer.metadata.num_row_groups)]
        stats = [g.statistics for g in groups if g.statistics is not None and g.statistics.has_min_max]
        if len(stats) < len(groups):  # a footer without statistics: read the column
            values = footer.read(columns=[column]).column(column).cast("int64").to_pylist()
            return (min(values), max(values)) if values else (0, -1)
    return (min((_us(s.min) for s in stats), default=0), max((_us(s.max) for s in stats), default=-1))


def _us(moment: datetime | int) -> int:
    if isinstance(moment, int):
        return moment
    whole = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime(1970, 1, 1, tzinfo=UTC)
    return (whole.days * 86_400 + whole.seconds) * 1_000_000 + whole.microseconds


def _stand_on(work: Workspace, plan: Mapping[str, Derived]) -> str:
    """What derived tables stand on: observations, code, thresholds, and the package's places."""
    told = hashlib.sha256(_code(plan).encode())
    for name in ("positions", "static_reports"):
        told.update(f"{name} ".encode())
        for row in work.lake.hashes(work.execute, name):
            told.update(row.encode())
    return told.hexdigest()


def _code(plan: Mapping[str, Derived]) -> str:
    package = Path(__file__).parents[1]
    files = {Path(d.function.__code__.co_filename) for d in plan.values()} | {package / "exprs.py"}
    files |= {*(package / "derived").glob("_*.py"), *(package / "tables").glob("*.py")}
    files |= {
        f for f in (package / "geography").rglob("*") if f.suffix in {".py", ".csv", ".yml", ".geojson"}
    }
    told = hashlib.sha256(version("leadline").encode())
    for file in sorted(files):
        told.update(file.read_bytes())
    return told.hexdigest()
