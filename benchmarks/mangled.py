"""Names to screen: listed persons as people mistype them, and strangers with ordinary American names, made up."""

import random
from collections.abc import Callable, Sequence

VOWELS = "aeiouy"
FIRST = """
    James Mary Michael Patricia Robert Jennifer John Linda David Elizabeth William Barbara Richard Susan Joseph
    Jessica Thomas Karen Christopher Sarah Charles Lisa Daniel Nancy Matthew Sandra Anthony Ashley Mark Emily Donald
    Kimberly Steven Betty Andrew Margaret Paul Donna Joshua Michelle Kenneth Carol Kevin Amanda Brian Melissa Timothy
    Deborah Ronald Stephanie Jason Rebecca George Sharon Edward Laura Jeffrey Cynthia Ryan Dorothy Jacob Amy Nicholas
    Kathleen Gary Angela Eric Shirley Jonathan Emma Stephen Brenda Larry Pamela Justin Nicole Scott Anna Brandon
    Samantha Benjamin Katherine Samuel Christine Gregory Debra Alexander Rachel Patrick Carolyn Frank Janet Raymond
    Maria Jack Olivia Dennis Heather Jerry Helen Tyler Catherine Aaron Diane Jose Julie Adam Victoria Nathan Joyce
    Henry Lauren Zachary Kelly Douglas Christina Peter Ruth Kyle Joan Noah Virginia Ethan Judith Jeremy Evelyn
""".split()  # noqa: SIM905 easier to read
LAST = """
    Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson
    Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson
    Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell
    Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales
    Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson
    Watson Brooks Chavez Wood James Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Patel Myers Long
    Ross Foster Jimenez Powell Jenkins Perry Russell Sullivan Bell Coleman Butler Henderson Barnes Gonzales Fisher
    Vasquez Simmons Romero Jordan Patterson Alexander Hamilton Graham Reynolds Griffin Wallace Moreno West Cole Hayes
    Bryant Herrera Gibson Ellis Tran Medina Aguilar Stevens Murray Ford Castro Marshall Owens Harrison Fernandez
""".split()  # noqa: SIM905 easier to read


def stranger(rng: random.Random) -> str:
    """An ordinary American name; a middle name in half of them, as in the peer's negatives."""
    middle = [rng.choice(FIRST)] if rng.random() < 0.5 else []
    return " ".join([rng.choice(FIRST), *middle, rng.choice(LAST)])


def _swapped(name: str, rng: random.Random) -> str:
    i = rng.randrange(1, len(name))
    return name[: i - 1] + name[i] + name[i - 1] + name[i + 1 :]


def _first_last(name: str, _: random.Random) -> str:
    first, *rest = name.split(" ", 1)
    return f"{rest[0]}, {first}" if rest else name


def _hard_spaces(name: str, _: random.Random) -> str:
    return name.replace(" ", "\u00a0")


def _singled(name: str, _: random.Random) -> str:
    return "".join(c for i, c in enumerate(name) if i == 0 or name[i - 1] != c)


def _doubled(name: str, rng: random.Random) -> str:
    i = rng.randrange(len(name))
    return name[:i] + name[i] + name[i:]


def _vowel(name: str, rng: random.Random) -> str:
    i = rng.randrange(len(name))
    return name[:i] + rng.choice(VOWELS) + name[i + 1 :] if name[i].lower() in VOWELS else name


def _dropped_letter(name: str, rng: random.Random) -> str:
    i = rng.randrange(len(name))
    return name[:i] + name[i + 1 :]


def _dropped_word(name: str, rng: random.Random) -> str:
    words = name.split()
    if len(words) > 2:
        words.pop(rng.randrange(len(words)))
    return " ".join(words)


def _shuffled(name: str, rng: random.Random) -> str:
    words = name.replace(",", "").split()
    rng.shuffle(words)
    return " ".join(words)


MANGLE: Sequence[Callable[[str, random.Random], str]] = (
    _swapped, _first_last, _hard_spaces, _singled, _doubled, _vowel, _dropped_letter, _dropped_word, _shuffled,
)  # fmt: skip


def mangled(name: str, rng: random.Random) -> str:
    """A listed name as somebody writes it: 40 % as it is, the others changed in one way."""
    return name if rng.random() < 0.4 or len(name) < 3 else rng.choice(MANGLE)(name, rng)
