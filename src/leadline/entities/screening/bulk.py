"""Tables of names, of any size: read, screened by several processes that share one index, and written as they come.

Every row of the table comes back with its cells as they were, and beside them a match: as often as it has matches,
and once where it has none or couldn't be screened. ``screened`` says which.
"""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from leadline.entities.names import THRESHOLD
from leadline.entities.resolution import judgements as judgements_
from leadline.entities.resolution.judgements import Judgements
from leadline.entities.screening._bulk_table import (
    ADDED,
    Asked,
    Beside,
    Columns,
    Row,
    Table,
    Told,
    write,
    writing,
)
from leadline.entities.screening.index import Index
from leadline.entities.screening.match import Match, screen
from leadline.entities.screening.query import Query
from leadline.errors import BadInput, LeadlineError

__all__ = ["ADDED", "Columns", "How", "Row", "Table", "Told", "screened", "write", "writing"]

FAULT = "not screened: a fault of Leadline's own"
_ROWS, _FEW = 100, 400
"""Rows handed to a process at once; tables with fewer rows than this are screened by this process alone."""


class How(NamedTuple):
    """How every row is screened; ``schema`` and ``countries`` stand where a row has none of its own."""

    schema: str = ""
    countries: tuple[str, ...] = ()
    threshold: float = THRESHOLD
    limit: int = 20
    everything: bool = False
    """Dismissed matches too."""


def screened(
    index: Path, database: Path | None, table: Table, how: How, workers: int = 0
) -> Iterator[tuple[Row, list[Beside]]]:
    """Each row with what stands beside it, in the table's order; only a few rows are held at a time.

    ``index`` is the folder of the index, ``database`` the workspace's with the judgements. ``workers`` 0 takes a
    process for each core.
    """
    rows = iter(table)
    first = list(islice(rows, _FEW))
    every = chain(first, rows)
    workers = workers or len(os.sched_getaffinity(0))
    if workers > 1 and len(first) == _FEW:
        yield from _in_processes(every, table, (index, database, how), workers)
        return
    begin(index, database, how)
    for row in every:
        yield row, _told(row.problem) if row.problem else _found(table.asked(row.cells))


def _in_processes(
    rows: Iterator[Row], table: Table, given: tuple[Path, Path | None, How], workers: int
) -> Iterator[tuple[Row, list[Beside]]]:
    waiting: deque[tuple[list[Row], Future[list[list[Beside]]]]] = deque()
    spawn = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(
            workers, mp_context=spawn, initializer=_begin_worker, initargs=given
        ) as pool:
            while True:
                while len(waiting) < 3 * workers and (part := list(islice(rows, _ROWS))):
                    asked = [(row.problem, None if row.problem else table.asked(row.cells)) for row in part]
                    waiting.append((part, pool.submit(_beside, asked)))
                if not waiting:
                    return
                part, found = waiting.popleft()
                yield from zip(part, found.result(), strict=True)
    except BrokenProcessPool as error:
        raise BadInput("A screening process ended, perhaps for want of memory. Try --workers 1.") from error


@dataclass(frozen=True)
class _Here:
    """What a process screens with."""

    index: Index
    judgements: Judgements | None
    how: How


_here: list[_Here] = []


def begin(index: Path, database: Path | None, how: How) -> None:
    """Make this process ready to screen."""
    known = judgements_.read(database) if database else None
    _here[:] = [_Here(Index.open(index), known, how)]
    _found.cache_clear()


def _begin_worker(index: Path, database: Path | None, how: How) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    begin(index, database, how)


def _beside(asked: Sequence[tuple[str, Asked | None]]) -> list[list[Beside]]:
    return [_found(one) if one is not None else _told(problem) for problem, one in asked]


@lru_cache(4_096)
def _found(asked: Asked) -> list[Beside]:
    here = _here[0]
    how = here.how
    names, schema, countries, dob, identifiers = asked
    try:
        query = Query(
            name=names[0] if names else "", names=names[1:], schema=schema or how.schema, dob=dob,
            countries=countries or how.countries, identifiers=identifiers,
        )  # fmt: skip
    except LeadlineError as error:
        return _told(f"not screened: {error}")
    try:
        answer = screen(here.index, query, how.threshold, how.limit, here.judgements)
    except Exception as error:  # noqa: BLE001 a fault of ours in one row of a million is told, and the others go on
        return _told(f"{FAULT} ({type(error).__name__}: {error})")
    found = [_columns(m) for m in (*answer.matches, *(answer.dismissed if how.everything else ()))]
    return found or _told(answer.says)


def _told(says: str) -> list[Beside]:
    return [(says, *[""] * (len(ADDED) - 1))]


def _columns(match: Match) -> Beside:
    lists = match.lists()
    first = lists[0] if lists else dict.fromkeys(("list", "reference", "authority", "binds"), "")
    every = " | ".join(
        f"{one['list']} {one['reference']}: {one['authority']}; binds {one['binds']}" for one in lists
    )
    return (
        "dismissed" if match.dismissed else "match", f"{match.score:.2f}", match.name, first["list"],
        first["reference"], first["authority"], first["binds"], every, " ".join(match.reasons),
        match.entity["schema"], match.entity["id"], match.judged,
    )  # fmt: skip
