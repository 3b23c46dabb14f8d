"""A day at a time gives the same tables and leads as a month at once: nothing is cut at midnight."""

import functools
import operator
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyais
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.planted import put, rows, taken
from tests.worlds import NOON, Fix, meeting, north, still, voyage

from leadline import pipeline
from leadline.derived import _build, _derived
from leadline.store.workspace import Workspace

DAY = timedelta(days=1)
MIDNIGHT = NOON - timedelta(hours=12)
FIXES: list[Fix] = [
    # A meeting across midnight, a silence over two midnights, two ships on one number, one that lies in port for days.
    *meeting(790000001, 799000002, MIDNIGHT + DAY - timedelta(hours=1), 180, every_min=10),
    *voyage(790000003, MIDNIGHT + timedelta(hours=3), 15, north(34, 124, 9), every_min=20),
    *voyage(790000003, MIDNIGHT + timedelta(hours=62), 9, north(38, 124, 9), every_min=20),
    *voyage(790000004, MIDNIGHT + timedelta(hours=20), 40, north(33, 125, 9), every_min=30),
    *voyage(790000004, MIDNIGHT + timedelta(hours=20, minutes=7), 40, north(38, 131, 9), every_min=30),
    *voyage(790000005, MIDNIGHT, 80, still(38.72, 125.40), every_min=30),
    *voyage(790000006, MIDNIGHT + timedelta(hours=10), 20, still(36.0, 123.0), every_min=20),
]


def csv_of(fixes: Sequence[Fix]) -> str:
    told = [f"{f.mmsi},{f.at:%Y-%m-%dT%H:%M:%SZ},{f.lat:.5f},{f.lon:.5f}" for f in fixes]
    return "\n".join(["mmsi,ts,lat,lon", *told]) + "\n"


def built(folder: Path, batches: Sequence[Sequence[Fix]]) -> dict[str, list[dict[str, Any]]]:
    """All derived tables and leads of a workspace that took the batches one after the other, building after each."""
    with Workspace.create(folder) as work:
        for number, fixes in enumerate(batches):
            taken(work, put(folder, f"batch-{number}.csv", csv_of(fixes)))
            pipeline.build_derived(work)
        pipeline.detect(work, ["meeting_at_sea", "silence_beside_dprk"])
        work.verify()
        found = {name: [plain(row) for row in rows(work, name)] for name in _derived.find()}
        found["leads"] = [plain(lead) for lead in pipeline.read_leads(work)]
        return found


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row but for what names the file it came from, numbers to nine digits."""
    own = {
        k: v
        for k, v in row.items()
        if not k.endswith(("_id", "_by")) and k not in {"fix_a", "fix_b", "id", "version", "observations"}
    }
    own |= {k: row[k] for k in ("segment_id", "port_id") if k in row}
    return {k: round(v, 6) if isinstance(v, float) else v for k, v in own.items()}


def static_report(mmsi: int, at: datetime, draught: float) -> str:
    """A static report as NMEA, with its time in a tag block; every other field is empty."""
    said = {
        "type": 5,
        "mmsi": mmsi,
        "shipname": "EXERCISE TERN",
        "callsign": "",
        "destination": "",
        "draught": draught,
    }
    block = f"c:{int(at.timestamp())}"
    tagged = f"\\{block}*{functools.reduce(operator.xor, block.encode()):02X}\\"
    return "".join(f"{tagged}{sentence}\n" for sentence in pyais.encode_dict(said))


def by_day(fixes: Sequence[Fix]) -> list[list[Fix]]:
    days: dict[datetime, list[Fix]] = {}
    for fix in fixes:
        days.setdefault(fix.at.replace(hour=0, minute=0), []).append(fix)
    return [days[day] for day in sorted(days)]


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    return built(tmp_path_factory.mktemp("once") / "ws", [FIXES])


def same(one: dict[str, list[dict[str, Any]]], other: dict[str, list[dict[str, Any]]]) -> None:
    key: Callable[[dict[str, Any]], str] = repr
    for name in one:
        assert sorted(one[name], key=key) == sorted(other[name], key=key), name


def test_there_is_something_to_cut(at_once: dict[str, list[dict[str, Any]]]) -> None:
    assert at_once["gaps"]
    assert at_once["encounters"]
    assert len({row["segment_id"] for row in at_once["segments"] if row["mmsi"] == 790000004}) == 2


def test_a_day_at_a_time_is_the_same_as_all_at_once(
    at_once: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    same(at_once, built(tmp_path / "ws", by_day(FIXES)))


def test_a_day_that_comes_late_is_the_same_as_all_at_once(
    at_once: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    days = by_day(FIXES)
    same(at_once, built(tmp_path / "ws", [days[0], *days[2:], days[1]]))


@pytest.mark.slow
@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**16))
def test_batches_of_any_cut_are_the_same_as_all_at_once(
    at_once: dict[str, list[dict[str, Any]]], tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    batches: list[list[Fix]] = [[] for _ in range(3)]
    for fix in FIXES:
        batches[chance.randrange(3)].append(fix)
    same(at_once, built(tmp_path / str(seed), batches))


def test_files_of_days_before_stay_as_they_are(tmp_path: Path) -> None:
    days = by_day(FIXES)
    with Workspace.create(tmp_path / "ws") as work:
        taken(work, put(tmp_path, "one.csv", csv_of(days[0])))
        pipeline.build_derived(work)
        first = work.lake.files(work.execute, "tracks")
        taken(work, put(tmp_path, "two.csv", csv_of(days[1])))
        pipeline.build_derived(work)
        second = work.lake.files(work.execute, "tracks")
        assert first[0] in second
        assert len(second) == 2
        assert {f.name for f in (work.folder / "lake").glob("tracks/*/*")} == {f.name for f in second}
        taken(work, put(tmp_path, "late.csv", csv_of([*days[0][:3], Fix(790000009, NOON, 35.0, 124.0)])))
        pipeline.build_derived(work)
        assert not set(first) & set(work.lake.files(work.execute, "tracks"))
        work.verify()


def test_what_is_typed_only_leaves_the_tables_that_grow_as_they_are(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "ws") as work:
        taken(work, put(tmp_path, "one.csv", csv_of(FIXES)))
        pipeline.build_derived(work)
        before = {name: work.lake.files(work.execute, name) for name in ("tracks", "gaps")}
        taken(work, put(tmp_path, "typed.nmea", static_report(790000003, NOON, 5.0)))
        assert pipeline.build_derived(work) is True
        after = {name: work.lake.files(work.execute, name) for name in ("tracks", "gaps")}
        assert before["tracks"] == after["tracks"]
        assert before["gaps"] != after["gaps"]
        assert [g["draught_before_m"] for g in rows(work, "gaps") if g["mmsi"] == 790000003] == [5.0]


def test_changed_code_builds_everything_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Workspace.create(tmp_path / "ws") as work:
        taken(work, put(tmp_path, "one.csv", csv_of(FIXES)))
        pipeline.build_derived(work)
        before = work.lake.files(work.execute, "tracks")
        monkeypatch.setattr(_build, "version", lambda _: "another")
        assert pipeline.build_derived(work) is True
        assert not set(before) & set(work.lake.files(work.execute, "tracks"))
