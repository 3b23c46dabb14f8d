"""The tree of a report: the one thing that PDF, HTML and JSON are all printed from.

    Report ─ Section ─┬─ Heading
                      ├─ Paragraph     numbered through the whole report
                      ├─ TableBlock
                      ├─ Figure        a map or a timeline, drawn from data
                      ├─ List
                      └─ Note          a boxed remark
             runs:       str, Text, Emphasis, Strong, Code, Footnote

Text in it is text: no format ever reads it as markup or code. Numbers and ids are given by ``numbered``
in numbering.py, so that no two formats can disagree about them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from leadline.reports.material import Meeting, Moment, Silence, Track


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text; ``lang`` (BCP 47, such as ``ko``) chooses glyphs and the voice of a screen reader."""

    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Emphasis(Text):
    """Text set in italics: ships' names, titles."""


@dataclass(frozen=True, slots=True)
class Strong(Text):
    """Text set in bold."""


@dataclass(frozen=True, slots=True)
class Code(Text):
    """Text in a typewriter face: ids, hashes, file names."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note at the foot of the page, without notes of its own."""

    runs: Sequence[str | Text]
    number: int = 0


Run = str | Text | Footnote
Runs = Sequence[Run]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What all blocks share. ``exercise`` is inherited from the heading above."""

    id: str = ""
    exercise: bool = False


@dataclass(frozen=True, slots=True)
class Heading(Block):
    """A heading of level 1 to 4; ``label`` is its number (I, A, …)."""

    runs: Runs
    level: int = 2
    label: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph(Block):
    """A paragraph with its number in the report."""

    runs: Runs
    number: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head; ``share`` 0 fits the content, more takes that share of the free width."""

    title: str
    align: Literal["left", "center", "right"] = "left"
    share: int = 0


@dataclass(frozen=True, slots=True)
class TableBlock(Block):
    """A table with a header row; a cell is a sequence of runs."""

    caption: Runs
    columns: Sequence[Column]
    rows: Sequence[Sequence[Runs]]
    number: int = 0


@dataclass(frozen=True, slots=True)
class MapData:
    """What a map shows."""

    tracks: Sequence[Track] = ()
    silences: Sequence[Silence] = ()
    meetings: Sequence[Meeting] = ()


@dataclass(frozen=True, slots=True)
class TimelineData(MapData):
    """What a timeline shows: the same, along time, and the numbered rows of the chronology."""

    moments: Sequence[Moment] = ()


@dataclass(frozen=True, slots=True)
class Figure(Block):
    """A map or a timeline; ``alt`` says in words what it shows, ``note`` stands small below the caption."""

    caption: Runs
    alt: str
    data: MapData
    note: Runs = ()
    number: int = 0

    @property
    def kind(self) -> Literal["map", "timeline"]:
        """Which drawing its data makes."""
        return "timeline" if isinstance(self.data, TimelineData) else "map"


@dataclass(frozen=True, slots=True)
class List(Block):
    """A list of short items."""

    items: Sequence[Runs]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Note(Block):
    """A remark in a box, such as a caution."""

    runs: Runs
    title: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What one section file said; its first block is its level-1 heading."""

    name: str
    blocks: Sequence[Block]
    exercise: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report; ``issued`` is the only date that a format may print as its own."""

    number: str
    title: str
    handling: str
    issued: datetime
    exercise: bool = False
    banner: str = ""
    issuer: str = ""
    sections: Sequence[Section] = field(default=())
