"""Names as the index sees them: folded words, how much each weighs, and keys that survive a typing error.

Only for finding candidates: what two names are worth is decided by comparing them whole. Nothing here depends on
what else is on a list, so a stranger on a list can't keep an entity from being found.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from leadline.entities.names._align import ways
from leadline.entities.names._words import known

LONGEST = 1000
"""Characters of a name that are read; no name on any list comes near."""
WORDS = 24
"""Words of a name that are looked up."""
BEGINNING, LONG_BEGINNING = 8, 15
"""Letters of a word, and of words as one, that their keys are made of."""
SOUNDS, SPELT, GROUP, SHORT_FORM = "~", "≈", "#", "@"
"""Before a key that two words share for their sound or spelling, whatever their letters: see ``keys``."""
JOINED, AS_ONE = "=", "+"
"""Before the letters of several words of a listed name written as one, and of one that is asked for."""
_SPECIAL = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "ħ": "h", "ŋ": "n",
     "ə": "a", "&": " and ", "ʼ": "", "'": "", "’": "", "‘": "", "`": "", "´": "", "ʿ": "", "ʾ": "", "′": "", "＇": ""}
)  # fmt: skip
_ALIKE = str.maketrans("авекмнорстухіјѕԁһԛԝгαβεικνορτυχ", "abekmhopctyxijsdhqwraveikvoptux")
"""Cyrillic and Greek letters that look like Latin ones, each with the Latin letter that it looks like."""
_SOUNDS = (
    ("ph", "f"),
    ("ck", "k"),
    ("kh", "k"),
    ("gh", "g"),
    ("sh", "s"),
    ("zh", "s"),
    ("ts", "s"),
    ("tch", "c"),
    ("dj", "j"),
)
_SOUND = str.maketrans(
    {"c": "k", "q": "k", "z": "s", "v": "f", "x": "s", "g": "j"} | dict.fromkeys("aeiouyhw")
)
_EMPTY = {"and", "of", "for", "the", "de", "la", "y", "e"}
_GENERIC = frozenset(
    (Path(__file__).with_name("generic_words.txt")).read_text(encoding="utf-8").split("\n\n", 1)[1].split()
)


def fold(text: str) -> str:
    """Small letters without accents, marks that can't be seen, or quotation marks; words parted by one space.

    A Cyrillic or Greek letter within a Latin word becomes the Latin letter that it looks like.
    """
    text = unicodedata.normalize("NFKC", text[:LONGEST]).casefold().translate(_SPECIAL)
    if not text.isascii():
        text = unicodedata.normalize("NFC", "".join(_seen(unicodedata.normalize("NFD", text)))).translate(
            _SPECIAL
        )
    out = "".join(c if c.isalnum() else " " if c != "." else "." for c in text)
    words = out.replace(". ", " ").split()
    return " ".join(_one_script(w) for word in words for w in _dots(word))


def _seen(text: str) -> Iterator[str]:
    """Without combining marks and format characters (zero-width, direction)."""
    return (c for c in text if unicodedata.category(c) not in {"Mn", "Cf", "Cc"} or c in "\n\t")


def _dots(word: str) -> list[str]:
    """Letters with dots between are one word (L.L.C.); words with dots between are several."""
    parts = [part for part in word.split(".") if part]
    return ["".join(parts)] if parts and all(len(part) == 1 for part in parts) else parts


def _one_script(word: str) -> str:
    if word.isascii() or not any("a" <= c <= "z" for c in word):
        return word
    return word.translate(_ALIKE)


@lru_cache(8192)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in Latin letters, at most ``WORDS``; Hangul stays as it is, for the Korean kernel to read."""
    told = fold(name).split()[:WORDS]
    if all(word.isascii() or _is_hangul(word) for word in told):
        return tuple(told)
    from rigour.text.translit import ascii_text  # a tenth of a second that a Latin or Korean name needn't pay

    latin = (word if _is_hangul(word) else ascii_text(word) for word in told)
    return tuple(fold(" ".join(latin)).split()[:WORDS])


def _is_hangul(word: str) -> bool:
    return all("가" <= c <= "힣" for c in word)


def initials(told: Sequence[str]) -> str:
    """The letters that words begin with, those of the particles ``and``, ``of`` … left out."""
    return "".join(word[0] for word in told if word not in _EMPTY)


def weight(word: str) -> float:
    """How much of a name a word makes: words that many names share (``generic_words.txt``) and initials less."""
    if word in _GENERIC:
        return 0.4
    return 0.4 if len(word) == 1 else 1.0


def reach(word: str) -> int:
    """Letters that may be wrong in a word so that it is still looked up."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 or word[0] in {JOINED, AS_ONE} else 2


def keys(word: str) -> set[str]:
    """Keys of a word: itself, itself with up to ``reach`` letters left out, and its consonants by sound.

    Two words that differ by that many letters (one more, one less, another one, two changed places) share a key:
    symmetric deletion in the first ``BEGINNING`` letters, as by W. Garbe's SymSpell; doubled letters count once, too.
    A key of consonants begins with ``SOUNDS``, one of the spellings that the comparison takes for one with ``SPELT``
    or ``GROUP``, one of familiar forms with ``SHORT_FORM``. Words as one have the keys of a word, a name as one has
    its own.
    """
    most, start = reach(word), 1 if word[0] == JOINED else 0
    alone, letters = word[0] not in {JOINED, AS_ONE}, word.removeprefix(AS_ONE)
    last = {letters[: LONG_BEGINNING if start else BEGINNING]}
    if alone:
        last.add(ways(word).single[:BEGINNING])
    found = set(last)
    for _ in range(most):
        last = {w[:i] + w[i + 1 :] for w in last if len(w) > 2 + start for i in range(start, len(w))}
        found |= last
    return found | _like(word) if alone else found


def _like(word: str) -> set[str]:
    """Keys of a word beyond its letters: by sound, by spelling, by the names that it is a form of."""
    told = ways(known().same.get(word, word))
    found = {f"{GROUP}{n}" for n in told.spellings} | {f"{SHORT_FORM}{n}" for n in told.nicknames}
    if len(told.bare) >= 3:
        found.add(told.bare)
    if len(told.spelt) >= 2:
        found.add(SPELT + told.spelt)
    if len(bones := consonants(word)) >= 3:
        found.add(SOUNDS + bones)
    return found


@lru_cache(8192)
def consonants(word: str) -> str:
    """The consonants of a word by their sound, doubled ones once: Mohammed and Muhamad are both mmd."""
    for spelled, sound in _SOUNDS:
        word = word.replace(spelled, sound)
    return "".join(c for i, c in enumerate(word) if i == 0 or c != word[i - 1]).translate(_SOUND)
