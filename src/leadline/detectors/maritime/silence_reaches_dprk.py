"""Silences long enough for a call at a port of the DPRK between their two ends."""

from typing import Annotated as Because
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from leadline.derived._ports_near import around
from leadline.detectors._detector import detector
from leadline.detectors.maritime._dprk import claims_dprk, digits, listed, nearest_km, one_each
from leadline.exprs import cell, distance_m
from leadline.store.engine import Engine

KEY = ("segment_id", "started_at")
_KNOT_KM = 1.852
_CELL = 0.1
_DIVIDE_LON = 127.0
"""West of it lie the DPRK's ports on the Yellow Sea, east of it those on the East Sea (all of the list of ports)."""
_ROUND = (34.2, 127.5)
"""South of the peninsula, off Yosu: whoever goes from one sea to the other passes near."""


@detector(
    says=(
        "AIS silence of {silence_h:.0f} h between two places {direct_km:.0f} km apart; at {speed_kn:.0f} kn it could have "
        "gone by {port} ({via_km:.0f} km) and stayed there {spare_h:.0f} h."
    ),
    by="spare_h",
    stronger={
        "changed": "The draught typed changed by {change_m:+.1f} m across it.",
        "claims_dprk": "It broadcasts an MMSI that begins with {digits}: a claim, not a flag.",
        "listed": "It claimed the IMO number of {list_name}, which {list_authority} had listed.",
    },
    measures=("coal", "refined-petroleum", "sector-exports", "port-entry"),
)
def silence_reaches_dprk(
    gaps: ibis.Table,
    ports: ibis.Table,
    static_reports: ibis.Table,
    listings: ibis.Table,
    engine: Engine,
    *,
    speed_kn: Because[
        float, "the coasters and small tankers of the documented cases make nine to twelve"
    ] = 11.0,
    min_spare_h: Because[float, "a coaster needs half a day to call and load"] = 12.0,
    max_leg_km: Because[
        float, "a day's steaming: from farther away, too many other places explain it"
    ] = 450.0,
    max_days: Because[float, "a longer silence leaves room for any voyage"] = 15.0,
    min_near_km: Because[float, "nearer ends are silence_beside_dprk's question"] = 100.0,
    min_away_km: Because[float, "farther than drifting or swinging at anchor explains"] = 50.0,
    max_detour: Because[
        float, "a way by the DPRK more than three times as long as the straight one is no way by"
    ] = 3.0,
    min_change_m: Because[float, "less is trim, ballast or typing"] = 0.5,
    min_heard: Because[
        float, "share of hours in which others were heard there, as in silence_beside_dprk"
    ] = 0.5,
    berth_km: Because[float, "as port visits: an end in port is a ship that switched off alongside"] = 4.0,
) -> ibis.Table:
    """A vessel is silent long enough to have called at the DPRK on the way, though neither end lies beside it.

    The way from where it fell silent, by the nearest port of the DPRK, to where it was heard again is set against the
    time; from one sea to the other it leads round the south of the peninsula. That it could have called is far from that it did: the lead asks where it was in the hours left over.

    Innocent explanations:
    thin-coverage: no receiver could have heard it; others were not heard there either.
    lay-still: it came back to where it was, as deep as before: at anchor or laid up with its transponder off.
    in-port: it fell silent or came back alongside in another State's port.
    far-off: the DPRK is too far from one of the ends.
    out-of-the-way: the way by the DPRK is far longer than the straight one.
    beside: an end lies beside the DPRK, which is another detector's question.
    other-sea: the port lies on the other side of the peninsula, which no ship crosses.
    switched-off-for-safety (cannot tell): the master switched it off against piracy, or it failed.
    slow-steaming (cannot tell): it drifted or steamed slowly for orders or for weather.
    """
    found = gaps.filter(
        _.silence_h <= max_days * 24, _.silence_h >= min_spare_h, _.heard_share >= min_heard
    ).mutate(change_m=_.draught_after_m - _.draught_before_m, direct_km=_.distance_m / 1000)
    found = found.mutate(changed=(_.change_m.abs() >= min_change_m).fill_null(False))
    near_km = ibis.least(nearest_km(_.lat_before, _.lon_before), nearest_km(_.lat_after, _.lon_after))
    found = found.filter(_.changed | (_.direct_km >= min_away_km), near_km > min_near_km)
    by = found.cross_join(
        ports.filter(_.country == "kp").select("port_id", "port", port_lat="lat", port_lon="lon")
    )
    by = by.mutate(
        to_km=_by_sea_km(_.lat_before, _.lon_before, _.port_lat, _.port_lon),
        from_km=_by_sea_km(_.lat_after, _.lon_after, _.port_lat, _.port_lon),
    ).mutate(via_km=_.to_km + _.from_km)
    by = by.mutate(spare_h=_.silence_h - _.via_km / (_KNOT_KM * speed_kn)).filter(
        ibis.greatest(_.to_km, _.from_km) <= max_leg_km,
        (_.via_km <= _.direct_km * max_detour) | _.changed,
        _.spare_h >= min_spare_h,
    )
    found = one_each(by, KEY, ["via_km", "port_id"]).drop("place")
    found = engine.hold(found)
    found = engine.hold(found.anti_join(_in_port(found, ports, berth_km), list(KEY)))
    ships = found.select(*KEY, "mmsi", "simulated", since="started_at", until="ended_at")
    found = found.left_join(listed(ships, KEY, static_reports, listings), list(KEY), rname="_l_{name}")
    found = found.mutate(listed=_.list_id.notnull())
    typed = [
        ibis.ifelse(_.changed, _[name], ibis.null("string"))
        for name in ("draught_before_id", "draught_after_id")
    ]
    return found.mutate(
        speed_kn=ibis.literal(speed_kn),
        claims_dprk=claims_dprk(_.mmsi),
        digits=digits(_.mmsi),
        lat=_.lat_before,
        lon=_.lon_before,
        observations=ibis.array([_.closed_by, _.claim_id, _.list_id, *typed]),
        other_mmsi=ibis.null("int64"),
        first_at=_.started_at,
        last_at=_.ended_at,
    )


def _by_sea_km(lat: Any, lon: Any, port_lat: Any, port_lon: Any) -> ir.FloatingValue:
    """Kilometres from a place to a port: straight, or by the south of the peninsula where that lies between."""
    south = [ibis.literal(degrees) for degrees in _ROUND]
    around_m = distance_m(lat, lon, *south) + distance_m(port_lat, port_lon, *south)
    across = (lon < _DIVIDE_LON) != (port_lon < _DIVIDE_LON)
    return ibis.ifelse(across, around_m, distance_m(lat, lon, port_lat, port_lon)) / 1000


def _in_port(found: ibis.Table, ports: ibis.Table, berth_km: float) -> ibis.Table:
    """The keys of which an end lies in a port of another State."""
    ends = [
        found.select(*KEY, at_lat=lat, at_lon=lon, cell=cell(lat, lon, _CELL))
        for lat, lon in ((found.lat_before, found.lon_before), (found.lat_after, found.lon_after))
    ]
    near = around(ports.filter(ports.country != "kp"), berth_km * 1000, _CELL)
    met = ends[0].union(ends[1]).inner_join(near, "cell")
    inside = met.filter(distance_m(_.at_lat, _.at_lon, _.lat, _.lon) <= berth_km * 1000)
    return inside.select(*KEY).distinct()
