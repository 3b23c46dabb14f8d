"""Acts written in YAML: read event by event, so that a bad act costs itself alone and nothing unfolds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from leadline.errors import BadInput, Hostile

DEEPEST = 8  # an act needs three levels
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PLAIN_NULLS = {"", "~", "null"}


@dataclass(frozen=True)
class Written:
    """One item of the list: its value, or what is wrong with it, and its text."""

    value: object
    flaw: str | None
    raw: str


def written(text: str, name: str) -> Iterator[Written]:
    """Each item of the list of acts in ``text``; one that can't be read ends the list and says why.

    Raises ``BadInput`` where there is no list of acts, ``Hostile`` where it is nested too deeply.
    """
    reading = _Reading(text, name)
    begun = False
    try:
        for item in reading.items():
            begun = True
            yield item
    except yaml.YAMLError as error:
        why = " ".join(str(error).split())[:300]
        if not begun:
            raise BadInput(f"{name} isn't YAML: {why}. Mend that line and ingest it again.") from error
        mark = getattr(error, "problem_mark", None)
        line = f" at line {mark.line + 1}" if mark else ""
        yield Written(None, f"from here the file can't be read{line}: {why}", text[reading.ends :])


def _index(mark: Any) -> int:
    return int(mark.index)


class _Reading:
    def __init__(self, text: str, name: str) -> None:
        self._text, self._name = text, name
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        self.ends = 0
        self._flaw: str | None = None

    def items(self) -> Iterator[Written]:
        self._open()
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            self._flaw = None
            value = self._value(event, 1)
            raw = self._text[_index(event.start_mark) : self.ends]
            yield Written(value, self._flaw, raw.rstrip("- \n"))
        for event in self._events:
            if not isinstance(event, yaml.MappingEndEvent | yaml.DocumentEndEvent | yaml.StreamEndEvent):
                raise BadInput(
                    f"{self._name}: after the list of acts comes something else. Keep only the list."
                )

    def _open(self) -> None:
        """Go to the first item of the list, which stands alone or under the key ``acts``."""
        start = [next(self._events, None) for _ in range(3)][-1]
        if isinstance(start, yaml.MappingStartEvent):
            key, start = next(self._events, None), next(self._events, None)
            if not (isinstance(key, yaml.ScalarEvent) and key.value == "acts"):
                start = None
        if not isinstance(start, yaml.SequenceStartEvent):
            raise BadInput(
                f"{self._name} holds no list of acts. Write '- act: …' items, alone or under 'acts:'."
            )

    def _value(self, event: yaml.Event, depth: int) -> object:
        self.ends = _index(event.end_mark)
        if depth > DEEPEST:
            raise Hostile(f"{self._name} is nested deeper than {DEEPEST} levels, which no act needs.")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._flaw = self._flaw or "anchors and aliases are not taken; write it out"
        if isinstance(event, yaml.SequenceStartEvent):
            return [self._value(e, depth + 1) for e in self._until(yaml.SequenceEndEvent)]
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(depth)
        if isinstance(event, yaml.ScalarEvent) and not (not event.style and event.value in _PLAIN_NULLS):
            return str(event.value)
        return None

    def _mapping(self, depth: int) -> dict[str, object]:
        pairs: dict[str, object] = {}
        for event in self._until(yaml.MappingEndEvent):
            key = str(self._value(event, depth + 1))
            if key in pairs:
                self._flaw = self._flaw or f"{key[:40]!r} is given twice"
            pairs[key] = self._value(next(self._events), depth + 1)
        return pairs

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        for event in self._events:
            self.ends = _index(event.end_mark)
            if isinstance(event, end):
                return
            yield event
