"""Read bytes as the source does, with the row equation checked on the way."""

import io
import os
from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from leadline.sources._source import Options, SourceFile
from leadline.sources.ais.source import read

SHARED = Path(os.environ.get("LEADLINE_SHARED", Path(__file__).parents[4] / "shared")) / "data" / "ais"
real = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real AIS files are not beside the checkout (LEADLINE_SHARED)"
)


@dataclass(frozen=True)
class Reading:
    rows_in: int
    rows_used: int
    positions: pa.Table | None
    statics: pa.Table | None
    rejects: list[dict[str, Any]]
    cut_short: str | None

    @property
    def why(self) -> dict[int, str]:
        return {row["row"]: row["reason"] for row in self.rejects}

    @property
    def reasons(self) -> dict[str, int]:
        return dict(Counter(row["reason"] for row in self.rejects))

    def column(self, name: str) -> list[Any]:
        return [] if self.positions is None else self.positions[name].to_pylist()

    def static(self, name: str) -> list[Any]:
        return [] if self.statics is None else self.statics[name].to_pylist()


def reading(data: bytes | Path, name: str = "a.txt", options: Options | None = None) -> Reading:
    content = data.read_bytes() if isinstance(data, Path) else data
    file = SourceFile(io.BytesIO(content), data.name if isinstance(data, Path) else name)
    return gathered(file, list(read(file, options or Options())))


def gathered(file: SourceFile, batches: list[Any]) -> Reading:
    for batch in batches:
        assert batch.rows_in == batch.rows_used + batch.rejects.num_rows
        for table in batch.tables.values():
            table.validate(full=True)
    return Reading(
        sum(batch.rows_in for batch in batches),
        sum(batch.rows_used for batch in batches),
        _whole(batches, "positions"),
        _whole(batches, "static_reports"),
        [row for batch in batches for row in batch.rejects.to_pylist()],
        file.cut_short,
    )


def _whole(batches: list[Any], name: str) -> pa.Table | None:
    tables = [batch.tables[name] for batch in batches if name in batch.tables]
    return pa.concat_tables(tables) if tables else None


def summed(body: str) -> str:
    """The body of a sentence, tag or '$' line with its checksum."""
    return f"{body}*{reduce(xor, body.encode(), 0):02X}"


def tag(body: str) -> str:
    return f"\\{summed(body)}\\"


def sentence(payload: str, fill: int = 0, head: str = "AIVDM,1,1,,A") -> str:
    return "!" + summed(f"{head},{payload},{fill}")
