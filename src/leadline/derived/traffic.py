"""How many vessels there are to set a lead beside."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.derived._derived import derived
from leadline.exprs import HOUR_US, from_micros, month, waters


@derived
def traffic(
    hours: ibis.Table,
    *,
    min_fixes: Because[int, "one or two fixes in a month are a false position rather than a vessel"] = 3,
) -> ibis.Table:
    """How many vessels, by MMSI, were heard in each waters and month; exercises apart from reality."""
    heard = hours.select(
        "mmsi",
        "simulated",
        "fixes",
        waters=waters(hours.lat, hours.lon),
        month=month(from_micros(hours.hour * HOUR_US)),
    )
    ships = heard.group_by("waters", "month", "simulated", "mmsi").agg(fixes=_.fixes.sum())
    return ships.filter(_.fixes >= min_fixes).group_by("waters", "month", "simulated").agg(vessels=_.count())
