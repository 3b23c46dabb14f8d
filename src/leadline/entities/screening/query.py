"""What is asked of a screening, and which kinds of entity a question is about."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from leadline.entities import identifiers
from leadline.entities.entity import Entity
from leadline.entities.names.tokens import LONGEST, fold
from leadline.errors import BadInput

PERSON, BODY, VESSEL, AIRCRAFT, WALLET, OTHER = 1, 2, 4, 8, 16, 32
_KINDS: Mapping[str, int] = {
    "Person": PERSON, "Organization": BODY, "Company": BODY, "PublicBody": BODY, "LegalEntity": PERSON | BODY,
    "Vessel": VESSEL, "Airplane": AIRCRAFT, "CryptoWallet": WALLET,
}  # fmt: skip
NUMBERS = (
    "idNumber", "registrationNumber", "taxNumber", "passportNumber", "innCode", "ogrnCode", "uscCode", "vatCode",
    "socialSecurityNumber", "accountNumber", "permId", "dunsCode", "uniqueEntityId", "iban", "serialNumber", "email",
)  # fmt: skip
"""Properties whose values are compared as they stand, without blanks and punctuation."""
NAMES: Mapping[str, str] = {
    "name": "", "alias": "an alias", "previousName": "a former name", "weakAlias": "a weak alias",
    "abbreviation": "an abbreviation",
}  # fmt: skip
"""Properties that hold names, and what each is called in a reason; the stronger before the weaker."""
_PLACES = ("nationality", "citizenship", "country", "jurisdiction", "flag")
LETTERS = "wallet-letters"
"""Kind of the letters of a wallet address whatever their size: it finds one that lost its capitals, and proves nothing."""
_ADDRESS = re.compile(r"[0-9A-Za-z:]{25,300}", re.ASCII)
Key = tuple[str, str]
"""Kind of identifier, and the form for comparing."""


def kinds(schema: str) -> int:
    """The kinds that entities of a schema can be, as bits; a schema that isn't known can be any."""
    return _KINDS.get(schema, OTHER if schema else -1)


def bare(text: str) -> str:
    """Letters and digits of a number, the letters large."""
    return re.sub(r"[\W_]", "", text).upper()


@dataclass(frozen=True, slots=True)
class Query:
    """A question: one or more names of one subject, and what is known of it.

    ``countries`` are ISO codes in small letters, ``dob`` an ISO date or the beginning of one, ``gender`` as
    FollowTheMoney writes it (male, female, other). ``schema`` is FollowTheMoney's; empty asks for any.
    """

    name: str = ""
    schema: str = ""
    countries: tuple[str, ...] = ()
    dob: str = ""
    gender: str = ""
    identifiers: tuple[str, ...] = ()
    """Texts, each read as anything that it could be."""
    names: tuple[str, ...] = field(default=())
    """Further names of the same subject."""
    dobs: tuple[str, ...] = ()
    """Further dates of birth that it gives: one that agrees is enough."""

    def __post_init__(self) -> None:
        for dob in self.all_dobs:
            if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", dob, re.ASCII):
                raise BadInput(f"{dob[:40]!r} isn't a date of birth. Write 1964, 1964-06 or 1964-06-02.")
        for name in self.all_names:
            if len(name) > LONGEST:
                raise BadInput(f"A name of {len(name):,} characters isn't one; {LONGEST:,} are read at most.")
        if not any(map(fold, self.all_names)) and not any(map(bare, self.identifiers)):
            raise BadInput(
                "Nothing to look for: the name has no letter or digit in it. Give a name, or --id."
            )

    @property
    def all_names(self) -> tuple[str, ...]:
        """The names, each once."""
        return tuple(dict.fromkeys(n for n in (self.name, *self.names) if n.strip()))

    @property
    def all_dobs(self) -> tuple[str, ...]:
        """The dates of birth, each once."""
        return tuple(dict.fromkeys(day for day in (self.dob, *self.dobs) if day))

    @classmethod
    def of(cls, entity: Mapping[str, Any]) -> Self:
        """The question that an entity of FollowTheMoney asks: ``{"schema": …, "properties": {…}}``."""
        given = {name: _texts(values) for name, values in dict(entity.get("properties") or {}).items()}

        def every(names: Iterable[str]) -> tuple[str, ...]:
            return tuple(dict.fromkeys(v for name in names for v in given.get(name, ())))

        births = tuple(dict.fromkeys(day[:10] for day in every(["birthDate"])))
        return cls(
            names=every(NAMES), schema=str(entity.get("schema") or ""),
            countries=tuple(dict.fromkeys(c.lower() for c in every(_PLACES))), dob="".join(births[:1]), dobs=births[1:],
            gender=next(iter(every(["gender"])), "").lower(), identifiers=every([*identifiers.PROPERTIES, *NUMBERS]),
        )  # fmt: skip


def _texts(values: object) -> list[str]:
    if isinstance(values, str):
        return [values]
    return [str(v) for v in values if v is not None] if isinstance(values, Sequence) else []


def keys_of_entity(entity: Entity) -> frozenset[Key]:
    """What an entity can be found by exactly: its identifiers by kind, and numbers as they stand."""
    found = {(i.kind, i.normal) for i in identifiers.of(entity) if i.normal}
    found |= {(LETTERS, normal.lower()) for kind, normal in found if kind == "wallet"}
    for name in (*NUMBERS, *identifiers.PROPERTIES):
        found |= {
            ("number", n)
            for v in entity["properties"].get(name, ())
            if len(n := bare(v)) >= 5 and name not in {"cryptoAddress", "publicKey"}
        }
    return frozenset(found)


def keys_of_text(text: str) -> frozenset[Key]:
    """What a text could identify exactly: as every kind that it looks like, and as a number."""
    if " " in text.strip() and not any(map(str.isdigit, text)):
        return frozenset()  # several words without a digit are a name
    found = {(i.kind, i.normal) for i in identifiers.identify(text) if i.normal}
    if _ADDRESS.fullmatch(letters := text.strip()):
        found.add((LETTERS, letters.lower()))
    number = bare(text)
    if (
        5 <= len(number) <= 60
        and any(c.isdigit() for c in number)
        and not any(k == "wallet" for k, _ in found)
    ):
        found.add(("number", number))
    return frozenset(found)
