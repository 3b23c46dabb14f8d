"""Why two names are alike or not, in sentences for a customs officer."""

from . import sounds
from .firms import Firm
from .near import HOMOPHONE, meeting, near
from .person import Person
from .reading import Place

_SYSTEMS = {
    "revised": "Revised",
    "mccune": "McCune-Reischauer",
    "dprk": "DPRK",
    "kontsevich": "Kontsevich",
}
_FREE = {
    "latin": "a free spelling",
    "cyrillic": "a free Russian spelling",
    "kana": "kana",
    "pinyin": "pinyin",
}


def of_people(a: Person, b: Person, alike: bool) -> tuple[str, ...]:
    """The reasons for two readings of people's names; ``alike``: whether they are taken for one."""
    told = [_surname(a.surname, b.surname, alike)]
    given = b.given
    if alike and a.turned(b):
        told.append("All words of one stand in the other in reverse order.")
        given = b.given[::-1]
    if len(a.given) != len(given):
        return (*told, f"The given name has {_count(a)} in one and {_count(b)} in the other.")
    pairs = list(zip(a.given, given, strict=True))
    told += [_syllable(one, other, alike, law=at == 0) for at, (one, other) in enumerate(pairs)]
    return (*told, _caution(pairs)) if alike else tuple(told)


def _count(one: Person) -> str:
    return "one syllable" if len(one.given) == 1 else f"{len(one.given)} syllables"


def _surname(a: Place, b: Place, alike: bool) -> str:
    found = meeting(a, b, law=True)
    if not found:
        return "Surname " + _differ(a, b, alike)
    _, one, other = next((told for told in found if told[1] in sounds.common_surnames()), found[0])
    both = dict.fromkeys([one, other, *(kin for kin in sounds.kin(one[0]) if kin in {*a.sounds, *b.sounds})])
    return f"Surname {_written(a, b)}: one surname, {'/'.join(both)}{_ways(a, b, one, other)}."


def _syllable(a: Place, b: Place, alike: bool, law: bool) -> str:
    found = meeting(a, b, law)
    if not found:
        return _differ(a, b, alike)
    if a.text == b.text:
        return f"{_written(a, b)}: written alike."
    weight, one, other = found[0]
    if one != other:
        return f"{_written(a, b)}: {one} and {other} are one syllable by the initial-sound law{_ways(a, b, one, other)}."
    if a.script == b.script == "han" and weight <= HOMOPHONE:
        return f"{_written(a, b)}: different characters, both read {one}."
    return f"{_written(a, b)}: both may be the syllable {one}{_ways(a, b, one, other)}."


def _ways(a: Place, b: Place, one: str, other: str) -> str:
    """How each spells the syllable, in brackets; nothing where both are the same or in Hangul or characters."""
    told = dict.fromkeys(way for way in (_way(a, one), _way(b, other)) if way)
    return f" ({'; '.join(told)})" if told and a.text != b.text else ""


def _way(at: Place, one: str) -> str:
    if at.script not in _FREE:
        return ""
    systems = [_SYSTEMS[name] for name in sounds.systems(at.text, one)] if len(one) == 1 else []
    return f"{at.text.capitalize()} in {', '.join(systems) or _FREE[at.script]}"


def _differ(a: Place, b: Place, alike: bool) -> str:
    written = _written(a, b)
    if not alike or not near(a, b):
        return f"{written}: no syllable in common."
    if a.initial or b.initial:
        return f"{written}: only an initial is given."
    return f"{written}: taken for a slip of the pen, one of them is no usual syllable."


def _caution(pairs: list[tuple[Place, Place]]) -> str:
    for a, b in pairs:
        sure = [
            one
            for _, one, other in meeting(a, b, law=False)
            if a.sounds.get(one) == b.sounds.get(other) == 1.0
        ]
        if len(sure) > 1 and "han" not in {a.script, b.script}:
            return f"{_written(a, b)} may be {' or '.join(sure[:4])}: namesakes can't be told apart in these letters."
    return "Others may bear the same name."


def _written(a: Place, b: Place) -> str:
    return " / ".join(dict.fromkeys(at.text.capitalize() for at in (a, b)))


def of_firms(a: Firm, b: Firm, alike: bool) -> tuple[str, ...]:
    """The reasons for two readings of the names of companies, bodies or vessels; ``alike`` as above."""
    told = []
    if a.numbers != b.numbers:
        told.append(f"The numbers differ: {_numbers(a)} / {_numbers(b)}.")
    meet = [
        meeting(one, other, law=at == 0)
        for at, (one, other) in enumerate(zip(a.proper, b.proper, strict=False))
    ]
    if len(a.proper) != len(b.proper):
        told.append(f"{_title(a)} / {_title(b)}: not the same syllables.")
    elif not all(meet):
        told += [
            _differ(*pair, alike)
            for pair, found in zip(zip(a.proper, b.proper, strict=True), meet, strict=True)
            if not found
        ]
    elif a.proper:
        titles = " / ".join(dict.fromkeys((_title(a), _title(b))))
        told.append(f"{titles}: both may be {''.join(found[0][1] for found in meet)}.")
    shared, apart = sorted(a.matter & b.matter), sorted(a.matter ^ b.matter)
    told += [f"Both speak of {', '.join(shared)}."] if shared else []
    told += [f"Only one speaks of {', '.join(apart)}."] if apart else []
    return tuple(told)


def _numbers(firm: Firm) -> str:
    return " ".join(firm.numbers) or "none"


def _title(firm: Firm) -> str:
    return "".join(at.text for at in firm.proper).capitalize() or "(generic words only)"
