"""Contracts of observations: what came in, as it was said."""

from leadline.tables._columns import CARRIED, LAT, LON, MMSI, PROVENANCE, ROW, TS
from leadline.tables._contract import Column, Contract, column


def _observation(name: str, says: str, *columns: Column, key: tuple[str, ...] = ()) -> Contract:
    head, carried = PROVENANCE[:2], PROVENANCE[2:]
    return Contract(name, "observation", says, ("observation_id", *key), (*head, ROW, *columns, *carried))


positions = _observation(
    "positions",
    "Where a vessel said it was, as heard.",
    MMSI,
    TS,
    LAT,
    LON,
    column("sog_kn", "float64", "Speed over ground as reported.", "knots", null=True),
    column("cog_deg", "float64", "Course over ground as reported.", "degrees", null=True),
    column("heading_deg", "float64", "True heading as reported.", "degrees", null=True),
    column("nav_status", "int64", "Navigation status code as typed by the crew.", "ITU-R M.1371", null=True),
    column("message_type", "int64", "AIS message type, where known.", "ITU-R M.1371", null=True),
)
static_reports = _observation(
    "static_reports",
    "What a vessel said it was: identity and voyage, typed by its crew.",
    MMSI,
    TS,
    column("imo", "int64", "IMO number as claimed; not checked.", null=True),
    column("name", "string", "Name as claimed.", null=True),
    column("call_sign", "string", "Call sign as claimed.", null=True),
    column("ship_type", "int64", "Type code as claimed.", "ITU-R M.1371", null=True),
    column("draught_m", "float64", "Draught as typed.", "metres", null=True),
    column("destination", "string", "Destination as typed.", null=True),
    column("length_m", "float64", "Length overall as claimed.", "metres", null=True),
    column("beam_m", "float64", "Beam as claimed.", "metres", null=True),
)
acts = _observation(
    "acts",
    "Something done, as somebody reported it; what the report leaves open stays null.",
    column("act", "string", "The reporter's own name for the act, unique in its file."),
    column("case_ref", "string", "Case that the act belongs to.", null=True),
    column("title", "string", "Title of the case, or of the act where it stands alone.", null=True),
    column("kind", "string", "What was done: sighting, delivery, call, transfer, payment …"),
    column("reported_by", "string", "Who says so."),
    column("source", "string", "The report: title or key.", null=True),
    column("locator", "string", "Where in the source: page, paragraph, section, address.", null=True),
    column("says", "string", "What was reported, in a sentence of our own words."),
    column("by_name", "string", "Who did it, as reported.", null=True),
    column("by_imo", "int64", "IMO number of the vessel that did it.", null=True),
    column("by_mmsi", "int64", "MMSI of the vessel that did it.", null=True),
    column("by_flag", "string", "Flag or nationality reported for it.", "ISO 3166-1 alpha-2", null=True),
    column("to_name", "string", "To whom it was done, as reported.", null=True),
    column("to_imo", "int64", "IMO number of the vessel it was done to.", null=True),
    column("to_mmsi", "int64", "MMSI of the vessel it was done to.", null=True),
    column("to_flag", "string", "Flag or nationality reported for it.", "ISO 3166-1 alpha-2", null=True),
    column("goods", "string", "With what: goods, service, money, people.", null=True),
    column("hs", "string", "HS code given or implied for the goods.", "HS", null=True),
    column("amount", "float64", "Quantity as reported; the unit is kept as reported.", "see unit", null=True),
    column("unit", "string", "Unit of the quantity, or currency.", null=True),
    column("place", "string", "Where, in words.", null=True),
    column("lat", "float64", "Latitude, where reported.", "degrees", null=True),
    column("lon", "float64", "Longitude, where reported.", "degrees", null=True),
    column("place_km", "float64", "How precisely the place is known.", "kilometres", null=True),
    column("first_at", "timestamp", "Earliest time it can have been done.", "UTC", null=True),
    column("last_at", "timestamp", "Latest time it can have been done.", "UTC", null=True),
    column("time_precision", "string", "As dated by the reporter: minute, day, month, year, unknown."),
    column("measures", "string[]", "Paragraph ids that the reporter, or whoever re-expressed it, names."),
    column("disputed", "string", "Reply or dispute on the public side, in our words.", null=True),
)
listings = _observation(
    "listings",
    "Entries of an official list: who is designated, by whom, under what, since when.",
    column("list", "string", "Id of the list."),
    column("authority", "string", "Who designates, and so whom it binds."),
    column("ref", "string", "The list's own reference for the entry."),
    column("schema", "string", "FollowTheMoney schema: Person, Organization, Vessel …"),
    column("name", "string", "Primary name as listed."),
    column("aliases", "string[]", "Other names as listed."),
    column("imo", "int64", "IMO number as listed.", null=True),
    column("measure", "string", "What the listing does: asset freeze, port-entry ban …"),
    column("paragraph", "string", "Paragraph id under which it is listed, where coded.", null=True),
    column("listed_from", "timestamp", "Day of the listing.", "UTC"),
    column("listed_until", "timestamp", "Day of the delisting, exclusive.", "UTC", null=True),
    key=("measure",),
)
statements = _observation(
    "statements",
    "What lists say of their entries, one property of FollowTheMoney a row, with the versions that said it.",
    column("list", "string", "Id of the list."),
    column(
        "entity_id",
        "string",
        "Id of the list, '-' and its reference; of a listing, wallet or link, '..' and more.",
    ),
    column("schema", "string", "FollowTheMoney schema: Person, Vessel, Sanction (a listing) …"),
    column("prop", "string", "FollowTheMoney property: name, alias, birthDate, listingDate …"),
    column(
        "value",
        "string",
        "Its value, as FollowTheMoney writes it: ISO dates, country codes in small letters.",
    ),
    column("lang", "string", "ISO 639-3 code of the value's language, where the list tells it; else empty."),
    column(
        "original_value", "string", "The list's own words, where the value was taken out of them; else empty."
    ),
    column(
        "first_seen",
        "timestamp",
        "Day and time of the oldest version known that says so, as the list writes it.",
    ),
    column(
        "last_seen", "timestamp", "Day and time of the newest version that says so, as the list writes it."
    ),
    column("in_force", "bool", "True where the list's version in force says so."),
    key=("entity_id", "prop", "value", "lang"),
)
rejects = Contract(
    "rejects",
    "observation",
    "Rows that were not turned into observations, each with its reason: nothing is lost, nothing guessed.",
    ("archived_id", "row", "source"),
    (
        PROVENANCE[1],
        column("file", "string", "Name of the file as it came."),
        column("source", "string", "Source that read the file."),
        ROW,
        column("reason", "string", "Why, in words."),
        column("raw", "string", "The row as it came, cut at 200 characters.", null=True),
        *CARRIED,
    ),
)
