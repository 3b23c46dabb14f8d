"""Who must report or act on a day, and by when: ``leadline law duties --state NL --on 2018-03-01``.

What a State has done, and whether it supplied, flags or hosts, isn't known here and is never guessed: duties are
grouped by the role on which they fall. A duty with a day that has passed is still owed where it wasn't done.
"""

import calendar
import datetime as dt
import textwrap
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from leadline.law._reading import shaped
from leadline.law.model import WEIGHT, Duty, Id, Measure, Paragraph, Words
from leadline.law.regime import Regime

ROLES = Path(__file__).with_name("duties.yml")
ACTING = ("removal", "denial", "freeze", "inspection", "vigilance", "duty")
"""Kinds of paragraphs under which a State must act; a ban or cap forbids, and is named apart."""
_NOBODY = "other"


class _Role(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    id: Id
    title: Words


class _Due(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    days: int
    counted: Literal["act", "month-end"]
    says: Words
    next_month_day: int | None = None
    next_month_says: Words | None = None


class Roles(BaseModel):
    """On whom which duty falls, and when it comes due for an act of a day."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    roles: tuple[_Role, ...]
    reporting: Mapping[str, tuple[Id, ...]]
    acting: Mapping[str, tuple[Id, ...]]
    due: Mapping[str, _Due]

    def of(self, kind: Literal["reporting", "acting"], id_: str) -> str:
        """The role on which a duty, or a paragraph's acting, falls; ``other`` for measures of yours."""
        return next((role for role, ids in getattr(self, kind).items() if id_ in ids), _NOBODY)


@lru_cache(maxsize=1)
def roles() -> Roles:
    """The package's own.

    :raises BadContent: when the package's file is broken.
    """
    return shaped(Roles, ROLES)


def duties(regime: Regime, day: dt.date, state: str | None = None) -> dict[str, Any]:
    """Duties that stand on ``day``, by the role on which they fall, ready for JSON.

    ``state`` is an ISO code in small letters. For the country that a measure is about (``kp``), the answer is what it must
    itself do or leave; for every other State the duties are the same, and the roles tell which of them it has.
    """
    own = state is not None and any(state in _about(m, p) for m, p in _standing(regime, day))
    found = _own(regime, day) if own else [*_reporting(regime, day), *_acting(regime, day)]
    named = [*((r.id, r.title) for r in roles().roles), (_NOBODY, "As the paragraph says")]
    by_role = [] if own else [
        {"role": id_, "title": title, "duties": [d for d in found if d["role"] == id_]} for id_, title in named
    ]  # fmt: skip
    bans = dict.fromkeys(m.id for m, p in _standing(regime, day) if p.kind in ("ban", "cap") and p.binds)
    return {
        "day": day.isoformat(),
        "state": state,
        "says": _says(day, state, own),
        "own": found if own else [],
        "roles": [role for role in by_role if role["duties"]],
        "forbidden_besides": [] if own else list(bans),
    }


def _says(day: dt.date, state: str | None, own: bool) -> str:
    if own:
        return f"What the resolutions lay on {state.upper() if state else ''} itself, as they stood on {day}."
    if state is None:
        return f"Duties that stood on {day}, by the role of a State on which they fall."
    return (
        f"Duties that stood on {day} for {state.upper()}, if it is a Member State: those of every Member State, and those of the roles that "
        f"are true of it. Which are true, and what it has done, isn't known here."
    )


def _standing(regime: Regime, day: dt.date) -> Iterator[tuple[Measure, Paragraph]]:
    return ((m, p) for m in regime.measures.values() for p in m.paragraphs if p.stands(day))


def _about(measure: Measure, paragraph: Paragraph) -> set[str]:
    return {end for f in measure.flow_of(paragraph) for end in (f.origin, f.to)} - {"any"}


def _own(regime: Regime, day: dt.date) -> list[dict[str, Any]]:
    found = [(m, p) for m, p in _standing(regime, day) if p.obliged.startswith("DPRK")]
    return [
        _entry(m, p, "acting", p.summary) for m, p in sorted(found, key=lambda mp: (mp[1].since, mp[1].id))
    ]


def _reporting(regime: Regime, day: dt.date) -> Iterator[dict[str, Any]]:
    for measure, p in _standing(regime, day):
        for duty in p.duties:
            role = roles().of("reporting", duty.id)
            yield {
                **_entry(measure, p, "reporting", duty.what, role),
                "duty": duty.id,
                "who": duty.who,
                "deadline": duty.deadline,
                "due": duty.due and duty.due.isoformat(),
                "status": status(duty.due, day),
                "for_an_act_of_the_day": list(_due(duty, day)),
            }
    for measure, p in _standing(regime, day):
        if p.transition and p.transition.notify_by:
            yield {
                **_entry(measure, p, "reporting", "tell the Committee of imports under contracts from before", "importer"),
                "who": "A State that let such imports in during the grace",
                "deadline": p.transition.says,
                "due": p.transition.notify_by.isoformat(),
                "status": status(p.transition.notify_by, day),
            }  # fmt: skip


def _acting(regime: Regime, day: dt.date) -> Iterator[dict[str, Any]]:
    """Each paragraph once, though several measures may hold it."""
    listed = {id_ for ids in roles().acting.values() for id_ in ids}
    found = {p.id: (m, p) for m, p in _standing(regime, day) if p.id in listed or p.kind in ACTING}
    for measure, p in sorted(found.values(), key=lambda mp: (not mp[1].binds, mp[1].since, mp[1].id)):
        if p.kind == "duty" and p.duties:
            continue
        last = p.transition.last_day if p.transition else None
        yield {
            **_entry(measure, p, "acting", p.summary, roles().of("acting", p.id)),
            "who": p.obliged,
            "deadline": p.transition.says if p.transition else None,
            "due": last and last.isoformat(),
            "status": status(last, day),
        }


def _entry(measure: Measure, p: Paragraph, sort: str, what: str, role: str | None = None) -> dict[str, Any]:
    return {
        "sort": sort,
        "role": role,
        "measure": measure.id,
        "paragraph": p.id,
        "cite": p.cite,
        "force": p.force,
        "binds": p.binds,
        "confidence": p.source.confidence,
        "what": what,
    }


def status(due: dt.date | None, day: dt.date) -> str | None:
    """How the day stands to a due day."""
    if due is None:
        return None
    days = (due - day).days
    if days < 0:
        return f"was due {-days} day{'s' if days < -1 else ''} before: owed still where it wasn't done"
    return f"due in {days} days" if days > 1 else "due the next day" if days else "due on this day"


def _due(duty: Duty, day: dt.date) -> Iterator[dict[str, str]]:
    """When the duty comes due for an act of ``day``."""
    rule = roles().due.get(duty.id)
    if rule is None:
        return
    start = day
    if rule.counted == "month-end":
        start = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    yield {"by": (start + dt.timedelta(days=rule.days)).isoformat(), "says": rule.says}
    if rule.next_month_day and rule.next_month_says:
        first = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        last = calendar.monthrange(first.year, first.month)[1]
        yield {
            "by": first.replace(day=min(rule.next_month_day, last)).isoformat(),
            "says": rule.next_month_says,
        }


def text(told: Mapping[str, Any]) -> str:
    """What ``duties`` gave, for people."""
    lines = _wrapped(told["says"], "")
    for one in told["own"]:
        lines += _wrapped(f"{one['cite']} ({one['paragraph']}), {one['force']}: {one['what']}", "  - ")
    for role in told["roles"]:
        lines += ["", f"{role['title']}"]
        for sort, label in (("reporting", "reports"), ("acting", "acts")):
            if chosen := [d for d in role["duties"] if d["sort"] == sort]:
                lines += [f"  {label}:", *(line for d in chosen for line in _lines(d))]
    if told["forbidden_besides"]:
        words = f"Besides, every State keeps its own from what these forbid or cap: {', '.join(told['forbidden_besides'])}."
        lines += ["", *_wrapped(words, "")]
    return "\n".join(lines) + "\n"


def _lines(d: Mapping[str, Any]) -> list[str]:
    weight = "" if d["binds"] else f", {d['force']}: {WEIGHT[d['force']]}"
    lines = _wrapped(f"{d['what'].rstrip('.')}. {d['cite']} ({d['paragraph']}{weight})", "    - ")
    if d["deadline"] and d["deadline"] != d["what"]:
        lines += _wrapped(f"When: {d['deadline'].rstrip('.')}.", "      ")
    if d["due"]:
        lines += _wrapped(f"By {d['due']}: {d['status']}.", "      ")
    for due in d.get("for_an_act_of_the_day", ()):
        lines += _wrapped(f"For an act of this day: by {due['by']} ({due['says']}).", "      ")
    return lines


def _wrapped(words: str, first: str) -> list[str]:
    return textwrap.wrap(
        words, 100, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False
    )
