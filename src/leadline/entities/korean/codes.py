"""Classes of syllables that sound near, for keys: what one spelling may stand for falls into few of them."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from . import sounds
from .near import skeleton
from .reading import Place, Row

_INITIAL = dict(zip(sounds.INITIALS, "KKNTTNMPPSS0CCCKTPH", strict=True))
_VOWEL = dict(zip(sounds.VOWELS, "aEyEOEYEOaEEYOOEiYOii", strict=True))


@lru_cache(1 << 12)
def code(syllables: str) -> str:
    """A class of syllables that sound near: any two that one spelling may stand for fall into few of them."""
    return "".join(map(_code, syllables))


def _code(one: str) -> str:
    initial, vowel, final = sounds.letters(one)
    narrow = initial in "ㄹㄴㅇ" and vowel in sounds.NARROW
    return ("L" if narrow else _INITIAL[initial]) + _VOWEL[vowel] + final


def codes(one: Place) -> list[str]:
    """The codes of all that a place may stand for."""
    return sorted({code(sound) for sound in one.sounds})


def of_row(places: Row) -> Iterator[str]:
    """Keys of a surname and given name: all codes, all but one, and the consonants of their spellings."""
    told = [codes(one) for one in places]
    for row in product(*told):
        yield "P:" + ".".join(row)
    for left_out in range(len(told)):
        if left_out or len(told) > 2:
            for row in product(*told[:left_out], "*", *told[left_out + 1 :]):
                yield "P:" + ".".join(row)
    bones = [sorted({skeleton(text) for text in at.spelt}) for at in places]
    for row in (*product(told[0], *bones[1:]), *product(*bones)):
        yield "B:" + ".".join(row)
