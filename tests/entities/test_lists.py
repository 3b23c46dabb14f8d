"""Lists in force: the bundled ones without anything, imported ones whatever the order, the version before when one is refused."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.planted import rows

from leadline import pipeline
from leadline.entities import _list, imports
from leadline.entities.entity import Entity
from leadline.errors import BadContent, BadInput, UnknownName
from leadline.settings import Settings
from leadline.store import ledger
from leadline.store.workspace import Workspace

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Writes one version of a made-up list as FollowTheMoney lines: an entry's reference to its properties."""

    def write(name: str, **entries: dict[str, list[str]]) -> Path:
        lines: list[dict[str, Any]] = []
        for ref, props in entries.items():
            lines.append({"id": ref, "schema": "Person", "properties": props})
            lines.append(
                {
                    "id": f"{ref}-s",
                    "schema": "Sanction",
                    "properties": {"entity": [ref], "authorityId": [ref]},
                }
            )
        file = tmp_path / name
        file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        return file

    return write


def names(work: Workspace, name: str = "ftm") -> dict[str, list[str]]:
    found = imports.current(work, work.settings)
    return {
        e["id"].removeprefix("ftm-"): e["properties"].get("name", [])
        for e in found
        if e["datasets"] == [name]
    }


def seen(work: Workspace) -> dict[tuple[str, str, str], tuple[str, str, bool]]:
    return {
        (r["entity_id"].removeprefix("ftm-"), r["prop"], r["value"]): (
            f"{r['first_seen']:%Y-%m}",
            f"{r['last_seen']:%Y-%m}",
            r["in_force"],
        )
        for r in rows(work, "statements")
        if r["list"] == "ftm"
    }


def test_without_a_workspace_the_bundled_lists_are_there_with_their_listings() -> None:
    found: dict[str, list[Entity]] = {}
    for entity in imports.current(None, Settings()):
        found.setdefault(entity["datasets"][0], []).append(entity)
    assert {name: len(entities) for name, entities in found.items()} == {"un": 155, "un-vessels": 59}
    assert {e["schema"]: sum(x["schema"] == e["schema"] for x in found["un"]) for e in found["un"]} == {
        "Organization": 75, "Person": 80,
    }  # fmt: skip
    for entity in (e for entities in found.values() for e in entities):
        assert entity["listings"]
        assert entity["properties"]["name"]
        assert all(x["listed_from"] and x["measure"] and x["paragraph"] for x in entity["listings"])
        assert {x["binds"] for x in entity["listings"]} == {"all Member States of the United Nations"}


def test_ids_are_the_same_for_the_bundled_list_and_the_imported_one() -> None:
    ids = [e["id"] for e in imports.current(None, Settings())]
    assert len(ids) == len(set(ids))
    assert {"un-KPi.001", "un-KPe.075", "un-vessels-IMO8606173"} <= set(ids)


def test_the_bundled_lists_are_what_the_model_takes() -> None:
    """They are read without FollowTheMoney, so that a screening from the shell is quick; so they are looked at here."""
    from followthemoney import model

    for one in _list.find().values():
        for s in one.own().statements:
            prop = model.schemata[s.schema].get(s.prop)
            assert prop is not None, s
            assert prop.type.clean(s.value, format=prop.format) == s.value, s


def test_the_bundled_lists_need_no_heavy_library() -> None:
    code = (
        "import sys; from leadline.entities import imports; from leadline.settings import Settings; "
        "assert list(imports.current(None, Settings())); "
        "print([m for m in ('followthemoney', 'nomenklatura', 'ibis', 'django', 'duckdb') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "followthemoney" not in told.stdout
    assert "nomenklatura" not in told.stdout
    assert "django" not in told.stdout


def test_statements_of_bundled_lists_are_in_the_lake_with_their_file(work: Workspace) -> None:
    pipeline.sync_lists(work)
    told = [r for r in rows(work, "statements") if r["entity_id"] == "un-KPi.001" and r["prop"] == "name"]
    assert [(r["value"], r["in_force"]) for r in told] == [("YUN HO-JIN", True)]
    kept = work.archived(told[0]["archived_id"])
    assert kept is not None
    assert kept.name == "un.yml"


def test_an_import_is_seen_in_both_tables_and_the_ledger(work: Workspace, put: Put) -> None:
    done = imports.import_files(work, "ftm", [put("a.jsonl", r1={"name": ["Ri Sample"]})], as_of="2029-01-02")
    assert (done.new, done.in_force, done.version.as_of[:10], done.version.dated_by) == (
        True,
        True,
        "2029-01-02",
        "--as-of",
    )
    pipeline.sync_lists(work)
    (listing,) = [r for r in rows(work, "listings") if r["list"] == "ftm"]
    assert (listing["name"], f"{listing['listed_from']:%Y-%m-%d}") == ("Ri Sample", "2029-01-02"), (
        "first seen, where no day is given"
    )
    (entry,) = ledger.entries(work.execute, imports.IMPORTED)
    assert entry.body["archived"] == [listing["archived_id"]]
    work.verify()


def test_the_same_files_again_add_nothing(work: Workspace, put: Put) -> None:
    file = put("a.jsonl", r1={"name": ["Ri Sample"]})
    imports.import_files(work, "ftm", [file], as_of="2029-01-02")
    before, head = seen(work), ledger.head(work.execute)
    assert not imports.import_files(work, "ftm", [file]).new
    assert (seen(work), ledger.head(work.execute)) == (before, head)
    assert imports.import_files(work, "ftm", [file], as_of="2029-01-02", again=True).new
    assert seen(work) == before


VERSIONS = (
    ("2029-01", {"r1": {"name": ["Ri Sample"], "alias": ["Lee Sample"]}, "r2": {"name": ["Gone Later"]}}),
    ("2029-02", {"r1": {"name": ["Ri Sample"]}, "r3": {"name": ["New Here"], "birthDate": ["1961"]}}),
    ("2029-03", {"r1": {"name": ["Ri Sample"], "alias": ["Lee Sample"]}, "r3": {"name": ["New Here"]}}),
)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(st.permutations(range(3)))
def test_the_order_in_which_versions_come_makes_no_difference(put: Put, order: list[int]) -> None:
    files = [put(f"{day}.jsonl", **entries) for day, entries in VERSIONS]
    place = files[0].parent / "-".join(map(str, order))
    shutil.rmtree(place, ignore_errors=True)
    with Workspace.create(place) as work:
        for at in order:
            imports.import_files(work, "ftm", [files[at]])  # the day is in the file's name
        assert names(work) == {"r1": ["Ri Sample"], "r3": ["New Here"]}
        told = seen(work)
        assert told["r1", "name", "Ri Sample"] == ("2029-01", "2029-03", True)
        assert told["r1", "alias", "Lee Sample"] == ("2029-01", "2029-03", True)
        assert told["r2", "name", "Gone Later"] == ("2029-01", "2029-01", False)
        assert told["r3", "birthDate", "1961"] == ("2029-02", "2029-02", False)
        listed = {r["ref"]: f"{r['listed_from']:%Y-%m}" for r in rows(work, "listings") if r["list"] == "ftm"}
        assert listed == {"r1": "2029-01", "r3": "2029-02"}
        assert [v.as_of[:7] for v in imports.versions(work, "ftm")] == ["2029-01", "2029-02", "2029-03"]
        work.verify()


def test_an_entity_knows_the_first_and_last_version_that_told_of_it(work: Workspace, put: Put) -> None:
    for day, name in (("2029-01-02", "Ri Sample"), ("2029-02-02", "Ri Other")):
        imports.import_files(work, "ftm", [put(f"{day}.jsonl", r1={"name": [name]})])
    found = next(e for e in imports.current(work, work.settings) if e["datasets"] == ["ftm"])
    assert (found["properties"]["name"], found["first_seen"], found["last_seen"]) == (
        ["Ri Other"],
        "2029-01-02",
        "2029-02-02",
    )


def test_two_versions_of_one_day_are_not_mixed(work: Workspace, put: Put) -> None:
    one, two = put("a.jsonl", r1={"name": ["One"]}), put("b.jsonl", r2={"name": ["Two"]})
    for file in (one, two):
        imports.import_files(work, "ftm", [file], as_of="2029-01-02")
    assert len(names(work)) == 1
    chosen = names(work)
    imports.import_files(work, "ftm", [one], as_of="2029-01-02", again=True)
    assert names(work) == chosen


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]\n", b'{"id": "x"}\n', b'{"id": "x", "schema": "Nonsense", "properties": {}}\n'],
)
def test_what_cannot_be_read_changes_nothing(
    work: Workspace, put: Put, tmp_path: Path, content: bytes
) -> None:
    imports.import_files(work, "ftm", [put("a.jsonl", r1={"name": ["Ri Sample"]})], as_of="2029-01-02")
    before, head = names(work), ledger.head(work.execute)
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(content)
    with pytest.raises((BadInput, BadContent)):
        imports.import_files(work, "ftm", [bad], as_of="2029-02-02")
    assert (names(work), ledger.head(work.execute)) == (before, head)


def test_half_a_list_is_refused_and_the_version_before_stays(work: Workspace) -> None:
    sample = Path(__file__).parent / "lists/samples/un.xml"
    with pytest.raises(BadInput, match="3 entries; the list un has 500 to"):
        imports.import_files(work, "un", [sample])
    assert len(names(work, "un")) == 155


def test_a_newer_version_with_far_fewer_entries_needs_a_word(work: Workspace, put: Put) -> None:
    many = put("a.jsonl", **{f"r{n}": {"name": [f"Sample {n}"]} for n in range(8)})
    few = put("b.jsonl", **{f"r{n}": {"name": [f"Sample {n}"]} for n in range(5)})
    imports.import_files(work, "ftm", [many], as_of="2029-01-02")
    assert imports.import_files(work, "ftm", [few], as_of="2028-01-02").new, (
        "an older one may well be shorter"
    )
    other = put("c.jsonl", **{f"r{n}": {"name": [f"Sample {n}!"]} for n in range(5)})
    with pytest.raises(BadInput, match="--fewer"):
        imports.import_files(work, "ftm", [other], as_of="2029-02-02")
    assert len(names(work)) == 8
    assert imports.import_files(work, "ftm", [other], as_of="2029-02-02", fewer=True).in_force
    assert len(names(work)) == 5


def test_a_list_of_ones_own_can_use_a_reader_of_the_package(tmp_path: Path, put: Put) -> None:
    card = (
        "id: reports\ntitle: Reports\nauthority: Desk (fictional)\nbinds: nobody\nsource: none\nlicence: none\n"
        "published: {says: a, tried_on: b, reader: ftm, max_entries: 9}\n"
    )
    (tmp_path / "reports.yml").write_text(card)
    file = put("a.jsonl", r1={"name": ["Ri Sample"]})
    assert imports.read_files(_list.find([tmp_path])["reports"], [file]).entries == 1
    for name in ("../ftm", "nonsense"):
        (tmp_path / "reports.yml").write_text(card.replace("reader: ftm", f"reader: {name}"))
        with pytest.raises(BadContent, match="reader"):
            imports.read_files(_list.find([tmp_path])["reports"], [file])


def test_an_imported_version_takes_the_place_of_the_bundled_one(
    work: Workspace, put: Put, tmp_path: Path
) -> None:
    place = tmp_path / "mine"
    place.mkdir()
    (place / "toys.yml").write_text(
        "id: toys\ntitle: Toys\nauthority: Isle of Toys (fictional)\nbinds: the isle\nas_of: 2029-01-01\nsource: none\nlicence: none\n"
        "min_entries: 1\nmax_entries: 1\n"
        "entries:\n  - {name: BEAR, schema: Person, ref: T1, designations: [{measure: none, from: 2029-01-01}]}\n"
        "published:\n  says: a table\n  tried_on: a made-up table\n  min_entries: 1\n  max_entries: 5\n"
        "  table: {kind: Person, columns: {Ref: ref, Name: name, Born: birthDate, Since: since}}\n"
    )
    (work.folder / "leadline.toml").write_text(f'[content]\nlists = ["{place}"]\n')
    file = tmp_path / "toys-2028-01-01.csv"
    file.write_text("Ref,Name,Born,Since\nT2,CAR,1961,02/03/2028\n")
    with Workspace.open(work.folder) as later:
        pipeline.sync_lists(later)
        assert list(names(later, "toys")) == ["toys-T1"]
        imports.import_files(later, "toys", [file])
        pipeline.sync_lists(later)
        assert list(names(later, "toys")) == ["toys-T2"]
        assert {r["entity_id"][:7] for r in rows(later, "statements") if r["list"] == "toys"} == {"toys-T2"}
        assert [r["ref"] for r in rows(later, "listings") if r["list"] == "toys"] == ["T2"]
        (work.folder / "leadline.toml").write_text("")
    with Workspace.open(work.folder) as without:
        assert not [r for r in rows(without, "listings") if r["list"] == "toys"]
    (work.folder / "leadline.toml").write_text(f'[content]\nlists = ["{place}"]\n')
    with Workspace.open(work.folder) as again:
        assert [r["ref"] for r in rows(again, "listings") if r["list"] == "toys"] == ["T2"], "and comes back"
        again.verify()


def test_an_exercise_never_screens_anybody(work: Workspace, tmp_path: Path) -> None:
    place = tmp_path / "mine"
    place.mkdir()
    card = (
        "id: toys\ntitle: Toys\nauthority: Isle of Toys (fictional)\nbinds: the isle\nas_of: 2029-01-01\nsource: none\nlicence: none\n"
        "exercise: true\nmin_entries: 1\nmax_entries: 1\n"
        "entries:\n  - {name: EXERCISE BEAR, schema: Person, ref: T1, designations: [{measure: none, from: 2029-01-01}]}\n"
    )
    (place / "toys.yml").write_text(card)
    told = Settings.model_validate({"content": {"lists": [place]}})
    assert not [e for e in imports.current(None, told) if e["datasets"] == ["toys"]]
    with pytest.raises(BadContent, match="exercise"):
        _list.parse(
            (card + "published: {says: a, tried_on: b, min_entries: 1, max_entries: 2}\n").encode(), "toys"
        )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("as_of: 2029-01-01\n", "as_of"),
        ("designations: [{measure: none, from: 2029-01-01}]", "listed_on"),
        ("ref: T1, ", "ref"),
    ],
)
def test_a_card_that_leaves_out_what_matters_is_refused(change: str, says: str) -> None:
    card = (
        "id: toys\ntitle: Toys\nauthority: Isle of Toys (fictional)\nbinds: the isle\nas_of: 2029-01-01\nsource: none\nlicence: none\n"
        "min_entries: 1\nmax_entries: 1\n"
        "entries:\n  - {name: BEAR, schema: Person, ref: T1, designations: [{measure: none, from: 2029-01-01}]}\n"
    )
    assert _list.parse(card.encode(), "toys").entries
    with pytest.raises(BadContent, match=says):
        _list.parse(card.replace(change, "").replace(", }", "}").encode(), "toys")


def test_properties_of_a_list_of_ones_own_are_checked(tmp_path: Path) -> None:
    (tmp_path / "toys.yml").write_text(
        "id: toys\ntitle: Toys\nauthority: Isle of Toys (fictional)\nbinds: the isle\nas_of: 2029-01-01\nsource: none\nlicence: none\n"
        "min_entries: 1\nmax_entries: 1\n"
        "entries:\n  - {name: BEAR, schema: Person, ref: HN/1, properties: {birthdate: [1961]}, designations: [{measure: none, from: 2029-01-01}]}\n"
    )
    with pytest.raises(BadContent, match="no property 'birthdate'"):
        _list.find([tmp_path])["toys"].own()


def test_a_list_that_nobody_knows_is_named_with_near_ones(work: Workspace) -> None:
    with pytest.raises(UnknownName, match="un-vessels"):
        imports.import_files(work, "un-vessel", [Path("x")])
