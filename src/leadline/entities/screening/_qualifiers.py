"""What is known beside the name: agreement is said, disagreement lowers the score by a factor, with the reason.

Factors are mild: lists give wrong and several births and few of the countries a person has to do with. A trait is
weighed only where both the question and the list give it.
"""

from collections.abc import Iterator, Sequence

from leadline.entities.entity import Entity
from leadline.entities.screening.query import Query

OTHER_YEAR, NEAR_YEAR, OTHER_DAY = 0.7, 0.92, 0.95
"""Births more than two years apart; one or two years apart; in the same year on another day."""
OTHER_COUNTRY = 0.92
OTHER_GENDER = 0.85
_COUNTRIES = ("nationality", "citizenship", "country", "jurisdiction", "flag", "birthCountry")
Qualifier = tuple[float, str]


def qualifiers(query: Query, entity: Entity, *, exact: bool = False) -> Iterator[Qualifier]:
    """Factors with their reasons; where an identifier decided (``exact``), what disagrees is said and costs nothing."""
    for found in (_birth(query, entity), _countries(query, entity), _gender(query, entity)):
        if found:
            factor, says = found
            cost = "" if factor == 1 or exact else f" (score × {factor:.2f})"
            yield 1.0 if exact else factor, f"{says}{cost}."


def _birth(query: Query, entity: Entity) -> Qualifier | None:
    listed = [day for day in entity["properties"].get("birthDate", ()) if day[:4].isdigit()]
    if not query.all_dobs or not listed:
        return None
    factor, nearest = max((_days(asked, day), day) for asked in query.all_dobs for day in listed)
    if factor == 1:
        return 1.0, f"Born {nearest}, as asked"
    return factor, f"Born {_either(listed)}, not {_either(query.all_dobs)}"


def _either(days: Sequence[str]) -> str:
    return " or ".join(days[:4]) + (" …" if len(days) > 4 else "")


def _days(asked: str, listed: str) -> float:
    size = min(len(asked), len(listed))
    if asked[:size] == listed[:size]:
        return 1.0
    apart = abs(int(asked[:4]) - int(listed[:4]))
    return OTHER_DAY if not apart else NEAR_YEAR if apart <= 2 else OTHER_YEAR


def _countries(query: Query, entity: Entity) -> Qualifier | None:
    listed = {c.lower() for p in _COUNTRIES for c in entity["properties"].get(p, ())}
    if not query.countries or not listed:
        return None
    if both := sorted(listed & set(query.countries)):
        return 1.0, f"The country agrees ({', '.join(both).upper()})"
    asked, has = ", ".join(query.countries).upper(), ", ".join(sorted(listed)[:6]).upper()
    return OTHER_COUNTRY, f"The country differs: {asked} was asked, the list gives {has}"


def _gender(query: Query, entity: Entity) -> Qualifier | None:
    listed = entity["properties"].get("gender", [])
    if not query.gender or not listed:
        return None
    if query.gender in listed:
        return 1.0, f"The gender agrees ({query.gender})"
    return OTHER_GENDER, f"The gender differs: {query.gender} was asked, the list gives {', '.join(listed)}"
