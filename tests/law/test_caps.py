import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadline.errors import BadInput, Hostile
from leadline.law.caps import _deliveries
from leadline.law.caps._figures import Figure, bundled, conversions, ends, span
from leadline.law.caps._readings import readings
from leadline.law.caps._text import text
from leadline.law.caps.cap import cap, windows
from leadline.law.regime import Regime

REGIME = Regime.load()


def only_window(told: dict[str, Any]) -> dict[str, Any]:
    (window,) = told["windows"]
    return dict(window)


def figure(value: str, unit: str = "barrel", kind: str = "notified", **covers: str) -> Figure:
    return Figure.model_validate(
        {"measure": "refined-petroleum", "covers": covers, "value": value, "unit": unit, "kind": kind, "by": "x", "source": "y"}
    )  # fmt: skip


def written(tmp_path: Path, text_: str) -> Path:
    file = tmp_path / "deliveries.csv"
    file.write_text(text_, encoding="utf-8")
    return file


DELIVERIES = """date,quantity,unit,supplier,reported,listed,livelihood,source
2019-03-01,30000,t,Fictionland,yes,no,yes,made up
2019-06-01,25000,t,Fictionland,no,no,yes,made up
2019-09-01,6000,t,Elsewhere,,yes,no,made up
2019-12-01,1000,bbl,Elsewhere,no,,,made up
2020-01-01,9,bbl,Elsewhere,no,yes,no,another year
"""


def test_the_first_delivery_over_the_cap_and_each_way_apart(tmp_path: Path) -> None:
    window = only_window(cap(REGIME, "refined-petroleum", 2019, written(tmp_path, DELIVERIES)))
    by_row = {d["row"]: d["ways"] for d in window["deliveries"]}
    assert set(by_row) == {2, 3, 4, 5}
    # 55,000 t are 434,500 to 458,150 barrels; with 6,000 t more 481,900 to 508,130: the cap lies between.
    assert [by_row[r]["over-the-cap"] for r in (2, 3, 4, 5)] == ["no", "no", "unknown", "unknown"]
    assert [by_row[r]["unreported-delivery"] for r in (2, 3, 4, 5)] == ["no", "yes", "unknown", "yes"]
    assert [by_row[r]["listed-party-involved"] for r in (2, 3, 4, 5)] == ["no", "no", "yes", "unknown"]
    assert [by_row[r]["not-for-livelihood"] for r in (2, 3, 4, 5)] == ["no", "no", "yes", "unknown"]
    ways = {w["way"]: w for w in window["ways"]}
    assert ways["unreported-delivery"]["rows"] == [3, 5]
    assert ways["unreported-delivery"]["rows_unknown"] == [4]
    assert {w["answer"] for w in ways.values()} == {
        "yes"
    }  # what was notified plus the unreported passes 500,000
    assert "Notified and the file's unreported deliveries together: over." in ways["over-the-cap"]["why"]
    assert "row 4" in text(cap(REGIME, "refined-petroleum", 2019, written(tmp_path, DELIVERIES)))


def test_a_reported_delivery_is_not_added_to_what_was_notified(tmp_path: Path) -> None:
    reported = "date,tons,supplier,reported,listed,livelihood\n2019-03-01,20000,Fictionland,yes,no,yes\n"
    ways = {
        w["way"]: w
        for w in only_window(cap(REGIME, "refined-petroleum", 2019, written(tmp_path, reported)))["ways"]
    }
    assert "unreported deliveries together: not over" in ways["over-the-cap"]["why"]
    assert [
        ways[w]["answer"] for w in ("unreported-delivery", "listed-party-involved", "not-for-livelihood")
    ] == ["no"] * 3


def test_figures_of_a_file_join_and_copies_count_once(tmp_path: Path) -> None:
    before = only_window(cap(REGIME, "refined-petroleum", 2022))
    file = written(
        tmp_path,
        "period,value,unit,kind,reporter,source\n2022-01,10822,barrel,notified,China,copied\n2022-03,500,bbl,notified,China,made up\n",
    )
    after = only_window(cap(REGIME, "refined-petroleum", 2022, file))
    assert before["readings"][0]["sums"][0]["low"] == 20342
    assert after["readings"][0]["sums"][0]["low"] == 20842
    assert len(after["figures"]) == len(before["figures"]) + 1


def test_periods_of_a_cap() -> None:
    def edges(measure: str, year: int) -> list[tuple[str, str]]:
        return [(str(w.since), str(w.until)) for w in windows(REGIME.measure(measure), year)]

    assert edges("refined-petroleum", 2017) == [("2017-10-01", "2018-01-01")]
    assert edges("refined-petroleum", 2018) == [("2018-01-01", "2019-01-01")]
    assert edges("crude-oil", 2019) == [("2018-12-22", "2019-12-22"), ("2019-12-22", "2020-12-22")]
    assert edges("coal", 2016) == [("2016-11-30", "2017-01-01")]
    assert edges("coal", 2017) == [("2017-01-01", "2017-08-05")]
    assert edges("coal", 2018) == []


def test_a_year_without_a_cap_says_what_stood_and_keeps_the_figures() -> None:
    told = cap(REGIME, "coal", 2019)
    assert told["says"].startswith("No cap in 2019: Coal leaving the DPRK. On 2019-07-01: Ban")
    assert len(told["figures_without_cap"]) == 4
    assert "no cap to set them against" in text(told)


def test_a_level_without_a_figure_takes_no_sum() -> None:
    window = only_window(cap(REGIME, "workers", 2017))
    assert window["limits"] == []
    assert window["cannot_tell"] == ["The limit is a level in words: no figure can be set against it."]
    assert text(cap(REGIME, "diplomats", 2020))


def test_the_lower_of_two_limits_binds(tmp_path: Path) -> None:
    """Coal of 2017: the value passes its limit while the weight stays under."""
    file = written(
        tmp_path,
        "period,value,unit,kind,reporter\n2017-01,5000000,t,notified,Fictionland\n2017-02,400870019,usd,notified,Fictionland\n",
    )
    window = only_window(cap(REGIME, "coal", 2017, file))
    sums = {s["unit"]: s for s in window["readings"][0]["sums"]}
    assert (sums["tonne"]["over"], sums["usd"]["over"]) == ("unknown", "yes")
    assert (sums["tonne"]["low"], sums["tonne"]["without"]) == (5_000_000, [3])
    assert {w["way"]: w["answer"] for w in window["ways"]} == {"over-the-cap": "yes"}


@pytest.mark.parametrize(
    ("value", "unit", "over"),
    [(4_000_000, "bbl", "no"), (4_000_001, "bbl", "yes"), (525_000, "t", "no"), (525_001, "t", "yes")],
)
def test_one_limit_in_two_units_is_judged_in_the_unit_reported(
    tmp_path: Path, value: int, unit: str, over: str
) -> None:
    rows = (
        f"period,value,unit,kind,reporter\n2018-01,{value},{unit},notified,Fictionland\n2018,1,t,notified,A\n"
    )
    window = cap(REGIME, "crude-oil", 2018, written(tmp_path, rows))["windows"][0]
    assert window["relation"] == "one limit in more than one unit"
    assert len(window["limits"]) == 2
    assert [s["over"] for s in window["readings"][0]["sums"]] == [over]
    assert {w["way"]: w["answer"] for w in window["ways"]} == {"over-the-cap": over}
    assert window["figures"][1]["use"] == "reaches beyond the period of the cap: in no sum"


def test_notices_at_75_90_and_95_per_cent() -> None:
    sums = [r["sums"][0] for r in only_window(cap(REGIME, "refined-petroleum", 2019))["readings"]]
    assert [s["notices"] for s in sums] == [
        {"75": "yes", "90": "no", "95": "no"},
        {"75": "yes", "90": "yes", "95": "no"},
        {"75": "yes", "90": "no", "95": "no"},
    ]


def test_readings_never_hold_two_figures_of_the_same_deliveries() -> None:
    whole, one, other, rival = (
        figure("10", A="2019", B="2019"), figure("4", A="2019"), figure("5", B="2019"), figure("7", B="2019"),
    )  # fmt: skip
    assert readings([whole, one, other, rival]).sets == ((0,), (1, 2), (1, 3))
    part = figure("1", A="2019-01")
    found = readings([whole, part])
    assert (found.sets, found.parts) == (((0,),), {1: (0,)})
    assert readings([]).sets == ((),)


figures = st.lists(
    st.builds(
        lambda who, first, length: figure("1", **{who: f"2019-{first:02}/2019-{min(12, first + length):02}"}),
        st.sampled_from("AB"), st.integers(1, 12), st.integers(0, 11),
    ),
    max_size=7,
)  # fmt: skip


@settings(deadline=None)
@given(figures)
def test_every_figure_is_in_a_reading_or_named_as_a_part(some: list[Figure]) -> None:
    found = readings(some)
    for one in found.sets:
        counted = [day for i in one for day in some[i].counted]
        assert len(counted) == len(set(counted))
    assert {i for one in found.sets for i in one} | set(found.parts) == set(range(len(some)))
    assert not {i for one in found.sets for i in one} & set(found.parts)


@settings(deadline=None)
@given(figures, st.randoms(use_true_random=False))
def test_the_order_of_figures_changes_no_reading(some: list[Figure], random: Any) -> None:
    places = list(range(len(some)))
    random.shuffle(places)
    shuffled = readings([some[i] for i in places]).sets
    assert {frozenset(places[i] for i in one) for one in shuffled} == {
        frozenset(s) for s in readings(some).sets
    }


@settings(deadline=None)
@given(st.decimals(0, 10**9, places=2, allow_nan=False))
def test_conversion_keeps_its_ends_in_order_and_comes_back(value: Decimal) -> None:
    low, high = ends(figure(str(value), "tonne", A="2019"), "barrel") or (Decimal(-1), Decimal(-1))
    assert value * Decimal("7.90") == low <= high == value * Decimal("8.33")
    back = ends(figure(str(low), A="2019"), "tonne")
    assert back and back[0] <= value <= back[1] + Decimal("1e-9")


def test_every_factor_and_figure_has_a_source() -> None:
    assert all(
        c.low.source and c.high.source and c.low.factor <= c.high.factor for c in conversions().values()
    )
    assert all(len(f.source) > 4 and f.by for f in bundled())
    assert {f.measure for f in bundled()} <= set(REGIME.measures)


@pytest.mark.parametrize(
    ("given_", "shown"),
    [("2019", "2019"), ("2019-03", "2019-03"), ("2019-01/2019-05", "2019-01/2019-05"), ("2019-03-07/2019-11-05", "2019-03-07/2019-11-05"),
     ("2019-02-01", "2019-02-01"), ("2018/2019", "2018/2019")],
)  # fmt: skip
def test_periods_are_read_and_written(given_: str, shown: str) -> None:
    assert str(span(given_)) == shown


def test_a_period_runs_to_its_last_day() -> None:
    assert span("2020-02").last == dt.date(2020, 2, 29)
    with pytest.raises(ValueError, match="ends before it begins"):
        span("2019/2018")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("a,b\n1,2\n", "no column period or date"),
        ("period,value,unit,kind\n2019,x,bbl,notified\n", "row 2: value"),
        ("period,value,unit,kind\nlate,5,bbl,notified\n", "row 2: a period is written"),
        ("period,value,unit,kind\n2019,-5,bbl,notified\n", "row 2: value"),
        ("period,value,unit,kind\n0001/9999,5,bbl,notified\n", "row 2: the year 1 is out of bounds"),
        ("date,quantity,unit,reported\n2019-01-01,5,firkin,yes\n", "row 2: the unit is"),
        ("date,quantity,unit,reported\n2019-01-01,5,t,perhaps\n", "row 2: reported is yes, no or empty"),
        ("date,quantity,unit,reported\n2019-13-01,5,t,yes\n", "row 2: month must be in"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, rows: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        cap(REGIME, "refined-petroleum", 2019, written(tmp_path, rows))


def test_kinds_and_units_that_no_cap_has_are_told(tmp_path: Path) -> None:
    file = written(tmp_path, "period,value,unit,kind\n2019,3,ship,estimate\n2019,4,bbl,rumour\n")
    assert [a["row"] for a in cap(REGIME, "refined-petroleum", 2019, file)["aside"]] == [2, 3]


def test_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match=r"has no cap\. Measures that have one: coal"):
        cap(REGIME, "seafood", 2019)
    with pytest.raises(BadInput, match="out of bounds"):
        cap(REGIME, "coal", 9999)
    (tmp_path / "latin.csv").write_bytes(b"period,value\n\xff,1\n")
    with pytest.raises(BadInput, match="UTF-8"):
        cap(REGIME, "coal", 2017, tmp_path / "latin.csv")
    many = "".join(f"2019-01,{n},bbl,notified,A\n" for n in range(1, 20))
    with pytest.raises(BadInput, match="count the same deliveries"):
        cap(REGIME, "refined-petroleum", 2019, written(tmp_path, "period,value,unit,kind,reporter\n" + many))
    monkeypatch.setattr(_deliveries, "LARGEST", 10)
    with pytest.raises(Hostile):
        cap(REGIME, "coal", 2017, written(tmp_path, "period,value\n2017,1\n"))


@pytest.mark.parametrize(
    "measure", [m.id for m in REGIME.measures.values() if any(p.caps for p in m.paragraphs)]
)
@pytest.mark.parametrize("year", [2015, 2016, 2017, 2018, 2024, 2026])
def test_json_is_plain_and_text_is_whole(measure: str, year: int) -> None:
    told = cap(REGIME, measure, year)
    assert json.loads(json.dumps(told)) == told
    printed = " ".join(text(told).split())
    for window in told["windows"]:
        for figure_ in window["figures"]:
            assert f"({figure_['number']}) {figure_['value']:,}" in printed
            assert figure_["use"]
    assert "average" not in printed.replace("none is averaged", "")
