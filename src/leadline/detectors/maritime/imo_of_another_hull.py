"""One IMO number, claimed for hulls of different lengths."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import of_several, other_length, placed, with_listing
from leadline.detectors.maritime._dprk import one_each
from leadline.exprs import stricter, together

KEY = ("imo", "mmsi", "simulated")


@detector(
    says=(
        "Two MMSI claimed IMO {imo}, one with a length of {length_m:.0f} m and the other with {length_m_b:.0f} m: "
        "the number belongs to one hull for life."
    ),
    stronger={"listed": "{list_authority} lists this number as {list_name}."},
    by="difference_m",
    measures=("ais-vigilance", "vessel-freeze"),
)
def imo_of_another_hull(
    identities: ibis.Table,
    hours: ibis.Table,
    listings: ibis.Table,
    *,
    min_length_share: Because[float, "crews round and mistype by a metre or two, not by a tenth"] = 0.1,
    min_length_m: Because[float, "for smaller craft a tenth is a metre or two"] = 30.0,
    min_reports: Because[int, "one or two may be garbled on the air"] = 3,
    max_claims: Because[int, "what more ships claim is nobody's number but a habit or a default"] = 4,
) -> ibis.Table:
    """An IMO number is claimed under two MMSI whose claimed lengths cannot be those of one hull.

    A ship that takes over the identity of one that was scrapped, or is far away, keeps its own length unless the crew
    thinks of it (C4ADS, Unmasked, 2021). The registered length of the number's own hull says which of the two claims is false.

    Innocent explanations:
    typing-slip: one of them claimed the number in a report or two only.
    renumbered: both claim the same length, but for rounding: one hull changed its MMSI with its flag.
    small-craft: they are boats, where a metre is a tenth.
    placeholder: the number fails its check, or many ships claim it.
    wrong-length (cannot tell): one of them never entered her length properly, or counts a tow.
    number-of-a-sister (cannot tell): the crew copied the set-up of a sister ship and left her number in.
    """
    claims = of_several(identities, min_reports, max_claims).filter(_.length_m >= min_length_m)
    own = claims.select(
        *KEY, "since", "until", "opened_by", "length_m", "length_id", "handling", "originator"
    )
    other = own.rename({f"{c}_b": c for c in own.columns if c not in ("imo", "simulated")})
    met = own.inner_join(other, ["imo", "simulated"]).filter(
        _.mmsi != _.mmsi_b, (_.since > _.since_b) | ((_.since == _.since_b) & (_.mmsi > _.mmsi_b))
    )
    found = met.filter(other_length(_.length_m, _.length_m_b, min_length_share))
    first = one_each(found, KEY, ["since_b", "mmsi_b"]).drop("place")
    found = placed(first, KEY, hours).mutate(imo=_.imo.try_cast("int64"), first_at=_.since, last_at=_.until)
    return with_listing(found, KEY, listings).mutate(
        other_mmsi=_.mmsi_b,
        difference_m=(_.length_m - _.length_m_b).abs(),
        observations=ibis.array([_.opened_by_b, _.length_id, _.length_id_b, _.fix_id, _.list_id]),
        handling=stricter(_.handling, _.handling_b),
        originator=together(_.originator, _.originator_b),
    )
