"""The tables: what romanisations, surnames and Hanja say, and that they can be built anew."""

from pathlib import Path

import pytest

from leadline.entities.korean import _derive, fold, person, sounds


@pytest.mark.parametrize(
    ("one", "revised", "mccune", "dprk", "kontsevich"),
    [("정", "jeong", "cho'ng", "jong", "чон"), ("철", "cheol", "ch'o'l", "chol", "чхоль"), ("은", "eun", "u'n", "un", "ын"),
     ("룡", "ryong", "ryong", "ryong", "рён"), ("택", "taek", "t'aek", "thaek", "тхэк"), ("최", "choe", "ch'oe", "choe", "чхве"),
     ("권", "gwon", "kwo'n", "kwon", "квон"), ("희", "hui", "hu'i", "hui", "хый"), ("박", "bak", "pak", "pak", "пак")],
)  # fmt: skip
def test_standard_spellings(one: str, revised: str, mccune: str, dprk: str, kontsevich: str) -> None:
    for text, alphabet in ((revised, "latin"), (mccune, "latin"), (dprk, "latin"), (kontsevich, "cyrillic")):
        assert sounds.spelt(text, alphabet)[one] == 1.0
    assert "revised" in sounds.systems(revised, one)
    assert "mccune" in sounds.systems(mccune, one)
    assert "dprk" in sounds.systems(dprk, one)
    assert sounds.systems(kontsevich, one) == ("kontsevich",)


def test_marks_of_mccune_reischauer_tell_syllables_apart() -> None:
    assert "정" not in sounds.spelt("ch'o'ng")
    assert {"정", "청"} <= set(sounds.spelt("chong"))


def test_every_syllable_of_names_is_read_back_from_its_standard_spellings() -> None:
    for one in sounds.common() | sounds.listed("places.txt"):
        assert sounds.standard(one), one
        for text in sounds.standard(one):
            assert one in sounds.spelt(text), (one, text)


def test_every_surname_is_read_back_from_its_own_spellings_and_hanja() -> None:
    for row in sounds.rows("surnames.csv"):
        for text in row["spellings"].split():
            assert row["surname"] in sounds.surname(text), (row["surname"], text)
        for chars in row["hanja"].split():
            assert len(chars) == len(row["surname"])
            assert all(
                one in sounds.hanja()[char] for one, char in zip(row["surname"], chars, strict=True)
            ), row


@pytest.mark.parametrize(
    ("char", "told"),
    [("金", "금김"), ("李", "리이"), ("林", "림임"), ("崔", "최"), ("龙", "룡용"), ("龍", "룡용"), ("鲜", "선"), ("沢", "택"), ("恩", "은")],
)  # fmt: skip
def test_readings_of_hanja(char: str, told: str) -> None:
    assert set(told) <= set(sounds.hanja()[char])


def test_the_initial_sound_law() -> None:
    assert sounds.kin("리") == ("이",) or set(sounds.kin("리")) == {"이", "니"}
    assert "로" in sounds.kin("노")
    assert "노" in sounds.kin("로")
    assert "여" in sounds.kin("녀")
    assert sounds.kin("김") == ()


def test_kana_in_the_letters_of_their_names() -> None:
    assert [word.text for word in fold.words("キム・ジョンウォン チェ ギョン ッ")] == [
        "kimu",
        "zyonwon",
        "tye",
        "gyon",
    ]


def test_scripts_that_touch_are_parted_and_alphabets_are_not_mixed() -> None:
    assert [(word.text, word.script) for word in fold.words("김정은(Ким)Kіm7")] == [
        ("김정은", "hangul"), ("ким", "cyrillic"), ("kim7", "latin"),
    ]  # fmt: skip


def test_a_name_is_read_with_its_surname_on_either_side() -> None:
    told = {
        (one.surname.text, tuple(at.text for at in one.given)) for one in person.read("Jong Chol Kim").whole
    }
    assert told == {("kim", ("jong", "chol")), ("jong", ("chol", "kim"))}


def test_the_tables_can_be_built_anew(tmp_path: Path) -> None:
    (tmp_path / "Unihan_Readings.txt").write_text(
        "# head\nU+91D1\tkHangul\t금:0E 김:0N\nU+91D1\tkMandarin\tjīn\nU+8D8A\tkMandarin\tyuè\n"
        "U+9F8D\tkHangul\t룡:0E 용:0\nU+5442\tkHangul\t려:0N\nU+5442\tkMandarin\tlǚ\n"
    )
    (tmp_path / "Unihan_Variants.txt").write_text(
        "U+9F99\tkTraditionalVariant\tU+9F8D\nU+9F8D\tkSimplifiedVariant\tU+9F99\nU+7ADC\tkZVariant\tU+9F8D<kHanYu\n"
    )
    _derive.main(tmp_path, tmp_path)

    def table(name: str) -> list[str]:
        return [
            line for line in (tmp_path / name).read_text("utf-8").splitlines() if not line.startswith("#")
        ]

    assert table("hanja.tsv") == ["금\t金", "김\t金", "려\t呂", "룡\t龍", "용\t龍"]
    assert table("variants.tsv") == ["龍\t竜龙"]
    assert table("pinyin.tsv") == ["jin\t금김", "lv\t려"]
