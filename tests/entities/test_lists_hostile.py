"""Files from outside may be anything: every reader reads them or refuses with a sentence, in bounded room, and nothing changes."""

import gzip
import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadline.entities import _list
from leadline.entities._lists import sheet as _sheet
from leadline.entities._lists import xml as _xml
from leadline.entities.statements import Snapshot
from leadline.errors import BadContent, BadInput, Hostile, LeadlineError
from leadline.store.intake import SourceFile

SAMPLES = Path(__file__).parent / "lists/samples"
FILES = {
    "un": ["un.xml"], "ofac": ["ofac_sdn.csv", "ofac_add.csv", "ofac_alt.csv", "ofac_comments.csv"], "eu": ["eu.xml"],
    "uk": ["uk.xml"], "ca": ["ca.xml"], "kr": ["kr.csv"], "un-vessels": ["un-vessels.csv"], "ftm": ["ftm.jsonl"],
}  # fmt: skip
ONE_FILE = [(name, files[0]) for name, files in FILES.items()] + [
    ("ofac", "ofac_advanced.xml"),
    ("uk", "uk.csv"),
]
ROOTS = {
    "un": "CONSOLIDATED_LIST",
    "ofac": "Sanctions",
    "eu": "export",
    "uk": "Designations",
    "ca": "data-set",
}
LISTS = _list.find()
EVERY = sorted(LISTS)


def told(name: str, *data: bytes, file: str = "file") -> Snapshot:
    return LISTS[name].tell([SourceFile(io.BytesIO(one), file) for one in data])


@pytest.mark.parametrize("name", ROOTS)
def test_entities_and_document_types_are_refused(name: str) -> None:
    root = ROOTS[name]
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    for declared in (
        f'<!DOCTYPE {root} [<!ENTITY l0 "lol">{bomb}]><{root}>&l9;</{root}>',
        f'<!DOCTYPE {root} [<!ENTITY x SYSTEM "file:///etc/passwd">]><{root}>&x;</{root}>',
        f'<!DOCTYPE {root} SYSTEM "http://127.0.0.1:9/x.dtd"><{root}/>',
        f"<!DOCTYPE {root}><{root}/>",
    ):
        for encoding in ("utf-8", "utf-16"):
            with pytest.raises(Hostile, match="document type"):
                told(name, f'<?xml version="1.0" encoding="{encoding}"?>{declared}'.encode(encoding))
    with pytest.raises(BadInput, match="isn't"):
        told(name, f"<{root}>&nbsp;</{root}>".encode())


@pytest.mark.parametrize("name", ROOTS)
def test_depth_text_and_size_are_bounded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    root = ROOTS[name]
    with pytest.raises(Hostile, match="deeper"):
        told(name, f"<{root}>".encode() + b"<a>" * 20_000)
    monkeypatch.setattr(_xml, "LONGEST", 1 << 17)
    with pytest.raises(Hostile, match="text of more than"):
        told(name, f"<{root}><a>".encode() + b"x" * (1 << 18) + f"</a></{root}>".encode())
    with pytest.raises(Hostile, match="no element"):
        told(name, b"<!-- " + b"<" * (1 << 18) + f" --><{root}/>".encode())
    monkeypatch.setattr(_xml, "MOST_BYTES", 1 << 18)
    with pytest.raises(Hostile, match="unpacks"):
        told(name, gzip.compress(f"<{root}>".encode() + b"<a/>" * (1 << 17)))


@pytest.mark.parametrize("name", ROOTS)
@pytest.mark.parametrize("encoding", ["utf-7", "nonsense", "cp037x"])
def test_an_encoding_that_nobody_knows_is_a_sentence(name: str, encoding: str) -> None:
    with pytest.raises(BadInput, match="isn't XML"):
        told(name, f'<?xml version="1.0" encoding="{encoding}"?><{ROOTS[name]}/>'.encode())


@pytest.mark.parametrize("name", ROOTS)
def test_what_stays_in_memory_is_bounded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_xml, "MOST_HELD", 1 << 17)
    begun = f"<{ROOTS[name]}><a>".encode()
    with pytest.raises(Hostile, match="an entry of more than"):
        told(name, begun + b"<![CDATA[aaaaaaaa]]>" * (1 << 15))
    monkeypatch.setattr(_xml, "MOST_ELEMENTS", 1000)
    with pytest.raises(Hostile, match="elements"):
        told(name, begun + b"<b/>" * 2000)


def test_lines_and_tables_of_a_guessed_encoding_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sheet, "_LONGEST_LINE", 1 << 16)
    monkeypatch.setattr(_sheet, "_MOST_GUESSED", 1 << 18)
    with pytest.raises(Hostile, match="a line of more"):
        list(_sheet.rows(SourceFile(io.BytesIO(b"a," * (1 << 18)), "x.csv")))
    with pytest.raises(Hostile, match="unpacks"):
        list(_sheet.rows(SourceFile(io.BytesIO(b"a,b\n" * (1 << 18)), "x.csv"), ("utf-8", "cp949")))


@pytest.mark.parametrize(("name", "file"), ONE_FILE)
def test_a_file_that_was_cut_is_refused_or_reads_fewer_entries(name: str, file: str) -> None:
    """A cut between two lines of a table can't be told by the table: the list's least number of entries tells it."""
    data = (SAMPLES / file).read_bytes()
    whole = told(name, data, file=file).entries
    for part in range(1, 12):
        cut = data[: len(data) * part // 12]
        if file.endswith(".xml"):
            with pytest.raises(BadInput):
                told(name, cut, file=file)
        else:
            with suppress(BadInput):
                assert told(name, cut, file=file).entries <= whole


@pytest.mark.parametrize(("name", "file"), ONE_FILE)
def test_a_gzip_that_was_cut_is_refused(name: str, file: str) -> None:
    packed = gzip.compress((SAMPLES / file).read_bytes())
    assert told(name, packed, file=f"{file}.gz").entries
    for end in (len(packed) - 9, len(packed) // 2, 3):
        with pytest.raises(BadInput):
            told(name, packed[:end], file=f"{file}.gz")


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        b"\x1f\x8b",
        b"\xff\xfe",
        b"<html><body>404</body></html>",
        b"PK\x03\x04",
        b"a,b\n1,2\n",
        b'"',
    ],
)
def test_what_is_no_list_is_refused_or_has_no_entries(name: str, content: bytes) -> None:
    with suppress(LeadlineError):
        assert not told(name, content).entries


@pytest.mark.parametrize("name", EVERY)
def test_files_of_another_list_are_refused_or_have_no_entries(name: str) -> None:
    for other, files in FILES.items():
        if other != name:
            with suppress(BadInput):
                assert not told(name, *((SAMPLES / file).read_bytes() for file in files)).entries, other


@pytest.mark.parametrize(("name", "file"), ONE_FILE)
def test_no_bytes_crash_a_reader(name: str, file: str) -> None:
    """Fixed budget: bytes of the sample changed, taken out, doubled."""
    data = (SAMPLES / file).read_bytes()
    edits = st.lists(
        st.tuples(st.integers(0, len(data)), st.integers(0, 40), st.sampled_from([
            b"", b"\x00", b"<", b"&", b'"', b",,,,", b"\n", b"\xff", "가".encode(), b"-0-", b"9" * 40, b"{}", b"null", b"1961 to 9999", b"A" * 300,
        ])),
        max_size=4,
    )  # fmt: skip

    @settings(max_examples=25, deadline=None, derandomize=True, database=None)
    @given(edits)
    def run(changes: list[tuple[int, int, bytes]]) -> None:
        broken = data
        for at, gone, put in changes:
            broken = broken[:at] + put + broken[at + gone :]
        with suppress(LeadlineError):
            told(name, broken, file=file)

    run()


def test_values_and_entries_beyond_all_bounds_are_refused() -> None:
    with pytest.raises(Hostile):
        told("ftm", b'{"id": "x", "schema": "Person", "properties": {"name": ["' + b"a" * 200_000 + b'"]}}\n')
    many = b",".join(b'"n%d"' % n for n in range(30_000))
    with pytest.raises(Hostile):
        told("ftm", b'{"id": "x", "schema": "Person", "properties": {"alias": [' + many + b"]}}\n")
    with pytest.raises(Hostile, match="columns"):
        told("un-vessels", b"name,imo,designated" + b",x" * 600 + b"\n")
    with pytest.raises(BadInput):
        told("ftm", b"[" * 100_000 + b"\n")


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"<a/>" * (1 << 20))
    monkeypatch.setattr("leadline.entities._lists.sheet.MOST_BYTES", 1 << 20)
    with pytest.raises(Hostile, match="unpacks"):
        told("au", packed.getvalue())


def test_a_reader_of_ones_own_that_breaks_the_frame_is_named(tmp_path: Path) -> None:
    card = (
        "id: toys\ntitle: Toys\nauthority: Isle of Toys (fictional)\nbinds: the isle\nsource: none\nlicence: none\n"
        "published: {says: a, tried_on: b, min_entries: 1, max_entries: 2}\n"
    )
    (tmp_path / "toys.yml").write_text(card)
    one = _list.find([tmp_path])["toys"]
    with pytest.raises(BadContent, match="neither a reader nor a table"):
        one.tell([SourceFile(io.BytesIO(b"x"), "x")])
    (tmp_path / "toys.py").write_text("def reed(): ...\n")
    with pytest.raises(BadContent, match="no function read"):
        one.tell([SourceFile(io.BytesIO(b"x"), "x")])
