"""Lines of an NMEA log as columns: what each line is, whether its checksum holds, and the time it gives.

Nothing here loops over lines: newlines, commas, stars and backslashes are found once per block, and fields are
ranges between them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadline.sources.ais.positions import SIX_BITS
from leadline.sources.ais.values import NO_TIME, Bools, Ints, epochs, moments

_PAD = 64  # so that a field near the end can be looked at without a bound check
_HEX = np.full(256, 255, np.uint8)
_HEX[list(b"0123456789ABCDEF")] = np.arange(16)
_HEX[list(b"abcdef")] = np.arange(10, 16)
_LONGEST_CHARS = 420  # a message holds at most 1,064 bits
_NEWLINE, _RETURN, _BANG, _DOLLAR, _STAR, _COMMA, _COLON, _BACKSLASH = b"\n\r!$*,:\\"


@dataclass(frozen=True)
class Marks:
    """A block of lines as bytes, and where its separators are."""

    data: NDArray[np.uint8]
    starts: Ints
    stops: Ints
    commas: Ints
    stars: Ints

    @classmethod
    def of(cls, block: bytes) -> "Marks":
        """The marks of a block that ends with a newline."""
        data = np.frombuffer(block + bytes(_PAD), np.uint8)
        text = data[: len(block)]
        ends = np.flatnonzero(text == _NEWLINE)
        starts = np.append(0, ends[:-1] + 1)
        stops = ends - ((ends > starts) & (data[ends - 1] == _RETURN))
        last = np.full(10, len(block))  # a field that isn't there starts beyond every line
        commas = np.append(np.flatnonzero(text == _COMMA), last)
        stars = np.append(np.flatnonzero(text == _STAR), last)
        return cls(data, starts, stops, commas, stars)

    def sum_holds(self, start: Ints, star: Ints, stop: Ints) -> Bools:
        """Whether the two hex digits after ``star`` are the XOR of the bytes between ``start`` and ``star``."""
        there = star + 2 < stop
        star = np.where(there, star, start + 1)
        high, low = _HEX[self.data[star + 1]], _HEX[self.data[star + 2]]
        said = (high << 4) | low
        spans = np.column_stack([start + 1, star]).ravel()
        meant = np.bitwise_xor.reduceat(self.data, spans)[::2] if len(spans) else said
        meant = np.where(star > start + 1, meant, 0)  # of nothing, reduceat gives what follows
        return np.asarray(there & (high < 16) & (low < 16) & (said == meant))

    def digits(self, start: Ints, stop: Ints, width: int) -> tuple[Ints, Bools]:
        """The whole number between two places of each line, and whether there is one of ``width`` digits at most."""
        length = stop - start
        fine = (length > 0) & (length <= width)
        value = np.zeros(len(start), np.int64)
        start = np.where(fine, start, 0)
        shortest = int(length.min(initial=width))
        for place in range(min(width, int(length.max(initial=0)))):
            digit = self.data[start + place] - np.uint8(48)  # what is no digit wraps to more than nine
            if place < shortest:
                fine &= digit <= 9
                value = value * 10 + digit
            else:
                inside = place < length
                fine &= ~inside | (digit <= 9)
                value = np.where(inside, value * 10 + digit, value)
        return value, fine


@dataclass(frozen=True)
class Sentences:
    """The lines that begin with '!', by column; ``line`` is their place among the lines of the block."""

    line: Ints
    ts: Ints
    well_formed: Bools
    sum_holds: Bools
    parts: NDArray[np.uint8]
    part: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    payload: Ints  # where it starts
    chars: Ints
    fill: NDArray[np.uint8]


def kinds(marks: Marks) -> tuple[Bools, Bools, Bools, Ints]:
    """Which lines are sentences, context (tags, '$'), junk; and where each line starts after its tag block."""
    first = marks.data[marks.starts]
    blank = marks.starts == marks.stops
    tagged = first == _BACKSLASH
    body = marks.starts.copy()
    if tagged.any():
        slashes = np.append(np.flatnonzero(marks.data == _BACKSLASH), [len(marks.data)] * 2)
        second = slashes[np.searchsorted(slashes, marks.starts[tagged]) + 1]
        body[tagged] = np.where(second < marks.stops[tagged], second + 1, marks.starts[tagged])
    lead = marks.data[body]
    sentence = (lead == _BANG) & ~blank
    only_tag = tagged & (body > marks.starts) & (body == marks.stops)
    context = (only_tag | (lead == _DOLLAR)) & ~blank
    return sentence, context, ~sentence & ~context & ~blank, body


def times(marks: Marks, block: bytes, body: Ints) -> Ints:
    """The time that each line itself gives: by its tag block, as a ``$PGHP`` line, or after the checksum."""
    ts = np.full(len(body), NO_TIME)
    if b"$PGHP," in block:
        _by_pghp(marks, body, ts)
    if (body > marks.starts).any():
        _by_tag(marks, body, ts)
    return ts


def _by_pghp(marks: Marks, body: Ints, ts: Ints) -> None:
    at = np.flatnonzero(marks.data[body] == _DOLLAR)
    for place, char in enumerate(b"PGHP,", 1):
        at = at[marks.data[body[at] + place] == char]
    comma = np.searchsorted(marks.commas, body[at])
    star = marks.stars[np.searchsorted(marks.stars, body[at])]
    fine = marks.sum_holds(body[at], star, marks.stops[at]) & (marks.commas[comma + 8] < star)
    fields = []
    for place in range(1, 8):
        value, is_number = marks.digits(marks.commas[comma + place] + 1, marks.commas[comma + place + 1], 4)
        fields.append(value)
        fine &= is_number
    year, month, day, hour, minute, second, milli = fields
    ts[at] = moments(year, month, day, hour, minute, second, milli * 1000, fine & (milli < 1000))


def _by_tag(marks: Marks, body: Ints, ts: Ints) -> None:
    data = marks.data
    colon = np.flatnonzero(data == _COLON)
    colon = colon[(colon > 1) & (data[colon - 1] == ord("c"))]
    at = colon[(data[colon - 2] == _BACKSLASH) | (data[colon - 2] == _COMMA)] - 1
    line = np.searchsorted(marks.starts, at, side="right") - 1
    inside = at < body[line]
    at, line = at[inside], line[inside]
    star = marks.stars[np.searchsorted(marks.stars, at)]
    stop = np.minimum(marks.commas[np.searchsorted(marks.commas, at)], star)
    value, fine = marks.digits(at + 2, stop, 16)
    fine &= marks.sum_holds(marks.starts[line], star, body[line])
    ts[line] = np.where(fine, epochs(value.astype(np.float64)), NO_TIME)


def sentences(marks: Marks, line: Ints, body: Ints, ts: Ints) -> Sentences:
    """The columns of the sentences on the given lines; ``ts`` is what the lines give, a trailing epoch comes on top."""
    data, start, stop = marks.data, body[line], marks.stops[line]
    comma = np.searchsorted(marks.commas, start)
    c = [marks.commas[comma + place] for place in range(6)]
    star = marks.stars[np.searchsorted(marks.stars, np.minimum(c[5], len(data)))]
    formed = (c[5] < stop) & (star + 2 < stop) & (c[0] == start + 6)
    formed &= (data[start + 3] == ord("V")) & (data[start + 4] == ord("D"))
    formed &= (data[start + 5] == ord("M")) | (data[start + 5] == ord("O"))
    parts, part, fill = (_digit(data, at, formed) for at in (c[0] + 1, c[1] + 1, c[5] + 1))
    formed &= (c[1] == c[0] + 2) & (c[2] == c[1] + 2) & (c[3] - c[2] <= 2) & (c[4] - c[3] <= 2)
    formed &= (star == c[5] + 2) & (fill < 6) & (parts >= 1) & (parts <= 9) & (part >= 1) & (part <= parts)
    formed &= c[5] - c[4] <= _LONGEST_CHARS
    chars = np.where(formed, c[5] - c[4] - 1, 0)
    payload = np.where(formed, c[4] + 1, 0)
    kind = np.where(chars > 0, SIX_BITS[data[payload]], 0)
    holds = marks.sum_holds(start, star, stop)
    ts = _trailing(marks, star, stop, formed & holds, ts[line])
    return Sentences(line, ts, formed, holds, parts, part, kind, payload, chars, fill)


def _digit(data: NDArray[np.uint8], at: Ints, formed: Bools) -> NDArray[np.uint8]:
    return np.asarray(data[np.where(formed, at, 0)] - np.uint8(48))


def _trailing(marks: Marks, star: Ints, stop: Ints, fine: Bools, ts: Ints) -> Ints:
    more = np.flatnonzero(fine & (star + 3 < stop))
    if len(more):
        last = marks.commas[np.searchsorted(marks.commas, stop[more]) - 1]
        value, is_number = marks.digits(last + 1, stop[more], 16)
        known = is_number & (value >= 100_000_000) & (last > star[more])
        ts[more] = np.where(known, epochs(value.astype(np.float64)), ts[more])
    return ts


def inherited(ts: Ints, context: Bools, own: Sentences, pending: int) -> tuple[Ints, int]:
    """The time of each sentence: its own, else that of a context line since the sentence before it.

    ``pending`` is such a time from the block before; the one left for the next block is returned.
    """
    at = np.where(context & (ts != NO_TIME), np.arange(len(ts)), -1)
    latest = np.maximum.accumulate(at)
    before = np.append(-1, own.line[:-1])
    source = latest[own.line]
    given = np.where(source > before, ts[source], NO_TIME)
    if len(given) and given[0] == NO_TIME:
        given[0] = pending
    if len(own.line):
        pending = NO_TIME
    left = latest[-1]
    if left > (own.line[-1] if len(own.line) else -1):
        pending = int(ts[left])
    return np.where(own.ts != NO_TIME, own.ts, given), pending
