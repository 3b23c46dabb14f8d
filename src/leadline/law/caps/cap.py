"""A cap in a year, and what was said to be delivered under it: ``leadline law cap refined-petroleum --year 2019``.

The unit stays as reported; a conversion is a range whose two ends say where they come from. Notified figures that
count the same deliveries are never added and never averaged: each way of adding up what doesn't overlap is a
reading, and readings stand side by side. Estimates and bounds are set beside the cap one by one, never in a sum.
A shipment under a cap on petroleum breaches in one of four ways, and each is worked out apart: unreported, a listed
party, not for livelihood, over the cap.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from leadline.errors import BadInput
from leadline.law.caps import _deliveries
from leadline.law.caps._conflicts import conflicts
from leadline.law.caps._figures import Figure, Span, bundled, conversions
from leadline.law.caps._readings import readings
from leadline.law.caps._sums import Window, cannot_tell, estimate, reading
from leadline.law.caps._ways import judged, plain, ways
from leadline.law.model import Cap, Measure
from leadline.law.regime import Regime
from leadline.law.standing import cap_period, cap_words

FIRST, LAST = 2000, 2100


def windows(measure: Measure, year: int) -> tuple[Window, ...]:
    """The periods of the measure's caps that a day of the year falls into, the oldest first."""
    found: dict[tuple[str, dt.date], Window] = {}
    for paragraph in measure.paragraphs:
        day = dt.date(year, 1, 1)
        while day.year == year:
            if cap := paragraph.cap_on(day):
                start, end = cap_period(paragraph, cap, day)
                start = max(start, paragraph.since, cap.since or start)
                end = min(e for e in (end, paragraph.until, cap.until, dt.date(LAST + 1, 1, 1)) if e)
                found[paragraph.id, start] = Window(paragraph, cap, start, end)
            day += dt.timedelta(days=1)
    return tuple(sorted(found.values(), key=lambda w: (w.since, w.paragraph.id)))


def cap(regime: Regime, measure_id: str, year: int, file: Path | None = None) -> dict[str, Any]:
    """The cap on the year and what is known under it, ready for JSON.

    ``file`` adds deliveries and figures of yours to the package's figures; see ``_deliveries`` for its columns.

    :raises BadInput: for a measure that never had a cap, a year out of bounds, or a file that can't be read.
    """
    measure = regime.measure(measure_id)
    if not any(p.caps for p in measure.paragraphs):
        capped = sorted(m.id for m in regime.measures.values() if any(p.caps for p in m.paragraphs))
        raise BadInput(f"{measure_id} has no cap. Measures that have one: {', '.join(capped)}.")
    if not FIRST <= year <= LAST:
        raise BadInput(f"The year {year} is out of bounds: {FIRST} to {LAST}.")
    taken = _deliveries.read_file(file, measure_id) if file else _deliveries.Taken()
    own = [f for f in bundled() if f.measure == measure_id]
    figures = _deliveries.merged(own, taken.figures)
    found = windows(measure, year)
    mid_year = dt.date(year, 7, 1)
    return {
        "measure": measure.id,
        "title": measure.title,
        "year": year,
        "says": _says(regime, measure, year, found, mid_year),
        "windows": [_window(w, figures, taken.deliveries) for w in found],
        "figures_without_cap": [] if found else [_figure(f) for f in _in_year(figures, year)],
        "conversions": [
            c.model_dump(mode="json", by_alias=True)
            for c in conversions().values()
            if c.measure == measure_id
        ],
        "aside": [{"row": row, "why": why} for row, why in taken.aside],
    }


def _says(regime: Regime, measure: Measure, year: int, found: Sequence[Window], day: dt.date) -> str:
    if not found:
        held = regime.standing(measure.id, day)
        return f"No cap in {year}: {measure.title}. On {day}: {held.says}"
    told = (f"{cap_words(w.cap)}, {_edges(w)} ({w.paragraph.cite})" for w in found)
    return f"{measure.title} in {year}: " + "; ".join(told) + "."


def _edges(window: Window) -> str:
    return f"{window.since} to {_last(window)}" if window.until.year <= LAST else f"from {window.since}"


def _last(window: Window) -> dt.date:
    return window.until - dt.timedelta(days=1)


def _in_year(figures: Iterable[Figure], year: int) -> Iterator[Figure]:
    return (f for f in figures if any(s.first.year <= year <= s.last.year for s in f.covers.values()))


def _window(
    window: Window, figures: Sequence[Figure], deliveries: Sequence[_deliveries.Delivery]
) -> dict[str, Any]:
    whole, p = Span(first=window.since, last=_last(window)), window.paragraph
    numbered = list(enumerate((f for f in figures if _touches(f, whole)), 1))
    notified = [(n, f) for n, f in numbered if f.kind == "notified" and _inside(f, whole)]
    here = [d for d in deliveries if _touches(d.amount, whole)]
    limits = window.judging([f.unit for f in (*(f for _, f in numbered), *(d.amount for d in here))])
    found = readings([f for _, f in notified])
    chosen = [[notified[i] for i in one] for one in found.sets if one]
    told = _named([reading(window, limits, one) for one in chosen])
    estimates = [
        estimate(limits, n, f, told) for n, f in numbered if f.kind != "notified" and _inside(f, whole)
    ]
    parts = {notified[i][0]: _numbers(notified[j][0] for j in js) for i, js in found.parts.items()}
    judgements = judged(here, p, limits)
    return {
        "paragraph": p.id,
        "cite": p.cite,
        "force": p.force,
        "from": window.since.isoformat(),
        "until": window.until.isoformat() if window.until.year <= LAST else None,
        "cap": cap_words(window.cap),
        "limits": [a.model_dump(mode="json") for a in window.limits],
        "relation": _relation(window.cap),
        "notes": window.cap.notes,
        "figures": [{"number": n, **_figure(f), "use": _use(n, f, whole, told, parts)} for n, f in numbered],
        "readings": told,
        "conflicts": list(
            conflicts(notified, [(r, [f for _, f in one]) for r, one in zip(told, chosen, strict=True)])
        ),
        "estimates": estimates,
        "deliveries": [told_of for _, told_of in judgements],
        "ways": list(ways(p, limits, told, estimates, judgements)),
        "cannot_tell": list(cannot_tell(window, [f for _, f in notified], whole)),
    }


def _touches(figure: Figure, whole: Span) -> bool:
    return any(s.first <= whole.last and whole.first <= s.last for s in figure.covers.values())


def _relation(held: Cap) -> str:
    if len(held.lower_of) > 1:
        return "whichever is lower"
    return "one limit in more than one unit" if len(held.either_of) > 1 else "one limit"


def _named(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gives the readings their letters."""
    for place, one in enumerate(told):
        one["name"] = chr(ord("A") + place) if place < 26 else f"A{place - 25}"
    return told


def _inside(figure: Figure, whole: Span) -> bool:
    return all(whole.first <= s.first and s.last <= whole.last for s in figure.covers.values())


def _use(
    number: int, figure: Figure, whole: Span, told: Sequence[dict[str, Any]], parts: dict[int, str]
) -> str:
    if not _inside(figure, whole):
        return "reaches beyond the period of the cap: in no sum"
    if figure.kind != "notified":
        return f"{figure.kind}: set beside the cap, in no sum"
    if number in parts:
        return f"overlaps {parts[number]}, which covers more: not added to it"
    return f"in reading {', '.join(r['name'] for r in told if number in r['figures'])}"


def _numbers(found: Iterable[int]) -> str:
    return ", ".join(f"({n})" for n in found)


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "covers": figure.covers_words(),
        "value": plain(figure.value),
        "unit": figure.unit,
        "kind": figure.kind,
        "by": figure.by,
        "source": figure.source,
        "at": figure.at,
        "known": figure.known,
        "note": figure.note,
    }
