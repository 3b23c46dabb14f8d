"""Names of companies, organisations and vessels: what they do says little, numbers and legal forms tell them apart."""

from collections.abc import Sequence

from leadline.entities.names._align import SAME, Pair, align
from leadline.entities.names._score import CLASH, TELLING, Told, agreeing, contradiction, share, sums
from leadline.entities.names._text import Prepared
from leadline.entities.names._words import known

ACRONYM = 0.75
"""An acronym and what it stands for: others share it."""
NUMBER = 1.0
"""Weight of numbers that agree."""
ONE_NUMBER = 0.65
"""Factor where one name has a number and the other none."""
OTHER_NUMBER = 0.5
"""Factor where the numbers differ: two ships of a kind."""
SERIES = 0.75
"""Factor where the numbers of companies differ whose long names agree: funds and trusts of one house, worth a look."""
DISTINCT = 1.5
"""Weight of what agrees from which a series is assumed."""
OTHER_FORM = 0.68
"""Factor where legal forms are of two families: two companies."""


SHORTENED = 0.7
"""The least for a distinctive name where the other has generic words beside it alone: Huawei, Huawei Technologies."""
_LONG = 5
"""Letters of a name that is distinctive: shorter ones are shared by chance."""


def bodies(
    a: Prepared, b: Prepared, left: tuple[str, ...], right: tuple[str, ...], told: list[Told | str]
) -> float:
    """How surely two names of companies or vessels name the same one; the reasons go to ``told``."""
    if a.acronyms and "".join(a.acronyms) == "".join(b.acronyms):
        told.append("The names differ in their spaces alone.")
        return 0.98
    pairs, more, other = align(left, right)
    if not pairs and (short := _acronym(a, b)):
        told.append(Told("‘{a}’ is made of the beginnings of ‘{b}’.", *short))
        return ACRONYM
    told += agreeing(pairs)
    found = sums(pairs, more, other, a.kind)
    if not found.weight:
        told.append("No word of one name answers a word of the other.")
        return 0.0
    number = NUMBER if a.numbers and a.numbers == b.numbers else 0.0
    value = (found.agree + number) / (found.weight + number + found.left + found.right)
    told.append(share(value))
    whole = a.forms if other else b.forms  # with its legal form a name is given in full, not shortened
    if value < SHORTENED and a.kind == "body" and not whole and _shortened(pairs, more, other):
        told.append(
            f"Beside a distinctive name only generic words stand in one alone: never under {SHORTENED}."
        )
        value = SHORTENED
    if min(found.left, found.right) >= TELLING:
        told.append(contradiction(more, other))
        value *= CLASH
    elif more or other:
        told.append(Told("‘{a}’ stands in one name only.", " ".join(more or other)))
    return value * _numbers(a, b, found.weight, told) * _forms(a, b, told)


def _shortened(pairs: Sequence[Pair], more: Sequence[str], other: Sequence[str]) -> bool:
    """Whether all that one name has beyond a distinctive one that both have is generic, and the other has nothing."""
    generic = known().generic
    if (more and other) or not generic.issuperset((*more, *other)):
        return False
    return any(p.likeness == SAME and p.a not in generic and len(p.a) >= _LONG for p in pairs)


def _numbers(a: Prepared, b: Prepared, weight: float, told: list[Told | str]) -> float:
    if a.numbers == b.numbers:
        return 1.0
    mine, yours = " ".join(a.numbers), " ".join(b.numbers)
    if not mine or not yours:
        told.append(Told("The number {a} stands in one name only.", mine or yours, factor=ONE_NUMBER))
        return ONE_NUMBER
    if a.kind == "body" and weight >= DISTINCT:
        told.append(Told("The numbers differ ({a}, {b}): perhaps two of one series.", mine, yours, SERIES))
        return SERIES
    told.append(
        Told("The numbers differ ({a}, {b}): two of a kind, not the same.", mine, yours, OTHER_NUMBER)
    )
    return OTHER_NUMBER


def _forms(a: Prepared, b: Prepared, told: list[Told | str]) -> float:
    mine, yours = a.forms - {"any"}, b.forms - {"any"}
    if not mine or not yours or mine & yours or "any" in a.forms | b.forms:
        return 1.0  # where one says no more than company, translators choose
    kinds = ", ".join(sorted(mine)), ", ".join(sorted(yours))
    told.append(Told("Legal forms of two kinds: {a} and {b}.", *kinds, factor=OTHER_FORM))
    return OTHER_FORM


def _acronym(a: Prepared, b: Prepared) -> tuple[str, str] | None:
    """The acronym and the words it is made of, where one name is that of the other: KOMID, OMM."""
    for short, long in ((a, b), (b, a)):
        words = [w for w in long.acronyms if w not in known().empty]
        letters = short.words[0] if len(short.words) == 1 and not short.numbers else ""
        if 3 <= len(letters) <= 8 and len(words) > 2 and _begins(letters, words):
            return letters, " ".join(words)
    return None


def _begins(letters: str, words: list[str]) -> bool:
    """Whether ``letters`` are beginnings (of 1 to 3 letters) of words in a row; legal forms behind may be left out."""
    if not letters:
        return all(w in known().forms or w in known().generic for w in words)
    if not words:
        return False
    return any(
        words[0].startswith(letters[:size]) and _begins(letters[size:], words[1:])
        for size in (1, 2, 3)[: len(letters)]
    )
