"""A match says whose list it is on, whom that binds and why; a score knows the question and the one entity only."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.entities.made_up import HONG, IMO, LISTS, MUSTERMANN, STAMP, WALLET, WORLD, built, entity, listing

from leadline.entities.names import THRESHOLD, compare
from leadline.entities.resolution.judgements import Judgements, MatchJudgement, Question
from leadline.entities.screening.index import Index
from leadline.entities.screening.match import Answer, configuration, screen
from leadline.entities.screening.query import Query
from leadline.errors import BadInput


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return built(tmp_path_factory.mktemp("index"))


def only(answer: Answer) -> dict[str, object]:
    assert len(answer.matches) == 1
    return answer.matches[0].told()


def test_a_match_names_every_list_its_authority_and_whom_it_binds(world: Index) -> None:
    told = only(screen(world, Query("Hong Kil Tong")))
    assert told["score"] == 1.0
    assert (told["name"], told["schema"], told["list"], told["reference"]) == (
        "HONG, Kil Tong",
        "Person",
        "un-example",
        "EXi.001",
    )
    assert (told["authority"], told["binds"]) == LISTS["un-example"]
    assert [(one["list"], one["authority"], one["binds"], one["measures"]) for one in told["lists"]] == [  # type: ignore[attr-defined]
        ("un-example", *LISTS["un-example"], ["asset freeze", "travel ban"]),
        ("nat", *LISTS["nat"], ["asset freeze"]),
    ]
    assert told["entity"] == HONG


def test_a_national_listing_isnt_shown_as_one_of_the_un(world: Index) -> None:
    told = only(screen(world, Query("Erika Mustermann Beispiel")))
    assert (told["list"], told["authority"], told["binds"]) == ("nat", *LISTS["nat"])
    assert "Security Council" not in str(told)


def test_the_score_is_that_of_the_names(world: Index) -> None:
    for asked in ("Hong Kil Tong", "Hong Kil Dong", "Hong Tong", "Kil Tong Hong", "홍길동"):
        best = max(
            float(compare(asked, n, "Person")) for n in ("HONG, Kil Tong", "Hong Gil Dong", "Ryu Kil Tong")
        )
        found = [m.score for m in screen(world, Query(asked), 0.1).matches if m.entity["id"] == "e-hong"]
        assert found == [round(best, 4)] or best < THRESHOLD, asked


def test_what_kind_of_name_it_is_is_said_and_a_weak_one_says_less(world: Index) -> None:
    former = screen(world, Query("Ryu Kil Tong")).matches[0]
    assert "‘Ryu Kil Tong’, a former name on the list" in former.reasons[0]
    weak = screen(world, Query("The Outlaw")).matches[0]
    assert weak.score == 0.9
    assert "a weak alias on the list" in weak.reasons[0]
    assert weak.reasons[-1] == "A weak alias says less (score × 0.90)."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (IMO, f"The IMO number {IMO} is the same and its check digits hold."),
        ("HMZZ9", "The call sign HMZZ9 is the same; such identifiers can pass from one to another."),
        (WALLET, "and its check digits hold"),
        ("2000021", "The IMO number 2000021 is the same, though it is not a valid one: IMO 2000021 fails its check digit."),
        ("123456789", "The passport number 123456789 is the same."),
    ],
)  # fmt: skip
def test_an_identifier_decides_alone(world: Index, text: str, says: str) -> None:
    match = screen(world, Query("Somebody Else Entirely", identifiers=(text,))).matches[0]
    assert (match.score, match.by) == (1.0, "identifier")
    assert says in " ".join(match.reasons)
    assert "passport" not in match.reasons[0] or len(match.reasons) == 1, "one number is one reason"


def test_where_an_identifier_decides_what_disagrees_is_said(world: Index) -> None:
    match = screen(world, Query("Erika Mustermann", dob="1999", identifiers=("123456789",))).matches[0]
    assert match.score == 1.0
    assert "Born 1971-02-03 or 1972, not 1999." in match.reasons


@pytest.mark.parametrize(
    ("given", "score", "says"),
    [
        ({"dob": "1971-02-03"}, 1.0, "Born 1971-02-03, as asked."),
        ({"dob": "1971"}, 1.0, "Born 1971-02-03, as asked."),
        ({"dob": "1972-08"}, 1.0, "Born 1972, as asked."),
        ({"dob": "1971-02-04"}, 0.95, "Born 1971-02-03 or 1972, not 1971-02-04 (score × 0.95)."),
        ({"dob": "1973"}, 0.92, "Born 1971-02-03 or 1972, not 1973 (score × 0.92)."),
        ({"dob": "1990-02-03"}, 0.7, "not 1990-02-03 (score × 0.70)"),
        ({"countries": ("kp", "cn")}, 1.0, "The country agrees (KP)."),
        ({"countries": ("de",)}, 0.92, "The country differs: DE was asked, the list gives KP (score × 0.92)."),
        ({"gender": "male"}, 1.0, "The gender agrees (male)."),
        ({"gender": "female"}, 0.85, "The gender differs: female was asked, the list gives male (score × 0.85)."),
        ({}, 1.0, "The names are the same."),
    ],
)  # fmt: skip
def test_what_is_known_beside_the_name_is_weighed_and_said(
    world: Index, given: dict[str, object], score: float, says: str
) -> None:
    match = screen(world, Query("HONG, Kil Tong", **given)).matches[0]  # type: ignore[arg-type]
    assert match.score == pytest.approx(score)
    assert says in " ".join(match.reasons)


def test_what_only_one_side_knows_is_not_weighed(world: Index) -> None:
    match = screen(world, Query("Morning Reed 7", dob="1990", gender="male")).matches[0]
    assert match.score == 1.0


def test_an_answer_is_stamped(world: Index) -> None:
    answer = screen(world, Query("Hong Kil Tong"), 0.75)
    assert answer.stamp["lists"] == STAMP["lists"]
    assert answer.stamp["threshold"] == 0.75
    assert answer.stamp["algorithm"].startswith("leadline ")
    assert answer.stamp["configuration"] == configuration(0.75) != configuration(0.7)
    assert abs((datetime.fromisoformat(answer.stamp["at"]) - datetime.now(UTC)).total_seconds()) < 60


def test_no_match_is_not_a_clearance(world: Index) -> None:
    answer = screen(world, Query("Jane Roe"))
    assert answer.matches == ()
    assert answer.says == "not found in lists as of 2026-03-04; not a clearance"


def judged(
    answer: str, name: str = "Hong Kil Tong", births: tuple[str, ...] = ("1971-02-03", "1972")
) -> Judgements:
    names = ("hong gil dong", "hong kil tong", "ryu kil tong", "the outlaw")
    return Judgements(matches=[
        MatchJudgement(Question.of(name), name, "e-hong", ("e-hong",), names, births, answer, "Another passport.", "Ann", "2026-04-05T10:00:00Z")  # type: ignore[arg-type]
    ])  # fmt: skip


def test_a_match_that_was_dismissed_isnt_counted_again(world: Index) -> None:
    answer = screen(world, Query("KIL TONG, hong"), judgements=judged("different"))
    assert answer.matches == ()
    assert [m.judged for m in answer.dismissed] == ["Dismissed by Ann on 2026-04-05: Another passport."]
    assert answer.dismissed[0].told()["dismissed"]
    assert answer.says.endswith("not a clearance")


def test_a_judgement_holds_for_an_entity_that_asks_too(world: Index) -> None:
    query = Query.of({"schema": "Person", "properties": {"name": ["Hong Kil Tong"]}})
    assert screen(world, query, judgements=judged("different")).matches == ()


def test_a_dismissed_match_comes_back_when_its_facts_change(world: Index) -> None:
    match = screen(
        world, Query("Hong Kil Tong"), judgements=judged("different", births=("1971-02-03",))
    ).matches[0]
    assert "Since then the birth date '1972' was added." in match.judged


@pytest.mark.parametrize(
    ("answer", "name"), [("same", "Hong Kil Tong"), ("unsure", "Hong Kil Tong"), ("different", "Hong")]
)
def test_other_judgements_take_no_match_away(world: Index, answer: str, name: str) -> None:
    assert len(screen(world, Query("Hong Kil Tong"), judgements=judged(answer, name)).matches) == 1


def test_the_limit_cuts_and_says_so(tmp_path: Path) -> None:
    crowd = [entity(f"x{n:03}", "Person", "Ada Primer") for n in range(60)]
    index = built(tmp_path, crowd)
    answer = screen(index, Query("Ada Primer"), limit=5)
    assert (len(answer.matches), answer.more, answer.cut) == (5, 45, True)
    assert len(screen(index, Query("Ada Primer"), limit=0).matches) == 50
    assert not screen(built(tmp_path, crowd[:50]), Query("Ada Primer")).cut


def test_a_name_asked_beside_others_counts_once(world: Index) -> None:
    query = Query(names=("Somebody Else", "Hong Kil Tong", "홍길동"))
    assert [m.entity["id"] for m in screen(world, query).matches] == ["e-hong"]


def test_of_an_entity_without_a_clear_schema_the_question_tells_what_it_is(tmp_path: Path) -> None:
    index = built(tmp_path, [entity("le", "LegalEntity", "Primer Ada")])
    assert screen(index, Query("Ada Primer", "Person")).matches[0].score == 1.0


WORDS = st.lists(
    st.sampled_from(["ada", "kil", "tong", "hong", "erika", "primer", "un", "example", "reed", "silver"]),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(WORDS.map(" ".join), min_size=1, max_size=12),
    st.sampled_from(["Hong Kil Tong", "Erika Mustermann", "Un Example", "reed 7"]),
)
def test_a_stranger_on_a_list_changes_nobodys_score(
    tmp_path: Path, world: Index, strangers: list[str], asked: str
) -> None:
    more = built(tmp_path, [*WORLD, *(entity(f"s{n}", "Person", name) for n, name in enumerate(strangers))])
    before = {m.entity["id"]: (m.score, m.reasons) for m in screen(world, Query(asked)).matches}
    after = {
        m.entity["id"]: (m.score, m.reasons)
        for m in screen(more, Query(asked)).matches
        if not m.entity["id"].startswith("s")
    }
    assert before == after


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(WORLD), st.sampled_from(["Hong Kil Tong", "Erika Mustermann", "Reed", "홍길동"]))
def test_the_order_of_a_list_makes_no_difference(
    tmp_path: Path, world: Index, order: list[object], asked: str
) -> None:
    other = built(tmp_path, order)  # type: ignore[arg-type]
    assert [m.told() for m in screen(world, Query(asked)).matches] == [
        m.told() for m in screen(other, Query(asked)).matches
    ]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORDS.map(" ".join), WORDS.map(" ".join))
def test_who_asks_and_who_is_listed_may_change_places(tmp_path: Path, one: str, other: str) -> None:
    def score(asked: str, listed: str) -> list[float]:
        index = built(tmp_path, [entity("x", "Person", listed)])
        return [m.score for m in screen(index, Query(asked, "Person")).matches]

    assert score(one, other) == score(other, one)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_gets_an_answer_or_a_clear_refusal(world: Index, text: str) -> None:
    try:
        query = Query(text)
    except BadInput:
        return
    for match in screen(world, query).matches:
        assert THRESHOLD <= match.score <= 1.0
        assert match.reasons


def test_delisted_is_said(tmp_path: Path) -> None:
    gone = entity("gone", "Person", "Ada Primer", listing("nat", "1", listed_until="2025-01-01"))
    match = screen(built(tmp_path, [gone, MUSTERMANN]), Query("Ada Primer")).matches[0]
    assert match.reasons[-1] == "No list has it any more: nat took it off on 2025-01-01."
