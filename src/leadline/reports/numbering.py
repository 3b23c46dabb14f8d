"""Numbers and ids for every block, and the plain form that all formats read."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from leadline.errors import BadContent
from leadline.reports.tree import (
    Block,
    Code,
    Emphasis,
    Figure,
    Footnote,
    Heading,
    List,
    Note,
    Paragraph,
    Report,
    Run,
    Runs,
    Section,
    Strong,
    TableBlock,
    Text,
)
from leadline.reports.words import SIMULATED, letters, roman, visible

SCHEMA = "leadline-report/1"
MAP_POLICY = (
    "Names and boundaries follow Natural Earth and take no position on the status of any territory; "
    "seas are not named."
)
KINDS: dict[type, str] = {
    Text: "text",
    Emphasis: "emphasis",
    Strong: "strong",
    Code: "code",
    Footnote: "footnote",
    Heading: "heading",
    Paragraph: "paragraph",
    TableBlock: "table",
    List: "list",
    Note: "note",
}
Numbered = TypeVar("Numbered", Heading, Paragraph, TableBlock, Figure, List, Note)


def numbered(report: Report) -> Report:
    """The same report with every paragraph, figure, table, footnote and heading numbered; idempotent.

    :raises BadContent: when a section doesn't begin with its level-1 heading, skips a heading level, or
        holds something that is neither block nor run.
    """
    walk = _Walk()
    sections = [walk.section(section) for section in report.sections]
    return replace(report, sections=sections, exercise=report.exercise or any(s.exercise for s in sections))


class _Walk:
    """One pass through a report, in reading order."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.name = ""
        self.level = 0
        self.flagged_from = 0  # heading level that opened an exercise passage; 0 is none

    def section(self, section: Section) -> Section:
        self.name, self.level, self.flagged_from = section.name, 0, 0
        blocks = [self.block(block) for block in section.blocks]
        if not blocks:
            raise BadContent(f"Section {section.name!r} is empty: let it begin with a level-1 Heading.")
        return replace(section, blocks=blocks, exercise=section.exercise or any(b.exercise for b in blocks))

    def block(self, block: Block) -> Block:
        if isinstance(block, Heading):
            return self.heading(block)
        if self.level == 0:
            raise BadContent(f"Section {self.name!r} must begin with a level-1 Heading.")
        flag = block.exercise or bool(self.flagged_from)
        match block:
            case Paragraph():
                number = self.count("p")
                return replace(
                    block, id=f"p-{number}", number=number, runs=self.runs(block.runs), exercise=flag
                )
            case TableBlock():
                return self.table(replace(block, exercise=flag))
            case Figure():
                return self.figure(
                    replace(block, exercise=flag or any(t.simulated for t in block.data.tracks))
                )
            case List():
                items = [self.runs(item) for item in block.items]
                return replace(block, id=f"list-{self.count('list')}", items=items, exercise=flag)
            case Note():
                return replace(
                    block, id=f"note-{self.count('note')}", runs=self.runs(block.runs), exercise=flag
                )
        raise BadContent(
            f"Section {self.name!r} holds a {type(block).__name__}, which is not a block of a report."
        )

    def heading(self, heading: Heading) -> Heading:
        level = heading.level
        if not 1 <= level <= min(4, self.level + 1) or (level == 1 and self.level):
            raise BadContent(
                f"Section {self.name!r}: a heading of level {level} can't follow level {self.level}; "
                "begin with one of level 1 and go down one at a time."
            )
        self.level = level
        if self.flagged_from >= level:
            self.flagged_from = 0
        if heading.exercise and not self.flagged_from:
            self.flagged_from = level
        for deeper in range(level + 1, 5):
            self.counts[f"h{deeper}"] = 0
        number = self.count(f"h{level}")
        label = {1: roman, 2: letters}.get(level, str)(number)
        path = "-".join(str(self.counts[f"h{above}"]) for above in range(1, level + 1))
        runs = self.runs(heading.runs)
        return replace(heading, id=f"h-{path}", label=label, runs=runs, exercise=bool(self.flagged_from))

    def table(self, table: TableBlock) -> TableBlock:
        caption = self.runs(table.caption)
        rows = [[self.runs(cell) for cell in row] for row in table.rows]
        if any(len(row) != len(table.columns) for row in rows):
            raise BadContent(f"Section {self.name!r}: a row of a table has not {len(table.columns)} cells.")
        number = self.count("table")
        return replace(table, id=f"table-{number}", number=number, caption=caption, rows=rows)

    def figure(self, figure: Figure) -> Figure:
        if not figure.alt.strip():
            raise BadContent(f"Section {self.name!r}: a figure needs alt text that says what it shows.")
        number = self.count("figure")
        note = [MAP_POLICY] if figure.kind == "map" else figure.note
        caption = self.runs(figure.caption)
        alt = f"{SIMULATED}. {figure.alt}" if figure.exercise and SIMULATED not in figure.alt else figure.alt
        return replace(
            figure, alt=alt, id=f"figure-{number}", number=number, caption=caption, note=self.runs(note)
        )

    def runs(self, runs: Runs) -> list[Run]:
        if isinstance(runs, str) or not isinstance(runs, Sequence):
            raise BadContent(f"Section {self.name!r}: runs are a list of texts, not {runs!r:.60}.")
        return [self.run(run) for run in runs]

    def run(self, run: Run) -> Run:
        if isinstance(run, str):
            return Text(run)
        if isinstance(run, Footnote):
            inner = [Text(part) if isinstance(part, str) else part for part in run.runs]
            if not all(isinstance(part, Text) for part in inner):
                raise BadContent(f"Section {self.name!r}: a footnote holds text only, no notes of its own.")
            return Footnote(inner, self.count("footnote"))
        if type(run) in KINDS and isinstance(run, Text):
            return run
        raise BadContent(f"Section {self.name!r}: {run!r:.60} is not a run of text.")

    def count(self, what: str) -> int:
        self.counts[what] += 1
        return self.counts[what]


def figures(report: Report) -> Iterator[Figure]:
    """Every figure of a numbered report, in order."""
    for section in report.sections:
        yield from (block for block in section.blocks if isinstance(block, Figure))


def plain(report: Report) -> dict[str, Any]:
    """The report as JSON-able data, all text made visible; what each format prints."""
    return {"schema": SCHEMA, **_plain(numbered(report))}


def _plain(node: Any) -> Any:
    match node:
        case None | bool() | int() | float():
            return node
        case str():
            return visible(node)
        case datetime():
            return node.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return node.isoformat()
        case BaseModel():
            return _plain(dict(node))
        case dict():
            return {visible(str(key)): _plain(value) for key, value in node.items()}
        case list() | tuple():
            return [_plain(part) for part in node]
    if is_dataclass(node):
        kind = node.kind if isinstance(node, Figure) else KINDS.get(type(node))
        return ({"kind": kind} if kind else {}) | {
            f.name: _plain(getattr(node, f.name)) for f in fields(node)
        }
    raise BadContent(f"A report can't hold a {type(node).__name__}: {node!r:.60}.")
