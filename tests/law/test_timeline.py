import datetime as dt
import itertools
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.law.conftest import Toys

from leadline.errors import UnknownName
from leadline.law.overview import overview
from leadline.law.overview import text as overview_text
from leadline.law.regime import Regime
from leadline.law.timeline._picture import WIDTH, Axis, picture
from leadline.law.timeline._svg import printed
from leadline.law.timeline.timeline import chronicle, grouped, text, timeline
from leadline.reports.fonts import font_file

REGIME = Regime.load()
TODAY = dt.date(2026, 11, 25)
SVG = "{http://www.w3.org/2000/svg}"


def test_each_paragraph_begins_once_a_measure_and_ends_when_it_says() -> None:
    days = timeline(REGIME)["days"]
    held = [(m.id, p) for m in REGIME.measures.values() for p in m.paragraphs]
    began = [(d["day"], one["measure"], one["paragraph"]) for d in days for one in d["began"]]
    assert sorted(began) == sorted((p.since.isoformat(), m, p.id) for m, p in held)
    ended = [(d["day"], one["measure"], one["paragraph"]) for d in days for one in d["ended"]]
    assert sorted(ended) == sorted((p.until.isoformat(), m, p.id) for m, p in held if p.until)


def test_days_are_in_order_and_resolutions_stand_on_theirs() -> None:
    days = timeline(REGIME)["days"]
    assert all(a["day"] < b["day"] for a, b in itertools.pairwise(days))
    texts = [(d["day"], t["text"]) for d in days for t in d["texts"]]
    assert len(texts) == len(chronicle().resolutions) == 13
    assert ("2017-08-05", "S/RES/2371 (2017)") in texts


def test_a_resolution_is_there_for_every_paragraph_and_begins_none_before_its_day() -> None:
    adopted = {r.text: r.adopted for r in chronicle().resolutions}
    for measure in REGIME.measures.values():
        for p in measure.paragraphs:
            assert adopted[p.source.text] <= p.since, p.id


def test_one_measure() -> None:
    days = timeline(REGIME, "coal")["days"]
    assert [d["day"] for d in days] == ["2016-03-02", "2016-11-30", "2017-08-05"]
    assert [one["changes"] for one in days[2]["began"]] == [
        [{"id": "s2321-op26", "cite": "S/RES/2321 (2016), para. 26"}]
    ]
    assert days[2]["ended"][0]["superseded_by"] == ["s2371-op8"]
    assert "+ coal: ban, decides (s2371-op8; changes s2321-op26)" in text(timeline(REGIME, "coal"))
    with pytest.raises(UnknownName, match="coal"):
        timeline(REGIME, "coals")


def test_what_comes_due_is_there() -> None:
    due = {(d["day"], one["paragraph"]) for d in timeline(REGIME)["days"] for one in d["due"]}
    assert {("2019-12-22", "s2397-op8"), ("2020-03-22", "s2397-op8"), ("2017-12-10", "s2375-op16")} <= due


def test_terms_of_the_panel_follow_on_one_another() -> None:
    terms = chronicle().mandates
    assert all(a.adopted < b.adopted <= a.last for a, b in itertools.pairwise(terms))
    until = REGIME.paragraph("s2680-op1")[1].until
    assert until
    assert terms[-1].last == until - dt.timedelta(days=1)


def test_every_measure_of_the_package_has_a_group() -> None:
    listed = [id_ for group in chronicle().groups for id_ in group.measures]
    assert sorted(listed) == sorted(REGIME.measures)
    assert {n.measure for n in chronicle().notes} <= set(REGIME.measures)


def test_yours_come_last(toys: Toys) -> None:
    assert [(t, [m.id for m in ms]) for t, ms in grouped(toys().measures.values())] == [("Others", ["toys"])]


def test_overview_counts_what_stood() -> None:
    told = overview(REGIME, dt.date(2017, 9, 1))
    assert json.loads(json.dumps(told)) == told
    by_id = {m["id"]: m for m in told["measures"]}
    assert set(by_id) == set(REGIME.measures)
    assert (by_id["coal"]["kind"], by_id["coal"]["since"]) == ("ban", "2017-08-05")
    assert by_id["textiles"]["kind"] == "none-coded"
    printed = overview_text(told)
    assert "46 stood" in printed
    assert "Not yet coded on that day (that is not the same as permitted)" in printed


def test_the_picture_is_well_formed_fits_a3_and_has_a_lane_a_measure() -> None:
    svg = picture(REGIME, TODAY)
    root = ET.fromstring(svg)  # our own drawing
    _, _, wide, high = map(float, root.attrib["viewBox"].split())
    assert wide == WIDTH
    assert high <= 842
    words = [e.text or "" for e in root.iter(f"{SVG}text")]
    for measure in REGIME.measures.values():
        assert any(
            w == measure.title or (w.endswith("…") and measure.title.startswith(w[:-1])) for w in words
        ), measure.id
    assert {g.title for g in chronicle().groups} <= set(words)
    for resolution in chronicle().resolutions:
        assert any(resolution.trigger in w for w in words)
    for e in root.iter(f"{SVG}rect"):
        assert 0 <= float(e.attrib.get("x", 0)) <= WIDTH


def test_a_bar_runs_from_its_first_day_to_its_last() -> None:
    root = ET.fromstring(picture(REGIME, TODAY, "panel-of-experts"))
    axis = Axis(2006, 2026)
    rects = [r.attrib for r in root.iter(f"{SVG}rect") if "x" in r.attrib]
    found = [(float(r["x"]), float(r["x"]) + float(r["width"])) for r in rects]
    for p in REGIME.measure("panel-of-experts").paragraphs:
        assert p.until
        edges = axis.x(p.since), axis.x(p.until)
        assert any(edges == pytest.approx(one, abs=0.2) for one in found), p.id


def test_time_only_goes_on() -> None:
    axis = Axis(2006, 2026)
    days = [dt.date(2006, 1, 1) + dt.timedelta(days=n) for n in range(0, 7600, 13)]
    assert all(axis.x(a) < axis.x(b) for a, b in itertools.pairwise(days))
    assert axis.x(dt.date(2016, 12, 31)) - axis.x(dt.date(2016, 1, 1)) > 5 * (
        axis.x(dt.date(2015, 12, 31)) - axis.x(dt.date(2015, 1, 1))
    )


def test_words_of_a_measure_are_never_markup(toys: Toys) -> None:
    regime = toys(("title: Tin toys leaving the Isle of Toys", "title: '<script>\"&amp;</text>'"))
    root = ET.fromstring(picture(regime, TODAY))
    assert [e.tag for e in root.iter() if "script" in e.tag] == []
    assert '<script>"&amp;</text>' in {e.text for e in root.iter(f"{SVG}text")}
    ET.fromstring(picture(regime, TODAY, "toys"))


def test_prints_to_png_and_pdf(tmp_path: Path) -> None:
    svg = picture(REGIME, TODAY, "coal")
    assert printed(svg, "png", font_file().parent).startswith(b"\x89PNG")
    assert printed(svg, "pdf", font_file().parent).startswith(b"%PDF")
