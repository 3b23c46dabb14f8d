"""A source's own test: each file of ``sample/`` must give what ``expected.yml`` says, row by row.

``expected.yml`` maps a file's name to: options (columns, time_format), rows_in, rows_used, tables (rows of each),
rejects (row: reason, all of them) and rows (some rows of each table, by their row; columns as text).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import yaml

from leadline.errors import BadContent
from leadline.sources._source import Source
from leadline.store.intake import REJECTS, Batch, Options, SourceFile
from leadline.tables import contract


def run(source: Source) -> Iterator[str]:
    """Yield what held of each sample file, or raise ``BadContent`` with what was expected and what came."""
    text_ = (source.folder / "expected.yml").read_text(encoding="utf-8")
    expected: dict[str, dict[str, Any]] = yaml.load(text_, Loader=yaml.BaseLoader)  # noqa: S506 strings only
    there = {file.name for file in (source.folder / "sample").iterdir()}
    if there != set(expected):
        raise BadContent(
            f"Source {source.card.id}: sample/ and expected.yml name different files: {sorted(there ^ set(expected))}."
        )
    for file, want in expected.items():
        batches = read(source, file, want.get("options", {}))
        _same(
            source,
            file,
            "counts",
            counts(batches),
            {k: want.get(k, {}) for k in ("rows_in", "rows_used", "tables")},
        )
        _same(source, file, "rejects", rejected(batches), want.get("rejects", {}))
        for table, rows in want.get("rows", {}).items():
            by_row = {str(row["row"]): row for row in rows_of(batches, table)}
            for row in rows:
                came = by_row.get(row["row"], {})
                _same(source, file, f"{table} row {row['row']}", {c: text(came.get(c)) for c in row}, row)
        yield f"{file}: {want['rows_in']} rows in, {want['rows_used']} used"


def _same(source: Source, file: str, what: str, came: object, want: object) -> None:
    if came != want:
        raise BadContent(f"Source {source.card.id}, sample {file}, {what}: expected {want}, got {came}.")


def read(source: Source, file: str, options: Mapping[str, Any]) -> list[Batch]:
    """All batches of a sample file, each checked: the row equation, the tables' contracts, no null where none may be."""
    chosen = Options(options.get("columns", {}), options.get("time_format"))
    with (source.folder / "sample" / file).open("rb") as raw:
        batches = list(source.read(SourceFile(raw, file), chosen))
    for batch in batches:
        if batch.rows_in != batch.rows_used + batch.rejects.num_rows or not batch.rejects.schema.equals(
            REJECTS
        ):
            raise BadContent(
                f"Source {source.card.id}, sample {file}: rows in are not rows used plus rejects."
            )
        for name, rows in batch.tables.items():
            own = contract(name).own()
            own.check(rows.schema)
            for column in own:
                if not column.null and rows.column(column.name).null_count:
                    raise BadContent(
                        f"Source {source.card.id}, sample {file}: {name}.{column.name} may not be null."
                    )
    return batches


def rows_of(batches: list[Batch], table: str) -> list[dict[str, Any]]:
    """All rows of one table."""
    return [row for batch in batches if table in batch.tables for row in batch.tables[table].to_pylist()]


def counts(batches: list[Batch]) -> dict[str, Any]:
    """Rows in, rows used and rows of each table that has any, as text."""
    tables = sorted({table for batch in batches for table in batch.tables})
    filled = {table: str(len(rows)) for table in tables if (rows := rows_of(batches, table))}
    return {
        "rows_in": str(sum(batch.rows_in for batch in batches)),
        "rows_used": str(sum(batch.rows_used for batch in batches)),
        "tables": filled,
    }


def rejected(batches: list[Batch]) -> dict[str, str]:
    """Reason by row."""
    return {str(row["row"]): row["reason"] for batch in batches for row in batch.rejects.to_pylist()}


def text(value: Any) -> Any:
    """A value as expected.yml writes it."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, list):
        return [text(one) for one in value]
    return "null" if value is None else str(value)
