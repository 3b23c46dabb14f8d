"""One meaning to a noun: public names don't use the words that the glossary turns away."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src/leadline"
TURNED_AWAY = {
    "feed": "source", "provider": "source", "connector": "source",
    "record": "observation", "datapoint": "observation",
    "event": "act", "incident": "act",
    "node": "entity", "object": "entity", "target": "entity",
    "watchlist": "list", "blacklist": "list",
    "hit": "match or lead", "alert": "match or lead", "anomaly": "lead",
    "sanction": "measure",
    "model": "detector", "algorithm": "detector", "rule": "detector",
    "proof": "evidence", "attachment": "evidence",
    "ticket": "case", "project": "case",
    "violation": "finding", "conclusion": "finding",
    "output": "report",
    "partner": "member", "tenant": "member",
    "manager": "a noun for what it is", "handler": "a verb", "helper": "a verb", "util": "a verb", "utils": "a verb",
    "service": "a noun for what it is", "factory": "a verb", "processor": "a verb",
}  # fmt: skip
"""DESIGN §2's right-hand column, each with the word to use instead."""

EXCEPTIONS = {
    "leadline/law/model.py": "DESIGN §3 names the file: the model of a measure, as pydantic calls it",
    "leadline/investigations/models.py": "Django finds the app's tables by this name",
}
_ANYWHERE = {
    "model_config": "pydantic's own name",
    "SERVICE": "types of craft that serve other ships, as mariners call them",
}


def words(name: str) -> set[str]:
    """The words of an identifier, each in its singular too."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    told = {part.lower() for part in parts}
    return told | {word.removesuffix("s") for word in told} | {re.sub("ies$", "y", word) for word in told}


def identifiers(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Public names of a module: constants, classes and their fields, functions and their parameters."""
    for one in tree.body:
        yield from _named(one)


def _named(one: ast.stmt) -> Iterator[tuple[int, str]]:
    if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        if one.name.startswith("_") and not one.name.startswith("__"):
            return
        yield one.lineno, one.name
        if isinstance(one, ast.ClassDef):
            for inner in one.body:
                yield from _named(inner)
        else:
            given = one.args
            for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
                if argument is not None:
                    yield argument.lineno, argument.arg
    elif isinstance(one, ast.Assign):
        for place in one.targets:
            yield from ((one.lineno, n.id) for n in ast.walk(place) if isinstance(n, ast.Name))
    elif isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
        yield one.lineno, one.target.id


def turned_away(file: Path) -> list[str]:
    where = file.relative_to(PACKAGE.parent).as_posix()
    found = []
    for line, name in [(0, file.stem), *identifiers(ast.parse(file.read_text(encoding="utf-8")))]:
        if name.startswith("_") or name in _ANYWHERE or (line == 0 and where in EXCEPTIONS):
            continue
        found += [f"{where}:{line} {name}: say {TURNED_AWAY[w]}" for w in words(name) & set(TURNED_AWAY)]
    return found


FILES = sorted(f for f in PACKAGE.rglob("*.py") if "migrations" not in f.parts)


def test_public_names_use_the_nouns_of_the_glossary() -> None:
    assert [line for file in FILES for line in turned_away(file)] == []


def test_no_exception_has_outlived_its_reason() -> None:
    """An exception that nothing needs any more is taken away."""
    names = {name for file in FILES for _, name in identifiers(ast.parse(file.read_text(encoding="utf-8")))}
    assert set(_ANYWHERE) <= names
    for where in EXCEPTIONS:
        file = PACKAGE.parent / where
        assert file.is_file()
        assert words(file.stem) & set(TURNED_AWAY)


@pytest.mark.parametrize(
    ("name", "says"),
    [("AlertManager", True), ("event_id", True), ("records", True), ("anomalies", True), ("HitList", True),
     ("hitherto", False), ("recorded", False), ("lead", False), ("nodes", True), ("IMO", False)],
)  # fmt: skip
def test_words_are_told_apart(name: str, *, says: bool) -> None:
    assert bool(words(name) & set(TURNED_AWAY)) == says
