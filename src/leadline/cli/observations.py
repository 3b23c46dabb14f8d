"""``leadline ingest``, ``table``, ``detect``, ``run``, ``leads``."""

import csv
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leadline.cli._frame import command, grid, opened, out, plain, progress, shown
from leadline.errors import BadInput

if TYPE_CHECKING:
    from leadline.store.ingest import Ingested

ENGINE = click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), help="Engine, instead of the setting's."
)
SPARK_URL = click.option("--spark-url", help="Spark master, instead of the setting's.")


@command()
@click.argument("source")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--columns", help="For a layout that isn't known: ours=theirs, as in mmsi=ID,ts=time,lat=y,lon=x."
)
@click.option("--time-format", help="How the file writes time: a strptime format, epoch or epoch_ms.")
@click.option("--handling", help="TLP label, instead of the setting's.")
@click.option("--originator", help="Who hands it in, instead of the setting's.")
@click.option(
    "--again",
    is_flag=True,
    help="Read the file anew, as with other --columns, in place of what was read before.",
)
@click.option(
    "--exercise", is_flag=True, help="The file is simulated: identities must be ones that can't exist."
)
def ingest(
    source: str,
    files: tuple[Path, ...],
    columns: str | None,
    time_format: str | None,
    handling: str | None,
    originator: str | None,
    folder: Path | None,
    *,
    again: bool,
    exercise: bool,
    as_json: bool,
) -> None:
    """Archive FILES and read them with SOURCE into the lake. The same file again adds nothing."""
    from leadline import pipeline
    from leadline.store.intake import Options

    options = Options(_columns(columns), time_format)
    with opened(folder) as work, progress(as_json=as_json) as show:
        done = pipeline.ingest(
            work,
            source,
            files,
            options,
            handling=handling,
            originator=originator,
            simulated=exercise,
            again=again,
            progress=show,
        )
        for one in done:
            out(asdict(one)) if as_json else click.echo(_ingested(one))


def _columns(text: str | None) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split(",")] if text else []
    for ours, equals, theirs in pairs:
        if not (ours.strip() and equals and theirs.strip()):
            raise BadInput(
                f"--columns: {ours + equals + theirs!r} isn't ours=theirs. Write mmsi=ID,ts=time,lat=y,lon=x."
            )
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


def _ingested(one: "Ingested") -> str:
    if not one.new:
        return f"{one.file}: {one.note}."
    words = [
        f"{one.file}: {one.rows_in:,} {one.row_word}{'' if one.rows_in == 1 else 's'} = {one.rows_used:,} used + {one.rejected:,} rejected."
    ]
    words += [f"  {count:,} rows of {name}" for name, count in one.tables.items() if count]
    words += [f"  rejected {count:,}: {reason}" for reason, count in list(one.reasons.items())[:12]]
    if len(one.reasons) > 12:
        words.append(f"  … and {len(one.reasons) - 12} more reasons: leadline table rejects")
    if one.note:
        words.append(f"  note: {one.note}")
    return "\n".join(words)


@command()
@click.argument("name")
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all rows as CSV; - prints.",
)
@click.option(
    "--parquet",
    "parquet_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all rows as Parquet.",
)
@click.option(
    "--limit", type=click.IntRange(0), default=20, show_default=True, help="Rows to print; 0 prints all."
)
@ENGINE
@SPARK_URL
def table(
    name: str,
    csv_file: Path | None,
    parquet_file: Path | None,
    limit: int,
    engine: str | None,
    spark_url: str | None,
    folder: Path | None,
    *,
    as_json: bool,
) -> None:
    """Print a table; derived ones are built first. --json prints every row, one object a line."""
    from leadline import pipeline
    from leadline.tables import contract

    one = contract(name)
    with opened(folder, engine=engine, spark_url=spark_url) as work:
        with progress(as_json=as_json) as show:
            batches = pipeline.table(work, name, progress=show)
        if parquet_file:
            import pyarrow.parquet as pq

            with pq.ParquetWriter(parquet_file, one.arrow) as writer:
                for batch in batches:
                    writer.write_batch(batch)
        elif csv_file:
            _write_csv(csv_file, one.names, (row for batch in batches for row in batch.to_pylist()))
        elif as_json:
            for batch in batches:
                for row in batch.to_pylist():
                    out(row)
        else:
            _print(name, batches, limit, work.lake.counts(work.execute)[name])


def _print(name: str, batches: Iterable[Any], limit: int, total: int) -> None:
    rows: list[dict[str, Any]] = []
    for batch in batches:
        rows += batch.slice(0, limit - len(rows) if limit else None).to_pylist()
        if limit and len(rows) >= limit:
            break
    grid(rows, empty=f"The table {name} has no rows.")
    if len(rows) < total:
        click.echo(f"{len(rows)} of {total:,} rows. All: --limit 0, --json, --csv FILE or --parquet FILE.")


def _write_csv(file: Path, names: list[str], rows: Iterable[Mapping[str, Any]]) -> None:
    stream = sys.stdout if str(file) == "-" else file.open("w", newline="", encoding="utf-8")
    try:
        writer = csv.writer(stream)
        writer.writerow(names)
        for row in rows:
            writer.writerow([_csv_value(v) for v in row.values()])
    finally:
        if stream is not sys.stdout:
            stream.close()


def _csv_value(value: object) -> object:
    """Lists as JSON; a text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        return "'" + value if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
    return "" if value is None else plain(value) if not isinstance(value, int | float) else value


@command()
@click.argument("names", nargs=-1)
@ENGINE
@SPARK_URL
def detect(
    names: tuple[str, ...], engine: str | None, spark_url: str | None, folder: Path | None, *, as_json: bool
) -> None:
    """Run the detectors NAMES, or all, over the lake. What a lead rests on is built first."""
    from leadline import pipeline

    with opened(folder, engine=engine, spark_url=spark_url) as work, progress(as_json=as_json) as show:
        found = pipeline.detect(work, names, progress=show)
    if as_json:
        out({"leads": found})
    else:
        for name, count in found.items():
            click.echo(f"{name}: {count} lead{'' if count == 1 else 's'}")


@command()
@ENGINE
@SPARK_URL
def run(engine: str | None, spark_url: str | None, folder: Path | None, *, as_json: bool) -> None:
    """Bring everything up to date: lists, derived tables, leads of every detector."""
    from leadline import pipeline

    with opened(folder, engine=engine, spark_url=spark_url) as work, progress(as_json=as_json) as show:
        found = pipeline.detect(work, progress=show)
        rows = work.lake.counts(work.execute)
    if as_json:
        out({"tables": rows, "leads": found})
    else:
        grid([{"table": name, "rows": count} for name, count in rows.items()], empty="")
        click.echo(f"{sum(found.values())} leads. See them: leadline leads")


@command()
@click.option("--detector", help="Only leads of this detector.")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=50,
    show_default=True,
    help="Leads to print; 0 prints all. --json prints all.",
)
def leads(detector: str | None, limit: int, folder: Path | None, *, as_json: bool) -> None:
    """List leads: questions that a detector asks, strongest first. --json prints one object a line."""
    from leadline import pipeline

    with opened(folder) as work:
        found = [one for one in pipeline.read_leads(work) if detector in {None, one["detector"]}]
    if as_json:
        for one in found:
            out(one)
        return
    for one in found[: limit or None]:
        mark = "EXERCISE  " if one["simulated"] else ""
        click.echo(shown(f"{one['id']}  {one['first_at']}  {mark}{one['detector']}  {one['handling']}"))
        click.echo(
            f"  {'; '.join(map(_subject, one['subjects']))}\n  {shown(one['says'])} {one['strength_says']}"
        )
    click.echo(
        f"{min(len(found), limit or len(found))} of {len(found)} leads. A lead is a question, not an accusation."
    )


def _subject(subject: Mapping[str, Any]) -> str:
    words = [subject["name"] or "name unknown", f"MMSI {subject['mmsi']}"]
    if subject["imo"]:
        words.append(f"claims IMO {subject['imo']}")
    return shown(", ".join(words))


COMMANDS = (ingest, table, detect, run, leads)
