"""Calls at ports."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.derived._derived import derived
from leadline.derived.port_fixes import AWAY_M
from leadline.exprs import hours_between, micros, strictest_of, together
from leadline.store.engine import Engine

KEY = ("segment_id", "run")


@derived
def port_visits(
    port_fixes: ibis.Table,
    tracks: ibis.Table,
    ports: ibis.Table,
    segments: ibis.Table,
    engine: Engine,
    *,
    near_m: Because[float, "as Global Fishing Watch's pipe-anchorages: nearer is in port"] = 3000.0,
    away_m: Because[float, "as in port_fixes, where it decides"] = AWAY_M,
    stops_kn: Because[float, "as pipe-anchorages: slower is at rest"] = 0.2,
    goes_kn: Because[float, "as pipe-anchorages: faster is under way again"] = 0.5,
    min_gap_h: Because[float, "as pipe-anchorages: a silence in port that is as good as a stop"] = 4.0,
) -> ibis.Table:
    """Calls: from the first fix in port to the last before one that is out of it.

    A ship is in port from its first fix within ``near_m`` until it is heard farther than ``away_m`` from every port, so
    neighbouring ports whose circles touch are one call, named for the nearest. Four steps of confidence, as
    pipe-anchorages has them: entry, stop or silence, and exit heard (4); stop or silence and one of the others (3); stop
    or silence alone (2); only passed near (1). Unlike there, anchorages come from a list, not from where ships lie.
    """
    fixes = _runs(port_fixes.drop("observation_id"), stops_kn, goes_kn)
    leg_h = hours_between(fixes.before_at, fixes.ts)
    fixes = fixes.mutate(named_by=ibis.ifelse(_.rest, _.distance_m, _.distance_m + away_m))
    calls = engine.hold(
        fixes.group_by(*KEY)
        .agg(
            mmsi=_.mmsi.min(),
            arrived_at=_.ts.min(where=_.distance_m <= near_m),
            first_at=_.ts.min(),
            left_at=_.ts.max(),
            heard_outside=(_.new & _.before_at.notnull()).any(),
            stopped=_.rest.any(),
            stop_h=ibis.ifelse(_.rested, leg_h, 0.0).sum().coalesce(0.0),
            silence_in_h=leg_h.max(where=~_.new).coalesce(0.0),
            port_id=_.port_id.argmin(_.named_by),
            least_distance_m=_.distance_m.min(),
            lat=_.lat.argmin(_.distance_m),
            lon=_.lon.argmin(_.distance_m),
            fixes=_.count(),
            handling=strictest_of(_.handling),
            originator=together(_.originator.min(), _.originator.max()),
            simulated=_.simulated.any(),
        )
        .filter(_.arrived_at.notnull())
    )
    opened = port_fixes.select("segment_id", arrived_at="ts", opened_by="observation_id")
    closed = port_fixes.select("segment_id", left_at="ts", closed_by="observation_id")
    calls = calls.inner_join(opened, ["segment_id", "arrived_at"]).inner_join(
        closed, ["segment_id", "left_at"]
    )
    return _told(_left(calls, tracks, segments, min_gap_h), ports, min_gap_h).mutate(
        near_m=ibis.literal(near_m), away_m=ibis.literal(away_m)
    )


def _runs(fixes: ibis.Table, stops_kn: float, goes_kn: float) -> ibis.Table:
    """The fixes by run, and whether the ship is at rest at each: since it was slow enough, until it is fast enough."""
    at = ibis.window(group_by="segment_id", order_by="ts")
    so_far = ibis.cumulative_window(group_by="segment_id", order_by="ts")
    us = micros(fixes.ts)
    clear = ibis.cases(
        (fixes.speed_kn < stops_kn, us * 2 + 1), (fixes.speed_kn > goes_kn, us * 2), else_=ibis.null("int64")
    )
    fixes = fixes.mutate(us=us, clear=clear, new=(fixes.before_at != fixes.ts.lag().over(at)).fill_null(True))
    fixes = fixes.mutate(
        run=ibis.ifelse(fixes.new, fixes.us, ibis.null("int64")).max().over(so_far),
        last=fixes.clear.max().over(so_far),
    )
    fixes = fixes.mutate(rest=((fixes.last % 2 == 1) & (fixes.last >= fixes.run * 2)).fill_null(False))
    return fixes.mutate(rested=fixes.rest & ~fixes.new & fixes.rest.lag().over(at).fill_null(False))


def _left(calls: ibis.Table, tracks: ibis.Table, segments: ibis.Table, min_gap_h: float) -> ibis.Table:
    """Whether each call's end was heard, and the silence that it ended in."""
    quiet_h = hours_between(tracks.before_at, tracks.ts)
    quiet = tracks.mutate(out_h=quiet_h).filter(_.out_h >= min_gap_h)
    quiet = quiet.select("segment_id", "out_h", left_at="before_at")
    ends = segments.select("segment_id", last_at="last_at")
    found = calls.inner_join(ends, "segment_id").left_join(quiet, ["segment_id", "left_at"], rname="_{name}")
    return found.mutate(
        left=_.last_at > _.left_at,
        entered=_.heard_outside | (_.first_at < _.arrived_at),
        silence_h=ibis.greatest(_.silence_in_h, _.out_h.coalesce(0.0)),
    )


def _told(calls: ibis.Table, ports: ibis.Table, min_gap_h: float) -> ibis.Table:
    named = ports.select("port_id", "port", "country")
    rested = calls.stopped | (calls.silence_h >= min_gap_h)
    ends = calls.entered.cast("int64") + calls.left.cast("int64")
    confidence = ibis.ifelse(rested, ends + 2, 1).cast("int64")
    return calls.mutate(confidence=confidence).inner_join(named, "port_id")
