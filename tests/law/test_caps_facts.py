"""The points of the facts' series against what ``cap`` makes of them; skipped where those are absent."""

import csv
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from leadline.law.caps._deliveries import read_file
from leadline.law.caps._figures import bundled, conversions
from leadline.law.caps.cap import cap
from leadline.law.regime import Regime

SHARED = Path(os.environ.get("LEADLINE_SHARED", Path(__file__).parents[3] / "shared"))
FACTS = SHARED / "facts" / "series.csv"
pytestmark = pytest.mark.skipif(not FACTS.exists(), reason=f"no facts at {FACTS}; set LEADLINE_SHARED")

REGIME = Regime.load()
PETROLEUM = "refined-petroleum"


def window(year: int) -> dict[str, Any]:
    (one,) = cap(REGIME, PETROLEUM, year)["windows"]
    return dict(one)


def sums(year: int) -> list[tuple[float, float]]:
    return [(r["sums"][0]["low"], r["sums"][0]["high"]) for r in window(year)["readings"]]


def test_every_point_of_a_capped_measure_is_carried() -> None:
    for measure in (PETROLEUM, "coal", "crude-oil"):
        taken = read_file(FACTS, measure)
        own = {f.same for f in bundled() if f.measure == measure}
        assert {f.same for f in taken.figures} == own
        assert {(f.same, f.known) for f in taken.figures} == {
            (f.same, f.known) for f in bundled() if f.measure == measure
        }
    assert [why.split(" is ")[0] for _, why in read_file(FACTS, "coal").aside] == [
        "kind 'count'"
    ]  # ships, not coal
    with FACTS.open(encoding="utf-8", newline="") as file:
        rows = [
            r for r in csv.DictReader(file) if r["series"] in ("refined_petroleum_to_dprk", "coal_exports")
        ]
    assert len(rows) == len(bundled()) + 1


def test_handing_the_facts_in_changes_nothing() -> None:
    for year in range(2016, 2026):
        own, given = cap(REGIME, PETROLEUM, year), cap(REGIME, PETROLEUM, year, FACTS)
        assert [w["readings"] for w in own["windows"]] == [w["readings"] for w in given["windows"]]


def test_2019_as_it_was_reported() -> None:
    one = window(2019)
    tonnes = one["readings"][0]
    assert tonnes["as_reported"] == [{"amount": 52910, "unit": "tonne"}]
    assert sums(2019) == [(417989, 440740.3), (456932, 466705.9), (418000, 418000)]
    assert [round(share, 1) for share in tonnes["sums"][0]["share"]] == [83.6, 88.2]
    conflict = [c["says"] for c in one["conflicts"]]
    assert "imply 9.19 barrels a tonne" in conflict[0]
    assert any("B and C" in says for says in conflict)
    assert not any("A and C" in says for says in conflict)  # the notified sum lies in the range
    (bound,) = one["estimates"]
    assert (bound["kind"], bound["against"][0]["over_if_right"]) == ("upper bound", "unknown")
    assert {w["way"]: w["answer"] for w in one["ways"]}["over-the-cap"] == "unknown"


def test_2018_and_2020_to_2024() -> None:
    assert sums(2018) == [(48430 * 7.9, 48430 * 8.33)]
    assert sums(2020) == [(106094.17, 106094.17), (37152, 37152)]
    assert sums(2021) == [(91909, 91909)]
    assert sums(2022) == [(20342, 20342)]
    assert sums(2023) == [(105845, 105845)]
    assert sums(2024) == [(168679, 168679)]
    uses = {f["value"]: f["use"] for year in (2018, 2021, 2023, 2024) for f in window(year)["figures"]}
    for part in (241114, 38334, 44655, 15279):
        assert uses[part].startswith("overlaps"), part


def test_estimates_stand_beside_and_are_over_only_if_they_are_right() -> None:
    said = {e["number"]: e for e in window(2024)["estimates"]}
    assert [e["against"][0]["over_if_right"] for e in said.values()] == ["unknown", "yes", "yes"]
    assert [e["against"][0]["beyond_notified"] for e in said.values()] == [0, 831321, 831321]
    for year in range(2018, 2025):
        used = {n for r in window(year)["readings"] for n in r["figures"]}
        assert not used & {e["number"] for e in window(year)["estimates"]}
        over = window(year)["ways"][-1]
        assert (over["way"], over["by_notified"]) == ("over-the-cap", "no")
        assert over["answer"] != "yes"


def test_caps_of_the_series_are_those_of_the_law() -> None:
    units = {"barrel": "barrel", "t": "tonne", "USD": "usd"}
    names = {"refined_petroleum_cap": PETROLEUM, "crude_cap": "crude-oil", "coal_cap": "coal"}
    with FACTS.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["kind"] == "legal_cap"]
    assert len(rows) == 21
    for row in rows:
        first = row["period"].split("/")[0]
        found = cap(REGIME, names[row["series"]], int(first[:4]))["windows"]
        begins = first if len(first) == 10 else f"{first}-01-01"
        held = [w for w in found if w["from"] == begins]
        assert held, row
        assert (int(row["value"]), units[row["unit"]]) in {
            (a["amount"], a["unit"]) for w in held for a in w["limits"]
        }


def test_factors_are_those_of_the_facts() -> None:
    loaded = yaml.load((SHARED / "facts" / "measures.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    known = loaded["petroleum_conversion"]
    website = {row["bbl_per_t"] for row in known["implied_by_committee_website"]}
    refined, crude = (conversions()[m, "tonne", "barrel"] for m in (PETROLEUM, "crude-oil"))
    assert {f"{float(f):g}" for f in website} >= {f"{float(c.factor):g}" for c in (refined.low, refined.high)}
    assert str(crude.high.factor) == known["implied_by_resolution"][0]["bbl_per_t"]
    assert str(crude.low.factor) == known["unsd_factors_bbl_per_t"]["crude petroleum"]
