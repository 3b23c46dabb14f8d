"""Laws of single States on calls in the DPRK, from ``_forbidding.yml`` and ``_after_call.yml``. Shared, not a detector."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import ibis

from leadline.content import read_yaml


@dataclass(frozen=True)
class Law:
    """A State's law: from when until when in microseconds since 1970, and who may allow what it forbids."""

    country: str
    since: int
    until: int
    words: str
    leave: str
    days: float
    source: str


@cache
def laws(name: str) -> tuple[Law, ...]:
    """The laws of a file beside this one; ``days`` is infinite where a law has no such number."""
    rows = cast("list[dict[str, str]]", read_yaml(Path(__file__).with_name(name).read_bytes(), name))
    return tuple(
        Law(
            row["country"],
            _day(row["from"]),
            _day(row["until"] or "9999-12-31"),
            row["law"],
            row.get("leave", ""),
            float(row.get("days") or "inf"),
            row["source"],
        )
        for row in rows
    )


def of_law(every: Sequence[Law], holds: Callable[[Law], Any], value: Callable[[Law], Any], kind: str) -> Any:
    """The value of the first law that holds for a row; null where none does."""
    return ibis.cases(*((holds(law), ibis.literal(value(law))) for law in every), else_=ibis.null(kind))


def _day(text: str) -> int:
    """Microseconds since 1970 of a day's beginning."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000
