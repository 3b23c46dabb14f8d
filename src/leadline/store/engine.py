"""The engines that run expressions: DuckDB in this process, or Spark, local or on a cluster.

Both read the same Parquet files and must give the same rows. Everything that differs between them stands
here or in ``exprs``.
"""

import importlib
import itertools
import os
import shutil
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from leadline.errors import BadContent, MissingPiece
from leadline.settings import Settings
from leadline.tables import ARROW, Contract

Kernel = Callable[[pa.Table], pa.Table]
"""Works on the rows of one vessel, in time order, and returns rows of another table."""


class Engine(ABC):
    """Runs Ibis expressions over Parquet files."""

    name: ClassVar[str]
    con: Any

    @abstractmethod
    def read(self, files: Sequence[Path], contract: Contract) -> ibis.Table:
        """The rows of the files as a table of the contract; an empty table where there are none."""

    @abstractmethod
    def write(self, expr: ibis.Table, folder: Path, contract: Contract) -> None:
        """Run the expression into Parquet files in an empty folder, with the contract's columns and types."""

    @abstractmethod
    def hold(self, expr: ibis.Table) -> ibis.Table:
        """Run an expression once and hold its rows, for several expressions to build on."""

    @abstractmethod
    def release(self) -> None:
        """Let go of what is held or given; expressions on it can't be run any more."""

    @abstractmethod
    def given(self, rows: pa.Table) -> ibis.Table:
        """Rows that are in memory here as a table: a few thousand, such as the package's own places."""

    @abstractmethod
    def per_vessel(self, rows: ibis.Table, kernel: Kernel, schema: pa.Schema) -> ibis.Table:
        """Run a kernel over the rows of each MMSI in time order, for what no window expression can say."""

    @abstractmethod
    def close(self) -> None:
        """Let go of memory and processes."""

    @abstractmethod
    def fetch(self, expr: ibis.Table) -> pa.Table:
        """Run the expression and bring all its rows here."""

    @abstractmethod
    def batches(self, expr: ibis.Table) -> Iterator[pa.RecordBatch]:
        """Run the expression and bring its rows here in batches, for results that may be large."""

    def table(self, expr: ibis.Table, contract: Contract) -> pa.Table:
        """Run the expression; the result has the contract's columns and types, checked."""
        return conform(self.fetch(expr), contract)


_DUCKDB = {"string": "VARCHAR", "int64": "BIGINT", "float64": "DOUBLE", "bool": "BOOLEAN",
           "timestamp": "TIMESTAMPTZ", "string[]": "VARCHAR[]"}  # fmt: skip
_SPARK = {"string": "string", "int64": "bigint", "float64": "double", "bool": "boolean",
          "timestamp": "timestamp", "string[]": "array<string>"}  # fmt: skip


def conform(rows: pa.Table, contract: Contract) -> pa.Table:
    """Put columns in the contract's order and types; refuse what isn't of the contract or misses values."""
    missing = [c.name for c in contract if c.name not in rows.column_names]
    if missing:
        raise BadContent(f"Table {contract.name} lacks {', '.join(missing)}. Its contract is in tables.py.")
    rows = rows.select(contract.names)
    for column in contract:
        if not column.null and rows.column(column.name).null_count:
            raise BadContent(f"Table {contract.name}: {column.name} may not be null, and is.")
    return rows.cast(contract.arrow)


class DuckDB(Engine):
    """DuckDB in process: spills to the scratch folder instead of running out of memory."""

    name = "duckdb"

    def __init__(self, settings: Settings, scratch: Path) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        options: dict[str, Any] = {
            "memory_limit": f"{settings.memory_gb}GB",
            "temp_directory": str(scratch),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
        }
        if settings.threads:
            options["threads"] = settings.threads
        self.con = ibis.duckdb.connect(**options)
        self.con.raw_sql("SET TimeZone = 'UTC'")
        self._scratch = scratch
        self._names = itertools.count()
        self._held: list[str] = []

    def read(self, files: Sequence[Path], contract: Contract) -> ibis.Table:
        """See ``Engine``."""
        if not files:
            return self.con.create_table(
                f"empty_{next(self._names)}", schema=ibis.schema(contract.ibis), temp=True
            )
        return self.con.read_parquet([str(f) for f in files]).select(*contract.names)

    def write(self, expr: ibis.Table, folder: Path, contract: Contract) -> None:
        """See ``Engine``. A number that is written in an expression would else be a DECIMAL in the file."""
        folder.mkdir(parents=True, exist_ok=True)
        columns = ", ".join(f'CAST("{c.name}" AS {_DUCKDB[c.type]}) AS "{c.name}"' for c in contract)
        file = str(folder / "part-0.parquet").replace("'", "''")
        self.con.raw_sql(
            f"COPY (SELECT {columns} FROM ({self.con.compile(expr)})) TO '{file}' (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608
        )

    def fetch(self, expr: ibis.Table) -> pa.Table:
        """See ``Engine``."""
        return self.con.to_pyarrow(expr)

    def batches(self, expr: ibis.Table) -> Iterator[pa.RecordBatch]:
        """See ``Engine``."""
        yield from self.con.to_pyarrow_batches(expr, chunk_size=1 << 16)

    def hold(self, expr: ibis.Table) -> ibis.Table:
        """See ``Engine``. A temporary table, which spills."""
        return self._keep(expr)

    def _keep(self, rows: ibis.Table | pa.Table) -> ibis.Table:
        name = f"held_{next(self._names)}"
        self._held.append(name)
        return self.con.create_table(name, rows, temp=True)

    def release(self) -> None:
        """See ``Engine``."""
        while self._held:
            self.con.raw_sql(f"DROP TABLE IF EXISTS {self._held.pop()}")

    def given(self, rows: pa.Table) -> ibis.Table:
        """See ``Engine``."""
        return self._keep(rows)

    def per_vessel(self, rows: ibis.Table, kernel: Kernel, schema: pa.Schema) -> ibis.Table:
        """See ``Engine``. One vessel at a time is in memory."""
        file = self._scratch / f"vessels-{next(self._names)}.parquet"
        batches = self.batches(rows.order_by(["mmsi", "ts"]))
        with pq.ParquetWriter(file, schema, compression="zstd") as out:
            for vessel in _vessels(batches):
                out.write_table(kernel(vessel).cast(schema))
        return self.con.read_parquet(str(file))

    def close(self) -> None:
        """See ``Engine``."""
        self.con.disconnect()


def _vessels(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Cut batches that are sorted by MMSI into one table for each."""
    open_parts: list[pa.Table] = []
    open_mmsi: int | None = None
    for batch in batches:
        rows = pa.Table.from_batches([batch])
        mmsi = rows.column("mmsi").to_numpy()
        cuts = [0, *(i + 1 for i in (mmsi[1:] != mmsi[:-1]).nonzero()[0]), len(mmsi)]
        for start, end in itertools.pairwise(cuts):
            if start == end:
                continue
            if open_parts and int(mmsi[start]) != open_mmsi:
                yield pa.concat_tables(open_parts)
                open_parts = []
            open_mmsi = int(mmsi[start])
            open_parts.append(rows.slice(start, end - start))
    if open_parts:
        yield pa.concat_tables(open_parts)


class Spark(Engine):
    """Spark, in this process (``local[2]``) or at a master's URL."""

    name = "spark"

    def __init__(self, settings: Settings, scratch: Path) -> None:
        session = _spark_session(settings, scratch)
        session.sql(
            "CREATE OR REPLACE TEMPORARY FUNCTION epoch_us(ts TIMESTAMP) RETURNS BIGINT RETURN unix_micros(ts)"
        )
        session.sql(
            "CREATE OR REPLACE TEMPORARY FUNCTION make_timestamptz(us BIGINT) RETURNS TIMESTAMP RETURN timestamp_micros(us)"
        )
        self.session = session
        self.con = ibis.pyspark.connect(session)
        self._names = itertools.count()
        self._held: list[Any] = []

    def _view(self, frame: Any) -> ibis.Table:
        name = f"leadline_{next(self._names)}"
        frame.createOrReplaceTempView(name)
        table = self.con.table(name)
        # Spark's timestamps are UTC in this session, but Ibis can't know; sets need one type on both sides.
        naive = {c: "timestamp('UTC', 6)" for c, kind in table.schema().items() if kind.is_timestamp()}
        return table.cast(naive) if naive else table

    def read(self, files: Sequence[Path], contract: Contract) -> ibis.Table:
        """See ``Engine``."""
        if not files:
            frame = self.session.createDataFrame([], _spark_schema(contract.arrow))
        else:
            # A workspace's path may hold what Spark would take for a pattern.
            exact = self.session.read.option("__globPaths__", "false")
            frame = exact.parquet(*(str(f) for f in files))
        return self._view(frame).select(*contract.names)

    def write(self, expr: ibis.Table, folder: Path, contract: Contract) -> None:
        """See ``Engine``."""
        out = folder.with_name(folder.name + ".spark")
        rows = self.session.sql(self.con.compile(expr))
        typed = rows.select(*(rows[c.name].cast(_SPARK[c.type]).alias(c.name) for c in contract))
        typed.write.mode("overwrite").parquet(str(out), compression="zstd")
        folder.mkdir(parents=True, exist_ok=True)
        for number, part in enumerate(sorted(out.glob("part-*.parquet"))):
            part.rename(folder / f"part-{number}.parquet")
        shutil.rmtree(out)

    def fetch(self, expr: ibis.Table) -> pa.Table:
        """See ``Engine``."""
        return _in_utc(self.session.sql(self.con.compile(expr)).toArrow())

    def batches(self, expr: ibis.Table) -> Iterator[pa.RecordBatch]:
        """See ``Engine``. Spark sends the rows at once; a large result is better written with ``--parquet``."""
        yield from self.fetch(expr).to_batches(1 << 16)

    def hold(self, expr: ibis.Table) -> ibis.Table:
        """See ``Engine``. Kept in memory and on disk, where the workers are."""
        frame = self.session.sql(self.con.compile(expr)).persist()
        self._held.append(frame)
        held = self._view(frame)
        # Where Spark has another kind of number than Ibis thinks (a row_number is an INT), the two must not part.
        said = {
            c: kind for c, kind in expr.schema().items() if kind.is_numeric() and held.schema()[c] != kind
        }
        return held.cast(said) if said else held

    def release(self) -> None:
        """See ``Engine``."""
        while self._held:
            self._held.pop().unpersist()

    def given(self, rows: pa.Table) -> ibis.Table:
        """See ``Engine``."""
        return self._view(self.session.createDataFrame(rows, _spark_schema(rows.schema)))

    def per_vessel(self, rows: ibis.Table, kernel: Kernel, schema: pa.Schema) -> ibis.Table:
        """See ``Engine``. Each vessel's rows go to one worker."""
        frame = self.session.sql(self.con.compile(rows))
        done = frame.groupBy("mmsi").applyInArrow(
            lambda vessel: kernel(vessel.sort_by("ts")).cast(schema), _spark_schema(schema)
        )
        return self._view(done)

    def close(self) -> None:
        """See ``Engine``. The session stays, as Spark allows one to a process; views go."""
        self.session.catalog.clearCache()
        for number in range(next(self._names)):
            self.session.catalog.dropTempView(f"leadline_{number}")


def _in_utc(rows: pa.Table) -> pa.Table:
    """Spark hands times over in the session's zone, which is UTC, in microseconds; say so in the type."""
    kinds = [ARROW["timestamp"] if pa.types.is_timestamp(f.type) else f.type for f in rows.schema]
    return rows.cast(pa.schema([pa.field(f.name, kind) for f, kind in zip(rows.schema, kinds, strict=True)]))


def _spark_schema(schema: pa.Schema) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)


def _java() -> bool:
    """Whether Spark will find Java where it looks: under JAVA_HOME if that is set, else on the PATH."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which(str(Path(home) / "bin/java") if home else "java") is not None


def _spark_session(settings: Settings, scratch: Path) -> Any:
    try:
        importlib.import_module("ibis.backends.pyspark")
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingPiece("The engine spark needs the extra: pip install 'leadline[spark]'.") from error
    if not _java():
        raise MissingPiece(
            "The engine spark needs Java 17 or 21, on the PATH or under JAVA_HOME: on Debian, "
            "apt install openjdk-17-jre-headless."
        )
    scratch.mkdir(parents=True, exist_ok=True)
    builder = SparkSession.builder.appName("leadline").master(settings.spark_url)
    options = {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.driver.memory": f"{int(settings.memory_gb * 1024)}m",
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    # Kernels travel with their code, so that no worker runs another Leadline than this one.
    package = sys.modules[__name__.partition(".")[0]]
    importlib.import_module("pyspark.cloudpickle").register_pickle_by_value(package)
    # What isn't said here is the cluster's, from the spark-defaults.conf under SPARK_CONF_DIR.
    if settings.spark_url.startswith("local"):
        options |= {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
        options["spark.sql.shuffle.partitions"] = "2"
        # Workers of this machine run this Python, not the first on PATH; a cluster's are its administrator's choice.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    for key, value in options.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def open_engine(settings: Settings, scratch: Path) -> Engine:
    """The engine that the settings name."""
    return {"duckdb": DuckDB, "spark": Spark}[settings.engine](settings, scratch)
