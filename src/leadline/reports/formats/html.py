"""HTML: one file that asks for nothing outside itself."""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from leadline.reports import fonts
from leadline.reports.figures import drawings
from leadline.reports.numbering import numbered, plain
from leadline.reports.tree import Report

TEMPLATES = Path(__file__).parents[1] / "templates"


def write(report: Report, path: Path) -> None:
    """Write the report as one HTML file: styles, drawings and the glyphs it needs stand inside it.

    Its content policy forbids any request and any script; only this file's own style sheet is allowed in.
    """
    report = numbered(report)
    tree, drawn = plain(report), drawings(report)
    template = _environment().get_template("report.html.j2")
    draft = template.render(report=tree, drawings=dict.fromkeys(drawn, ""), style=Markup(""), policy="")
    style = _style(draft + "".join(drawn.values()))
    page = template.render(
        report=tree,
        # Drawings and styles are made by this package, all text in them escaped by svg.py.
        drawings={name: Markup(svg) for name, svg in drawn.items()},  # noqa: S704
        style=Markup(style),  # noqa: S704
        policy=_policy(style),
    )
    path.write_text(page, encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    loader = FileSystemLoader(TEMPLATES)
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _style(page: str) -> str:
    """The style sheet with a face cut to the characters of the page; figures use it for all their text."""
    words = re.sub(r"<[^>]*>", " ", page)
    # Quotation marks and ellipses of an East Asian face are as wide as its Han: leave them to the reader's own.
    wanted = {c for c in words if c.isprintable() and c not in "‘’“”…" and fonts.covers(c)}
    face = fonts.part("".join(sorted(wanted)))
    source = f"@font-face{{font-family:'{fonts.FAMILY}';src:url(data:font/otf;base64,{face}) format('opentype')}}\n"
    return source + (TEMPLATES / "report.css").read_text(encoding="utf-8")


def _policy(style: str) -> str:
    """A content policy that lets in nothing but this style sheet and the face inside it."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; base-uri 'none'; form-action 'none'"
