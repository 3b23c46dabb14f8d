"""What ``cap`` worked out, for people."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

_UNITS = MappingProxyType(
    {"tonne": "tonnes", "barrel": "barrels", "usd": "US dollars", "piece": "pieces", "person": "persons"}
)
WAYS: Mapping[str, str] = MappingProxyType(
    {
        "unreported-delivery": "Unreported",
        "listed-party-involved": "A listed party",
        "not-for-livelihood": "Not for livelihood",
        "over-the-cap": "Over the cap",
    }
)


def text(told: Mapping[str, Any]) -> str:
    """The cap, the figures as reported, the readings, what is set beside, the ways to breach, what no figure tells."""
    lines = _wrapped(told["says"], "")
    for window in told["windows"]:
        lines += [
            "",
            _head(window),
        ]
        lines += _wrapped(f"Limit: {window['cap']}.{' ' + window['notes'] if window['notes'] else ''}", "  ")
        lines += _window(window)
    if told["figures_without_cap"]:
        lines += ["", "Figures at hand, with no cap to set them against:"]
        lines += [line for f in told["figures_without_cap"] for line in _figure(f, "  - ")]
    if any(f["unit"] == "tonne" for w in told["windows"] for f in w["figures"]):
        for c in told["conversions"]:
            low, high = c["low"], c["high"]
            words = (
                f"Conversion: {low['factor']} to {high['factor']} {_UNITS[c['to']]} a {c['from']}. Low end: {low['says']} ({low['source']}). "
                f"High end: {high['says']} ({high['source']}). {c['notes'] or ''}"
            )
            lines += ["", *_wrapped(words, "")]
    for one in told["aside"]:
        lines += _wrapped(f"Row {one['row']} of the file was left aside: {one['why']}.", "")
    return "\n".join(lines) + "\n"


def _head(window: Mapping[str, Any]) -> str:
    ends = f" to before {window['until']}" if window["until"] else ""
    return f"{window['cite']} ({window['paragraph']}), from {window['from']}{ends}"


def _window(window: Mapping[str, Any]) -> Iterator[str]:
    count = len(window["readings"])
    notified = (
        "Notified, added up where nothing overlaps"
        if count == 1
        else f"Notified, in {count} readings that exclude one another; none is averaged"
    )
    blocks: tuple[tuple[str, list[str]], ...] = (
        (
            "Figures at hand, as reported",
            _each(window["figures"], lambda f: _figure(f, f"    ({f['number']}) ")),
        ),
        (notified, _each(window["readings"], _reading)),
        ("Conflicts, kept side by side", _each(window["conflicts"], lambda c: _wrapped(c["says"], "    - "))),
        ("Set beside the cap one by one, in no sum", _each(window["estimates"], _estimate)),
        ("Deliveries of the file", _each(window["deliveries"], _delivery)),
        ("The ways to breach, each apart", _each(window["ways"], _way)),
        (
            "What no figure here can tell",
            _each(window["cannot_tell"], lambda words: _wrapped(words, "    - ")),
        ),
    )
    for label, lines in blocks:
        if lines:
            yield from ("", f"  {label}:", *lines)


def _each(items: Iterable[Any], told: Callable[[Any], Iterable[str]]) -> list[str]:
    return [line for item in items for line in told(item)]


def _way(way: Mapping[str, Any]) -> list[str]:
    rows = f" Rows: {', '.join(map(str, way['rows']))}." if way["rows"] else ""
    return _wrapped(f"{WAYS[way['way']]}: {way['answer']}. {way['why']}{rows}", "    - ")


def _figure(f: Mapping[str, Any], first: str) -> list[str]:
    memory = ", from memory" if f["known"] == "recall" else ""
    use = f" [{f['use']}]" if "use" in f else ""
    note = f" {f['note']}" if f["note"] else ""
    words = f"{_amount(f['value'], f['unit'])}, {f['kind']}, {f['covers']}: {f['by']} ({f['source']}{memory}).{note}{use}"
    return _wrapped(words, first)


def _amount(value: float, unit: str) -> str:
    return f"{value:,} {_UNITS[unit]}"


def _between(low: float, high: float, unit: str) -> str:
    return (
        _amount(low, unit)
        if round(low) == round(high)
        else f"{round(low):,} to {round(high):,} {_UNITS[unit]}"
    )


def _reading(r: Mapping[str, Any]) -> Iterator[str]:
    reported = " and ".join(_amount(a["amount"], a["unit"]) for a in r["as_reported"])
    numbers = " + ".join(f"({n})" for n in r["figures"])
    yield from _wrapped(f"{r['name']}: {numbers} = {reported} as reported; covers {r['covers']}", "    ")
    for s in r["sums"]:
        left = (
            f" Without {', '.join(f'({n})' for n in s['without'])}: no factor is known."
            if s["without"]
            else ""
        )
        if s["share"] is None:
            yield from _wrapped(f"against {_amount(s['limit'], s['unit'])}: not to be told.{left}", "       ")
            continue
        low, high = s["share"]
        share = (
            f"{low:.1f} per cent" if f"{low:.1f}" == f"{high:.1f}" else f"{low:.1f} to {high:.1f} per cent"
        )
        words = f"{_between(s['low'], s['high'], s['unit'])}: {share} of {_amount(s['limit'], s['unit'])}; {_OVER[s['over']]}.{_notices(s)}{left}"
        yield from _wrapped(words, "       ")


_OVER = {"yes": "over the cap", "no": "not over the cap", "unknown": "the cap lies in the range"}


def _notices(s: Mapping[str, Any]) -> str:
    reached = [p for p, answer in s["notices"].items() if answer == "yes"]
    perhaps = [p for p, answer in s["notices"].items() if answer == "unknown"]
    said = f" Reached of the notices: {', '.join(reached)} per cent." if reached else ""
    return said + (f" Perhaps: {', '.join(perhaps)} per cent." if perhaps else "")


def _estimate(e: Mapping[str, Any]) -> Iterator[str]:
    words = {
        "yes": "over the cap, if it is right",
        "no": "not over the cap",
        "unknown": "doesn't tell whether the cap was passed",
    }
    least = {"upper bound": "at most ", "lower bound": "at least ", "estimate": ""}[e["kind"]]
    if not e["against"]:
        yield from _wrapped(f"({e['number']}) no factor turns it into a unit of the cap", "    ")
    for a in e["against"]:
        beyond = (
            f"; beyond the highest reading by {_amount(a['beyond_notified'], a['unit'])}"
            if a["beyond_notified"]
            else ""
        )
        share = (
            f"{a['share'][0]:,.0f} per cent"
            if a["share"][0] == a["share"][1]
            else f"{a['share'][0]:,.0f} to {a['share'][1]:,.0f} per cent"
        )
        says = f"({e['number']}) {least}{_between(a['low'], a['high'], a['unit'])}, {share}: {words[a['over_if_right']]}{beyond}"
        yield from _wrapped(says, "    ")


def _delivery(d: Mapping[str, Any]) -> Iterator[str]:
    said = ", ".join(f"{WAYS[way].lower()}: {answer}" for way, answer in d["ways"].items())
    yield from _wrapped(
        f"row {d['row']}, {d['date']}, {d['supplier']}, {_amount(d['value'], d['unit'])}: {said}", "    - "
    )


def _wrapped(words: str, first: str) -> list[str]:
    return textwrap.wrap(
        words, 100, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False
    )
