"""The ships that share one MMSI."""

from typing import Annotated as Because

import ibis

from leadline.derived._derived import derived
from leadline.derived.tracks import MAX_KNOTS
from leadline.exprs import strictest_of


@derived
def segments(
    tracks: ibis.Table,
    *,
    max_knots: Because[float, "as in tracks, where the split is made"] = MAX_KNOTS,
) -> ibis.Table:
    """Each ship that was told apart under an MMSI: when, where and how often it was heard."""
    return tracks.group_by("segment_id").agg(
        mmsi=tracks.mmsi.min(),
        first_at=tracks.ts.min(),
        last_at=tracks.ts.max(),
        fixes=tracks.count(),
        min_lat=tracks.lat.min(),
        max_lat=tracks.lat.max(),
        min_lon=tracks.lon.min(),
        max_lon=tracks.lon.max(),
        max_knots=ibis.literal(max_knots),
        handling=strictest_of(tracks.handling),
        originator=tracks.originator.min(),
        simulated=tracks.simulated.any(),
    )
