"""What a finding's figures show: tracks, silences and meetings around its leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from leadline.reports import material as m
from leadline.store.workspace import Workspace
from leadline.tables import contract

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


def scene(work: Workspace, leads: Sequence[Mapping[str, Any]], numbers: Mapping[str, str]) -> Scene:
    """The tracks of all subjects around the leads, their silences, and the meetings of leads about two vessels."""
    names = {s["mmsi"]: s["name"] or f"MMSI {s['mmsi']}" for lead in leads for s in lead["subjects"]}
    start = min(_at(lead["first_at"]) for lead in leads) - AROUND
    end = max(_at(lead["last_at"]) for lead in leads) + AROUND
    gaps = [g for g in _rows(work, "gaps", names) if g["started_at"] < end and g["ended_at"] > start]
    fixes = [f for f in _rows(work, "tracks", names) if start <= f["ts"] <= end]
    kept = {g[side] for g in gaps for side in ("opened_by", "closed_by")} | set(numbers)
    tracks = []
    for segment, group in groupby(
        sorted(fixes, key=lambda f: (f["segment_id"], f["ts"])), lambda f: f["segment_id"]
    ):
        own = list(group)
        step = max(len(own) // MOST_FIXES, 1)
        thin = [
            f for i, f in enumerate(own) if i % step == 0 or i == len(own) - 1 or f["observation_id"] in kept
        ]
        points = tuple(m.Fix(at=f["ts"], lat=f["lat"], lon=f["lon"]) for f in thin)
        mmsi = segment // 1000
        tracks.append(
            m.Track(label=names[mmsi], mmsi=str(mmsi), points=points, simulated=own[0]["simulated"])
        )
    silences = tuple(
        m.Silence(
            mmsi=str(g["mmsi"]),
            start=m.Fix(at=g["started_at"], lat=g["lat_before"], lon=g["lon_before"]),
            end=m.Fix(at=g["ended_at"], lat=g["lat_after"], lon=g["lon_after"]),
        )
        for g in gaps
    )
    notes = {g["opened_by"]: f"Last heard before a silence of {g['silence_h']:.0f} h. " for g in gaps}
    notes |= {g["closed_by"]: f"Heard again after {g['silence_h']:.0f} h. " for g in gaps}
    return Scene(
        tuple(tracks), silences, tuple(_meeting(lead) for lead in leads if len(lead["subjects"]) > 1), notes
    )


def _meeting(lead: Mapping[str, Any]) -> m.Meeting:
    return m.Meeting(
        at=_at(lead["first_at"]),
        until=_at(lead["last_at"]),
        lat=lead["lat"],
        lon=lead["lon"],
        label=f"Meeting, {_at(lead['first_at']):%d %b %H:%M}",
    )


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _rows(work: Workspace, name: str, names: Mapping[int, str]) -> list[dict[str, Any]]:
    table = work.engine.read(work.lake.files(work.execute, name), contract(name))
    rows: list[dict[str, Any]] = work.engine.table(
        table.filter(table.mmsi.isin(sorted(names))), contract(name)
    ).to_pylist()
    return rows
