"""A map of a finding: land and graticule from Natural Earth, tracks, silences, meetings, a scale and a key."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from math import atan2, degrees, floor, log10
from pathlib import Path

import numpy as np
import yaml

from leadline.errors import BadContent
from leadline.geography.natural_earth import DPRK, Points, countries
from leadline.reports.drawn import Fix, Latitude, Longitude, Shape, Silence, Track, moment_text
from leadline.reports.geo import NAUTICAL_MILE_M, XY, Frame, clipped, latitude, mercator, unwrapped
from leadline.reports.svg import (
    FAINT,
    INK,
    PAPER,
    SIGNAL,
    TRACKS,
    Labels,
    drawing,
    element,
    number,
    path,
    text,
)
from leadline.reports.tree import Figure, MapData
from leadline.reports.words import SIMULATED

WIDTH, HEIGHT = 640.0, 430.0
SEA, LAND, TINT, COAST, GRID = "#e2ebee", "#f5f2e9", "#dbcdb0", "#9d947f", "#c3d2d8"
KEY_LINE = 17.0


class Place(Shape):
    """A port that maps name, with its name as written there."""

    name: str
    local: str
    lat: Latitude
    lon: Longitude
    rank: int


@lru_cache(maxsize=1)
def places() -> tuple[Place, ...]:
    """The ports of places.yml."""
    rows = yaml.load(Path(__file__).with_name("places.yml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    return tuple(Place.model_validate(row) for row in rows)


def draw(figure: Figure) -> str:
    """The map as SVG.

    :raises BadContent: when there is no position to show.
    :raises MissingPiece: when Natural Earth isn't built.
    """
    data = figure.data
    spots = unwrapped(_positions(data))
    if not spots:
        raise BadContent(
            f"The map {figure.id or figure.alt!r} has no position to show: leave the figure out."
        )
    frame = Frame.around(spots, WIDTH, HEIGHT)
    labels = Labels((4, 4, WIDTH - 4, HEIGHT - 26), avoid=list(_lines(frame, data)))
    inside = [*_routes(frame, data), *_marks(frame, data, labels), *_ports(frame, labels), *_scale(frame)]
    clip = {"clip_path": f"url(#{figure.id or 'map'}-frame)"}
    ground = [
        element("clipPath", element("rect", width=WIDTH, height=HEIGHT), id=f"{figure.id or 'map'}-frame"),
        element("g", "".join(_ground(frame)), **clip),
    ]
    key = list(_key(data, figure.exercise, any(TINT in part for part in ground)))
    parts = [
        element("g", "".join(inside), **clip),
        element("rect", width=WIDTH, height=HEIGHT, fill="none", stroke=INK, stroke_width=1.2),
        *(
            element("g", line, transform=f"translate(0 {number(HEIGHT + 18 + row * KEY_LINE)})")
            for row, line in enumerate(key)
        ),
    ]
    return drawing(WIDTH, HEIGHT + 12 + len(key) * KEY_LINE, figure.alt, parts, figure.exercise, ground)


def _positions(data: MapData) -> list[tuple[float, float]]:
    fixes: list[Fix] = [fix for track in data.tracks for fix in track.points]
    fixes += [fix for silence in data.silences for fix in (silence.start, silence.end)]
    return [(fix.lat, fix.lon) for fix in fixes] + [(meeting.lat, meeting.lon) for meeting in data.meetings]


def _lines(frame: Frame, data: MapData) -> Iterator[XY]:
    """Points every few units along tracks and silences, for labels to keep clear of."""
    lines = [list(track.points) for track in data.tracks] + [[s.start, s.end] for s in data.silences]
    for line in lines:
        points = [frame.at(fix.lat, fix.lon) for fix in line]
        for (x0, y0), (x1, y1) in pairwise(points):
            steps = int(max(abs(x1 - x0), abs(y1 - y0)) / 6) + 1
            yield from ((x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps) for i in range(steps + 1))


def _ground(frame: Frame) -> Iterator[str]:
    yield element("rect", width=WIDTH, height=HEIGHT, fill=SEA)
    lines, names = _graticule(frame)
    yield element("path", d=lines, stroke=GRID, stroke_width=0.8, fill="none")
    resolution = "10m" if frame.width / frame.scale < 25 else "50m"
    for country in countries(resolution):
        shape = "".join(
            path(ring, closed=True) for rings in country.rings for ring in _on_paper(frame, rings)
        )
        if shape:
            fill = TINT if country.code == DPRK else LAND
            yield element("path", d=shape, fill=fill, fill_rule="evenodd", stroke=COAST, stroke_width=0.6)
    yield from names


def _on_paper(frame: Frame, ring: Points) -> Iterator[list[XY]]:
    """The ring as it falls into the frame, on each turn of longitude that touches it."""
    south, north = latitude(frame.south), latitude(frame.north)
    if ring[:, 1].max() < south or ring[:, 1].min() > north:
        return
    for turn in (-360.0, 0.0, 360.0):
        lons = ring[:, 0] + turn
        if lons.max() < frame.west or lons.min() > frame.east:
            continue
        northings = np.degrees(np.log(np.tan(np.pi / 4 + np.radians(ring[:, 1].clip(-85, 85)) / 2)))
        xy = np.column_stack([(lons - frame.west) * frame.scale, (frame.north - northings) * frame.scale])
        xy = xy.round() if len(xy) > 20_000 else (xy * 2).round() / 2
        kept = xy[np.append(True, (xy[1:] != xy[:-1]).any(axis=1))]
        shape = clipped([(float(x), float(y)) for x, y in kept], (-4, -4, frame.width + 4, frame.height + 4))
        if len(shape) > 2:
            yield shape


def _graticule(frame: Frame) -> tuple[str, list[str]]:
    step = next(s for s in (0.25, 0.5, 1, 2, 5, 10, 20, 30, 60) if frame.width / frame.scale / s <= 9)
    lines, names = "", []
    for index in range(floor(frame.west / step) + 1, floor(frame.east / step) + 1):
        x = (index * step - frame.west) * frame.scale
        lines += path([(x, 0), (x, frame.height)])
        if x < frame.width - 210:  # the scale bar stands there
            names.append(
                text(_degrees(index * step, "E", "W"), (x + 3, frame.height - 6), 8, FAINT, halo=PAPER)
            )
    for index in range(floor(latitude(frame.south) / step) + 1, floor(latitude(frame.north) / step) + 1):
        y = (frame.north - mercator(index * step)) * frame.scale
        lines += path([(0, y), (frame.width, y)])
        names.append(text(_degrees(index * step, "N", "S"), (5, y - 3), 8, FAINT, halo=PAPER))
    return lines, names


def _degrees(value: float, positive: str, negative: str) -> str:
    value = (value + 180) % 360 - 180 if positive == "E" else value
    return f"{abs(value):g}°{positive if value >= 0 else negative}"


def _routes(frame: Frame, data: MapData) -> Iterator[str]:
    for order, track in enumerate(data.tracks):
        colour, dash = TRACKS[order % len(TRACKS)]
        for stretch in heard(track, data.silences):
            spots = (frame.at(fix.lat, fix.lon) for fix in stretch)
            points = [spot for spot, _ in groupby((round(x, 1), round(y, 1)) for x, y in spots)]
            yield element(
                "path", d=path(points), stroke=PAPER, stroke_width=4, fill="none", stroke_opacity="0.7"
            )
            yield element("path", d=path(points), fill="none", **line_look(colour, dash))
        yield from _arrow(frame, track, colour)
    for silence in data.silences:
        points = [frame.at(fix.lat, fix.lon) for fix in (silence.start, silence.end)]
        yield element("path", d=path(points), fill="none", **line_look(SIGNAL, "5 3.5"))
        for x, y in points:
            yield element("circle", cx=x, cy=y, r=2.6, fill=PAPER, stroke=SIGNAL, stroke_width=1.4)


def heard(track: Track, silences: Sequence[Silence]) -> Iterator[list[Fix]]:
    """The stretches of a track between its silences, each of at least two fixes."""
    ends = {silence.end.at for silence in silences if silence.mmsi == track.mmsi}
    stretch: list[Fix] = []
    for fix in track.points:
        if fix.at in ends:
            if len(stretch) > 1:
                yield stretch
            stretch = []
        stretch.append(fix)
    if len(stretch) > 1:
        yield stretch


def line_look(colour: str, dash: str) -> dict[str, str | float]:
    """Attributes of a track's line."""
    look: dict[str, str | float] = {"stroke": colour, "stroke_width": 1.9, "stroke_linejoin": "round"}
    return look | ({"stroke_dasharray": dash} if dash else {})


def _arrow(frame: Frame, track: Track, colour: str) -> Iterator[str]:
    points = [frame.at(fix.lat, fix.lon) for fix in track.points]
    moved = [p for p in points[:-1] if abs(p[0] - points[-1][0]) + abs(p[1] - points[-1][1]) > 4]
    if moved:
        (x0, y0), (x, y) = moved[-1], points[-1]
        turn = f"translate({number(x)} {number(y)}) rotate({number(degrees(atan2(y - y0, x - x0)))})"
        yield element(
            "path", d="M7 0L-4 -4.5L-4 4.5Z", fill=colour, stroke=PAPER, stroke_width=0.8, transform=turn
        )


def _marks(frame: Frame, data: MapData, labels: Labels) -> Iterator[str]:
    rings = [frame.at(meeting.lat, meeting.lon) for meeting in data.meetings]
    labels.taken += [(x - 8, y - 8, x + 8, y + 8) for x, y in rings]
    for order, (x, y) in enumerate(rings, 1):
        yield element("circle", cx=x, cy=y, r=8, fill="none", stroke=SIGNAL, stroke_width=2)
        if spot := labels.place(str(order), (x, y), 12, reach=10, must=True):
            if abs(spot[0] - x) > 20 or abs(spot[1] - y) > 24:  # too far to tell whose number it is
                leader = path([(x, y), (spot[0] + 3, spot[1] - 4)])
                yield element("path", d=leader, stroke=SIGNAL, stroke_width=0.8, fill="none")
            yield text(str(order), spot, 12, SIGNAL, halo=PAPER, font_weight="bold")
    for silence in data.silences:
        (x0, y0), (x1, y1) = (frame.at(fix.lat, fix.lon) for fix in (silence.start, silence.end))
        words = f"silent {silence.hours:.0f} h"
        if spot := labels.place(words, ((x0 + x1) / 2, (y0 + y1) / 2), 9.5, must=True):
            yield text(words, spot, 9.5, SIGNAL, halo=PAPER)


def _ports(frame: Frame, labels: Labels) -> Iterator[str]:
    near = frame.width / frame.scale < 12
    for place in places():
        x, y = frame.at(place.lat, place.lon)
        if not (6 < x < WIDTH - 6 and 6 < y < HEIGHT - 26) or (place.rank > 1 and not near):
            continue
        words = f"{place.name} {place.local}"
        if spot := labels.place(words, (x, y), 9.5):
            labels.taken.append((x - 3, y - 3, x + 3, y + 3))
            yield element("rect", x=x - 2, y=y - 2, width=4, height=4, fill=INK)
            yield text(words, spot, 9.5, INK, halo=PAPER)


def _scale(frame: Frame) -> Iterator[str]:
    """A bar of a round number of nautical miles in the lower right, true at the middle latitude."""
    per_unit = frame.metres_per_unit()
    longest = 130 * per_unit / NAUTICAL_MILE_M
    power = 10 ** floor(log10(longest))
    miles = max(n * power for n in (1, 2, 5) if n * power <= longest)
    length = miles * NAUTICAL_MILE_M / per_unit
    x, y = WIDTH - 14 - length, HEIGHT - 12.0
    words = f"{miles:g} nautical miles ({miles * NAUTICAL_MILE_M / 1000:.0f} km)"
    yield element(
        "path",
        d=f"M{number(x)} {number(y - 5)}v5h{number(length)}v-5",
        stroke=INK,
        stroke_width=1.4,
        fill="none",
    )
    yield text(words, (x + length, y - 8), 8.5, INK, anchor="end", halo=PAPER)


def _key(data: MapData, exercise: bool, tinted: bool) -> Iterator[str]:
    """The lines of the key, each drawn around a height of 0."""
    for order, track in enumerate(data.tracks):
        yield _sample(line_look(*TRACKS[order % len(TRACKS)])) + _words(f"{track.label}, MMSI {track.mmsi}")
    if data.silences:
        words = "AIS silence with its length; a straight line between two fixes, not a course"
        yield _sample(line_look(SIGNAL, "5 3.5")) + _words(words)
    for order, meeting in enumerate(data.meetings, 1):
        ring = element("circle", cx=14, cy=0, r=6, fill="none", stroke=SIGNAL, stroke_width=1.8)
        figure = text(str(order), (26, 4), 11, SIGNAL, font_weight="bold")
        yield ring + figure + _words(f"{moment_text(meeting.at)} UTC: {meeting.label}")
    if tinted:
        swatch = element("rect", x=6, y=-5, width=24, height=10, fill=TINT, stroke=COAST, stroke_width=0.6)
        yield swatch + _words("Democratic People's Republic of Korea")
    if exercise:
        yield text(SIMULATED, (2, 3.5), 8.5, SIGNAL, font_weight="bold") + _words(
            "simulated: no such ship exists", 60
        )


def _sample(look: dict[str, str | float]) -> str:
    return element("path", d="M2 0H38", fill="none", **look)


def _words(words: str, x: float = 48) -> str:
    return text(words, (x, 3.5), 9.5, halo=PAPER)
