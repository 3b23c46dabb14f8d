"""Draft, answer and show findings. Every change is a ledger entry in the same transaction."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from leadline.errors import BadInput, Damaged, UnknownName
from leadline.investigations.models import (
    ANSWERS,
    CONFIDENCE,
    LIKELIHOOD,
    ElementAnswer,
    Evidence,
    ExplanationWeighed,
    Finding,
    LeadTaken,
)
from leadline.law.regime import Regime
from leadline.settings import TLP
from leadline.store import ledger
from leadline.store.workspace import Workspace, note_head


@contextmanager
def _change(work: Workspace, kind: str, body: dict[str, Any]) -> Iterator[None]:
    """One change of a finding and its ledger entry, with the hash of what it says then: both are kept, or neither."""

    def execute(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql.replace("?", "%s"), params)
            return cursor.fetchall() if cursor.description else []

    with transaction.atomic():
        yield
        body["sha256"] = _sha256(find(body["finding"]))
        entry = ledger.append(execute, work.who, kind, body)
    note_head(work.folder, entry.seq, entry.hash)


def draft(
    work: Workspace, leads: Sequence[Mapping[str, Any]], rows: Mapping[str, Mapping[str, Any]]
) -> Finding:
    """Draft a finding from leads: their sentences, evidence, elements still unknown, explanations to weigh.

    ``rows`` has, for each observation id, what the observation says in words. Nothing is answered: that is
    for people.
    """
    if not leads:
        raise BadInput("A finding is drafted from at least one lead: leadline finding draft LEAD…")
    if len({lead["simulated"] for lead in leads}) > 1:
        raise BadInput("An exercise and real observations can't stand in one finding.")
    body: dict[str, Any] = {"leads": [[lead["id"], lead["version"]] for lead in leads]}
    with _change(work, "finding.drafted", body):
        finding = Finding.objects.create(
            title=_title(leads),
            claim=" ".join(lead["says"] for lead in leads),
            handling=max((lead["handling"] for lead in leads), key=TLP.index),
            simulated=leads[0]["simulated"],
            drafted_by=work.who,
        )
        for lead in leads:
            LeadTaken.objects.create(
                finding=finding, lead_id=lead["id"], version=lead["version"], told=dict(lead)
            )
            _ask(finding, lead, Regime.load(work.settings.content.measures))
            for observation_id in lead["observations"]:
                finding.evidence.add(_evidence(work, observation_id, rows[observation_id]))
        finding.handling = max(
            finding.handling, *finding.evidence.values_list("handling", flat=True), key=TLP.index
        )
        finding.save()
        body["finding"] = finding.number
    return finding


def _title(leads: Sequence[Mapping[str, Any]]) -> str:
    first = min(leads, key=lambda lead: lead["first_at"])
    names = " and ".join(s["name"] or f"MMSI {s['mmsi']}" for s in first["subjects"])
    what = first["detector"].replace("_", " ").capitalize().replace("dprk", "DPRK")
    says_so = not first["simulated"] or any(
        (s["name"] or "").startswith("EXERCISE") for s in first["subjects"]
    )
    return f"{'' if says_so else 'EXERCISE: '}{what}: {names}, {first['first_at'][:10]}"


def _ask(finding: Finding, lead: Mapping[str, Any], regime: Regime) -> None:
    """Ask every element of every paragraph that stood that day, and every innocent explanation."""
    for standing in lead["measures"]:
        if standing["paragraph"]:
            held = regime.measure(standing["id"]).paragraphs
            paragraph = next(p for p in held if p.id == standing["paragraph"])
            for element in (*paragraph.elements, *paragraph.one_of):
                ElementAnswer.objects.get_or_create(
                    finding=finding,
                    paragraph=paragraph.id,
                    element=element,
                    defaults={"measure": standing["id"]},
                )
    for asked in lead["asks"]:
        id_, _, says = asked.partition(": ")
        ExplanationWeighed.objects.get_or_create(
            finding=finding, explanation=id_, defaults={"says": says, "cannot_tell": True}
        )


def _evidence(work: Workspace, observation_id: str, row: Mapping[str, Any]) -> Evidence:
    prefix, _, number = observation_id.partition(":")
    kept = work.archived(prefix)
    assert kept is not None, "an observation's archived file is always there"
    evidence, _ = Evidence.objects.get_or_create(
        observation_id=observation_id,
        defaults={
            "archived_id": kept.archived_id,
            "row": int(number),
            "file": kept.name,
            "source": kept.originator,
            "says": row["says"],
            "at": row["at"],
            "handling": kept.handling,
            "originator": kept.originator,
            "simulated": kept.simulated,
        },
    )
    return evidence


def find(number: str) -> Finding:
    """The finding with that number, as F-0001 or 1."""
    digits = number.upper().removeprefix("F-")
    known = digits.isdecimal() and len(digits) < 10
    if known and (finding := Finding.objects.filter(pk=int(digits)).first()):
        return finding
    raise UnknownName("finding", number, [f.number for f in Finding.objects.all()])


def change(work: Workspace, number: str, words: Mapping[str, str], answers: Sequence[tuple[str, str, str]],
           weighed: Sequence[tuple[str, str]]) -> Finding:  # fmt: skip
    """Change what a finding says. ``words`` has title, claim, likelihood or confidence.

    ``answers`` are (element, answer, because): the element in all its paragraphs, or in one as
    ``paragraph/element``. ``weighed`` are (explanation, what speaks for or against it).
    """
    finding = find(number)
    for field, allowed in (("likelihood", LIKELIHOOD), ("confidence", CONFIDENCE)):
        if field in words and words[field] not in allowed:
            raise BadInput(f"{field}: {words[field]!r} is none of: {', '.join(allowed)}.")
    body = {
        "finding": finding.number,
        "words": dict(words),
        "answers": list(map(list, answers)),
        "weighed": list(map(list, weighed)),
    }
    with _change(work, "finding.changed", body):
        for field, value in words.items():
            setattr(finding, field, value)
        finding.save()
        for element, answer, because in answers:
            _answer(finding, element, answer, because)
        for id_, text in weighed:
            if not finding.explanations.filter(explanation=id_).update(weighed=text):
                raise UnknownName(
                    "explanation of this finding",
                    id_,
                    finding.explanations.values_list("explanation", flat=True),
                )
    return finding


def _answer(finding: Finding, element: str, answer: str, because: str) -> None:
    if answer not in ANSWERS:
        raise BadInput(f"{element}: {answer!r} is none of: {', '.join(ANSWERS)}.")
    if answer != "unknown" and not because.strip():
        raise BadInput(f"{element}: why {answer}? Write {element}={answer}:because …, naming the evidence.")
    paragraph, _, name = element.rpartition("/")
    asked = finding.answers.filter(element=name, **({"paragraph": paragraph} if paragraph else {}))
    if not asked.update(answer=answer, because=because):
        raise UnknownName("element of this finding", element, {a.element for a in finding.answers.all()})


def told(finding: Finding) -> dict[str, Any]:
    """Everything about a finding as plain data."""
    return {
        "id": finding.number,
        "title": finding.title,
        "claim": finding.claim,
        "state": finding.state,
        "likelihood": finding.likelihood or None,
        "confidence": finding.confidence or None,
        "handling": finding.handling,
        "simulated": finding.simulated,
        "drafted_at": finding.drafted_at.isoformat(),
        "drafted_by": finding.drafted_by,
        "leads": [json.loads(json.dumps(taken.told)) for taken in finding.leads.order_by("pk")],
        "evidence": [
            {"id": e.number, "observation_id": e.observation_id, "archived_id": e.archived_id, "row": e.row,
             "file": e.file, "source": e.source, "says": e.says, "at": e.at.isoformat() if e.at else None, "grade": e.grade, "handling": e.handling, "simulated": e.simulated}
            for e in finding.evidence.order_by("pk")
        ],
        "elements": [
            {"measure": a.measure, "paragraph": a.paragraph, "element": a.element, "answer": a.answer, "because": a.because}
            for a in finding.answers.order_by("pk")
        ],
        "explanations": [
            {"id": x.explanation, "says": x.says, "weighed": x.weighed, "cannot_tell": x.cannot_tell}
            for x in finding.explanations.order_by("pk")
        ],
        "replies": [],
    }  # fmt: skip


def every() -> list[Finding]:
    """All findings, oldest first."""
    return list(Finding.objects.order_by("pk"))


def taken(lead_ids: Sequence[str]) -> dict[str, list[str]]:
    """Of these leads those that findings have taken up, each with the numbers of the findings."""
    found: dict[str, list[str]] = {}
    for one in (
        LeadTaken.objects.filter(lead_id__in=lead_ids).order_by("finding_id").select_related("finding")
    ):
        found.setdefault(one.lead_id, []).append(one.finding.number)
    return found


def verify(sums: Mapping[str, str | None]) -> int:
    """Compare every finding with the hash that its last ledger entry tells; ``Damaged`` names the first that differs."""
    there = {finding.number: finding for finding in every()}
    for finding in there.values():
        check(finding, sums)
    if gone := sorted(sums.keys() - there.keys()):
        raise Damaged(f"Findings: {gone[0]} is told of by the ledger, but isn't in the database.")
    return len(there)


def check(finding: Finding, sums: Mapping[str, str | None]) -> None:
    """Raise ``Damaged`` where the finding isn't what its last ledger entry tells."""
    if finding.number not in sums:
        raise Damaged(f"Findings: {finding.number} is in the database, but no ledger entry tells of it.")
    try:
        same = _sha256(finding) == sums[finding.number]
    except (ValueError, TypeError, AttributeError):  # not even of the kind that belongs there
        same = False
    if not same:
        raise Damaged(f"Findings: {finding.number} says other things than its last ledger entry tells of.")


def _sha256(finding: Finding) -> str:
    return hashlib.sha256(ledger.canonical(told(finding)).encode()).hexdigest()
