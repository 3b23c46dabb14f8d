"""The demonstration holds what it says: no real ship in the exercise, no invented fact in the documented cases."""

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from demonstration import build, cast, exercise

from leadline import pipeline
from leadline.errors import BadInput
from leadline.geography import natural_earth
from leadline.law.regime import Regime
from leadline.sources._source import Options, SourceFile, find, load
from leadline.store.ingest import Ingested
from leadline.store.workspace import Workspace
from tests.planted import rows  # reads a table as plain data

pytestmark = pytest.mark.slow

SHARED = Path(os.environ.get("LEADLINE_SHARED", Path(__file__).parents[2] / "shared"))
SHIPS = (*cast.PLAYERS, *cast.background())
SILENCE_H = 12.0


# ---- the exercise


@pytest.fixture(scope="module")
def heard() -> list[Any]:
    return exercise.messages()


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Sequence[Any]]:
    nmea, truth = exercise.write(tmp_path_factory.mktemp("simulated"))
    return nmea, yaml.safe_load(truth.read_text(encoding="utf-8"))["plants"]


@pytest.fixture(scope="module")
def world(
    simulated: tuple[Path, Sequence[Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Workspace, Ingested]]:
    """A workspace with the exercise, and every lead of it."""
    with Workspace.create(tmp_path_factory.mktemp("exercise") / "ws", "Exercise Control") as work:
        (done,) = pipeline.ingest(work, "ais", [simulated[0]], simulated=True)
        pipeline.detect(work)
        yield work, done


@pytest.mark.parametrize("ship", SHIPS, ids=lambda ship: ship.name)
def test_no_ship_can_have_these_identities(ship: cast.Ship) -> None:
    assert 790_000_000 <= ship.mmsi <= 799_999_999
    assert 2_000_000 <= ship.imo <= 4_999_999
    assert ship.name.startswith("EXERCISE ")
    assert len(ship.name) <= 20  # what AIS can carry
    assert ship.name == ship.name.upper()


def test_each_identity_is_one_ships_but_for_the_two_that_share_one() -> None:
    shared = [s for s in SHIPS if sum(o.mmsi == s.mmsi for o in SHIPS) > 1]
    assert shared == [cast.SHAG, cast.SHAG_TOO]
    assert len({s.name for s in SHIPS}) == len({s.mmsi for s in SHIPS}) == len(SHIPS) - 1


def test_ships_steam_as_coasters_do() -> None:
    for ship in SHIPS:
        h, lat, lon = np.array(ship.path).T
        miles = 60 * np.hypot(np.diff(lat), np.diff(lon) * np.cos(np.radians(lat[:-1])))
        assert (np.diff(h) > 0).all(), ship.name
        assert (miles / np.diff(h)).max() < 16, ship.name


def test_the_same_seed_gives_the_same_bytes(simulated: tuple[Path, Sequence[Any]], tmp_path: Path) -> None:
    again, _ = exercise.write(tmp_path)
    assert again.read_bytes() == simulated[0].read_bytes()


def test_no_ship_sails_over_land(heard: list[Any]) -> None:
    if not natural_earth.built():
        pytest.skip("Natural Earth isn't built: make setup")
    told = [fields for _, _, fields in heard if fields["msg_type"] == 1]
    lat, lon = (np.array([fields[name] for fields in told]) for name in ("lat", "lon"))
    assert not on_land(lat, lon).any()
    assert on_land(np.array([39.0]), np.array([126.5])).all()  # Pyongyang's surroundings: the test can fail


def on_land(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    found = np.zeros(lat.size, bool)
    for country in natural_earth.countries("10m"):
        inside = np.zeros(lat.size, bool)
        for ring in country.rings:
            (west, south), (east, north) = ring.min(0), ring.max(0)
            near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
            x, y = lon[near], lat[near]
            for (x0, y0), (x1, y1) in zip(ring, np.roll(ring, -1, 0), strict=True) if near.size else ():
                crosses = (y0 > y) != (y1 > y)
                if crosses.any():
                    inside[near] ^= crosses & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
        found |= inside
    return found


def test_nobody_is_heard_where_nobody_listens(heard: list[Any]) -> None:
    (south, north), (west, east) = exercise.NOBODY
    slack = 0.01  # the noise of a position
    assert not [
        fields
        for _, _, fields in heard
        if fields["msg_type"] == 1
        and south + slack < fields["lat"] < north - slack
        and west + slack < fields["lon"] < east - slack
    ]


def test_every_sentence_of_the_exercise_is_understood(world: tuple[Workspace, Ingested]) -> None:
    _, done = world
    assert done.rejected == 0
    assert 40_000 <= done.rows_in == done.rows_used <= 80_000


def test_every_plant_is_found_or_silent_as_the_truth_says(
    world: tuple[Workspace, Ingested],
    simulated: tuple[Path, Sequence[Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    work, _ = world
    leads, segments = pipeline.read_leads(work), rows(work, "segments")
    assert build._compare(simulated[1], leads, segments), capsys.readouterr().out
    assert sum(plant["found"] for plant in simulated[1]) == len(leads) == 11
    assert all(lead["simulated"] for lead in leads)


def test_the_comparison_notices_a_lead_that_is_missing_and_one_too_many(
    world: tuple[Workspace, Ingested], simulated: tuple[Path, Sequence[Any]]
) -> None:
    leads, segments = pipeline.read_leads(world[0]), rows(world[0], "segments")
    assert not build._compare(simulated[1], leads[1:], segments)
    assert not build._compare(simulated[1][1:], leads, segments)
    assert not build._compare(simulated[1], leads, segments[:0])


def test_each_silent_plant_differs_from_a_lead_in_what_it_says(world: tuple[Workspace, Ingested]) -> None:
    """A plant that stays silent for another reason than its innocent explanation would prove nothing."""
    gaps = {row["mmsi"]: row for row in rows(world[0], "gaps")}
    met = {row["mmsi_a"]: row for row in rows(world[0], "encounters")}
    unheard, still, far = (gaps[s.mmsi] for s in (cast.PLOVER, cast.TEAL, cast.CURLEW))
    assert all(g["silence_h"] > SILENCE_H for g in (unheard, still, far))
    assert unheard["heard_share"] == 0.0
    assert unheard["distance_m"] > 50_000
    assert still["heard_share"] >= 0.3
    assert still["distance_m"] < 1_000
    assert far["heard_share"] >= 0.3
    assert far["distance_m"] > 50_000
    for ship in (cast.PETREL, cast.SCOTER, cast.AVOCET):  # the meetings of plants g, i, j
        assert ship.mmsi in met
    assert met[cast.SCOTER.mmsi]["together_h"] > 96 > met[cast.PETREL.mmsi]["together_h"]


def test_meetings_across_midnight_are_one_each(world: tuple[Workspace, Ingested]) -> None:
    for ship in (cast.DUNLIN, cast.LAPWING):
        (one,) = [row for row in rows(world[0], "encounters") if row["mmsi_a"] == ship.mmsi]
        assert one["first_at"].date() < one["last_at"].date()


FALSE = {
    "a real ship's MMSI": ("412000001", "2000001", "EXERCISE GREBE"),
    "a DPRK MMSI": ("445000001", "2000001", "EXERCISE GREBE"),
    "an IMO number that was issued": ("790000001", "9999999", "EXERCISE GREBE"),
    "a name that a ship could have": ("790000001", "2000001", "GREBE"),
}


@pytest.mark.parametrize("identity", FALSE.values(), ids=FALSE)
@pytest.mark.parametrize("source", ["ais", "reported"])
def test_an_exercise_under_an_identity_that_could_exist_is_rejected(
    work: Workspace, tmp_path: Path, source: str, identity: tuple[str, str, str]
) -> None:
    mmsi, imo, name = identity
    ais = f"mmsi,ts,lat,lon,imo,name\n{mmsi},2026-03-04T00:00:00Z,38,123,{imo},{name}\n"
    act = f"- {{act: a, kind: sighting, reported_by: b, says: c, to_mmsi: {mmsi}, by_imo: {imo}, to_name: {name}}}\n"
    file = tmp_path / ("false.csv" if source == "ais" else "false.yml")
    file.write_text(ais if source == "ais" else act, encoding="utf-8")
    (done,) = pipeline.ingest(work, source, [file], simulated=True)
    assert done.rejected == done.rows_in == 1
    assert "identities that cannot exist" in next(iter(done.reasons))
    assert not rows(work, "acts")
    assert not rows(work, "static_reports")


def test_bytes_are_an_exercise_or_real_never_both(work: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "acts.yml"
    file.write_text("- {act: a, kind: sighting, reported_by: b, says: c}\n", encoding="utf-8")
    list(pipeline.ingest(work, "reported", [file], simulated=True))
    with pytest.raises(BadInput, match="can't be both"):
        list(pipeline.ingest(work, "reported", [file]))


@pytest.mark.slow
def test_the_demonstration_runs_where_there_is_no_network(tmp_path: Path) -> None:
    """In a network namespace of its own, without even a loopback, so that no library can ask anyone anything."""
    alone = ["unshare", "--map-root-user", "--net"]
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("this system makes no network namespaces (unshare --map-root-user --net)")
    if not natural_earth.built():
        pytest.skip("Natural Earth isn't built: make setup")
    script = Path(build.__file__)
    done = subprocess.run(
        [*alone, sys.executable, str(script), str(tmp_path / "demo")],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "0 of them not planted" in done.stdout
    assert {f.name for f in (tmp_path / "demo").glob("report.*")} == {
        f"report.{x}" for x in ("yml", "pdf", "html", "json")
    }


# ---- the documented cases

DOCUMENTED = sorted((Path(build.HERE) / "documented").glob("*.yml"))


def acts() -> list[dict[str, Any]]:
    read = load(find()["reported"]).read
    found = []
    for file in DOCUMENTED:
        for batch in read(SourceFile(io.BytesIO(file.read_bytes()), file.name), Options()):
            assert batch.rejects.num_rows == 0, batch.rejects.to_pylist()
            found += batch.tables["acts"].to_pylist()
    return found


ACTS = acts()


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """The facts that the cases were told again from: cases and sources by id."""
    folder = SHARED / "facts"
    if not folder.is_dir():
        pytest.skip(f"the facts aren't there: {folder} (LEADLINE_SHARED)")
    cases, sources = (
        yaml.load((folder / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)[name]
        for name in ("cases", "sources")
    )
    return {"cases": {c["id"]: c for c in cases}, "sources": {s["key"]: s for s in sources}}


def test_at_least_ten_cases_with_several_acts_each_named_once() -> None:
    cases = [act["case_ref"] for act in ACTS]
    assert len(set(cases)) >= 10
    assert len({case for case in cases if cases.count(case) > 1}) >= 10
    assert len({act["act"] for act in ACTS}) == len(ACTS)
    assert len({act["kind"] for act in ACTS}) >= 8


def test_every_paragraph_named_exists_in_the_law() -> None:
    regime = Regime.load()
    for measure in {measure for act in ACTS for measure in act["measures"]}:
        assert regime.paragraph(measure)[1].id == measure


def test_acts_before_and_after_a_measure_began_are_told_apart() -> None:
    by_name = {act["act"]: act for act in ACTS}
    _, machinery = Regime.load().paragraph("s2397-op7")
    assert not machinery.stands(by_name["wise-honest-machinery-before"]["last_at"].date())
    assert machinery.stands(by_name["wise-honest-machinery-after"]["first_at"].date())


def test_acts_are_carried_over_from_their_cases(facts: dict[str, Any]) -> None:
    for act in ACTS:
        case = facts["cases"][act["case_ref"]]
        sources = [facts["sources"][key] for key in case["sources"]]
        assert set(act["measures"]) <= set(case["measures"]), act["act"]
        told = [s for s in sources if s["title"] in act["source"]]
        assert act["source"] == "; ".join(sorted((s["title"] for s in told), key=act["source"].index))
        assert all(s["locator"] in act["locator"] for s in told), act["act"]
        assert all(s["status"] == "seen" for s in told), act["act"]


def test_no_position_and_no_imo_number_is_invented(facts: dict[str, Any]) -> None:
    for act in ACTS:
        case = facts["cases"][act["case_ref"]]
        seen = {(float(p["lat"]), float(p["lon"])) for p in case["places"] if p["coord_evidence"] == "seen"}
        if act["lat"] is not None:
            assert (act["lat"], act["lon"]) in seen, act["act"]
            assert act["place_km"] >= 1
        known = {int(v["imo"]) for v in case["vessels"] if v["imo_evidence"].startswith("seen")}
        assert {act["by_imo"], act["to_imo"]} - {None} <= known, act["act"]


def test_every_dispute_is_carried_over(facts: dict[str, Any]) -> None:
    for case in {act["case_ref"] for act in ACTS}:
        disputed = facts["cases"][case]["reply_or_dispute"] not in {"null", ""}
        assert disputed == any(act["disputed"] for act in ACTS if act["case_ref"] == case), case


def test_no_sentence_is_a_quotation(facts: dict[str, Any]) -> None:
    """Ours may share names and figures with the facts, but no run of nine words."""
    for act in ACTS:
        told = " ".join(facts["cases"][act["case_ref"]]["facts"]).lower()
        words = re.findall(r"\w+", act["says"].lower())
        known = " ".join(re.findall(r"\w+", told))
        runs = [" ".join(words[i : i + 9]) for i in range(len(words) - 8)]
        assert not [run for run in runs if run in known], act["act"]
