"""Two ships that meet and lie together."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._dprk import claims_dprk, digits, listed
from leadline.detectors.maritime._meetings import (
    CROWD_SAYS,
    KEY,
    PORT_KM,
    draught_change,
    sides,
    transfers,
    with_silence,
)
from leadline.store.engine import Engine


@detector(
    says=(
        "Two vessels stayed within {max_distance_m:.0f} m of each other for {together_h:.1f} h, both slower than "
        "{max_speed_kn:.0f} kn; the least distance was {least_distance_m:.0f} m."
    ),
    by="together_h",
    stronger={
        "claims_dprk": "One broadcasts an MMSI that begins with {digits}: a claim, not a flag.",
        "listed": "One claimed the IMO number of {list_name}, which {list_authority} had listed.",
        "silent": "One was silent for {silence_h:.0f} h around the meeting.",
        "changed": "The draught that one typed changed by {change_m:+.1f} m across it.",
    },
    measures=("ship-to-ship", "refined-petroleum", "coal"),
)
def meeting_at_sea(
    encounters: ibis.Table,
    gaps: ibis.Table,
    static_reports: ibis.Table,
    listings: ibis.Table,
    engine: Engine,
    *,
    max_others: Because[int, CROWD_SAYS] = 4,
    max_together_h: Because[
        float, "longer is laid up side by side; transfers by hose take hours to three days"
    ] = 96.0,
    min_port_km: Because[
        float, "as Global Fishing Watch's pipe-encounters: nearer, ships lie together for every reason"
    ] = PORT_KM,
    around_h: Because[float, "a silence that ends or begins within a day belongs to the same call"] = 24.0,
    typed_h: Because[float, "a draught typed a week away belongs to another voyage"] = 168.0,
    min_change_m: Because[float, "less is trim, ballast or typing"] = 0.5,
) -> ibis.Table:
    """Two vessels stay close and slow together at sea, long enough to transfer something.

    Ships meet for many reasons, and AIS does not show what passed between them. The lead asks what the two did
    there; a claim to the DPRK's digits, a listing, a silence around the meeting or a changed draught makes the question
    stronger (US advisories of 2018 and 2019; red flag rf-maritime-04).

    Innocent explanations:
    laid-up: the two lay side by side for longer than any transfer takes.
    service-craft: one is a tug, pilot, rescue, tender or patrol craft by the type it claims.
    fishing-pair: both are fishing vessels by the type they claim, working a pair trawl.
    crowd: more than four other ships lay at rest within five kilometres: an anchorage that the list lacks.
    near-port: the two lay at the same anchorage or berth, within ten kilometres of a port of the list.
    anchorage (cannot tell): the two lay at the same anchorage or berth without touching.
    bunkering (cannot tell): one took fuel, stores or a crew change from the other.
    """
    found = transfers(
        encounters,
        static_reports,
        min_port_km=min_port_km,
        max_others=max_others,
        max_together_h=max_together_h,
    )
    found = engine.hold(with_silence(engine.hold(found), gaps, around_h))
    ships = sides(found).select(*KEY, "mmsi", "simulated", since="first_at", until="last_at")
    parts = [
        listed(ships, KEY, static_reports, listings),
        draught_change(ships, KEY, static_reports, typed_h),
    ]
    for number, part in enumerate(parts):
        found = found.left_join(part, list(KEY), rname=f"_{number}_{{name}}")
    found = found.mutate(
        mmsi=_.mmsi_a,
        other_mmsi=_.mmsi_b,
        claims_dprk=claims_dprk(_.mmsi_a) | claims_dprk(_.mmsi_b),
        digits=digits(_.mmsi_a, _.mmsi_b),
        silent=_.silence_h.notnull(),
        listed=_.list_id.notnull(),
        changed=(_.change_m.abs() >= min_change_m).fill_null(False),
    )
    typed = [
        ibis.ifelse(_.changed, _[name], ibis.null("string"))
        for name in ("draught_before_id", "draught_after_id")
    ]
    return found.mutate(
        observations=ibis.array(
            [_.closed_by, _.fix_a, _.fix_b, _.silence_from, _.silence_until, _.claim_id, _.list_id, *typed]
        ),
    )
