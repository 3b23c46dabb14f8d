"""``leadline screen``."""

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from leadline.cli._frame import command, out, progress, shown
from leadline.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadline.entities.screening.bulk import Told
    from leadline.entities.screening.match import Answer, Match


@command()
@click.argument("name", required=False)
@click.option(
    "--schema",
    default="",
    help="What it is, as FollowTheMoney calls it: Person, Company, Organization, Vessel …; any unless given.",
)
@click.option(
    "--country",
    "countries",
    multiple=True,
    help="Country, as an ISO code of two letters; may be given more than once.",
)
@click.option("--dob", default="", help="Date of birth: 1964, 1964-06 or 1964-06-02.")
@click.option("--gender", default="", help="male, female or other.")
@click.option(
    "--id",
    "identifiers",
    multiple=True,
    help="An identifier: IMO number, MMSI, passport, wallet, LEI …; may be given more than once.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    help="Score from which on an entity is a match; 0.7 unless given.",
)
@click.option(
    "--limit", type=click.IntRange(0), default=20, show_default=True, help="Matches to print; 0 prints all."
)
@click.option(
    "--all", "everything", is_flag=True, help="Print the matches that were dismissed by people, too."
)
@click.option("--csv", "csv_file", help="Screen a table: a CSV file, gzip too; - reads standard input.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    help="With --csv: the column of names; may be given more than once for names of one subject.",
)
@click.option("--schema-column", help="With --csv: the column of schemas.")
@click.option("--country-column", help="With --csv: the column of countries.")
@click.option("--dob-column", help="With --csv: the column of dates of birth.")
@click.option(
    "--id-column",
    "id_columns",
    multiple=True,
    help="With --csv: a column of identifiers; may be given more than once.",
)
@click.option("--out", "out_file", help="With --csv: the file to write; .gz compresses; - prints.")
@click.option(
    "--workers", type=click.IntRange(0), default=0, help="With --csv: processes; 0 takes one for each core."
)
def screen(
    *, name: str | None, csv_file: str | None, folder: Path | None, as_json: bool, **given: Any
) -> None:
    """Screen NAME, or a table of names, against the lists in force.

    The lists are the workspace's, or, without one, the bundled lists of the UN. Each match says whose list it is on,
    whom that binds, and why it is a match. That there is none is not a clearance.
    """
    if csv_file is not None:
        if name is not None:
            raise BadInput("Give a NAME or --csv FILE, not both.")
        _table(csv_file, folder, as_json=as_json, **given)
        return
    _refuse_table_options(given)
    _one(name or "", folder, as_json=as_json, **given)


def _refuse_table_options(given: dict[str, Any]) -> None:
    named = {"columns": "--column", "schema_column": "--schema-column", "country_column": "--country-column",
             "dob_column": "--dob-column", "id_columns": "--id-column", "out_file": "--out"}  # fmt: skip
    for key, option in named.items():
        if given[key]:
            raise BadInput(f"{option} goes with --csv FILE.")


def _one(name: str, folder: Path | None, *, as_json: bool, **given: Any) -> None:
    from leadline.entities.names import THRESHOLD
    from leadline.entities.resolution import judgements
    from leadline.entities.screening import in_force
    from leadline.entities.screening.match import screen
    from leadline.entities.screening.query import Query

    query = Query(
        name, given["schema"], tuple(c.lower() for c in given["countries"]), given["dob"], given["gender"],
        given["identifiers"],
    )  # fmt: skip
    workspace = in_force.workspace_of(folder)
    index = in_force.open_index(workspace, _warn)
    known = judgements.read(workspace / "leadline.db") if workspace else None
    threshold = THRESHOLD if given["threshold"] is None else given["threshold"]
    _print(
        screen(index, query, threshold, given["limit"], known),
        as_json=as_json,
        everything=given["everything"],
    )


def _warn(sentence: str) -> None:
    click.echo(f"leadline: {shown(sentence)}", err=True)


def _print(answer: "Answer", *, as_json: bool, everything: bool) -> None:
    from leadline.entities.screening.match import as_of

    printed = (*answer.matches, *(answer.dismissed if everything else ()))
    for match in printed:
        out(match.told() | {"stamp": answer.stamp}) if as_json else _show(match)
    if not answer.matches:
        click.echo(answer.says, err=True)
    elif not as_json:
        click.echo(f"As of {as_of(answer.stamp)}. A match is to be looked at; it is no verdict.", err=True)
    if answer.more:
        click.echo(f"{answer.more} more matches: --limit 0.", err=True)
    if answer.dismissed and not everything:
        click.echo(f"{len(answer.dismissed)} dismissed before by people: --all shows them.", err=True)
    if answer.cut:
        click.echo("More entities are very near than are compared: give a fuller name.", err=True)


def _show(match: "Match") -> None:
    click.echo(f"{match.score:.2f}  {shown(match.name)}  ({match.entity['schema']}, {match.entity['id']})")
    for told in match.lists():
        measures = ", ".join(told["measures"])
        click.echo(
            shown(f"      on {told['list']} {told['reference']}: {told['authority']}; binds {told['binds']}")
            + (f"; {measures}" if measures else "")
        )
    for reason in match.reasons:
        click.echo(f"      {shown(reason)}")
    if match.judged:
        click.echo(f"      {shown(match.judged)}")


def _table(csv_file: str, folder: Path | None, *, as_json: bool, **given: Any) -> None:
    from leadline.entities.names import THRESHOLD
    from leadline.entities.screening import bulk, in_force
    from leadline.entities.screening.match import stamp

    if not given["columns"] and not given["id_columns"]:
        raise BadInput("Which column holds the names? Name it with --column.")
    if not given["out_file"]:
        raise BadInput("Where to? Name a file with --out, or - to print.")
    workspace = in_force.workspace_of(folder)
    index = in_force.open_index(workspace, _warn)
    columns = bulk.Columns(
        given["columns"],
        given["schema_column"] or "",
        given["country_column"] or "",
        given["dob_column"] or "",
        given["id_columns"],
    )
    how = bulk.How(
        given["schema"],
        tuple(c.lower() for c in given["countries"]),
        THRESHOLD if given["threshold"] is None else given["threshold"],
        given["limit"],
        given["everything"],
    )
    with (
        _reading(csv_file) as (stream, size),
        bulk.writing(given["out_file"]) as writing,
        progress(as_json=as_json) as show,
    ):
        table = bulk.Table(stream, columns)
        rows = bulk.screened(
            index.folder, workspace / "leadline.db" if workspace else None, table, how, given["workers"]
        )
        told = bulk.Told()
        for told in bulk.write(rows, table.header, writing):
            if told.rows % 50 == 0:
                show("screen", table.at, size)
    _summary(told, given["out_file"], stamp(index, how.threshold), as_json=as_json)
    if any(says.startswith(bulk.FAULT) for says in told.problems):
        sys.exit(1)


@contextmanager
def _reading(name: str) -> "Iterator[tuple[IO[bytes], int]]":
    if name == "-":
        yield sys.stdin.buffer, 0
        return
    with Path(name).open("rb") as stream:
        yield stream, Path(name).stat().st_size


def _summary(told: "Told", name: str, stamp: dict[str, Any], *, as_json: bool) -> None:
    from leadline.entities.screening.match import as_of

    problems = [{"says": says, "rows": count} for says, count in told.problems.most_common(12)]
    refused = sum(told.problems.values())
    if as_json:
        summary = {"rows": told.rows, "rows_with_matches": told.with_matches, "matches": told.matches,
                   "not_screened": refused, "problems": problems, "file": name, "stamp": stamp}  # fmt: skip
        click.echo(json.dumps(summary, ensure_ascii=False), err=name == "-")
        return
    click.echo(
        f"{told.rows:,} rows: {told.with_matches:,} with matches ({told.matches:,}), {refused:,} not screened. As of {as_of(stamp)}; no match is not a clearance.",
        err=True,
    )
    for problem in problems:
        click.echo(f"  {problem['rows']:,} {shown(problem['says'])}", err=True)


COMMANDS = (screen,)
