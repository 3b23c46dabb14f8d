"""``leadline voyage``."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from leadline.cli._frame import command, opened, out, progress
from leadline.cli.observations import ENGINE, SPARK_URL

WIDE = 110
"""Columns where no terminal says how many it has."""
Block = Mapping[str, Any]
DAY = click.DateTime(["%Y-%m-%d"])


@command()
@click.argument("number", metavar="IMO|MMSI")
@click.option("--from", "first", type=DAY, help="First day, as 2026-03-01; else the first that is heard.")
@click.option("--to", "last", type=DAY, help="Last day, included; else the last that is heard.")
@click.option(
    "-o", "--out", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write a document: .pdf or .html."
)  # fmt: skip
@ENGINE
@SPARK_URL
def voyage(
    number: str,
    first: datetime | None,
    last: datetime | None,
    file: Path | None,
    engine: str | None,
    spark_url: str | None,
    folder: Path | None,
    *,
    as_json: bool,
) -> None:
    """Gather all that is heard, claimed, listed and asked about one ship's voyage.

    Seven digits are an IMO number, of which every MMSI that claimed it is gathered; nine are an MMSI.
    """
    from leadline import pipeline
    from leadline.reports import voyage as dossier

    days = [moment.date() if moment else None for moment in (first, last)]
    with opened(folder, engine=engine, spark_url=spark_url) as work:
        if file:
            dossier.format_of(file)  # refuse another before any work
        with progress(as_json=as_json) as show:
            one = pipeline.voyage(work, number, *days, progress=show)
        tree = dossier.report(one, issuer=work.settings.originator)
    if file:
        dossier.write(tree, file)
    if as_json:
        out(dossier.plain(one))
    elif file:
        click.echo(f"{tree.title}; {tree.handling}: {file}")
    else:
        _print(tree)


def _print(tree: Any) -> None:
    """The tree on the terminal: the same words as in the document, figures in words."""
    import sys

    from rich.console import Console
    from rich.text import Text

    from leadline.reports.numbering import plain

    told = plain(tree)
    console = Console(width=None if sys.stdout.isatty() else WIDE, highlight=False)
    head = "  ".join(filter(None, [told["handling"], told["banner"]]))
    console.print(Text(f"{told['title']}\n{head}", style="bold"))
    for block in (block for section in told["sections"] for block in section["blocks"]):
        for line in _lines(block):
            console.print(line)


def _lines(block: Block) -> Iterator[Any]:
    from rich.padding import Padding
    from rich.text import Text

    match block["kind"]:
        case "heading":
            yield Text(f"\n{_words(block['runs'])}", style="bold")
        case "paragraph" | "note":
            yield Text(" ".join(filter(None, [block.get("title"), _words(block["runs"])])))
        case "list":
            yield from (Padding(Text(f"· {_words(item)}"), (0, 0, 0, 2)) for item in block["items"])
        case "table":
            yield _table(block)
        case _:
            yield Text(
                f"[{'EXERCISE ' if block['exercise'] else ''}{block['kind']} in the document: -o FILE.pdf]"
            )


def _table(block: Block) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for column in block["columns"]:
        share = column["share"] or None
        table.add_column(
            column["title"], justify=column["align"], overflow="fold", ratio=share, no_wrap=not share
        )
    for row in block["rows"]:
        table.add_row(*(Text(_words(cell)) for cell in row))
    return table


def _words(runs: Sequence[Block]) -> str:
    return "".join(f" [{_words(r['runs'])}]" if r["kind"] == "footnote" else r["text"] for r in runs)


COMMANDS = (voyage,)
