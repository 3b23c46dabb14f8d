"""The tree itself, as JSON."""

import json
from pathlib import Path

from leadline.reports.numbering import plain
from leadline.reports.tree import Report


def write(report: Report, path: Path) -> None:
    """Write the tree as UTF-8 JSON; times are ISO 8601 in UTC, positions degrees."""
    path.write_text(json.dumps(plain(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
