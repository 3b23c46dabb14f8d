"""Ships whose positions leap away and back."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import SHIPS, with_distinct
from leadline.detectors.maritime._dprk import one_each
from leadline.exprs import distance_m, waters

KEY = ("mmsi", "simulated")


@detector(
    says=(
        "Its positions leapt away for a few fixes in {leaps} different hours, up to {away_km:.0f} km, "
        "faster than {max_knots:.0f} kn."
    ),
    by="leaps",
    measures=("ais-vigilance",),
)
def position_jumps(
    segments: ibis.Table,
    hours: ibis.Table,
    *,
    min_leaps: Because[int, "a leap or two in a voyage is a garbled report"] = 3,
    max_fixes: Because[int, "more fixes elsewhere are another ship, or a track of its own"] = 10,
    min_away_km: Because[float, "nearer is an unsteady satellite fix"] = 20.0,
    within_h: Because[int, "longer after the ship's own last hour, it may have gone there"] = 2,
    max_disturbed: Because[int, "when more ships leap in the same waters on one day, all were disturbed"] = 3,
) -> ibis.Table:
    """One ship's positions leap far away for a few fixes, again and again.

    Falsified positions, disturbed satellite navigation and garbled reports all look so; the number of other ships that
    leap there tells the second, and a long track elsewhere tells that two ships share the number.

    Innocent explanations:
    garbled: one or two leaps only.
    shared-number: another ship with the same MMSI has a track of its own elsewhere.
    unsteady: the positions are near by.
    disturbed: many ships' positions leapt in the same waters on the same day.
    no-ship: the number is a coast station's, a buoy's or an aircraft's.
    merged-data (cannot tell): a receiver, or whoever merged the data, garbled numbers or places.
    """
    of_number = ibis.window(group_by=list(KEY))
    ships = segments.filter(_.mmsi.between(*SHIPS)).mutate(
        most=_.fixes.max().over(of_number), ships=_.count().over(of_number)
    ).filter(_.ships > 1)  # fmt: skip
    long = ships.filter(_.fixes > max_fixes).group_by(*KEY).agg(main=_.segment_id.min(), long=_.count())
    ships = ships.inner_join(long.filter(_.long == 1), list(KEY))
    leaps = _leaps(ships, hours, within_h).filter(_.away_km >= min_away_km)
    leaps = with_distinct(leaps, ["waters", "day", "simulated"], disturbed="mmsi")
    leaps = leaps.filter(_.disturbed <= max_disturbed)
    every = with_distinct(leaps, KEY, leaps="hour").mutate(
        farthest_km=_.away_km.max().over(of_number),
        last_at=_.last_at.max().over(of_number),
        again=ibis.row_number().over(ibis.window(group_by=list(KEY), order_by=[ibis.desc("first_at"), "fix_id"])),
    ).filter(_.leaps >= min_leaps)  # fmt: skip
    last = every.filter(_.again == 0).select(*KEY, last_leap_id="fix_id")
    found = one_each(every, KEY, ["first_at", "fix_id"]).inner_join(last, list(KEY))
    return found.mutate(
        away_km=_.farthest_km,
        other_mmsi=ibis.null("int64"),
        opened_by=_.fix_id,
        observations=ibis.array([_.last_leap_id, _.main_id]),
    )


def _leaps(ships: ibis.Table, hours: ibis.Table, within_h: int) -> ibis.Table:
    """Hours of the brief tracks, each beside the ship's own nearest hour."""
    brief = ships.filter(_.segment_id != _.main).select("segment_id", "main", "max_knots")
    away = hours.inner_join(brief, "segment_id").rename(fix_id="first_id")
    own = hours.select(main="segment_id", main_hour="hour", main_lat="lat", main_lon="lon", main_id="last_id")
    met = away.inner_join(own, "main").mutate(apart_h=(_.hour - _.main_hour).abs())
    near = one_each(
        met.filter(_.apart_h <= within_h), ["segment_id", "hour", "cell"], ["apart_h", "main_hour", "main_id"]
    )
    return near.mutate(
        away_km=distance_m(_.lat, _.lon, _.main_lat, _.main_lon) / 1000,
        waters=waters(_.main_lat, _.main_lon),
        day=(_.hour // 24).cast("int64"),
    ).select(
        *KEY, "hour", "first_at", "last_at", "away_km", "waters", "day", "max_knots", "fix_id", "main_id",
        "handling", "originator", lat="main_lat", lon="main_lon",
    )  # fmt: skip
