"""Calls at ports of the DPRK, with what the ship claimed and typed around them. Shared, not a detector."""

from collections.abc import Sequence
from typing import Any

import ibis
from ibis import _

from leadline.detectors.maritime._claims import claimed
from leadline.detectors.maritime._dprk import claims_dprk, one_each
from leadline.exprs import hours_between

KEY = ("segment_id", "arrived_at")
DPRK = "kp"


def dprk_calls(port_visits: ibis.Table, min_confidence: int) -> ibis.Table:
    """Visits to ports of the DPRK that are sure enough, with ``since``, ``until``, ``stay_h`` and ``nth``.

    ``nth`` counts the calls under the MMSI that are held here, from 1.
    """
    found = port_visits.filter(_.country == DPRK, _.confidence >= min_confidence)
    at = ibis.window(group_by=["mmsi", "simulated"], order_by=["arrived_at", "segment_id"])
    return found.mutate(
        since=_.arrived_at,
        until=_.left_at,
        stay_h=hours_between(_.arrived_at, _.left_at),
        nth=ibis.row_number().over(at) + 1,
    )


def of_type(
    calls: ibis.Table, identities: ibis.Table, lowest: int, highest: int, within_h: float
) -> ibis.Table:
    """The calls of ships that claim a type code in the range, with ``ship_type`` and ``type_id``."""
    types = claimed(calls, KEY, identities, "ship_type", within_h=within_h)
    types = types.select(*KEY, ship_type=_.value.cast("int64"), type_id="claim_id")
    return calls.inner_join(types.filter(_.ship_type.between(lowest, highest)), list(KEY))


def with_digits(calls: ibis.Table, identities: ibis.Table) -> ibis.Table:
    """The calls with ``foreign``, whether the MMSI begins with another State's digits than the DPRK's, and ``flag``."""
    states = identities.filter(_.country.notnull()).group_by("mmsi").agg(flag=_.country.min().upper())
    found = calls.left_join(states, "mmsi").drop("mmsi_right")
    return found.mutate(foreign=_.flag.notnull() & ~claims_dprk(_.mmsi))


def with_draughts(
    rows: ibis.Table,
    key: Sequence[str],
    static_reports: ibis.Table,
    segments: ibis.Table,
    *,
    within_h: float,
    settle_h: float,
) -> ibis.Table:
    """The rows with the draught typed last before ``since``, that typed after ``until``, and ``rise_m``.

    After is the last report within ``settle_h``, for crews type the new draught once they are under way; where there
    is none, the first that follows. ``rows`` has mmsi, simulated, since and until. Unknown is null.
    """
    typed = draughts_of_one_ship(static_reports, segments)
    typed = typed.select("mmsi", "simulated", "draught_m", "observation_id", typed_at="ts")
    near = rows.select(*dict.fromkeys((*key, "mmsi", "simulated", "since", "until")))
    near = near.inner_join(typed, ["mmsi", "simulated"])
    before_h, after_h = hours_between(_.typed_at, _.since), hours_between(_.until, _.typed_at)
    before = one_each(
        near.filter(before_h >= 0, before_h <= within_h), key, [ibis.desc("typed_at"), "observation_id"]
    )
    late = after_h > settle_h
    nearest = [late, ibis.ifelse(late, after_h, -after_h), "observation_id"]
    after = one_each(near.filter(after_h >= 0, after_h <= within_h), key, nearest)
    found = rows
    for name, said in (("before", before), ("after", after)):
        side = said.select(*key, **{f"draught_{name}_m": "draught_m", f"draught_{name}_id": "observation_id"})
        found = found.left_join(side, list(key), rname=f"_{name}_{{name}}")
    found = found.mutate(rise_m=_.draught_after_m - _.draught_before_m)
    return found.drop(*(c for c in found.columns if c.startswith(("_before_", "_after_"))))


def draughts_of_one_ship(static_reports: ibis.Table, segments: ibis.Table) -> ibis.Table:
    """Reports with a draught under an MMSI that one ship has; of several, nobody can say whose draught it is.

    A segment of one or two fixes is a false position rather than another ship.
    """
    ships = segments.filter(_.fixes > 2).group_by("mmsi", "simulated").agg(ships=_.count())
    shared = ships.filter(_.ships > 1).select("mmsi", "simulated")
    return static_reports.filter(_.draught_m > 0).anti_join(shared, ["mmsi", "simulated"])


def only_where(fact: str, *ids: str) -> list[Any]:
    """The ids of rows that a stronger fact rests on, null where it isn't true."""
    return [ibis.ifelse(_[fact], _[id_], ibis.null("string")) for id_ in ids]
