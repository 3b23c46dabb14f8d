"""Names of companies, bodies and vessels: generic words apart, what is left is a row of syllables, and numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations, islice, product
from math import prod

from . import sounds
from .codes import codes
from .fold import LONGEST, Word, words
from .near import agree, near
from .reading import MOST, Place, Row, rows_of

_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_MOST_KEYS = 256
"""Of one reading; a row of syllables that may be more than so many others is no name."""
_ORDINAL = re.compile(r"제\s*(?=\d)")
_SLIPS = range(3, 8)
"""How many syllables a firm's name has in which one may be a slip of the pen."""
_SPLIT = re.compile(r"\d+|[^\d]+")
_ABOUT = frozenset({"matter", "body"})
_KOREAN = frozenset({"hangul", "han"})
UNSHARED, ONE_SIDED = 0.35, 0.75
"""What names weigh whose generic words speak of different things, or of which only one has generic words."""


@dataclass(frozen=True, slots=True, eq=False)
class Firm:
    """One way to read the name of a company, a body or a vessel."""

    proper: Row
    """The syllables that are its own; empty where it is made of generic words only."""
    matter: frozenset[str]
    """What the generic words say it is about."""
    generic: frozenset[str]
    """All that the generic words say, of country and legal form too."""
    numbers: tuple[str, ...]
    korean: bool
    """Written in Hangul or Hanja, or says that it is of Korea."""

    @property
    def tokens(self) -> frozenset[str]:
        """What tells a firm that has no name of its own: its generic words and numbers."""
        return self.generic | frozenset(self.numbers)

    @property
    def looks_korean(self) -> bool:
        """Whether its own name looks Korean by more than chance: half of its syllables, of two or more, are closed."""
        closed = sum(map(_is_closed, self.proper))
        return len(self.proper) > 1 and 2 * closed >= len(self.proper)


@lru_cache(1 << 16)
def read(name: str) -> tuple[Firm, ...]:
    """The ways to read a name as a company's or vessel's; none where some of it is neither Korean nor generic."""
    told = [piece for word in words(_ORDINAL.sub("", name[:LONGEST])) for piece in _pieces(word)]
    found: list[Firm] = []
    for scripts in dict.fromkeys(
        "k" if word.script in _KOREAN else word.script for word in told if word.script != "digit"
    ):
        part = [
            w for w in told if w.script == "digit" or scripts == ("k" if w.script in _KOREAN else w.script)
        ]
        if len(part) <= 14:
            found += islice(_firms(part), MOST)
    return tuple(found)


def _pieces(word: Word) -> Iterator[Word]:
    for text in _SPLIT.findall(word.text.strip("'")):
        if text in _ROMAN:
            yield Word(_ROMAN[text], "digit", word.hugs, word.dot)
        else:
            yield Word(text, "digit" if text.isdigit() else word.script, word.hugs, word.dot)


def _firms(part: Sequence[Word]) -> Iterator[Firm]:
    numbers: list[str] = []
    said: list[tuple[str, str]] = []
    left: list[Sequence[Row]] = []
    korean, at = part[0].script == "cyrillic", 0
    while at < len(part):
        word = part[at]
        found, used = _generic(part, at)
        at += used
        if word.script == "digit":
            numbers.append(word.text.lstrip("0") or "0")
        elif found is None or found[1] == "proper":
            rows = _translated(found[0]) if found else _own(word)
            if rows:
                left.append(rows)
                korean = korean or word.script in _KOREAN
            elif not _acronym(word, part):
                return
        elif found[1] == "foreign":
            return
        else:
            said.append(found)
            korean = korean or found[0] == "korea" or (used == 1 and word.text not in _english())
    for rows in islice(product(*left), MOST):
        firm = _parted([one for row in rows for one in row], said, numbers, korean)
        if prod(len(codes(one)) for one in firm.proper) <= _MOST_KEYS:
            yield firm


def _acronym(word: Word, part: Sequence[Word]) -> bool:
    """Whether the word is made of first letters of the others, as in 'Daedong Credit Bank (DCB)'."""
    firsts = iter(other.text[0] for other in part if other is not word)
    return 1 < len(word.text) < 7 and all(letter in firsts for letter in word.text)


def _parted(flat: Sequence[Place], said: list[tuple[str, str]], numbers: list[str], korean: bool) -> Firm:
    """The row as a firm; generic words of Hangul and Hanja that stand in it are taken out."""
    proper: list[Place] = []
    told, at = list(said), 0
    while at < len(flat):
        long, concept = _longest(flat, at) if flat[at].script in _KOREAN else (0, ("", ""))
        if long:
            told.append(concept)
        else:
            proper.append(flat[at])
        at += long or 1
    matter = frozenset(one for concept, role in told if role in _ABOUT for one in concept.split("+"))
    generic = frozenset(one for concept, role in told if role != "number" for one in concept.split("+"))
    counted = sorted([*numbers, *(concept for concept, role in told if role == "number")])
    return Firm(tuple(proper), matter, generic - {"company", "and"}, tuple(counted), korean)


def _generic(part: Sequence[Word], at: int) -> tuple[tuple[str, str] | None, int]:
    """The generic word or phrase that begins here, with the number of words it takes."""
    for long in range(min(4, len(part) - at), 0, -1):
        phrase = " ".join(word.text for word in part[at : at + long])
        found = _english().get(phrase) or (
            _russian(phrase) if long == 1 and part[at].script == "cyrillic" else None
        )
        if found:
            return found, long
    return (_romanised(part[at]) if part[at].script == "latin" else None), 1


@lru_cache(1 << 12)
def _romanised(word: Word) -> tuple[str, str] | None:
    """A generic Korean word in Latin letters: 'unhaeng', 'muyok', 'hoesa'."""
    for row in rows_of(word):
        long, found = _longest(row, 0)
        if len(row) > 1 and long == len(row):
            return found
    return None


@lru_cache(1 << 14)
def _own(word: Word) -> Sequence[Row]:
    """The ways to read a word that is no generic one; of Latin letters only such as look Korean."""
    return [row for row in rows_of(word) if word.script in _KOREAN or _plausible(row)]


def _plausible(row: Row) -> bool:
    """But one syllable that is rare or rarely spelt so, in a word of three or more."""
    return sum(_rare(one) for one in row) <= (len(row) > 2)


def _rare(one: Place) -> bool:
    weight = max((weight for syllable, weight in one.sounds.items() if syllable in _usual()), default=0.0)
    return weight < sounds.FREE


@cache
def _usual() -> frozenset[str]:
    return sounds.common() | sounds.listed("places.txt")


def _is_closed(one: Place) -> bool:
    return any(sounds.letters(syllable).final != "-" for syllable in one.sounds)


@cache
def _translated(concept: str) -> Sequence[Row]:
    """The Korean of a name that is given in translation: 'Green Pine' is 청송."""
    told = next(row["hangul"] for row in sounds.rows("words.csv") if row["concept"] == concept)
    return [row for text in told.split("|") for row in rows_of(Word(text, "hangul", hugs=False, dot=False))]


def _longest(row: Sequence[Place], at: int) -> tuple[int, tuple[str, str]]:
    """How many syllables the longest generic word takes that may begin here, and the word."""
    best, found = 0, ("", "")
    for first in row[at].sounds:
        for text, concept in _hangul().get(first, ()):
            if len(text) > best and _stands(text, row, at):
                best, found = len(text), concept
    return best, found


def _stands(text: str, row: Sequence[Place], at: int) -> bool:
    """Whether the word may stand here; one of a single syllable only at the end."""
    if at + len(text) > len(row) or (len(text) == 1 and at + 1 < len(row)):
        return False
    return all(text[i] in row[at + i].sounds for i in range(1, len(text)))


@cache
def _table() -> list[tuple[dict[str, str], tuple[str, str]]]:
    return [(row, (row["concept"], row["role"])) for row in sounds.rows("words.csv")]


@cache
def _english() -> dict[str, tuple[str, str]]:
    return {text: concept for row, concept in _table() for text in row["english"].split("|") if text}


@cache
def _hangul() -> dict[str, list[tuple[str, tuple[str, str]]]]:
    found: dict[str, list[tuple[str, tuple[str, str]]]] = {}
    for row, concept in _table():
        for text in row["hangul"].split("|"):
            if text and concept[1] != "proper":
                found.setdefault(text[0], []).append((text, concept))
    return found


@lru_cache(1 << 12)
def _russian(text: str) -> tuple[str, str] | None:
    for row, concept in _table():
        for stem in row["russian"].split("|"):
            if stem and (text.startswith(stem[:-1]) if stem.endswith("*") else text == stem):
                return concept
    return None


def tell(a: Firm, b: Firm) -> bool:
    """Whether two readings tell something of each other: one is surely Korean, or both look so."""
    return a.korean or b.korean or (a.looks_korean and b.looks_korean)


def likeness(a: Firm, b: Firm) -> float:
    """0 to 1: the same syllables, the same numbers, and generic words that don't speak of different things."""
    if a.numbers != b.numbers or bool(a.proper) != bool(b.proper) or len(a.proper) != len(b.proper):
        return 0.0
    if not a.proper:
        enough = len(a.tokens & b.tokens) > 1 and a.matter & b.matter
        return min(_dice(a.generic, b.generic), _dice(a.matter, b.matter)) if enough else 0.0
    score = _proper(a.proper, b.proper)
    if a.matter and b.matter:
        return score * (UNSHARED + (1 - UNSHARED) * _dice(a.matter, b.matter))
    return score * (1.0 if a.matter == b.matter else ONE_SIDED)


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b))


def _proper(a: Row, b: Row) -> float:
    """All syllables agree; of three to seven, one may be a slip of the pen that made a rare syllable."""
    score, slips = 1.0, 0
    for at, (one, other) in enumerate(zip(a, b, strict=True)):
        same = agree(one, other, law=at == 0)
        if (
            not same
            and len(a) in _SLIPS
            and one.script == other.script == "latin"
            and (_rare(one) or _rare(other))
        ):
            same, slips = near(one, other), slips + 1
        score *= same
        if not score or slips > 1:
            return 0.0
    return score


def keys(name: str) -> frozenset[str]:
    """Keys of a firm's name: its syllables and numbers; pairs of generic words where it has no name of its own."""
    return frozenset(key for firm in read(name) for key in _keys(firm))


def _keys(firm: Firm) -> Iterator[str]:
    if not firm.proper:
        yield from ("C:" + "+".join(pair) for pair in combinations(sorted(firm.tokens), 2))
        return
    told = [codes(one) for one in firm.proper]
    for row in product(*told):
        yield "F:" + ".".join((*row, *firm.numbers))
    for left_out in range(len(told)) if len(told) in _SLIPS else ():
        for row in product(*told[:left_out], "*", *told[left_out + 1 :]):
            yield "F:" + ".".join((*row, *firm.numbers))
