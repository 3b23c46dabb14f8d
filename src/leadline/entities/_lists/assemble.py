"""Statements put together: entities as they are screened, each with its listings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

from leadline.entities.entity import Entity, Listing

LISTING = "Sanction"


@dataclass
class ListFacts:
    """What the card says of every entry of a list."""

    id: str
    authority: str
    binds: str
    as_of: str


Said = tuple[str, str, str, str]
"""Entity id, schema, property, value."""


_HUNG = {
    "CryptoWallet": ("holder", "cryptoAddress", "publicKey"), "Passport": ("holder", "passportNumber", "number"),
    "Identification": ("holder", "idNumber", "number"), "UnknownLink": ("subject", "unknownLinkTo", "object"),
    "Ownership": ("asset", "owner", "owner"), "Directorship": ("director", "unknownLinkTo", "organization"),
    "Membership": ("member", "unknownLinkTo", "organization"), "Employment": ("employee", "unknownLinkTo", "employer"),
}  # fmt: skip
"""What says something of another: the property that says of whom, the one it becomes there, and whose values."""
SCREENED = frozenset(
    ("Airplane", "BankAccount", "Company", "CryptoWallet", "LegalEntity", "Organization", "Person", "PublicBody",
     "Security", "UserAccount", "Vehicle", "Vessel")
)  # fmt: skip
"""Schemas of what may be looked for; all else (an address, a document) is an entity only where a list designates it."""


@dataclass
class _Thing:
    schema: str
    told: dict[str, list[str]]
    hung: bool = False


def entities(
    facts: ListFacts, said: Iterable[Said], seen: Mapping[str, tuple[str, str]] = MappingProxyType({})
) -> Iterator[Entity]:
    """Put statements together: entities with their listings, in the order of their first statement.

    Wallets become ``cryptoAddress`` of who holds them, papers their numbers, links ids under ``unknownLinkTo`` or
    ``owner``. ``seen`` are the first and last days of what more than one version may have told of.
    """
    things = _things(said)
    listings: dict[str, list[Listing]] = {}
    for thing in things.values():
        if thing.schema == LISTING:
            for whom in thing.told.get("entity", ()):
                listings.setdefault(whom, []).append(_listing(facts, whom, thing.told))
        _hang_all(thing, things)
    for id_, thing in things.items():
        if id_ in listings or (thing.schema in SCREENED and not thing.hung):
            yield _entity(facts, id_, thing, listings.get(id_, []), seen.get(id_, (facts.as_of,) * 2))


def _things(said: Iterable[Said]) -> dict[str, _Thing]:
    found: dict[str, tuple[str, dict[str, dict[str, None]]]] = {}
    for id_, schema, prop, value in said:
        found.setdefault(id_, (schema, {}))[1].setdefault(prop, {})[value] = None
    return {
        id_: _Thing(schema, {p: list(values) for p, values in told.items()})
        for id_, (schema, told) in found.items()
    }


def _hang_all(thing: _Thing, things: Mapping[str, _Thing]) -> None:
    """Say what a thing says of others, and what its addresses say of it."""
    if thing.schema in _HUNG:
        on, prop, values = _HUNG[thing.schema]
        for whom in thing.told.get(on, ()):
            thing.hung |= _hang(things.get(whom), prop, thing.told.get(values, ()))
    for place in thing.told.get("addressEntity", ()):
        if place in things:
            _hang(thing, "address", things[place].told.get("full", ()))
            _hang(thing, "country", things[place].told.get("country", ()))


def _hang(on: _Thing | None, prop: str, values: Iterable[str]) -> bool:
    """Say something of what is there."""
    if on is None:
        return False
    there = on.told.setdefault(prop, [])
    there += [value for value in values if value not in there]
    return True


def _listing(facts: ListFacts, whom: str, told: dict[str, list[str]]) -> Listing:
    def first(*props: str) -> str:
        return next((told[p][0] for p in props if told.get(p)), "")

    made = Listing(
        list=facts.id, authority=first("authority") or facts.authority, binds=facts.binds,
        ref=first("authorityId", "unscId") or whom.removeprefix(f"{facts.id}-"),
        programs=told.get("program", []), measure=first("provisions"), paragraph=first("recordId"),
        listed_from=first("listingDate", "startDate"), listed_until=first("endDate"), as_of=facts.as_of,
    )  # fmt: skip
    if cited := first("unscId"):
        made["un_ref"] = cited
    return made


def _entity(facts: ListFacts, id_: str, thing: _Thing, listings: list[Listing], seen: tuple[str, str]) -> Entity:  # fmt: skip
    told = thing.told
    names = told.get("name") or told.get("alias") or told.get("weakAlias") or [id_]
    caption = next((name for name in names if name.isascii()), names[0])
    made = Entity(
        id=id_, schema=thing.schema, caption=caption, properties=cast("dict[str, Any]", told),
        datasets=[facts.id], referents=[id_], listings=listings,
    )  # fmt: skip
    if seen[1]:
        made["first_seen"], made["last_seen"] = seen
    return made
