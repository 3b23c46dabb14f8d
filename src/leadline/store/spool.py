"""The spool: what comes over a network, on disk before it counts, until it is archived and in the lake.

    spool/<run>/labels.json        what the run was told of handling, originator and exercise
    spool/<run>/<time>-<n>.nmea    what was heard since that time

A file that is closed waits to be ingested and is then removed; what a killed run left is found by the next. A file
is ingested by its bytes, so one that was ingested but not removed yet adds nothing when it is ingested again.
"""

import fcntl
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Self

from leadline.errors import BadInput, Damaged
from leadline.store.archive import sync_folder

_NAME = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True)
class Labels:
    """What the lines of one run carry into the lake."""

    handling: str
    originator: str
    simulated: bool


@dataclass(frozen=True)
class Spooled:
    """A closed file of the spool, and when its first line was heard (UTC)."""

    path: Path
    labels: Labels
    since: datetime


class Spool:
    """The spool of a workspace, for one process at a time; several threads may use it.

    ``acknowledged`` counts the lines that are on disk for good: flushed and synced.
    """

    def __init__(self, folder: Path, labels: Labels, most_bytes: int = 1 << 30) -> None:
        folder.mkdir(exist_ok=True)
        self._claim = (folder / ".lock").open("w")
        try:
            fcntl.flock(self._claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._claim.close()
            raise BadInput(
                f"Another watch runs on {folder.parent}. One can listen at several places: repeat --udp and --tcp."
            ) from error
        self.acknowledged = 0
        self._folder, self._labels, self._most = folder, labels, most_bytes
        self._run = folder / f"{datetime.now(UTC):{_NAME}}-{os.getpid()}"
        self._guard = threading.Lock()
        self._out: BinaryIO | None = None
        self._path: Path | None = None
        self._files = self._written = 0
        self._bytes = sum(file.stat().st_size for file in folder.glob("*/*.nmea"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.turn()
        for run in {labels.parent for labels in self._folder.glob("*/labels.json")}:
            if not any(run.glob("*.nmea")):
                (run / "labels.json").unlink()
                run.rmdir()
        self._claim.close()

    @property
    def full(self) -> bool:
        """Whether so much waits to be ingested that no more should be taken."""
        return self._bytes >= self._most

    def append(self, block: bytes, lines: int) -> None:
        """Add whole lines to the open file; they count once ``sync`` has returned."""
        with self._guard:
            out = self._out or self._begin()
            while block:
                block = block[self._wrote(out.write(block)) :]
            self._written += lines

    def _wrote(self, count: int) -> int:
        self._bytes += count
        return count

    def _begin(self) -> BinaryIO:
        if not self._run.exists():
            self._run.mkdir()
            labels = self._run / "labels.json"
            labels.write_text(json.dumps(asdict(self._labels)), encoding="utf-8")
            with labels.open("rb") as told:
                os.fsync(told.fileno())
            sync_folder(self._folder)
        self._files += 1
        self._path = self._run / f"{datetime.now(UTC):{_NAME}}-{self._files}.nmea"
        self._out = self._path.open("xb", buffering=0)
        sync_folder(self._run)
        return self._out

    def sync(self) -> None:
        """Flush what was appended to the disk; from here on it is acknowledged."""
        with self._guard:
            self._sync()

    def _sync(self) -> None:
        if self._out is not None and self._written:
            os.fsync(self._out.fileno())
            self.acknowledged += self._written
            self._written = 0

    def turn(self) -> None:
        """Close the open file, if there is one: it waits to be ingested, and the next line begins another."""
        with self._guard:
            self._sync()
            if self._out is not None:
                self._out.close()
            self._out = self._path = None

    def closed(self) -> list[Spooled]:
        """The files that wait to be ingested, those of earlier runs first."""
        with self._guard:
            files = [file for file in sorted(self._folder.glob("*/*.nmea")) if file != self._path]
        return [Spooled(file, _labels(file.parent), _since(file)) for file in files]

    def done(self, file: Spooled) -> None:
        """Remove a file that is in the lake."""
        with self._guard:
            self._bytes -= file.path.stat().st_size
            file.path.unlink()


def _labels(run: Path) -> Labels:
    try:
        told: Mapping[str, object] = json.loads((run / "labels.json").read_text(encoding="utf-8"))
        return Labels(str(told["handling"]), str(told["originator"]), bool(told["simulated"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged(
            f"{run}/labels.json can't be read: {error}. Ingest the files of that folder by hand, with the labels they"
            " were heard under, and remove the folder."
        ) from error


def _since(file: Path) -> datetime:
    return datetime.strptime(file.name.rpartition("-")[0], _NAME).replace(tzinfo=UTC)
