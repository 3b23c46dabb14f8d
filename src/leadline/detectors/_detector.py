"""The frame of a detector: one file, one function, named for its file.

    @detector(says="… {silence_h:.0f} h …", measures=("coal",))
    def long_silence(gaps: Table, *, min_silence_h: Because[float, "why"] = 12) -> Table:
        '''What it sees, in a sentence.

        Innocent explanations:
        thin-coverage: no receiver could have heard the vessel.
        storm (cannot tell): the aerial was torn off in a storm.
        '''

Positional names are tables, or ``engine`` where the expression goes several ways from one step: ``engine.hold`` runs that
step once. Keyword-only names are thresholds with their reasons. The result has the columns of
``ROW`` and the facts that the sentences name. A lead without an explanation can't be built.
"""

import importlib
import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import ibis
import pyarrow as pa
from ibis.common.exceptions import IbisError

from leadline.content import load_python, places
from leadline.derived._derived import Threshold, inputs, thresholds
from leadline.errors import BadContent

HERE = Path(__file__).parent
ROW = (
    "mmsi", "other_mmsi", "first_at", "last_at", "lat", "lon", "opened_by", "observations", "handling", "originator", "simulated",
)  # fmt: skip
"""Columns of every detector's result beside its facts.

``other_mmsi`` is null where one vessel is concerned; ``opened_by`` is the observation that opened the lead, and
``observations`` are the ids of all rows that its sentences rest on (nulls are dropped).
"""
_HEADING = "Innocent explanations:"
_EXPLANATION = re.compile(r"^([a-z][a-z0-9-]*)( \(cannot tell\))?: (.+)$")


@dataclass(frozen=True)
class Explanation:
    """An innocent explanation. One that the data can't tell apart is asked on every lead."""

    id: str
    text: str
    cannot_tell: bool


@dataclass(frozen=True)
class Detector:
    """A detector that the frame accepted."""

    id: str
    function: Callable[..., ibis.Table]
    says: str
    by: str
    opens_with: tuple[str, ...]
    stronger: Mapping[str, str]
    measures: tuple[str, ...]
    inputs: tuple[str, ...]
    thresholds: tuple[Threshold, ...]
    explanations: tuple[Explanation, ...]
    documentation: tuple[str, ...]
    facts: tuple[str, ...]
    path: Path

    def __call__(self, given: Mapping[str, Any], **changed: Any) -> ibis.Table:
        """The expression over the given tables; keyword arguments change thresholds."""
        try:
            found = self.function(*(given[name] for name in self.inputs), **changed)
        except (IbisError, AttributeError, TypeError) as error:
            raise BadContent(f"Detector {self.id}: its expression can't be built: {error}") from error
        missing = [c for c in (*ROW, *self.facts) if c not in found.columns]
        if missing:
            raise BadContent(f"Detector {self.id}: its result lacks {', '.join(missing)}.")
        return found.select(*ROW, *self.facts)

    def check(self, rows: pa.Table) -> None:
        """Refuse rows that leave open what every lead must say."""
        for name in ROW:
            if name != "other_mmsi" and rows.column(name).null_count:
                raise BadContent(f"Detector {self.id}: {name} may not be null, and is. Leave such rows out.")

    def sentence(self, facts: Mapping[str, Any]) -> str:
        """What the lead says: the sentence, and one more for each fact that makes it stronger."""
        try:
            more = [text.format_map(facts) for name, text in self.stronger.items() if facts[name]]
            return " ".join([self.says.format_map(facts), *more])
        except (TypeError, ValueError, AttributeError) as error:
            raise BadContent(f"Detector {self.id}: a sentence can't be filled in: {error}.") from error


def detector(
    *,
    says: str,
    measures: Sequence[str],
    by: str = "",
    opens_with: Sequence[str] = (),
    stronger: Mapping[str, str] = MappingProxyType({}),
) -> Callable[[Callable[..., ibis.Table]], Detector]:
    """Accept a function as a detector, or refuse it at import with a sentence that says how to mend it.

    ``says`` is a template over the result's columns. ``stronger`` maps a boolean column to the sentence that is
    added where it is true. ``measures`` are ids of measure files. ``by`` names the fact, a number, by which strangers
    are compared: the more, the rarer. Without it, any stranger that the detector sees too counts as much.
    ``opens_with`` names the tables whose rows open a lead, the first input unless said otherwise: where all of them are
    empty, nothing is asked.
    """

    def accept(function: Callable[..., ibis.Table]) -> Detector:
        id_ = function.__name__
        what = f"Detector {id_}"
        documentation, explanations = _docstring(function.__doc__ or "", what)
        facts = (
            ({by} - {""})
            | _fields(says)
            | {f for text in stronger.values() for f in _fields(text)}
            | set(stronger)
        )
        if not measures:
            raise BadContent(f"{what}: it names no measure. Which paragraph would a finding rest on?")
        needs = inputs(function, what, frozenset({"engine"}))
        if unknown := set(opens_with) - set(needs):
            raise BadContent(f"{what}: opens_with names {', '.join(sorted(unknown))}, which it isn't given.")
        return Detector(
            id_,
            function,
            says,
            by,
            tuple(opens_with) or needs[:1],
            stronger,
            tuple(measures),
            needs,
            thresholds(function, what),
            explanations,
            documentation,
            tuple(sorted(facts - set(ROW))),
            Path(function.__code__.co_filename),
        )

    return accept


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def _docstring(text: str, what: str) -> tuple[tuple[str, ...], tuple[Explanation, ...]]:
    told, _, listed = text.partition(_HEADING)
    paragraphs = tuple(" ".join(p.split()) for p in told.strip().split("\n\n") if p.strip())
    if not paragraphs:
        raise BadContent(f"{what}: its docstring, which is its documentation, is missing.")
    found: list[Explanation] = []
    for line in (" ".join(x.split()) for x in listed.strip().splitlines()):
        if match := _EXPLANATION.match(line):
            found.append(Explanation(match[1], match[3], bool(match[2])))
        elif found and line:
            last = found.pop()
            found.append(Explanation(last.id, f"{last.text} {line}", last.cannot_tell))
    if not found:
        raise BadContent(f"{what}: no innocent explanations. List them under '{_HEADING}' as 'id: text'.")
    return paragraphs, tuple(found)


def find(folders: Sequence[Path] = ()) -> dict[str, Detector]:
    """Detectors by id: the package's own (by theme) and those in the folders named in the settings."""
    found: dict[str, Detector] = {}
    for place in places(HERE, folders):
        for file in sorted(place.glob("**/[!_]*.py")):
            one = getattr(_module(file), file.stem, None)
            if not isinstance(one, Detector):
                raise BadContent(f"{file}: there is no @detector function named {file.stem}.")
            if one.id in found:
                raise BadContent(f"Two detectors are called {one.id}: {found[one.id].path} and {file}.")
            if not one.path.with_suffix(".examples.yml").exists():
                raise BadContent(f"Detector {one.id}: {file.stem}.examples.yml is missing beside it.")
            found[one.id] = one
    return found


def _module(file: Path) -> Any:
    if file.is_relative_to(HERE):
        dotted = ".".join(file.relative_to(HERE).with_suffix("").parts)
        return importlib.import_module(f"leadline.detectors.{dotted}")
    return load_python(file, f"leadline_outside_detector_{file.stem}")
