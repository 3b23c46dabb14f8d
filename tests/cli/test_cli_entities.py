"""leadline entities: judgements of people, and what they do to candidates."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from leadline.cli import main
from leadline.entities.resolution import judgements
from leadline.entities.screening import in_force
from leadline.entities.screening.match import screen
from leadline.entities.screening.query import Query

LISTED = """\
id: made-up
title: Made-up list (fictional)
authority: The fictional State of Examplia
binds: nobody
as_of: 2026-01-01
source: made up for this test
licence: CC0
min_entries: 1
max_entries: 9
entries:
- {name: Chol Ryong, schema: Vessel, imo: 8606173, ref: X-1, designations: [{measure: vessel-freeze, from: 2020-01-01}]}
- {name: Kim Jong Sik, schema: Person, ref: X-2, designations: [{measure: asset-freeze, from: 2020-01-01}]}
"""


def run(folder: Path, *arguments: str) -> Result:
    """One command in a workspace."""
    return CliRunner().invoke(main, ["entities", *arguments, "--workspace", str(folder)])


@pytest.fixture
def place(folder: Path) -> Path:
    """A workspace with a made-up list beside the bundled ones."""
    (folder / "lists").mkdir()
    (folder / "lists" / "made-up.yml").write_text(LISTED, encoding="utf-8")
    with (folder / "leadline.toml").open("a") as file:
        file.write('\n[content]\nlists = ["lists"]\n')
    return folder


def test_resolve_links_what_is_sure_and_leaves_the_rest_to_people(place: Path) -> None:
    told = json.loads(run(place, "resolve", "--json").stdout)
    assert told == {
        "entries": told["entities"] + 1,
        "entities": told["entities"],
        "links": 1,
        "candidates": 1,
    }
    waiting = json.loads(run(place, "candidates", "--json").stdout)
    assert {waiting["left"], waiting["right"]} == {"made-up-X-2", "un-KPi.066"}
    assert waiting["reasons"]
    shown = run(place, "candidates").stdout
    assert "made-up-X-2" in shown
    assert "leadline entities judge" in shown


def test_a_judgement_settles_a_candidate(place: Path) -> None:
    run(place, "resolve")
    done = run(place, "judge", "made-up-X-2", "un-KPi.066", "different", "--why", "Born in another year.")
    assert done.exit_code == 0, done.output
    assert "different" in done.stdout
    assert "no candidates" in run(place, "candidates").stdout
    told = json.loads(run(place, "resolve", "--json").stdout)
    assert (told["links"], told["candidates"]) == (1, 0)
    run(place, "judge", "made-up-X-2", "un-KPi.066", "same", "--why", "The year was mistyped.")
    merged = json.loads(run(place, "resolve", "--json").stdout)
    assert merged["entities"] == told["entities"] - 1


def test_a_dismissed_match_of_a_resolved_entity_stays_dismissed(place: Path) -> None:
    """The entity that a screening shows has the names of all its entries; the dismissal is of that one."""
    run(place, "judge", "made-up-X-2", "un-KPi.066", "same", "--why", "As the passport says.")
    run(place, "dismiss", "Kim Jong Sik", "made-up-X-2", "--why", "Ours is a dentist.")
    index = in_force.open_index(place, print)
    answer = screen(index, Query("Kim Jong Sik"), judgements=judgements.read(place / "leadline.db"))
    assert [m.entity["referents"] for m in answer.dismissed] == [["made-up-X-2", "un-KPi.066"]]
    assert "Ours is a dentist" in answer.dismissed[0].judged


def test_scope_says_why(place: Path) -> None:
    told = [
        json.loads(line)
        for line in run(place, "scope", "made-up-X-1", "made-up-X-2", "--json").stdout.splitlines()
    ]
    assert [(one["id"], one["in_scope"]) for one in told] == [
        ("un-vessels-IMO8606173", True),
        ("made-up-X-2", False),
    ]
    assert "Designated by the UN under resolution 1718" in run(place, "scope", "made-up-X-1").stdout
    assert "Nothing that the lists say" in run(place, "scope", "made-up-X-2").stdout
    assert len(run(place, "scope", "--json").stdout.splitlines()) == 214


def test_dismiss_is_kept_for_the_next_screening(place: Path) -> None:
    told = run(
        place,
        "dismiss",
        "Kim Jong Sik",
        "un-KPi.066",
        "--why",
        "Ours is a dentist.",
        "--country",
        "DE",
        "--json",
    )
    assert json.loads(told.stdout) == {"name": "Kim Jong Sik", "entity": "un-KPi.066", "answer": "different"}
    kept = judgements.read(place / "leadline.db").matches
    assert judgements.Question.of("kim jong sik", country="de") in {question for question, _ in kept}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("judge", "un-KPi.999", "un-KPi.066", "same", "--why", "x"), "No entry"),
        (("judge", "un-KPi.066", "un-KPi.066", "same", "--why", "x"), "one entry"),
        (("judge", "un-KPi.066", "un-KPi.065", "same", "--why", " "), "why"),
        (("dismiss", "Kim", "nobody-1", "--why", "x"), "No entry"),
        (("scope", "nobody-1"), "No entry"),
        (("candidates",), "leadline entities resolve"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(folder: Path, arguments: tuple[str, ...], says: str) -> None:
    told = run(folder, *arguments)
    assert told.exit_code == 2
    assert says in told.stderr
