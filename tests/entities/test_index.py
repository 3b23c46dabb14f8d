"""The index finds what a comparison would accept, whatever else is on the list, and is never half written."""

import gzip
import json
import random
import string
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.entities.made_up import IMO, STAMP, WALLET, WORLD, built, entity
from tests.entities.real_lists import shared

from leadline.entities.names import THRESHOLD, compare_prepared, prepare
from leadline.entities.names.tokens import consonants, fold, keys, words
from leadline.entities.screening import index
from leadline.entities.screening.index import Index
from leadline.entities.screening.query import Query, keys_of_text
from leadline.errors import BadInput, Damaged


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return built(tmp_path_factory.mktemp("index"))


def found(index: Index, query: Query, limit: int = 50) -> list[str]:
    return [index.entity(c.entity)["id"] for c in index.candidates(query, limit)]


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Hong Kil Tong", "e-hong"), ("hong kil-tong", "e-hong"), ("HONGKILTONG", "e-hong"), ("홍길동", "e-hong"),
        ("Hong Gildong", "e-hong"), ("The Outlaw", "e-hong"), ("Ryu Kil Tong", "e-hong"),
        ("ho\u200bng k\u202eil tong", "e-hong"), ("Hоng Kіl Tоng", "e-hong"), ("ＨＯＮＧ Ｋｉｌ Ｔｏｎｇ", "e-hong"),
        ("Erika Musterman Beispiel", "e-muster"), ("Erkia Mustermann Beispiel", "e-muster"),
        ("Mustermannbeispiel Erika", "e-muster"), ("Эрика Мустерманн", "e-muster"), ("E. Mustermann Beispiel", "e-muster"),
        ("Silver Heron Makebelieve Trading", "e-trade"), ("S H M B", "e-trade"), ("SHMB", "e-trade"),
        ("Morningreed 7", "e-ship"), ("Un Exampel", "e-un"), ("Eun Example", "e-un"),
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(world: Index, name: str, id_: str) -> None:
    assert id_ in found(world, Query(name))


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        (IMO, "e-ship"), (f"IMO {IMO}", "e-ship"), (f"imo{IMO}", "e-ship"), ("445999999", "e-ship"), ("hmzz9", "e-ship"),
        (WALLET, "e-purse"), (WALLET.lower(), "e-purse"), ("123456789", "e-hong"), ("123 456789", "e-hong"),
        ("5493001kjtiigc8y1r12", "e-trade"), ("2000021", "e-broken"),
    ],
)  # fmt: skip
def test_an_identifier_is_found_in_the_name_or_beside_it(world: Index, text: str, id_: str) -> None:
    for query in (Query(text), Query("Nobody", identifiers=(text,))):
        first = world.candidates(query)[0]
        assert world.entity(first.entity)["id"] == id_
        assert first.exact


def test_an_address_by_another_case_isnt_the_same_address(tmp_path: Path) -> None:
    address = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
    index = built(tmp_path, [entity("w", "CryptoWallet", "Example", cryptoAddress=[address])])
    assert ("wallet", address) in index.candidates(Query(identifiers=(address,)))[0].exact
    (lost,) = index.candidates(Query(identifiers=(address.lower(),)))
    assert {kind for kind, _ in lost.exact} == {"wallet-letters"}
    assert not any(kind == "number" for kind, _ in keys_of_text(address))


def test_the_schema_that_is_asked_for_is_kept_to(world: Index) -> None:
    assert found(world, Query("Morning Reed", "Vessel")) == ["e-ship"]
    assert found(world, Query("Morning Reed", "Person")) == []
    assert found(world, Query("Hong Kil Tong", "LegalEntity")) == ["e-hong"]
    assert found(world, Query("Hong Kil Tong", "Unheard-of")) == []


def test_at_most_as_many_as_asked_the_nearest_first(tmp_path: Path) -> None:
    crowd = [
        entity(f"x{n:02}", "Person", f"Ada {word}ell Primer") for n, word in enumerate(string.ascii_lowercase)
    ]
    index = built(tmp_path, [*WORLD, *crowd, entity("zz", "Person", "Ada Primer")])
    assert found(index, Query("Ada Primer"), 5)[0] == "zz"
    assert len(found(index, Query("Ada Primer"), 5)) == 5


def test_the_order_of_entities_makes_no_difference(tmp_path: Path) -> None:
    one, other = built(tmp_path / "a"), built(tmp_path / "b", WORLD[::-1])
    assert (tmp_path / "a" / index.FILE).read_bytes() == (tmp_path / "b" / index.FILE).read_bytes()
    assert found(one, Query("Reed")) == found(other, Query("Reed"))


def test_strangers_take_nobodys_place(tmp_path: Path) -> None:
    """Thousands of others, common words among them: each entity stays a candidate where it was one."""
    rng = random.Random(1)
    crowd = [
        entity(f"s{n}", rng.choice(["Person", "Company"]), " ".join(rng.choice(
            ["Kil", "Tong", "Erika", "Trading", "Co", "Ltd", "Reed", "Silver", "Abu", "Zed", f"Q{n}x", "Mo"]) for _ in range(3)))
        for n in range(3000)
    ]  # fmt: skip
    small, large = built(tmp_path / "small"), built(tmp_path / "large", [*WORLD, *crowd])
    for name in (
        "Hong Kil Tong",
        "Erika Mustermann Beispiel",
        "Silver Heron Trading",
        "Un Example",
        "홍길동",
    ):
        before = {small.entity(c.entity)["id"]: c.near for c in small.candidates(Query(name))}
        after = {large.entity(c.entity)["id"]: c.near for c in large.candidates(Query(name), 10_000)}
        first = found(large, Query(name))
        assert before
        assert before.items() <= after.items()
        assert next(iter(before)) in first


def _spelt(word: str) -> bool:
    return all(a != b for a, b in pairwise(word))


WRITTEN = st.text("abcdeghiklmnoprstu", min_size=3, max_size=8).filter(_spelt)
NAME = st.lists(WRITTEN, min_size=1, max_size=4).map(" ".join)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(NAME, min_size=1, max_size=8), st.data())
def test_what_is_as_alike_as_that_is_found(tmp_path: Path, names: list[str], data: st.DataObject) -> None:
    """One letter left out, two words changed in place, spaces taken away: what a comparison accepts is a candidate."""
    people = [entity(f"p{n}", "Person", name) for n, name in enumerate(names)]
    index = built(tmp_path, people)
    name = data.draw(st.sampled_from(names))
    at = data.draw(st.integers(0, len(name) - 1))
    for asked in (name, name[:at] + name[at + 1 :], " ".join(name.split()[::-1]), name.replace(" ", "")):
        if not fold(asked):
            continue
        have = set(found(index, Query(asked, "Person")))
        told = prepare(asked, "Person")
        for person in people:
            score = compare_prepared(told, prepare(person["properties"]["name"][0], "Person"))
            assert score < THRESHOLD or person["id"] in have, (asked, person["caption"], float(score))


def test_found_is_what_comparing_everything_finds(tmp_path: Path) -> None:
    """On 1,500 names of a real list, against every pair of names compared."""
    with gzip.open(shared("lists/ofac_sdn_names_2026-07-11.jsonl.gz"), "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][::13]
    people = [
        entity(f"p{r['uid']}", "Person", [r["name"], *r["aliases"]])
        for r in rows
        if r["type"] == "individual"
    ]
    rng = random.Random(7)
    missed, matched = [], 0
    told = [(p["id"], prepare(name, "Person")) for p in people for name in p["properties"]["name"]]
    index = built(tmp_path, people)
    for person in rng.sample(people, 40):
        name = rng.choice(person["properties"]["name"])
        at = rng.randrange(len(name))
        asked = name[:at] + rng.choice("aeiou") + name[at + 1 :]
        mine, have = prepare(asked, "Person"), set(found(index, Query(asked, "Person")))
        accepted = {id_ for id_, other in told if compare_prepared(mine, other) >= THRESHOLD}
        matched += len(accepted)
        missed += [(asked, id_) for id_ in accepted - have]
    assert matched >= 35
    assert len(missed) <= matched * 0.03, missed


def test_a_build_that_fails_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    built(tmp_path)
    before = (tmp_path / index.FILE).read_bytes()
    with pytest.raises(KeyError):
        index.build([*WORLD, {"id": "broken"}], tmp_path, STAMP)  # type: ignore[list-item]
    assert (tmp_path / index.FILE).read_bytes() == before
    assert [f.name for f in tmp_path.iterdir()] == [index.FILE]


def test_who_has_the_old_index_open_goes_on_reading_it(tmp_path: Path) -> None:
    old = built(tmp_path)
    new = built(tmp_path, [entity("only", "Person", "Somebody Else")])
    assert found(old, Query("Hong Kil Tong")) == ["e-hong"]
    assert found(new, Query("Hong Kil Tong")) == []
    assert (len(old), len(new)) == (len(WORLD), 1)


def test_the_stamp_is_read_without_opening_and_none_where_there_is_none(tmp_path: Path) -> None:
    assert index.stamp(tmp_path) is None
    built(tmp_path)
    assert index.stamp(tmp_path) == STAMP


@pytest.mark.parametrize("damage", ["cut", "other", "empty", "head"])
def test_a_damaged_index_is_refused(tmp_path: Path, damage: str) -> None:
    built(tmp_path)
    file = tmp_path / index.FILE
    data = file.read_bytes()
    file.write_bytes(
        {"cut": data[:-4000], "other": b"something else" * 9, "empty": b"", "head": data[:60]}[damage]
    )
    with pytest.raises(Damaged, match="Delete it"):
        Index.open(tmp_path)


def test_an_empty_list_finds_nobody(tmp_path: Path) -> None:
    assert built(tmp_path, []).candidates(Query("Hong Kil Tong", identifiers=(IMO,))) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Ch'o'l-chae", "chol chae"), ("S.A. L.L.C.", "sa llc"), ("O’Neil & Co.", "oneil and co"), ("Łódź", "lodz"),
        ("  KIM,\u00a0 Jong\tUn ", "kim jong un"), ("Mo\u200bh\u202eamad", "mohamad"), ("Kіm", "kim"), ("Straße", "strasse"),
        ("St.Example", "st example"), ("Ким", "ким"), ("\u200b\u202e", ""), ("!!!", ""), ("", ""), ("각", "각"),
    ],
)  # fmt: skip
def test_names_are_folded(name: str, told: str) -> None:
    assert fold(name) == told


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


WORD = st.text("abcdefghij", min_size=3, max_size=14)


@given(WORD, st.data())
def test_a_slip_of_the_pen_keeps_a_key(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcxyz"))
    for other in (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
    ):
        assert len(other) < 3 or keys(word) & keys(other), other


def test_consonants_are_by_sound() -> None:
    assert consonants("mohammed") == consonants("muhamad")
    assert consonants("yusuf") == consonants("yousef")
    assert consonants("kim") != consonants("kil")
    assert words("Владимир") == ("vladimir",)


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u202e", "!!!", "…"])
def test_a_question_of_nothing_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="no letter or digit"):
        Query(name)


def test_a_question_that_is_no_question_is_refused() -> None:
    with pytest.raises(BadInput, match="10,000,000 characters"):
        Query("a" * 10_000_000)
    with pytest.raises(BadInput, match="Write 1964"):
        Query("Hong", dob="3 March 1964")


def test_an_entity_of_followthemoney_asks_a_question() -> None:
    asked = Query.of({
        "schema": "Person",
        "properties": {"name": ["Hong", "Kil"], "alias": "Tong", "birthDate": ["1971-02-03T00:00"], "gender": ["Male"],
                       "nationality": ["KP"], "country": ["kp"], "passportNumber": ["123"], "idNumber": [None, "9"]},
    })  # fmt: skip
    assert asked.all_names == ("Hong", "Kil", "Tong")
    assert (asked.dob, asked.gender, asked.countries) == ("1971-02-03", "male", ("kp",))
    assert asked.identifiers == ("123", "9")
    with pytest.raises(BadInput):
        Query.of({"schema": "Person"})
