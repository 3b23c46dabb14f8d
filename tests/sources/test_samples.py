"""Every source against its own sample: each file gives what expected.yml says, and every row is accounted for.

expected.yml maps a file's name to: options (columns, time_format), rows_in, rows_used, tables (rows of each),
rejects (row: reason, all of them) and rows (some rows of each table, by their row; columns as text).
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from leadline.sources._source import REJECTS, Batch, Options, Source, SourceFile, find, load
from leadline.tables import contract


def expected(folder: Path) -> dict[str, Any]:
    return dict(yaml.load((folder / "expected.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader))


CASES = [(name, file) for name, folder in find().items() for file in expected(folder)]


def text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return "null" if value is None else str(value)


def batches(source: Source, file: str, options: Mapping[str, Any]) -> list[Batch]:
    chosen = Options(options.get("columns", {}), options.get("time_format"))
    with (source.folder / "sample" / file).open("rb") as raw:
        return list(source.read(SourceFile(raw, file), chosen))


def rows_of(found: list[Batch], table: str) -> list[dict[str, Any]]:
    return [row for batch in found if table in batch.tables for row in batch.tables[table].to_pylist()]


@pytest.mark.parametrize(("name", "file"), CASES)
def test_a_sample_gives_what_is_expected(name: str, file: str) -> None:
    source = load(find()[name])
    want = expected(source.folder)[file]
    found = batches(source, file, want.get("options", {}))
    assert str(sum(batch.rows_in for batch in found)) == want["rows_in"]
    assert str(sum(batch.rows_used for batch in found)) == want["rows_used"]
    tables = {table for batch in found for table in batch.tables}
    counts = {table: str(len(rows_of(found, table))) for table in sorted(tables)}
    assert {table: count for table, count in counts.items() if count != "0"} == want["tables"]
    refused = {str(row["row"]): row["reason"] for batch in found for row in batch.rejects.to_pylist()}
    assert refused == want.get("rejects", {})
    for table, rows in want["rows"].items():
        by_row = {str(row["row"]): row for row in rows_of(found, table)}
        for row in rows:
            assert {column: text(by_row[row["row"]][column]) for column in row} == row


@pytest.mark.parametrize(("name", "file"), CASES)
def test_every_row_of_a_sample_is_accounted_for(name: str, file: str) -> None:
    source = load(find()[name])
    for batch in batches(source, file, expected(source.folder)[file].get("options", {})):
        assert batch.rows_in == batch.rows_used + batch.rejects.num_rows
        assert batch.rejects.schema.equals(REJECTS)
        assert set(batch.tables) <= set(source.card.tables)
        for table, rows in batch.tables.items():
            contract(table).own().check(rows.schema)
            assert all(
                rows[column.name].null_count == 0 for column in contract(table).own() if not column.null
            )
            assert isinstance(rows, pa.Table)


@pytest.mark.parametrize("name", find())
def test_every_sample_file_is_expected(name: str) -> None:
    folder = find()[name]
    assert {file.name for file in (folder / "sample").iterdir()} == set(expected(folder))
