"""Annex: every piece of evidence with the file, the row and the full hash."""

from collections.abc import Iterable

from leadline.reports.material import Material
from leadline.reports.tree import Block, Code, Column, Heading, Paragraph, Runs, TableBlock

PLACE = 90


def section(material: Material) -> Iterable[Block]:
    """List the evidence so that anyone with the archive can check each row."""
    if not material.evidence:
        return
    yield Heading(["Annex: Evidence"], level=1)
    yield Paragraph(
        [
            "The SHA-256 is that of the whole archived file. Whoever holds the file can compute it again and find the "
            "row; a file with another hash is not the one that was used."
        ]
    )
    columns = [
        Column("No."),
        Column("Says", share=8),
        Column("File, row and source", share=4),
        Column("Grade", "center"),
        Column("SHA-256", share=5),
    ]
    rows: list[list[Runs]] = [
        [
            [item.number],
            [item.says],
            [Code(item.file), f", {'whole file' if item.row is None else f'row {item.row}'}; {item.source}"],
            [item.grade or "–"],
            [Code(item.archived_id)],
        ]
        for item in sorted(material.evidence, key=lambda item: item.number)
    ]
    yield TableBlock(["Evidence"], columns, rows)
