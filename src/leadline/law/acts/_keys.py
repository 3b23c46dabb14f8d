"""The tables of ``spelling/``: keys that an act may use, words for yes and no, and names of countries."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from leadline.law._reading import read_yaml

Value = Literal["yes", "no", "unknown"]
FOLDER = Path(__file__).with_name("spelling")


def slug(key: str) -> str:
    """A key as the tables write it: small letters and digits, one "_" for everything between."""
    return re.sub(r"[^a-z0-9]+", "_", key.casefold()).strip("_")


def named(name: str) -> str:
    """A country's name made comparable: no accents, case or punctuation."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    bare = unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))
    return re.sub(r"^the ", "", " ".join(re.findall(r"\w+", bare)))


@cache
def tables() -> Mapping[str, Any]:
    """``keys.yml`` as it stands."""
    read = read_yaml(FOLDER / "keys.yml")
    assert isinstance(read, dict)
    return MappingProxyType(read)


@cache
def keys(table: str) -> Mapping[str, str]:
    """From every key of ``fields``, ``inside`` or ``roles`` to the field it means."""
    rows: Mapping[str, list[str]] = tables()[table]
    return MappingProxyType({slug(key): field for field, also in rows.items() for key in (field, *also)})


@cache
def countries() -> Mapping[str, str]:
    """From the name of a country, made comparable, or its code, to the ISO 3166-1 code in small letters."""
    read = read_yaml(FOLDER / "countries.yml")
    assert isinstance(read, dict)
    return MappingProxyType({named(name): code for code, names in read.items() for name in (code, *names)})


@cache
def listed_parties() -> Mapping[str, dt.date]:
    """From the name of a party that the UN lists to the day of its listing."""
    read = read_yaml(FOLDER / "parties.yml")
    assert isinstance(read, dict)
    return MappingProxyType(
        {name: dt.date.fromisoformat(day) for day, names in read.items() for name in names}
    )


@cache
def _answers() -> Mapping[str, Value]:
    rows: Mapping[Value, list[str]] = tables()["answers"]
    return MappingProxyType({said: value for value, also in rows.items() for said in (str(value), *also)})


def country(name: str) -> str | None:
    """The code of a country, from its code or one of its names."""
    return countries().get(named(name))


def value(said: str) -> Value | None:
    """Yes, no or unknown, in one of the words for it; ``None`` where it is none of them."""
    return _answers().get(" ".join(said.casefold().split()))
