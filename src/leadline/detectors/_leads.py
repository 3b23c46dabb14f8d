"""From a detector's rows to leads: the sentence, a stable id, who is concerned, and the law of the day."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ibis
import pyarrow as pa

from leadline.detectors._detector import Detector
from leadline.detectors._flags import flag_of_mmsi
from leadline.detectors._strength import Place, strengths
from leadline.law.regime import Regime
from leadline.settings import TLP
from leadline.store.engine import Engine
from leadline.tables import contract


def rows_of(
    detector: Detector, given: Mapping[str, ibis.Table], engine: Engine, **changed: Any
) -> list[dict[str, Any]]:
    """The detector's rows, in an order that does not depend on the engine."""
    found = engine.fetch(detector({**given, "engine": engine}, **changed))
    engine.release()
    detector.check(found)
    rows: list[dict[str, Any]] = found.to_pylist()
    return sorted(rows, key=lambda r: (r["first_at"], r["mmsi"], r["other_mmsi"] or 0, r["opened_by"]))


@dataclass(frozen=True)
class Claim:
    """What an MMSI said it was: a value of ``imo`` or ``name``, from when to when, and a row that says so."""

    mmsi: int
    simulated: bool
    field: str
    value: Any
    first_at: datetime
    last_at: datetime
    observation_id: str


Carried = Callable[[str], tuple[str, str, bool]]
"""Handling, originator and simulated of the archived file that an observation came from."""


def leads(
    detector: Detector,
    rows: Iterable[Mapping[str, Any]],
    claims: Sequence[Claim],
    regime: Regime,
    carried: Carried,
    heard: Mapping[Place, int],
) -> pa.Table:
    """Leads of one detector's rows, with what their MMSI claimed then and the handling of all they rest on.

    ``heard`` is how many vessels were heard in each waters and month: the strangers that each is set beside.
    """
    rows = list(rows)
    by_mmsi: dict[int, list[Claim]] = {}
    for claim in claims:
        by_mmsi.setdefault(claim.mmsi, []).append(claim)
    beside = strengths(detector, rows, heard)
    told = [
        _lead(detector, row, by_mmsi, regime, carried)
        | {"strength": one.word, "strength_says": one.says, "base_seen": one.seen, "base_n": one.n}
        for row, one in zip(rows, beside, strict=True)
    ]
    return pa.Table.from_pylist(told, schema=contract("leads").arrow)


def _lead(
    detector: Detector,
    row: Mapping[str, Any],
    claims: Mapping[int, Sequence[Claim]],
    regime: Regime,
    carried: Carried,
) -> dict[str, Any]:
    mmsis = [m for m in (row["mmsi"], row["other_mmsi"]) if m is not None]
    claimed = [_claimed(claims.get(m, ()), row) for m in mmsis]
    subjects = [
        {"mmsi": m, **{f: c.value for f, c in said.items()}, "flag": flag_of_mmsi(m)}
        for m, said in zip(mmsis, claimed, strict=True)
    ]
    rests_on = {row["opened_by"], *(o for o in row["observations"] if o)}
    rests_on |= {c.observation_id for said in claimed for c in said.values()}
    parents = [carried(o) for o in sorted(rests_on)]
    simulated = row["simulated"] or any(p[2] for p in parents)
    lead = {
        "lead_id": short_hash([detector.id, sorted(mmsis), row["opened_by"]]),
        "detector": detector.id,
        "subjects": json.dumps(subjects, ensure_ascii=False),
        "first_at": row["first_at"],
        "last_at": row["last_at"],
        "lat": row["lat"],
        "lon": row["lon"],
        "facts": json.dumps(_facts(detector, row), ensure_ascii=False, default=_plain),
        "says": ("EXERCISE: " if simulated else "") + detector.sentence(row),
        "stronger": [name for name in detector.stronger if row[name]],
        "asks": [f"{e.id}: {e.text}" for e in detector.explanations if e.cannot_tell],
        "measures": json.dumps(_standing(detector, row["first_at"], regime), ensure_ascii=False),
        "observations": sorted(rests_on),
        "handling": max((row["handling"], *(p[0] for p in parents)), key=TLP.index),
        "originator": ", ".join(sorted({*row["originator"].split(", "), *(p[1] for p in parents)})),
        "simulated": simulated,
    }
    return lead | {"version": short_hash([lead[k] for k in sorted(lead)])}


def _facts(detector: Detector, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in detector.facts} | {t.name: t.value for t in detector.thresholds}


def _claimed(claims: Iterable[Claim], row: Mapping[str, Any]) -> dict[str, Claim]:
    """Of each field the claim nearest in time to what the row is about; of several, the one made last."""

    def away(claim: Claim) -> tuple[float, float]:
        before = (row["first_at"] - claim.last_at).total_seconds()
        after = (claim.first_at - row["last_at"]).total_seconds()
        return max(before, after, 0.0), -claim.first_at.timestamp()

    own = [claim for claim in claims if claim.simulated == row["simulated"]]
    fields = sorted({claim.field for claim in own})
    return {field: min((c for c in own if c.field == field), key=away) for field in fields}


def short_hash(value: object) -> str:
    """Sixteen hex digits that stand for a value."""
    told = json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _plain(value: object) -> str:
    assert isinstance(value, datetime | date)
    return value.isoformat()


def _standing(detector: Detector, at: datetime, regime: Regime) -> list[dict[str, Any]]:
    """For each measure: the paragraphs that stood that day, or one line that says that none did."""
    told: list[dict[str, Any]] = []
    for id_ in detector.measures:
        standing = regime.standing(id_, at.date())
        common = {
            "id": id_,
            "title": standing.measure.title,
            "stood": standing.kind,
            "day": at.date().isoformat(),
        }
        told += [
            common | {"paragraph": p.id, "cite": p.cite, "kind": p.kind, "force": p.force}
            for p in standing.paragraphs
        ] or [common | {"paragraph": None, "cite": None, "kind": None, "force": None}]
    return told


def claims(static_reports: ibis.Table, engine: Engine, mmsis: Iterable[int]) -> list[Claim]:
    """Every IMO number and name that each MMSI claimed, with the time from the first to the last such report."""
    wanted = sorted(set(mmsis))
    found: list[Claim] = []
    for field in ("imo", "name") if wanted else ():
        own = static_reports.filter(static_reports.mmsi.isin(wanted), static_reports[field].notnull())
        own = own.select("mmsi", "simulated", "ts", "observation_id", value=field)
        spans = own.group_by("mmsi", "simulated", "value").agg(
            first_at=own.ts.min(), last_at=own.ts.max(), observation_id=own.observation_id.min()
        )
        found += [Claim(field=field, **row) for row in engine.fetch(spans).to_pylist()]
    return sorted(found, key=lambda c: (c.mmsi, c.field, c.first_at, str(c.value)))
