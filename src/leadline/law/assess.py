"""From acts to measures: what each paragraph says of an act, and never more than its elements bear out."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from leadline.law.acts._keys import Value
from leadline.law.acts._signs import Signs
from leadline.law.acts.act import STATED, TOLD, UNDATED, Act, Found
from leadline.law.model import Measure, Paragraph
from leadline.law.regime import Regime
from leadline.law.vocabulary import Element, Exemption

State = Literal["breach", "possible", "excluded", "not in force"]
STATES: tuple[State, ...] = ("breach", "possible", "excluded", "not in force")
_CARRIED = frozenset({"banned-trade", "vessel-kp", "kp"})
"""Marks that an act lends to another one of the same party or vessel."""
DAY_OPEN = "the day"
"""What is unknown where an act has no day, or where only a part of its span lies in the paragraph's time."""


@dataclass(frozen=True)
class Shown:
    """An element with its answer, where the answer came from, and whether anything in the act points to it."""

    id: str
    answer: Value
    why: str
    leaning: int = 0
    stated: bool = False
    open: bool = False


@dataclass(frozen=True)
class Bearing:
    """What one paragraph says of one act.

    ``window`` are the days of the act on which the paragraph stood; ``unknown`` are elements, or ``DAY_OPEN``;
    ``excluded_by`` are the elements that are answered no, and the exemptions that are answered yes.
    """

    measure: Measure
    paragraph: Paragraph
    state: State
    window: tuple[dt.date | None, dt.date | None]
    elements: tuple[Shown, ...]
    one_of: tuple[Shown, ...]
    exemptions: tuple[Exemption, ...]
    excluded_by: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Assessed:
    """An act and what every paragraph that bears on it says, the strictest state first."""

    act: Act
    bearings: tuple[Bearing, ...]

    def ids(self, state: State) -> list[str]:
        """Ids of the paragraphs of one state, each once, under its strictest state."""
        best: dict[str, State] = {}
        for bearing in self.bearings:
            held = best.setdefault(bearing.paragraph.id, bearing.state)
            best[bearing.paragraph.id] = min(held, bearing.state, key=STATES.index)
        return sorted(id_ for id_, held in best.items() if held == state)


def assess(regime: Regime, act: Act) -> Assessed:
    """What the law says of ``act``, paragraph by paragraph; those that it has nothing to do with are left out."""
    asked = _Asked(regime, act)
    found = [b for m in regime.measures.values() for p in m.paragraphs if (b := _bearing(asked, m, p))]
    named = {b.paragraph.id for b in found if b.state in {"breach", "possible"}}
    kept = [b for b in found if b.state == "breach" or _outright(b) or not named & {*b.paragraph.absorbed_by}]
    return Assessed(act, tuple(sorted(kept, key=_order)))


def assess_all(regime: Regime, acts: Iterable[Act]) -> list[Assessed]:
    """``assess`` for each of ``acts``, in their order, which doesn't matter.

    Acts that name the same party or vessel point to one another: a ship that is held in one was, in another, in
    banned trade. That only makes a question worth asking.
    """
    given = list(acts)
    pointing: dict[str, set[str]] = {}
    for act in given:
        table = Signs(act, regime.marks, act.span.first, act.span.last).table
        for mark in _CARRIED.intersection(table):
            for name in act.names:
                pointing.setdefault(name, set()).add(mark)
    assessed = []
    for act in given:
        carried = sorted({(mark, name) for name in act.names for mark in pointing.get(name, ())})
        lent = [Found(mark, TOLD, f"another act of {name}") for mark, name in carried]
        assessed.append(assess(regime, replace(act, found=[*act.found, *lent])))
    return assessed


def _order(bearing: Bearing) -> tuple[int, bool, dt.date, str, str]:
    p = bearing.paragraph
    return STATES.index(bearing.state), not p.binds, p.since, p.id, bearing.measure.id


def _outright(bearing: Bearing) -> bool:
    return all(one.stated for one in bearing.elements)


class _Asked:
    """The act as it is asked about: its signs for each window, found once."""

    def __init__(self, regime: Regime, act: Act) -> None:
        self.regime, self.act = regime, act
        self._signs: dict[tuple[dt.date | None, dt.date | None], Signs] = {}
        self._shown: dict[tuple[str, tuple[str, ...], dt.date | None, dt.date | None], Shown] = {}
        always = self.signs(None, None).table.get("lasting", (0, ""))[0] == STATED
        self.lasting = always if act.lasting is None else act.lasting

    def signs(self, first: dt.date | None, last: dt.date | None) -> Signs:
        """The signs for a window."""
        if (first, last) not in self._signs:
            self._signs[first, last] = Signs(self.act, self.regime.marks, first, last)
        return self._signs[first, last]

    def shown(self, ids: Iterable[str], codes: tuple[str, ...], signs: Signs) -> tuple[Shown, ...]:
        """The answers to elements; many paragraphs ask for the same, so each is looked for once."""
        for id_ in ids:
            if (key := (id_, codes, signs.first, signs.last)) not in self._shown:
                self._shown[key] = _shown(self.regime.elements[id_], codes, signs)
        return tuple(self._shown[id_, codes, signs.first, signs.last] for id_ in ids)


def _bearing(asked: _Asked, measure: Measure, paragraph: Paragraph) -> Bearing | None:
    if not (paragraph.elements or paragraph.one_of):
        return None
    act = asked.act
    window, part = _window(paragraph, act)
    first, last = window or (act.span.first, act.span.last)
    signs = asked.signs(last if asked.lasting else first, last)
    goods = measure.goods_of(paragraph)
    codes = goods.hs if goods and act.codes else ()
    shown = asked.shown(paragraph.elements, codes, signs)
    one_of = asked.shown(paragraph.one_of, codes, signs)
    if not _named(paragraph, shown, one_of, signs):
        return None
    whole = not part or (asked.lasting and first is not None)
    exemptions = _exemptions(asked.regime, paragraph, first, last)
    ways = _ways_out(asked.regime, act, paragraph, exemptions, (first, last))
    state, excluded, unknown = _state(shown, one_of, ways, whole=whole)
    if window is None:
        if state == "excluded" or act.span == UNDATED:  # without a day it can't be said to be over
            return None
        state = "not in force"
    asks = tuple(
        x for x in exemptions if x.id not in act.exemptions or act.exemptions[x.id].value == "unknown"
    )
    return Bearing(measure, paragraph, state, (first, last), shown, one_of, asks, excluded, unknown)


def _exemptions(
    regime: Regime, paragraph: Paragraph, first: dt.date | None, last: dt.date | None
) -> tuple[Exemption, ...]:
    """Those that can have been given in the window: a transition's only until its last day."""
    found = regime.exemptions_of(paragraph, last or paragraph.since)
    ends = paragraph.transition.last_day if paragraph.transition else None
    over = ends is not None and first is not None and first > ends
    return tuple(x for x in found if not (over and x.in_transition))


def _ways_out(
    regime: Regime,
    act: Act,
    paragraph: Paragraph,
    exemptions: tuple[Exemption, ...],
    window: tuple[dt.date | None, dt.date | None],
) -> dict[str, bool]:
    """The exemptions that are known to apply, and whether they can have covered all the days of the window."""
    first, last = window
    given = [x for x in exemptions if x.id in act.exemptions and act.exemptions[x.id].value == "yes"]
    ways = {}
    for x in given:
        begins = [regime.paragraph(x.under)[1].since] if x.under else []
        if since := act.exemptions[x.id].since:
            begins.append(since)
        early = first is not None and any(first < day for day in begins)
        ends = paragraph.transition.last_day if x.in_transition and paragraph.transition else None
        late = ends is not None and last is not None and last > ends
        ways[x.id] = not (early or late)
    return ways


def _window(paragraph: Paragraph, act: Act) -> tuple[tuple[dt.date | None, dt.date | None] | None, bool]:
    """The days of the act on which the paragraph stood, if any; and whether they are only a part of its days."""
    first, last = act.span.first, act.span.last
    ends = paragraph.until and paragraph.until - dt.timedelta(days=1)
    if first is None and last is None:
        return (None if ends else (None, None)), True
    if (last and last < paragraph.since) or (first and ends and first > ends):
        return None, False
    begin = paragraph.since if first is None else max(first, paragraph.since)
    end = min(last or dt.date.max, ends or dt.date.max)
    part = begin != first or end != (last or dt.date.max)
    return (begin, None if end == dt.date.max else end), part


def _shown(element: Element, codes: tuple[str, ...], signs: Signs) -> Shown:
    id_ = element.id
    if (answer := signs.act.elements.get(id_)) is not None:
        since = f" since {answer.since}" if answer.since else ""
        value = answer.between(signs.first, signs.last)
        return Shown(id_, value, f"stated{since}", 1, stated=True, open=element.open)
    yes, why = signs.strength(element.yes, codes)
    no, why_not = signs.strength(element.no, codes)
    points, pointer = signs.strength(element.points, codes)
    if yes == STATED and no < STATED:
        return Shown(id_, "yes", why, 1, open=element.open)
    if no == STATED and yes < STATED:
        asked = bool(yes or points or element.open)  # else the act has nothing to do with the question
        return Shown(id_, "no", why_not, int(asked), open=element.open)
    leaning = 1 if yes or points else -1 if no else 0
    told = [f"pointed to by {why or pointer}"] if leaning > 0 else [why_not]
    told += [signs.late[mark] for sign in element.yes for mark in sign.split() if mark in signs.late]
    return Shown(id_, "unknown", "; ".join(filter(None, told)), leaning, open=element.open)


def _named(paragraph: Paragraph, shown: tuple[Shown, ...], one_of: tuple[Shown, ...], signs: Signs) -> bool:
    """Whether the act bears on the paragraph at all: by what it states outright, or by what points there."""
    if any(one.leaning < 0 for one in shown):
        return False
    missing = sum(not one.stated for one in shown)
    telling = any(one.stated and one.answer == "yes" and not one.open for one in shown)
    if missing <= telling:  # all are stated; or all but one, and a telling one is shown
        return _pointed(one_of)
    if paragraph.about and not signs.strength(paragraph.about)[0]:
        return False
    return all(one.leaning > 0 for one in shown if not one.open) and _pointed(one_of)


def _pointed(one_of: tuple[Shown, ...]) -> bool:
    return not one_of or any(one.leaning > 0 or one.open for one in one_of)


def _state(
    shown: tuple[Shown, ...],
    one_of: tuple[Shown, ...],
    ways_out: dict[str, bool],
    *,
    whole: bool,
) -> tuple[State, tuple[str, ...], tuple[str, ...]]:
    denied = [one.id for one in shown if one.answer == "no"]
    if one_of and all(one.answer == "no" for one in one_of):
        denied += [one.id for one in one_of]
    denied += [id_ for id_, all_days in ways_out.items() if all_days]
    unknown = [one.id for one in shown if one.answer == "unknown"]
    if one_of and not any(one.answer == "yes" for one in one_of):
        unknown += [one.id for one in one_of if one.answer == "unknown"]
    if not whole or not all(ways_out.values()):
        unknown.append(DAY_OPEN)
    if denied:
        return "excluded", tuple(denied), tuple(unknown)
    return ("possible" if unknown else "breach"), (), tuple(unknown)
