"""A lead's strength is how rare it is among strangers: never points given by hand, never more than their number bears."""

import random
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadline.detectors import _detector, _strength
from leadline.exprs import month, waters
from leadline.store.engine import DuckDB

AT = datetime(2026, 3, 4, tzinfo=UTC)
SILENCE = _detector.find()["silence_beside_dprk"]


def row(mmsi: int, hours: float = 20.0, **more: Any) -> dict[str, Any]:
    facts = (
        dict.fromkeys(SILENCE.stronger, False) | {SILENCE.by: hours}
        if SILENCE.by
        else dict.fromkeys(SILENCE.stronger, False)
    )
    return (
        facts
        | {"mmsi": mmsi, "other_mmsi": None, "lat": 38.3, "lon": 124.2, "first_at": AT, "simulated": True}
        | more
    )


def beside(rows: list[dict[str, Any]], n: int) -> list[_strength.Strength]:
    return _strength.strengths(SILENCE, rows, {_strength.place(rows[0]): n})


def test_what_none_of_a_thousand_strangers_does_is_rare() -> None:
    (one,) = beside([row(790000001)], 1001)
    assert (one.word, one.seen, one.n) == ("rare", 0, 1000)
    assert (
        one.says
        == "Of 1,000 other vessels heard in the same waters that month, as much was seen of 0 (0.0%): rare."
    )


def test_few_strangers_never_make_a_lead_rare() -> None:
    assert [_strength.strength(0, n).word for n in (29, 35, 380, 381)] == [
        "too few to say",
        "uncommon",
        "uncommon",
        "rare",
    ]
    assert "too few to say" in _strength.strength(0, 12).says
    assert _strength.strength(0, 1).says.startswith("Heard in the same waters that month: 1 other vessel,")


def test_what_many_do_is_common() -> None:
    found = beside([row(790000000 + n) for n in range(20)], 100)
    assert {one.word for one in found} == {"common"}
    assert {(one.seen, one.n) for one in found} == {(19, 99)}


def test_strangers_count_only_if_they_did_as_much() -> None:
    (deeper,) = [name for name in SILENCE.stronger if name == "deeper"]
    strong, weak = beside([row(790000001, **{deeper: True}), row(790000002)], 500)
    assert (strong.seen, weak.seen) == (0, 1)


def test_a_ship_is_no_stranger_to_itself() -> None:
    found = beside([row(790000001), row(790000001, first_at=AT.replace(day=9))], 500)
    assert [one.seen for one in found] == [0, 0]


def test_other_waters_months_and_exercises_are_apart() -> None:
    one = row(790000001)
    others = [
        row(790000002, lat=34.0),
        row(790000003, first_at=AT.replace(month=4)),
        row(790000004, simulated=False),
    ]
    assert _strength.strengths(SILENCE, [one, *others], {_strength.place(one): 400})[0].seen == 0


@given(st.integers(0, 500), st.integers(30, 500))
def test_fewer_strangers_seen_never_weaken(seen: int, n: int) -> None:
    order = _strength.WORDS
    more, fewer = (_strength.strength(min(s, n), n).word for s in (seen + 1, seen))
    assert order.index(fewer) <= order.index(more)
    assert 0 <= _strength.upper(min(seen, n), n) <= 1


def test_places_are_numbered_as_the_expressions_number_them(duckdb: DuckDB) -> None:
    chance = random.Random(1)
    told = [
        {"lat": chance.uniform(-89.9, 89.9), "lon": chance.uniform(-180, 179.99), "simulated": True,
         "first_at": datetime.fromtimestamp(chance.randrange(10**9, 2 * 10**9), UTC)}
        for _ in range(500)
    ]  # fmt: skip
    table = duckdb.given(pa.Table.from_pylist(told))
    numbered = table.mutate(waters=waters(table.lat, table.lon), month=month(table.first_at))
    for one in duckdb.fetch(numbered).to_pylist():
        assert (one["waters"], one["month"]) == _strength.place(one)[:2]


@pytest.mark.parametrize("word", _strength.WORDS)
def test_every_word_can_be_given(word: str) -> None:
    assert word in {_strength.strength(s, n).word for s, n in ((0, 1000), (0, 100), (0, 3), (50, 100))}
