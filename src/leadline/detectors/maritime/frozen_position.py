"""Ships that report speed and do not move."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import SHIPS
from leadline.exprs import strictest_of, together


@detector(
    says=(
        "For {frozen_h} hours on end it reported the very same position and a mean speed of {kn:.1f} kn in {fixes} fixes."
    ),
    by="frozen_h",
    measures=("ais-vigilance",),
)
def frozen_position(
    hours: ibis.Table,
    *,
    min_frozen_h: Because[int, "a receiver that lost its satellites repeats itself for minutes"] = 3,
    min_kn: Because[float, "slower may be read at anchor or in a tide"] = 3.0,
    min_fixes: Because[int, "two equal fixes in an hour may be one, relayed twice"] = 3,
) -> ibis.Table:
    """A ship reports that it is under way, at speed, and its position stays the same to the last digit.

    A live receiver's position wanders by metres even at a berth. A position that does not is not measured: it was typed,
    replayed or is stuck, and the ship may be elsewhere.

    Innocent explanations:
    brief: the position was stuck for an hour or two.
    at-rest: the speed reported is that of a ship at rest, whose position somebody rounds.
    relayed-twice: there are only one or two fixes in an hour.
    no-ship: the number is a coast station's, a buoy's or an aircraft's, whose position is typed by design.
    stuck-receiver (cannot tell): the receiver is broken and the crew has not noticed.
    rounded (cannot tell): whoever kept the data rounded positions so that slow way is lost.
    """
    still = hours.filter(
        _.mmsi.between(*SHIPS), _.fixes >= min_fixes, _.mean_kn >= min_kn,
        _.path_m == 0, _.min_lat == _.max_lat, _.min_lon == _.max_lon,
    )  # fmt: skip
    in_turn = ibis.window(group_by=["segment_id", "lat", "lon"], order_by="hour")
    still = still.mutate(run=_.hour - ibis.row_number().over(in_turn))
    runs = still.group_by("segment_id", "lat", "lon", "run").agg(
        mmsi=_.mmsi.min(), first_at=_.first_at.min(), last_at=_.last_at.max(), frozen_h=_.count(),
        kn=_.mean_kn.mean(), fixes=_.fixes.sum(), opened_by=_.first_id.argmin(_.hour),
        closed_by=_.last_id.argmax(_.hour), handling=strictest_of(_.handling),
        originator=together(_.originator.min(), _.originator.max()), simulated=_.simulated.any(),
    )  # fmt: skip
    return runs.filter(_.frozen_h >= min_frozen_h).mutate(
        other_mmsi=ibis.null("int64"), observations=ibis.array([_.closed_by])
    )
