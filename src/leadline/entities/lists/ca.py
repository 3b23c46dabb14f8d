"""Canada's consolidated autonomous sanctions list, as its XML says it."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from leadline.entities._lists.dates import days
from leadline.entities._lists.xml import elements, value
from leadline.entities.statements import Snapshot, text
from leadline.store.intake import SourceFile


def read(told: Snapshot, files: Sequence[SourceFile]) -> None:
    """Individuals, entities and ships. The list numbers its items within each schedule of each regulation."""
    for row, one in enumerate(elements(files[0], ("record",)), 1):
        _entry(told, one, row)


def _entry(told: Snapshot, one: ET.Element, row: int) -> None:
    program, schedule, item = (text(value(one, part)) for part in ("Country", "Schedule", "Item"))
    last, given = text(value(one, "LastName")), text(value(one, "GivenName"))
    name = text(value(one, "EntityOrShip") or value(one, "Entity"))
    ship = text(value(one, "ShipIMONumber"))
    schema = "Vessel" if ship else "Organization" if name else "Person"
    ref = (
        ", ".join(filter(None, [program, schedule if schedule != "N/A" else "", item]))
        or name
        or f"{last}, {given}"
    )
    entry = told.entry(ref, schema, row, key=f"{ref}, {name or last}"[:200])
    entry.named("name", name or ", ".join(filter(None, [last, given])))
    if schema == "Person":
        entry.add("lastName", last)
        entry.add("firstName", given)
    born = value(one, "DateOfBirthOrShipBuildDate") or value(one, "DateOfBirth")
    for day in days(born):
        entry.add(
            {"Person": "birthDate", "Vessel": "buildDate"}.get(schema, "incorporationDate"), day, words=born
        )
    entry.add("imoNumber", ship)
    entry.add("title", value(one, "TitleOrShip")) if schema == "Person" else entry.add(
        "notes", value(one, "TitleOrShip")
    )
    for alias in value(one, "Aliases").split(", " if ";" not in value(one, "Aliases") else ";"):
        entry.named("alias", alias)
    since = next(iter(days(value(one, "DateOfListing"))), "")
    entry.listed(*filter(None, [program]), since=since)
