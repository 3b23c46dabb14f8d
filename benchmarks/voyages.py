"""Made-up voyages told as steps, and what receivers hear of them. Identities are those of exercises only.

A ship's ``way`` is a list of steps: ``[lat, lon]`` sails there (a third number is the speed in knots), a number of hours
stays, ``{at: h}`` stays until that hour, ``dark`` and ``heard`` switch AIS, ``{says: {...}}`` claims something else from
then on, ``{trawl: h, kn: 3}``, ``{circle: h, kn: 8}``, ``{frozen: h, kn: 9}`` and ``{leap: minutes, lat: .., lon: ..}``
do as they say. The same words tell plants (``plants.yml``) and documented voyages (``tests/documented_voyages.yml``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

CLAIMS = ("imo", "name", "ship_type", "draught", "destination", "length", "width")
KM_PER_DEGREE = 111.195
KM_PER_KNOT = 1.852
Floats = NDArray[np.float64]
Step = Any


@dataclass
class Ship:
    """One transponder: where it goes (hours and degrees, longitudes past 180 where it crosses the date line) and what it claims."""

    mmsi: int
    said: list[tuple[float, dict[str, Any]]]
    way: list[tuple[float, float, float]] = field(default_factory=list)
    silent: list[tuple[float, float]] = field(default_factory=list)
    frozen: list[tuple[float, float, float]] = field(default_factory=list)
    leaps: list[tuple[float, float, float, float]] = field(default_factory=list)
    numbers: list[tuple[float, int]] = field(default_factory=list)
    """From which hour on it sends under another MMSI."""
    echo: tuple[int, float] | None = None
    """MMSI of the ship whose positions it repeats to the last digit, and how many hours later."""
    every_min: float = 6.0
    noise_m: float = 8.0
    lost: float = 0.08
    class_b: bool = False

    @property
    def span(self) -> tuple[float, float]:
        """Hours of the first and last step."""
        return self.way[0][0], self.way[-1][0]


def imo(number: int) -> int:
    """An IMO number whose check digit holds, of the range 2000000 to 4999999, which no ship has."""
    six = 200_000 + number % 300_000
    return six * 10 + sum(int(d) * w for d, w in zip(str(six), range(7, 1, -1), strict=True)) % 10


def bad_imo(number: int) -> int:
    """An IMO number of the same range whose check digit does not hold."""
    good = imo(number)
    return good - good % 10 + (good + 3) % 10


def identity(number: int, mid: int = 790, **told: Any) -> tuple[int, dict[str, Any]]:
    """An MMSI that begins with ``mid``, and the claims of an exercise ship; what is told wins, None claims nothing."""
    claims: dict[str, Any] = {
        "imo": imo(number), "name": f"EXERCISE {number:05d}", "ship_type": 70,
        "draught": 5.0, "destination": None, "length": 90.0 + number % 97, "width": 14.0 + number % 13,
    }  # fmt: skip
    return mid * 1_000_000 + number, claims | told


def sail(ship: Ship, steps: Sequence[Step], start_h: float = 0.0, kn: float = 11.0) -> Ship:
    """Fill a ship's way, silences and claims from its steps, which begin at an hour."""
    now = start_h
    off: float | None = None
    for step in steps:
        if isinstance(step, int | float):
            now = _stay(ship, now + step)
        elif isinstance(step, list | tuple):
            now = _go(ship, now, step, kn)
        elif step == "dark":
            off = now
        elif step == "heard":
            assert off is not None, "AIS is switched on that was not off"
            ship.silent.append((off, now))
            off = None
        elif "at" in step:
            assert start_h + step["at"] >= now - 1e-9, f"{ship.mmsi} comes too late for hour {step['at']}"
            now = _stay(ship, start_h + step["at"])
        elif "says" in step:
            if "as" in step:
                ship.numbers.append((now, step["as"]))
            ship.said.append((now, ship.said[-1][1] | step["says"]))
        else:
            now = _move(ship, now, step)
    if off is not None:
        ship.silent.append((off, now + 1e6))
    return ship


def _stay(ship: Ship, until: float) -> float:
    ship.way.append((until, *ship.way[-1][1:]))
    return until


def _go(ship: Ship, now: float, step: Sequence[float], kn: float) -> float:
    lat, lon, *speed = step
    if ship.way:
        _, lat_0, lon_0 = ship.way[-1]
        now += km(lat_0, lon_0, lat, lon) / KM_PER_KNOT / (speed[0] if speed else kn)
    ship.way.append((now, lat, lon))
    return now


def _move(ship: Ship, now: float, step: Mapping[str, float]) -> float:
    """Trawl, circle, report a frozen position, or leap away for some minutes."""
    lat, lon = ship.way[-1][1:]
    east = KM_PER_DEGREE * np.cos(np.radians(lat))
    if "frozen" in step:
        ship.frozen.append((now, now + step["frozen"], step["kn"]))
        return _stay(ship, now + step["frozen"])
    if "leap" in step:
        ship.leaps.append((now, now + step["leap"] / 60, step["lat"], step["lon"]))
        return _stay(ship, now + step["leap"] / 60)
    hours = step.get("trawl") or step["circle"]
    span = step.get("km", 8.0 if "trawl" in step else 0.7)
    way_km = step["kn"] * KM_PER_KNOT
    if "circle" in step:
        t = np.arange(0, hours, 1 / 60)
        turned = t * way_km / span
        points = zip(
            now + t,
            lat + (1 - np.cos(turned)) * span / KM_PER_DEGREE,
            lon + np.sin(turned) * span / east,
            strict=True,
        )
        ship.way += [(float(a), float(b), float(c)) for a, b, c in points]
        return now + hours
    for leg in range(max(int(hours * way_km / span), 1)):
        side = (1, 1, 0, 0)[leg % 4], (0, 1, 1, 0)[leg % 4]
        ship.way.append(
            (
                now + (leg + 1) * span / way_km,
                lat + side[0] * span / KM_PER_DEGREE,
                lon + side[1] * span / east,
            )
        )
    return ship.way[-1][0]


def km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Kilometres of a short leg, on a plane."""
    east = (lon_b - lon_a) * np.cos(np.radians((lat_a + lat_b) / 2))
    return float(np.hypot(lat_b - lat_a, east) * KM_PER_DEGREE)


def fixes(ship: Ship, rng: np.random.Generator) -> dict[str, Any]:
    """What is heard of a ship: columns t (hours), mmsi, lat, lon, sog, said (which of its claims stood)."""
    t_way, lat_way, lon_way = (np.array(c) for c in zip(*ship.way, strict=True))
    first, last = ship.span
    step = ship.every_min / 60
    t = np.arange(first, last + 1e-9, step)
    t = np.clip(t + rng.uniform(-0.3, 0.3, len(t)) * step, first, last)
    t = t[rng.random(len(t)) >= ship.lost]
    for since, until in ship.silent:
        t = t[(t <= since) | (t >= until)]
    t = np.sort(t)
    lat, lon = np.interp(t, t_way, lat_way), np.interp(t, t_way, lon_way)
    near = np.minimum(t + 1 / 60, last)
    back = near - 2 / 60
    north = (np.interp(near, t_way, lat_way) - np.interp(back, t_way, lat_way)) * KM_PER_DEGREE
    east = (
        (np.interp(near, t_way, lon_way) - np.interp(back, t_way, lon_way))
        * KM_PER_DEGREE
        * np.cos(np.radians(lat))
    )
    sog = np.abs(np.hypot(north, east) / (2 / 60) / KM_PER_KNOT + rng.normal(0, 0.08, len(t)))
    noise = rng.normal(0, ship.noise_m / 1000 / KM_PER_DEGREE, (2, len(t)))
    for since, until, kn in ship.frozen:
        still = (t >= since) & (t <= until)
        noise[:, still], sog[still] = 0.0, kn
    lat, lon = lat + noise[0], lon + noise[1]
    for since, until, to_lat, to_lon in ship.leaps:
        away = (t >= since) & (t <= until)
        lat[away], lon[away] = to_lat + noise[0][away], to_lon + noise[1][away]
    since_h = np.array([s for s, _ in ship.said])
    said = np.maximum(np.searchsorted(since_h, t, side="right") - 1, 0)
    mmsi = np.full(len(t), ship.mmsi, np.int64)
    for since, number in ship.numbers:
        mmsi[t >= since] = number
    lon = (lon + 180) % 360 - 180
    return {"t": t, "mmsi": mmsi, "lat": lat.round(6), "lon": lon.round(6), "sog": sog.round(1), "said": said}
