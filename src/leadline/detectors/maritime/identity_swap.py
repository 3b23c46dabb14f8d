"""Two ships that go on as each other."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import SHIPS
from leadline.detectors.maritime._dprk import one_each
from leadline.exprs import distance_m, hour, hours_between, stricter, together

PAIR = ("mmsi", "other_mmsi", "simulated")


@detector(
    says=(
        "Two MMSI exchanged places: within {between_h:.1f} h each was heard where the other had been, {apart_km:.0f} km away, "
        "faster than {max_knots:.0f} kn, and stayed there."
    ),
    by="apart_km",
    measures=("ais-vigilance", "vessel-freeze"),
)
def identity_swap(
    segments: ibis.Table,
    hours: ibis.Table,
    *,
    max_between_h: Because[
        float, "a transponder is programmed within minutes; half a day bridges a poor receiver"
    ] = 12.0,
    max_kn: Because[float, "a merchant ship makes no more"] = 25.0,
    slack_km: Because[float, "rounding of times and positions between receivers"] = 2.0,
    min_apart_km: Because[float, "nearer, either could have sailed there unheard"] = 50.0,
    min_fixes: Because[int, "fewer fixes are a garbled report rather than a track"] = 10,
) -> ibis.Table:
    """One MMSI's track goes on under another's, and the other's under the first.

    Ships that exchange identities leave two tracks that each change their number at the same time (C4ADS, Unmasked, 2021: one
    hull several identities in turn). Only an exchange between places too far apart to sail shows in positions; one made
    side by side does not.

    Innocent explanations:
    one-way: only one of the two goes on as the other; a number was reused or mistyped.
    later: one exchange lies long after the other.
    elsewhere: the tracks go on in other places.
    garbled: a few fixes only.
    merged-data (cannot tell): a receiver, or whoever merged the data, took one for the other for a while.
    """
    ends, starts = _ends(segments, hours, min_fixes)
    on = ends.inner_join(starts, ["simulated", "day"]).filter(
        _.mmsi != _.next_mmsi,
        hours_between(_.end_at, _.start_at).between(0, max_between_h),
        distance_m(_.lat, _.lon, _.next_lat, _.next_lon) / 1000
        <= slack_km + hours_between(_.end_at, _.next_at) * max_kn * 1.852,
    )
    on = on.drop("day").distinct()
    back = on.select(
        "simulated", "max_knots", mmsi="next_mmsi", next_mmsi="mmsi",
        b_end_at="end_at", b_start_at="start_at", b_lat="lat", b_lon="lon", b_end_id="end_id", b_start_id="start_id",
        handling_b="handling", originator_b="originator",
    )  # fmt: skip
    met = on.inner_join(back, ["mmsi", "next_mmsi", "simulated"]).filter(
        _.mmsi < _.next_mmsi, hours_between(_.end_at, _.b_end_at).abs() <= max_between_h
    )
    met = met.mutate(other_mmsi=_.next_mmsi, apart_km=distance_m(_.lat, _.lon, _.b_lat, _.b_lon) / 1000)
    found = one_each(
        met.filter(_.apart_km >= min_apart_km),
        PAIR,
        ["end_at", "b_end_at", "end_id", "b_end_id", "start_id", "b_start_id"],
    )
    found = found.mutate(
        first_at=ibis.least(_.end_at, _.b_end_at), last_at=ibis.greatest(_.start_at, _.b_start_at),
        opened_by=_.end_id, observations=ibis.array([_.start_id, _.b_end_id, _.b_start_id]),
        handling=stricter(_.handling, _.handling_b), originator=together(_.originator, _.originator_b),
    )  # fmt: skip
    return found.mutate(between_h=hours_between(_.first_at, _.last_at))


def _ends(segments: ibis.Table, hours: ibis.Table, min_fixes: int) -> tuple[ibis.Table, ibis.Table]:
    """Where tracks end, and where they begin, of MMSI that have several; by day, an end counting for the next as well."""
    of_number = ibis.window(group_by=["mmsi", "simulated"])
    ships = segments.filter(_.fixes >= min_fixes, _.mmsi.between(*SHIPS))
    ships = ships.mutate(ships=_.count().over(of_number)).filter(_.ships > 1)
    rows = hours.inner_join(ships.select("segment_id", "max_knots"), "segment_id")
    last = one_each(rows, ["segment_id"], [ibis.desc("last_at"), "last_id"])
    first = one_each(rows, ["segment_id"], ["first_at", "first_id"])
    ends = last.select(
        "mmsi", "simulated", "max_knots", "lat", "lon", "handling", "originator",
        end_at="last_at", end_id="last_id", day=_day(_.last_at),
    )  # fmt: skip
    starts = first.select(
        "simulated", next_mmsi="mmsi", next_lat="lat", next_lon="lon", next_at="last_at",
        start_at="first_at", start_id="first_id", day=_day(_.first_at),
    )  # fmt: skip
    return ends.union(ends.mutate(day=_.day + 1)), starts


def _day(ts: ibis.Value) -> ibis.Value:
    return (hour(ts) // 24).cast("int64")
