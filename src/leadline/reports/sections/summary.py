"""The first page: what the report holds and how to read it."""

from collections.abc import Iterable

from leadline.reports.material import Material
from leadline.reports.phrases import count
from leadline.reports.tree import Block, Emphasis, Heading, List, Note, Paragraph, Run, Runs

PLACE = 10


def section(material: Material) -> Iterable[Block]:
    """Say what the report holds, in numbers that can be counted in it."""
    yield Heading(["Summary"], level=1, exercise=material.exercise)
    if material.exercise:
        yield Note(
            ["What is marked EXERCISE is simulated: its ships, people and companies do not exist."],
            title="This report holds an exercise.",
        )
    cases = len({act.case for act in material.acts})
    yield Paragraph(
        [
            f"This report holds {count(len(material.findings), 'finding', 'findings')} and "
            f"{count(cases, 'documented case', 'documented cases')}, resting on "
            f"{count(len(material.evidence), 'piece of evidence', 'pieces of evidence')}."
        ]
    )
    if material.findings:
        yield Paragraph(["The findings are:"])
        yield List([_line(finding.title, finding.likelihood) for finding in material.findings], ordered=True)
    if cases:
        yield Paragraph(["The documented cases are reports by others, told again with their sources."])
        yield List([[title] for title in dict.fromkeys(act.title for act in material.acts)])
    yield Paragraph(
        [
            "A lead is a question that a machine asks of the data; it accuses nobody. A finding is what people assert "
            "after weighing evidence. Each numbered footnote names the archived file, the row and the hash that a "
            "sentence rests on, and the last annex lists them in full."
        ]
    )


def _line(title: str, likelihood: str | None) -> Runs:
    judged: list[Run] = (
        [" Judged ", Emphasis(likelihood), "."] if likelihood else [" No likelihood has been judged."]
    )
    return [f"{title.rstrip('.')}.", *judged]
