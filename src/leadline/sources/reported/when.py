"""Dates as reports give them: a year, a month, a day or a moment; each stands for an interval."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime

PRECISIONS = ("minute", "day", "month", "year", "unknown")
"""From the finest to the coarsest."""
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)


@dataclass(frozen=True)
class Span:
    """The moments that a date can mean, first and last, and how precisely it was given."""

    first: datetime
    last: datetime
    precision: str


def span(text: str) -> Span:
    """The interval that ``text`` names, in UTC: ``2018-03`` is all of March.

    Raises ``ValueError`` with a sentence that shows how to write it.
    """
    if match := _PARTIAL.fullmatch(text):
        return _partial(text, *(int(part) if part else None for part in match.groups()))
    match = _MOMENT.fullmatch(text)
    if not match:
        raise ValueError(f"{text[:40]!r} is no date: write 2018, 2018-03, 2018-03-14 or 2018-03-14T06:30Z")
    if not match[3]:
        raise ValueError(f"{text!r} has no time zone: add Z for UTC, or the offset as in +09:00")
    try:
        at = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is not in the calendar or on the clock") from None
    return Span(at, at, "minute")


def _partial(text: str, year: int | None, month: int | None, day: int | None) -> Span:
    assert year is not None
    last_month = month or 12
    try:
        first = datetime(year, month or 1, day or 1, tzinfo=UTC)
        last_day = day or calendar.monthrange(year, last_month)[1]
        last = datetime(year, last_month, last_day, 23, 59, 59, 999_999, tzinfo=UTC)
    except ValueError:
        raise ValueError(f"{text!r} is not in the calendar") from None
    return Span(first, last, "day" if day else "month" if month else "year")


def coarsest(*precisions: str) -> str:
    """The coarsest of some precisions."""
    return max(precisions, key=PRECISIONS.index)
