"""One ship that meets many others at sea."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._dprk import claims_dprk, listed
from leadline.detectors.maritime._meetings import CROWD_SAYS, KEY, PORT_KM, transfers
from leadline.exprs import hours_between, strictest_of, together
from leadline.store.engine import Engine

SHIP = ("mmsi", "simulated")


@detector(
    says=(
        "It lay together with {others} different vessels at sea within {span_days:.0f} days, {hours_h:.0f} h in all."
    ),
    by="others",
    stronger={
        "feeds_dprk": "{dprk_others} of them broadcast MMSI that begin with the DPRK's digits: a claim, not a flag.",
        "listed": "It claimed the IMO number of {list_name}, which {list_authority} had listed.",
    },
    measures=("ship-to-ship", "refined-petroleum"),
)
def mother_ship(
    encounters: ibis.Table,
    static_reports: ibis.Table,
    listings: ibis.Table,
    engine: Engine,
    *,
    min_others: Because[int, "one or two may be chance; feeders come several (rf-maritime-22)"] = 3,
    within_days: Because[float, "a tanker empties itself into small ones within days"] = 10.0,
    min_port_km: Because[
        float, "as in meeting_at_sea: nearer, ships lie together for every reason"
    ] = PORT_KM,
    max_others: Because[int, CROWD_SAYS] = 4,
    max_together_h: Because[float, "as in meeting_at_sea: longer is laid up side by side"] = 96.0,
) -> ibis.Table:
    """A ship lies together with several different ones at sea within days, as a mother ship with its feeders.

    A bunker tanker does so for a living, near ports; at sea, with none of its customers in need of fuel for the way
    they go, the lead asks what was handed over to whom.

    Innocent explanations:
    laid-up: they lay side by side for longer than any transfer takes.
    service-craft: one is a tug, pilot, rescue, tender or patrol craft by the type it claims.
    fishing-fleet: they are fishing vessels by the type they claim.
    crowd: more than four other ships lay at rest within five kilometres: an anchorage that the list lacks.
    anchorage: they met at an anchorage or berth, within ten kilometres of a port of the list.
    bunker-tanker (cannot tell): it sells fuel to ships that need it for their own way.
    fish-carrier (cannot tell): it collects catches from a licensed fleet.
    """
    found = engine.hold(
        transfers(
            encounters,
            static_reports,
            min_port_km=min_port_km,
            max_others=max_others,
            max_together_h=max_together_h,
        )
    )
    told = [*KEY, "last_at", "together_h", "lat", "lon", "opened_by", "handling", "originator", "simulated"]
    a = found.select(*told, mmsi="mmsi_a", other="mmsi_b")
    meetings = a.union(found.select(*told, mmsi="mmsi_b", other="mmsi_a"))
    later = meetings.select(*SHIP, "other", seen_at="first_at")
    begun = meetings.select(*SHIP, since="first_at").distinct()
    ahead_h = hours_between(_.since, _.seen_at)
    near = begun.inner_join(later, list(SHIP)).filter(ahead_h >= 0, ahead_h <= within_days * 24)
    spans = near.group_by(*SHIP, "since").agg(others=_.other.nunique()).filter(_.others >= min_others)
    first = spans.group_by(*SHIP).agg(since=_.since.min())
    every = meetings.inner_join(first, list(SHIP)).filter(
        _.first_at >= _.since, hours_between(_.since, _.first_at) <= within_days * 24
    )
    ships = every.group_by(*SHIP).agg(
        since=_.since.min(),
        until=_.last_at.max(),
        others=_.other.nunique(),
        dprk_others=ibis.ifelse(claims_dprk(_.other), _.other, ibis.null("int64")).nunique(),
        hours_h=_.together_h.sum(),
        lat=_.lat.argmin(_.first_at),
        lon=_.lon.argmin(_.first_at),
        opened_by=_.opened_by.argmin(_.first_at),
        seen=_.opened_by.collect(),
        handling=strictest_of(_.handling),
        originator=together(_.originator.min(), _.originator.max()),
    )
    ships = ships.left_join(listed(ships, SHIP, static_reports, listings), list(SHIP), rname="_l_{name}")
    return ships.mutate(
        other_mmsi=ibis.null("int64"),
        first_at=_.since,
        last_at=_.until,
        span_days=hours_between(_.since, _.until) / 24,
        feeds_dprk=_.dprk_others > 0,
        listed=_.list_id.notnull(),
        observations=_.seen.concat(ibis.array([_.claim_id, _.list_id])),
    )
