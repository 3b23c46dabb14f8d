"""The real files beside the checkout: counts that were established with other decoders."""

import gzip
from itertools import pairwise

import numpy as np
import pytest
from ais_reading import SHARED, Reading, reading, real
from test_ais_decoders import by_numpy, same_as_pyais

from leadline.sources._source import Options

pytestmark = real
NMEA = SHARED / "raw_nmea"
TABLES = SHARED / "positions"


def test_every_sentence_of_the_danish_sample_is_accounted_for() -> None:
    found = reading(NMEA / "dma_ais-sample.txt.gz")
    assert found.rows_in == 26_146
    assert len(found.column("mmsi")) == 24_688
    assert len(set(found.column("mmsi"))) == 1_438
    assert set(found.column("message_type")) <= {1, 2, 3, 18}
    assert len(found.static("row")) == 69 + 61
    assert found.rows_used == 24_688 + 2 * 69 + 61
    assert found.reasons == {
        "message type 4 (base station): carries no vessel's position": 1_234,
        "message type 21 (aid to navigation): carries no vessel's position": 25,
    }


def sentences(name: str) -> list[str]:
    data = (NMEA / name).read_bytes()
    lines = (gzip.decompress(data) if name.endswith(".gz") else data).decode().splitlines()
    fields = [line.split(",") for line in lines if line.startswith("!")]
    return [f[5] for f in fields if f[1] == "1" and f[5][:1] in "123BK"]


@pytest.mark.parametrize(
    "name", ["dma_ais-sample.txt.gz", "dma_212123000_drift_1.ais", "dma_538004030_drift_1.ais"]
)
def test_numpy_and_pyais_agree_on_every_real_position(name: str) -> None:
    payloads = sentences(name)
    columns = by_numpy(payloads)
    for at, payload in enumerate(payloads):
        same_as_pyais(payload, columns, at)
    assert len(payloads) > 2_000


def test_sums_of_what_is_read_are_those_of_pyais() -> None:
    found = reading(NMEA / "dma_ais-sample.txt.gz")
    told = by_numpy(sentences("dma_ais-sample.txt.gz"))
    assert np.isclose(sum(found.column("lat")), told["lat"].sum())
    assert np.isclose(sum(found.column("lon")), told["lon"].sum())


@pytest.mark.parametrize(
    "name", ["dma_212123000_drift_1.ais", "dma_219165000_ssc_1.ais", "dma_538004030_drift_1.ais"]
)
def test_a_log_of_one_vessel(name: str) -> None:
    found = reading(NMEA / name)
    assert set(found.column("mmsi")) == {int(name.split("_")[1])}
    assert found.rows_in == found.rows_used + len(found.rejects)
    assert "no time" not in found.reasons


def test_the_suez_file_by_named_columns() -> None:
    columns = {"mmsi": "ID", "ts": "ais_pos_timestamp", "lat": "latitude", "lon": "longitude"}
    found = reading(TABLES / "mpd_boat-positions.csv", options=Options(columns, "%d/%m/%Y %H:%M"))
    assert (found.rows_in, found.rows_used) == (22_287, 22_074)
    assert found.reasons == {"repeats an earlier row": 213}
    assert len(set(found.column("mmsi"))) == 256
    assert _silences(found) == 53


def _silences(found: Reading) -> int:
    rows = sorted(zip(found.column("mmsi"), found.column("ts"), strict=True))
    return sum(a == b and (u - t).total_seconds() > 12 * 3600 for (a, t), (b, u) in pairwise(rows))


def test_the_solent_file_without_options() -> None:
    found = reading(TABLES / "SolentAIS_20160112_130211.csv")
    assert (found.rows_in, found.rows_used, len(set(found.column("mmsi")))) == (18_623, 18_620, 91)


@pytest.mark.parametrize(
    ("mmsi", "rows", "unplaced"), [(263576000, 948, 20), (338013000, 1253, 60), (416000000, 1668, 0)]
)
def test_the_shared_mmsi_in_json_lines(mmsi: int, rows: int, unplaced: int) -> None:
    found = reading(TABLES / f"gpsdio_{mmsi}.json")
    assert found.rows_in == rows
    assert set(found.column("mmsi")) == {mmsi}
    repeats = found.reasons["repeats an earlier row"]
    assert len(found.rejects) == repeats + unplaced


def test_the_json_array() -> None:
    found = reading(TABLES / "pipe_gaps_sample_messages.json")
    assert (found.rows_in, found.rows_used, found.why) == (84, 83, {1: "no position"})
