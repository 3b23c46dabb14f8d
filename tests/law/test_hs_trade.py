"""Rows of trade against the HS measures: the same on DuckDB and Spark, and the same as asking code by code."""

import csv
import datetime as dt
import os
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leadline.errors import BadInput
from leadline.law.regime import Regime
from leadline.law.trade._file import text, trade_file
from leadline.law.trade.hs import hs
from leadline.law.trade.rows import bears_on, read
from leadline.store.engine import DuckDB, Spark

SHARED = Path(os.environ.get("LEADLINE_SHARED", Path(__file__).parents[3] / "shared"))
COMTRADE = SHARED / "data" / "trade" / "comtrade_hs27_prk_kor_2006_2017.csv.gz"
REGIME = Regime.load()
NAMES = ("hs", "period", "origin", "destination")
ROWS = [
    ("2701", "2016-03-01", "KP", "CN"),  # a day before the first ban
    ("2701", "2016-03-02", "KP", "CN"),
    ("270112", "2017-03", "PRK", "CHN"),
    ("2701", "2017", "408", "156"),  # a year over two paragraphs
    ("27", "2018", "CHN", "Korea, Dem. People's Rep. of"),
    ("030617", "20170804", "KP", "JP"),
    ("030617", "2017-08-05", "KP", "JP"),
    ("301", "2018", "KP", "JP"),  # a zero is lost
    ("2701", "03/2017", "KP", "CN"),
    ("8408.10", "2018-02", "DE", "KP"),
    ("84081000", "2018-02", "DE", "KP"),
    ("8408", "2018-02", "DE", "KR"),  # not the DPRK
    ("8408", "2018-02", "KP", "KP"),  # crosses no border
    ("6109", "2017-09-11T00:00:00", "KP", None),
    ("1006", "2018-02", "TH", "KP"),
    ("0306", "2018-02", "KP", "of"),  # Spark's strip by Ibis takes an f
]


def table(rows: list[tuple[Any, ...]]) -> pa.Table:
    schema = pa.schema([("row", pa.int64()), *((name, pa.string()) for name in NAMES)])
    columns = [list(range(1, len(rows) + 1)), *([row[i] for row in rows] for i in range(4))]
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def pairs(engine: Any, trade: ibis.Table) -> set[tuple[Any, ...]]:
    told = engine.fetch(bears_on(trade, REGIME)).to_pylist()
    assert len({(t["row"], t["measure"], t["paragraph"]) for t in told}) == len(told)
    return {(t["row"], t["measure"], t["paragraph"], t["kind"], t["basis"], t["capped"], t["whole_code"], t["whole_period"])
            for t in told}  # fmt: skip


def test_rows_meet_paragraphs_by_code_direction_and_day(duckdb: DuckDB) -> None:
    found = pairs(duckdb, duckdb.con.create_table("trade", table(ROWS)))
    assert {f for f in found if f[0] <= 4} == {
        (2, "coal", "s2270-op29", "ban", "derived", False, True, True),
        (3, "coal", "s2321-op26", "cap", "derived", True, True, True),
        (4, "coal", "s2321-op26", "cap", "derived", True, True, False),
        (4, "coal", "s2371-op8", "ban", "derived", False, True, False),
    }
    assert {f[2] for f in found if f[0] == 5} == {"s2270-op31", "s2375-op13", "s2397-op4", "s2397-op5"}
    assert not any(f[6] for f in found if f[0] == 5)  # the chapter is wider than each
    assert {f[0] for f in found} == {2, 3, 4, 5, 7, 10, 11, 14, 16}


def test_what_cannot_be_read_is_told(duckdb: DuckDB) -> None:
    told = duckdb.fetch(read(duckdb.con.create_table("trade", table(ROWS)))).to_pylist()
    assert {t["row"]: t["unread"] for t in told if t["unread"]} == {
        8: "hs: odd number of digits, a leading zero may be lost",
        9: "period: write 2017, 2017-03 or 2017-03-14",
    }
    assert (told[2]["first_day"], told[2]["last_day"]) == (20170301, 20170331)


def test_a_month_that_ends_before_the_31st_is_whole_if_the_paragraph_stood_to_its_end(duckdb: DuckDB) -> None:
    """The first petroleum cap ended with December; a paragraph that ends with a shorter month would be no other."""
    trade = duckdb.con.create_table(
        "trade", table([("2710", "2017-11", "CN", "KP"), ("2710", "2017-12", "CN", "KP")])
    )
    found = {(f[0], f[7]) for f in pairs(duckdb, trade) if f[2] == "s2375-op14"}
    assert found == {(1, True), (2, True)}


def test_a_row_of_one_day_gives_what_asking_for_its_code_gives(duckdb: DuckDB) -> None:
    """On each day on which a coded paragraph began or ended, the day before, and the day after."""
    codes = (
        "2701",
        "270112",
        "27",
        "2710",
        "271019",
        "03",
        "0306",
        "84",
        "8903",
        "890392",
        "99",
        "1006",
        "7203",
        "930690",
    )
    held = [p for m in REGIME.measures.values() for p in m.paragraphs if m.goods_of(p)]
    edges = {d for p in held for d in (p.since, p.until) if d}
    days = sorted({d + dt.timedelta(days=n) for d in edges for n in (-1, 0, 1)})
    asked = [(code, day, way) for code in codes for day in days for way in ("in", "out")]
    rows = [(c, d.isoformat(), *(("CN", "KP") if way == "in" else ("KP", "CN"))) for c, d, way in asked]
    found = pairs(duckdb, duckdb.con.create_table("trade", table(rows)))
    expected = {
        (number, one["measure"], one["paragraph"])
        for number, (code, day, way) in enumerate(asked, 1)
        for one in hs(REGIME, code, day, way)["stands"]  # type: ignore[arg-type]
    }
    assert len(expected) > 400
    assert {f[:3] for f in found} == expected
    assert all(f[7] for f in found)


@pytest.mark.spark
def test_spark_gives_the_same(both_engines: tuple[DuckDB, Spark], tmp_path: Path) -> None:
    pq.write_table(table(ROWS), tmp_path / "trade.parquet")
    duck, spark = both_engines
    on_duck = pairs(duck, duck.con.read_parquet(str(tmp_path / "trade.parquet")))
    on_spark = pairs(spark, spark.con.read_parquet(str(tmp_path / "trade.parquet")))
    assert on_duck == on_spark
    assert on_duck


def written(tmp_path: Path, header: str, *lines: str) -> Path:
    file = tmp_path / "trade.csv"
    file.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return file


def test_a_file_is_read_as_text_and_pairs_are_written(tmp_path: Path) -> None:
    file = written(tmp_path, "hs,date,from,to,row,measure", "0306,2018-01,KP,CN,a,b", "306,2018-01,KP,CN,c,d")
    told = trade_file(file, REGIME, out=tmp_path / "pairs.csv")
    assert (told["rows"], told["rows_with_bearing"]) == (2, 1)
    assert told["unread"] == [
        {"reason": "hs: odd number of digits, a leading zero may be lost", "rows": 1, "first_row": 2}
    ]
    with (tmp_path / "pairs.csv").open(encoding="utf-8", newline="") as pairs_file:
        (pair,) = csv.DictReader(pairs_file)
    assert (pair["row"], pair["file_row"], pair["file_measure"], pair["measure"]) == (
        "1",
        "a",
        "b",
        "seafood",
    )
    assert "possible, never a breach" in text(told)


def test_parquet_in_and_out_and_columns_named(tmp_path: Path) -> None:
    columns = {"Code": ["2701"], "When": ["2017"], "Rep": ["China"], "Par": ["DPRK"], "Way": ["Import"]}
    pq.write_table(pa.table(columns), tmp_path / "trade.parquet")
    named = {"hs": "Code", "period": "When", "reporter": "Rep", "partner": "Par", "flow": "Way"}
    told = trade_file(tmp_path / "trade.parquet", REGIME, named, tmp_path / "pairs.parquet")
    assert [one["paragraph"] for one in told["bears_on"]] == ["s2321-op26", "s2371-op8"]
    assert pq.read_table(tmp_path / "pairs.parquet").num_rows == 2


@pytest.mark.parametrize(
    ("header", "columns", "says"),
    [
        ("code,when", {}, "Which columns are hs and period"),
        ("hs,period,place", {}, "Which columns are origin and destination"),
        ("hs,period,from,to", {"hs": "Commodity"}, "no column 'Commodity'"),
        ("hs,period,from,to", {"colour": "hs"}, "'colour' isn't a column that the law asks for"),
    ],
)
def test_what_is_not_found_is_asked_for(
    tmp_path: Path, header: str, columns: dict[str, str], says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        trade_file(written(tmp_path, header, ",".join("1" for _ in header.split(","))), REGIME, columns)


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no file"):
        trade_file(tmp_path / "absent.csv", REGIME)
    (tmp_path / "bad.parquet").write_bytes(b"not parquet at all")
    with pytest.raises(BadInput, match="can't be read as a table"):
        trade_file(tmp_path / "bad.parquet", REGIME)
    (tmp_path / "a[b].csv").write_text("hs\n", encoding="utf-8")
    with pytest.raises(BadInput, match="pattern"):
        trade_file(tmp_path / "a[b].csv", REGIME)
    with pytest.raises(BadInput, match=r"name it \.csv or \.parquet"):
        trade_file(written(tmp_path, "hs,period,from,to", "2701,2017,KP,CN"), REGIME, out=tmp_path / "x.txt")


@pytest.mark.skipif(not COMTRADE.exists(), reason=f"no data at {COMTRADE}; set LEADLINE_SHARED")
def test_the_real_chapter_rows_of_the_dprk_and_none_of_the_rok() -> None:
    """Chapter 27 by year: all is wider than the law's codes, and no row of the ROK is taken for the DPRK."""
    import gzip

    with gzip.open(COMTRADE, "rt", encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if "PRK" in (r["Reporter ISO"], r["Partner ISO"])]
    leaving = {
        "Import": "Partner ISO",
        "Re-Import": "Partner ISO",
        "Export": "Reporter ISO",
        "Re-Export": "Reporter ISO",
    }
    from_2016 = [r for r in rows if int(r["Year"]) >= 2016]
    out = [r for r in from_2016 if r[leaving[r["Trade Flow"]]] == "PRK"]
    told = trade_file(COMTRADE, REGIME)
    counted = {one["paragraph"]: one["rows"] for one in told["bears_on"]}
    assert told["rows_with_bearing"] == len(from_2016)
    assert told["unread"] == []
    assert counted["s2321-op26"] == len(out)  # both years touch it
    assert counted["s2270-op31"] == len(from_2016) - len(out)
    assert all(one["code_wider"] == one["rows"] for one in told["bears_on"])


def test_a_day_that_no_month_has_is_no_period(tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    days = ("2018-02-30", "2018-04-31", "2018-13", "2018-02-28", "20180430", "2018")
    file.write_text("hs,period,origin,destination\n" + "".join(f"2701,{d},KP,CN\n" for d in days))
    told = trade_file(file, REGIME)
    assert (told["rows_with_bearing"], told["unread"][0]["rows"]) == (3, 3)


def test_a_text_that_a_spreadsheet_would_run_leaves_harmless(tmp_path: Path) -> None:
    file, pairs = tmp_path / "given.csv", tmp_path / "pairs.csv"
    file.write_text('hs,period,origin,destination,who\n2701,2018-01,KP,@CN,"=1+1"\n')
    trade_file(file, REGIME, None, pairs)
    (row,) = csv.DictReader(pairs.read_text(encoding="utf-8").splitlines())
    assert (row["who"], row["destination"], row["hs"]) == ("'=1+1", "'@CN", "2701")


def test_a_file_in_another_encoding_is_told_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "given.csv"
    file.write_text("hs,period,origin,destination\n2701,2018-01,KP,CN\n", encoding="utf-16")
    with pytest.raises(BadInput, match="Save it as CSV in UTF-8"):
        trade_file(file, REGIME)
