"""``leadline lists``: what lists there are, import, update, what differs between versions, what a list says of an entry."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leadline.cli._frame import command, grid, opened, out, progress, shown
from leadline.errors import BadInput

if TYPE_CHECKING:
    from leadline.entities.imports import Imported
    from leadline.settings import Settings
    from leadline.store.workspace import Workspace

DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
FILE = click.Path(path_type=Path)


@click.group()
def lists() -> None:
    """Official lists of designations: import, update, compare and look up."""


@contextmanager
def _where(folder: Path | None) -> Iterator[tuple["Workspace | None", "Settings"]]:
    """The workspace if there is one, else the package's own lists."""
    from leadline.settings import read_settings

    if folder is None and not Path("leadline.db").exists():
        yield None, read_settings(Path())
        return
    with opened(folder) as work:
        yield work, work.settings


@command("list", parent=lists)
def list_(folder: Path | None, *, as_json: bool) -> None:
    """What lists there are: whose, whom they bind, which version is in force. Outside a workspace: the bundled ones."""
    from leadline.entities import lookup

    with _where(folder) as (work, settings):
        rows = list(lookup.overview(work, settings))
    if as_json:
        for row in rows:
            out(row)
        return
    grid(
        [{k: row[k] for k in ("list", "authority", "binds", "as_of", "entries", "from")} for row in rows],
        empty="No lists.",
    )


@command("import", parent=lists)
@click.argument("name")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--as-of", type=DAY, help="Day of the version, where the files don't say it, as 2026-02-27.")
@click.option(
    "--again", is_flag=True, help="Read every version of the list anew, as after an update of Leadline."
)
@click.option("--fewer", is_flag=True, help="Accept far fewer entries than the version in force has.")
def import_(
    name: str, files: tuple[Path, ...], as_of: datetime | None, folder: Path | None, *, again: bool, fewer: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Import FILES, together one version of the list NAME, as the authority publishes them; gzip too.

    The newest version is in force, in whatever order they come. A file that isn't whole changes nothing.
    """
    from leadline.entities import imports

    when = as_of.isoformat() if as_of else ""
    with opened(folder) as work, progress(as_json=as_json) as show:
        done = imports.import_files(work, name, files, as_of=when, again=again, fewer=fewer, progress=show)
    _told(done, as_json=as_json)


@command(parent=lists)
@click.argument("names", nargs=-1)
def update(names: tuple[str, ...], folder: Path | None, *, as_json: bool) -> None:
    """Fetch the lists NAMES from their authorities, by https, and import them; all that have an address unless named.

    The only command that uses a network. What fails is told of, and the version before stays in force.
    """
    from leadline.entities import updates

    failed: list[str] = []
    with opened(folder) as work:
        for name in names or updates.with_address(work.settings):
            try:
                with progress(as_json=as_json) as show:
                    done = updates.update(work, name, show)
            except BadInput as error:
                failed.append(f"{name}: {error}")
            else:
                _told(done, as_json=as_json)
    if failed:
        raise BadInput("\n".join([*failed, "The versions before stay in force."]))


def _told(done: "Imported", *, as_json: bool) -> None:
    if as_json:
        out(asdict(done))
        return
    version = done.version
    if not done.new:
        click.echo(
            f"{version.list}: these files are imported already; nothing was added. To read them anew: --again"
        )
        return
    stands = "in force" if done.in_force else "kept; a newer version stays in force"
    click.echo(
        f"{version.list}: {version.entries:,} entries as of {version.as_of[:10]} (by {version.dated_by}); {stands}."
    )
    for note in done.notes:
        click.echo(shown(f"  note: {note}"))


@command(parent=lists)
@click.argument("name")
@click.argument("files", nargs=-1, type=FILE)
@click.option("--from", "first", help="Day of the older version; the one before the newest unless given.")
@click.option("--to", "last", help="Day of the newer version; the newest unless given.")
@click.option("--program", help="Entries of this programme only, as the list writes it.")
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Entries of all programmes, also of a list of which the DPRK's is one.",
)
def diff(
    name: str, files: tuple[Path, ...], first: str | None, last: str | None, program: str | None,
    folder: Path | None, *, every: bool, as_json: bool,
) -> None:  # fmt: skip
    """What differs between two versions of the list NAME, field by field; or between two FILES, not imported."""
    from leadline.entities import lookup

    if files and (len(files) != 2 or first or last):
        raise BadInput("Give two files, an older and a newer one; or none, and --from and --to.")
    with _where(folder) as (work, settings), progress(as_json=as_json) as show:
        told = lookup.difference(work, settings, name, files, first or "", last or "", show)
    wanted = program or ("" if every else told.program)
    found = told.changes.of_program(wanted) if wanted else told.changes
    if as_json:
        head = {"list": name, "from": told.first, "to": told.last, "program": wanted}
        counts = {kind: len(entries) for kind, entries in vars(found).items()}
        out(head | {"counts": counts, "programs": told.changes.programs()} | found.plain())
        return
    for kind, entries in found.plain().items():
        for one in entries if kind not in {"blanks", "aside"} else ():
            _entry(kind, one)
    part = f", programme {wanted}" if wanted else ""
    click.echo(
        shown(
            f"{name}, from {told.first} to {told.last}{part}: {len(found.changed)} changed, {len(found.added)} added, {len(found.removed)} removed."
        )
    )
    _apart(found.plain(), told.changes.programs(), wanted)


def _apart(
    found: Mapping[str, list[Mapping[str, Any]]], programs: Mapping[str, Mapping[str, int]], wanted: str
) -> None:
    if aside := found["aside"]:
        fields = sorted({f["field"] for one in aside for f in one["fields"]})
        click.echo(
            shown(
                f"  {len(aside)} more in {', '.join(fields)} alone, without an amendment: {', '.join(one['ref'] for one in aside)}"
            )
        )
    if found["blanks"]:
        click.echo(f"  {len(found['blanks'])} more in blanks alone.")
    others = [
        f"{program or 'no programme'} {n['changed']}/{n['added']}/{n['removed']}"
        for program, n in programs.items()
        if program != wanted
    ]
    if wanted and others:
        click.echo(shown(f"  Other programmes (changed/added/removed): {', '.join(others)}. See them: --all"))


def _entry(kind: str, one: Mapping[str, Any]) -> None:
    click.echo(shown(f"{kind} {one['ref']}  {one['caption']}"))
    for field in one["fields"] if kind == "changed" else ():
        for sign, values in (("-", field["was"]), ("+", field["now"])):
            for value in values:
                click.echo(shown(f"  {sign} {field['field']}: {value}"))


@command(parent=lists)
@click.argument("name")
@click.argument("ref")
def show(name: str, ref: str, folder: Path | None, *, as_json: bool) -> None:
    """What the list NAME says of its entry REF, and has said: each statement with its versions and file."""
    from leadline.entities import lookup

    with _where(folder) as (work, settings):
        told = lookup.entry(work, settings, name, ref)
    if as_json:
        out(told)
        return
    click.echo(shown(f"{told['caption']}  ({told['schema']}, {told['id']})"))
    for listing in told["listings"]:
        told_of = [
            listing["measure"],
            listing["paragraph"],
            f"since {listing['listed_from']}" if listing["listed_from"] else "",
        ]
        click.echo(
            shown(f"listed by {listing['authority']} as {listing['ref']}: {', '.join(filter(None, told_of))}")
        )
        click.echo(
            shown(f"  binds {listing['binds']}; programmes {', '.join(listing['programs']) or 'not told'}")
        )
    for one in told["statements"]:
        if one["schema"] == "Sanction" and one["in_force"]:
            continue  # told above
        gone = "" if one["in_force"] else "  (no longer said)"
        words = f"  ‹{one['original_value']}›" if one["original_value"] else ""
        click.echo(shown(f"{one['prop']}: {one['value']}{words}{gone}"))
        click.echo(
            f"  said {one['first_seen'][:10]} to {one['last_seen'][:10]}, {one['file'] or 'bundled'} row {one['row']}"
        )


COMMANDS = (lists,)
