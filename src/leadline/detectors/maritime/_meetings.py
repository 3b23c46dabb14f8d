"""Meetings that may have been transfers, and what was typed and heard around them. Shared, not a detector."""

from collections.abc import Sequence

import ibis
from ibis import _

from leadline.detectors.maritime._dprk import one_each
from leadline.exprs import cell, distance_m, hour, hours_between, knots, turn

FISHING = 30
KEY = ("segment_a", "segment_b", "first_at")
SERVICE = (31, 32, 50, 51, 52, 53, 54, 55)
"""Type codes of ITU-R M.1371: towing, pilot, search and rescue, tug, port tender, anti-pollution, law enforcement."""
CROWD_KM = 5.0
"""Within it, others at rest are counted: the roads of a port reach about as far."""
REST_KN = 1.0
"""Slower over an hour is at rest: anchored ships swing, and drift sets faster."""
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
    hours: ibis.Table,
    static_reports: ibis.Table,
    *,
    min_port_km: float,
    max_others: int,
    max_together_h: float,
) -> ibis.Table:
    """The meetings that may have been transfers: of traders, away from ports and anchorages, by no lay-up.

    With ``lay_up``, the first meeting's time of the lay-up that each belongs to: pieces of one stay share it.
    """
    found = encounters.filter((_.port_km > min_port_km).fill_null(True))
    found = of_one_lay_up(_alone(found, hours, max_others), hours).filter(_.lay_h <= max_together_h)
    return of_traders(found, static_reports)


def _alone(found: ibis.Table, hours: ibis.Table, max_others: int) -> ibis.Table:
    """The meetings with at most so many other ships at rest within five kilometres: more make an anchorage."""
    at = found.select(
        *KEY, "simulated", "lat", "lon", hour=((hour(_.first_at) + hour(_.last_at)) // 2).cast("int64")
    )
    rest = hours.filter(knots(_.path_m, _.path_h) < REST_KN).select(
        "segment_id", "hour", "simulated", rest_lat="lat", rest_lon="lon", cell="cell"
    )
    # A circle of five kilometres touches at most the cells of its square's four corners, up to 84 degrees of latitude.
    north, east = CROWD_KM / 111.0, CROWD_KM / 111.0 / at.lat.radians().cos()
    corners = [
        at.mutate(cell=cell(at.lat + n * north, turn(at.lon + e * east))) for n in (-1, 1) for e in (-1, 1)
    ]
    near = corners[0].union(*corners[1:], distinct=True).inner_join(rest, ["hour", "cell", "simulated"])
    near = near.filter(
        _.segment_id != _.segment_a,
        _.segment_id != _.segment_b,
        distance_m(_.lat, _.lon, _.rest_lat, _.rest_lon) <= CROWD_KM * 1000,
    )
    crowd = near.group_by(*KEY).agg(others=_.segment_id.nunique()).filter(_.others > max_others)
    return found.anti_join(crowd, list(KEY))


def of_one_lay_up(found: ibis.Table, hours: ibis.Table) -> ibis.Table:
    """The meetings with ``lay_h``, how long the pair lay there in all, and ``lay_up``, when it first did.

    A meeting goes on with the one before where it lies within a kilometre and three days of it, and neither ship was
    heard farther than two kilometres away in between: reports were lost, the pair did not part.
    """
    near_km, left_km, pause_h = 1.0, 2.0, 72.0
    pair = ["segment_a", "segment_b"]
    at = ibis.window(group_by=pair, order_by="first_at")
    turns = found.mutate(
        prev_at=_.last_at.lag().over(at), prev_lat=_.lat.lag().over(at), prev_lon=_.lon.lag().over(at)
    )
    same = turns.filter(
        distance_m(_.lat, _.lon, _.prev_lat, _.prev_lon) <= near_km * 1000,
        hours_between(_.prev_at, _.first_at) <= pause_h,
    )
    ships = [same.select(*KEY, "prev_at", "lat", "lon", segment_id=f"segment_{side}") for side in ("a", "b")]
    between = (
        ships[0]
        .union(ships[1])
        .inner_join(
            hours.select("segment_id", h_from="first_at", h_until="last_at", h_lat="lat", h_lon="lon"),
            "segment_id",
        )
    )
    left = between.filter(
        _.h_from > _.prev_at,
        _.h_until < _.first_at,
        distance_m(_.lat, _.lon, _.h_lat, _.h_lon) > left_km * 1000,
    )
    on = same.anti_join(left, list(KEY)).select(*KEY, on=ibis.literal(0))
    runs = found.left_join(on, list(KEY), rname="_o_{name}").mutate(new=_.on.fill_null(1).cast("int64"))
    runs = runs.mutate(run=_.new.sum().over(ibis.cumulative_window(group_by=pair, order_by="first_at")))
    of_run = ibis.window(group_by=[*pair, "run"])
    runs = runs.mutate(lay_up=_.first_at.min().over(of_run), lay_until=_.last_at.max().over(of_run))
    runs = runs.mutate(lay_h=ibis.greatest(_.together_h, hours_between(_.lay_up, _.lay_until)))
    return runs.select(*found.columns, "lay_h", "lay_up")


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
