"""What is known of words in names: titles, legal forms, spellings … read once from ``words.yml``."""

from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import yaml


class Words(NamedTuple):
    """What is known of words; read once from ``words.yml``."""

    titles: frozenset[str]
    endings: frozenset[str]
    particles: frozenset[str]
    sonship: frozenset[str]
    attributes: frozenset[str]
    common: frozenset[str]
    forms: dict[str, str]
    generic: frozenset[str]
    empty: frozenset[str]
    same: dict[str, str]
    prefixes: frozenset[str]
    spellings: dict[str, frozenset[int]]
    nicknames: dict[str, frozenset[int]]
    numbers: dict[str, int]


@cache
def known() -> Words:
    """The words of ``words.yml``."""
    text = resources.files(__package__).joinpath("words.yml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader gives strings alone
    numbers = {word: value for value, word in enumerate(raw["numbers"].split())}
    numbers |= {word: value for value, word in enumerate(raw["ordinals"].split())}
    numbers |= {word: 10 * ten for ten, word in enumerate(raw["tens"].split(), 2)}
    numbers |= {wrong: numbers[right] for wrong, right in raw["misspelt"].items() if right in numbers}
    plain = ("titles", "endings", "particles", "sonship", "attributes", "generic", "empty")
    sets = {one: frozenset(raw[one].split()) for one in plain}
    common, spellings = raw["common_names"].split(), _groups(raw["spellings"])
    shared = {group for word in common for group in spellings.get(word, ())}
    return Words(
        **sets,
        common=frozenset(common) | {word for word, groups in spellings.items() if groups & shared},
        forms={w.replace("-", " "): f for f, many in raw["forms"].items() for w in many.split()},
        same={w: word for word, many in raw["same_words"].items() for w in many.split()},
        prefixes=frozenset(w.replace("-", " ") for w in raw["vessel_prefixes"].split()),
        spellings=spellings,
        nicknames=_groups(raw["nicknames"]),
        numbers=numbers,
    )


def _groups(lines: list[str]) -> dict[str, frozenset[int]]:
    """The numbers of the groups in which each word stands."""
    found: dict[str, set[int]] = {}
    for number, line in enumerate(lines):
        for word in line.split():
            found.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}
