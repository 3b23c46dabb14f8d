"""Passages that several sections share: footnotes to evidence, measures as they stood, questions to ask."""

from collections.abc import Iterable, Sequence

from leadline.reports.material import Evidence, Likelihood, Material, Reply, Standing, Subject
from leadline.reports.tree import (
    Code,
    Column,
    Emphasis,
    Footnote,
    Paragraph,
    Run,
    Runs,
    Strong,
    TableBlock,
    Text,
)
from leadline.reports.words import short_hash

LIKELIHOODS: dict[Likelihood, str] = {  # ICD 203, one term of each pair
    "almost no chance": "01–05",
    "very unlikely": "05–20",
    "unlikely": "20–45",
    "roughly even chance": "45–55",
    "likely": "55–80",
    "very likely": "80–95",
    "almost certain": "95–99",
}

IN_FULL = 4
"""Files named in one footnote; more would push the text off its page."""


def cited(material: Material, numbers: Sequence[str], lead: str = "") -> list[Run]:
    """One footnote that names the lead, if any, and the evidence by file: rows and hash; files beyond a few by number."""
    files: dict[str, list[Evidence]] = {}
    for number in numbers:
        exhibit = material.exhibit(number)
        files.setdefault(exhibit.archived_id, []).append(exhibit)
    parts: list[list[str | Text]] = [["Lead ", Code(lead)]] if lead else []
    for archived_id, exhibits in list(files.items())[:IN_FULL]:
        told = f"{ranged([e.number for e in exhibits])}: {located(*exhibits)}, SHA-256 "
        parts.append([told, Code(short_hash(archived_id))])
    if rest := [e.number for exhibits in list(files.values())[IN_FULL:] for e in exhibits]:
        parts.append([f"{ranged(rest)}, in the annex of evidence"])
    runs = [run for part in parts for run in ("; ", *part)][1:]
    return [Footnote([*runs, "."])]


def ranged(numbers: Sequence[str]) -> str:
    """E-numbers with three and more neighbours joined: ``E-0001, E-0003 to E-0007``."""
    spans: list[list[str]] = []
    for number in numbers:
        if spans and int(number[2:]) == int(spans[-1][-1][2:]) + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return ", ".join(f"{span[0]} to {span[-1]}" if len(span) > 2 else ", ".join(span) for span in spans)


def located(*exhibits: Evidence) -> str:
    """Where in which file of which source pieces of evidence of one file stand."""
    rows = [str(e.row) for e in exhibits if e.row is not None]
    where = (
        "the whole file" if not rows else f"row {rows[0]}" if len(rows) == 1 else f"rows {', '.join(rows)}"
    )
    return f"{where} of {exhibits[0].file} ({exhibits[0].source})"


def named(subject: Subject) -> list[Run]:
    """A subject with its numbers and its claimed flag, as broadcast or reported."""
    marks = [f"IMO {subject.imo}" if subject.imo else "", f"MMSI {subject.mmsi}" if subject.mmsi else ""]
    marks.append(f"broadcasting the digits of {subject.flag_claimed}" if subject.flag_claimed else "")
    said = ", ".join(mark for mark in marks if mark)
    name: list[Run] = [Emphasis(subject.name)] if subject.name else ["a vessel without a name"]
    return [*name, f" ({said})"] if said else name


def stood(standing: Standing) -> Paragraph:
    """What a measure was on a day, with its citation and force."""
    source = f" [{standing.cite}; {standing.force}]" if standing.cite else ""
    return Paragraph([Strong(standing.title), f", on {standing.day}. {standing.says}{source}"])


def standings_table(standings: Iterable[Standing], caption: Runs) -> TableBlock:
    """Measures as they stood, one row each, in the order of days."""
    rows = sorted({(s.day, s.title, s.kind, s.force, s.cite) for s in standings})
    return TableBlock(
        caption,
        [
            Column("Day"),
            Column("Measure", share=3),
            Column("Stood as"),
            Column("Force"),
            Column("Citation", share=2),
        ],
        [
            [[f"{day}"], [title], [kind], [force or "–"], [cite or "–"]]
            for day, title, kind, force, cite in rows
        ],
    )


def questions(standings: Iterable[Standing]) -> list[Runs]:
    """What has to be asked before anyone is said to be in breach: open elements, then exemptions; each once."""
    standings = list(standings)
    elements = [element.asks for s in standings for element in s.elements if element.answer == "unknown"]
    return [*([asked] for asked in dict.fromkeys(elements)), *exemptions(standings)]


def exemptions(standings: Iterable[Standing]) -> list[Runs]:
    """The exemptions to ask about, with who grants them; each once."""
    asked = [
        f"{exemption.asks} (exemption granted by {exemption.granted_by})"
        if exemption.granted_by
        else exemption.asks
        for s in standings
        for exemption in s.exemptions
    ]
    return [[question] for question in dict.fromkeys(asked)]


def count(number: int, one: str, many: str) -> str:
    """``no findings``, ``one finding``, ``7 findings``."""
    words = {0: f"no {many}", 1: f"one {one}"}
    return words.get(number, f"{number} {many}")


def listed(parts: Sequence[Sequence[Run]]) -> list[Run]:
    """Several passages as one: ``a``, ``a and b``, ``a, b and c``."""
    out: list[Run] = []
    for index, part in enumerate(parts):
        out += [] if index == 0 else [" and "] if index == len(parts) - 1 else [", "]
        out += part
    return out


def replied(reply: Reply) -> list[Run]:
    """A question put to a party and what came of it, in one paragraph."""
    asked = f" was asked on {reply.asked_on}, with a reply due on {reply.due_on}."
    if reply.answered_on is None:
        return [Strong(reply.party), asked, " No reply has come."]
    return [Strong(reply.party), asked, f" It replied on {reply.answered_on}: {reply.says}"]
