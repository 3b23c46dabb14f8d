"""Every row of the facts on HS codes is found by its code, with dates, direction, basis and how sure it is."""

import csv
import datetime as dt
import os
from pathlib import Path

import pytest

from leadline.law.regime import Regime
from leadline.law.trade.hs import bearings, hs, meanings

SHARED = Path(os.environ.get("LEADLINE_SHARED", Path(__file__).parents[3] / "shared"))
FACTS = SHARED / "facts" / "hs.csv"
pytestmark = pytest.mark.skipif(not FACTS.exists(), reason=f"no facts at {FACTS}; set LEADLINE_SHARED")

REGIME = Regime.load()
WAYS = {"import_to_dprk": "in", "export_from_dprk": "out"}
BASIS = {"resolution_text": "resolution", "derived": "derived"}
Row = dict[str, str]


def rows() -> list[Row]:
    if not FACTS.exists():
        return []
    with FACTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_as_many_as_were_read() -> None:
    assert len(rows()) == 130


@pytest.mark.parametrize("row", rows(), ids=lambda r: f"{r['measure_id']}-{r['hs']}-{r['direction']}")
def test_counted_off(row: Row) -> None:
    direction = WAYS[row["direction"]]
    found = [b for b in bearings(REGIME, row["hs"], direction) if b.paragraph.id == row["measure_id"]]  # type: ignore[arg-type]
    exact = [b for b in found if b.fit == "same" and b.codes == (row["hs"],)]
    assert exact, row
    for bearing in exact:
        p, goods = bearing.paragraph, bearing.measure.goods_of(bearing.paragraph)
        last = p.until and p.until - dt.timedelta(days=1)
        assert (p.since.isoformat(), last.isoformat() if last else "") == (row["from_date"], row["to_date"])
        assert goods and goods.basis == BASIS[row["basis"]]
        assert direction in bearing.directions
    meaning = meanings()[row["measure_id"], row["hs"]]
    assert meaning.known == row["evidence"]
    assert meaning.remark


@pytest.mark.parametrize("row", rows(), ids=lambda r: f"{r['measure_id']}-{r['hs']}")
def test_asked_on_the_day_it_began_it_stands_and_a_day_before_it_is_to_come(row: Row) -> None:
    began = dt.date.fromisoformat(row["from_date"])
    then, before = (hs(REGIME, row["hs"], day) for day in (began, began - dt.timedelta(days=1)))
    assert row["measure_id"] in {one["paragraph"] for one in then["stands"]}
    assert row["measure_id"] in {one["paragraph"] for one in before["to_come"]}
    assert row["measure_id"] not in {one["paragraph"] for one in before["stands"]}


def test_words_are_ours() -> None:
    """Headings of the HS are re-expressed: few of the facts' longer descriptions stand in the package as they are."""
    ours = {meaning.words for meaning in meanings().values()}
    long = {row["description"] for row in rows() if len(row["description"]) > 40}
    assert not long & ours
