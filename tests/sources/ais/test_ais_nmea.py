"""Raw NMEA: times, parts, checksums, and that block borders never show."""

import gzip
import io
from datetime import UTC, datetime

import pyais
import pytest
from ais_reading import gathered, reading, sentence, summed, tag
from hypothesis import given, settings
from hypothesis import strategies as st

from leadline.sources._source import SourceFile, find
from leadline.sources.ais import nmea
from leadline.sources.ais.fields import State

AT = datetime(2026, 1, 1, tzinfo=UTC)
EPOCH = int(AT.timestamp())
POSITION = {
    "msg_type": 1,
    "mmsi": 790000001,
    "lat": 38.5,
    "lon": 124.25,
    "speed": 10.2,
    "course": 1.5,
    "heading": 2,
}
VOYAGE = {"msg_type": 5, "mmsi": 790000001, "imo": 2000001, "shipname": "EXERCISE ALPHA", "draught": 6.1}


def said(seq: int = 0, **fields: object) -> list[str]:
    return pyais.encode_dict(fields, talker_id="AI", radio_channel="A", seq_id=seq)


def log(*lines: str) -> bytes:
    return "\r\n".join(lines).encode() + b"\r\n"


ONE = said(**POSITION)[0]
FIRST, SECOND = said(seq=3, **VOYAGE)


@pytest.mark.parametrize(
    "lines",
    [
        [tag(f"s:x,c:{EPOCH}") + ONE],
        [tag(f"c:{EPOCH * 1000}") + ONE],
        [tag(f"s:x,c:{EPOCH}"), ONE],
        ["$" + summed("PGHP,1,2026,1,1,0,0,0,0,219,,2190067,1,62"), tag("s:x"), ONE],
        [f"{ONE},{EPOCH}"],
        [f"{ONE},rX1,{EPOCH}"],
    ],
)
def test_a_time_is_found_wherever_logs_put_it(lines: list[str]) -> None:
    assert reading(log(*lines)).column("ts") == [AT]


def test_a_time_line_holds_for_the_next_sentence_alone() -> None:
    other = said(**{**POSITION, "lat": 38.6})[0]
    found = reading(log("$" + summed("PGHP,1,2026,1,1,0,0,0,7,219,,1,1,62"), ONE, other))
    assert found.column("ts") == [AT.replace(microsecond=7000)]
    assert found.why == {3: "no time"}


@pytest.mark.parametrize(
    "line",
    [
        "$PGHP,1,2026,1,1,0,0,0,0,219,,1,1,62*00",
        "$" + summed("PGHP,1,2026,2,30,0,0,0,0,219,,1,1,62"),
        "$" + summed("PGHP,1,2026,1,1,24,0,0,0,219,,1,1,62"),
        "$" + summed("PGHP,1,2026,1"),
        f"\\c:{EPOCH}*00\\",
        tag("c:soon"),
    ],
)
def test_a_time_that_is_damaged_is_no_time(line: str) -> None:
    assert reading(log(line, ONE)).why == {2: "no time"}


def test_times_before_ais_and_after_tomorrow_are_refused() -> None:
    found = reading(log(tag("c:86400") + ONE, tag("c:4102444800") + ONE, tag(f"c:{EPOCH}") + ONE))
    assert found.why == {1: "time out of range", 2: "time out of range"}
    assert found.rows_used == 1


def test_a_message_in_parts_is_one_report_at_the_row_of_its_first() -> None:
    found = reading(log(tag(f"c:{EPOCH}") + FIRST, tag(f"c:{EPOCH + 1}") + ONE, SECOND))
    assert found.static("row") == [1]
    assert found.static("ts") == [AT]
    assert found.static("name") == ["EXERCISE ALPHA"]
    assert (found.rows_in, found.rows_used) == (3, 3)


@pytest.mark.parametrize(
    "lines",
    [
        [FIRST],
        [SECOND],
        [FIRST, FIRST],
        [SECOND, FIRST],
        [tag(f"c:{EPOCH}") + FIRST, tag(f"c:{EPOCH + 90}") + SECOND],
    ],
)
def test_parts_without_their_others_are_refused(lines: list[str]) -> None:
    found = reading(log(*lines))
    assert found.reasons == {"the other parts of the message are missing": len(lines)}


def test_groups_keep_apart_what_sequence_numbers_mix() -> None:
    other = said(seq=3, **{**VOYAGE, "mmsi": 790000002, "shipname": "EXERCISE BRAVO"})
    lines = [tag(f"g:1-2-7,c:{EPOCH}") + FIRST, tag(f"g:1-2-8,c:{EPOCH}") + other[0]]
    lines += [tag("g:2-2-7") + SECOND, tag("g:2-2-8") + other[1]]
    assert reading(log(*lines)).static("name") == ["EXERCISE ALPHA", "EXERCISE BRAVO"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (sentence("4" + "0" * 27), "message type 4 (base station): carries no vessel's position"),
        (sentence("0" * 28), "message type 0 isn't defined"),
        (sentence("1" + "0" * 20), "message type 1 cut short"),
        (sentence("1~" + "0" * 26), "the payload has a character that AIS doesn't use"),
        (sentence(""), "message type 0 isn't defined"),
        (sentence("H00000<" + "0" * 21), "message type 24 that can't be decoded"),
        ("!AIVDM,1,1,,A,13@:`L001N0ded0O6Fp8wW<00<0t,0", "not a well-formed AIS sentence"),
        (sentence("1" + "0" * 27, head="AIVDM,1,2,,A"), "not a well-formed AIS sentence"),
        (sentence("1" + "0" * 500), "not a well-formed AIS sentence"),
        ("!" + summed("AIABM,1,1,,A,1,0"), "not a well-formed AIS sentence"),
        ("!", "not a well-formed AIS sentence"),
        ("\\c:1", "neither a sentence nor a tag"),
        ("GARBAGE \x00\x01", "neither a sentence nor a tag"),
    ],
)
def test_what_is_no_position_is_refused_with_its_reason(line: str, reason: str) -> None:
    found = reading(log(tag(f"c:{EPOCH}"), ONE, tag(f"c:{EPOCH}"), line))
    assert found.why == {4: reason}
    assert found.rows_used == 1
    assert all(char.isprintable() for row in found.rejects for char in row["raw"])


@given(st.integers(14, 14 + 27), st.integers(1, 255))
def test_one_damaged_byte_in_a_payload_is_noticed(at: int, flip: int) -> None:
    line = bytearray(ONE.encode())
    line[at] ^= flip
    found = reading(log(tag(f"c:{EPOCH}"), ONE, tag(f"c:{EPOCH}")) + bytes(line) + b"\n", "a.nmea")
    assert found.rows_used == 1
    assert found.rows_in >= 2


def test_values_that_mean_unknown_are_null() -> None:
    fields = {**POSITION, "speed": 102.3, "course": 360, "heading": 511, "status": 15, "lon": 180.0}
    found = reading(log(tag(f"c:{EPOCH}") + said(**fields)[0]))
    assert [found.column(name) for name in ("sog_kn", "cog_deg", "heading_deg", "nav_status")] == [[None]] * 4
    assert found.column("lon") == [-180.0]


def test_an_extended_report_without_a_position_still_says_who() -> None:
    fields = {"msg_type": 19, "mmsi": 790000001, "lat": 91.0, "lon": 181.0, "shipname": "EXERCISE ALPHA"}
    found = reading(log(*[tag(f"c:{EPOCH}") + line for line in said(seq=1, **fields)]))
    assert (found.column("mmsi"), found.static("name")) == ([], ["EXERCISE ALPHA"])


def test_a_repeat_is_refused_and_another_moment_is_not() -> None:
    found = reading(log(*[tag(f"c:{EPOCH + second}") + ONE for second in (0, 1, 0)], tag(f"c:{EPOCH}") + ONE))
    assert found.why == {3: "repeats an earlier row", 4: "repeats an earlier row"}


@given(st.integers(1, 400), st.sampled_from(["tags.nmea", "pghp.txt"]))
@settings(max_examples=60)
def test_block_borders_never_show(block_bytes: int, name: str) -> None:
    data = (find()["ais"] / "sample" / name).read_bytes()
    small = _read(data, block_bytes)
    whole = _read(data, 1 << 20)
    assert small.why == whole.why
    assert small.positions == whole.positions
    assert small.statics == whole.statics


def _read(data: bytes, block_bytes: int):
    file = SourceFile(io.BytesIO(data), "a.nmea")
    found = gathered(file, list(nmea.read(file, State(), block_bytes)))
    sort = lambda table: None if table is None else table.sort_by("row").combine_chunks()  # noqa: E731
    return type(found)(
        found.rows_in,
        found.rows_used,
        sort(found.positions),
        sort(found.statics),
        found.rejects,
        found.cut_short,
    )


def test_a_gzip_that_ends_early_keeps_the_rows_before() -> None:
    lines = [tag(f"c:{EPOCH + second}") + ONE for second in range(2000)]
    packed = gzip.compress(log(*lines))
    found = reading(packed[: len(packed) // 2], "a.nmea.gz")
    assert found.cut_short
    assert 100 < found.rows_used < 2000
    assert set(found.reasons) <= {"the file was cut short in this line"}
