"""Laws that hold for any name: Hypothesis looks for one that breaks them."""

import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from leadline.entities.korean import THRESHOLD, compare, keys, readings, sounds

SURNAMES = sorted(one for one in sounds.common_surnames() if len(one) == 1)
GIVEN = sorted(sounds.common())
SYLLABLES = sorted(sounds.inventory())
people = st.tuples(st.sampled_from(SURNAMES), st.sampled_from(GIVEN), st.sampled_from(GIVEN))
romanised = people.flatmap(lambda name: st.tuples(*(st.sampled_from(sounds.standard(one)) for one in name)))
hanja = {char: told for char, told in sounds.hanja().items() if len(told) == 1}
written = st.one_of(
    romanised.map(" ".join),
    romanised.map(lambda name: f"{name[1]}-{name[2]} {name[0].upper()}"),
    people.map("".join),
    st.text(max_size=30),
    st.sampled_from(
        [
            "Kim Jonh Un",
            "Jin Zhengen",
            "J. Un Kim",
            "Un Jong Kim",
            "K im Jong Un",
            "キム・ジョンウン",
            "Ким Чен Ын",
        ]
    ),
)
firms = st.builds(
    lambda row, end: " ".join([*(sounds.standard(one)[0] for one in row), *end]),
    st.lists(st.sampled_from(GIVEN), min_size=1, max_size=4),
    st.sampled_from([[], ["2"], ["Trading"], ["Bank"], ["Korea", "Shipping", "Co", "Ltd"]]),
)
schemas = st.sampled_from(["Person", "Company", "Vessel", "LegalEntity"])


@given(written | firms, written | firms, schemas)
@settings(max_examples=300)
def test_symmetric(a: str, b: str, schema: str) -> None:
    one, other = compare(a, b, schema), compare(b, a, schema)
    assert (one and one.score) == (other and other.score)


@given(written | firms, written | firms, schemas)
@settings(max_examples=400)
@example("Hwangbo Yong", "황보영", "Person")
@example("Chol Song KIM", "KIM Song Chol", "Person")
@example("Km Jng Un", "Kim Jong Un", "Person")
@example("J. Un Kim", "김정은", "Person")
@example("Jiang Wenji", "강문길", "Person")
@example("NOMCHONGANG", "NAM CHON GANG", "Vessel")
@example("Foreign Trade Bank", "조선무역은행", "Company")
def test_names_that_are_one_share_a_key(a: str, b: str, schema: str) -> None:
    told = compare(a, b, schema)
    if told is not None and told.score >= THRESHOLD:
        assert keys(a, schema) & keys(b, schema)


@given(people, st.data())
@settings(max_examples=300)
def test_keys_find_a_name_in_another_romanisation(name: tuple[str, str, str], data: st.DataObject) -> None:
    spelt = " ".join(data.draw(st.sampled_from(sounds.standard(one))) for one in name)
    told = compare("".join(name), spelt)
    assert told is not None
    assert told.score >= 0.85
    assert keys("".join(name)) & keys(spelt)
    assert all(reason.endswith(".") for reason in told.reasons)


@given(romanised)
@settings(max_examples=200)
def test_case_width_order_spacing_and_hyphens_change_nothing(name: tuple[str, str, str]) -> None:
    family, first, second = name
    plain = f"{family} {first} {second}"
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in plain)
    for other in (
        plain.upper(), plain.title(), wide, f"{family}, {first} {second}", f"{first}-{second} {family}", f"  {family}\u00a0{first}  {second} ",
        f"{family} {first}-{second}", f"{family.upper()} {first}{second}", unicodedata.normalize("NFD", plain), f"\u200f{plain}\u200e",
    ):  # fmt: skip
        told = compare(plain, other)
        assert told is not None
        assert told.score >= 0.97, other


@given(st.sampled_from(SURNAMES), st.lists(st.sampled_from(sorted(hanja)), min_size=2, max_size=2))
@settings(max_examples=200)
def test_hanja_are_one_with_their_readings(family: str, chars: list[str]) -> None:
    told = compare(family + "".join(hanja[char] for char in chars), "".join([family, *chars]))
    assert told is not None
    assert told.score == 1.0


@given(people, people)
@settings(max_examples=200)
def test_other_syllables_are_another_name(a: tuple[str, str, str], b: tuple[str, str, str]) -> None:
    """In Hangul nothing is guessed: only the initial-sound law makes two syllables one."""
    told = compare("".join(a), "".join(b))
    assert told is not None
    one = all(x == y or (at < 2 and y in sounds.kin(x)) for at, (x, y) in enumerate(zip(a, b, strict=True)))
    assert (told.score >= THRESHOLD) == one


@given(st.text() | st.text(alphabet=st.characters(codec="utf-8", categories=("L", "M", "Cf"))), schemas)
@settings(max_examples=400)
@example("\ud800", "Person")
@example("'" * 50, "Company")
@example("ㄱㄴㄷ", "Person")
@example("゛゜ーッ", "Person")
@example("()[]-.,", "Vessel")
def test_never_raises(text: str, schema: str) -> None:
    told = compare(text, "Kim Jong Un", schema)
    assert told is None or (0.0 <= told.score <= 1.0 and told.reasons)
    keys(text, schema)
    readings(text, schema)


def test_ten_megabytes_are_no_name() -> None:
    for text in (
        "a" * 10_000_000,
        "kim " * 2_500_000,
        "김" * 5_000_000,
        "金 " * 2_000_000,
        "가나다 " * 2_000_000,
        "'" * 10_000_000,
    ):
        for schema in ("Person", "Vessel"):
            told = compare(text, "Kim Jong Un", schema)
            assert told is None or told.score < THRESHOLD
            assert len(keys(text, schema)) < 10_000
