"""Ships that make no way at sea."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.derived._coverage import coverage
from leadline.derived._derived import derived
from leadline.derived._ports_near import nearest_port_km
from leadline.derived._summed import summed
from leadline.exprs import cell, hour, hours_between, knots
from leadline.store.engine import Engine

KEY = ("segment_id", "started_at")


@derived
def loitering(
    hours: ibis.Table,
    reception: ibis.Table,
    ports: ibis.Table,
    engine: Engine,
    *,
    min_loiter_h: Because[float, "a transfer by hose takes hours; shorter is waiting for a pilot"] = 4.0,
    max_kn: Because[float, "as Global Fishing Watch's pipe-loitering: slower makes no way"] = 2.0,
    bridge_h: Because[
        int, "two hours without a report end no stay where the way made over them is slow too"
    ] = 2,
) -> ibis.Table:
    """A ship makes little way for hours, by its motion rather than the speed that it typed, wherever midnight falls.

    Hours in a row in which the way made over time is slow. An hour counts for all the legs that end in it, so a
    silence is part of it only where the ship came back to about where it was.
    """
    ship = ["segment_id"]
    each = summed(hours, [*ship, "hour"])
    known = each.filter(_.path_h > 0).mutate(slow=(knots(_.path_m, _.path_h) < max_kn).fill_null(False))
    at = ibis.window(group_by=ship, order_by="hour")
    so_far = ibis.cumulative_window(group_by=ship, order_by="hour")
    # Neighbours are looked at before fast hours are dropped: an hour of way ends a stay, a lost one need not.
    follows = _.slow.lag().over(at) & (_.hour - _.hour.lag().over(at) <= 1 + bridge_h)
    known = known.mutate(new=(~follows.fill_null(False)).cast("int64"))
    slow = known.mutate(run=_.new.sum().over(so_far)).filter(_.slow)
    stays = summed(slow, [*ship, "run"]).rename(
        started_at="first_at", ended_at="last_at", opened_by="first_id", closed_by="last_id"
    )
    found = stays.mutate(loiter_h=hours_between(_.started_at, _.ended_at), mean_kn=knots(_.path_m, _.path_h))
    found = engine.hold(found.filter(_.loiter_h >= min_loiter_h))
    spans = found.select(
        *KEY, "simulated", cell=cell(_.lat, _.lon), from_hour=hour(_.started_at), to_hour=hour(_.ended_at)
    )
    others = coverage(reception, spans, KEY, own=1, hours=spans.to_hour - spans.from_hour + 1)
    placed = found.left_join(nearest_port_km(found, KEY, ports), list(KEY), rname="_p_{name}")
    return placed.inner_join(others, list(KEY), rname="_o_{name}").mutate(
        min_loiter_h=ibis.literal(min_loiter_h), max_kn=ibis.literal(max_kn)
    )
