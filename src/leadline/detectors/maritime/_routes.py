"""Where a ship was at the DPRK's west coast, heard or implied by a silence. Shared, not a detector."""

from typing import Any

import ibis
from ibis import _

from leadline.detectors.maritime._calls import DPRK
from leadline.detectors.maritime._dprk import nearest_km, nearest_place

WEST_LON = 127.0
"""All ports of the DPRK west of it lie on the Yellow Sea, all others on the East Sea."""
STAY = (
    "segment_id", "mmsi", "since", "until", "port", "implied", "lat", "lon", "opened_by", "closed_by",
    "handling", "originator", "simulated",
)  # fmt: skip


def west_coast_stays(
    port_visits: ibis.Table,
    gaps: ibis.Table,
    min_confidence: int,
    min_silence_h: float,
    max_near_km: float,
    min_heard: float,
) -> ibis.Table:
    """Calls at the DPRK's west coast, and silences that begin or end beside it and may hide one (``implied``)."""
    calls = port_visits.filter(_.country == DPRK, _.lon < WEST_LON, _.confidence >= min_confidence)
    calls = calls.mutate(since=_.arrived_at, until=_.left_at, implied=False)
    return calls.select(*STAY).union(silences_west(gaps, min_silence_h, max_near_km, min_heard))


def silences_west(gaps: ibis.Table, min_silence_h: float, max_near_km: float, min_heard: float) -> ibis.Table:
    """Silences long enough to call, of which an end lies beside the DPRK's west coast, where others were heard."""
    found = gaps.filter(_.silence_h >= min_silence_h, _.heard_share >= min_heard)
    found = found.mutate(
        near_start=_west_km(_.lat_before, _.lon_before), near_end=_west_km(_.lat_after, _.lon_after)
    )
    found = found.filter(ibis.least(_.near_start, _.near_end) <= max_near_km)
    at_start = _.near_start <= _.near_end
    found = found.mutate(
        lat=ibis.ifelse(at_start, _.lat_before, _.lat_after),
        lon=ibis.ifelse(at_start, _.lon_before, _.lon_after),
        since=_.started_at,
        until=_.ended_at,
        implied=True,
    )
    return found.mutate(port=nearest_place(_.lat, _.lon)).select(*STAY)


def _west_km(lat: Any, lon: Any) -> Any:
    """Kilometres to the coast, where that is the west coast; else far."""
    return ibis.ifelse(lon < WEST_LON, nearest_km(lat, lon), ibis.literal(9999.0))
