"""A timeline of a finding: when each vessel was heard, when it was silent, and the numbered rows of the chronology."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from leadline.errors import BadContent
from leadline.reports import fonts
from leadline.reports.maps import heard, line_look
from leadline.reports.material import Silence, Track
from leadline.reports.svg import FAINT, INK, PAPER, SIGNAL, TRACKS, drawing, element, number, text
from leadline.reports.tree import Figure, TimelineData
from leadline.reports.words import visible

WIDTH, LEFT, RIGHT = 640.0, 150.0, 14.0
LANE, TOP = 34.0, 26.0
STEPS_H = (1, 2, 3, 6, 12, 24, 48, 24 * 7, 24 * 14, 24 * 30, 24 * 91, 24 * 365, 24 * 3650)


@dataclass(frozen=True, slots=True)
class Axis:
    """Time along the drawing's width."""

    start: datetime
    end: datetime

    def x(self, at: datetime) -> float:
        """Where a time stands."""
        return LEFT + (WIDTH - LEFT - RIGHT) * ((at - self.start) / (self.end - self.start))

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Ticks at whole steps of UTC, at most eight, with what to print there."""
        hours = (self.end - self.start).total_seconds() / 3600
        step = next((s for s in STEPS_H if hours / s <= 7), STEPS_H[-1]) * 3600
        second = -(-self.start.timestamp() // step) * step
        while second <= self.end.timestamp():
            at = datetime.fromtimestamp(second, UTC)
            yield self.x(at), f"{at:%d %b %H:%M}" if step < 86400 else f"{at:%Y-%m-%d}"
            second += step


def draw(figure: Figure) -> str:
    """The timeline as SVG.

    :raises BadContent: when there is no time to show.
    """
    data = figure.data
    if not isinstance(data, TimelineData) or not (times := list(_times(data))):
        raise BadContent(
            f"The timeline {figure.id or figure.alt!r} has no time to show: leave the figure out."
        )
    margin = max((max(times) - min(times)) * 0.04, timedelta(minutes=30))
    axis = Axis(min(times) - margin, max(times) + margin)
    lanes = len(data.tracks) + bool(data.moments)
    bottom = TOP + lanes * LANE
    parts = [*_grid(axis, bottom)]
    for order, track in enumerate(data.tracks):
        parts += _lane(axis, track, data, order)
    parts += _meetings(axis, data)
    parts += _moments(axis, data, TOP + len(data.tracks) * LANE + LANE / 2)
    return drawing(WIDTH, bottom + 8, figure.alt, parts, figure.exercise)


def _times(data: TimelineData) -> Iterator[datetime]:
    yield from (fix.at for track in data.tracks for fix in track.points)
    yield from (fix.at for silence in data.silences for fix in (silence.start, silence.end))
    yield from (at for meeting in data.meetings for at in (meeting.at, meeting.until or meeting.at))
    yield from (moment.at for moment in data.moments)


def _grid(axis: Axis, bottom: float) -> Iterator[str]:
    for x, words in axis.ticks():
        yield element(
            "path", d=f"M{number(x)} {number(TOP - 6)}V{number(bottom)}", stroke="#d8d4c6", stroke_width=0.8
        )
        yield text(words, (x, TOP - 11), 8.5, FAINT, anchor="middle")
    yield text("UTC", (8, TOP - 11), 8.5, FAINT)


def _lane(axis: Axis, track: Track, data: TimelineData, order: int) -> Iterator[str]:
    y = TOP + order * LANE + LANE / 2
    colour, dash = TRACKS[order % len(TRACKS)]
    yield text(shortened(track.label, LEFT - 16), (8, y - 1), 9.5, halo=PAPER)
    yield text(f"MMSI {track.mmsi}", (8, y + 10), 8, FAINT, halo=PAPER)
    for stretch in heard(track, data.silences):
        line = f"M{number(axis.x(stretch[0].at))} {number(y)}H{number(axis.x(stretch[-1].at))}"
        yield element("path", d=line, fill="none", **(line_look(colour, dash) | {"stroke_width": 3.5}))
    for silence in data.silences:
        if silence.mmsi == track.mmsi:
            yield from _silent(axis, silence, y)


def _silent(axis: Axis, silence: Silence, y: float) -> Iterator[str]:
    start, end = axis.x(silence.start.at), axis.x(silence.end.at)
    yield element(
        "path", d=f"M{number(start)} {number(y)}H{number(end)}", fill="none", **line_look(SIGNAL, "5 3.5")
    )
    for x in (start, end):
        yield element("path", d=f"M{number(x)} {number(y - 5)}v10", stroke=SIGNAL, stroke_width=1.4)
    yield text(
        f"silent {silence.hours:.0f} h", ((start + end) / 2, y - 6), 9, SIGNAL, anchor="middle", halo=PAPER
    )


def _meetings(axis: Axis, data: TimelineData) -> Iterator[str]:
    """A band over all lanes, as long as the meeting, with the number that the map gives it."""
    bottom, last = TOP + len(data.tracks) * LANE, 0.0
    spans = [(axis.x(meeting.at), axis.x(meeting.until or meeting.at)) for meeting in data.meetings]
    look: dict[str, str | float] = {"fill": SIGNAL, "fill_opacity": "0.12", "stroke": SIGNAL}
    for start, end in spans:
        yield element("rect", x=start, y=TOP, width=max(3.0, end - start), height=bottom - TOP, **look)
    for order, (start, end) in enumerate(spans, 1):
        last = max((start + end) / 2, last + 17)  # numbers of meetings at one time stand side by side
        yield element("circle", cx=last, cy=bottom - 1, r=7.5, fill=PAPER, stroke=SIGNAL, stroke_width=1.8)
        yield text(str(order), (last, bottom + 3), 10, SIGNAL, anchor="middle", font_weight="bold")


def _moments(axis: Axis, data: TimelineData, y: float) -> Iterator[str]:
    """Numbers of the chronology's rows along the axis; those that would collide step down a line."""
    if not data.moments:
        return
    yield text("Chronology, row", (8, y + 5), 9.5, halo=PAPER)
    ends = [-1.0, -1.0]
    for order, moment in enumerate(data.moments, 1):
        x, half = axis.x(moment.at), fonts.width(str(order), 9) / 2 + 2
        row = 0 if x - half > ends[0] else 1
        ends[row] = x + half
        yield element("path", d=f"M{number(x)} {number(y - 9)}v5", stroke=INK, stroke_width=1.2)
        yield text(str(order), (x, y + 5 + row * 11), 9, INK, anchor="middle", halo=PAPER)


def shortened(words: str, room: float) -> str:
    """The words cut with an ellipsis so that they fit the room at 9.5 units."""
    words = visible(words)
    if fonts.width(words, 9.5) <= room:
        return words
    while words and fonts.width(words + "…", 9.5) > room:
        words = words[:-1]
    return words.rstrip() + "…"
