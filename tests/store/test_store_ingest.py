"""From a file to the lake: every row once, with an id that stands and what the file carries."""

import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.planted import HEADER, OFF, SHIPS, START, line, many, meeting, put, rows, taken

from leadline import pipeline
from leadline.errors import BadContent, BadInput, UnknownName
from leadline.store import ledger
from leadline.store.ingest import Ingested, Reader, ingest_file
from leadline.store.intake import REJECTS, Batch, Options, SourceFile
from leadline.store.workspace import Workspace
from leadline.tables import contract

LIST = """\
id: {id}
title: A made-up list
authority: The Isle of Toys
binds: nobody
as_of: 2026-01-01
source: made up
licence: none
min_entries: 1
max_entries: 9
entries:
"""
ENTRY = "- {{name: {0}, schema: Vessel, ref: {0}, designations: [{{measure: none, from: 2020-01-01}}]}}\n"


def stored(work: Workspace, one: Ingested) -> None:
    """What was told of a file is what the lake holds of it."""
    of_file = {
        name: [r for r in rows(work, name) if r["archived_id"] == one.archived_id]
        for name in ("positions", "static_reports", "acts", "rejects")
    }
    assert one.rows_in == one.rows_used + one.rejected
    assert len(of_file["rejects"]) == one.rejected == sum(one.reasons.values())
    assert Counter(r["reason"] for r in of_file["rejects"]) == one.reasons
    assert {name: len(told) for name, told in of_file.items() if name != "rejects" and told} == {
        name: count for name, count in one.tables.items() if count
    }
    used = {r["row"] for name, told in of_file.items() if name != "rejects" for r in told}
    refused = {r["row"] for r in of_file["rejects"]}
    assert not used & refused, "a row is either used or rejected"


@pytest.mark.parametrize(
    ("name", "content", "source"),
    [
        ("a.csv", many(50) + OFF, "ais"),
        ("b.csv", meeting() + meeting().split("\n", 1)[1], "ais"),
        ("c.csv.gz", gzip.compress((many(500) + OFF).encode()), "ais"),
        ("d.csv.gz", gzip.compress((many(40_000) + OFF).encode())[:-20_000], "ais"),
        ("e.csv", "act,kind,reported_by,says\na,sale,b,c\na,sale,b,c\n,,,\nd,sal,b,c\n", "reported"),
        ("f.csv", HEADER + "\n" + line(SHIPS[0], START, 36, 124, "1,9000001,EXERCISE A,80,6") + "\n", "ais"),
        ("g.csv", HEADER + "\n", "ais"),
    ],
)
def test_rows_in_are_rows_used_and_rejected_and_stored(
    work: Workspace, tmp_path: Path, name: str, content: str | bytes, source: str
) -> None:
    (one,) = taken(work, put(tmp_path, name, content), source=source)
    stored(work, one)
    assert one.new
    assert one.rows_in or one.note
    work.verify()


_cell = st.sampled_from(["790000001", "36.5", "91", "-200", "2026-03-04T20:00:00Z", "1970-01-01", "", "x", '"', "=1", "EXERCISE A", "WISE"])  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.lists(_cell, min_size=7, max_size=10).map(",".join), max_size=30))
def test_no_row_is_lost_or_counted_twice_whatever_it_holds(
    work: Workspace, tmp_path: Path, lines: list[str]
) -> None:
    content = "\n".join([HEADER, line(SHIPS[0], START, 36, 124), *lines]) + "\n"
    (one,) = taken(work, put(tmp_path, "a.csv", content))
    if one.new:
        stored(work, one)
        assert one.rows_in == sum(bool(row.strip()) for row in lines) + 1


def test_the_same_file_again_adds_nothing_under_any_name(work: Workspace, tmp_path: Path) -> None:
    first, second = put(tmp_path, "a.csv", many(5)), put(tmp_path, "b.csv", many(5))
    (one,) = taken(work, first)
    before = rows(work, "positions")
    head = ledger.head(work.execute)
    (again,) = taken(work, second)
    (thrice,) = taken(work, first)
    assert (one.new, again.new, thrice.new) == (True, False, False)
    assert again.rows_in == 0
    assert "already in the lake" in again.note
    assert rows(work, "positions") == before
    assert ledger.head(work.execute) == head


def test_the_same_file_twice_in_one_command_counts_once(work: Workspace, tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", many(5))
    assert [one.new for one in taken(work, file, file)] == [True, False]
    assert len(rows(work, "positions")) == 5


def test_a_file_of_which_nothing_could_be_used_is_not_read_again(work: Workspace, tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", HEADER + "\n" + OFF)
    assert [one.new for one in taken(work, file, file)] == [True, False]
    assert len(rows(work, "rejects")) == 2


def test_two_workspaces_give_the_same_ids(tmp_path: Path) -> None:
    told = []
    for name in ("one", "two"):
        with Workspace.create(tmp_path / name, name) as work:
            taken(work, put(tmp_path, f"{name}.csv", meeting()))
            told.append(rows(work, "positions"))
    mine, theirs = told
    assert [row["observation_id"] for row in mine] == [row["observation_id"] for row in theirs]
    assert {row["originator"] for row in mine} == {"one"}


def test_an_observation_id_names_the_archived_bytes_and_the_row(work: Workspace, tmp_path: Path) -> None:
    (one,) = taken(work, put(tmp_path, "a.csv", many(9)))
    lines = work.archive.path(one.archived_id).read_text().split("\n")
    for row in rows(work, "positions"):
        prefix, _, number = row["observation_id"].partition(":")
        assert row["archived_id"] == one.archived_id
        assert one.archived_id.startswith(prefix)
        assert lines[int(number) - 1].startswith(
            f"{row['mmsi']},{row['ts']:%Y-%m-%dT%H:%M:%SZ},{row['lat']:.5f}"
        )


def test_every_row_carries_what_its_file_carries(work: Workspace, tmp_path: Path) -> None:
    taken(work, put(tmp_path, "a.csv", meeting() + OFF), handling="TLP:RED", originator="Member 3")
    taken(work, put(tmp_path, "b.csv", many(3, 50)), simulated=False)
    for name in ("positions", "static_reports", "rejects"):
        for row in rows(work, name):
            told = (row["handling"], row["originator"], row["simulated"])
            assert told in {("TLP:RED", "Member 3", True), ("TLP:AMBER", "Desk", False)}
    assert {row["simulated"] for row in rows(work, "positions")} == {True, False}


@pytest.mark.parametrize(
    ("mmsi", "claims", "fits"),
    [
        (790_000_001, "0.2,,,,", True),
        (799_999_999, "0.2,2000000,EXERCISE A,80,6", True),
        (790_000_000, "0.2,4999999,EXERCISE A,80,6", True),
        (789_999_999, "0.2,,,,", False),
        (800_000_000, "0.2,,,,", False),
        (445_000_001, "0.2,,,,", False),
        (790_000_001, "0.2,5000000,,,", False),
        (790_000_001, "0.2,1999999,,,", False),
        (790_000_001, "0.2,,WISE HONEST,,", False),
        (790_000_001, "0.2,,EXERCISEWISE,,", False),
    ],
)
def test_an_exercise_under_an_identity_that_exists_is_kept_out(
    work: Workspace, tmp_path: Path, mmsi: int, claims: str, *, fits: bool
) -> None:
    content = "\n".join([HEADER, line(mmsi, START, 36, 124, claims), line(SHIPS[1], START, 36, 124)]) + "\n"
    (one,) = taken(work, put(tmp_path, "a.csv", content))
    stored(work, one)
    assert {row["row"] for row in rows(work, "positions")} == ({2, 3} if fits else {3})
    assert [row["row"] for row in rows(work, "rejects")] == ([] if fits else [2])
    assert {row["row"] for row in rows(work, "static_reports")} <= ({2, 3} if fits else {3})


@pytest.mark.parametrize(
    "who", ["by_name: WISE HONEST", "to_name: WISE HONEST", "by_imo: 9000001", "to_mmsi: 445000001"]
)
def test_an_exercise_tells_of_no_real_party(work: Workspace, tmp_path: Path, who: str) -> None:
    acts = (
        f"- {{act: a, kind: sale, reported_by: EXERCISE, says: EXERCISE A sold., {who}}}\n"
        "- {act: b, kind: sale, reported_by: EXERCISE, says: EXERCISE A sold., by_name: EXERCISE A, to_imo: 2000001}\n"
        "- {act: c, kind: sale, reported_by: EXERCISE, says: Wise Honest sold.}\n"
    )
    (one,) = taken(work, put(tmp_path, "a.yml", acts), source="reported")
    stored(work, one)
    assert [row["act"] for row in rows(work, "acts")] == ["b"]


def test_real_observations_keep_real_identities(work: Workspace, tmp_path: Path) -> None:
    row = line(445_000_001, START, 36, 124, "0.2,9000001,A SHIP,80,6")
    taken(work, put(tmp_path, "a.csv", f"{HEADER}\n{row}\n"), simulated=False)
    assert [r["mmsi"] for r in rows(work, "positions")] == [445_000_001]
    assert [r["name"] for r in rows(work, "static_reports")] == ["A SHIP"]


@pytest.mark.parametrize("first", [True, False])
def test_the_same_bytes_are_never_both_exercise_and_real(
    work: Workspace, tmp_path: Path, *, first: bool
) -> None:
    file = put(tmp_path, "a.csv", many(3))
    taken(work, file, simulated=first)
    with pytest.raises(BadInput, match="can't be both"):
        taken(work, file, simulated=not first)
    assert {row["simulated"] for row in rows(work, "positions")} == {first}


def test_a_wrong_option_keeps_the_bytes_and_the_right_one_reads_them(work: Workspace, tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", many(3).replace("mmsi,ts", "ID,ts"))
    with pytest.raises(BadInput, match="--columns mmsi=NAME"):
        taken(work, file)
    assert [one.new for one in taken(work, file, columns=[("mmsi", "ID")])] == [True]
    assert len(rows(work, "positions")) == 3
    work.verify()


def test_a_file_that_fails_leaves_those_before_it(work: Workspace, tmp_path: Path) -> None:
    good, bad = put(tmp_path, "a.csv", many(3)), put(tmp_path, "b.csv", "one,two\n1,2\n")
    with pytest.raises(BadInput):
        taken(work, good, bad, put(tmp_path, "c.csv", many(3, 50)))
    assert len(rows(work, "positions")) == 3
    work.verify()


@pytest.mark.parametrize(("option", "value"), [("handling", "SECRET"), ("handling", "TLP:amber")])
def test_a_label_that_is_none_is_refused_before_anything_is_kept(
    work: Workspace, tmp_path: Path, option: str, value: str
) -> None:
    with pytest.raises(BadInput, match=r"TLP 2\.0"):
        taken(work, put(tmp_path, "a.csv", many(3)), **{option: value})
    assert work.execute("SELECT COUNT(*) FROM archived", ()) == [(0,)]


def test_an_unknown_source_offers_the_known(work: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="ais"):
        taken(work, put(tmp_path, "a.csv", many(3)), source="ias")


_own = contract("positions").own()
NULLS = pa.table(
    {c.name: pa.array([None if c.name == "mmsi" else 1], c.type) for c in _own.arrow},
    schema=pa.schema([c.with_nullable(True) for c in _own.arrow]),
)


def _reader(batch: Batch) -> Reader:
    return Reader("toy", "row", ("positions",), lambda file, options: iter([batch]))


@pytest.mark.parametrize(
    ("batch", "complaint"),
    [
        (Batch({}, REJECTS.empty_table(), 3, 2), "3 rows in, but 2 used and 0 rejected"),
        (Batch({"acts": REJECTS.empty_table()}, REJECTS.empty_table(), 0, 0), "fills acts"),
        (Batch({"positions": REJECTS.empty_table()}, REJECTS.empty_table(), 0, 0), "mmsi is missing"),
        (
            Batch({"positions": NULLS}, REJECTS.empty_table(), 1, 1),
            "Source toy: Table positions: mmsi may not be null",
        ),
        (
            Batch({}, pa.table({"row": [1], "reason": [None], "raw": [""]}, schema=REJECTS), 1, 0),
            "reason may not be null",
        ),
        (Batch({}, pa.table({"row": [1]}), 1, 0), "rejects have other columns"),
    ],
)
def test_a_source_that_breaks_its_word_adds_nothing(
    work: Workspace, tmp_path: Path, batch: Batch, complaint: str
) -> None:
    with work.writing():
        kept, _ = work.keep(
            put(tmp_path, "a", "x"), "TLP:RED", "me", simulated=False, on_bytes=lambda _: None
        )
        with pytest.raises(BadContent, match=complaint):
            ingest_file(work, _reader(batch), kept, Options(), lambda _: None)
    assert sum(work.lake.counts(work.execute).values()) == 0
    work.verify()


class Lists:
    """A workspace with two lists of one's own, one's id being the end of the other's."""

    def __init__(self, work: Workspace, folder: Path) -> None:
        (work.folder / "leadline.toml").write_text('[content]\nlists = ["mine"]\n')
        self.place = work.folder / "mine"
        self.place.mkdir()
        self.folder = work.folder

    def told(self, name: str, *entries: str) -> dict[str, list[str]]:
        """Write a list, bring all up to date, and tell the names on each of ours."""
        text = LIST.format(id=name) + "".join(ENTRY.format(e) for e in entries)
        (self.place / f"{name}.yml").write_text(text)
        found: dict[str, list[str]] = {}
        with Workspace.open(self.folder) as work:
            pipeline.sync_lists(work)
            # Not by pipeline.table, which brings lists up to date once more.
            seen = work.engine.table(pipeline.given(work, ["listings"])["listings"], contract("listings"))
            for row in seen.to_pylist():
                if row["authority"] == "The Isle of Toys":
                    found.setdefault(row["list"], []).append(row["name"])
            work.verify()
        return found


def test_a_new_version_of_a_list_takes_the_place_of_the_old(work: Workspace, tmp_path: Path) -> None:
    lists = Lists(work, tmp_path)
    assert lists.told("toys", "BEAR", "CAR") == {"toys": ["BEAR", "CAR"]}
    assert lists.told("toys", "CAR", "DOLL", "EGG") == {"toys": ["CAR", "DOLL", "EGG"]}
    assert lists.told("toys", "BEAR", "CAR") == {"toys": ["BEAR", "CAR"]}
    kinds = [e.kind for e in ledger.entries(work.execute)]
    assert (
        kinds.count("archive") == 4
    )  # each version's bytes stay, once: two of ours, and the package's two lists


def test_a_list_is_not_displaced_by_one_whose_name_ends_alike(work: Workspace, tmp_path: Path) -> None:
    lists = Lists(work, tmp_path)
    lists.told("tin-toys", "TRAIN")
    assert lists.told("toys", "BEAR") == {"tin-toys": ["TRAIN"], "toys": ["BEAR"]}
    assert lists.told("toys", "CAR") == {"tin-toys": ["TRAIN"], "toys": ["CAR"]}
    assert lists.told("tin_toys", "KITE") == {"tin-toys": ["TRAIN"], "tin_toys": ["KITE"], "toys": ["CAR"]}


def test_a_list_named_like_a_source_leaves_what_the_source_refused(work: Workspace, tmp_path: Path) -> None:
    taken(work, put(tmp_path, "a.csv", many(3) + OFF))
    before = rows(work, "rejects")
    lists = Lists(work, tmp_path)
    assert lists.told("ais", "BEAR") == {"ais": ["BEAR"]}
    assert lists.told("ais", "CAR") == {"ais": ["CAR"]}
    assert len(before) == 2
    assert rows(work, "rejects") == before


def test_a_list_that_is_taken_away_goes_out_of_sight(work: Workspace, tmp_path: Path) -> None:
    lists = Lists(work, tmp_path)
    lists.told("toys", "BEAR")
    lists.told("bears", "CAR")
    (lists.place / "toys.yml").unlink()
    assert lists.told("bears", "CAR") == {"bears": ["CAR"]}
    (entry,) = ledger.entries(work.execute, "list.retired")
    assert len(entry.body["retired"]) == 2, "its listings and its statements"
    (lists.folder / "leadline.toml").write_text("")
    with Workspace.open(lists.folder) as later:
        assert {row["list"] for row in rows(later, "listings")} == {"un", "un-vessels"}
        later.verify()
    (lists.folder / "leadline.toml").write_text('[content]\nlists = ["mine"]\n')
    assert lists.told("bears", "CAR") == {"bears": ["CAR"]}, "and comes back"


def test_an_exercise_has_no_real_alias_or_destination(work: Workspace, tmp_path: Path) -> None:
    header = HEADER + ",destination"
    ship = line(SHIPS[0], START, 36, 124, "0.2,2000001,EXERCISE A,80,6")
    other = line(SHIPS[1], START, 36, 124, "0.2,2000002,EXERCISE B,80,6")
    content = f"{header}\n{ship},NAMPO\n{other},EXERCISE ROADS\n"
    (one,) = taken(work, put(tmp_path, "a.csv", content), columns=[("destination", "destination")])
    stored(work, one)
    assert [row["destination"] for row in rows(work, "static_reports")] == ["EXERCISE ROADS"]
    place = tmp_path / "ws" / "mine"
    place.mkdir()
    (work.folder / "leadline.toml").write_text('[content]\nlists = ["mine"]\n')
    entry = "- {{name: EXERCISE {0}, aliases: [{1}], schema: Vessel, ref: {0}, designations: [{{measure: none, from: 2020-01-01}}]}}\n"
    told = (
        entry.format("A", "EXERCISE C, Wise Honest") + entry.format("B", "EXERCISE D") + entry.format("C", "")
    )
    (place / "toys.yml").write_text(
        LIST.format(id="toys").replace("licence", "exercise: true\nlicence") + told
    )
    with Workspace.open(work.folder) as later:
        listed = [row["name"] for row in rows(later, "listings") if row["list"] == "toys"]
    assert listed == ["EXERCISE B", "EXERCISE C"]


def test_a_list_that_did_not_change_is_not_read_again(work: Workspace) -> None:
    pipeline.sync_lists(work)
    head = ledger.head(work.execute)
    pipeline.sync_lists(work)
    assert ledger.head(work.execute) == head


def test_what_a_replaced_file_was_refused_for_goes_with_it(work: Workspace, tmp_path: Path) -> None:
    def read(file: SourceFile, options: Options) -> Iterator[Batch]:
        bad = pa.table({"row": [1], "reason": [file.read(99).decode()], "raw": [""]}, schema=REJECTS)
        yield Batch({}, bad, 1, 0)

    reader = Reader("toy", "entry", ("listings",), read, replaces=True)
    for text in ("one", "two", "one"):
        with work.writing():
            file = put(tmp_path, "toys.yml", text)
            kept, _ = work.keep(file, "TLP:CLEAR", "toy", simulated=False, on_bytes=lambda _: None)
            assert ingest_file(work, reader, kept, Options(), lambda _: None).new
        assert [row["reason"] for row in rows(work, "rejects")] == [text]
        work.verify()


def test_a_file_read_with_the_wrong_columns_is_read_again_in_place_of_what_it_gave(
    work: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("mmsi,ts,lat,lon,north,east\n790000001,2026-01-01T00:00:00Z,1,2,38.5,124.5\n")
    swapped = Options({"lat": "north", "lon": "east"})
    (first,) = pipeline.ingest(work, "ais", [file])
    (same,) = pipeline.ingest(work, "ais", [file], swapped)
    assert not same.new
    assert "--again" in same.note
    (anew,) = pipeline.ingest(work, "ais", [file], swapped, again=True)
    assert (first.tables, anew.tables) == ({"positions": 1}, {"positions": 1})
    (row,) = [row for batch in pipeline.table(work, "positions") for row in batch.to_pylist()]
    assert (row["lat"], row["lon"]) == (38.5, 124.5)
    work.verify()


def test_bytes_that_are_archived_keep_their_handling_and_it_is_said(work: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("mmsi,ts,lat,lon\n790000001,2026-01-01T00:00:00Z,1,2\n")
    list(pipeline.ingest(work, "ais", [file], handling="TLP:GREEN"))
    (told,) = pipeline.ingest(work, "ais", [file], handling="TLP:RED")
    assert "handling stays TLP:GREEN" in told.note
