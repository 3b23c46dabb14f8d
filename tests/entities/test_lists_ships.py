"""A ship on several lists is still one ship: it opens no more leads than on one."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leadline.detectors.maritime._dprk import listed
from leadline.store.engine import DuckDB
from leadline.tables import contract

DAY = datetime(2029, 1, 2, tzinfo=UTC)
CARRIED = {"handling": "TLP:CLEAR", "originator": "Desk", "simulated": False}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_one_ship_on_several_lists_is_told_of_once(duckdb: DuckDB, tmp_path: Path, count: int) -> None:
    def table(name: str, *rows: dict[str, Any]) -> Any:
        file = tmp_path / f"{name}.parquet"
        pq.write_table(pa.Table.from_pylist(list(rows), schema=contract(name).arrow), file)
        return duckdb.read([file], contract(name))

    typed = {
        "observation_id": "a:1",
        "archived_id": "a",
        "row": 1,
        "mmsi": 799000001,
        "ts": DAY,
        "imo": 2000004,
    }
    entries = [
        {"observation_id": f"b{n}:1", "archived_id": f"b{n}", "row": 1, "list": f"list-{n}", "authority": f"Authority {n}",
         "ref": "1", "schema": "Vessel", "name": "Example Star", "aliases": [], "imo": 2000004, "measure": "asset freeze",
         "listed_from": DAY} | CARRIED
        for n in range(count)
    ]  # fmt: skip
    reports = table("static_reports", typed | CARRIED)
    silences = reports.select("mmsi", "simulated", segment_id="row", since="ts", until="ts")
    found = listed(silences, ["segment_id"], reports, table("listings", *entries)).to_pyarrow().to_pylist()
    assert [(row["segment_id"], row["list_authority"]) for row in found] == [(1, "Authority 0")]
