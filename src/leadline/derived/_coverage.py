"""How much others were heard somewhere, for a span of hours: shared by gaps and encounters."""

from collections.abc import Sequence
from typing import Any

import ibis


def coverage(
    reception: ibis.Table, spans: ibis.Table, key: Sequence[str], *, own: int, hours: Any
) -> ibis.Table:
    """Per key: heard_share (hours in which others were heard ÷ hours looked at) and others_heard (most at once).

    ``spans`` has the key, ``simulated``, ``cell``, ``from_hour`` and ``to_hour`` (both inclusive), one row for each cell looked
    at; ``own`` is how many of the vessels heard are the ones asked about; ``hours`` is the number of hours.
    """
    met = spans.inner_join(
        reception,
        [
            spans.cell == reception.cell,
            spans.simulated == reception.simulated,
            reception.hour >= spans.from_hour,
            reception.hour <= spans.to_hour,
            reception.vessels > own,
        ],
    ).select(*key, reception.hour, reception.vessels)
    found = met.group_by(*key).agg(heard_hours=met.hour.nunique(), others_heard=met.vessels.max() - own)
    joined = spans.select(*key, hours=hours).distinct().left_join(found, list(key))
    share = joined.heard_hours.coalesce(0).cast("float64") / joined.hours.cast("float64")
    return joined.select(
        *key,
        heard_share=ibis.least(share, ibis.literal(1.0)),
        others_heard=joined.others_heard.coalesce(0).cast("int64"),
    )
