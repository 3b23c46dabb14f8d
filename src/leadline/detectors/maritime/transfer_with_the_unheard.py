"""Ships that lie at sea alone, by all that is heard, and come away with another draught."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._dprk import claims_dprk, digits, listed
from leadline.detectors.maritime._meetings import PORT_KM, draught_change

KEY = ("segment_id", "started_at")


@detector(
    says=(
        "It made no way at sea for {loiter_h:.0f} h, with nobody heard beside it, and the draught typed changed by "
        "{change_m:+.1f} m."
    ),
    by="loiter_h",
    stronger={
        "claims_dprk": "It broadcasts an MMSI that begins with {digits}: a claim, not a flag.",
        "listed": "It claimed the IMO number of {list_name}, which {list_authority} had listed.",
    },
    measures=("ship-to-ship", "refined-petroleum", "coal"),
)
def transfer_with_the_unheard(
    loitering: ibis.Table,
    encounters: ibis.Table,
    port_visits: ibis.Table,
    static_reports: ibis.Table,
    listings: ibis.Table,
    *,
    max_loiter_h: Because[float, "longer is laid up; transfers by hose take hours to three days"] = 96.0,
    min_port_km: Because[float, "as in meeting_at_sea: nearer, ships wait for every reason"] = PORT_KM,
    typed_h: Because[float, "a draught typed a week away belongs to another voyage"] = 168.0,
    min_change_m: Because[
        float, "less is ballast, trim or typing; a cargo of oil moves a small tanker by metres"
    ] = 1.0,
    min_heard: Because[float, "where hardly anybody is heard, nobody beside it means nothing"] = 0.5,
) -> ibis.Table:
    """A ship makes no way at sea for hours, nobody is heard beside it, and its draught changes meanwhile.

    The other side of a transfer may have been dark (red flags rf-maritime-15 and rf-maritime-17). Draught is typed by hand,
    and ships wait at sea for orders: the lead asks why the draught changed where there is no port.

    Innocent explanations:
    partner-heard: another ship was heard beside it; that meeting is its own question.
    port-call: it called at a port between the two reports, where a draught changes.
    near-port: it lay within ten kilometres of a port or anchorage.
    laid-up: it lay for longer than any transfer takes.
    thin-coverage: hardly anybody is heard there.
    ballast (cannot tell): it took in or pumped out ballast water.
    stale-entry (cannot tell): the crew corrected an old draught while it waited.
    """
    found = loitering.filter(
        _.loiter_h <= max_loiter_h,
        (_.port_km > min_port_km).fill_null(True),
        _.heard_share >= min_heard,
    )
    ships = found.select(*KEY, "mmsi", "simulated", since="started_at", until="ended_at")
    changes = draught_change(ships, KEY, static_reports, typed_h).filter(_.change_m.abs() >= min_change_m)
    found = found.inner_join(changes, list(KEY))
    sides = [
        encounters.select(segment_id=f"segment_{side}", met_from="first_at", met_until="last_at")
        for side in ("a", "b")
    ]
    met = found.select(*KEY, "ended_at").inner_join(sides[0].union(sides[1]), "segment_id")
    met = met.filter(_.met_from <= _.ended_at, _.met_until >= _.started_at)
    calls = port_visits.filter(_.confidence >= 2).select("segment_id", "arrived_at", "left_at")
    called = found.select(*KEY, "typed_before", "typed_after").inner_join(calls, "segment_id")
    called = called.filter(_.arrived_at <= _.typed_after, _.left_at >= _.typed_before)
    for known in (met, called):
        found = found.anti_join(known.select(*KEY).distinct(), list(KEY))
    left = found.select(*KEY, "mmsi", "simulated", since="started_at", until="ended_at")
    found = found.left_join(listed(left, KEY, static_reports, listings), list(KEY), rname="_l_{name}")
    return found.mutate(
        other_mmsi=ibis.null("int64"),
        first_at=_.started_at,
        last_at=_.ended_at,
        claims_dprk=claims_dprk(_.mmsi),
        digits=digits(_.mmsi),
        listed=_.list_id.notnull(),
        observations=ibis.array(
            [_.closed_by, _.draught_before_id, _.draught_after_id, _.claim_id, _.list_id]
        ),
    )
