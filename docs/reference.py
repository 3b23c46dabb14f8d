"""Writes ``docs/reference/*.md`` from the code: contracts, commands, detectors, derived tables, settings, errors, sources.

``python docs/reference.py`` writes the pages; with ``--check`` it changes nothing, and exits 1 naming the stale ones.
"""

import inspect
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import click

from leadline import errors, settings
from leadline.cli import main as cli
from leadline.derived import _derived
from leadline.detectors import _detector
from leadline.sources import _source
from leadline.tables import CONTRACTS, Contract

FOLDER = Path(__file__).parent / "reference"
WIDTH = 100
KINDS = {
    "observation": "filled by sources and lists",
    "derived": "built from other tables",
    "lead": "filled by detectors",
}


def grid(names: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    head = list(names)
    body = [[" ".join(str(cell).split()).replace("|", "\\|") for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *body])


def prose(docstring: str | None) -> str:
    """A docstring as Markdown: its ``code`` keeps one backtick on each side."""
    return inspect.cleandoc(docstring or "").replace("``", "`")


def values(thresholds: Iterable[_derived.Threshold]) -> str:
    """Thresholds with their reasons."""
    rows = [(f"`{t.name}`", t.value, t.reason) for t in thresholds]
    return grid(("threshold", "value", "because"), rows) if rows else "No thresholds."


def tables() -> Iterator[str]:
    """Every contract."""
    yield "# Tables\n\nThe contract of every table, as `leadline table NAME` prints it."
    yield "A column that may be unknown is marked in the column *null*; unknown is never a number."
    for one in CONTRACTS.values():
        yield f"## {one.name}\n\n{one.says}"
        yield f"Kind: {one.kind} ({KINDS[one.kind]}). Key: {', '.join(f'`{k}`' for k in one.key)}."
        yield _columns(one)


def _columns(one: Contract) -> str:
    rows = [(f"`{c.name}`", c.type, c.unit, "null" if c.null else "", c.says) for c in one]
    return grid(("column", "type", "unit", "null", "meaning"), rows)


def commands() -> Iterator[str]:
    """The help of every command, as it prints."""
    yield "# Commands\n\nThe help of every command, as it prints."
    root = click.Context(cli, info_name="leadline", terminal_width=WIDTH, **cli.context_settings)
    yield from _help(cli, root)


def _help(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for name, below in sorted(command.commands.items()):
            inner = click.Context(below, parent=context, info_name=name, terminal_width=WIDTH)
            yield from _help(below, inner)


def detectors() -> Iterator[str]:
    """The documentation of every detector: the same words that leads and reports print."""
    yield "# Detectors\n\nEach finds leads: questions, never accusations."
    for one in _detector.find().values():
        yield f"## {one.id}\n\n" + "\n\n".join(one.documentation)
        yield f"Says: {one.says}"
        if one.stronger:
            yield "Stronger where it can add:\n\n" + "\n".join(f"- {says}" for says in one.stronger.values())
        yield f"Reads: {', '.join(one.inputs)}. Measures: {', '.join(one.measures)}."
        yield values(one.thresholds)
        rows = [
            (e.id, e.text, "no; every lead asks" if e.cannot_tell else "yes, and stays silent")
            for e in one.explanations
        ]
        yield grid(("innocent explanation", "meaning", "can the data tell"), rows)


def derived() -> Iterator[str]:
    """Derived tables, each after those it is built from."""
    yield "# Derived tables\n\nBuilt once per run and shared by all detectors, each after those it is built from."
    for name, one in _derived.find().items():
        yield f"## {name}\n\n{prose(one.function.__doc__)}"
        yield f"Built from: {', '.join(n for n in one.inputs if n != 'engine')}. Columns: [tables](tables.md#{name})."
        yield values(one.thresholds)


def set_up() -> Iterator[str]:
    """Every setting."""
    yield f"# Settings\n\n{prose(settings.Settings.__doc__)}"
    yield prose(settings.read_settings.__doc__)
    shown = {k: f for k, f in settings.Settings.model_fields.items() if k != "content"}
    rows = [
        (f"`{name}`", f"`LEADLINE_{name.upper()}`", _choice(f.annotation), f.default, f.description or "")
        for name, f in shown.items()
    ]
    yield grid(("setting", "variable", "values", "else", "meaning"), rows)
    yield f"## \\[content\\]\n\n{prose(settings.Content.__doc__)}"
    yield "\n".join(f"- `{name}`: a list of folders" for name in settings.Content.model_fields)


def _choice(annotation: Any) -> str:
    return ", ".join(f"`{c}`" for c in get_args(annotation)) or annotation.__name__


def mistakes() -> Iterator[str]:
    """The tree of errors and their exit codes."""
    first, _, rest = inspect.cleandoc(errors.__doc__ or "").partition("\n\n")
    tree, _, after = rest.partition("\n\n")
    yield f"# Errors\n\n{first}"
    yield f"```text\n{inspect.cleandoc(tree)}\n```"
    yield after.replace("``", "`")
    found = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.LeadlineError)]
    rows = [(f"`{c.__name__}`", c.exit_code, inspect.cleandoc(c.__doc__ or "").split("\n")[0]) for c in found]
    yield grid(("error", "exit code", "meaning"), rows)


def sources() -> Iterator[str]:
    """The card of every source."""
    yield "# Sources\n\nWhat `leadline ingest SOURCE FILE…` can read."
    for folder in _source.find().values():
        card = _source.load(folder).card
        yield f"## {card.id}\n\n{card.title}. {card.says}"
        said = ("publisher", "licence", "terms", "cadence")
        yield grid(("about", "says"), [(name, getattr(card, name)) for name in said])
        yield f"Fills: {', '.join(f'[{t}](tables.md#{t})' for t in card.tables)}."
        yield grid(("layout", "is"), card.layouts.items())


PAGES: Mapping[str, Any] = {
    "tables": tables, "commands": commands, "detectors": detectors, "derived": derived, "settings": set_up,
    "errors": mistakes, "sources": sources,
}  # fmt: skip


def pages() -> dict[Path, str]:
    """Every page and its text."""
    note = "<!-- Written by docs/reference.py from the code. Change the code, then run: python docs/reference.py -->"
    return {
        FOLDER / f"{name}.md": "\n\n".join([note, *page()]).rstrip() + "\n" for name, page in PAGES.items()
    }


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` name those that are stale; returns the exit code."""
    told = pages()
    stale = [f for f, text in told.items() if not f.exists() or f.read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        if stale:
            sys.stderr.write(f"Stale: {', '.join(f.name for f in stale)}. Run: python docs/reference.py\n")
        return int(bool(stale))
    FOLDER.mkdir(exist_ok=True)
    for file in stale:
        file.write_text(told[file], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
