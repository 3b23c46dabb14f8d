"""``leadline finding``: draft, set, show, list."""

from pathlib import Path
from typing import Any

import click

from leadline.cli._frame import command, grid, opened, out, progress, shown
from leadline.errors import BadInput


@click.group()
def finding() -> None:
    """Findings: what people assert after weighing evidence."""


@command(parent=finding)
@click.argument("leads", nargs=-1, required=True)
def draft(leads: tuple[str, ...], folder: Path | None, *, as_json: bool) -> None:
    """Draft a finding from LEADS: evidence attached, every element still unknown."""
    from leadline import pipeline

    with opened(folder) as work, progress(as_json=as_json) as show:
        told = pipeline.draft(work, leads, progress=show)
    if as_json:
        out(told)
    else:
        for note in told["notes"]:
            click.echo(f"note: {shown(note)}.", err=True)
        count = len(told["leads"])
        click.echo(f"Drafted {told['id']} from {count} lead{'' if count == 1 else 's'}, ", nl=False)
        click.echo(
            f"with {len(told['evidence'])} pieces of evidence. Next: leadline finding show {told['id']}"
        )


@command("set", parent=finding)
@click.argument("number")
@click.option("--title", help="The finding in a line.")
@click.option("--claim", help="What the finding asserts, in words of yours.")
@click.option("--likelihood", help="One of the seven terms of ICD 203: almost no chance … almost certain.")
@click.option("--confidence", help="low, moderate or high.")
@click.option(
    "--element", "elements", multiple=True, help="ID=yes|no|unknown:because …; ID may be PARAGRAPH/ELEMENT."
)
@click.option("--weigh", "weighed", multiple=True, help="EXPLANATION=what speaks for or against it.")
def set_(
    number: str,
    elements: tuple[str, ...],
    weighed: tuple[str, ...],
    folder: Path | None,
    *,
    as_json: bool,
    **words: str | None,
) -> None:
    """Change what finding NUMBER says. Likelihood and confidence are two fields."""
    from leadline.investigations import desk

    given = {name: value for name, value in words.items() if value is not None}
    with opened(folder) as work:
        told = desk.change(work, number, given, [_answer(e) for e in elements], [_pair(w) for w in weighed])
    out(told) if as_json else click.echo(f"Changed {told['id']}.")


def _answer(text: str) -> tuple[str, str, str]:
    element, rest = _pair(text)
    answer, _, because = rest.partition(":")
    return element, answer.strip(), because.strip()


def _pair(text: str) -> tuple[str, str]:
    name, equals, rest = text.partition("=")
    if not (name.strip() and equals and rest.strip()):
        raise BadInput(
            f"{text!r} isn't NAME=…, as in ship-to-ship=yes:because E-0002 places them side by side."
        )
    return name.strip(), rest.strip()


@command(parent=finding)
@click.argument("number")
def show(number: str, folder: Path | None, *, as_json: bool) -> None:
    """Show finding NUMBER: claim, evidence, elements, explanations."""
    from leadline.investigations import desk

    with opened(folder) as work:
        told = desk.show(work, number)
    out(told) if as_json else click.echo(_text(told))


def _mark(told: dict[str, Any]) -> str:
    return "EXERCISE  " if told["simulated"] else ""


def _text(told: dict[str, Any]) -> str:
    lines = [f"{told['id']}  {_mark(told)}{told['title']}  ({told['state']}, {told['handling']})"]
    lines += ["", told["claim"], ""]
    lines += [
        f"Likelihood: {told['likelihood'] or 'not assessed'}",
        f"Confidence: {told['confidence'] or 'not assessed'}",
    ]
    lines += ["", "Evidence"]
    lines += [
        f"  {e['id']}  {e['says']}  [{e['file']} row {e['row']}, SHA-256 {e['archived_id'][:16]}…]"
        for e in told["evidence"]
    ]
    lines += ["", "Elements: what must be shown"]
    lines += [
        f"  {e['paragraph']}/{e['element']}: {e['answer']}{'  ' + e['because'] if e['because'] else ''}"
        for e in told["elements"]
    ]
    lines += ["", "Innocent explanations that the data can't tell apart"]
    lines += [
        f"  {x['id']}: {x['says']}{'  Weighed: ' + x['weighed'] if x['weighed'] else ''}"
        for x in told["explanations"]
    ]
    lines += ["", "Replies: none requested yet." if not told["replies"] else "Replies"]
    return "\n".join(shown(line) for line in lines)


@command("list", parent=finding)
def list_(folder: Path | None, *, as_json: bool) -> None:
    """List findings."""
    from leadline.investigations import desk

    with opened(folder) as work:
        names = ("id", "title", "state", "handling", "simulated")
        rows = [{name: told[name] for name in names} for told in desk.every(work)]
    if as_json:
        for row in rows:
            out(row)
    else:
        for row in rows:
            row["title"] = _mark(row) + row["title"]
        grid(rows, empty="No findings yet. Draft one: leadline finding draft LEAD…")


COMMANDS = (finding,)
