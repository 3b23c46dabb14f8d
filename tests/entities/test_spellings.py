"""What the comparison takes for one name, the index finds: spellings, familiar forms, letters doubled or left out."""

import gzip
import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.entities.made_up import HONG, STAMP, TRADING, built, entity
from tests.entities.real_lists import shared

from leadline.entities.names import THRESHOLD, compare, compare_prepared, prepare
from leadline.entities.names._words import known
from leadline.entities.screening import index as index_
from leadline.entities.screening.index import Index
from leadline.entities.screening.match import screen
from leadline.entities.screening.query import Query

CROWD = [entity(f"c{n}", "Person", f"Ada {chr(97 + n % 26)}{chr(97 + n // 26)}mple") for n in range(60)]


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("Viktor Mutterbeispill", "MOUTERBEISPIL, Viktor Anatolijevitch"), ("Viktor Ouxx", "UX, Viktor Anatolijevitch"),
        ("Bob Musterbeispiel", "Robert Musterbeispiel"), ("Petr Exemplar", "Peter EXEMPLAR"), ("Yahya Exemplar", "John Exemplar"),
        ("Mohaad Exemplarov", "EXEMPLAROV, Mohammed"), ("Exmplrv Olga", "Exemplarov Olga"), ("Xena Roschtamyoe", "ROSTAMI, Xena"),
        ("Gayevoy Nikanor", "Nikanor GAEVOY"), ("Sasha Exemplarov", "Aleksandr EXEMPLAROV"),
    ],
)  # fmt: skip
def test_a_spelling_that_compares_is_found(tmp_path: Path, asked: str, listed: str) -> None:
    index = built(tmp_path, [entity("x", "Person", listed), *CROWD])
    assert compare(asked, listed) >= THRESHOLD
    assert "x" in {m.entity["id"] for m in screen(index, Query(asked, "Person")).matches}


@pytest.mark.parametrize("asked", ["SHMBTCL", "SHMB", "S.H.M.B.T."])
def test_initials_are_found_with_and_without_the_generic_words_behind(tmp_path: Path, asked: str) -> None:
    index = built(tmp_path, [{**TRADING, "properties": {"name": TRADING["properties"]["name"]}}])
    assert [index.entity(c.entity)["id"] for c in index.candidates(Query(asked))] == ["e-trade"]


def _another(table: dict[str, frozenset[int]]) -> Callable[[str, random.Random], str]:
    def put(name: str, rng: random.Random) -> str:
        words = name.replace(",", " ").split()
        at = [i for i, word in enumerate(words) if word.lower() in table]
        if at:
            i = rng.choice(at)
            groups = table[words[i].lower()]
            words[i] = rng.choice(sorted(w for w, its in table.items() if its & groups))
        return " ".join(words)

    return put


def _doubled(name: str, rng: random.Random) -> str:
    i = rng.randrange(1, len(name))
    return name[:i] + name[i - 1] + name[i:]


def _without_vowels(name: str, rng: random.Random) -> str:
    first, *rest = name.replace(",", " ").split()
    return " ".join(
        [first[0] + "".join(c for c in first[1:-1] if c.lower() not in "aeiou") + first[-1], *rest]
    )


def test_of_a_real_list_each_kind_of_spelling_is_found(tmp_path: Path) -> None:
    """Whatever the comparison of the two names accepts, among the persons of a real list."""
    with gzip.open(shared("lists/ofac_sdn_names_2026-07-11.jsonl.gz"), "rt", encoding="utf-8") as lines:
        rows = [row for line in lines if (row := json.loads(line))["type"] == "individual"][::9]
    index = built(tmp_path, [entity(f"p{r['uid']}", "Person", [r["name"], *r["aliases"]]) for r in rows])
    kinds = (_another(known().spellings), _another(known().nicknames), _doubled, _without_vowels)
    rng, accepted, missed = random.Random(11), 0, []
    for row in rng.sample(rows, 160):
        asked = kinds[accepted % len(kinds)](row["name"], rng)
        if compare_prepared(prepare(asked), prepare(row["name"])) >= THRESHOLD:
            accepted += 1
            found = {index.entity(c.entity)["id"] for c in index.candidates(Query(asked, "Person"))}
            missed += [] if f"p{row['uid']}" in found else [(asked, row["name"])]
    assert accepted > 120
    assert len(missed) <= 0.02 * accepted, missed


def test_who_isnt_kept_takes_nobodys_place(tmp_path: Path) -> None:
    crowd = [entity(f"k{n:02}", "Person", "Ada Primer") for n in range(80)]
    index = built(tmp_path, [*crowd, entity("last", "Person", "Ada Primmer")])
    assert "last" not in {m.entity["id"] for m in screen(index, Query("Ada Primer"), limit=0).matches}
    kept = screen(index, Query("Ada Primer"), limit=0, keep=lambda e: e["id"] == "last")
    assert [m.entity["id"] for m in kept.matches] == ["last"]
    assert not kept.cut
    number = screen(built(tmp_path / "b", [HONG]), Query(identifiers=("123456789",)), keep=lambda _: False)
    assert not number.matches


def test_threads_may_ask_one_index_while_it_forgets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_, "_REMEMBERED", 2)
    index_.build(CROWD, tmp_path, STAMP)
    index, fresh = Index.open(tmp_path), Index.open(tmp_path)
    names = [one["caption"] for one in CROWD] * 4
    alone = [[c.entity for c in fresh.candidates(Query(name))] for name in names]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda name: [c.entity for c in index.candidates(Query(name))], names))
    assert together == alone


def test_a_wallet_that_lost_its_capitals_is_told_as_uncertain(tmp_path: Path) -> None:
    address = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
    index = built(tmp_path, [entity("w", "CryptoWallet", "Example", cryptoAddress=[address])])
    same = screen(index, Query(address)).matches[0]
    assert same.score == 1.0
    assert "capitals" not in " ".join(same.reasons)
    for lost in (address.lower(), address.upper()):
        (match,) = screen(index, Query(lost)).matches
        assert match.score == 0.9
        assert "same but for its capitals" in match.reasons[0]
        assert "isn't certain" in match.reasons[0]


def test_one_of_several_births_that_agrees_is_enough(tmp_path: Path) -> None:
    index = built(tmp_path, [HONG])
    asked = Query.of(
        {"schema": "Person", "properties": {"name": ["Hong Kil Tong"], "birthDate": ["1950", "1971-02-03"]}}
    )
    assert asked.all_dobs == ("1950", "1971-02-03")
    match = screen(index, asked).matches[0]
    assert match.score == 1.0
    assert "Born 1971-02-03, as asked." in match.reasons
    other = screen(index, Query("Hong Kil Tong", dob="1950", dobs=("1951",))).matches[0]
    assert "Born 1971-02-03 or 1972, not 1950 or 1951 (score × 0.70)." in other.reasons


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("TRADING LIMITED", "A A TRADING FZCO", False), ("A. A. Trading", "AA Trading FZE", True),
        ("H&M Example & Primer AB", "H and M Example and Primer AB", True),
        ("Exampla", "Exampla Technologies Co., Ltd.", True), ("Exampla", "Shenzhen Exampla Technologies", True),
        ("Exampla Ltd", "Exampla Technologies Ltd", False), ("Trading", "General Trading", False),
        ("Exampla", "Exampla Primer Technologies", False), ("Mir", "Shenzhen Mir Trading", False),
    ],
)  # fmt: skip
def test_what_a_company_does_says_little_and_letters_are_no_articles(a: str, b: str, same: bool) -> None:
    assert (compare(a, b, "Company") >= THRESHOLD) is same
    assert compare(a, b, "Company") == compare(b, a, "Company")


def test_three_letters_in_a_row_are_no_spelling_of_one() -> None:
    assert compare("aaaaaa", "aaa") < THRESHOLD
    assert compare("Mohammmed Exemplarov", "Mohamed Exemplarov") >= THRESHOLD


def test_a_familiar_form_and_a_name_left_out_are_too_little_together() -> None:
    assert compare("John Exemplar", "EXEMPLAR PRIMER, Juan Carlos") < THRESHOLD
    assert compare("Robert Exemplar", "Bob EXEMPLAR") >= THRESHOLD


def test_a_title_beside_a_name_that_very_many_bear_may_be_the_familys() -> None:
    assert compare("محمد", "AL-SHAYKH, Muhammad") < THRESHOLD
    assert compare("Sheikh Exemplarov", "Exemplarov") == 1.0


def test_marks_piled_on_a_letter_hide_no_name(tmp_path: Path) -> None:
    index = built(tmp_path, [HONG])
    (match,) = screen(index, Query("H" + "\u0301" * 600 + "ong Kil Tong")).matches
    assert match.score == 1.0
    assert compare("K" + "\u0301\u0302" * 300 + "im Yong Chol", "Kim Myong Chol") < THRESHOLD
