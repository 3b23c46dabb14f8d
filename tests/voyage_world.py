"""A made-up voyage under one IMO number and two MMSI: a call at a DPRK anchorage, a silence, a meeting, and a new number."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leadline import pipeline
from leadline.store.workspace import Workspace
from tests import planted

IMO = 2_000_101
FIRST, SECOND, MET, NEAR = 799_000_101, 790_000_103, 790_000_102, 790_000_104
"""The ship's two MMSI, the ship that it meets, and one that is heard near its silence."""
BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
HEADER = "mmsi,ts,lat,lon,sog_kn,name,imo,draught_m"
NAMES = {
    FIRST: ("EXERCISE ALCA", IMO), SECOND: ("EXERCISE CALIDRIS", IMO), MET: ("EXERCISE BUNTING", 2_000_102),
    NEAR: ("EXERCISE DIVER", 2_000_104),
}  # fmt: skip
Leg = tuple[float, float, float, float, float, float]
"""From an hour at a place to an hour at another."""
LEGS: dict[int, tuple[Leg, ...]] = {
    FIRST: (
        (0, 37.6, 124.0, 12, 38.5, 124.78), (12, 38.5, 124.78, 15, 38.53, 124.84), (15, 38.53, 124.84, 29, 38.531, 124.841),
        (29, 38.53, 124.84, 33, 38.2, 124.4),  # and silent until it lies by the other ship
        (56, 37.3, 123.4, 64, 37.301, 123.401), (64, 37.301, 123.401, 70, 36.6, 123.2),
    ),
    MET: (
        (50, 36.6, 123.9, 56, 37.3008, 123.4008), (56, 37.3008, 123.4008, 64, 37.3018, 123.4018),
        (64, 37.3018, 123.4018, 72, 38.0, 122.6),
    ),
    NEAR: ((24, 38.3, 124.4, 60, 38.1, 124.3),),
    SECOND: ((74, 36.2, 123.0, 96, 34.8, 121.2),),
}  # fmt: skip


def rows(every_min: int = 15) -> Iterator[str]:
    """The file's rows after its header, by time."""
    told = []
    for mmsi, legs in LEGS.items():
        name, imo = NAMES[mmsi]
        for h0, lat0, lon0, h1, lat1, lon1 in legs:
            steps = int((h1 - h0) * 60 / every_min)
            knots = 60 * max(abs(lat1 - lat0), abs(lon1 - lon0) * 0.8) / (h1 - h0)
            for step in range(steps):
                share = step / steps
                at = BEGAN + timedelta(hours=h0 + (h1 - h0) * share)
                lat, lon = lat0 + (lat1 - lat0) * share, lon0 + (lon1 - lon0) * share
                draught = 5.4 if mmsi == FIRST and h0 >= 56 else 3.6
                told.append(f"{at:%Y-%m-%dT%H:%M:%SZ},{mmsi},{lat:.5f},{lon:.5f},{knots:.1f},{name},{imo},{draught}")  # fmt: skip
    for line in sorted(told):
        at_text, mmsi_text, rest = line.split(",", 2)
        yield f"{mmsi_text},{at_text},{rest}"


def csv() -> str:
    """The whole file."""
    return "\n".join([HEADER, *rows()]) + "\n"


LISTED = f"""\
id: exercise-harbours
title: Vessels that an exercise keeps out of its harbours
authority: Harbour Office of the Isle of Toys (fictional)
binds: harbours of the Isle of Toys only
as_of: 2026-02-01
source: Harbour Notice 7 of 2026 (fictional)
licence: none; the list is made up
exercise: true
min_entries: 2
max_entries: 2
entries:
  - name: EXERCISE ALCA
    schema: Vessel
    imo: {IMO}
    ref: HN7/1
    designations:
      - {{measure: port-entry ban, from: 2026-02-01}}
      - {{measure: bunkering ban, from: 2025-01-01, until: 2026-01-01}}
  - name: EXERCISE NOBODY
    schema: Vessel
    imo: 2000199
    ref: HN7/2
    designations:
      - {{measure: port-entry ban, from: 2026-02-01}}
"""
"""A list of the exercise: one entry stands on the days of the voyage, one had ended, one is another ship's."""


DETECTORS = ("meeting_at_sea", "silence_beside_dprk")


def made(place: Path, *, detectors: tuple[str, ...] = DETECTORS, handling: str = "TLP:GREEN") -> Path:
    """The folder of a workspace with the voyage and the list, in which some detectors were run."""
    folder = place / "ws"
    Workspace.create(folder, "Desk").close()
    with (folder / "leadline.toml").open("a", encoding="utf-8") as toml:
        toml.write('\n[content]\nlists = ["lists"]\n')
    (folder / "lists").mkdir()
    (folder / "lists" / "exercise-harbours.yml").write_text(LISTED, encoding="utf-8")
    with Workspace.open(folder) as work:
        planted.taken(work, planted.put(place, "voyage.csv", csv()), handling=handling)
        if detectors:
            pipeline.detect(work, detectors)
    return folder
