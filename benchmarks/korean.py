"""The Korean kernel alone, beside nomenklatura's logic-v2 and rapidfuzz, in one run.

``python benchmarks/korean.py`` prints, on the real names (LEADLINE_SHARED): labelled pairs; official aliases of
persons against all cross pairs; designated persons searched by their names in Hangul, and made-up names that nobody
bears on purpose, against all persons whom the UN and OFAC list for the DPRK (in the lists of both: found twice); then
the times. Names without an opinion count as no match.
"""

import csv
import json
import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from mangled import FIRST, LAST
from rapidfuzz import fuzz, utils

from leadline.entities import korean
from leadline.entities.korean import sounds

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("LEADLINE_SHARED", ROOT.parent / "shared")) / "data"
SYLLABLES = "민준서도윤현우지훈성진영호수재승동상철종경기태정용광석원인주혁규찬학일은희숙순옥미연"
CHINESE = "wei fang min jing li qiang lei jun yang yong yan jie juan tao ming chao xiu ping gang gui hua dong jian hong"


class Way(NamedTuple):
    """A way to compare, from where on two names are one, and how many made-up names it has time for."""

    name: str
    compare: Callable[[str, str, str], float]
    threshold: float
    queries: int


def kernel(a: str, b: str, schema: str) -> float:
    told = korean.compare(a, b, schema)
    return told.score if told else 0.0


def logic_v2() -> Callable[[str, str, str], float]:
    from followthemoney import model
    from nomenklatura.matching import LogicV2

    config = LogicV2.default_config()

    @lru_cache(1 << 16)
    def entity(name: str, schema: str, side: str) -> Any:
        return model.get_proxy({"id": side + name, "schema": schema, "properties": {"name": [name]}})

    return lambda a, b, s: float(LogicV2.compare(entity(a, s, "a"), entity(b, s, "b"), config).score)


def rapidfuzz(a: str, b: str, _: str) -> float:
    return fuzz.token_sort_ratio(a, b, processor=utils.default_process) / 100


def pool() -> list[list[str]]:
    """The names of each person whom the UN or OFAC lists for the DPRK."""
    un = json.loads((DATA / "lists/un_1718.json").read_text("utf-8"))["entries"]
    ofac = map(json.loads, (DATA / "lists/ofac_dprk.jsonl").read_text("utf-8").splitlines())
    people = [e for e in (*un, *ofac) if e["type"] == "individual"]
    return [
        [e["name"], *(n for a in e["aliases"] if (n := a if isinstance(a, str) else a["name"]))]
        for e in people
    ]


def made_up(count: int) -> dict[str, list[str]]:
    """Fictional names of four kinds."""
    chance = random.Random(7)
    weights = {row["surname"]: {"1": 20, "2": 3}.get(row["rank"], 0.3) for row in sounds.rows("surnames.csv")}
    families = chance.choices(list(weights), list(weights.values()), k=count)
    hangul = [family + chance.choice(SYLLABLES) + chance.choice(SYLLABLES) for family in families]
    pinyin = [row["pinyin"].split()[0] for row in sounds.rows("surnames.csv") if row["rank"] == "1"]
    given = CHINESE.split()
    return {
        "Korean, in Hangul": hangul,
        "Korean, in Revised": [" ".join(sounds.standard(one)[0] for one in name) for name in hangul],
        "Chinese": [
            f"{chance.choice(pinyin)} {chance.choice(given)}{chance.choice(given)}" for _ in range(count)
        ],
        "American": [f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _ in range(count)],
    }


def searched(way: Way, queries: Sequence[str], listed: list[list[str]]) -> list[set[int]]:
    """For each query the persons that it matches; the kernel finds candidates by its keys, others compare all."""
    index: dict[str, set[int]] = defaultdict(set)
    for at, names in enumerate(listed):
        for key in {key for name in names for key in korean.keys(name)}:
            index[key].add(at)
    found = []
    for query in queries:
        near: set[int] = set(range(len(listed)))
        if way.compare is kernel:
            near = set().union(*(index.get(key, set()) for key in korean.keys(query)))
        found.append(
            {at for at in near if any(way.compare(query, n, "Person") >= way.threshold for n in listed[at])}
        )
    return found


def pairs(way: Way) -> str:
    with (DATA / "names/dprk_pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = [
        (r["is_match"] == "true", way.compare(r["name1"], r["name2"], r["schema"]) >= way.threshold)
        for r in rows
    ]
    right, said = sum(a and b for a, b in told), sum(b for _, b in told)
    return f"labelled pairs F1 {2 * right / (said + sum(a for a, _ in told)):.3f}, precision {right / max(1, said):.3f}"


def aliases(way: Way) -> str:
    parts = []
    for source, entries in json.loads((DATA / "names/dprk_official_aliases.json").read_text("utf-8")).items():
        same = [way.compare(e["name"], a, "Person") >= way.threshold for e in entries for a in e["aliases"]]
        names = [e["name"] for e in entries]
        cross = [(a, b) for at, a in enumerate(names) for b in names[:at]]
        false = sum(way.compare(a, b, "Person") >= way.threshold for a, b in cross)
        parts.append(f"{source} aliases {sum(same) / len(same):.3f}, {false} of {len(cross)} cross pairs")
    return "; ".join(parts)


def hangul(way: Way, listed: list[list[str]]) -> str:
    with (ROOT / "tests/entities/korean/designated.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    found = searched(way, [row["hangul"] for row in rows], listed)
    right = sum(any(row["name"] in listed[at] for at in told) for row, told in zip(rows, found, strict=True))
    return f"in Hangul: {right} of {len(rows)} found, {sum(map(len, found)) / len(rows):.2f} entries a query"


def times() -> None:
    """Of the kernel: import and first comparison in a new process, then each warm step."""
    code = (
        "import time; t = time.perf_counter(); from leadline.entities import korean; u = time.perf_counter();"
        "korean.compare('Kim Jong Un', '김정은'); print(f'import {1e3 * (u - t):.0f} ms, first comparison "
        "{1e3 * (time.perf_counter() - u):.0f} ms')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    names = [name for entry in pool() for name in entry]
    start = time.perf_counter()
    for name in names:
        korean.keys(name)
    taken = (time.perf_counter() - start) / len(names)
    start = time.perf_counter()
    for a, b in pairwise(names):
        korean.compare(a, b)
    print(
        f"keys of a name {1e6 * taken:.0f} us, a warm comparison {1e6 * (time.perf_counter() - start) / len(names):.0f} us"
    )


def main() -> None:
    """Print it."""
    listed = pool()
    print(
        ", ".join(f"{name} {version(name)}" for name in ("nomenklatura", "rapidfuzz")),
        f"{len(listed)} persons",
    )
    ways = [
        Way("Korean kernel", kernel, korean.THRESHOLD, 2000),
        Way("logic-v2", logic_v2(), 0.7, 50),
        Way("rapidfuzz token_sort", rapidfuzz, 0.85, 500),
    ]
    for way in ways:
        print(f"\n{way.name} at {way.threshold}")
        print(" ", pairs(way))
        print(" ", aliases(way))
        print(" ", hangul(way, listed))
        for kind, queries in made_up(way.queries).items():
            found = searched(way, queries, listed)
            print(
                f"  made up, {kind}: {100 * sum(map(bool, found)) / len(found):.2f} % of {len(found)} match"
            )
    print()
    times()


if __name__ == "__main__":
    main()
