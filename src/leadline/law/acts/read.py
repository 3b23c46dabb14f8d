"""Reads acts from YAML or JSON, however their fields are called."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from leadline.errors import BadInput, Hostile
from leadline.law._reading import parsed
from leadline.law.acts._fields import Reader
from leadline.law.acts._keys import keys, slug
from leadline.law.acts.act import Act
from leadline.law.regime import Regime

LARGEST = 4_194_304  # bytes; a thousand long acts have a quarter of it
MOST = 20_000  # acts
LONGEST = 20_000  # characters of one text
DEEPEST = 12  # levels of lists and mappings
_HALF = re.compile("[\ud800-\udfff]")  # JSON can escape one half of a pair, and nothing can print it
_LISTS = ("acts", "cases")
_DATES = frozenset({"date", "first", "last"})


def read(regime: Regime, raw: bytes, name: str = "the input") -> list[Act]:
    """The acts in ``raw``: one, a list, or ``{acts: [...]}``; a list of cases gives one act a case.

    Raises ``BadInput`` naming the act that can't be used, ``Hostile`` where a bound is exceeded.
    """
    return acts(regime, _loaded(raw, name))


def acts(regime: Regime, given: object) -> list[Act]:
    """The acts in ``given``, which is plain data as YAML or JSON gives it."""
    _bounded(given)
    found = list(_each(given))
    if len(found) > MOST:
        raise Hostile(f"{len(found)} acts are more than {MOST}. Split them.")
    if not found:
        raise BadInput("There is no act in it. Write one as a mapping, several as a list.")
    return [_act(regime, number, one) for number, one in enumerate(found, 1)]


def _loaded(raw: bytes, name: str) -> object:
    if len(raw) <= LARGEST and raw.lstrip()[:1] in (b"{", b"["):
        try:
            return json.loads(raw, object_pairs_hook=_once)
        except RecursionError as error:
            raise Hostile(f"{name} is nested too deeply. Write it flatter.") from error
        except ValueError:
            pass  # YAML has brackets too, and its reader says better what is wrong
    return parsed(raw, name, BadInput, LARGEST)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A mapping of JSON; a key given twice is refused, as the one can hide the other."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise BadInput(f"The key {key[:40]!r} is given twice in one mapping. Keep one.")
        found[key] = value
    return found


def _each(given: object) -> Iterator[Mapping[str, Any]]:
    """Each act; one without a date has that of what holds it, such as the period of a case."""
    held: Mapping[str, Any] = {}
    if isinstance(given, Mapping):
        held = {key: value for key, value in given.items() if _field(key) in _DATES}
        inner = next((given[key] for key in _LISTS if isinstance(given.get(key), list | Mapping)), None)
        if inner is None:
            yield given
            return
        given = list(inner.values()) if isinstance(inner, Mapping) else inner
    if not isinstance(given, list):
        raise BadInput("An act is a mapping of fields to values. Write `kind: supply`, `date: 2017-08-05` …")
    for one in given:
        if isinstance(one, list) or (isinstance(one, Mapping) and any(k in one for k in _LISTS)):
            yield from _each(one)
        elif isinstance(one, Mapping):
            yield one if any(_field(key) in _DATES for key in one) else {**one, **held}
        else:
            raise BadInput(
                f"{str(one)[:40]!r} stands where an act belongs. An act is a mapping of fields to values."
            )


def _field(key: object) -> str:
    return keys("fields").get(slug(str(key)), "")


def _bounded(given: object, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise Hostile(f"It is nested more than {DEEPEST} deep. Write it flatter.")
    if isinstance(given, str) and len(given) > LONGEST:
        raise Hostile(f"A text has {len(given)} characters, more than {LONGEST}. Shorten it.")
    if isinstance(given, str) and _HALF.search(given):
        raise BadInput(f"{given[:40]!a} holds half a character. Save the text as UTF-8.")
    if isinstance(given, Mapping):
        for key, value in given.items():
            _bounded(str(key), depth + 1)
            _bounded(value, depth + 1)
    elif isinstance(given, list):
        for value in given:
            _bounded(value, depth + 1)


def _act(regime: Regime, number: int, given: Mapping[str, Any]) -> Act:
    fields = {str(key): value for key, value in given.items() if value not in (None, "", [], {})}
    if any(keys("fields").get(slug(key)) == "kind" for key in fields):
        fields.pop("title", None)  # the title is then the story's, and says nothing of this act
    name = next((v for k, v in fields.items() if keys("fields").get(slug(k)) == "id"), None)
    told = " ".join(str(name).split())[:80] if isinstance(name, str | int) else f"act {number}"
    reader = Reader(regime, Act(told))
    try:
        for key, value in fields.items():
            reader.take(key, value)
        return reader.done()
    except BadInput as error:
        raise BadInput(f"{told}: {error}") from error
