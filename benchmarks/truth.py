"""Precision and recall of every detector on planted truth, for sparse and dense traffic, with and without coverage holes.

    python benchmarks/truth.py --days 16 --seeds 1 2

This is planted truth: the plants were made by those who wrote the detectors, after the same reports. It shows what is
lost among strangers, at borders and in holes; it doesn't say how much of the real sea is found.
"""

import argparse
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import sea
from plants import Truth

from leadline import pipeline
from leadline.detectors import _detector
from leadline.store.workspace import Workspace

SHOWN = 6
"""False leads of one detector that are printed."""
SLACK_H = 2.0
"""A lead may begin or end so much before or after what was planted."""


@dataclass
class Scored:
    """What one run found: per detector the true and false leads, and the plants found and missed."""

    true: Counter[str] = field(default_factory=Counter)
    strengths: Counter[tuple[bool, str]] = field(default_factory=Counter)
    false: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    found: Counter[str] = field(default_factory=Counter)
    missed: dict[str, list[Truth]] = field(default_factory=lambda: defaultdict(list))

    def add(self, other: "Scored") -> None:
        """Take in another run."""
        self.true += other.true
        self.strengths += other.strengths
        self.found += other.found
        for mine, theirs in ((self.false, other.false), (self.missed, other.missed)):
            for name, rows in theirs.items():
                mine[name] += rows  # type: ignore[operator]


def score(
    leads: Iterable[dict[str, Any]], truth: Sequence[Truth], known: Iterable[str], start: datetime = sea.START
) -> Scored:
    """Each lead is true if a plant that its detector should or may find has its ships and time; else it is false."""
    done = Scored()
    leads = list(leads)
    met = [[t for t in truth if _same(lead, t, start)] for lead in leads]
    for lead, plants in zip(leads, met, strict=True):
        name = lead["detector"]
        true = any(name in t.finds or name in t.also for t in plants)
        done.strengths[true, lead["strength"]] += 1
        if true:
            done.true[name] += 1
        else:
            done.false[name].append(lead)
    seen = {(lead["detector"], id(t)) for lead, plants in zip(leads, met, strict=True) for t in plants}
    for one in truth:
        for name in (n for n in one.finds if n in known):
            if (name, id(one)) in seen:
                done.found[name] += 1
            else:
                done.missed[name].append(one)
    return done


def _same(lead: dict[str, Any], plant: Truth, start: datetime) -> bool:
    """Whether ships and time of a lead overlap a plant's; of several ships, all that the lead names must be the plant's."""
    ships = {s["mmsi"] for s in lead["subjects"]}
    first, last = (hours(lead[name], start) for name in ("first_at", "last_at"))
    return ships <= set(plant.mmsi) and first <= plant.last_h + SLACK_H and last >= plant.first_h - SLACK_H


def hours(moment: str, start: datetime) -> float:
    """Hours from the start to a moment as a lead tells it."""
    return (datetime.fromisoformat(moment) - start).total_seconds() / 3600


def run(folder: Path, made: sea.Sea) -> tuple[list[dict[str, Any]], float]:
    """Ingest the sea's files and run all detectors: the leads, and the seconds that it took."""
    begin = time.perf_counter()
    with Workspace.create(folder / "ws") as work:
        (folder / "ws" / "leadline.toml").write_text(
            'originator = "benchmark"\n[content]\nlists = ["../lists"]\n'
        )
    with Workspace.open(folder / "ws") as work:
        for told in pipeline.ingest(work, "ais", made.files, simulated=True):
            assert told.rows_used, told
        pipeline.detect(work)
        return pipeline.read_leads(work), time.perf_counter() - begin


def report(title: str, done: Scored, size: tuple[int, int], seconds: float) -> None:
    """Print a table, and what was missed or false; ``size`` is positions and vessel-days."""
    names = sorted({*done.true, *done.false, *done.found, *done.missed})
    print(f"\n## {title}: {size[0]:,} positions, {size[1]:,} vessel-days, {seconds:.0f} s (planted truth)\n")
    print(f"{'detector':<32}{'leads':>6}{'false':>6}{'precision':>10}{'planted':>8}{'found':>6}{'recall':>8}")
    for name in names:
        _line(name, done.true[name], len(done.false[name]), done.found[name], len(done.missed[name]))
    false, missed = (sum(map(len, rows.values())) for rows in (done.false, done.missed))
    _line("all", done.true.total(), false, done.found.total(), missed)
    print(f"{false * 1000 / size[1]:.1f} false leads per 1,000 vessel-days")
    for true, word in ((True, "true"), (False, "false")):
        told = ", ".join(
            f"{n} {strength}" for (is_, strength), n in done.strengths.most_common() if is_ == true
        )
        print(f"strength of {word} leads: {told or 'none'}")
    for name in names:
        for behaviour, times in Counter(t.behaviour for t in done.missed[name]).items():
            print(f"  missed {name}: {behaviour}" + (f" ({times} times)" if times > 1 else ""))
        for lead in done.false[name][:SHOWN]:
            print(
                f"  false {name}: {[s['mmsi'] for s in lead['subjects']]} {lead['first_at']}: {lead['says']}"
            )


def _line(name: str, true: int, false: int, found: int, missed: int) -> None:
    print(f"{name:<32}{true + false:>6}{false:>6}{share(true, true + false):>10}{found + missed:>8}"
          f"{found:>6}{share(found, found + missed):>8}")  # fmt: skip


def share(part: int, whole: int) -> str:
    """A share as text, nothing where there is no whole."""
    return f"{part / whole:.0%}" if whole else ""


def main(densities: Sequence[str], holes: Sequence[bool], seeds: Sequence[int], days: float) -> None:
    """Measure each density, without and with holes, all seeds together."""
    known = set(_detector.find())
    print(
        "Planted truth: made by those who wrote the detectors; it shows losses among strangers, not how much of the sea is found."
    )
    wanted = {name for t in sea.plants.plant(days, sea.np.random.default_rng(0)).truth for name in t.finds}
    print(f"{len(known)} detectors; planted for none: {', '.join(sorted(known - wanted)) or '-'}; "
          f"planted, no detector yet: {', '.join(sorted(wanted - known)) or '-'}")  # fmt: skip
    for density in densities:
        for dark in holes:
            done, positions, vessel_days, seconds = Scored(), 0, 0, 0.0
            for seed in seeds:
                with tempfile.TemporaryDirectory(prefix="leadline-truth-") as folder:
                    made = sea.make(Path(folder), density=density, days=days, seed=seed, holes=dark)
                    leads, took = run(Path(folder), made)
                    done.add(score(leads, made.planted.truth, known))
                    positions, vessel_days = positions + made.positions, vessel_days + made.vessel_days
                    seconds += took
            report(
                f"{density}, {'with' if dark else 'without'} holes", done, (positions, vessel_days), seconds
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--densities", nargs="+", choices=list(sea.STRANGERS), default=list(sea.STRANGERS))
    parser.add_argument("--holes", nargs="+", choices=["no", "yes"], default=["no", "yes"])
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    parser.add_argument("--days", type=float, default=16)
    told = parser.parse_args()
    main(told.densities, [h == "yes" for h in told.holes], told.seeds, told.days)
