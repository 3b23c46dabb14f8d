"""Columns that several tables have: who is meant, where and when, and what every row carries."""

from leadline.tables._contract import column

CARRIED = (
    column("handling", "string", "TLP 2.0 label of the archived file; what is derived takes the strictest."),
    column("originator", "string", "Who handed the archived file in."),
    column(
        "simulated", "bool", "True for an exercise; such rows never carry an identity that a ship can have."
    ),
)
PROVENANCE = (
    column(
        "observation_id", "string", "First 16 hex digits of the archived file's SHA-256, ':' and the row."
    ),
    column("archived_id", "string", "SHA-256 of the archived file that the row came from."),
    *CARRIED,
)
ROW = column(
    "row",
    "int64",
    "Row (line, or position in a columnar file) of the archived file, from 1; 0 stands for the whole file.",
)


MMSI = column("mmsi", "int64", "Number that the transmission claims; several ships may share it.")
TS = column("ts", "timestamp", "When it was heard or reported.", "UTC")
LAT = column("lat", "float64", "Latitude.", "degrees")
LON = column("lon", "float64", "Longitude, -180 up to 180.", "degrees")

SEGMENT = column(
    "segment_id",
    "int64",
    "The ship behind the claim: MMSI × 1000 plus 0 for the first ship heard under it, 1 …",
)
COVERAGE = (
    column("heard_share", "float64", "Share of the hours in which others were heard there.", "0 to 1"),
    column("others_heard", "int64", "Most other vessels heard there in one of those hours."),
)
OPENED = column("opened_by", "string", "Observation that opened it.")
CLOSED = column("closed_by", "string", "Observation that closed it.")
PORT_ID = column("port_id", "string", "Id of the port or anchorage.")
PORT = column("port", "string", "Its name.")
COUNTRY = column("country", "string", "Country it lies in.", "ISO 3166-1 alpha-2")
PORT_KM = column(
    "port_km",
    "float64",
    "Distance to the nearest port or anchorage; null beyond 30 km.",
    "kilometres",
    null=True,
)
ZONE = column("zone", "string", "Id of the zone.")
