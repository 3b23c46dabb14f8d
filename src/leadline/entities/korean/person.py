"""Names of people: a surname and one or two syllables, in either order, in any script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice, product
from types import MappingProxyType
from typing import NamedTuple

from . import sounds
from .codes import of_row
from .fold import Word, words
from .near import agree, near, skeleton
from .reading import (
    MOST,
    Place,
    Row,
    broken,
    in_context,
    initial_of,
    is_clean,
    rows_of,
)
from .sounds import Sounds

LAST, GLUED, TORN, REVERSED, PINYIN = 0.99, 0.98, 0.95, 0.75, 0.78
"""What a reading weighs whose surname comes last; is written together with the given name; that has a word torn in
two; whose words all stand in reverse; that takes the name for the Chinese reading of its characters."""
_MOST_PLACES = 4


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One way to read a name as a person's."""

    surname: Place
    given: Row
    weight: float
    last: bool = False
    """The surname comes last."""
    apart: bool = False
    """In Latin letters, each syllable a word of its own."""

    @property
    def places(self) -> Row:
        """Surname first."""
        return (self.surname, *self.given)

    def turned(self, other: "Person") -> bool:
        """Whether the given names agree only when all words of one stand in reverse: 'Chol Su KIM', 'KIM Su Chol'."""
        if self.last == other.last or len(self.given) != 2 or not (self.apart and other.apart):
            return False
        return _given(self.given, other.given[::-1]) * REVERSED > _given(self.given, other.given)


class Readings(NamedTuple):
    """The ways to read a name as a person's."""

    whole: tuple[Person, ...]
    """Each syllable is one."""
    loose: tuple[Person, ...]
    """With one syllable that is none, or that lacks its vowels: a slip of the pen, if the name is Korean at all."""
    chinese: tuple[Person, ...]
    """As the Chinese reading (pinyin) of a name in characters."""


@lru_cache(1 << 16)
def read(name: str) -> Readings:
    """The ways to read a name as a person's."""
    told = _untitled([_letter(word) for word in words(name)])
    whole: list[Person] = []
    slips: list[Person] = []
    for part in _parts([word for word in told if word.script != "digit"]):
        found = list(islice(_persons(part, [_readable(word) for word in part]), MOST))
        whole += found
        if not any(map(_common, found)) or not all(map(is_clean, part)):
            whole += _mended(part) if not found else ()
            slips += islice(_with_slips(part), 2 * MOST)
    return Readings(_common_first(whole), tuple(slips), tuple(_chinese(told)))


def _untitled(told: list[Word]) -> list[Word]:
    """The words without titles, as long as a name may stay: two words, or one of several syllables of Hangul or Hanja."""
    left = [word for word in told if word.text not in sounds.listed("titles.txt")]
    syllables = sum(len(word.text) if word.script in {"hangul", "han"} else 1 for word in left)
    return left if syllables > 1 else told


def _letter(word: Word) -> Word:
    """A nought or a one that stands alone is O or I."""
    script, text = (
        ("latin", "oi"["01".index(word.text)]) if word.text in {"0", "1"} else (word.script, word.text)
    )
    return word._replace(text=text, script=script)


def _mended(part: Sequence[Word]) -> Iterator[Person]:
    """The readings after two neighbouring pieces are taken for one word torn apart."""
    for i in range(len(part) - 1):
        if part[i].script == part[i + 1].script in {"latin", "cyrillic"}:
            joined = part[i]._replace(text=part[i].text + part[i + 1].text)
            mended = [*part[:i], joined, *part[i + 2 :]]
            for one in islice(_persons(mended, [rows_of(word) for word in mended]), 2):
                yield replace(one, weight=one.weight * TORN)


def _parts(told: Sequence[Word]) -> list[list[Word]]:
    """The words, or, where the name is given in several scripts, those of each; of all with at most five.

    Hangul and Hanja are one script where they make one name: Koreans write both in a name.
    """
    scripts = {word.script: [other for other in told if other.script == word.script] for word in told}
    if {"hangul", "han"} <= scripts.keys():
        mixed = [word for word in told if word.script in {"hangul", "han"}]
        if sum(len(word.text) for word in mixed) <= _MOST_PLACES:
            scripts = {**scripts, "hangul": mixed, "han": []}
    return [part for part in scripts.values() if 0 < len(part) <= _MOST_PLACES + 1]


def _readable(word: Word) -> list[Row]:
    initial = initial_of(word)
    return [*rows_of(word), *([(initial,)] if initial else [])]


def _with_slips(part: Sequence[Word]) -> Iterator[Person]:
    """Readings with one broken word, or more where each only lacks its vowels."""
    choices = [_readable(word) for word in part]
    missing = [i for i, word in enumerate(part) if not is_clean(word)]
    if len(missing) > 1:
        if all(_no_vowels(part[i]) for i in missing):
            bare = [list(broken(word))[:1] if i in missing else choices[i] for i, word in enumerate(part)]
            yield from _persons(part, bare, slips=True)
        return
    yield from _persons(part, choices, slips=True)
    for i in missing or range(len(part)):
        yield from _persons(part, [*choices[:i], list(broken(part[i])), *choices[i + 1 :]], slips=True)


def _no_vowels(word: Word) -> bool:
    return skeleton(word.text) == word.text.replace("'", "")


def _persons(part: Sequence[Word], choices: Sequence[Sequence[Row]], slips: bool = False) -> Iterator[Person]:
    longest = _MOST_PLACES + 1 - len(part)
    for rows in product(*([row for row in rows if len(row) <= longest] for rows in choices)):
        flat = in_context(tuple(one for row in rows for one in row))
        if 2 <= len(flat) <= _MOST_PLACES:
            yield from _surname_first(part, rows, flat, slips)
            yield from _surname_last(part, rows, flat, slips)


def _surname_first(
    part: Sequence[Word], rows: Sequence[Row], flat: Sequence[Place], slips: bool
) -> Iterator[Person]:
    if len(part) > 2 and part[1].hugs and not part[2].hugs and len(rows[0]) == 1:
        return  # 'Jong-un Kim': what a hyphen ties to the next is no surname
    for long in (1, 2):
        found = _surname(flat[:long], slips)
        if found and 0 < len(flat) - long <= 2 and not _far_fetched(part, flat[long:]):
            glued = len(part) > 1 and len(rows[0]) > long
            yield Person(found, tuple(flat[long:]), GLUED if glued else 1.0, apart=_apart(part))


def _surname_last(
    part: Sequence[Word], rows: Sequence[Row], flat: Sequence[Place], slips: bool
) -> Iterator[Person]:
    if flat[0].script in {"hangul", "han"} and len(part) == 1:
        return
    for long in (1, 2):
        own = len(rows[-1]) == long and not part[-1].hugs
        found = _surname(flat[-long:], slips) if own or len(part) == 1 else None
        if found and 0 < len(flat) - long <= 2 and not _far_fetched(part, flat[:-long]):
            weight = LAST if own else LAST * GLUED
            yield Person(found, tuple(flat[:-long]), weight, last=True, apart=_apart(part))


def _far_fetched(part: Sequence[Word], given: Sequence[Place]) -> bool:
    """One word of letters is a whole name only where its syllables are such as names are made of."""
    return len(part) == 1 and given[0].script not in {"hangul", "han"} and any(one.doubtful for one in given)


def _chinese(told: Sequence[Word]) -> Iterator[Person]:
    """The name as pinyin: a surname of its own and two syllables; one alone would say too little."""
    if not 2 <= len(told) <= 3 or any(word.script != "latin" for word in told):
        return
    for last in (False, True):
        family = told[-1 if last else 0].text
        rest = [text for word in (told[:-1] if last else told[1:]) for text in word.text.split("'")]
        if family in sounds.pinyin_surnames():
            surname = Place(family, sounds.pinyin_surnames()[family], "pinyin")
            for row in _pinyin("".join(rest)) if len(rest) == 1 else [rest]:
                if len(row) == 2 and all(text in sounds.pinyin() for text in row):
                    given = tuple(Place(text, sounds.pinyin()[text], "pinyin") for text in row)
                    yield Person(surname, given, PINYIN, last)


def _pinyin(text: str) -> list[list[str]]:
    return [[text[:at], text[at:]] for at in range(1, len(text))]


def _apart(part: Sequence[Word]) -> bool:
    return len(part) == 3 and not any(word.hugs or word.script != "latin" for word in part)


def _surname(row: Sequence[Place], slips: bool) -> Place | None:
    """The places as one surname, or nothing; with slips, one that is no surname stands for one misspelt."""
    if len(row) == 1:
        told = _surname_sounds(row[0])
        if told or slips:
            return replace(row[0], sounds=told)
        return None
    first, second = row
    told = {name: 1.0 for name in _double() if name[0] in first.sounds and name[1] in second.sounds}
    spelt = tuple(a + b for a, b in product(first.spelt, second.spelt))
    return (
        Place(first.text + second.text, MappingProxyType(told), first.script, spelt=spelt) if told else None
    )


@cache
def _double() -> list[str]:
    return [name for name in sounds.surnames() if len(name) == 2]


def _surname_sounds(one: Place) -> Sounds:
    if one.script in {"latin", "cyrillic", "kana"}:
        return sounds.surname(one.text, one.script)
    return sounds.named(one.sounds)


def _common_first(whole: list[Person]) -> tuple[Person, ...]:
    """Readings whose surname comes first or is common; a rare one at the end only where there is no other."""
    common = [one for one in whole if _common(one) or not one.last]
    return tuple(common or whole)


def _common(one: Person) -> bool:
    return not sounds.common_surnames().isdisjoint(one.surname.sounds)


def likeness(a: Person, b: Person) -> float:
    """0 to 1; at most one place may be a slip of the pen, more only where vowels are left out."""
    if len(a.given) != len(b.given) or (len(a.given) == 1 and not (a.surname.sounds and b.surname.sounds)):
        return 0.0
    score = a.weight * b.weight * _surnames(a.surname, b.surname)
    if not score:
        return 0.0
    if a.turned(b):
        return score * REVERSED * _given(a.given, b.given[::-1])
    return score * _given(a.given, b.given)


def _given(a: Row, b: Row) -> float:
    score = 1.0
    for at, (one, other) in enumerate(zip(a, b, strict=True)):
        score *= agree(one, other, law=at == 0) or (_slipped(one, other) and near(one, other))
        if not score:
            return 0.0
    return score


def _surnames(a: Place, b: Place) -> float:
    return agree(a, b, law=True) or (near(a, b) if not a.sounds or not b.sounds else 0.0)


def _slipped(a: Place, b: Place) -> bool:
    """Whether one of them may be a slip of the pen: no syllable at all, or, in letters, one that names seldom have."""
    if a.script == b.script == "latin":
        return a.doubtful or b.doubtful
    return not a.sounds or not b.sounds


def keys(name: str) -> frozenset[str]:
    """Keys of a person's name: all its syllables, all but one of them, and its consonants."""
    return frozenset(key for readings in read(name) for one in readings for key in _keys(one))


def _keys(one: Person) -> Iterator[str]:
    yield from of_row(one.places)
    if one.apart:
        yield from of_row((one.surname, *one.given[::-1]))
