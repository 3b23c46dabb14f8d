"""OFAC's remarks: facts in set words, as ``DOB 13 Oct 1944`` or ``Passport 381310014 (Korea, North)``."""

import re

from leadline.entities._lists.dates import days
from leadline.entities.statements import Entry, text

_REMARKS: tuple[tuple[str, str], ...] = (
    ("birthDate", r"DOB (?P<day>.+)"),
    ("birthPlace", r"POB (?P<it>.+)"),
    ("nationality", r"nationality (?P<it>.+)"),
    ("citizenship", r"citizen (?P<it>.+)"),
    ("gender", r"Gender (?P<it>.+)"),
    ("weakAlias", r"a\.?k\.?a\.? '(?P<it>.+)'"),
    ("previousName", r"f\.?k\.?a\.? '(?P<it>.+)'"),
    ("passportNumber", r"(?:Diplomatic |Stateless Person )?Passport (?P<id>[^\s(]\S*)(?: .*)?"),
    ("imoNumber", r"(?:Vessel Registration Identification|Identification Number|Company Number|Vessel Registration Number) IMO ?(?P<it>\d{7})"),
    ("mmsi", r"MMSI (?P<it>\d+)"),
    ("pastFlags", r"Former Vessel Flag (?P<it>.+)"),
    ("pastTypes", r"Former Vessel Type (?P<it>.+)"),
    ("callSign", r"Vessel Call Sign (?P<it>.+)"),
    ("type", r"(?:Vessel Type|Aircraft Type) (?P<it>.+)"),
    ("buildDate", r"(?:Vessel Year of Build|Aircraft Manufacture Date) (?P<day>.+)"),
    ("model", r"Aircraft Model (?P<it>.+)"),
    ("serialNumber", r"Aircraft (?:Manufacturer's Serial Number \(MSN\)|Construction Number(?: \(.+\))?) (?P<it>\S+)"),
    ("registrationNumber", r"Aircraft Tail Number (?P<it>.+)"),
    ("icaoCode", r"Aircraft Mode S Transponder Code (?P<it>.+)"),
    ("swiftBic", r"SWIFT/BIC (?P<it>\S+)"),
    ("leiCode", r"Legal Entity Number (?P<it>\S+)(?: \(.+\))?"),
    ("dunsCode", r"D-U-N-S Number (?P<it>\S+)"),
    ("uscCode", r"Unified Social Credit Code \(USCC\) (?P<it>\S+)(?: \(.+\))?"),
    ("taxNumber", r"(?:Tax ID No\.|V\.A\.T\. Number|RFC|NIT #|RUC #|C\.U\.I\.T\.) (?P<it>[^(]+?)(?: \(.+)?"),
    ("incorporationDate", r"Organization Established Date (?P<day>.+)"),
    ("email", r"Email Address (?P<it>\S+)"),
    ("website", r"Website (?P<it>\S+)"),
    ("phone", r"(?:Phone|Telephone)(?: Number| No\.)? ?(?P<it>.+)"),
    ("sector", r"Organization Type: (?P<it>.+)"),
    ("registrationNumber", r"(?:Registration (?:ID|Number)|Business Registration (?:Number|Document #)|Company Number|Commercial Registry Number|"
     r"Trade License No\.|License|Government Gazette Number|C\.R\. No\.|Matricula Mercantil No|Folio Mercantil No\.) (?P<it>[^(]*[^(\s])(?: \(.+)?"),
    ("idNumber", r"(?:National ID No\.|Identification Number|Cedula No\.|C\.U\.R\.P\.|D\.N\.I\.|Personal ID Card|SSN|Identity Card|"
     r"Birth Certificate Number|Residency Number|Electoral Registry No\.|Driver's License No\.|Kenyan ID No\.|Citizen's Card Number) (?P<it>[^(]*[^(\s])(?: \(.+)?"),
)  # fmt: skip
"""What remarks tell in set words. ``day`` is a date, ``id`` a number of which words like (Korea, North) follow."""
_PATTERNS = [(prop, re.compile(rf"(?:alt\. )?{pattern}", re.DOTALL)) for prop, pattern in _REMARKS]
_LINKED = re.compile(r"Linked To: (.+)", re.DOTALL)
_WALLET = re.compile(r"(?:alt\. )?Digital Currency Address - (\S+) (\S+)")


def remark(entry: Entry, names: dict[str, str], piece: str) -> None:
    """Say what one remark tells; one that isn't in set words becomes a note."""
    if not piece:
        return
    if found := _LINKED.fullmatch(piece):
        entry.add("notes", piece)
        link(entry, names, found[1], "linked to")
        return
    if found := _WALLET.fullmatch(piece):
        entry.wallet(found[2], found[1], piece)
        return
    for prop, pattern in _PATTERNS:
        if (found := pattern.fullmatch(piece)) and entry.takes(prop):
            _fact(entry, prop, found.groupdict(), piece)
            return
    entry.add("notes", piece)


def _fact(entry: Entry, prop: str, found: dict[str, str], piece: str) -> None:
    if said := found.get("day"):
        for one in days(said):
            entry.add(prop, one, words=piece)
    elif prop in {"weakAlias", "previousName"}:
        entry.named(prop, found["it"], words=piece)
    else:
        entry.add(prop, found.get("id") or found.get("it"), words=piece)


def link(entry: Entry, names: dict[str, str], name: str, role: str) -> None:
    """Link an entry to the one of that name, if the list has it."""
    other = names.get(text(name).casefold().rstrip("."))
    if other and other != entry.id:
        entry.linked(other, role)
