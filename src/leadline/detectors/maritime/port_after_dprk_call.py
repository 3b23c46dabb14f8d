"""Ships that enter a port whose State keeps out those that called in the DPRK."""

from typing import Annotated as Because
from typing import Any

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._calls import DPRK
from leadline.detectors.maritime._dprk import one_each
from leadline.detectors.maritime._laws import Law, laws, of_law
from leadline.exprs import hours_between, micros, stricter, together

KEY = ("segment_id", "arrived_at")
_EVER_H = 24 * 36_500.0
"""A law without days looks back to its own first day."""


@detector(
    says=(
        "{after_days:.0f} days after a call at {dprk_port}, DPRK, the ship called at {port} ({place}), from which {law} "
        "keeps out ships that called there; such calls in that time: {calls}."
    ),
    by="calls",
    measures=("cargo-inspection", "port-entry"),
)
def port_after_dprk_call(
    port_visits: ibis.Table,
    *,
    min_confidence: Because[int, "1 is a ship that passed near without a stop or a silence"] = 2,
) -> ibis.Table:
    """A ship that called in the DPRK enters a port of a State that shuts its ports to such ships.

    Japan, the Republic of Korea and the United States do so by their own law (``_after_call.yml``, with days and
    sources); the Council asks every State to inspect cargo from the DPRK (2270 (2016), paragraph 18). So ships
    hide the call: the lead asks the port what the last ports were that the ship declared. Meetings at sea with
    such ships aren't looked at.

    Innocent explanations:
    no-call: the call before was not in the DPRK.
    passing: it passed near without a stop.
    long-ago: the call lies farther back than the law looks.
    open-port: no such law is coded for the port's State.
    leave (cannot tell): it had leave, as for aid, or was in distress.
    own-ship (cannot tell): the law does not reach the ship, by its flag or its owners.
    """
    sure = port_visits.filter(_.confidence >= min_confidence)
    calls = sure.filter(_.country == DPRK).select(
        "segment_id", dprk_port="port", called_from="arrived_at", called_until="left_at", call_id="closed_by",
        call_handling="handling", call_originator="originator",
    )  # fmt: skip
    every = laws("_after_call.yml")

    def holds(law: Law) -> Any:
        return (sure.country == law.country) & micros(sure.arrived_at).between(law.since, law.until - 1)

    shut = sure.mutate(
        law=of_law(every, holds, lambda law: law.words, "string"),
        looks_back_h=of_law(every, holds, lambda law: min(law.days * 24, _EVER_H), "float64"),
        shut_since=of_law(every, holds, lambda law: law.since, "int64"),
    ).filter(_.law.notnull())
    met = shut.inner_join(calls, "segment_id").filter(
        hours_between(_.called_until, _.arrived_at).between(0, _.looks_back_h),
        (_.looks_back_h < _EVER_H) | (micros(_.called_until) >= _.shut_since),
    )
    met = met.mutate(calls=_.count().over(ibis.window(group_by=list(KEY))))
    found = one_each(met, KEY, [ibis.desc("called_until"), "called_from", "call_id"])
    return found.mutate(
        place=_.country.upper(),
        after_days=hours_between(_.called_until, _.arrived_at) / 24,
        handling=stricter(_.handling, _.call_handling),
        originator=together(_.originator, _.call_originator),
        other_mmsi=ibis.null("int64"),
        first_at=_.called_from,
        last_at=_.left_at,
        observations=ibis.array([_.closed_by, _.call_id]),
    )
