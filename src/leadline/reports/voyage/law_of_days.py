"""The law that applied on the days of a voyage's leads."""

from collections.abc import Iterable
from datetime import date

from leadline.law.regime import Regime
from leadline.reports.voyage.dossier import Row


def law_of_days(regime: Regime, leads: Iterable[Row]) -> list[Row]:
    """Each paragraph of a measure that leads name, as it stood on their days: one row a paragraph and standing."""
    asked: dict[tuple[str, date], list[str]] = {}
    for lead in leads:
        for measure, day in {(told["id"], date.fromisoformat(told["day"])) for told in lead["measures"]}:
            asked.setdefault((measure, day), []).append(lead["id"])
    rows: dict[tuple[str, str], Row] = {}
    for (measure, day), ids in sorted(asked.items()):
        for standing in _stood(regime, measure, day):
            row = rows.setdefault((measure, f"{standing['paragraph']} {standing['kind']}"), standing | {"days": [], "leads": []})  # fmt: skip
            row["days"].append(day.isoformat())
            row["leads"] += [id_ for id_ in ids if id_ not in row["leads"]]
    return list(rows.values())


def _stood(regime: Regime, measure: str, day: date) -> list[Row]:
    """The paragraphs that stood, or one row that says that none did, or that the measure is coded here no more."""
    common = {"measure": measure, "title": measure, "paragraph": None, "cite": None, "force": None}
    if measure not in regime.measures:
        return [common | {"kind": "not coded", "says": f"The measure {measure} is not coded here."}]
    held = regime.standing(measure, day)
    common |= {"title": held.measure.title}
    if not held.paragraphs:
        return [common | {"kind": held.kind, "says": held.says}]
    return [
        common | {"paragraph": p.id, "cite": p.cite, "force": p.force, "kind": p.kind, "says": f"{p.summary.rstrip('.')}."}
        for p in held.paragraphs
    ]  # fmt: skip
