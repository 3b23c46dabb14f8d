"""People's names: what is one name, what is not, and what the kernel has no opinion of."""

from itertools import combinations
from pathlib import Path

import pytest

from leadline.entities.korean import THRESHOLD, compare, readings


def alike(a: str, b: str) -> bool:
    told = compare(a, b)
    return told is not None and told.score >= THRESHOLD


@pytest.mark.parametrize(
    "name",
    ["Kim Jong Un", "KIM, Jong-Un", "Jong Un KIM", "Kim Jongun", "KIMJONGUN", "Kim Chong-un", "Gim Jeong-eun", "Kim Jong Eun",
     "Kim Chŏng-ŭn", "Kim Cho'ng-u'n", "Kim Cho’ng-u’n", "金正恩", "Ким Чен Ын", "Ким Чонын", "キム・ジョンウン", "キムジョンウン",
     "Jin Zhengen", "Ｋｉｍ　Ｊｏｎｇ　Ｕｎ", "K\u200bim Jong\u200f Un", "Kіm Jоng Un", "Kim Jong Un (김정은)", "김정은(金正恩)", "김正恩", "김정은 위원장", "Ким Чен Ын (Kim Jong Un)"],
)  # fmt: skip
def test_one_name_in_many_scripts(name: str) -> None:
    assert alike(name, "김정은")
    assert alike(name, "Kim Jong Un")


@pytest.mark.parametrize(
    ("a", "b"),
    [("Ri Son Gwon", "Lee Son Kwon"), ("리선권", "이선권"), ("Ri Pyong Chol", "Ri Pyo'ng-ch'o'l"), ("李炳哲", "리병철"),
     ("Choe Ryong Hae", "Ch'oe Ryong-hae"), ("崔龙海", "최룡해"), ("崔龍海", "崔龙海"), ("Pak Pong Ju", "Park Bong-ju"),
     ("Jang Song Thaek", "Jang Sung-taek"), ("Ko Chol Chae", "Ko Ch'o'l-ch'ae"), ("Sim Hyon Sop", "Shim Hyun-seop"),
     ("Ryang Tae Chol", "양대철"), ("No Mu Hyon", "로무현"), ("Roh Moo-hyun", "노무현"), ("Ra Kyong Su", "나경수"),
     ("Rim Ryong Nam", "임용남"), ("RA KY'ONG-SU", "라경수"), ("Nam Gung Ok", "남궁옥"), ("Hwangbo Yong", "황보영"),
     ("Kim Hang-nyol", "김학렬"), ("Kim Sol-lim", "김설림"), ("Choe In-nok", "최인록"), ("Пак Пон Чжу", "박봉주"),
     ("Ли Ён Хо", "리영호"), ("Цой Рён Хэ", "최룡해"), ("Чан Сон Тхэк", "Jang Song Thaek"), ("Jiang Wen-ji", "강문길"),
     ("チャン・ソンテク", "장성택"), ("Dr. Kim Yong Chol", "김영철"), ("金広哲", "金廣哲")],
)  # fmt: skip
def test_the_same_syllables(a: str, b: str) -> None:
    assert alike(a, b)


LINES = (Path(__file__).parent / "spellings.txt").read_text("utf-8").splitlines()
SPELLINGS = [line.split("/") for line in LINES if not line.startswith("#")]


def test_one_name_as_different_sources_write_it() -> None:
    apart = [(a, b) for names in SPELLINGS for a, b in combinations(names, 2) if not alike(a, b)]
    assert apart == []


def test_names_of_different_people() -> None:
    pairs = ((a, b) for names, others in combinations(SPELLINGS, 2) for a in names for b in others)
    assert [(a, b) for a, b in pairs if alike(a, b)] == []


@pytest.mark.parametrize(
    ("a", "b"),
    [("Kim Jong Un", "Kim Jong Il"), ("Kim Jong Un", "Kim Yong Un"), ("Kim Jong Un", "김정일"), ("Kim Jong Un", "Kim Jong Nam"),
     ("Kim Yong Chol", "Kim Kyong Chol"), ("김정은", "김종은"), ("Ri Pyong Chol", "Ri Pyong Su"), ("Kim Jong Un", "Pak Jong Un"),
     ("Choe Chun Ryong", "Choe Chun Yong"), ("Kim Jong", "Kim Jong Un"), ("Ким Чен Ын", "Ким Чен Ир"), ("Pak Chol", "Paek Chol"),
     ("Kang Chol Su", "Jang Chol Su"), ("金正恩", "金正日")],
)  # fmt: skip
def test_restraint(a: str, b: str) -> None:
    told = compare(a, b)
    assert told is not None
    assert told.score < THRESHOLD


@pytest.mark.parametrize(
    "name",
    ["Robert Smith", "Maria Lopez", "محمد علي", "Владимир Петров", "", "4711", "田中一郎太郎", "Hannibal"],
)
def test_no_opinion_of_what_is_not_korean(name: str) -> None:
    assert compare(name, "Kim Jong Un") is None
    assert compare("김정은", name) is None


@pytest.mark.parametrize(
    "slip",
    ["Kim Jonh Un", "Kim Jogn Un", "Kim Jng Un", "Kim Jong Uun", "Kmi Jong Un", "Kim J0ng Un", "Kirn Jong Un", "Km Jng Un",
     "J. Un Kim", "Kim Jo ng Un", "K im Jong Un", "Un Jong Kim"],
)  # fmt: skip
def test_slips_of_the_pen(slip: str) -> None:
    told = compare(slip, "Kim Jong Un")
    assert told is not None
    assert THRESHOLD <= told.score < 1.0


def test_a_slip_that_makes_another_usual_syllable_is_another_name() -> None:
    assert alike("Ri Chok Min", "Ri Chol Min")  # 척 is no syllable of names
    assert not alike("Ri Chon Min", "Ri Chol Min")


def test_different_characters_with_one_reading_weigh_less() -> None:
    told = compare("金正恩", "金正銀")
    assert told is not None
    assert THRESHOLD <= told.score < 1.0
    assert any("different characters" in reason for reason in told.reasons)
    assert not alike("金正恩", "金貞銀")


def test_scores_fall_with_the_surety_of_the_spelling() -> None:
    scores = [compare(name, "김정은").score for name in ("Kim Jong Un", "Kim Jung Un", "Jin Zhengen")]  # type: ignore[union-attr]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


@pytest.mark.parametrize(
    ("a", "b", "says"),
    [("Kim Jong Un", "김정은", "Jong / 정: both may be the syllable 정 (Jong in McCune-Reischauer, DPRK)."),
     ("Ri Yong Ho", "이영호", "Surname Ri / 이: one surname, 리/이 (Ri in Revised, McCune-Reischauer, DPRK)."),
     ("Kim Jong Un", "Kim Jong Il", "Un / Il: no syllable in common."),
     ("Kim Jonh Un", "Kim Jong Un", "Jonh / Jong: taken for a slip of the pen, one of them is no usual syllable."),
     ("J. Un Kim", "Kim Jong Un", "J / Jong: only an initial is given."),
     ("Chol Song KIM", "KIM Song Chol", "All words of one stand in the other in reverse order."),
     ("Kim Yong Ho", "Kim Yong-ho", "Yong may be 영 or 용: namesakes can't be told apart in these letters."),
     ("Choe Ryong Hae", "Choe Yong Hae", "Ryong / Yong: 령 and 영 are one syllable by the initial-sound law (Ryong in McCune-Reischauer, DPRK; Yong in McCune-Reischauer, DPRK)."),
     ("Kim Chol", "Kim Chol Su", "The given name has one syllable in one and 2 syllables in the other.")],
)  # fmt: skip
def test_reasons(a: str, b: str, says: str) -> None:
    told = compare(a, b)
    assert told is not None
    assert says in told.reasons


def test_readings_in_hangul() -> None:
    assert "김정은" in readings("Kim Jong Un")
    assert readings("김정은") == ("김정은",)
    assert readings("金正恩")[0] == "김정은"
    assert readings("Robert Smith") == ()


def test_what_may_be_a_person_or_a_firm_is_read_as_both() -> None:
    for schema in ("LegalEntity", "Thing", ""):
        assert compare("Park Bong-ju", "박봉주", schema) is not None
        assert compare("Foreign Trade Bank", "조선무역은행", schema) is not None


def test_a_sound_that_only_one_side_has_ends_no_comparison() -> None:
    found = compare("Aung, MIN", "MIN, Aung")
    assert found is None or found.reasons
