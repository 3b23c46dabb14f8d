"""Writing SVG: elements with quoted and escaped values, lines, text, and about how wide text runs."""

from pathlib import Path
from typing import Any, Literal, cast
from xml.sax.saxutils import escape, quoteattr

INK, FAINT, PAPER, PENCIL = "#1d2733", "#55616e", "#fdfcf8", "#d8d4c6"


def element(name: str, body: str = "", /, **attributes: str | float) -> str:
    """One element; attribute names take a hyphen for an underscore, values are quoted and escaped."""
    marks = "".join(
        f" {key.replace('_', '-')}={quoteattr(value if isinstance(value, str) else number(value))}"
        for key, value in attributes.items()
    )
    return f"<{name}{marks}>{body}</{name}>" if body else f"<{name}{marks}/>"


def visible(words: str) -> str:
    """The words with a mark in place of each character that can't be seen, or that XML refuses."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in words)


def number(value: float) -> str:
    """A coordinate to a tenth."""
    return f"{value:.1f}".removesuffix(".0")


def line(x: float, top: float, bottom: float, stroke: str, wide: float, dash: str = "none") -> str:
    """An upright line."""
    return element("path", d=f"M{number(x)} {number(top)}V{number(bottom)}", stroke=stroke,
                    stroke_width=wide, stroke_dasharray=dash)  # fmt: skip


def text(
    words: str, at: tuple[float, float], size: float, fill: str = INK, anchor: str = "start", *,
    weight: str = "normal",
) -> str:  # fmt: skip
    """A line of text, escaped; ``at`` is where its baseline starts, or its middle."""
    return element("text", escape(visible(words)), x=at[0], y=at[1], font_size=size, fill=fill, text_anchor=anchor,
                    font_weight=weight)  # fmt: skip


def width(words: str, size: float) -> float:
    """About how wide the words run: narrow letters count less, Han and the like a whole em."""
    narrow = sum(letter in "iljtfrI.,;:()'|/ " for letter in words)
    wide = sum(ord(letter) > 0x2E7F for letter in words)
    return size * (0.34 * narrow + 1.0 * wide + 0.58 * (len(words) - narrow - wide))


def shortened(words: str, room: float, size: float) -> str:
    """The words cut with an ellipsis so that they fit the room."""
    while width(words, size) > room:
        words = words.removesuffix("…")[:-1].rstrip(" ,;") + "…"
    return words


def printed(svg: str, kind: Literal["png", "pdf"], fonts: Path) -> bytes:
    """The drawing as PNG or PDF, on a page of its size; text reaches Typst as a string, never as code."""
    import typst

    source = (
        b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    )
    made = cast(Any, typst).compile(
        source, font_paths=[fonts], ignore_system_fonts=True, format=kind, ppi=160, sys_inputs={"svg": svg}
    )
    assert isinstance(made, bytes)
    return made
