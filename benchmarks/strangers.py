"""Strangers stay strangers: leads per 1,000 vessel-days on the real files, each printed with what explains it.

    LEADLINE_SHARED=../shared python benchmarks/strangers.py

A vessel-day is an MMSI heard on a UTC day. Explanations stand in ``strangers.yml``, by waters and kind of lead, and name no
ship. The files are far from the DPRK: whatever is found in them is a question that nobody should have to ask.
"""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from ibis import _

from leadline import pipeline
from leadline.store.intake import Options
from leadline.store.workspace import Workspace

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("LEADLINE_SHARED", HERE.parent.parent / "shared")) / "data" / "ais"
FILES = {
    "Denmark": (SHARED / "raw_nmea" / "dma_ais-sample.txt.gz", Options()),
    "Solent": (SHARED / "positions" / "SolentAIS_20160112_130211.csv", Options()),
    "Suez": (
        SHARED / "positions" / "mpd_boat-positions.csv",
        Options(
            {"mmsi": "ID", "ts": "ais_pos_timestamp", "lat": "latitude", "lon": "longitude"}, "%d/%m/%Y %H:%M"
        ),
    ),
}


@dataclass(frozen=True)
class Seen:
    """What was found in one file: its vessel-days, and each lead with its explanation, None where there is none."""

    waters: str
    positions: int
    vessel_days: int
    leads: list[tuple[dict[str, Any], str | None]]

    @property
    def unexplained(self) -> int:
        """Leads that nothing explains."""
        return sum(why is None for _, why in self.leads)


def per_thousand(leads: int, vessel_days: int) -> float:
    """Leads per 1,000 vessel-days."""
    return leads * 1000 / vessel_days


def explanation(waters: str, lead: dict[str, Any], known: list[dict[str, Any]]) -> str | None:
    """What explains a lead: the first entry of its waters and detector whose box and bounds hold it."""
    for one in known:
        south, north, west, east = one.get("box", (-90, 90, -180, 180))
        inside = south <= lead["lat"] <= north and west <= lead["lon"] <= east
        bounds = one.get("facts", {}).items()
        held = all(low <= lead["facts"].get(name, float("nan")) <= high for name, (low, high) in bounds)
        if (one["waters"], one["detector"]) == (waters, lead["detector"]) and inside and held:
            return str(one["because"])
    return None


def look(known: list[dict[str, Any]]) -> Iterator[Seen]:
    """Run all detectors on the files, in one lake; a file's originator tells its waters."""
    with (
        tempfile.TemporaryDirectory(prefix="leadline-strangers-") as folder,
        Workspace.create(Path(folder) / "ws") as work,
    ):
        for waters, (file, options) in FILES.items():
            list(pipeline.ingest(work, "ais", [file], options, originator=waters))
        pipeline.detect(work)
        positions = pipeline.given(work, ["positions"])["positions"]
        days = positions.group_by("originator", "mmsi", day=_.ts.truncate("D")).agg(n=_.count())
        told = work.engine.fetch(days.group_by("originator").agg(days=_.count(), n=_.n.sum())).to_pylist()
        leads = pipeline.read_leads(work)
    for row in sorted(told, key=lambda row: row["originator"]):
        waters = row["originator"]
        own = [(lead, explanation(waters, lead, known)) for lead in leads if waters in lead["originator"]]
        yield Seen(waters, row["n"], row["days"], own)


def explanations() -> list[dict[str, Any]]:
    """What ``strangers.yml`` says."""
    return list(yaml.safe_load((HERE / "strangers.yml").read_text(encoding="utf-8")))


def main() -> None:
    """Print each lead and the rates."""
    every = list(look(explanations()))
    for seen in every:
        rate = per_thousand(len(seen.leads), seen.vessel_days)
        left = per_thousand(seen.unexplained, seen.vessel_days)
        print(f"\n## {seen.waters}: {seen.positions:,} positions, {seen.vessel_days:,} vessel-days, {len(seen.leads)} leads "
              f"({rate:.1f} per 1,000), unexplained {seen.unexplained} ({left:.1f} per 1,000)")  # fmt: skip
        for kind, times in Counter(
            (lead["detector"], why or "UNEXPLAINED") for lead, why in seen.leads
        ).items():
            print(f"  {times} × {kind[0]}: {kind[1]}")
        for lead, why in seen.leads:
            print(f"    {'?' if why is None else ' '} {lead['detector']}: {lead['first_at']} {lead['lat']:.2f} {lead['lon']:.2f} "
                  f"{lead['says']} [{lead['strength']}]")  # fmt: skip
    days, leads = sum(s.vessel_days for s in every), sum(len(s.leads) for s in every)
    left = sum(s.unexplained for s in every)
    print(f"\nall: {days:,} vessel-days, {leads} leads ({per_thousand(leads, days):.1f} per 1,000), unexplained {left} "
          f"({per_thousand(left, days):.1f} per 1,000)")  # fmt: skip


if __name__ == "__main__":
    if not SHARED.is_dir():
        sys.exit(f"No real files at {SHARED}; set LEADLINE_SHARED.")
    main()
