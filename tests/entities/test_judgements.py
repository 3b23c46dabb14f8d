"""What people decided is kept, counts until it is judged anew, and comes back when the facts have changed."""

import json
import sqlite3
from pathlib import Path

import pytest
from tests.entities.real_lists import made

from leadline.entities.entity import Entity
from leadline.entities.resolution import judgements
from leadline.entities.resolution.judgements import Judgements, Question, keep_match, keep_pair, read
from leadline.errors import BadInput, Damaged, UnknownName
from leadline.store.workspace import Workspace

FICTIONAL = made("un-X.001", "Person", {"name": ["Pak Example"], "birthDate": ["1970-01-01"]})


def changed(entity: Entity, **properties: list[str]) -> Entity:
    """The same entity with other properties."""
    return {**entity, "properties": entity["properties"] | properties}


def told(work: Workspace, name: str, entity: Entity, **context: str) -> judgements.Told | None:
    """What a screening is told."""
    return read(work.database).of_query(name, entity, **context)


def test_a_judgement_is_a_ledger_entry_with_who_and_why(work: Workspace) -> None:
    keep_pair(work, "un-X.001", "eu-1", "same", "Born on the same day, same passport.")
    body = work.last(judgements.PAIR)
    assert body == {"left": "un-X.001", "right": "eu-1", "answer": "same", "why": "Born on the same day, same passport."}  # fmt: skip
    found = read(work.database).of_pair("eu-1", "un-X.001")
    assert found
    assert (found.answer, found.who) == ("same", work.who)
    assert work.verify()["ledger_entries"] == 2


def test_the_last_judgement_of_a_pair_counts(work: Workspace) -> None:
    for answer in ("same", "unsure", "different"):
        keep_pair(work, "a", "b", answer, "As the passport says.")
    found = read(work.database)
    assert [pair.answer for pair in found.pairs.values()] == ["different"]


def test_what_contradicts_is_refused_and_names_what_it_contradicts(work: Workspace) -> None:
    keep_pair(work, "a", "b", "same", "Why not.")
    keep_pair(work, "b", "c", "same", "Why not.")
    with pytest.raises(BadInput, match="a and b same"):
        keep_pair(work, "c", "a", "different", "Other birth date.")
    keep_pair(work, "c", "d", "different", "Other birth date.")
    with pytest.raises(BadInput, match="c and d different"):
        keep_pair(work, "d", "a", "same", "Same name.")
    keep_pair(work, "d", "a", "unsure", "An opinion can be open.")
    keep_pair(work, "c", "d", "unsure", "Taken back.")
    keep_pair(work, "d", "a", "same", "Now it can be.")


@pytest.mark.parametrize("why", ["", "  \n ", "x" * 2001])
def test_a_judgement_says_why(work: Workspace, why: str) -> None:
    with pytest.raises(BadInput, match="why"):
        keep_pair(work, "a", "b", "same", why)
    with pytest.raises(BadInput, match="why"):
        keep_match(work, "Pak", FICTIONAL, "different", why)
    assert not read(work.database).pairs


def test_other_answers_and_one_entry_twice_are_refused(work: Workspace) -> None:
    with pytest.raises(UnknownName, match="different"):
        keep_pair(work, "a", "b", "differnt", "Because.")
    with pytest.raises(BadInput, match="one entry"):
        keep_pair(work, "a", "a", "same", "Because.")
    with pytest.raises(BadInput, match="name"):
        keep_match(work, " ​", FICTIONAL, "different", "Because.")


def test_a_dismissed_match_stays_dismissed_however_the_name_is_written(work: Workspace) -> None:
    keep_match(work, "Pak Example", FICTIONAL, "different", "Our customer was born in 1990.")
    for name in ("PAK EXAMPLE", "Example, Pak", " pak​  éxample", "Ｐａｋ　Ｅｘａｍｐｌｅ"):
        found = told(work, name, FICTIONAL)
        assert found
        assert found.stands
        assert found.says.startswith(f"Dismissed by {work.who} on 20")
        assert found.says.endswith("born in 1990.")
    assert told(work, "Pak Examples", FICTIONAL) is None
    assert told(work, "Pak Example", made("un-X.002", "Person", {"name": ["Pak Example"]})) is None


def test_a_dismissal_holds_for_what_was_asked_only(work: Workspace) -> None:
    keep_match(work, "Pak Example", FICTIONAL, "different", "Another one.", dob="1990-02-02", country="DE")
    assert told(work, "Pak Example", FICTIONAL) is None
    assert told(work, "Pak Example", FICTIONAL, dob="1990-02-03", country="de") is None
    assert told(work, "Pak Example", FICTIONAL, dob="1990-02-02", country="de")


@pytest.mark.parametrize(
    ("properties", "says"),
    [
        ({"alias": ["Pak Exemplar"]}, "the name 'pak exemplar' was added"),
        ({"birthDate": ["1990-02-02"]}, "'1990-02-02' was added, the birth date '1970-01-01' was taken away"),
        ({"birthDate": []}, "the birth date '1970-01-01' was taken away"),
    ],
)
def test_a_changed_entity_brings_the_match_back_and_says_what_changed(
    work: Workspace, properties: dict[str, list[str]], says: str
) -> None:
    keep_match(work, "Pak Example", FICTIONAL, "different", "Another one.")
    found = told(work, "Pak Example", changed(FICTIONAL, **properties))
    assert found
    assert not found.stands
    assert says in found.says
    unchanged = told(work, "Pak Example", changed(FICTIONAL, notes=["A new remark."]))
    assert unchanged
    assert unchanged.stands


def test_a_dismissal_follows_the_entry_into_a_resolved_entity(work: Workspace) -> None:
    keep_match(work, "Pak Example", FICTIONAL, "different", "Another one.")
    resolved: Entity = {**FICTIONAL, "id": "un-X.000", "referents": ["un-X.000", "un-X.001"]}
    assert told(work, "Pak Example", resolved)


def test_a_judgement_can_be_taken_back(work: Workspace) -> None:
    keep_match(work, "Pak Example", FICTIONAL, "different", "Another one.")
    keep_match(work, "example pak", FICTIONAL, "unsure", "A second passport turned up.")
    found = told(work, "Pak Example", FICTIONAL)
    assert found
    assert (found.judgement.answer, found.says[:9]) == ("unsure", "Left open")


def test_no_workspace_has_no_judgements_and_a_broken_one_says_so(tmp_path: Path) -> None:
    assert not read(tmp_path / "leadline.db").matches
    (tmp_path / "leadline.db").write_bytes(
        b"not a database, and longer than a page's head of a hundred bytes" * 9
    )
    with pytest.raises(Damaged, match="copy"):
        read(tmp_path / "leadline.db")


def test_hostile_ids_and_reasons_stay_text(work: Workspace) -> None:
    evil = "x'); DROP TABLE ledger; --"
    keep_pair(work, evil, "b", "same", evil)
    found = read(work.database).of_pair("b", evil)
    assert found
    assert found.why == evil
    rows = sqlite3.connect(work.database).execute(
        "SELECT body FROM ledger WHERE kind = ?", (judgements.PAIR,)
    )
    assert json.loads(rows.fetchone()[0])["left"] == evil


def test_reading_changes_nothing_and_order_of_pairs_does_not_matter() -> None:
    pair = judgements.PairJudgement("b", "a", "same", "w", "me", "2026")
    assert Judgements([pair]).of_pair("a", "b") is pair
    assert Question.of("B a", " 1970", "KP") == Question.of("A  b", "1970 ", "kp")
