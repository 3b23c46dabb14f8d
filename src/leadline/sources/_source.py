"""The frame of a source: one folder with ``source.yml``, ``source.py``, ``sample/`` and ``expected.yml``.

``source.py`` has one function::

    def read(file: SourceFile, options: Options) -> Iterator[Batch]: ...

It turns archived bytes into Arrow tables, whole columns at a time, and says of every row what became of it:
rows in = rows used + rejects. The frame adds ids and what each row carries from its archived file.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from pydantic import BaseModel, ConfigDict, ValidationError

from leadline.content import check_id, load_python, places, read_yaml
from leadline.errors import BadContent, UnknownName
from leadline.store.intake import REJECTS, Batch, Lines, Options, SourceFile, TooLong, lines
from leadline.tables import contract

__all__ = [
    "REJECTS",
    "Batch",
    "Lines",
    "Options",
    "Source",
    "SourceCard",
    "SourceFile",
    "TooLong",
    "find",
    "lines",
    "load",
    "source",
]

HERE = Path(__file__).parent


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceCard(_Shape):
    """``source.yml``: what the source is, whose, under what terms, and what it fills."""

    id: str
    title: str
    says: str
    publisher: str
    licence: str
    terms: str
    cadence: str
    tables: tuple[str, ...]
    layouts: Mapping[str, str]
    row_word: str = "row"
    min_share_used: float = 0.0


@dataclass(frozen=True)
class Source:
    """A source that the frame accepted."""

    card: SourceCard
    folder: Path
    read: Callable[[SourceFile, Options], Iterator[Batch]]


def load(folder: Path) -> Source:
    """Load the source in ``folder``, refusing what breaks the frame with a sentence that says how to mend it."""
    name = folder.name
    check_id("Source", name)
    for needed in ("source.yml", "source.py", "sample", "expected.yml"):
        if not (folder / needed).exists():
            raise BadContent(f"Source {name}: {needed} is missing in {folder}. See docs/how-to/source.md.")
    try:
        data = (folder / "source.yml").read_bytes()
        card = SourceCard.model_validate(read_yaml(data, f"Source {name}: source.yml"))
    except ValidationError as error:
        raise BadContent(f"Source {name}: source.yml: {error}") from error
    if card.id != name:
        raise BadContent(f"Source {name}: its id is {card.id!r}; the folder's name is the id.")
    for table in card.tables:
        contract(table)
    read = getattr(_module(folder / "source.py", name), "read", None)
    if not callable(read):
        raise BadContent(f"Source {name}: source.py has no function read(file, options).")
    return Source(card, folder, read)


def _module(file: Path, name: str) -> ModuleType:
    if file.is_relative_to(HERE):
        return importlib.import_module(f"leadline.sources.{name}.source")
    return load_python(file, f"leadline_outside_source_{name}")


def find(folders: Sequence[Path] = ()) -> dict[str, Path]:
    """Source ids and their folders: the package's own and those in the folders named in the settings."""
    found: dict[str, Path] = {}
    for place in places(HERE, folders):
        for folder in sorted(place.iterdir()):
            if folder.is_dir() and (folder / "source.yml").exists():
                if folder.name in found:
                    raise BadContent(
                        f"Two sources are called {folder.name}: {found[folder.name]} and {folder}."
                    )
                found[folder.name] = folder
    return found


def source(name: str, folders: Sequence[Path] = ()) -> Source:
    """The source called ``name``, or an error that offers near names."""
    found = find(folders)
    if name not in found:
        raise UnknownName("source", name, found)
    return load(found[name])
