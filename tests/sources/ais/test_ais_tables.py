"""Delimited text, JSON and Parquet: layouts, values, repeats, claims and bad rows."""

import io
import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ais_reading import reading
from hypothesis import given, settings
from hypothesis import strategies as st

from leadline.errors import BadInput, UnknownName
from leadline.sources._source import Options, SourceFile
from leadline.sources.ais import delimited, jsonl
from leadline.sources.ais.fields import State

AT = datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC)
ROW = {
    "mmsi": "790000001",
    "ts": "2026-01-01T00:00:01Z",
    "lat": "38.5",
    "lon": "124.25",
    "sog": "10.2",
    "name": "EX",
}


def csv(*rows: dict[str, str], comma: str = ",") -> bytes:
    return "\n".join(comma.join(line) for line in [rows[0].keys(), *[row.values() for row in rows]]).encode()


@given(st.permutations(list(ROW)), st.sampled_from([",", ";", "\t"]), st.booleans(), st.booleans())
@settings(max_examples=40)
def test_columns_may_come_in_any_order_case_and_form(
    names: list[str], comma: str, bom: bool, upper: bool
) -> None:
    data = csv({(name.upper() if upper else name): ROW[name] for name in names}, comma=comma)
    found = reading((b"\xef\xbb\xbf" if bom else b"") + data.replace(b"\n", b"\r\n"), "a.csv")
    assert (found.column("mmsi"), found.column("ts"), found.column("lat")) == ([790000001], [AT], [38.5])
    assert (found.column("sog_kn"), found.static("name"), found.column("row")) == ([10.2], ["EX"], [2])


@pytest.mark.parametrize(
    "ts",
    [
        "2026-01-01T00:00:01Z",
        "2026-01-01 00:00:01",
        "2026-01-01 00:00:01.000 UTC",
        "2026-01-01T09:00:01+09:00",
        "2025-12-31T19:00:01-0500",
        "1767225601",
        "1767225601000",
        "1767225601.0",
        " 2026-01-01T00:00:01 ",
    ],
)
def test_a_time_is_read_in_the_forms_that_files_have(ts: str) -> None:
    other = {**ROW, "ts": "2026-01-02T00:00:01.5Z"}
    assert reading(csv({**ROW, "ts": ts})).column("ts") == [AT]
    assert reading(csv({**ROW, "ts": ts}, other)).column("ts")[0] == AT


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("lat", "91", "latitude out of range"),
        ("lat", "-90.1", "latitude out of range"),
        ("lon", "180.5", "longitude out of range"),
        ("lon", "inf", "longitude out of range"),
        ("lat", "", "no position"),
        ("lat", "north", "lat is not a number"),
        ("mmsi", "", "no MMSI"),
        ("mmsi", "0", "MMSI out of range"),
        ("mmsi", "1.5", "MMSI out of range"),
        ("mmsi", "1e300", "MMSI out of range"),
        ("mmsi", "1000000000", "MMSI out of range"),
        ("ts", "", "no time"),
        ("ts", "2026-02-30T00:00:00Z", "time not understood (a form can be given by --time-format)"),
        ("ts", "2026-01-01", "time not understood (a form can be given by --time-format)"),
        ("ts", "01/02/2026 00:00", "time not understood (a form can be given by --time-format)"),
        ("ts", "1970-01-01T00:00:00Z", "time out of range"),
        ("ts", "0", "time out of range"),
        ("ts", "9999-01-01T00:00:00Z", "time out of range"),
    ],
)
def test_a_bad_row_is_refused_and_the_good_ones_are_kept(name: str, value: str, reason: str) -> None:
    found = reading(csv(ROW, {**ROW, name: value}, {**ROW, "lat": "1"}))
    assert found.why == {3: reason}
    assert found.column("row") == [2, 4]
    assert value in found.rejects[0]["raw"]


def test_what_is_optional_may_be_unreadable() -> None:
    found = reading(csv({**ROW, "sog": "fast"}, {**ROW, "sog": "102.3"}, {**ROW, "sog": "-1"}))
    assert found.column("sog_kn") == [None]  # all three say the same of the ship, so two repeat
    assert found.why == {3: "repeats an earlier row", 4: "repeats an earlier row"}


def test_quotes_blank_lines_and_short_rows() -> None:
    good = '790000001,2026-01-01T00:00:0{},38.5,124.25,1,"EX, {}"'
    lines = [
        "mmsi,ts,lat,lon,sog,name",
        good.format(1, "A"),
        "",
        "790000001,2026",
        good.format(2, 'the ""B""'),
        '"open,1',
    ]
    found = reading("\n".join(lines).encode() + b"\nx,y,z,1,2,3,4\n" + good.format(3, "C").encode())
    assert found.static("name") == ["EX, A", 'EX, the "B"', "EX, C"]
    assert found.static("row") == [2, 5, 8]
    assert sorted(found.why) == [4, 6, 7]
    assert found.why[4] == "2 columns where the header has 6"


def test_bytes_that_are_no_utf8_and_control_characters() -> None:
    data = csv(ROW).replace(b",EX", b",EX\xff \x01\xe2\x80\xae ")
    assert reading(data).static("name") == ["EX�"]


def test_static_reports_come_where_a_claim_changes() -> None:
    names = ["EX", "EX", "", "EX", "EY", "EX"]
    rows = [{**ROW, "ts": f"2026-01-01T00:00:0{second}Z", "name": name} for second, name in enumerate(names)]
    found = reading(csv(*rows))
    assert found.static("row") == [2, 6, 7]
    assert found.column("row") == [2, 3, 4, 5, 6, 7]


@given(st.integers(1, 300))
@settings(max_examples=30)
def test_block_borders_never_show(block_bytes: int) -> None:
    rows = [{**ROW, "lat": str(lat), "name": f"E{lat // 3}"} for lat in (1, 2, 3, 95, 4, 1, 5, 6, 1, 7)]
    whole = reading(csv(*rows))
    file = SourceFile(io.BytesIO(csv(*rows)), "a.csv")
    batches = list(delimited.read(file, Options(), State(), block_bytes))
    assert [
        row for batch in batches for row in batch.tables["positions"].to_pylist()
    ] == whole.positions.to_pylist()
    assert {r["row"]: r["reason"] for batch in batches for r in batch.rejects.to_pylist()} == whole.why
    statics = [
        row for b in batches for row in b.tables.get("static_reports", whole.statics.slice(0, 0)).to_pylist()
    ]
    assert statics == whole.statics.to_pylist()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"a,b\n1,2\n", r"--columns mmsi=NAME"),
        (b"mmsi,lat,lon\n1,2,3\n", "No column for ts"),
        ("mmsi,ts,lat,lon\n".encode("utf-16"), "iconv"),
        (b"PK\x03\x04....", "unzip"),
        (bytes(range(1, 256)) * 9 + b"\0", "in no layout"),
        (b"PAR1....", "can't be opened"),
        (b"a" * 70_000, "can't be a header"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_next_step(data: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        reading(data, "a.csv")


@pytest.mark.parametrize(
    ("columns", "time_format", "error"),
    [
        ({"mmsi": "nothing"}, None, BadInput),
        ({"mmssi": "mmsi"}, None, UnknownName),
        ({}, "%Q", BadInput),
        ({}, "%Y", BadInput),
        ({}, "%Y-%m-%d %H %H", BadInput),
    ],
)
def test_options_that_make_no_sense_are_refused(
    columns: dict[str, str], time_format: str | None, error: type
) -> None:
    with pytest.raises(error):
        reading(csv(ROW), "a.csv", Options(columns, time_format))


@pytest.mark.parametrize(
    ("time_format", "ts"),
    [
        ("%d/%m/%Y %H:%M:%S", "01/01/2026 00:00:01"),
        ("%Y%m%d%H%M%S", "20260101000001"),
        ("epoch", "1767225601"),
    ],
)
def test_a_time_format_can_be_said(time_format: str, ts: str) -> None:
    assert reading(csv({**ROW, "ts": ts}), "a.csv", Options({}, time_format)).column("ts") == [AT]


def test_a_header_alone_is_no_row() -> None:
    assert reading(b"mmsi,ts,lat,lon\n").rows_in == 0


def test_json_lines_of_mixed_types() -> None:
    rows = [
        {**ROW, "lat": 1},
        {**ROW, "lat": 2.5, "mmsi": 790000002},
        {**ROW, "lat": None},
        {**ROW, "lat": [1]},
    ]
    data = "\n".join([json.dumps(row) for row in rows] + ["", "{", "[1]", '{"ts": "\\ud800"}']).encode()
    found = reading(data, "a.json")
    assert (found.column("mmsi"), found.column("lat")) == ([790000001, 790000002], [1, 2.5])
    assert sorted(found.why) == [3, 4, 6, 7, 8]
    assert found.why[6] == "not a JSON object"


def test_json_with_bytes_that_are_no_utf8() -> None:
    found = reading(json.dumps(ROW).encode().replace(b'"sog"', b'"\x80"'), "a.json")
    assert (found.rows_used, found.column("sog_kn")) == (1, [None])


@given(st.integers(1, 200), st.booleans())
@settings(max_examples=40)
def test_a_json_array_is_a_stream(block_bytes: int, pretty: bool) -> None:
    rows = [{**ROW, "lat": lat} for lat in (1, 2, None, 3)]
    data = json.dumps(rows, indent=2 if pretty else None).encode()
    file = SourceFile(io.BytesIO(data), "a.json")
    batches = list(jsonl.read_array(file, Options(), State(), block_bytes))
    assert [row for batch in batches for row in batch.tables["positions"]["row"].to_pylist()] == [1, 2, 4]
    assert [(r["row"], r["reason"]) for b in batches for r in b.rejects.to_pylist()] == [(3, "no position")]


def test_a_json_array_that_breaks_off_keeps_what_came_before() -> None:
    found = reading(json.dumps([ROW, {**ROW, "lat": "1"}]).encode()[:-20], "a.json")
    assert (found.rows_used, found.why) == (1, {2: "not a JSON object"})


def parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, row_group_size=2)
    return sink.getvalue()


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_parquet_times_keep_their_unit(unit: str) -> None:
    steps = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
    times = pa.array([1767225601 * steps, None, 2**52], pa.timestamp(unit, "Mars/Olympus"))
    table = pa.table({"mmsi": [1, 2, 3], "ts": times, "lat": [1.0] * 3, "lon": [1.0] * 3})
    found = reading(parquet(table), "a.parquet")
    assert found.column("ts") == [AT]
    assert found.why[2] == "no time"
    assert 3 in found.why


def test_parquet_of_odd_types_is_refused_row_by_row() -> None:
    odd = {"ts": pa.array([2**31 - 1], pa.date32()), "lat": [[1]], "lon": [{"x": 1}], "mmsi": [True]}
    found = reading(parquet(pa.table(odd)), "a.parquet")
    assert (found.rows_in, found.rows_used, len(found.rejects)) == (1, 0, 1)


def test_parquet_with_a_column_twice_is_refused() -> None:
    columns = [
        pa.array([1]),
        pa.array(["2026-01-01T00:00:01"]),
        pa.array([1.0]),
        pa.array([1.0]),
        pa.array([2.0]),
    ]
    with pytest.raises(BadInput, match="more than one column 'lat'"):
        reading(parquet(pa.table(columns, ["mmsi", "ts", "lat", "lon", "lat"])), "a.parquet")


def test_json_with_a_key_twice_takes_one() -> None:
    found = reading(json.dumps(ROW).encode().replace(b'"name"', b'"lat"').replace(b'"EX"', b'"7"'), "a.json")
    assert found.column("lat") == [7.0]
