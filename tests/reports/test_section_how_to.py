"""docs/how-to/section.md, followed to the letter."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from report_pages import blocks, words
from report_sample import needs_maps

ROOT = Path(__file__).parents[2]


@needs_maps
def test_the_page_can_be_followed(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "section.md").read_text("utf-8")
    section, try_it = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    (printed,) = re.findall(r"^```text\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    (tmp_path / "sections").mkdir()
    (tmp_path / "sections" / "silences.py").write_text(section, encoding="utf-8")
    (tmp_path / "try_it.py").write_text(try_it, encoding="utf-8")
    environ = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run(
        [sys.executable, "try_it.py"], cwd=tmp_path, env=environ, capture_output=True, text=True
    )
    assert run.stderr == ""
    assert run.stdout == printed
    tree = json.loads((tmp_path / "try" / "report.json").read_text("utf-8"))
    assert [part["name"] for part in tree["sections"]][:3] == ["summary", "findings", "silences"]
    (table,) = [block for block in blocks(tree, "table") if words(block["caption"]) == "Silences"]
    assert [words(cell) for cell in table["rows"][0]] == ["Example Star (fictional)", "790000001", "31"]


def test_the_places_that_the_page_names_are_the_places_of_the_files() -> None:
    from leadline.reports import _section

    page = (ROOT / "docs" / "how-to" / "section.md").read_text("utf-8")
    for found in _section.found():
        assert re.search(rf"\b{found.place}\s+{found.name.replace('_', ' ')}\b", page), found.name
