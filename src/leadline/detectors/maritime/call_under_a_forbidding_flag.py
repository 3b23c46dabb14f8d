"""Calls in the DPRK under the digits of a State whose own law forbids them."""

from typing import Annotated as Because
from typing import Any

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._calls import dprk_calls
from leadline.detectors.maritime._laws import Law, laws, of_law
from leadline.exprs import micros
from leadline.mids import mids

EXERCISE = {798: "xi"}
"""Plays a State with such a law; no State has the digits."""


@detector(
    says=(
        "A ship under the digits of {flag}, a claim and not a flag, called at {port}, DPRK, for {stay_h:.0f} h; for ships of "
        "that flag {law} then asked leave of {leave}."
    ),
    by="stay_h",
    measures=("shipping-services", "sector-imports", "sector-exports"),
)
def call_under_a_forbidding_flag(
    port_visits: ibis.Table,
    *,
    min_confidence: Because[int, "1 is a ship that passed near without a stop or a silence"] = 2,
) -> ibis.Table:
    """A ship calls in the DPRK under an MMSI whose digits are those of a State that forbids its ships to, or asks leave.

    The States, their laws, days and sources stand in ``_forbidding.yml``, which has what a source says and
    nothing more: so far the Republic of Korea. Bans on those who called in the DPRK before (Japan, the United
    States, the Republic of Korea) are about the next port, not this call. Not looked at: who owns, leases, crews
    or runs the ship, which paragraphs 19 and 20 of resolution 2270 (2016) and 8 and 9 of 2321 (2016) turn on; ask
    the register.

    Innocent explanations:
    passing: it passed near without a stop.
    elsewhere: the port is another State's.
    other-flag: no such law is coded for the digits.
    leave-given (cannot tell): the authority had approved the voyage, as for aid and joint projects.
    false-digits (cannot tell): it broadcasts digits of a State in whose register it isn't.
    distress (cannot tell): it came in distress or by order.
    """
    calls = dprk_calls(port_visits, min_confidence).mutate(mid=(_.mmsi // 1_000_000).cast("int64"))
    states = {**mids(), **EXERCISE}

    def holds(law: Law) -> Any:
        digits = [mid for mid, country in states.items() if country == law.country]
        return calls.mid.isin(digits) & micros(calls.arrived_at).between(law.since, law.until - 1)

    told = {
        "flag": lambda law: law.country.upper(), "law": lambda law: law.words, "leave": lambda law: law.leave,
    }  # fmt: skip
    every = laws("_forbidding.yml")
    found = calls.mutate(**{name: of_law(every, holds, value, "string") for name, value in told.items()})
    return found.filter(_.law.notnull()).mutate(
        other_mmsi=ibis.null("int64"),
        first_at=_.arrived_at,
        last_at=_.left_at,
        observations=ibis.array([_.closed_by]),
    )
