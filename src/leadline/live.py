"""Listening: from a network to the spool at once, from the spool to the lake and the leads turn by turn."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Self

from leadline import pipeline
from leadline.sources import _live
from leadline.sources.ais.heard import Heard, Unit
from leadline.store.merge import merge
from leadline.store.spool import Labels, Spool, Spooled
from leadline.store.workspace import Workspace

Opened = Callable[[], AbstractContextManager[Workspace]]
FOREVER = float("inf")
_BLOCK = 1 << 20  # bytes put together for one write


@dataclass(frozen=True)
class Listening:
    """What to listen to, under which labels, how often to bring the leads up to date, and when to end."""

    udp: Sequence[_live.Place] = ()
    tcp: Sequence[_live.Place] = ()
    handling: str | None = None
    originator: str | None = None
    simulated: bool = False
    every_s: float = 30.0
    for_s: float = FOREVER
    until_idle_s: float = FOREVER


@dataclass
class Turn:
    """What one turn did. ``acknowledged``, ``dropped`` and ``cut`` count from the start, ``rows_…`` this turn.

    ``acknowledged`` lines are on disk for good. ``behind_s`` is how long ago the first line of this turn was
    heard when its leads were there; ``problem`` is why the turn was not done, which is tried again with the next.
    """

    at: datetime
    acknowledged: int = 0
    dropped: int = 0
    cut: int = 0
    rows_in: int = 0
    rows_used: int = 0
    rejected: int = 0
    leads: dict[str, int] | None = None
    behind_s: float | None = None
    problem: Exception | None = None


def watch(
    opened: Opened, how: Listening, stop: threading.Event, tell: Callable[[str], None]
) -> Iterator[Turn]:
    """Listen until ``stop`` and yield each turn that had something to do; what is acknowledged is never lost.

    The workspace is opened anew for each turn, so that nothing of one stays in memory. Raises BadInput where a place
    can't be listened at, and what kept the last turn from being done.
    """
    with opened() as work:
        settings, folder = work.settings, work.folder / "spool"
    labels = Labels(how.handling or settings.handling, how.originator or settings.originator, how.simulated)
    with Spool(folder, labels) as spool, _Ears(how, spool, tell) as ears:
        due, last, next_at = True, False, time.monotonic()
        while not last:
            last = ears.rest(next_at, stop)
            next_at = time.monotonic() + how.every_s
            if last:
                ears.close()
            spool.turn()
            if due or last or spool.closed():
                turn = _turn(opened, spool, due=due)
                turn.acknowledged = spool.acknowledged
                turn.dropped, turn.cut = ears.inbox.dropped, ears.cutter.cut
                due = turn.problem is not None
                yield turn
                if last and turn.problem:
                    raise turn.problem


def _turn(opened: Opened, spool: Spool, *, due: bool) -> Turn:
    """Bring what waits in the spool to the lake, and then the leads up to date, if they are ``due`` or something came."""
    waiting = spool.closed()
    turn = Turn(datetime.now(UTC))
    try:
        if waiting or due:
            with opened() as work:
                for file in waiting:
                    _ingest(work, file, turn)
                    spool.done(file)
                merge(work)
                turn.leads = pipeline.detect(work)
    except Exception as error:  # noqa: BLE001 whatever keeps a turn from being done, listening goes on, and it is told
        turn.problem = error
    turn.at = datetime.now(UTC)
    if waiting:
        turn.behind_s = round((turn.at - waiting[0].since).total_seconds(), 1)
    return turn


def _ingest(work: Workspace, file: Spooled, turn: Turn) -> None:
    told = file.labels
    (one,) = pipeline.ingest(
        work, "ais", [file.path], handling=told.handling, originator=told.originator, simulated=told.simulated
    )
    turn.rows_in += one.rows_in
    turn.rows_used += one.rows_used
    turn.rejected += one.rejected


@dataclass
class _Ears:
    """A thread for each place, which fills the inbox, and one that empties it into the spool."""

    how: Listening
    spool: Spool
    tell: Callable[[str], None]
    inbox: _live.Inbox = field(default_factory=_live.Inbox)
    cutter: _live.Cutter = field(default_factory=_live.Cutter)
    _stop: threading.Event = field(default_factory=threading.Event)
    _deaf: threading.Event = field(default_factory=threading.Event)
    _failed: OSError | None = None
    _threads: list[threading.Thread] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)
    _heard_at: float = field(default_factory=time.monotonic)

    def __enter__(self) -> Self:
        for receiver in [_live.listen(place) for place in self.how.udp]:
            self._start(partial(_live.datagrams, receiver, self.inbox, self._stop))
            self.tell(f"{_live.Place(*receiver.getsockname()[:2])}: listening")
        for place in self.how.tcp:
            self._start(partial(_live.stream, place, self.inbox, self._stop, self.tell))
        self._writer = self._start(self._write)
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self, run: Callable[[], None]) -> threading.Thread:
        def guarded() -> None:
            try:
                run()
            except OSError as error:
                self._failed = error

        self._threads.append(threading.Thread(target=guarded, daemon=True))
        self._threads[-1].start()
        return self._threads[-1]

    def close(self) -> None:
        """Hear no more, and have what was heard on disk; raises what ended a thread."""
        self._stop.set()
        for thread in self._threads:
            if thread is not self._writer:
                thread.join()
        self._deaf.set()
        self._writer.join()
        if self._failed:
            raise self._failed

    def rest(self, until: float, stop: threading.Event) -> bool:
        """Wait for the next turn; True when it is the last."""
        while True:
            now = time.monotonic()
            over = stop.is_set() or self._failed is not None or now - self._began >= self.how.for_s
            if over or now - self._heard_at >= self.how.until_idle_s:
                return True
            if now >= until:
                return False
            stop.wait(min(0.1, until - now))

    def _write(self) -> None:
        """Write and flush all that came, then see what came meanwhile; while the spool is full, the inbox fills."""
        heard = Heard()
        while True:
            over = self._deaf.is_set()
            if self.spool.full and not over:
                self._deaf.wait(0.2)
                continue
            pieces = self.inbox.take()
            block, lines = bytearray(), 0
            for data, count in self._units(heard, pieces, FOREVER if over else time.time()):
                block += data
                lines += count
                if len(block) >= _BLOCK:
                    self.spool.append(bytes(block), lines)
                    block, lines = bytearray(), 0
            if block:
                self.spool.append(bytes(block), lines)
            self.spool.sync()
            if over and not pieces:
                return

    def _units(self, heard: Heard, pieces: Sequence[_live.Piece], now: float) -> Iterator[Unit]:
        for piece in pieces:
            for line in self.cutter.lines(piece):
                self._heard_at = time.monotonic()
                yield from heard.line(piece.sender, line, piece.at)
        yield from heard.late(now)
