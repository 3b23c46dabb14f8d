"""Sums of notified figures and single estimates against the limits of a cap, as ranges, and what they can't tell."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from leadline.law.caps._figures import ANYBODY, Figure, Span, ends
from leadline.law.caps._ways import over, plain
from leadline.law.model import Amount, Cap, Paragraph


@dataclass(frozen=True)
class Window:
    """One period of a cap; ``until`` is exclusive."""

    paragraph: Paragraph
    cap: Cap
    since: dt.date
    until: dt.date

    @property
    def limits(self) -> tuple[Amount, ...]:
        """The amounts of the text; none where it gives a level in words."""
        return self.cap.lower_of or self.cap.either_of

    def judging(self, units: Sequence[str]) -> tuple[Amount, ...]:
        """The limits to judge by; of one limit that is said in two units, that in the unit mostly reported."""
        if not self.cap.either_of:
            return self.limits
        return (max(self.limits, key=lambda limit: units.count(limit.unit)),)


def reading(window: Window, limits: Sequence[Amount], chosen: Sequence[tuple[int, Figure]]) -> dict[str, Any]:
    """One way of adding up: what was reported, by unit, and each sum against its limit."""
    figures = [f for _, f in chosen]
    reported: dict[str, Decimal] = {}
    for f in figures:
        reported[f.unit] = reported.get(f.unit, Decimal(0)) + f.value
    return {
        "name": "",
        "figures": [n for n, _ in chosen],
        "covers": "; ".join(f.covers_words() for f in figures),
        "as_reported": [{"amount": plain(v), "unit": u} for u, v in reported.items()],
        "sums": [_against(limit, chosen, _notices(window.paragraph)) for limit in limits],
    }


def _notices(paragraph: Paragraph) -> tuple[int, ...]:
    """The shares at which the secretary tells States, where the paragraph has that duty."""
    return (75, 90, 95) if any(duty.id.endswith("-tell-states") for duty in paragraph.duties) else ()


def _against(limit: Amount, chosen: Sequence[tuple[int, Figure]], notices: Sequence[int]) -> dict[str, Any]:
    """The sum in the limit's unit at its two ends, and its share of the limit."""
    turned = [(n, ends(f, limit.unit)) for n, f in chosen]
    known = [both for _, both in turned if both]
    low, high = (sum((both[i] for both in known), Decimal(0)) for i in (0, 1))
    complete = len(known) == len(chosen)
    return {
        "unit": limit.unit,
        "limit": limit.amount,
        "low": plain(low) if known else None,
        "high": plain(high) if known else None,
        "share": [plain(100 * low / limit.amount), plain(100 * high / limit.amount)] if known else None,
        "over": over(low, high, limit.amount)
        if complete and known
        else "yes"
        if low > limit.amount
        else "unknown",
        "notices": {str(step): over(low, high, limit.amount * step / 100) for step in notices}
        if known
        else {},
        "without": [n for n, both in turned if both is None],
    }


def estimate(
    limits: Sequence[Amount], number: int, figure: Figure, told: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """One figure that wasn't notified beside each limit, and how far it goes beyond the highest reading."""
    found = []
    for place, limit in enumerate(limits):
        if not (both := ends(figure, limit.unit)):
            continue
        low, high = both
        highest = max((r["sums"][place]["high"] or 0 for r in told), default=None)
        found.append(
            {
                "unit": limit.unit,
                "low": plain(low),
                "high": plain(high),
                "share": [plain(100 * low / limit.amount), plain(100 * high / limit.amount)],
                "over_if_right": "unknown" if figure.kind == "upper bound" and high > limit.amount
                else "unknown" if figure.kind == "lower bound" and low <= limit.amount
                else over(low, high, limit.amount),
                "beyond_notified": None if highest is None or figure.kind == "upper bound"
                else plain(max(Decimal(0), low - Decimal(str(highest)))),
            }
        )  # fmt: skip
    return {
        "number": number,
        "kind": figure.kind,
        "by": figure.by,
        "covers": figure.covers_words(),
        "against": found,
    }


def cannot_tell(window: Window, notified: Sequence[Figure], whole: Span) -> Iterator[str]:
    """What is asked of a cap and no figure at hand answers, in sentences."""
    if not window.limits:
        yield "The limit is a level in words: no figure can be set against it."
        return
    suppliers: dict[str, set[int]] = {}
    names: dict[str, str] = {}
    for figure in notified:
        for who, s in figure.covers.items():
            if who != ANYBODY:
                suppliers.setdefault(who.casefold(), set()).update(s.days)
                names.setdefault(who.casefold(), who)
    if not notified:
        yield "No notified figure is at hand; that doesn't mean that none was given."
    for key, days in sorted(suppliers.items()):
        if missing := sorted(whole.days - days):
            yield f"No notified figure at hand for {names[key]}: {_spans(missing)}."
    yield "A figure that a State notified says what it told the Committee, not what was delivered."
    yield "No sum tells who took part, nor what the deliveries were for."
    if any(f.unit not in {limit.unit for limit in window.limits} for f in notified):
        yield "Which products they were isn't told, so what was converted is a range."


def _spans(days: Sequence[int]) -> str:
    edges = [i for i in range(1, len(days)) if days[i] != days[i - 1] + 1]
    cut = zip([0, *edges], [*edges, len(days)], strict=True)
    day = dt.date.fromordinal
    return ", ".join(str(Span(first=day(days[a]), last=day(days[b - 1]))) for a, b in cut)
