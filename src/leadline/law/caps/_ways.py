"""The ways to breach a cap, each worked out apart, from deliveries one by one and from sums."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from leadline.law.caps._deliveries import Answer, Delivery
from leadline.law.caps._figures import ends
from leadline.law.model import Amount, Paragraph

OVER = "over-the-cap"
Told = Mapping[str, Any]
_TURNED: Mapping[Answer, Answer] = {"yes": "no", "no": "yes", "unknown": "unknown"}
_ASKED: Mapping[str, Callable[[Delivery], Answer]] = {
    "unreported-delivery": lambda d: _TURNED[d.reported],
    "listed-party-involved": lambda d: d.listed,
    "not-for-livelihood": lambda d: _TURNED[d.livelihood],
}
"""Elements of the paragraphs, and how a delivery answers each."""


def plain(value: Decimal) -> int | float:
    """A number for JSON: whole where it is whole, else with at most two places."""
    rounded = round(value, 2)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def over(low: Decimal, high: Decimal, limit: float) -> Answer:
    """Whether a sum with two ends passes the limit: yes, no, or unknown where the limit lies between."""
    return "yes" if low > limit else "no" if high <= limit else "unknown"


def judged(
    deliveries: Sequence[Delivery], paragraph: Paragraph, limits: Sequence[Amount]
) -> list[tuple[Delivery, dict[str, Any]]]:
    """Deliveries by date, each with the ways that the paragraph knows; the running sum counts those of the file."""
    running: dict[str, tuple[Decimal, Decimal]] = {limit.unit: (Decimal(0), Decimal(0)) for limit in limits}
    found = []
    for d in sorted(deliveries, key=lambda d: (_first(d), d.row)):
        over_now = strictest([_run(running, d, limit) for limit in limits])
        named = _named(paragraph)
        told = {
            "row": d.row,
            "date": str(next(iter(d.amount.covers.values()))),
            "supplier": d.supplier,
            "value": plain(d.amount.value),
            "unit": d.amount.unit,
            "source": d.amount.source,
            "running": [{"unit": u, "low": plain(a), "high": plain(b)} for u, (a, b) in running.items()],
            "ways": {way: ask(d) for way, ask in _ASKED.items() if way in named}
            | ({OVER: over_now} if OVER in named else {}),
        }
        found.append((d, told))
    return found


def _run(running: dict[str, tuple[Decimal, Decimal]], d: Delivery, limit: Amount) -> Answer:
    """Adds the delivery to the running sum, and says whether the limit is passed now."""
    if not (both := ends(d.amount, limit.unit)):
        return "unknown"
    low, high = (a + b for a, b in zip(running[limit.unit], both, strict=True))
    running[limit.unit] = low, high
    return over(low, high, limit.amount)


def _first(delivery: Delivery) -> int:
    return min(s.first.toordinal() for s in delivery.amount.covers.values())


def _named(paragraph: Paragraph) -> frozenset[str]:
    return frozenset((*paragraph.elements, *paragraph.one_of))


def strictest(answers: Sequence[Answer]) -> Answer:
    """Yes if one says yes, else unknown if one is unknown or there is none, else no."""
    if "yes" in answers:
        return "yes"
    return "unknown" if "unknown" in answers or not answers else "no"


def ways(
    paragraph: Paragraph,
    limits: Sequence[Amount],
    readings: Sequence[Told],
    estimates: Sequence[Told],
    deliveries: Sequence[tuple[Delivery, Told]],
) -> Iterator[dict[str, Any]]:
    """Each way of the paragraph: yes, no or unknown for the period, why, and the rows of the file that say so."""
    for way in (*_ASKED, OVER):
        if way not in _named(paragraph):
            continue
        rows: dict[str, list[int]] = {"yes": [], "unknown": [], "no": []}
        for _, told in deliveries:
            rows[told["ways"][way]].append(told["row"])
        answer, why = (
            _over(limits, readings, estimates, [d for d, _ in deliveries])
            if way == OVER
            else _condition(way, rows, estimates)
        )
        yield {
            "way": way,
            "answer": answer,
            **({"by_notified": _notified(readings)} if way == OVER else {}),
            "why": why,
            "rows": sorted(rows["yes"]),
            "rows_unknown": sorted(rows["unknown"]),
        }


def _notified(readings: Sequence[Told]) -> Answer:
    """What the readings of notified figures alone say: yes or no only where all of them do."""
    said = {strictest([s["over"] for s in r["sums"]]) for r in readings}
    return said.pop() if len(said) == 1 else "unknown"


def _condition(way: str, rows: Mapping[str, Sequence[int]], estimates: Sequence[Told]) -> tuple[Answer, str]:
    if rows["yes"]:
        return "yes", f"Deliveries of the file for which it holds: {len(rows['yes'])}."
    if rows["unknown"]:
        return "unknown", f"Deliveries of the file for which it isn't known: {len(rows['unknown'])}."
    if rows["no"]:
        return (
            "no",
            f"It holds for none of the {len(rows['no'])} deliveries of the file; others aren't known here.",
        )
    beyond = [
        f"({e['number']}) by {a['beyond_notified']:,} {a['unit']}"
        for e in estimates
        for a in e["against"]
        if a["beyond_notified"]
    ]
    if way == "unreported-delivery" and beyond:
        return "unknown", (
            f"Beyond the highest reading of what was notified: {'; '.join(beyond)}. If one of them is right and no "
            "notified figure is missing here, so much went unreported."
        )
    return "unknown", "No figure can show it: it takes the deliveries one by one."


def _over(
    limits: Sequence[Amount],
    readings: Sequence[Told],
    estimates: Sequence[Told],
    deliveries: Sequence[Delivery],
) -> tuple[Answer, str]:
    if not limits:
        return "unknown", "The text gives a level without a figure."
    notified = [strictest([s["over"] for s in r["sums"]]) for r in readings]
    said: list[str] = [f"Reading {r['name']}: {_WORDS[a]}." for r, a in zip(readings, notified, strict=True)]
    answers: list[Answer] = [_notified(readings)]
    if not readings:
        said.append("Nothing notified is at hand to add up.")
    if deliveries:
        answers.append(
            strictest([_with(limit, place, readings, deliveries) for place, limit in enumerate(limits)])
        )
        said.append(f"Notified and the file's unreported deliveries together: {_WORDS[answers[-1]]}.")
    for e in estimates:
        if any(a["over_if_right"] != "no" for a in e["against"]):
            certain = any(a["over_if_right"] == "yes" for a in e["against"])
            said.append(
                f"({e['number']}), {e['kind']}: {'over, if it is right' if certain else _BOUND[e['kind']]}."
            )
            answers.append("unknown")
    return strictest(answers), " ".join(said)


_WORDS: Mapping[Answer, str] = {"yes": "over", "no": "not over", "unknown": "can't be told"}
_BOUND: Mapping[str, str] = {
    "upper bound": "at most that much, which doesn't show that the cap was passed",
    "lower bound": "at least that much, which alone doesn't pass the cap",
    "estimate": "the range holds the cap",
}


def _with(limit: Amount, place: int, readings: Sequence[Told], deliveries: Sequence[Delivery]) -> Answer:
    """Unreported deliveries come on top of what was notified; those of which it isn't known may be in it."""
    sums = [r["sums"][place] for r in readings if r["sums"][place]["low"] is not None]
    low = min((Decimal(str(s["low"])) for s in sums), default=Decimal(0))
    high = max((Decimal(str(s["high"])) for s in sums), default=Decimal(0))
    for d in deliveries:
        if both := ends(d.amount, limit.unit):
            low += both[0] if d.reported == "no" else 0
            high += both[1] if d.reported != "yes" else 0
    return over(low, high, limit.amount)
