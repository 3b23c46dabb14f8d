"""What a ship claimed to be, nearest in time to what a lead is about. Shared, not a detector.

A claim's value is text; numbers are read out of it with ``try_cast``, as an engine may read before it has
filtered by field.
"""

from collections.abc import Sequence
from typing import Any

import ibis
from ibis import _

from leadline.call_signs import DEPENDENT
from leadline.detectors.maritime._dprk import one_each
from leadline.exprs import hours_between, strictest_of, together

SHIPS = (200_000_000, 799_999_999)
"""MMSI of ships; aircraft, buoys and coast stations have others (ITU-R M.585)."""
PROGRAMMED_H = 720.0
"""Type and measures are programmed once: said a month before or after, they still count."""
NO_TRADER = (*range(30, 38), *range(50, 60))
"""Type codes of ITU-R M.1371: fishing, towing, dredging, diving, military, sailing, pleasure; pilots, rescue, tugs, tenders."""
TRADER_M = 40.0
"""A ship of 300 gross tons, from which on the IMO number is a duty of cargo ships (SOLAS XI-1/3), is about as long."""


def claimed(
    rows: ibis.Table, key: Sequence[str], identities: ibis.Table, field: str, *, within_h: float
) -> ibis.Table:
    """For each key, the value of an identity field that one of its MMSI claimed nearest in time, if within the hours.

    ``rows`` has the key, ``mmsi``, ``simulated``, ``since`` and ``until`` (timestamps); several rows of one key are
    its several ships. Columns: the key, ``value`` (text) and ``claim_id``, an observation that says so. Of several as
    near, the one claimed last. Keys without any claim are left out, and exercise and reality never match.
    """
    said = identities.filter(_.field == field).select(
        "mmsi", "simulated", "value", claim_id="opened_by", said_from="first_at", said_until="last_at"
    )
    met = rows.select(*_each(key), "since", "until").inner_join(said, ["mmsi", "simulated"])
    before, after = hours_between(_.said_until, _.since), hours_between(_.until, _.said_from)
    near = met.mutate(away_h=ibis.greatest(before, after, ibis.literal(0.0))).filter(_.away_h <= within_h)
    nearest = one_each(near, key, ["away_h", ibis.desc("said_from"), "value", "claim_id"])
    return nearest.select(*key, "value", "claim_id")


def placed(rows: ibis.Table, key: Sequence[str], hours: ibis.Table, *, within_h: float = 24.0) -> ibis.Table:
    """The rows, each with ``lat``, ``lon`` and ``fix_id`` of a fix under its MMSI nearest to ``since``.

    Rows without a fix within the hours are left out: a lead has a place. ``rows`` has the columns that ``claimed`` asks for.
    """
    fixes = hours.select("mmsi", "simulated", "lat", "lon", fix_at="last_at", fix_id="last_id")
    near = rows.select(*_each(key), "since").inner_join(fixes, ["mmsi", "simulated"])
    near = near.mutate(away_h=hours_between(_.since, _.fix_at).abs()).filter(_.away_h <= within_h)
    nearest = one_each(near, key, ["away_h", "fix_at", "fix_id"]).select(*key, "lat", "lon", "fix_id")
    return rows.inner_join(nearest, list(key))


def heard_hours(ends: ibis.Table, key: Sequence[str], reception: ibis.Table) -> ibis.Table:
    """For each key, in how many of the hours ``from_hour`` up to ``to_hour`` (exclusive) anybody was heard in its ``cell``.

    ``ends`` has the key, ``simulated``, ``cell`` and the two hours, as numbers since 1970. Column: ``heard_h``; keys with
    none are left out.
    """
    asked = ends.select(*dict.fromkeys((*key, "simulated", "cell", "from_hour", "to_hour")))
    each = asked.mutate(hour=ibis.range(asked.from_hour, asked.to_hour, 1).unnest().cast("int64"))
    heard = reception.select("cell", "simulated", "hour").distinct()
    met = each.inner_join(heard, ["cell", "simulated", "hour"])
    return met.group_by(*key).agg(heard_h=_.hour.nunique())


def imo_like(number: Any) -> Any:
    """Whether a number can be an IMO number: seven digits, not all the same, nor counted up or down."""
    typed = [1_111_111 * digit for digit in range(1, 10)] + [1_234_567, 7_654_321]
    return (number >= 1_000_000) & (number <= 9_999_999) & ~number.isin(typed)


def imo_holds(number: Any) -> Any:
    """Whether a number is like an IMO number and its last digit is the check (IMO Res. A.1117(30)).

    The first six digits are multiplied by 7, 6, 5, 4, 3 and 2; the sum's last digit must be the seventh.
    """
    digits = [(number // 10**place).cast("int64") % 10 for place in range(6, 0, -1)]
    total = sum((digit * weight for digit, weight in zip(digits, range(7, 1, -1), strict=True)), start=0)
    return imo_like(number) & (total % 10 == number % 10)


def held(identities: ibis.Table, field: str, min_reports: int, min_held_h: float) -> ibis.Table:
    """Claims of a field that were no slip: as long and as often as asked for, over all runs of a value under an MMSI."""
    of_value = ibis.window(group_by=["mmsi", "simulated", "value"])
    runs = identities.filter(_.field == field).mutate(
        opens=_.first_at == _.first_at.min().over(of_value),
        closes=_.last_at == _.last_at.max().over(of_value),
    )
    claims = runs.group_by("mmsi", "simulated", "value").agg(
        since=_.first_at.min(), until=_.last_at.max(), reports=_.reports.sum(),
        country=_.country.min(), series=_.series.min(),
        opened_by=_.opened_by.min(where=_.opens), closed_by=_.closed_by.max(where=_.closes),
        handling=strictest_of(_.handling), originator=together(_.originator.min(), _.originator.max()),
    )  # fmt: skip
    claims = claims.mutate(held_h=hours_between(_.since, _.until))
    return claims.filter(_.reports >= min_reports, _.held_h >= min_held_h)


def of_several(identities: ibis.Table, min_reports: int, max_claims: int) -> ibis.Table:
    """IMO numbers that hold and that several MMSI claim, but not more than ``max_claims``: each claim, as ``held`` gives it.

    ``length_m`` is the length claimed with it and ``length_id`` an observation that says so; both may be null.
    """
    claims = held(identities, "imo", min_reports, 0.0).filter(imo_holds(_.value.try_cast("int64")))
    many = ibis.window(group_by=["value", "simulated"])
    claims = claims.mutate(claims=_.count().over(many)).filter(_.claims > 1, _.claims <= max_claims)
    key = ("mmsi", "simulated", "imo")
    claims = claims.rename(imo="value")
    said = claimed(claims, key, identities, "length_m", within_h=PROGRAMMED_H)
    lengths = said.select(*key, length_m=_.value.try_cast("float64"), length_id="claim_id")
    return claims.left_join(lengths, list(key)).drop(*(f"{column}_right" for column in key))


def traders(rows: ibis.Table, key: Sequence[str], identities: ibis.Table) -> ibis.Table:
    """The rows without those whose ship claims the type of a craft that carries no cargo, or less than 40 m of length.

    What nothing is claimed of stays. ``rows`` is as ``claimed`` asks for it.
    """
    types = claimed(rows, key, identities, "ship_type", within_h=PROGRAMMED_H)
    lengths = claimed(rows, key, identities, "length_m", within_h=PROGRAMMED_H)
    craft = types.filter(_.value.try_cast("int64").isin(NO_TRADER))
    small = lengths.filter(_.value.try_cast("float64") < TRADER_M)
    return rows.anti_join(craft, list(key)).anti_join(small, list(key))


def entries(listings: ibis.Table) -> ibis.Table:
    """Listed IMO numbers: who lists them as what, from when to when; ``uncoded`` where under no paragraph of the regime."""
    return listings.filter(_.imo.notnull()).select(
        "imo", "simulated", "listed_from", "listed_until",
        list_name="name", list_authority="authority", list_id="observation_id", uncoded=_.paragraph.isnull(),
    )  # fmt: skip


def with_listing(rows: ibis.Table, key: Sequence[str], listings: ibis.Table) -> ibis.Table:
    """The rows, each with an entry that lists its ``imo`` (a number) between ``first_at`` and ``last_at``, if one does.

    Columns more: listed, list_name, list_authority and list_id, the last three null where none does.
    """
    asked = rows.select(*dict.fromkeys((*key, "imo", "simulated", "first_at", "last_at")))
    stood = asked.inner_join(entries(listings), ["imo", "simulated"]).filter(
        _.listed_from <= _.last_at, _.listed_until.isnull() | (_.listed_until > _.first_at)
    )
    named = one_each(stood, key, ["uncoded", "list_authority", "list_name", "list_id"])
    named = named.select(*key, "list_name", "list_authority", "list_id")
    joined = rows.left_join(named, list(key)).drop(*(f"{column}_right" for column in key))
    return joined.mutate(listed=_.list_id.notnull())


def whole(country: Any) -> Any:
    """The State whose call sign series a territory shares; any other country itself."""
    return country.cases(*DEPENDENT.items(), else_=country)


def other_length(a: Any, b: Any, share: float) -> Any:
    """Whether two lengths differ by at least the share of the greater; false where one is unknown."""
    return ((a - b).abs() >= share * ibis.greatest(a, b)).fill_null(False)


def with_distinct(rows: ibis.Table, by: Sequence[str], **counts: str) -> ibis.Table:
    """The rows, each with the number of distinct values of columns among those that agree in ``by`` (name=column).

    Spark has no distinct counts over a window.
    """
    told = rows.group_by(*by).agg(**{name: rows[column].nunique() for name, column in counts.items()})
    return rows.inner_join(told, list(by))


def _each(key: Sequence[str]) -> tuple[str, ...]:
    """The key with what claims and fixes are joined by, each once."""
    return tuple(dict.fromkeys((*key, "mmsi", "simulated")))
