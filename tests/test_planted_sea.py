"""A small planted sea, the whole way: what is planted is found, and what looks alike and is innocent stays silent."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
import yaml

from leadline.detectors import _detector

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))  # benchmarks are scripts, not a package

import plants  # noqa: E402
import sea  # noqa: E402
import truth  # noqa: E402
import voyages  # noqa: E402

PLANTS = yaml.safe_load((BENCHMARKS / "plants.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], sea.Sea]:
    """A sea with few strangers, and what all detectors found in it."""
    folder = tmp_path_factory.mktemp("sea")
    made = sea.make(folder, days=16, seed=3)
    leads, _ = truth.run(folder, made)
    return leads, made


def test_most_of_what_is_planted_is_found_and_little_else(run: tuple[list[dict[str, Any]], sea.Sea]) -> None:
    leads, made = run
    done = truth.score(leads, made.planted.truth, _detector.find())
    found, missed = done.found.total(), sum(map(len, done.missed.values()))
    false = sum(map(len, done.false.values()))
    assert found >= 0.85 * (found + missed), {n: [t.behaviour for t in m] for n, m in done.missed.items()}
    assert false <= 0.05 * done.true.total(), {n: [r["says"] for r in rows] for n, rows in done.false.items()}


def test_meetings_are_found_at_every_border_and_hour(run: tuple[list[dict[str, Any]], sea.Sea]) -> None:
    leads, made = run
    done = truth.score(leads, made.planted.truth, ["meeting_at_sea"])
    assert done.found.total() == sum("meeting_at_sea" in row.get("finds", ()) for row in PLANTS) >= 12


def test_what_looks_alike_and_is_innocent_stays_silent(run: tuple[list[dict[str, Any]], sea.Sea]) -> None:
    leads, made = run
    weak = {row["behaviour"] for row in PLANTS if "weak" in row}
    innocent = {t.behaviour: set(t.mmsi) for t in made.planted.truth if t.behaviour.startswith("innocent: ")}
    about = [
        (behaviour, lead["detector"], lead["says"])
        for behaviour, ships in innocent.items()
        for lead in leads
        if behaviour not in weak and ships & {s["mmsi"] for s in lead["subjects"]}
    ]
    assert about == []
    assert len(innocent) - len(weak) >= 9


def test_every_detector_is_planted_for_and_every_plant_names_detectors_or_innocence() -> None:
    cannot = {"digits_against_call_sign"}  # ingest takes no call sign in an exercise
    named = {name for row in PLANTS for name in (*row.get("finds", ()), *row.get("also", ()))}
    known = set(_detector.find())
    assert named <= known
    assert known - cannot <= {name for row in PLANTS for name in row.get("finds", ())}
    assert all(row.get("finds") or row["behaviour"].startswith("innocent: ") for row in PLANTS)


def test_the_sea_uses_identities_of_exercises_only(run: tuple[list[dict[str, Any]], sea.Sea]) -> None:
    _, made = run
    for file in made.files:
        rows = pq.read_table(file)
        assert all(790_000_000 <= m <= 799_999_999 for m in rows["mmsi"].unique().to_pylist())
        assert all(2_000_000 <= i <= 4_999_999 for i in rows["imo"].unique().to_pylist() if i)
        assert all(name.startswith("EXERCISE ") for name in rows["name"].unique().to_pylist())
    told = json.loads((made.files[0].parent / "truth.json").read_text())
    assert len(told["truth"]) == len(PLANTS)
    assert "planted" in told["planted"]


def test_the_same_seed_gives_the_same_sea_and_another_seed_another(tmp_path: Path) -> None:
    seas = [sea.make(tmp_path / name, days=11, seed=seed) for name, seed in (("a", 1), ("b", 1), ("c", 2))]
    first, again, other = (pq.read_table(s.files[3]) for s in seas)
    assert first.equals(again)
    assert not first.equals(other)


def test_holes_take_away_what_nobody_could_hear(tmp_path: Path) -> None:
    whole, holed = (sea.make(tmp_path / str(h), days=11, holes=h).positions for h in (False, True))
    assert 0.7 * whole < holed < 0.99 * whole


@pytest.mark.parametrize("number", range(0, 900_000, 88_889))
def test_made_up_imo_numbers_hold_or_fail_as_they_should(number: int) -> None:
    def holds(imo: int) -> bool:
        return sum(int(d) * w for d, w in zip(str(imo)[:6], range(7, 1, -1), strict=True)) % 10 == imo % 10

    assert holds(voyages.imo(number))
    assert not holds(voyages.bad_imo(number))
    assert 2_000_000 <= voyages.bad_imo(number) <= 4_999_999


def test_a_lead_is_true_only_with_the_plants_ships_time_and_detector() -> None:
    plant = plants.Truth("x", (790_000_001, 790_000_002), 10.0, 20.0, 0.0, 0.0, ("meeting_at_sea",), ())
    lead = {"detector": "meeting_at_sea", "subjects": [{"mmsi": 790_000_001}], "first_at": "2026-03-25T11:00:00Z",
            "last_at": "2026-03-25T12:00:00Z", "strength": "rare", "says": "x"}  # fmt: skip
    late = lead | {"first_at": "2026-03-26T12:00:00Z", "last_at": "2026-03-26T13:00:00Z"}
    stranger = lead | {"subjects": [{"mmsi": 790_000_001}, {"mmsi": 790_000_009}]}
    other = lead | {"detector": "coal_route"}
    done = truth.score([lead, late, stranger, other], [plant], ["meeting_at_sea"])
    assert done.true == {"meeting_at_sea": 1}
    assert {name: len(rows) for name, rows in done.false.items()} == {"meeting_at_sea": 2, "coal_route": 1}
    assert done.found == {"meeting_at_sea": 1}


def test_a_ship_that_comes_too_late_for_an_hour_is_refused() -> None:
    ship = voyages.Ship(790_000_001, [(0.0, {})])
    with pytest.raises(AssertionError, match="too late"):
        voyages.sail(ship, [[30.0, 124.0], [35.0, 124.0], {"at": 3}])


def test_fixes_follow_the_way_and_fall_silent_where_told() -> None:
    ship = voyages.Ship(790_000_001, [(0.0, {})], lost=0.0)
    voyages.sail(ship, [[30.0, 124.0], [31.0, 124.0], "dark", 10, "heard", 4])
    heard = voyages.fixes(ship, np.random.default_rng(1))
    sailing = 60.04 / 11
    assert np.diff(heard["t"]).max() == pytest.approx(10, abs=0.3)
    assert heard["sog"][(heard["t"] > 0.1) & (heard["t"] < sailing - 0.1)].mean() == pytest.approx(
        11, abs=0.2
    )
