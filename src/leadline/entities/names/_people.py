"""Names of people: middle names come and go, a wrong name is another person."""

from leadline.entities.names._align import align, close_last, likeness
from leadline.entities.names._score import CLASH, TELLING, Told, agreeing, contradiction, share, sums, weight
from leadline.entities.names._words import known

ONE_SIDED = 0.3
"""Weight of a word that one name has alone, against one that both have."""
LONE = 0.65
"""The most that a name scores of which too little agrees."""
ENOUGH = 1.5
"""Weight that must agree before words that one name has alone are taken for left out: two names, or nearly."""
REVERSED = 0.6
"""Factor where father and son have changed places."""


def people(left: tuple[str, ...], right: tuple[str, ...], told: list[Told | str]) -> float:
    """How surely two people's names, in words, name the same person; the reasons go to ``told``."""
    if "".join(left) == "".join(right):
        told.append("The names differ in their spaces alone.")
        return 0.98
    pairs, more, other = align(left, right)
    close_last(pairs, more, other)
    told += agreeing(pairs)
    found = sums(pairs, more, other, "person")
    if not found.weight:
        told.append("No part of one name answers a part of the other.")
        return 0.0
    least, most = sorted((found.left, found.right))
    value = found.agree / (found.weight + ONE_SIDED * most + least)
    told.append(share(value))
    if least >= TELLING:
        told.append(contradiction(more, other))
        value *= CLASH
    elif more or other:
        told.append(Told("‘{a}’ stands in one name only; names are often left out.", " ".join(more or other)))
    enough = sum(
        w * p.likeness for p in pairs if p.why != "initial" and (w := weight(p.a, "person")) >= TELLING
    )
    if enough < ENOUGH and most >= TELLING and value > LONE:
        told.append(f"What agrees is too little, or too common, to tell the person: never over {LONE}.")
        value = LONE
    if crossed(left, right):
        told.append(
            Told("Father and son have changed places: X son of Y is not Y son of X.", factor=REVERSED)
        )
        value *= REVERSED
    return value


def crossed(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """X son of Y against Y son of X."""
    one, other = _lineage(a), _lineage(b)
    if not one or not other or likeness(one[0], other[0])[0]:
        return False
    return bool(likeness(one[0], other[1])[0] and likeness(one[1], other[0])[0])


def _lineage(words: tuple[str, ...]) -> tuple[str, str] | None:
    """The bearer's name and the father's, where a word between them says so."""
    sons = known().sonship
    if sons.isdisjoint(words):
        return None
    return next(((words[i - 1], words[i + 1]) for i in range(1, len(words) - 1) if words[i] in sons), None)
