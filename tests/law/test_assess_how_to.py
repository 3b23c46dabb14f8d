"""The how-to page against the tables; its commands are executed with those of the other pages."""

import re
from pathlib import Path

from leadline.law.acts._keys import keys

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "assess.md"


def test_every_field_that_the_page_names_is_read() -> None:
    rows = re.findall(
        r"^\| (`[^|]+`) \|", PAGE.read_text(encoding="utf-8").split("## What an act may say")[1], re.MULTILINE
    )
    named = {word for row in rows for word in re.findall(r"`(\w+)`", row)}
    assert named >= {"kind", "date", "elements", "exemptions"}
    assert named - {"lasting"} <= set(keys("fields"))
