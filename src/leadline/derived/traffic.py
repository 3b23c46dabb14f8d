"""How many vessels there are to set a lead beside."""

import ibis
from ibis import _

from leadline.derived._derived import derived
from leadline.exprs import HOUR_US, from_micros, month, waters


@derived
def traffic(hours: ibis.Table) -> ibis.Table:
    """How many vessels, by MMSI, were heard in each waters and month; exercises apart from reality."""
    heard = hours.select(
        "mmsi",
        "simulated",
        waters=waters(hours.lat, hours.lon),
        month=month(from_micros(hours.hour * HOUR_US)),
    )
    return heard.group_by("waters", "month", "simulated").agg(vessels=_.mmsi.nunique())
