"""Vessels that fall silent beside the DPRK and come back deeper, or far away."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._dprk import claims_dprk, digits, listed, nearest_km, nearest_place


@detector(
    says=(
        "AIS silence of {silence_h:.0f} h; it began or ended {near_km:.0f} km from {near_place}, "
        "and the vessel was heard again {away_km:.0f} km from where it fell silent."
    ),
    by="silence_h",
    stronger={
        "deeper": "The draught typed was {rise_m:.1f} m greater afterwards.",
        "claims_dprk": "It broadcasts an MMSI that begins with {digits}: a claim, not a flag.",
        "listed": "It claimed the IMO number of {list_name}, which {list_authority} had listed.",
    },
    measures=("coal", "refined-petroleum", "sector-exports", "port-entry"),
)
def silence_beside_dprk(
    gaps: ibis.Table,
    static_reports: ibis.Table,
    listings: ibis.Table,
    *,
    min_silence_h: Because[float, "a coaster needs half a day to call and load"] = 12.0,
    max_near_km: Because[float, "about 50 nautical miles: four hours' steaming for a slow coaster"] = 100.0,
    min_away_km: Because[float, "farther than drifting or swinging at anchor explains"] = 50.0,
    min_rise_m: Because[float, "less is trim, ballast or typing"] = 1.0,
    min_heard: Because[
        float, "share of hours in which others were heard there; below, nobody could have heard it"
    ] = 0.3,
) -> ibis.Table:
    """A vessel falls silent beside DPRK waters, and is heard again deeper, or far from where it fell silent.

    It may have called at a DPRK port or met another vessel unseen. Silence is common in these waters and
    draught is typed by hand: this is a question about a voyage, never an answer.

    Innocent explanations:
    thin-coverage: no receiver could have heard it; others were not heard there either.
    lay-still: it lay at anchor or was laid up with its transponder off, and came back where it was, as deep as before.
    passing-by: it fell silent and came back far from the DPRK.
    another-ship (cannot tell): another ship broadcast the same number without ever being far from this one.
    stale-entry (cannot tell): the crew corrected an old draught once alongside.
    switched-off-for-safety (cannot tell): the master switched it off against piracy, or it failed.
    """
    rise = _.draught_after_m - _.draught_before_m
    near_start = nearest_km(_.lat_before, _.lon_before)
    near_end = nearest_km(_.lat_after, _.lon_after)
    found = gaps.mutate(rise_m=rise, away_km=_.distance_m / 1000, near_start=near_start, near_end=near_end)
    found = found.mutate(
        near_km=ibis.least(_.near_start, _.near_end), deeper=(_.rise_m >= min_rise_m).fill_null(False)
    ).filter(
        _.silence_h >= min_silence_h,
        _.near_km <= max_near_km,
        _.heard_share >= min_heard,
        _.deeper | (_.away_km >= min_away_km),
    )
    at_start = _.near_start <= _.near_end
    lat = ibis.ifelse(at_start, _.lat_before, _.lat_after)
    lon = ibis.ifelse(at_start, _.lon_before, _.lon_after)
    found = found.mutate(lat=lat, lon=lon, claims_dprk=claims_dprk(_.mmsi), digits=digits(_.mmsi))
    found = found.mutate(near_place=nearest_place(_.lat, _.lon))
    key = ("segment_id", "started_at")
    ships = found.select(*key, "mmsi", "simulated", since="started_at", until="ended_at")
    found = found.left_join(listed(ships, key, static_reports, listings), list(key), rname="_l_{name}")
    found = found.mutate(listed=found.list_id.notnull())
    ids = {
        "draught_before_id": "deeper",
        "draught_after_id": "deeper",
        "claim_id": "listed",
        "list_id": "listed",
    }
    said = [ibis.ifelse(found[fact], found[id_], ibis.null("string")) for id_, fact in ids.items()]
    return found.mutate(
        observations=ibis.array([found.closed_by, *said]),
        other_mmsi=ibis.null("int64"),
        first_at=_.started_at,
        last_at=_.ended_at,
    )
