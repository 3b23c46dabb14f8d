"""The engines read what is there, whatever its path, and say what they lack."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leadline.settings import Settings
from leadline.store import engine
from leadline.store.engine import DuckDB, Engine, Spark
from leadline.tables import contract

ROWS = pa.table(
    {"cell": [1], "hour": [2], "simulated": [True], "vessels": [3], "fixes": [4]},
    schema=contract("reception").arrow,
)
FOLDERS = ["plain", "a [b]", "{a,b}", "{a", "*", "?", "back\\slash", "[!x]", "공동 50%#"]


def read(one: Engine, place: Path, name: str) -> list[dict[str, object]]:
    folder = place / name
    folder.mkdir()
    pq.write_table(ROWS, folder / "part-0.parquet")
    rows: list[dict[str, object]] = one.fetch(
        one.read([folder / "part-0.parquet"], contract("reception"))
    ).to_pylist()
    return rows


@pytest.mark.parametrize("name", FOLDERS)
def test_duckdb_reads_from_any_folder(duckdb: DuckDB, tmp_path: Path, name: str) -> None:
    assert read(duckdb, tmp_path, name) == ROWS.to_pylist()


@pytest.mark.spark
@pytest.mark.parametrize("name", FOLDERS)
def test_spark_reads_from_any_folder(spark: Spark, tmp_path: Path, name: str) -> None:
    assert read(spark, tmp_path, name) == ROWS.to_pylist()


@pytest.mark.spark
def test_spark_writes_to_any_folder(spark: Spark, tmp_path: Path) -> None:
    pq.write_table(ROWS, tmp_path / "in.parquet")
    given = spark.read([tmp_path / "in.parquet"], contract("reception"))
    for name in FOLDERS:
        folder = tmp_path / name
        spark.write(given, folder, contract("reception"))
        (file,) = folder.glob("*.parquet")
        assert spark.fetch(spark.read([file], contract("reception"))).to_pylist() == ROWS.to_pylist()


def test_java_is_looked_for_where_spark_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = tmp_path / "jdk/bin/java"
    java.parent.mkdir(parents=True)
    java.touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert engine._java() is False
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "jdk"))
    assert engine._java() is True
    monkeypatch.setenv("PATH", str(java.parent))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "gone"))
    assert engine._java() is False
    monkeypatch.delenv("JAVA_HOME")
    assert engine._java() is True
    assert Settings().engine == "duckdb", "Java is needed by those who ask for it"
