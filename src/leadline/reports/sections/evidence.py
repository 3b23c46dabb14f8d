"""Annex: every piece of evidence with the file, the row and the full hash."""

from collections.abc import Iterable

from leadline.reports.material import Evidence, Material
from leadline.reports.tree import Block, Code, Column, Heading, Paragraph, Runs, Strong, TableBlock
from leadline.reports.words import SIMULATED
from leadline.settings import TLP

PLACE = 90


def section(material: Material) -> Iterable[Block]:
    """List the evidence so that anyone with the archive can check each row; what is simulated says so."""
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
    labelled = material.meta.handling != TLP[0]
    exhibits = sorted(material.evidence, key=lambda item: item.number)
    yield TableBlock(["Evidence"], columns, [_row(item, labelled) for item in exhibits])


def _row(item: Evidence, labelled: bool) -> list[Runs]:
    says: Runs = [Strong(SIMULATED), f" {item.says}"] if item.simulated else [item.says]
    row = "whole file" if item.row is None else f"row {item.row}"
    where = f", {row}; {item.source}{f'; {item.handling}' if labelled else ''}"
    return [[item.number], says, [Code(item.file), where], [item.grade or "–"], [Code(item.archived_id)]]
