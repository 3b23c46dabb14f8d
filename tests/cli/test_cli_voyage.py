"""``leadline voyage``: text for people, JSON for programs, a document for the file; errors before any work."""

import os
from pathlib import Path

import pytest
from tests import voyage_world
from tests.planted import leadline
from tests.voyage_world import FIRST, IMO

from leadline.geography import natural_earth

GOLDEN = Path(__file__).with_name("golden") / "voyage.txt"
needs_maps = pytest.mark.skipif(
    not natural_earth.built(), reason="Natural Earth is not built: run 'make setup' to test what needs maps"
)


@pytest.fixture(scope="module")
def sea(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return voyage_world.made(tmp_path_factory.mktemp("cli-voyage"), detectors=("meeting_at_sea",))


def test_people_read_the_dossier_in_the_terminal(sea: Path) -> None:
    """Reviewed by eye; LEADLINE_GOLDEN=write writes it anew, for review in the diff."""
    told = leadline("voyage", f"IMO {IMO}", "--from", "2026-03-03", "--to", "2026-03-04", "--workspace", sea)
    assert told.stderr == ""
    text = "\n".join(line.rstrip() for line in told.stdout.splitlines()) + "\n"
    if os.environ.get("LEADLINE_GOLDEN") == "write":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_json_is_one_object(sea: Path) -> None:
    told = leadline("voyage", IMO, "--json", "--workspace", sea)
    assert told.stderr == ""
    one = told.only
    assert one["asked"] == {"kind": "imo", "number": IMO, "says": f"IMO {IMO} fails its check digit."}
    assert (one["from"], one["until"]) == ("2026-03-01T00:00:00Z", "2026-03-05T00:00:00Z")
    assert one["handling"] == "TLP:GREEN"
    assert one["simulated"] is True
    assert [lead["detector"] for lead in one["leads"]] == ["meeting_at_sea"]
    assert len(one["gaps"]) == len(one["encounters"]) == len(one["port_visits"]) == 1


@needs_maps
@pytest.mark.parametrize(("name", "begins"), [("d.pdf", b"%PDF-"), ("d.html", b"<!doctype html>")])
def test_a_document_is_written_where_it_is_asked_for(
    sea: Path, tmp_path: Path, name: str, begins: bytes
) -> None:
    told = leadline("voyage", FIRST, "-o", tmp_path / name, "--workspace", sea)
    assert told.stdout == f"Voyage of MMSI {FIRST}, 2026-03-01 to 2026-03-03; TLP:GREEN: {tmp_path / name}\n"
    assert (tmp_path / name).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        (("1234",), "BadInput", "seven digits"),
        (("790000999",), "BadInput", "was not heard here"),
        ((str(IMO), "--from", "2026-03-04", "--to", "2026-03-01"), "BadInput", "before it begins"),
        ((str(IMO), "-o", "d.txt"), "UnknownName", "pdf"),
        ((str(IMO), "-o", "no/such/folder/d.html"), "BadInput", "no/such/folder/d.html"),
        ((str(IMO), "--from", "2026-02-30"), "BadInput", "2026-02-30"),
        ((), "BadInput", "Missing argument"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_cannot_be_is_refused_with_a_sentence(
    sea: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    error: str,
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    told = leadline("voyage", *arguments, "--json", "--workspace", sea, expect=2)
    assert (told.only["error"], told.only["exit_code"]) == (error, 2)
    assert says in told.only["says"]
    assert list(tmp_path.iterdir()) == []
