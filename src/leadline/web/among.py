"""Which entities a request asks among: lists, schemata, topics, times, ids."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Self

from followthemoney import model
from followthemoney.schema import Schema

from leadline.entities.entity import Entity
from leadline.entities.screening.match import as_of
from leadline.errors import BadInput, UnknownName
from leadline.web.shapes import Scope

EVERYTHING = ("default", "sanctions")
"""Names for all lists together; yente's clients ask for one of them unless told otherwise."""


@dataclass(frozen=True)
class Among:
    """What a request leaves in. An entity on several lists is in if one of them is."""

    lists: frozenset[str]
    schemata: frozenset[str] | None
    """``None`` for all."""
    but: frozenset[str]
    """Schemata to leave out."""
    without: frozenset[str]
    """Ids, of entities or of entries resolved into them, to leave out."""
    topics: frozenset[str]
    changed_since: str

    @classmethod
    def of(
        cls,
        known: Iterable[str],
        dataset: str,
        schemata: frozenset[str] | None,
        asked: Scope,
        without: Iterable[str] = (),
    ) -> Self:
        """What a request asks among; ``UnknownName`` where its dataset is no list."""
        return cls(
            lists=_lists(frozenset(known), dataset, asked),
            schemata=schemata,
            but=frozenset(asked.exclude_schema),
            without=frozenset(without),
            topics=frozenset(asked.topics),
            changed_since=asked.changed_since or "",
        )

    def has(self, entity: Entity) -> bool:
        """Whether an entity is among them."""
        return (
            (self.schemata is None or entity["schema"] in self.schemata)
            and entity["schema"] not in self.but
            and not self.lists.isdisjoint(entity["datasets"])
            and self.without.isdisjoint((entity["id"], *entity["referents"]))
            and (not self.topics or not self.topics.isdisjoint(topics(entity)))
            and (not self.changed_since or (changed(entity) or "9999") > self.changed_since)
        )

    def not_found(self, stamp: Mapping[str, Any]) -> str:
        """In a sentence, that nothing was found in these lists, as of the day of the oldest."""
        asked = [one for one in stamp["lists"] if one["id"] in self.lists]
        return f"not found in lists as of {as_of({'lists': asked})}; not a clearance"


def _lists(known: frozenset[str], dataset: str, asked: Scope) -> frozenset[str]:
    if dataset not in EVERYTHING and dataset not in known:
        raise UnknownName("list", dataset, known | set(EVERYTHING))
    lists = known if dataset in EVERYTHING else frozenset({dataset})
    if asked.include_dataset and not set(asked.include_dataset) & set(EVERYTHING):
        lists &= set(asked.include_dataset)
    return lists - set(asked.exclude_dataset)


def schema(name: str) -> Schema:
    """A schema of FollowTheMoney by its name."""
    if found := model.get(name):
        return found
    raise BadInput(f"Invalid schema: {name!r} isn't one of FollowTheMoney's. Try Person, Company, Vessel …")


@cache
def alike(schema: Schema) -> frozenset[str]:
    """Schemata that an entity of this one could be listed under: FollowTheMoney's matchable ones."""
    found = set(schema.matchable_schemata)
    return frozenset(one.name for one in (found if schema.matchable else found | schema.descendants))


def is_listed(entity: Entity) -> bool:
    """Whether a listing stands today."""
    today = datetime.now(UTC).date().isoformat()
    return any(not one["listed_until"] or one["listed_until"] > today for one in entity["listings"])


def topics(entity: Entity) -> set[str]:
    """FollowTheMoney's topics of an entity; whoever is listed has ``sanction``, whether its list says so or not."""
    return {*entity["properties"].get("topics", ()), *(("sanction",) if is_listed(entity) else ())}


def changed(entity: Entity) -> str | None:
    """When the newest version of a list that tells of the entity was made, which is the latest that it changed."""
    return max((one["as_of"] for one in entity["listings"]), default=None)
