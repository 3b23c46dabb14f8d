"""Which State's digits an MMSI begins with (ITU's Maritime Identification Digits): a broadcast claim, never a registry's flag."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def mids() -> Mapping[int, str]:
    """The country (ISO 3166-1 alpha-2, small letters) of every MID that a State has; the file names its source."""
    with Path(__file__).with_name("mids.csv").open(encoding="ascii") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {int(row["mid"]): row["country"] for row in rows}
