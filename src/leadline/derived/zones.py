"""The zones of the package, cut by a grid."""

import ibis
import pyarrow as pa

from leadline.derived._derived import derived
from leadline.geography.places import zone_cells
from leadline.store.engine import Engine
from leadline.tables import contract


@derived
def zones(engine: Engine) -> ibis.Table:
    """Land and waters of the DPRK, as cells: whole ones, and the edges of what is inside the others."""
    return engine.given(pa.Table.from_pylist(list(zone_cells()), schema=contract("zones").arrow))
