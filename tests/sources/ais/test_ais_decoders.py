"""The decoders agree: numpy with pyais bit for bit, marlin with pyais in what it reads."""

import math
from typing import Any

import numpy as np
import pyais
import pytest
from ais_reading import sentence
from hypothesis import given, settings
from hypothesis import strategies as st

from leadline.sources.ais import messages, positions

CODES = "0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVW`abcdefghijklmnopqrstuvw"
NAMES = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789-", max_size=20)


def by_numpy(payloads: list[str]) -> dict[str, np.ndarray]:
    """Columns of the payloads, as the log reader hands them over."""
    padded = np.frombuffer("".join(p[:23].ljust(23, "\n") for p in payloads).encode(), np.uint8)
    sixes = positions.SIX_BITS[np.ascontiguousarray(padded.reshape(len(payloads), 23).T)]
    columns, sound = positions.decode_columns(sixes, positions.SIX_BITS[[ord(p[0]) for p in payloads]])
    assert sound.all()
    return columns


def same_as_pyais(payload: str, columns: dict[str, np.ndarray], at: int) -> None:
    told = pyais.decode(sentence(payload)).asdict()
    far = told["msg_type"] == 27
    unknown = {"speed": (63.0 if far else 102.3,), "course": (), "heading": (), "status": (15,)}
    assert columns["mmsi"][at] == told["mmsi"]
    assert columns["message_type"][at] == told["msg_type"]
    for name, theirs in (("lat", "lat"), ("lon", "lon"), ("sog_kn", "speed"), ("cog_deg", "course")):
        number = columns[name][at]
        assert number == told[theirs] or (math.isnan(number) and not known(told[theirs], theirs, unknown)), (
            name
        )
    for name, theirs in (("heading_deg", "heading"), ("nav_status", "status")):
        number, code = columns[name][at], told.get(theirs)
        assert (math.isnan(number) and not known(code, theirs, unknown)) or number == int(code), name


def known(value: Any, name: str, unknown: dict[str, tuple[float, ...]]) -> bool:
    beyond = name in {"course", "heading"} and value is not None and value >= 360
    return value is not None and float(value) not in unknown.get(name, ()) and not beyond


@given(
    st.lists(
        st.tuples(st.sampled_from("123B"), st.text(alphabet=CODES, min_size=27, max_size=27)), min_size=1
    )
)
def test_numpy_reads_every_payload_of_168_bits_as_pyais_does(parts: list[tuple[str, str]]) -> None:
    payloads = [kind + rest for kind, rest in parts]
    columns = by_numpy(payloads)
    for at, payload in enumerate(payloads):
        same_as_pyais(payload, columns, at)


@given(st.lists(st.text(alphabet=CODES, min_size=15, max_size=15), min_size=1))
def test_numpy_reads_every_far_report_as_pyais_does(rests: list[str]) -> None:
    columns = by_numpy(["K" + rest for rest in rests])
    for at, rest in enumerate(rests):
        same_as_pyais("K" + rest, columns, at)


def joined(fields: dict[str, Any]) -> tuple[bytes, int]:
    parts = [line.split(",") for line in pyais.encode_dict(fields, radio_channel="A")]
    return "".join(part[5] for part in parts).encode(), int(parts[-1][6][0])


@given(
    imo=st.integers(0, 2**30 - 1),
    name=NAMES,
    draught=st.integers(0, 255),
    kind=st.sampled_from([0, 20, 30, 36, 52, 60, 70, 80, 89, 90]),  # pyais encodes no reserved ones
    sides=st.tuples(st.integers(0, 511), st.integers(0, 511), st.integers(0, 63), st.integers(0, 63)),
)
@settings(max_examples=60)
def test_marlin_reads_a_voyage_as_pyais_does(
    imo: int, name: str, draught: int, kind: int, sides: tuple[int, int, int, int]
) -> None:
    bow, stern, port, starboard = sides
    fields = {"msg_type": 5, "mmsi": 790000001, "imo": imo, "shipname": name, "destination": name[::-1]}
    fields |= {"draught": draught / 10, "ship_type": kind, "to_bow": bow, "to_stern": stern}
    told = messages.decode(*joined({**fields, "to_port": port, "to_starboard": starboard}))
    assert told is not None
    assert (told["imo"] or 0) == imo
    assert (told["name"] or "").strip() == name.strip()
    assert (told["destination"] or "").strip() == name[::-1].strip()
    assert (told["draught_m"] or 0) == draught / 10
    assert (told["ship_type"] or 0) == kind
    assert (told["length_m"], told["beam_m"]) == (bow + stern, port + starboard)


@pytest.mark.parametrize(
    "fields",
    [
        {
            "msg_type": 19,
            "lat": 38.5,
            "lon": -124.1,
            "speed": 10.2,
            "course": 3.4,
            "heading": 12,
            "shipname": "EXERCISE",
        },
        {"msg_type": 24, "partno": 0, "shipname": "EXERCISE"},
        {"msg_type": 24, "partno": 1, "callsign": "EX1", "ship_type": 30, "to_bow": 3, "to_stern": 4},
        {
            "msg_type": 5,
            "imo": 2000001,
            "shipname": "EXERCISE",
            "callsign": "EX1",
            "draught": 25.5,
            "ship_type": 80,
        },
    ],
)
def test_marlin_and_pyais_tell_the_same(fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    payload = joined({**fields, "mmsi": 790000001})
    by_marlin = messages.decode(*payload)
    monkeypatch.setattr(messages, "_by_marlin", lambda _: None)
    by_pyais = messages.decode(*payload)
    assert by_marlin is not None
    assert by_pyais is not None
    for name, value in by_marlin.items():
        assert (value or 0) == (by_pyais.get(name) or 0), name


def test_pyais_reads_what_marlin_refuses() -> None:
    payload, _ = joined({"msg_type": 5, "mmsi": 790000001, "imo": 2000001, "shipname": "EXERCISE ALPHA"})
    short = messages.decode(payload[:45], 0)
    assert short is not None
    assert (short["imo"], short["name"]) == (2000001, "EXERCISE ALPHA")


@given(st.text(alphabet=CODES, max_size=100), st.integers(0, 5))
@settings(max_examples=300)
def test_no_payload_breaks_the_decoders(payload: str, fill: int) -> None:
    told = messages.decode(payload.encode(), fill)
    assert told is None or set(told) >= {"message_type"}
