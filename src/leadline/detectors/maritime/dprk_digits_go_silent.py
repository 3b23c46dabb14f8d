"""Ships with the DPRK's digits that fall silent at sea where others are heard."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import heard_hours
from leadline.detectors.maritime._dprk import claims_dprk, digits
from leadline.exprs import hours_between, knots

KEY = ("mmsi", "simulated", "last_id")


@detector(
    says=(
        "An MMSI that begins with {digits} was last heard making {last_kn:.0f} kn and then not for {silence_h:.0f} h, "
        "while others were heard there in {heard_h} hours of the first {after_h:.0f}."
    ),
    stronger={"for_good": "It was not heard again in what is held here."},
    by="silence_h",
    measures=("ais-vigilance", "port-entry", "sector-exports"),
)
def dprk_digits_go_silent(
    hours: ibis.Table,
    reception: ibis.Table,
    *,
    min_silence_h: Because[float, "as silences: a coaster needs half a day to call and load"] = 12.0,
    min_kn: Because[float, "slower is moored, anchored or adrift: many switch off in port"] = 3.0,
    after_h: Because[
        float, "within half a day at ten knots it has left the waters where reception was looked at"
    ] = 12.0,
    min_heard_h: Because[int, "half of these hours: others were heard, so it could have been"] = 6,
) -> ibis.Table:
    """A ship that broadcasts the DPRK's digits switches off, or is lost, under way where others go on being heard.

    AIS switched off is the first red flag of the US advisories of 23 February 2018 and 21 March 2019, and what paragraph 13
    of resolution 2397 is about. Here it is looked for everywhere, not only beside the DPRK, and a silence that has
    not ended counts too.

    Innocent explanations:
    thin-coverage: others were not heard there afterwards either.
    moored: it was moored, anchored or adrift when it was last heard.
    short: it was heard again within half a day.
    out-of-range (cannot tell): it sailed on to waters where nobody listens.
    switched-off-for-safety (cannot tell): the transponder failed, or the master switched it off against piracy.
    """
    own = hours.filter(claims_dprk(_.mmsi))
    at = ibis.window(group_by=["mmsi", "simulated"], order_by=["last_at", "last_id"])
    ended = own.mutate(back_at=_.first_at.lead().over(at), back_id=_.first_id.lead().over(at))
    told_until = hours.group_by("simulated").agg(held_until=_.last_at.max())
    ended = ended.inner_join(told_until, "simulated").mutate(
        silence_h=hours_between(_.last_at, _.back_at.coalesce(_.held_until)),
        last_kn=_.mean_kn.coalesce(knots(_.path_m, _.path_h)),
    )
    silent = ended.filter(_.silence_h >= min_silence_h, _.last_kn >= min_kn)
    silent = silent.mutate(from_hour=_.hour + 1, to_hour=_.hour + 1 + int(after_h))
    heard = heard_hours(silent, KEY, reception).filter(_.heard_h >= min_heard_h)
    found = silent.inner_join(heard, list(KEY))
    return found.mutate(
        after_h=ibis.literal(after_h),
        digits=digits(_.mmsi),
        for_good=_.back_at.isnull(),
        other_mmsi=ibis.null("int64"),
        first_at=_.last_at,
        last_at=_.back_at.coalesce(_.held_until),
        opened_by=_.last_id,
        observations=ibis.array([_.back_id]),
    )
