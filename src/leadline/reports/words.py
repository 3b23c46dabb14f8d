"""How words, numbers and times are written, the same in every format."""

import unicodedata
from datetime import UTC, datetime

SIMULATED = "EXERCISE"
WHOLE_EXERCISE = "EXERCISE: simulated data"
PART_EXERCISE = "Parts marked EXERCISE are simulated"


def visible(text: str) -> str:
    r"""The text with every character that could hide or reorder others shown as its code point.

    Controls, bidirectional marks, zero-width characters, private-use and lone surrogate code points become
    ``[U+202E]``; tabs and line ends become spaces. A reader sees all that is there.

    >>> visible("a\u202eb\tc")
    'a[U+202E]b c'
    """
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in "\t\n\r":
        return " "
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"} or ord(character) & 0xFFFE == 0xFFFE:
        return f"[U+{ord(character):04X}]"
    return character


def utc(at: datetime) -> datetime:
    """The same moment in UTC."""
    return at.astimezone(UTC)


def roman(number: int) -> str:
    """A Roman numeral, 1 to 3999.

    >>> roman(14)
    'XIV'
    """
    signs = {
        1000: "M",
        900: "CM",
        500: "D",
        400: "CD",
        100: "C",
        90: "XC",
        50: "L",
        40: "XL",
        10: "X",
        9: "IX",
        5: "V",
        4: "IV",
        1: "I",
    }
    out = ""
    for value, sign in signs.items():
        while number >= value:
            out, number = out + sign, number - value
    return out


def letters(number: int) -> str:
    """A, B, … Z, AA, AB, … for 1, 2, ….

    >>> letters(28)
    'AB'
    """
    out = ""
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out


def short_hash(sha256: str) -> str:
    """First and last digits of a SHA-256, enough to tell two files apart by eye."""
    return f"{sha256[:8]}…{sha256[-6:]}"


def number_text(value: float) -> str:
    """A quantity with thin grouping and no invented digits: ``25 000``, ``0.5``."""
    return f"{value:,.10g}".replace(",", "\u00a0")
