"""OFAC's list of Specially Designated Nationals: the CSV files of one day, or the advanced XML.

The CSV files have no headings: sdn has 12 columns, add (addresses) 6, alt (other names) 5, sdn_comments 2. Much
of what identifies an entry stands in its remarks, in set words; what they don't tell stays as a note.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from leadline.entities._lists.sheet import Row, rows
from leadline.entities._lists.xml import is_xml
from leadline.entities.lists._ofac_advanced import read_advanced
from leadline.entities.lists._ofac_remarks import link, remark
from leadline.entities.statements import Entry, Snapshot, text
from leadline.errors import BadInput
from leadline.store.intake import SourceFile

_COLUMNS = {12: "sdn", 6: "add", 5: "alt", 2: "comments"}
_SCHEMAS = {"individual": "Person", "vessel": "Vessel", "aircraft": "Airplane", "": "Organization"}
_OTHER_NAMES = {"aka": "alias", "fka": "previousName", "nka": "alias"}


@dataclass
class _Set:
    """The rows of one day's files by the entry that they are about, each with the file it is from."""

    sdn: dict[str, tuple[int, Row]] = field(default_factory=dict)
    more: dict[str, dict[str, list[tuple[int, Row]]]] = field(
        default_factory=lambda: {name: defaultdict(list) for name in ("add", "alt", "comments")}
    )


def read(told: Snapshot, files: Sequence[SourceFile]) -> None:
    """Individuals, entities, vessels and aircraft, of every programme."""
    if is_xml(files[0]):
        read_advanced(told, files)
        return
    given = _Set()
    for number, file in enumerate(files):
        _sort(given, number, file)
    if not given.sdn:
        raise BadInput(
            f"{', '.join(f.name for f in files)}: none of them is sdn.csv, which the others belong to."
        )
    names: dict[str, str] = {}
    for uid, (_, row) in given.sdn.items():
        names.setdefault(text(row.cells[1]).casefold().rstrip("."), f"{told.name}-{uid}")
    astray = sum(
        len(about) for more in given.more.values() for uid, about in more.items() if uid not in given.sdn
    )
    if astray:
        told.notes.append(
            f"{astray:,} rows are about entries that sdn doesn't have, and were left out. Are all files of one day?"
        )
    for uid in given.sdn:
        _entry(told, given, uid, names)


def _sort(given: _Set, number: int, file: SourceFile) -> None:
    for row in rows(file):
        uid = text(row.cells[0])
        if not uid.isdigit():
            if row.number == 1 or uid in {"", "\x1a"}:  # headings that a copy has, and the end mark
                continue
            raise BadInput(f"{file.name}, row {row.number}: {uid[:40]!r} is no number of an entry.")
        which = _COLUMNS.get(len(row.cells))
        if which is None:
            raise BadInput(
                f"{file.name}, row {row.number}: {len(row.cells)} columns; OFAC's files have 12, 6, 5 or 2."
            )
        if which == "sdn":
            given.sdn[uid] = number, row
        else:
            given.more[which][uid].append((number, row))


def _entry(told: Snapshot, given: _Set, uid: str, names: dict[str, str]) -> None:
    number, row = given.sdn[uid]
    cells = [_known(cell) for cell in row.cells]
    entry = told.entry(uid, _SCHEMAS.get(cells[2].lower(), "LegalEntity"), row.number)
    entry.file = number
    entry.named("name", cells[1])
    _parts(entry, cells[1])
    for prop, at in (
        ("title", 4),
        ("callSign", 5),
        ("type", 6),
        ("tonnage", 7),
        ("grossRegisteredTonnage", 8),
        ("flag", 9),
    ):
        _say(entry, prop, cells[at])
    if cells[10]:
        entry.add("notes", f"Owner: {cells[10]}")
        link(entry, names, cells[10], "owner")
    remarks = cells[11] + "".join(_known(r.cells[1]) for _, r in given.more["comments"].get(uid, ()))
    for piece in re.split(r";(?!\w)", remarks.removesuffix(".")):
        remark(entry, names, text(piece))
    entry.listed(*filter(None, re.split(r"\]\s*\[|[\[\];]", cells[3])))
    _others(entry, given, uid)


def _others(entry: Entry, given: _Set, uid: str) -> None:
    for number, row in given.more["alt"].get(uid, ()):
        entry.file, entry.row = number, row.number
        entry.named(_OTHER_NAMES.get(text(row.cells[2]).lower(), "alias"), _known(row.cells[3]))
    for number, row in given.more["add"].get(uid, ()):
        entry.file, entry.row = number, row.number
        street, city, country, note = (_known(cell) for cell in row.cells[2:6])
        entry.add("country", country)
        if street or city or note:
            entry.add("address", ", ".join(filter(None, [street, city, country])), words=note)


def _known(cell: str) -> str:
    """A cell's text; OFAC writes ``-0-`` for none."""
    said = text(cell)
    return "" if said == "-0-" else said


def _say(entry: Entry, prop: str, value: str) -> None:
    if prop in {"tonnage", "grossRegisteredTonnage"}:
        value = value.replace(",", "")
    if value and (prop != "title" or entry.schema == "Person"):
        entry.add(prop, value)
    else:
        entry.add("notes", value)


def _parts(entry: Entry, name: str) -> None:
    """Of a person the surname comes first, before a comma."""
    last, comma, first = name.partition(",")
    if entry.schema == "Person" and comma:
        entry.add("lastName", last)
        entry.add("firstName", first)
