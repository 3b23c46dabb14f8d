"""The chronology of a voyage: every row of the derived tables and every lead as one sentence, in the order of time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter, itemgetter

from leadline.investigations.evidence import moment, place
from leadline.reports.voyage.dossier import Dossier, Row, cited

NAMED = {"imo": "IMO number", "name": "name", "call_sign": "call sign", "ship_type": "ship type",
         "length_m": "length", "beam_m": "beam"}  # fmt: skip
"""Fields of the table identities in words."""
SOON = timedelta(hours=12)
"""As the silences: what is apart for less is told as one."""
SLOW_H = 0.5
"""Slow for less is not worth a word."""


@dataclass(frozen=True)
class Passage:
    """One thing in the course of a voyage, and the detectors whose leads rest on it."""

    at: datetime
    says: str
    observations: tuple[str, ...]
    leads: tuple[str, ...] = ()


def chronology(one: Dossier) -> list[Passage]:
    """All that happened, as far as it was heard, the earliest first; with several MMSI each sentence names its own."""
    told = sorted([*_derived(one), *_stays(one), *_changes(one), *_claims(one)], key=attrgetter("at", "says"))
    for lead in one.leads:
        told = _with(told, lead)
    return sorted(told, key=attrgetter("at"))


def _with(told: list[Passage], lead: Row) -> list[Passage]:
    """The lead at the passage that it is about: it begins with it and shares an observation, or shares both its ends.

    A lead that is about none is a passage of its own.
    """
    at, rests_on = datetime.fromisoformat(lead["first_at"]), set(lead["observations"])
    shared = [len(rests_on & set(passage.observations)) for passage in told]
    fits = [
        (passage.at == at, n) if n > 1 or (n and passage.at == at) else (False, 0)
        for n, passage in zip(shared, told, strict=True)
    ]
    if not any(n for _, n in fits):
        return [*told, Passage(at, "A lead begins.", tuple(lead["observations"]), (lead["detector"],))]
    where = fits.index(max(fits))
    return [
        replace(p, leads=(*p.leads, lead["detector"])) if i == where else p for i, p in enumerate(told)
    ]  # fmt: skip


def _derived(one: Dossier) -> Iterator[Passage]:
    for name, (at, says) in SAYS.items():
        for row in one.rows.get(name, ()):
            yield Passage(row[at], _whose(one, row) + says(one, row), tuple(cited(row)))


def _whose(one: Dossier, row: Row) -> str:
    """Which ship a sentence is about, where the dossier has several."""
    own = {told["mmsi"] for told in one.mmsis}
    if "field" in row:  # of a claim nobody can tell which of the ships that share an MMSI made it
        return f"MMSI {row['mmsi']:09d}: " if len(own) > 1 else ""
    side = "segment_a" if row.get("mmsi_a") in own else "segment_b"
    whose = one.ship(row.get("segment_id") or row[side])
    return f"MMSI {whose}: " if len(own) > 1 or "ship" in whose else ""


def _silence(_: Dossier, row: Row) -> str:
    words = [
        f"Silent for {row['silence_h']:.0f} h, until {moment(row['ended_at'])}; heard again {_km(row['distance_m'])} away.",
        _others(row),
    ]
    before, after = row["draught_before_m"], row["draught_after_m"]
    if before is not None and after is not None:
        words.append(f"Draught typed: {before:.1f} m before, {after:.1f} m after.")
    return " ".join(words)


def _others(row: Row) -> str:
    if not row["others_heard"]:
        return "Nobody else was heard at its two ends: perhaps nobody listened."
    share = f"{row['heard_share'] * 100:.0f} %"
    return (
        f"Others were heard at its two ends in {share} of the hours, {row['others_heard']} at once at most."
    )


def _meeting(one: Dossier, row: Row) -> str:
    return (
        f"Within {row['max_distance_m']:.0f} m of {one.name(other(one, row))} for {row['together_h']:.1f} h, both slow; least "
        f"distance {row['least_distance_m']:.0f} m, at {place(row['lat'], row['lon'])}, {_port(row)}."
    )


def other(one: Dossier, row: Row) -> int:
    """The MMSI of the ship met; of two that are both the dossier's, the second."""
    own = {told["mmsi"] for told in one.mmsis}
    met: int = row["mmsi_a"] if row["mmsi_b"] in own and row["mmsi_a"] not in own else row["mmsi_b"]
    return met


def _port(row: Row) -> str:
    far = row["port_km"]
    if far is None:
        return "no port known within 30 km"
    return f"{far:.0f} km from the nearest port known" if far >= 1 else "less than 1 km from a port"


def _call(_: Dossier, row: Row) -> str:
    where = f"{row['port']} ({row['country'].upper()})"
    if row["confidence"] == 1:
        return f"Passed near {where}, {_km(row['least_distance_m'])} off at least."
    quiet = f", silent for {row['silence_h']:.0f} h at most" if row["silence_h"] >= 1 else ""
    return (
        f"At {where} until {moment(row['left_at'])}: {row['stop_h']:.0f} h at rest{quiet}; confidence "
        f"{row['confidence']} of 4."
    )


def _trip(_: Dossier, row: Row) -> str:
    left = f"Left {row['from_port']} ({row['from_country'].upper()})"
    if row["to_port"] is None:
        return f"{left}; no later call was heard."
    to = f"{row['to_port']} ({row['to_country'].upper()})"
    return f"{left} and reached {to} {row['trip_h']:.0f} h later; confidence {row['confidence']} of 4."


def _loitering(_: Dossier, row: Row) -> str:
    return (
        f"Made little way for {row['loiter_h']:.0f} h ({row['mean_kn']:.1f} kn) near {place(row['lat'], row['lon'])}, "
        f"{_port(row)}."
    )


def _km(metres: float) -> str:
    return f"{metres / 1000:.0f} km" if metres >= 1000 else f"{metres:.0f} m"


SAYS: Mapping[str, tuple[str, Callable[[Dossier, Row], str]]] = {
    "gaps": ("started_at", _silence),
    "encounters": ("first_at", _meeting),
    "port_visits": ("arrived_at", _call),
    "trips": ("departed_at", _trip),
    "loitering": ("started_at", _loitering),
}
"""By table: the column that says when, and the sentence."""


def _stays(one: Dossier) -> Iterator[Passage]:
    """Stays in one zone that follow on one another soon are told together: a coast is crossed to and fro."""
    series: list[list[Row]] = []
    for row in sorted(one.rows.get("zone_entries", ()), key=itemgetter("segment_id", "zone", "entered_at")):
        before = series[-1][-1] if series else None
        same = before and all(before[name] == row[name] for name in ("segment_id", "zone"))
        if before and same and row["entered_at"] - before["left_at"] <= SOON:
            series[-1].append(row)
        else:
            series.append([row])
    for rows in series:
        ids = dict.fromkeys(id_ for row in rows for id_ in cited(row))
        yield Passage(rows[0]["entered_at"], _whose(one, rows[0]) + _inside(rows), tuple(ids))


def _inside(rows: Sequence[Row]) -> str:
    first, last = rows[0], rows[-1]
    slow_h = sum(row["slow_h"] for row in rows)
    words = [f"Inside until {moment(last['left_at'])}"]
    words += [f"on {len(rows)} occasions"] if len(rows) > 1 else []
    words += [f"for {sum(row['inside_h'] for row in rows):.1f} h in all" if len(rows) > 1 else f"for {first['inside_h']:.1f} h"]  # fmt: skip
    words += [f"{slow_h:.1f} h of it slower than {first['max_slow_kn']:.0f} kn"] if slow_h >= SLOW_H else []
    ends = [words_ for name, words_, row in (("entered", "First heard inside.", first), ("left", "Last heard inside.", last)) if not row[name]]  # fmt: skip
    return " ".join([f"{', '.join(words)}: {first['title'].rstrip('.')}.", *ends])


def _changes(one: Dossier) -> Iterator[Passage]:
    """Where a claim took the place of another on a day of the range; what never changed stands in the table of claims."""
    before: dict[tuple[int, str], Row] = {}
    for row in sorted(one.identities, key=lambda row: (row["first_at"], row["value"])):
        key = (row["mmsi"], row["field"])
        known = before.get(key)
        before[key] = row
        if known and known["value"] != row["value"] and one.range.meets(row["first_at"], row["first_at"]):
            says = f"Now claims the {field_words(row['field'])} {row['value']}, before {known['value']}."
            yield Passage(row["first_at"], _whose(one, row) + says, (known["closed_by"], row["opened_by"]))


def field_words(name: str) -> str:
    """A field of the table identities in words."""
    return NAMED.get(name, name)


def _claims(one: Dossier) -> Iterator[Passage]:
    """Of an IMO number that several MMSI claimed: when each was first heard to."""
    runs = [row for row in one.identities if row["field"] == "imo" and row["value"] == str(one.asked.number)]
    for mmsi in (row["mmsi"] for row in one.mmsis if len(one.mmsis) > 1):
        first = min((row for row in runs if row["mmsi"] == mmsi), key=itemgetter("first_at"))
        if one.range.meets(first["first_at"], first["first_at"]):
            says = f"MMSI {mmsi:09d}: first heard to claim {one.asked}."
            yield Passage(first["first_at"], says, (first["opened_by"],))
