"""How like two words are, and which word of one name answers which of another."""

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from leadline.entities.names._words import known

_VOWELS = re.compile("[aeiou]")
_HARD_C = re.compile("c(?![hieyc])")
_DOUBLED = re.compile(r"(.)\1")
_SPELLINGS = (
    ("ye", "e"), ("tsch", "c"), ("sch", "s"), ("tch", "c"), ("dzh", "j"), ("dsch", "j"), ("dj", "j"), ("ph", "f"), ("ck", "k"),
    ("kh", "h"), ("gh", "g"), ("sh", "s"), ("th", "t"), ("zh", "j"), ("cz", "c"), ("tz", "z"), ("ts", "z"),
    ("ks", "x"), ("q", "k"), ("w", "v"), ("yo", "e"), ("ou", "u"), ("oo", "u"), ("oe", "o"), ("ue", "u"), ("ae", "a"),
    ("ee", "i"), ("ie", "i"), ("ei", "i"), ("ij", "i"), ("y", "i"),
)  # fmt: skip
_SCANNED = (
    ("rn", "m"), ("cl", "d"), ("vv", "w"), ("1", "l"), ("i", "l"), ("0", "o"), ("5", "s"), ("8", "b"), ("2", "z"),
)  # fmt: skip
"""What a scanner takes for something else; both sides are folded."""

_VOICED = {frozenset("kg"), frozenset("td"), frozenset("pb"), frozenset("zs")}
"""First letters that one romanisation of Chinese or Korean writes where another writes the other."""

SAME, SPELT, SCANNED, BARE, NICKNAME, INITIAL = 1.0, 0.95, 0.9, 0.85, 0.8, 0.75
SLIP = 1.3
"""What a slip costs, against the share of the word's letters that it spoils."""
FIRST = 1.5
"""How much more a slip costs where the first letters differ: people get those right."""
SHORT = 0.6
"""Likeness of two short words a slip apart, where nothing else differs."""


class Pair(NamedTuple):
    """Two words, or runs of words, that answer one another."""

    a: str
    b: str
    likeness: float
    why: str


class Ways(NamedTuple):
    """A word in the ways that it is compared."""

    spelt: str
    """As other romanisations might spell it: Mohammed and Mohamed, Yusuf and Yousouf."""
    single: str
    """Without doubled letters."""
    scanned: str
    """As a scanner might have read it."""
    bare: str
    """Without its inner vowels: Chol, Chl."""
    spellings: frozenset[int]
    """Groups of spellings of one name that it belongs to."""
    nicknames: frozenset[int]
    """Groups of short and familiar forms of one name that it belongs to."""
    common: bool
    """Whether it is a name that many bear."""


@lru_cache(maxsize=1 << 16)
def ways(word: str) -> Ways:
    """A word in the ways that it is compared; remembered."""
    single = _once(word)
    spelt = scanned = word
    for found, put in _SPELLINGS:
        if found in spelt:
            spelt = spelt.replace(found, put)
    spelt = _HARD_C.sub("k", spelt)
    for found, put in _SCANNED:
        scanned = scanned.replace(found, put)
    bare = word if len(word) < 3 else word[0] + _VOWELS.sub("", word[1:-1]) + word[-1]
    told, none = known(), frozenset[int]()
    spellings, nicknames = told.spellings.get(word, none), told.nicknames.get(word, none)
    return Ways(_once(spelt), single, scanned, bare, spellings, nicknames, word in told.common)


def _once(word: str) -> str:
    """A word with doubled letters once; three in a row are no spelling of one."""
    return _DOUBLED.sub(lambda found: found[1], word)


def budget(a: str, b: str) -> int:
    """Slips of the pen that two words of these lengths may differ by: short words leave room for none."""
    if a[0] >= "\u2e80":
        return 0  # one character of Han or Hangul is a syllable, not a letter
    shortest = min(len(a), len(b))
    return 0 if shortest < 4 else 1 if shortest < 6 else 2 if shortest < 14 else 3


@lru_cache(maxsize=1 << 17)
def likeness(a: str, b: str) -> tuple[float, str]:
    """How like two words are, 0 to 1, and in which way; symmetric."""
    if a == b:
        return SAME, "same"
    one, other = ways(a), ways(b)
    if one.spelt == other.spelt or one.single == other.single or one.spellings & other.spellings:
        return SPELT, "spelt"
    if a.removeprefix("abd") == b.removeprefix("abd"):
        return NICKNAME, "servant"
    if one.nicknames & other.nicknames:
        return NICKNAME, "nickname"
    if len(a) == 1 or len(b) == 1:
        return (INITIAL, "initial") if a[0] == b[0] else (0.0, "")
    allowed = 0 if one.common and other.common else budget(a, b)
    slips = OSA.distance(one.single, other.single, score_cutoff=allowed) if allowed else 1
    if slips <= allowed:
        cost = SLIP if a[0] == b[0] else FIRST * SLIP
        return 1 - cost * slips / max(len(a), len(b)), "slip"
    if one.scanned == other.scanned:
        return SCANNED, "scanned"
    if one.bare == b or other.bare == a:
        return BARE, "bare"
    return 0.0, ""


def close_last(pairs: list[Pair], left: list[str], right: list[str]) -> None:
    """Pair the last two words, too short for a slip by themselves, where all the rest agrees to the letter."""
    if len(left) != 1 or len(right) != 1 or not pairs or any(p.likeness < SAME for p in pairs):
        return
    a, b = left[0], right[0]
    if min(len(a), len(b)) < 2 or OSA.distance(a, b, score_cutoff=1) != 1:
        return
    why = _slip(a, b)
    if why == "swapped" or len(pairs) > 1:
        pairs.append(Pair(left.pop(), right.pop(), SHORT, why))


def _slip(a: str, b: str) -> str:
    """What the one slip between two short words is."""
    if sorted(a) == sorted(b):
        return "swapped"
    if a[1:] == b[1:] and frozenset((a[0], b[0])) in _VOICED:
        return "voiced"
    return "omitted" if left_out(a, b) else "slip"


def left_out(a: str, b: str) -> bool:
    """Whether one word is the other without one of its letters, not the first."""
    if abs(len(a) - len(b)) != 1 or a[0] != b[0] or "ng" in (a[-2:], b[-2:]):
        return False  # n and ng end two sounds of many languages: the g is no letter forgotten
    return OSA.distance(a, b, score_cutoff=1) == 1


def align(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[list[Pair], list[str], list[str]]:
    """Pairs of words that answer one another, the likest first, and the words left over on each side."""
    left, right, pairs = list(a), list(b), []
    for word in a:
        if word in right:
            right.remove(word)
            left.remove(word)
            pairs.append(Pair(word, word, SAME, "same"))
    found = [(one[0], x, y, one[1]) for x in left for y in right if (one := likeness(x, y))[0]]
    # ties fall the same way whichever name comes first
    found.sort(key=lambda one: (-one[0], *sorted(one[1:3])))
    for like, x, y, why in found:
        if x in left and y in right:
            left.remove(x)
            right.remove(y)
            pairs.append(Pair(x, y, like, why))
    if left and right and len(left) + len(right) > 2:
        _join(left, right, pairs)
        _join(right, left, pairs)
    return pairs, left, right


def _join(whole: list[str], parts: list[str], pairs: list[Pair]) -> None:
    """Pair words of ``whole`` with two of ``parts``, or all of them in their order, that were written apart."""
    for word in whole[:]:
        for first in parts:
            if first[0] == word[0] and len(first) < len(word) and (found := _run(word, first, parts)):
                whole.remove(word)
                for part in found:
                    parts.remove(part)
                pairs.append(Pair(word, " ".join(found), likeness(word, "".join(found))[0], "joined"))
                break


def _run(word: str, first: str, parts: list[str]) -> tuple[str, ...]:
    """The run of ``parts`` from ``first`` on that makes ``word``; empty where none does."""
    rest = len(word) - len(first)
    near = (part for part in parts if part is not first and abs(rest - len(part)) < 2)
    runs: list[tuple[str, ...]] = [(first, second) for second in near]
    if first is parts[0]:
        runs.append(tuple(parts))
    return next((run for run in runs if len(run) > 1 and likeness(word, "".join(run))[0] >= BARE), ())
