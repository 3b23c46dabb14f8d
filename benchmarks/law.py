"""How well acts are read into measures: recall and precision of breach and of possible, over cases.

    python benchmarks/law.py

Reads the acts of ``tests/law`` and, where LEADLINE_SHARED has them, the paragraphs that the documented cases list.
"""

import os
import sys
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.law.scores import HEAD, Score, named, read  # noqa: E402

from leadline.law.acts.read import acts  # noqa: E402
from leadline.law.assess import assess_all  # noqa: E402
from leadline.law.regime import Regime  # noqa: E402

TESTS = ROOT / "tests" / "law"
CASES = Path(os.environ.get("LEADLINE_SHARED", ROOT.parent / "shared")) / "facts" / "cases.yaml"


def main() -> None:
    """Print the table, then the speed."""
    regime = Regime.load()
    print("Acts into measures: of the paragraphs that a case lists, and of those that are named.")
    print(HEAD)
    ours = read(*sorted((TESTS / "cases").glob("*.yml")))
    if CASES.exists():
        cases = {c["id"]: c for c in yaml.load(CASES.read_text(encoding="utf-8"), yaml.BaseLoader)["cases"]}
        listed = {id_: case["measures"] for id_, case in cases.items()}
        print(table("documented cases, as acts", regime, ours, listed))
        print(table("documented cases, words only", regime, cases, listed))
    else:
        print(f"no documented cases at {CASES}; set LEADLINE_SHARED")
    for label, file in (
        ("further cases, as acts", "acts.yml"),
        ("further cases, words only", "words.yml"),
        ("a second set, as acts", "acts-2.yml"),
        ("a second set, words only", "words-2.yml"),
    ):
        further = read(TESTS / "further" / file)
        given = {id_: case["acts"] for id_, case in further.items()}
        print(table(label, regime, given, {id_: case["measures"] for id_, case in further.items()}))
    many = [act for given in ours.values() for act in given] * 20
    start = time.process_time()
    assess_all(regime, acts(regime, many))
    print(f"{len(many)} acts in {time.process_time() - start:.2f} s of processor")


def table(label: str, regime: Regime, given: dict[str, object], listed: dict[str, list[str]]) -> str:
    """One row."""
    score = Score()
    for id_, acts_ in given.items():
        score.add(id_, listed[id_], named(regime, acts_))
    return score.row(label)


if __name__ == "__main__":
    main()
