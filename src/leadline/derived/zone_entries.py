"""Stays of ships inside zones."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.derived._derived import derived
from leadline.derived._stays import in_runs
from leadline.exprs import hours_between, strictest_of, together


@derived
def zone_entries(
    zone_fixes: ibis.Table,
    zones: ibis.Table,
    segments: ibis.Table,
    *,
    max_slow_kn: Because[float, "trawlers, dredgers and squid boats work below five knots"] = 5.0,
) -> ibis.Table:
    """Stays of a ship inside a zone: fixes in a row inside, so one fix outside ends it and silence does not."""
    fixes = in_runs(zone_fixes, ["zone", "segment_id"])
    leg_h = ibis.ifelse(fixes.new, 0.0, hours_between(fixes.before_at, fixes.ts))
    fixes = fixes.mutate(slow_h=ibis.ifelse((fixes.speed_kn < max_slow_kn).fill_null(False), leg_h, 0.0))
    stays = fixes.group_by("zone", "segment_id", "run").agg(
        mmsi=_.mmsi.min(),
        entered_at=_.ts.min(),
        left_at=_.ts.max(),
        slow_h=_.slow_h.sum(),
        entered=(_.new & _.before_at.notnull()).any(),
        fixes=_.count(),
        lat=_.lat.argmin(_.ts),
        lon=_.lon.argmin(_.ts),
        opened_by=_.observation_id.argmin(_.ts),
        closed_by=_.observation_id.argmax(_.ts),
        handling=strictest_of(_.handling),
        originator=together(_.originator.min(), _.originator.max()),
        simulated=_.simulated.any(),
    )
    named = zones.select("zone", "title", "kind").distinct()
    ends = segments.select("segment_id", last_at="last_at")
    found = stays.inner_join(named, "zone").inner_join(ends, "segment_id")
    return found.mutate(
        inside_h=hours_between(_.entered_at, _.left_at),
        left=_.last_at > _.left_at,
        max_slow_kn=ibis.literal(max_slow_kn),
    )
