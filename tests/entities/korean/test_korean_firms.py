"""Companies, bodies and vessels: generic words apart, numbers that must agree."""

from itertools import combinations
from pathlib import Path

import pytest

from leadline.entities.korean import THRESHOLD, compare, readings


@pytest.mark.parametrize(
    ("schema", "a", "b"),
    [("Vessel", "CHONG CHON GANG", "CHONGCHONGANG"), ("Vessel", "UL JI BONG 6", "ULJIBONG 6"), ("Vessel", "YU JONG 2", "YUJONG-2"),
     ("Vessel", "M/V CHON MYONG 1", "CHON MYONG 1"), ("Vessel", "CHON MYONG 1", "천명 1"), ("Vessel", "CHON MYONG 1", "천명1호"),
     ("Vessel", "CHOL RYONG II", "CHOLRYONG 2"), ("Company", "Ryonha Machinery Joint Venture Corporation", "련하기계합영회사"),
     ("Company", "Ryonha Machinery Corp", "Chosun Yunha Machinery Joint Operation Company"),
     ("Company", "Korea Mining Development Trading Corporation", "조선광업개발무역회사"), ("Company", "Foreign Trade Bank", "조선무역은행"),
     ("Company", "Korea Kwangson Banking Corp", "朝鲜光鲜银行"), ("Company", "Korea Daesong Bank", "Choson Taesong Unhaeng"),
     ("Company", "Namchongang Trading Corporation", "Nam Chon Gang Corporation"), ("Company", "Daedong Credit Bank (DCB)", "대동신용은행"),
     ("Company", "Mansudae Overseas Project Group of Companies", "만수대해외개발회사그룹"),
     ("Organization", "Reconnaissance General Bureau", "정찰총국"), ("Organization", "Reconnaissance General Bureau", "Chongch'al Ch'ongguk"),
     ("Organization", "Reconnaissance General Bureau", "Разведывательное главное бюро"), ("Company", "Green Pine Corporation", "청송회사")],
)  # fmt: skip
def test_one_name(schema: str, a: str, b: str) -> None:
    told = compare(a, b, schema)
    assert told is not None
    assert told.score >= THRESHOLD


LINES = (Path(__file__).parent / "firms.txt").read_text("utf-8").splitlines()
FIRMS = [line.split("/") for line in LINES if not line.startswith("#")]


def alike(a: str, b: str) -> bool:
    told = compare(a, b, "Company")
    return told is not None and told.score >= THRESHOLD


def test_firms_as_korean_sources_and_lists_write_them() -> None:
    apart = [(a, b) for names in FIRMS for a, b in combinations(names, 2) if not alike(a, b)]
    assert apart == []


def test_different_firms() -> None:
    pairs = ((a, b) for names, others in combinations(FIRMS, 2) for a in names for b in others)
    assert [(a, b) for a, b in pairs if alike(a, b)] == []


@pytest.mark.parametrize(
    ("schema", "a", "b"),
    [("Vessel", "ULJIBONG 6", "ULJIBONG 9"), ("Vessel", "KUM UN SAN 3", "KUM UN SAN"), ("Vessel", "천명 1호", "CHON MYONG 2"),
     ("Company", "Korea Kwangson Banking Corp", "Korea Daesong Bank"), ("Company", "Korea Daesong Bank", "Korea Daesong General Trading Corporation"),
     ("Company", "Ryonha Machinery Corporation", "Ryonbong General Machinery Corporation"), ("Company", "조선무역은행", "조선보험회사"),
     ("Company", "Korea Mining Development Trading Corporation", "Korea Tangun Trading Corporation")],
)  # fmt: skip
def test_restraint(schema: str, a: str, b: str) -> None:
    told = compare(a, b, schema)
    assert told is not None
    assert told.score < THRESHOLD


@pytest.mark.parametrize(
    ("a", "b"),
    [("PETREL 8", "CHON MYONG 8"), ("Iran Space Agency", "Iran Space Research Center"), ("Olga", "Orka Finance"),
     ("National Bank", "State Bank"), ("Siemens AG", "조선무역은행"), ("", "천명")],
)  # fmt: skip
def test_no_opinion(a: str, b: str) -> None:
    assert compare(a, b, "Company") is None


def test_reasons_name_numbers_and_generic_words() -> None:
    vessels = compare("JI SONG 6", "JI SONG 8", "Vessel")
    assert vessels is not None
    assert "The numbers differ: 6 / 8." in vessels.reasons
    firms = compare("Korea Kwangson Banking Corp", "조선광선은행", "Company")
    assert firms is not None
    assert firms.reasons == ("Kwangson / 광선: both may be 광선.", "Both speak of bank.")


def test_readings_leave_generic_words_out() -> None:
    assert "광선" in readings("Korea Kwangson Banking Corp", "Company")
