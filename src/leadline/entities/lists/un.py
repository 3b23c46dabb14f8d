"""The consolidated list of the UN Security Council, as its XML says it (sc-sanctions.xsd)."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence

from leadline.entities._lists.dates import years
from leadline.entities._lists.xml import elements, value, values
from leadline.entities.statements import Entry, Snapshot, text
from leadline.store.intake import SourceFile

_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_ADDRESS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
_PLACE = ("CITY", "STATE_PROVINCE", "COUNTRY")
_QUALITY = {"low": "weakAlias", "f.k.a.": "previousName"}
_FORMER = re.compile(r"\b(previously|formerly) listed as\b", re.IGNORECASE)
_TOLD = (
    ("imoNumber", re.compile(r"\bIMO number:? ?(\d{7})\b", re.IGNORECASE)),
    ("swiftBic", re.compile(r"\bSWIFT(?:/BIC)?:? ?([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b")),
    ("email", re.compile(r"\be-?mail:? ?([\w.+-]{1,99}@[\w.-]{1,99}\w)", re.IGNORECASE)),
    ("gender", re.compile(r"\bGender: ?(male|female)\b", re.IGNORECASE)),
)  # fmt: skip
"""What comments tell in set words."""


def read(told: Snapshot, files: Sequence[SourceFile]) -> None:
    """Individuals and entities, of every regime."""
    row = 0
    for one in elements(files[0], ("CONSOLIDATED_LIST", "INDIVIDUAL", "ENTITY")):
        if one.tag == "CONSOLIDATED_LIST":
            told.as_of = one.get("dateGenerated", "")
            continue
        row += 1
        person = one.tag == "INDIVIDUAL"
        entry = told.entry(value(one, "REFERENCE_NUMBER"), "Person" if person else "Organization", row)
        _names(entry, one)
        if person:
            _person(entry, one)
        for place in one.findall(f"{one.tag}_ADDRESS"):
            _address(entry, place)
        _comments(entry, value(one, "COMMENTS1"))
        days = sorted(filter(None, map(text, values(one, "LAST_DAY_UPDATED/VALUE"))))
        entry.listed(text(value(one, "UN_LIST_TYPE")), since=value(one, "LISTED_ON"), amended=days)


def _names(entry: Entry, one: ET.Element) -> None:
    entry.named("name", " ".join(value(one, part) for part in _NAMES))
    entry.named("name", value(one, "NAME_ORIGINAL_SCRIPT"))
    for alias in one.findall(f"{one.tag}_ALIAS"):
        name, note = text(value(alias, "ALIAS_NAME")), text(value(alias, "NOTE"))
        if not name:
            continue
        prop = _QUALITY.get(text(value(alias, "QUALITY")).lower(), "alias")
        entry.named(
            "previousName" if _FORMER.search(note) else prop,
            value(alias, "ALIAS_NAME"),
            words=f"{name} ({note})" if note else "",
        )
        if born := text(value(alias, "DATE_OF_BIRTH")):
            entry.add("birthDate", born, words=f"{born} (as {name})")
        entry.add("birthPlace", _joined(value(alias, f"{part}_OF_BIRTH") for part in ("CITY", "COUNTRY")))


def _person(entry: Entry, one: ET.Element) -> None:
    for prop, path in (("title", "TITLE"), ("position", "DESIGNATION"), ("nationality", "NATIONALITY")):
        for said in values(one, f"{path}/VALUE"):
            entry.add(prop, said)
    if (gender := text(value(one, "GENDER")).lower()) != "unknown":
        entry.add("gender", gender)
    for born in one.findall("INDIVIDUAL_DATE_OF_BIRTH"):
        _birth(entry, born)
    for place in one.findall("INDIVIDUAL_PLACE_OF_BIRTH"):
        entry.add("birthPlace", _joined(value(place, part) for part in _PLACE), words=_noted(place, _PLACE))
        entry.add("birthCountry", value(place, "COUNTRY"))
    for paper in one.findall("INDIVIDUAL_DOCUMENT"):
        _paper(entry, paper)


def _birth(entry: Entry, born: ET.Element) -> None:
    note, type_ = text(value(born, "NOTE")), text(value(born, "TYPE_OF_DATE")).lower()
    first, last = text(value(born, "FROM_YEAR")), text(value(born, "TO_YEAR"))
    days = [text(value(born, "DATE")), text(value(born, "YEAR"))]
    words = " ".join(filter(None, [*days, note and f"({note})"]))
    if first.isdigit() and last.isdigit():
        days, words = years(first, last), f"between {first} and {last}"
    else:
        days += [first, last]
        words = f"about {words}" if type_ == "approximately" else words
    for day in days:
        entry.add("birthDate", day[:10], words=words if words != day else "")
    if not any(days):
        entry.add("notes", note and f"Born: {note}")


def _paper(entry: Entry, paper: ET.Element) -> None:
    number, note = text(value(paper, "NUMBER")), text(value(paper, "NOTE"))
    types = [text(value(paper, part)) for part in ("TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2")]
    is_passport = re.search("pass?e?a?port", " ".join(types), re.IGNORECASE)
    where = [
        value(paper, part)
        for part in ("CITY_OF_ISSUE", "ISSUING_COUNTRY", "COUNTRY_OF_ISSUE", "DATE_OF_ISSUE")
    ]
    words = _joined([*types, number, *where, note])
    entry.add("passportNumber" if is_passport else "idNumber", number, words=words)
    if words and not number:
        entry.add("notes", f"Document: {words}")


def _address(entry: Entry, place: ET.Element) -> None:
    parts = [text(value(place, part)) for part in _ADDRESS]
    entry.add("country", parts[-1])
    if any(parts[:-1]) or value(place, "NOTE"):
        entry.add("address", _joined(parts), words=_noted(place, _ADDRESS))


def _comments(entry: Entry, said: str) -> None:
    entry.add("notes", said)
    for prop, pattern in _TOLD:
        if prop != "gender" or entry.schema == "Person":
            for found in pattern.findall(said):
                entry.add(prop, found, words=found)


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(filter(None, map(text, parts)))


def _noted(place: ET.Element, parts: Sequence[str]) -> str:
    note = text(value(place, "NOTE"))
    return f"{_joined(value(place, part) for part in parts)} ({note})" if note else ""
