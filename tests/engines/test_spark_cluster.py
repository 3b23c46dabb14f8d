"""A standalone master with two workers on loopback: the same tables and leads as DuckDB, from the same suite."""

import os
import pickle
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.engines.test_engines_agree import FIXES, LISTED, TYPED, same
from tests.planted import leadline, meeting, put
from tests.worlds import derive, positions, rows, sea, statics

from leadline.derived import _derived
from leadline.detectors import _detector, _leads
from leadline.settings import Settings
from leadline.store.engine import DuckDB, Engine, _java, open_engine

pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'leadline[spark]'")
pytestmark = [
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.xdist_group("spark"),
    pytest.mark.skipif(not _java(), reason="Java is not installed: apt install openjdk-17-jre-headless"),
]
ROOT = Path(__file__).parents[2]
ALONE = "from tests.engines.test_spark_cluster import alone; alone()"
ON_LOOPBACK = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m", "PYSPARK_PYTHON": sys.executable}


@contextmanager
def daemon(role: str, log: Path, says: str, *arguments: object, **more: str) -> Iterator[str]:
    """A daemon of Spark's in a process of its own, ended by its id; yields what its log says once it is up."""
    import pyspark

    home = Path(pyspark.__file__).parent
    command = [home / "bin/spark-class", f"org.apache.spark.deploy.{role}", *map(str, arguments)]
    environ = os.environ | ON_LOOPBACK | more | {"SPARK_HOME": str(home)}
    with log.open("wb") as told, subprocess.Popen(command, stdout=told, stderr=told, env=environ) as process:
        try:
            for _ in range(600):
                if found := re.search(says, log.read_text("utf-8", "replace")):
                    break
                assert process.poll() is None, log.read_text("utf-8", "replace")
                time.sleep(0.1)
            else:
                pytest.fail(f"{role} isn't up after a minute: {log.read_text('utf-8', 'replace')}")
            yield found[0]
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a master with two workers of one core and a gigabyte each."""
    place = tmp_path_factory.mktemp("cluster")
    elsewhere = put(place, "leadline.py", "raise ImportError('a worker needs no Leadline of its own')\n")
    with ExitStack() as ends:
        url = ends.enter_context(
            daemon("master.Master", place / "master.log", r"spark://127\.0\.0\.1:\d+", "--host", "127.0.0.1",
                   "--port", 0, "--webui-port", 0)
        )  # fmt: skip
        for number in (1, 2):
            ends.enter_context(
                daemon("worker.Worker", place / f"worker-{number}.log", "Successfully registered with master",
                       "--host", "127.0.0.1", "--cores", 1, "--memory", "1g", "--webui-port", 0,
                       "--work-dir", place / f"worker-{number}", url,
                       PYTHONPATH=str(elsewhere.parent), SPARK_LOCAL_DIRS=str(place))
            )  # fmt: skip
        put(place, "spark-defaults.conf", "spark.sql.shuffle.partitions 4\n")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SPARK_CONF_DIR", str(place))
            yield url


def found(engine: Engine, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of every derived table and of every detector over the sea of ``test_engines_agree``."""
    given = sea(engine, folder, positions=positions(FIXES), static_reports=statics(TYPED), listings=LISTED)
    given = derive(given, folder)
    told = {name: rows(given, name) for name in _derived.find()}
    return told | {name: _leads.rows_of(one, given, engine) for name, one in _detector.find().items()}


def alone() -> None:
    """In a process of its own, as Spark has one session to a process: what the cluster finds, into a file."""
    url, folder = sys.argv[1], Path(sys.argv[2])
    engine = open_engine(Settings(engine="spark", spark_url=url, memory_gb=1), folder / "scratch")
    told: dict[str, Any] = found(engine, folder / "sea")
    session = engine.session  # type: ignore[attr-defined]
    told["executors"] = session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
    told["partitions"] = session.conf.get("spark.sql.shuffle.partitions")
    (folder / "found").write_bytes(pickle.dumps(told))


def test_a_cluster_finds_what_duckdb_finds(master: str, duckdb: DuckDB, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", ALONE, master, str(tmp_path)], cwd=ROOT, env=os.environ | ON_LOOPBACK,
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-4000:]
    on_spark = pickle.loads((tmp_path / "found").read_bytes())
    assert on_spark.pop("executors") == 2
    assert on_spark.pop("partitions") == "4", "what the cluster's own settings say stands"
    on_duckdb = found(duckdb, tmp_path / "duckdb")
    assert on_spark.keys() == on_duckdb.keys()
    assert on_duckdb["encounters"]
    assert on_duckdb["meeting_at_sea"]
    for name in on_duckdb:
        assert same(on_duckdb[name], on_spark[name]), name


def test_the_command_gives_the_same_leads_on_a_cluster(master: str, tmp_path: Path) -> None:
    there = tmp_path / "a sea[1]"
    leadline("init", there)
    leadline("ingest", "ais", put(tmp_path, "a.csv", meeting()), "--exercise", "--workspace", there)
    command = [
        "detect",
        "meeting_at_sea",
        "--engine",
        "spark",
        "--spark-url",
        master,
        "--workspace",
        there.name,
    ]
    run = subprocess.run(
        [sys.executable, "-m", "leadline", *command], cwd=tmp_path, env=os.environ | ON_LOOPBACK,
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-4000:]
    on_spark = leadline("leads", "--json", "--workspace", there).stdout
    other = tmp_path / "duckdb"
    leadline("init", other)
    leadline("ingest", "ais", tmp_path / "a.csv", "--exercise", "--workspace", other)
    leadline("detect", "meeting_at_sea", "--workspace", other)
    assert on_spark
    assert on_spark == leadline("leads", "--json", "--workspace", other).stdout
