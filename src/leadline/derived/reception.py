"""Where and when anybody was heard at all."""

import ibis
from ibis import _

from leadline.derived._derived import derived


@derived
def reception(hours: ibis.Table) -> ibis.Table:
    """How many vessels were heard in each half-degree cell and hour, exercises apart from reality.

    A silence means something only where others were heard meanwhile; a cell that isn't here was
    not heard, which is not the same as empty.
    """
    return hours.group_by("cell", "hour", "simulated").agg(vessels=_.count(), fixes=_.fixes.sum())
