"""Syllables of Hangul behind a spelling: the tables of the romanisations, turned round.

A reading of a spelling is a mapping from syllables of Hangul to weights: 1 where a standard spells the syllable so,
less for free and rare spellings.
"""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

HERE = Path(__file__).parent
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = "-ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
SYSTEMS = ("revised", "mccune", "dprk", "kontsevich")
LAW = 0.93
"""What a syllable weighs that the initial-sound law makes of the one that was written."""
FREE, _RARE = 0.93, 0.82
_WEIGHTS = {
    "latin": {"revised": 1.0, "mccune": 1.0, "dprk": 1.0, "free": FREE, "rare": _RARE},
    "cyrillic": {"kontsevich": 1.0, "soviet": FREE},
    "kana": {"kana": 0.97},
}
NARROW = frozenset("ㅑㅒㅕㅖㅛㅠㅣ")
"""Vowels before which the initial-sound law drops ㄹ and ㄴ; before the others ㄹ becomes ㄴ."""

Sounds = Mapping[str, float]
NONE: Sounds = MappingProxyType({})


class Letters(NamedTuple):
    """The letters of one syllable."""

    initial: str
    vowel: str
    final: str


def letters(syllable: str) -> Letters:
    """The letters of a syllable of Hangul; the final is ``-`` where there is none."""
    code = ord(syllable) - 0xAC00
    return Letters(INITIALS[code // 588], VOWELS[code // 28 % 21], FINALS[code % 28])


def syllable(initial: str, vowel: str, final: str) -> str:
    """The syllable that these letters make."""
    return chr(0xAC00 + INITIALS.index(initial) * 588 + VOWELS.index(vowel) * 28 + FINALS.index(final))


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the package's CSV files, comments left out."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def pairs(name: str) -> dict[str, str]:
    """The lines of one of the package's two-column TSV files."""
    lines = (HERE / name).read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


@cache
def common() -> frozenset[str]:
    """Syllables that given names are commonly made of."""
    return listed("given.txt")


@cache
def listed(name: str) -> frozenset[str]:
    """The syllables in one of the package's text files."""
    lines = (HERE / name).read_text("utf-8").splitlines()
    return frozenset(one for line in lines if not line.startswith("#") for one in line.split())


@cache
def inventory() -> frozenset[str]:
    """All syllables that a spelling may stand for: those of Hanja, of given names and of surnames."""
    named = {char for row in rows("surnames.csv") for char in row["surname"]}
    return frozenset(pairs("hanja.tsv")) | common() | listed("places.txt") | named


@cache
def kin(one: str) -> tuple[str, ...]:
    """Syllables that the initial-sound law (두음법칙) ties to this one: 리 ~ 이, 량 ~ 양, 로 ~ 노, 녀 ~ 여."""
    initial, vowel, final = letters(one)
    changes = ("ㄹㅇ", "ㄴㅇ") if vowel in NARROW else ("ㄹㄴ",)
    others = (pair.replace(initial, "") for pair in changes if initial in pair)
    return tuple(tied for other in others if (tied := syllable(other, vowel, final)) in inventory())


@cache
def _table(alphabet: str) -> dict[tuple[str, str], list[tuple[str, float]]]:
    """Spellings of each letter, best weight of each."""
    table: dict[tuple[str, str], dict[str, float]] = {}
    for row in rows("sounds.csv"):
        cell = table.setdefault((row["part"], row["letter"]), {})
        for system, weight in _WEIGHTS[alphabet].items():
            for text in row[system].split():
                cell.setdefault(text.replace("-", ""), weight)
    return {key: list(cell.items()) for key, cell in table.items()}


def _spelt(one: str, alphabet: str) -> Iterator[tuple[str, float]]:
    table, (initial, vowel, final) = _table(alphabet), letters(one)
    places = [
        table.get(("initial", initial), []),
        table.get(("vowel", vowel), []),
        table.get(("final", final), []),
    ]
    for begin, middle, end in product(*places):
        if not (begin[0] and middle[0].startswith("^")):
            yield begin[0] + middle[0].lstrip("^") + end[0], begin[1] * middle[1] * end[1]


@cache
def spellings(alphabet: str) -> dict[str, Sounds]:
    """From a spelling in the alphabet (``latin``, ``cyrillic``, ``kana``) to what it may stand for."""
    found: dict[str, dict[str, float]] = {}
    for one in inventory():
        for text, weight in _spelt(one, alphabet):
            cell = found.setdefault(text, {})
            cell[one] = max(cell.get(one, 0.0), weight)
    return {text: MappingProxyType(cell) for text, cell in found.items()}


@cache
def syllabary(alphabet: str) -> frozenset[str]:
    """All spellings of a syllable or a surname in the alphabet."""
    return frozenset(spellings(alphabet)) | (
        frozenset() if alphabet == "kana" else frozenset(_surname_spellings())
    )


@cache
def standard(one: str) -> tuple[str, ...]:
    """The syllable in the standard romanisations, marks left out, each once, Revised first."""
    found: dict[str, None] = {}
    for system in SYSTEMS[:3]:
        found |= dict.fromkeys(sorted(_in_system(system, *letters(one))))
    return tuple(found)


@cache
def systems(text: str, one: str) -> tuple[str, ...]:
    """The standards in which ``text`` spells this syllable, marks apart; empty: a free spelling."""
    bare = text.replace("'", "")
    return tuple(system for system in SYSTEMS if bare in _in_system(system, *letters(one)))


@cache
def _in_system(system: str, *parts: str) -> frozenset[str]:
    cells = {(row["part"], row["letter"]): row[system].replace("'", "").split() for row in rows("sounds.csv")}
    places = (cells.get(key, []) for key in zip(("initial", "vowel", "final"), parts, strict=True))
    return frozenset("".join(place).replace("-", "") for place in product(*places))


@cache
def spelt(text: str, alphabet: str = "latin") -> Sounds:
    """What one written syllable may stand for; empty where it is none."""
    table = spellings(alphabet)
    return table.get(text) or table.get(text.replace("'", "")) or NONE


@cache
def surnames() -> frozenset[str]:
    """All known surnames in Hangul, of one syllable or two."""
    return frozenset(row["surname"] for row in rows("surnames.csv"))


@cache
def common_surnames() -> frozenset[str]:
    """The surnames of ranks 1 and 2: they bear out a reading as Korean on their own."""
    return frozenset(row["surname"] for row in rows("surnames.csv") if row["rank"] in "12")


@cache
def _surname_spellings() -> dict[str, Sounds]:
    found: dict[str, dict[str, float]] = {}
    for row in rows("surnames.csv"):
        for text in row["spellings"].split():
            found.setdefault(text, {})[row["surname"]] = 1.0
    return {text: MappingProxyType(cell) for text, cell in found.items()}


def named(told: Mapping[str, float]) -> Sounds:
    """Only the surnames among the sounds."""
    return MappingProxyType({name: weight for name, weight in told.items() if name in surnames()})


@cache
def surname(text: str, alphabet: str = "latin") -> Sounds:
    """The surnames that a spelling may stand for."""
    bare = text.replace("'", "")
    told = dict(_surname_spellings().get(bare, NONE))
    for name, weight in spelt(text, alphabet).items():
        if name in surnames():
            told[name] = max(told.get(name, 0.0), weight)
    return MappingProxyType(told)


@cache
def hanja() -> dict[str, str]:
    """From a Hanja, also a simplified or Japanese one, to the syllables that it is read as."""
    found: dict[str, str] = {}
    for one, chars in pairs("hanja.tsv").items():
        for char in chars:
            found[char] = found.get(char, "") + one
    for char, others in pairs("variants.tsv").items():
        for other in others:
            found.setdefault(other, found[char])
    return found


@cache
def traditional(char: str) -> str:
    """The character that a simplified or Japanese one stands for; itself otherwise."""
    return _variants().get(char, char)


@cache
def _variants() -> dict[str, str]:
    return {other: char for char, others in pairs("variants.tsv").items() for other in others}


@cache
def pinyin() -> dict[str, Sounds]:
    """From a syllable of pinyin to those readings of its characters that given names are commonly made of."""
    table = {text: dict.fromkeys(set(told) & common(), 1.0) for text, told in pairs("pinyin.tsv").items()}
    return {text: MappingProxyType(told) for text, told in table.items() if told}


@cache
def pinyin_surnames() -> dict[str, Sounds]:
    """From pinyin to the Korean surnames whose characters are so spoken."""
    found: dict[str, dict[str, float]] = {}
    for row in rows("surnames.csv"):
        for text in row["pinyin"].split():
            found.setdefault(text, {})[row["surname"]] = 1.0
    return {text: MappingProxyType(told) for text, told in found.items()}
