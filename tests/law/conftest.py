from collections.abc import Callable
from pathlib import Path

import pytest

from leadline.law.regime import Regime, assemble

VOCABULARY = """
elements:
  - {id: tin-toy, asks: "Was it a tin toy?"}
exemptions:
  - {id: museum, title: Museums, granted_by: the Toy Committee, asks: "Was it for a museum?", under: toy-op2}
"""
MEASURE = """
id: toys
title: Tin toys leaving the Isle of Toys
program: XX-TOYS
flow: {from: zz, to: any}
goods: {words: tin toys, hs: ["9503"], basis: derived}
paragraphs:
  - {id: toy-op1, source: {text: TOY/1 (2001), para: "1", confidence: high}, force: decides, kind: ban,
     from: 2001-01-01, until: 2002-01-01, superseded_by: toy-op2, obliged: everyone,
     summary: No tin toys., elements: [tin-toy], exempt: [museum]}
  - {id: toy-op2, source: {text: TOY/2 (2002), para: "2", confidence: low}, force: calls upon, kind: vigilance,
     from: 2002-01-01, until: 2003-01-01, obliged: everyone, summary: Watch tin toys.,
     elements: [tin-toy], exempt: [museum]}
examples:
  - {day: 2000-12-31, kind: none-coded}
  - {day: 2001-12-31, kind: ban}
  - {day: 2002-12-31, kind: vigilance}
  - {day: 2003-01-01, kind: expired}
"""
Toys = Callable[..., Regime]


@pytest.fixture
def toys(tmp_path: Path) -> Toys:
    """A small fictional regime, after replacements in the text of its measure."""

    def write(*changes: tuple[str, str], vocabulary: str = VOCABULARY, name: str = "toys") -> Regime:
        text = MEASURE
        for old, new in changes:
            assert old in text, f"{old!r} isn't in the sample"
            text = text.replace(old, new, 1)
        (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")
        (tmp_path / "vocabulary.yml").write_text(vocabulary, encoding="utf-8")
        return assemble(sorted(tmp_path.glob("*.yml")))

    return write
