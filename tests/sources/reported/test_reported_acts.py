"""Acts as people write them: what stays, what is refused and why, and what no bytes may do."""

import gzip
import io
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leadline.errors import BadInput, Hostile, LeadlineError, UnknownName
from leadline.sources._source import Batch, Options, SourceFile, find, load
from leadline.sources.reported.act import COLUMNS, kinds, shaped
from leadline.sources.reported.when import PRECISIONS, span

READ = load(find()["reported"]).read
GOOD = {"act": "a", "kind": "sighting", "reported_by": "Exercise Control", "says": "Seen."}


def read(data: bytes, name: str = "acts.yml", options: Options | None = None) -> list[Batch]:
    return list(READ(SourceFile(io.BytesIO(data), name), options or Options()))


def acts(found: list[Batch]) -> list[dict[str, Any]]:
    return [row for batch in found for row in batch.tables["acts"].to_pylist()]


def refused(found: list[Batch]) -> dict[int, str]:
    return {row["row"]: row["reason"] for batch in found for row in batch.rejects.to_pylist()}


def of(**columns: str) -> Any:
    return shaped(GOOD | columns)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2018", "2018-01-01T00:00:00", "2018-12-31T23:59:59.999999", "year"),
        ("2020-02", "2020-02-01T00:00:00", "2020-02-29T23:59:59.999999", "month"),
        ("2018-03-14", "2018-03-14T00:00:00", "2018-03-14T23:59:59.999999", "day"),
        ("2018-03-14T06:30Z", "2018-03-14T06:30:00", "2018-03-14T06:30:00", "minute"),
        ("2018-03-14T06:30:00+09:00", "2018-03-13T21:30:00", "2018-03-13T21:30:00", "minute"),
        ("9999-12", "9999-12-01T00:00:00", "9999-12-31T23:59:59.999999", "month"),
    ],
)
def test_a_partial_date_is_the_interval_that_it_names(
    text: str, first: str, last: str, precision: str
) -> None:
    found = span(text)
    assert found.first == datetime.fromisoformat(first).replace(tzinfo=UTC)
    assert found.last == datetime.fromisoformat(last).replace(tzinfo=UTC)
    assert found.precision == precision


@pytest.mark.parametrize(
    "text", ["18", "2018-13", "2018-02-30", "March 2018", "2018-03-14T25:00Z", "٢٠١٨", "0000", "2018-3"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    assert isinstance(of(first_at=text), str)


def test_a_moment_without_time_zone_is_refused() -> None:
    assert "time zone" in of(first_at="2018-03-14T06:30")


def test_the_coarser_of_two_dates_says_how_precise_it_is() -> None:
    times = of(first_at="2018-03-14", last_at="2018-04").times()
    assert times[2] == "month"
    assert times[1] == datetime(2018, 4, 30, 23, 59, 59, 999_999, tzinfo=UTC)


def test_a_precision_may_be_coarser_than_the_date_but_not_finer() -> None:
    assert of(first_at="2018-03-14", time_precision="year").times()[2] == "year"
    assert "only the month" in of(first_at="2018-03", time_precision="day")
    assert "no date" in of(time_precision="day")


@given(st.dates(), st.sampled_from([4, 7, 10]))
def test_a_date_lies_in_the_interval_of_each_of_its_beginnings(day: Any, length: int) -> None:
    found = span(day.isoformat()[:length])
    assert found.first.date() <= day <= found.last.date()
    assert found.precision == {4: "year", 7: "month", 10: "day"}[length]


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"by_imo": "123456"}, "seven digits"),
        ({"to_mmsi": "79900001"}, "nine digits"),
        ({"by_flag": "Panama"}, "two capitals"),
        ({"hs": "27.10"}, "HS code"),
        ({"amount": "1e3", "unit": "t"}, "no number"),
        ({"amount": "nan", "unit": "t"}, "no number"),
        ({"amount": "-1", "unit": "t"}, "never negative"),
        ({"lat": "38"}, "come together"),
        ({"lat": "91", "lon": "0"}, "not on the globe"),
        ({"lat": "1", "lon": "0", "place_km": "0"}, "more than 0"),
        ({"measures": "s2371-op8; drop table"}, "no paragraph id"),
        ({"says": "a\u202eb"}, "control characters"),
        ({"says": "a\x1b[31mb"}, "control characters"),
        ({"says": "x" * 4001}, "4001 characters"),
        ({"by_nmae": "x"}, "by_name"),
        ({"kind": "transfers"}, "transfer"),
        ({"act": "  "}, "act is missing"),
    ],
)
def test_an_act_that_breaks_the_shape_says_why(columns: dict[str, str], reason: str) -> None:
    found = of(**columns)
    assert isinstance(found, str)
    assert reason in found


def test_the_antimeridian_has_one_longitude() -> None:
    assert of(lat="1", lon="180").columns()["lon"] == -180.0


def test_every_kind_has_a_sentence() -> None:
    assert all(sentence.endswith(".") for sentence in kinds().values())
    assert {"sighting", "delivery", "port call", "transfer", "payment", "theft", "work"} <= set(kinds())


def test_unknown_stays_null() -> None:
    (row,) = acts(read(b"- {act: a, kind: sighting, reported_by: b, says: c}"))
    told = {"row", "act", "kind", "reported_by", "says", "time_precision", "measures"}
    assert {name for name, value in row.items() if value is not None} == told
    assert row["time_precision"] == "unknown"


def test_text_that_looks_like_something_else_stays_text() -> None:
    (row,) = acts(
        read(b'- {act: NO, kind: sighting, reported_by: "null", says: 0301, by_flag: NO, hs: 0301}')
    )
    assert (row["act"], row["reported_by"], row["says"]) == ("NO", "null", "0301")
    assert (row["by_flag"], row["hs"]) == ("NO", "0301")


def test_an_alias_bomb_unfolds_nothing() -> None:
    layers = "".join(f"- &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 30))
    began = time.monotonic()
    found = read(f"- &l0 [x, x]\n{layers}- {{act: a, kind: sale, reported_by: b, says: c}}\n".encode())
    assert time.monotonic() - began < 2
    assert len(acts(found)) == 1
    assert set(refused(found).values()) == {"anchors and aliases are not taken; write it out"}


@pytest.mark.parametrize("bomb", [b"[" * 100_000, b"- " * 5_000 + b"x", b"{a: " * 50_000, b"? " * 20_000])
def test_deep_nesting_is_refused(bomb: bytes) -> None:
    with pytest.raises(BadInput):
        read(bomb)


def test_a_file_that_nests_inside_an_act_is_hostile() -> None:
    with pytest.raises(Hostile, match="deeper than"):
        read(b"- {act: " + b"[" * 50 + b"]" * 50 + b"}")


def test_a_file_over_the_bound_is_hostile() -> None:
    packed = gzip.compress(b"- act: " + b"x" * (17 << 20))
    with pytest.raises(Hostile, match="Split it"):
        read(packed, "acts.yml.gz")


def test_a_key_given_twice_costs_its_act_alone() -> None:
    found = read(b"- {act: a, act: b}\n- {act: c, kind: sale, reported_by: b, says: c}\n")
    assert refused(found) == {1: "'act' is given twice"}
    assert [row["act"] for row in acts(found)] == ["c"]


def test_acts_before_a_broken_line_are_kept() -> None:
    found = read(b"- {act: c, kind: sale, reported_by: b, says: c}\n- {act: [}\n- {act: d}\n")
    assert [row["act"] for row in acts(found)] == ["c"]
    assert "line 2" in refused(found)[2]


def test_what_holds_no_list_is_bad_input() -> None:
    for text in (
        b"acts: 5",
        b"just text",
        b"a: [x]",
        b"acts: []\nmore: x",
        b"- a\n---\n- b",
        b" ",
        b"- \xff",
    ):
        with pytest.raises(BadInput):
            read(text)


def cut(data: bytes, left: int) -> bytes:
    packed = gzip.compress(data, 1)
    return packed[: len(packed) - left]


def test_the_last_act_of_a_truncated_file_is_not_trusted() -> None:
    lines = "".join(
        f"- {{act: a{n}, kind: sale, reported_by: b, says: {n * 7919} 원}}\n" for n in range(3000)
    )
    found = read(cut(lines.encode(), 2000), "acts.yml.gz")
    kept, rejects = acts(found), refused(found)
    assert 0 < len(kept) < 3000
    assert list(rejects) == [len(kept) + 1]


HEADER = "act,kind,reported_by,says\n"


def test_a_truncated_csv_keeps_its_whole_lines() -> None:
    lines = "".join(f"a{n},sale,b,{n * 7919} 원\n" for n in range(3000))
    found = read(cut((HEADER + lines).encode(), 2000), "acts.csv.gz")
    kept = acts(found)
    assert 0 < len(kept) < 3000
    assert kept[-1]["says"] == f"{(len(kept) - 1) * 7919} 원"


def test_a_csv_row_is_its_line_and_bad_lines_cost_themselves_alone() -> None:
    body = b'a,sale,b,c\n\nb,sale,"b,c\nc,sale,b,\xff\xfe\nd,sale,b,c,d\ne,sale,b,"c, d"\n' + b"x" * 70_000
    found = read(HEADER.encode() + body, "acts.csv")
    assert [(row["row"], row["act"]) for row in acts(found)] == [(2, "a"), (7, "e")]
    assert sorted(refused(found)) == [4, 5, 6, 8]


def test_the_columns_option_renames_a_csv_header() -> None:
    options = Options({"act": "ID", "says": "What"})
    (row,) = acts(read(b"What,ID,kind,reported_by\nSeen.,a,sighting,b\n", "x.txt", options))
    assert (row["act"], row["says"]) == ("a", "Seen.")


def test_a_header_that_is_off_is_refused_with_near_names() -> None:
    with pytest.raises(UnknownName, match="first_at"):
        read(b"act,kind,reported_by,says,first_t\n", "a.csv")
    with pytest.raises(BadInput, match="lacks says"):
        read(b"act,kind,reported_by\n", "a.csv")
    with pytest.raises(BadInput, match="twice"):
        read(b"act,kind,reported_by,says,says\n", "a.csv")
    with pytest.raises(BadInput, match="time-format"):
        read(HEADER.encode(), "a.csv", Options(time_format="epoch"))


@given(st.permutations(COLUMNS))
def test_the_order_of_columns_changes_nothing(order: list[str]) -> None:
    row = GOOD | {
        "first_at": "2018-03",
        "measures": "s2371-op8;s2397-op9",
        "by_imo": "2000001",
        "time_precision": "year",
    }
    data = ",".join(order) + "\n" + ",".join(row.get(name, "") for name in order) + "\n"
    assert acts(read(data.encode(), "a.csv")) == acts(
        read(
            (",".join(COLUMNS) + "\n" + ",".join(row.get(name, "") for name in COLUMNS) + "\n").encode(),
            "a.csv",
        )
    )


_word = st.sampled_from([
    *"-:,;{}[]#|>?~%&*!\n\t\0\"'\ufeff\x85\u2028é", "- ", ": ", "? ", "&a", "*a", "---", "...", "!!python/object:os.system",
    "act", "acts:", "kind", "sale", "says", "reported_by", "first_at", "2018-03", "9" * 30,
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@example(b"\xff\xfe" + "- act".encode("utf-16-le"), "acts.csv")
@example(b"\x1f\x8b", "acts.yml")
@example(b"act,says\r", "acts.csv")
@given(
    st.binary(max_size=200) | st.lists(_word, max_size=60).map("".join).map(str.encode),
    st.sampled_from(["acts.yml", "acts.csv", "acts.json", "acts", "acts.yml.gz"]),
)
def test_any_bytes_give_acts_or_rejects_or_a_deliberate_error(data: bytes, name: str) -> None:
    try:
        found = read(data, name)
    except LeadlineError:
        return
    for batch in found:
        assert batch.rows_in == batch.rows_used + batch.rejects.num_rows
        assert batch.rows_used == batch.tables["acts"].num_rows
        assert all(row["time_precision"] in PRECISIONS for row in batch.tables["acts"].to_pylist())


_value = (
    st.none() | st.text(max_size=30) | st.sampled_from(["2018", "1", "2000001", "PA", "sale", "s2371-op8"])
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(COLUMNS) | st.text(max_size=8), _value | st.lists(_value, max_size=3)))
def test_any_mapping_is_an_act_or_says_why_not(given_: dict[str, Any]) -> None:
    for told in (given_, GOOD | given_):
        found = shaped(told)
        assert found if isinstance(found, str) else set(found.columns()) == set(COLUMNS)
