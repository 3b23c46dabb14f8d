"""Readings of a name: rows of places, each place a set of syllables of Hangul that it may stand for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise, product
from types import MappingProxyType

from . import sounds
from .fold import Word
from .sounds import NONE, Sounds

MOST = 12
"""Readings that are kept of a name."""
_LONGEST = 7
_VOWELS = frozenset("aeiou")
_GROUPS = re.compile("[aeiou]+|[аеёиоуыэюя]+")
_OCR: tuple[tuple[str, str], ...] = (
    ("1", "l"),
    ("1", "i"),
    ("0", "o"),
    ("5", "s"),
    ("8", "b"),
    ("2", "z"),
    ("rn", "m"),
    ("m", "rn"),
    ("l", "i"),
)
_OCR += (("z", "s"), ("z", "j"), ("d", "cl"))
OCR = 0.92
"""What a syllable weighs that is read only after a letter is taken for one that looks like it."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One syllable of a name, as written and as it may be read. A surname of two syllables is one place."""

    text: str
    """As written, folded."""
    sounds: Sounds
    """Syllables it may stand for, with weights; empty: not readable (a slip of the pen, or not Korean)."""
    script: str = "latin"
    initial: bool = False
    """Only the first letter of a syllable is given."""
    spelt: tuple[str, ...] = field(default=())
    """How the place looks in Latin letters: as written, or in the standard romanisations."""
    sure: float = 1.0
    """Less where a letter was taken for one that looks like it."""

    @property
    def doubtful(self) -> bool:
        """Not a syllable that names are commonly made of: it may be a slip of the pen."""
        return sounds.common().isdisjoint(self.sounds)


Row = tuple[Place, ...]


def place(text: str, told: Sounds, script: str = "latin") -> Place:
    """A place that is read as told."""
    bare = text.replace("'", "")
    spelt = (bare,) if script == "latin" else tuple(s for one in told for s in _romanised(one))
    return Place(text, told, script, spelt=spelt)


def _romanised(one: str) -> tuple[str, ...]:
    if len(one) == 1:
        return sounds.standard(one)
    return tuple("".join(parts) for parts in product(*map(sounds.standard, one)))


@lru_cache(1 << 14)
def rows_of(word: Word) -> tuple[Row, ...]:
    """How one word may be cut into syllables; empty where it can't be."""
    if word.script == "hangul":
        return (tuple(_hangul(char) for char in word.text),)
    if word.script == "han":
        row = tuple(_han(char) for char in word.text)
        return (row,) if all(one.sounds for one in row) else ()
    if word.script in {"latin", "cyrillic", "kana"}:
        return _cut(word.text, word.script) or _repaired(word.text, word.script)
    return ()


def is_clean(word: Word) -> bool:
    """Whether the word is made of syllables as it stands, or is an initial."""
    if word.script in {"latin", "cyrillic", "kana"}:
        return bool(_cut(word.text, word.script)) or initial_of(word) is not None
    return bool(rows_of(word))


@lru_cache(1 << 12)
def _hangul(char: str) -> Place:
    return place(char, MappingProxyType({char: 1.0}), "hangul")


@lru_cache(1 << 13)
def _han(char: str) -> Place:
    told = sounds.hanja().get(char, "")
    return place(sounds.traditional(char), MappingProxyType(dict.fromkeys(told, 1.0)), "han")


@lru_cache(1 << 14)
def _cut(text: str, script: str, most: int = 5) -> tuple[Row, ...]:
    """The ways to cut letters into at most ``most`` syllables, fewest first."""
    if len(text) > most * _LONGEST:
        return ()
    known, whole = sounds.syllabary(script), len(text)
    tails: list[list[tuple[str, ...]]] = [[] for _ in text] + [[()]]
    for start in range(whole - 1, -1, -1):
        if not any(tails[start + 1 : start + 1 + _LONGEST]):
            return ()  # what follows can't be cut, however this begins
        for end in range(start + 1, min(whole, start + _LONGEST) + 1):
            if tails[end] and _is_known(text[start:end], known) and text[end : end + 1] != "'":
                piece = (text[start:end],)
                tails[start] += [piece + tail for tail in tails[end] if len(tail) < most][: 4 * MOST]
    return tuple(sorted((_read(row, script) for row in tails[0]), key=_likely)[:6])


def _is_known(piece: str, known: frozenset[str]) -> bool:
    return piece in known or ("'" in piece and piece.replace("'", "") in known)


def _likely(row: Row) -> tuple[int, int, float]:
    """Fewest syllables first, then those that names are made of."""
    doubts = sum(one.doubtful for one in row)
    return (len(row), doubts, -sum(max(one.sounds.values(), default=0.0) for one in row))


def _read(pieces: tuple[str, ...], script: str) -> Row:
    if script != "latin":
        return tuple(place(piece, sounds.spelt(piece, script), script) for piece in pieces)
    return tuple(
        _in_place(pieces[i - 1] if i else "", piece, (pieces[i + 1 :] or ("",))[0])
        for i, piece in enumerate(pieces)
    )


@lru_cache(1 << 14)
def _in_place(before: str, piece: str, after: str) -> Place:
    """The syllable as read beside its neighbours: 'nyong' after 'kang' is also 룡, 'sil' before 'lim' also 신."""
    told = dict(sounds.spelt(piece))
    if before[-1:] in {"k", "m", "g", "p"} and piece[:1] == "n":
        _more(told, "r" + piece[1:])
    if before[-1:] == "l" and piece[:1] in {"l", "n"}:
        _more(told, ("n" if piece[0] == "l" else "r") + piece[1:])
    for end, first, own in (("ng", "nmr", "k"), ("m", "nmr", "p"), ("l", "l", "n")):
        if piece.endswith(end) and after[:1] and after[0] in first:
            _more(told, piece.removesuffix(end) + own)
    return place(piece, MappingProxyType(told))


def in_context(row: Row) -> Row:
    """The places of several words, each read beside its neighbours."""
    if not any(a.text[-1:] in "gkmpl" and b.text[:1] in "nlmr" for a, b in pairwise(row)):
        return row
    texts = ["", *(one.text if one.script == "latin" else "" for one in row), ""]
    return tuple(
        _in_place(texts[i], one.text, texts[i + 2]) if one.script == "latin" and one.sounds else one
        for i, one in enumerate(row)
    )


def _more(told: dict[str, float], text: str) -> None:
    for one, weight in sounds.spelt(text).items():
        told.setdefault(one, weight * sounds.LAW)


def _repaired(text: str, script: str) -> tuple[Row, ...]:
    """The word after letters are taken for those that look like them (1 for l, 0 for o, rn for m)."""
    if script != "latin" or len(text) > _LONGEST + 1:
        return ()
    for wrong, right in _OCR:
        for at in range(len(text)) if wrong in text else ():
            if text.startswith(wrong, at) and (found := _cut(_once(text, at, wrong, right), script)):
                return tuple(tuple(replace(one, sure=OCR) for one in row) for row in found)
    return ()


def _once(text: str, at: int, wrong: str, right: str) -> str:
    return text[:at] + right + text[at + len(wrong) :]


def initial_of(word: Word) -> Place | None:
    """The word as an initial: one consonant, or one letter with a full stop."""
    if (
        word.script != "latin"
        or len(word.text) > 2
        or (len(word.text) == 2 and word.text not in {"ch", "ph", "th", "kh"})
    ):
        return None
    if word.dot or not _VOWELS & set(word.text):
        return Place(word.text, NONE, initial=True, spelt=(word.text,))
    return None


def broken(word: Word) -> Iterator[Row]:
    """The word with one syllable that can't be read: the whole of it, or what stays beside one that can."""
    text, script = word.text.replace("'", ""), word.script
    if script not in {"latin", "cyrillic"} or len(text) > 14:
        return
    if _one_syllable(text):
        yield (place(text, NONE, script),)
    for cut in range(2, len(text) - 1):
        head, tail = text[:cut], text[cut:]
        if sounds.spelt(tail, script) and _one_syllable(head):
            yield (place(head, NONE, script), place(tail, sounds.spelt(tail, script), script))
        if sounds.spelt(head, script) and _one_syllable(tail):
            yield (place(head, sounds.spelt(head, script), script), place(tail, NONE, script))


def _one_syllable(text: str) -> bool:
    """Whether a slip of the pen may have made this of one syllable: short, with vowels in one place at most."""
    return 2 <= len(text) <= 7 and len(_GROUPS.findall(text)) <= 1
