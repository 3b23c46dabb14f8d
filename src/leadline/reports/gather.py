"""From workspaces to the material of a report: findings, acts, evidence, law, tracks, methods."""

import platform
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, Literal

from leadline import __version__
from leadline.errors import BadInput, UnknownName
from leadline.investigations import desk
from leadline.law.regime import Regime
from leadline.reports import material as m
from leadline.reports.exhibits import Exhibits
from leadline.reports.methods import methods
from leadline.reports.report_file import ReportFile, read_report_file
from leadline.reports.reported_acts import acts
from leadline.reports.scenes import scene
from leadline.reports.standings import standings
from leadline.store import ledger
from leadline.store.workspace import Workspace

__all__ = ["ReportFile", "gather", "read_report_file"]


def gather(work: Workspace, told: ReportFile) -> m.Material:
    """The material of a report from its file; findings of every workspace, then acts, share one numbering of evidence.

    :raises UnknownName: for a finding or an act that isn't there.
    :raises BadInput: for a name that several have, and for a simulated act that doesn't say so.
    :raises Gate: when something that it would hold is to be handled more strictly than the report.
    """
    exhibits = Exhibits()
    versions = {"Leadline": __version__, "Python": platform.python_version()}
    versions |= {name: version(name) for name in ("duckdb", "ibis-framework", "typst")}
    with ExitStack() as stack:
        others = [stack.enter_context(Workspace.open(folder)) for folder in told.also]
        every = _named([work, *others])
        findings = tuple(_findings(every, told.findings, exhibits))
        reported = tuple(acts(list(every.values()), told.acts, exhibits))
        for name, one in every.items():
            entries, root = ledger.head(one.execute)
            versions[f"Ledger of {name}"] = f"{entries} entries, root {root}"
    simulated = [one.simulated for one in findings] + [one.simulated for one in reported]
    issued = told.issued or datetime.now(UTC)
    meta = m.Meta(
        number=told.number,
        title=told.title,
        handling=told.handling,
        issuer=told.issuer,
        issued=issued if issued.tzinfo else issued.replace(tzinfo=UTC),
        exercise=bool(simulated) and all(simulated),
    )
    return m.Material(
        meta=meta,
        findings=findings,
        acts=reported,
        detectors=tuple(methods(work, findings)),
        evidence=exhibits.listed(),
        versions=versions,
    )


def _named(works: Sequence[Workspace]) -> dict[str, Workspace]:
    """Workspaces by the name of their folder, with folders above it where two share it."""
    folders = [work.folder.resolve() for work in works]
    if twice := [folder for folder in folders if folders.count(folder) > 1]:
        raise BadInput(f"The workspace {twice[0]} is joined with itself. Take it out of 'with'.")
    deep = next(n for n in range(1, 1000) if len({folder.parts[-n:] for folder in folders}) == len(folders))
    return {"/".join(folder.parts[-deep:]): work for folder, work in zip(folders, works, strict=True)}


def _findings(
    works: Mapping[str, Workspace], wanted: Literal["all"] | Sequence[str], exhibits: Exhibits
) -> Iterator[m.Finding]:
    """The findings that are wanted; where two workspaces number one alike, their names tell them apart."""
    every = [(name, work, told) for name, work in works.items() for told in desk.every(work)]
    shared = Counter(told["id"] for _, _, told in every)
    shown = {
        told["id"] if shared[told["id"]] == 1 else f"{name}/{told['id']}": (work, told)
        for name, work, told in every
    }
    for id_ in wanted if wanted != "all" else ():
        if shared[id_] > 1:
            which = " or ".join(name for name in shown if name.endswith(f"/{id_}"))
            raise BadInput(f"{shared[id_]} workspaces have a finding {id_}. Write {which}.")
        if id_ not in shown:
            raise UnknownName("finding", id_, shown)
    for id_, (work, told) in shown.items():
        if wanted == "all" or id_ in wanted:
            yield _finding(work, id_, told, exhibits)


def _finding(work: Workspace, id_: str, told: Mapping[str, Any], exhibits: Exhibits) -> m.Finding:
    numbers = {e["observation_id"]: exhibits.number(work, e, e["id"]) for e in told["evidence"]}
    regime = Regime.load(work.settings.content.measures)
    answers = {(a["paragraph"], a["element"]): (a["answer"], a["because"]) for a in told["elements"]}
    asked: dict[str, str] = {}
    for lead in told["leads"]:
        for standing in lead["measures"]:
            asked.setdefault(standing["id"], standing["day"])
    law = [
        s
        for measure, day in asked.items()
        for s in standings(regime, measure, datetime.fromisoformat(day).date(), answers)
    ]
    subjects = {s["mmsi"]: s for lead in told["leads"] for s in lead["subjects"]}
    seen = scene(work, told["leads"], numbers)
    return m.Finding(
        id=id_,
        title=told["title"],
        claim=told["claim"],
        leads=tuple(_lead(lead, numbers) for lead in told["leads"]),
        subjects=tuple(
            m.Subject(
                name=s["name"] or "",
                mmsi=str(s["mmsi"]),
                imo=str(s["imo"] or ""),
                flag_claimed=s["flag"] or "",
            )
            for s in subjects.values()
        ),
        evidence=tuple(sorted(numbers.values())),
        standings=tuple(law),
        likelihood=told["likelihood"],
        confidence=told["confidence"],
        explanations=tuple(
            m.Explanation(says=x["says"], weighed=x["weighed"], cannot_tell=x["cannot_tell"])
            for x in told["explanations"]
        ),
        replies=(),
        simulated=told["simulated"],
        handling=told["handling"],
        tracks=seen.tracks,
        silences=seen.silences,
        meetings=seen.meetings,
        chronology=tuple(
            m.Moment(
                at=datetime.fromisoformat(e["at"]),
                says=f"{seen.notes.get(e['observation_id'], '')}{e['says']}",
                grade=e["grade"],
                evidence=(numbers[e["observation_id"]],),
            )
            for e in sorted((e for e in told["evidence"] if e["at"]), key=lambda e: (e["at"], e["id"]))
        ),
    )


def _lead(lead: Mapping[str, Any], numbers: Mapping[str, str]) -> m.Lead:
    return m.Lead(
        id=lead["id"],
        detector=lead["detector"],
        says=lead["says"],
        first_at=datetime.fromisoformat(lead["first_at"]),
        last_at=datetime.fromisoformat(lead["last_at"]),
        lat=lead["lat"],
        lon=lead["lon"],
        facts=lead["facts"],
        stronger=tuple(lead["stronger"]),
        strength=lead.get("strength_says", ""),
        evidence=tuple(sorted(numbers[o] for o in lead["observations"])),
    )
