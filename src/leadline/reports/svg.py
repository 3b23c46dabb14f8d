"""Writing SVG: escaped text, placed labels, and the word EXERCISE across a figure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from leadline.reports import fonts
from leadline.reports.geo import XY, Box
from leadline.reports.words import SIMULATED, visible

INK = "#1d2733"
FAINT = "#55616e"
PAPER = "#fdfcf8"
SIGNAL = "#b3261e"
TRACKS = (
    ("#1c4f80", ""),
    ("#5b3f8c", "7 3"),
    ("#2c6a52", "2.5 2.5"),
    ("#7a5712", "9 3 2 3"),
    ("#36454f", "1 2.5"),
)
WATERMARK_STEP = (104.0, 46.0)  # any crop larger than about two steps holds the whole word


def number(value: float) -> str:
    """A coordinate with a tenth's precision and no idle zeros."""
    return f"{value:.1f}".removesuffix(".0").replace("-0", "0" if value == 0 else "-0")


def element(name: str, body: str = "", /, **attributes: str | float) -> str:
    """One element; attribute names take a hyphen for an underscore, values are quoted and escaped."""
    marks = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(value if isinstance(value, str) else number(value))}"
        for key, value in attributes.items()
    )
    return f"<{name}{marks}>{body}</{name}>" if body else f"<{name}{marks}/>"


def text(
    words: str,
    at: XY,
    size: float = 9,
    fill: str = INK,
    anchor: str = "start",
    halo: str = "",
    **more: str | float,
) -> str:
    """A line of text, its characters made visible and escaped, with a halo of the given colour."""
    extra: dict[str, str | float] = dict(more)
    if halo:
        extra |= {"stroke": halo, "stroke_width": 2.5, "stroke_linejoin": "round", "paint_order": "stroke"}
    body = escape(visible(words))
    return element("text", body, x=at[0], y=at[1], font_size=size, fill=fill, text_anchor=anchor, **extra)


def path(points: Sequence[XY], closed: bool = False) -> str:
    """The ``d`` of a line through points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + ("Z" if closed else "")


def drawing(
    width: float, height: float, alt: str, parts: Iterable[str], exercise: bool, ground: Iterable[str] = ()
) -> str:
    """A whole drawing on paper; with ``exercise``, the word stands all over it, above the ground, below the parts."""
    body = [element("rect", width=width, height=height, fill=PAPER), *ground]
    if exercise:
        body.append(watermark(width, height))
    body += parts
    return element(
        "svg",
        "".join(body),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        aria_label=visible(alt),
        font_family=fonts.FAMILY,
    )


def watermark(width: float, height: float) -> str:
    """EXERCISE in staggered diagonal rows, close enough that no useful crop escapes it."""
    step_x, step_y = WATERMARK_STEP
    words = []
    for row in range(int(height / step_y) + 2):
        for column in range(-1, int(width / step_x) + 2):
            x, y = column * step_x + (row % 2) * step_x / 2, row * step_y
            words.append(
                element("text", SIMULATED, transform=f"translate({number(x)} {number(y)}) rotate(-18)")
            )
    look: dict[str, str | float] = {
        "fill": SIGNAL,
        "fill_opacity": "0.4",
        "font_size": 11,
    }
    return element("g", "".join(words), class_="exercise", **look)


@dataclass
class Labels:
    """Places labels inside a box so that they don't lie on one another."""

    box: Box
    taken: list[Box] = field(default_factory=list)
    avoid: list[XY] = field(default_factory=list)

    def place(self, words: str, at: XY, size: float, reach: float = 6, must: bool = False) -> XY | None:
        """Where the label's baseline starts, or None where there is no room and it needn't be shown."""
        wide, high = fonts.width(visible(words), size), size
        x, y = at
        spots = [
            (x + reach, y + high * 0.35),
            (x - reach - wide, y + high * 0.35),
            (x - wide / 2, y - reach),
            (x - wide / 2, y + reach + high * 0.8),
            (x + reach * 0.8, y - reach * 0.8),
            (x + reach * 0.8, y + reach * 0.8 + high * 0.8),
            (x - reach * 0.8 - wide, y - reach * 0.8),
            (x - reach * 0.8 - wide, y + reach * 0.8 + high * 0.8),
            (x + reach * 2.5, y - reach * 2.5),
            (x + reach * 2.5, y + reach * 2.5 + high * 0.8),
            (x - reach * 2.5 - wide, y - reach * 2.5),
            (x - reach * 2.5 - wide, y + reach * 2.5 + high * 0.8),
        ]
        boxes = [(sx - 1.5, sy - high, sx + wide + 1.5, sy + high * 0.3) for sx, sy in spots]
        cost, best = min((self._cost(box), index) for index, box in enumerate(boxes))
        if cost >= 1000 and not must:
            return None
        self.taken.append(boxes[best])
        return spots[best]

    def _cost(self, box: Box) -> float:
        left, top, right, bottom = box
        outside = left < self.box[0] or top < self.box[1] or right > self.box[2] or bottom > self.box[3]
        over = sum(left < x1 and x0 < right and top < y1 and y0 < bottom for x0, y0, x1, y1 in self.taken)
        return (
            5000 * outside + 1000 * over + sum(left < x < right and top < y < bottom for x, y in self.avoid)
        )
