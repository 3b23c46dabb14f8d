"""Every error that Leadline raises on purpose.

    LeadlineError
    ├── BadInput            what came in can't be used           exit 2
    │   ├── UnknownName     a name that nothing answers to
    │   └── Hostile         bounds were exceeded on purpose or by damage
    ├── BadContent          a source, measure, detector … that the frame refuses   exit 3
    ├── MissingPiece        something must be installed or built first             exit 4
    ├── Damaged             bytes are not what the ledger says they were           exit 5
    └── Gate                a step isn't allowed yet; says what is missing         exit 6

Each error says what happened and what to do next. ``exit_code`` is what the command line returns; a
success is 0, a success with rejected rows is 0 too (the rows are in ``rejects``), a crash that is
Leadline's own fault is 1.
"""

import difflib
from collections.abc import Iterable


class LeadlineError(Exception):
    """Base of all deliberate errors; its message is one or two sentences for people."""

    exit_code = 1


class BadInput(LeadlineError):
    """A file, option or value that was handed in can't be used."""

    exit_code = 2


class UnknownName(BadInput):
    """Nothing of that kind goes by that name; the message offers near ones."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.5) or names[:12]
        offer = ", ".join(near) if near else "none yet"
        super().__init__(f"There is no {kind} named {name!r}. Try: {offer}.")


class Hostile(BadInput):
    """Input that exceeds a stated bound (depth, size, length)."""


class BadContent(LeadlineError):
    """A content file (source, list, measure, detector, section) breaks its frame's contract."""

    exit_code = 3


class MissingPiece(LeadlineError):
    """A package, program or built file is not there; the message says how to get it."""

    exit_code = 4


class Damaged(LeadlineError):
    """Stored bytes differ from what was written; the message names the first broken place."""

    exit_code = 5


class Gate(LeadlineError):
    """A step that the rules don't allow yet; the message says what is missing."""

    exit_code = 6
