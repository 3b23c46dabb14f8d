"""Countries from Natural Earth (public domain), decoded once at set-up and read offline ever after.

``python -m leadline.geography.natural_earth [FOLDER]`` reads the npm package ``world-atlas`` (in FOLDER, else in
``node_modules`` of the working directory) and writes one compact file a resolution beside this module. The folder
is ignored by git and carried by the wheel.
"""

import json
import sys
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from leadline.errors import BadInput, MissingPiece

FOLDER = Path(__file__).parent / "natural_earth_data"
DPRK = "408"  # ISO 3166-1 numeric
Resolution = Literal["10m", "50m"]
Points = NDArray[np.float64]


@dataclass(frozen=True)
class Country:
    """A country's rings, as ``(lon, lat)`` rows in degrees; even-odd filling leaves the holes out."""

    code: str
    name: str
    rings: tuple[Points, ...]


def built() -> bool:
    """Whether the set-up step has been run."""
    return all((FOLDER / f"countries-{resolution}.npz").is_file() for resolution in ("10m", "50m"))


@lru_cache(maxsize=2)
def countries(resolution: Resolution) -> tuple[Country, ...]:
    """All countries at a resolution.

    :raises MissingPiece: when the set-up step hasn't been run.
    """
    path = FOLDER / f"countries-{resolution}.npz"
    if not path.is_file():
        raise MissingPiece(
            "The Natural Earth maps are not built: run 'make setup' (or npm ci, then this module)."
        )
    with np.load(path, allow_pickle=False) as packed:
        points = packed["points"].astype(np.float64)
        rings = np.split(points, packed["ends"][:-1])
        owners = packed["owners"]
        return tuple(
            Country(str(code), str(name), tuple(rings[i] for i in np.flatnonzero(owners == owner)))
            for owner, (code, name) in enumerate(zip(packed["codes"], packed["names"], strict=True))
        )


def build(package: Path, out: Path = FOLDER) -> list[Path]:
    """Decode the TopoJSON of ``world-atlas`` in ``package``; returns the files written.

    :raises MissingPiece: when the package isn't there.
    """
    out.mkdir(parents=True, exist_ok=True)
    return [_build_one(package / f"countries-{resolution}.json", out) for resolution in ("10m", "50m")]


def _build_one(source: Path, out: Path) -> Path:
    if not source.is_file():
        raise MissingPiece(f"{source} is not there: run 'npm ci' beside package.json first.")
    topology = json.loads(source.read_text(encoding="utf-8"))
    arcs = _arcs(topology)
    geometries = topology["objects"]["countries"]["geometries"]
    rings: list[Points] = []
    owners: list[int] = []
    for owner, geometry in enumerate(geometries):
        for ring in _rings(geometry):
            rings.append(np.vstack([arcs[i] if i >= 0 else arcs[~i][::-1] for i in ring]))
            owners.append(owner)
    target = out / f"countries-{source.stem.rpartition('-')[2]}.npz"
    np.savez_compressed(
        target,
        points=np.vstack(rings).astype(np.float32),
        ends=np.cumsum([len(ring) for ring in rings]),
        owners=np.array(owners),
        codes=np.array([str(geometry.get("id", "")) for geometry in geometries]),
        names=np.array([geometry["properties"]["name"] for geometry in geometries]),
    )
    return target


def _arcs(topology: dict[str, Any]) -> list[Points]:
    """The arcs of a quantised topology as degrees: each is stored as steps from its first point."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    return [np.cumsum(np.array(arc, dtype=np.float64), axis=0) * scale + shift for arc in topology["arcs"]]


def _rings(geometry: dict[str, Any]) -> list[list[int]]:
    match geometry["type"]:
        case "Polygon":
            return list(geometry["arcs"])
        case "MultiPolygon":
            return list(chain.from_iterable(geometry["arcs"]))
        case None:
            return []
    raise BadInput(f"Natural Earth holds a {geometry['type']}, which is not a country's shape.")


if __name__ == "__main__":
    package = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("node_modules") / "world-atlas"
    for path in build(package):
        sys.stdout.write(f"{path.name}: {path.stat().st_size:,} bytes\n")
