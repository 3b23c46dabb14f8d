"""What acts come to, as plain data and as text: what ``leadline law assess`` prints."""

import textwrap
from collections.abc import Sequence
from typing import Any

from leadline.law.assess import DAY_OPEN, STATES, Assessed, Bearing, Shown
from leadline.law.model import WEIGHT
from leadline.law.regime import Regime
from leadline.law.standing import NOT_PERMITTED

_WIDTH = 100
_ORDERS = frozenset({"freeze", "denial", "removal", "inspection", "duty"})
"""Kinds that tell a State to act: their breach is to leave it undone."""


def data(regime: Regime, assessed: Sequence[Assessed]) -> dict[str, Any]:
    """Ready for JSON: ``acts``, each with ``bearings``, and the paragraph ids of each state over all acts."""
    best: dict[str, int] = {}
    for one in assessed:
        for bearing in one.bearings:
            rank = STATES.index(bearing.state)
            best[bearing.paragraph.id] = min(rank, best.get(bearing.paragraph.id, rank))
    return {
        "acts": [_act(regime, one) for one in assessed],
        **{
            state.replace(" ", "_"): sorted(id_ for id_, rank in best.items() if STATES[rank] == state)
            for state in STATES
        },
    }


def _act(regime: Regime, one: Assessed) -> dict[str, Any]:
    span = one.act.span
    return {
        "id": one.act.id,
        "first": span.first and span.first.isoformat(),
        "last": span.last and span.last.isoformat(),
        "says": _says(one),
        "bearings": [_bearing(regime, bearing) for bearing in one.bearings],
        **{state.replace(" ", "_"): one.ids(state) for state in STATES},
        "not_understood": list(one.act.not_understood),
    }


def _says(one: Assessed) -> str:
    asking = {b.paragraph.id for b in one.bearings if not b.paragraph.binds}
    counts = [f"{len(ids)} {state}" for state in STATES if (ids := one.ids(state))]
    if not counts:
        return f"No paragraph coded here bears on it on {one.act.span}; {NOT_PERMITTED}."
    shown = asking.intersection(one.ids("breach"))
    weak = f" (of the breaches {len(shown)} of a paragraph that doesn't bind by itself)" if shown else ""
    return f"Paragraphs on {one.act.span}: {', '.join(counts)}{weak}."


def _bearing(regime: Regime, bearing: Bearing) -> dict[str, Any]:
    p = bearing.paragraph
    return {
        "measure": bearing.measure.id,
        "paragraph": p.id,
        "cite": p.cite,
        "state": bearing.state,
        "says": sentence(regime, bearing),
        "force": p.force,
        "binds": p.binds,
        "kind": p.kind,
        "obliged": p.obliged,
        "from": p.since.isoformat(),
        "until": p.until and p.until.isoformat(),
        "window": [day and day.isoformat() for day in bearing.window],
        "elements": [_element(regime, shown) for shown in bearing.elements],
        "one_of": [_element(regime, shown) for shown in bearing.one_of],
        "unknown": list(bearing.unknown),
        "excluded_by": list(bearing.excluded_by),
        "exemptions": [x.model_dump() for x in bearing.exemptions],
        "duties": [duty.model_dump(mode="json") for duty in p.duties],
        "transition": p.transition.model_dump(mode="json") if p.transition else None,
        "confidence": p.source.confidence,
        "substance": p.source.substance,
    }


def _element(regime: Regime, shown: Shown) -> dict[str, str]:
    return {
        "id": shown.id,
        "asks": regime.elements[shown.id].asks,
        "answer": shown.answer,
        "read_from": shown.why,
    }


def sentence(regime: Regime, bearing: Bearing) -> str:
    """What the state means for this paragraph, truthfully: one that asks isn't breached, it is not heeded."""
    p = bearing.paragraph
    if bearing.state == "not in force":
        ends = f" and ended on {p.until}" if p.until else ""
        return f"Not in force for this act: the paragraph stands from {p.since}{ends}."
    if bearing.state == "excluded":
        return f"Excluded: {_named(regime, bearing)}."
    if bearing.state == "possible":
        open_ = len(bearing.unknown)
        day = ", whether it was on a day of the paragraph among them" if DAY_OPEN in bearing.unknown else ""
        return f"Possible: {open_} thing{'s are' if open_ > 1 else ' is'} not known{day}."
    if p.force == "clarifies":
        return f"All that it asks about is shown; the paragraph clarifies: {WEIGHT[p.force]}. It binds as far as that does."
    if not p.binds:
        return f"All that it asks about is shown; but the paragraph {p.force}: {WEIGHT[p.force]}."
    undone = " and if what it orders was left undone" if p.kind in _ORDERS else ""
    return f"All that it asks about is shown: a breach, if no exemption applies{undone}."


def _named(regime: Regime, bearing: Bearing) -> str:
    ways = [regime.exemptions[id_].title for id_ in bearing.excluded_by if id_ in regime.exemptions]
    denied = [id_ for id_ in bearing.excluded_by if id_ in regime.elements]
    told = [f"{', '.join(denied)} answered no"] if denied else []
    return "; ".join([*told, *(f"exempt by: {way}" for way in ways)])


def text(told: dict[str, Any]) -> str:
    """What ``data`` gave, for people."""
    lines: list[str] = []
    for act in told["acts"]:
        lines += [*_wrapped(act["id"], ""), *_wrapped(act["says"], "  ")]
        for words in act["not_understood"]:
            lines += _wrapped(f"not understood: {words}", "  ")
        for bearing in act["bearings"]:
            lines += ["", *_lines(bearing)]
        lines.append("")
    return "\n".join(lines)


def _lines(b: dict[str, Any]) -> list[str]:
    lines = [f"  {_label(b)}  {b['cite']} ({b['paragraph']}, {b['measure']}): {b['kind']}, {b['force']}"]
    lines += _wrapped(b["says"], "    ")
    if b["state"] == "not in force":
        return lines
    for shown in (*b["elements"], *b["one_of"]):
        source = f" ({shown['read_from']})" if shown["read_from"] else ""
        lines += _wrapped(f"- {shown['answer']}: {shown['asks']}{source}", "    ", "      ")
    if b["state"] == "excluded":
        return lines
    if b["exemptions"]:
        asks = " ".join(f"{x['title']}: {x['asks']}" for x in b["exemptions"])
        lines += _wrapped(f"Exemptions to ask about. {asks}", "    ", "      ")
    for duty in b["duties"]:
        lines += _wrapped(f"Duty. {duty['who']}: {duty['what']}; {duty['deadline']}.", "    ", "      ")
    lines += _wrapped(f"Confidence in the number: {b['confidence']}.", "    ")
    return lines


def _label(b: dict[str, Any]) -> str:
    weak = b["state"] == "breach" and not b["binds"]
    if not weak:
        return str(b["state"]).upper()
    return "SHOWN, CLARIFIES ANOTHER" if b["force"] == "clarifies" else "SHOWN, NOT BINDING"


def _wrapped(words: str, first: str, rest: str | None = None) -> list[str]:
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in words)
    return textwrap.wrap(
        shown, _WIDTH, initial_indent=first, subsequent_indent=first if rest is None else rest,
        break_on_hyphens=False,
    )  # fmt: skip
