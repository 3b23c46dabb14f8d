"""What speaks for two entries of different lists being one, and what against.

Alike names alone never join two entries: many people in Korea share a name. A link is sure where both cite one
reference of the UN, where they share an identifier that only one thing can have, or where names nearly the same
go with the same birth date or the same day of listing. What is known and differs speaks against it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import product
from math import inf
from typing import NamedTuple

from leadline.entities import identifiers
from leadline.entities.entity import Entity, Listing
from leadline.entities.names.tokens import fold, weight, words
from leadline.entities.screening.query import BODY, PERSON, kinds

ALIKE = 0.7
"""Names less alike than this suggest nothing."""
NEARLY_THE_SAME = 0.9
"""Names so alike, with other evidence, make a link sure."""
THE_SAME = 0.995
"""Names so alike are one name, spelt in two ways."""
DAYS = 7
"""Lists that carry out another's designation follow within days; a designation of their own falls on another day."""
_DAY = len("2000-01-01")
_ONE_THING = {
    "imo": "IMO number",
    "imo-company": "IMO number",
    "lei": "LEI",
    "passport": "Passport",
    "wallet": "Wallet",
}
_ALONE = {"imo", "imo-company", "lei"}
"""Registered once in the world. Passports are also borrowed, wallets shared, numbers mistyped: names must agree."""
_OTHER_NAMES = ("alias", "previousName", "abbreviation")
MOST_NAMES = 100
"""Names (or days) of one entry that are compared, each with each; the SDN of July 2026 has 95 aliases at most."""
_REFERENCE = re.compile(r"\b[A-Z]{2}[ie]\.\d{3}\b")


_LANDS = ("country", "jurisdiction", "mainCountry", "nationality", "citizenship")
_FEW = 2
"""Birth dates of one entry; more stand for a span of years, in which many of a name are born."""


class Facts(NamedTuple):
    """What is compared of an entry."""

    entity: Entity
    list: str
    kinds: int
    primary: frozenset[str]
    names: frozenset[str]
    births: frozenset[str]
    places: frozenset[str]
    genders: frozenset[str]
    listed: frozenset[str]
    cited: frozenset[str]
    ids: frozenset[tuple[str, str]]


class Evidence(NamedTuple):
    """``weight`` orders links: what the names are worth, and a little for all that agrees."""

    score: float
    sure: bool
    weight: float
    reasons: tuple[str, ...]


def facts(entity: Entity) -> Facts:
    """What can be compared of an entity of one list."""
    told = entity["properties"]
    of = kinds(entity["schema"])
    primary = _forms(told.get("name", ())[:MOST_NAMES], of)
    others = _forms(names(entity), of)
    ids = {(i.kind, i.normal) for i in identifiers.of(entity) if i.valid and i.kind in _ONE_THING}
    texts = (text for prop in ("notes", "summary", "registrationNumber") for text in told.get(prop, ()))
    return Facts(
        entity, entity["datasets"][0], of, primary, primary | others,
        frozenset(day for day in told.get("birthDate", ()) if day[:4].isdecimal()), _all(told, *_LANDS),
        _all(told, "gender"),
        frozenset(day for listing in entity["listings"] if len(day := listing["listed_from"][:10]) == 10),
        frozenset(r for listing in entity["listings"] for r in _references(listing))
        .union(*(_REFERENCE.findall(text) for text in texts)),
        frozenset(ids),
    )  # fmt: skip


def names(entity: Entity) -> list[str]:
    """The names that are compared, the primary first, at most ``MOST_NAMES``; weak aliases aren't."""
    told = entity["properties"]
    return [name for prop in ("name", *_OTHER_NAMES) for name in told.get(prop, ())][:MOST_NAMES]


def _references(listing: Listing) -> Iterator[str]:
    """Of the UN: the listing's own, or what another list says that it carries out."""
    for told in (listing["ref"], str(listing.get("un_ref", ""))):
        if _REFERENCE.fullmatch(told):
            yield told


def _all(told: Mapping[str, Iterable[str]], *props: str) -> frozenset[str]:
    return frozenset(value for prop in props for value in told.get(prop, ()))


_BRACKETS = re.compile(r"\([^()]*\)")


def _forms(said: Iterable[str], of: int) -> frozenset[str]:
    """Names as compared: in folded words, and once more without what stands in brackets, often an acronym.

    A person's words are sorted, as lists write the surname first or last; of what may be a person both ways are kept.
    """
    forms = {form for name in said for form in (name, _BRACKETS.sub(" ", name))}
    found = [words(form) or (fold(form),) for form in forms]
    ways = [*(found if of != PERSON else ()), *(map(sorted, found) if of & PERSON else ())]
    return frozenset(filter(None, map(" ".join, ways)))


def against(left: Facts, right: Facts) -> str:
    """What rules out that two entries are one, as a sentence; empty where nothing does."""
    if not left.kinds & right.kinds:
        return "One is a person, company or ship, and the other isn't."
    if left.genders and right.genders and not left.genders & right.genders:
        return "They differ in sex."
    mine, its = (frozenset(n for kind, n in f.ids if kind == "imo") for f in (left, right))
    if mine and its and not mine & its:
        return f"They have different IMO numbers: {_and(mine)}, {_and(its)}."
    if min((abs(_year(a) - _year(b)) for a, b in _each(left.births, right.births)), default=0) > 1:
        return f"Their birth dates differ: {_and(left.births)}, {_and(right.births)}."
    return ""


def weigh(left: Facts, right: Facts, score: float) -> Evidence:
    """All that speaks for a pair that nothing rules out; ``score`` is what its names are worth, 0 to 1."""
    shared, alone = _shared(left, right, score)
    same = left.names & right.names
    birth, born = _birth(left, right)
    listed = _listed(left, right)
    reasons = [*shared, _named(left, right, score), born, listed]
    proper = left.primary & right.primary
    if birth == "differ":
        sure = False
    elif shared and score >= ALIKE:
        sure = True
    elif birth == "near" or _apart(left, right):
        sure = bool(same and listed)
    else:
        sure = (
            _telling(left, right, proper, score)
            or (birth == "year" and _countryman(left, right, proper))
            or (score >= NEARLY_THE_SAME and (birth == "agree" or bool(listed)))
        )
    agreeing = sum(map(bool, (birth in ("agree", "year"), listed, proper, same)))
    worth = max(score, ALIKE) if shared else score
    return Evidence(
        1.0 if alone else worth, alone or sure, score + 0.1 * agreeing + 0.5 * bool(shared) + alone,
        tuple(reason for reason in reasons if reason),
    )  # fmt: skip


def _named(left: Facts, right: Facts, score: float) -> str:
    if same := (left.primary & right.primary) or (left.names & right.names):
        return f"Both are called {next(n for n in names(left.entity) if _forms([n], left.kinds) & same)}."
    told = f"{left.entity['caption']}, {right.entity['caption']}"
    return f"Names alike ({score:.2f}): {told}." if score >= ALIKE else f"Other names: {told}."


def _shared(left: Facts, right: Facts, score: float) -> tuple[list[str], bool]:
    """Identifiers and references in both, as sentences; and whether one of them decides alone."""
    ids, cited = sorted(left.ids & right.ids), sorted(left.cited & right.cited)
    reasons = [f"{_ONE_THING[kind]} {normal} in both." for kind, normal in ids]
    one = len(left.cited) == len(right.cited) == 1 and score >= 0.5  # texts also cite others, by another name
    if cited:
        reasons.append(f"Both have the UN's reference {cited[0]}.")
    return reasons, (one and bool(cited)) or any(kind in _ALONE for kind, _ in ids)


def _birth(left: Facts, right: Facts) -> tuple[str, str]:
    """Whether birth dates agree, agree but for the day, are near or differ, with a sentence; nothing where one has none.

    Near is a day or a year off, as times of other zones and counted ages make them.
    """
    pairs = list(_each(left.births, right.births))
    if not pairs:
        return "", ""
    if agree := [min(a, b, key=len) for a, b in pairs if a.startswith(b) or b.startswith(a)]:
        born = max(agree, key=len)
        return "agree" if len(born) == _DAY else "year", f"Born {born} in both."
    told = f"{_and(left.births)}, {_and(right.births)}"
    if any(_near(a, b) for a, b in pairs):
        return "near", f"Birth dates near, not the same: {told}."
    return "differ", f"Birth dates differ: {told}."


def _near(a: str, b: str) -> bool:
    if len(a) == len(b) == _DAY:
        return _days(a, b) <= 1
    return len(min(a, b, key=len)) == 4 and abs(_year(a) - _year(b)) <= 1


def _days(a: str, b: str) -> float:
    try:
        return abs((date.fromisoformat(a) - date.fromisoformat(b)).days)
    except ValueError:
        return inf


def _listed(left: Facts, right: Facts) -> str:
    for a, b in _each(left.listed, right.listed):
        if _days(a, b) <= DAYS:
            return f"Listed on {a}." if a == b else f"Listed on {a} and {b}."
    return ""


def _each(mine: Iterable[str], its: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Every one with every other, of the first ``MOST_NAMES``."""
    return product(sorted(mine)[:MOST_NAMES], sorted(its)[:MOST_NAMES])


def _telling(left: Facts, right: Facts, proper: frozenset[str], score: float) -> bool:
    """Whether an organisation's name is the same in both, and no other would be called so.

    A first name says more than what many are called, or both are of one country, where the same name may also be
    spelt otherwise (``Corp``, ``Corporation``); a ministry has its like in each.
    """
    if left.kinds & right.kinds & PERSON:
        return False
    at_home = bool(left.places & right.places)
    if not proper:
        return at_home and score >= THE_SAME and left.kinds & right.kinds == BODY
    return at_home or any(sum(map(weight, n.split())) >= 2 for n in proper)


def _countryman(left: Facts, right: Facts, proper: frozenset[str]) -> bool:
    """Whether persons whose birth years agree also have their first name and a country in common."""
    definite = len(left.births) <= _FEW >= len(right.births)
    return bool(definite and proper and left.places & right.places)


def _apart(left: Facts, right: Facts) -> bool:
    """Whether organisations are of different countries; people and ships move."""
    both_bodies = left.kinds & right.kinds == BODY
    return bool(both_bodies and left.places and right.places and not left.places & right.places)


def _year(day: str) -> int:
    return int(day[:4])


def _and(values: Iterable[str]) -> str:
    return " and ".join(sorted(values))
