"""Ships behind the MMSI, and their tracks thinned in the query: from ``hours``, never from all fixes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import ibis
from ibis import _

from leadline.exprs import micros, strictest_of
from leadline.reports.voyage.dossier import Dossier, Row, us
from leadline.store.engine import Engine

MOST_POINTS = 800
"""Points of one track, about; a longer voyage is thinned further."""
FALSE_FIXES = 2
"""A segment of so few fixes is a false position rather than another ship, as the derived tables hold too."""
MOST_TRACKS = 5
"""Tracks that a map can tell apart; of more, those with most fixes are drawn."""


def heard(one: Dossier, engine: Engine, hours: ibis.Table, mmsis: Sequence[int]) -> Dossier:
    """Ships and their tracks: sums for each segment, then the last fix of every so many hours of those to draw."""
    own = hours.filter(
        _.mmsi.isin(mmsis), micros(_.last_at) >= us(one.range.since), micros(_.first_at) < us(one.range.until)
    )  # fmt: skip
    sums = own.group_by("segment_id", "mmsi", "simulated").agg(
        first_at=_.first_at.min(), last_at=_.last_at.max(), fixes=_.fixes.sum(), hours_heard=_.hour.nunique(),
        path_m=_.path_m.sum(), handling=strictest_of(_.handling),
    )  # fmt: skip
    ships: list[Row] = engine.fetch(sums).to_pylist()
    hours_heard: int = engine.fetch(own.agg(n=own.hour.nunique())).to_pylist()[0]["n"]
    ships = sorted(ships, key=lambda ship: (-ship["fixes"], ship["segment_id"]))
    most = [ship["segment_id"] for ship in ships if ship["fixes"] > FALSE_FIXES][:MOST_TRACKS]
    # Sums of metres differ in their last bits from engine to engine.
    ships = [ship | {"path_m": round(ship["path_m"]), "drawn": ship["segment_id"] in most} for ship in ships]
    longest = max((_length_h(ship) for ship in ships if ship["drawn"]), default=0)
    every_h = longest // MOST_POINTS + 1
    track = _track(engine, own.filter(_.segment_id.isin(most)), every_h) if most else []
    track = _with_ends(track, [gap for gap in one.rows["gaps"] if gap["segment_id"] in most])
    return replace(one, ships=ships, hours_heard=hours_heard, track=track, track_every_h=every_h)


def _length_h(ship: Row) -> int:
    return int((ship["last_at"] - ship["first_at"]).total_seconds() // 3600)


def _track(engine: Engine, own: ibis.Table, every_h: int) -> list[Row]:
    thinned = own.group_by("segment_id", step=(_.hour // every_h).cast("int64")).agg(last_at=_.last_at.max())
    points = own.semi_join(thinned, ["segment_id", "last_at"]).select(
        "segment_id", "mmsi", "lat", "lon", at="last_at", observation_id="last_id"
    )
    told: list[Row] = engine.fetch(points).to_pylist()
    return told


def _with_ends(track: Iterable[Row], gaps: Iterable[Row]) -> list[Row]:
    """The points with both ends of each silence, in the order of ships and time, one a moment."""
    points = list(track)
    for gap in gaps:
        whose = {"segment_id": gap["segment_id"], "mmsi": gap["mmsi"]}
        points += [
            whose | {"at": gap[at], "lat": gap[f"lat_{side}"], "lon": gap[f"lon_{side}"], "observation_id": gap[id_]}
            for at, side, id_ in (("started_at", "before", "opened_by"), ("ended_at", "after", "closed_by"))
        ]  # fmt: skip
    by_moment = {(point["segment_id"], point["at"]): point for point in points}
    return [by_moment[key] for key in sorted(by_moment)]
