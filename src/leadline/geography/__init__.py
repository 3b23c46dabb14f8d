"""Places on the map: ports and anchorages, the zones of the DPRK, countries. Data in files, each with its source."""
