"""From the lake to a dossier: each table is read with filters on ship and time, never whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import reduce
from operator import or_
from typing import Any

import ibis
from ibis import _

from leadline.errors import BadInput
from leadline.exprs import micros
from leadline.law.regime import Regime
from leadline.reports.voyage.dossier import TABLES, Asked, Dossier, Range, Row, flag, read_number, us
from leadline.reports.voyage.heard import heard
from leadline.reports.voyage.law_of_days import law_of_days
from leadline.reports.voyage.unseen import unseen
from leadline.store.engine import Engine
from leadline.store.workspace import Workspace
from leadline.tables import contract

_SPANS: Mapping[str, tuple[str, str]] = {
    "gaps": ("started_at", "ended_at"),
    "encounters": ("first_at", "last_at"),
    "port_visits": ("arrived_at", "left_at"),
    "trips": ("departed_at", "arrived_at"),
    "loitering": ("started_at", "ended_at"),
    "zone_entries": ("entered_at", "left_at"),
    "listings": ("listed_from", "listed_until"),
}
Tables = Mapping[str, ibis.Table]
Lead = Mapping[str, Any]


def gather(
    work: Workspace,
    tables: Tables,
    leads: Iterable[Lead],
    number: str,
    first: date | None = None,
    last: date | None = None,
) -> Dossier:
    """The dossier of an IMO number or MMSI from the first day to the last, both included; else of all that is heard.

    ``tables`` are those of the lake by name (one without rows is fine), ``leads`` all leads as plain data.

    :raises BadInput: for what is no such number, one that was not heard, and days on which nothing was.
    """
    asked, engine = read_number(number), work.engine
    claims = _claims(engine, tables["identities"], asked)
    mmsis = sorted({row["mmsi"] for row in claims} if asked.kind == "imo" else {asked.number})
    segments = _fetched(engine, tables["segments"].filter(_.mmsi.isin(mmsis)), "segments") if mmsis else []
    identities = _identities(engine, tables["identities"], mmsis)
    if not (segments or identities):
        raise BadInput(_unknown(engine, tables, asked))
    days = _range([*segments, *identities], first, last)
    one = Dossier(
        asked=asked,
        range=days,
        mmsis=_claimants(mmsis, claims),
        identities=identities,
        names={},
        rows={name: _rows(engine, tables[name], name, days, mmsis) for name in TABLES},
        leads=[dict(lead) for lead in leads if _about(lead, mmsis, days)],
    )
    met = {row[side] for row in one.rows["encounters"] for side in ("mmsi_a", "mmsi_b")} - set(mmsis)
    one = replace(one, met=_named(_identities(engine, tables["identities"], met)))
    one = replace(one, names={row["mmsi"]: row["value"] for row in (*_named(identities), *one.met)})
    one = heard(one, engine, tables["hours"], mmsis)
    if not (one.ships or one.leads or any(days.meets(i["first_at"], i["last_at"]) for i in identities)):
        raise BadInput(_nothing_then(one, segments))
    one = replace(one, listings=_listings(engine, tables["listings"], one))
    one = replace(one, law=law_of_days(Regime.load(work.settings.content.measures), one.leads))
    one = replace(one, files=_files(work, one.observations))
    return replace(one, unseen=unseen(work, one))


def _fetched(engine: Engine, rows: ibis.Table, name: str) -> list[Row]:
    one = contract(name)
    told: list[Row] = engine.table(rows.order_by(list(one.key)), one).to_pylist()
    return told


def _met(table: ibis.Table, name: str, days: Range) -> ibis.Table:
    """Rows whose stretch of time touches the range; one without an end goes on."""
    start, end = (table[column] for column in _SPANS[name])
    return table.filter(
        micros(start) < us(days.until), end.isnull() | (micros(end) >= us(days.since))
    )  # fmt: skip


def _rows(engine: Engine, table: ibis.Table, name: str, days: Range, mmsis: Sequence[int]) -> list[Row]:
    whose = [table[column] for column in ("mmsi", "mmsi_a", "mmsi_b") if column in table.columns]
    own = reduce(or_, (column.isin(mmsis) for column in whose))
    rows = _fetched(engine, _met(table.filter(own), name, days), name)
    return sorted(rows, key=lambda row: row[_SPANS[name][0]])


def _claims(engine: Engine, identities: ibis.Table, asked: Asked) -> list[Row]:
    """When which MMSI claimed the IMO number that is asked for."""
    if asked.kind == "mmsi":
        return []
    return _fetched(
        engine, identities.filter(_.field == "imo", _.value == str(asked.number)), "identities"
    )  # fmt: skip


def _identities(engine: Engine, identities: ibis.Table, mmsis: Iterable[int]) -> list[Row]:
    wanted = sorted(mmsis)
    return _fetched(engine, identities.filter(_.mmsi.isin(wanted)), "identities") if wanted else []


def _claimants(mmsis: Iterable[int], claims: Sequence[Row]) -> list[Row]:
    """Each MMSI with when it claimed the IMO number, by time; the times of an MMSI that was asked for itself are null."""
    rows = []
    for mmsi in mmsis:
        own = [row for row in claims if row["mmsi"] == mmsi]
        first, last = min((r["first_at"] for r in own), default=None), max((r["last_at"] for r in own), default=None)  # fmt: skip
        told = {
            "claimed_from": first,
            "claimed_until": last,
            "reports": sum(r["reports"] for r in own) or None,
        }
        rows.append({"mmsi": mmsi, "flag_by_digits": flag(mmsi), **told})
    return sorted(rows, key=lambda row: str(row["claimed_from"]))


def _named(identities: Iterable[Row]) -> list[Row]:
    """Of each MMSI the name that it claimed most often; of several as often, the later."""
    said = [row for row in identities if row["field"] == "name"]
    by_weight = sorted(said, key=lambda row: (row["reports"], row["first_at"], row["value"]))
    return list({row["mmsi"]: row for row in by_weight}.values())


def _range(heard: Iterable[Row], first: date | None, last: date | None) -> Range:
    heard = list(heard)
    start = min(row["first_at"] for row in heard) if first is None else _midnight(first)
    end = max(row["last_at"] for row in heard) if last is None else _midnight(last)
    if first is None or last is None:  # one of the two may lie beyond all that is heard
        start, end = (min(start, end), end) if first is None else (start, max(start, end))
    return Range.of_days(start, end)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _about(lead: Lead, mmsis: Sequence[int], days: Range) -> bool:
    whose = {subject["mmsi"] for subject in lead["subjects"]}
    first, last = (datetime.fromisoformat(lead[name]) for name in ("first_at", "last_at"))
    return bool(whose & set(mmsis)) and days.meets(first, last)


def _listings(engine: Engine, listings: ibis.Table, one: Dossier) -> list[Row]:
    """Entries with an IMO number that was claimed (or asked for), which stood on a day of the range.

    Exercise and reality never match.
    """
    imos = {int(row["value"]) for row in one.identities if row["field"] == "imo"}
    imos |= {one.asked.number} if one.asked.kind == "imo" else set()
    if not imos:
        return []
    named = listings.filter(_.imo.isin(sorted(imos)), _.simulated == one.simulated)
    rows = _fetched(engine, _met(named, "listings", one.range), "listings")
    rows = [row for row in rows if row["listed_until"] is None or row["listed_until"] > one.range.since]
    return sorted(rows, key=lambda row: (row["listed_from"], row["observation_id"], row["measure"]))


def _files(work: Workspace, observations: Iterable[str]) -> list[Row]:
    """The archived files that the observations came from; an id begins with the first digits of its file's hash."""
    kept = (work.archived(prefix) for prefix in sorted({id_.partition(":")[0] for id_ in observations}))
    return [
        {"archived_id": one.archived_id, "name": one.name, "originator": one.originator, "handling": one.handling,
         "simulated": one.simulated}
        for one in kept if one is not None
    ]  # fmt: skip


def _unknown(engine: Engine, tables: Tables, asked: Asked) -> str:
    """Why there is no dossier, and what there is."""
    heard = engine.fetch(tables["segments"].agg(n=_.mmsi.nunique(), first=_.first_at.min(), last=_.last_at.max()))  # fmt: skip
    ((n, first, last),) = [tuple(row.values()) for row in heard.to_pylist()]
    words = [f"{asked} was not heard here: no transmission claims it."]
    words += [asked.says] if asked.says else []
    if asked.kind == "imo" and (rows := _fetched(engine, tables["listings"].filter(_.imo == asked.number), "listings")):  # fmt: skip
        named = "; ".join(dict.fromkeys(f"{row['name']} ({row['authority']})" for row in rows))
        words.append(f"Lists name it: {named}.")
    if n:
        words.append(
            f"Heard are {n:,} MMSI, from {first:%Y-%m-%d} to {last:%Y-%m-%d}: leadline table segments"
        )
    else:
        words.append("No position was read yet: leadline ingest ais FILE")
    return " ".join(words)


def _nothing_then(one: Dossier, segments: Sequence[Row]) -> str:
    spans = [*segments, *one.identities]
    first, last = min(s["first_at"] for s in spans), max(s["last_at"] for s in spans)
    return (
        f"Nothing was heard of {one.asked} on {one.range}. It was heard between {first:%Y-%m-%d} and "
        f"{last:%Y-%m-%d}: leave --from and --to out, or name days of those."
    )
