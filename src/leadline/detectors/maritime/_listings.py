"""Entries of lists that name a vessel by its IMO number. Shared, not a detector."""

import ibis
from ibis import _

LISTED = (
    "imo", "simulated", "listed_from", "listed_until", "list_name", "list_authority", "list_measure", "list_id",
    "uncoded",
)  # fmt: skip
ORDER = ("uncoded", "list_authority", "list_name", "list_measure", "list_id")
"""Of several entries that stand, one under a paragraph of the regime comes first."""


def vessel_entries(listings: ibis.Table) -> ibis.Table:
    """Entries with an IMO number; ``uncoded`` where no paragraph of the regime is coded for them."""
    return (
        listings.filter(_.imo.notnull())
        .rename(
            list_name="name", list_authority="authority", list_measure="measure", list_id="observation_id"
        )
        .mutate(uncoded=_.paragraph.isnull())
        .select(*LISTED)
    )
