"""What every command shares: the workspace, JSON, errors as sentences with exit codes, progress on a terminal."""

import functools
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leadline.errors import BadInput, LeadlineError

if TYPE_CHECKING:
    from leadline.progress import Progress
    from leadline.store.workspace import Workspace

WIDEST = 8
"""Columns that a screen has room for; wider tables are printed a row at a time, one value a line."""
Command = Callable[..., None]


def command(
    name: str | None = None, *, workspace: bool = True, parent: click.Group | None = None
) -> Callable[[Command], click.Command]:
    """A command that turns deliberate errors into a sentence and an exit code, with --json and --workspace."""

    def wrap(function: Command) -> click.Command:
        @functools.wraps(function)
        def told(*args: Any, **kwargs: Any) -> None:
            try:
                _refuse_broken_text(kwargs)
                function(*args, **kwargs)
            except LeadlineError as error:
                _fail(error, as_json=bool(kwargs.get("as_json")))
            except BrokenPipeError:
                sys.stderr.close()
            except OSError as error:
                where = f"{error.filename}: " if error.filename else ""
                _fail(BadInput(f"{where}{error.strerror or error}."), as_json=bool(kwargs.get("as_json")))

        click.option("--json", "as_json", is_flag=True, help="Print JSON.")(told)
        if workspace:
            click.option(
                "--workspace", "folder", type=click.Path(path_type=Path), envvar="LEADLINE_WORKSPACE", show_envvar=True,
                help="The workspace's folder; else the current one.",
            )(told)  # fmt: skip
        return (parent or click).command(name)(told)

    return wrap


def _refuse_broken_text(given: Mapping[str, Any]) -> None:
    """Bytes of the command line that aren't UTF-8 come as halves of characters, which nothing can store or print."""
    for name, value in given.items():
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and any("\ud800" <= c <= "\udfff" for c in text):
                raise BadInput(f"{name}: {text!r} isn't UTF-8. Write it in UTF-8.")


class Commands(click.Group):
    """The commands; with --json, one that isn't understood is told of as JSON too."""

    def make_context(self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any) -> click.Context:  # fmt: skip
        """See click. The group's own options are read here."""
        given = list(args)
        with _usage_told(given):
            context = super().make_context(info_name, args, parent, **extra)
        context.meta[__name__] = given
        return context

    def invoke(self, ctx: click.Context) -> Any:
        """See click. The command's options are read here."""
        with _usage_told(ctx.meta[__name__]):
            return super().invoke(ctx)


@contextmanager
def _usage_told(arguments: list[str]) -> Iterator[None]:
    try:
        yield
    except click.UsageError as error:
        if "--json" in arguments:
            out({"error": "BadInput", "says": shown(error.format_message()), "exit_code": error.exit_code})
        raise


def _fail(error: LeadlineError, *, as_json: bool) -> None:
    says = "\n".join(shown(line) for line in str(error).split("\n"))
    if as_json:
        out({"error": type(error).__name__, "says": says, "exit_code": error.exit_code})
    click.echo(f"leadline: {says}", err=True)
    sys.exit(error.exit_code)


def out(value: object) -> None:
    """Print one value as one line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, default=plain))


def plain(value: object) -> object:
    """Dates as ISO 8601, paths as text."""
    if isinstance(value, datetime | date):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Path):
        return str(value)
    raise TypeError(type(value).__name__)


@contextmanager
def opened(folder: Path | None, **settings: object) -> Iterator["Workspace"]:
    """The workspace that the command is about."""
    from leadline.store.workspace import Workspace

    place = folder or Path()
    if folder is None and not (place / "leadline.db").exists():
        raise BadInput(
            "Which workspace? Name it with --workspace DIR or LEADLINE_WORKSPACE, or make one: leadline init DIR"
        )
    with Workspace.open(place, **settings) as work:
        yield work


@contextmanager
def progress(*, as_json: bool) -> Iterator["Progress"]:
    """A progress bar on a terminal; silence elsewhere, so that logs and JSON stay clean."""
    if as_json or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        from leadline.progress import quiet

        yield quiet
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total or None)

        yield show


def grid(rows: list[dict[str, Any]], *, empty: str) -> None:
    """Print rows as an aligned table (wide ones row by row), or the sentence for none."""
    if not rows:
        click.echo(empty)
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if len(rows[0]) > WIDEST:
        for number, row in enumerate(rows, 1):
            click.echo(f"── {number}")
            longest = max(map(len, row))
            for name, value in row.items():
                click.echo(f"  {name:<{longest}}  {shown(value)}")
        return
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for name in rows[0]:
        numeric = all(
            isinstance(r[name], int | float) and not isinstance(r[name], bool)
            for r in rows
            if r[name] is not None
        )
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(shown(v)) for v in row.values()))
    width = None if sys.stdout.isatty() else 160
    Console(width=width, highlight=False).print(table)


def shown(value: object) -> str:
    """A value for people: times to the second in UTC, numbers short, unknown as a dash."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))
