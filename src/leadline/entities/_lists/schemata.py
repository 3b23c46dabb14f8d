"""The FollowTheMoney model, asked lazily: a library that takes over a second to import, which reading a list in force must not."""

from collections.abc import Callable
from functools import cache

from leadline.errors import BadContent

_LANGUAGES = {"korean": "kor", "chinese": "zho", "japanese": "jpn", "russian": "rus", "arabic": "ara", "persian": "fas",
              "farsi": "fas", "burmese": "mya", "ukrainian": "ukr", "belarusian": "bel", "urdu": "urd", "pashto": "pus"}  # fmt: skip


@cache
def kind(schema: str, prop: str) -> str:
    """The FollowTheMoney type of a property (``name``, ``date``, ``identifier`` …); empty where there is none."""
    from followthemoney import model

    known = model.get(schema)
    if known is None:
        raise BadContent(f"FollowTheMoney has no schema {schema!r}. Write Person, Organization, Vessel …")
    one = known.get(prop)
    return "" if one is None or one.stub else one.type.name


@cache
def reverse(schema: str, prop: str) -> str:
    """The property of the other entity that says the same (``entity``, of ``sanctions``); empty where there is none."""
    from followthemoney import model

    known = model.get(schema)
    one = known.get(prop) if known else None
    return one.reverse.name if one is not None and one.stub and one.reverse is not None else ""


@cache
def language(said: str) -> str:
    """ISO 639-3 code of a language that a list names (``Korean``, ``ko``); empty where it isn't known."""
    from followthemoney import registry

    return registry.language.clean(said) or _LANGUAGES.get(said.strip().lower(), "")


@cache
def cleaner(schema: str, prop: str) -> Callable[[str], str | None]:
    """How the FollowTheMoney model tidies values of a property; None for one that it doesn't take."""
    from followthemoney import model

    if not kind(schema, prop):
        raise BadContent(f"FollowTheMoney's {schema} has no property {prop!r}.")
    one = model.schemata[schema].properties[prop]
    if one.type.name == "entity":
        return lambda value: value

    def clean(value: str) -> str | None:
        if len(value) > 4 * one.type.max_length:
            return None
        told = one.type.clean(value, format=one.format)
        return None if told is None or len(told) > one.type.max_length else told

    return cache(clean) if one.type.name in {"country", "date", "gender"} else clean
