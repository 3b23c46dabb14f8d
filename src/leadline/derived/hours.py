"""Each ship's hours: what needs no single fix stands on this small table."""

import ibis
from ibis import _

from leadline.derived._derived import grows
from leadline.exprs import cell, distance_m, hour, hours_between, strictest_of, together


@grows("last_at")
def hours(tracks: ibis.Table) -> ibis.Table:
    """A ship's fixes of one hour in one half-degree cell, summed up.

    A leg, from one fix to the next, counts where and when it ends. Speeds typed are averaged as they came; the way
    made is measured between fixes.
    """
    legs = tracks.mutate(
        hour=hour(_.ts),
        cell=cell(_.lat, _.lon),
        leg_h=hours_between(_.before_at, _.ts),
        leg_m=distance_m(_.before_lat, _.before_lon, _.lat, _.lon),
        typed_kn=ibis.ifelse(_.speed_implied, ibis.null("float64"), _.speed_kn),
    )
    return legs.group_by("segment_id", "hour", "cell").agg(
        mmsi=_.mmsi.min(),
        first_at=_.ts.min(),
        last_at=_.ts.max(),
        fixes=_.count(),
        path_m=_.leg_m.sum().coalesce(0.0),
        path_h=_.leg_h.sum().coalesce(0.0),
        mean_kn=_.typed_kn.mean(),
        lat=_.lat.argmax(_.ts),
        lon=_.lon.argmax(_.ts),
        min_lat=_.lat.min(),
        max_lat=_.lat.max(),
        min_lon=_.lon.min(),
        max_lon=_.lon.max(),
        first_id=_.observation_id.argmin(_.ts),
        last_id=_.observation_id.argmax(_.ts),
        handling=strictest_of(_.handling),
        originator=together(_.originator.min(), _.originator.max()),
        simulated=_.simulated.any(),
    )
