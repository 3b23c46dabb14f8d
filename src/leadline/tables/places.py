"""Contracts of the package's own places: ports and zones."""

from leadline.tables._columns import COUNTRY, LAT, LON, PORT, PORT_ID, ZONE
from leadline.tables._contract import Contract, column

ports = Contract(
    "ports",
    "derived",
    "Ports and anchorages of the package: the World Port Index, and the DPRK's own.",
    ("port_id",),
    (
        PORT_ID,
        PORT,
        COUNTRY,
        column("kind", "string", "port or anchorage."),
        LAT,
        LON,
        column("source", "string", "Where the place is taken from."),
    ),
)
zones = Contract(
    "zones",
    "derived",
    "Zones of the package, cut by a grid of cells: a cell that lies inside whole, or the edges of the part inside.",
    ("zone", "cell", "edge"),
    (
        ZONE,
        column("title", "string", "What it is, and whether it is claimed."),
        column("kind", "string", "land, inland, territorial-sea or claimed-eez."),
        column("cell", "int64", "Cell of the zones' grid."),
        column("whole", "bool", "True where the whole cell lies inside."),
        column("edge", "int64", "Number of the edge within the cell, from 0."),
        column("lat_1", "float64", "Latitude of the edge's start.", "degrees", null=True),
        column("lon_1", "float64", "Longitude of it.", "degrees", null=True),
        column("lat_2", "float64", "Latitude of the edge's end.", "degrees", null=True),
        column("lon_2", "float64", "Longitude of it.", "degrees", null=True),
    ),
)
