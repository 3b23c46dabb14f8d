"""The EU's consolidated list of financial sanctions, as its XML (version 1.1) says it."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from leadline.entities._lists.dates import years
from leadline.entities._lists.schemata import language
from leadline.entities._lists.xml import elements, value
from leadline.entities.statements import Entry, Snapshot, text
from leadline.store.intake import SourceFile

_SCHEMAS = {"person": "Person", "enterprise": "Organization"}
_GENDERS = {"M": "male", "F": "female"}
_PAPERS = {"passport": "passportNumber", "diplopass": "passportNumber", "imo": "imoNumber", "swiftbic": "swiftBic", "regnumber": "registrationNumber"}  # fmt: skip
_ADDRESS = ("street", "poBox", "city", "place", "region", "zipCode", "countryDescription")
_CONTACTS = {"EMAIL": "email", "PHONE": "phone", "WEB": "website"}


def read(told: Snapshot, files: Sequence[SourceFile]) -> None:
    """Persons and enterprises, of every programme."""
    row = 0
    for one in elements(files[0], ("export", "sanctionEntity")):
        if one.tag == "export":
            told.as_of = one.get("generationDate", "")
            continue
        row += 1
        code = one.find("subjectType")
        schema = _SCHEMAS.get("" if code is None else code.get("code", ""), "LegalEntity")
        entry = told.entry(one.get("euReferenceNumber") or one.get("logicalId") or "", schema, row)
        for name in one.findall("nameAlias"):
            _name(entry, name, first=name is one.find("nameAlias"))
        for place in one.findall("citizenship"):
            entry.add("nationality" if schema == "Person" else "country", _country(place))
        for born in one.findall("birthdate"):
            _birth(entry, born)
        for address in one.findall("address"):
            _address(entry, address)
        for paper in one.findall("identification"):
            _paper(entry, paper)
        for remark in one.findall("remark"):
            entry.add("notes", remark.text)
        _listings(entry, one)


def _name(entry: Entry, one: ET.Element, *, first: bool) -> None:
    """The list marks no primary name; it is the first."""
    prop = "weakAlias" if one.get("strong") == "false" else "name" if first else "alias"
    parts = [one.get(part, "") for part in ("firstName", "middleName", "lastName")]
    entry.named(
        prop,
        one.get("wholeName") or " ".join(filter(None, parts)),
        lang=language(one.get("nameLanguage", "")),
    )
    if entry.schema == "Person":
        entry.add("gender", _GENDERS.get(one.get("gender", ""), one.get("gender")))
        entry.add("title", one.get("title"))
        entry.add("position", one.get("function"))
        if first:
            entry.add("firstName", parts[0])
            entry.add("middleName", parts[1])
            entry.add("lastName", parts[2])
    else:
        entry.add("notes", one.get("function"))
    entry.add("notes", value(one, "remark"))


def _country(one: ET.Element) -> str:
    code = one.get("countryIso2Code", "")
    return one.get("countryDescription", "") if code in {"", "00"} else code


def _birth(entry: Entry, one: ET.Element) -> None:
    if entry.schema != "Person":
        entry.add("notes", one.get("birthdate") and f"Date: {one.get('birthdate')}")
        return
    whole, year = one.get("birthdate", ""), one.get("year", "")
    first, last = one.get("yearRangeFrom", ""), one.get("yearRangeTo", "")
    month, date = one.get("monthOfYear", ""), one.get("dayOfMonth", "")
    days = [whole] if whole else ["-".join([year, *(p.zfill(2) for p in (month, date) if p)])] if year else []
    if not days and first.isdigit() and last.isdigit():
        days = years(first, last)
    about = "about " if one.get("circa") == "true" else ""
    note = text(value(one, "remark"))
    for day in days:
        entry.add(
            "birthDate", day, words=f"{about}{day}{f' ({note})' if note else ''}" if about or note else ""
        )
    place = [one.get(part, "") for part in ("place", "city", "region", "countryDescription")]
    entry.add("birthPlace", ", ".join(p for p in place if p and p != "UNKNOWN"))
    entry.add("birthCountry", "" if _country(one) == "UNKNOWN" else _country(one))


def _address(entry: Entry, one: ET.Element) -> None:
    parts = [p for p in (one.get(part, "") for part in _ADDRESS) if p and p != "UNKNOWN"]
    note = text(value(one, "remark"))
    entry.add("country", "" if _country(one) == "UNKNOWN" else _country(one))
    if len(parts) > bool(one.get("countryDescription")) or note:
        entry.add("address", ", ".join(parts), words=f"{', '.join(parts)} ({note})" if note else "")
    for contact in one.findall("contactInfo"):
        entry.add(_CONTACTS.get(contact.get("key", ""), "notes"), contact.get("value"))


def _paper(entry: Entry, one: ET.Element) -> None:
    code = one.get("identificationTypeCode", "")
    number = one.get("number") or one.get("latinNumber", "")
    flags = [
        flag
        for flag in ("diplomatic", "knownExpired", "knownFalse", "reportedLost", "revokedByIssuer")
        if one.get(flag) == "true"
    ]
    words = [one.get("identificationTypeDescription", ""), number, one.get("countryDescription", ""), one.get("issuedBy", ""),
             one.get("issuedDate", ""), *flags, value(one, "remark")]  # fmt: skip
    prop = _PAPERS.get(code, "idNumber")
    said = ", ".join(w for w in map(text, words) if w and w != "UNKNOWN")
    entry.add(prop if entry.takes(prop) else "idNumber", number, words=said)


def _listings(entry: Entry, one: ET.Element) -> None:
    told = one.findall("regulation")
    programs = dict.fromkeys(filter(None, (r.get("programme", "") for r in told)))
    days = sorted(filter(None, (r.get("publicationDate", "") for r in told)))
    since = one.get("designationDate") or min(
        (r.get("entryIntoForceDate", "") or r.get("publicationDate", "") for r in told), default=""
    )
    entry.listed(
        *programs,
        since=since,
        amended=days,
        number=one.get("unitedNationId", ""),
        reason=one.get("designationDetails", ""),
    )
