"""Tables of any size: every row comes back, beside it its matches; what can't be screened is told, never lost."""

import csv
import gzip
import io
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from tests.entities.made_up import IMO, LISTS, WORLD, built, entity

from leadline.entities.screening import bulk
from leadline.entities.screening.bulk import ADDED, Columns, How, Table, screened, write, writing
from leadline.entities.screening.index import Index
from leadline.entities.screening.match import screen
from leadline.entities.screening.query import Query
from leadline.errors import BadInput, UnknownName

NOT_FOUND = "not found in lists as of 2026-03-04; not a clearance"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return built(tmp_path_factory.mktemp("index"))


NAME, HOW = Columns(("name",)), How()


def table(text: str | bytes, columns: Columns = NAME) -> Table:
    return Table(io.BytesIO(text.encode() if isinstance(text, str) else text), columns)


def done(
    world: Index, given: Table, how: How = HOW, workers: int = 1
) -> tuple[list[dict[str, str]], bulk.Told]:
    out = io.StringIO(newline="")
    *_, told = write(screened(world.folder, None, given, how, workers), given.header, out)
    return list(csv.DictReader(io.StringIO(out.getvalue()))), told


def test_a_row_comes_back_once_for_each_match_and_once_without(world: Index, tmp_path: Path) -> None:
    rows, told = done(world, table("nr,name\n1,Hong Kil Tong\n2,Jane Roe\n3,Morning Reed 7\n"))
    assert [(r["nr"], r["screened"], r["match_id"], r["match_score"]) for r in rows] == [
        ("1", "match", "e-hong", "1.00"), ("2", NOT_FOUND, "", ""), ("3", "match", "e-ship", "1.00"),
    ]  # fmt: skip
    assert (told.rows, told.with_matches, told.matches) == (3, 2, 2)
    twins = built(tmp_path, [entity("a", "Person", "Ada Primer"), entity("b", "Person", "Primer, Ada")])
    rows, told = done(twins, table("name\nAda Primer\n"))
    assert [r["match_id"] for r in rows] == ["a", "b"]
    assert (told.rows, told.with_matches, told.matches) == (1, 1, 2)


def test_what_stands_beside_a_match(world: Index) -> None:
    row = done(world, table("name\nHong Kil Tong\n"))[0][0]
    assert list(row) == ["name", *ADDED]
    assert (row["match_list"], row["match_reference"]) == ("un-example", "EXi.001")
    assert (row["match_authority"], row["match_binds"]) == LISTS["un-example"]
    for name, (authority, binds) in LISTS.items():
        assert f"{name} " in row["match_lists"]
        assert f"{authority}; binds {binds}" in row["match_lists"]
    assert row["match_reasons"].startswith("‘Hong Kil Tong’ was compared with ‘HONG, Kil Tong’: 1.00.")


def test_columns_tell_of_the_subject(world: Index) -> None:
    columns = Columns(("a", "b"), "kind", "land", "born", ("number",))
    head = "a,b,kind,land,born,number\n"
    rows, _ = done(
        world,
        table(
            head + f"Nobody,Hong Kil Tong,Person,de;fr,1990,\n,,,,,{IMO}\nHong Kil Tong,,Vessel,,,\n",
            columns,
        ),
    )
    assert [(r["match_id"], r["match_score"]) for r in rows] == [("", ""), ("e-ship", "1.00"), ("", "")]
    rows, _ = done(world, table(head + "Hong Kil Tong,,,kp,1971,\n", columns))
    assert "The country agrees (KP)" in rows[0]["match_reasons"]
    assert "as asked" in rows[0]["match_reasons"]


def test_what_the_command_says_stands_where_a_row_says_nothing(world: Index) -> None:
    columns = Columns(("name",), "kind")
    rows, _ = done(
        world, table("name,kind\nHong Kil Tong,\nHong Kil Tong,Person\n", columns), How(schema="Vessel")
    )
    assert [r["match_id"] for r in rows] == ["", "e-hong"]
    assert done(world, table("name\nErika Musterman Beispiel\n"), How(threshold=1.0))[0][0]["match_id"] == ""


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("1,Hong,too much", "3 cells, the header has 2"), ("1", "1 cells, the header has 2"),
        ("1,", "Nothing to look for"), ("1,\u200b", "Nothing to look for"), ("1," + "a" * 2000, "A name of 2,000 characters"),
        ("1," + "a" * 200_000, "field larger than field limit"),
    ],
)  # fmt: skip
def test_a_row_that_cant_be_screened_is_told_and_the_next_is_screened(
    world: Index, row: str, says: str
) -> None:
    rows, told = done(world, table(f"nr,name\n{row}\n2,Hong Kil Tong\n"))
    assert rows[0]["screened"].startswith("not screened: ")
    assert says in rows[0]["screened"]
    assert ",".join([rows[0]["nr"], rows[0]["name"]]) in {row, row + ","} or len(row) > 100_000, "cells stay"
    assert (rows[1]["nr"], rows[1]["match_id"]) == ("2", "e-hong")
    assert sum(told.problems.values()) == 1


def test_a_quotation_that_never_ends_is_bounded(world: Index) -> None:
    rows, told = done(world, table('nr,name\n1,"open\n' + "2,Hong Kil Tong\n" * 20_000))
    assert rows[0]["screened"].startswith("not screened")
    assert told.rows > 1000, "screening goes on behind the bound"


@pytest.mark.parametrize("coding", ["cp949", "utf-16", "utf-16-le"])
def test_a_table_in_another_coding_is_refused_and_says_how_to_convert_it(coding: str) -> None:
    with pytest.raises(BadInput, match=r"first line isn't UTF-8.*iconv"):
        table("이름\n김영철\n".encode(coding), Columns(("이름",)))
    assert table("이름\n김영철\n".encode("utf-8-sig"), Columns(("이름",))).header == ["이름"]


def test_a_quotation_that_never_ends_swallows_no_row_unsaid(world: Index) -> None:
    rows, told = done(world, table('name\n"Hong\nKil Tong"\n"Jane Roe\nHong Kil Tong\nX Y\nA B\n'))
    assert rows[0]["screened"] == "match"
    assert rows[1]["screened"].startswith("not screened: the name has over 3 lines")
    assert (told.rows, sum(told.problems.values())) == (2, 1)


def test_bytes_that_arent_utf8_are_told_and_come_back_as_they_were(world: Index, tmp_path: Path) -> None:
    given = table(b"nr,name\n\xe9,Hong Kil Tong\n2,Ko\xe9\n")
    with writing(str(tmp_path / "out.csv")) as out:
        list(write(screened(world.folder, None, given, How(), 1), given.header, out))
    lines = (tmp_path / "out.csv").read_bytes().splitlines()
    assert lines[1].startswith(b"\xe9,Hong Kil Tong,match,1.00")
    assert lines[2].startswith(b"2,Ko\xe9,not screened: the name isn't UTF-8")


@pytest.mark.parametrize(
    "text", ["nr;name\n1;Hong Kil Tong\n", "nr\tname\n1\tHong Kil Tong\n", "\ufeffname\nHong Kil Tong\n"]
)
def test_separators_and_byte_order_marks_are_understood(world: Index, text: str) -> None:
    assert done(world, table(text))[0][0]["match_id"] == "e-hong"


def test_gzip_is_read_and_written_and_a_cut_file_is_told(world: Index, tmp_path: Path) -> None:
    packed = gzip.compress(b"name\n" + b"Jane Roe\n" * 50 + b"Hong Kil Tong\n")
    with writing(str(tmp_path / "out.csv.gz")) as out:
        given = table(packed)
        list(write(screened(world.folder, None, given, How(), 1), given.header, out))
    assert (
        gzip.decompress((tmp_path / "out.csv.gz").read_bytes())
        .decode()
        .splitlines()[-1]
        .startswith("Hong Kil Tong,match")
    )
    rows, _ = done(world, table(packed[:-12]))
    assert "the file ends damaged here" in rows[-1]["screened"]


@pytest.mark.parametrize("text", ["", "\n", "other\nHong\n"])
def test_a_column_that_isnt_there_is_refused(text: str) -> None:
    with pytest.raises(UnknownName, match="no column named 'name'"):
        table(text)


def test_what_isnt_gzip_though_it_begins_so_is_refused() -> None:
    with pytest.raises(BadInput, match="can't be read"):
        table(b"\x1f\x8bnot gzip at all")


def test_a_list_cant_plant_a_formula(tmp_path: Path) -> None:
    world = built(tmp_path, [entity("=x", "Person", "=cmd|' /C calc'!A0 Primer")])
    row = done(world, table("name\n=cmd C calc A0 Primer\n"), How(threshold=0.5))[0][0]
    assert row["match_name"].startswith("'=cmd")
    assert row["name"] == "=cmd C calc A0 Primer", "what the user wrote stays the user's"


def many(count: int) -> Iterator[str]:
    yield "nr,name\n"
    for n in range(count):
        yield f"{n},{['Hong Kil Tong', 'Jane Roe', 'Erika Musterman Beispiel', f'Person Number {n % 60}'][n % 4]}\n"


def test_several_processes_give_what_one_gives_in_the_same_order(world: Index) -> None:
    text = "".join(many(1200))
    one, told = done(world, table(text), workers=1)
    two, also = done(world, table(text), workers=2)
    assert two == one
    assert told == also
    assert told.with_matches == 600


class _Endless(io.RawIOBase):
    """A file that makes its lines as they are read."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines, self._rest = iter(lines), b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and (line := next(self._lines, None)):
            self._rest += line.encode()
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


def test_memory_doesnt_grow_with_the_table(world: Index) -> None:
    class Nowhere(io.StringIO):
        def write(self, text: str) -> int:
            return len(text)

    def peak(count: int) -> int:
        given = Table(_Endless(many(count)), Columns(("name",)))  # type: ignore[arg-type]
        tracemalloc.start()
        for _ in write(screened(world.folder, None, given, How(), 1), given.header, Nowhere()):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(500)
    assert peak(12_000) < 1.3 * peak(2_000)


def test_a_table_is_screened_as_its_names_are(world: Index) -> None:
    names = [n for e in WORLD for n in e["properties"]["name"]]
    rows, _ = done(world, table("name\n" + "\n".join(f'"{n}"' for n in names) + "\n"))
    for name in names:
        alone = {m.entity["id"] for m in screen(world, Query(name), limit=20).matches}
        assert {r["match_id"] for r in rows if r["name"] == name} == alone


def test_a_file_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("before")
    with pytest.raises(RuntimeError), writing(str(tmp_path / "out.csv")) as out:
        out.write("half")
        raise RuntimeError
    assert [f.name for f in tmp_path.iterdir()] == ["out.csv"]
    assert (tmp_path / "out.csv").read_text() == "before"


def test_a_fault_of_ours_in_one_row_is_told_and_the_others_go_on(
    world: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(index: Index, query: Query, *more: object) -> object:
        if query.name == "Jane Roe":
            raise KeyError("욱")
        return screen(index, query, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(bulk, "screen", faulty)
    rows, told = done(world, table("name\nJane Roe\nHong Kil Tong\n"))
    assert rows[0]["screened"] == f"{bulk.FAULT} (KeyError: '욱')"
    assert rows[1]["match_id"] == "e-hong"
    assert dict(told.problems) == {rows[0]["screened"]: 1}


def test_problems_told_apart_are_bounded(world: Index) -> None:
    rows, told = done(world, table("name,x\n" + "".join("a" + ",b" * n + "\n" for n in range(2, 400))))
    assert {row["screened"].split(":")[0] for row in rows} == {"not screened"}
    assert sum(told.problems.values()) == 398
    assert len(told.problems) <= 201
