"""On real names: labelled pairs, official aliases, designated persons in Hangul, and strangers that must not match."""

import csv
import json
import os
import random
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from leadline.entities.korean import THRESHOLD, compare, keys, sounds

SHARED = Path(os.environ.get("LEADLINE_SHARED", Path(__file__).parents[4] / "shared")) / "data"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"no real names at {SHARED}; set LEADLINE_SHARED")
DESIGNATED = Path(__file__).parent / "designated.csv"


def alike(a: str, b: str, schema: str = "Person") -> bool:
    told = compare(a, b, schema)
    return told is not None and told.score >= THRESHOLD


def f1(labelled: Iterable[dict[str, str]]) -> float:
    found = [
        (row["is_match"] == "true", alike(row["name1"], row["name2"], row["schema"])) for row in labelled
    ]
    right = sum(true and told for true, told in found)
    return 2 * right / (sum(true for true, _ in found) + sum(told for _, told in found))


@cache
def pool() -> tuple[tuple[str, ...], ...]:
    """The names of each person whom the UN or OFAC lists for the DPRK, primary name first."""
    un = json.loads((SHARED / "lists/un_1718.json").read_text("utf-8"))["entries"]
    ofac = map(json.loads, (SHARED / "lists/ofac_dprk.jsonl").read_text("utf-8").splitlines())
    people: list[dict[str, Any]] = [e for e in (*un, *ofac) if e["type"] == "individual"]
    aliases = ([a if isinstance(a, str) else a["name"] for a in e["aliases"]] for e in people)
    return tuple((e["name"], *filter(None, other)) for e, other in zip(people, aliases, strict=True))


@cache
def index() -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for at, names in enumerate(pool()):
        for key in {key for name in names for key in keys(name)}:
            found[key].add(at)
    return found


def matches(query: str) -> set[int]:
    near = set().union(*(index().get(key, set()) for key in keys(query)))
    return {at for at in near if any(alike(query, name) for name in pool()[at])}


def test_labelled_pairs() -> None:
    with (SHARED / "names/dprk_pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert f1(rows) >= 0.92
    assert f1(row for row in rows if row["schema"] == "Person") >= 0.98
    assert not [
        row for row in rows if row["is_match"] == "false" and alike(row["name1"], row["name2"], row["schema"])
    ]


@pytest.mark.parametrize(("source", "recall", "false"), [("UN1718", 0.7, 0), ("OFAC_DPRK", 0.72, 4)])
def test_official_aliases(source: str, recall: float, false: int) -> None:
    """The rest of the aliases are other names altogether: only the list knows them."""
    told = json.loads((SHARED / "names/dprk_official_aliases.json").read_text("utf-8"))[source]
    found = [alike(one["name"], alias) for one in told for alias in one["aliases"]]
    assert sum(found) / len(found) >= recall
    names = [one["name"] for one in told]
    assert sum(alike(a, b) for at, a in enumerate(names) for b in names[:at]) <= false


def test_designated_persons_are_found_by_their_names_in_hangul() -> None:
    with DESIGNATED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    found = [(row, [pool()[at] for at in matches(row["hangul"])]) for row in rows]
    assert [row for row, told in found if not any(row["name"] in names for names in told)] == []
    strangers = [
        (row["hangul"], names[0]) for row, told in found for names in told
        if not any(alike(row["name"], name) for name in names)
    ]  # fmt: skip
    assert len(strangers) <= 0.05 * len(rows), strangers


def test_few_made_up_names_match() -> None:
    """Korean names of common syllables (fictional), in Hangul and in Revised: all that match are namesakes."""
    chance, syllables = (
        random.Random(7),
        "민준서도윤현우지훈성진영호수재승동상철종경기태정용광석원인주혁규찬학일은희숙순옥미연",
    )
    families = [
        (row["surname"], {"1": 20, "2": 3}.get(row["rank"], 0.3)) for row in sounds.rows("surnames.csv")
    ]
    queries = [
        chance.choices(*zip(*families, strict=True))[0] + chance.choice(syllables) + chance.choice(syllables)
        for _ in range(1000)
    ]
    assert sum(bool(matches(query)) for query in queries) <= 10
    revised = [" ".join(sounds.standard(one)[0] for one in query) for query in queries]
    assert sum(bool(matches(query)) for query in revised) <= 12


def test_few_american_names_match() -> None:
    firsts = [
        "James",
        "Mary",
        "Robert",
        "Jennifer",
        "Linda",
        "David",
        "Susan",
        "Karen",
        "Daniel",
        "Mark",
        "Paul",
        "Sun",
        "Young",
        "Ann",
        "Jo",
        "Gene",
        "Min",
        "Tina",
        "Jon",
        "Dan",
    ]
    lasts = [
        "Smith",
        "Brown",
        "Jones",
        "Lee",
        "Thomas",
        "Moore",
        "Young",
        "King",
        "Hill",
        "Kim",
        "Han",
        "Park",
        "Chung",
        "Ko",
        "Cho",
        "Song",
        "Kang",
        "Long",
        "Ho",
        "Sung",
    ]
    found = [f"{first} {last}" for first in firsts for last in lasts if matches(f"{first} {last}")]
    assert len(found) <= 0.01 * len(firsts) * len(lasts), found


def test_keys_leave_few_candidates() -> None:
    sizes = sorted(
        len(set().union(*(index().get(key, set()) for key in keys(name))))
        for names in pool()
        for name in names
    )
    assert sizes[-1] <= 50


def test_vessels_of_the_list_are_told_apart() -> None:
    with (SHARED / "lists/un_1718_vessels.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert [
        (a, b) for at, a in enumerate(names) for b in names[:at] if a != b and alike(a, b, "Vessel")
    ] == []
