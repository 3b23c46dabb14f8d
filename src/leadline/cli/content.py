"""``leadline content``, ``check``: what is found, and whether its own examples hold."""

from pathlib import Path

import click

from leadline.cli._frame import command, grid, opened, out


@command()
@click.argument("kind", required=False)
def content(kind: str | None, folder: Path | None, *, as_json: bool) -> None:
    """List sources, detectors, lists, measures and sections: the package's own and yours."""
    from leadline import pipeline

    with opened(folder) as work:
        rows = [row for row in pipeline.content(work.settings) if kind in {None, row["kind"]}]
    if as_json:
        for row in rows:
            out(row)
    else:
        grid(rows, empty="None of that kind. Kinds: source, detector, list, measure, section.")


@command()
@click.argument("kind", type=click.Choice(["source", "detector"]))
@click.argument("name")
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), help="Engine, instead of the setting's.")
def check(kind: str, name: str, engine: str | None, folder: Path | None, *, as_json: bool) -> None:
    """Check a source against its sample, or a detector against its examples."""
    from leadline import pipeline

    with opened(folder, engine=engine) as work:
        held = pipeline.check(work, kind, name)
    if as_json:
        out({"kind": kind, "name": name, "held": held})
    else:
        for one in held:
            click.echo(f"holds: {one}")


COMMANDS = (content, check)
