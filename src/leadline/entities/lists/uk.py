"""The UK Sanctions List: its XML here, its CSV (and the former OFSI list's) by the table on the card."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from leadline.entities._list import List
from leadline.entities._lists.dates import day
from leadline.entities._lists.schemata import language
from leadline.entities._lists.table import Table, read_table
from leadline.entities._lists.xml import elements, is_xml, value
from leadline.entities.statements import Entry, Snapshot, text
from leadline.store.intake import SourceFile

_SCHEMAS = {"individual": "Person", "entity": "Organization", "ship": "Vessel"}
_GIVEN = ("Name1", "Name2", "Name3", "Name4", "Name5")
_FACTS = (
    ("phone", "PhoneNumber"), ("email", "EmailAddress"), ("website", "Website"), ("title", "Title"), ("gender", "Gender"),
    ("nationality", "Nationality"), ("position", "Position"), ("birthPlace", "TownOfBirth"), ("birthCountry", "CountryOfBirth"),
    ("legalForm", "TypeOfEntity"), ("registrationNumber", "BusinessRegistrationNumber"), ("imoNumber", "IMONumber"),
    ("flag", "CurrentBelievedFlagOfShip"), ("pastFlags", "PreviousFlag"), ("type", "TypeOfShip"), ("tonnage", "TonnageOfShip"),
    ("buildDate", "YearBuilt"), ("registrationNumber", "HullIdentificationNumber"), ("notes", "OtherInformation"),
)  # fmt: skip
_NAMED = (("Owner or operator", "CurrentOwnerOperator"), ("Former owner or operator", "PreviousOwnerOperator"),
          ("Parent company", "ParentCompany"), ("Subsidiary", "Subsidiary"), ("Length", "LengthOfShip"))  # fmt: skip
"""Facts for which the model has no text: they become notes that say what they are."""
_PAPERS = (("passportNumber", "Passport"), ("idNumber", "NationalIdentifier"))


def read(told: Snapshot, files: Sequence[SourceFile]) -> None:
    """Individuals, entities and ships, of every regime."""
    if not is_xml(files[0]):
        read_table(told, files, _table())
        return
    row = 0
    for one in elements(files[0], ("DateGenerated", "Designation")):
        if one.tag == "DateGenerated":
            told.as_of = day(one.text or "")
            continue
        if one.find("UniqueID") is None:  # the word stands inside entries too
            continue
        row += 1
        schema = _SCHEMAS.get(text(value(one, "IndividualEntityShip")).lower(), "LegalEntity")
        _entry(told.entry(value(one, "UniqueID"), schema, row), one)


def _table() -> Table:
    from pathlib import Path

    card = List("uk", Path(__file__).with_suffix(".yml")).card()
    assert card.published and card.published.table, "the package's own card has it"
    return card.published.table


def _entry(entry: Entry, one: ET.Element) -> None:
    for name in one.findall("Names/Name"):
        _name(entry, name)
    for name in one.findall("NonLatinNames/NonLatinName"):
        entry.named(
            "name", value(name, "NameNonLatinScript"), lang=language(value(name, "NonLatinScriptLanguage"))
        )
    _facts(entry, one)
    for prop, tag in _PAPERS:
        for paper in one.iter(tag):
            number = value(paper, f"{tag}Number")
            words = ", ".join(filter(None, [number, value(paper, f"{tag}AdditionalInformation")]))
            entry.add(prop if entry.takes(prop) else "idNumber", number, words=words)
    for address in one.iter("Address"):
        parts = [text(value(address, f"AddressLine{n}")) for n in range(1, 7)]
        parts += [text(value(address, "AddressPostalCode")), text(value(address, "AddressCountry"))]
        entry.add("country", parts[-1])
        if any(parts[:-1]):
            entry.add("address", ", ".join(filter(None, parts)))
    _listings(entry, one)


def _facts(entry: Entry, one: ET.Element) -> None:
    for prop, tag in _FACTS:
        for found in one.iter(tag):
            said = (found.text or "").replace(",", "") if prop == "tonnage" else found.text
            entry.add(prop if entry.takes(prop) else "notes", said)
    for what, tag in _NAMED:
        for found in one.iter(tag):
            if text(found.text):
                entry.add("notes", f"{what}: {found.text}")
    if entry.schema == "Person":
        for born in one.iter("DOB"):
            entry.add("birthDate", _day(born.text), words=text(born.text))


def _name(entry: Entry, one: ET.Element) -> None:
    type_, strength = text(value(one, "NameType")).lower(), text(value(one, "AliasStrength")).lower()
    last, given = (
        text(value(one, "Name6")),
        " ".join(filter(None, (text(value(one, part)) for part in _GIVEN))),
    )
    whole = (", " if entry.schema == "Person" else " ").join(filter(None, [last, given]))
    primary = type_.startswith("primary") and "variation" not in type_
    prop = (
        "name"
        if primary
        else "previousName"
        if type_.startswith("f")
        else "weakAlias"
        if "low" in strength
        else "alias"
    )
    entry.named(prop, whole or value(one, "Name"))
    if entry.schema == "Person" and primary and last and given:
        entry.add("lastName", last)
        entry.add("firstName", given)


def _day(said: str | None) -> str:
    """``dd/mm/1964`` is a year, ``dd/06/1964`` a month."""
    return day(text(said).lower().replace("dd", "00").replace("mm", "00"))


def _listings(entry: Entry, one: ET.Element) -> None:
    measures = [text(m).lower() for m in value(one, "SanctionsImposed").split("|")]
    for measure in dict.fromkeys(filter(None, measures)) or [""]:
        entry.listed(
            *filter(None, [text(value(one, "RegimeName"))]), measure=measure, since=day(value(one, "DateDesignated")),
            amended=filter(None, [day(value(one, "LastUpdated"))]), number=text(value(one, "UNReferenceNumber")),
            reason=value(one, "UKStatementofReasons"),
        )  # fmt: skip
