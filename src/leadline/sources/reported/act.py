"""The shape of one act: text in, typed columns of the contract out, or a sentence that says what is wrong."""

import difflib
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from leadline.errors import UnknownName
from leadline.sources.reported.when import PRECISIONS, coarsest, span
from leadline.tables import contract

LONGEST = 4_000  # characters of one text; a paragraph has a few hundred
COLUMNS = tuple(c.name for c in contract("acts").own() if c.name != "row")
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


@cache
def kinds() -> Mapping[str, str]:
    """Every kind of act, with the sentence that says what it is."""
    text = Path(__file__).with_name("kinds.yml").read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506 strings only


def _text(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("a list or mapping stands where a text belongs")  # noqa: TRY004 pydantic takes this one
    told = " ".join(value.split())
    if len(told) > LONGEST:
        raise ValueError(f"the text has {len(told)} characters, more than {LONGEST}")
    # Marks that turn the direction of writing could make a text read as it is not.
    if any(unicodedata.category(c) in {"Cc", "Cs"} or c in _TURNS for c in told):
        raise ValueError("the text holds control characters or bytes that are not UTF-8")
    return told or None


def _number(value: object) -> str | None:
    told = _text(value)
    if told is not None and not (_NUMBER.fullmatch(told) and len(told) < 40):
        raise ValueError(f"{told[:40]!r} is no number: write digits, with a point and no separators")
    return told


def _matching(pattern: str, what: str) -> BeforeValidator:
    def check(value: object) -> str | None:
        told = _text(value)
        if told is not None and not re.fullmatch(pattern, told, re.ASCII):
            raise ValueError(f"{told[:40]!r} is no {what}")
        return told

    return BeforeValidator(check)


def _kind(value: object) -> str | None:
    told = _text(value)
    if told is not None and told not in kinds():
        raise ValueError(str(UnknownName("kind of act", told[:40], kinds())).rstrip("."))
    return told


def _list(value: object) -> tuple[str, ...]:
    """A list, or in CSV a text with ';' between its parts."""
    parts = value.split(";") if isinstance(value, str) else value
    if not isinstance(parts, list | None):
        raise ValueError("a mapping stands where a list belongs")  # noqa: TRY004 pydantic takes this one
    told = (_text(part) for part in parts or ())
    return tuple(dict.fromkeys(part for part in told if part))


def _precision(value: object) -> str | None:
    told = _text(value)
    if told is not None and told not in PRECISIONS:
        raise ValueError(f"{told[:40]!r} is none of: {', '.join(PRECISIONS)}")
    return told


Text = Annotated[str | None, BeforeValidator(_text)]
Needed = Annotated[str, BeforeValidator(_text)]
Number = Annotated[float | None, BeforeValidator(_number)]
Imo = Annotated[int | None, _matching(r"[1-9]\d{6}", "IMO number: seven digits")]
Mmsi = Annotated[int | None, _matching(r"[1-9]\d{8}", "MMSI: nine digits")]
Flag = Annotated[str | None, _matching(r"[A-Z]{2}", "ISO 3166-1 code: two capitals, as in PA")]
Hs = Annotated[str | None, _matching(r"\d{2}(\d{2}(\d{2,6})?)?", "HS code: two, four or more digits")]


class Act(BaseModel):
    """One act; what is not given is unknown. A date given alone stands for the whole interval that it names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    act: Needed
    case_ref: Text = None
    title: Text = None
    kind: Annotated[str, BeforeValidator(_kind)]
    reported_by: Needed
    source: Text = None
    locator: Text = None
    says: Needed
    by_name: Text = None
    by_imo: Imo = None
    by_mmsi: Mmsi = None
    by_flag: Flag = None
    to_name: Text = None
    to_imo: Imo = None
    to_mmsi: Mmsi = None
    to_flag: Flag = None
    goods: Text = None
    hs: Hs = None
    amount: Number = None
    unit: Text = None
    place: Text = None
    lat: Number = None
    lon: Number = None
    place_km: Number = None
    first_at: Text = None
    last_at: Text = None
    time_precision: Annotated[str | None, BeforeValidator(_precision)] = None
    measures: Annotated[tuple[str, ...], BeforeValidator(_list)] = ()
    disputed: Text = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.amount is not None and (self.amount < 0 or not self.unit):
            raise ValueError("an amount is never negative, and needs its unit")
        if (self.lat is None) != (self.lon is None):
            raise ValueError("lat and lon come together, or neither does")
        if (
            self.lat is not None
            and self.lon is not None
            and not (abs(self.lat) <= 90 and abs(self.lon) <= 180)
        ):
            raise ValueError("the position is not on the globe: lat -90 to 90, lon -180 to 180")
        if self.place_km is not None and self.place_km <= 0:
            raise ValueError("place_km is how precisely the place is known: more than 0")
        if bad := [m for m in self.measures if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", m)]:
            raise ValueError(f"{bad[0][:40]!r} is no paragraph id, such as s2371-op8")
        self.times()
        return self

    def times(self) -> tuple[datetime | None, datetime | None, str]:
        """Earliest and latest time it can have been done, UTC, and how precisely it was dated."""
        given = [span(text) for text in (self.first_at, self.last_at) if text]
        if not given:
            if self.time_precision not in {None, "unknown"}:
                raise ValueError("time_precision is given, but no date is")
            return None, None, "unknown"
        first, last = given[0].first, given[-1].last
        if last < first:
            raise ValueError(f"it ends ({self.last_at}) before it begins ({self.first_at})")
        dated = coarsest(*(one.precision for one in given))
        if self.time_precision and coarsest(dated, self.time_precision) != self.time_precision:
            raise ValueError(f"time_precision is {self.time_precision}, but the date gives only the {dated}")
        return first, last, self.time_precision or dated

    def columns(self) -> dict[str, Any]:
        """The act as the contract's columns, but for its row."""
        first_at, last_at, precision = self.times()
        lon = -180.0 if self.lon == 180 else self.lon
        return self.model_dump() | {
            "lon": lon,
            "first_at": first_at,
            "last_at": last_at,
            "time_precision": precision,
            "measures": list(self.measures),
        }


def shaped(given: object) -> Act | str:
    """The act, or the reason why it is none."""
    if not isinstance(given, Mapping):
        return "an act is a mapping of columns to values"
    for name in given:
        if name not in COLUMNS:
            near = difflib.get_close_matches(str(name), COLUMNS, n=2)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            return f"there is no column {str(name)[:40]!r}{hint}"
    try:
        return Act.model_validate({name: value for name, value in given.items() if value not in (None, "")})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        column = str(first["loc"][0]) if first["loc"] else ""
        if first["type"] in {"missing", "string_type"}:
            return f"{column} is missing"
        reason = first["msg"].removeprefix("Value error, ")
        return f"{column}: {reason}" if column else reason
