"""Fixes in a row inside something, told by the fix before: shared by port visits and zone entries."""

from collections.abc import Sequence

import ibis
from ibis import _


def in_runs(fixes: ibis.Table, key: Sequence[str]) -> ibis.Table:
    """The fixes with ``new``, true at the first of a row, and ``run``, which numbers the rows of each key from 1.

    Each fix knows the one before it, inside or outside: a row goes on where that is the last one inside.
    """
    at = ibis.window(group_by=list(key), order_by="ts")
    so_far = ibis.cumulative_window(group_by=list(key), order_by="ts")
    marked = fixes.mutate(new=(_.before_at != _.ts.lag().over(at)).fill_null(True))
    return marked.mutate(run=_.new.cast("int64").sum().over(so_far))
