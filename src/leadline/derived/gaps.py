"""AIS silences."""

from typing import Annotated as Because
from typing import Any

import ibis
from ibis import _

from leadline.derived._coverage import coverage
from leadline.derived._derived import derived
from leadline.exprs import (
    HOUR_US,
    cell,
    distance_m,
    hour,
    hours_between,
    knots,
    micros,
    strictest_of,
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
    """Both ends of each silence, as heard.

    Time is cut into stretches as long as the threshold. Two fixes inside one stretch are never farther apart than
    that, so a silence lies between the last fix of a stretch and the first of the ship's next one: an aggregate
    finds what else a sort of every fix would.
    """
    width = int(min_silence_h * HOUR_US)
    fixes = tracks.select("segment_id", "ts", stretch=micros(tracks.ts) // width)
    heard = fixes.group_by("segment_id", "stretch").agg(first=fixes.ts.min(), started_at=fixes.ts.max())
    at = ibis.window(group_by="segment_id", order_by="stretch")
    silent = heard.mutate(ended_at=_.first.lead().over(at)).filter(
        hours_between(_.started_at, _.ended_at) > min_silence_h
    )
    ends = [
        silent.select(*KEY, "ended_at", ts=end, after=ibis.literal(end == "ended_at"))
        for end in ("started_at", "ended_at")
    ]
    rows = ends[0].union(ends[1]).inner_join(tracks, ["segment_id", "ts"])
    both = rows.group_by(*KEY, "ended_at").agg(
        mmsi=rows.mmsi.min(),
        lat_before=rows.lat.min(where=~rows.after),
        lon_before=rows.lon.min(where=~rows.after),
        lat_after=rows.lat.min(where=rows.after),
        lon_after=rows.lon.min(where=rows.after),
        opened_by=rows.observation_id.min(where=~rows.after),
        closed_by=rows.observation_id.min(where=rows.after),
        handling=strictest_of(rows.handling),
        originator=together(rows.originator.min(), rows.originator.max()),
        simulated=rows.simulated.any(),
    )
    both = both.mutate(
        silence_h=hours_between(_.started_at, _.ended_at),
        distance_m=distance_m(_.lat_before, _.lon_before, _.lat_after, _.lon_after),
    )
    return both.mutate(implied_kn=knots(_.distance_m, _.silence_h))


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
