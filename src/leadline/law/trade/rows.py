"""What bears on rows of trade: one Ibis expression over a table of any size, the same on every engine.

A row and a paragraph meet where the code, the direction and the dates do. Such a pair is *possible*, never a breach:
exemptions, grace and the other elements are not in a trade row. A period that is longer than the paragraph stood
is told by ``whole_period``; a code that is wider than the paragraph's by ``whole_code``.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import ibis
import ibis.expr.types as ir

from leadline.law.model import Flow, Goods, Measure, Paragraph
from leadline.law.regime import Regime
from leadline.law.trade.hs import bearings, meanings

COLUMNS = ("hs", "period", "origin", "destination")
"""What a row of trade has at least, all text: code, ``2017`` or ``2017-03`` or ``2017-03-14``, countries."""
SPELT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "kp": (
            "kp",
            "prk",
            "408",
            "dprk",
            "northkorea",
            "koreanorth",
            "democraticpeoplesrepublicofkorea",
            "koreademocraticpeoplesrepublicof",
            "koreadempeoplesrepof",
            "dempeoplesrepofkorea",
            "dempeoplesrepublicofkorea",
        )
    }
)
"""How trade data writes a country, by letters and digits alone: ISO 3166 alpha-2, alpha-3 and numeric, and names."""
_MONTH = (
    r"(0[13578]|1[02])(-?(0[1-9]|[12][0-9]|3[01]))?|(0[469]|11)(-?(0[1-9]|[12][0-9]|30))?"
    r"|02(-?(0[1-9]|[12][0-9]))?"
)
_PERIOD = rf"^(19|20)[0-9]{{2}}(-?({_MONTH}))?$"
_KEYS = "array<struct<key: string, place: int64, codes: string, whole_code: boolean>>"
_PARAGRAPHS = (
    "array<struct<place: int64, measure: string, paragraph: string, cite: string, force: string, binds: boolean, "
    "kind: string, capped: boolean, basis: string, law_from: string, law_to: string, since: int64, until: int64>>"
)
_ANY_WAY = Flow(origin="any", to="any")
_BELOW = "+"  # marks a key that stands for the codes that lie inside it, not for itself


def read(trade: ibis.Table) -> ibis.Table:
    """The table with what is read from its four columns beside them.

    Adds ``hs6``, ``first_day`` and ``last_day`` (20170301, a number that sorts), ``from_country``, ``to_country``
    and ``unread``: why a row can't be used, or null. Nothing is guessed: a code of odd length lost a zero.
    """
    # Each spelling is read once and joined back: a million rows have a few thousand of them.
    codes, periods, ends = (_read_codes(trade), _read_periods(trade), _read_ends(trade))
    joined = trade
    for spelt, names in ((codes, ("hs",)), (periods, ("period",)), (ends, ("origin", "destination"))):
        same = [joined[n].identical_to(spelt[n]) for n in names]
        joined = joined.left_join(spelt, same, rname="spelt_{name}").drop(*(f"spelt_{n}" for n in names))
    faults = ibis.coalesce(joined.bad_code, joined.bad_period, joined.no_ends)
    return joined.mutate(unread=faults).drop("bad_code", "bad_period", "no_ends")


def _read_codes(trade: ibis.Table) -> ibis.Table:
    spelt = trade.select("hs").distinct()
    digits = spelt.hs.cast("string").replace(".", "").replace(" ", "")
    fault = ibis.cases(
        (spelt.hs.isnull() | ~digits.re_search("^[0-9]{1,12}$"), "hs: not a code"),
        (digits.length() % 2 == 1, "hs: odd number of digits, a leading zero may be lost"),
        else_=ibis.null("string"),
    )
    return spelt.mutate(hs6=digits.substr(0, 6), bad_code=fault)


def _read_periods(trade: ibis.Table) -> ibis.Table:
    spelt = trade.select("period").distinct()
    when = spelt.period.cast("string").re_replace("[T ].*$", "")
    dated = when.re_search(_PERIOD).fill_null(ibis.literal(False))
    stamp = ibis.ifelse(dated, when.replace("-", ""), ibis.null("string"))
    return spelt.mutate(
        first_day=_filled(stamp, "0101", "01"),
        last_day=_filled(stamp, "1231", "31"),
        bad_period=ibis.ifelse(dated, ibis.null("string"), "period: write 2017, 2017-03 or 2017-03-14"),
    )


def _read_ends(trade: ibis.Table) -> ibis.Table:
    spelt = trade.select("origin", "destination").distinct()
    neither = spelt.origin.isnull() & spelt.destination.isnull()
    return spelt.mutate(
        from_country=_country(spelt.origin),
        to_country=_country(spelt.destination),
        no_ends=ibis.ifelse(neither, "neither origin nor destination", ibis.null("string")),
    )


def _filled(stamp: Any, year_end: str, month_end: str) -> Any:
    """A whole day of a year or month; a 31st that the month lacks sorts, as a bound, where it should."""
    year, month = stamp.length() == 4, stamp.length() == 6
    filled = ibis.cases((year, stamp + year_end), (month, stamp + month_end), else_=stamp)
    return filled.cast("int64")


def _country(column: ir.StringValue) -> Any:
    small = (
        column.cast("string").lower().re_replace("^ +| +$", "")
    )  # strip() would take the letter f on Spark
    bare = small.re_replace("[^a-z0-9]", "")
    spelt = ((bare.isin(names), ibis.literal(code)) for code, names in SPELT.items())
    return ibis.cases(*spelt, else_=small)


def bears_on(trade: ibis.Table, regime: Regime) -> ibis.Table:
    """One row for each row of ``trade`` and paragraph that bears on it; ``trade`` may be as it came, or ``read``.

    Besides the columns of ``trade``: ``measure``, ``paragraph``, ``cite``, ``force``, ``binds``, ``kind``,
    ``capped`` (forbidden beyond an amount only), ``codes`` of the paragraph, ``whole_code``, ``basis``
    (``resolution`` or ``derived``), ``whole_period`` (it stood on each day of the row's period).
    """
    rows = trade if "unread" in trade.columns else read(trade)
    paragraphs = list(_paragraphs(regime))
    keys = list(_keys(regime, {(p["measure"], p["paragraph"]): p["place"] for p in paragraphs}))
    usable = rows.filter(
        rows.unread.isnull(), rows.from_country.fill_null("") != rows.to_country.fill_null("")
    )
    if ends := _ends(paragraphs):
        usable = usable.filter(usable.from_country.isin(ends) | usable.to_country.isin(ends))
    law = _table(keys, _KEYS).inner_join(_table(paragraphs, _PARAGRAPHS), "place")
    codes = _read_codes(trade)
    codes = codes.mutate(key=_key(codes.hs6, {k["key"].removesuffix(_BELOW) for k in keys}))
    held = codes.select(law_hs="hs", key="key").inner_join(law, "key").drop("key", "place")
    met = usable.inner_join(
        held,
        [
            usable.hs == held.law_hs,
            (held.law_from == "any") | (held.law_from == usable.from_country),
            (held.law_to == "any") | (held.law_to == usable.to_country),
            held.since <= usable.last_day,
            held.until > usable.first_day,
        ],
    )
    whole = (met.since <= met.first_day) & (met.until > met.last_day)
    return met.mutate(whole_period=whole).drop("law_hs", "law_from", "law_to", "since", "until")


def _ends(paragraphs: list[dict[str, Any]]) -> list[str]:
    """Countries of which one must be at an end of a row; none where a paragraph binds trade between any two."""
    ways = {(p["law_from"], p["law_to"]) for p in paragraphs}
    return [] if ("any", "any") in ways else sorted({end for way in ways for end in way} - {"any"})


def _key(hs6: ir.StringValue, keys: set[str]) -> Any:
    """The longest prefix of the code that the law knows, marked where the code goes on below it."""
    found = []
    for digits in (6, 4, 2):
        known = sorted(key for key in keys if len(key) == digits)
        head = hs6.substr(0, digits)
        marked = ibis.ifelse(hs6.length() > digits, head.concat(_BELOW), head)
        found.append((head.isin(known), marked))
    return ibis.cases(*found, else_=ibis.null("string"))


def _table(rows: list[dict[str, Any]], shape: str) -> ibis.Table:
    """A small table as a literal, so that the expression needs no table of any engine."""
    one = ibis.range(0, 1).unnest().name("one").as_table()
    unpacked = one.select(law=ibis.literal(rows, type=shape).unnest())
    return unpacked.select(**{name: unpacked.law[name] for name in rows[0]})


def _coded(regime: Regime) -> Iterator[tuple[Measure, Paragraph, Goods]]:
    for measure in regime.measures.values():
        for paragraph in measure.paragraphs:
            if (goods := measure.goods_of(paragraph)) and goods.hs:
                yield measure, paragraph, goods


def _paragraphs(regime: Regime) -> Iterator[dict[str, Any]]:
    """Each paragraph with codes, once for each of its directions; ``place`` is the same for all of them."""
    for place, (measure, p, goods) in enumerate(_coded(regime)):
        for flow in measure.flow_of(p) or (_ANY_WAY,):
            yield {
                "place": place,
                "measure": measure.id,
                "paragraph": p.id,
                "cite": p.cite,
                "force": p.force,
                "binds": p.binds,
                "kind": p.kind,
                "capped": p.kind == "cap",
                "basis": goods.basis,
                "law_from": flow.origin,
                "law_to": flow.to,
                "since": int(f"{p.since:%Y%m%d}"),
                "until": int(f"{p.until or dt.date.max:%Y%m%d}"),
            }


def _keys(regime: Regime, places: Mapping[tuple[str, str], int]) -> Iterator[dict[str, Any]]:
    """Which paragraphs bear on a code that is a prefix of the law's codes, and on one that lies below it."""
    codes = {code for _, _, goods in _coded(regime) for code in goods.hs}
    for key in sorted({code[:digits] for code in codes for digits in (2, 4, 6)}):
        for b in bearings(regime, key):
            only = any(m.only for code in b.codes if (m := meanings().get((b.paragraph.id, code))))
            told = {
                "place": places[b.measure.id, b.paragraph.id],
                "codes": " ".join(b.codes),
                "whole_code": b.fit != "around" and not only,
            }
            yield {"key": key, **told}
            if b.fit != "around" and len(key) < 6:
                yield {"key": key + _BELOW, **told}
