"""Calls by ships whose claimed IMO number is listed on that day."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._calls import DPRK, KEY
from leadline.detectors.maritime._dprk import one_each
from leadline.detectors.maritime._listings import ORDER, vessel_entries
from leadline.exprs import hours_between

CLOSING = "port.entry|maritime restriction"
"""How lists write that ports are closed to a vessel."""


@detector(
    says=(
        "A ship that claims IMO {imo} called at {port} ({place}) for {stay_h:.0f} h; {list_authority} had listed the number "
        "as {list_name} {listed_days:.0f} days before ({list_measure})."
    ),
    stronger={"dprk": "The port is in the DPRK."},
    by="stay_h",
    measures=("port-entry", "vessel-freeze", "asset-freeze", "vessel-deregistration"),
)
def call_while_listed(
    port_visits: ibis.Table,
    identities: ibis.Table,
    listings: ibis.Table,
    *,
    min_confidence: Because[int, "1 is a ship that passed near without a stop or a silence"] = 2,
    around_h: Because[float, "two weeks: number and call belong to one voyage"] = 336.0,
) -> ibis.Table:
    """A ship that claims a listed IMO number calls in the DPRK, or anywhere while ports are closed to it.

    A State must keep a vessel that the Committee listed out of its ports (2371 (2017), paragraph 6), or freeze it
    where it lies (2397 (2017), paragraphs 9, 12 and 15). Listings of single States bind those; the lead names who
    listed. The IMO number is typed into a transponder, so the lead asks the port who called. A call is no breach
    by itself.

    Innocent explanations:
    passing: it passed near without a stop.
    delisted: the listing had ended before it came.
    listed-later: it was listed after it had left.
    another-number: the number that it claims is not listed.
    other-listing: the port is abroad, and the listing closes no ports to it.
    old-claim: it claimed the number in another season only.
    typed-wrong (cannot tell): another ship typed the listed number by mistake, or to lay a false scent.
    ports-of-others (cannot tell): the listing is a single State's and closes that State's ports only.
    leave (cannot tell): the Committee had decided that it might enter, or it was an emergency or its way home.
    """
    calls = port_visits.filter(_.confidence >= min_confidence)
    claims = identities.filter(_.field == "imo").select(
        "mmsi", "simulated", imo=_.value.cast("int64"), claim_id="opened_by", said_from="first_at", said_until="last_at"
    )  # fmt: skip
    met = claims.inner_join(vessel_entries(listings), ["imo", "simulated"]).inner_join(
        calls, ["mmsi", "simulated"]
    )
    met = met.mutate(dprk=_.country == DPRK, closed=_.list_measure.lower().re_search(CLOSING)).filter(
        _.listed_from <= _.left_at,
        _.listed_until.isnull() | (_.listed_until > _.arrived_at),
        hours_between(_.said_until, _.arrived_at) <= around_h,
        hours_between(_.left_at, _.said_from) <= around_h,
        _.dprk | _.closed,
    )
    found = one_each(met, KEY, [ibis.desc("closed"), *ORDER, "claim_id"])
    return found.mutate(
        place=_.country.upper(),
        stay_h=hours_between(_.arrived_at, _.left_at),
        listed_days=ibis.greatest(hours_between(_.listed_from, _.arrived_at) / 24, ibis.literal(0.0)),
        other_mmsi=ibis.null("int64"),
        first_at=_.arrived_at,
        last_at=_.left_at,
        observations=ibis.array([_.closed_by, _.claim_id, _.list_id]),
    )
