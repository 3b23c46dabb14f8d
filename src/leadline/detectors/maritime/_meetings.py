"""Meetings that may have been transfers, and what was typed and heard around them. Shared, not a detector."""

from collections.abc import Sequence

import ibis
from ibis import _

from leadline.detectors.maritime._dprk import one_each
from leadline.exprs import hours_between

FISHING = 30
KEY = ("segment_a", "segment_b", "first_at")
SERVICE = (31, 32, 50, 51, 52, 53, 54, 55)
"""Type codes of ITU-R M.1371: towing, pilot, search and rescue, tug, port tender, anti-pollution, law enforcement."""
CROWD_SAYS = "more ships at rest within five kilometres make an anchorage that the list lacks; three feeders and one more are still a transfer"
PORT_KM = 10.0
"""Nearer to a port or anchorage, ships lie side by side for every reason; as Global Fishing Watch's pipe-encounters."""


def of_traders(encounters: ibis.Table, static_reports: ibis.Table) -> ibis.Table:
    """The meetings in which no side claims to be a tug, pilot or patrol craft, nor both to be fishing vessels."""
    types = (
        static_reports.filter(_.ship_type.notnull())
        .group_by("mmsi", "simulated")
        .agg(craft=_.ship_type.isin(SERVICE).any(), fishing=(_.ship_type == FISHING).any())
    )
    found, both_fish = encounters, encounters
    for side in ("mmsi_a", "mmsi_b"):
        own = types.rename({side: "mmsi"})
        found = found.anti_join(own.filter(_.craft), [side, "simulated"])
        both_fish = both_fish.semi_join(own.filter(_.fishing), [side, "simulated"])
    return found.anti_join(both_fish, list(KEY))


def transfers(
    encounters: ibis.Table,
    static_reports: ibis.Table,
    *,
    min_port_km: float,
    max_others: int,
    max_together_h: float,
) -> ibis.Table:
    """The meetings that may have been transfers: of traders, away from ports and anchorages, in no long lay-up."""
    found = encounters.filter(
        (_.port_km > min_port_km).fill_null(True),
        _.others_at_rest <= max_others,
        ibis.greatest(_.together_h, _.lay_up_h) <= max_together_h,
    )
    return of_traders(found, static_reports)


def sides(found: ibis.Table) -> ibis.Table:
    """One row for each side of each meeting."""
    a, b = (
        found.select(*KEY, "last_at", "simulated", segment_id=f"segment_{side}", mmsi=f"mmsi_{side}")
        for side in ("a", "b")
    )
    return a.union(b)


def with_silence(found: ibis.Table, gaps: ibis.Table, around_h: float) -> ibis.Table:
    """The meetings with the longest silence of a side around them: silence_h, silence_from and silence_until."""
    silences = gaps.select(
        "segment_id",
        "started_at",
        "ended_at",
        "silence_h",
        silence_from="opened_by",
        silence_until="closed_by",
    )
    near = (
        sides(found)
        .inner_join(silences, "segment_id")
        .filter(
            hours_between(_.ended_at, _.first_at) <= around_h,
            hours_between(_.last_at, _.started_at) <= around_h,
        )
    )
    longest = one_each(near, KEY, [ibis.desc("silence_h"), "silence_from"])
    joined = found.left_join(longest, list(KEY), rname="_s_{name}")
    return joined.select(*found.columns, "silence_h", "silence_from", "silence_until")


def draught_change(
    ships: ibis.Table, key: Sequence[str], static_reports: ibis.Table, within_h: float
) -> ibis.Table:
    """For each key, the greatest change between the draught typed last before and first after, of one of its ships.

    ``ships`` has the key, mmsi, simulated, since and until. Columns: the key, ``change_m`` (after less before, metres),
    ``typed_before``, ``typed_after``, ``draught_before_id`` and ``draught_after_id``; keys whose ships typed nothing on one side are left out.
    """
    typed = static_reports.filter(_.draught_m > 0).select(
        "mmsi", "simulated", "draught_m", "observation_id", typed_at="ts"
    )
    near = ships.select(*dict.fromkeys((*key, "mmsi", "simulated", "since", "until"))).inner_join(
        typed, ["mmsi", "simulated"]
    )
    before_h, after_h = hours_between(_.typed_at, _.since), hours_between(_.until, _.typed_at)
    own = [*dict.fromkeys((*key, "mmsi"))]
    before = one_each(
        near.filter(before_h >= 0, before_h <= within_h), own, [ibis.desc("typed_at"), "observation_id"]
    )
    after = one_each(near.filter(after_h >= 0, after_h <= within_h), own, ["typed_at", "observation_id"])
    both = before.select(
        *own, before_m="draught_m", typed_before="typed_at", draught_before_id="observation_id"
    ).inner_join(
        after.select(*own, after_m="draught_m", typed_after="typed_at", draught_after_id="observation_id"),
        own,
    )
    both = both.mutate(change_m=_.after_m - _.before_m, most_m=(_.after_m - _.before_m).abs())
    greatest = one_each(both, key, [ibis.desc("most_m"), "mmsi"])
    return greatest.select(
        *key, "change_m", "typed_before", "typed_after", "draught_before_id", "draught_after_id"
    )
