"""Laws that hold for any sea: the order of rows, repeated rows, strangers and the calendar change nothing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.worlds import NOON, Fix, derive, meeting, moved, north, positions, rows, sea, still, voyage

from leadline.settings import Settings
from leadline.store.engine import DuckDB

pytestmark = pytest.mark.slow
LAW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Any]:
    """Build the derived tables of some fixes in a folder of their own."""
    count = iter(range(10_000))
    engines: list[DuckDB] = []

    def build(fixes: list[Fix]) -> dict[str, list[dict[str, Any]]]:
        folder = tmp_path / str(next(count))
        engine = DuckDB(Settings(threads=1, memory_gb=1), folder / "scratch")
        engines.append(engine)
        names = ("tracks", "segments", "gaps", "encounters")
        found = derive(sea(engine, folder, positions=positions(fixes)), folder, names)
        return {name: rows(found, name) for name in names}

    yield build
    for engine in engines:
        engine.close()


@st.composite
def seas(draw: st.DrawFn) -> list[Fix]:
    """A few ships that sail, lie still, meet, share an MMSI or fall silent, at times that may cross midnight."""
    start = NOON + timedelta(minutes=draw(st.integers(0, 1440)))
    fixes = meeting(
        790000001, 790000002, start, draw(st.integers(100, 300)), every_min=draw(st.integers(5, 15))
    )
    for number in range(draw(st.integers(1, 3))):
        mmsi, lat = 790000010 + draw(st.integers(0, 2)), 30 + 3 * number
        where = draw(st.sampled_from([still(lat, 124), north(lat, 126, 11), north(lat, 129, 7)]))
        fixes += voyage(mmsi, start, draw(st.integers(2, 20)), where, every_min=15)
        fixes += voyage(mmsi, start + timedelta(hours=draw(st.integers(30, 60))), 3, where, every_min=15)
    return fixes


@LAW
@given(fixes=seas(), data=st.data())
def test_order_and_repeats_change_nothing(fresh: Any, fixes: list[Fix], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(fixes))
    repeated = shuffled + data.draw(st.lists(st.sampled_from(fixes), max_size=10))
    assert fresh(fixes) == fresh(repeated)


@LAW
@given(fixes=seas())
def test_a_stranger_far_away_changes_nobody_else(fresh: Any, fixes: list[Fix]) -> None:
    stranger = voyage(790000099, NOON, 60, north(-30, 20, 12), every_min=30)
    alone, beside = fresh(fixes), fresh(fixes + stranger)
    for name, listed in beside.items():
        assert [r for r in listed if r.get("mmsi", 0) != 790000099] == alone[name]


@LAW
@given(fixes=seas(), minutes=st.integers(-1440, 1440))
def test_the_calendar_decides_nothing(fresh: Any, fixes: list[Fix], minutes: int) -> None:
    """Meetings keep their length and silences theirs when all is moved in time, by whole points of the grid."""
    later = timedelta(minutes=10 * minutes)
    here, there = fresh(fixes), fresh([moved([f], at=f.at + later)[0] for f in fixes])
    assert [(g["mmsi"], g["silence_h"]) for g in here["gaps"]] == [
        (g["mmsi"], g["silence_h"]) for g in there["gaps"]
    ]
    assert [(e["mmsi_a"], e["mmsi_b"], e["first_at"] + later) for e in here["encounters"]] == [
        (e["mmsi_a"], e["mmsi_b"], e["first_at"]) for e in there["encounters"]
    ]
