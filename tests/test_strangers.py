"""Strangers stay strangers: on real traffic far from the DPRK, leads are few and each has its explanation."""

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "benchmarks"))  # benchmarks are scripts, not a package

import strangers  # noqa: E402

from leadline.detectors import _detector  # noqa: E402

MOST = 1.0
"""Unexplained leads per 1,000 vessel-days."""
LEAD = {"detector": "meeting_at_sea", "lat": 29.85, "lon": 32.57, "facts": {"together_h": 5.2}}
KNOWN = [
    {
        "waters": "Suez",
        "detector": "meeting_at_sea",
        "box": [29.7, 30.0, 32.4, 32.7],
        "facts": {"together_h": [2, 24]},
        "because": "an anchorage",
    }
]


@pytest.fixture(scope="module")
def seen() -> list[strangers.Seen]:
    if not strangers.SHARED.is_dir():
        pytest.skip(f"no real AIS files at {strangers.SHARED}; set LEADLINE_SHARED")
    return list(strangers.look(strangers.explanations()))


def test_the_real_files_have_the_vessel_days_that_are_known(seen: list[strangers.Seen]) -> None:
    assert {one.waters: one.vessel_days for one in seen} == {"Denmark": 1438, "Solent": 91, "Suez": 512}


def test_at_most_one_lead_in_a_thousand_vessel_days_is_unexplained(seen: list[strangers.Seen]) -> None:
    days = sum(one.vessel_days for one in seen)
    left = [
        (one.waters, lead["detector"], lead["first_at"])
        for one in seen
        for lead, why in one.leads
        if why is None
    ]
    assert strangers.per_thousand(len(left), days) <= MOST, left


def test_an_analysts_day_does_not_drown(seen: list[strangers.Seen]) -> None:
    days = sum(one.vessel_days for one in seen)
    assert strangers.per_thousand(sum(len(one.leads) for one in seen), days) <= 5


def test_explanations_name_kinds_of_leads_and_no_ship() -> None:
    known = set(_detector.find())
    for one in strangers.explanations():
        assert set(one) <= {"waters", "detector", "box", "facts", "because"}
        assert one["waters"] in strangers.FILES
        assert one["detector"] in known
        assert not any(
            ch.isdigit() and len(word) >= 7
            for word in yaml.safe_dump(one).split()
            for ch in word
            if word.isdigit()
        )


@pytest.mark.parametrize(
    "change",
    [{"detector": "circling"}, {"lat": 31.0}, {"facts": {"together_h": 80.0}}, {"facts": {}}],
    ids=["another kind", "another place", "another length", "no such fact"],
)
def test_an_explanation_holds_for_its_kind_place_and_bounds_only(change: dict[str, Any]) -> None:
    assert strangers.explanation("Suez", LEAD, KNOWN) == "an anchorage"
    assert strangers.explanation("Suez", LEAD | change, KNOWN) is None
    assert strangers.explanation("Solent", LEAD, KNOWN) is None


def test_unexplained_leads_are_counted() -> None:
    one = strangers.Seen("Suez", 10, 500, [(LEAD, None), (LEAD, "an anchorage")])
    assert one.unexplained == 1
    assert strangers.per_thousand(one.unexplained, one.vessel_days) == 2.0
