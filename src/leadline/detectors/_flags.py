"""Which State's digits an MMSI begins with: a broadcast claim, never a registry's flag."""

from leadline.mids import mids

EXERCISE_FLAGS = {799: "an exercise's DPRK"}


def flag_of_mmsi(mmsi: int) -> str | None:
    """The country (ISO 3166-1 alpha-2) whose digits a ship's MMSI begins with, if any State has them."""
    mid = mmsi // 1_000_000
    return EXERCISE_FLAGS.get(mid) or mids().get(mid) if 200 <= mid <= 799 else None
