"""Samples of each official format, made up (every person, company and vessel is fictional), and the real files."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from leadline.entities import _list, imports
from leadline.entities.entity import Entity
from leadline.entities.statements import Snapshot, entities
from leadline.store.intake import SourceFile

SHARED = Path(os.environ.get("LEADLINE_SHARED", Path(__file__).parents[4] / "shared")) / "data" / "lists"
Told = Callable[..., Snapshot]


@cache
def _told(name: str, paths: tuple[Path, ...]) -> Snapshot:
    """Read once for all tests: none of them changes what was told."""
    with ExitStack() as opened:
        return _list.find()[name].tell(
            [SourceFile(opened.enter_context(p.open("rb")), p.name) for p in paths]
        )


@pytest.fixture
def told() -> Told:
    """Reads files as a list's, however few entries they have; names without a folder are samples."""

    def read(name: str, *files: str | Path) -> Snapshot:
        samples = Path(__file__).parent / "samples"
        return _told(name, tuple(file if isinstance(file, Path) else samples / file for file in files))

    return read


@pytest.fixture
def entries(told: Told) -> Callable[..., dict[str, Entity]]:
    """The entities that files tell of, by id."""

    def read(name: str, *files: str | Path) -> dict[str, Entity]:
        facts = imports.facts(_list.find()[name].card())
        return {e["id"]: e for e in entities(facts, (s[:4] for s in told(name, *files).statements))}

    return read


@pytest.fixture
def real() -> Path:
    """The folder of the authorities' own files; tests that need it skip, saying so, where it isn't there."""
    if not SHARED.is_dir():
        pytest.skip(f"no real lists at {SHARED}; set LEADLINE_SHARED")
    return SHARED
