"""An example becomes a question to the lists, and what they answer takes yente's shape."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from followthemoney import registry
from followthemoney.property import Property
from followthemoney.util import sanitize_text

from leadline.entities import identifiers
from leadline.entities.entity import Entity
from leadline.entities.screening.match import Match
from leadline.entities.screening.query import OTHER, Query, kinds
from leadline.errors import BadInput
from leadline.web.among import EVERYTHING, Among, alike, changed, is_listed, schema
from leadline.web.shapes import Example, Found, Matches, MatchParameters, Scored, Total
from leadline.web.standing import Lists

PARTS = ("firstName", "secondName", "middleName", "fatherName", "motherName", "lastName")
"""Parts of a person's name, in the order in which they make one."""
MORE = "More entities have a name like this than are compared: ask with a fuller name."
DISMISSED = "People judged this match to be somebody else."
COMBINED = 20
"""Names that are made of parts; with several values of each part there would be thousands."""


def match(lists: Lists, dataset: str, example: Example, asked: MatchParameters) -> Matches:
    """The entities that an example may be: the answer to one query of /match.

    Raises ``BadInput`` where the schema isn't one that can be matched, or nothing is left to look for.
    """
    understood = _understood(example)
    schemata = None if _asked(example.schema_) else alike(schema(example.schema_))
    among = Among.of(lists.ids, dataset, schemata, asked, asked.exclude_entity_ids)
    answer = lists.screen(_query(understood), min(asked.cutoff, asked.threshold), among.has)
    found = (*answer.matches, *answer.dismissed)  # what was dismissed takes no match's place
    reached = sum(one.score >= asked.threshold for one in answer.matches)
    notes = (*(() if reached else (among.not_found(answer.stamp),)), *((MORE,) if answer.cut else ()))
    return Matches(
        results=[_scored(one, asked.threshold) for one in found[: asked.limit]],
        total=Total(value=reached),
        query={"id": example.id, **understood},
        note=" ".join(notes) or None,
    )


def warm(lists: Lists) -> None:
    """Ask once, so that no request waits for what libraries load at their first question."""
    for schema_, name in (("Person", "김아무개"), ("Company", "Warm-up Trading Company")):
        example = Example(schema=schema_, properties={"name": [name], "country": ["Nowhere in particular"]})
        match(lists, EVERYTHING[0], example, MatchParameters())


def _asked(name: str) -> str:
    """The schema that the index is asked for: none where it doesn't tell such entities apart."""
    return "" if kinds(name) == OTHER else name


def _query(understood: dict[str, Any]) -> Query:
    """The question that an example asks; of a schema that no list uses, whatever the lists have is asked for."""
    query = Query.of({"schema": _asked(understood["schema"]), "properties": _named(understood["properties"])})
    return replace(query, name=next(iter(query.names), ""))  # judgements are kept by the first name


def _understood(example: Example) -> dict[str, Any]:
    """The example as FollowTheMoney reads it: properties that the schema has, values in their normal form."""
    kind = schema(example.schema_)
    if not (kind.matchable or kind.name == "Thing"):
        raise BadInput(f"{kind.name} can't be matched. Try Person, Company, Vessel …")
    properties: dict[str, list[str]] = {}
    for name, given in example.properties.items():
        clean = _cleaner(kind.get(name), name)
        texts = (sanitize_text(value) for value in (given if isinstance(given, list) else [given]))
        if clean and (values := list(dict.fromkeys(v for text in texts if text and (v := clean(text))))):
            properties[name] = values
    return {"schema": kind.name, "properties": properties}


def _cleaner(prop: Property | None, name: str) -> Callable[[str], str | None] | None:
    """How values of a property are read; ``None`` for one that the schema lacks and that identifies nothing.

    An identifier that FollowTheMoney finds wrong stays as it stands: lists have mistyped ones too.
    """
    if prop is None or prop.stub:
        return str.strip if name in identifiers.PROPERTIES else None
    kind, format_ = prop.type, prop.format
    if kind == registry.identifier:
        return lambda text: kind.clean_text(text, fuzzy=True, format=format_) or text.strip()
    return lambda text: kind.clean_text(text, fuzzy=True, format=format_)


def _named(properties: dict[str, list[str]]) -> dict[str, list[str]]:
    """With names made of their parts, where no whole name is given."""
    if any(properties.get(name) for name in ("name", "alias", "previousName", "weakAlias")):
        return properties
    parts = [properties[part] for part in PARTS if properties.get(part)]
    names = (
        [" ".join(name) for name in itertools.islice(itertools.product(*parts), COMBINED)] if parts else []
    )
    return properties | {"name": names}


def _scored(match: Match, threshold: float) -> Scored:
    reasons = [*match.reasons, *((DISMISSED,) if match.dismissed else ())]
    return Scored.model_validate(
        _told(match.entity)
        | {
            "score": match.score,
            "match": match.score >= threshold and not match.dismissed,
            "features": {match.by: match.score},
            "explanations": {
                match.by: {"score": match.score, "detail": " ".join(reasons), "candidate": match.name}
            },
            "reasons": reasons,
        }
    )


def found(entity: Entity) -> Found:
    """An entity in yente's shape."""
    return Found.model_validate(_told(entity))


def _told(entity: Entity) -> dict[str, Any]:
    times = {
        "first_seen": entity.get("first_seen"),
        "last_seen": entity.get("last_seen"),
        "last_change": changed(entity),
    }
    return {**entity, "target": is_listed(entity)} | {name: moment(day) for name, day in times.items()}


def moment(day: str | None) -> str | None:
    """A day as a time, which is what yente's clients read."""
    return f"{day}T00:00:00" if day and len(day) == 10 else day or None
