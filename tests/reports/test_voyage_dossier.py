"""The dossier of a voyage: who is gathered, what of which days, how far it may be told, and what it owns not to know."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_pages import Page, pdf_text, squeezed
from report_sample import needs_maps
from tests import planted, voyage_world
from tests.voyage_world import FIRST, IMO, MET, SECOND

from leadline import pipeline
from leadline.errors import BadInput, UnknownName
from leadline.law.regime import Regime
from leadline.reports.drawn import Fix, Silence
from leadline.reports.figures import draw
from leadline.reports.numbering import figures
from leadline.reports.tree import Report, TimelineData
from leadline.reports.voyage import Dossier, format_of, gather, heard, plain, report, write
from leadline.reports.voyage.chronology import chronology
from leadline.reports.voyage.dossier import TABLES, Range, read_number
from leadline.reports.voyage.figures import MOST_MEETINGS, MOST_MOMENTS
from leadline.reports.voyage.law_of_days import law_of_days
from leadline.store.engine import Spark
from leadline.store.workspace import Workspace
from leadline.tables import contract

ISSUED = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
DOCS = Path(__file__).parents[2] / "docs" / "how-to" / "voyage.md"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return voyage_world.made(tmp_path_factory.mktemp("voyage"))


@pytest.fixture
def sea(folder: Path) -> Iterator[Workspace]:
    with Workspace.open(folder) as work:
        yield work


@pytest.fixture(scope="module")
def whole(folder: Path) -> Dossier:
    """All that is heard of the IMO number."""
    with Workspace.open(folder) as work:
        return pipeline.voyage(work, f"IMO {IMO}")


def days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


# Who is gathered


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("2000101", "imo", IMO), ("IMO 2000101", "imo", IMO), (" imo2000101 ", "imo", IMO), ("IMO-2000101", "imo", IMO),
        ("799000101", "mmsi", FIRST), ("MMSI 799000101", "mmsi", FIRST), ("002790001", "mmsi", 2790001),
        ("\uff17\uff19\uff19000101", "mmsi", FIRST),
    ],
)  # fmt: skip
def test_a_number_is_known_by_its_digits(text: str, kind: str, number: int) -> None:
    asked = read_number(text)
    assert (asked.kind, asked.number) == (kind, number)


def test_a_number_is_printed_with_all_its_digits() -> None:
    assert str(read_number("002790001")) == "MMSI 002790001"


@pytest.mark.parametrize(
    "text",
    ["", "12345678", "IMO 799000101", "MMSI 2000101", "7' OR 1=1 --", "79900010x", "٧٩٩٠٠٠١٠١", "9" * 5000],
)
def test_what_is_neither_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadInput, match="seven digits"):
        read_number(text)


def test_an_imo_number_gathers_every_mmsi_that_claimed_it_and_says_when(whole: Dossier) -> None:
    assert [row["mmsi"] for row in whole.mmsis] == [FIRST, SECOND], "by time"
    assert [row["claimed_from"].day for row in whole.mmsis] == [1, 4]
    assert {ship["mmsi"] for ship in whole.ships} == {FIRST, SECOND}
    assert {point["mmsi"] for point in whole.track} == {FIRST, SECOND}
    assert {row["mmsi"] for row in whole.identities} == {FIRST, SECOND}
    firsts = [p.says for p in chronology(whole) if "first heard to claim" in p.says]
    assert firsts == [f"MMSI {m}: first heard to claim IMO {IMO}." for m in (FIRST, SECOND)]


def test_an_mmsi_gathers_itself_alone(sea: Workspace) -> None:
    one = pipeline.voyage(sea, str(SECOND))
    assert [row["mmsi"] for row in one.mmsis] == [SECOND]
    assert one.mmsis[0]["claimed_from"] is None
    assert {ship["mmsi"] for ship in one.ships} == {SECOND}
    assert one.leads == []
    assert one.rows["gaps"] == []


def test_of_a_ship_met_only_its_name_is_told(whole: Dossier, sea: Workspace) -> None:
    assert [(row["mmsi"], row["value"]) for row in whole.met] == [(MET, "EXERCISE BUNTING")]
    (meeting,) = [p.says for p in chronology(whole) if "Within" in p.says]
    assert "EXERCISE BUNTING, MMSI 790000102" in meeting
    other = pipeline.voyage(sea, str(MET))
    (meeting,) = [p.says for p in chronology(other) if "Within" in p.says]
    assert "EXERCISE ALCA, MMSI 799000101" in meeting, "from the other side, the other ship"


def test_a_flag_is_told_as_digits_only(whole: Dossier) -> None:
    assert [row["flag_by_digits"] for row in whole.mmsis] == ["an exercise's DPRK", None]
    assert "a claim, not a flag" in words(report(whole, issued=ISSUED))


def test_an_unknown_number_says_what_there_is(sea: Workspace) -> None:
    with pytest.raises(
        BadInput, match=r"MMSI 790000999 was not heard here.*4 MMSI, from 2026-03-01 to 2026-03-04"
    ):
        pipeline.voyage(sea, "790000999")
    with pytest.raises(
        BadInput, match=r"IMO 2000199 .*fails its check digit.*Lists name it: EXERCISE NOBODY \(Harbour"
    ):
        pipeline.voyage(sea, "2000199")


def test_an_empty_workspace_says_what_to_do(work: Workspace) -> None:
    """Tables that were never built are empty, not missing."""
    with pytest.raises(BadInput, match="No position was read yet: leadline ingest"):
        gather(work, pipeline.given(work), [], "790000001")


# Which days


def test_days_are_whole_and_both_are_in(sea: Workspace) -> None:
    one = pipeline.voyage(sea, str(IMO), *days("2026-03-02", "2026-03-02"))
    assert str(one.range) == "2026-03-02"
    assert [gap["silence_h"] for gap in one.rows["gaps"]] == [23.25], "it reaches beyond, and is told whole"
    assert [call["port"] for call in one.rows["port_visits"]] == ["Anchorage by Cho-do"]
    assert one.rows["encounters"] == []
    assert {lead["detector"] for lead in one.leads} == {"silence_beside_dprk"}
    assert sum(ship["fixes"] for ship in one.ships) == 36, "four an hour until 08:45"
    later = pipeline.voyage(sea, str(IMO), *days("2026-03-04", "2026-03-04"))
    assert later.rows["gaps"] == later.rows["port_visits"] == later.leads == []
    assert [ship["mmsi"] for ship in later.ships] == [SECOND]


def test_one_end_alone_leaves_the_other_to_what_is_heard(sea: Workspace) -> None:
    assert str(pipeline.voyage(sea, str(IMO), date(2026, 3, 3)).range) == "2026-03-03 to 2026-03-04"
    assert str(pipeline.voyage(sea, str(IMO), None, date(2026, 3, 2)).range) == "2026-03-01 to 2026-03-02"


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("2026-03-04", "2026-03-01", "before it begins"), ("2026-03-01", "9999-12-31", "year 9999"),
        ("2025-01-01", "2025-01-31", r"Nothing was heard of IMO 2000101 on 2025-01-01 to 2025-01-31\. It was heard between"),
        ("2027-01-01", None, "Nothing was heard"), (None, "2020-01-01", "Nothing was heard"), ("0001-01-01", "0001-01-02", "Nothing"),
    ],
)  # fmt: skip
def test_days_on_which_nothing_can_be_are_refused(
    sea: Workspace, first: str | None, last: str | None, says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        pipeline.voyage(
            sea, str(IMO), *(date.fromisoformat(text) if text else None for text in (first, last))
        )


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 20), timezones=st.just(UTC))  # noqa: DTZ001 by timezones


@given(MOMENTS, MOMENTS, MOMENTS, MOMENTS)
def test_a_stretch_meets_a_range_that_holds_a_moment_of_it(
    a: datetime, b: datetime, c: datetime, d: datetime
) -> None:
    (first, last), (start, end) = sorted((a, b)), sorted((c, d))
    of_days = Range.of_days(first, last)
    assert of_days.meets(first, last)
    assert of_days.meets(start, end) == (
        max(start, of_days.since) <= end and max(start, of_days.since) < of_days.until
    )
    assert of_days.meets(start, None) == (start < of_days.until)
    assert of_days.hours % 24 == 0


# What is drawn, listed, asked


def test_a_long_track_is_thinned_and_keeps_the_ends_of_silences(
    sea: Workspace, whole: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert whole.track_every_h == 1
    monkeypatch.setattr(heard, "MOST_POINTS", 8)
    thin = pipeline.voyage(sea, str(FIRST))
    assert thin.track_every_h > 1
    assert 4 <= len(thin.track) <= 8 + 4 < sum(point["mmsi"] == FIRST for point in whole.track)
    (gap,) = thin.rows["gaps"]
    assert {gap["started_at"], gap["ended_at"]} <= {point["at"] for point in thin.track}
    assert thin.ships[0]["fixes"] == next(s["fixes"] for s in whole.ships if s["mmsi"] == FIRST), (
        "counted are all"
    )
    assert thin.track == sorted(thin.track, key=lambda point: (point["segment_id"], point["at"]))


def test_of_many_ships_those_with_most_fixes_are_drawn(
    sea: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heard, "MOST_TRACKS", 1)
    one = pipeline.voyage(sea, str(IMO))
    assert [ship["drawn"] for ship in one.ships] == [True, False]
    assert {point["mmsi"] for point in one.track} == {FIRST}
    assert any(sentence.startswith("Not drawn: one segment with 88 fixes.") for sentence in one.unseen)


def test_ships_that_share_an_mmsi_are_told_apart_and_keep_their_own_silences(whole: Dossier) -> None:
    first = next(ship for ship in whole.ships if ship["mmsi"] == FIRST)
    other = FIRST * 1000 + 1
    shared = replace(
        whole,
        ships=[*whole.ships, first | {"segment_id": other}],
        track=[*whole.track, *(p | {"segment_id": other} for p in whole.track if p["mmsi"] == FIRST)],
    )
    figure = next(figures(report(shared, issued=ISSUED)))
    assert [t.mmsi for t in figure.data.tracks] == [f"{FIRST} (ship 1)", f"{FIRST} (ship 2)", f"{SECOND}"]
    assert [s.mmsi for s in figure.data.silences] == [f"{FIRST} (ship 1)"]
    assert any(p.says.startswith(f"MMSI {FIRST} (ship 1): Silent for 23 h") for p in chronology(shared))


def test_lists_are_those_that_stood_on_the_days(whole: Dossier, sea: Workspace) -> None:
    (entry,) = whole.listings
    assert (entry["ref"], entry["measure"]) == ("HN7/1", "port-entry ban"), (
        "not the ban that had ended, nor another ship's"
    )
    text = words(report(whole, issued=ISSUED))
    assert "Harbour Office of the Isle of Toys (fictional)" in text
    assert "since 2026-02-01" in text
    assert "a national listing is not one of the United Nations" in text
    assert pipeline.voyage(sea, str(MET)).listings == []


def test_the_law_is_what_stood_on_the_leads_days(whole: Dossier) -> None:
    named = {(m["id"], m["day"]) for lead in whole.leads for m in lead["measures"]}
    told = {(row["measure"], row["paragraph"], day) for row in whole.law for day in row["days"]}
    stood = {
        (id_, p.id, day)
        for id_, day in named
        for p in Regime.load().standing(id_, date.fromisoformat(day)).paragraphs
    }
    assert told == stood != set()
    assert all(row["cite"] and row["force"] for row in whole.law)


def test_the_law_says_so_where_none_is_coded() -> None:
    leads = [
        {"id": "a", "measures": [{"id": "coal", "day": "2005-01-01"}, {"id": "gone", "day": "2026-01-01"}]}
    ]
    rows = {row["measure"]: row for row in law_of_days(Regime.load(), leads)}
    assert rows["coal"]["kind"] == "none-coded"
    assert "not the same as permitted" in rows["coal"]["says"]
    assert rows["gone"]["kind"] == "not coded"


def test_leads_gather_at_what_they_ask_about(whole: Dossier) -> None:
    by_lead = {detector: p.says for p in chronology(whole) for detector in p.leads}
    assert "Silent for 23 h" in by_lead["silence_beside_dprk"]
    assert "Within 500 m" in by_lead["meeting_at_sea"]
    text = words(report(whole, issued=ISSUED))
    for lead in whole.leads:
        assert squeezed(f"{lead['says']} {lead['strength_says']}") in text
        assert all(id_.partition(":")[2] in text for id_ in lead["observations"])


def test_a_lead_that_is_about_no_passage_is_told_by_itself(whole: Dossier) -> None:
    """One that only ends where a stretch of little way ended begins at its own time, not a day before."""
    end = whole.rows["loitering"][0]
    stray = {"observations": [end["closed_by"]], "detector": "stray", "first_at": end["ended_at"].isoformat()}
    for changes in (stray, stray | {"observations": ["0" * 16 + ":1"]}):
        (passage,) = [p for p in chronology(replace(whole, leads=[whole.leads[0] | changes])) if p.leads]
        assert (passage.says, passage.at, passage.leads) == ("A lead begins.", end["ended_at"], ("stray",))


def test_stays_in_a_zone_that_follow_on_one_another_are_told_together(whole: Dossier) -> None:
    inside = [p for p in chronology(whole) if "Inside until" in p.says]
    assert len(inside) < len(whole.rows["zone_entries"])
    assert any(" occasions" in p.says for p in inside)
    cited = {id_ for p in inside for id_ in p.observations}
    assert {row[end] for row in whole.rows["zone_entries"] for end in ("opened_by", "closed_by")} <= cited


def test_a_claim_that_changed_is_told_and_one_that_did_not_is_not(whole: Dossier) -> None:
    assert not any("Now claims" in p.says for p in chronology(whole))
    name = next(row for row in whole.identities if row["field"] == "name" and row["mmsi"] == FIRST)
    later = name | {
        "value": "EXERCISE DUNNOCK",
        "first_at": name["last_at"] + timedelta(minutes=5),
        "opened_by": "x:1",
    }
    (says,) = [
        p.says
        for p in chronology(replace(whole, identities=[*whole.identities, later]))
        if "Now claims" in p.says
    ]
    assert says.endswith("Now claims the name EXERCISE DUNNOCK, before EXERCISE ALCA.")


# How far it may be told


@pytest.mark.parametrize("part", ["identities", "met", "ships", "listings", "leads", "files"])
def test_the_label_is_the_strictest_of_all_that_is_shown(whole: Dossier, part: str) -> None:
    assert whole.handling == "TLP:GREEN"
    rows: list[dict[str, Any]] = getattr(whole, part)
    stricter = replace(whole, **{part: [rows[0] | {"handling": "TLP:RED"}, *rows[1:]]})
    assert stricter.handling == report(stricter, issued=ISSUED).handling == "TLP:RED"


def test_every_observation_can_be_followed_to_an_archived_file(whole: Dossier) -> None:
    assert {row["name"] for row in whole.files} == {"voyage.csv", "exercise-harbours.yml"}
    heads = {row["archived_id"][:16] for row in whole.files}
    assert {id_.partition(":")[0] for id_ in whole.observations} == heads


# What it owns not to know


def unseen(one: Dossier) -> str:
    return " ".join(one.unseen)


def test_hours_that_were_not_heard_are_unknown_not_empty(whole: Dossier) -> None:
    assert "heard in 69 of the 96 hours of these days; of the others nothing is known" in unseen(whole)
    thin = replace(whole, rows=whole.rows | {"gaps": [whole.rows["gaps"][0] | {"heard_share": 0.2}]})
    assert "Perhaps no receiver" not in unseen(whole)
    with_thin = heard_again(thin)
    assert "less than half of the hours: 1 of 1. Perhaps no receiver reached there." in with_thin


def heard_again(one: Dossier) -> str:
    from leadline.reports.voyage.unseen import _reception

    return " ".join(_reception(one))


BARE = "mmsi,ts,lat,lon\n" + "".join(
    f"790000777,2026-03-01T0{h}:00:00Z,10.0,{100 + h / 100}\n" for h in range(5)
)


def test_what_was_not_run_heard_or_found_is_no_fact(work: Workspace, tmp_path: Path) -> None:
    """One ship without an identity, in a workspace where nothing else is and no detector has run."""
    planted.taken(work, planted.put(tmp_path, "bare.csv", BARE))
    one = pipeline.voyage(work, "790000777")
    assert "No identity report was heard" in unseen(one)
    assert "Without a row for any ship: gaps, encounters, port_visits" in unseen(one)
    assert "No detector has run, so there can be no leads" in unseen(one)
    assert one.names == {}
    text = words(report(one, issued=ISSUED))
    assert "No lead about this ship falls on these days. That is no clearance." in text
    assert (
        "No entry that was looked through names an IMO number that it claimed. That is no clearance." in text
    )
    pipeline.detect(work, ["meeting_at_sea"])
    assert "etector" not in unseen(pipeline.voyage(work, "790000777"))
    planted.taken(work, planted.put(tmp_path, "more.csv", BARE.replace("T0", "T1")))
    assert "came after the detectors ran last" in unseen(pipeline.voyage(work, "790000777"))


def test_a_ship_of_which_only_an_identity_was_heard_has_no_map(whole: Dossier) -> None:
    tree = report(replace(whole, ships=[], track=[]), issued=ISSUED)
    assert list(figures(tree)) == []
    assert f"No position of IMO {IMO} was heard on 2026-03-01 to 2026-03-04." in words(tree)


# The document


def words(tree: Report) -> str:
    """All text of a tree."""
    told: list[str] = []

    def walk(part: Any) -> None:
        if isinstance(part, str):
            told.append(part)
        elif isinstance(part, list | tuple):
            for one in part:
                walk(one)
        elif hasattr(part, "__dataclass_fields__"):
            for name in part.__dataclass_fields__:
                walk(getattr(part, name))

    walk(tree)
    return squeezed(" ".join(told))


@needs_maps
def test_pdf_and_html_say_the_same_and_every_figure_says_exercise(whole: Dossier, tmp_path: Path) -> None:
    tree = report(whole, issuer="Desk", issued=ISSUED)
    for suffix in ("pdf", "html"):
        write(tree, tmp_path / f"d.{suffix}")
    page, text = Page(tmp_path / "d.html"), pdf_text(tmp_path / "d.pdf")
    bare = re.sub(r"\s", "", text)
    for says in ("Voyage of IMO 2000101", "TLP:GREEN", "EXERCISE: simulated data", "What was not looked at"):
        assert says in page.text
        assert re.sub(r"\s", "", says) in bare
    assert page.source.count("<figure") == 2
    for figure in figures(tree):
        assert figure.exercise
        assert ">EXERCISE</text>" in draw(figure)


@needs_maps
def test_names_are_text_in_every_format(whole: Dossier, tmp_path: Path) -> None:
    evil = '</title><script>alert(1)</script>#read("x")\u202e'
    one = replace(whole, names=whole.names | {FIRST: evil, MET: evil})
    tree = report(one, issued=ISSUED)
    for suffix in ("pdf", "html"):
        write(tree, tmp_path / f"d.{suffix}")
    page = Page(tmp_path / "d.html")
    assert not page.of("script")
    assert "[U+202E]" in page.text
    assert "\u202e" not in page.source


def test_the_same_dossier_gives_the_same_tree(whole: Dossier) -> None:
    assert report(whole, issued=ISSUED) == report(whole, issued=ISSUED)


def test_figures_keep_to_what_they_have_room_for(whole: Dossier) -> None:
    meeting = whole.rows["encounters"][0]
    many = [
        meeting | {"first_at": meeting["first_at"] + timedelta(minutes=n), "together_h": 2.0 + n}
        for n in range(MOST_MOMENTS)
    ]
    tree = report(replace(whole, rows=whole.rows | {"encounters": many}), issued=ISSUED)
    for figure in figures(tree):
        assert len(figure.data.meetings) == MOST_MEETINGS
        assert min(m.at for m in figure.data.meetings) > meeting["first_at"], "the longest are drawn"
        if isinstance(figure.data, TimelineData):
            assert figure.data.moments == []
    assert f"{MOST_MOMENTS - MOST_MEETINGS} more stand in the chronology" in words(tree)
    assert Silence in {type(s) for s in next(figures(tree)).data.silences}
    assert isinstance(next(figures(tree)).data.tracks[0].points[0], Fix)


@pytest.mark.parametrize("name", ["d.txt", "d", "d.json", "pdf"])
def test_another_format_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(UnknownName, match="pdf"):
        format_of(Path(name))


def test_json_has_the_shape_that_the_page_tells(whole: Dossier) -> None:
    told = json.loads(json.dumps(plain(whole), default=str))
    page = DOCS.read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in told), [name for name in told if f"`{name}`" not in page]
    assert told["schema"] == "leadline-voyage/1"


@pytest.mark.spark
def test_spark_gathers_the_same(folder: Path, whole: Dossier, spark: Spark, tmp_path: Path) -> None:
    """The same tables, read by Spark; as files that any engine's Parquet reader takes."""
    with Workspace.open(folder) as work, Workspace.open(folder, engine="spark") as other:
        tables = {}
        for name in [*TABLES, "identities", "segments", "hours", "listings"]:
            rows = work.engine.table(pipeline.given(work, [name])[name], contract(name))
            pq.write_table(rows, tmp_path / f"{name}.parquet")
            tables[name] = spark.read([tmp_path / f"{name}.parquet"], contract(name))
        told = gather(other, tables, pipeline.read_leads(work), str(IMO))
        assert plain(told) == plain(whole)
