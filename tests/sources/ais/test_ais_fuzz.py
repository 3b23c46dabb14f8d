"""Hostile bytes: never an error but Leadline's own, and every row accounted for."""

import gzip
from contextlib import suppress

import pytest
from ais_reading import reading
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadline.errors import LeadlineError
from leadline.sources._source import find

SAMPLES = sorted((find()["ais"] / "sample").iterdir())
STARTS = [
    b"mmsi,ts,lat,lon,name\n",
    b"mmsi;ts;lat;lon\n",
    b'{"mmsi":1,',
    b"[",
    b"[{",
    b"PAR1",
    b"!AIVDM,1,1,,A,",
    b"\\c:1",
]
BITS = [
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\0",
    b"{",
    b"}",
    b'":',
    b"1",
    b"9e99",
    b"\xff",
    b"\\",
    b"*00",
    b"NaN",
    b"[",
    b"$PGHP,",
]


@given(
    st.sampled_from(STARTS), st.lists(st.one_of(st.binary(max_size=8), st.sampled_from(BITS)), max_size=40)
)
@settings(max_examples=400, deadline=None)
def test_any_bytes_after_any_start(start: bytes, rest: list[bytes]) -> None:
    data = start + b"".join(rest)
    for name in ("a.txt", "a.nmea"):
        with suppress(LeadlineError):
            reading(data, name)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_sample_with_damage(sample, data) -> None:
    content = bytearray(sample.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 6))] = data.draw(
            st.one_of(st.binary(max_size=4), st.sampled_from(BITS))
        )
    with suppress(LeadlineError):
        reading(bytes(content), sample.name)
    with suppress(LeadlineError):
        packed = gzip.compress(bytes(content))
        reading(packed[: data.draw(st.integers(0, len(packed)))], sample.name)
