"""From 2006 to a day: what each resolution began, ended and changed, and what brought it."""

import datetime as dt
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from leadline.law._reading import shaped
from leadline.law.model import Day, Id, Known, Measure, Paragraph, Words
from leadline.law.regime import Regime

CHRONICLE = Path(__file__).with_name("timeline.yml")
_OTHERS = "Others"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)


class Resolution(_Frozen):
    """A text of the Council, its day, and what brought it."""

    text: Words
    adopted: Day
    trigger: Words
    chapter_vii: bool = False


class Mandate(_Frozen):
    """One term of the Panel of Experts; ``last`` is inclusive."""

    text: Words
    adopted: Day
    last: Day = Field(alias="to")
    known: Known


class Note(_Frozen):
    """Something of a day that no paragraph says."""

    day: Day
    measure: Id
    says: Words
    known: Known


class Group(_Frozen):
    """Measures that a picture and an overview show together."""

    title: Words
    measures: tuple[Id, ...]


class Chronicle(_Frozen):
    """The package's own."""

    resolutions: tuple[Resolution, ...]
    mandates: tuple[Mandate, ...]
    notes: tuple[Note, ...]
    groups: tuple[Group, ...]


@lru_cache(maxsize=1)
def chronicle() -> Chronicle:
    """Resolutions, terms of the Panel, notes and groups.

    :raises BadContent: when the package's file is broken.
    """
    return shaped(Chronicle, CHRONICLE)


def grouped(measures: Iterable[Measure]) -> Iterator[tuple[str, tuple[Measure, ...]]]:
    """Measures by group, in the order of the file; those of yours come last."""
    by_id = {measure.id: measure for measure in measures}
    for group in chronicle().groups:
        if found := tuple(by_id.pop(id_) for id_ in group.measures if id_ in by_id):
            yield group.title, found
    if by_id:
        yield _OTHERS, tuple(by_id.values())


def timeline(regime: Regime, measure_id: str | None = None) -> dict[str, Any]:
    """Each day on which something began, ended, changed or came due, the oldest first, ready for JSON.

    :raises UnknownName: for a measure that doesn't exist.
    """
    chosen = [regime.measure(measure_id)] if measure_id else list(regime.measures.values())
    days: dict[dt.date, dict[str, Any]] = {}
    for day, sort, told in (*_of_measures(regime, chosen), *_of_chronicle(chosen)):
        empty = {"day": day.isoformat(), **{name: [] for name in _SORTS}}
        days.setdefault(day, empty)[sort].append(told)
    return {"measure": measure_id, "days": [days[day] for day in sorted(days)]}


def _of_measures(regime: Regime, chosen: Iterable[Measure]) -> Iterator[tuple[dt.date, str, dict[str, Any]]]:
    for measure in chosen:
        for p in measure.paragraphs:
            yield p.since, "began", _began(regime, measure, p)
            if p.until:
                yield p.until, "ended", _ended(measure, p)
            for day, says in _dues(p):
                yield day, "due", {"measure": measure.id, "paragraph": p.id, "says": says}


def _of_chronicle(chosen: Sequence[Measure]) -> Iterator[tuple[dt.date, str, dict[str, Any]]]:
    ids, cited = {m.id for m in chosen}, {p.source.text for m in chosen for p in m.paragraphs}
    for note in chronicle().notes:
        if note.measure in ids:
            yield note.day, "notes", note.model_dump(mode="json")
    for text in chronicle().resolutions:
        if text.text in cited:
            yield text.adopted, "texts", text.model_dump(mode="json")
    if _WATCHED in ids:
        for term in chronicle().mandates:
            says = f"Panel of Experts until {term.last}"
            yield term.adopted, "mandates", {"text": term.text, "says": says, "known": term.known}


_WATCHED = "panel-of-experts"
_SORTS = ("texts", "began", "ended", "due", "notes", "mandates")


def _began(regime: Regime, measure: Measure, p: Paragraph) -> dict[str, Any]:
    return {
        "measure": measure.id,
        "title": measure.title,
        "paragraph": p.id,
        "cite": p.cite,
        "kind": p.kind,
        "force": p.force,
        "binds": p.binds,
        "summary": p.summary,
        "changes": [{"id": id_, "cite": regime.paragraph(id_)[1].cite} for id_ in p.amends],
    }


def _ended(measure: Measure, p: Paragraph) -> dict[str, Any]:
    return {
        "measure": measure.id,
        "title": measure.title,
        "paragraph": p.id,
        "cite": p.cite,
        "kind": p.kind,
        "superseded_by": list(p.superseded_by),
    }


def _dues(p: Paragraph) -> Iterator[tuple[dt.date, str]]:
    """Days that the paragraph itself sets: a grace's last, a notice's, a report's."""
    if p.transition and p.transition.last_day:
        yield p.transition.last_day, f"last day of grace. {p.transition.says}"
    if p.transition and p.transition.notify_by:
        yield p.transition.notify_by, "last day to notify imports of the grace"
    for duty in p.duties:
        if duty.due:
            yield duty.due, f"due: {duty.what}"


def text(told: Mapping[str, Any]) -> str:
    """What ``timeline`` gave, for people."""
    lines: list[str] = []
    for day in told["days"]:
        lines += ["", day["day"] + _brought(day["texts"])]
        for one in day["began"]:
            changes = f"; changes {', '.join(c['id'] for c in one['changes'])}" if one["changes"] else ""
            words = f"{one['measure']}: {one['kind']}, {one['force']} ({one['paragraph']}{changes})"
            lines += _wrapped(words, "  + ")
        for one in day["ended"]:
            after = f", superseded by {', '.join(one['superseded_by'])}" if one["superseded_by"] else ""
            lines += _wrapped(f"{one['measure']}: {one['kind']} ended ({one['paragraph']}{after})", "  - ")
        lines += [line for one in day["due"] for line in _wrapped(f"{one['measure']}: {one['says']}", "  ! ")]
        lines += [line for one in day["notes"] for line in _wrapped(one["says"], "    ")]
        lines += [f"    {one['says']} ({one['text']})" for one in day["mandates"]]
    return "\n".join([_KEY, *lines]) + "\n"


_KEY = "+ begins   - ends   ! comes due"


def _brought(texts: Sequence[Mapping[str, Any]]) -> str:
    return "".join(f"  {t['text']}: {t['trigger']}" for t in texts)


def _wrapped(words: str, first: str) -> list[str]:
    return textwrap.wrap(
        words, 100, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False
    )
