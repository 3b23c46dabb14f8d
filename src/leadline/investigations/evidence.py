"""What a row of the lake says, in words, so that a finding can cite it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from leadline.errors import BadInput, Damaged
from leadline.store.workspace import Workspace
from leadline.tables import contract, of_kind


def rows(work: Workspace, observation_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """For each observation id: the table it is in, its values, and a sentence."""
    wanted = sorted(set(observation_ids))
    found: dict[str, dict[str, Any]] = {}
    for table in of_kind("observation"):
        if "observation_id" not in table.names or not wanted:
            continue
        lake = work.engine.read(work.lake.files(work.execute, table.name), contract(table.name))
        for row in work.engine.table(lake.filter(lake.observation_id.isin(wanted)), table).to_pylist():
            told = found.setdefault(row["observation_id"], {"tables": [], "says": "", "at": row.get("ts")})
            told["tables"].append(table.name)
            told["says"] = " ".join(filter(None, [told["says"], SAYS[table.name](row)]))
    if missing := [o for o in wanted if o not in found]:
        if work.archived(missing[0].partition(":")[0]):
            raise BadInput(
                f"The lead rests on rows that were read anew since, as {missing[0]}. Run leadline detect, "
                "and draft from the lead that it finds."
            )
        raise Damaged(
            f"Observation {missing[0]} is named by a lead, but isn't in the lake. Run: leadline verify"
        )
    return found


def _position(row: Mapping[str, Any]) -> str:
    speed = "" if row["sog_kn"] is None else f", {row['sog_kn']:.1f} kn"
    return f"Position broadcast under MMSI {row['mmsi']}: {place(row['lat'], row['lon'])}, {moment(row['ts'])}{speed}."


def _static(row: Mapping[str, Any]) -> str:
    said = {
        "name": row["name"],
        "IMO": row["imo"],
        "draught": None if row["draught_m"] is None else f"{row['draught_m']:.1f} m",
        "destination": row["destination"],
    }
    words = ", ".join(f"{name} {value}" for name, value in said.items() if value is not None)
    return f"Typed and broadcast under MMSI {row['mmsi']}, {moment(row['ts'])}: {words or 'nothing'}."


def _act(row: Mapping[str, Any]) -> str:
    return f"{row['reported_by']} reported: {row['says']}"


def _listing(row: Mapping[str, Any]) -> str:
    return f"{row['authority']}: {row['name']}, {row['measure'] or 'listed'} since {row['listed_from']:%Y-%m-%d}."


SAYS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "positions": _position,
    "static_reports": _static,
    "acts": _act,
    "listings": _listing,
}


def place(lat: float, lon: float) -> str:
    """A position as people write it."""
    return f"{abs(lat):.3f}°{'N' if lat >= 0 else 'S'} {abs(lon):.3f}°{'E' if lon >= 0 else 'W'}"


def moment(at: datetime) -> str:
    """A moment to the minute."""
    return f"{at:%Y-%m-%d %H:%M} UTC"
