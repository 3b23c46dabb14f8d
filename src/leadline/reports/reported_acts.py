"""From the acts of workspaces to the acts of a report."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Literal

from leadline.errors import BadInput, UnknownName
from leadline.law.regime import Regime
from leadline.reports import material as m
from leadline.reports.exhibits import Exhibits
from leadline.reports.standings import named
from leadline.reports.words import SIMULATED
from leadline.settings import TLP
from leadline.store.workspace import Archived, Workspace
from leadline.tables import contract

Row = dict[str, Any]
Chosen = tuple[Workspace, Archived, Row]


def acts(
    works: Sequence[Workspace], wanted: Literal["all"] | Sequence[str], exhibits: Exhibits
) -> Iterator[m.Act]:
    """The acts that are wanted, each with its place in the numbering of evidence.

    An act's name is unique in its file only; an act of a file that two workspaces hold is told once, under the
    stricter of its labels.

    :raises UnknownName: for a name that no act has.
    :raises BadInput: for a name that acts of two files have, or an exercise that doesn't say so in its sentence.
    """
    every: dict[tuple[str, str], Chosen] = {}
    for work in works:
        for row in _rows(work):
            kept = work.archived(row["archived_id"])
            assert kept is not None, "an act's archived file is always there"
            key, one = (row["archived_id"], row["act"]), (work, kept, row)
            every[key] = max(every.get(key, one), one, key=lambda c: TLP.index(c[2]["handling"]))
    shared = Counter(act for _, act in every)
    for name in wanted if wanted != "all" else ():
        if name not in shared:
            raise UnknownName("act", name, shared)
        if shared[name] > 1:
            files = " and ".join(kept.name for (_, act), (_, kept, _) in every.items() if act == name)
            raise BadInput(
                f"{shared[name]} files have an act {name!r}: {files}. Take all acts (acts: all), or give it "
                "another name in one of them and ingest that again."
            )
    for (_, name), (work, kept, row) in every.items():
        if wanted == "all" or name in wanted:
            yield _act(work, kept, row, exhibits, name if shared[name] == 1 else f"{name} in {kept.name}")


def _rows(work: Workspace) -> list[Row]:
    lake = work.engine.read(work.lake.files(work.execute, "acts"), contract("acts"))
    ordered = lake.order_by(["case_ref", "first_at", "act", "observation_id"])
    rows: list[Row] = work.engine.table(ordered, contract("acts")).to_pylist()
    return rows


def _act(work: Workspace, kept: Archived, row: Row, exhibits: Exhibits, alone: str) -> m.Act:
    """One act; ``alone`` is its case where the reporter names none."""
    if row["simulated"] and SIMULATED not in row["says"]:
        raise BadInput(
            f"Act {row['act']!r} of {kept.name} is simulated, but its sentence doesn't say {SIMULATED}. "
            "Write it into 'says' and ingest the file again."
        )
    regime = Regime.load(work.settings.content.measures)
    locator = ", ".join(filter(None, [row["source"], row["locator"]])) or "not given"
    evidence = {
        "archived_id": kept.archived_id, "row": row["row"], "file": kept.name, "source": row["reported_by"],
        "says": f"{row['says']} ({locator})", "handling": row["handling"],
    }  # fmt: skip
    days = [at.date() for at in (row["first_at"] or row["last_at"], row["last_at"] or row["first_at"]) if at]
    return m.Act(
        id=row["act"],
        case=row["case_ref"] or alone,
        title=row["title"] or row["act"],
        reported_by=row["reported_by"],
        done=row["says"],
        by=_party(row, "by"),
        to=_party(row, "to"),
        goods=row["goods"] or "",
        quantity=row["amount"],
        unit=row["unit"] or "",
        where=row["place"] or "",
        when=_when(row),
        precision=row["time_precision"],
        locator=locator,
        standings=tuple(named(regime, p, *days) for p in row["measures"]) if days else (),
        reply=row["disputed"] or "",
        simulated=row["simulated"],
        handling=row["handling"],
        evidence=(exhibits.number(work, evidence),),
    )


def _party(row: Row, side: str) -> str:
    named_ = [row[f"{side}_name"], row[f"{side}_imo"] and f"IMO {row[f'{side}_imo']}", row[f"{side}_flag"]]
    return ", ".join(str(part) for part in named_ if part)


def _when(row: Row) -> str:
    first, last = row["first_at"], row["last_at"]
    if not (first or last):
        return "not dated"
    days = list(dict.fromkeys(f"{at:%Y-%m-%d}" for at in (first, last) if at))
    if row["time_precision"] == "month" and first and last and last - first < timedelta(days=32):
        return f"{first:%Y-%m}"
    if row["time_precision"] == "year" and first and last and last - first < timedelta(days=367):
        return f"{first:%Y}"
    return " to ".join(days)
