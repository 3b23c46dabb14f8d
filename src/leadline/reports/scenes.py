"""What a finding's figures show: tracks, silences and meetings around its leads."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from math import cos, hypot, radians
from typing import Any

from leadline.reports import material as m
from leadline.settings import TLP
from leadline.store.workspace import Workspace
from leadline.tables import contract

Lead = Mapping[str, Any]
Row = dict[str, Any]
AROUND = timedelta(hours=36)
"""How much of the voyage before and after a lead is drawn."""
MOST_FIXES = 400
"""Fixes drawn of one track; a longer one is thinned evenly, with its ends and silences kept."""


@dataclass(frozen=True)
class Scene:
    """What the figures of one finding show; ``notes`` says of an observation what it is the end of."""

    tracks: tuple[m.Track, ...]
    silences: tuple[m.Silence, ...]
    meetings: tuple[m.Meeting, ...]
    notes: Mapping[str, str]


def scene(work: Workspace, leads: Sequence[Lead], numbers: Mapping[str, str]) -> Scene:
    """The tracks of the leads' ships around the leads, their silences, and the meetings of leads about two vessels.

    Several ships can share an MMSI: only the segments that the leads rest on are drawn.
    """
    names = {s["mmsi"]: s["name"] or f"MMSI {s['mmsi']}" for lead in leads for s in lead["subjects"]}
    start = min(_at(lead["first_at"]) for lead in leads) - AROUND
    end = max(_at(lead["last_at"]) for lead in leads) + AROUND
    heard = _rows(work, "tracks", names)
    own = _segments(leads, heard)
    gaps = [g for g in _rows(work, "gaps", names) if g["started_at"] < end and g["ended_at"] > start]
    gaps = [g for g in gaps if g["segment_id"] in own]
    fixes = [f for f in heard if f["segment_id"] in own and start <= f["ts"] <= end]
    kept = {g[side] for g in gaps for side in ("opened_by", "closed_by")} | set(numbers)
    silences = tuple(
        m.Silence(
            mmsi=str(g["mmsi"]),
            start=m.Fix(at=g["started_at"], lat=g["lat_before"], lon=g["lon_before"]),
            end=m.Fix(at=g["ended_at"], lat=g["lat_after"], lon=g["lon_after"]),
            handling=g["handling"],
        )
        for g in gaps
    )
    notes = {g["opened_by"]: f"Last heard before a silence of {g['silence_h']:.0f} h. " for g in gaps}
    notes |= {g["closed_by"]: f"Heard again after {g['silence_h']:.0f} h. " for g in gaps}
    meetings = tuple(_meeting(lead) for lead in leads if len(lead["subjects"]) > 1)
    return Scene(tuple(_tracks(fixes, names, kept)), silences, meetings, notes)


def _segments(leads: Sequence[Lead], heard: Iterable[Row]) -> set[int]:
    """The segments that the leads name, else, for each subject, the one that its lead's observations belong to.

    A name that another ship under the MMSI typed may be among them, so the fix nearest to the lead decides. A subject
    of which no fix is cited is drawn only where its MMSI was one ship's alone.
    """
    fixes = {fix["observation_id"]: fix for fix in heard}
    alone: dict[int, set[int]] = {}
    for fix in fixes.values():
        alone.setdefault(fix["mmsi"], set()).add(fix["segment_id"])
    own: set[int] = set()
    for lead in leads:
        own |= set(lead.get("segments") or ())
        for mmsi in [s["mmsi"] for s in lead["subjects"] if not lead.get("segments")]:
            cited = [fixes[o] for o in lead["observations"] if o in fixes and fixes[o]["mmsi"] == mmsi]
            if cited:
                own.add(min(cited, key=partial(_away, lead))["segment_id"])
            elif len(alone.get(mmsi, ())) == 1:
                own |= alone[mmsi]
    return own


def _away(lead: Lead, fix: Row) -> float:
    """How far a fix is from where its lead is, in degrees of latitude: enough to choose between two ships."""
    east = (fix["lon"] - lead["lon"] + 180) % 360 - 180
    return hypot(fix["lat"] - lead["lat"], east * cos(radians(lead["lat"])))


def _tracks(fixes: Iterable[Row], names: Mapping[int, str], kept: Set[str]) -> Iterator[m.Track]:
    """One track a segment, thinned, with the fixes in ``kept`` and both ends."""
    ordered = sorted(fixes, key=lambda f: (f["segment_id"], f["ts"]))
    for _, group in groupby(ordered, lambda f: f["segment_id"]):
        own = list(group)
        step = max(len(own) // MOST_FIXES, 1)
        thin = [
            f for i, f in enumerate(own) if i % step == 0 or i == len(own) - 1 or f["observation_id"] in kept
        ]
        mmsi = own[0]["mmsi"]
        yield m.Track(
            label=names[mmsi],
            mmsi=str(mmsi),
            points=tuple(m.Fix(at=f["ts"], lat=f["lat"], lon=f["lon"]) for f in thin),
            simulated=own[0]["simulated"],
            handling=max((f["handling"] for f in thin), key=TLP.index),
        )


def _meeting(lead: Lead) -> m.Meeting:
    return m.Meeting(
        at=_at(lead["first_at"]),
        until=_at(lead["last_at"]),
        lat=lead["lat"],
        lon=lead["lon"],
        label=f"Meeting, {_at(lead['first_at']):%d %b %H:%M}",
    )


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _rows(work: Workspace, name: str, names: Mapping[int, str]) -> list[Row]:
    table = work.engine.read(work.lake.files(work.execute, name), contract(name))
    rows: list[Row] = work.engine.table(
        table.filter(table.mmsi.isin(sorted(names))), contract(name)
    ).to_pylist()
    return rows
