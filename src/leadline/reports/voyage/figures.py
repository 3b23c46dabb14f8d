"""The map and the timeline of a dossier, as data for the house's drawers."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from leadline.investigations.evidence import place
from leadline.reports.drawn import Fix, Meeting, Moment, Silence, Track, moment_text
from leadline.reports.tree import Block, Figure, MapData, Paragraph, TimelineData
from leadline.reports.voyage.chronology import Passage, other
from leadline.reports.voyage.dossier import Dossier, Row

MOST_MOMENTS = 40
"""Numbers of the chronology that a timeline has room for; with more, it shows none."""
MOST_MEETINGS = 12
"""Meetings that a map's key has room for: the longest."""


def figures(one: Dossier, passages: Sequence[Passage]) -> Iterator[Block]:
    """Map and timeline, where there is a track; EXERCISE stands inside each that shows anything simulated."""
    tracks = list(_tracks(one))
    if not tracks:
        return
    own = {track.mmsi for track in tracks}
    silences = [_silence(one, row) for row in one.rows["gaps"] if one.ship(row["segment_id"]) in own]
    longest = sorted(one.rows["encounters"], key=lambda row: -row["together_h"])[:MOST_MEETINGS]
    meetings = [_meeting(one, row) for row in sorted(longest, key=lambda row: row["first_at"])]
    moments = [Moment(at=p.at, says=p.says, evidence=p.observations) for p in passages]
    moments = moments if len(moments) <= MOST_MOMENTS else []
    alt = _told(tracks, silences, meetings)
    every = "an hour" if one.track_every_h == 1 else f"in {one.track_every_h} hours"
    yield Figure(
        [f"Track, silences and meetings of {one.asked}, {one.range}: one position {every}, as broadcast."],
        alt=f"Map. {alt}", data=MapData(tracks, silences, meetings), exercise=one.simulated,
    )  # fmt: skip
    numbers = "; numbers are rows of the chronology" if moments else ""
    yield Figure(
        [f"Timeline of {one.asked}, {one.range}. Lines show when it was heard{numbers}."],
        alt=f"Timeline. {alt} {len(moments)} rows of the chronology.",
        data=TimelineData(tracks, silences, meetings, moments), exercise=one.simulated,
    )  # fmt: skip
    if left := len(one.rows["encounters"]) - len(meetings):
        yield Paragraph(
            [f"Drawn are the {len(meetings)} longest meetings; {left} more stand in the chronology."]
        )


def _tracks(one: Dossier) -> Iterator[Track]:
    """The tracks to draw, the ship that was heard first first."""
    points = {key: list(rows) for key, rows in groupby(one.track, lambda point: point["segment_id"])}
    for ship in sorted(one.ships, key=itemgetter("first_at")):
        if ship["drawn"]:
            yield Track(
                label=one.names.get(ship["mmsi"], "Name not known"),
                mmsi=one.ship(ship["segment_id"]),
                points=tuple(Fix(at=p["at"], lat=p["lat"], lon=p["lon"]) for p in points[ship["segment_id"]]),
                simulated=ship["simulated"],
                handling=ship["handling"],
            )


def _silence(one: Dossier, row: Row) -> Silence:
    return Silence(
        mmsi=one.ship(row["segment_id"]),
        start=Fix(at=row["started_at"], lat=row["lat_before"], lon=row["lon_before"]),
        end=Fix(at=row["ended_at"], lat=row["lat_after"], lon=row["lon_after"]),
        handling=row["handling"],
    )


def _meeting(one: Dossier, row: Row) -> Meeting:
    return Meeting(
        at=row["first_at"],
        until=row["last_at"],
        lat=row["lat"],
        lon=row["lon"],
        label=f"near {one.name(other(one, row))} for {row['together_h']:.1f} h",
    )


def _told(tracks: Sequence[Track], silences: Sequence[Silence], meetings: Sequence[Meeting]) -> str:
    """What the figures show, in words, for those who can't see them."""
    told = [f"Track of {track.label}, MMSI {track.mmsi}, {len(track.points)} points." for track in tracks]
    for silence in silences:
        ends = " to ".join(place(fix.lat, fix.lon) for fix in (silence.start, silence.end))
        told.append(f"Silent for {silence.hours:.0f} hours from {moment_text(silence.start.at)} UTC, {ends}.")
    told += [
        f"Meeting {order} at {place(meeting.lat, meeting.lon)}, {moment_text(meeting.at)} UTC, {meeting.label}."
        for order, meeting in enumerate(meetings, 1)
    ]
    return " ".join(told)
