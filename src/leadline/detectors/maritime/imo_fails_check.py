"""Ships whose IMO number fails its own check."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import held, imo_holds, imo_like, placed, traders

KEY = ("mmsi", "simulated", "imo")


@detector(
    says=(
        "It claimed IMO {imo} for {held_h:.0f} h in {reports} reports, and that number's check digit doesn't hold: "
        "the first six digits call for a {check}."
    ),
    by="held_h",
    measures=("ais-vigilance", "vessel-freeze"),
)
def imo_fails_check(
    identities: ibis.Table,
    hours: ibis.Table,
    *,
    min_held_h: Because[float, "a slip of typing is corrected within a watch or two; a day is four"] = 24.0,
    min_reports: Because[int, "one or two may be garbled on the air"] = 3,
) -> ibis.Table:
    """A ship claims, for long, an IMO number whose check digit does not hold.

    No such number was ever given to a ship, so whatever it is, it is not the number of this hull. A number made up
    to pass as another ship is one way to it (US advisory of 23 February 2018: identity data altered). Want of care is
    another and far more common: 33 of 442 numbers in one public sample of coastal AIS fail. Alone it says little.

    Innocent explanations:
    typing-slip: somebody mistyped it and put it right soon.
    placeholder: the field was filled with a number that is none, such as 1111111.
    other-number: a ship without IMO number typed its MMSI, or a number of a register that is longer or shorter than seven digits.
    no-trader: it claims to be a fishing boat, tug, yacht or other craft that needs no IMO number, or to be shorter than 40 m.
    register-number (cannot tell): a small or inland vessel without IMO number typed a seven-digit number of its own register.
    uncorrected (cannot tell): the mistyping was never noticed.
    """
    found = (
        held(identities, "imo", min_reports, min_held_h).mutate(imo=_.value.try_cast("int64")).drop("value")
    )
    found = traders(found.filter(imo_like(_.imo), ~imo_holds(_.imo)), KEY, identities)
    digits = [(found.imo // 10**place).cast("int64") % 10 for place in range(6, 0, -1)]
    total = sum((digit * weight for digit, weight in zip(digits, range(7, 1, -1), strict=True)), start=0)
    found = placed(found.mutate(check=total % 10), KEY, hours)
    return found.mutate(
        other_mmsi=ibis.null("int64"),
        first_at=_.since,
        last_at=_.until,
        observations=ibis.array([_.closed_by, _.fix_id]),
    )
