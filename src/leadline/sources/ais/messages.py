"""One AIS message at a time, of any type that says a position or an identity: marlin reads it, else pyais."""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import xor
from typing import Any

import marlin.ais
import pyais
from marlin import MarlinError
from pyais.exceptions import AISBaseException

Message = Mapping[str, Any]

POSITIONS = frozenset({1, 2, 3, 18, 19, 27})
STATICS = frozenset({5, 19, 24})
TYPES: Mapping[int, str] = {
    4: "base station",
    6: "addressed binary",
    7: "acknowledgement",
    8: "binary broadcast",
    9: "search-and-rescue aircraft",
    10: "UTC inquiry",
    11: "UTC response",
    12: "addressed safety text",
    13: "safety acknowledgement",
    14: "safety broadcast",
    15: "interrogation",
    16: "assignment",
    17: "satellite correction",
    20: "link management",
    21: "aid to navigation",
    22: "channel management",
    23: "group assignment",
    25: "short binary",
    26: "binary with communication state",
}


def decode(payload: bytes, fill: int) -> Message | None:
    """One payload of any type that says a position or an identity; None where neither decoder can read it.

    Keys are columns of ``positions`` and ``static_reports``; what isn't said is missing or None.
    """
    body = b"AIVDM,1,1,,A,%b,%d" % (payload, fill)
    sentence = b"!%b*%02X\r\n" % (body, reduce(xor, body))
    return _by_marlin(sentence) or _by_pyais(sentence)


def _by_marlin(sentence: bytes) -> Message | None:
    parser = marlin.ais.AisParser.streaming()
    try:
        parser.feed(sentence)
        message = parser.next_message()
    except MarlinError:
        return None
    body = message.body if message is not None else None
    read = _MARLIN.get(type(body))
    return read(body) if read is not None else None


def _tenth(value: float | None) -> float | None:
    return None if value is None else round(value, 1)  # marlin gives single precision


def _marlin_position(kind: int) -> Callable[[Any], Message]:
    def read(body: Any) -> Message:
        lat, lon = body.latitude_deg.value, body.longitude_deg.value
        return {
            "message_type": kind,
            "mmsi": body.mmsi,
            "lat": None if lat is None else round(lat, 6),
            "lon": None if lon is None else round(lon, 6),
            "sog_kn": _tenth(body.speed_over_ground.value_or_bound),
            "cog_deg": _tenth(body.course_over_ground.value),
            "heading_deg": body.true_heading.value,
        }

    return read


def _marlin_size(dimensions: Any) -> Message:
    sides = ("to_bow_m", "to_stern_m", "to_port_m", "to_starboard_m")
    bow, stern, port, starboard = (getattr(dimensions, side).value_or_bound or 0 for side in sides)
    return {"length_m": bow + stern, "beam_m": port + starboard}


def _marlin_voyage(body: Any) -> Message:
    return {
        "message_type": 5,
        "mmsi": body.mmsi,
        "imo": body.imo_number.value,
        "name": body.vessel_name.value,
        "call_sign": body.call_sign.value,
        "ship_type": body.ship_type.value,
        "draught_m": _tenth(body.draught_m.value_or_bound),
        "destination": body.destination.value,
        **_marlin_size(body.dimensions),
    }


def _marlin_extended(body: Any) -> Message:
    claims = {"name": body.vessel_name.value, "ship_type": body.ship_type.value}
    return {**_marlin_position(19)(body), **claims, **_marlin_size(body.dimensions)}


def _marlin_part_b(body: Any) -> Message:
    size = _marlin_size(body.extent.dimensions) if hasattr(body.extent, "dimensions") else {}
    claims = {"ship_type": body.ship_type.value, "call_sign": body.call_sign.value}
    return {"message_type": 24, "mmsi": body.mmsi, **claims, **size}


_MARLIN: Mapping[type, Callable[[Any], Message]] = {
    marlin.ais.PositionReportB: _marlin_position(18),
    marlin.ais.StaticAndVoyageA: _marlin_voyage,
    marlin.ais.ExtendedPositionReportB: _marlin_extended,
    marlin.ais.StaticDataB24A: lambda body: {
        "message_type": 24,
        "mmsi": body.mmsi,
        "name": body.vessel_name.value,
    },
    marlin.ais.StaticDataB24B: _marlin_part_b,
}

_PYAIS = {
    "msg_type": "message_type",
    "mmsi": "mmsi",
    "lat": "lat",
    "lon": "lon",
    "speed": "sog_kn",
    "course": "cog_deg",
    "heading": "heading_deg",
    "status": "nav_status",
    "imo": "imo",
    "shipname": "name",
    "callsign": "call_sign",
    "ship_type": "ship_type",
    "draught": "draught_m",
    "destination": "destination",
}


_SIDES = ("to_bow", "to_stern", "to_port", "to_starboard")


def _whole(value: Any) -> int:
    return int(value or 0)


def _by_pyais(sentence: bytes) -> Message | None:
    try:
        told = pyais.decode(sentence).asdict()
    except (AISBaseException, ValueError, IndexError, TypeError):  # what hostile payloads were seen to raise
        return None
    message = {ours: told[theirs] for theirs, ours in _PYAIS.items() if told.get(theirs) is not None}
    bow, stern, port, starboard = (_whole(told.get(side)) for side in _SIDES)
    far = message.get("message_type") == 27
    unknown = {"sog_kn": 63 if far else 102.3, "cog_deg": 511 if far else 360.0}
    for name, code in unknown.items():
        if message.get(name) == code:
            del message[name]
    return {**message, "length_m": bow + stern, "beam_m": port + starboard}


def message_key(message: Message, at: int) -> int:
    """An eight-byte hash of what a message says and when."""
    return hash((at, *sorted((name, str(value)) for name, value in message.items()))) & 0xFFFFFFFFFFFFFFFF
