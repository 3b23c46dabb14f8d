"""Fixtures of the report room."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from report_sample import material

from leadline.reports.material import Material

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def sample() -> Material:
    return material()


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compares a text with its reviewed file; LEADLINE_GOLDEN=write writes the file, for review in the diff."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("LEADLINE_GOLDEN") == "write":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare
