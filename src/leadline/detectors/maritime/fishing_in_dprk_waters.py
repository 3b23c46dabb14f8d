"""Foreign fishing craft at work in waters of the DPRK."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import SHIPS, claimed
from leadline.detectors.maritime._dprk import claims_dprk
from leadline.exprs import hours_between, knots, strictest_of, together

KEY = ("segment_id", "zone", "run")
FISHING = 30
"""Type code of fishing vessels (ITU-R M.1371)."""


@detector(
    says=(
        "A ship without the DPRK's digits spent {slow_h:.0f} h slow, {work_h} of them at the speed of gear at work, in: "
        "{title}. {typed}."
    ),
    stronger={"types_fishing": "Its own type code says fishing."},
    by="work_h",
    measures=("fishing-rights", "seafood"),
)
def fishing_in_dprk_waters(
    zone_entries: ibis.Table,
    hours: ibis.Table,
    identities: ibis.Table,
    *,
    min_slow_h: Because[float, "less is passage, or a night's shelter"] = 6.0,
    min_work_h: Because[
        int, "of a ship that claims no type: two nights at work; drifting ice, weather or a wait last less"
    ] = 16,
    min_kn: Because[float, "slower is anchored; jigging and trawling craft drift or tow faster"] = 0.7,
    max_kn: Because[float, "trawls are towed at up to five knots or so"] = 5.5,
    pause_h: Because[float, "what is a day apart is another trip"] = 24.0,
    type_h: Because[float, "a type is programmed once; three months back or ahead still says it"] = 2160.0,
) -> ibis.Table:
    """A fishing craft of another State, by its claim or its motion, works for hours in the DPRK's waters.

    The DPRK must not sell rights to fish (2397 (2017), paragraph 6), nor anybody take its seafood (2371 (2017),
    paragraph 9). Hundreds of craft were found there from 2017 on (Park and others, Science Advances 2020;
    S/2019/171). The economic zone is a claim, and the title says so; others contest its lines. Most craft there
    broadcast no AIS at all and are not seen.

    Innocent explanations:
    passage: it crossed the zone without working there.
    other-type: by its type it is no fishing craft.
    no-motion: it claims no type, and lay still or steamed.
    own-craft: it broadcasts the DPRK's digits.
    no-ship: the number is a net's beacon or a buoy's.
    on-land: the zone is land; other waters are no claim to fish.
    other-side (cannot tell): where the zone's line is contested, it fished with another State's licence.
    shelter (cannot tell): it drifted in bad weather, or with a broken engine.
    """
    inside = zone_entries.filter(
        _.kind.isin(["territorial-sea", "claimed-eez"]), _.mmsi.between(*SHIPS), ~claims_dprk(_.mmsi)
    )
    found = _stays(_at_work(inside, hours, min_kn, max_kn), pause_h).filter(_.slow_h >= min_slow_h)
    types = claimed(found, KEY, identities, "ship_type", within_h=type_h)
    types = types.select(*KEY, ship_type=_.value.cast("int64"), type_id="claim_id")
    found = found.left_join(types, list(KEY), rname="_t_{name}")
    found = found.mutate(
        types_fishing=(_.ship_type == FISHING).fill_null(False),
        unknown=_.ship_type.isnull() | (_.ship_type == 0),
    ).filter(_.types_fishing | (_.unknown & (_.work_h >= min_work_h)))
    return found.mutate(
        typed=ibis.ifelse(
            _.types_fishing,
            ibis.literal("It claims to be a fishing vessel"),
            ibis.literal("It claims no type"),
        ),
        other_mmsi=ibis.null("int64"),
        first_at=_.since,
        last_at=_.until,
        observations=ibis.array([_.closed_by, _.type_id]),
    )


def _at_work(inside: ibis.Table, hours: ibis.Table, min_kn: float, max_kn: float) -> ibis.Table:
    """The entries with the hours in which the ship made way at the speed of gear at work."""
    key = ("segment_id", "zone", "entered_at")
    made = hours.select("segment_id", "hour", "first_at", kn=knots(_.path_m, _.path_h))
    made = made.filter(_.kn.between(min_kn, max_kn))
    met = inside.select(*key, "left_at").inner_join(made, "segment_id")
    met = met.filter(hours_between(_.entered_at, _.first_at) >= 0, hours_between(_.first_at, _.left_at) >= 0)
    worked = met.group_by(*key).agg(work_h=_["hour"].nunique())
    return inside.left_join(worked, list(key), rname="_w_{name}").mutate(work_h=_.work_h.fill_null(0))


def _stays(entries: ibis.Table, pause_h: float) -> ibis.Table:
    """Entries of one ship into one zone, joined over short pauses: a fix outside the line ends no day's work."""
    at = ibis.window(group_by=["segment_id", "zone"], order_by="entered_at")
    upto = ibis.window(group_by=["segment_id", "zone"], order_by="entered_at", preceding=None, following=0)
    parted = entries.mutate(
        parted=(hours_between(_.left_at.lag().over(at), _.entered_at) > pause_h)
        .fill_null(False)
        .cast("int64")
    )
    return parted.mutate(run=_.parted.sum().over(upto)).group_by(*KEY).agg(
        mmsi=_.mmsi.min(), simulated=_.simulated.any(), title=_.title.min(), since=_.entered_at.min(),
        until=_.left_at.max(), slow_h=_.slow_h.sum(), work_h=_.work_h.sum(),
        lat=_.lat.argmin(_.entered_at), lon=_.lon.argmin(_.entered_at),
        opened_by=_.opened_by.argmin(_.entered_at), closed_by=_.closed_by.argmax(_.left_at),
        handling=strictest_of(_.handling), originator=together(_.originator.min(), _.originator.max()),
    )  # fmt: skip
