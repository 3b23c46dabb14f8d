"""The frame of report sections: found by folder, checked, run in the order of their places.

A section is one file ``<name>.py`` with three things: a docstring on the function, a whole number ``PLACE`` that
says where in the report it stands (the package's own use the tens), and

    def section(material: Material) -> Iterable[Block]: ...

that yields its level-1 heading first. Nothing else in the tree has to change to add one; a folder from outside
(``sections`` under ``[content] folders`` in the settings) is read the same way.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from leadline.content import load_python, places
from leadline.errors import BadContent
from leadline.reports.material import Material
from leadline.reports.tree import Block, Section

OWN = Path(__file__).parent / "sections"
Write = Callable[[Material], Iterable[Block]]


@dataclass(frozen=True, slots=True)
class SectionFile:
    """A section that passed the frame: its name, its place and its function."""

    name: str
    place: int
    says: str
    write: Write
    path: Path

    def run(self, material: Material) -> Section | None:
        """What it says about the material; None when it yields nothing and so stays out of the report.

        In a report that is an exercise as a whole, every block of it is one.

        :raises BadContent: when it yields something that is no block.
        """
        blocks = list(self.write(material))
        for block in blocks:
            if not isinstance(block, Block):
                raise BadContent(
                    f"Section {self.name!r} yielded a {type(block).__name__}; yield blocks of tree.py."
                )
        if material.meta.exercise:
            blocks = [replace(block, exercise=True) for block in blocks]
        return Section(self.name, blocks) if blocks else None


def found(folders: Sequence[Path] = ()) -> list[SectionFile]:
    """The package's own sections and those of the folders, in the order of their places.

    :raises BadContent: when a file is no section, or two files share a name.
    """
    named: dict[str, Path] = {}
    for folder in places(OWN, folders):
        for path in sorted(folder.glob("*.py")):
            if path.stem.startswith("_"):
                continue
            if path.stem in named:
                raise BadContent(
                    f"Two sections are named {path.stem!r}: {named[path.stem]} and {path}. Rename one."
                )
            named[path.stem] = path
    return sorted(
        (checked(path) for path in named.values()), key=lambda section: (section.place, section.name)
    )


def checked(path: Path) -> SectionFile:
    """The section in a file.

    :raises BadContent: naming the file and what it lacks.
    """
    module = _loaded(path)
    place, write = getattr(module, "PLACE", None), getattr(module, "section", None)
    if not inspect.isfunction(write):
        raise BadContent(f"{path}: no function 'section(material)'. See docs/how-to/section.md.")
    if list(inspect.signature(write).parameters) != ["material"]:
        raise BadContent(f"{path}: 'section' must take one argument, named 'material'.")
    if not (says := inspect.getdoc(write)):
        raise BadContent(f"{path}: 'section' needs a docstring; its first line says what the section is for.")
    if not isinstance(place, int) or isinstance(place, bool):
        raise BadContent(
            f"{path}: set PLACE to a whole number; it says where in the report the section stands."
        )
    return SectionFile(path.stem, place, says.splitlines()[0], write, path)


def _loaded(path: Path) -> ModuleType:
    if not path.stem.isidentifier():
        raise BadContent(f"{path}: name the file as a Python identifier with .py, such as port_calls.py.")
    own = path.parent == OWN
    return load_python(
        path, f"leadline.reports.sections.{path.stem}" if own else f"leadline_section_{path.stem}"
    )
