"""How well acts are read: what is found of the paragraphs that a case lists, and what is named besides."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from leadline.law.acts.read import acts
from leadline.law.assess import assess_all
from leadline.law.regime import Regime

Named = Mapping[str, str]
"""From the id of a paragraph to its state, breach or possible."""


@dataclass
class Score:
    """Counts over cases; ``misses`` and ``surplus`` say which, by case."""

    counts: Counter[str] = field(default_factory=Counter)
    misses: dict[str, set[str]] = field(default_factory=dict)
    surplus: dict[str, set[str]] = field(default_factory=dict)

    def add(self, case: str, listed: Iterable[str], named: Named) -> None:
        """One case: the paragraphs that it lists, and those that were named."""
        want = set(listed)
        breaches = {id_ for id_, state in named.items() if state == "breach"}
        possible = set(named) - breaches
        self.counts["cases"] += 1
        self.counts["listed"] += len(want)
        self.counts["found as breach"] += len(want & breaches)
        self.counts["found as possible"] += len(want & possible)
        self.counts["surplus breach"] += len(breaches - want)
        self.counts["surplus possible"] += len(possible - want)
        if missed := want - set(named):
            self.misses[case] = missed
        if more := breaches - want:
            self.surplus[case] = more

    @property
    def recall(self) -> float:
        """Of the listed paragraphs, the share that is found as breach or possible."""
        return (self.counts["found as breach"] + self.counts["found as possible"]) / self.counts["listed"]

    def precision(self, state: str) -> float:
        """Of those named in ``state``, the share that is listed; not a number where none is named."""
        found, more = self.counts[f"found as {state}"], self.counts[f"surplus {state}"]
        return found / (found + more) if found + more else math.nan

    def share(self, state: str) -> float:
        """Of the listed paragraphs, the share that is found in ``state``."""
        return self.counts[f"found as {state}"] / self.counts["listed"]

    @property
    def surplus_possible(self) -> float:
        """Paragraphs named as possible and not listed, for each one listed."""
        return self.counts["surplus possible"] / self.counts["listed"]

    def row(self, label: str) -> str:
        """One line of the table."""
        return (
            f"{label:<34}{self.counts['cases']:>6}{self.counts['listed']:>8}{self.recall:>9.2f}"
            f"{self.share('breach'):>9.2f}{_shown(self.precision('breach'))}"
            f"{self.share('possible'):>9.2f}{_shown(self.precision('possible'))}{self.surplus_possible:>11.2f}"
        )


def _shown(precision: float) -> str:
    return f"{'–':>11}" if math.isnan(precision) else f"{precision:>11.2f}"


HEAD = (
    f"{'':<34}{'cases':>6}{'listed':>8}{'recall':>9}{'breach':>9}{'precision':>11}"
    f"{'possible':>9}{'precision':>11}{'surplus/l.':>11}"
)


def named(regime: Regime, given: object) -> Named:
    """The paragraphs that the acts of one case name, each in its strictest state."""
    found: dict[str, str] = {}
    for assessed in assess_all(regime, acts(regime, given)):
        for bearing in assessed.bearings:
            if bearing.state == "breach" or (
                bearing.state == "possible" and bearing.paragraph.id not in found
            ):
                found[bearing.paragraph.id] = bearing.state
    return found


def read(*files: Path) -> dict[str, Any]:
    """The cases of ``files``, every scalar a string."""
    cases: dict[str, Any] = {}
    for file in files:
        cases |= yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    return cases
