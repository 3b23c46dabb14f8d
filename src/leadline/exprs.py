"""Expressions that mean the same on every engine: time arithmetic, distance, cells, handling.

Time arithmetic goes through whole microseconds since 1970: an interval's ``delta`` counts clock ticks on DuckDB
and elapsed hours on Spark. Integer division becomes DECIMAL on Spark, so numerators are cast first; what
goes into ``asin`` is clamped, as DuckDB refuses what Spark calls NaN.
"""

import math
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from leadline.settings import TLP

EARTH_M = 6_371_008.8
"""Mean radius of the Earth (IUGG), metres."""
HOUR_US = 3_600_000_000
METRES_PER_DEGREE = EARTH_M * math.pi / 180


@ibis.udf.scalar.builtin(name="epoch_us", signature=((dt.timestamp,), dt.int64))  # type: ignore[untyped-decorator]
def _epoch_us(ts: Any) -> Any: ...


_UTC = dt.Timestamp(timezone="UTC", scale=6)


@ibis.udf.scalar.builtin(name="make_timestamptz", signature=((dt.int64,), _UTC))  # type: ignore[untyped-decorator]
def _make_timestamptz(us: Any) -> Any: ...


def micros(ts: Any) -> ir.IntegerValue:
    """Microseconds since 1970 of a timestamp."""
    return _epoch_us(ts)


def from_micros(us: Any) -> ir.TimestampValue:
    """The timestamp that lies ``us`` microseconds after 1970."""
    return _make_timestamptz(us)


def hours_between(start: Any, end: Any) -> ir.FloatingValue:
    """Elapsed hours from ``start`` to ``end``, both timestamps."""
    return (micros(end) - micros(start)).cast("float64") / HOUR_US


def hour(ts: Any) -> ir.IntegerValue:
    """Whole hours since 1970."""
    return (micros(ts) // HOUR_US).cast("int64")


def turn(degrees: Any) -> Any:
    """A difference of longitudes taken the short way round, -180 to 180."""
    return ibis.ifelse(degrees > 180, degrees - 360, ibis.ifelse(degrees < -180, degrees + 360, degrees))


def distance_m(lat_a: Any, lon_a: Any, lat_b: Any, lon_b: Any) -> ir.FloatingValue:
    """Great-circle distance in metres (haversine on the mean sphere; error under 0.6 %)."""
    half_lat = ((lat_a - lat_b) / 2).radians().sin()
    half_lon = ((lon_a - lon_b) / 2).radians().sin()
    h = half_lat * half_lat + lat_a.radians().cos() * lat_b.radians().cos() * half_lon * half_lon
    # Not by ``least``, which would take an unknown distance for the farthest.
    return 2 * EARTH_M * ibis.ifelse(h > 1, ibis.literal(1.0), h).sqrt().asin()


def knots(metres: Any, hours: Any) -> ir.FloatingValue:
    """Speed over a distance; null where no time passed."""
    return metres / 1852 / hours.nullif(0.0)


def cell(lat: Any, lon: Any, degrees: float = 0.5) -> ir.IntegerValue:
    """Number of the cell of a grid of ``degrees``: rows from the south, columns from 180° west."""
    return cell_number(cell_row(lat, degrees), cell_column(lon, degrees), degrees)


def cell_row(lat: Any, degrees: float) -> ir.IntegerValue:
    """Row of a grid of ``degrees``, from the south."""
    return ((lat + 90) / degrees).floor().cast("int64")


def cell_column(lon: Any, degrees: float) -> ir.IntegerValue:
    """Column of a grid of ``degrees``, from 180° west; beyond the date line it goes on counting."""
    return ((lon + 180) / degrees).floor().cast("int64")


def cell_number(row: Any, column: Any, degrees: float) -> ir.IntegerValue:
    """Number of a cell by row and column; columns wrap at the date line."""
    columns = round(360 / degrees)
    return row * columns + (column + columns) % columns


def waters(lat: Any, lon: Any) -> ir.IntegerValue:
    """Number of the two-degree cell: the waters within which a vessel is set beside strangers."""
    return cell(lat, lon, 2.0)


def month(ts: Any) -> ir.IntegerValue:
    """Year × 100 + month of a timestamp, in UTC."""
    return (ts.year() * 100 + ts.month()).cast("int64")


def strictest_of(labels: Any) -> ir.StringValue:
    """The strictest TLP label of a group, as an aggregate."""
    return _label(_rank(labels).max())


def stricter(a: Any, b: Any) -> ir.StringValue:
    """The stricter of two TLP labels."""
    return _label(ibis.greatest(_rank(a), _rank(b)))


def _rank(label: Any) -> Any:
    return ibis.cases(*((label == name, ibis.literal(i)) for i, name in enumerate(TLP)), else_=len(TLP) - 1)


def _label(rank: Any) -> Any:
    return ibis.cases(*((rank == i, ibis.literal(name)) for i, name in enumerate(TLP)), else_=TLP[-1])


def together(a: Any, b: Any) -> ir.StringValue:
    """Two originators as one text, in the same order whichever comes first."""
    return ibis.ifelse(a == b, a, ibis.least(a, b).concat(", ", ibis.greatest(a, b)))
