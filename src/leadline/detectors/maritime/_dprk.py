"""What the maritime detectors know of the DPRK: its coast as points, its MID, who is listed. Shared, not a detector."""

from collections.abc import Sequence
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
    """The digits with which one of the MMSI claims the DPRK, in words for a sentence; null where none does."""
    said = {
        MID: f"{MID}, the DPRK's digits",
        EXERCISE_MID: f"{EXERCISE_MID}, which plays the DPRK's digits in exercises",
    }
    cases = [
        ((mmsi // 1_000_000).cast("int64") == mid, ibis.literal(words))
        for mid, words in said.items()
        for mmsi in mmsis
    ]
    return ibis.cases(*cases, else_=ibis.null("string"))


def listed(
    rows: ibis.Table, key: Sequence[str], static_reports: ibis.Table, listings: ibis.Table
) -> ibis.Table:
    """For each key, a list's entry whose IMO number one of its MMSI claimed and which stood meanwhile, if any.

    ``rows`` has the key, ``mmsi``, ``simulated``, ``since`` and ``until``; several rows of one key are its several
    ships. Columns: the key, list_name, list_authority, and the observations that say so: claim_id (a static
    report) and list_id. A listing under a paragraph of the regime comes before others. Exercise and reality never match.
    """
    said = (
        static_reports.filter(_.imo.notnull())
        .group_by("mmsi", "imo", "simulated")
        .agg(claim_id=_.observation_id.min())
    )
    entries = listings.filter(_.imo.notnull()).select(
        "imo", "simulated", "listed_from", "listed_until",
        list_name="name", list_authority="authority", list_id="observation_id", uncoded=_.paragraph.isnull(),
    )  # fmt: skip
    met = rows.inner_join(said, ["mmsi", "simulated"]).inner_join(entries, ["imo", "simulated"])
    stood = met.filter(_.listed_from <= _.until, _.listed_until.isnull() | (_.listed_until > _.since))
    named = one_each(stood, key, ["uncoded", "list_authority", "list_name", "list_id", "claim_id"])
    return named.select(*key, "list_name", "list_authority", "claim_id", "list_id")


def one_each(rows: ibis.Table, key: Sequence[str], order: Sequence[Any]) -> ibis.Table:
    """The first row of each key in a total order."""
    at = ibis.window(group_by=list(key), order_by=list(order))
    return rows.mutate(place=ibis.row_number().over(at)).filter(_.place == 0)
