"""Text as it comes in, folded to words: width, case, accents, look-alikes and invisible characters are gone."""

import re
import unicodedata
from typing import NamedTuple

LONGEST = 160
"""Characters that are read of a name; more is no name."""

_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʻ`´′ʹ＇‛"), "'")
_TO_LATIN = str.maketrans("авгезіїјкмнопрсѕтухԁԛԝһӏ", "abre3iijkmhonpcstyxdqwhl")
_TO_CYRILLIC = str.maketrans("aeopcxykmth", "аеорсхукмтн")
_CYRILLIC, _LATIN = re.compile("[\u0400-\u052f]"), re.compile("[a-z]")
_CYRILLIC_ONLY = re.compile("[бгдёжзийлпфцчшщъыьэюя]")
_BREVES = {"o": "o'", "u": "u'"}
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]*)*")
_HUGGING = {"-", "‐", "‑", "–", "﹣"}
_JOIN = {"i": "y", "u": "w"}


class Word(NamedTuple):
    """One word of a name."""

    text: str
    """Small letters; an apostrophe stands for the marks of McCune-Reischauer."""
    script: str
    """latin, hangul, han, cyrillic, kana, digit or other."""
    hugs: bool
    """A hyphen ties it to the word before."""
    dot: bool
    """A full stop follows: an abbreviation or an initial."""


def script_of(char: str) -> str:
    """The script of a folded character: ``latin``, ``hangul``, ``han``, ``cyrillic``, ``kana``, ``digit``, ``other``."""
    if char < "\u0250":
        return "digit" if char.isdigit() else "latin"
    code = ord(char)
    for name, first, last in _SCRIPTS:
        if first <= code <= last:
            return name
    return "other"


_SCRIPTS = (
    ("hangul", 0xAC00, 0xD7A3),
    ("han", 0x4E00, 0x9FFF),
    ("han", 0x3400, 0x4DBF),
    ("han", 0xF900, 0xFAFF),
    ("han", 0x3005, 0x3007),
    ("cyrillic", 0x0400, 0x04FF),
    ("kana", 0x3041, 0x30FA),
    ("kana", 0x30FC, 0x30FF),
    ("han", 0x20000, 0x3FFFF),
)


def fold(text: str) -> str:
    """The text in small letters and its plainest form; at most ``LONGEST`` characters of it."""
    plain = unicodedata.normalize("NFKC", text[: 3 * LONGEST]).translate(_APOSTROPHES)
    plain = "".join(
        c for c in plain if unicodedata.category(c) not in {"Cf", "Cc", "Co", "Cs"} or c in "\t\n"
    )
    return _one_alphabet("".join(map(_bare, plain[:LONGEST].lower())))


def _bare(char: str) -> str:
    """The letter without its accent; a breve over o or u becomes an apostrophe."""
    if char < "\u00c0" or not (
        "\u00c0" <= char < "\u0250" or "\u0300" <= char < "\u0370" or "\u1e00" <= char < "\u1f00"
    ):
        return char
    if unicodedata.combining(char):
        return ""
    parts = unicodedata.normalize("NFD", char)
    if len(parts) > 1 and parts[1] in "\u0306\u030c" and parts[0] in _BREVES:
        return _BREVES[parts[0]]
    return parts[0]


def _one_alphabet(text: str) -> str:
    """Letters of one alphabet that only look like the other's, amid the other's, are the other's."""
    if not _CYRILLIC.search(text) or not _LATIN.search(text):
        return text
    if not _CYRILLIC_ONLY.search(text):
        return text.translate(_TO_LATIN)
    return _WORD.sub(lambda word: _one_alphabet_word(word[0]), text)


def _one_alphabet_word(word: str) -> str:
    if not _CYRILLIC.search(word) or not _LATIN.search(word):
        return word
    return word.translate(_TO_CYRILLIC if _CYRILLIC_ONLY.search(word) else _TO_LATIN)


def words(text: str) -> tuple[Word, ...]:
    """The words of a text, in order; scripts that touch are parted, digits stay with the Latin letters they touch."""
    plain = fold(text)
    found: list[Word] = []
    for match in _WORD.finditer(plain):
        before, after = plain[: match.start()][-1:], plain[match.end() : match.end() + 1]
        pieces = _by_script(match[0])
        for place, (piece, script) in enumerate(pieces):
            hugs = before in _HUGGING and place == 0 and bool(found)
            letters = _kana(piece) if script == "kana" else piece
            if letters:
                found.append(Word(letters, script, hugs, after == "." and place == len(pieces) - 1))
    return tuple(found)


def _kana(text: str) -> str:
    """Kana in the letters of their names in Unicode; small ones join the letter before: キョ is kyo, ウォ is wo."""
    told = ""
    for char in text:
        _, _, name = unicodedata.name(char, "").partition(" LETTER ")
        sound = name.removeprefix("SMALL ").lower()
        if not name.startswith("SMALL "):
            told += sound
        elif sound != "tu":  # ッ only doubles what follows
            join = "" if sound[0] == "y" else _JOIN.get(told[-1:], "")
            told = told[:-1] + join + sound
    return told


def _by_script(text: str) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    for char in text:
        script = "latin" if char == "'" else script_of(char)
        if pieces and (pieces[-1][1] == script or {pieces[-1][1], script} == {"latin", "digit"}):
            joined = pieces[-1][0] + char
            pieces[-1] = (
                joined,
                "digit" if joined.isdigit() else "latin" if script != pieces[-1][1] else script,
            )
        else:
            pieces.append((char, script))
    return pieces
