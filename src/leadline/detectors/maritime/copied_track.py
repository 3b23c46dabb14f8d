"""Two ships that report the same positions, one after the other or at once."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import SHIPS, with_distinct
from leadline.detectors.maritime._dprk import one_each
from leadline.exprs import HOUR_US, micros, stricter, together

PAIR = ("mmsi", "other_mmsi", "simulated")
KEY = (*PAIR, "lag")
PLACE = ("lat", "lon", "simulated")
SAMPLE = 7
"""One in so many places is looked at, chosen by its digits and so the same for every ship; a prime, as rounded digits
share small factors."""
_LAG_US = 120_000_000
_UNIT = 600_000
"""AIS positions come in parts of a degree as small as this (ITU-R M.1371)."""


@detector(
    says=(
        "Two MMSI reported {same} equal positions among the one in {sample} looked at, to the last digit and under way, "
        "{share:.0%} of those of one of them, always {lag_h:.1f} h apart."
    ),
    by="same",
    measures=("ais-vigilance",),
)
def copied_track(
    tracks: ibis.Table,
    *,
    min_same: Because[int, "of one place in seven: about thirty-five places of the track"] = 5,
    min_kn: Because[float, "ships at rest repeat a position, and neighbours at a berth may share it"] = 3.0,
    min_share: Because[float, "ferries on one lane share some places; a copy has most"] = 0.5,
    max_ships: Because[int, "a place that more ships report is rounded, or nobody's"] = 4,
) -> ibis.Table:
    """Two ships under way report the same positions to the last digit, with the same time between all of them.

    No two voyages agree so far: AIS tells positions to less than a metre. One track was copied from the other, or both from
    a third, or one hull sends under two numbers (C4ADS, Unmasked, 2021: two hulls with one identity, one hull with several).

    Innocent explanations:
    chance: two ships agree in a few positions on the same lane.
    at-rest: the ships lay still.
    rounded: the data are so coarse that many ships share each place.
    same-lane: the times between the equal positions differ: two ships on one route.
    timetable: ferries at even times on one lane share some places, and most of their places not.
    two-transponders (cannot tell): one hull carries two, fed by one receiver, or changed its number on the way.
    merged-data (cannot tell): whoever merged the data gave one ship's rows two numbers.
    """
    number = (_.lat * _UNIT).round().cast("int64") * 3 + (_.lon * _UNIT).round().cast("int64")
    seen = tracks.filter(_.speed_kn >= min_kn, number % SAMPLE == 0, _.mmsi.between(*SHIPS)).select(
        *PLACE, "mmsi", "ts", "observation_id", "handling", "originator", number=number
    )
    shared = seen.group_by(*PLACE).agg(ships=_.mmsi.nunique(), times=_.count())
    shared = shared.filter(_.ships > 1, _.ships <= max_ships, _.times <= max_ships * 2)
    some = seen.semi_join(shared, list(PLACE))
    other = some.rename(
        other_mmsi="mmsi", ts_b="ts", id_b="observation_id", handling_b="handling", originator_b="originator"
    ).drop("number")
    pairs = some.inner_join(other, list(PLACE)).filter(_.mmsi < _.other_mmsi)
    lag_us = (micros(_.ts_b) - micros(_.ts)).cast("float64")
    pairs = pairs.mutate(lag_h=lag_us / HOUR_US, lag=(lag_us / _LAG_US).floor().cast("int64"))
    of_lag = ibis.window(group_by=list(KEY))
    pairs = with_distinct(pairs, KEY, same="number").mutate(
        mean_h=_.lag_h.abs().mean().over(of_lag),
        last_at=ibis.greatest(_.ts, _.ts_b).max().over(of_lag), first_at=ibis.least(_.ts, _.ts_b),
        from_a=_.ts.min().over(of_lag), until_a=_.ts.max().over(of_lag),
        from_b=_.ts_b.min().over(of_lag), until_b=_.ts_b.max().over(of_lag),
    ).filter(_.same >= min_same)  # fmt: skip
    found = one_each(pairs, PAIR, [ibis.desc("same"), "lag", "first_at", "observation_id", "id_b"])
    found = _with_share(found, seen).filter(_.share >= min_share)
    return found.mutate(
        lag_h=_.mean_h,
        sample=ibis.literal(SAMPLE),
        opened_by=_.observation_id,
        observations=ibis.array([_.id_b]),
        handling=stricter(_.handling, _.handling_b),
        originator=together(_.originator, _.originator_b),
    )


def _with_share(found: ibis.Table, seen: ibis.Table) -> ibis.Table:
    """Equal places as a share of those that either ship, the one with fewer, reported between the first and the last of them."""
    sides = [
        found.select(
            *PAIR, mmsi_here=mmsi, begins=f"from_{side}", ends=f"until_{side}", side=ibis.literal(side)
        )
        for side, mmsi in (("a", "mmsi"), ("b", "other_mmsi"))
    ]
    spans = sides[0].union(sides[1])
    fixes = seen.select("ts", "number", mmsi_here="mmsi", here_simulated="simulated")
    within = spans.inner_join(fixes, "mmsi_here").filter(
        _.simulated == _.here_simulated, _.ts >= _.begins, _.ts <= _.ends
    )
    each = within.group_by(*PAIR, "side").agg(places=_.number.nunique())
    least = each.group_by(*PAIR).agg(places=_.places.min())
    return found.inner_join(least, list(PAIR)).mutate(share=_.same.cast("float64") / _.places.cast("float64"))
