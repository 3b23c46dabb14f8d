"""The tree: numbers, ids, what it refuses, and its golden file."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_pages import blocks, words
from report_sample import STAR

from leadline.errors import BadContent
from leadline.reports.build import compose
from leadline.reports.numbering import MAP_POLICY, numbered, plain
from leadline.reports.tree import (
    Block,
    Code,
    Column,
    Emphasis,
    Figure,
    Footnote,
    Heading,
    List,
    MapData,
    Note,
    Paragraph,
    Report,
    Section,
    Strong,
    TableBlock,
    Text,
)
from leadline.reports.words import letters, roman, visible


def report(*lots: list[Block]) -> Report:
    sections = [Section(f"part_{order}", lot) for order, lot in enumerate(lots)]
    return Report("LL/1", "Fictional", "TLP:CLEAR", datetime(2026, 1, 2, tzinfo=UTC), sections=sections)


def small() -> Report:
    return report(
        [
            Heading(["One"], 1),
            Paragraph(["A ", Emphasis("ship"), ".", Footnote(["E-0001, ", Code("4be1")])]),
            List([["first"], [Strong("second")]], ordered=True),
            Heading(["Simulated"], 2, exercise=True),
            Note(["Careful."], title="Note."),
            TableBlock(
                ["Rows"],
                [Column("Day"), Column("Said", share=1)],
                [[["2026-01-02"], [Text("예제", lang="ko"), Footnote(["of a cell"])]]],
            ),
        ],
        [Heading(["Two"], 1), Paragraph(["Last."])],
    )


def test_the_small_report_is_the_golden_one(golden: Any) -> None:
    golden("small.json", json.dumps(plain(small()), ensure_ascii=False, indent=1) + "\n")


def test_every_sentence_of_the_sample_is_the_reviewed_one(sample: Any, golden: Any) -> None:
    lines = []
    for block in blocks(plain(compose(sample))):
        match block["kind"]:
            case "heading":
                lines.append(f"\n{'#' * block['level']} {block['label']} {words(block['runs'])}")
            case "paragraph":
                lines.append(f"{block['number']}. {words(block['runs'])}")
            case "table":
                lines.append(f"Table {block['number']}: {words(block['caption'])}")
                lines += [" | ".join(words(cell) for cell in row) for row in block["rows"]]
            case "list":
                lines += [f"- {words(item)}" for item in block["items"]]
            case "note":
                lines.append(f"> {block['title']} {words(block['runs'])}")
            case _:
                lines.append(f"Figure {block['number']}: {words(block['caption'])} ({block['alt']})")
    golden("sample.txt", "\n".join(lines).strip() + "\n")


def test_numbering_twice_changes_nothing() -> None:
    once = numbered(small())
    assert numbered(once) == once


def test_exercise_is_inherited_below_its_heading_and_ends_with_it() -> None:
    tree = plain(
        report(
            [
                Heading(["All"], 1),
                Heading(["Simulated"], 2, exercise=True),
                Heading(["Below"], 3),
                Paragraph(["x"]),
                Heading(["Real"], 2),
                Paragraph(["y"]),
            ]
        )
    )
    assert [block["exercise"] for block in blocks(tree)] == [False, True, True, True, False, False]
    assert tree["exercise"]
    assert tree["sections"][0]["exercise"]


def test_a_figure_with_a_simulated_track_is_an_exercise_whatever_its_author_says() -> None:
    figure = Figure(["A map"], alt="A map", data=MapData(tracks=(STAR,)))
    (_, shown) = blocks(plain(report([Heading(["One"], 1), figure])))
    assert shown["exercise"]
    assert shown["alt"] == "EXERCISE. A map"


def test_every_map_carries_the_map_policy() -> None:
    figure = Figure(["A map"], alt="A map", data=MapData(), note=["something else"])
    (_, shown) = blocks(plain(report([Heading(["One"], 1), figure])))
    assert words(shown["note"]) == MAP_POLICY


@pytest.mark.parametrize(
    ("lot", "says"),
    [
        ([], "is empty"),
        ([Paragraph(["x"])], "must begin with a level-1 Heading"),
        ([Heading(["x"], 2)], "can't follow level 0"),
        ([Heading(["x"], 1), Heading(["y"], 3)], "can't follow level 1"),
        ([Heading(["x"], 1), Heading(["y"], 1)], "can't follow level 1"),
        ([Heading(["x"], 1), Paragraph("just a string")], "runs are a list"),
        ([Heading(["x"], 1), Paragraph([7])], "not a run of text"),  # type: ignore[list-item]
        ([Heading(["x"], 1), Paragraph([Footnote([Footnote(["y"])])])], "no notes of its own"),  # type: ignore[list-item]
        ([Heading(["x"], 1), TableBlock(["y"], [Column("z")], [[["a"], ["b"]]])], "has not 1 cells"),
        ([Heading(["x"], 1), Figure(["y"], alt=" ", data=MapData())], "alt text"),
        ([Heading(["x"], 1), Block()], "not a block of a report"),
    ],
)
def test_what_is_no_report_is_refused(lot: list[Block], says: str) -> None:
    with pytest.raises(BadContent, match=says):
        numbered(report(lot))


@given(st.lists(st.sampled_from(["p", "list", "h2"]), max_size=12), st.integers(1, 3))
def test_paragraphs_count_from_one_without_a_gap_and_ids_never_repeat(kinds: list[str], parts: int) -> None:
    make = {"p": lambda: Paragraph(["x"]), "list": lambda: List([["x"]]), "h2": lambda: Heading(["x"], 2)}
    lot = [Heading(["x"], 1), *(make[kind]() for kind in kinds)]
    found = blocks(plain(report(*[lot] * parts)))
    ids = [block["id"] for block in found]
    assert len(set(ids)) == len(ids)
    assert all(ids)
    numbers = [block["number"] for block in found if block["kind"] == "paragraph"]
    assert numbers == list(range(1, kinds.count("p") * parts + 1))


@given(st.text())
def test_visible_text_hides_nothing_and_is_stable(text: str) -> None:
    shown = visible(text)
    assert visible(shown) == shown
    assert not set("\u202e\u200b\u2066\x00\ud800\ufeff\n") & set(shown)
    assert json.loads(json.dumps(shown).encode()) == shown


def test_labels_of_headings() -> None:
    assert [roman(n) for n in (1, 4, 9, 14, 40)] == ["I", "IV", "IX", "XIV", "XL"]
    assert [letters(n) for n in (1, 26, 27, 53)] == ["A", "Z", "AA", "BA"]
