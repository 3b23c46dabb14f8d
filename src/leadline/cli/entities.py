"""``leadline entities``: resolve, candidates, judge, dismiss, scope."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leadline.cli._frame import command, opened, out, progress, shown
from leadline.errors import BadInput

if TYPE_CHECKING:
    from leadline.entities.entity import Entity
    from leadline.store.workspace import Workspace

ANSWERS = ("same", "different", "unsure")


@click.group()
def entities() -> None:
    """Entities: which entries of the lists are one, and what people judged of them."""


def _resolver(work: "Workspace") -> Path:
    return work.folder / "scratch" / "resolver.db"


@command(parent=entities)
def resolve(folder: Path | None, *, as_json: bool) -> None:
    """Find out which entries of the lists in force are one entity.

    Links that are sure are made; the others wait for a person: leadline entities candidates.
    """
    from leadline.entities import imports
    from leadline.entities.resolution import judgements
    from leadline.entities.resolution.resolve import resolve

    with opened(folder) as work, progress(as_json=as_json) as show:
        _resolver(work).parent.mkdir(exist_ok=True)
        entries = list(imports.current(work, work.settings))
        found = resolve(entries, judgements.read(work.database), _resolver(work), progress=show)
    merged = sum(1 for _ in found.merged(entries))
    told = {
        "entries": len(entries),
        "entities": merged,
        "links": len(found.links),
        "candidates": len(found.candidates),
    }
    if as_json:
        out(told)
    else:
        links = "1 link was" if told["links"] == 1 else f"{told['links']} links were"
        wait = "1 waits" if told["candidates"] == 1 else f"{told['candidates']} wait"
        click.echo(
            f"{told['entries']} entries are {told['entities']} entities; {links} sure, {wait} for a person."
        )


@command(parent=entities)
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 10_000), help="How many to show."
)
def candidates(limit: int, folder: Path | None, *, as_json: bool) -> None:
    """Show pairs that may be one entity, the most alike first."""
    from leadline.entities import imports
    from leadline.entities.resolution import judgements
    from leadline.entities.resolution.resolve import waiting

    with opened(folder) as work:
        entries = list(imports.current(work, work.settings))
        found = waiting(entries, judgements.read(work.database), _resolver(work), limit)
    called = {entity["id"]: entity["caption"] for entity in entries}
    for link in found:
        if as_json:
            out(link._asdict() | {"names": [called[link.left], called[link.right]]})
            continue
        click.echo(f"{link.score:.2f}  {link.left}  {shown(called[link.left])}")
        click.echo(f"      {link.right}  {shown(called[link.right])}")
        click.echo("      " + shown(" ".join(link.reasons)))
    if not found and not as_json:
        click.echo("Nobody has to be asked: no candidates.")
    elif not as_json:
        click.echo("Next: leadline entities judge LEFT RIGHT same|different|unsure --why TEXT")


@command(parent=entities)
@click.argument("left")
@click.argument("right")
@click.argument("answer", type=click.Choice(ANSWERS))
@click.option("--why", required=True, help="The reason, for those who read it later.")
def judge(left: str, right: str, answer: str, why: str, folder: Path | None, *, as_json: bool) -> None:
    """Say whether entries LEFT and RIGHT are the same; the last word on two entries counts."""
    from leadline.entities.resolution import judgements

    with _entry(folder, left, right) as (work, (one, other)):
        judgements.keep_pair(work, one["id"], other["id"], answer, why)
    told = {"left": one["id"], "right": other["id"], "answer": answer}
    out(told) if as_json else click.echo(f"Kept: {one['caption']} and {other['caption']}: {answer}.")


@command(parent=entities)
@click.argument("name")
@click.argument("entity")
@click.option("--why", required=True, help="The reason, for those who read it later.")
@click.option("--dob", default="", help="The birth date that was asked for, if one was.")
@click.option("--country", default="", help="The country that was asked for, if one was.")
@click.option(
    "--answer", type=click.Choice(ANSWERS), default="different", show_default=True,
    help="same confirms the match, unsure takes a dismissal back.",
)  # fmt: skip
def dismiss(
    name: str,
    entity: str,
    why: str,
    dob: str,
    country: str,
    answer: str,
    folder: Path | None,
    *,
    as_json: bool,
) -> None:
    """Say that the match ENTITY isn't who a screening for NAME was about.

    The next screening marks the match as dismissed. It comes back when the entity's names or birth dates change.
    """
    from leadline.entities.resolution import judgements

    with opened(folder) as work:
        found = _named(_screened(work.folder), entity)
        judgements.keep_match(work, name, found, answer, why, dob=dob, country=country)
    told = {"name": name, "entity": found["id"], "answer": answer}
    out(told) if as_json else click.echo(
        f"Kept: {shown(name)} and {found['caption']} ({found['id']}): {answer}."
    )


def _screened(folder: Path) -> "list[Entity]":
    """The entities that a screening shows: those of the lists in force, resolved."""
    from leadline.entities.screening import in_force

    index = in_force.open_index(folder, lambda sentence: click.echo(f"leadline: {shown(sentence)}", err=True))
    return [index.entity(number) for number in range(len(index))]


def _named(entities: "list[Entity]", id_: str) -> "Entity":
    """The entity that goes by an id, or one of whose entries does."""
    for entity in entities:
        if id_ in (entity["id"], *entity["referents"]):
            return entity
    raise _unknown(id_)


def _unknown(id_: str) -> BadInput:
    return BadInput(
        f"No entry of the lists in force goes by {id_!r}. leadline screen NAME shows ids, like un-KPi.001."
    )


@command(parent=entities)
@click.argument("ids", nargs=-1)
def scope(ids: tuple[str, ...], folder: Path | None, *, as_json: bool) -> None:
    """Say what has to do with the DPRK, and why: all entities of the lists in force, or those named by IDS.

    The reasons are what the lists say, not a programme's code. To be in scope is no suspicion.
    """
    from leadline.entities.resolution.scope import relevant

    with opened(folder) as work:
        every = _screened(work.folder)
    found = relevant(every)
    for entity in [_named(every, id_) for id_ in ids] or [e for e in every if e["id"] in found]:
        reasons = found.get(entity["id"], ())
        if as_json:
            out({"id": entity["id"], "name": entity["caption"], "in_scope": bool(reasons),
                 "reasons": [reason._asdict() for reason in reasons]})  # fmt: skip
            continue
        click.echo(f"{entity['id']}  {shown(entity['caption'])}")
        for says in [reason.says for reason in reasons] or [
            "Nothing that the lists say has to do with the DPRK."
        ]:
            click.echo(f"  {shown(says)}")


@contextmanager
def _entry(folder: Path | None, *ids: str) -> "Iterator[tuple[Workspace, list[Entity]]]":
    """The workspace, and the entries of the lists in force that go by ids."""
    from leadline.entities import imports

    with opened(folder) as work:
        wanted = {e["id"]: e for e in imports.current(work, work.settings) if e["id"] in ids}
        for id_ in ids:
            if id_ not in wanted:
                raise _unknown(id_)
        yield work, [wanted[id_] for id_ in ids]


COMMANDS = (entities,)
