"""From a detector's rows to leads: the sentence, a stable id, who is concerned, and the law of the day."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import ibis
import pyarrow as pa

from leadline.detectors._detector import ROW, Detector
from leadline.detectors._flags import flag_of_mmsi
from leadline.law.regime import Regime
from leadline.store.engine import Engine
from leadline.tables import contract


def rows_of(
    detector: Detector, given: Mapping[str, ibis.Table], engine: Engine, **changed: Any
) -> list[dict[str, Any]]:
    """The detector's rows, in an order that does not depend on the engine."""
    rows: list[dict[str, Any]] = engine.fetch(detector(given, **changed)).to_pylist()
    return sorted(rows, key=lambda r: (r["first_at"], r["mmsi"], r["other_mmsi"] or 0, r["opened_by"]))


def leads(
    detector: Detector,
    rows: Iterable[Mapping[str, Any]],
    claims: Mapping[int, dict[str, Any]],
    regime: Regime,
) -> pa.Table:
    """Leads of one detector's rows. ``claims`` has what each MMSI last said it was."""
    table = contract("leads")
    return pa.Table.from_pylist([_lead(detector, row, claims, regime) for row in rows], schema=table.arrow)


def _lead(
    detector: Detector, row: Mapping[str, Any], claims: Mapping[int, dict[str, Any]], regime: Regime
) -> dict[str, Any]:
    facts = {name: row[name] for name in detector.facts} | {t.name: t.value for t in detector.thresholds}
    mmsis = [m for m in (row["mmsi"], row["other_mmsi"]) if m is not None]
    subjects = [{"mmsi": m, **claims.get(m, {}), "flag": flag_of_mmsi(m)} for m in mmsis]
    lead = {
        "lead_id": short_hash([detector.id, sorted(mmsis), row["opened_by"]]),
        "detector": detector.id,
        "subjects": json.dumps(subjects, ensure_ascii=False),
        "facts": json.dumps(facts, ensure_ascii=False, default=_plain),
        "says": detector.sentence(row),
        "stronger": [name for name in detector.stronger if row[name]],
        "asks": [f"{e.id}: {e.text}" for e in detector.explanations if e.cannot_tell],
        "measures": json.dumps(_standing(detector, row["first_at"], regime), ensure_ascii=False),
        "observations": sorted({row["opened_by"], *(o for o in row["observations"] if o)}),
    } | {name: row[name] for name in ROW if name not in {"mmsi", "other_mmsi", "opened_by", "observations"}}
    return lead | {"version": short_hash([lead[k] for k in sorted(lead)])}


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


def claims(static_reports: ibis.Table, engine: Engine, mmsis: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What each MMSI last said of itself: imo and name, where it said anything."""
    wanted = sorted(set(mmsis))
    if not wanted:
        return {}
    said: dict[int, dict[str, Any]] = {m: {} for m in wanted}
    rows = static_reports.filter(static_reports.mmsi.isin(wanted)).select(
        "mmsi", "ts", "observation_id", "imo", "name"
    )
    for row in engine.fetch(rows.order_by(["mmsi", "ts", "observation_id"])).to_pylist():
        said[row["mmsi"]] |= {k: row[k] for k in ("imo", "name") if row[k] is not None}
    return said
