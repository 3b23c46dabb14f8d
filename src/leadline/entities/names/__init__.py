"""Do two names name the same? A number from 0 to 1, and the sentences that carry it.

Words of one name are set against words of the other. What agrees counts by its weight, what stands on one side
only costs little in a person's name and more in a company's, and what contradicts costs most: a wrong name says
more than a missing one. Korean names are judged by the Korean kernel.
"""

from leadline.entities import korean
from leadline.entities.names._align import align, close_last, left_out
from leadline.entities.names._bodies import bodies
from leadline.entities.names._people import crossed, people
from leadline.entities.names._score import Score, Told
from leadline.entities.names._text import Prepared, prepare
from leadline.entities.names._words import known
from leadline.entities.names.tokens import LONGEST

__all__ = ["THRESHOLD", "Prepared", "Score", "compare", "compare_prepared", "prepare"]

THRESHOLD = 0.7
"""From here on two names are taken for the same: a match to look at, never a verdict."""

MISWRITTEN = 0.75
"""The most for two names that the Korean kernel reads as two and a keyboard's or scanner's slip makes one."""
_SLIPS = {"same", "scanned", "swapped", "omitted", "voiced", "joined"}
_SKELETONS = {"ARABIC", "HEBREW"}
_BY_LETTERS = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN"}
"""Scripts that lose nothing in Latin letters, so that their names are compared there."""


def compare(a: str, b: str, schema: str = "Person") -> Score:
    """How surely the names ``a`` and ``b`` name the same person, company or vessel, 0 to 1, with reasons.

    ``schema`` is FollowTheMoney's: ``Person``, ``Company``, ``Organization``, ``Vessel`` … Any text is taken;
    what can't be a name scores 0 and says why. It knows the two names alone: no list, no other name.
    """
    return compare_prepared(prepare(a, schema), prepare(b, schema))


def compare_prepared(a: Prepared, b: Prepared) -> Score:
    """The same as ``compare`` for names that ``prepare`` made ready."""
    if a.kind != b.kind:
        schema = "Person" if "person" in (a.kind, b.kind) else "LegalEntity"
        a, b = prepare(a.raw, schema), prepare(b.raw, schema)
    for one in (a, b):
        if not one.words and not one.native and not one.numbers:
            return Score(0.0, "unreadable", (_unreadable(one),))
    if a.clean == b.clean or (a.words and _same(a, b)):
        return Score(1.0, "equal", ("The names are the same.",))
    left, right, cost = _comparable(a, b)
    likely = _as_korean(a, b)
    if likely is not None and (likely >= THRESHOLD or not _miswritten(left, right)):
        return likely
    told: list[Told | str] = []
    value = people(left, right, told) if a.kind == "person" else bodies(a, b, left, right, told)
    if cost < 1:
        told.append(Told("One script writes no vowels: only consonants could be compared.", factor=cost))
    value *= cost
    if likely is not None and value > MISWRITTEN:
        told.append(f"Read as Korean the names differ; taken for a slip of the pen, never over {MISWRITTEN}.")
        value = MISWRITTEN
    return Score(value, "names", told)


def _as_korean(a: Prepared, b: Prepared) -> Score | None:
    """What the Korean kernel says, if it has an opinion; apostrophes, which tell sounds apart, may be misplaced."""
    kind = "Person" if a.kind == "person" else "Vessel" if a.kind == "vessel" else "Company"
    likely = korean.compare(a.clean, b.clean, kind)
    if likely is None or likely.score >= THRESHOLD or "'" not in a.clean + b.clean:
        return None if likely is None else Score(likely.score, "korean", likely)
    again = korean.compare(a.clean.replace("'", ""), b.clean.replace("'", ""), kind)
    if again is None or again.score < THRESHOLD:
        return Score(likely.score, "korean", likely)
    cap = f"The apostrophes say otherwise, but are often misplaced: never over {MISWRITTEN}."
    return Score(min(again.score, MISWRITTEN), "korean", (*again.reasons, cap))


def _miswritten(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether two names are one but for spaces, and letters misread, left out or swapped."""
    if "".join(left) == "".join(right):
        return True
    pairs, more, other = align(left, right)
    close_last(pairs, more, other)
    return not more and not other and all(p.why in _SLIPS or left_out(p.a, p.b) for p in pairs)


def _unreadable(name: Prepared) -> str:
    if len(name.raw) >= LONGEST and not name.clean:
        return f"A text over {LONGEST} characters is no name: it was not compared."
    return "A text without letters is no name: it was not compared."


def _same(a: Prepared, b: Prepared) -> bool:
    """Same words, numbers and forms; of a person the family name may come first or last."""
    if a.numbers != b.numbers or a.forms != b.forms or not _one_script(a, b):
        return False
    one, other = a.words, b.words
    if a.kind != "person":
        return one == other
    turned = len(one) == len(other) and any(one[i:] + one[:i] == other for i in range(len(one)))
    return turned and not crossed(one, other)


def _one_script(a: Prepared, b: Prepared) -> bool:
    """Whether the Latin letters of two names tell all: one is in Latin letters, or both in one script that keeps them."""
    if a.script != b.script:
        return "LATIN" in (a.script, b.script)
    return a.script in _BY_LETTERS or a.native == b.native


def _comparable(a: Prepared, b: Prepared) -> tuple[tuple[str, ...], tuple[str, ...], float]:
    """The words to compare: as written where both are in one script, else in Latin letters."""
    if a.script == b.script and a.script not in _BY_LETTERS:
        return a.native, b.native, 1.0
    if a.script != b.script and _SKELETONS & {a.script, b.script}:
        return _consonants(a.words), _consonants(b.words), 0.9
    return a.words, b.words, 1.0


def _consonants(words: tuple[str, ...]) -> tuple[str, ...]:
    told = (w.removeprefix("al") if len(w) > 4 else w for w in words if w not in known().particles)
    return tuple(w.translate(_NO_VOWELS) or w for w in told)


_NO_VOWELS = str.maketrans("", "", "aeiouyw")
