"""Fetching: https or this machine only, bounded, and told of in a sentence where it fails; against a server of our own."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from tests.planted import rows

from leadline.entities import imports, updates
from leadline.entities._lists import fetch as _fetch
from leadline.errors import BadInput, Hostile
from leadline.settings import Settings
from leadline.store.workspace import Workspace

LINE = b'{"id": "r1", "schema": "Person", "properties": {"name": ["Ri Sample"]}}\n'


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, headers, body = {
            "/good.jsonl": (
                200,
                {"Last-Modified": "Tue, 02 Jan 2029 03:04:05 GMT", "Content-Length": str(len(LINE))},
                LINE,
            ),
            "/half.jsonl": (200, {"Content-Length": str(len(LINE) * 2)}, LINE),
            "/large.jsonl": (200, {"Content-Length": str(1 << 40)}, b""),
            "/endless.jsonl": (200, {}, LINE * 1000),
            "/moved": (302, {"Location": "/good.jsonl"}, b""),
            "/away": (302, {"Location": "http://example.test/x"}, b""),
            "/file": (302, {"Location": "file:///etc/passwd"}, b""),
        }.get(self.path, (404, {}, b"no"))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def here() -> Iterator[str]:
    """The address of a server on this machine."""
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_server_that_sends_drop_by_drop_is_left_after_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server sends one byte and then waits to be hung up on: only who looks after each drop ever leaves."""
    monkeypatch.setattr(_fetch, "MOST_SECONDS", -1)
    monkeypatch.setattr(_fetch, "SILENCE_SECONDS", 5)
    left = threading.Event()

    class Drop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"a")
            left.wait(30)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Drop) as server:
        thread = threading.Thread(target=server.handle_request, daemon=True)
        thread.start()
        try:
            with pytest.raises(Hostile, match="slower than"):
                _fetch.fetch(f"http://127.0.0.1:{server.server_port}/drop", tmp_path)
        finally:
            left.set()
            thread.join()


def test_a_file_is_fetched_with_its_day(here: str, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    found = _fetch.fetch(f"{here}/moved", tmp_path, lambda done, total: seen.append((done, total)))
    assert found.file.read_bytes() == LINE
    assert found.published == "2029-01-02T03:04:05+00:00"
    assert seen[-1] == (len(LINE), len(LINE))


@pytest.mark.parametrize("path", ["/half.jsonl", "/none", "/away", "/file", "/../../etc/passwd"])
def test_what_goes_wrong_is_told(here: str, tmp_path: Path, path: str) -> None:
    with pytest.raises(BadInput):
        _fetch.fetch(here + path, tmp_path)
    assert all(file.parent == tmp_path for file in tmp_path.iterdir())


@pytest.mark.parametrize("path", ["/large.jsonl", "/endless.jsonl"])
def test_size_is_bounded(here: str, tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_fetch, "MOST_BYTES", 10_000)
    with pytest.raises(Hostile, match="larger"):
        _fetch.fetch(here + path, tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.test/x",
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
        "https:///x",
        "http://127.0.0.1.example.test/x",
    ],
)
def test_nothing_but_https_leaves_the_machine(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="https only"):
        _fetch.fetch(url, tmp_path)


def test_without_a_network_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="leadline lists import"):
        _fetch.fetch("https://127.0.0.1:1/x", tmp_path)


def _with_address(work: Workspace, url: str) -> Settings:
    place = work.folder / "mine"
    place.mkdir(exist_ok=True)
    (place / "toys.yml").write_text(
        "id: toys\ntitle: Toys\nauthority: Isle of Toys (fictional)\nbinds: the isle\nsource: none\nlicence: none\n"
        f"published: {{says: a, tried_on: b, update: ['{url}'], min_entries: 1, max_entries: 2}}\n"
    )
    (place / "toys.py").write_text(
        "def read(told, files):\n"
        "    for row, line in enumerate(files[0].read(1 << 20).splitlines(), 1):\n"
        "        entry = told.entry(f'T{row}', 'Person', row)\n"
        "        entry.add('name', 'Ri Sample')\n"
        "        entry.listed()\n"
    )
    (work.folder / "leadline.toml").write_text('[content]\nlists = ["mine"]\n')
    return Settings.model_validate({"content": {"lists": [place]}})


def test_an_update_imports_what_was_fetched(here: str, work: Workspace) -> None:
    told = _with_address(work, f"{here}/good.jsonl")
    assert "toys" in updates.with_address(told)
    assert "un" in updates.with_address(told)
    with Workspace.open(work.folder) as later:
        done = updates.update(later, "toys")
        assert (done.version.as_of[:10], done.version.dated_by) == ("2029-01-02", "the server")
        assert not updates.update(later, "toys").new, "nothing new was published"
        assert [r["ref"] for r in rows(later, "listings") if r["list"] == "toys"] == ["T1"]
        later.verify()


def test_an_update_that_fails_leaves_the_version_before(here: str, work: Workspace) -> None:
    _with_address(work, f"{here}/good.jsonl")
    with Workspace.open(work.folder) as later:
        updates.update(later, "toys")
        _with_address(work, f"{here}/endless.jsonl")  # a thousand entries; the card says two
        with pytest.raises(BadInput, match="1,000 entries"):
            updates.update(later, "toys")
        assert len(imports.versions(later, "toys")) == 1
        with pytest.raises(BadInput, match="no address"):
            updates.update(later, "kr")
