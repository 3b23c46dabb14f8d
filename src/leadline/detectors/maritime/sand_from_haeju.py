"""Foreign ships that work in Haeju Bay, where sand was dredged for export."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import SHIPS, claimed
from leadline.detectors.maritime._dprk import claims_dprk
from leadline.detectors.maritime._waters import waters, waters_of
from leadline.exprs import hours_between, knots, strictest_of, together

KEY = ("segment_id", "run")
SHIP = ("segment_id", "mmsi", "simulated")


@detector(
    says=(
        "A ship without the DPRK's digits lay or worked slow for {slow_h} h within {stay_h:.0f} h in {water}, where sand was "
        "dredged for export."
    ),
    stronger={"dredges": "By the type that it claims it works as a dredger or carries cargo."},
    by="slow_h",
    measures=("sector-exports", "ais-vigilance"),
)
def sand_from_haeju(
    hours: ibis.Table,
    identities: ibis.Table,
    *,
    max_kn: Because[float, "dredgers at work and barges at anchor are slower"] = 3.0,
    min_slow_h: Because[int, "to fill a barge takes half a day; a tide's wait for the channel less"] = 12,
    pause_h: Because[float, "what is a day apart is another visit"] = 24.0,
    type_h: Because[float, "a type is programmed once; three months back or ahead still says it"] = 2160.0,
) -> ibis.Table:
    """A ship of another State, by its digits, stays slow in Haeju Bay for half a day or more.

    Earth and stone, sand among them, may not leave the DPRK (2397 (2017), paragraph 6). In 2019 some 279 vessels
    dredged or fetched sand there in 1,563 visits (C4ADS 2020; S/2020/151), many of them river craft without IMO
    number or any type in AIS, so a ship that claims no type counts.

    Innocent explanations:
    brief: it stayed for some hours only.
    under-way: it went through the bay at speed.
    own-craft: it broadcasts the DPRK's digits.
    other-type: by its type it is a fishing, passenger, patrol or tank vessel.
    outside: it lay south of the bay, where the lines are contested.
    no-ship: the number is a net's beacon or a buoy's.
    free-cargo (cannot tell): it brought or fetched something else that is allowed.
    weather (cannot tell): it sheltered there.
    """
    (bay,) = waters("sand")
    made = hours.filter(
        (_.lat - bay.lat).abs() < 1, (_.lon - bay.lon).abs() < 1, _.mmsi.between(*SHIPS), ~claims_dprk(_.mmsi)
    ).mutate(water=waters_of("sand", _.lat, _.lon), kn=knots(_.path_m, _.path_h))
    slow = made.filter(_.water.notnull(), _.kn < max_kn)
    at = ibis.window(group_by=SHIP, order_by=["first_at", "first_id"])
    upto = ibis.window(group_by=SHIP, order_by=["first_at", "first_id"], preceding=None, following=0)
    slow = slow.mutate(
        later=(hours_between(_.last_at.lag().over(at), _.first_at) > pause_h).fill_null(False).cast("int64")
    )
    stays = slow.mutate(run=_.later.sum().over(upto)).group_by(*SHIP, "run", "water").agg(
        slow_h=_["hour"].nunique(), since=_.first_at.min(), until=_.last_at.max(),
        lat=_.lat.argmin(_.first_at), lon=_.lon.argmin(_.first_at),
        opened_by=_.first_id.argmin(_.first_at), closed_by=_.last_id.argmax(_.last_at),
        handling=strictest_of(_.handling), originator=together(_.originator.min(), _.originator.max()),
    )  # fmt: skip
    found = stays.filter(_.slow_h >= min_slow_h)
    types = claimed(found, KEY, identities, "ship_type", within_h=type_h)
    types = types.select(*KEY, ship_type=_.value.cast("int64"), type_id="claim_id")
    found = found.left_join(types, list(KEY), rname="_t_{name}")
    found = found.mutate(dredges=((_.ship_type == 33) | _.ship_type.between(70, 79)).fill_null(False))
    unknown = found.ship_type.isnull() | (found.ship_type < 20) | (found.ship_type >= 90)
    return found.filter(found.dredges | unknown).mutate(
        stay_h=hours_between(_.since, _.until),
        other_mmsi=ibis.null("int64"),
        first_at=_.since,
        last_at=_.until,
        observations=ibis.array([_.closed_by, _.type_id]),
    )
