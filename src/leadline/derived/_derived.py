"""The frame of a derived table: one file, one function, named for its table.

    @derived
    def gaps(tracks: Table, *, min_silence_h: Because[float, "why twelve"] = 12) -> Table:
        '''What the table is, in a sentence.'''

A positional name is a table that it is built from, ``engine`` for one that holds rows or needs a per-vessel kernel,
or ``last_fixes``: of each ship known, the last row of ``tracks`` before the days that are built.
A keyword-only name is a threshold, with its reason beside it. The result must meet the table's contract.
"""

import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

import ibis

from leadline.errors import BadContent
from leadline.tables import CONTRACTS, Contract

HERE = Path(__file__).parent
SPECIAL = frozenset({"engine", "last_fixes"})


@dataclass(frozen=True)
class Threshold:
    """A number that decides, with the reason why it is this one."""

    name: str
    value: Any
    reason: str


def thresholds(function: Callable[..., Any], what: str) -> tuple[Threshold, ...]:
    """Keyword-only parameters of a function; one without a default or a reason is refused."""
    hints = get_type_hints(function, include_extras=True)
    found = []
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            continue
        reason = getattr(hints.get(name), "__metadata__", (None,))[0]
        if not isinstance(reason, str) or not reason.strip():
            raise BadContent(
                f"{what}: {name} has no reason. Write {name}: Because[float, 'why this number']."
            )
        if parameter.default is inspect.Parameter.empty:
            raise BadContent(f"{what}: {name} has no default.")
        found.append(Threshold(name, parameter.default, reason))
    return tuple(found)


def inputs(function: Callable[..., Any], what: str, also: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Positional parameters of a function; each must name a table (or be one of ``also``)."""
    names = tuple(
        name
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY
    )
    for name in names:
        if name not in CONTRACTS and name not in also:
            raise BadContent(f"{what}: {name} is no table. Tables are: {', '.join(CONTRACTS)}.")
    return names


@dataclass(frozen=True)
class Derived:
    """A derived table that the frame accepted."""

    contract: Contract
    function: Callable[..., ibis.Table]
    inputs: tuple[str, ...]
    thresholds: tuple[Threshold, ...]
    grows: str = ""
    context_h: float = 0.0

    def __call__(self, given: Mapping[str, Any], **changed: Any) -> ibis.Table:
        """The expression over the given tables; keyword arguments change thresholds."""
        return self.function(*(given[name] for name in self.inputs), **changed).select(*self.contract.names)


def derived(function: Callable[..., ibis.Table]) -> Derived:
    """Accept a function as a derived table, or refuse it at import."""
    return _accept(function, "", 0.0)


def grows(by: str, *, context_h: float = 0.0) -> Callable[[Callable[..., ibis.Table]], Derived]:
    """Accept a function as a derived table that grows by a timestamp, or refuse it at import.

    Rows before a midnight stand on nothing that is heard after it, so a run over new days keeps them, and gives the
    function only what its growing inputs have from ``context_h`` hours before that midnight on.
    """
    return lambda function: _accept(function, by, context_h)


def _accept(function: Callable[..., ibis.Table], by: str, context_h: float) -> Derived:
    name = function.__name__
    what = f"Derived table {name}"
    if name not in CONTRACTS or CONTRACTS[name].kind != "derived":
        raise BadContent(f"{what}: there is no contract of that name in tables/.")
    if by and by not in CONTRACTS[name].names:
        raise BadContent(f"{what}: it grows by {by}, which is no column of its contract.")
    if not function.__doc__:
        raise BadContent(f"{what}: its docstring, which is its documentation, is missing.")
    needs = inputs(function, what, SPECIAL)
    return Derived(CONTRACTS[name], function, needs, thresholds(function, what), by, context_h)


def find() -> dict[str, Derived]:
    """All derived tables, each after those it is built from."""
    loose: dict[str, Derived] = {}
    for file in sorted(HERE.glob("[!_]*.py")):
        loose[file.stem] = getattr(importlib.import_module(f"leadline.derived.{file.stem}"), file.stem)
    ordered: dict[str, Derived] = {}

    def place(name: str, on_the_way: tuple[str, ...]) -> None:
        if name in on_the_way:
            raise BadContent(f"Derived tables go in a circle: {' → '.join((*on_the_way, name))}.")
        for needed in loose[name].inputs:
            if needed in loose:
                place(needed, (*on_the_way, name))
        ordered.setdefault(name, loose[name])

    for name in loose:
        place(name, ())
    return ordered
