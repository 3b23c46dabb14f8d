"""Findings for callers outside Django: plain data in, plain data out."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from leadline.errors import Damaged
from leadline.investigations import _setup
from leadline.store import ledger
from leadline.store.workspace import Workspace


@contextmanager
def _findings(work: Workspace) -> Iterator[ModuleType]:
    """The module that knows the models, which can be imported once Django is configured; its connection is closed after."""
    _setup.configure(work.database)
    from django.db import connection

    from leadline.investigations import findings

    try:
        yield findings
    finally:
        connection.close()


def draft(
    work: Workspace, leads: Sequence[Mapping[str, Any]], rows: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Draft a finding; see ``findings.draft``."""
    with _findings(work) as findings:
        told: dict[str, Any] = findings.told(findings.draft(work, leads, rows))
    return told


def change(
    work: Workspace,
    number: str,
    words: Mapping[str, str],
    answers: Sequence[tuple[str, str, str]] = (),
    weighed: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """Change a finding; see ``findings.change``. One that was forged is refused: the change would vouch for it."""
    with _findings(work) as findings:
        findings.check(findings.find(number), _sums(work))
        told: dict[str, Any] = findings.told(findings.change(work, number, words, answers, weighed))
    return told


def show(work: Workspace, number: str) -> dict[str, Any]:
    """Everything about one finding."""
    with _findings(work) as findings:
        told: dict[str, Any] = findings.told(findings.find(number))
    return told


def every(work: Workspace) -> list[dict[str, Any]]:
    """Everything about every finding, oldest first."""
    with _findings(work) as findings:
        return [findings.told(one) for one in findings.every()]


def taken(work: Workspace, lead_ids: Sequence[str]) -> dict[str, list[str]]:
    """Of these leads those that findings have taken up, each with the numbers of the findings."""
    with _findings(work) as findings:
        found: dict[str, list[str]] = findings.taken(lead_ids)
    return found


def verify(work: Workspace) -> int:
    """Check every finding against its last ledger entry; return how many, or raise ``Damaged`` naming one."""
    told = _sums(work)
    if not work.execute("SELECT 1 FROM sqlite_master WHERE name = 'investigations_finding'", ()):
        if told:
            raise Damaged(
                f"Findings: {next(iter(told))} is told of by the ledger, but isn't in the database."
            )
        return 0
    with _findings(work) as findings:
        checked: int = findings.verify(told)
    return checked


def _sums(work: Workspace) -> dict[str, str | None]:
    """Of each finding the SHA-256 of what it said, as its last ledger entry tells."""
    kinds = ("finding.drafted", "finding.changed")
    told = [entry for kind in kinds for entry in ledger.entries(work.execute, kind)]  # a draft comes first
    return {entry.body["finding"]: entry.body.get("sha256") for entry in told}
