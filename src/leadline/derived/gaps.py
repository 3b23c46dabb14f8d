"""AIS silences."""

from typing import Annotated as Because
from typing import Any

import ibis
from ibis import _

from leadline.derived._coverage import coverage
from leadline.derived._derived import derived
from leadline.exprs import (
    cell,
    distance_m,
    hour,
    hours_between,
    knots,
    stricter,
    together,
)
from leadline.store.engine import Engine

KEY = ("segment_id", "started_at")


@derived
def gaps(
    tracks: ibis.Table,
    reception: ibis.Table,
    static_reports: ibis.Table,
    segments: ibis.Table,
    engine: Engine,
    *,
    min_silence_h: Because[
        float, "as Global Fishing Watch's pipe-gaps; a coaster needs half a day to load"
    ] = 12.0,
    max_typed_days: Because[float, "an older draught, or a later one, says nothing of this voyage"] = 30.0,
    before_h: Because[float, "as pipe-gaps: how well it was heard in the half day before"] = 12.0,
) -> ibis.Table:
    """Silences of one ship longer than the threshold, with both ends, draughts as typed, and who else was heard.

    Both ends belong to the same segment, so two ships that share an MMSI make no gap. ``heard_share`` counts the
    whole hours strictly inside the silence in which others were heard in the half-degree cells of its two ends.
    """
    found = engine.hold(_silences(tracks, min_silence_h))
    parts = [
        _heard_before(found, tracks, before_h),
        *_draughts(found, _of_one_ship(static_reports, segments), max_typed_days),
        _others(found, reception),
    ]
    for number, part in enumerate(parts):
        found = found.left_join(part, list(KEY), rname=f"_{number}_{{name}}")
    return found.mutate(min_silence_h=ibis.literal(min_silence_h), heard_before=_.heard_before.coalesce(0))


def _silences(tracks: ibis.Table, min_silence_h: float) -> ibis.Table:
    """Both ends of each silence, as heard: a leg that took longer than the threshold."""
    silence_h = hours_between(tracks.before_at, tracks.ts)
    after = tracks.mutate(silence_h=silence_h).filter(_.silence_h > min_silence_h)
    fixes = tracks.select("segment_id", "ts", "observation_id", "handling", "originator")
    both = after.inner_join(
        fixes,
        [after.segment_id == fixes.segment_id, after.before_at == fixes.ts],
        rname="{name}_before",
    )
    metres = distance_m(both.before_lat, both.before_lon, both.lat, both.lon)
    return both.select(
        "segment_id",
        "mmsi",
        "simulated",
        "silence_h",
        started_at="before_at",
        ended_at="ts",
        lat_before="before_lat",
        lon_before="before_lon",
        lat_after="lat",
        lon_after="lon",
        distance_m=metres,
        implied_kn=knots(metres, both.silence_h),
        opened_by="observation_id_before",
        closed_by="observation_id",
        handling=stricter(both.handling_before, both.handling),
        originator=together(both.originator_before, both.originator),
    )


def _heard_before(start: ibis.Table, tracks: ibis.Table, before_h: float) -> ibis.Table:
    fixes = tracks.select("segment_id", fix="ts")
    near = start.inner_join(fixes, "segment_id").filter(
        _.fix < _.started_at, hours_between(_.fix, _.started_at) <= before_h
    )
    return near.group_by(*KEY).agg(heard_before=near.count())


def _of_one_ship(static_reports: ibis.Table, segments: ibis.Table) -> ibis.Table:
    """Draughts typed under an MMSI that one ship has; of several, nobody can say whose draught it is.

    A segment of one or two fixes is a false position rather than another ship.
    """
    ships = segments.filter(segments.fixes > 2).group_by("mmsi").agg(ships=ibis._.count())
    shared = ships.filter(ships.ships > 1).select("mmsi")
    return static_reports.filter(static_reports.draught_m.notnull()).anti_join(shared, "mmsi")


def _draughts(found: ibis.Table, typed: ibis.Table, max_days: float) -> list[ibis.Table]:
    """The last draught typed before each silence, and the first after."""
    typed = typed.select("mmsi", "simulated", "draught_m", "observation_id", typed_at="ts")
    near = found.select(*KEY, "mmsi", "simulated", "ended_at").inner_join(typed, ["mmsi", "simulated"])
    until, since = hours_between(_.typed_at, _.started_at), hours_between(_.ended_at, _.typed_at)
    most = max_days * 24
    before = _first(near.filter(until >= 0, until <= most), [ibis.desc("typed_at"), "observation_id"])
    after = _first(near.filter(since >= 0, since <= most), ["typed_at", "observation_id"])
    return [
        said.select(*KEY, **{f"draught_{name}_m": "draught_m", f"draught_{name}_id": "observation_id"})
        for name, said in (("before", before), ("after", after))
    ]


def _first(rows: ibis.Table, order: list[Any]) -> ibis.Table:
    at = ibis.window(group_by=KEY, order_by=order)
    return rows.mutate(place=ibis.row_number().over(at)).filter(_.place == 0)


def _others(found: ibis.Table, reception: ibis.Table) -> ibis.Table:
    inside = {
        "from_hour": hour(found.started_at) + 1,
        "to_hour": hour(found.ended_at) - 1,
    }
    ends = [
        found.select(*KEY, "simulated", cell=cell(lat, lon), **inside)
        for lat, lon in ((found.lat_before, found.lon_before), (found.lat_after, found.lon_after))
    ]
    spans = ends[0].union(ends[1], distinct=True)
    hours = ibis.greatest(spans.to_hour - spans.from_hour + 1, 1)
    return coverage(reception, spans, KEY, own=0, hours=hours)
