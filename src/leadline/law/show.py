"""A measure on a day as plain data, and the same as text: what ``leadline law show`` prints."""

import datetime as dt
import textwrap
from collections.abc import Iterable
from typing import Any

from leadline.law.model import WEIGHT, Measure, Paragraph
from leadline.law.regime import Regime
from leadline.law.standing import cap_period, cap_words
from leadline.law.trade.hs import BASIS

_WIDTH = 100


def show(regime: Regime, measure_id: str, day: dt.date) -> dict[str, Any]:
    """The measure on ``day``, ready for JSON: days are ISO strings, and what isn't known is null.

    ``paragraphs`` stand on the day; ``ended`` and ``to_come`` are the layers before and after it.
    """
    held = regime.standing(measure_id, day)
    measure = held.measure
    return {
        "id": measure.id,
        "title": measure.title,
        "program": measure.program,
        "day": day.isoformat(),
        "kind": held.kind,
        "says": held.says,
        "paragraphs": [_paragraph(regime, measure, p, day) for p in held.paragraphs],
        "ended": [_brief(p) for p in measure.paragraphs if p.until and p.until <= day],
        "to_come": [_brief(p) for p in measure.paragraphs if p.since > day],
    }


def _paragraph(regime: Regime, measure: Measure, paragraph: Paragraph, day: dt.date) -> dict[str, Any]:
    cap, goods, transition = paragraph.cap_on(day), measure.goods_of(paragraph), paragraph.transition
    return {
        **_brief(paragraph),
        "summary": paragraph.summary,
        "confidence": paragraph.source.confidence,
        "substance": paragraph.source.substance,
        "binds": paragraph.binds,
        "obliged": paragraph.obliged,
        "flow": [{"from": flow.origin, "to": flow.to} for flow in measure.flow_of(paragraph)],
        "goods": goods.model_dump(mode="json") if goods else None,
        "cap": None
        if cap is None
        else {
            "says": cap_words(cap),
            "period": [edge and edge.isoformat() for edge in cap_period(paragraph, cap, day)],
            **cap.model_dump(mode="json", include={"per", "lower_of", "either_of", "level", "notes"}),
        },
        "transition": transition.model_dump(mode="json") if transition else None,
        "elements": [regime.elements[id_].model_dump(include={"id", "asks"}) for id_ in paragraph.elements],
        "one_of": [regime.elements[id_].model_dump(include={"id", "asks"}) for id_ in paragraph.one_of],
        "exemptions": [x.model_dump() for x in regime.exemptions_of(paragraph, day)],
        "duties": [duty.model_dump(mode="json") for duty in paragraph.duties],
        "amends": _cited(regime, paragraph.amends),
        "superseded_by": _cited(regime, paragraph.superseded_by),
        "widened_by": _cited(regime, paragraph.widened_by),
        "notes": paragraph.notes,
    }


def _brief(paragraph: Paragraph) -> dict[str, Any]:
    return {
        "id": paragraph.id,
        "cite": paragraph.cite,
        "force": paragraph.force,
        "kind": paragraph.kind,
        "from": paragraph.since.isoformat(),
        "until": paragraph.until and paragraph.until.isoformat(),
    }


def _cited(regime: Regime, ids: Iterable[str]) -> list[dict[str, str]]:
    return [{"id": id_, "cite": regime.paragraph(id_)[1].cite} for id_ in ids]


def text(shown: dict[str, Any]) -> str:
    """What ``show`` gave, for people."""
    lines = [f"{shown['title']} ({shown['id']}) on {shown['day']}", *_wrapped(shown["says"])]
    for paragraph in shown["paragraphs"]:
        lines += ["", *_paragraph_lines(paragraph)]
    for label, key in (("Ended before", "ended"), ("Still to come", "to_come")):
        if shown[key]:
            lines += ["", f"{label}:"]
            lines += [
                f"  {p['cite']} ({p['id']}): {p['kind']}, {p['force']}, {p['from']} to {p['until'] or 'open'}"
                for p in shown[key]
            ]
    return "\n".join(lines) + "\n"


def _paragraph_lines(p: dict[str, Any]) -> list[str]:
    ends = f" until {p['until']} (exclusive)" if p["until"] else ""
    lines = [
        f"{p['cite']} ({p['id']}): {p['kind']}, {p['force']} ({WEIGHT[p['force']]}), from {p['from']}{ends}"
    ]
    lines += _wrapped(p["summary"], "  ")
    lines += _wrapped(f"Obliged: {p['obliged']}.", "  ")
    lines += _wrapped(
        f"Confidence in the number: {p['confidence']}. Substance: {_SUBSTANCE[p['substance']]}.", "  "
    )
    if p["goods"]:
        codes = (
            f"; HS {', '.join(p['goods']['hs'])} ({BASIS[p['goods']['basis']]})" if p["goods"]["hs"] else ""
        )
        lines += _wrapped(f"Goods: {p['goods']['words']}{codes}.", "  ")
    if p["flow"]:
        ways = "; ".join(f"from {_end(flow['from'])} to {_end(flow['to'])}" for flow in p["flow"])
        lines += _wrapped(f"Direction: {ways}.", "  ")
    if p["cap"]:
        start, end = p["cap"]["period"]
        lines += _wrapped(f"Limit: {p['cap']['says']} ({start} to {end or 'open'}).", "  ")
    if p["transition"]:
        lines += _wrapped(f"Grace: {p['transition']['says']} Last day {p['transition']['last_day']}.", "  ")
    asked = {
        "To be shown, each of them": [e["asks"] for e in p["elements"]],
        "And at least one of these": [e["asks"] for e in p["one_of"]],
        "Exemptions to ask about": [
            f"{x['title']} (granted by: {x['granted_by']}). {x['asks']}" for x in p["exemptions"]
        ],
        "Duties": [f"{d['who']}: {d['what']}; {d['deadline']}{_due(d['due'])}." for d in p["duties"]],
        "Amends": [f"{a['cite']} ({a['id']})" for a in p["amends"]],
        "Superseded by": [f"{a['cite']} ({a['id']})" for a in p["superseded_by"]],
        "Widened by, and still stands": [f"{a['cite']} ({a['id']})" for a in p["widened_by"]],
        "Note": [p["notes"]] if p["notes"] else [],
    }
    for label, items in asked.items():
        if items:
            lines.append(f"  {label}:")
            for item in items:
                lines += _wrapped(item, "    - ", "      ")
    return lines


_SUBSTANCE = {
    "seen": "a text that confirms it was read",
    "mixed": "confirmed in part by a text that was read",
    "recall": "background knowledge, no text was read",
}


def _end(code: str) -> str:
    return "anywhere" if code == "any" else code.upper()


def _due(day: str | None) -> str:
    return f" ({day})" if day else ""


def _wrapped(words: str, first: str = "", rest: str | None = None) -> list[str]:
    later = first if rest is None else rest
    lines = textwrap.wrap(
        words, _WIDTH, initial_indent=first, subsequent_indent=later, break_on_hyphens=False
    )
    return lines or [first]
