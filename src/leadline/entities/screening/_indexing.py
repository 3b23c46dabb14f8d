"""What the index of entities holds, made from entities: names, words, keys, identifiers."""

import json
import zlib
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from leadline.entities import korean
from leadline.entities.entity import Entity
from leadline.entities.names.tokens import JOINED, fold, initials, keys, weight, words
from leadline.entities.screening import _arrays
from leadline.entities.screening.query import NAMES, PERSON, keys_of_entity, kinds

LONGEST_JOINED = 100


def hashed(key: str) -> int:
    """``KEY_BITS`` bits; two keys that fall together only bring a candidate that the comparison turns away."""
    return zlib.crc32(key.encode("utf-8", "surrogatepass")) >> (32 - _arrays.KEY_BITS)


def korean_keys(name: str, schema: str) -> frozenset[str]:
    """Keys of the Korean kernel, as a person's name, another's, or both; none for a name that isn't Korean."""
    can_be = kinds(schema)
    person = korean.keys(name, "Person") if can_be & PERSON else frozenset()
    return person | korean.keys(name, "Company") if can_be & ~PERSON else person


def arrays(entities: Sequence[Entity]) -> _arrays.Arrays:
    """The arrays of an index over entities, in their order."""
    rows = _Rows()
    for number, entity in enumerate(entities):
        rows.add(number, entity)
    bodies, body_ends = _arrays.texts([json.dumps(e, ensure_ascii=False) for e in entities])
    return rows.arrays() | {
        "bodies": bodies,
        "body_ends": body_ends,
        "kinds": np.array([kinds(e["schema"]) for e in entities], dtype=np.int8),
    }


class _Rows:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.entity: list[int] = []
        self.kind: list[int] = []
        self.told: list[tuple[str, ...]] = []
        self.words: dict[str, int] = {}
        self.held: list[tuple[int, int]] = []
        self.korean: list[tuple[int, int]] = []
        self.exact: list[tuple[int, int]] = []

    def add(self, number: int, entity: Entity) -> None:
        seen = set()
        for kind, name in enumerate(NAMES):
            for text in entity["properties"].get(name, ()):
                if (folded := fold(text)) and folded not in seen:
                    seen.add(folded)
                    self._add_name(number, text, kind, entity["schema"])
        self.exact += [(hashed(":".join(key)), number) for key in keys_of_entity(entity)]

    def _add_name(self, entity: int, text: str, kind: int, schema: str) -> None:
        name, told = len(self.texts), words(text)
        self.texts.append(text)
        self.entity.append(entity)
        self.kind.append(kind)
        self.told.append(told)
        for word in {*told, *_joined(told)}:
            self.held.append((self.words.setdefault(word, len(self.words)), name))
        self.korean += [(hashed(key), name) for key in korean_keys(text, schema)]

    def arrays(self) -> _arrays.Arrays:
        texts, text_ends = _arrays.texts(self.texts)
        held, held_ends = _arrays.groups(self.held, len(self.words))
        tables = {
            "word": ((hashed(key), n) for word, n in self.words.items() for key in keys(word)),
            "korean": self.korean,
            "exact": self.exact,
        }
        told = {name: _arrays.table(given) for name, given in tables.items()}
        return {
            f"{name}_{part}": array
            for name, parts in told.items()
            for part, array in zip(("keys", "values", "starts"), parts, strict=True)
        } | {
            "texts": texts, "text_ends": text_ends,
            "vocabulary": np.frombuffer("\n".join(self.words).encode("utf-8", "surrogatepass"), dtype=np.uint8),
            "held": held, "held_ends": held_ends,
            "name_words": np.array([self.words[w] for told in self.told for w in told], dtype=np.int32),
            "name_word_ends": np.cumsum([0, *map(len, self.told)], dtype=np.int64),
            "name_entity": np.array(self.entity, dtype=np.int32),
            "name_kind": np.array(self.kind, dtype=np.int8),
            "name_size": np.array([sum(map(weight, told)) for told in self.told], dtype=np.float32),
        }  # fmt: skip


def _joined(told: Sequence[str]) -> Iterable[str]:
    """A name's letters written as one, each two of its words, and its initials: people join and shorten names.

    Initials leave out generic words at the end as well: of SILVER HERON TRADING CO LTD they are SHTCL, SHTC, SHT, SH.
    """
    if len(told) < 2:
        return ()
    told_apart = max((i for i, word in enumerate(told, 1) if weight(word) == 1), default=0)
    short = {initials(told[:end]) for end in range(told_apart or len(told), len(told) + 1)}
    each = {a + b for a, b in pairwise(told)} | {"".join(told)} | short
    return (JOINED + one for one in each if 3 <= len(one) < LONGEST_JOINED)
