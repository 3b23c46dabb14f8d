"""Lines as a receiver sends them: each is given the time it was heard, and the parts of a message stay together.

The time stands on a line of its own before the sentence, as a tag block, which ``nmea`` reads: what was received is
kept as it came, and a time that a sentence gives itself goes before the one it was heard at.
"""

import re
from collections.abc import Iterator
from functools import lru_cache, reduce
from operator import xor

PATIENCE_S = 10.0
"""The parts of a message come within a second; what waits longer is let go as it is, and rejected by its reason."""
MOST_OPEN = 1_000
_PART = re.compile(rb"!..VD[MO],([2-9]),([1-9]),(\d?),([^,]{0,2}),")
_GROUP = re.compile(rb"[\\,]g:\d+-\d+-(\d+)")

Unit = tuple[bytes, int]
"""Bytes that belong together, each line ended, and how many of the lines were received."""


@lru_cache(maxsize=4)
def stamp(second: int) -> bytes:
    """A line that gives the sentence after it a time, in seconds since 1970, UTC."""
    body = b"c:%d" % second
    return b"\\%s*%02X\\\n" % (body, reduce(xor, body))


class Heard:
    """Puts together what belongs together, in bounded memory; each sender's lines are kept apart."""

    def __init__(self) -> None:
        self._open: dict[tuple[object, ...], list[tuple[float, Unit]]] = {}
        self._context: dict[str, tuple[float, bytes]] = {}

    def line(self, sender: str, line: bytes, at: float) -> Iterator[Unit]:
        """Take a line without its end, heard at ``at`` (seconds since 1970); yield what can be let go."""
        if line.startswith(b"$PGHP,") or (line.startswith(b"\\") and line.find(b"\\", 1) == len(line) - 1):
            # The time that the sender gives to its next sentence: another's must not take it.
            if before := self._context.pop(sender, None):
                yield before[1] + b"\n", 1
            self._context[sender] = at, line
        else:
            context = self._context.pop(sender, None)
            lines = [context[1], line] if context else [line]
            part = _PART.search(line)
            # A message has the time of its first part; two clocks in one would tear it apart.
            time = b"" if part and part[2] != b"1" else stamp(int(at))
            unit = time + b"\n".join([*lines, b""]), len(lines)
            yield from self._part(sender, part, unit, at) if part else (unit,)
        yield from self.late(at)

    def _part(self, sender: str, part: re.Match[bytes], unit: Unit, at: float) -> Iterator[Unit]:
        group = _GROUP.search(part.string, 0, part.start())
        total, number = int(part[1]), int(part[2])
        key = (sender, group and group[1], total, part[3], part[4])
        parts = self._open.pop(key, [])
        if number != len(parts) + 1:
            yield from (unit for _, unit in parts)
            parts = []
        parts.append((at, unit))
        if number == total or number != len(parts):
            yield b"".join(data for _, (data, _) in parts), sum(lines for _, (_, lines) in parts)
        else:
            self._open[key] = parts

    def late(self, now: float) -> Iterator[Unit]:
        """Let go of what has waited too long, or of the oldest where too much waits; of all at ``now`` infinite."""
        while self._open:
            key, parts = next(iter(self._open.items()))
            if len(self._open) <= MOST_OPEN and now - parts[0][0] < PATIENCE_S:
                break
            del self._open[key]
            yield from (unit for _, unit in parts)
        while self._context:
            sender, (at, line) = next(iter(self._context.items()))
            if len(self._context) <= MOST_OPEN and now - at < PATIENCE_S:
                break
            del self._context[sender]
            yield line + b"\n", 1
