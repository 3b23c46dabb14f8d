"""Cargo ships whose positions go round in a small ring for hours."""

import math
from typing import Annotated as Because

import ibis
from ibis import _

from leadline.derived._summed import summed
from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import PROGRAMMED_H, claimed
from leadline.exprs import METRES_PER_DEGREE, knots, strictest_of, together

KEY = ("segment_id", "run")


@detector(
    says=(
        "For {round_h} hours on end its positions made {kn:.0f} kn within a box of {wide_m:.0f} m by {high_m:.0f} m: "
        "about {turns:.0f} times round."
    ),
    by="turns",
    measures=("ais-vigilance",),
)
def circling(
    hours: ibis.Table,
    identities: ibis.Table,
    *,
    min_round_h: Because[int, "turning for a berth, a pilot or a compass takes less than two hours"] = 3,
    min_kn: Because[float, "slower is swinging at anchor, drifting or dredging"] = 5.0,
    max_box_m: Because[
        float,
        "rings of false positions in ports are some hundred metres wide; a trawl or a search pattern is wider",
    ] = 3000.0,
    min_shape: Because[float, "a narrower box is a shuttle along a quay or a strait"] = 0.5,
    min_fixes: Because[int, "a ring of fewer points in an hour isn't drawn"] = 6,
) -> ibis.Table:
    """A cargo ship or tanker makes way at speed for hours, and stays within a small ring.

    Merchant ships do not go round and round; positions that do were seen where satellite navigation was falsified, at
    Shanghai in 2019 and off Point Reyes in 2020, and can be made on purpose. Either the ship was elsewhere, or it was misled.

    Innocent explanations:
    swinging: it lies at anchor; its way over the ground is slow.
    brief: it turned for less than the hours asked for.
    working-craft: by its type it is no cargo ship or tanker; tugs, ferries, pilots, dredgers and yachts go round for a living.
    shuttle: it goes to and fro along one line.
    wide: it searches or waits over miles of sea.
    trials (cannot tell): it is on sea trials, or adjusts its compass.
    misled (cannot tell): satellite navigation was disturbed there, and the ship suffers it.
    """
    whole = summed(hours, ["segment_id", "hour"])
    north = (_.max_lat - _.min_lat) * METRES_PER_DEGREE
    east = (_.max_lon - _.min_lon) * METRES_PER_DEGREE * _.max_lat.radians().cos()
    ring = whole.filter(
        _.fixes >= min_fixes, knots(_.path_m, _.path_h) >= min_kn, north <= max_box_m, east <= max_box_m
    )
    at = ibis.window(group_by="segment_id", order_by="hour")
    turning = ring.mutate(run=_.hour - ibis.dense_rank().over(at))
    runs = turning.group_by(*KEY).agg(
        mmsi=_.mmsi.min(), simulated=_.simulated.any(), round_h=_.hour.nunique(), path_m=_.path_m.sum(),
        path_h=_.path_h.sum(), since=_.first_at.min(), until=_.last_at.max(),
        lat=(_.min_lat.min() + _.max_lat.max()) / 2, lon=(_.min_lon.min() + _.max_lon.max()) / 2,
        high_m=(_.max_lat.max() - _.min_lat.min()) * METRES_PER_DEGREE,
        wide_deg=_.max_lon.max() - _.min_lon.min(),
        opened_by=_.first_id.argmin(_.first_at), closed_by=_.last_id.argmax(_.last_at),
        handling=strictest_of(_.handling), originator=together(_.originator.min(), _.originator.max()),
    )  # fmt: skip
    runs = runs.mutate(wide_m=_.wide_deg * METRES_PER_DEGREE * _.lat.radians().cos()).filter(
        _.round_h >= min_round_h,
        ibis.greatest(_.wide_m, _.high_m) <= max_box_m,
        ibis.least(_.wide_m, _.high_m) >= min_shape * ibis.greatest(_.wide_m, _.high_m),
    )
    types = claimed(runs, KEY, identities, "ship_type", within_h=PROGRAMMED_H).rename(type_id="claim_id")
    found = runs.inner_join(types.filter(_.value.try_cast("int64").between(70, 89)), list(KEY))
    return found.mutate(
        kn=knots(_.path_m, _.path_h),
        turns=_.path_m / ((_.wide_m + _.high_m) / 2 * math.pi),
        other_mmsi=ibis.null("int64"),
        first_at=_.since,
        last_at=_.until,
        observations=ibis.array([_.closed_by, _.type_id]),
    )
