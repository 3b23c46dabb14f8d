"""Each refusal of the frame is a story: someone writes this, and is told what to mend."""

from collections.abc import Callable
from pathlib import Path

import pytest

from leadline.errors import BadContent, Hostile, UnknownName
from leadline.law._reading import LARGEST
from leadline.law.regime import OWN, Regime, assemble

Toys = Callable[..., Regime]
STORIES = {
    "a_field_that_no_one_knows": ("program: XX-TOYS", "program: XX-TOYS\ncolour: red", "colour"),
    "a_paragraph_that_ends_before_it_begins": (
        "until: 2002-01-01, superseded_by: toy-op2",
        "until: 2000-06-01, superseded_by: toy-op2",
        "until .* must come after from",
    ),
    "a_year_that_is_not_a_day": ("from: 2001-01-01", "from: 2001", "a day is written"),
    "a_day_that_no_calendar_has": ("from: 2001-01-01", "from: 2001-02-30", "paragraphs.0.from"),
    "superseded_without_an_end": (
        "until: 2002-01-01, superseded_by: toy-op2",
        "superseded_by: toy-op2",
        "say widened_by",
    ),
    "superseded_by_one_that_begins_on_another_day": (
        "until: 2002-01-01, superseded_by: toy-op2",
        "until: 2002-06-01, superseded_by: toy-op2",
        "Give both the same day",
    ),
    "superseded_by_a_stranger": (
        "superseded_by: toy-op2",
        "superseded_by: toy-op9",
        "toy-op9.* under superseded_by",
    ),
    "widened_by_a_stranger": (
        "until: 2003-01-01, obliged",
        "until: 2003-01-01, widened_by: toy-op9, obliged",
        "toy-op9.* under widened_by",
    ),
    "amends_a_stranger": (
        "until: 2003-01-01, obliged",
        "until: 2003-01-01, amends: [toy-op9], obliged",
        "toy-op9.* under amends",
    ),
    "amends_what_comes_later": (
        "superseded_by: toy-op2, obliged",
        "superseded_by: toy-op2, amends: [toy-op2], obliged",
        "what changes another comes after it",
    ),
    "an_element_that_no_vocabulary_has": (
        "elements: [tin-toy]",
        "elements: [wooden-toy]",
        "wooden-toy.* under elements",
    ),
    "an_exemption_that_no_vocabulary_has": (
        "exempt: [museum]",
        "exempt: [museums]",
        "museums.* under exempt",
    ),
    "an_example_that_does_not_hold": (
        "{day: 2001-12-31, kind: ban}",
        "{day: 2001-12-31, kind: cap}",
        "says cap, the paragraphs give ban",
    ),
    "no_examples": ("examples:\n", "examples: []\nunused:\n", "examples"),
    "a_verb_outside_the_set": ("force: decides", "force: urges", "paragraphs.0.force"),
    "a_kind_outside_the_set": ("kind: ban,", "kind: allowed,", "paragraphs.0.kind"),
    "a_cap_without_an_amount": ("kind: ban,", "kind: cap,", "cap and caps go together"),
    "codes_whose_reading_they_are_unsaid": (", basis: derived}", "}", "hs and basis go together"),
    "a_code_that_lost_its_zero": ('hs: ["9503"]', 'hs: ["301"]', "goods.hs.0"),
    "a_paragraph_twice": ("{id: toy-op2, source", "{id: toy-op1, source", "toy-op1 stands twice"),
    "a_name_that_is_not_the_file": ("id: toys", "id: games", "the file's name is the id"),
    "a_key_twice": ("program: XX-TOYS", "program: XX-TOYS\nprogram: YY", "given twice"),
    "an_alias": ("flow: {from: zz, to: any}", "flow: [&a {from: zz, to: any}, *a]", "aliases are not taken"),
    "a_character_that_turns_text_round": ("title: Tin toys", "title: Tin \u202etoys", "title"),
    "half_a_file": ("examples:\n", "examples: [\n", "can't be read"),
}


@pytest.mark.parametrize("story", STORIES)
def test_is_refused(story: str, toys: Toys) -> None:
    old, new, says = STORIES[story]
    toys()  # the sample itself is fine
    with pytest.raises(BadContent, match=f"toys.yml.*{says}"):
        toys((old, new))


def test_two_caps_on_one_day_are_refused(toys: Toys) -> None:
    cap = "{per: calendar-year, level: some}"
    with pytest.raises(BadContent, match="two caps hold on the same day"):
        toys(("kind: ban,", f"kind: cap, caps: [{cap}, {cap}],"))


def test_a_cap_that_says_two_limits_is_refused(toys: Toys) -> None:
    cap = "{per: calendar-year, level: some, lower_of: [{amount: 5, unit: tonne, known: seen}]}"
    with pytest.raises(BadContent, match="one of lower_of, either_of, level"):
        toys(("kind: ban,", f"kind: cap, caps: [{cap}],"))


def test_an_exemption_that_rests_on_nothing_is_refused(toys: Toys) -> None:
    rests_on_nothing = (
        'elements: [{id: tin-toy, asks: "A?"}]\n'
        'exemptions: [{id: museum, title: M, granted_by: x, asks: "B?", under: toy-op7}]'
    )
    with pytest.raises(BadContent, match="rests on toy-op7"):
        toys(vocabulary=rests_on_nothing)


def test_one_id_in_two_files_names_both(tmp_path: Path) -> None:
    outside = tmp_path / "coal.yml"
    outside.write_bytes((OWN / "coal.yml").read_bytes())
    with pytest.raises(BadContent) as caught:
        Regime.load([tmp_path])
    assert str(OWN / "coal.yml") in str(caught.value)
    assert str(outside) in str(caught.value)


def test_a_shared_paragraph_with_another_date_names_both_files(tmp_path: Path) -> None:
    text = (OWN / "coal.yml").read_text(encoding="utf-8")
    changed = text.replace("id: coal\n", "id: peat\n", 1).replace("from: 2016-03-02", "from: 2016-03-01")
    (tmp_path / "peat.yml").write_text(changed, encoding="utf-8")
    with pytest.raises(BadContent, match=r"(?s)s2270-op29 has one 'since'.*coal\.yml.*peat\.yml"):
        Regime.load([tmp_path])


def test_a_file_that_is_too_large_is_hostile(tmp_path: Path) -> None:
    file = tmp_path / "toys.yml"
    file.write_bytes(b"#" * (LARGEST + 1))
    with pytest.raises(Hostile, match="Split it by subject"):
        assemble([file])


def test_a_file_nested_too_deeply_is_hostile(tmp_path: Path) -> None:
    file = tmp_path / "toys.yml"
    file.write_text("[" * 50_000, encoding="utf-8")
    with pytest.raises(Hostile, match="nested too deeply"):
        assemble([file])


def test_binary_junk_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "toys.yml"
    file.write_bytes(bytes(range(256)))
    with pytest.raises(BadContent, match="can't be read"):
        assemble([file])


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadContent, match="isn't a folder"):
        Regime.load([tmp_path / "none"])


def test_a_file_whose_ending_would_hide_it(tmp_path: Path) -> None:
    (tmp_path / "toys.yaml").write_text("id: toys", encoding="utf-8")
    with pytest.raises(BadContent, match=r"Rename it to toys\.yml"):
        Regime.load([tmp_path])


def test_an_unknown_measure_offers_near_ones() -> None:
    with pytest.raises(UnknownName, match="refined-petroleum"):
        Regime.load().measure("refined-petrolem")


def test_an_unknown_paragraph_offers_near_ones() -> None:
    with pytest.raises(UnknownName, match="s2371-op8"):
        Regime.load().paragraph("s2371-op88")
