"""What is public is listed, explained and of a size that a person can hold in mind."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

import leadline

PACKAGE = Path(leadline.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
LINES_OF_A_FILE = 350
LINES_OF_A_FUNCTION = 60
LONGER = {}
"""Files that may be longer, each with its reason."""

Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def name_of(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def public(body: list[ast.stmt], before: str = "") -> Iterator[tuple[str, Named]]:
    for one in body:
        if isinstance(one, Named) and not one.name.startswith("_"):
            yield before + one.name, one
            if isinstance(one, ast.ClassDef):
                yield from public(one.body, f"{before}{one.name}.")


def test_the_package_says_what_is_public() -> None:
    told = {name for name in vars(leadline) if not name.startswith("_")}
    modules = {p.stem for p in PACKAGE.iterdir()}
    assert told - modules | {"__version__"} == set(leadline.__all__)


def test_a_module_that_lists_names_has_them_all() -> None:
    listed = 0
    for file in FILES:
        names = [t.id for one in tree_of(file).body if isinstance(one, ast.Assign) for t in one.targets
                 if isinstance(t, ast.Name)]  # fmt: skip
        if "__all__" in names:
            dotted = ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(
                ".__init__"
            )
            module = importlib.import_module(dotted)
            assert not [name for name in module.__all__ if not hasattr(module, name)], dotted
            listed += 1
    assert listed >= 2


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_everything_public_is_explained(file: Path) -> None:
    tree = tree_of(file)
    if "migrations" in file.parts:
        return
    bare = [] if ast.get_docstring(tree) else ["the module itself"]
    for name, one in public(tree.body):
        told = ast.get_docstring(one)
        if not told:
            bare.append(name)
        elif not told.split("\n\n")[0].rstrip().endswith((".", ":", "?")):
            bare.append(f"{name}, whose first paragraph is no sentence")
    assert not bare


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_files_and_functions_fit_a_screenful_of_thought(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").count("\n")
    assert lines <= LINES_OF_A_FILE or name_of(file) in LONGER
    functions = [n for n in ast.walk(tree_of(file)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    # A signature with its reasons and a docstring are read, not followed: they don't count.
    long = {f.name: f.end_lineno - _begins(f) + 1 for f in functions if f.end_lineno is not None}
    assert {name: count for name, count in long.items() if count > LINES_OF_A_FUNCTION} == {}


def _begins(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    told = ast.get_docstring(function) is not None and len(function.body) > 1
    return function.body[int(told)].lineno


def test_no_file_is_excused_that_needs_no_excuse() -> None:
    for name in LONGER:
        assert (PACKAGE / name).read_text(encoding="utf-8").count("\n") > LINES_OF_A_FILE


def test_a_file_that_begins_with_an_underscore_is_frame_and_none_is_empty() -> None:
    for file in FILES:
        assert file.read_text(encoding="utf-8").strip(), f"{name_of(file)} holds nothing"
