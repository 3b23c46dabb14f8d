"""From a dossier to the tree that every format prints: PDF, HTML, and the terminal."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from leadline.errors import UnknownName
from leadline.reports.build import FORMATS
from leadline.reports.drawn import moment_text
from leadline.reports.numbering import numbered
from leadline.reports.phrases import count, listed
from leadline.reports.tree import (
    Block,
    Code,
    Column,
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
)
from leadline.reports.voyage.chronology import Passage, chronology, field_words
from leadline.reports.voyage.dossier import Dossier, Row, flag
from leadline.reports.voyage.figures import figures
from leadline.reports.words import PART_EXERCISE, WHOLE_EXERCISE

WRITTEN = ("pdf", "html")
"""Formats of a dossier's document; its JSON is ``dossier.plain``."""
MOST_ROWS = 300
"""Rows of a table that a document prints; --json has all."""
IN_FULL = 4
"""Observation ids printed of one row; --json has all."""


def write(tree: Report, path: Path) -> None:
    """Write a dossier's tree as the format that the path's suffix names.

    :raises UnknownName: for another suffix than .pdf or .html.
    """
    FORMATS[format_of(path)](tree, path)


def format_of(path: Path) -> str:
    """The format that a path's suffix names.

    :raises UnknownName: for another suffix than .pdf or .html.
    """
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in WRITTEN:
        raise UnknownName("format of a dossier", suffix or path.name, WRITTEN)
    return suffix


def report(one: Dossier, *, issuer: str = "", issued: datetime | None = None) -> Report:
    """The dossier's tree, numbered; ``issued`` is now unless given."""
    passages = chronology(one)
    parts = {
        "summary": _summary(one),
        "voyage": _voyage(one, passages),
        "leads": _leads(one),
        "claims": _claims(one),
        "lists": _lists(one),
        "law": _law(one),
        "unseen": _unseen(one),
        "files": _files(one),
    }
    return numbered(
        Report(
            number=str(one.asked),
            title=f"Voyage of {one.asked}, {one.range}",
            handling=one.handling,
            issued=(issued or datetime.now(UTC)).replace(microsecond=0),
            issuer=issuer,
            exercise=one.simulated,
            banner=(WHOLE_EXERCISE if one.all_simulated else PART_EXERCISE) if one.simulated else "",
            sections=[Section(name, list(blocks)) for name, blocks in parts.items()],
        )
    )


def _summary(one: Dossier) -> Iterator[Block]:
    yield Heading(["Summary"], level=1, exercise=one.simulated)
    if one.simulated:
        yield Note(["What is marked EXERCISE is simulated: its ships do not exist."], title="This is an exercise.")  # fmt: skip
    yield Paragraph([_heard(one), *_warned(one)])
    if one.asked.kind == "imo":
        claims = [
            f"MMSI {row['mmsi']:09d}{_digits(row['mmsi'])} claimed it from {moment_text(row['claimed_from'])} to "
            f"{moment_text(row['claimed_until'])} UTC, in {count(row['reports'], 'report', 'reports')}."
            for row in one.mmsis
        ]
        yield Paragraph([f"{one.asked} was claimed by {count(len(one.mmsis), 'MMSI', 'MMSI')}:"])
        yield List([[claim] for claim in claims])
    else:
        yield Paragraph([f"{one.name(one.asked.number)}{_digits(one.asked.number)}. The name is the one typed most often."])  # fmt: skip
    yield Paragraph([f"In these days: {_counts(one)}."])
    yield Paragraph(
        [
            "A lead is a question that a machine asks of the data; it accuses nobody. Names, numbers and flags are given as "
            "broadcast: the digits of an MMSI are a claim, not a flag."
        ]
    )


def _heard(one: Dossier) -> str:
    if not one.ships:
        return f"No position of {one.asked} was heard on {one.range}."
    fixes = sum(ship["fixes"] for ship in one.ships)
    first, last = min(s["first_at"] for s in one.ships), max(s["last_at"] for s in one.ships)
    return f"{one.asked} was heard in {count(fixes, 'position', 'positions')} between {moment_text(first)} and {moment_text(last)} UTC."


def _warned(one: Dossier) -> list[str]:
    """What is wrong with the number; that an exercise's MMSI has the digits of no State is meant so."""
    meant = one.simulated and one.asked.kind == "mmsi"
    return [f" {one.asked.says}"] if one.asked.says and not meant else []


def _digits(mmsi: int) -> str:
    whose = flag(mmsi)
    return f" (digits of {whose})" if whose else " (digits of no State)"


def _counts(one: Dossier) -> str:
    words = {
        "gaps": ("silence", "silences"), "encounters": ("meeting", "meetings"), "port_visits": ("port call", "port calls"),
        "trips": ("trip", "trips"), "loitering": ("stretch of little way", "stretches of little way"),
        "zone_entries": ("stay in a zone", "stays in zones"),
    }  # fmt: skip
    told = [count(len(one.rows[name]), *words[name]) for name in words]
    told += [count(len(one.leads), "lead", "leads"), count(len(one.listings), "entry of a list", "entries of lists")]  # fmt: skip
    return ", ".join(told)


def _voyage(one: Dossier, passages: Sequence[Passage]) -> Iterator[Block]:
    yield Heading(["The voyage"], level=1, exercise=one.simulated)
    yield from figures(one, passages)
    if not passages:
        yield Paragraph(["Nothing but the track itself was made out in these days."])
        return
    columns = [Column("No.", "right"), Column("Time (UTC)"), Column("What was made out", share=5), Column("Observations", share=3)]  # fmt: skip
    rows: list[list[Runs]] = [
        [[str(order)], [moment_text(passage.at)], _told(passage), _ids(passage.observations)]
        for order, passage in enumerate(passages[:MOST_ROWS], 1)
    ]
    yield TableBlock([f"Chronology{_of(rows, passages)}"], columns, rows)


def _told(passage: Passage) -> Runs:
    """What happened, and which detectors ask about it."""
    if not passage.leads:
        return [passage.says]
    return [f"{passage.says} Asked about by ", *listed([[Strong(id_)] for id_ in passage.leads]), "."]


def _of(rows: Sequence[object], every: Sequence[object]) -> str:
    return (
        "" if len(rows) == len(every) else f", the first {len(rows)} of {len(every):,} rows; --json has all"
    )


def _ids(observations: Sequence[str]) -> list[Run]:
    shown: list[Run] = ["–"] if not observations else []
    for id_ in observations[:IN_FULL]:
        shown += [", ", Code(id_)] if shown else [Code(id_)]
    more = len(observations) - IN_FULL
    return [*shown, f" and {more} more"] if more > 0 else shown


def _leads(one: Dossier) -> Iterator[Block]:
    yield Heading(["Leads"], level=1, exercise=one.simulated)
    if not one.leads:
        yield Paragraph(["No lead about this ship falls on these days. That is no clearance."])
    for lead in one.leads:
        runs: list[Run] = [
            Strong(lead["detector"]),
            f", {moment_text(datetime.fromisoformat(lead['first_at']))} to "
            f"{moment_text(datetime.fromisoformat(lead['last_at']))} UTC: {lead['says']} {lead['strength_says']}",
            Footnote(["Lead ", Code(lead["id"]), "; observations ", *_all_ids(lead["observations"]), "."]),
        ]
        yield Paragraph(runs)
        if lead["asks"]:
            yield List([[f"Or is it so? {_asked(ask)}"] for ask in lead["asks"]])


def _all_ids(observations: Sequence[str]) -> list[Code | str]:
    """All ids, the file's digits once: what follows the colon are rows."""
    parts: list[Code | str] = []
    for file, ids in groupby(sorted(observations, key=_file_and_row), lambda id_: id_.partition(":")[0]):
        rows = ", ".join(id_.partition(":")[2] for id_ in ids)
        parts += [Code(f"{file}:"), rows, "; "]
    return parts[:-1]


def _file_and_row(id_: str) -> tuple[str, int, str]:
    file, _, row = id_.partition(":")
    return file, int(row) if row.isdecimal() else 0, row


def _asked(ask: str) -> str:
    """An innocent explanation without its id."""
    words = ask.partition(": ")[2] or ask
    return words[:1].upper() + words[1:]


def _claims(one: Dossier) -> Iterator[Block]:
    yield Heading(["What it claimed to be"], level=1, exercise=one.simulated)
    if not one.identities:
        yield Paragraph(["No identity report was heard."])
        return
    yield Paragraph(["All days are shown, as what was typed before a voyage still stands in it. Typed by a crew, checked by nobody. A source may keep a report only where it changes: the last time is the earliest that it can be."])  # fmt: skip
    rows: list[list[Runs]] = [
        [[f"{row['mmsi']:09d}"], [field_words(row["field"])], [_value(row)], [moment_text(row["first_at"])],
         [moment_text(row["last_at"])], [str(row["reports"])], _ids([row["opened_by"]])]
        for row in one.identities[:MOST_ROWS]
    ]  # fmt: skip
    columns = [Column("MMSI"), Column("Claim"), Column("Value", share=1), Column("From (UTC)"), Column("To (UTC)"),
               Column("Reports", "right"), Column("First observation")]  # fmt: skip
    yield TableBlock([f"Claims over time{_of(rows, one.identities)}"], columns, rows)


def _value(row: Row) -> str:
    """What was claimed; of a call sign, also the State that has its first letters."""
    return f"{row['value']} (letters of {row['series'].upper()})" if row["series"] else str(row["value"])


def _lists(one: Dossier) -> Iterator[Block]:
    yield Heading(["Lists on these days"], level=1, exercise=one.simulated)
    if not one.listings:
        yield Paragraph(["No entry that was looked through names an IMO number that it claimed. That is no clearance."])  # fmt: skip
        return
    yield Paragraph(["A list binds those whom its authority binds; a national listing is not one of the United Nations. The IMO number is claimed: another hull may have broadcast it."])  # fmt: skip
    rows: list[list[Runs]] = [
        [[f"IMO {row['imo']}"], [row["authority"]], [f"{row['name']} ({row['ref']})"], [row["measure"]], [_stood(row)],
         _ids([row["observation_id"]])]
        for row in one.listings[:MOST_ROWS]
    ]  # fmt: skip
    columns = [Column("Claimed"), Column("Whose list", share=3), Column("Entry", share=3), Column("Measure", share=2),
               Column("Listed", share=2), Column("Observation", share=3)]  # fmt: skip
    yield TableBlock([f"Entries that stood{_of(rows, one.listings)}"], columns, rows)


def _stood(row: Row) -> str:
    until = row["listed_until"]
    return f"since {row['listed_from']:%Y-%m-%d}" + (f", until {until:%Y-%m-%d}" if until else "")


def _law(one: Dossier) -> Iterator[Block]:
    yield Heading(["The law of these days"], level=1, exercise=one.simulated)
    if not one.law:
        yield Paragraph(["No lead names a measure, so none is shown. That does not mean that anything was permitted."])  # fmt: skip
        return
    yield Paragraph(["What the leads ask about, as it stood on the day on which each begins. “Decides” binds; “calls upon” asks."])  # fmt: skip
    rows: list[list[Runs]] = [
        [[row["title"]], [row["kind"]], [row["force"] or "–"], [row["cite"] or "–"], [row["says"]], [_days(row["days"])]]
        for row in one.law
    ]  # fmt: skip
    columns = [Column("Measure", share=3), Column("Stood as"), Column("Force"), Column("Citation", share=3),
               Column("In our words", share=6), Column("On", share=2)]  # fmt: skip
    yield TableBlock(["Measures that the leads name"], columns, rows)
    yield Note(["Summaries are this dossier's own words. The text that binds is the resolution's."])


def _days(days: Sequence[str]) -> str:
    return days[0] if len(days) == 1 else f"{days[0]} and {len(days) - 1} more"


def _unseen(one: Dossier) -> Iterator[Block]:
    yield Heading(["What was not looked at"], level=1, exercise=one.simulated)
    yield List([[sentence] for sentence in one.unseen])


def _files(one: Dossier) -> Iterator[Block]:
    yield Heading(["Where it comes from"], level=1, exercise=one.simulated)
    yield Paragraph(["An observation's id is the beginning of its archived file's SHA-256 and, after the colon, the row in it."])  # fmt: skip
    rows: list[list[Runs]] = [
        [[Code(row["name"])], [row["originator"]], [row["handling"]], [Code(row["archived_id"])]] for row in one.files
    ]  # fmt: skip
    columns = [Column("File", share=3), Column("Originator", share=2), Column("Handling"), Column("SHA-256", share=5)]  # fmt: skip
    yield TableBlock(["Archived files"], columns, rows)
