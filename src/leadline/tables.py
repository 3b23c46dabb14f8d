"""The contract of every table: columns, types, units, meaning and key. Contracts only, no expressions.

Times are UTC microseconds, positions WGS-84 degrees, distances metres, speeds knots, headings degrees
from north, silences hours. A column that may be unknown is marked ``null``; unknown is never a number.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import pyarrow as pa

from leadline.errors import BadContent, UnknownName

Type = Literal["string", "int64", "float64", "bool", "timestamp", "string[]"]
Kind = Literal["observation", "derived", "lead"]

ARROW: Mapping[Type, pa.DataType] = MappingProxyType(
    {
        "string": pa.string(),
        "int64": pa.int64(),
        "float64": pa.float64(),
        "bool": pa.bool_(),
        "timestamp": pa.timestamp("us", tz="UTC"),
        "string[]": pa.list_(pa.string()),
    }
)
IBIS: Mapping[Type, str] = MappingProxyType(
    {
        "string": "string",
        "int64": "int64",
        "float64": "float64",
        "bool": "boolean",
        "timestamp": "timestamp('UTC', 6)",
        "string[]": "array<string>",
    }
)


@dataclass(frozen=True)
class Column:
    """One column: ``says`` is its meaning in a sentence, ``unit`` stays empty for counts and names."""

    name: str
    type: Type
    says: str
    unit: str = ""
    null: bool = False


@dataclass(frozen=True)
class Contract:
    """The schema of one table; ``key`` names the columns that no two rows share."""

    name: str
    kind: Kind
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Column]:
        """Columns in their order."""
        return iter(self.columns)

    @property
    def names(self) -> list[str]:
        """Column names in their order."""
        return [column.name for column in self.columns]

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema that files of this table have."""
        return pa.schema([pa.field(c.name, ARROW[c.type], nullable=c.null) for c in self.columns])

    @property
    def ibis(self) -> dict[str, str]:
        """Column name to Ibis type, for expressions over an empty table."""
        return {c.name: IBIS[c.type] for c in self.columns}

    def own(self) -> "Contract":
        """The contract without the columns that the frame adds to every observation."""
        mine = tuple(c for c in self.columns if c.name not in {p.name for p in PROVENANCE})
        return Contract(self.name, self.kind, self.says, self.key, mine)

    def check(self, schema: pa.Schema) -> None:
        """Refuse a schema that isn't this contract's, naming every column that is off."""
        want = {c.name: ARROW[c.type] for c in self.columns}
        have = {field.name: field.type for field in schema}
        wrong = [f"{n} is missing" for n in want if n not in have]
        wrong += [f"{n} isn't in the contract" for n in have if n not in want]
        wrong += [f"{n} is {have[n]}, not {want[n]}" for n in want if n in have and have[n] != want[n]]
        if wrong:
            raise BadContent(f"Table {self.name}: " + "; ".join(wrong) + ". Its contract is in tables.py.")


def _c(name: str, type_: Type, says: str, unit: str = "", *, null: bool = False) -> Column:
    return Column(name, type_, says, unit, null)


CARRIED = (
    _c("handling", "string", "TLP 2.0 label of the archived file; what is derived takes the strictest."),
    _c("originator", "string", "Who handed the archived file in."),
    _c("simulated", "bool", "True for an exercise; such rows never carry an identity that a ship can have."),
)
PROVENANCE = (
    _c("observation_id", "string", "First 16 hex digits of the archived file's SHA-256, ':' and the row."),
    _c("archived_id", "string", "SHA-256 of the archived file that the row came from."),
    *CARRIED,
)
ROW = _c(
    "row",
    "int64",
    "Row (line, or position in a columnar file) of the archived file, from 1; 0 stands for the whole file.",
)


def _observation(name: str, says: str, *columns: Column, key: tuple[str, ...] = ()) -> Contract:
    head, carried = PROVENANCE[:2], PROVENANCE[2:]
    return Contract(name, "observation", says, ("observation_id", *key), (*head, ROW, *columns, *carried))


MMSI = _c("mmsi", "int64", "Number that the transmission claims; several ships may share it.")
TS = _c("ts", "timestamp", "When it was heard or reported.", "UTC")
LAT = _c("lat", "float64", "Latitude.", "degrees")
LON = _c("lon", "float64", "Longitude, -180 up to 180.", "degrees")

positions = _observation(
    "positions",
    "Where a vessel said it was, as heard.",
    MMSI,
    TS,
    LAT,
    LON,
    _c("sog_kn", "float64", "Speed over ground as reported.", "knots", null=True),
    _c("cog_deg", "float64", "Course over ground as reported.", "degrees", null=True),
    _c("heading_deg", "float64", "True heading as reported.", "degrees", null=True),
    _c("nav_status", "int64", "Navigation status code as typed by the crew.", "ITU-R M.1371", null=True),
    _c("message_type", "int64", "AIS message type, where known.", "ITU-R M.1371", null=True),
)
static_reports = _observation(
    "static_reports",
    "What a vessel said it was: identity and voyage, typed by its crew.",
    MMSI,
    TS,
    _c("imo", "int64", "IMO number as claimed; not checked.", null=True),
    _c("name", "string", "Name as claimed.", null=True),
    _c("call_sign", "string", "Call sign as claimed.", null=True),
    _c("ship_type", "int64", "Type code as claimed.", "ITU-R M.1371", null=True),
    _c("draught_m", "float64", "Draught as typed.", "metres", null=True),
    _c("destination", "string", "Destination as typed.", null=True),
    _c("length_m", "float64", "Length overall as claimed.", "metres", null=True),
    _c("beam_m", "float64", "Beam as claimed.", "metres", null=True),
)
acts = _observation(
    "acts",
    "Something done, as somebody reported it; what the report leaves open stays null.",
    _c("act", "string", "The reporter's own name for the act, unique in its file."),
    _c("case_ref", "string", "Case that the act belongs to.", null=True),
    _c("title", "string", "Title of the case, or of the act where it stands alone.", null=True),
    _c("kind", "string", "What was done: sighting, delivery, call, transfer, payment …"),
    _c("reported_by", "string", "Who says so."),
    _c("source", "string", "The report: title or key.", null=True),
    _c("locator", "string", "Where in the source: page, paragraph, section, address.", null=True),
    _c("says", "string", "What was reported, in a sentence of our own words."),
    _c("by_name", "string", "Who did it, as reported.", null=True),
    _c("by_imo", "int64", "IMO number of the vessel that did it.", null=True),
    _c("by_mmsi", "int64", "MMSI of the vessel that did it.", null=True),
    _c("by_flag", "string", "Flag or nationality reported for it.", "ISO 3166-1 alpha-2", null=True),
    _c("to_name", "string", "To whom it was done, as reported.", null=True),
    _c("to_imo", "int64", "IMO number of the vessel it was done to.", null=True),
    _c("to_mmsi", "int64", "MMSI of the vessel it was done to.", null=True),
    _c("to_flag", "string", "Flag or nationality reported for it.", "ISO 3166-1 alpha-2", null=True),
    _c("goods", "string", "With what: goods, service, money, people.", null=True),
    _c("hs", "string", "HS code given or implied for the goods.", "HS", null=True),
    _c("amount", "float64", "Quantity as reported; the unit is kept as reported.", "see unit", null=True),
    _c("unit", "string", "Unit of the quantity, or currency.", null=True),
    _c("place", "string", "Where, in words.", null=True),
    _c("lat", "float64", "Latitude, where reported.", "degrees", null=True),
    _c("lon", "float64", "Longitude, where reported.", "degrees", null=True),
    _c("place_km", "float64", "How precisely the place is known.", "kilometres", null=True),
    _c("first_at", "timestamp", "Earliest time it can have been done.", "UTC", null=True),
    _c("last_at", "timestamp", "Latest time it can have been done.", "UTC", null=True),
    _c("time_precision", "string", "As dated by the reporter: minute, day, month, year, unknown."),
    _c("measures", "string[]", "Paragraph ids that the reporter, or whoever re-expressed it, names."),
    _c("disputed", "string", "Reply or dispute on the public side, in our words.", null=True),
)
listings = _observation(
    "listings",
    "Entries of an official list: who is designated, by whom, under what, since when.",
    _c("list", "string", "Id of the list."),
    _c("authority", "string", "Who designates, and so whom it binds."),
    _c("ref", "string", "The list's own reference for the entry."),
    _c("schema", "string", "FollowTheMoney schema: Person, Organization, Vessel …"),
    _c("name", "string", "Primary name as listed."),
    _c("aliases", "string[]", "Other names as listed."),
    _c("imo", "int64", "IMO number as listed.", null=True),
    _c("measure", "string", "What the listing does: asset freeze, port-entry ban …"),
    _c("paragraph", "string", "Paragraph id under which it is listed, where coded.", null=True),
    _c("listed_from", "timestamp", "Day of the listing.", "UTC"),
    _c("listed_until", "timestamp", "Day of the delisting, exclusive.", "UTC", null=True),
    key=("measure",),
)
statements = _observation(
    "statements",
    "What lists say of their entries, one property of FollowTheMoney a row, with the versions that said it.",
    _c("list", "string", "Id of the list."),
    _c(
        "entity_id",
        "string",
        "Id of the list, '-' and its reference; of a listing, wallet or link, '..' and more.",
    ),
    _c("schema", "string", "FollowTheMoney schema: Person, Vessel, Sanction (a listing) …"),
    _c("prop", "string", "FollowTheMoney property: name, alias, birthDate, listingDate …"),
    _c(
        "value",
        "string",
        "Its value, as FollowTheMoney writes it: ISO dates, country codes in small letters.",
    ),
    _c("lang", "string", "ISO 639-3 code of the value's language, where the list tells it; else empty."),
    _c(
        "original_value", "string", "The list's own words, where the value was taken out of them; else empty."
    ),
    _c(
        "first_seen",
        "timestamp",
        "Day and time of the oldest version known that says so, as the list writes it.",
    ),
    _c("last_seen", "timestamp", "Day and time of the newest version that says so, as the list writes it."),
    _c("in_force", "bool", "True where the list's version in force says so."),
    key=("entity_id", "prop", "value", "lang"),
)
rejects = Contract(
    "rejects",
    "observation",
    "Rows that were not turned into observations, each with its reason: nothing is lost, nothing guessed.",
    ("archived_id", "row", "source"),
    (
        PROVENANCE[1],
        _c("file", "string", "Name of the file as it came."),
        _c("source", "string", "Source that read the file."),
        ROW,
        _c("reason", "string", "Why, in words."),
        _c("raw", "string", "The row as it came, cut at 200 characters.", null=True),
        *CARRIED,
    ),
)

SEGMENT = _c(
    "segment_id",
    "int64",
    "The ship behind the claim: MMSI × 1000 plus 0 for the first ship heard under it, 1 …",
)
COVERAGE = (
    _c("heard_share", "float64", "Share of the hours in which others were heard there.", "0 to 1"),
    _c("others_heard", "int64", "Most other vessels heard there in one of those hours."),
)
OPENED = _c("opened_by", "string", "Observation that opened it.")
CLOSED = _c("closed_by", "string", "Observation that closed it.")

tracks = Contract(
    "tracks",
    "derived",
    "Positions by ship: each with the segment it belongs to and a speed, reported or implied from motion.",
    ("segment_id", "ts"),
    (
        PROVENANCE[0],
        SEGMENT,
        MMSI,
        TS,
        LAT,
        LON,
        _c(
            "speed_kn",
            "float64",
            "Speed as reported, else implied from the motion to here.",
            "knots",
            null=True,
        ),
        _c("speed_implied", "bool", "True where the speed was implied."),
        *CARRIED,
    ),
)
segments = Contract(
    "segments",
    "derived",
    "The ships that share one MMSI, kept apart by implausible motion only; silence never splits.",
    ("segment_id",),
    (
        SEGMENT,
        MMSI,
        _c("first_at", "timestamp", "First fix.", "UTC"),
        _c("last_at", "timestamp", "Last fix.", "UTC"),
        _c("fixes", "int64", "Number of fixes."),
        _c("min_lat", "float64", "Southernmost latitude.", "degrees"),
        _c("max_lat", "float64", "Northernmost latitude.", "degrees"),
        _c("min_lon", "float64", "Westernmost longitude.", "degrees"),
        _c("max_lon", "float64", "Easternmost longitude.", "degrees"),
        _c("max_knots", "float64", "Threshold: faster motion than this splits.", "knots"),
        *CARRIED,
    ),
)
reception = Contract(
    "reception",
    "derived",
    "How many vessels were heard in each half-degree cell and hour; exercises apart from reality.",
    ("cell", "hour", "simulated"),
    (
        _c("cell", "int64", "Half-degree cell, see exprs.cell."),
        _c("hour", "int64", "Hours since 1970.", "hours"),
        CARRIED[2],
        _c("vessels", "int64", "Distinct segments heard."),
        _c("fixes", "int64", "Positions heard."),
    ),
)
gaps = Contract(
    "gaps",
    "derived",
    "AIS silences of one ship: two fixes in a row with more than the threshold between them.",
    ("segment_id", "started_at"),
    (
        SEGMENT,
        MMSI,
        _c("started_at", "timestamp", "Last fix before the silence.", "UTC"),
        _c("ended_at", "timestamp", "First fix after the silence.", "UTC"),
        _c("silence_h", "float64", "Length of the silence.", "hours"),
        _c("lat_before", "float64", "Latitude before.", "degrees"),
        _c("lon_before", "float64", "Longitude before.", "degrees"),
        _c("lat_after", "float64", "Latitude after.", "degrees"),
        _c("lon_after", "float64", "Longitude after.", "degrees"),
        _c("distance_m", "float64", "Great-circle distance between the two fixes.", "metres"),
        _c("implied_kn", "float64", "Speed that the distance implies.", "knots"),
        _c("heard_before", "int64", "The ship's own fixes in the 12 hours before."),
        _c(
            "draught_before_m",
            "float64",
            "Last draught typed before, where one ship has the MMSI.",
            "metres",
            null=True,
        ),
        _c("draught_before_id", "string", "Observation that says so.", null=True),
        _c(
            "draught_after_m",
            "float64",
            "First draught typed after, where one ship has the MMSI.",
            "metres",
            null=True,
        ),
        _c("draught_after_id", "string", "Observation that says so.", null=True),
        *COVERAGE,
        _c("min_silence_h", "float64", "Threshold: silences longer than this count.", "hours"),
        OPENED,
        CLOSED,
        *CARRIED,
    ),
)
encounters = Contract(
    "encounters",
    "derived",
    "Two ships that stayed close and slow together.",
    ("segment_a", "segment_b", "first_at"),
    (
        _c("segment_a", "int64", "Segment of the first ship (the smaller id)."),
        _c("segment_b", "int64", "Segment of the second ship."),
        _c("mmsi_a", "int64", "MMSI that the first ship claims."),
        _c("mmsi_b", "int64", "MMSI that the second ship claims."),
        _c("first_at", "timestamp", "First fix of either while together, as heard.", "UTC"),
        _c("last_at", "timestamp", "Last fix of either while together, as heard.", "UTC"),
        _c("together_h", "float64", "Time together: as heard or on the grid, whichever is longer.", "hours"),
        _c("lat", "float64", "Latitude at the least distance.", "degrees"),
        _c("lon", "float64", "Longitude at the least distance.", "degrees"),
        _c("least_distance_m", "float64", "Least distance on the grid.", "metres"),
        _c("fix_a", "string", "Observation of the first ship just before the least distance."),
        _c("fix_b", "string", "Observation of the second ship just before the least distance."),
        *COVERAGE,
        _c("max_distance_m", "float64", "Threshold: closer than this is together.", "metres"),
        _c("min_together_h", "float64", "Threshold: at least this long.", "hours"),
        _c("max_speed_kn", "float64", "Threshold: both slower than this.", "knots"),
        OPENED,
        CLOSED,
        *CARRIED,
    ),
)
leads = Contract(
    "leads",
    "lead",
    "Machine-made suspicions with reasons: questions, never accusations.",
    ("lead_id",),
    (
        _c("lead_id", "string", "Hash of detector, subjects and the observation that opened the lead."),
        _c("version", "string", "Hash of everything that the lead says; a longer silence is a new version."),
        _c("detector", "string", "Id of the detector."),
        _c(
            "subjects",
            "string",
            "JSON: a list of mmsi, imo, name and flag where known, all as broadcast; the flag is that of the MMSI's digits.",
        ),
        _c("first_at", "timestamp", "Start of what was seen.", "UTC"),
        _c("last_at", "timestamp", "End of what was seen.", "UTC"),
        LAT,
        LON,
        _c("facts", "string", "JSON: the facts that the sentence states, and the thresholds."),
        _c("says", "string", "The sentence."),
        _c("stronger", "string[]", "Names of the facts that make it stronger."),
        _c("asks", "string[]", "Innocent explanations that the data cannot tell apart, as questions."),
        _c("measures", "string", "JSON: measures concerned, with paragraph and what stood that day."),
        _c("observations", "string[]", "Observation ids that it rests on."),
        *CARRIED,
    ),
)

CONTRACTS: Mapping[str, Contract] = MappingProxyType(
    {
        c.name: c
        for c in (
            positions,
            static_reports,
            acts,
            listings,
            statements,
            rejects,
            tracks,
            segments,
            reception,
            gaps,
            encounters,
            leads,
        )
    }
)


def contract(name: str) -> Contract:
    """The contract of the table ``name``, or an error that offers near names."""
    if name not in CONTRACTS:
        raise UnknownName("table", name, CONTRACTS)
    return CONTRACTS[name]


def of_kind(*kinds: Kind) -> Iterable[Contract]:
    """Contracts of the given kinds, in the order of the data's way."""
    return (c for c in CONTRACTS.values() if c.kind in kinds)
