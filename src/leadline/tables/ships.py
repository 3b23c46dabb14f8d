"""Contracts of what is derived of each ship: tracks, hours, who heard it, what it claimed to be."""

from leadline.tables._columns import CARRIED, CLOSED, LAT, LON, MMSI, OPENED, PROVENANCE, SEGMENT, TS
from leadline.tables._contract import Contract, column

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
        column(
            "speed_kn",
            "float64",
            "Speed as reported, else implied from the motion to here.",
            "knots",
            null=True,
        ),
        column("speed_implied", "bool", "True where the speed was implied."),
        column("before_at", "timestamp", "When the fix before of the same ship was heard.", "UTC", null=True),
        column("before_lat", "float64", "Latitude of the fix before.", "degrees", null=True),
        column("before_lon", "float64", "Longitude of the fix before.", "degrees", null=True),
        column("before_kn", "float64", "Speed reported with the fix before.", "knots", null=True),
        *CARRIED,
    ),
)
hours = Contract(
    "hours",
    "derived",
    "Each ship's fixes of one hour in one half-degree cell, summed up: what needs no single fix stands on this.",
    ("segment_id", "hour", "cell"),
    (
        SEGMENT,
        MMSI,
        column("hour", "int64", "Hours since 1970.", "hours"),
        column("cell", "int64", "Half-degree cell, see exprs.cell."),
        column("first_at", "timestamp", "First fix.", "UTC"),
        column("last_at", "timestamp", "Last fix.", "UTC"),
        column("fixes", "int64", "Number of fixes."),
        column(
            "path_m",
            "float64",
            "Length of the way from fix to fix that ends here, by straight legs.",
            "metres",
        ),
        column("path_h", "float64", "Time that this way took.", "hours"),
        column("mean_kn", "float64", "Mean of the speeds reported.", "knots", null=True),
        LAT,
        LON,
        column("min_lat", "float64", "Southernmost latitude.", "degrees"),
        column("max_lat", "float64", "Northernmost latitude.", "degrees"),
        column("min_lon", "float64", "Westernmost longitude.", "degrees"),
        column("max_lon", "float64", "Easternmost longitude.", "degrees"),
        column("first_id", "string", "Observation of the first fix."),
        column("last_id", "string", "Observation of the last fix, whose place lat and lon are."),
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
        column("first_at", "timestamp", "First fix.", "UTC"),
        column("last_at", "timestamp", "Last fix.", "UTC"),
        column("fixes", "int64", "Number of fixes."),
        column("min_lat", "float64", "Southernmost latitude.", "degrees"),
        column("max_lat", "float64", "Northernmost latitude.", "degrees"),
        column("min_lon", "float64", "Westernmost longitude.", "degrees"),
        column("max_lon", "float64", "Easternmost longitude.", "degrees"),
        column("max_knots", "float64", "Threshold: faster motion than this splits.", "knots"),
        *CARRIED,
    ),
)
reception = Contract(
    "reception",
    "derived",
    "How many vessels were heard in each half-degree cell and hour; exercises apart from reality.",
    ("cell", "hour", "simulated"),
    (
        column("cell", "int64", "Half-degree cell, see exprs.cell."),
        column("hour", "int64", "Hours since 1970.", "hours"),
        CARRIED[2],
        column("vessels", "int64", "Distinct segments heard."),
        column("fixes", "int64", "Positions heard."),
    ),
)
traffic = Contract(
    "traffic",
    "derived",
    "How many vessels were heard in each waters (2° cell) and month: the strangers that a lead is set beside.",
    ("waters", "month", "simulated"),
    (
        column("waters", "int64", "Cell of two degrees, see exprs.cell."),
        column("month", "int64", "Year × 100 + month.", "UTC"),
        CARRIED[2],
        column("vessels", "int64", "Distinct MMSI heard."),
    ),
)
identities = Contract(
    "identities",
    "derived",
    "What each MMSI claimed to be over time: one row for each run of one value of one field.",
    ("mmsi", "simulated", "field", "first_at", "value"),
    (
        MMSI,
        column("field", "string", "imo, name, call_sign, ship_type, length_m or beam_m."),
        column("value", "string", "What was claimed, as text; whole numbers without a point."),
        column("first_at", "timestamp", "First report of the run.", "UTC"),
        column("last_at", "timestamp", "Last report of the run.", "UTC"),
        column("reports", "int64", "Reports that said so."),
        column(
            "country",
            "string",
            "State whose digits the MMSI begins with: a claim.",
            "ISO 3166-1 alpha-2",
            null=True,
        ),
        column(
            "series",
            "string",
            "Of a call sign: the State to which ITU gave its first two letters, where one has them.",
            "ISO 3166-1 alpha-2",
            null=True,
        ),
        OPENED,
        CLOSED,
        *CARRIED,
    ),
)
