"""The cast of the exercise: fictional ships, what each of them does, and what ought to be found of it.

No ship can have these identities: no State has the MID 790 to 799, IMO numbers of the series 2 to 4 were never
issued, and every name says EXERCISE. MID 799 plays the digits of the DPRK. Hours count from the first midnight.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

HOURS = 144.0
TUG, FISHING, CARGO, TANKER = 52, 30, 70, 80
Knot = tuple[float, float, float]
"""Hour, latitude, longitude: a ship goes straight from one to the next."""


@dataclass(frozen=True)
class Ship:
    """A fictional ship: its path as knots, when it does not transmit, and the draught it types from an hour on."""

    mmsi: int
    imo: int
    name: str
    type_code: int
    path: tuple[Knot, ...]
    silent: tuple[tuple[float, float], ...] = ()
    draughts: tuple[tuple[float, float], ...] = ((0.0, 5.0),)


@dataclass(frozen=True)
class Plant:
    """What was planted, and which detector should find it, or for what innocent explanation it should not.

    ``ships`` are MMSI; ``segments`` says into how many ships they should be told apart, where that is the question.
    """

    id: str
    says: str
    detector: str
    found: bool
    ships: tuple[int, ...]
    first_h: float
    last_h: float
    because: str
    segments: int | None = None


def _imo(number: int) -> int:
    """A number of an exercise whose check digit holds: a ship that claims a wrong one is asked about."""
    digits = 200_000 + number
    return digits * 10 + sum(int(d) * (7 - n) for n, d in enumerate(str(digits))) % 10


def _ship(number: int, name: str, type_code: int, *path: Knot, mid: int = 790, **more: object) -> Ship:
    return Ship(
        mid * 1_000_000 + number, _imo(number), f"EXERCISE {name}", type_code, path, **more  # type: ignore[arg-type]
    )  # fmt: skip


GREBE = _ship(
    11, "GREBE", CARGO, (0, 36.6, 123.6), (11, 38.3, 124.2), (16.5, 38.66, 124.92), (37, 38.66, 124.92),
    (47, 37.6, 123.7), (62, 35.2, 123.4), (68, 34.4, 123.0),
    mid=799, silent=((16.5, 47),), draughts=((0, 4.2), (30, 6.0)),
)  # fmt: skip
HERON = _ship(
    12, "HERON", CARGO, (0, 37.6, 131.9), (24.5, 41.7, 130.3), (40, 41.7, 130.3), (51.5, 40.2, 131.9), (69.5, 37.2, 131.6),
    mid=799, silent=((24.5, 51.5),), draughts=((0, 5.1),),
)  # fmt: skip
PLOVER = _ship(
    13, "PLOVER", CARGO, (10, 38.4, 131.4), (24.5, 40.3, 130.05), (56, 39.45, 129.2), (68, 38.0, 130.6),
    mid=799, silent=((24.5, 56),), draughts=((0, 4.8), (40, 6.2)),
)  # fmt: skip
TEAL = _ship(
    14, "TEAL", CARGO, (0, 39.25, 127.72), (HOURS, 39.25, 127.72), mid=799, silent=((48, 90),), draughts=((0, 3.8),)
)  # fmt: skip
CURLEW = _ship(
    15, "CURLEW", TANKER, (30, 34.5, 123.9), (46, 36.4, 124.2), (62, 35.9, 123.95), (69.4, 36.30, 123.75),
    (76.4, 36.302, 123.752), (88, 34.6, 123.9),
    mid=799, silent=((46, 62),), draughts=((0, 4.1), (75, 6.9)),
)  # fmt: skip
DUNLIN = _ship(
    16, "DUNLIN", TANKER, (45, 33.9, 123.6), (69.2, 36.3015, 123.7505), (76.4, 36.3035, 123.7525), (90.5, 34.0, 123.5),
    draughts=((0, 8.9), (75, 6.6)),
)  # fmt: skip
LAPWING = _ship(
    17, "LAPWING", TANKER, (72, 36.4, 132.2), (94.4, 38.6, 132.4), (99, 38.603, 132.403), (116, 36.6, 131.9)
)  # fmt: skip
SNIPE = _ship(
    18, "SNIPE", CARGO, (76, 41.2, 132.6), (94.5, 38.6016, 132.4), (98.9, 38.6046, 132.403), (116, 41.0, 132.5)
)  # fmt: skip
KNOT = _ship(
    19, "KNOT", TANKER, (88, 34.0, 124.0), (105, 35.4, 123.9), (109.4, 35.402, 123.901), (124, 34.1, 123.8)
)  # fmt: skip
RUFF = _ship(
    20,
    "RUFF",
    CARGO,
    (84, 37.3, 123.9),
    (104.9, 35.4017, 123.9),
    (109.3, 35.4037, 123.901),
    (121, 36.9, 123.8),
)
PETREL = _ship(21, "PETREL", TANKER, (0, 35.9, 123.75), (HOURS, 35.9, 123.75), draughts=((0, 11.2),))
GANNET = _ship(
    22, "GANNET", TUG, (44, 35.5, 123.4), (50, 35.9012, 123.7505), (56, 35.9012, 123.7505), (62, 35.5, 123.4)
)  # fmt: skip
SHAG = _ship(23, "SHAG", CARGO, (2, 34.6, 124.7), (20, 36.5, 124.75), (60, 36.4, 124.7), (80, 34.5, 124.7))
SHAG_TOO = _ship(23, "SHAG", CARGO, (0, 39.1, 133.2), (30, 38.2, 132.9), (70, 38.2, 132.9), (90, 39.6, 133.3))
SCOTER = _ship(24, "SCOTER", CARGO, (0, 36.1, 125.0), (HOURS, 36.1, 125.0))
EIDER = _ship(25, "EIDER", CARGO, (0, 36.1009, 125.0006), (HOURS, 36.1009, 125.0006))
AVOCET = _ship(
    26, "AVOCET", FISHING, (60, 34.7, 124.6), (66, 35.0, 124.6), (74, 35.13, 124.7), (82, 34.8, 124.6)
)
GODWIT = _ship(
    27, "GODWIT", FISHING, (60, 34.7, 124.63), (66, 35.0, 124.603), (74, 35.13, 124.703), (82, 34.8, 124.63)
)

PLAYERS = (
    GREBE, HERON, PLOVER, TEAL, CURLEW, DUNLIN, LAPWING, SNIPE, KNOT, RUFF, PETREL, GANNET, SHAG, SHAG_TOO,
    SCOTER, EIDER, AVOCET, GODWIT,
)  # fmt: skip

_SILENCE, _MEETING, _DIGITS = "silence_beside_dprk", "meeting_at_sea", "dprk_digits_go_silent"
PLANTS = (
    Plant("a", "silence off Nampo, ends deeper and far away", _SILENCE, True, (GREBE.mmsi,), 16.5, 47, "deeper"),
    Plant("b", "silence off Chongjin, ends far away", _SILENCE, True, (HERON.mmsi,), 24.5, 51.5, "far away"),
    Plant("c", "silence where nobody is heard", _SILENCE, False, (PLOVER.mmsi,), 24.5, 56, "thin-coverage"),
    Plant("d", "lies off Wonsan with AIS off", _SILENCE, False, (TEAL.mmsi,), 48, 90, "lay-still"),
    Plant("e", "meeting across midnight, draught, silence", _MEETING, True, (CURLEW.mmsi, DUNLIN.mmsi), 69.4, 76.4, "claims the exercise MID"),
    Plant("f1", "meeting across midnight", _MEETING, True, (LAPWING.mmsi, SNIPE.mmsi), 94.5, 98.9, "lay together"),
    Plant("f2", "meeting by day", _MEETING, True, (KNOT.mmsi, RUFF.mmsi), 105, 109.3, "lay together"),
    Plant("g", "tug beside a tanker", _MEETING, False, (PETREL.mmsi, GANNET.mmsi), 50, 56, "service-craft"),
    Plant("h", "two ships under one MMSI, interleaved", _SILENCE, False, (SHAG.mmsi,), 2, 80, "told apart", segments=2),
    Plant("i", "laid up side by side", _MEETING, False, (SCOTER.mmsi, EIDER.mmsi), 0, HOURS, "laid-up"),
    Plant("j", "fishing pair", _MEETING, False, (AVOCET.mmsi, GODWIT.mmsi), 66, 74, "fishing-pair"),
    Plant("a2", "its draught is another after the silence", "draught_against_route", True, (GREBE.mmsi,), 12, 50, "deeper"),
    Plant("a3", "the exercise's DPRK digits go silent off Nampo", _DIGITS, True, (GREBE.mmsi,), 16.5, 47, "others heard"),
    Plant("b2", "the exercise's DPRK digits go silent off Chongjin", _DIGITS, True, (HERON.mmsi,), 24.5, 51.5, "others heard"),
    Plant("c2", "and never come back in the East Sea", _DIGITS, True, (PLOVER.mmsi,), 66, HOURS, "others heard"),
    Plant("e2", "they go silent before the meeting", _DIGITS, True, (CURLEW.mmsi,), 46, 62, "others heard"),
    Plant("e3", "and never come back after it", _DIGITS, True, (CURLEW.mmsi,), 86, HOURS, "others heard"),
    Plant("k", "silence far from the DPRK", _SILENCE, False, (CURLEW.mmsi,), 46, 62, "passing-by"),
)  # fmt: skip

_LANES: tuple[tuple[int, tuple[float, float], tuple[float, float]], ...] = (
    (12, (38.4, 123.2), (34.5, 123.0)),  # down the Yellow Sea
    (8, (37.0, 125.2), (36.9, 122.95)),  # across it
    (5, (38.72, 122.9), (38.74, 124.7)),  # towards Nampo
    (5, (37.0, 124.3), (34.4, 124.35)),
    (9, (42.4, 132.2), (36.5, 130.2)),  # down the East Sea
    (5, (42.05, 130.75), (38.0, 131.7)),
)
"""Ships, and the two ends between which they go to and fro."""
_ANCHORED = (
    (38.70, 124.86), (38.73, 124.80), (38.67, 124.78),
    (41.60, 130.10), (41.56, 130.30),
    (39.32, 127.85), (39.20, 127.92),
    (42.60, 131.75),
)  # fmt: skip
_BIRDS = ("TERN", "GULL", "SKUA", "AUK", "RAIL", "CRAKE", "STILT", "DIVER")


def background() -> Iterator[Ship]:
    """Ships that go to and fro on lanes, or lie at anchor: the traffic that is heard around the others."""
    numbers = count(101)
    for ships, start, end in _LANES:
        for place in range(ships):
            yield _background(next(numbers), tuple(_to_and_fro(start, end, 9.0 + place % 5, place / ships)))
    for lat, lon in _ANCHORED:
        yield _background(next(numbers), ((0.0, lat, lon), (HOURS, lat, lon)))


def _background(number: int, path: tuple[Knot, ...]) -> Ship:
    bird = _BIRDS[number % len(_BIRDS)]
    kind = TANKER if number % 4 == 0 else CARGO
    return _ship(number, f"{bird} {number}", kind, *path, draughts=((0.0, 4.0 + number % 7),))


def _to_and_fro(
    start: tuple[float, float], end: tuple[float, float], speed_kn: float, begun: float
) -> Iterator[Knot]:
    """Knots of a ship that is ``begun`` of the way along at first, then turns at each end."""
    miles = 60 * ((end[0] - start[0]) ** 2 + ((end[1] - start[1]) * 0.79) ** 2) ** 0.5
    leg_h, hour, share = miles / speed_kn, 0.0, begun
    forth = True
    while hour < HOURS:
        yield hour, start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
        hour += leg_h * ((1 - share) if forth else share)
        share, forth = (1.0, False) if forth else (0.0, True)
    yield hour, start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
