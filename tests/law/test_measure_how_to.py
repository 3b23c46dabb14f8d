"""The how-to page, followed to the letter."""

import datetime as dt
import re
from pathlib import Path

from leadline.law.model import KINDS, WEIGHT, Measure, Paragraph
from leadline.law.regime import Regime
from leadline.law.show import show, text
from leadline.law.vocabulary import Element, Mark

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "measure.md"


def blocks(language: str) -> list[str]:
    found = re.findall(
        rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert found, f"no {language} block in {PAGE}"
    return found


def test_a_stranger_adds_a_measure_in_an_outside_folder(tmp_path: Path) -> None:
    measure, vocabulary = blocks("yaml")
    (tmp_path / "tin-toys.yml").write_text(measure, encoding="utf-8")
    (tmp_path / "vocabulary.yml").write_text(vocabulary, encoding="utf-8")
    regime = Regime.load([tmp_path])
    assert set(Regime.load().measures) < set(regime.measures)
    (console,) = blocks("console")
    commands, _, printed = console.partition("--on 2001-06-01\n")
    assert commands.endswith("leadline law show tin-toys ")
    assert text(show(regime, "tin-toys", dt.date(2001, 6, 1))) == printed


def test_the_page_names_every_field_and_every_value() -> None:
    page = PAGE.read_text(encoding="utf-8")
    shapes = (Measure, Paragraph, Mark, Element)
    fields = [f.alias or name for shape in shapes for name, f in shape.model_fields.items()]
    missing = [
        word
        for word in (*fields, *KINDS, *WEIGHT)
        if f"`{word}`" not in page and word not in {"paragraphs", "asks"}
    ]
    assert missing == []
