"""An index of entities on disk: one file of plain arrays, opened in milliseconds and shared between processes.

Candidates are found in stages: exact identifiers; keys of the Korean kernel; an inverted index over the words of
names that forgives typing errors. How near a name is to the question is measured word by word on a scale that
doesn't know the rest of the list, so a stranger never takes a candidate's place: one is left out only where
``limit`` others are nearer.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from leadline.entities.entity import Entity
from leadline.entities.names.tokens import (
    AS_ONE,
    GROUP,
    JOINED,
    SHORT_FORM,
    SOUNDS,
    SPELT,
    keys,
    weight,
    words,
)
from leadline.entities.screening import _arrays, _indexing
from leadline.entities.screening._nearness import LEAST_PAIR, NEAR, Asked, at_least, runs
from leadline.entities.screening.query import NAMES, PERSON, Key, Query, keys_of_entity, keys_of_text, kinds

FILE = "entities.index"
ALIKE = 0.6
"""Words less alike than this have nothing to do with each other."""
KINDER = 0.3
"""A comparison takes words that differ in spelling for more alike than their letters are."""
AT_LEAST = {SOUNDS: 0.8, SPELT: 0.95, GROUP: 0.95, SHORT_FORM: 0.8}
"""How alike words are at least that share such a key, whatever their letters."""
_MANY = 200
_REMEMBERED = 20_000


class _Found(NamedTuple):
    """Words of the index that are like one, and the names that hold one of them, with how alike it is."""

    alike: dict[int, float]
    names: NDArray[np.int32]
    hows: NDArray[np.float32]


class Name(NamedTuple):
    """One name of an entity; ``kind`` is the property that holds it."""

    text: str
    kind: str


class Candidate(NamedTuple):
    """An entity that may be the one asked for, with its names worth comparing, the nearest first."""

    entity: int
    names: tuple[int, ...]
    near: float
    """0 to 1; 1 where an identifier is the same."""
    exact: tuple[Key, ...] = ()
    """Identifiers that both have: kind, and the form for comparing."""


def build(entities: Iterable[Entity], folder: Path, stamp: Mapping[str, Any]) -> None:
    """Index entities in a folder, in place of what is indexed there; a build that fails leaves that as it was."""
    ordered = sorted(entities, key=lambda e: e["id"])
    _arrays.write(folder / FILE, dict(stamp), _indexing.arrays(ordered))


def stamp(folder: Path) -> dict[str, Any] | None:
    """The stamp of a folder's index; ``None`` where there is none that can be read."""
    return _arrays.told(folder / FILE)


class Index:
    """Entities, opened for looking up. Cheap to open; one in each process, for all of its threads."""

    def __init__(self, told: Mapping[str, Any], arrays: _arrays.Arrays, folder: Path) -> None:
        self.stamp = dict(told)
        self.folder = folder
        self._arrays = arrays
        self._of_name, self._size = arrays["name_entity"], arrays["name_size"]
        self._kinds: list[int] = arrays["kinds"].tolist()
        self._found: dict[str, _Found] = {}
        self.entity = lru_cache(4096)(self._entity)
        self.name = lru_cache(65536)(self._name)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the index of a folder; ``FileNotFoundError`` where there is none, ``Damaged`` where it is broken."""
        return cls(*_arrays.read(folder / FILE), folder)

    def __len__(self) -> int:
        return len(self._kinds)

    def candidates(
        self, query: Query, limit: int = 50, keep: Callable[[Entity], bool] | None = None
    ) -> list[Candidate]:
        """Entities that may be the one asked for, nearest first.

        At most ``limit``, beside those that share an identifier. Entities equally near come in the order of ids.
        Who isn't to ``keep`` is left out, and takes nobody's place.
        """
        asked = kinds(query.schema)
        exact = self._by_identifier(query)
        best: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for name in query.all_names:
            for number, how in (*self._by_words(name, asked), *self._by_korean(name, query.schema)):
                best[int(self._of_name[number])].append((-how, number))
        first = [
            Candidate(entity, tuple(dict.fromkeys(n for _, n in sorted(best.pop(entity, ())))), 1.0, shared)
            for entity, shared in exact.items()
        ]
        found = [
            Candidate(entity, tuple(dict.fromkeys(n for _, n in sorted(named))), -min(named)[0])
            for entity, named in best.items()
            if self._kinds[entity] & asked
        ]
        ordered = sorted(found, key=lambda c: (-c.near, c.entity))
        if keep is None:
            return first + ordered[:limit]
        kept = (c for c in ordered if keep(self.entity(c.entity)))
        return [c for c in first if keep(self.entity(c.entity))] + list(islice(kept, limit))

    def _by_identifier(self, query: Query) -> dict[int, tuple[Key, ...]]:
        """Entities that share an identifier with the question, and which."""
        asked = frozenset(
            key for text in (*query.identifiers, *query.all_names) for key in keys_of_text(text)
        )
        if not asked:
            return {}
        numbers, _ = self._under("exact", [":".join(key) for key in asked])
        shared = {n: asked & keys_of_entity(self.entity(n)) for n in sorted(set(numbers))}
        return {n: tuple(sorted(same)) for n, same in shared.items() if same}

    def _by_korean(self, name: str, schema: str) -> list[tuple[int, float]]:
        """Names that share keys of the Korean kernel, nearer the more of them."""
        asked = sorted(_indexing.korean_keys(name, schema))
        numbers, _ = self._under("korean", asked)
        return [(n, NEAR + (1 - NEAR) * shared / len(asked)) for n, shared in Counter(numbers).items()]

    def _by_words(self, name: str, kinds_: int) -> list[tuple[int, float]]:
        """Names near this one by their words, and how near."""
        told = words(name)
        if not told:
            return []
        sizes = [weight(word) for word in told]
        asked = runs(told, sizes, shortened=kinds_ != PERSON)
        alone, whole = asked[: len(told)], JOINED + "".join(told)
        like = self._look_up([*(run.word for run in asked), *(JOINED + word for word in told), whole])
        parts = [(run, like[run.word]) for run in asked]
        broken = [(run, like[JOINED + run.word]) for run in alone]
        names = np.concatenate([found.names for _, found in parts + broken])
        hows = np.concatenate([found.hows * run.size for run, found in parts + broken])
        shared = np.bincount(names, hows, len(self._size)).astype(np.float64, copy=False)
        near = {}
        if can_be := list(at_least(shared, self._size, sum(sizes))):
            words_ = Asked(sum(sizes), [(r, f.alike) for r, f in parts], [(r, f[1:]) for r, f in broken])
            near = {number: words_.near(number, self._words_of(number), size) for number, size in can_be}
        joined = like[whole]
        for number, how in zip(joined.names.tolist(), joined.hows.tolist(), strict=True):
            near[number] = max(how, near.get(number, 0.0))
        return [(number, how) for number, how in near.items() if how >= NEAR]

    def _look_up(self, asked: Sequence[str]) -> dict[str, _Found]:
        """The words of the index that are like these, and the names that hold them; remembers them.

        What is remembered is only ever put there or cleared, one step each, and what was found is held apart: a
        thread can't lose what another forgets.
        """
        known = {word: self._found.get(word) for word in asked}
        like = {word: found for word, found in known.items() if found is not None}
        new = [word for word, found in known.items() if found is None]
        by_key = [(key, word) for word in new for key in keys(word)]
        near: dict[str, dict[int, float]] = {word: {} for word in new}
        for number, place in zip(*self._under("word", [key for key, _ in by_key]), strict=True):
            key, word = by_key[place]
            near[word][number] = max(AT_LEAST.get(key[0], 0.0), near[word].get(number, 0.0))
        fresh = {word: self._names_of(self._alike(word, numbers)) for word, numbers in near.items()}
        if len(self._found) > _REMEMBERED:
            self._found.clear()
        self._found.update(fresh)
        return like | fresh

    def _alike(self, word: str, numbers: Mapping[int, float]) -> dict[int, float]:
        """Of some words, those that are like this one, and how much; for each is said how much it is at least."""
        joined, letters = word[0] == JOINED, word.removeprefix(AS_ONE)
        least = LEAST_PAIR if joined or letters != word else ALIKE
        alike = {}
        for number, at_least_ in numbers.items():
            other = self._vocabulary[number]
            how = OSA.normalized_similarity(letters, other)
            if how < at_least_:
                how = at_least_
            if how >= least and joined == (other[0] == JOINED):
                alike[number] = how + (1 - how) * KINDER
        return alike

    def _names_of(self, alike: dict[int, float]) -> _Found:
        held, ends = self._arrays["held"], self._ends
        parts = [held[ends[number] : ends[number + 1]] for number in alike]
        if not parts:
            return _Found(alike, np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32))
        names = np.concatenate(parts)
        hows = np.repeat(np.array(list(alike.values()), dtype=np.float32), [len(part) for part in parts])
        if (
            len(names) > _MANY
        ):  # each name once, with the likest: sums over words that are this common would mislead
            order = np.argsort(-hows, kind="stable")
            names, first = np.unique(names[order], return_index=True)
            hows = hows[order][first]
        return _Found(alike, names, hows)

    def _under(self, table: str, asked: Sequence[str]) -> tuple[list[int], list[int]]:
        """The values under any of the keys, and for each the place of its key among those asked for."""
        if not asked:
            return [], []
        hashes = np.fromiter(map(_indexing.hashed, asked), dtype=np.int32, count=len(asked))
        return _arrays.under(self._arrays, table, hashes)

    @cached_property
    def _vocabulary(self) -> list[str]:
        return self._arrays["vocabulary"].tobytes().decode("utf-8", "surrogatepass").split("\n")

    @cached_property
    def _ends(self) -> list[int]:
        ends: list[int] = self._arrays["held_ends"].tolist()
        return ends

    def _words_of(self, name: int) -> list[int]:
        ends = self._arrays["name_word_ends"]
        told: list[int] = self._arrays["name_words"][ends[name] : ends[name + 1]].tolist()
        return told

    def _entity(self, number: int) -> Entity:
        told: Entity = json.loads(_arrays.text(self._arrays["bodies"], self._arrays["body_ends"], number))
        return told

    def _name(self, number: int) -> Name:
        text = _arrays.text(self._arrays["texts"], self._arrays["text_ends"], number)
        return Name(text, tuple(NAMES)[self._arrays["name_kind"][number]])
