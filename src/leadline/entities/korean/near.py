"""How near two places of a name are: the same syllable, or a slip of the pen away from it."""

from functools import lru_cache

from . import sounds
from .reading import Place

_VOWELS = str.maketrans("", "", "aeiou'")
HOMOPHONE = 0.8
"""What two different characters weigh that are read alike: others may choose others for the same name."""
DROPPED, DOUBLED, SWAPPED, SLIP, SHORT, INITIAL = 0.9, 0.9, 0.85, 0.8, 0.73, 0.8
"""What a place weighs whose vowels are left out, with a doubled letter, two letters swapped, another slip,
the same in a syllable of two letters, an initial."""


def agree(a: Place, b: Place, law: bool) -> float:
    """The weight of the surest syllable that both places may stand for: 0 to 1.

    With ``law`` also of two that the initial-sound law ties, as at the beginning of a surname or a given name.
    """
    found = meeting(a, b, law)
    return found[0][0] if found else 0.0


def meeting(a: Place, b: Place, law: bool) -> list[tuple[float, str, str]]:
    """The syllables in which two places meet, surest and commonest first: weight, that of the one, that of the other."""
    sure = a.sure * b.sure
    if a.script == b.script and a.text == b.text:
        return sorted(
            ((sure, one, one) for one in a.sounds), key=lambda told: _order(told, a.sounds[told[1]])
        )
    other = sure * (HOMOPHONE if a.script == b.script == "han" else 1.0)
    found = [
        (weight * b.sounds[one] * other, one, one) for one, weight in a.sounds.items() if one in b.sounds
    ]
    if not found and law:
        tied = ((one, kin) for one in a.sounds if len(one) == 1 for kin in sounds.kin(one) if kin in b.sounds)
        found = [(a.sounds[one] * b.sounds[kin] * sounds.LAW * other, one, kin) for one, kin in tied]
    return sorted(found, key=lambda told: _order(told, told[0]))


def _order(told: tuple[float, str, str], weight: float) -> tuple[float, bool, str]:
    return -weight, told[1] not in sounds.common(), told[1]


def near(a: Place, b: Place) -> float:
    """What is left when one place is taken for a misspelling of the other; 0 where it can't be."""
    if a.initial or b.initial:
        return INITIAL if not (a.initial and b.initial) and _begins(a, b) else 0.0
    best = max((slip(one, other) for one in a.spelt for other in b.spelt), default=0.0)
    return best if best > SHORT or a.script == b.script else 0.0


def _begins(a: Place, b: Place) -> bool:
    short, whole = (a, b) if a.initial else (b, a)
    return any(text.startswith(one) for one in short.spelt for text in whole.spelt)


def skeleton(text: str) -> str:
    """The consonants of a spelling."""
    return text.translate(_VOWELS)


@lru_cache(1 << 16)
def slip(a: str, b: str) -> float:
    """What a spelling weighs that is one slip away from another; 0 where it is more than one."""
    if a == b:
        return DROPPED
    if len(a) > len(b):
        a, b = b, a
    if len(a) < len(b) and len(a) > 1 and skeleton(a) == skeleton(b) and _within(a, b):
        return DROPPED
    if len(b) - len(a) > 1 or len(a) < 2:
        return 0.0
    if len(a) == len(b):
        return _same_length(a, b)
    place = next((i for i, letter in enumerate(a) if letter != b[i]), len(a))
    if a[place:] != b[place + 1 :]:
        return 0.0
    return DOUBLED if b[place] == b[place - 1] else SLIP


def _within(short: str, whole: str) -> bool:
    """Whether the letters of one stand in the other in their order."""
    letters = iter(whole)
    return all(letter in letters for letter in short)


def _same_length(a: str, b: str) -> float:
    off = [i for i, letter in enumerate(a) if letter != b[i]]
    if len(off) == 1:
        return SLIP if len(a) > 2 else SHORT
    if len(off) == 2 and off[1] == off[0] + 1 and a[off[0]] == b[off[1]] and a[off[1]] == b[off[0]]:
        return SWAPPED
    return 0.0
