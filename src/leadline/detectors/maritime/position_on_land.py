"""Ships that report a place well inland."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import SHIPS


@detector(
    says="It reported {fixes} positions over {inside_h:.1f} h on dry land ({title}), where no ship floats.",
    by="inside_h",
    measures=("ais-vigilance",),
)
def position_on_land(
    zone_entries: ibis.Table,
    *,
    min_fixes: Because[int, "one or two bad positions come from a weak signal"] = 3,
    min_inside_h: Because[float, "a receiver that starts or loses its satellites errs for minutes"] = 0.5,
) -> ibis.Table:
    """A ship reports positions well inland for long: it was not there, so it was somewhere else.

    Falsified satellite navigation has put ships at sea on airfields (C4ADS, Above Us Only Stars, 2019), and whoever types
    positions may do the same. The zone is drawn well behind the shore, so quays and estuaries are out of it; land that the
    package has no such zone of is not looked at.

    Innocent explanations:
    bad-fix: one or two positions only.
    start-up: the receiver was settling, for minutes.
    no-ship: the number is a coast station's, a buoy's or an aircraft's.
    on-the-water: it lay off the coast or at a quay, which the inland zone leaves out.
    jamming (cannot tell): satellite navigation was disturbed for everybody there.
    carried (cannot tell): the transponder was tested ashore, or the craft moved by road.
    river (cannot tell): a river or lake lies there that the map lacks.
    """
    found = zone_entries.filter(
        _.kind == "inland", _.fixes >= min_fixes, _.inside_h >= min_inside_h, _.mmsi.between(*SHIPS)
    )
    return found.mutate(
        other_mmsi=ibis.null("int64"),
        first_at=_.entered_at,
        last_at=_.left_at,
        observations=ibis.array([_.closed_by]),
    )
