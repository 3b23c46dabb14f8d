"""What ``hs`` found, for people."""

import textwrap
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from leadline.law.model import WEIGHT
from leadline.law.trade.hs import KNOWN

_FIT: Mapping[str, str] = MappingProxyType(
    {
        "same": "",
        "inside": " (yours lies inside it)",
        "around": " (yours is wider and holds other goods too)",
    }
)


def text(told: Mapping[str, Any]) -> str:
    """What stood first, in full; then what had ended and what was to come, a line each."""
    lines = [told["says"], *_COURSE]
    for one in told["stands"]:
        lines += ["", *_standing(one)]
    for label, key in (("Ended before that day", "ended"), ("Not yet in force on that day", "to_come")):
        if told[key]:
            lines += ["", f"{label}:", *(line for one in told[key] for line in _wrapped(_brief(one), "  "))]
    if told["whatever_the_code"]:
        lines += ["", "Whatever the code, ask also whether the goods are:"]
        lines += [f"  - {words} ({', '.join(ids)})" for words, ids in _by_words(told).items()]
    return "\n".join(lines) + "\n"


_COURSE = (
    "A code shows what may bear on goods; elements and exemptions decide. See: leadline law show MEASURE",
)


def _standing(one: Mapping[str, Any]) -> Iterator[str]:
    ends = f" until {one['until']} (exclusive)" if one["until"] else ""
    yield (
        f"{one['title']} ({one['measure']}): {one['kind']}, {one['force']} ({WEIGHT[one['force']]}), "
        f"from {one['from']}{ends}"
    )
    yield from _wrapped(f"{one['cite']} ({one['paragraph']}); {_directions(one)}.", "  ")
    if one["cap"]:
        yield from _wrapped(f"Limit: {one['cap']}.", "  ")
    if one["reads"]:
        yield from _wrapped(f"Fills in {'; '.join(r['cite'] for r in one['reads'])}.", "  ")
    yield from _wrapped(
        f"Codes {one['basis_says']}. Confidence in the paragraph's number: {one['confidence']}.", "  "
    )
    for code in one["codes"]:
        only = f"; of it only: {code['only']}" if code["only"] else ""
        words = f": {code['words']}{only}" if code["words"] else ""
        yield from _wrapped(f"HS {code['code']}{_FIT[one['fit']]}{words}.", "  ")
    yield from _remarks(one)
    if one["grace"]:
        yield from _wrapped(f"In the grace for earlier contracts: {one['grace']}", "  ")
    for asks in one["exemptions"]:
        yield from _wrapped(f"Ask: {asks}", "  ")


def _remarks(one: Mapping[str, Any]) -> Iterator[str]:
    for known, remark in dict.fromkeys((c["known"], c["remark"]) for c in one["codes"]):
        if known:
            yield from _wrapped(f"The reading of the code is {KNOWN[known]}. {remark}" if known != "seen"
                                else f"{KNOWN[known].capitalize()}. {remark}", "  ")  # fmt: skip


def _brief(one: Mapping[str, Any]) -> str:
    codes = ", ".join(code["code"] for code in one["codes"])
    return (
        f"{one['measure']}: {one['kind']} under {one['cite']} ({one['paragraph']}), {one['from']} to "
        f"{one['until'] or 'open'}; HS {codes}, {_directions(one)}"
    )


def _directions(one: Mapping[str, Any]) -> str:
    ways = (_way(flow) for flow in one["flow"])
    return f"goods {' and '.join(ways)}" if one["flow"] else "any goods"


def _way(flow: Mapping[str, str]) -> str:
    if flow["from"] == flow["to"] == "any":
        return "between any two States"
    if flow["to"] == "any":
        return f"coming out of {flow['from'].upper()}"
    return f"going to {flow['to'].upper()}"


def _by_words(told: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in told["whatever_the_code"]:
        ids = found.setdefault(one["goods"], [])
        ids += [one["measure"]] * (one["measure"] not in ids)
    return found


def _wrapped(words: str, indent: str) -> list[str]:
    return textwrap.wrap(
        words, 100, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
    )
