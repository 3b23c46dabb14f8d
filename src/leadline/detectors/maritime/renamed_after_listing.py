"""Listed hulls that claim a new name."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import entries, held, placed
from leadline.detectors.maritime._dprk import one_each
from leadline.exprs import hours_between

KEY = ("mmsi", "simulated", "value")
AIS_LETTERS = 20
"""A name in AIS has no more (ITU-R M.1371)."""


@detector(
    says=(
        "It claims IMO {imo}, which {list_authority} lists as {list_name}, and from {after_days:.0f} days after the "
        "listing the name {value}, which the list does not have."
    ),
    by="after_days",
    measures=("asset-freeze", "vessel-freeze", "port-entry"),
)
def renamed_after_listing(
    identities: ibis.Table,
    hours: ibis.Table,
    listings: ibis.Table,
    *,
    min_held_h: Because[float, "a slip of typing is corrected within a watch or two; a day is four"] = 24.0,
    min_reports: Because[int, "one or two may be garbled on the air"] = 3,
    around_h: Because[float, "name and number come in one report; a week bridges what was not heard"] = 168.0,
) -> ibis.Table:
    """A ship that claims a listed IMO number claims a name that is new since the listing.

    The number stays with the hull for life, the name is paint (US advisory of 23 February 2018: names and IMO numbers
    altered). A lead to be read with the list's newest version: lists add a former name as an alias, often late.

    Innocent explanations:
    listed-name: the name is the list's own, or one of its aliases, but for blanks and signs.
    old-name: the name was claimed before the listing day.
    delisted: the listing had ended.
    typing-slip: the name, or the number, was claimed for a short time.
    another-hull (cannot tell): another ship claims the listed number as its own.
    lawful-sale (cannot tell): it was sold with leave of those who listed it and renamed by its new owner.
    """
    numbers = held(identities, "imo", min_reports, min_held_h).select(
        "mmsi",
        "simulated",
        imo=_.value.try_cast("int64"),
        imo_since="since",
        imo_until="until",
        imo_id="opened_by",
    )
    known = numbers.inner_join(entries(listings), ["imo", "simulated"])
    names = held(identities, "name", min_reports, min_held_h).mutate(plain=_plain(_.value))
    met = names.inner_join(known, ["mmsi", "simulated"]).filter(
        _.since > _.listed_from,
        _.listed_until.isnull() | (_.listed_until > _.since),
        hours_between(_.imo_until, _.since) <= around_h,
        hours_between(_.until, _.imo_since) <= around_h,
    )
    new = met.anti_join(_names(listings), ["imo", "simulated", "plain"]).filter(_.plain != "")
    found = one_each(new, KEY, ["uncoded", "listed_from", "list_authority", "list_id", "imo_id"])
    return placed(found, KEY, hours).mutate(
        after_days=hours_between(_.listed_from, _.since) / 24,
        other_mmsi=ibis.null("int64"),
        first_at=_.since,
        last_at=_.until,
        observations=ibis.array([_.closed_by, _.fix_id, _.imo_id, _.list_id]),
    )


def _plain(name: ibis.Value) -> ibis.Value:
    """Letters and digits of a name, as far as AIS has room."""
    return name.upper().substr(0, AIS_LETTERS).re_replace("[^A-Z0-9]", "")


def _names(listings: ibis.Table) -> ibis.Table:
    """Each listed number with every name that any list has for it."""
    rows = listings.filter(_.imo.notnull())
    own = rows.select("imo", "simulated", plain=_plain(_["name"]))
    other = rows.select("imo", "simulated", other=_.aliases.unnest())
    return own.union(other.select("imo", "simulated", plain=_plain(_.other))).distinct()
