"""Name comparison side by side in one run: this, nomenklatura's logic-v2, rapidfuzz.

``python benchmarks/names.py`` reads labelled names (LEADLINE_SHARED) and prints, for each set and group, precision,
recall and F1 of every way to compare at its own fixed threshold; then official aliases of persons against all cross
pairs; then perturbed names, if sanctions-screening-benchmark (MIT) is installed; then the time of one comparison.
"""

import csv
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz import fuzz, utils

from leadline.entities.names import THRESHOLD, compare

DATA = Path(os.environ.get("LEADLINE_SHARED", Path(__file__).parents[2] / "shared")) / "data"
Compared = Callable[[str, str, str], float]


class Way(NamedTuple):
    """A way to compare, and from where on it says that two names are one."""

    name: str
    compare: Compared
    threshold: float


class Pair(NamedTuple):
    """Two names and whether they name the same."""

    schema: str
    a: str
    b: str
    same: bool
    group: str


def logic_v2() -> Compared:
    from followthemoney import model
    from nomenklatura.matching import LogicV2

    config = LogicV2.default_config()

    @lru_cache(1 << 16)
    def entity(name: str, schema: str, side: str) -> Any:
        return model.get_proxy(
            {"id": f"{side}:{schema}:{name}", "schema": schema, "properties": {"name": [name]}}
        )

    return lambda a, b, s: float(LogicV2.compare(entity(a, s, "a"), entity(b, s, "b"), config).score)


def by_rapidfuzz(scorer: Callable[..., float]) -> Compared:
    return lambda a, b, _: scorer(a, b, processor=utils.default_process) / 100


def pairs(name: str, group: str) -> list[Pair]:
    with (DATA / "names" / name).open(encoding="utf-8") as file:
        return [
            Pair(row["schema"], row["name1"], row["name2"], row["is_match"] == "true", row[group])
            for row in csv.DictReader(file)
        ]


def figures(way: Way, rows: Sequence[Pair]) -> str:
    right = wrong = missed = 0
    for schema, a, b, same, _ in rows:
        said = way.compare(a, b, schema) >= way.threshold
        right, wrong, missed = (
            right + (said and same),
            wrong + (said and not same),
            missed + (same and not said),
        )
    if not right + missed:
        return f"{wrong:2} of {len(rows):3} false   "
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return f"{precision:.3f} {recall:.3f} {2 * right / max(1, 2 * right + wrong + missed):.3f}"


def labelled(ways: Sequence[Way], name: str, group: str, least: int) -> None:
    """Precision, recall and F1 of the whole set, then of its groups of ``least`` pairs and more."""
    groups: dict[str, list[Pair]] = defaultdict(list)
    for row in pairs(name, group):
        groups[""].append(row)
        groups[row.group].append(row)
    print(f"\n{name}: precision, recall, F1")
    for one, rows in groups.items():
        if len(rows) >= least:
            cells = "   ".join(figures(way, rows) for way in ways)
            print(f"{one or 'all':22} {len(rows):5}   {cells}")


def aliases(ways: Sequence[Way]) -> None:
    told = json.loads((DATA / "names" / "dprk_official_aliases.json").read_text(encoding="utf-8"))
    print("\ndprk_official_aliases.json: recall of aliases, false among all pairs of two persons")
    for authority, people in told.items():
        known = [(one["name"], alias) for one in people for alias in one["aliases"]]
        names = [one["name"] for one in people]
        cross = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
        cells = []
        for way in ways:
            found = sum(way.compare(a, b, "Person") >= way.threshold for a, b in known)
            false = sum(way.compare(a, b, "Person") >= way.threshold for a, b in cross)
            cells.append(f"{found / len(known):.3f} {false:5}      ")
        print(f"{authority:22} {len(known)}/{len(cross)}   {'   '.join(cells)}")


def perturbed(ways: Sequence[Way], limit: int = 70) -> None:
    """Recall of the right person among ``limit``, and how often a near miss finds anybody."""
    try:
        from ssb import negatives, perturb
    except ImportError:
        print("\nPerturbed names: install sanctions-screening-benchmark to see them.")
        return
    lines = (DATA / "lists" / "ofac_dprk.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [
        r for r in map(json.loads, lines) if r["type"] == "individual" and "dprk" in r["selected_because"]
    ]
    people = {r["uid"]: [_given_first(n) for n in (r["name"], *r["aliases"])] for r in rows}
    listed = {name.casefold() for names in people.values() for name in names}
    people = {uid: people[uid] for uid in sorted(people) if len(people[uid][0].split()) > 1}
    people = dict(list(people.items())[:limit])
    asked = [
        (one.text, uid, one.perturbation)
        for uid, names in people.items()
        for one in perturb.apply_all(names[0], uid, max_per_class=1)
    ]
    near = negatives.generate([names[0] for names in people.values()], listed_index=listed)
    asked += [(one.text, "", one.negative_class) for one in near]
    classes = sorted({(not uid, kind) for _, uid, kind in asked})
    found = [_found(way, people, asked) for way in ways]
    print(
        f"\nPerturbed names of {limit} OFAC DPRK persons, {len(asked)} asked: found, of; strangers that match"
    )
    for stranger, kind in classes:
        cells = "   ".join(f"{one[kind][0]:4} of {one[kind][1]:3}      " for one in found)
        print(f"{'! ' * stranger}{kind:22} {cells}")
    for title, stranger in (("recall", False), ("false-positive rate", True)):
        rates = ([one[kind] for s, kind in classes if s == stranger] for one in found)
        print(f"{title:22}" + "   ".join(f"{sum(r[0] for r in rate) / sum(r[1] for r in rate):9.3f}" + " " * 8 for rate in rates))  # fmt: skip


def _given_first(name: str) -> str:
    return " ".join(part.strip() for part in reversed(name.split(",", 1)))


def _found(
    way: Way, people: dict[str, list[str]], asked: Iterable[tuple[str, str, str]]
) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for text, uid, kind in asked:
        scores = {one: max(way.compare(text, n, "Person") for n in names) for one, names in people.items()}
        best = max(scores, key=lambda one: scores[one])
        found[kind][1] += 1
        found[kind][0] += scores[best] >= way.threshold and uid in {"", best}
    return found


def speed(ways: Sequence[Way]) -> None:
    rows = pairs("name_bench_dev.csv", "case_group")
    cells = []
    for way in ways:
        start = time.perf_counter()
        for row in rows:
            way.compare(row.a, row.b, row.schema)
        first = time.perf_counter() - start
        start = time.perf_counter()
        for row in rows:
            way.compare(row.a, row.b, row.schema)
        again = time.perf_counter() - start
        cells.append(f"{first / len(rows) * 1e6:7.1f} {again / len(rows) * 1e6:7.1f} ")
    print(f"\nMicroseconds a comparison, first time and again:    {'   '.join(cells)}")


def main() -> None:
    if not DATA.is_dir():
        sys.exit(f"No labelled names at {DATA}; set LEADLINE_SHARED.")
    start = time.perf_counter()
    compare("Ivan Petrov", "Ri Chol Nam")
    own = time.perf_counter() - start
    start = time.perf_counter()
    peer = logic_v2()
    peer("Ivan Petrov", "Ri Chol Nam", "Person")
    ways = [
        Way("leadline", compare, THRESHOLD),
        Way("logic-v2", peer, 0.7),
        Way("WRatio", by_rapidfuzz(fuzz.WRatio), 0.85),
        Way("token_sort", by_rapidfuzz(fuzz.token_sort_ratio), 0.85),
    ]
    print(", ".join(f"{name} {version(name)}" for name in ("nomenklatura", "rigour", "rapidfuzz")))
    print(f"First comparison, imports and word lists included: leadline {own:.2f} s, logic-v2 {time.perf_counter() - start:.1f} s")  # fmt: skip
    print(" " * 31 + "   ".join(f"{way.name + f' ≥ {way.threshold}':17}" for way in ways))
    speed(ways)
    labelled(ways, "name_bench_dev.csv", "case_group", 30)
    labelled(ways, "dprk_pairs.csv", "category", 3)
    aliases(ways)
    perturbed(ways)


if __name__ == "__main__":
    main()
