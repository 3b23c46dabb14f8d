"""Maps and timelines: where things stand, what is never missing, and that labels keep apart."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_sample import GLORY, STAR, finding, fix, needs_maps

from leadline.errors import BadContent, MissingPiece
from leadline.geography import natural_earth
from leadline.reports import maps, timelines
from leadline.reports.figures import draw
from leadline.reports.geo import Frame, clipped, latitude, mercator, unwrapped
from leadline.reports.material import Meeting, Silence, Track
from leadline.reports.svg import Labels
from leadline.reports.tree import Figure, MapData, TimelineData

SVG = "{http://www.w3.org/2000/svg}"
CROP = (220.0, 130.0)  # a piece of a drawing that is still worth showing


def figure(kind: type[MapData] = MapData, exercise: bool = True) -> Figure:
    said = finding()
    more = {"moments": said.chronology} if kind is TimelineData else {}
    data = kind(said.tracks, said.silences, said.meetings, **more)
    return Figure(["x"], alt="A drawing", data=data, id="figure-1", exercise=exercise)


@needs_maps
@pytest.mark.parametrize("kind", [MapData, TimelineData])
def test_every_useful_crop_of_an_exercise_holds_the_word(kind: type[MapData]) -> None:
    drawing = ET.fromstring(draw(figure(kind)))
    _, _, width, height = map(float, drawing.attrib["viewBox"].split())
    marks = [
        e.attrib["transform"]
        for e in drawing.iter(f"{SVG}text")
        if e.text == "EXERCISE" and "transform" in e.attrib
    ]
    spots = [tuple(map(float, re.findall(r"-?[\d.]+", mark)[:2])) for mark in marks]
    wide, high = CROP
    for left in range(0, int(width - wide) + 1, 10):
        for top in range(0, max(1, int(height - high) + 1), 10):
            whole = [
                1
                for x, y in spots
                if left <= x <= left + wide - 62 and top + 32 <= y <= top + min(high, height)
            ]
            assert whole, (left, top)


@needs_maps
@pytest.mark.parametrize("kind", [MapData, TimelineData])
def test_a_drawing_of_real_data_never_says_exercise(kind: type[MapData]) -> None:
    assert "EXERCISE" not in draw(figure(kind, exercise=False))


@needs_maps
def test_hostile_labels_stay_text_in_a_drawing() -> None:
    bad = STAR.model_copy(update={"label": '"/><script>alert(1)</script>\u202e'})
    for kind in (MapData, TimelineData):
        tree = ET.fromstring(draw(Figure(["x"], alt='"><b>', data=kind(tracks=(bad,)))))
        assert {element.tag.removeprefix(SVG) for element in tree.iter()} <= {
            "svg", "g", "rect", "path", "circle", "text", "clipPath",
        }  # fmt: skip
        assert "[U+202E]" in "".join(tree.itertext()) or kind is TimelineData


@needs_maps
def test_the_map_shows_the_ends_of_the_silence_where_they_were_heard() -> None:
    drawing = maps.draw(figure(exercise=False))
    spots = [(fix.lat, fix.lon) for fix in (*STAR.points, *GLORY.points)]
    meeting = finding().meetings[0]
    frame = Frame.around([*spots, (meeting.lat, meeting.lon)], maps.WIDTH, maps.HEIGHT)
    for end in (STAR.points[3], STAR.points[4]):
        x, y = frame.at(end.lat, end.lon)
        assert f'cx="{x:.1f}" cy="{y:.1f}"' in drawing
    assert ">silent 31 h<" in drawing
    assert ">Nampo 남포<" in drawing


@needs_maps
def test_the_dprk_is_tinted_and_it_alone() -> None:
    drawing = ET.fromstring(maps.draw(figure(exercise=False)))
    fills = [
        element.attrib["fill"] for element in drawing.iter(f"{SVG}path") if "fill-rule" in element.attrib
    ]
    assert fills.count(maps.TINT) == 1
    assert fills.count(maps.LAND) >= 3


@needs_maps
def test_ports_lie_on_the_coast_of_natural_earth() -> None:
    shores = [ring for country in natural_earth.countries("10m") for ring in country.rings]
    for place in maps.places():
        squeeze = np.array([np.cos(np.radians(place.lat)), 1]) * 111_195  # metres a degree
        near = min(np.hypot(*((ring - (place.lon, place.lat)) * squeeze).T).min() for ring in shores)
        assert near < 10_000, (place.name, near)


@needs_maps
def test_a_track_across_the_date_line_is_one_line_on_one_map() -> None:
    points = tuple(
        fix(12, hour, 45, lon) for hour, lon in ((0, 178.0), (5, 179.5), (10, -179.0), (15, -177.5))
    )
    drawing = maps.draw(
        Figure(["x"], alt="x", data=MapData(tracks=(Track(label="X", mmsi="790000001", points=points),)))
    )
    lines = re.findall(r'd="M([\d.]+) [\d.L ]+?"[^>]*stroke="#1c4f80"', drawing)
    assert len(lines) == 1
    assert all(0 <= float(x) <= maps.WIDTH for x in lines)


def test_without_natural_earth_the_error_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(natural_earth, "FOLDER", tmp_path)
    natural_earth.countries.cache_clear()
    with pytest.raises(MissingPiece, match="make setup"):
        natural_earth.countries("10m")
    with pytest.raises(MissingPiece, match="npm ci"):
        natural_earth.build(tmp_path / "absent", tmp_path / "out")
    natural_earth.countries.cache_clear()


def test_topojson_is_decoded_with_shared_and_reversed_arcs(tmp_path: Path) -> None:
    square = {
        "transform": {"scale": [1, 1], "translate": [10, 20]},
        "arcs": [[[0, 0], [2, 0], [0, 2]], [[0, 0], [0, 2], [2, 0]]],
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, -2]], "id": "408", "properties": {"name": "Isle"}},
                    {"type": None, "properties": {"name": "Nowhere"}},
                ]
            }
        },
    }

    for resolution in ("10m", "50m"):
        (tmp_path / f"countries-{resolution}.json").write_text(json.dumps(square))
    natural_earth.build(tmp_path, tmp_path / "out")

    with np.load(tmp_path / "out" / "countries-10m.npz") as packed:
        assert packed["points"].tolist() == [[10, 20], [12, 20], [12, 22], [12, 22], [10, 22], [10, 20]]
        assert packed["codes"].tolist() == ["408", ""]
        assert packed["owners"].tolist() == [0]


def test_a_drawing_without_data_is_refused() -> None:
    with pytest.raises(BadContent, match="no position to show"):
        maps.draw(Figure(["x"], alt="x", data=MapData()))
    with pytest.raises(BadContent, match="no time to show"):
        timelines.draw(Figure(["x"], alt="x", data=TimelineData()))


def test_a_timeline_of_one_moment_can_be_drawn() -> None:
    drawing = timelines.draw(Figure(["x"], alt="x", data=TimelineData(moments=finding().chronology[:1])))
    assert ET.fromstring(drawing) is not None


@given(
    st.integers(1, 10_000).map(lambda hours: timedelta(hours=hours)),
)
def test_a_timeline_has_a_few_ticks_inside_its_axis(span: timedelta) -> None:
    start = STAR.points[0].at
    ticks = list(timelines.Axis(start, start + span).ticks())
    assert 1 <= len(ticks) <= 8
    assert all(timelines.LEFT <= x <= timelines.WIDTH - timelines.RIGHT for x, _ in ticks)


def test_a_silence_cuts_the_track_in_two() -> None:
    silence = Silence(mmsi=STAR.mmsi, start=STAR.points[3], end=STAR.points[4])
    assert [len(stretch) for stretch in maps.heard(STAR, [silence])] == [4, 3]
    assert [len(stretch) for stretch in maps.heard(GLORY, [silence])] == [6]
    assert silence.hours == 31


@needs_maps
def test_twenty_meetings_in_one_place_leave_every_number_readable() -> None:
    at = STAR.points[0].at
    meetings = tuple(Meeting(at=at, lat=38 + n / 20, lon=124 + n % 5 / 5, label="x") for n in range(20))
    drawing = maps.draw(Figure(["x"], alt="x", data=MapData(meetings=meetings)))
    assert all(f">{n}<" in drawing for n in range(1, 21))


def test_labels_keep_apart_until_there_is_no_room() -> None:
    labels = Labels((0, 0, 300, 300))
    placed = [labels.place("Nampo 남포", (150, 150), 10) for _ in range(30)]
    assert None in placed
    boxes = labels.taken
    assert len(boxes) >= 4
    for i, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert right <= 300
        for l2, t2, r2, b2 in boxes[i + 1 :]:
            assert right <= l2 or r2 <= left or bottom <= t2 or b2 <= top
    assert labels.place("must", (150, 150), 10, must=True) is not None


@given(st.floats(-84, 84))
def test_mercator_comes_back(lat: float) -> None:
    assert latitude(mercator(lat)) == pytest.approx(lat, abs=1e-9)


@given(st.lists(st.tuples(st.floats(-80, 80), st.floats(-180, 180)), min_size=1, max_size=8))
def test_a_frame_holds_all_its_places(places: list[tuple[float, float]]) -> None:
    frame = Frame.around(unwrapped(places), 640, 430)
    for lat, lon in unwrapped(places):
        x = (lon - frame.west) * frame.scale
        y = (frame.north - mercator(lat)) * frame.scale
        assert -1e-6 <= x <= 640 + 1e-6
        assert -1e-6 <= y <= 430 + 1e-6


@given(st.lists(st.tuples(st.floats(-50, 150), st.floats(-50, 150)), min_size=3, max_size=12))
def test_a_clipped_ring_stays_inside_the_box(ring: list[tuple[float, float]]) -> None:
    for x, y in clipped(ring, (0, 0, 100, 100)):
        assert -1e-6 <= x <= 100 + 1e-6
        assert -1e-6 <= y <= 100 + 1e-6


def test_clipping_keeps_what_lies_inside_and_drops_what_lies_outside() -> None:
    inside = [(10.0, 10.0), (20.0, 10.0), (20.0, 20.0)]
    assert sorted(clipped(inside, (0, 0, 100, 100))) == sorted(inside)
    assert clipped([(x + 200, y) for x, y in inside], (0, 0, 100, 100)) == []


def test_the_lock_of_natural_earth_pins_a_hash_and_names_no_address() -> None:
    lock = json.loads((Path(__file__).parents[2] / "package-lock.json").read_text("utf-8"))
    atlas = lock["packages"]["node_modules/world-atlas"]
    assert atlas["integrity"].startswith("sha512-")
    assert all("resolved" not in entry for entry in lock["packages"].values())
