"""Repeats and claims, in bounded memory."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from leadline.sources.ais.repeats import Claims, Seen, mix

BATCHES = st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5)), max_size=12), max_size=30)


@given(BATCHES)
def test_a_row_repeats_exactly_when_it_came_before(batches: list[list[tuple[int, int]]]) -> None:
    seen, before = Seen(), set()
    for batch in batches:
        ts, mmsi = (np.array([row[at] for row in batch], np.int64) for at in (0, 1))
        want = []
        for row in batch:
            want.append(row in before)
            before.add(row)
        assert seen.repeats(mix(np.zeros(len(batch), np.uint64), ts, mmsi), ts, mmsi).tolist() == want


@given(BATCHES)
def test_a_claim_is_kept_exactly_where_it_changes(batches: list[list[tuple[int, int]]]) -> None:
    claims, last = Claims(), {}
    for batch in batches:
        want = []
        for claim, ship in batch:
            want.append(last.get(ship) != claim)
            last[ship] = claim
        said, ships = (
            np.array([row[at] for row in batch], dtype) for at, dtype in ((0, np.uint64), (1, np.int64))
        )
        assert claims.changes(ships, said).tolist() == want


def test_memory_is_bounded() -> None:
    seen = Seen(most=1000)
    for start in range(0, 100_000, 100):
        ts = np.arange(start, start + 100)
        seen.repeats(mix(np.zeros(100, np.uint64), ts), ts, np.ones(100, np.int64))
    assert sum(len(chunk.keys) for chunk in seen._chunks) <= 1000
    late = np.arange(99_900, 100_000)
    assert seen.repeats(mix(np.zeros(100, np.uint64), late), late, np.ones(100, np.int64)).all()


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), unique=True, max_size=200))
def test_rows_that_differ_have_keys_that_differ(rows: list[tuple[float, float]]) -> None:
    lat, lon = (np.array([row[at] for row in rows]) for at in (0, 1))
    rows_apart = {(a + 0.0, b + 0.0) for a, b in rows}
    assert len(set(mix(np.zeros(len(rows), np.uint64), lat, lon).tolist())) == len(rows_apart)
