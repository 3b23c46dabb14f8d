"""Waters of the routes that reports describe, from ``_waters.yml``. Shared, not a detector."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import ibis

from leadline.content import read_yaml
from leadline.exprs import distance_m


@dataclass(frozen=True)
class Waters:
    """A circle on the sea: its middle in degrees, its radius in kilometres, and who reported of it."""

    id: str
    kind: str
    title: str
    lat: float
    lon: float
    km: float
    source: str


@cache
def waters(kind: str) -> tuple[Waters, ...]:
    """All waters of a kind, in the file's order."""
    file = Path(__file__).with_name("_waters.yml")
    rows = cast("list[dict[str, str]]", read_yaml(file.read_bytes(), file.name))
    return tuple(
        Waters(r["id"], r["kind"], r["title"], float(r["lat"]), float(r["lon"]), float(r["km"]), r["source"])
        for r in rows
        if r["kind"] == kind
    )


def waters_of(kind: str, lat: Any, lon: Any) -> Any:
    """Title of the waters of a kind that a place lies in, the first of several; null where it lies in none."""
    cases = [
        (distance_m(lat, lon, ibis.literal(one.lat), ibis.literal(one.lon)) <= one.km * 1000, one.title)
        for one in waters(kind)
    ]
    return ibis.cases(*((inside, ibis.literal(title)) for inside, title in cases), else_=ibis.null("string"))


def away_km(kind: str, lat: Any, lon: Any) -> Any:
    """Kilometres from a place to the middle of the nearest waters of a kind."""
    middles = [distance_m(lat, lon, ibis.literal(one.lat), ibis.literal(one.lon)) for one in waters(kind)]
    return ibis.least(middles[0], *middles) / 1000  # Spark refuses the least of one
