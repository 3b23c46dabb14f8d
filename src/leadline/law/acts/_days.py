"""Days of an act: a day, a month, a year, or from one to another; always the whole interval that is meant."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from leadline.errors import BadInput

_MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_name) if n}
_MONTHS |= {name.casefold(): n for n, name in enumerate(calendar.month_abbr) if n} | {"sept": 9}
_NAMED = re.compile(r"(?:(\d{1,2})\s+)?([a-z]{3,9})\.?\s+(?:(\d{1,2}),\s+)?(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[t ].{1,40})?)?)?", re.ASCII)
_QUARTER = re.compile(r"(\d{4})[- ]?q([1-4])", re.ASCII)
_VAGUE = re.compile(r"\b(about|around|circa|c\.|ca\.|early|mid|late|by|in|on|the)\b-?\s*")
_BETWEEN = re.compile(r"\s*(?:/|\.\.+|\s(?:to|until|till|and|-)\s|[–—])\s*")
_OPEN = {"", "now", "today", "present", "ongoing", "open", "null", "unknown", "~"}


@dataclass(frozen=True)
class Span:
    """First and last day, both inclusive; ``None`` where it is not known."""

    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def one_day(self) -> bool:
        """Whether it is a single day."""
        return self.first is not None and self.first == self.last

    def within(self, other: "Span") -> bool:
        """Whether all of it lies in ``other``."""
        begins = other.first is None or (self.first is not None and self.first >= other.first)
        return begins and (other.last is None or (self.last is not None and self.last <= other.last))

    def __str__(self) -> str:
        """The span in words."""
        if self.one_day:
            return str(self.first)
        if self.first is None and self.last is None:
            return "an unknown day"
        return f"{self.first or 'an unknown day'} to {self.last or 'an unknown day'}"


def span(text: str) -> Span:
    """The whole interval that ``text`` names: ``2017-08``, ``5 August 2017``, ``2016-11/2018-04``, ``2017``.

    Raises ``BadInput`` where it is no date, or ends before it begins.
    """
    told = " ".join(text.casefold().split())
    if told in _OPEN:
        return Span()
    parts = _BETWEEN.split(told)
    if len(parts) == 2:
        first, last = (Span() if part in _OPEN else _one(part, text) for part in parts)
        return joined(first, last, text)
    return _one(told, text)


def joined(first: Span, last: Span, said: str) -> Span:
    """From the begin of ``first`` to the end of ``last``."""
    if first.first and last.last and last.last < first.first:
        raise BadInput(f"{said[:60]!r} ends before it begins. Turn the two dates round.")
    return Span(first.first, last.last)


def _one(told: str, said: str) -> Span:
    plain = _VAGUE.sub("", told).strip()
    if quarter := _QUARTER.fullmatch(plain):
        begin = 3 * int(quarter[2]) - 2
        return Span(_day(int(quarter[1]), begin, 1, said), _day(int(quarter[1]), begin + 2, None, said))
    if iso := _ISO.fullmatch(plain):
        parts = [int(part) if part else None for part in iso.groups()]
        return _interval(int(iso[1]), parts[1], parts[2], said)
    named = _NAMED.fullmatch(plain)
    if named and named[2] in _MONTHS:
        day = named[1] or named[3]
        return _interval(int(named[4]), _MONTHS[named[2]], int(day) if day else None, said)
    raise BadInput(
        f"{said[:60]!r} is no date. Write 2017-08-05, 2017-08, 2017, or two of them with '/' between."
    )


def _interval(year: int, month: int | None, day: int | None, said: str) -> Span:
    if month is None:
        return Span(_day(year, 1, 1, said), _day(year, 12, 31, said))
    if day is None:
        return Span(_day(year, month, 1, said), _day(year, month, None, said))
    return Span(_day(year, month, day, said), _day(year, month, day, said))


def _day(year: int, month: int, day: int | None, said: str) -> dt.date:
    """A day of the calendar; without ``day``, the last of the month."""
    try:
        found = dt.date(year, month, day if day is not None else calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        found = dt.date.min
    if not 1945 <= found.year <= 2100:
        raise BadInput(f"{said[:60]!r} is in no calendar between 1945 and 2100. Mend the date.")
    return found
