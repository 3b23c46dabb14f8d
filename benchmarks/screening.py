"""Screening against the whole of OFAC's list (19,143 entities, 39,457 names), beside nomenklatura and rapidfuzz.

python benchmarks/screening.py [names in bulk]. Half of the names are listed persons mangled by ``mangled.py``, half
strangers. Recall: the entity that the name came from is among the matches. Needs the shared data (LEADLINE_SHARED).
"""

import csv
import gzip
import io
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mangled import mangled, stranger

from leadline.entities.names.tokens import words
from leadline.entities.screening import bulk
from leadline.entities.screening.index import Index, build
from leadline.entities.screening.match import screen
from leadline.entities.screening.query import Query

SHARED = Path(os.environ.get("LEADLINE_SHARED", Path(__file__).parents[2] / "shared"))
SCHEMAS = {"individual": "Person", "vessel": "Vessel", "aircraft": "Airplane"}
Asked = list[tuple[str, str]]
"""Names, and the id of the entity that each is of; empty for a stranger."""


def entities() -> list[Any]:
    """OFAC's list as entities."""
    with gzip.open(SHARED / "data/lists/ofac_sdn_names_2026-07-11.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [_entity(json.loads(line)) for line in lines]


def _entity(row: dict[str, Any]) -> Any:
    listing = {
        "list": "ofac", "authority": "OFAC", "binds": "United States persons", "ref": row["uid"],
        "programs": row["programmes"], "measure": "", "paragraph": "", "listed_from": "", "listed_until": "",
        "as_of": "2026-07-11",
    }  # fmt: skip
    return {
        "id": f"ofac-{row['uid']}", "schema": SCHEMAS.get(row["type"], "Organization"), "caption": row["name"],
        "properties": {"name": [row["name"]], "alias": row["aliases"]}, "datasets": ["ofac"],
        "referents": [f"ofac-{row['uid']}"], "listings": [listing],
    }  # fmt: skip


def questions(listed: Sequence[Any], count: int) -> Asked:
    """Half listed persons, mangled, half strangers, mixed; the same each time."""
    rng = random.Random(20261125)
    persons = [e for e in listed if e["schema"] == "Person"]
    chosen = [rng.choice(persons) for _ in range(count // 2)]
    asked = [(mangled(e["properties"]["name"][0], rng), e["id"]) for e in chosen]
    asked += [(stranger(rng), "") for _ in range(count - len(asked))]
    rng.shuffle(asked)
    return asked


@contextmanager
def one_core() -> Iterator[None]:
    """On one core of the machine."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def timed(ask: Callable[[str], object], names: Iterable[str]) -> str:
    """Median and 95th percentile of one query, in milliseconds."""
    took = []
    for name in names:
        start = time.perf_counter()
        ask(name)
        took.append((time.perf_counter() - start) * 1000)
    return f"p50 {statistics.median(took):7.2f} ms  p95 {statistics.quantiles(took, n=20)[-1]:7.2f} ms  ({len(took)} queries)"


def quality(asked: Asked, found: Sequence[Iterable[str]]) -> str:
    """Recall on the mangled, and the share of strangers with a match."""
    hits = [id_ in set(ids) for (_, id_), ids in zip(asked, found, strict=True) if id_]
    strangers = [bool(list(ids)) for (_, id_), ids in zip(asked, found, strict=True) if not id_]
    return f"recall {sum(hits) / len(hits):.3f}, strangers with a match {100 * sum(strangers) / len(strangers):.2f} %"


def ours(listed: Sequence[Any], asked: Asked, place: Path) -> None:
    """Build, single queries warm, the table."""
    start = time.perf_counter()
    build(listed, place, {"lists": [{"id": "ofac", "as_of": "2026-07-11", "sha256": []}]})
    size = sum(f.stat().st_size for f in place.iterdir()) / 1e6
    print(f"  index built in {time.perf_counter() - start:.1f} s, {size:.0f} MB", end="; ")
    start = time.perf_counter()
    index = Index.open(place)
    print(f"opened in {(time.perf_counter() - start) * 1000:.1f} ms")
    with one_core():
        screen(index, Query("Nobody At All"))
        print(
            "  one query, person   ",
            timed(lambda n: screen(index, Query(n, "Person")), [n for n, _ in asked[:2000]]),
        )
        index = Index.open(place)
        print(
            "  one query, any kind ",
            timed(lambda n: screen(index, Query(n)), [n for n, _ in asked[2000:4000]]),
        )
    at_most = [len(index.candidates(Query(n, "Person"))) for n, _ in asked[:1000]]
    print(f"  candidates: {statistics.mean(at_most):.1f} a query, at most {max(at_most)}")
    table = io.StringIO()
    csv.writer(table).writerows([["name"], *([n] for n, _ in asked)])
    start = time.perf_counter()
    read = bulk.Table(io.BytesIO(table.getvalue().encode()), bulk.Columns(("name",)))
    found = [
        [b[bulk.ADDED.index("match_id")] for b in beside if b[0] == "match"]
        for _, beside in bulk.screened(place, None, read, bulk.How("Person"))
    ]
    took = time.perf_counter() - start
    print(f"  {len(asked):,} names in bulk: {len(asked) / took:,.0f} names/s; {quality(asked, found)}")


def hangul(listed: Sequence[Any], place: Path) -> None:
    """Hangul names of listed persons and bodies, as far as the labelled pairs have the list's own spelling."""
    index = Index.open(place)
    by_words: dict[tuple[str, ...], set[str]] = {}
    for one in listed:
        for name in one["properties"]["name"] + one["properties"]["alias"]:
            by_words.setdefault(tuple(sorted(words(name))), set()).add(one["id"])
    asked: dict[str, set[str]] = {}
    with (SHARED / "data/names/dprk_pairs.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for name, other in ((row["name1"], row["name2"]), (row["name2"], row["name1"])):
                ids = by_words.get(tuple(sorted(words(other))), set())
                if row["is_match"] == "true" and ids and any("가" <= c <= "힣" for c in name):
                    asked.setdefault(name, set()).update(ids)
    found = {name: {m.entity["id"] for m in screen(index, Query(name)).matches} for name in asked}
    hits = sum(bool(found[name] & ids) for name, ids in asked.items())
    print(
        f"  Hangul: {hits} of {len(asked)} found, {sum(map(len, found.values())) / len(asked):.2f} matches a query"
    )


def rapidfuzz_(listed: Sequence[Any], asked: Asked) -> None:
    """Every name against every name, token_sort, 85 of 100."""
    import numpy as np
    from rapidfuzz import fuzz, process, utils

    names = [(n, e["id"]) for e in listed for n in e["properties"]["name"] + e["properties"]["alias"]]
    told = [utils.default_process(n) for n, _ in names]
    start = time.perf_counter()
    found = []
    for at in range(0, len(asked), 500):
        part = [utils.default_process(n) for n, _ in asked[at : at + 500]]
        scores = process.cdist(
            part, told, scorer=fuzz.token_sort_ratio, score_cutoff=85, workers=2, dtype=np.uint8
        )
        found += [[names[j][1] for j in np.flatnonzero(row)] for row in scores]
    print(
        f"  rapidfuzz cdist token_sort ≥ 85, 2 workers: {len(asked) / (time.perf_counter() - start):,.0f} names/s; {quality(asked, found)}"
    )


def nomenklatura_(listed: Sequence[Any], asked: Asked, place: Path) -> None:
    """Its store, its blocker on DuckDB, logic-v2 at 0.7, one process."""
    import logging

    logging.disable(logging.INFO)
    from followthemoney import Dataset, StatementEntity
    from nomenklatura.blocker import Index as Blocker
    from nomenklatura.matching import LogicV2
    from nomenklatura.resolver import Linker
    from nomenklatura.store import MemoryStore

    start = time.perf_counter()
    dataset = Dataset.make({"name": "ofac", "title": "OFAC"})
    store: Any = MemoryStore(dataset, Linker({}))

    def entity(id_: str, schema: str, properties: dict[str, list[str]]) -> Any:
        return StatementEntity.from_data(
            dataset, {"id": id_, "schema": schema, "properties": properties}, cleaned=True
        )

    with store.writer() as writer:
        for one in listed:
            writer.add_entity(entity(one["id"], one["schema"], one["properties"]))
    view = store.default_view()
    blocker = Blocker(view, place / "blocker")
    blocker.build()
    print(f"  nomenklatura: load and index in {time.perf_counter() - start:.1f} s")
    config = LogicV2.default_config()

    def ask(names: Sequence[str]) -> list[list[str]]:
        people = [entity(f"q{i}", "Person", {"name": [name]}) for i, name in enumerate(names)]
        found: list[list[str]] = [[] for _ in names]
        for id_, near in blocker.match_entities(people):
            number = int(id_.id[1:])
            for other, _ in near:
                its = view.get_entity(other.id)
                if its is not None and LogicV2.compare(people[number], its, config).score >= 0.7:
                    found[number].append(other.id)
        return found

    start = time.perf_counter()
    found = ask([n for n, _ in asked])
    print(
        f"  nomenklatura, DuckDB blocker + logic-v2: {len(asked) / (time.perf_counter() - start):,.0f} names/s; {quality(asked, found)}  ({len(asked)} names)"
    )
    with one_core():
        print("  nomenklatura, one query", timed(lambda n: ask([n]), [n for n, _ in asked[:30]]))


def cold(place: Path) -> None:
    """From shell to answer, on the bundled lists; the median of five."""
    leadline = Path(sys.executable).with_name("leadline")
    environ = os.environ | {"XDG_CACHE_HOME": str(place)}

    def run(*command: str) -> float:
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=environ, cwd=place)
        return time.perf_counter() - start

    print(f"  first of all, index built: {run(str(leadline), 'screen', 'Kim Yong Chol'):.2f} s")
    for what, name in (
        ("identifier", "8606173"),
        ("Hangul", "김영철"),
        ("Latin, mistyped", "Kim Yong Choll"),
        ("stranger", "Jane Roe"),
    ):
        took = statistics.median(run(str(leadline), "screen", name) for _ in range(5))
        print(f"  cold, {what}: {took:.2f} s")
    took = statistics.median(
        run(sys.executable, "-c", "from nomenklatura.matching import LogicV2") for _ in range(3)
    )
    print(f"  bare import of logic-v2: {took:.2f} s")


def main() -> None:
    """Print all."""
    if not SHARED.is_dir():
        print(f"Screening isn't measured: {SHARED} isn't there. Name it with LEADLINE_SHARED.")
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    listed = entities()
    asked = questions(listed, count)
    print(
        f"Screening: {len(listed):,} entities, {sum(len(e['properties']['alias']) + 1 for e in listed):,} names"
    )
    with tempfile.TemporaryDirectory() as folder:
        ours(listed, asked, Path(folder) / "index")
        print(
            f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, a worker {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB"
        )
        hangul(listed, Path(folder) / "index")
        cold(Path(folder))
        rapidfuzz_(listed, asked)
        nomenklatura_(listed, asked[: max(count // 20, 50)], Path(folder))


if __name__ == "__main__":
    main()
