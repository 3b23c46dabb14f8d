"""What each MMSI claimed to be over time."""

import string
from itertools import product
from typing import Any

import ibis
import pyarrow as pa
from ibis import _

from leadline.call_signs import series
from leadline.derived._derived import derived
from leadline.exprs import strictest_of, together
from leadline.mids import mids
from leadline.store.engine import Engine

FIELDS = ("imo", "name", "call_sign", "ship_type", "length_m", "beam_m")
EXERCISE = {790 + i: f"x{letter}" for i, letter in enumerate("abcdefghij")}
"""Countries of exercises: ISO 3166-1 leaves these letters to users, ITU gives nobody the digits nor the series Q."""
_SHIP = ["mmsi", "simulated", "field"]
_SPAN = {
    "first_at": _.ts.min(),
    "last_at": _.ts.max(),
    "reports": _.count(),
    "handling": strictest_of(_.handling),
    "originator": together(_.originator.min(), _.originator.max()),
}
_COLUMNS = (*_SHIP, "value", *_SPAN, "opened_by", "closed_by")


@derived
def identities(static_reports: ibis.Table, engine: Engine) -> ibis.Table:
    """Runs: for each MMSI and field, from the first report of a value to the last before another value.

    A report that leaves a field open ends no run. Two ships that share an MMSI give runs that follow each other
    closely. Country and series are what digits and letters claim, never what a registry says.
    """
    told = [_told(static_reports, field) for field in FIELDS]
    said = told[0].union(*told[1:])
    spans = said.group_by(*_SHIP, "value").agg(**_SPAN)
    spans = engine.hold(spans.mutate(values=_.count().over(ibis.window(group_by=_SHIP))))
    steady, changing = spans.filter(_.values == 1), spans.filter(_.values > 1)
    runs = _steady(said, steady).union(_changing(said.semi_join(changing, _SHIP)))
    runs = engine.hold(runs)
    signs = runs.filter(_.field == "call_sign").select("value").distinct()
    held = engine.hold(_series(signs, engine.given(_letters())))
    digits = engine.given(_digits())
    runs = runs.mutate(mid=(_.mmsi // 1_000_000).cast("int64"))
    runs = runs.left_join(digits, "mid").drop("mid_right")
    return runs.left_join(held.mutate(field=ibis.literal("call_sign")), ["field", "value"])


def _told(static_reports: ibis.Table, field: str) -> ibis.Table:
    """Every report of one field, its value as text."""
    column: Any = static_reports[field]
    text = column.cast("string")
    if column.type().is_floating():
        text = ibis.ifelse(column == column.floor(), column.cast("int64").cast("string"), text)
    return static_reports.filter(column.notnull()).select(
        "mmsi", "simulated", "ts", "observation_id", "handling", "originator",
        field=ibis.literal(field), value=text,
    )  # fmt: skip


def _steady(said: ibis.Table, spans: ibis.Table) -> ibis.Table:
    """The one run of a ship that never said anything else: most, and found without sorting their reports."""
    ends = spans.select(*_SHIP, "first_at", "last_at")
    met = said.select(*_SHIP, "ts", "observation_id").inner_join(ends, _SHIP)
    ids = met.group_by(*_SHIP).agg(
        opened_by=_.observation_id.min(where=_.ts == _.first_at),
        closed_by=_.observation_id.max(where=_.ts == _.last_at),
    )
    return spans.drop("values").inner_join(ids, _SHIP).select(*_COLUMNS)


def _changing(said: ibis.Table) -> ibis.Table:
    """The runs of ships that said several things, in the order of their reports."""
    order = ["ts", "value", "observation_id"]
    at = ibis.window(group_by=_SHIP, order_by=order)
    marked = said.mutate(
        first=(_.value != _.value.lag().over(at)).fill_null(True),
        last=(_.value != _.value.lead().over(at)).fill_null(True),
    )
    upto = ibis.window(group_by=_SHIP, order_by=order, preceding=None, following=0)
    numbered = marked.mutate(run=_.first.cast("int64").sum().over(upto))
    runs = numbered.group_by(*_SHIP, "run").agg(
        value=_.value.min(), opened_by=_.observation_id.min(where=_.first),
        closed_by=_.observation_id.min(where=_.last), **_SPAN,
    )  # fmt: skip
    return runs.select(*_COLUMNS)


def _series(signs: ibis.Table, letters: ibis.Table) -> ibis.Table:
    """The country of each call sign's series."""
    two = _.value.upper().replace(" ", "").replace("-", "").substr(0, 2)
    return signs.mutate(two=two).inner_join(letters, "two").select("value", "series")


def _digits() -> pa.Table:
    known = {**mids(), **EXERCISE}
    return pa.table({"mid": pa.array(known, pa.int64()), "country": list(known.values())})


def _letters() -> pa.Table:
    """Each pair of letters that a call sign can begin with, and the country; two that share a pair are left open."""
    signs = string.digits + string.ascii_uppercase
    found: dict[str, set[str]] = {f"Q{i}": {country} for i, country in enumerate(EXERCISE.values())}
    for two in map("".join, product(signs, repeat=2)):
        for first, last, country in series():
            if first[:2] <= two[: len(first)] <= last[:2]:
                found.setdefault(two, set()).add(country)
    alone = {two: min(countries) for two, countries in found.items() if len(countries) == 1}
    return pa.table({"two": list(alone), "series": list(alone.values())})
