"""What a dossier holds, in plain shapes, and its JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, UTC, datetime, timedelta
from typing import Any, Literal

from leadline.detectors._flags import flag_of_mmsi
from leadline.entities import identifiers
from leadline.errors import BadInput
from leadline.settings import TLP

SCHEMA = "leadline-voyage/1"
Row = dict[str, Any]
Kind = Literal["imo", "mmsi"]
DIGITS: Mapping[Kind, int] = {"imo": 7, "mmsi": 9}
TABLES = ("gaps", "encounters", "port_visits", "trips", "loitering", "zone_entries")
"""Derived tables of which a dossier holds the ship's rows, as their contracts have them."""


@dataclass(frozen=True)
class Asked:
    """The number that a dossier is about; ``says`` warns of what is wrong with it."""

    kind: Kind
    number: int
    says: str = ""

    def __str__(self) -> str:
        return f"{self.kind.upper()} {self.number:0{DIGITS[self.kind]}d}"


def read_number(text: str) -> Asked:
    """An IMO number or an MMSI, told apart by the number of digits; one that fails its check digit is asked about too.

    :raises BadInput: when it is neither.
    """
    for kind, digits in DIGITS.items():
        found = identifiers.read(kind, text)
        if found.normal.isascii() and found.normal.isdecimal() and len(found.normal) == digits:
            return Asked(kind, int(found.normal), " ".join(found.warnings))
    raise BadInput(
        f"{text!r} is neither an IMO number (seven digits) nor an MMSI (nine). Write 1234567, 'IMO 1234567' or 123456789."
    )


@dataclass(frozen=True)
class Range:
    """Days in UTC: from the first moment of one up to ``until``, which is not in it."""

    since: datetime
    until: datetime

    @classmethod
    def of_days(cls, first: datetime, last: datetime) -> "Range":
        """All of the days on which the two moments fall, and those between."""
        start, end = (m.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC) for m in (first, last))
        if end < start:
            raise BadInput(f"The range ends on {end:%Y-%m-%d}, before it begins on {start:%Y-%m-%d}.")
        if end.year == MAXYEAR:
            raise BadInput(f"The range ends in the year {end.year}. Name a day that has come.")
        return cls(start, end + timedelta(days=1))

    def meets(self, first: datetime, last: datetime | None) -> bool:
        """Whether a stretch of time touches the range; one without an end goes on."""
        return first < self.until and (last is None or last >= self.since)

    @property
    def hours(self) -> int:
        """Length in hours."""
        return round((self.until - self.since).total_seconds() / 3600)

    def __str__(self) -> str:
        last = self.until - timedelta(days=1)
        return f"{self.since:%Y-%m-%d}" + (f" to {last:%Y-%m-%d}" if last > self.since else "")


@dataclass(frozen=True)
class Dossier:
    """All that is shown of one number in a range of days.

    ``mmsis``: each MMSI, with when it claimed the IMO number asked for. ``met``: names of ships that it met. ``ships``:
    the segments heard, with their fixes in the range. ``track``: fixes to draw, one in ``track_every_h`` hours and the ends
    of silences. ``rows``: rows of the derived tables, by table. ``law``: paragraphs as they stood on days of leads.
    ``unseen``: what was not looked at.
    """

    asked: Asked
    range: Range
    mmsis: list[Row]
    identities: list[Row]
    names: Mapping[int, str]
    met: list[Row] = field(default_factory=list)
    ships: list[Row] = field(default_factory=list)
    hours_heard: int = 0
    track: list[Row] = field(default_factory=list)
    track_every_h: int = 1
    rows: Mapping[str, list[Row]] = field(default_factory=dict)
    listings: list[Row] = field(default_factory=list)
    leads: list[Row] = field(default_factory=list)
    law: list[Row] = field(default_factory=list)
    files: list[Row] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    @property
    def handling(self) -> str:
        """The strictest label of all that it shows."""
        return max((row["handling"] for row in self._shown()), key=TLP.index, default=TLP[-1])

    @property
    def simulated(self) -> bool:
        """Whether anything in it is simulated."""
        return any(row["simulated"] for row in self._shown())

    @property
    def all_simulated(self) -> bool:
        """Whether everything in it is."""
        return all(row["simulated"] for row in self._shown())

    def _shown(self) -> Iterable[Row]:
        for rows in (
            self.identities, self.met, self.ships, self.listings, self.leads, self.files, *self.rows.values()
        ):  # fmt: skip
            yield from rows

    @property
    def observations(self) -> list[str]:
        """Every observation that it rests on."""
        every = [*self.identities, *self.met, *self.listings, *self.leads, *self.track]
        every += [row for rows in self.rows.values() for row in rows]
        return sorted({one for row in every for one in cited(row)})

    def ship(self, segment_id: int) -> str:
        """The MMSI of a segment; where several ships drawn share it, which of them."""
        mmsi, place = divmod(segment_id, 1000)
        sharing = sum(ship["drawn"] for ship in self.ships if ship["mmsi"] == mmsi)
        return f"{mmsi:09d}" + (f" (ship {place + 1})" if sharing > 1 else "")

    def name(self, mmsi: int) -> str:
        """The name that an MMSI claimed, with the MMSI; without a claim the MMSI alone."""
        known = self.names.get(mmsi)
        return f"{known}, MMSI {mmsi:09d}" if known else f"MMSI {mmsi:09d}"


def us(at: datetime) -> int:
    """Microseconds since 1970 of a moment at a whole second."""
    return int(at.timestamp()) * 1_000_000


def cited(row: Mapping[str, Any]) -> list[str]:
    """The observations that a row names, each once: where it opened, what is between, where it closed."""
    names = (
        "observation_id", "opened_by", "fix_a", "fix_b", "draught_before_id", "draught_after_id", "closed_by"
    )  # fmt: skip
    ids = [row[name] for name in names if row.get(name)]
    return list(dict.fromkeys([*ids, *row.get("observations", ())]))


def flag(mmsi: int) -> str | None:
    """The State whose digits the MMSI has, in capitals where a State has them: what is broadcast, no registry's flag."""
    found = flag_of_mmsi(mmsi)
    return found.upper() if found and len(found) == 2 else found


def plain(one: Dossier) -> Row:
    """The dossier as data for JSON; times are datetimes. Its shape is told in docs/how-to/voyage.md."""
    return {
        "schema": SCHEMA,
        "asked": {"kind": one.asked.kind, "number": one.asked.number, "says": one.asked.says},
        "from": one.range.since,
        "until": one.range.until,
        "handling": one.handling,
        "simulated": one.simulated,
        "mmsis": one.mmsis,
        "ships": one.ships,
        "hours_heard": one.hours_heard,
        "track": {"every_h": one.track_every_h, "points": one.track},
        **{name: one.rows.get(name, []) for name in TABLES},
        "identities": one.identities,
        "met": one.met,
        "listings": one.listings,
        "leads": one.leads,
        "law": one.law,
        "not_looked_at": one.unseen,
        "archived_files": one.files,
    }
