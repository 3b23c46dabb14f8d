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
