import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadline import pipeline
from leadline.errors import MissingPiece
from leadline.settings import Settings
from leadline.store.engine import DuckDB, Spark
from leadline.store.workspace import Workspace
from tests.planted import OFF, many, meeting, put, taken


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own LEADLINE_* must not change what a test sees."""
    for name in [
        n for n in os.environ if n.startswith("LEADLINE_") and n not in {"LEADLINE_SHARED", "LEADLINE_GOLDEN"}
    ]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of facts and real data beside the checkout; skips where it isn't."""
    folder = Path(os.environ.get("LEADLINE_SHARED", Path(__file__).parents[2] / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set LEADLINE_SHARED")
    return folder


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Workspace]:
    """A new workspace, open."""
    with Workspace.create(tmp_path / "ws", "Desk") as work:
        yield work


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new workspace's folder, closed, for the command line."""
    Workspace.create(tmp_path / "ws", "Desk").close()
    return tmp_path / "ws"


@pytest.fixture(scope="session")
def _done_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("done")
    with Workspace.create(place / "ws", "Desk") as work:
        taken(work, put(place, "many.csv", many(5) + OFF), put(place, "meeting.csv", meeting()))
        pipeline.detect(work)
    return place / "ws"


@pytest.fixture
def done(_done_once: Path, tmp_path: Path) -> Path:
    """The folder of a workspace in which two files were read and all detectors run: one lead. Yours to break."""
    return Path(shutil.copytree(_done_once, tmp_path / "done"))


@pytest.fixture
def full(done: Path) -> Iterator[Workspace]:
    """The workspace ``done``, open."""
    with Workspace.open(done) as work:
        yield work


@pytest.fixture
def duckdb(tmp_path: Path) -> Iterator[DuckDB]:
    """DuckDB, as small as tests need it."""
    engine = DuckDB(Settings(threads=1, memory_gb=1), tmp_path / "scratch")
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    """Spark in this process, once; tests that need it skip, saying so, where it can't be."""
    try:
        engine = Spark(Settings(engine="spark", memory_gb=1.5), tmp_path_factory.mktemp("spark"))
    except MissingPiece as missing:
        pytest.skip(str(missing))
    yield engine
    engine.close()
    engine.session.stop()


@pytest.fixture(scope="session")
def both_engines(spark: Spark, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DuckDB, Spark]]:
    """DuckDB and Spark side by side."""
    engine = DuckDB(Settings(threads=1, memory_gb=1), tmp_path_factory.mktemp("duckdb"))
    yield engine, spark
    engine.close()
