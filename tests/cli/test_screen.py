"""``leadline screen`` answers in words and in JSON, with a workspace and without, and never says that somebody is clear."""

import csv
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.planted import Told, leadline

from leadline.entities.screening import in_force, index
from leadline.entities.screening.in_force import fingerprint, open_index
from leadline.errors import BadContent, BadInput

TOYS = """\
id: toys
title: People whom the Isle of Toys keeps out (fictional)
authority: Harbour Office of the Isle of Toys (fictional)
binds: harbours of the Isle of Toys only
as_of: 2026-04-01
source: Harbour Notice 7 of 2026 (fictional)
licence: none; the list is made up
min_entries: 2
max_entries: 2
entries:
  - {name: Zorvath Quillimane, schema: Person, ref: HN7/1, designations: [{measure: entry ban, from: 2026-04-01}]}
  - {name: Blimpford Paper Boats, schema: Company, ref: HN7/2, designations: [{measure: entry ban, from: 2026-04-01}]}
"""
CLEAR = "not found in lists as of 2024-12-16; not a clearance"


@pytest.fixture(scope="session")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _at_home(_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(_cache))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def toys(folder: Path) -> Path:
    """A workspace with a list of its own."""
    (folder / "lists").mkdir()
    (folder / "lists/toys.yml").write_text(TOYS, encoding="utf-8")
    with (folder / "leadline.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[content]\nlists = ["lists"]\n')
    return folder


def screen(*arguments: object, **more: object) -> Told:
    return leadline("screen", *arguments, **more)  # type: ignore[arg-type]


def test_a_match_is_one_object_on_one_line() -> None:
    told = screen("Kim Yong Chol", "--json")
    first = told.lines[0]
    assert set(first) >= {
        "name",
        "score",
        "list",
        "reference",
        "reasons",
        "authority",
        "binds",
        "lists",
        "schema",
        "entity",
        "stamp",
    }
    assert (first["name"], first["list"], first["reference"]) == ("KIM YONG CHOL", "un", "KPi.024")
    assert first["authority"] == "UN Security Council"
    assert first["binds"] == "all Member States of the United Nations"
    assert {one["id"] for one in first["stamp"]["lists"]} == {"un", "un-vessels"}
    assert told.stderr == ""


def test_a_match_in_words() -> None:
    told = screen("김영철")
    assert "KIM YONG CHOL" in told.stdout
    assert "on un KPi.024: UN Security Council; binds all Member States of the United Nations" in told.stdout
    assert "it is no verdict" in told.stderr


def test_no_match_prints_nothing_but_the_sentence() -> None:
    for more in ([], ["--json"]):
        told = screen("Jane Roe", *more)
        assert (told.stdout, told.stderr.strip()) == ("", CLEAR)


def test_an_identifier_asks_too() -> None:
    for arguments in (["8606173"], ["Nobody Known", "--id", "IMO 8606173"], ["--id", "8606173"]):
        (one,) = screen(*arguments, "--json").lines
        assert (one["name"], one["by"], one["score"]) == ("Chol Ryong", "identifier", 1.0)
        assert "its check digits hold" in one["reasons"][0]


def test_options_narrow_and_weigh() -> None:
    assert screen("Chol Ryong", "--schema", "Person", "--json").stdout == ""
    assert screen("Chol Ryong", "--schema", "Vessel", "--json").lines[0]["list"] == "un-vessels"
    assert screen("Kim Yong Choll", "--threshold", "1", "--json").stdout == ""
    far = screen("TSANG YUNG YUAN", "--dob", "1990-01-01", "--json").lines[0]
    assert far["score"] == pytest.approx(0.7)
    assert any("Born 1957-10-20, not 1990-01-01" in reason for reason in far["reasons"])
    few = screen("Kim Chol", "--threshold", "0", "--limit", "1", "--json")
    assert len(few.lines) == 1
    assert "more matches: --limit 0" in few.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([""], "no letter or digit"), ([], "no letter or digit"), (["\u200b\u202e"], "no letter or digit"), (["!!!"], "no letter"),
        (["x" * 100_000], "A name of 100,000 characters"), (["Kim", "--dob", "yesterday"], "Write 1964"),
        (["Kim", "--out", "x.csv"], "--out goes with --csv"), (["Kim", "--csv", "x.csv"], "not both"),
        (["--csv", "x.csv", "--out", "y.csv"], "--column"), (["--csv", "x.csv", "--column", "name"], "--out"),
        (["--csv", "x.csv", "--column", "name", "--out", "y.csv"], "No such file"),
        (["Kim", "--workspace", "nowhere"], "is no workspace"),
    ],
)  # fmt: skip
def test_what_cant_be_asked_is_refused_with_a_sentence(arguments: list[str], says: str) -> None:
    told = screen(*arguments, expect=2)
    assert says in told.stderr
    assert told.stdout == ""
    if "--csv" not in arguments:
        assert screen(*arguments, "--json", expect=2).only["error"] == "BadInput"


@pytest.mark.parametrize(
    "name",
    ["KІМ YONG CHOL", "\u202bKim\u200b Yong\u202c Chol\u2069", "ＫＩＭ ＹＯＮＧ ＣＨＯＬ", "kim,yong-chol"],
)
def test_disguise_doesnt_help(name: str) -> None:
    assert screen(name, "--json").lines[0]["reference"] == "KPi.024"


def test_control_characters_dont_reach_the_terminal() -> None:
    told = screen("Kim Yong\x1b[31m Chol")
    assert "\x1b" not in told.stdout


def test_a_workspace_has_its_own_lists_and_keeps_the_index_inside(toys: Path) -> None:
    (one,) = screen("Zorvath Quilimane", "--workspace", toys, "--json").lines
    assert (one["list"], one["binds"]) == ("toys", "harbours of the Isle of Toys only")
    assert {v["id"] for v in one["stamp"]["lists"]} == {"un", "un-vessels", "toys"}
    assert (toys / "index" / index.FILE).is_file()
    assert screen("Zorvath Quilimane").stdout == "", "and nobody else sees them"


def test_a_list_that_changes_is_indexed_anew(toys: Path) -> None:
    assert screen("Ada Primerelle", "--workspace", toys).stdout == ""
    file = toys / "lists/toys.yml"
    file.write_text(TOYS.replace("Zorvath Quillimane", "Ada Primerelle"), encoding="utf-8")
    assert screen("Ada Primerelle", "--workspace", toys, "--json").only["reference"] == "HN7/1"


def test_where_a_list_is_broken_the_index_before_answers_and_says_so(toys: Path) -> None:
    screen("Zorvath Quilimane", "--workspace", toys)
    (toys / "lists/toys.yml").write_text(TOYS[:-200], encoding="utf-8")
    told = screen("Zorvath Quilimane", "--workspace", toys, "--json")
    assert told.only["reference"] == "HN7/1"
    assert "the index before is asked" in told.stderr
    (toys / "index" / index.FILE).unlink()
    with pytest.raises(BadContent):
        open_index(toys, print)


def test_a_damaged_index_is_built_anew(toys: Path) -> None:
    screen("Zorvath Quilimane", "--workspace", toys)
    file = toys / "index" / index.FILE
    file.write_bytes(file.read_bytes()[:-500])
    assert screen("Zorvath Quilimane", "--workspace", toys, "--json").only["list"] == "toys"


def test_the_fingerprint_follows_what_the_index_is_made_of(toys: Path) -> None:
    before = fingerprint(toys)
    assert before == fingerprint(toys) != fingerprint(None)
    (toys / "lists/notes.txt").write_text("nothing")
    assert fingerprint(toys) == before
    with sqlite3.connect(toys / "leadline.db") as db:
        db.execute(
            "INSERT INTO ledger SELECT seq + 1, at, who, 'entity.judged', body, previous, hash || '1' FROM ledger ORDER BY seq DESC LIMIT 1"
        )
    db.close()
    assert fingerprint(toys) != before


def test_without_a_place_for_a_cache_the_answer_is_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert screen("Kim Yong Chol", "--json").lines[0]["reference"] == "KPi.024"


def test_the_workspace_is_the_named_one_the_one_here_or_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert in_force.workspace_of(None) is None
    assert in_force.workspace_of(folder) == folder
    monkeypatch.chdir(folder)
    assert in_force.workspace_of(None) == Path()
    with pytest.raises(BadInput, match="leadline init"):
        in_force.workspace_of(folder / "not")


def test_a_table_is_screened(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("nr,name\n1,Kim Yong Chol\n2,Jane Roe\n3,\n", encoding="utf-8")
    told = screen("--csv", "in.csv", "--column", "name", "--out", "out.csv")
    assert (
        "3 rows: 1 with matches (1), 1 not screened. As of 2024-12-16; no match is not a clearance."
        in told.stderr
    )
    assert "1 not screened: Nothing to look for" in told.stderr
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert [(r["nr"], r["match_reference"]) for r in rows] == [("1", "KPi.024"), ("2", ""), ("3", "")]
    assert rows[1]["screened"] == CLEAR
    only = screen("--csv", "in.csv", "--column", "name", "--out", "out.csv", "--json").only
    assert (only["rows"], only["rows_with_matches"], only["not_screened"]) == (3, 1, 1)
    assert only["stamp"]["lists"]


def test_a_table_goes_through_a_pipe(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "leadline", "screen", "--csv", "-", "--column", "name", "--out", "-"]
    done = subprocess.run(
        command,
        input="name\nKim Yong Chol\nZoë Roe\n".encode(),
        capture_output=True,
        check=True,
        cwd=tmp_path,
    )
    rows = list(csv.DictReader(done.stdout.decode().splitlines()))
    assert [r["match_reference"] for r in rows] == ["KPi.024", ""]
    assert rows[1]["name"] == "Zoë Roe"


def test_a_cold_start_imports_nothing_heavy(tmp_path: Path) -> None:
    """Identifiers, Hangul and Latin names are answered without the libraries that take seconds to import."""
    screen("Kim Yong Chol")
    program = """
import sys
from leadline.cli import main
try:
    main(["screen", sys.argv[1], "--json"])
finally:
    heavy = {"ibis", "duckdb", "pydantic", "django", "followthemoney", "nomenklatura", "rigour", "pyarrow", "rich"}
    sys.stderr.write(" ".join(sorted(heavy & set(sys.modules))))
"""
    for name in ("8606173", "김영철", "Kim Yong Choll", "Jane Roe"):
        done = subprocess.run(
            [sys.executable, "-c", program, name],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONUTF8": "1"},
        )
        assert done.stderr.replace(CLEAR, "").strip() == "", name
        assert name == "Jane Roe" or json.loads(done.stdout.splitlines()[0])["score"] >= 0.7


def test_a_dismissed_match_is_shown_when_asked_for(folder: Path) -> None:
    from leadline.entities.resolution import judgements
    from leadline.store.workspace import Workspace

    entity = screen("Kim Yong Chol", "--workspace", folder, "--json").lines[0]["entity"]
    with Workspace.open(folder) as work:
        judgements.keep_match(
            work, "Kim Yong Chol", entity, "different", "Another birth date on the passport."
        )
    told = screen("KIM yong chol", "--workspace", folder, "--json")
    assert all(line["entity"]["id"] != entity["id"] for line in told.lines)
    assert "1 dismissed before by people: --all shows them." in told.stderr
    shown = screen("KIM yong chol", "--workspace", folder, "--all", "--json").lines
    assert [line["judged"] for line in shown if line["dismissed"]] != []
