"""The timeline as one picture: a lane a measure, a bar where it stood, its colour the kind, its pattern the force.

The years in which most was adopted are drawn wider, and the picture says so. Kinds are told by words and colour,
force by pattern, so that neither rests on colour alone. Texts are escaped; nothing is fetched.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

from leadline.law.model import Measure, Paragraph
from leadline.law.regime import Regime
from leadline.law.standing import cap_words, standing
from leadline.law.timeline._svg import (
    FAINT,
    INK,
    PAPER,
    PENCIL,
    element,
    line,
    number,
    shortened,
    text,
    visible,
    width,
)
from leadline.law.timeline.timeline import Resolution, chronicle, grouped

WIDTH, LEFT, RIGHT = 1190.0, 268.0, 26.0  # A3, landscape, in points: the whole is 842 high at most
TOP, LANE, HEAD = 100.0, 9.2, 12.6
LABEL, INSIDE = 7.4, 6.0
FAMILY = "Noto Sans CJK TC, Noto Sans, Helvetica, Arial, sans-serif"
WIDE: Mapping[int, float] = MappingProxyType({2016: 6.0, 2017: 6.0})
"""Years that are drawn so many times as wide as others: half of all paragraphs came in them."""
COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "ban": "#8f2d27",
        "cap": "#b8690b",
        "freeze": "#1c4f80",
        "denial": "#5b3f8c",
        "removal": "#2c6a52",
        "inspection": "#20717f",
        "vigilance": "#6a6f2c",
        "duty": "#7a5a3c",
        "scope": "#7b6670",
        "institution": "#56606b",
        "exemption": "#4d7f9c",
    }
)
_FORCES = (("binds", "decides, requires: binding"), ("reads", "clarifies: a reading of another paragraph"),
           ("asks", "calls upon, requests, expresses concern: asked for"))  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """One stretch of a lane; ``pattern`` is how it binds."""

    since: dt.date
    until: dt.date | None
    kind: str
    pattern: str
    words: str
    ticks: tuple[dt.date, ...] = ()


@dataclass(frozen=True)
class Lane:
    """A row of the picture."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Axis:
    """Time along the width, from the first year's start to the last year's end."""

    first: int
    last: int
    starts: Mapping[int, float] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        weights = [WIDE.get(year, 1.0) for year in range(self.first, self.last + 1)]
        unit, at, starts = (WIDTH - LEFT - RIGHT) / sum(weights), LEFT, {}
        for year, weight in zip(range(self.first, self.last + 1), weights, strict=True):
            starts[year] = at
            at += unit * weight
        starts[self.last + 1] = at
        object.__setattr__(self, "starts", MappingProxyType(starts))

    def x(self, day: dt.date) -> float:
        """Where a day stands."""
        if day.year > self.last:
            return self.starts[self.last + 1]
        start, end = self.starts[day.year], self.starts[day.year + 1]
        return start + (end - start) * (day.timetuple().tm_yday - 1) / 366


def picture(regime: Regime, today: dt.date, measure_id: str | None = None) -> str:
    """The timeline as SVG; of one measure, a lane a paragraph.

    :raises UnknownName: for a measure that doesn't exist.
    """
    if measure_id:
        measure = regime.measure(measure_id)
        groups: list[tuple[str, list[Lane]]] = [(measure.title, [_paragraph(p) for p in measure.paragraphs])]
        title = f"{measure.title}: its paragraphs, layer on layer, to {today}"
    else:
        groups = [(t, [_measure(m, today) for m in ms]) for t, ms in grouped(regime.measures.values())]
        title = f"The measures on the DPRK from 2006 to {today}"
    begins = [bar.since.year for _, lanes in groups for lane in lanes for bar in lane.bars]
    axis = Axis(min([2006, *begins]), max([today.year, *begins]))
    bottom = TOP + sum(HEAD + LANE * len(lanes) for _, lanes in groups)
    texts = _texts(regime, measure_id)
    parts = [
        text(title, (24, 34), 17, weight="bold"),
        text(f"{_PARAGRAPH if measure_id else _MEASURE} {_READ}", (24, 50), 8.5, FAINT),
        *_grid(axis, texts, today, bottom),
    ]
    y = TOP
    for name, lanes in groups:
        parts += _group(axis, name, lanes, y, today)
        y += HEAD + LANE * len(lanes)
    parts += _legend(bottom + 19, {bar.kind for _, lanes in groups for lane in lanes for bar in lane.bars})
    parts += _resolutions(texts, bottom + 54)
    height = bottom + 60 + 11 * -(-len(texts) // 3)
    return _drawing(height, title, parts)


_MEASURE = "A bar is the strictest paragraph that binds on each day; a white notch in it is another paragraph that began."
_PARAGRAPH = "A bar is one paragraph, from its first day to its last."
_READ = "No bar: none coded, which is not the same as permitted. 2016 and 2017 are drawn six times as wide as other years."


def _texts(regime: Regime, measure_id: str | None) -> list[Resolution]:
    held = [regime.measure(measure_id)] if measure_id else regime.measures.values()
    cited = {p.source.text for m in held for p in m.paragraphs}
    return [one for one in chronicle().resolutions if one.text in cited]


def _pattern(paragraphs: Sequence[Paragraph]) -> str:
    if any(p.binds for p in paragraphs):
        return "binds"
    return "reads" if any(p.force == "clarifies" for p in paragraphs) else "asks"


def _measure(measure: Measure, today: dt.date) -> Lane:
    """What stands of the measure, from change to change; equal stretches are one bar."""
    edges = {p.since for p in measure.paragraphs} | {p.until for p in measure.paragraphs if p.until}
    days = sorted(day for day in edges if day <= today)
    bars: list[Bar] = []
    for start, end in pairwise([*days, None]):
        if start is None or not (held := standing(measure, start)).paragraphs:
            continue
        caps = "; ".join(cap_words(cap) for _, cap in held.caps if held.kind == "cap")
        bar = Bar(start, end, held.kind, _pattern(held.leading), caps or held.kind)
        last = bars[-1] if bars else None
        if (
            last
            and last.until == start
            and (last.kind, last.pattern, last.words) == (bar.kind, bar.pattern, bar.words)
        ):
            bar = Bar(last.since, end, last.kind, last.pattern, last.words, (*last.ticks, start))
            bars.pop()
        bars.append(bar)
    return Lane(measure.title, tuple(bars))


def _paragraph(p: Paragraph) -> Lane:
    caps = "; ".join(cap_words(c) for c in p.caps if p.cap_on(c.since or p.since))
    words = f"{p.kind}: {caps}" if caps else p.kind
    return Lane(f"{p.source.text.removeprefix('S/RES/')}, para. {p.source.para}",
                (Bar(p.since, p.until, p.kind, _pattern([p]), words),))  # fmt: skip


def _grid(axis: Axis, resolutions: Sequence[Resolution], today: dt.date, bottom: float) -> Iterator[str]:
    for year in WIDE:
        if axis.first <= year <= axis.last:
            wide = axis.starts[year + 1] - axis.starts[year]
            yield element(
                "rect", x=axis.starts[year], y=TOP - 12, width=wide, height=bottom - TOP + 12, fill="#f3efe2"
            )
    for year in range(axis.first, axis.last + 1):
        start, middle = axis.starts[year], (axis.starts[year] + axis.starts[year + 1]) / 2
        yield line(start, TOP - 12, bottom, PENCIL, 0.6)
        yield text(str(year), (middle, TOP - 3), 7.4, FAINT, "middle")
    yield line(axis.x(today), TOP - 12, bottom, INK, 0.8, "2 2")
    taken = [-99.0, -99.0]
    for one in resolutions:
        x, words = axis.x(one.adopted), one.text.removeprefix("S/RES/").split(" ")[0]
        row = 0 if x - taken[0] > 25 else 1
        taken[row] = x
        yield line(x, TOP - 18 - 11 * row, bottom, FAINT, 0.5)
        yield text(words, (x, TOP - 21 - 11 * row), 8.5, INK, "middle", weight="bold")


def _group(axis: Axis, name: str, lanes: Sequence[Lane], y: float, today: dt.date) -> Iterator[str]:
    yield text(name, (24, y + 10), 9.5, INK, weight="bold")
    yield element(
        "path", d=f"M24 {number(y + HEAD)}H{number(WIDTH - RIGHT)}", stroke=PENCIL, stroke_width=0.8
    )
    for order, lane in enumerate(lanes):
        top = y + HEAD + LANE * order
        yield text(shortened(lane.label, LEFT - 40, LABEL), (32, top + 7.4), LABEL)
        for bar in lane.bars:
            yield from _bar(axis, bar, top + 1.1, today)


def _bar(axis: Axis, bar: Bar, y: float, today: dt.date) -> Iterator[str]:
    high = LANE - 2.2
    start = axis.x(bar.since)
    end = axis.x(bar.until or today)
    colour = COLOURS.get(bar.kind, FAINT)
    fill = colour if bar.pattern == "binds" else f"url(#{bar.pattern}-{bar.kind})"
    yield element(
        "rect",
        x=start,
        y=y,
        width=max(1.2, end - start),
        height=high,
        fill=fill,
        stroke=colour,
        stroke_width=0.7,
    )
    if bar.until is None:
        tip = end + 5
        yield element(
            "path",
            d=f"M{number(end)} {number(y)}L{number(tip)} {number(y + high / 2)}L{number(end)} {number(y + high)}Z",
            fill=colour,
        )
    for day in bar.ticks:
        yield line(axis.x(day), y + 0.4, y + high - 0.4, PAPER if bar.pattern == "binds" else INK, 1)
    yield from _inside(axis, bar, (start, end), y + high)


def _inside(axis: Axis, bar: Bar, ends: tuple[float, float], bottom: float) -> Iterator[str]:
    """The bar's words, or at least its kind, in the first stretch between notches that has room for them."""
    edges = [ends[0], *(axis.x(day) for day in bar.ticks), ends[1]]
    for words in dict.fromkeys((bar.words, bar.kind)):
        wide = width(words, INSIDE) + 6
        place = next((left for left, right in pairwise(edges) if right - left >= wide), None)
        if place is None:
            continue
        if bar.pattern != "binds":
            yield element(
                "rect", x=place + 1.5, y=bottom - LANE + 2.9, width=wide - 2, height=LANE - 3.6, fill=PAPER
            )
        yield text(words, (place + 3.5, bottom - 1.9), INSIDE, PAPER if bar.pattern == "binds" else INK)
        return


def _legend(y: float, kinds: set[str]) -> Iterator[str]:
    x = 24.0
    for kind, colour in COLOURS.items():
        if kind in kinds:
            yield element("rect", x=x, y=y - 7.5, width=15, height=8.8, fill=colour)
            yield text(kind, (x + 19, y), 8.5)
            x += 19 + width(kind, 8.5) + 16
    x, y = 24.0, y + 17
    for pattern, words in _FORCES:
        fill = FAINT if pattern == "binds" else f"url(#{pattern}-legend)"
        yield element("rect", x=x, y=y - 7.5, width=26, height=8.8, fill=fill, stroke=FAINT, stroke_width=0.7)
        yield text(words, (x + 31, y), 8.5)
        x += 31 + width(words, 8.5) + 18


def _resolutions(resolutions: Sequence[Resolution], y: float) -> Iterator[str]:
    rows = -(-len(resolutions) // 3)
    for order, one in enumerate(resolutions):
        x, at = 24 + (order // max(rows, 1)) * 385, y + 11 * (order % max(rows, 1))
        yield text(one.text.removeprefix("S/RES/").split(" ")[0], (x, at), 8.5, weight="bold")
        seven = "" if one.chapter_vii else " (not under Chapter VII)"
        yield text(f"{one.adopted}  {one.trigger}{seven}", (x + 28, at), 8.5, FAINT)


def _drawing(height: float, title: str, parts: Sequence[str]) -> str:
    marks = dict(xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {number(WIDTH)} {number(height)}", role="img",
                 width=f"{number(WIDTH)}pt", height=f"{number(height)}pt", aria_label=visible(title), font_family=FAMILY)  # fmt: skip
    ground = element("rect", width=WIDTH, height=height, fill=PAPER)
    return element("svg", "".join([_patterns(), ground, *parts]), **marks) + "\n"


def _patterns() -> str:
    found = []
    for kind, colour in {**COLOURS, "legend": FAINT}.items():
        hatch = element("path", d="M-1 5L5 -1M1.5 7.5L7.5 1.5", stroke=colour, stroke_width=1.1)
        dots = element("circle", cx=2, cy=2, r=0.9, fill=colour)
        for name, body, size in (("asks", hatch, 6), ("reads", dots, 4)):
            ground = element("rect", width=size, height=size, fill="#ffffff")
            found.append(
                element(
                    "pattern",
                    ground + body,
                    id=f"{name}-{kind}",
                    width=size,
                    height=size,
                    patternUnits="userSpaceOnUse",
                )
            )
    return element("defs", "".join(found))
