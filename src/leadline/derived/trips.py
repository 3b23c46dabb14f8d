"""Trips from port to port."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.derived._derived import derived
from leadline.exprs import distance_m, hours_between, stricter, together


@derived
def trips(
    port_visits: ibis.Table,
    *,
    min_confidence: Because[int, "a ship that only passed near has not called"] = 2,
) -> ibis.Table:
    """From one call of a ship to its next; the last one of each ship is open until the next call."""
    at = ibis.window(group_by="segment_id", order_by="arrived_at")
    calls = port_visits.filter(_.confidence >= min_confidence)
    following = {
        f"to_{name}": calls[name].lead().over(at)
        for name in ("port_id", "port", "country", "lat", "lon", "arrived_at", "confidence", "opened_by", "handling", "originator")
    }  # fmt: skip
    calls = calls.mutate(**following)
    return calls.select(
        "segment_id",
        "mmsi",
        "to_port_id",
        "to_port",
        "to_country",
        "simulated",
        from_port_id="port_id",
        from_port="port",
        from_country="country",
        departed_at="left_at",
        arrived_at="to_arrived_at",
        trip_h=hours_between(_.left_at, _.to_arrived_at),
        distance_m=distance_m(_.lat, _.lon, _.to_lat, _.to_lon),
        confidence=ibis.least(_.confidence, _.to_confidence.coalesce(4)).cast("int64"),
        opened_by="closed_by",
        closed_by="to_opened_by",
        handling=stricter(_.handling, _.to_handling.coalesce(_.handling)),
        originator=together(_.originator, _.to_originator.coalesce(_.originator)),
    )
