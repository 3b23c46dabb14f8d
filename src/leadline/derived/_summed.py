"""Hours put together: shared by what looks at whole hours or at stays of several."""

from collections.abc import Sequence

import ibis
from ibis import _

from leadline.exprs import strictest_of, together


def summed(hours: ibis.Table, key: Sequence[str]) -> ibis.Table:
    """Rows of ``hours`` of one key as one row, with the columns that they have themselves but for cell and mean speed."""
    return hours.group_by(*key).agg(
        mmsi=_.mmsi.min(),
        first_at=_.first_at.min(),
        last_at=_.last_at.max(),
        fixes=_.fixes.sum(),
        path_m=_.path_m.sum(),
        path_h=_.path_h.sum(),
        lat=_.lat.argmax(_.last_at),
        lon=_.lon.argmax(_.last_at),
        min_lat=_.min_lat.min(),
        max_lat=_.max_lat.max(),
        min_lon=_.min_lon.min(),
        max_lon=_.max_lon.max(),
        first_id=_.first_id.argmin(_.first_at),
        last_id=_.last_id.argmax(_.last_at),
        handling=strictest_of(_.handling),
        originator=together(_.originator.min(), _.originator.max()),
        simulated=_.simulated.any(),
    )
