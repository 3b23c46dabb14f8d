"""Identifiers, checked where libraries don't: what a text could be, its form for comparing, what is wrong with it.

A number that fails its check digits was mistyped, cut or made up: it is kept and told as such, never dropped
and never taken as evidence. What digits say of a State (MMSI, call sign, aircraft address) is what is broadcast
or painted, never what a registry says. Only the standard library is needed, so that a screening starts quickly.

Sources: IMO Res. A.1117(30) and MSC.160(78) (ship, company and owner numbers), ITU-R M.585-9 (MMSI), Radio
Regulations App. 42 (call signs), ISO 6346 (containers), ISO 17442 with ISO 7064 (LEI), ISO 9362 (BIC), ICAO
Annexes 7 and 10 (aircraft).
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from leadline.call_signs import series
from leadline.entities.entity import Entity
from leadline.entities.identifiers.wallets import LONGEST, read_address
from leadline.errors import UnknownName
from leadline.mids import mids


class Identifier(NamedTuple):
    """One identifier as read. ``kind`` and ``normal`` together are what two records can share."""

    kind: str
    value: str
    """As given."""
    normal: str
    """The form for comparing; ``value`` without blanks where it has none."""
    valid: bool
    """Form and check digits hold, as far as the kind has any."""
    warnings: tuple[str, ...] = ()
    country: str = ""
    """ISO 3166-1 alpha-2 in small letters, as the digits or letters have it."""
    chain: str = ""
    """Of a wallet: see ``wallets.Address``."""
    says: str = ""
    """What else can be read in it."""


def read(kind: str, text: str) -> Identifier:
    """Read a text as an identifier of a kind (``KINDS``); raises ``UnknownName`` for another kind."""
    if kind not in _READERS:
        raise UnknownName("kind of identifier", kind, _READERS)
    cleaned = _cleaned(text)
    if len(cleaned) > LONGEST:
        return Identifier(kind, cleaned[:40] + "…", "", valid=False, warnings=("It is far too long.",))
    return _READERS[kind](cleaned)


def identify(text: str) -> list[Identifier]:
    """Everything that a text could be, the valid before the others; nothing where it looks like none.

    A word can look like a call sign or a BIC: this is in addition to the search for a name, not in its place.
    """
    cleaned = _cleaned(text)
    if not 3 <= len(cleaned) <= LONGEST:
        return []
    found = [_READERS[kind](cleaned) for kind, shape in _SHAPES.items() if shape.fullmatch(cleaned)]
    if read_address(cleaned):
        found.append(_wallet(cleaned))
    told = [i for i in found if i.valid or i.kind != "imo-company"]  # what fails both is told of as a ship's
    return sorted(told, key=lambda identifier: not identifier.valid)


PROPERTIES: Mapping[str, str] = {
    "imoNumber": "imo", "mmsi": "mmsi", "callSign": "call-sign", "leiCode": "lei", "swiftBic": "bic",
    "cryptoAddress": "wallet", "publicKey": "wallet", "passportNumber": "passport",
}  # fmt: skip
"""Properties of FollowTheMoney and the kind of identifier that they hold."""


def of(entity: Entity) -> Iterator[Identifier]:
    """The identifiers that an entity's properties hold, valid or not."""
    for name, kind in PROPERTIES.items():
        of_company = kind == "imo" and entity["schema"] != "Vessel"  # they share the property, not the check
        for value in entity["properties"].get(name, ()):
            yield read("imo-company" if of_company else kind, value)
    if entity["schema"] == "Airplane":  # lists name an aircraft by its mark
        for value in (v for p in ("registrationNumber", "name") for v in entity["properties"].get(p, ())):
            if _SHAPES["tail"].fullmatch(value):
                yield read("tail", value)


def _cleaned(text: str) -> str:
    """Full-width digits as plain ones; without marks that don't show, and blanks at the ends."""
    folded = unicodedata.normalize("NFKC", text[: 4 * LONGEST])
    return "".join(c for c in folded if unicodedata.category(c) not in ("Cf", "Cc")).strip()


def _bare(text: str) -> str:
    return re.sub(r"[\s\-./]", "", text).upper()


def _sum(digits: str, weights: Sequence[int]) -> int:
    return sum(int(d) * w for d, w in zip(digits, weights, strict=False))


def _imo(text: str) -> Identifier:
    digits = re.sub(r"^IMO(?:NO|NUMBER)?[:#]?", "", _bare(text))
    if not re.fullmatch(r"\d{7}", digits, re.ASCII):
        return Identifier("imo", text, digits, valid=False, warnings=("An IMO number has seven digits.",))
    if digits[0] == "0" or _sum(digits, range(7, 1, -1)) % 10 != int(digits[6]):
        return Identifier(
            "imo", text, digits, valid=False, warnings=(f"IMO {digits} fails its check digit.",)
        )
    return Identifier("imo", text, digits, valid=True)


def _imo_company(text: str) -> Identifier:
    digits = _imo(text).normal
    holds = bool(re.fullmatch(r"\d{7}", digits, re.ASCII)) and (
        (11 - _sum(digits, (8, 6, 4, 2, 9, 7)) % 11) % 10 == int(digits[6])
    )
    warnings = (
        () if holds else ("It isn't a company's or owner's IMO number: seven digits, the last one a check.",)
    )
    return Identifier("imo-company", text, digits, holds, warnings)


_STATIONS = (
    (r"([2-7]\d\d)\d{6}", "a ship"),
    (r"00([2-7]\d\d)\d{4}", "a coast station"),
    (r"0([2-7]\d\d)\d{5}", "a group of ships"),
    (r"111([2-7]\d\d)\d{3}", "a search and rescue aircraft"),
    (r"99([2-7]\d\d)\d{4}", "an aid to navigation"),
    (r"98([2-7]\d\d)\d{4}", "a craft of a parent ship"),
    (r"8([2-7]\d\d)\d{5}", "a handheld radio"),
    (r"970\d{6}", "a search and rescue transmitter"),
    (r"972\d{6}", "a man-overboard device"),
    (r"974\d{6}", "an emergency beacon"),
    (r"979\d{6}", "an autonomous radio device, such as a net marker"),
)
_BROADCAST = "Its digits are those of {}: broadcast, not a registry's flag."


def _mmsi(text: str) -> Identifier:
    digits = re.sub(r"^MMSI:?", "", _bare(text))
    if not re.fullmatch(r"\d{9}", digits, re.ASCII):
        return Identifier("mmsi", text, digits, valid=False, warnings=("An MMSI has nine digits.",))
    for form, station in _STATIONS:
        if not (found := re.fullmatch(form, digits)):
            continue
        if not found.groups():
            return Identifier("mmsi", text, digits, valid=True, says=f"It is {station}'s.")
        if country := mids().get(int(found[1])):
            says = f"It is {station}'s. " + _BROADCAST.format(country.upper())
            return Identifier("mmsi", text, digits, valid=True, country=country, says=says)
        return Identifier(
            "mmsi", text, digits, valid=False, warnings=(f"No State has the digits {found[1]}.",)
        )
    return Identifier("mmsi", text, digits, valid=False, warnings=("No station's number begins like that.",))


def _call_sign(text: str) -> Identifier:
    sign = _bare(text)
    country = next((c for first, last, c in series() if first <= sign[: len(first)] <= last), "")
    if not re.fullmatch(r"[A-Z0-9]{3,7}", sign, re.ASCII) or not country:
        warnings = (
            "It begins with no series that ITU gave to a State, or has not 3 to 7 letters and digits.",
        )
        return Identifier("call-sign", text, sign, valid=False, warnings=warnings)
    return Identifier(
        "call-sign", text, sign, valid=True, country=country, says=_BROADCAST.format(country.upper())
    )


_LETTERS = {letter: 10 + i + (i + 9) // 10 for i, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
"""ISO 6346 counts letters from 10 and leaves out the multiples of 11."""
_CATEGORIES = {"U": "a freight container", "J": "equipment that detaches", "Z": "a trailer or chassis"}


def _container(text: str) -> Identifier:
    code = _bare(text)
    if not re.fullmatch(r"[A-Z]{3}[UJZ]\d{7}", code, re.ASCII):
        warnings = ("A container has three letters of its owner, U, J or Z, and seven digits.",)
        return Identifier("container", text, code, valid=False, warnings=warnings)
    total = sum((_LETTERS[c] if c in _LETTERS else int(c)) << i for i, c in enumerate(code[:10]))
    says = f"Owner's code {code[:3]}, {_CATEGORIES[code[3]]}."
    holds = total % 11 % 10 == int(code[10])
    return Identifier(
        "container", text, code, holds, () if holds else (f"{code} fails its check digit.",), says=says
    )


def _lei(text: str) -> Identifier:
    code = _bare(text)
    if not re.fullmatch(r"[A-Z0-9]{18}\d\d", code, re.ASCII):
        warnings = ("An LEI has 18 letters and digits and two check digits.",)
        return Identifier("lei", text, code, valid=False, warnings=warnings)
    holds = int("".join(str(int(c, 36)) for c in code)) % 97 == 1
    return Identifier("lei", text, code, holds, () if holds else (f"{code} fails its check digits.",))


def _bic(text: str) -> Identifier:
    code = _bare(text)
    if not re.fullmatch(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", code, re.ASCII):
        return Identifier("bic", text, code, valid=False, warnings=("A BIC has 8 or 11 letters and digits.",))
    country, normal = code[4:6].lower(), code[:8] if code.endswith("XXX") else code
    if country not in _countries():
        warnings = (f"No country has the letters {country.upper()}.",)
        return Identifier("bic", text, normal, valid=False, warnings=warnings)
    return Identifier("bic", text, normal, valid=True, country=country)


def _icao24(text: str) -> Identifier:
    digits = re.sub(r"^(?:ICAO24:?|0X)", "", _bare(text))
    if not re.fullmatch(r"[0-9A-F]{6}", digits, re.ASCII) or digits in ("000000", "FFFFFF"):
        warnings = ("An aircraft's address has six hexadecimal digits, not all 0 or F.",)
        return Identifier("icao24", text, digits, valid=False, warnings=warnings)
    country = next((c for first, last, c in _blocks() if first <= digits <= last), "")
    says = _BROADCAST.format(country.upper()) if country else ""
    return Identifier("icao24", text, digits, valid=True, country=country, says=says)


def _tail(text: str) -> Identifier:
    """Loosely: nationality mark, hyphen where the State writes one, two to five letters or digits."""
    mark = re.sub(r"\s", "", text).upper()
    normal = mark.replace("-", "")
    country = "kp" if re.match(r"P-\d", mark) else _call_sign(normal).country
    if not re.fullmatch(r"[A-Z0-9]{1,2}-?[A-Z0-9]{2,5}", mark, re.ASCII):
        return Identifier("tail", text, normal, valid=False, warnings=("It isn't like an aircraft's mark.",))
    return Identifier("tail", text, normal, valid=True, country=country)


def _passport(text: str) -> Identifier:
    """Loosely: States number passports as they like."""
    number = _bare(text)
    holds = bool(re.fullmatch(r"(?=.*\d)[A-Z0-9]{5,15}", number))
    warnings = () if holds else ("A passport's number has 5 to 15 letters and digits.",)
    return Identifier("passport", text, number, holds, warnings)


def _wallet(text: str) -> Identifier:
    address = read_address(text)
    if address is None:
        return Identifier("wallet", text, text, valid=False, warnings=("No known chain has such addresses.",))
    return Identifier(
        "wallet",
        text,
        address.normal,
        address.valid,
        address.warnings,
        chain=address.chain,
        says=address.says,
    )


_READERS: Mapping[str, Callable[[str], Identifier]] = {
    "imo": _imo, "imo-company": _imo_company, "mmsi": _mmsi, "call-sign": _call_sign, "container": _container,
    "lei": _lei, "bic": _bic, "icao24": _icao24, "tail": _tail, "passport": _passport, "wallet": _wallet,
}  # fmt: skip
KINDS = tuple(_READERS)
_SHAPES: Mapping[str, re.Pattern[str]] = {
    "imo": re.compile(r"(?i)(?:IMO(?:[\s.:#-]|no\b|number\b)*)?\d{7}", re.ASCII),
    "imo-company": re.compile(r"(?i)(?:IMO(?:[\s.:#-]|no\b|number\b)*)?\d{7}", re.ASCII),
    "mmsi": re.compile(r"(?i)(?:MMSI[\s:]*)?\d{9}", re.ASCII),
    "call-sign": re.compile(r"(?i)(?!\d\d)[A-Z\d]{2}(?:[A-Z]{2}\d?|[A-Z]?\d{4})", re.ASCII),
    "container": re.compile(r"(?i)[A-Z]{3}[UJZ][\s-]?\d{6}[\s-]?\d", re.ASCII),
    "lei": re.compile(r"(?i)[A-Z\d]{18}\d\d", re.ASCII),
    "bic": re.compile(r"(?i)[A-Z]{6}[A-Z\d]{2}(?:[A-Z\d]{3})?", re.ASCII),
    "icao24": re.compile(r"(?i)(?:ICAO24[\s:]*|0x)?(?=.*\d)[\dA-F]{6}", re.ASCII),
    "tail": re.compile(r"(?i)[A-Z\d]{1,2}-(?!.*-)[A-Z\d]{2,5}|N\d{1,5}[A-Z]{0,2}", re.ASCII),
    "passport": re.compile(r"(?i)(?!IMO)[A-Z]{0,3}[\s-]?\d{2,3}[\s-]?\d{3,7}[A-Z]?", re.ASCII),
}
"""What a text of each kind looks like; a wallet's address is told by reading it."""


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="ascii") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@cache
def _blocks() -> list[tuple[str, str, str]]:
    rows = _rows(Path(__file__).with_name("icao24.csv"))
    return [(r["first"], r["last"], r["country"]) for r in rows]


@cache
def _countries() -> frozenset[str]:
    """States with ships or stations, and the few territories with banks and neither."""
    without = {"je", "gg", "im", "xk", "gu", "as", "pr", "vi"}
    return frozenset(mids().values()) | {country for *_, country in series()} | without
