"""A small fictional report: ships, people and companies in it don't exist."""

from datetime import UTC, date, datetime, timedelta

import pytest

from leadline.geography import natural_earth
from leadline.reports.material import (
    Act,
    Detector,
    Element,
    Evidence,
    Exemption,
    Explanation,
    Finding,
    Fix,
    Innocent,
    Lead,
    Material,
    Meeting,
    Meta,
    Moment,
    Reply,
    Silence,
    Standing,
    Subject,
    Threshold,
    Track,
)

HASH = "4be1" + "0123456789abcdef" * 3 + "56789abc9c02"
needs_maps = pytest.mark.skipif(
    not natural_earth.built(), reason="Natural Earth is not built: run 'make setup' to test what needs maps"
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=UTC)


def fix(day: int, hour: float, lat: float, lon: float) -> Fix:
    return Fix(at=at(day, 0) + timedelta(hours=hour), lat=lat, lon=lon)


STAR = Track(
    label="EXAMPLE STAR (예제성호)",
    mmsi="790000001",
    simulated=True,
    points=(
        fix(12, 4.2, 38.70, 125.30),
        fix(12, 12, 38.35, 124.60),
        fix(12, 20, 37.90, 124.10),
        fix(13, 2, 37.50, 123.75),
        fix(14, 9, 34.30, 123.65),
        fix(14, 20, 33.10, 123.35),
        fix(15, 6, 32.10, 123.25),
    ),
)
GLORY = Track(
    label="SPECIMEN GLORY",
    mmsi="790000002",
    simulated=True,
    points=(
        fix(13, 6, 33.95, 126.10),
        fix(13, 12, 33.90, 125.20),
        fix(13, 20, 34.25, 124.30),
        fix(14, 3, 35.40, 123.72),
        fix(14, 12, 35.70, 123.60),
        fix(15, 2, 36.90, 122.60),
    ),
)
SHIP_TO_SHIP = Standing(
    measure="ship-to-ship",
    title="Ship-to-ship transfers with DPRK vessels",
    cite="S/RES/2375 (2017), para. 11",
    force="decides",
    kind="ban",
    day=date(2026, 5, 14),
    says="Ships are not to transfer goods at sea to or from a vessel of the DPRK.",
    elements=(
        Element(
            asks="Did goods pass between the two ships?",
            answer="unknown",
            because="no image shows a hose or a crane",
        ),
        Element(
            asks="Did they meet outside a port?",
            answer="yes",
            because="both were heard 60 nautical miles from land",
        ),
        Element(
            asks="Is one of them a DPRK vessel?",
            answer="unknown",
            because="a broadcast is a claim, not a registry entry",
        ),
    ),
    exemptions=(Exemption(asks="Was the transfer exempted in advance?", granted_by="the 1718 Committee"),),
)


def finding() -> Finding:
    return Finding(
        id="F-1",
        title="Example Star and Specimen Glory (예제성호)",
        claim="The fictional tanker Example Star lay beside Specimen Glory for two hours while its transmitter was silent.",
        subjects=(
            Subject(name="Example Star", mmsi="790000001", imo="2000001", flag_claimed="Exerciseland"),
            Subject(name="Specimen Glory", mmsi="790000002", imo="3000004"),
        ),
        evidence=("E-0001", "E-0002"),
        leads=(
            Lead(
                id="L1",
                detector="deeper_after_silence",
                says="Draught rose 1.4 m during 31 h of AIS silence.",
                first_at=at(13, 2),
                last_at=at(14, 9),
                lat=35.6,
                lon=123.7,
                facts={"rise_m": 1.4, "silence_h": 31.0},
                stronger=("the silence began within 60 nautical miles of the DPRK",),
                evidence=("E-0001",),
            ),
        ),
        standings=(SHIP_TO_SHIP,),
        likelihood="very likely",
        confidence="moderate",
        explanations=(
            Explanation(
                says="The crew corrected an old draught once alongside.",
                weighed="The draught was changed at sea.",
            ),
            Explanation(says="No receiver could have heard the vessel.", cannot_tell=True),
        ),
        simulated=True,
        tracks=(STAR, GLORY),
        silences=(Silence(mmsi="790000001", start=STAR.points[3], end=STAR.points[4]),),
        meetings=(
            Meeting(
                at=at(14, 3, 22),
                until=at(14, 5, 30),
                lat=35.45,
                lon=123.70,
                label="both within 300 m of each other",
            ),
        ),
        chronology=(
            Moment(
                at=at(12, 4, 10), says="Departs Nampo (남포); draught 5.1 m", grade="B2", evidence=("E-0001",)
            ),
            Moment(at=at(13, 2), says="AIS transmission stops", grade="A1", evidence=("E-0001",)),
            Moment(
                at=at(14, 3, 22), says="Side by side with Specimen Glory", grade="B1", evidence=("E-0002",)
            ),
            Moment(
                at=at(14, 9), says="AIS resumes; draught 6.5 m", grade="A2", evidence=("E-0001", "E-0002")
            ),
        ),
    )


def act() -> Act:
    return Act(
        id="A-1",
        case="case-specimen-coal",
        title="Specimen Trader: coal (fictional)",
        reported_by="Invented Institute",
        done="Coal was loaded",
        by="Specimen Trading Co. (主体样例贸易有限公司)",
        goods="coal",
        quantity=25000,
        unit="t",
        where="Nampo",
        when="2018-03",
        precision="month",
        locator="p. 12",
        evidence=("E-0003",),
        standings=(
            Standing(
                measure="coal",
                title="Coal leaving the DPRK",
                cite="S/RES/2371 (2017), para. 8",
                force="decides",
                kind="ban",
                day=date(2018, 3, 1),
                says="The DPRK is not to supply coal, and others are not to buy it.",
                elements=(Element(asks="Was the coal of DPRK origin?"),),
            ),
        ),
    )


def material() -> Material:
    evidence = [
        ("E-0001", 31, "star.csv", "exercise tracks", "Fixes and draught of Example Star", "A1", True),
        ("E-0002", 7, "glory.csv", "exercise tracks", "Fixes of Specimen Glory", "B1", True),
        ("E-0003", None, "acts.yaml", "reported", "An account of coal that was loaded", "C3", False),
    ]
    return Material(
        meta=Meta(
            number="LL/2026/1",
            title="Meetings at sea that never happened",
            handling="TLP:CLEAR",
            issued=datetime(2026, 6, 1, 12, tzinfo=UTC),
            issuer="An invented team",
            exercise=True,
        ),
        findings=(finding(),),
        acts=(act(),),
        detectors=(
            Detector(
                id="deeper_after_silence",
                says="A vessel returns from an AIS silence reporting a deeper draught.",
                paragraphs=(
                    "Draught is typed by hand and silence is common in these waters: a lead, never a finding.",
                ),
                thresholds=(
                    Threshold(
                        name="min_silence_h",
                        value="12",
                        unit="h",
                        reason="a coaster needs half a day to load",
                    ),
                    Threshold(
                        name="min_rise_m", value="1.0", unit="m", reason="less is trim, ballast or typing"
                    ),
                ),
                innocent=(
                    Innocent(id="stale-entry", says="the crew corrects an old draught once alongside"),
                    Innocent(
                        id="thin-coverage", says="no receiver could have heard the vessel", cannot_tell=True
                    ),
                ),
            ),
        ),
        evidence=tuple(
            Evidence(number=n, archived_id=HASH, row=r, file=f, source=s, says=w, grade=g, simulated=x)
            for n, r, f, s, w, g, x in evidence
        ),
        versions={"leadline": "0.1.0"},
    )


REPLY = Reply(party="Specimen Shipping (fictional)", asked_on=date(2026, 5, 20), due_on=date(2026, 6, 10))
