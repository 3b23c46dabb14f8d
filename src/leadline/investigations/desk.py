"""Findings for callers outside Django: plain data in, plain data out."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from leadline.investigations import _setup
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
    """Change a finding; see ``findings.change``."""
    with _findings(work) as findings:
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
