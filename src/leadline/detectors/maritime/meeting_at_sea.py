"""Two ships that meet and lie together."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._dprk import claims_dprk, digits, listed, one_each
from leadline.exprs import hours_between

FISHING = 30
KEY = ("segment_a", "segment_b", "first_at")
SERVICE = (31, 32, 50, 51, 52, 53, 54, 55)
"""Type codes of ITU-R M.1371: towing, pilot, search and rescue, tug, port tender, anti-pollution, law enforcement."""


@detector(
    says=(
        "Two vessels stayed within {max_distance_m:.0f} m of each other for {together_h:.1f} h, both slower than "
        "{max_speed_kn:.0f} kn; the least distance was {least_distance_m:.0f} m."
    ),
    stronger={
        "claims_dprk": "One broadcasts an MMSI that begins with {digits}: a claim, not a flag.",
        "listed": "One claimed the IMO number of {list_name}, which {list_authority} had listed.",
        "silent": "One was silent for {silence_h:.0f} h around the meeting.",
    },
    measures=("ship-to-ship", "refined-petroleum", "coal"),
)
def meeting_at_sea(
    encounters: ibis.Table,
    gaps: ibis.Table,
    static_reports: ibis.Table,
    listings: ibis.Table,
    *,
    max_together_h: Because[
        float, "longer is laid up side by side; transfers by hose take hours to three days"
    ] = 96.0,
    around_h: Because[float, "a silence that ends or begins within a day belongs to the same call"] = 24.0,
) -> ibis.Table:
    """Two vessels stay close and slow together long enough to transfer something.

    Ships meet for many reasons, and AIS does not show what passed between them. The lead asks what the two did
    there; a claim to the DPRK's digits, a listing or a silence around the meeting makes the question stronger.

    Innocent explanations:
    laid-up: the two lay side by side for longer than any transfer takes.
    service-craft: one is a tug, pilot, rescue, tender or patrol craft by the type it claims.
    fishing-pair: both are fishing vessels by the type they claim, working a pair trawl.
    anchorage (cannot tell): the two lay at the same anchorage or berth without touching.
    bunkering (cannot tell): one took fuel, stores or a crew change from the other.
    """
    found = encounters.filter(_.together_h <= max_together_h)
    types = (
        static_reports.filter(_.ship_type.notnull())
        .group_by("mmsi")
        .agg(service=_.ship_type.isin(SERVICE).any(), fishing=(_.ship_type == FISHING).any())
    )
    for side in ("a", "b"):
        named = types.rename(
            {f"mmsi_{side}": "mmsi", f"service_{side}": "service", f"fishing_{side}": "fishing"}
        )
        found = found.left_join(named, f"mmsi_{side}", rname="_t_{name}")
        found = found.drop(*(c for c in found.columns if c.startswith("_t_")))
    found = found.filter(
        ~(_.service_a.fill_null(False) | _.service_b.fill_null(False)),
        ~(_.fishing_a.fill_null(False) & _.fishing_b.fill_null(False)),
    )
    found = _with_silence(found, gaps, around_h)
    found = _with_listing(found, static_reports, listings)
    return found.mutate(
        mmsi=_.mmsi_a,
        other_mmsi=_.mmsi_b,
        claims_dprk=claims_dprk(_.mmsi_a) | claims_dprk(_.mmsi_b),
        digits=digits(_.mmsi_a, _.mmsi_b),
        silent=_.silence_h.notnull(),
        listed=_.list_id.notnull(),
        observations=ibis.array(
            [_.closed_by, _.fix_a, _.fix_b, _.silence_from, _.silence_until, _.claim_id, _.list_id]
        ),
    )


def _sides(found: ibis.Table) -> ibis.Table:
    """One row for each side of each meeting."""
    a, b = (
        found.select(*KEY, "last_at", "simulated", segment_id=f"segment_{side}", mmsi=f"mmsi_{side}")
        for side in ("a", "b")
    )
    return a.union(b)


def _with_silence(found: ibis.Table, gaps: ibis.Table, around_h: float) -> ibis.Table:
    sides = _sides(found)
    silences = gaps.select(
        "segment_id",
        "started_at",
        "ended_at",
        "silence_h",
        silence_from="opened_by",
        silence_until="closed_by",
    )
    near = sides.inner_join(silences, "segment_id").filter(
        hours_between(_.ended_at, _.first_at) <= around_h, hours_between(_.last_at, _.started_at) <= around_h
    )
    longest = one_each(near, KEY, [ibis.desc("silence_h"), "silence_from"])
    joined = found.left_join(longest, list(KEY), rname="_s_{name}")
    return joined.select(*found.columns, "silence_h", "silence_from", "silence_until")


def _with_listing(found: ibis.Table, static_reports: ibis.Table, listings: ibis.Table) -> ibis.Table:
    ships = _sides(found).select(*KEY, "mmsi", "simulated", since="first_at", until="last_at")
    joined = found.left_join(listed(ships, KEY, static_reports, listings), list(KEY), rname="_l_{name}")
    return joined.select(*found.columns, "list_name", "list_authority", "claim_id", "list_id")
