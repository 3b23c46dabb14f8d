"""Every detector's own examples, on both engines: what it finds, and each explanation that stays silent."""

from pathlib import Path

import pytest

from leadline.detectors import _detector, _examples
from leadline.store.engine import DuckDB, Engine


@pytest.mark.parametrize("name", _detector.find())
def test_examples_hold_on_duckdb(duckdb: DuckDB, tmp_path: Path, name: str) -> None:
    held = list(_examples.run(_detector.find()[name], duckdb, tmp_path))
    assert any(h.startswith("silent: ") for h in held)


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize("name", _detector.find())
def test_examples_hold_on_spark(spark: Engine, tmp_path: Path, name: str) -> None:
    assert list(_examples.run(_detector.find()[name], spark, tmp_path))


@pytest.mark.parametrize("name", _detector.find())
def test_without_rows_of_what_opens_a_lead_nothing_is_found(
    duckdb: DuckDB, tmp_path: Path, name: str
) -> None:
    one = _detector.find()[name]
    for number, example in enumerate(e for e in _examples.read(one) if e.finds):
        given = {table: rows for table, rows in example.given.items() if table not in one.opens_with}
        assert len(given) < len(example.given)
        assert _examples.rows(one, duckdb, given, tmp_path / str(number)) == []
