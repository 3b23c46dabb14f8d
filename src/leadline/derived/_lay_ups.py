"""What meetings belong to: an anchorage where many lie, or one long lay-up of the same two."""

from typing import Any

import ibis
from ibis import _

from leadline.exprs import cell, distance_m, hour, hours_between, knots, turn

KEY = ("segment_a", "segment_b", "first_at")
_PAIR = ["segment_a", "segment_b"]


def others_at_rest(found: ibis.Table, hours: ibis.Table, within_km: float, rest_kn: float) -> ibis.Table:
    """For each meeting, how many other ships lay at rest near it in its middle hour: others_at_rest; none is no row."""
    at = found.select(
        *KEY, "simulated", "lat", "lon", hour=((hour(_.first_at) + hour(_.last_at)) // 2).cast("int64")
    )
    rest = hours.filter(knots(_.path_m, _.path_h) < rest_kn).select(
        "segment_id", "hour", "simulated", "cell", rest_lat="lat", rest_lon="lon"
    )
    # The circle touches at most the cells of its square's four corners, up to 84 degrees of latitude.
    north, east = within_km / 111.0, within_km / 111.0 / at.lat.radians().cos()
    corners = [
        at.mutate(cell=cell(at.lat + n * north, turn(at.lon + e * east))) for n in (-1, 1) for e in (-1, 1)
    ]
    near = corners[0].union(*corners[1:], distinct=True).inner_join(rest, ["hour", "cell", "simulated"])
    near = near.filter(
        _.segment_id != _.segment_a,
        _.segment_id != _.segment_b,
        distance_m(_.lat, _.lon, _.rest_lat, _.rest_lon) <= within_km * 1000,
    )
    return near.group_by(*KEY).agg(others_at_rest=_.segment_id.nunique().cast("int64"))


def lay_ups(
    found: ibis.Table, hours: ibis.Table, near_km: float, left_km: float, pause_h: float
) -> ibis.Table:
    """For each meeting, when the pair first lay there (lay_up_at) and how long in all (lay_up_h).

    A meeting goes on with the one before where it lies near it in place and time, and neither ship was heard away in
    between: reports were lost, the pair did not part.
    """
    at = ibis.window(group_by=_PAIR, order_by="first_at")
    turns = found.select(*KEY, "last_at", "lat", "lon").mutate(
        prev_at=_.last_at.lag().over(at), prev_lat=_.lat.lag().over(at), prev_lon=_.lon.lag().over(at)
    )
    same = turns.filter(
        distance_m(_.lat, _.lon, _.prev_lat, _.prev_lon) <= near_km * 1000,
        hours_between(_.prev_at, _.first_at) <= pause_h,
    )
    goes_on = same.anti_join(_left(same, hours, left_km), list(KEY)).select(
        *KEY, goes_on=ibis.literal(value=True)
    )
    runs = turns.left_join(goes_on, list(KEY), rname="_o_{name}")
    runs = runs.mutate(new=(~_.goes_on.fill_null(False)).cast("int64"))
    so_far = ibis.cumulative_window(group_by=_PAIR, order_by="first_at")
    runs = runs.mutate(run=_.new.sum().over(so_far))
    of_run = ibis.window(group_by=[*_PAIR, "run"])
    runs = runs.mutate(lay_up_at=_.first_at.min().over(of_run), lay_until=_.last_at.max().over(of_run))
    return runs.select(*KEY, "lay_up_at", lay_up_h=hours_between(_.lay_up_at, _.lay_until))


def _left(same: ibis.Table, hours: ibis.Table, left_km: float) -> Any:
    """The meetings before which a side was heard away since the one before."""
    ships = [same.select(*KEY, "prev_at", "lat", "lon", segment_id=f"segment_{side}") for side in ("a", "b")]
    heard = hours.select("segment_id", h_from="first_at", h_until="last_at", h_lat="lat", h_lon="lon")
    between = ships[0].union(ships[1]).inner_join(heard, "segment_id")
    left = between.filter(
        _.h_from > _.prev_at,
        _.h_until < _.first_at,
        distance_m(_.lat, _.lon, _.h_lat, _.h_lon) > left_km * 1000,
    )
    return left.select(*KEY).distinct()
