"""The same two ships that meet at sea again and again."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._dprk import claims_dprk, digits, listed
from leadline.detectors.maritime._meetings import CROWD_SAYS, PORT_KM, transfers
from leadline.exprs import hours_between, strictest_of, together
from leadline.store.engine import Engine

PAIR = ("mmsi_a", "mmsi_b", "simulated")


@detector(
    says="The same two vessels lay together at sea {meetings} times within {span_days:.0f} days, {hours_h:.0f} h in all.",
    by="meetings",
    stronger={
        "claims_dprk": "One broadcasts an MMSI that begins with {digits}: a claim, not a flag.",
        "listed": "One claimed the IMO number of {list_name}, which {list_authority} had listed.",
    },
    measures=("ship-to-ship", "refined-petroleum", "coal"),
)
def repeated_meetings(
    encounters: ibis.Table,
    static_reports: ibis.Table,
    listings: ibis.Table,
    engine: Engine,
    *,
    min_meetings: Because[int, "twice may be chance or a second try in better weather"] = 3,
    within_days: Because[float, "tankers that feed others come back within weeks (rf-maritime-22)"] = 30.0,
    min_port_km: Because[
        float, "as in meeting_at_sea: nearer, ships lie together for every reason"
    ] = PORT_KM,
    max_others: Because[int, CROWD_SAYS] = 4,
    max_together_h: Because[float, "as in meeting_at_sea: longer is laid up side by side"] = 96.0,
) -> ibis.Table:
    """The same pair lies together at sea several times within weeks.

    One meeting has many reasons; a habit has fewer. The lead asks what the two have with each other: owner, charterer,
    cargo.

    Innocent explanations:
    laid-up: the two lay side by side for longer than any transfer takes.
    service-craft: one is a tug, pilot, rescue, tender or patrol craft by the type it claims.
    fishing-pair: both are fishing vessels by the type they claim, working a pair trawl.
    one-stay: the two lay together once, and reports of it were lost in between.
    crowd: more than four other ships lay at rest within five kilometres: an anchorage that the list lacks.
    anchorage: they met at an anchorage or berth, within ten kilometres of a port of the list.
    lightering (cannot tell): one lightens large ships at a place where this is usual.
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
    # Pieces of one stay, cut by lost reports, are one meeting.
    stays = found.group_by(*PAIR, "lay_up_at").agg(until=_.last_at.max())
    at = ibis.window(group_by=list(PAIR), order_by="lay_up_at")
    turns = stays.mutate(again_at=_.until.lead(min_meetings - 1).over(at))
    habit = turns.filter(hours_between(_.lay_up_at, _.again_at) <= within_days * 24)
    first = habit.group_by(*PAIR).agg(since=_.lay_up_at.min())
    every = found.inner_join(first, list(PAIR)).filter(
        _.first_at >= _.since, hours_between(_.since, _.last_at) <= within_days * 24
    )
    pairs = every.group_by(*PAIR).agg(
        first_at=_.first_at.min(),
        last_at=_.last_at.max(),
        meetings=_.lay_up_at.nunique(),
        hours_h=_.together_h.sum(),
        lat=_.lat.argmin(_.first_at),
        lon=_.lon.argmin(_.first_at),
        opened_by=_.opened_by.argmin(_.first_at),
        seen=_.opened_by.collect(),
        handling=strictest_of(_.handling),
        originator=together(_.originator.min(), _.originator.max()),
    )
    ships = pairs.select(*PAIR, since="first_at", until="last_at")
    ships = ships.mutate(mmsi=_.mmsi_a).union(ships.mutate(mmsi=_.mmsi_b))
    pairs = pairs.left_join(listed(ships, PAIR, static_reports, listings), list(PAIR), rname="_l_{name}")
    return pairs.mutate(
        mmsi=_.mmsi_a,
        other_mmsi=_.mmsi_b,
        span_days=hours_between(_.first_at, _.last_at) / 24,
        claims_dprk=claims_dprk(_.mmsi_a) | claims_dprk(_.mmsi_b),
        digits=digits(_.mmsi_a, _.mmsi_b),
        listed=_.list_id.notnull(),
        observations=_.seen.concat(ibis.array([_.claim_id, _.list_id])),
    )
