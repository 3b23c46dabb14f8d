"""PDF by Typst: tagged, PDF/UA-1 and PDF/A-2a in one file; every warning is an error."""

import json
import re
from pathlib import Path

import typst

from leadline.errors import BadInput, LeadlineError
from leadline.reports import fonts
from leadline.reports.figures import drawings
from leadline.reports.numbering import numbered, plain
from leadline.reports.tree import Report

TEMPLATE = Path(__file__).parents[1] / "templates" / "report.typ"


def write(report: Report, path: Path) -> None:
    """Write the report as PDF. The same report gives the same bytes.

    Text reaches Typst as a JSON string, never as code; the template's folder is all that Typst may read.

    :raises BadInput: when a character has no glyph in any font; names the character.
    :raises LeadlineError: when Typst warns of anything.
    """
    report = numbered(report)
    inputs = {
        "report": json.dumps(plain(report)),
        "drawings": json.dumps(drawings(report)),
        "family": fonts.FAMILY,
    }
    try:
        pdf, warnings = typst.compile_with_warnings(
            TEMPLATE,
            root=TEMPLATE.parent,
            font_paths=[fonts.font_file().parent],
            ignore_system_fonts=True,
            sys_inputs=inputs,
            pdf_standards=["ua-1", "a-2a"],
            timestamp=report.issued,
        )
    except typst.TypstError as error:
        raise _told(error) from error
    if warnings:
        raise LeadlineError(f"Typst warned while printing report {report.number}: {warnings[0].message}")
    path.write_bytes(pdf)


def _told(error: typst.TypstError) -> LeadlineError:
    """The error in words that say what to do."""
    if "could not be displayed" in error.message:
        quoted = re.search(r"`\"(.*)\"`", error.message.partition(" could not")[0])
        code_points = " ".join(f"U+{ord(character):04X}" for character in (quoted[1] if quoted else ""))
        return BadInput(
            f"No font has a glyph for {quoted[1] if quoted else 'a character'} ({code_points}): replace it."
        )
    return LeadlineError(f"Typst refused the report: {error.message} {' '.join(error.hints)}".strip())
