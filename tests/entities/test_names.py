"""Comparing names. People and companies in the tables are fictional, or stand in public peers' examples."""

import csv
import json
import math
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import leadline
from leadline.entities.names import THRESHOLD, Score, compare, compare_prepared, prepare
from leadline.entities.names._words import known
from leadline.entities.names.tokens import LONGEST

NAMES = Path(os.environ.get("LEADLINE_SHARED", "../shared")) / "data" / "names"
SCHEMAS = ("Person", "Company", "Vessel")

ONE_AND_THE_SAME = [
    ("Person", "Marten Oldenkamp", "OLDENKAMP, Marten"),
    ("Person", "Marten Oldenkamp", "Martin Oldenkamp"),
    ("Person", "Marten Oldenkamp", "Marten Oldenkmap"),
    ("Person", "Marten Oldenkamp", "Marten Willem Oldenkamp"),
    ("Person", "Marten Oldenkamp", "M. Oldenkamp"),
    ("Person", "Marten Oldenkamp", "Dr. Marten Oldenkamp"),
    ("Person", "Marten Oldenkamp", "MartenOldenkamp"),
    ("Person", "Marten Oldenkamp", "Mаrten Оldenkаmp"),
    ("Person", "Marten Oldenkamp", "Marten\u200b Olden\u200dkamp"),
    ("Person", "Marten Oldenkamp", "Ma rten Oldenkamp"),
    ("Person", "Marten Oldenkamp", "Mrtn Oldnkmp"),
    ("Person", "Jürgen Weißhaupt", "Juergen Weisshaupt"),
    ("Person", "Zoran Vukelić", "Зоран Вукелич"),
    ("Person", "Bill Ostrander", "William Ostrander"),
    ("Person", "Yousef al-Tamarri", "Yusuf Tamarri"),
    ("Person", "Abd al-Aziz Nurkhail", "Abdul Aziz Noorkhail"),
    ("Person", "Yusuf Tamarri", "يوسف التماري"),
    ("Person", "Wang Ken Oldenkamp", "Wang-gen Oldenkamp"),
    ("Person", "Ri Chol Nam", "Ri Chol Nma"),
    ("Person", "Ri Chol Nam", "Ri Chol Narn"),
    ("Person", "Ri Chol Nam", "Ri Cho l Nam"),
    ("Person", "Ri Chol Nam", "R. Chol Nam"),
    ("Company", "Second Bureau of Anchors", "2nd Department of Anchors"),
    ("Company", "Committee on Blue Anchors (CBA)", "Committee on Blue Anchors"),
    ("Company", "Blue Anchor Shipping Co., Ltd.", "Blue Anchor Shipping Company Limited"),
    ("Company", "Nordwind AG", "Nordwind Aktiengeselschaft"),
    ("Company", "The Blue Anchor & Chain Company", "Blue Anchor and Chain"),
    ("Company", "Blue Anchor Int’l", "Blue Anchor International"),
    ("Company", "BlueAnchor Ltd", "Blue Anchor Ltd"),
    ("Company", "Harbour Oil Terminal Corporation", "HOT Corp"),
    ("Company", "Workshop Forty-Four", "Workshop 44"),
    ("Company", "ООО Тихая Гавань", "LLC Tikhaya Gavan"),
    ("Company", "Quiet Harbour Fund III L.P.", "Quiet Harbour Fund IV L.P."),
    ("Vessel", "M/V QUIET HARBOUR 8", "Quiet Harbour VIII"),
    ("Vessel", "QUIETHARBOUR 8", "Quiet Harbour No. 8"),
]
TWO = [
    ("Person", "Marten Oldenkamp", "Bertil Oldenkamp"),
    ("Person", "Marten Oldenkamp", "Marten Steenwijk"),
    ("Person", "Marten Willem Oldenkamp", "Marten Joost Oldenkamp"),
    ("Person", "Marten W. Oldenkamp", "Marten G. Oldenkamp"),
    ("Person", "Marten", "Marten Willem Oldenkamp"),
    ("Person", "Mohammed Ali", "Mohammed Ali Hassan Tamarri"),
    ("Person", "Mary Oldenkamp", "Mark Oldenkamp"),
    ("Person", "Nadir bin Qays al-Tamarri", "Qays bin Nadir al-Tamarri"),
    ("Person", "佐藤石子", "佐藤市子"),
    ("Person", "Ri Chol Nam", "Ri Chol Min"),
    ("Person", "Ri Chol Nam", "Ri Nam"),
    ("Vessel", "M K A", "K M A"),
    ("Company", "Blue Anchor Oil Company", "Blue Anchor Gas Company"),
    ("Company", "Bank of Nordland", "Bank of Sudland"),
    ("Company", "Nordwind AG", "Nordwind GmbH"),
    ("Company", "Nordwind", "Nordwind Chile"),
    ("Company", "Nordwind Solutions II", "Nordwind Solutions"),
    ("Company", "Workshop 44", "Workshop 45"),
    ("Company", "General Trading Company", "International Trading Company"),
    ("Vessel", "QUIET HARBOUR 6", "QUIET HARBOUR 8"),
    ("Vessel", "QUIET HARBOUR 6", "QUIET HARBOUR"),
    ("Vessel", "QUIET HARBOUR", "QUIET MEADOW"),
]


def real(name: str) -> Path:
    file = NAMES / name
    if not file.exists():
        pytest.skip(f"{file} isn't there; set LEADLINE_SHARED")
    return file


def labelled(name: str) -> Iterator[tuple[str, str, str, bool]]:
    with real(name).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield row["schema"], row["name1"], row["name2"], row["is_match"] == "true"


def f1(name: str) -> float:
    right, missed, wrong = 0, 0, 0
    for schema, a, b, same in labelled(name):
        said = compare(a, b, schema) >= THRESHOLD
        right += said and same
        missed += same and not said
        wrong += said and not same
    return 2 * right / (2 * right + missed + wrong)


@pytest.mark.parametrize(("schema", "a", "b"), ONE_AND_THE_SAME)
def test_one_name_written_in_two_ways(schema: str, a: str, b: str) -> None:
    score = compare(a, b, schema)
    assert score >= THRESHOLD, score.reasons


@pytest.mark.parametrize(("schema", "a", "b"), TWO)
def test_two_names(schema: str, a: str, b: str) -> None:
    score = compare(a, b, schema)
    assert score < THRESHOLD, score.reasons


def test_a_wrong_name_says_more_than_a_missing_one() -> None:
    assert compare("Marten Oldenkamp", "Marten Willem Oldenkamp") > compare(
        "Marten Joost Oldenkamp", "Marten Willem Oldenkamp"
    )


def test_reasons_are_sentences_that_name_the_words() -> None:
    reasons = compare("Marten Oldenkamp", "Marten Steenwijk").reasons
    assert reasons == (
        "‘marten’ stands in both.",
        "By the weight of their words, 43 % of the two names agrees.",
        "‘oldenkamp’ and ‘steenwijk’ contradict one another. (score × 0.70)",
    )


def test_the_factors_in_the_reasons_make_the_score() -> None:
    score = compare("Blue Anchor Fund 6 AG", "Blue Anchor Fund 7 GmbH", "Company")
    share = float(re.findall(r"(\d+) %", " ".join(score.reasons))[0]) / 100
    factors = [float(factor) for factor in re.findall(r"× (\d\.\d+)", " ".join(score.reasons))]
    assert len(factors) == 2
    assert score == pytest.approx(share * math.prod(factors), abs=0.01)


def test_a_score_is_a_number_and_can_be_sent_elsewhere() -> None:
    score = compare("Marten Oldenkamp", "Martin Oldenkamp")
    again = pickle.loads(pickle.dumps(score))
    assert (again, again.by, again.reasons) == (float(score), "names", score.reasons)
    one = prepare("Marten Oldenkamp", "Person")
    assert pickle.loads(pickle.dumps(one)) == one


def test_kinds_that_differ_are_compared_as_people() -> None:
    person, body = prepare("Oldenkamp, Marten", "Person"), prepare("Marten Oldenkamp", "LegalEntity")
    assert compare_prepared(person, body) == compare_prepared(body, person) == 1.0


def test_korean_names_are_judged_by_the_kernel() -> None:
    assert compare("리철남", "Ri Chol Nam").by == "korean"
    assert compare("리철남", "Ri Chol Nam") >= THRESHOLD > compare("리철남", "Ri Chol Min")


@pytest.mark.parametrize("a", ["", "   ", "\u200b\u200e", "…—!?", "\ud800", "\x00", "x" * 10_000_000])
@pytest.mark.parametrize("schema", [*SCHEMAS, "no such schema"])
def test_what_is_no_name_matches_nothing_and_says_so(a: str, schema: str) -> None:
    for score in (compare(a, a, schema), compare(a, "Marten Oldenkamp", schema)):
        assert float(score) == 0
        assert score.by == "unreadable"
        assert "not compared" in score.reasons[0]


def test_a_long_name_of_many_words_is_compared_in_bounded_work() -> None:
    a = " ".join(f"a{i}" for i in range(LONGEST // 4))[:LONGEST]
    assert 0 <= compare(a, a[::-1]) <= 1


text = st.text(max_size=40)
word = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9)
latin = st.lists(word, min_size=2, max_size=4).map(" ".join)
written = st.one_of(text, latin, st.sampled_from([n for _, a, b in ONE_AND_THE_SAME + TWO for n in (a, b)]))
schema = st.sampled_from(SCHEMAS)
law = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@law
@given(written, written, schema)
def test_order_of_the_two_does_not_matter(a: str, b: str, schema: str) -> None:
    one, other = compare(a, b, schema), compare(b, a, schema)
    assert one == pytest.approx(other)
    assert 0 <= one <= 1
    assert one.reasons
    assert other.by == one.by


@law
@given(latin, schema)
def test_a_name_is_itself_in_any_case_width_and_spacing(name: str, schema: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c != " " else "\u3000" for c in name)
    for other in (name, name.upper(), wide, f"  {name.replace(' ', '   ')} ", name[0] + "\u200d" + name[1:]):
        assert compare(name, other, schema) == 1.0


def in_any_place(word: str) -> bool:
    """Whether the word means the same wherever it stands: not ``bin``, not a legal form behind a name, not ``abd``."""
    return word not in known().sonship | known().endings and not word.startswith("abd")


@law
@given(st.lists(word.filter(in_any_place), min_size=2, max_size=4).flatmap(lambda w: st.tuples(st.just(w), st.permutations(w))))  # fmt: skip
def test_order_of_a_persons_names_does_not_matter(names: tuple[list[str], list[str]]) -> None:
    assert compare(" ".join(names[0]), " ".join(names[1])) == 1.0


@law
@given(latin, latin, schema)
def test_case_of_one_changes_nothing_for_another(a: str, b: str, schema: str) -> None:
    assert compare(a.upper(), b, schema) == compare(a, b.title(), schema)


def test_the_lists_of_words_are_in_the_form_that_is_compared() -> None:
    told = known()
    for words in (told.titles, told.particles, told.common, told.generic, told.spellings, told.nicknames):
        assert all(w == "&" or (w.replace("-", "").isalpha() and w.isascii() and w.islower()) for w in words)
    assert told.sonship <= told.particles
    assert not told.common & told.particles


def test_a_peers_pairs() -> None:
    assert f1("name_bench_dev.csv") >= 0.86


def test_pairs_from_the_peninsula() -> None:
    assert f1("dprk_pairs.csv") >= 0.92


@pytest.mark.parametrize(("authority", "recall", "false"), [("UN1718", 0.75, 2), ("OFAC_DPRK", 0.87, 10)])
def test_official_aliases(authority: str, recall: float, false: int) -> None:
    people = json.loads(real("dprk_official_aliases.json").read_text(encoding="utf-8"))[authority]
    pairs = [(one["name"], alias) for one in people for alias in one["aliases"]]
    found = sum(compare(a, b) >= THRESHOLD for a, b in pairs)
    names = [prepare(one["name"]) for one in people]
    wrong = sum(compare_prepared(a, b) >= THRESHOLD for i, a in enumerate(names) for b in names[i + 1 :])
    assert wrong <= false
    assert round(found / len(pairs), 2) >= recall


def test_importing_leadline_brings_nothing_heavy() -> None:
    code = "import sys, leadline; print(*(m for m in ('yaml', 'rapidfuzz', 'leadline.entities') if m in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


def test_comparing_brings_neither_nomenklatura_nor_followthemoney() -> None:
    code = (
        "import sys, leadline; leadline.compare_names('Ri Chol Nam', 'Ivan Petrov'); "
        "print(*(m for m in ('nomenklatura', 'followthemoney', 'rigour', 'pydantic', 'icu') if m in sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


def test_the_package_exports_it() -> None:
    score = leadline.compare_names("Marten Oldenkamp", "Martin Oldenkamp", "Person")
    assert isinstance(score, Score)
    assert score == compare("Marten Oldenkamp", "Martin Oldenkamp")
