"""A real server on loopback, started here and ended by its own id."""

import contextlib
import gc
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.test_docs import fits

from leadline.cli import main
from leadline.errors import BadInput
from leadline.web import server

SERVE = [sys.executable, "-c", "from leadline.cli import main; main()", "serve", "--api"]
STRANGER = "Zebedee Quillfeather"


@dataclass
class Running:
    """A server, and where it writes."""

    port: int
    log: Path

    def ask(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, Any, dict[str, str]]:
        """Status, body and headers of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the server needn't hear us out
                connection.request(method, path, body, {"Content-Type": "application/json"} | headers)
            response = connection.getresponse()
            data = response.read()
            kind = response.headers.get("Content-Type", "")
            return (
                response.status,
                json.loads(data) if kind.startswith("application/json") else data,
                dict(response.headers),
            )
        finally:
            connection.close()

    def match(self, name: str) -> Any:
        """The answer to one name, which must be accepted."""
        body = json.dumps({"queries": {"q": {"schema": "Person", "properties": {"name": [name]}}}})
        status, told, _ = self.ask("POST", "/match/default", body)
        assert status == 200, told
        return told


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """``leadline serve --api`` on the bundled lists, in a folder that is no workspace."""
    folder = tmp_path_factory.mktemp("serve")
    log = folder / "log"
    environ = {k: v for k, v in os.environ.items() if not k.startswith("LEADLINE_")} | {
        "XDG_CACHE_HOME": str(folder / "cache")
    }
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*SERVE, "--port", "0", "--json"],
            cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert line, log.read_text()
        yield Running(int(re.fullmatch(r"http://127\.0\.0\.1:(\d+)", json.loads(line)["url"])[1]), log)  # type: ignore[index]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        process.stdout.close()  # type: ignore[union-attr]
    assert process.returncode == 0


def test_it_answers_from_the_bundled_lists(running: Running) -> None:
    status, told, headers = running.ask("GET", "/catalog")
    assert status == 200
    assert {"un", "un-vessels"} <= set(told["current"])
    assert headers["Server"] == "leadline"
    found = running.match("RI YONG MU")["responses"]["q"]
    assert found["results"]
    assert {one["list"] for one in found["results"][0]["listings"]} == {"un"}


def test_who_sends_ten_megabytes_hears_that_it_is_too_much(running: Running) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
    connection.request("POST", "/match/default", b"x" * 10_000_000, {"Content-Type": "application/json"})
    response = connection.getresponse()
    assert (response.status, b"larger than" in response.read()) == (413, True)
    connection.close()


def test_nothing_found_is_no_clearance(running: Running) -> None:
    told = running.match(STRANGER)
    assert "not a clearance" in told["responses"]["q"]["note"]
    assert {one["id"] for one in told["stamp"]["lists"]} >= {"un", "un-vessels"}


def test_threads_get_the_same_answers(running: Running) -> None:
    names = ["RI YONG MU", STRANGER] * 8
    alone = {name: running.match(name) for name in set(names)}
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(running.match, names))
    assert [one["responses"] for one in together] == [alone[name]["responses"] for name in names]


def test_the_log_has_no_name_and_no_word_of_the_path(running: Running) -> None:
    running.match(STRANGER)
    running.ask("GET", "/search/default?q=Quillfeather")
    running.ask("GET", "/entities/Quillfeather")
    running.ask("GET", "/Quillfeather/Quillfeather")
    running.ask(
        "POST",
        "/match/default",
        '{"queries": {"q": {"schema": "Quillfeather", "properties": {"name": "x"}}}}',
    )
    running.ask("GET", "/healthz", Host="quillfeather.example")
    told = running.log.read_text()
    assert "POST /match/<dataset> 200" in told
    assert "GET /entities/<path:entity_id> 404" in told
    assert "quillfeather" not in told.lower()
    assert "zebedee" not in told.lower()


@pytest.mark.parametrize("size", [1_500_000, 10_000_000])
def test_a_body_that_is_too_large_ends_in_413(running: Running, size: int) -> None:
    assert running.ask("POST", "/match/default", "x" * size)[0] == 413


def test_a_strange_host_is_refused(running: Running) -> None:
    assert running.ask("GET", "/healthz", Host="evil.example")[0] == 400


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed: apt install curl")
def test_the_page_that_explains_it_is_followed_to_the_letter(running: Running) -> None:
    page = (Path(__file__).parents[2] / "docs/how-to/api.md").read_text(encoding="utf-8")
    shown = re.findall(r"```sh\n(curl .*?)```\n\n```text\n(.*?)```", page, re.DOTALL)
    assert len(shown) == 3
    for command, expected in shown:
        command = command.replace("127.0.0.1:8000", f"127.0.0.1:{running.port}")
        printed = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60).stdout
        assert fits(expected, printed), printed


def test_without_api_it_says_what_is_missing() -> None:
    result = CliRunner().invoke(main, ["serve"])
    assert result.exit_code == 2
    assert "--api" in result.output


@pytest.mark.parametrize(
    ("options", "says"),
    [(("--port", "0", "--host", "0.0.0.0"), "--name"), (("--workspace", "nowhere"), "no workspace"), (("--port", "65536"), "65535")],
)  # fmt: skip
def test_what_cannot_be_served_is_told(
    running: Running, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], says: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(running.log.parent / "cache"))
    result = CliRunner().invoke(main, ["serve", "--api", *options])
    assert result.exit_code == 2
    assert says in result.output


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", None), ("nowhere.invalid", 0)])
def test_where_it_cannot_listen_is_told(running: Running, host: str, port: int | None) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", ResourceWarning
        )  # waitress leaves what it had opened to the collector
        with pytest.raises(BadInput, match="--port"):
            server.listening(lambda *_: [], host, running.port if port is None else port)
        gc.collect()


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.8.9.1", True), ("0.0.0.0", False), ("::", False),
     ("192.0.2.7", False), ("desk.example", False), ("localhost.example", False)],
)  # fmt: skip
def test_what_only_this_machine_reaches(host: str, *, alone: bool) -> None:
    assert server.is_loopback(host) == alone


def test_every_address_needs_a_name() -> None:
    with pytest.raises(BadInput, match="--name"):
        server.names("0.0.0.0", ())
    assert server.names("0.0.0.0", ("desk.example",)) == ["desk.example"]
    assert server.names("2001:db8::7", ()) == ["[2001:db8::7]"]


def test_another_host_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    class Stopped(Exception):
        pass

    def stop(*_: object, **given: object) -> None:
        said.append(str(given["host"]))
        raise Stopped

    monkeypatch.setattr("waitress.server.create_server", stop)
    monkeypatch.setattr(server, "application", lambda *_: None)
    monkeypatch.setattr(server, "warm", lambda _: None)
    for host in ("192.0.2.7", "127.0.0.1"):
        with pytest.raises(Stopped):
            server.serve(lambda: lambda: None, host, 0, (), say=said.append, warn=said.append)  # type: ignore[arg-type]
    assert "no accounts" in said[0]
    assert "personal data" in said[0]
    assert said[1:] == ["192.0.2.7", "127.0.0.1"]
