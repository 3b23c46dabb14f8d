"""Which entities have to do with the DPRK, and why: not a programme's code, but what a list says of each.

More than a hundred entries of the American list that concern the DPRK carry a code for weapons of mass
destruction in general, and none for the DPRK. So every sign is read: references and programmes, nationality and
addresses, remarks, identifiers with the DPRK's letters and digits, ships that the UN designated, and links to
whoever is in scope already. Each sign is a sentence; what is in scope isn't listed for it, and no suspicion follows.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from leadline.entities import identifiers
from leadline.entities.entity import Entity
from leadline.entities.names.tokens import fold


class Reason(NamedTuple):
    """Why an entity is in scope. ``kind`` is the sign; ``of`` the id of the entity that it is linked to, if any."""

    kind: str
    says: str
    of: str = ""


STEPS = 3
"""Links followed from what is in scope by itself: an owner's owner's owner, no further."""
_CODE = re.compile(r"\bKP[ie]\.\d{3}\b")
_PROGRAMS = re.compile(
    r"(?i)\b(?:SC)?1718\b|\bDPRK\d?\b|\bEU-PRK\b|\bPRK\b|north korea|democratic people'?s republic of korea"
)
_NAMED = re.compile(
    r"(?i)\bDPRK\b|\bD\.P\.R\.K\b|north[ -]korea|\bkorea,? north\b|democratic people.?s republic of korea|\bpyongyang\b"
    r"|조선민주주의인민공화국|\bКНДР\b|朝鲜|朝鮮民主主義人民共和国"
)
_SAYS_OF_LINK = re.compile(
    r"(?i)(?:linked to|(?:aircraft|vessel) (?:operator|owner|manager)|(?:operated|owned|controlled) by):?\s*([^;]+?)\s*(?:;|\.?$)"
)
_OWN_LAND = ("country", "nationality", "citizenship", "jurisdiction", "mainCountry", "birthCountry", "flag")
_LAND_SAYS = {
    "nationality": "Its nationality is given as the DPRK's.",
    "citizenship": "Its citizenship is given as the DPRK's.",
    "flag": "The list gives the DPRK's flag.",
}
_LINKS = ("unknownLinkTo", "owner", "parent", "operator", "ownershipOwner", "directorshipOrganization")
_OFFICES = frozenset(
    ("administration", "agency", "army", "bureau", "commission", "committee", "council", "department", "directorate",
     "government", "guard", "ministry", "navy", "office", "police", "secretariat", "security")
)  # fmt: skip
_MENTIONED_IN = ("notes", "summary", "title", "position")
_TELLING, _LONGEST_NAME = 3, 8
"""Words of a name that is looked for in texts: fewer would be a common phrase."""
_REMARKS = ("notes", "summary", "description", "position", "program")


def relevant(entities: Iterable[Entity]) -> dict[str, tuple[Reason, ...]]:
    """The entities in scope by id, each with its reasons.

    Give resolved entities where there are some: what one list says then holds for the entry of another. Two entries with the same ship's IMO number share what one of them is in scope for, and so does what a list
    links to an entity in scope, up to ``STEPS`` links away.
    """
    entries = list(entities)
    found: dict[str, list[Reason]] = {e["id"]: r for e in entries if (r := list(signs(e)))}
    for id_, reason in _by_ships(entries, found):
        found.setdefault(id_, []).append(reason)
    links = _links(entries)
    reached = set(found)
    for _ in range(STEPS):
        more = [(id_, reason) for id_, reason in _linked(links, reached) if id_ not in found]
        for id_, reason in more:
            said = found.setdefault(id_, [])
            said += [reason] if reason.of not in {other.of for other in said} else []
        reached = {id_ for id_, _ in more}
    return {id_: tuple(dict.fromkeys(reasons)) for id_, reasons in found.items()}


def signs(entity: Entity) -> Iterator[Reason]:
    """What an entity shows by itself."""
    told = entity["properties"]
    yield from _listed(entity)
    for prop in _OWN_LAND:
        if "kp" in told.get(prop, ()):
            yield Reason("land", _LAND_SAYS.get(prop, f"The list gives the DPRK as its {prop}."))
    for prop, kind, says in (
        ("address", "address", "An address is in the DPRK: {}."),
        ("birthPlace", "birth", "Born in the DPRK: {}."),
    ):
        if text := next((text for text in told.get(prop, ()) if _NAMED.search(text)), ""):
            yield Reason(kind, says.format(_short(text)))
    for text in (text for prop in _REMARKS for text in told.get(prop, ())):
        if cited := _CODE.search(text):
            yield Reason("reference", f"The list cites the UN's reference {cited[0]}.")
        elif named := _NAMED.search(text):
            yield Reason("remarks", f"The list's remarks name the DPRK: …{_around(text, named)}…")
            break
    for identifier in identifiers.of(entity):
        if identifier.valid and identifier.country == "kp":
            yield Reason(
                "digits", f"The {identifier.kind} {identifier.value} has the DPRK's letters or digits."
            )


def _listed(entity: Entity) -> Iterator[Reason]:
    for listing in entity["listings"]:
        if _CODE.fullmatch(listing["ref"]) or listing["list"] == "un-vessels":
            yield Reason(
                "un", f"Designated by the UN under resolution 1718: {listing['ref'] or entity['caption']}."
            )
        elif program := next((p for p in listing["programs"] if _PROGRAMS.search(p)), ""):
            yield Reason("programme", f"Listed by {listing['authority']} under {program}.")


def _by_ships(entries: Sequence[Entity], found: Mapping[str, object]) -> Iterator[tuple[str, Reason]]:
    """Ships that carry the IMO number of a ship in scope."""
    ships: dict[str, str] = {}
    imo = {
        e["id"]: {i.normal for i in identifiers.of(e) if i.kind == "imo" and i.valid}
        for e in entries
        if e["schema"] == "Vessel"
    }
    for id_, numbers in imo.items():
        ships |= dict.fromkeys(numbers, id_) if id_ in found else {}
    for id_, numbers in imo.items():
        for number in sorted(numbers & ships.keys()):
            if ships[number] != id_:
                yield id_, Reason("imo", f"IMO {number} is that of {ships[number]}.", ships[number])


def _links(entries: Sequence[Entity]) -> dict[str, set[tuple[str, str]]]:
    """For each entity, who is linked to it and how: by ids, or by a name in its texts that only one entry has."""
    known = {entity["id"]: entity for entity in entries}
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entity in entries:
        for name in (name for prop in ("name", "alias") for name in entity["properties"].get(prop, ())):
            named[entity["datasets"][0], fold(name)].add(entity["id"])
    links: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for entity in entries:
        for whom, says in _links_of(entity, named):
            if whom != entity["id"] and whom in known and not _perhaps_another_state_s(known[whom], entity):
                links[whom].add((entity["id"], says))
    return links


def _links_of(entity: Entity, named: Mapping[tuple[str, str], set[str]]) -> Iterator[tuple[str, str]]:
    told, list_ = entity["properties"], entity["datasets"][0]
    for prop in _LINKS:
        for whom in told.get(prop, ()):
            yield whom, _LINK_SAYS.get(prop, "The list links it to {}.")
    for text in (text for prop in _MENTIONED_IN for text in told.get(prop, ())):
        for name in (*map(fold, _SAYS_OF_LINK.findall(text)), *_phrases(fold(text))):
            if len(found := named.get((list_, name), set())) == 1:
                yield next(iter(found)), "The list's remarks name {}."


def _phrases(text: str) -> Iterator[str]:
    """Every run of words that may be a name."""
    said = text.split()
    for start in range(len(said)):
        for end in range(start + _TELLING, min(start + _LONGEST_NAME, len(said)) + 1):
            yield " ".join(said[start:end])


def _perhaps_another_state_s(whom: Entity, entity: Entity) -> bool:
    """Whether a link may mean another State's office of that name: every State has a ministry of defence.

    It does not where the list has both under one programme.
    """
    mine, its = ({p for listing in e["listings"] for p in listing["programs"]} for e in (entity, whom))
    return bool(mine and its and not mine & its and _OFFICES & set(fold(whom["caption"]).split()))


_LINK_SAYS = {
    "owner": "The list gives {} as its owner.",
    "operator": "The list gives {} as its operator.",
    "parent": "The list gives {} as its parent.",
}


def _linked(
    links: Mapping[str, set[tuple[str, str]]], reached: Iterable[str]
) -> Iterator[tuple[str, Reason]]:
    for id_ in sorted(reached):
        for other, says in sorted(links.get(id_, ())):
            yield other, Reason("linked", says.format(id_), id_)


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 30) : found.end() + 30].strip()
