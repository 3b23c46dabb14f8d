"""From a meeting or a wait in transfer waters to the approaches of the DPRK's west coast."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import claimed
from leadline.detectors.maritime._dprk import claims_dprk, digits, one_each
from leadline.detectors.maritime._routes import west_coast_stays
from leadline.detectors.maritime._waters import waters_of
from leadline.exprs import hours_between, stricter, together
from leadline.store.engine import Engine

KEY = ("segment_id", "stay_from")
DID = (
    "segment_id", "mmsi", "other_mmsi", "since", "until", "lat", "lon", "did_h", "met", "did_from_id", "did_until_id",
    "handling", "originator", "simulated",
)  # fmt: skip


@detector(
    says=(
        "It {did} for {did_h:.1f} h in {water}, where transfers of oil were reported, and {after_days:.1f} days later {was} "
        "{port} on the DPRK's west coast."
    ),
    stronger={
        "tanker": "By the type that it claims it is a tanker.",
        "called": "It was heard in the port.",
        "claims_dprk": "One broadcasts an MMSI that begins with {digits}: a claim, not a flag.",
    },
    by="did_h",
    opens_with=("encounters", "loitering"),
    measures=("ship-to-ship", "refined-petroleum", "crude-oil", "vessel-freeze", "vessels-and-helicopters", "ais-vigilance"),
)  # fmt: skip
def oil_route(
    encounters: ibis.Table,
    loitering: ibis.Table,
    port_visits: ibis.Table,
    gaps: ibis.Table,
    identities: ibis.Table,
    engine: Engine,
    *,
    min_confidence: Because[int, "1 is a ship that passed near without a stop or a silence"] = 2,
    min_silence_h: Because[float, "as silences: half a day to call and pump out"] = 12.0,
    max_near_km: Because[float, "about 50 nautical miles, as for silences beside the DPRK"] = 100.0,
    min_heard: Because[float, "share of hours in which others were heard there"] = 0.3,
    max_days: Because[
        float, "Yu Phyong 5 took three days from its transfer to Nampo; a week leaves room for weather"
    ] = 7.0,
    type_h: Because[float, "a type is programmed once; three months back or ahead still says it"] = 2160.0,
) -> ibis.Table:
    """A ship meets another or loiters in waters where oil was transferred, and within days is at the DPRK's west coast.

    The documented way of 2017 to 2020: a tanker takes oil from another in the East China Sea, off Taiwan or in
    Nampo's approaches, and sails to Nampo (Committee narratives of 30 March 2018; US advisory of 21 March 2019).
    Cargo ships carried oil as well, so any type but a fishing, service or passenger craft's counts. What passed
    between the two, AIS doesn't show.

    Innocent explanations:
    stayed-away: it did not go to the DPRK's west coast.
    weeks-later: it went there so much later that another voyage lies between.
    other-waters: the meeting was not in waters where transfers were reported.
    small-craft: by its type it is a fishing, service or passenger craft.
    thin-coverage: the stay is a silence in which no receiver could have heard it.
    waiting (cannot tell): it waited for orders, weather or bunkers; its cargo was loaded in port.
    notified (cannot tell): the delivery was within the cap and notified to the Committee.
    """
    stays = west_coast_stays(port_visits, gaps, min_confidence, min_silence_h, max_near_km, min_heard)
    found = engine.hold(_before(_did(encounters, loitering), engine.hold(stays), max_days))
    types = claimed(found, KEY, identities, "ship_type", within_h=type_h)
    types = types.select(*KEY, ship_type=_.value.cast("int64"), type_id="claim_id")
    found = found.left_join(types, list(KEY), rname="_t_{name}")
    found = found.filter(_.ship_type.isnull() | _.ship_type.between(70, 99) | (_.ship_type < 20))
    return found.mutate(
        did=ibis.ifelse(_.met, ibis.literal("met another vessel"), ibis.literal("loitered")),
        was=ibis.ifelse(_.implied, ibis.literal("was silent beside"), ibis.literal("called at")),
        after_days=hours_between(_.until, _.stay_from) / 24,
        tanker=_.ship_type.between(80, 89).fill_null(False),
        called=~_.implied,
        claims_dprk=claims_dprk(_.mmsi) | claims_dprk(_.other_mmsi).fill_null(False),
        digits=digits(_.mmsi, _.other_mmsi),
        first_at=_.since,
        last_at=_.stay_until,
        opened_by=_.stay_id,
        observations=ibis.array([_.did_from_id, _.did_until_id, _.stay_end_id, _.type_id]),
    )


def _did(encounters: ibis.Table, loitering: ibis.Table) -> ibis.Table:
    """Meetings, once for each side, and loitering, in the waters of transfers."""
    meetings = [
        encounters.mutate(
            segment_id=encounters[f"segment_{own}"], mmsi=encounters[f"mmsi_{own}"],
            other_mmsi=encounters[f"mmsi_{other}"], since=_.first_at, until=_.last_at, did_h=_.together_h,
            met=True, did_from_id=_.opened_by, did_until_id=_.closed_by,
        ).select(*DID)
        for own, other in (("a", "b"), ("b", "a"))
    ]  # fmt: skip
    waits = loitering.mutate(
        other_mmsi=ibis.null("int64"), since=_.started_at, until=_.ended_at, did_h=_.loiter_h, met=False,
        did_from_id=_.opened_by, did_until_id=_.closed_by,
    )  # fmt: skip
    every = meetings[0].union(meetings[1], waits.select(*DID))
    return every.mutate(water=waters_of("oil-transfer", _.lat, _.lon)).filter(_.water.notnull())


def _before(did: ibis.Table, stays: ibis.Table, max_days: float) -> ibis.Table:
    """Each stay with the last meeting, else the last wait, in the days before; a silence in the port's own call once."""
    after = stays.select(
        "segment_id", "port", "implied", stay_from="since", stay_until="until", stay_id="opened_by", stay_end_id="closed_by",
        stay_handling="handling", stay_originator="originator",
    )  # fmt: skip
    near = did.inner_join(after, "segment_id").filter(
        hours_between(_.until, _.stay_from).between(0, max_days * 24)
    )
    last = one_each(near, ("segment_id", "stay_from", "implied"), [~_.met, ibis.desc("until"), "did_from_id"])
    once = one_each(last.drop("place"), ("segment_id", "did_from_id"), ["implied", "stay_from", "stay_id"])
    return once.mutate(
        handling=stricter(_.handling, _.stay_handling), originator=together(_.originator, _.stay_originator)
    )
