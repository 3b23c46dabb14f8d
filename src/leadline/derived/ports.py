"""Ports and anchorages of the package."""

import ibis
import pyarrow as pa

from leadline.derived._derived import derived
from leadline.geography.places import ports as listed
from leadline.store.engine import Engine
from leadline.tables import contract


@derived
def ports(engine: Engine) -> ibis.Table:
    """Ports and anchorages: the World Port Index, and the DPRK's own; each row names its source."""
    return engine.given(pa.Table.from_pylist(list(listed()), schema=contract("ports").arrow))
