"""One IMO number, claimed in two places at once."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import of_several, other_length, with_distinct, with_listing
from leadline.detectors.maritime._dprk import one_each
from leadline.exprs import distance_m, stricter, together

KEY = ("imo", "mmsi", "other_mmsi", "simulated")
SIDE = ("mmsi", "simulated", "hour")


@detector(
    says=(
        "Two MMSI claimed IMO {imo} and were heard in the same hour up to {apart_km:.0f} km apart, "
        "in {both_h} different hours: one hull cannot be in both places."
    ),
    stronger={
        "other_hull": "They claimed lengths of {length_m:.0f} m and {length_m_b:.0f} m.",
        "listed": "{list_authority} lists this number as {list_name}.",
    },
    by="both_h",
    measures=("ais-vigilance", "vessel-freeze"),
)
def one_imo_two_places(
    identities: ibis.Table,
    hours: ibis.Table,
    listings: ibis.Table,
    *,
    min_apart_km: Because[float, "no ship crosses it within the hour: fast ferries do 90 km"] = 150.0,
    min_both_h: Because[int, "one hour may hold a garbled position"] = 3,
    min_reports: Because[int, "one or two may be garbled on the air"] = 3,
    max_claims: Because[int, "what more ships claim is nobody's number but a habit or a default"] = 4,
    min_length_share: Because[float, "crews round lengths by a metre or two, not by a tenth"] = 0.1,
) -> ibis.Table:
    """Two ships claim one IMO number and are heard at the same time too far apart to be one.

    An IMO number belongs to one hull for life, so one of the two claims is not its own (C4ADS, Unmasked, 2021: a ship takes
    over the identity of another that is far away). Which of the two it is, AIS does not say.

    Innocent explanations:
    typing-slip: one of them claimed it in a report or two only.
    same-place: one hull carries two transponders.
    placeholder: the number fails its check, or many ships claim it.
    renumbered: one hull changed its MMSI with its flag, and the two were not heard at the same time.
    number-of-a-sister (cannot tell): the crew copied the set-up of a sister ship and left her number in.
    """
    claims = of_several(identities, min_reports, max_claims)
    places = hours.semi_join(claims, ["mmsi", "simulated"]).select(
        *SIDE, "lat", "lon", fix_at="last_at", fix_id="last_id"
    )
    places = one_each(places, SIDE, ["fix_at", "fix_id"]).drop("place")
    heard = claims.inner_join(places, ["mmsi", "simulated"]).filter(_.fix_at >= _.since, _.fix_at <= _.until)
    here = heard.drop("since", "until", "reports", "country", "series", "closed_by", "held_h", "claims")
    there = here.rename({f"{c}_b": c for c in here.columns if c not in ("imo", "hour", "simulated")})
    met = here.inner_join(there, ["imo", "hour", "simulated"]).filter(_.mmsi < _.mmsi_b)
    met = met.mutate(other_mmsi=_.mmsi_b, apart_km=distance_m(_.lat, _.lon, _.lat_b, _.lon_b) / 1000)
    apart = met.filter(_.apart_km >= min_apart_km)
    of_pair = ibis.window(group_by=list(KEY))
    apart = with_distinct(apart, KEY, both_h="hour").mutate(
        most_km=_.apart_km.max().over(of_pair),
        first_at=ibis.least(_.fix_at, _.fix_at_b).min().over(of_pair),
        last_at=ibis.greatest(_.fix_at, _.fix_at_b).max().over(of_pair),
    ).filter(_.both_h >= min_both_h)  # fmt: skip
    first = one_each(apart, KEY, ["hour", "fix_id", "fix_id_b"]).mutate(imo=_.imo.try_cast("int64"))
    return with_listing(first, KEY, listings).mutate(
        apart_km=_.most_km,
        other_hull=other_length(_.length_m, _.length_m_b, min_length_share),
        observations=ibis.array([_.opened_by_b, _.fix_id, _.fix_id_b, _.length_id, _.length_id_b, _.list_id]),
        handling=stricter(_.handling, _.handling_b),
        originator=together(_.originator, _.originator_b),
    )
