"""Imports go down: the contract in pyproject.toml holds, and knows every room."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src/leadline"


def contract() -> dict[str, Any]:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (one,) = told["tool"]["importlinter"]["contracts"]
    return dict(one)


def layers() -> list[set[str]]:
    return [{room.strip().strip("()") for room in line.split("|")} for line in contract()["layers"]]


def test_imports_go_down(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.syspath_prepend(str(PACKAGE.parent))
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    printed = capsys.readouterr().out
    assert code == EXIT_STATUS_SUCCESS, printed
    assert "1 kept, 0 broken" in printed


def test_every_room_stands_on_a_floor() -> None:
    rooms = {p.stem for p in PACKAGE.iterdir() if (p.suffix == ".py" or (p / "__init__.py").exists())}
    named = set().union(*layers())
    assert rooms - {"__init__"} <= named | {"__main__"}
    assert contract()["exhaustive"] is True
    not_built = {line.strip("()") for line in contract()["layers"] if line.startswith("(")}
    assert named - rooms <= not_built, "a room that isn't built yet stands in brackets"


def test_the_floors_are_those_of_the_plan() -> None:
    order = [sorted(floor) for floor in layers() if floor != {"__main__"}]
    assert order[0] == ["cli"]
    assert order[-1] == ["errors"]
    assert ["detectors", "entities", "sources"] in order, (
        "siblings meet in tables, and never import one another"
    )


@pytest.mark.parametrize("room", ["detectors", "entities", "sources"])
def test_siblings_never_name_one_another(room: str) -> None:
    others = {"detectors", "entities", "sources"} - {room}
    for file in (PACKAGE / room).rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not [
            other for other in others if f"leadline.{other}" in text or f"leadline import {other}" in text
        ], file


def test_no_request_can_leave_the_machine() -> None:
    """No part of the package imports what talks to a network, but what fetches lists and what hears a receiver, when asked to."""
    talk = (
        "socket",
        "ssl",
        "urllib.request",
        "http.client",
        "requests",
        "httpx",
        "aiohttp",
        "ftplib",
        "smtplib",
    )
    fetches = PACKAGE / "entities" / "_lists" / "fetch.py"
    assert "urllib.request" in fetches.read_text(encoding="utf-8")
    listens = PACKAGE / "sources" / "_live.py"
    assert "import socket" in listens.read_text(encoding="utf-8")
    for file in set(PACKAGE.rglob("*.py")) - {fetches, listens}:
        for line in file.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if words[:1] in (["import"], ["from"]) and len(words) > 1:
                assert words[1] not in talk, f"{file}: {line}"
