"""Listed vessels seen anywhere: by IMO number first, then by what a ship was when it still claimed the number."""

from typing import Annotated as Because

import ibis
from ibis import _

from leadline.detectors._detector import detector
from leadline.detectors.maritime._claims import held
from leadline.detectors.maritime._dprk import one_each
from leadline.detectors.maritime._listings import LISTED, ORDER, vessel_entries
from leadline.exprs import hours_between, strictest_of

KEY = ("mmsi", "simulated", "imo")
_LATE_H = 1.0
"""Fixes are summed up by the hour, so the one beside the last claim may stand an hour later."""
ROW = ("mmsi", *LISTED, "since", "until", "opened_by", "claim_id", "rank", "handling", "originator")
BY_NUMBER, BY_MMSI, BY_LOOKS = (
    "claimed the number itself",
    "claimed the number earlier and was heard on without it",
    "has the name, length and beam of a ship that claimed the number",
)


@detector(
    says=(
        "Seen after the listing over {seen_days:.1f} days, a ship that {how}: IMO {imo}, which {list_authority} lists as "
        "{list_name} ({list_measure})."
    ),
    stronger={"by_number": "The number is broadcast as its own."},
    by="seen_days",
    measures=("vessel-freeze", "port-entry", "asset-freeze", "vessel-deregistration", "vessel-insurance", "ais-vigilance"),
)  # fmt: skip
def listed_vessel_seen(
    identities: ibis.Table,
    hours: ibis.Table,
    listings: ibis.Table,
    *,
    min_reports: Because[int, "one or two may be garbled on the air"] = 3,
    min_held_h: Because[float, "a slip of typing is corrected within a watch or two"] = 6.0,
    min_without_h: Because[
        float, "name and number are sent every six minutes; two days without them is no lost report"
    ] = 48.0,
    on_days: Because[float, "an MMSI may be given to another ship; within a year that is rare"] = 365.0,
) -> ibis.Table:
    """A listed vessel is heard: by the IMO number that it claims, or by what a ship was that claimed it.

    The number stays with the hull, so it is asked first. A ship that drops it is followed by its MMSI for a year,
    and by name, length and beam together, for laundered identities keep some of the old (C4ADS 2021). The earlier
    claim may be old: each is a question of who this is. States freeze, inspect or shut out such vessels (2397
    (2017), paragraphs 9 to 15).

    Innocent explanations:
    seen-before: it was heard before the listing, and not since.
    delisted: the listing had ended.
    typing-slip: the number was claimed for a report or two.
    namesake: its name is the same, its length is not.
    given-anew: the MMSI was last heard with the number more than a year before.
    lawful-stay (cannot tell): the listing lets it sail, or the Committee gave leave.
    false-scent (cannot tell): another ship broadcasts the listed number.
    sister (cannot tell): a sister ship has the same size and a name of the same owner.
    """
    numbers = held(identities, "imo", min_reports, min_held_h).select(
        "mmsi", "simulated", "handling", "originator", "since", "until", "opened_by", imo=_.value.cast("int64")
    )  # fmt: skip
    known = numbers.inner_join(vessel_entries(listings), ["imo", "simulated"])
    ways = _by_number(known).union(
        _by_mmsi(known, hours, min_without_h, on_days), _by_looks(known, identities, min_reports)
    )
    stood = ways.filter(_.until > _.listed_from, _.listed_until.isnull() | (_.listed_until > _.since)).mutate(
        since=ibis.greatest(_.since, _.listed_from)
    )
    found = one_each(stood, KEY, ["rank", *ORDER, "since", "opened_by"])
    return _first_fix(found, hours).mutate(
        how=ibis.cases((_.rank == 0, BY_NUMBER), (_.rank == 1, BY_MMSI), else_=BY_LOOKS),
        by_number=_.rank == 0,
        seen_days=hours_between(_.since, _.until) / 24,
        other_mmsi=ibis.null("int64"),
        first_at=_.since,
        last_at=_.until,
        observations=ibis.array([_.claim_id, _.fix_id, _.list_id]),
    )


def _first_fix(found: ibis.Table, hours: ibis.Table) -> ibis.Table:
    """Each with its first fix after the listing: a ship may have been silent on that day."""
    fixes = hours.select("mmsi", "simulated", "lat", "lon", fix_at="last_at", fix_id="last_id")
    near = found.select(*KEY, "since", "until").inner_join(fixes, ["mmsi", "simulated"])
    near = near.filter(_.fix_at >= _.since, hours_between(_.until, _.fix_at) <= _LATE_H)
    first = one_each(near, KEY, ["fix_at", "fix_id"]).select(*KEY, "lat", "lon", "fix_at", "fix_id")
    return found.inner_join(first, list(KEY))


def _by_number(known: ibis.Table) -> ibis.Table:
    return known.mutate(claim_id=_.opened_by, rank=ibis.literal(0)).select(*ROW)


def _by_mmsi(known: ibis.Table, hours: ibis.Table, min_without_h: float, on_days: float) -> ibis.Table:
    """Ships that were heard on under the MMSI for long after the last claim of the number."""
    fixes = hours.select("mmsi", "simulated", "first_at", "last_at", "first_id")
    claims = known.select("mmsi", *LISTED, "until", "handling", "originator", claim_id="opened_by")
    met = claims.inner_join(fixes, ["mmsi", "simulated"]).filter(
        hours_between(_.until, _.first_at).between(0, on_days * 24)
    )
    heard = met.group_by("mmsi", *LISTED, "claim_id").agg(
        since=_.first_at.min(), until=_.last_at.max(), opened_by=_.first_id.argmin(_.first_at),
        handling=strictest_of(_.handling), originator=_.originator.min(),
    )  # fmt: skip
    long = heard.filter(hours_between(_.since, _.until) >= min_without_h)
    return long.mutate(rank=ibis.literal(1)).select(*ROW)


def _by_looks(known: ibis.Table, identities: ibis.Table, min_reports: int) -> ibis.Table:
    """Other MMSI that claim name, length and beam of one that claimed the number."""
    fields = ("name", "length_m", "beam_m")
    said = identities.filter(_.field.isin(fields), _.value != "", _.value != "0")
    said = said.group_by("mmsi", "simulated", "field", "value").agg(
        since=_.first_at.min(), until=_.last_at.max(), reports=_.reports.sum(), opened_by=_.opened_by.min(),
        handling=strictest_of(_.handling), originator=_.originator.min(),
    )  # fmt: skip
    said = said.filter(_.reports >= min_reports)
    claims = known.select("mmsi", *LISTED, claim_id="opened_by")
    own = claims.inner_join(said.select("mmsi", "simulated", "field", "value"), ["mmsi", "simulated"])
    own = own.rename(listed_mmsi="mmsi")
    met = own.inner_join(said, ["simulated", "field", "value"]).filter(_.mmsi != _.listed_mmsi)
    alike = met.group_by("mmsi", *LISTED, "claim_id").agg(
        fields=_.field.nunique(), since=_.since.max(), until=_.until.min(),
        opened_by=_.opened_by.min(where=_.field == "name"),
        handling=strictest_of(_.handling), originator=_.originator.min(),
    )  # fmt: skip
    full = alike.filter(_.fields == len(fields), _.until > _.since)
    return full.mutate(rank=ibis.literal(2)).select(*ROW)
