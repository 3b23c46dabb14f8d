"""Which entries of several lists are one entity, and the entities that come of it.

Pairs that share an identifier, a reference of the UN or words of their names are compared; between two lists each
entry is linked to one other at most, the best supported first. Only links that are sure (``evidence``) are made
without asking; the others are candidates for a person to judge, and judgements come before everything. A list's
own entries are never joined by a machine: who made the list keeps them apart.

Clusters are kept by nomenklatura's resolver, whose database its own tools can read. It is made anew from the
judgements in the ledger each time, so it holds nothing that can't be lost. An entity goes by the id of one of its
entries, the UN's where there is one: ids stay the same from one resolution to the next.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from leadline.entities.entity import Entity
from leadline.entities.names import compare_prepared, prepare
from leadline.entities.resolution._merge import merge
from leadline.entities.resolution._pairs import half_alike, pairs
from leadline.entities.resolution.evidence import ALIKE, Evidence, Facts, against, facts, weigh
from leadline.entities.resolution.evidence import names as names_of
from leadline.entities.resolution.judgements import Judgements, PairJudgement
from leadline.errors import BadInput
from leadline.progress import Progress, quiet

if TYPE_CHECKING:
    from nomenklatura.resolver import Resolver

Names = Callable[[Entity, Entity], float]
"""How much the names of two entities are alike, 0 to 1."""
OFFERED = 2
"""Candidates of one other list that an entity has at a time."""
_FIRST = ("un", "un-vessels")
"""Lists whose ids are preferred for an entity."""
MACHINE = "leadline"


class Link(NamedTuple):
    """Two entries that may be one."""

    left: str
    right: str
    score: float
    sure: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Resolution:
    """The links that were made, those left to people, and the id of the entity that each linked entry is."""

    links: tuple[Link, ...]
    candidates: tuple[Link, ...]
    canonical: Mapping[str, str]

    def merged(self, entities: Iterable[Entity]) -> Iterator[Entity]:
        """The entities, each entry once, in the order of their first entry."""
        groups: dict[str, list[Entity]] = {}
        for entity in entities:
            groups.setdefault(self.canonical.get(entity["id"], entity["id"]), []).append(entity)
        return (merge(id_, group) for id_, group in groups.items())


def alike(left: Entity, right: Entity) -> float:
    """How much the names of two entities are alike, 0 to 1: of the two names that are most."""
    mine, its = ([prepare(name, e["schema"]) for name in names_of(e)] for e in (left, right))
    return max((float(compare_prepared(a, b)) for a in mine for b in its), default=0.0)


def resolved(entities: Iterable[Entity], judgements: Judgements) -> Iterator[Entity]:
    """Entities of several lists made into resolved ones, in memory."""
    entries = list(entities)
    return resolve(entries, judgements).merged(entries)


def resolve(
    entities: Sequence[Entity],
    judgements: Judgements,
    database: Path | None = None,
    *,
    names: Names = alike,
    progress: Progress = quiet,
) -> Resolution:
    """Find out which entries are one entity.

    ``database`` is the resolver's file; what it held is replaced. ``names`` says how much names are alike.
    """
    known = {entity["id"]: facts(entity) for entity in entities}
    weighed = _weighed(known, names, progress)
    judged = [p for p in judgements.pairs.values() if p.left in known and p.right in known]
    if not (weighed or judged or database):
        return Resolution((), (), {})
    with _resolver(database) as resolver:
        _judged(resolver, judged)
        links, candidates = _decide(resolver, known, weighed)
        canonical = _canonical(resolver, known)
    return Resolution(tuple(links), tuple(candidates), canonical)


@contextmanager
def _resolver(database: Path | None) -> "Iterator[Resolver[Any]]":
    """Nomenklatura's resolver on a database of its own, new, and put in its place when all is done."""
    from nomenklatura.db import close_db, make_session
    from nomenklatura.resolver import Resolver

    with TemporaryDirectory(dir=database and database.parent, prefix=".resolver-") as place:
        new = Path(place) / "resolver.db"
        address = f"sqlite:///{new}"  # nomenklatura keeps engines by it: two resolutions must not meet in one
        try:
            with make_session(address) as session:
                yield Resolver(session, create=True)
                session.commit()
        finally:
            close_db(address)
        if database:
            new.replace(database)


def _judged(resolver: "Resolver[Any]", judged: Iterable[PairJudgement]) -> None:
    from nomenklatura.judgement import Judgement

    answers = {"same": Judgement.POSITIVE, "different": Judgement.NEGATIVE, "unsure": Judgement.UNSURE}
    for pair in judged:
        resolver.decide(pair.left, pair.right, answers[pair.answer], user=pair.who)


def _weighed(known: Mapping[str, Facts], names: Names, progress: Progress) -> list[tuple[Evidence, str, str]]:
    """The pairs that may be one, the best supported first."""
    found = []
    wanted = sorted(pairs(known))
    for number, (left, right) in enumerate(wanted, 1):
        if number % 500 == 0:
            progress("compare", number, len(wanted))
        mine, its = known[left], known[right]
        if against(mine, its):
            continue
        score = 0.0
        if mine.names & its.names:
            score = 1.0
        elif half_alike(mine, its):
            score = names(mine.entity, its.entity)
        evidence = weigh(mine, its, score)
        if evidence.score >= ALIKE or evidence.sure:
            found.append((evidence, left, right))
    return sorted(found, key=lambda pair: (-pair[0].weight, pair[1], pair[2]))


def _decide(
    resolver: "Resolver[Any]", known: Mapping[str, Facts], weighed: Sequence[tuple[Evidence, str, str]]
) -> tuple[list[Link], list[Link]]:
    """Go through the pairs once, the best first: link, leave to people, or leave out."""
    from nomenklatura.judgement import Judgement

    links: list[Link] = []
    candidates: list[Link] = []
    for evidence, left, right in weighed:
        if resolver.get_judgement(left, right) != Judgement.NO_JUDGEMENT:
            continue
        if _taken(resolver, known, left) & _taken(resolver, known, right):
            continue
        link = Link(left, right, evidence.score, evidence.sure, evidence.reasons)
        if link.sure:
            resolver.decide(left, right, Judgement.POSITIVE, user=MACHINE)
        (links if link.sure else candidates).append(link)
    still = _still_open(resolver, known, candidates)
    for link in still:
        resolver.suggest(link.left, link.right, link.score, user=MACHINE)
    return links, still


def _taken(resolver: "Resolver[Any]", known: Mapping[str, Facts], id_: str) -> set[str]:
    """The lists that have an entry in an entry's cluster already."""
    from nomenklatura.resolver import Identifier

    return {known[i.id].list for i in resolver.connected(Identifier.get(id_)) if i.id in known}


def _still_open(resolver: "Resolver[Any]", known: Mapping[str, Facts], candidates: Iterable[Link]) -> list[Link]:  # fmt: skip
    """Candidates that the links made after them haven't answered, one for each two clusters.

    An entity has ``OFFERED`` at most with each other list: who says no to those is offered the next.
    """
    from nomenklatura.judgement import Judgement

    told, asked, offered = [], set(), Counter[tuple[str, str]]()
    for link in candidates:
        ends = [(resolver.get_canonical(id_), known[id_].list) for id_ in (link.left, link.right)]
        pair = frozenset(cluster for cluster, _ in ends)
        places = ((ends[0][0], ends[1][1]), (ends[1][0], ends[0][1]))
        if (
            pair in asked
            or max(offered[place] for place in places) >= OFFERED
            or resolver.get_judgement(link.left, link.right) != Judgement.NO_JUDGEMENT
            or _taken(resolver, known, link.left) & _taken(resolver, known, link.right)
        ):
            continue
        asked.add(pair)
        offered.update(places)
        told.append(link)
    return told


def _canonical(resolver: "Resolver[Any]", known: Mapping[str, Facts]) -> dict[str, str]:
    groups: dict[str, list[str]] = defaultdict(list)
    for id_ in known:
        groups[resolver.get_canonical(id_)].append(id_)
    first = {key: min(group, key=lambda id_: _rank(known[id_])) for key, group in groups.items()}
    return {id_: first[key] for key, group in groups.items() for id_ in group if len(group) > 1}


def _rank(entry: Facts) -> tuple[int, str]:
    place = _FIRST.index(entry.list) if entry.list in _FIRST else len(_FIRST)
    return place, entry.entity["id"]


def waiting(
    entities: Iterable[Entity], judgements: Judgements, database: Path, limit: int = 20
) -> list[Link]:
    """The candidates of the last resolution that nobody judged since, the most alike first."""
    from nomenklatura.db import close_db, make_session
    from nomenklatura.resolver import Resolver

    if not database.exists():
        raise BadInput("Nothing was resolved yet. First: leadline entities resolve")
    address = f"sqlite:///{database}"
    try:
        with make_session(address) as session:
            resolver: Resolver[Any] = Resolver(session)
            resolver.load_into_memory()
            told = list(resolver.get_candidates())
    finally:
        close_db(address)
    open_ = [
        (left, right, score or 0.0) for left, right, score in told if not judgements.of_pair(left, right)
    ][:limit]
    wanted = {id_ for left, right, _ in open_ for id_ in (left, right)}
    known = {entity["id"]: facts(entity) for entity in entities if entity["id"] in wanted}
    return [
        Link(left, right, score, sure=False, reasons=weigh(known[left], known[right], score).reasons)
        for left, right, score in open_
        if left in known and right in known
    ]
