"""Searching by words, each the beginning of one that a list says of an entity; or by a name in any script."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from followthemoney import model, registry

from leadline.entities.entity import Entity
from leadline.entities.names import THRESHOLD
from leadline.entities.names.tokens import fold
from leadline.entities.screening.query import Query
from leadline.errors import BadInput
from leadline.web.among import Among, is_listed, topics
from leadline.web.ask import found
from leadline.web.shapes import Count, Counts, Facet, Operator, SearchAnswer, SearchParameters, Total
from leadline.web.standing import Lists

MOST_VALUES = 1_000
"""Values that a facet counts apart, as yente has it."""
_LABELS = {Facet.DATASETS: "Data sources", Facet.SCHEMA: "Entity types"}


def search(lists: Lists, among: Among, asked: SearchParameters) -> SearchAnswer:
    """The answer of /search: a page of the entities that hold every word, names that are like it, and counts."""
    wanted, named = _filters(asked), _named(lists, asked, among)
    entities = [e for e in named if _passes(e, wanted, asked)]
    for field in reversed(asked.sort):
        entities = _sorted(entities, field)
    return SearchAnswer(
        results=[found(e) for e in entities[asked.offset : asked.offset + asked.limit]],
        facets={facet: _count(facet, entities, lists) for facet in asked.facets},
        total=Total(value=len(entities)),
        limit=asked.limit,
        offset=asked.offset,
        note=None if entities else among.not_found(lists.stamp(THRESHOLD)),
        stamp=lists.stamp(THRESHOLD),
    )


def _named(lists: Lists, asked: SearchParameters, among: Among) -> list[Entity]:
    """Entities whose name is like the words as a whole, the likest first; then those that hold each word."""
    words = [f" {word}" for word in dict.fromkeys(fold(asked.q).split())]
    if not words:
        return [] if asked.q.strip() else [e for e in lists.entities if among.has(e)]
    like = [one.entity for one in lists.screen(Query(asked.q), THRESHOLD, among.has).matches]
    known = {entity["id"] for entity in like}
    both = zip(lists.entities, lists.texts, strict=True)
    holding = [
        e for e, text in both if all(w in text for w in words) and e["id"] not in known and among.has(e)
    ]

    def rank(entity: Entity) -> tuple[bool, int, str]:
        caption = f" {fold(entity['caption'])}"
        return not all(word in caption for word in words), len(caption), entity["id"]

    return like + sorted(holding, key=rank)


def _filters(asked: SearchParameters) -> dict[str, list[str]]:
    """The values that are asked for, by field."""
    wanted = {"countries": [c.lower() for c in asked.countries], "datasets": list(asked.datasets)}
    for one in asked.filter:
        field, colon, value = one.partition(":")
        if not colon:
            raise BadInput(f"Invalid filter: {one!r} isn't of the form property:value.")
        wanted.setdefault(field.removeprefix("properties."), []).append(value)
    return {field: values for field, values in wanted.items() if values}


def _passes(entity: Entity, wanted: Mapping[str, Sequence[str]], asked: SearchParameters) -> bool:
    every = all if asked.filter_op is Operator.AND else any
    return (asked.listed is None or is_listed(entity) == asked.listed) and all(
        every(value in _values(entity, field) for value in values) for field, values in wanted.items()
    )


def _values(entity: Entity, field: str) -> Sequence[str] | set[str]:
    """What an entity has under a field: one of yente's groups, of an entity's own fields, or a property."""
    if field == "topics":
        return topics(entity)
    if field in {"id", "schema", "caption", "datasets", "referents", "first_seen", "last_seen"}:
        value = entity.get(field) or []
        return [value] if isinstance(value, str) else value  # type: ignore[return-value]  # lists of texts
    if kind := registry.groups.get(field):
        schema = model.get(entity["schema"])
        props = schema.properties if schema else {}
        return [
            v
            for name, vs in entity["properties"].items()
            if name in props and props[name].type == kind
            for v in vs
        ]
    return entity["properties"].get(field, [])


def _sorted(entities: Iterable[Entity], field: str) -> list[Entity]:
    """By one field; entities that lack it come last, in either direction."""
    name, _, direction = field.partition(":")
    name = name.removeprefix("properties.")

    def first(entity: Entity) -> str:
        return next(iter(sorted(_values(entity, name))), "")

    has = [e for e in entities if first(e)]
    lacks = [e for e in entities if not first(e)]
    return sorted(has, key=first, reverse=direction == "desc") + lacks


def _count(facet: Facet, entities: Iterable[Entity], lists: Lists) -> Counts:
    counted = Counter(value for entity in entities for value in set(_values(entity, facet.value)))
    most = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_VALUES]
    kind = registry.groups.get(facet.value)
    label = _LABELS.get(facet) or (kind.plural if kind else facet.value)
    name = _caption(facet, lists)
    return Counts(label=label, values=[Count(name=v, label=name(v), count=n) for v, n in most])


def _caption(facet: Facet, lists: Lists) -> Callable[[str], str]:
    """What a value of a facet is called."""
    if facet is Facet.DATASETS:
        titles = {one.id: one.title for one in lists.versions}
        return lambda value: titles.get(value, value)
    if facet is Facet.SCHEMA:
        return lambda value: model.schemata[value].plural if value in model.schemata else value
    kind = registry.groups[facet.value]
    return lambda value: kind.caption(value) or value
