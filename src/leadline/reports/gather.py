"""From workspaces to the material of a report: findings, acts, evidence, law, tracks, methods."""

import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from leadline import __version__
from leadline.derived import _derived
from leadline.detectors import _detector
from leadline.errors import BadInput, UnknownName
from leadline.investigations import desk
from leadline.law.regime import Regime
from leadline.reports import material as m
from leadline.reports.scenes import scene
from leadline.reports.standings import named, standings
from leadline.store import ledger
from leadline.store.workspace import Workspace
from leadline.tables import contract

_LARGEST = 1 << 20


class ReportFile(BaseModel):
    """What a report is made of: the FILE of ``leadline report build``."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    number: str
    title: str
    handling: Literal["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"]
    issuer: str = ""
    issued: datetime | None = None
    findings: Literal["all"] | tuple[str, ...] = "all"
    acts: Literal["all"] | tuple[str, ...] = "all"
    also: tuple[Path, ...] = ()
    """Further workspaces; each keeps its own archive and ledger."""


def read_report_file(file: Path) -> ReportFile:
    """Read a report file; workspaces under ``with`` are taken relative to it."""
    try:
        if file.stat().st_size > _LARGEST:
            raise BadInput(f"{file} is larger than a report file can be (1 MiB).")
        given = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 strings only
        if not isinstance(given, dict):
            raise BadInput(f"{file} isn't a report file: write number, title, handling, findings and acts.")
        given["also"] = [file.parent / str(f) for f in given.pop("with", [])]
        return ReportFile.model_validate(given)
    except OSError as error:
        raise BadInput(f"{file} can't be read: {error.strerror}.") from error
    except (ValidationError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} isn't a report file: {error}") from error


class _Exhibits:
    """Evidence of all workspaces under one numbering; a finding's own numbers are kept where they are free."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, int | None], str] = {}
        self.listed: dict[str, m.Evidence] = {}

    def number(self, told: Mapping[str, Any], wanted: str | None = None) -> str:
        key = (told["archived_id"], told["row"])
        if key not in self.numbers:
            free = (f"E-{n:04d}" for n in range(len(self.listed) + 1, len(self.listed) * 2 + 10_000))
            number = (
                wanted
                if wanted and wanted not in self.listed
                else next(n for n in free if n not in self.listed)
            )
            self.numbers[key] = number
            self.listed[number] = m.Evidence(
                number=number, archived_id=told["archived_id"], row=told["row"], file=told["file"],
                source=told["source"], says=told["says"], grade=told.get("grade", ""),
            )  # fmt: skip
        return self.numbers[key]


def gather(work: Workspace, told: ReportFile) -> m.Material:
    """The material of a report from its file; findings of every workspace, then acts, share one numbering of evidence."""
    exhibits = _Exhibits()
    findings: list[m.Finding] = []
    acts: list[m.Act] = []
    versions = {"Leadline": __version__, "Python": platform.python_version()}
    versions |= {name: version(name) for name in ("duckdb", "ibis-framework", "typst")}
    others = [Workspace.open(folder) for folder in told.also]
    try:
        every = [work, *others]
        for one in every:
            findings += _findings(one, told.findings, exhibits)
        for one in every:
            acts += _acts(one, told.acts, exhibits)
            entries, root = ledger.head(one.execute)
            versions[f"Ledger of {one.folder.resolve().name}"] = f"{entries} entries, root {root}"
    finally:
        for one in others:
            one.close()
    _all_there(told, findings, acts)
    issued = told.issued or datetime.now(UTC)
    meta = m.Meta(
        number=told.number,
        title=told.title,
        handling=told.handling,
        issuer=told.issuer,
        issued=issued if issued.tzinfo else issued.replace(tzinfo=UTC),
        exercise=bool(findings) and all(f.simulated for f in findings) and not acts,
    )
    return m.Material(
        meta=meta,
        findings=tuple(findings),
        acts=tuple(acts),
        detectors=tuple(_methods(work, findings)),
        evidence=tuple(exhibits.listed[n] for n in sorted(exhibits.listed)),
        versions=versions,
    )


def _all_there(told: ReportFile, findings: Sequence[m.Finding], acts: Sequence[m.Act]) -> None:
    for kind, wanted, have in (
        ("finding", told.findings, [f.id for f in findings]),
        ("act", told.acts, [a.id for a in acts]),
    ):
        if twice := sorted({n for n in have if have.count(n) > 1}):
            raise BadInput(f"Two workspaces have {kind} {twice[0]}; report them apart.")
        for name in wanted if wanted != "all" else ():
            if name not in have:
                raise UnknownName(kind, name, have)


def _findings(
    work: Workspace, wanted: Literal["all"] | Sequence[str], exhibits: _Exhibits
) -> Iterable[m.Finding]:
    for told in desk.every(work):
        if wanted == "all" or told["id"] in wanted:
            yield _finding(work, told, exhibits)


def _finding(work: Workspace, told: Mapping[str, Any], exhibits: _Exhibits) -> m.Finding:
    numbers = {e["observation_id"]: exhibits.number(e, e["id"]) for e in told["evidence"]}
    regime = Regime.load(work.settings.content.measures)
    answers = {(a["paragraph"], a["element"]): (a["answer"], a["because"]) for a in told["elements"]}
    asked: dict[str, str] = {}
    for lead in told["leads"]:
        for standing in lead["measures"]:
            asked.setdefault(standing["id"], standing["day"])
    law = [
        s
        for id_, day in asked.items()
        for s in standings(regime, id_, datetime.fromisoformat(day).date(), answers)
    ]
    subjects = {s["mmsi"]: s for lead in told["leads"] for s in lead["subjects"]}
    seen = scene(work, told["leads"], numbers)
    return m.Finding(
        id=told["id"],
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
        evidence=tuple(sorted(numbers[o] for o in lead["observations"])),
    )


def _acts(work: Workspace, wanted: Literal["all"] | Sequence[str], exhibits: _Exhibits) -> Iterable[m.Act]:
    regime = Regime.load(work.settings.content.measures)
    lake = work.engine.read(work.lake.files(work.execute, "acts"), contract("acts"))
    for row in work.engine.table(
        lake.order_by(["case_ref", "first_at", "act"]), contract("acts")
    ).to_pylist():
        if wanted == "all" or row["act"] in wanted:
            yield _act(work, row, regime, exhibits)


def _act(work: Workspace, row: Mapping[str, Any], regime: Regime, exhibits: _Exhibits) -> m.Act:
    kept = work.archived(row["archived_id"])
    assert kept is not None, "an act's archived file is always there"
    locator = ", ".join(filter(None, [row["source"], row["locator"]])) or "not given"
    evidence = {
        "archived_id": kept.archived_id, "row": row["row"], "file": kept.name, "source": row["reported_by"],
        "says": f"{row['says']} ({locator})",
    }  # fmt: skip
    days = [at.date() for at in (row["first_at"] or row["last_at"], row["last_at"] or row["first_at"]) if at]
    return m.Act(
        id=row["act"],
        case=row["case_ref"] or row["act"],
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
        evidence=(exhibits.number(evidence),),
    )


def _party(row: Mapping[str, Any], side: str) -> str:
    named_ = [row[f"{side}_name"], row[f"{side}_imo"] and f"IMO {row[f'{side}_imo']}", row[f"{side}_flag"]]
    return ", ".join(str(part) for part in named_ if part)


def _when(row: Mapping[str, Any]) -> str:
    first, last = row["first_at"], row["last_at"]
    if not (first or last):
        return "not dated"
    days = list(dict.fromkeys(f"{at:%Y-%m-%d}" for at in (first, last) if at))
    if row["time_precision"] == "month" and first and last and last - first < timedelta(days=32):
        return f"{first:%Y-%m}"
    if row["time_precision"] == "year" and first and last and last - first < timedelta(days=367):
        return f"{first:%Y}"
    return " to ".join(days)


def _methods(work: Workspace, findings: Iterable[m.Finding]) -> Iterable[m.Detector]:
    """The documentation of the detectors that were used and of the tables that they are built on."""
    used = {lead.detector for finding in findings for lead in finding.leads}
    tables: set[str] = set()
    for id_, one in _detector.find(work.settings.content.detectors).items():
        if id_ in used:
            tables |= set(one.inputs)
            yield m.Detector(
                id=id_,
                says=one.documentation[0],
                paragraphs=one.documentation[1:],
                thresholds=tuple(
                    m.Threshold(name=t.name, value=str(t.value), reason=t.reason) for t in one.thresholds
                ),
                innocent=tuple(
                    m.Innocent(id=e.id, says=e.text, cannot_tell=e.cannot_tell) for e in one.explanations
                ),
            )
    plan = _derived.find()
    for name in plan:
        needed = any(name in plan[other].inputs for other in plan if other in tables)
        if name in tables or (needed and tables):
            tables.add(name)
            paragraphs = [
                " ".join(p.split()) for p in (plan[name].function.__doc__ or "").strip().split("\n\n")
            ]
            yield m.Detector(
                id=f"{name} (derived table)",
                says=paragraphs[0],
                paragraphs=tuple(paragraphs[1:]),
                thresholds=tuple(
                    m.Threshold(name=t.name, value=str(t.value), reason=t.reason)
                    for t in plan[name].thresholds
                ),
            )
