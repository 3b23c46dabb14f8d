"""Days and times as official lists write them, as ISO 8601, whole or partial."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from leadline.errors import BadInput

_NAMED = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])(?:-?(0[1-9]|[12]\d|3[01]))?(?!\d)")
_MONTHS = dict(jan=1, feb=2, mar=3, apr=4, may=5, jun=6, jul=7, aug=8, sep=9, oct=10, nov=11, dec=12)
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_EAST = re.compile(r"(\d{4})\s?[年년.]\s?(?:(\d{1,2})\s?[月월.]\s?)?(?:(\d{1,2})\s?[日일.]?)?")
_WRITTEN = re.compile(r"(?:(\d{1,2})[ -])?([A-Za-z]{3})[a-z]*\.?[ -](\d{4})")

_LONGEST = 200
"""No date is longer; patterns with two open ends take their time over long texts."""
_SERIAL = 10_000
"""A workbook counts days from the end of 1899: this one is in 1927. Years are smaller, so nothing is taken for the other."""


def moment(said: str, by: str) -> str:
    """A day or time in ISO 8601 as the list writes it, its zone left out; of a month its first day.

    A list's day is the one on its head, wherever one reads it. ``BadInput`` names who said what isn't one.
    """
    whole = said.strip() + "-01" * (len(said.strip()) == 7)
    try:
        when = datetime.fromisoformat(whole)
    except ValueError as error:
        raise BadInput(f"{said!r}, by {by}, is no day or time. Write --as-of YYYY-MM-DD.") from error
    return when.replace(tzinfo=UTC).isoformat()


def from_names(files: Iterable[Path]) -> str:
    """The day or month that names of files have, as in ``sdn_2023-01.csv``; empty where none has one.

    Of several files' the earliest: what was listed after it may be missing.
    """
    days = (max(map("-".join, (filter(None, m) for m in _NAMED.findall(f.name))), default="") for f in files)
    return min(filter(None, days), default="")


def of_version(given: str, told: str, published: str, files: Iterable[Path]) -> tuple[str, str]:
    """The time of a list's version, and who says so: a person, the file, its server, its name, or else the clock."""
    by_names = from_names(files)
    for said, by in (
        (given, "--as-of"),
        (told, "the file"),
        (published, "the server"),
        (by_names, "the file's name"),
    ):
        if said:
            return moment(said, by), by
    return moment(datetime.now(UTC).date().isoformat(), "the clock"), "the day of the import"


def day(said: str) -> str:
    """A day that a list writes in one of the usual ways (``02/03/2016``, day first; ``2 Mar 2016``; ``1964年3月``) as ISO.

    ``00`` for a day or month that isn't known leaves it out. What isn't understood comes back as it is.
    """
    if len(said) > _LONGEST:
        return said
    told = unicodedata.normalize("NFKC", said).strip()
    if found := _DAY_FIRST.fullmatch(told):
        return _joined(found[3], int(found[2]), int(found[1]))
    if (found := _WRITTEN.fullmatch(told)) and (month := _MONTHS.get(found[2].lower())):
        return _joined(found[3], month, int(found[1] or 0))
    if (found := _EAST.fullmatch(told)) and told[4:]:
        return _joined(found[1], int(found[2] or 0), int(found[3] or 0))
    if told.isdigit() and _SERIAL <= int(told) < 8 * _SERIAL:
        return (date(1899, 12, 30) + timedelta(days=int(told))).isoformat()
    return told


def _joined(year: str, month: int, day_: int) -> str:
    if not month:
        return year
    return f"{year}-{month:02}-{day_:02}" if day_ else f"{year}-{month:02}"


_ABOUT = re.compile(r"^(?:circa|ca\.?|about|approximately|approx\.?|around)\s+|頃$|ごろ$|경$", re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?:between\s+|from\s+)?(?P<first>\S.*?)(?:\s+(?:to|and)\s+|\s*[-–~〜～]\s*|から)(?P<last>\S.*?)(?:の間|までの間|まで)?",
    re.IGNORECASE,
)
_SPAN = 15
"""Years between which each is a fact to compare; of a wider span only its ends."""


def days(said: str) -> list[str]:
    """The days that a date may stand for: ``circa 1954`` one year, ``1951 to 1953`` three; as is, where not understood."""
    if len(said) > _LONGEST:
        return [said]
    told = _ABOUT.sub("", unicodedata.normalize("NFKC", said).strip()).strip()
    if (one := day(told)) and is_day(one):
        return [one]
    if found := _BETWEEN.fullmatch(told):
        first, last = day(found["first"]), day(found["last"])
        if is_day(first) and is_day(last):
            return years(first[:4], last[:4]) if first[:4] != last[:4] else [first[:4]]
    return [told] if told else []


def is_day(said: str) -> bool:
    """Whether this is a year, month or day in ISO 8601."""
    return re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", said) is not None


def years(first: str, last: str) -> list[str]:
    """Every year of a span; its ends where it is long."""
    if 0 <= int(last) - int(first) <= _SPAN:
        return [str(year) for year in range(int(first), int(last) + 1)]
    return [first, last]
