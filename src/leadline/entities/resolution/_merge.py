"""One entity of several entries: everyone's values, each once, and every listing."""

from collections.abc import Sequence

from leadline.entities.entity import Entity


def merge(id_: str, group: Sequence[Entity]) -> Entity:
    """One entity of several entries: the first's caption, everyone's values, each once."""
    if len(group) == 1 and group[0]["id"] == id_:
        return group[0]
    ordered = sorted(group, key=lambda entity: (entity["id"] != id_, entity["id"]))
    properties: dict[str, dict[str, None]] = {}
    for entity in ordered:
        for prop, values in entity["properties"].items():
            properties.setdefault(prop, {}).update(dict.fromkeys(values))
    merged = Entity(
        id=id_, schema=_schema(ordered), caption=ordered[0]["caption"],
        properties={prop: list(values) for prop, values in properties.items()},
        datasets=sorted({d for entity in group for d in entity["datasets"]}),
        referents=sorted({r for entity in group for r in entity["referents"]}),
        listings=[listing for entity in ordered for listing in entity["listings"]],
    )  # fmt: skip
    if seen := [entity["first_seen"] for entity in group if entity.get("first_seen")]:
        merged["first_seen"] = min(seen)
    if seen := [entity["last_seen"] for entity in group if entity.get("last_seen")]:
        merged["last_seen"] = max(seen)
    return merged


_VAGUE = ("LegalEntity", "Organization")


def _schema(group: Sequence[Entity]) -> str:
    """The schema that says most; of two that say as much, the first entry's."""
    return min(group, key=lambda e: -_VAGUE.index(e["schema"]) if e["schema"] in _VAGUE else -9)["schema"]
