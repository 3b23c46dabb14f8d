"""``leadline lists``: what people type and scripts read."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from leadline.cli import main

SAMPLES = Path(__file__).parent / "lists/samples"


def run(*arguments: object, expect: int = 0, folder: Path | None = None) -> str:
    more = ["--workspace", folder] if folder else []
    told = CliRunner().invoke(main, ["lists", *(str(a) for a in (*arguments, *more))])
    assert told.exit_code == expect, told.output
    return told.output


def parsed(*arguments: object, folder: Path | None = None, expect: int = 0) -> list[dict[str, Any]]:
    lines = run(*arguments, "--json", folder=folder, expect=expect).splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two versions of the same list, the later with one more, one less, one changed and one only spaced otherwise."""
    first, second = tmp_path / "v-2029-01-02.csv", tmp_path / "v-2029-02-03.csv"
    head = "name,previous_or_alt_names,imo,designated,measures\n"
    more = "".join(f"Fill {n},,,2029-01-01,asset_freeze\n" for n in range(20))
    first.write_text(
        head
        + "Example Star,Example Sun,2000004,2029-01-01,asset_freeze\nGone,,,2029-01-01,deflag\nSpaced,A B,,2029-01-01,deflag\n"
        + more
    )
    second.write_text(
        head
        + "Example Star,Example Moon,2000004,2029-01-01,asset_freeze\nNew,,,2029-01-01,deflag\nSpaced,A  B ,,2029-01-01,deflag\n"
        + more
    )
    return first, second


def test_the_bundled_lists_are_shown_without_a_workspace() -> None:
    told = {row["list"]: row for row in parsed("list")}
    assert (told["un"]["entries"], told["un-vessels"]["entries"], told["ofac"]["entries"]) == (155, 59, 0)
    assert told["un"]["as_of"] == "2026-02-27"
    assert "United States" in told["ofac"]["binds"]
    assert "all Member States" in run("list")


def test_import_list_diff_show(folder: Path, two: tuple[Path, Path]) -> None:
    for file in reversed(two):
        run("import", "un-vessels", file, folder=folder)
    told = {row["list"]: row for row in parsed("list", folder=folder)}
    assert (told["un-vessels"]["from"], told["un-vessels"]["as_of"], len(told["un-vessels"]["versions"])) == (
        "imported",
        "2029-02-03",
        2,
    )
    (found,) = parsed("diff", "un-vessels", folder=folder)
    assert found["counts"] == {"added": 1, "removed": 1, "changed": 1, "aside": 0, "blanks": 1}
    (changed,) = found["changed"]
    assert changed["fields"] == [{"field": "alias", "was": ["Example Sun"], "now": ["Example Moon"]}]
    text = run("diff", "un-vessels", folder=folder)
    assert "+ alias: Example Moon" in text
    assert "from 2029-01-02 to 2029-02-03: 1 changed, 1 added, 1 removed." in text
    assert "1 more in blanks alone." in text
    (entry,) = parsed("show", "un-vessels", "IMO2000004", folder=folder)
    aliases = {
        s["value"]: (s["first_seen"][:10], s["last_seen"][:10], s["in_force"])
        for s in entry["statements"]
        if s["prop"] == "alias"
    }
    assert aliases == {
        "Example Sun": ("2029-01-02", "2029-01-02", False),
        "Example Moon": ("2029-02-03", "2029-02-03", True),
    }
    assert {s["file"] for s in entry["statements"]} == {file.name for file in two}
    assert "no longer said" in run("show", "un-vessels", "IMO2000004", folder=folder)


def test_two_files_are_compared_without_an_import(two: tuple[Path, Path]) -> None:
    (found,) = parsed("diff", "un-vessels", *two)
    assert (found["from"], found["to"]) == tuple(file.name for file in two)
    assert (found["counts"]["changed"], found["counts"]["added"]) == (1, 1)
    (back,) = parsed("diff", "un-vessels", *reversed(two))
    assert back["counts"] == found["counts"]
    assert back["changed"][0]["fields"][0]["was"] == found["changed"][0]["fields"][0]["now"]


def test_versions_are_named_by_their_day(folder: Path, two: tuple[Path, Path]) -> None:
    for file in two:
        run("import", "un-vessels", file, folder=folder)
    run("import", "un-vessels", two[0], "--again", "--as-of", "2029-01-02", folder=folder)
    (found,) = parsed("diff", "un-vessels", "--from", "2029-01-31", "--to", "2029-02-03", folder=folder)
    assert (found["from"], found["to"]) == ("2029-01-02", "2029-02-03")
    assert "no version is that old" in run(
        "diff", "un-vessels", "--from", "2028-01-01", folder=folder, expect=2
    )
    assert "is no day" in run("diff", "un-vessels", "--from", "yesterday", folder=folder, expect=2)


def test_one_programme_or_all(folder: Path, tmp_path: Path) -> None:
    sample = (SAMPLES / "un.xml").read_text(encoding="utf-8")
    other = tmp_path / "other.xml"
    other.write_text(
        sample.replace("EXAMPLE GROUP", "EXAMPLE BAND")
        .replace("Ri Muster", "Ri Model")
        .replace("2030-02-03", "2030-03-04"),
        encoding="utf-8",
    )
    assert run("diff", "un", SAMPLES / "un.xml", other, expect=2).count("3 entries") == 1, (
        "a diff of half a list says nothing"
    )
    assert "needs two" in run("diff", "un", expect=2)
    assert "two files" in run("diff", "un", other, expect=2)


def test_what_a_bundled_list_says_of_an_entry() -> None:
    (told,) = parsed("show", "un", "KPi.001")
    assert told["id"] == "un-KPi.001"
    assert {s["prop"] for s in told["statements"]} >= {"name", "birthDate", "listingDate", "program"}
    text = run("show", "un", "kpi.001")
    assert "listed by UN Security Council as KPi.001: asset freeze, s1718-op8d, since 2009-07-16" in text
    assert "binds all Member States" in text
    assert "KPi.001" in run("show", "un", "KPi.0011", expect=2)
    assert "22 entries have the reference" in run("show", "un-vessels", "EU annex XIII.B", expect=2)


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "nonsense", "x"),
        ("import", "un", "no-such-file"),
        ("update", "kr"),
        ("show", "un", "x"),
        ("diff", "un"),
    ],
)
def test_errors_are_sentences_in_both_forms(folder: Path, arguments: tuple[str, ...]) -> None:
    (told,) = parsed(*arguments, folder=folder, expect=2)
    assert told["exit_code"] == 2
    assert told["says"].endswith((".", "FILE", "NEWER")) or told["says"]
    assert "leadline: " in run(*arguments, folder=folder, expect=2)


def test_a_refused_import_leaves_the_list(folder: Path) -> None:
    assert "3 entries" in run("import", "un", SAMPLES / "un.xml", folder=folder, expect=2)
    assert {row["list"]: row for row in parsed("list", folder=folder)}["un"]["entries"] == 155
