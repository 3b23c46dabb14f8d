"""The ships that share one MMSI."""

from typing import Annotated as Because

import ibis

from leadline.derived._derived import derived
from leadline.derived.tracks import MAX_KNOTS
from leadline.exprs import strictest_of, together


@derived
def segments(
    hours: ibis.Table,
    *,
    max_knots: Because[float, "as in tracks, where the split is made"] = MAX_KNOTS,
) -> ibis.Table:
    """Each ship that was told apart under an MMSI: when, where and how often it was heard."""
    return hours.group_by("segment_id").agg(
        mmsi=hours.mmsi.min(),
        first_at=hours.first_at.min(),
        last_at=hours.last_at.max(),
        fixes=hours.fixes.sum(),
        min_lat=hours.min_lat.min(),
        max_lat=hours.max_lat.max(),
        min_lon=hours.min_lon.min(),
        max_lon=hours.max_lon.max(),
        max_knots=ibis.literal(max_knots),
        handling=strictest_of(hours.handling),
        originator=together(hours.originator.min(), hours.originator.max()),
        simulated=hours.simulated.any(),
    )
