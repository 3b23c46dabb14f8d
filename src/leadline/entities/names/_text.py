"""Names as comparable words: cleaned, in Latin letters, without titles, prefixes and legal forms.

What a reader sees as the same name becomes the same words here: case, width, accents, zero-width characters and
letters of another alphabet that look alike are gone before anything is compared.
"""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from leadline.entities.names._words import known
from leadline.entities.names.tokens import LONGEST

_HIDDEN = {"Cf", "Cc", "Cs", "Co", "Cn"}
_LOOKALIKES = str.maketrans(
    "асеорхуіѕјԁһкмнтвгѵαβεικνορτυχ",
    "aceopxyisjdhkmhtbrvabeiknoptux",
)
_LETTERS = str.maketrans({
    "ø": "o", "ß": "ss", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ə": "a", "ħ": "h",
})  # fmt: skip
_CYRILLIC = str.maketrans({
    **dict(zip("абвгдезийклмнопрстуфыэіґўјқұүғңөәһё", "abvgdeziyklmnoprstufyeiguykuugnoahe", strict=True)),
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya",
    "ї": "yi", "є": "ye", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz", "ѓ": "g", "ќ": "k",
})  # fmt: skip
"""As names are romanised in passports, which the transliteration of libraries is not."""
_DIGITS_IN_WORDS = str.maketrans("01358", "olesb")
_APOSTROPHES = re.compile(r"['’‘`´ʻʼʽʾʿʹ′＇]")
_PILED = re.compile(r"([\u0300-\u036f]{2})[\u0300-\u036f]+")
"""More marks on a letter than any language puts there."""
_BROKEN_OFF = re.compile(r"' (?=[bcdfghjklmnpqrstvwxz]{1,2}\b)")
"""A blank after an apostrophe that breaks off the end of a syllable: Myo' ng."""
_SERVANT = re.compile(r"^abd[aeou]l(?!la)(.*)$")
"""Abdul Aziz, Abd al-Aziz and Abdelaziz are one name; Abdullah is written as one word everywhere."""
_ARTICLES = {"al", "el", "ul", "ur"}
_WORD = re.compile(r"[a-z0-9]+")
_ROMAN = re.compile(r"x{0,3}(ix|iv|v?i{0,3})")
_NUMBER_IN_IT = re.compile(r"\d+|\D+")
_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")


class Prepared(NamedTuple):
    """A name made ready for comparison; small, immutable and picklable."""

    raw: str
    kind: str
    """``person``, ``vessel`` or ``body`` (company, organisation, anything else)."""
    clean: str
    """As written, without what can't be seen."""
    words: tuple[str, ...]
    """The words that tell the name, in Latin letters and in their order."""
    native: tuple[str, ...]
    """The same in the script as written; empty where that is Latin."""
    script: str
    """The script as written, by Unicode's name of it; LATIN where there is nothing else."""
    numbers: tuple[str, ...]
    """Numbers that stand in the name of a body or vessel."""
    forms: frozenset[str]
    """Families of legal forms."""
    acronyms: tuple[str, ...]
    """All words, forms included, for reading an acronym."""


@cache
def _latin() -> Any:
    import icu  # only names in other scripts pay for it

    made: Any = icu  # it carries no types
    return made.Transliterator.createInstance("Any-Latin; NFKD; [:M:] Remove; Latin-ASCII")


def cleaned(text: str) -> str:
    """``text`` in small letters of normal width, without what can't be seen; lookalike letters in their own script."""
    if text.isascii() and text.isprintable():
        return _BROKEN_OFF.sub("'", text.lower())
    text = unicodedata.normalize("NFKC", text)
    text = "".join(c for c in text if unicodedata.category(c) not in _HIDDEN or c in "\t\n")
    text = _PILED.sub(r"\1", _APOSTROPHES.sub("'", text.casefold()))
    if any("a" <= c <= "z" for c in text):
        # one name is not written in two alphabets: what looks Latin among Latin letters is meant as Latin
        text = text.translate(_LOOKALIKES)
    return _BROKEN_OFF.sub("'", text)


def latin(text: str) -> str:
    """``text`` (cleaned) in plain Latin letters."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text.translate(_CYRILLIC)).translate(_LETTERS)
    text = "".join(c for c in text if not unicodedata.combining(c) or ord(c) > 0x36F)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = _latin().transliterate(text).lower()
    return text


@lru_cache(maxsize=1 << 12)
def _script(char: str) -> str:
    if not unicodedata.category(char).startswith("L"):
        return ""
    return unicodedata.name(char, "UNKNOWN").split()[0].removesuffix("-COMPATIBILITY")


def script_of(text: str) -> str:
    """The script of a cleaned text: LATIN, CYRILLIC, HANGUL, CJK, …; the foremost where there are several."""
    if text.isascii():
        return "LATIN"
    told = [one for one in map(_script, text) if one]
    return max(sorted(set(told)), key=told.count) if told else "LATIN"


def split_native(text: str) -> tuple[str, ...]:
    """Words of a text in any script: letters, marks and digits hold together."""
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " for c in _APOSTROPHES.sub("", text))
    return tuple("".join(kept).split())


def split(text: str) -> list[str]:
    """Words of a Latin text; apostrophes vanish and ``A.B.C.`` is one word."""
    text = re.sub(r"\b([a-z])[./](?=[a-z]\b[./]?)", r"\1", _APOSTROPHES.sub("", text))
    return _WORD.findall(text)


def kind_of(schema: str) -> str:
    """Which way of comparing a FollowTheMoney schema asks for."""
    if schema == "Person":
        return "person"
    return "vessel" if schema in {"Vessel", "Airplane", "Vehicle"} else "body"


def _servants(words: list[str]) -> list[str]:
    """Abdul Aziz, Abd al-Aziz and Abdelaziz as one word."""
    kept: list[str] = []
    for word in words:
        if kept and kept[-1] == "abd" and word in _ARTICLES:
            continue
        if kept and kept[-1] == "abd" and word in known().attributes:
            kept[-1] += word
        else:
            kept.append(_SERVANT.sub(r"abd\1", word))
    return kept


def _person(words: list[str]) -> tuple[str, ...]:
    """The words of a person's name: no titles, no legal form behind it, digits read as the letters they look like."""
    told = known()
    kept = [w.translate(_DIGITS_IN_WORDS) if not w.isdigit() else w for w in words]
    kept = _servants(kept)
    # within a name, Gen and Eng are rather syllables of it
    inner = {w for w in kept[1:-1] if len(w) < 4 and not {*"aeiou"}.isdisjoint(w)}
    without = [w for w in kept if w not in told.titles or w in inner]
    if told.common.union(told.particles).issuperset(without):
        without = kept  # beside a name that very many bear, a title may be the family's: Al-Shaykh, Muhammad
    if len(without) > 2 and without[-1] in told.endings:
        del without[-1]
    return tuple(without)


@lru_cache(maxsize=1 << 14)
def _misspelt_form(word: str) -> str:
    """The family of a long legal form with one slip in it; empty where there is none."""
    if len(word) < 9:
        return ""
    long = [form for form in known().forms if len(form) > 8 and " " not in form]
    found = process.extractOne(word, long, scorer=OSA.distance, score_cutoff=1)
    return known().forms[found[0]] if found else ""


def _forms(words: list[str]) -> tuple[list[str], frozenset[str]]:
    """``words`` without legal forms, the longest phrase first, and the families of those."""
    told, kept, found, at = known().forms, [], set(), 0
    while at < len(words):
        for size in range(min(5, len(words) - at), 0, -1):
            family = told.get(" ".join(words[at : at + size])) or (size == 1 and _misspelt_form(words[at]))
            if family:
                found.add(family)
                at += size
                break
        else:
            kept.append(words[at])
            at += 1
    return kept, frozenset(found)


def _number(word: str) -> int | None:
    """The number that a word writes: digits, Roman numerals from II, or a word."""
    if word.isdigit() and len(word) < 9:
        return int(word)
    if len(word) > 1 or word in {"v", "i", "x"}:
        found = _ROMAN.fullmatch(word)
        if found:
            ones = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
            return 10 * word.count("x", 0, len(word) - len(found[1])) + ones[found[1]]
    return known().numbers.get(word)


def _numbers(words: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """``words`` without numbers, and the numbers in digits: forty-four and 44, second and 2nd, VIII and 8."""
    kept: list[str] = []
    found: list[str] = []
    ten = False
    words = [_ORDINAL.sub(r"\1", word) for word in words]
    for word, after in pairwise([*words, ""]):
        if word in {"no", "nr", "number"} and _number(after) is not None:
            continue
        for piece in _NUMBER_IN_IT.findall(word) if any(map(str.isdigit, word)) else [word]:
            value = _number(piece)
            if value is None:
                kept.append(piece)
            elif ten and 0 < value < 10:
                found[-1] = str(int(found[-1]) + value)
            else:
                found.append(str(value))
            ten = value is not None and piece.isalpha() and value >= 20 and value % 10 == 0
    return kept, tuple(found)


def _body(words: list[str]) -> tuple[tuple[str, ...], frozenset[str], tuple[str, ...]]:
    """Words, legal forms and numbers of an organisation's name."""
    told = known()
    initials = "".join(w[0] for w in words[:-1] if w not in told.empty)
    if len(words) > 2 and words[-1] == initials:
        words = words[:-1]  # the acronym in brackets behind the name
    words = [told.same.get(w, w) for w in words]
    kept, forms = _forms(words)
    kept, numbers = _numbers(kept or words)
    # letters that stand alone are drawn together before an empty one is left out: A A Trading is no Trading
    spelt = _spelt_out([w for w in kept if len(w) == 1 or w not in told.empty] or kept)
    return tuple(w for w in spelt if w not in told.empty) or spelt, forms, numbers


def _spelt_out(words: list[str]) -> tuple[str, ...]:
    """``words`` with letters that stand alone drawn together: M K A is not K M A."""
    kept: list[str] = []
    for word, before in zip(words, ["", *words], strict=False):
        if kept and len(word) == len(before) == 1:
            kept[-1] += word
        else:
            kept.append(word)
    return tuple(kept)


def _vessel(words: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words and numbers of a vessel's name."""
    while len(words) > 1 and words[0] in known().prefixes:
        words = words[1:]
    kept, numbers = _numbers(words)
    return _spelt_out(kept), numbers


def prepare(name: str, schema: str = "Person") -> Prepared:
    """A name made ready for comparison; the work that is done once per name.

    A text over ``LONGEST`` characters, or without a letter or digit, has no words: it matches nothing.
    """
    kind = kind_of(schema)
    return _prepare(name, kind) if len(name) <= LONGEST else _nothing(name[:LONGEST], kind)


def _nothing(name: str, kind: str) -> Prepared:
    return Prepared(name, kind, "", (), (), "", (), frozenset(), ())


@lru_cache(maxsize=1 << 14)
def _prepare(name: str, kind: str) -> Prepared:
    clean = cleaned(name)
    every = split(latin(clean))
    script = script_of(clean)
    native = () if script == "LATIN" else split_native(clean)
    if not every and not native:
        return _nothing(name, kind)
    if kind == "person":
        words = _person(every)
        native = tuple(w for w in native if latin(w) not in known().titles) or native
        return Prepared(name, kind, clean, words, native, script, (), frozenset(), ())
    if kind == "vessel":
        words, numbers = _vessel(every)
        return Prepared(name, kind, clean, words, native, script, numbers, frozenset(), ())
    words, forms, numbers = _body(every)
    return Prepared(name, kind, clean, words, native, script, numbers, forms, tuple(every))
