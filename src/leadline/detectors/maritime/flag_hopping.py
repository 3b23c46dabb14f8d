"""Hulls that claim one State after another."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import held, imo_holds, placed, whole, with_distinct, with_listing
from leadline.detectors.maritime._dprk import one_each
from leadline.exprs import hours_between

KEY = ("value", "simulated")
_SHOWN = 6
"""States of which the lead names the claim."""


@detector(
    says=(
        "IMO {imo} was claimed under the digits of {countries} States within {span_days:.0f} days, "
        "of {first_country} first and of {last_country} last: claims, not flags."
    ),
    stronger={"listed": "{list_authority} lists this number as {list_name}."},
    by="countries",
    measures=("ais-vigilance", "vessel-deregistration", "shipping-services"),
)
def flag_hopping(
    identities: ibis.Table,
    hours: ibis.Table,
    listings: ibis.Table,
    *,
    min_countries: Because[int, "one sale explains two States, not three"] = 3,
    within_days: Because[float, "a year: a sale changes a flag, and few ships are sold twice in one"] = 365.0,
    min_held_h: Because[float, "a day: another ship's slip of typing does not last as long"] = 24.0,
    min_reports: Because[int, "one or two may be garbled on the air"] = 3,
    max_claims: Because[int, "what more ships claim is nobody's number but a habit or a default"] = 8,
) -> ibis.Table:
    """One IMO number is claimed under the digits of several States within a year.

    Frequent change of flag, name and owner is a red flag of the US advisory of 14 May 2020. The digits are typed into the
    transponder: whether a registry ever entered the ship is asked of the registry.

    Innocent explanations:
    sold-once: it changed its flag once, or back to where it was.
    territories: what changed was the register of one State and its territories.
    years-apart: its changes of flag lie years apart.
    typing-slip: another ship typed the number for a report or two.
    placeholder: the number fails its check, or many ships claim it.
    delivery-flag (cannot tell): a ship sold twice or delivered for scrap sails its last voyages under provisional flags.
    """
    claims = held(identities, "imo", min_reports, min_held_h).filter(
        _.country.notnull(), imo_holds(_.value.try_cast("int64"))
    )
    claims = with_distinct(claims.mutate(country=whole(_.country)), KEY, claims="mmsi", states="country")
    claims = claims.filter(_.claims <= max_claims, _.states >= min_countries)
    found = _within(claims, within_days).filter(_.countries >= min_countries)
    best = one_each(found, KEY, [ibis.desc("countries"), "since", "opened_by"])
    best = best.mutate(imo=_.value.try_cast("int64"), first_at=_.since, last_at=_.until)
    return with_listing(placed(best, KEY, hours), KEY, listings).mutate(
        span_days=hours_between(_.since, _.until) / 24,
        first_country=_.first_country.upper(),
        last_country=_.last_country.upper(),
        other_mmsi=ibis.null("int64"),
        observations=ibis.array([_.fix_id, _.list_id, *(_[f"id_{place}"] for place in range(_SHOWN))]),
    )


def _within(claims: ibis.Table, within_days: float) -> ibis.Table:
    """From each claim on: the States whose digits were claimed within the days, and the claim that opened each."""
    later = claims.select(*KEY, then="since", then_country="country", then_id="opened_by")
    met = claims.inner_join(later, list(KEY)).filter(
        _.then >= _.since, hours_between(_.since, _.then) <= within_days * 24
    )
    anchor = [*KEY, "mmsi", "since", "opened_by", "handling", "originator"]
    opening = one_each(met, [*KEY, "opened_by", "then_country"], ["then", "then_id"]).drop("place")
    at = ibis.window(group_by=[*KEY, "opened_by"], order_by=["then", "then_country"])
    in_turn = opening.mutate(place=ibis.row_number().over(at))
    in_turn = in_turn.mutate(last_place=_.place.max().over(ibis.window(group_by=[*KEY, "opened_by"])))
    return in_turn.group_by(*anchor).agg(
        countries=_.count(),
        until=_.then.max(),
        first_country=_.then_country.min(where=_.place == 0),
        last_country=_.then_country.min(where=_.place == _.last_place),
        **{f"id_{place}": _.then_id.min(where=_.place == place) for place in range(_SHOWN)},
    )
