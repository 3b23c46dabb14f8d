"""What the maritime detectors know of the DPRK: its coast as points, its MID, who is listed. Shared, not a detector."""

from typing import Any

import ibis
from ibis import _

from leadline.exprs import distance_m

COAST = {
    "the mouth of the Yalu": (39.85, 124.35),
    "Chongju": (39.55, 125.15),
    "Nampo": (38.73, 125.40),
    "Changsan-got": (38.12, 124.65),
    "Haeju": (38.00, 125.70),
    "Kosong": (38.67, 128.35),
    "Wonsan": (39.17, 127.45),
    "Hungnam": (39.83, 127.62),
    "Chaho": (40.20, 128.65),
    "Kimchaek": (40.67, 129.20),
    "Chongjin": (41.77, 129.82),
    "Rajin": (42.24, 130.30),
}
"""Points of both coasts (World Port Index and gazetteers, to a few kilometres): near one is beside the DPRK."""
MID = 445
"""The digits that ITU gave to the DPRK. Anybody can type them into a transponder."""
EXERCISE_MID = 799
"""Plays the DPRK's in exercises; no State has it."""


def nearest_km(lat: Any, lon: Any) -> Any:
    """Kilometres to the nearest of the coast's points."""
    return (
        ibis.least(*(distance_m(lat, lon, ibis.literal(a), ibis.literal(b)) for a, b in COAST.values()))
        / 1000
    )


def nearest_place(lat: Any, lon: Any) -> Any:
    """Name of the nearest of the coast's points."""
    near = nearest_km(lat, lon)
    return ibis.cases(
        *(
            (distance_m(lat, lon, ibis.literal(a), ibis.literal(b)) / 1000 <= near, ibis.literal(name))
            for name, (a, b) in COAST.items()
        ),
        else_="the coast",
    )


def claims_dprk(mmsi: Any) -> Any:
    """Whether an MMSI begins with the DPRK's MID (in an exercise: the one that plays it)."""
    return (mmsi // 1_000_000).cast("int64").isin([MID, EXERCISE_MID])


def digits(*mmsis: Any) -> Any:
    """The digits that the first of the MMSI to claim the DPRK begins with, in words for a sentence."""
    real, exercise = (
        f"{MID}, the DPRK's digits",
        f"{EXERCISE_MID}, which plays the DPRK's digits in exercises",
    )
    played = [(mmsi // 1_000_000).cast("int64") == EXERCISE_MID for mmsi in mmsis]
    return ibis.cases(*((one, ibis.literal(exercise)) for one in played), else_=real)


def listed_mmsi(static_reports: ibis.Table, listings: ibis.Table) -> ibis.Table:
    """MMSI that claimed an IMO number under which a vessel is listed, one row each.

    Columns: mmsi, list_name, listed_from, listed_until (null where it still stands), and the observations
    that say so: claim_id (the static report) and list_id (the list's entry).
    """
    claims = (
        static_reports.filter(_.imo.notnull())
        .group_by("mmsi", "imo", "simulated")
        .agg(claim_id=_.observation_id.min())
    )
    entries = (
        listings.filter(_.imo.notnull())
        .group_by("imo", list_simulated="simulated")
        .agg(
            list_name=_.name.min(),
            list_id=_.observation_id.min(),
            listed_from=_.listed_from.min(),
            listed_until=ibis.ifelse(_.listed_until.isnull().any(), None, _.listed_until.max()),
        )
    )
    met = claims.inner_join(entries, "imo").filter(_.simulated == _.list_simulated)
    first = ibis.window(group_by="mmsi", order_by=["list_name", "list_id", "claim_id"])
    return (
        met.mutate(place=ibis.row_number().over(first))
        .filter(_.place == 0)
        .select("mmsi", "list_name", "listed_from", "listed_until", "claim_id", "list_id")
    )
