"""Annex: how leads are made, from the detectors' own documentation, and what the words of judgement mean."""

from collections.abc import Iterable

from leadline.reports.material import Detector, Material
from leadline.reports.phrases import LIKELIHOODS
from leadline.reports.tree import Block, Code, Column, Heading, List, Paragraph, Runs, Strong, TableBlock

PLACE = 80


def section(material: Material) -> Iterable[Block]:
    """Explain every detector by its own words, its numbers and the reason for each number."""
    yield Heading(["Annex: Methodology"], level=1)
    yield Paragraph(
        [
            "Detectors read tables of observations and ask questions, called leads. People weigh leads with other "
            "evidence, the law and innocent explanations before they assert anything. What follows is each detector's "
            "own documentation."
        ]
    )
    for detector in material.detectors:
        yield from _detector(detector)
    yield Heading(["Words of judgement"], level=2)
    yield Paragraph(
        [
            "Likelihood uses seven terms with fixed ranges (ICD 203). Confidence says how far the evidence can be "
            "trusted; the two are never joined. Grades give the source from A to F and the information from 1 to 6."
        ]
    )
    terms: list[list[Runs]] = [[[term], [f"{range_} %"]] for term, range_ in LIKELIHOODS.items()]
    yield TableBlock(["Terms of likelihood"], [Column("Term"), Column("Range", "right")], terms)
    if material.versions:
        yield Heading(["Versions"], level=2)
        rows: list[list[Runs]] = [
            [[name], [Code(version)]] for name, version in sorted(material.versions.items())
        ]
        yield TableBlock(["What made this report"], [Column("Part"), Column("Version")], rows)


def _detector(detector: Detector) -> Iterable[Block]:
    yield Heading([Code(detector.id)], level=2)
    yield Paragraph([detector.says])
    for words in detector.paragraphs:
        yield Paragraph([words])
    if detector.thresholds:
        columns = [Column("Threshold"), Column("Value", "right"), Column("Unit"), Column("Reason", share=1)]
        rows: list[list[Runs]] = [
            [[Code(t.name)], [t.value], [t.unit or "–"], [t.reason]] for t in detector.thresholds
        ]
        yield TableBlock([f"Thresholds of {detector.id}"], columns, rows)
    if detector.innocent:
        yield Paragraph(["Innocent explanations it knows of:"])
        yield List([_innocent(i.id, i.says, i.cannot_tell) for i in detector.innocent])


def _innocent(name: str, says: str, cannot_tell: bool) -> Runs:
    known: Runs = [Strong(name), f": {says.rstrip('.')}."]
    return [*known, " The data cannot rule this out, so every lead asks it."] if cannot_tell else known
