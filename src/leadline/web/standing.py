"""The lists as they stand: opened once per process, opened anew when a list, a judgement or the code has changed."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from leadline.entities import _list
from leadline.entities.entity import Entity
from leadline.entities.names.tokens import fold
from leadline.entities.resolution import judgements
from leadline.entities.resolution.judgements import Judgements
from leadline.entities.screening import in_force
from leadline.entities.screening import match as match_
from leadline.entities.screening.index import Index
from leadline.entities.screening.match import Answer
from leadline.entities.screening.query import Query
from leadline.errors import LeadlineError
from leadline.settings import read_settings
from leadline.web._frame import log, note_fault

STANDING = "leadline.standing"
"""Where a request carries the function that gives the lists it asks."""
LOOKED = 2.0
"""Seconds between looks at whether something has changed."""


@dataclass(frozen=True)
class ListVersion:
    """A list in force: whose it is, whom it binds, and the day of its state."""

    id: str
    title: str
    authority: str
    binds: str
    as_of: str


class Lists:
    """Lists in force, to be asked by several threads."""

    def __init__(self, index: Index, versions: Sequence[ListVersion], judged: Judgements) -> None:
        self.versions, self.judged = tuple(versions), judged
        self.ids = tuple(one.id for one in versions)
        self._index = index

    def screen(self, query: Query, threshold: float, keep: Callable[[Entity], bool]) -> Answer:
        """All matches among the entities that ``keep`` says to keep, the best first."""
        return match_.screen(self._index, query, threshold, 0, self.judged, keep)

    def stamp(self, threshold: float) -> dict[str, Any]:
        """What an answer stands on."""
        return match_.stamp(self._index, threshold)

    def find(self, id_: str) -> Entity | None:
        """An entity by its id, or by that of an entry resolved into it."""
        number = self._numbers.get(id_)
        return None if number is None else self.entities[number]

    @cached_property
    def entities(self) -> tuple[Entity, ...]:
        """Every entity, in the order of ids."""
        return tuple(self._index.entity(number) for number in range(len(self._index)))

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        named = {id_: number for number, one in enumerate(self.entities) for id_ in one["referents"]}
        return named | {one["id"]: number for number, one in enumerate(self.entities)}

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What the lists say of each entity, folded for looking for words."""
        return tuple(fold_all(one) for one in self.entities)


def fold_all(entity: Entity) -> str:
    """All that a list says of an entity as folded words, each behind a blank."""
    said = [
        entity["id"],
        *(one["ref"] for one in entity["listings"]),
        *(v for vs in entity["properties"].values() for v in vs),
    ]
    return f" {' '.join(fold(value) for value in dict.fromkeys(said))}"


class Standing:
    """The lists of a workspace, or the bundled ones; call it for what is in force."""

    def __init__(self, folder: Path | None) -> None:
        self._workspace = in_force.workspace_of(folder)
        self._look = threading.Lock()
        self._made_of = in_force.fingerprint(self._workspace)
        self._lists = self._opened()
        self._looked = time.monotonic()

    def __call__(self) -> Lists:
        """The lists in force. They are opened anew aside, so that no request waits: the ones before go on till then."""
        if time.monotonic() > self._looked + LOOKED and self._look.acquire(blocking=False):
            threading.Thread(target=self._look_aside, daemon=True).start()
        return self._lists

    def look(self) -> None:
        """Open the lists anew if anything that they are made of has changed; what can't be opened is logged."""
        try:
            if (made_of := in_force.fingerprint(self._workspace)) != self._made_of:
                self._made_of = made_of  # what can't be opened is tried again when it has changed again
                self._lists = self._opened()
            else:
                self._lists.judged = self._judged()
        except (LeadlineError, OSError) as error:
            note_fault(error)

    def _look_aside(self) -> None:
        try:
            self.look()
        finally:
            self._looked = time.monotonic()
            self._look.release()

    def _opened(self) -> Lists:
        index = in_force.open_index(self._workspace, log.warning)
        return Lists(index, _versions(index, self._workspace), self._judged())

    def _judged(self) -> Judgements:
        return judgements.read(self._workspace / "leadline.db") if self._workspace else Judgements()


def _versions(index: Index, workspace: Path | None) -> list[ListVersion]:
    cards = _list.find(read_settings(workspace).content.lists if workspace else ())
    told = [(one["id"], str(one["as_of"])[:10], cards[one["id"]].card()) for one in index.stamp["lists"]]
    return [ListVersion(name, card.title, card.authority, card.binds, as_of) for name, as_of, card in told]
