"""Ships whose MMSI begins with one State's digits and whose call sign with another's letters."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import held, placed, traders, whole

KEY = ("mmsi", "simulated", "call_sign")
SHAPE = "^([A-Z][A-Z0-9]|[0-9][A-Z])([A-Z]{2}[0-9]?|[A-Z]?[0-9]{4})$"
"""A ship's call sign (Radio Regulations, Article 19): four letters, with a digit more, or two and four digits."""


@detector(
    says=(
        "Its MMSI begins with the digits of {flag} and its call sign {call_sign} with letters that ITU gave to {letters}, "
        "for {held_h:.0f} h; both are claims, not a flag."
    ),
    by="held_h",
    measures=("ais-vigilance", "vessel-deregistration"),
)
def digits_against_call_sign(
    identities: ibis.Table,
    hours: ibis.Table,
    *,
    min_held_h: Because[
        float, "a new flag's call sign and MMSI are programmed at different visits; a fortnight covers both"
    ] = 336.0,
    min_reports: Because[int, "one or two may be garbled on the air"] = 3,
) -> ibis.Table:
    """The State of a ship's MMSI and the State of its call sign are not the same, for long.

    One administration gives a ship both, so they agree on every ship that is lawfully registered (ITU Radio Regulations,
    Articles 19 and Appendix 42). A claimed flag that no registry gave often shows in one of them only (US advisory of
    14 May 2020: false flags).

    Innocent explanations:
    new-flag: it changed its flag lately and one of the two is not programmed yet.
    territory: a territory's ship uses the series of the State that it belongs to.
    not-a-sign: the field holds a name or a remark rather than a call sign.
    no-trader: it claims to be a fishing boat, tug, yacht or other craft, whose call signs are often local, or to be shorter than 40 m.
    name-like (cannot tell): what looks like a call sign is a short name.
    hired (cannot tell): the radio came with its programming from another ship.
    """
    found = held(identities, "call_sign", min_reports, min_held_h).rename(call_sign="value")
    sign = _.call_sign.upper().replace(" ", "").replace("-", "")
    found = found.filter(_.country.notnull(), _.series.notnull(), sign.re_search(SHAPE))
    found = traders(found.filter(whole(_.country) != whole(_.series)), KEY, identities)
    return placed(found, KEY, hours).mutate(
        flag=_.country.upper(),
        letters=_.series.upper(),
        other_mmsi=ibis.null("int64"),
        first_at=_.since,
        last_at=_.until,
        observations=ibis.array([_.closed_by, _.fix_id]),
    )
