"""Names that files give to our columns, and words that they use for codes."""

import re
from collections.abc import Mapping, Sequence

from leadline.errors import BadInput, UnknownName
from leadline.sources._source import Options

REQUIRED = ("mmsi", "ts", "lat", "lon")
# Compared without case and punctuation: "# Timestamp", "base_date_time" and "BaseDateTime" are all here.
KNOWN: Mapping[str, tuple[str, ...]] = {
    "mmsi": ("mmsi", "ssvid", "mmsinumber", "vesselmmsi", "usermmsi", "userid"),
    "ts": (
        *("ts", "timestamp", "timestamputc", "time", "timeutc", "datetime", "datetimeutc", "basedatetime"),
        *("msgtime", "receivedat", "positiontime", "aispostimestamp", "dtposutc", "t"),
    ),
    "lat": ("lat", "latitude", "latitudedegrees", "latdeg", "y"),
    "lon": ("lon", "long", "lng", "longitude", "longitudedegrees", "londeg", "x"),
    "sog_kn": ("sogkn", "sog", "sogknots", "speed", "speedkn", "speedknots", "speedoverground"),
    "cog_deg": ("cogdeg", "cog", "cogdegrees", "course", "coursedeg", "courseoverground"),
    "heading_deg": ("headingdeg", "heading", "trueheading", "hdg"),
    "nav_status": ("navstatus", "navigationalstatus", "navigationstatus", "status"),
    "message_type": ("messagetype", "msgtype"),
    "imo": ("imo", "imonumber"),
    "name": ("name", "vesselname", "shipname"),
    "call_sign": ("callsign",),
    "ship_type": ("shiptype", "vesseltype", "shipandcargotype"),
    "draught_m": ("draughtm", "draught", "draft"),
    "destination": ("destination", "dest"),
    "length_m": ("lengthm", "length"),
    "beam_m": ("beamm", "beam", "width"),
    "station": ("typeofmobile",),
}

SHIP_TYPES: Mapping[str, int] = {
    "wig": 20,
    "fishing": 30,
    "towing": 31,
    "towing long/wide": 32,
    "dredging": 33,
    "diving": 34,
    "military": 35,
    "sailing": 36,
    "pleasure": 37,
    "hsc": 40,
    "pilot": 50,
    "sar": 51,
    "tug": 52,
    "port tender": 53,
    "anti-pollution": 54,
    "law enforcement": 55,
    "medical": 58,
    "passenger": 60,
    "not party to conflict": 59,
    "cargo": 70,
    "tanker": 80,
    "other": 90,
}
NAV_STATUS: Mapping[str, int] = {
    "under way using engine": 0,
    "at anchor": 1,
    "not under command": 2,
    "restricted maneuverability": 3,
    "restricted manoeuvrability": 3,
    "constrained by her draught": 4,
    "moored": 5,
    "aground": 6,
    "engaged in fishing": 7,
    "under way sailing": 8,
    "power-driven vessel towing astern": 11,
    "power-driven vessel pushing ahead or towing alongside": 12,
    "ais-sart is active": 14,
}


def plain(name: str) -> str:
    """The name without case, blanks and punctuation."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def assign(names: Sequence[str], options: Options) -> dict[str, int]:
    """Our column names and where in ``names`` they stand: as the options say, else as names are known.

    Raises BadInput where the options name a column that isn't ours or isn't in the file.
    """
    found: dict[str, int] = {}
    for ours, theirs in options.columns.items():
        if ours not in KNOWN:
            raise UnknownName("column", ours, KNOWN)
        if theirs not in names:
            raise BadInput(
                f"--columns {ours}={theirs}: the file has no column {theirs!r}. It has: {_list(names)}."
            )
        found[ours] = list(names).index(theirs)
    simple = [plain(name) for name in names]
    for ours, known in KNOWN.items():
        at = next((simple.index(name) for name in known if name in simple), None)
        if ours not in found and at is not None and at not in found.values():
            found[ours] = at
    return found


def require(found: Mapping[str, int], names: Sequence[str]) -> None:
    """Refuse a layout that lacks what a position needs, showing what was seen and how to say which is which."""
    missing = [name for name in REQUIRED if name not in found]
    if missing:
        seen = _list(names) if names else "nothing that has a name"
        example = ",".join(f"{name}=NAME" for name in missing)
        raise BadInput(
            f"No column for {', '.join(missing)} was recognised. The file has: {seen}. "
            f"Say which is which by --columns {example}, and the form of its times by --time-format "
            "'%d/%m/%Y %H:%M' where they are not ISO 8601."
        )


def _list(names: Sequence[str]) -> str:
    shown = ", ".join("".join(c for c in name[:60] if c.isprintable()) for name in names[:40])
    return shown + (f" and {len(names) - 40} more" if len(names) > 40 else "")
