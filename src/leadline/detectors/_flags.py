"""Which State's digits an MMSI begins with: a broadcast claim, never a registry's flag."""

import csv
from functools import cache
from pathlib import Path

EXERCISE_FLAGS = {799: "an exercise's DPRK"}


@cache
def _mids() -> dict[int, str]:
    with Path(__file__).with_name("mids.csv").open(encoding="ascii") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {int(row["mid"]): row["country"] for row in rows} | EXERCISE_FLAGS


def flag_of_mmsi(mmsi: int) -> str | None:
    """The country (ISO 3166-1 alpha-2) whose digits a ship's MMSI begins with, if any State has them."""
    return _mids().get(mmsi // 1_000_000) if 200_000_000 <= mmsi <= 799_999_999 else None
