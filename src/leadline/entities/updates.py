"""Bring lists up to date from where their authorities publish them; only when a person asks."""

import tempfile
from functools import partial
from pathlib import Path

from leadline.entities import _list
from leadline.entities._lists.fetch import fetch
from leadline.entities.imports import Imported, import_files, one_list
from leadline.errors import BadInput
from leadline.progress import Progress, quiet
from leadline.settings import Settings
from leadline.store.workspace import Workspace


def with_address(settings: Settings) -> list[str]:
    """Lists that can be fetched."""
    cards = (one.card() for one in _list.find(settings.content.lists).values())
    return [card.id for card in cards if card.published and card.published.update]


def update(work: Workspace, name: str, progress: Progress = quiet) -> Imported:
    """Fetch what the list's authority publishes now, and import it."""
    card = one_list(work.settings, name).card()
    if card.published is None or not card.published.update:
        raise BadInput(
            f"List {name} has no address to fetch it from. See {card.source}, and run: leadline lists import {name} FILE"
        )
    scratch = work.folder / "scratch"
    scratch.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        fetched = [
            fetch(url, _own(Path(folder), number), partial(progress, f"fetch {name}"))
            for number, url in enumerate(card.published.update)
        ]
        published = max(one.published for one in fetched)
        return import_files(work, name, [one.file for one in fetched], published=published, progress=progress)


def _own(folder: Path, number: int) -> Path:
    """A folder for one file, so that two of one name don't meet."""
    made = folder / str(number)
    made.mkdir()
    return made
