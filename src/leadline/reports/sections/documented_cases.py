"""Documented cases: acts that others reported, told again with their sources."""

from collections.abc import Iterable
from itertools import groupby

from leadline.reports.material import Act, Material
from leadline.reports.phrases import cited, questions, ranged, standings_table
from leadline.reports.tree import Block, Column, Heading, List, Note, Paragraph, Run, Runs, TableBlock
from leadline.reports.words import number_text

PLACE = 30


def section(material: Material) -> Iterable[Block]:
    """Print each documented case: what was reported, what the measures were that day, and any reply."""
    if not material.acts:
        return
    yield Heading(["Documented cases"], level=1, exercise=all(act.simulated for act in material.acts))
    yield Note(
        [
            "Each case is a report by the sources named with it, not a finding of this report. What the sources do not "
            "say is left open; no position has been added."
        ],
        title="How to read this part.",
    )
    for _, acts in groupby(sorted(material.acts, key=lambda act: act.case), key=lambda act: act.case):
        yield from _case(material, list(acts))


def _case(material: Material, acts: list[Act]) -> Iterable[Block]:
    yield Heading([acts[0].title], level=2, exercise=acts[0].simulated)
    sources = ", ".join(dict.fromkeys(act.reported_by for act in acts))
    numbers = list(dict.fromkeys(number for act in acts for number in act.evidence))
    yield Paragraph([f"This was reported by {sources}.", *cited(material, numbers)])
    columns = [
        Column("When"),
        Column("What was reported", share=5),
        Column("Where", share=2),
        Column("Evidence"),
    ]
    rows: list[list[Runs]] = [
        [[_when(act)], _done(act), [act.where or "not reported"], [ranged(act.evidence)]] for act in acts
    ]
    yield TableBlock([f"Acts of {acts[0].case}"], columns, rows)
    standings = [standing for act in acts for standing in act.standings]
    if standings:
        yield standings_table(standings, ["Measures as they stood on the days of these acts"])
    if asked := questions(standings):
        yield Paragraph(["Before anyone is said to have breached them, these questions have to be answered:"])
        yield List(asked)
    replies = list(dict.fromkeys(act.reply for act in acts if act.reply))
    yield Paragraph(["Reply or dispute: ", " ".join(replies) or "the sources used here give none."])


def _when(act: Act) -> str:
    return f"{act.when} ({act.precision})" if act.when and act.precision else act.when or "not reported"


def _done(act: Act) -> list[Run]:
    quantity = f"{number_text(act.quantity)} {act.unit}".strip() if act.quantity is not None else ""
    parts = {"By": act.by, "To": act.to, "With": act.goods, "Quantity": quantity}
    known = [f"{name}: {value}." for name, value in parts.items() if value]
    return [" ".join([f"{act.done.rstrip('.')}.", *known])]
