"""Flat geometry for figures: Mercator, and clipping to a frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan, cos, degrees, exp, log, pi, radians, tan

EARTH_RADIUS_M = 6_371_008.8
NAUTICAL_MILE_M = 1852.0
XY = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom


def mercator(lat: float) -> float:
    """Mercator's northing of a latitude, in degrees of longitude at the equator; clamped at 85°."""
    return degrees(log(tan(pi / 4 + radians(max(-85.0, min(85.0, lat))) / 2)))


def latitude(northing: float) -> float:
    """The latitude of a Mercator northing, the inverse of :func:`mercator`."""
    return degrees(2 * atan(exp(radians(northing))) - pi / 2)


@dataclass(frozen=True, slots=True)
class Frame:
    """A window of the world on paper: ``x``/``y`` in drawing units, longitudes unwrapped around ``west``."""

    west: float
    south: float
    width: float
    height: float
    scale: float  # drawing units a degree of longitude

    @classmethod
    def around(
        cls, places: Sequence[tuple[float, float]], width: float, height: float, least: float = 5.0
    ) -> "Frame":
        """The frame that holds all ``(lat, lon)`` with a margin, at least ``least`` degrees wide."""
        lons, norths = [lon for _, lon in places], [mercator(lat) for lat, _ in places]
        span_x, span_y = max(lons) - min(lons), max(norths) - min(norths)
        scale = min(width / max(least, span_x * 1.4), height / max(least * height / width, span_y * 1.4))
        west = (max(lons) + min(lons)) / 2 - width / scale / 2
        south = (max(norths) + min(norths)) / 2 - height / scale / 2
        return cls(west, south, width, height, scale)

    @property
    def east(self) -> float:
        """Longitude of the right edge, degrees; may exceed 180."""
        return self.west + self.width / self.scale

    @property
    def north(self) -> float:
        """Northing of the upper edge."""
        return self.south + self.height / self.scale

    def at(self, lat: float, lon: float) -> XY:
        """Where a position stands on paper, taking the turn of longitude nearest to the frame."""
        middle = (self.west + self.east) / 2
        near = middle + (lon - middle + 180) % 360 - 180
        return (near - self.west) * self.scale, (self.north - mercator(lat)) * self.scale

    def metres_per_unit(self) -> float:
        """Metres that one drawing unit stands for, at the middle latitude."""
        middle = latitude(self.south + self.height / self.scale / 2)
        return EARTH_RADIUS_M * radians(1) * cos(radians(middle)) / self.scale


def unwrapped(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The ``(lat, lon)`` with whole turns added so that all lie within half a turn of the first."""
    if not places:
        return []
    first = places[0][1]
    return [(lat, first + (lon - first + 180) % 360 - 180) for lat, lon in places]


def clipped(ring: list[XY], box: Box) -> list[XY]:
    """A closed ring cut to a box, by Sutherland and Hodgman; empty when it lies outside."""
    left, top, right, bottom = box
    for axis, bound, sign in ((0, left, 1), (0, right, -1), (1, top, 1), (1, bottom, -1)):
        ring = _cut(ring, axis, bound, sign)
    return ring


def _cut(ring: list[XY], axis: int, bound: float, sign: int) -> list[XY]:
    kept: list[XY] = []
    for before, here in zip(ring[-1:] + ring[:-1], ring, strict=True):
        was_in, is_in = sign * (before[axis] - bound) >= 0, sign * (here[axis] - bound) >= 0
        if was_in != is_in:
            part = (bound - before[axis]) / (here[axis] - before[axis])
            kept.append((before[0] + part * (here[0] - before[0]), before[1] + part * (here[1] - before[1])))
        if is_in:
            kept.append(here)
    return kept
