"""What people decided: whether two entries are the same, and whether a match of a screening is the one asked for.

Each is an entry of the ledger, which is the truth; the resolver's database is made anew from it. Reading needs
SQLite only, so that a screening knows what was judged before without waiting for anything.

A judgement about a match stands for the same question about the same facts: when the entity's names or birth
dates change, the match comes back, with what was judged and what has changed since.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, get_args

from leadline.entities.entity import Entity
from leadline.entities.names.tokens import fold
from leadline.errors import BadInput, Damaged, UnknownName

Answer = Literal["same", "different", "unsure"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
PAIR, MATCH = "entity.judged", "match.judged"
LONGEST = 2000
"""Characters of a reason."""


class Change(Protocol):
    """The part of a workspace that is needed to write."""

    def change(self, kind: str, body: dict[str, Any]) -> Any:
        """One ledger entry, as a context."""

    @property
    def database(self) -> Path:
        """The file with the ledger."""


class PairJudgement(NamedTuple):
    """Whether two entries are the same, as a person has it."""

    left: str
    right: str
    answer: Answer
    why: str
    who: str
    at: str


class Question(NamedTuple):
    """What was asked, in the form that a judgement is kept by."""

    name: str
    dob: str = ""
    country: str = ""

    @classmethod
    def of(cls, name: str, dob: str = "", country: str = "") -> "Question":
        """The question of a screening; case, accents, order of words and spacing don't tell questions apart."""
        return cls(" ".join(sorted(fold(name).split())), dob.strip(), country.strip().lower())


class MatchJudgement(NamedTuple):
    """Whether a match is the one that a question was about, as a person has it."""

    question: Question
    asked: str
    """The name as it was asked."""
    entity_id: str
    referents: tuple[str, ...]
    names: tuple[str, ...]
    births: tuple[str, ...]
    answer: Answer
    why: str
    who: str
    at: str


class Told(NamedTuple):
    """What a screening is told of a match: the judgement, and whether it still stands."""

    judgement: MatchJudgement
    stands: bool
    says: str


class Judgements:
    """All judgements of a workspace; of several about the same, the last one counts."""

    def __init__(self, pairs: Iterable[PairJudgement] = (), matches: Iterable[MatchJudgement] = ()) -> None:
        self.pairs: dict[tuple[str, str], PairJudgement] = {}
        for pair in pairs:
            self.pairs[_pair(pair.left, pair.right)] = pair
        self.matches: dict[tuple[Question, str], MatchJudgement] = {}
        for match in matches:
            for id_ in (match.entity_id, *match.referents):
                self.matches[match.question, id_] = match

    def of_pair(self, left: str, right: str) -> PairJudgement | None:
        """What was judged of two entries, in whichever order they were named."""
        return self.pairs.get(_pair(left, right))

    def of_query(self, name: str, entity: Entity, *, dob: str = "", country: str = "") -> Told | None:
        """What was judged of an entity as a match for a question, if anything was."""
        if not self.matches:
            return None
        question = Question.of(name, dob, country)
        ids = (entity["id"], *entity["referents"])
        found = [match for id_ in ids if (match := self.matches.get((question, id_)))]
        if not found:
            return None
        judgement = max(found, key=lambda match: match.at)
        changed = _changed(judgement, entity)
        answer = {"same": "confirmed", "different": "dismissed", "unsure": "left open"}[judgement.answer]
        says = f"{answer.capitalize()} by {judgement.who} on {judgement.at[:10]}: {judgement.why}"
        return Told(judgement, not changed, f"{says} Since then {changed}." if changed else says)

    def contradicting(self, left: str, right: str, answer: Answer) -> list[PairJudgement]:
        """The judgements that an answer about two entries can't stand beside."""
        others = [p for key, p in self.pairs.items() if key != _pair(left, right)]
        same = [p for p in others if p.answer == "same"]
        if answer == "different":
            return same if right in _reached(left, same) else []
        if answer == "unsure":
            return []
        mine, its = _reached(left, same), _reached(right, same)
        return [p for p in others if p.answer == "different"
                and ((p.left in mine and p.right in its) or (p.left in its and p.right in mine))]  # fmt: skip


def _pair(left: str, right: str) -> tuple[str, str]:
    return (left, right) if left <= right else (right, left)


def _reached(start: str, same: Sequence[PairJudgement]) -> set[str]:
    reached, before = {start}, 0
    while before < len(reached):
        before = len(reached)
        for pair in same:
            if pair.left in reached or pair.right in reached:
                reached |= {pair.left, pair.right}
    return reached


def _names(entity: Entity) -> tuple[str, ...]:
    told = entity["properties"]
    names = [n for prop in ("name", "alias", "previousName", "weakAlias") for n in told.get(prop, ())]
    return tuple(sorted({fold(name) for name in names}))


def _births(entity: Entity) -> tuple[str, ...]:
    return tuple(sorted(entity["properties"].get("birthDate", ())))


def _changed(judged: MatchJudgement, entity: Entity) -> str:
    """What has changed in the facts that the judgement rests on; empty where nothing has."""
    parts = []
    for what, before, now in (
        ("name", judged.names, _names(entity)),
        ("birth date", judged.births, _births(entity)),
    ):
        parts += [f"the {what} {value!r} was added" for value in now if value not in before]
        parts += [f"the {what} {value!r} was taken away" for value in before if value not in now]
    more = f" and {len(parts) - 3} more changes were made" if len(parts) > 3 else ""
    return ", ".join(parts[:3]) + more


def keep_pair(work: Change, left: str, right: str, answer: str, why: str) -> None:
    """Keep whether two entries are the same.

    Raises ``BadInput`` where they are one and the same id, no reason is given, or another judgement
    contradicts this one.
    """
    answer_, why = _answer(answer), _why(why)
    if left == right:
        raise BadInput(f"{left} is one entry. Name two to say whether they are the same.")
    with work.change(PAIR, {"left": left, "right": right, "answer": answer_, "why": why}):
        if found := read(work.database).contradicting(left, right, answer_):  # the write lock is held
            told = "; ".join(f"{p.left} and {p.right} {p.answer} ({p.who}, {p.at[:10]})" for p in found[:5])
            raise BadInput(f"That contradicts what was judged before: {told}. Judge one of these anew first.")


def keep_match(
    work: Change, name: str, entity: Entity, answer: str, why: str, *, dob: str = "", country: str = ""
) -> None:
    """Keep whether an entity is the one that a screening's question is about; ``different`` dismisses it."""
    question = Question.of(name, dob, country)
    if not question.name:
        raise BadInput("A match is judged for a name. Give the name that was asked for.")
    body = {
        **question._asdict(), "asked": name, "entity": entity["id"], "referents": entity["referents"],
        "names": _names(entity), "births": _births(entity), "answer": _answer(answer), "why": _why(why),
    }  # fmt: skip
    with work.change(MATCH, body):
        pass


def _answer(answer: str) -> Answer:
    found = next((known for known in ANSWERS if known == answer), None)
    if found is None:
        raise UnknownName("answer", answer, ANSWERS)
    return found


def _why(why: str) -> str:
    why = " ".join(why.split())
    if not why or len(why) > LONGEST:
        raise BadInput(f"A judgement says why, in 1 to {LONGEST} characters, for those who read it later.")
    return why


def read(database: Path) -> Judgements:
    """The judgements in a workspace's ledger; none where there is no workspace yet."""
    if not database.exists():
        return Judgements()
    sql = "SELECT kind, body, who, at FROM ledger WHERE kind IN (?, ?) ORDER BY seq"
    try:
        db = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=60)
        try:
            rows = db.execute(sql, (PAIR, MATCH)).fetchall()
        finally:
            db.close()
    except sqlite3.DatabaseError as error:
        raise Damaged(f"{database} can't be read: {error}. Restore it from a copy.") from error
    told = [(kind, json.loads(body), who, at) for kind, body, who, at in rows]
    pairs = (PairJudgement(b["left"], b["right"], b["answer"], b["why"], who, at) for k, b, who, at in told if k == PAIR)  # fmt: skip
    return Judgements(pairs, (_match(b, who, at) for k, b, who, at in told if k == MATCH))


def _match(body: Mapping[str, Any], who: str, at: str) -> MatchJudgement:
    return MatchJudgement(
        Question(body["name"], body["dob"], body["country"]), body["asked"], body["entity"],
        tuple(body["referents"]), tuple(body["names"]), tuple(body["births"]),
        body["answer"], body["why"], who, at,
    )  # fmt: skip
