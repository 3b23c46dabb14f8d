"""Screening: which entities of the lists is this, with a score, reasons, and what was asked of what.

In stages: an identifier that is the same decides alone; else the names of at most 50 candidates are compared, and
what is known beside the name (birth, countries, gender) lowers the score where it disagrees. A score knows the
question and the one entity: no other entity of a list changes it.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from leadline import __version__
from leadline.entities import identifiers
from leadline.entities.entity import Entity
from leadline.entities.names import THRESHOLD, Prepared, Score, compare_prepared, prepare
from leadline.entities.resolution.judgements import Judgements
from leadline.entities.screening._qualifiers import qualifiers
from leadline.entities.screening.index import Candidate, Index
from leadline.entities.screening.query import LETTERS, NAMES, Query

CANDIDATES = 50
"""Entities whose names are compared, for one question."""
VERY_NEAR = 0.8
"""A candidate as near as this that isn't compared is worth a word: of 1,966 matches on OFAC's list, 95 % were nearer."""
LOST_CAPITALS = 0.9
"""Score of a wallet address that is the same but for its capitals."""
WEAK = 0.9
"""Factor for a name that the list itself calls weak."""
_VAGUE = {"", "Thing", "LegalEntity", "Organization"}
_PASSED_ON = {"mmsi", "call-sign", "tail", "bic"}
"""Identifiers that can pass from one to another."""
_CALLED = {
    "imo": "IMO number", "imo-company": "IMO company number", "mmsi": "MMSI", "call-sign": "call sign", "lei": "LEI",
    "bic": "BIC", "wallet": "wallet address", "passport": "passport number", "tail": "aircraft's mark",
    "icao24": "aircraft's address", "container": "container number", "number": "number",
}  # fmt: skip


_WITHOUT_CAPITALS = (
    "The wallet address {} is the same but for its capitals, which tell such addresses apart: they were lost or changed on"
    " one side, so it isn't certain and can't be checked."
)


@dataclass(frozen=True)
class Match:
    """One resolved entity that may be the one asked for."""

    entity: Entity
    score: float
    """0 to 1."""
    name: str
    """The entity's name that the score is of."""
    reasons: tuple[str, ...]
    """Sentences for a customs officer."""
    by: str
    """What decided: identifier, or what compared the names."""
    judged: str = ""
    """What people judged of this match before; empty where nothing."""
    dismissed: bool = False
    """People judged that it is somebody else, and nothing has changed since: it doesn't count as a match."""

    def lists(self) -> list[dict[str, Any]]:
        """Every list that it is on, those of the UN first: whose list, whom it binds, what it does."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for told in sorted(self.entity["listings"], key=lambda one: not one["list"].startswith("un")):
            one = found.setdefault(
                (told["list"], told["ref"]),
                {
                    "list": told["list"], "reference": told["ref"], "authority": told["authority"],
                    "binds": told["binds"], "programs": [], "measures": [], "as_of": told["as_of"],
                    "listed_from": told["listed_from"], "listed_until": told["listed_until"],
                },
            )  # fmt: skip
            one["programs"] += [p for p in told["programs"] if p not in one["programs"]]
            one["measures"] += [m for m in [told["measure"]] if m and m not in one["measures"]]
        return list(found.values())

    def told(self) -> dict[str, Any]:
        """As plain data."""
        lists = self.lists()
        first = lists[0] if lists else dict.fromkeys(("list", "reference", "authority", "binds"), "")
        return {
            "name": self.entity["caption"], "score": self.score, "list": first["list"],
            "reference": first["reference"], "authority": first["authority"], "binds": first["binds"],
            "reasons": list(self.reasons), "matched": self.name, "by": self.by, "schema": self.entity["schema"],
            "lists": lists, "judged": self.judged, "dismissed": self.dismissed, "entity": self.entity,
        }  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What a screening found, and on what it stands."""

    query: Query
    matches: tuple[Match, ...]
    """Over the threshold and not dismissed, the best first."""
    dismissed: tuple[Match, ...] = ()
    more: int = 0
    """Matches beyond the limit."""
    cut: bool = False
    """More entities were very near than are compared: ask with a fuller name."""
    stamp: Mapping[str, Any] = field(default_factory=dict)

    @property
    def says(self) -> str:
        """In a sentence, what was not found where, as of when."""
        return f"not found in lists as of {as_of(self.stamp)}; not a clearance"


def as_of(stamp: Mapping[str, Any]) -> str:
    """The day of the oldest list that was asked."""
    return min((str(told["as_of"])[:10] for told in stamp["lists"]), default="an unknown day")


def screen(
    index: Index,
    query: Query,
    threshold: float = THRESHOLD,
    limit: int = 50,
    judgements: Judgements | None = None,
    keep: Callable[[Entity], bool] | None = None,
) -> Answer:
    """Ask an index; matches at or over ``threshold``, at most ``limit`` (0 for all that were compared).

    What ``judgements`` dismiss is told apart from the matches. Only entities that ``keep`` says to keep are asked.
    """
    candidates = index.candidates(query, CANDIDATES + 1, keep)
    near = [c for c in candidates if not c.exact]
    compared, left_out = [c for c in candidates if c.exact] + near[:CANDIDATES], near[CANDIDATES:]
    made = [match for c in compared if (match := _match(index, query, c, threshold, judgements))]
    made.sort(key=lambda m: (-m.score, m.entity["id"]))
    matches = [m for m in made if not m.dismissed]
    shown = matches[:limit] if limit else matches
    return Answer(
        query, tuple(shown), tuple(m for m in made if m.dismissed), len(matches) - len(shown),
        any(c.near >= VERY_NEAR for c in left_out), stamp(index, threshold),
    )  # fmt: skip


def stamp(index: Index, threshold: float = THRESHOLD) -> dict[str, Any]:
    """What an answer stands on: versions of the lists, what compared, how it was set, and when."""
    return {
        "lists": index.stamp.get("lists", []),
        "algorithm": f"leadline {__version__}",
        "configuration": configuration(threshold),
        "threshold": threshold,
        "at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    }


def configuration(threshold: float = THRESHOLD) -> str:
    """Hash of all that a score depends on beside the lists: the code and files of this room, and the threshold."""
    return hashlib.sha256(f"{threshold} {_code()}".encode()).hexdigest()[:16]


@cache
def _code() -> str:
    told = hashlib.sha256(f"rapidfuzz {version('rapidfuzz')}".encode())
    room = Path(__file__).parents[1]
    for file in sorted(
        f for part in ("identifiers", "korean", "names", "screening") for f in room.glob(f"{part}/*.*")
    ):
        told.update(file.name.encode() + file.read_bytes())
    return told.hexdigest()


def _match(
    index: Index, query: Query, candidate: Candidate, threshold: float, judgements: Judgements | None
) -> Match | None:
    entity = index.entity(candidate.entity)
    if candidate.exact:
        score = LOST_CAPITALS if {kind for kind, _ in candidate.exact} == {LETTERS} else 1.0
        name, reasons, by = entity["caption"], _exactly(entity, candidate), "identifier"
    else:
        found = _best(index, query, entity, candidate.names)
        if found is None or found[0] < threshold:
            return None
        score, name, reasons, by = _named(*found)
    for factor, says in qualifiers(query, entity, exact=bool(candidate.exact)):
        score *= factor
        reasons.append(says)
    if score < threshold:
        return None
    reasons += _delisted(entity)
    name_asked, country = next(iter(query.all_names), ""), next(iter(query.countries), "")
    told = judgements and judgements.of_query(name_asked, entity, dob=query.dob, country=country)
    dismissed = bool(told and told.stands and told.judgement.answer == "different")
    return Match(entity, round(score, 4), name, tuple(reasons), by, told.says if told else "", dismissed)


def _best(
    index: Index, query: Query, entity: Entity, names: Sequence[int]
) -> tuple[float, Score, str, str, str] | None:
    """Score after the name's kind, the comparison, the name asked, the name listed and its kind."""
    schema = query.schema if entity["schema"] in _VAGUE and query.schema not in _VAGUE else entity["schema"]
    best = None
    for asked in query.all_names:
        mine = prepared(asked, schema)
        for number in names:
            text, kind = index.name(number)
            told = compare_prepared(mine, prepared(text, schema))
            score = float(told) * (WEAK if kind == "weakAlias" else 1.0)
            if best is None or score > best[0]:
                best = score, told, asked, text, kind
            if score == 1.0:
                return best
    return best


@lru_cache(20_000)
def prepared(name: str, schema: str) -> Prepared:
    """A name made ready to be compared; remembered."""
    return prepare(name, schema)


def _named(
    score: float, told: Score, asked: str, listed: str, kind: str
) -> tuple[float, str, list[str], str]:
    role = f", {NAMES[kind]} on the list" if NAMES[kind] else ""
    reasons = [f"‘{asked}’ was compared with ‘{listed}’{role}: {float(told):.2f}.", *told.reasons]
    if kind == "weakAlias":
        reasons.append(f"A weak alias says less (score × {WEAK:.2f}).")
    return score, listed, reasons, told.by


def _delisted(entity: Entity) -> list[str]:
    """Said where every list has taken the entity off."""
    today = datetime.now(UTC).date().isoformat()
    ends = {told["list"]: told["listed_until"] for told in entity["listings"]}
    if not ends or not all(
        told["listed_until"] and told["listed_until"] <= today for told in entity["listings"]
    ):
        return []
    off = ", ".join(f"{name} took it off on {day}" for name, day in sorted(ends.items()))
    return [f"No list has it any more: {off}."]


def _exactly(entity: Entity, candidate: Candidate) -> list[str]:
    """Why an identifier decides, with what its check digits say."""
    own = {(i.kind, i.normal): i for i in identifiers.of(entity)}
    kinds = {kind for kind, _ in candidate.exact}
    reasons = []
    for kind, normal in candidate.exact:
        if (kind == "number" and len(kinds) > 1) or (kind == LETTERS and "wallet" in kinds):
            continue
        if kind == LETTERS:
            reasons.append(_WITHOUT_CAPITALS.format(normal))
            continue
        says = f"The {_CALLED.get(kind, kind)} {normal} is the same"
        read = own.get((kind, normal))
        if read and not read.valid:
            says += ", though it is not a valid one: " + " ".join(read.warnings).rstrip(".")
        elif read and kind in {"imo", "imo-company", "lei", "wallet"}:
            says += (
                " and its check digits hold"
                if not read.warnings
                else f" ({' '.join(read.warnings).rstrip('.')})"
            )
        if kind in _PASSED_ON:
            says += "; such identifiers can pass from one to another"
        reasons.append(says + ".")
    return reasons
