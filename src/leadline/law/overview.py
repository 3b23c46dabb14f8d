"""Every measure on a day, a line each: ``leadline law show`` without a measure."""

import datetime as dt
from typing import Any

from leadline.law.regime import Regime
from leadline.law.standing import NOT_PERMITTED, Standing, cap_words, standing
from leadline.law.timeline.timeline import grouped


def overview(regime: Regime, day: dt.date) -> dict[str, Any]:
    """What stood of each measure on ``day``, ready for JSON; the order is that of the subjects."""
    return {
        "day": day.isoformat(),
        "measures": [
            {"group": group, **_line(standing(measure, day))}
            for group, measures in grouped(regime.measures.values())
            for measure in measures
        ],
    }


def _line(held: Standing) -> dict[str, Any]:
    leading = held.leading
    return {
        "id": held.measure.id,
        "title": held.measure.title,
        "kind": held.kind,
        "binds": any(p.binds for p in leading) if leading else None,
        "force": leading[0].force if leading else None,
        "cite": "; ".join(p.cite for p in leading) or None,
        "since": leading[0].since.isoformat() if leading else None,
        "caps": [cap_words(cap) for _, cap in held.caps],
        "paragraphs": [p.id for p in held.paragraphs],
    }


def text(told: dict[str, Any]) -> str:
    """What ``overview`` gave, for people: those that stood by subject, then those that didn't."""
    standing_now = [m for m in told["measures"] if m["paragraphs"]]
    lines = [f"Measures on {told['day']}: {len(standing_now)} stood. More on one: leadline law show MEASURE"]
    group = None
    longest = max((len(m["id"]) for m in standing_now), default=0)
    for m in standing_now:
        if m["group"] != group:
            group = m["group"]
            lines += ["", group]
        weak = "clarifies" if m["force"] == "clarifies" else "not binding"
        kind = m["kind"] if m["binds"] else f"{m['kind']} ({weak})"
        count = len(m["paragraphs"])
        caps = f"; {'; '.join(m['caps'])}" if m["caps"] else ""
        lines.append(
            f"  {m['id']:<{longest}}  {kind:<24} since {m['since']}, {count} paragraph{'s' * (count > 1)}{caps}"
        )
    for kind, says in (("none-coded", "Not yet coded on that day"), ("expired", "Ended before that day")):
        if gone := [m["id"] for m in told["measures"] if m["kind"] == kind]:
            lines += ["", f"{says} ({NOT_PERMITTED}): {', '.join(gone)}"]
    return "\n".join(lines) + "\n"
