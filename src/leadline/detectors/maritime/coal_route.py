"""From the DPRK's west coast to waters where its coal was discharged."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._calls import only_where, with_draughts
from leadline.detectors.maritime._claims import claimed
from leadline.detectors.maritime._dprk import claims_dprk, digits, one_each
from leadline.detectors.maritime._routes import west_coast_stays
from leadline.detectors.maritime._waters import waters_of
from leadline.exprs import hours_between, knots
from leadline.store.engine import Engine

KEY = ("segment_id", "lay_from")
CARGO = (70, 79)


@detector(
    says=(
        "{after_days:.1f} days after {was} {port} on the DPRK's west coast it lay slow for {slow_h} h in {water}, where "
        "coal of the DPRK was reported discharged."
    ),
    stronger={
        "called": "It was heard in the port.",
        "loaded": "The draught typed rose from {draught_before_m:.1f} m before to {draught_after_m:.1f} m after.",
        "claims_dprk": "It broadcasts an MMSI that begins with {digits}: a claim, not a flag.",
    },
    by="slow_h",
    opens_with=("port_visits", "gaps"),
    measures=("coal", "sector-exports", "ship-to-ship", "vessel-freeze", "ais-vigilance"),
)
def coal_route(
    port_visits: ibis.Table,
    gaps: ibis.Table,
    hours: ibis.Table,
    identities: ibis.Table,
    static_reports: ibis.Table,
    segments: ibis.Table,
    engine: Engine,
    *,
    min_confidence: Because[int, "1 is a ship that passed near without a stop or a silence"] = 2,
    min_silence_h: Because[float, "loading a coaster at Nampo takes a day or more"] = 24.0,
    max_near_km: Because[float, "about 50 nautical miles, as for silences beside the DPRK"] = 100.0,
    min_heard: Because[float, "share of hours in which others were heard there"] = 0.3,
    max_days: Because[
        float, "Nampo to the Gulf of Tonkin is about nine days at eight knots; as long again to wait"
    ] = 20.0,
    max_kn: Because[float, "slower is anchored, drifting or alongside"] = 2.0,
    min_slow_h: Because[int, "a bulker discharges for a day; six hours are no wait for a pilot"] = 6,
    type_h: Because[float, "a type is programmed once; three months back or ahead still says it"] = 2160.0,
    draught_h: Because[float, "two weeks: an older draught, or a later one, may be of another cargo"] = 336.0,
    settle_h: Because[float, "crews type the new draught within a day of sailing"] = 24.0,
    min_rise_m: Because[float, "less is trim, ballast or typing"] = 1.0,
) -> ibis.Table:
    """A cargo ship calls at the DPRK's west coast, or is silent beside it, and then lies where coal was discharged.

    The waters are those of Panel and court reports and the US advisory of 2019 (``_waters.yml``, each with its
    source): off Ningbo-Zhoushan and Lianyungang, the Yangtze's mouth, the Gulf of Tonkin, off Balikpapan,
    Kholmsk. They are busy with honest coal; only together with the call is it a question. Transfers to barges on
    the way aren't looked at here.

    Innocent explanations:
    no-call: it had neither called nor been silent at the DPRK's west coast.
    thin-coverage: no receiver could have heard it while it was silent.
    passed-through: it went through those waters under way.
    weeks-later: it came there so much later that another voyage lies between.
    other-type: by its type it carries no dry cargo.
    other-cargo (cannot tell): it carried something else that is allowed, or sailed in ballast.
    waiting (cannot tell): it waited for orders or weather at an anchorage that all ships use.
    """
    stays = west_coast_stays(port_visits, gaps, min_confidence, min_silence_h, max_near_km, min_heard)
    lay = _lay_slow(engine.hold(stays), hours, max_days, max_kn)
    found = engine.hold(lay.filter(_.slow_h >= min_slow_h))
    types = claimed(found, KEY, identities, "ship_type", within_h=type_h).rename(type_id="claim_id")
    found = found.inner_join(types.filter(_.value.cast("int64").between(*CARGO)), list(KEY))
    found = with_draughts(
        engine.hold(found), KEY, static_reports, segments, within_h=draught_h, settle_h=settle_h
    )
    found = found.mutate(
        called=~_.implied,
        was=ibis.ifelse(_.implied, ibis.literal("a silence beside"), ibis.literal("a call at")),
        loaded=(_.rise_m >= min_rise_m).fill_null(False),
        claims_dprk=claims_dprk(_.mmsi),
        digits=digits(_.mmsi),
        after_days=hours_between(_.until, _.lay_from) / 24,
    )
    said = only_where("loaded", "draught_before_id", "draught_after_id")
    return found.mutate(
        other_mmsi=ibis.null("int64"),
        first_at=_.since,
        last_at=_.lay_until,
        observations=ibis.array([_.closed_by, _.lay_from_id, _.lay_until_id, _.type_id, *said]),
    )


def _lay_slow(stays: ibis.Table, hours: ibis.Table, max_days: float, max_kn: float) -> ibis.Table:
    """Each stay with the first waters in which the ship lay slow afterwards; of several stays before, the surest."""
    at = hours.select(
        "segment_id", "hour", "first_at", "last_at", "first_id", "last_id", at_lat="lat", at_lon="lon",
        kn=knots(_.path_m, _.path_h),
    )  # fmt: skip
    met = stays.inner_join(at, "segment_id").filter(
        hours_between(_.until, _.first_at).between(0, max_days * 24), _.kn < max_kn
    )
    met = met.mutate(water=waters_of("coal-discharge", _.at_lat, _.at_lon)).filter(_.water.notnull())
    lay = met.group_by(*stays.columns, "water").agg(
        slow_h=_["hour"].nunique(),
        lay_from=_.first_at.min(),
        lay_until=_.last_at.max(),
        lay_from_id=_.first_id.argmin(_.first_at),
        lay_until_id=_.last_id.argmax(_.last_at),
    )
    first = one_each(lay, ("segment_id", "since", "until", "implied"), ["lay_from", "water"])
    return one_each(first, KEY, ["implied", ibis.desc("until"), "opened_by"])
