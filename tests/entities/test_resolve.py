"""Entries of several lists become one entity where it is sure, wait for a person where it isn't, else stay apart."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.entities.real_lists import eu, made, ofac, un, vessels

from leadline.entities.entity import Entity
from leadline.entities.resolution.evidence import against, facts
from leadline.entities.resolution.judgements import Answer, Judgements, PairJudgement
from leadline.entities.resolution.resolve import Resolution, resolve, resolved, waiting
from leadline.errors import BadInput


def judged(left: str, right: str, answer: Answer) -> Judgements:
    """One judgement."""
    return Judgements([PairJudgement(left, right, answer, "As the passport says.", "Somebody", "2026-01-01")])


def found(entities: Sequence[Entity], judgements: Judgements | None = None) -> Resolution:
    """A resolution in memory."""
    return resolve(entities, judgements or Judgements())


def linked(resolution: Resolution) -> set[tuple[str, str]]:
    """The links by ids."""
    return {(link.left, link.right) for link in resolution.links}


NAMED = {"name": ["Pak Example"], "birthDate": ["1970-01-02"]}
ONE = made("un-1", "Person", NAMED)


@pytest.mark.parametrize(
    ("schema", "mine", "its", "sure"),
    [
        ("Person", NAMED, {"name": ["EXAMPLE, Pak"], "birthDate": ["1970-01-02"]}, True),
        ("Person", NAMED, {"name": ["Pak Example"], "birthDate": ["1970"]}, False),
        ("Person", NAMED, {"name": ["Pak Example"]}, False),
        ("Person", NAMED, {"name": ["Pak Example"], "birthDate": ["1970-05-02"]}, False),
        ("Person", NAMED, {"name": ["Pak Example"], "birthDate": ["1975-01-02"]}, None),
        ("Person", NAMED, {"name": ["Ri Other"], "birthDate": ["1970-01-02"]}, None),
        ("Person", {"name": ["Kim Chol Su"], "birthDate": ["1970-01-02"]},
                   {"name": ["김철수"], "birthDate": ["1970-01-02"]}, True),
        ("Person", {"name": ["Pak Example"], "gender": ["male"]}, {"name": ["Pak Example"], "gender": ["female"]}, None),
        ("Person", {"name": ["Pak Example"], "passportNumber": ["836-110034"]},
                   {"name": ["Pak Exampel"], "passportNumber": ["836110034"]}, True),
        ("Person", {"name": ["Pak Example"], "passportNumber": ["836110034"]},
                   {"name": ["Ri Other"], "passportNumber": ["836110034"]}, False),
        ("Person", NAMED | {"notes": ["x"]}, {"name": ["Pak Example"], "notes": ["Designated as KPi.999 and KPi.998"]}, False),
        ("Company", {"name": ["Example Trading"]}, {"name": ["EXAMPLE TRADING"]}, False),
        ("Person", {"name": ["Pak Example"], "birthDate": ["1961"], "nationality": ["kp"]},
                   {"name": ["PAK, Example"], "birthDate": ["1961-02-03"], "country": ["kp"]}, True),
        ("Person", {"name": ["Pak Example"], "birthDate": ["1961"], "nationality": ["kp"]},
                   {"name": ["Pak Example"], "birthDate": ["1961"], "nationality": ["cn"]}, False),
        ("Person", {"name": ["Pak Example"], "birthDate": ["1961"], "nationality": ["kp"]},
                   {"name": ["Pak Example"], "birthDate": ["1960", "1961", "1962"], "nationality": ["kp"]}, False),
        ("Person", {"name": ["Pak Example"], "birthDate": ["1961"], "nationality": ["kp"]},
                   {"name": ["Pak Other"], "alias": ["Pak Example"], "birthDate": ["1961"], "nationality": ["kp"]}, False),
        ("Company", {"name": ["Example Shipping Corp"], "country": ["kp"]},
                    {"name": ["Example Shipping Corporation"], "country": ["kp"]}, True),
        ("Company", {"name": ["Example Shipping Corp"]}, {"name": ["Example Shipping Corporation"]}, False),
        ("Company", {"name": ["Korea Example Trading"], "country": ["kp"]},
                    {"name": ["KOREA EXAMPLE TRADING (KET)"], "country": ["kp"]}, True),
        ("Company", {"name": ["Ministry of Examples"], "country": ["kp"]},
                    {"name": ["Ministry of Examples"], "country": ["ir"]}, False),
        ("Company", {"name": ["Blue Example Harbour"]}, {"name": ["Blue Example Harbour"]}, True),
        ("Company", {"name": ["One"], "leiCode": ["5493001KJTIIGC8Y1R12"]},
                    {"name": ["Other"], "leiCode": ["5493001KJTIIGC8Y1R12"]}, True),
        ("Vessel", {"name": ["One"], "imoNumber": ["8606173"]}, {"name": ["Other"], "imoNumber": ["IMO8606173"]}, True),
        ("Vessel", {"name": ["One"], "imoNumber": ["8606174"]}, {"name": ["Other"], "imoNumber": ["8606174"]}, None),
        ("Vessel", {"name": ["One Star"], "imoNumber": ["8606173"]}, {"name": ["One Star"], "imoNumber": ["9074729"]}, None),
        ("Vessel", {"name": ["One Star"], "imoNumber": ["8606173"]}, {"name": ["One Star"]}, True),
    ],
)  # fmt: skip
def test_what_is_sure_and_what_waits(
    schema: str, mine: dict[str, list[str]], its: dict[str, list[str]], sure: bool | None
) -> None:
    resolution = found([made("a-1", schema, mine), made("b-1", schema, its)])
    expected = {True: (1, 0), False: (0, 1), None: (0, 0)}[sure]
    assert (len(resolution.links), len(resolution.candidates)) == expected
    for link in (*resolution.links, *resolution.candidates):
        assert link.reasons
        assert all(reason.endswith(".") for reason in link.reasons)


def test_the_same_reference_of_the_un_links_names_that_are_only_alike() -> None:
    first = made("un-KPi.999", "Person", {"name": ["Pak Example"]})
    other = made("eu-1", "Person", {"name": ["Pak Exempel"], "notes": ["UN reference KPi.999"]})
    stranger = made("eu-2", "Person", {"name": ["Ri Other"], "notes": ["Works for KPi.999"]})
    resolution = found([first, other, stranger])
    assert linked(resolution) == {("eu-1", "un-KPi.999")}
    assert "Both have the UN's reference KPi.999." in resolution.links[0].reasons


def test_the_same_day_of_listing_makes_a_name_sure() -> None:
    first = made("un-1", "Person", {"name": ["Pak Example"]}, since="2017-12-22")
    followed = made("eu-1", "Person", {"name": ["Pak Example"]}, since="2017-12-25")
    later = made("us-1", "Person", {"name": ["Pak Example"]}, since="2018-06-25")
    resolution = found([first, followed, later])
    assert linked(resolution) == {("eu-1", "un-1")}
    assert len(resolution.candidates) == 1


@pytest.mark.parametrize(
    ("born", "name", "sure"),
    [
        ("1970-01-03", "Pak Example", True),  # a day off, as times of other zones make it
        ("1971", "Pak Example", True),  # a year off, as counted ages make it
        ("1970-01-03", "Pak Exampel", False),
        ("1970-06-03", "Pak Example", False),
        ("1971-01-02", "Pak Example", False),
    ],
)
def test_birth_dates_that_are_near_need_the_same_name_and_day_of_listing(
    born: str, name: str, sure: bool
) -> None:
    first = made("un-1", "Person", NAMED, since="2017-12-22")
    other = {"name": [name], "birthDate": [born]}
    assert bool(found([first, made("eu-1", "Person", other, since="2017-12-22")]).links) == sure
    assert not found([first, made("eu-1", "Person", other)]).links


def test_an_entry_with_very_many_names_is_compared_by_the_first_of_them() -> None:
    many = [f"{chr(97 + n % 26)}{n} example" for n in range(20_000)]
    entries = [
        made(f"{list_}-1", "Company", {"name": ["Blue Example Harbour"], "alias": many})
        for list_ in ("un", "eu")
    ]
    assert len(facts(entries[0]).names) <= 100
    assert linked(found(entries)) == {("eu-1", "un-1")}


def test_entries_of_one_list_are_never_joined_by_the_machine() -> None:
    twins = [made(f"un-{n}", "Person", NAMED) for n in (1, 2)]
    assert not found(twins).links
    resolution = found([*twins, made("eu-1", "Person", NAMED)])
    assert len(resolution.links) == 1
    assert not resolution.candidates
    assert len(list(resolution.merged([*twins, made("eu-1", "Person", NAMED)]))) == 2


def test_people_come_first() -> None:
    pair = [ONE, made("eu-1", "Person", NAMED)]
    assert linked(found(pair)) == {("eu-1", "un-1")}
    apart = found(pair, judged("un-1", "eu-1", "different"))
    assert not apart.links
    assert not apart.candidates
    assert len(list(apart.merged(pair))) == 2
    other = [ONE, made("eu-1", "Person", {"name": ["Nobody Alike"], "birthDate": ["1950"]})]
    assert not found(other).links
    assert [e["id"] for e in resolved(other, judged("eu-1", "un-1", "same"))] == ["un-1"]
    assert not found(pair, judged("un-1", "eu-1", "unsure")).candidates


def test_a_no_holds_between_all_that_was_joined() -> None:
    three = [ONE, made("eu-1", "Person", NAMED), made("us-1", "Person", NAMED)]
    assert len(list(found(three).merged(three))) == 1
    resolution = found(three, judged("un-1", "us-1", "different"))
    groups = sorted(sorted(e["referents"]) for e in resolution.merged(three))
    assert ["un-1"] in groups or ["us-1"] in groups
    assert not any({"un-1", "us-1"} <= set(group) for group in groups)


def test_resolutions_in_one_process_know_nothing_of_each_other() -> None:
    pair = [ONE, made("eu-1", "Person", NAMED)]
    found(pair, judged("un-1", "eu-1", "different"))
    assert linked(found(pair)) == {("eu-1", "un-1")}


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 4), st.sampled_from(["same", "different"])), max_size=8
    )
)
def test_whatever_people_judge_holds(said: list[tuple[int, int, Answer]]) -> None:
    """What contradicts is refused when it is kept; the rest holds together, whatever the machine would do."""
    entries = [made(f"{list_}-1", "Person", NAMED) for list_ in ("un", "eu", "us", "uk", "jp")]
    kept = Judgements()
    for one, other, answer in said:
        left, right = entries[one]["id"], entries[other]["id"]
        if left != right and not kept.contradicting(left, right, answer):
            pair = PairJudgement(left, right, answer, "w", "Somebody", "2026")
            kept = Judgements([*kept.pairs.values(), pair])
    group = {id_: entity["id"] for entity in resolved(entries, kept) for id_ in entity["referents"]}
    assert len(group) == len(entries)
    for pair in kept.pairs.values():
        assert (group[pair.left] == group[pair.right]) == (pair.answer == "same")


def test_a_resolved_entity_keeps_all_that_was_said_and_the_un_s_id() -> None:
    first = made(
        "eu-1", "LegalEntity", {"name": ["Blue Example Harbour"], "alias": ["BEH"]}, program="EU-PRK"
    )
    other = made("un-KPe.999", "Company", {"name": ["BLUE EXAMPLE HARBOUR"], "alias": ["BEH", "B.E.H."]})
    first["first_seen"], other["first_seen"] = "2020-01-01", "2019-01-01"
    (one,) = resolved([first, other], Judgements())
    assert (one["id"], one["schema"], one["caption"]) == ("un-KPe.999", "Company", "BLUE EXAMPLE HARBOUR")
    assert one["properties"]["alias"] == ["BEH", "B.E.H."]
    assert one["datasets"] == ["eu", "un"]
    assert one["referents"] == ["eu-1", "un-KPe.999"]
    assert [listing["list"] for listing in one["listings"]] == ["un", "eu"]
    assert one["first_seen"] == "2019-01-01"


@settings(max_examples=5, deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_entries_changes_nothing(order: list[int]) -> None:
    entries = [
        made("un-1", "Person", NAMED),
        made("un-2", "Person", {"name": ["Pak Exemple"], "birthDate": ["1970-01-02"]}),
        made("eu-1", "Person", NAMED),
        made("eu-2", "Person", {"name": ["Pak Exemple"], "birthDate": ["1970-01-02"]}),
        made("us-1", "Person", {"name": ["Pak Example"]}),
        made("us-2", "Vessel", {"name": ["Pak Example"]}),
    ]
    straight = found(entries)
    assert linked(straight) == {("eu-1", "un-1"), ("eu-2", "un-2")}
    assert found([entries[i] for i in order]) == straight


def test_days_that_are_none_say_nothing() -> None:
    broken = {"name": ["Pak Example"], "birthDate": ["unknown", "2000-99-99", "196"]}
    resolution = found(
        [
            made("un-1", "Person", broken, since="not a date"),
            made("eu-1", "Person", broken, since="not a date"),
        ]
    )
    assert all("Listed" not in reason for link in resolution.links for reason in link.reasons)
    two = [made(f"{one}-1", "Person", {"name": ["Pak Example"]}, since="0000-00-00") for one in ("un", "eu")]
    assert not found(two).links


def test_nothing_to_resolve_is_no_work_and_empty_entries_are_no_crash() -> None:
    assert found([]) == Resolution((), (), {})
    assert not found([made("a-1", "Person", {}), made("b-1", "Person", {"name": ["​"]})]).links


def test_nomenklatura_reads_the_database_and_candidates_wait_in_it(tmp_path: Path) -> None:
    from nomenklatura.db import close_db, make_session
    from nomenklatura.resolver import Resolver

    entries = [ONE, made("eu-1", "Person", NAMED), made("us-1", "Person", {"name": ["Pak Example"]})]
    file = tmp_path / "resolver.db"
    with pytest.raises(BadInput, match="leadline entities resolve"):
        waiting(entries, Judgements(), file)
    for _ in range(2):
        resolve(entries, Judgements(), file)
    address = f"sqlite:///{file}"
    with make_session(address) as session:
        connected = Resolver(session).get_linker().connected_ids("un-1")
    assert {"un-1", "eu-1"} <= set(connected)
    close_db(address)
    (link,) = waiting(entries, Judgements(), file)
    assert "us-1" in (link.left, link.right)
    assert link.reasons == found(entries).candidates[0].reasons
    assert not waiting(entries, judged(link.left, link.right, "unsure"), file)
    assert [f.name for f in tmp_path.iterdir()] == ["resolver.db"]


def test_what_rules_a_pair_out_says_so() -> None:
    ship = facts(made("a-1", "Vessel", {"name": ["One"]}))
    assert "ship" in against(facts(ONE), ship)
    assert against(facts(ONE), facts(made("b-1", "LegalEntity", {"name": ["One"]}))) == ""


def test_the_un_and_the_eu_are_linked_one_to_one() -> None:
    annex = [
        e for e in eu() if e["listings"][0]["programs"][0] in ("XIII.A", "XIII.B") and e["schema"] != "Vessel"
    ]
    resolution = found([*un(), *annex])
    pairs = {link.right.removeprefix("un-"): link.left.removeprefix("eu-") for link in resolution.links}
    assert len(un()) == len(annex) == len(pairs) == len(set(pairs.values())) == 155
    assert not resolution.candidates
    names = {e["id"].split("-", 1)[1]: facts(e).names for e in [*un(), *annex]}
    for one, other in pairs.items():
        assert int(one[4:]) == int(other.split(".")[2]) or names[one] & names[other], (one, other)
    for one, other in (
        ("KPe.041", "XIII.B.41"), ("KPe.042", "XIII.B.42"), ("KPe.018", "XIII.B.18"), ("KPe.021", "XIII.B.21"),
        ("KPe.057", "XIII.B.57"), ("KPe.069", "XIII.B.69"), ("KPi.020", "XIII.A.20"), ("KPi.049", "XIII.A.49"),
    ):  # fmt: skip
        assert pairs[one] == other


def test_the_designated_ships_and_the_eu_s_are_the_same_by_imo_number() -> None:
    ships = [e for e in eu() if e["schema"] == "Vessel"]
    resolution = found([*vessels(), *ships])
    assert len(resolution.links) == 59
    assert sum("IMO number" in link.reasons[0] for link in resolution.links) == 58


@pytest.mark.slow
def test_four_lists_with_the_whole_of_the_sdn() -> None:
    entries = [*un(), *vessels(), *eu(), *ofac()]
    resolution = found(entries)
    merged = list(resolution.merged(entries))
    assert len(merged) + len(resolution.links) == len(entries)
    ships = [e for e in merged if "un-vessels" in e["datasets"]]
    assert len(ships) == 59
    assert sum("ofac" in e["datasets"] for e in ships) == 50
    assert len([e for e in merged if {"un", "eu"} <= set(e["datasets"])]) == 155
    for entity in merged:
        lists = [referent.rsplit("-", 1)[0] for referent in entity["referents"]]
        assert len(lists) == len(set(lists)), entity["referents"]
    dprk = {"un", "un-vessels", "eu"}
    assert all(dprk & set(e["datasets"]) for e in merged if len(e["datasets"]) > 1)
    assert 0 < len(resolution.candidates) < 100
