"""Where and when anybody was heard at all."""

import ibis

from leadline.derived._derived import derived
from leadline.exprs import cell, hour


@derived
def reception(tracks: ibis.Table) -> ibis.Table:
    """How many vessels were heard in each half-degree cell and hour, exercises apart from reality.

    A silence means something only where others were heard meanwhile; a cell that isn't here was
    not heard, which is not the same as empty.
    """
    rows = tracks.select("segment_id", "simulated", cell=cell(tracks.lat, tracks.lon), hour=hour(tracks.ts))
    return rows.group_by("cell", "hour", "simulated").agg(
        vessels=rows.segment_id.nunique(), fixes=rows.count()
    )
