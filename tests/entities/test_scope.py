"""What has to do with the DPRK is found by what lists say of it, whatever the programme's code."""

import json

import pytest
from tests.entities.real_lists import made, ofac, shared, un, vessels

from leadline.entities.entity import Entity, Listing
from leadline.entities.resolution.scope import relevant


def kinds(*entities: Entity) -> dict[str, list[str]]:
    """The signs by entity."""
    return {id_: [reason.kind for reason in reasons] for id_, reasons in relevant(entities).items()}


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ({"nationality": ["kp"]}, "land"),
        ({"country": ["kp"]}, "land"),
        ({"address": ["Example Street 1, Pyongyang, Korea, North"]}, "address"),
        ({"birthPlace": ["Sinuiju, North Korea"]}, "birth"),
        ({"notes": ["Acts for a company of the DPRK."]}, "remarks"),
        ({"notes": ["Subsidiary of KPe.001"]}, "reference"),
        ({"mmsi": ["445999999"]}, "digits"),
        ({"mmsi": ["440999999"]}, None),
        ({"swiftBic": ["EXAMKPPY"]}, "digits"),
        ({"address": ["Seoul, Korea, South"]}, None),
        ({"notes": ["Exported to South Korea."], "nationality": ["kr"]}, None),
        ({"notes": ["The list names no State."]}, None),
    ],
)
def test_each_sign_by_itself(properties: dict[str, list[str]], kind: str | None) -> None:
    entity = made(
        "x-1",
        "Vessel" if "mmsi" in properties else "Company",
        {"name": ["Example Ltd (fictional)"]} | properties,
    )
    found = relevant([entity])
    assert [reason.kind for reason in found.get("x-1", ())] == ([kind] if kind else [])
    assert all(reason.says.endswith((".", "…")) for reasons in found.values() for reason in reasons)


@pytest.mark.parametrize(
    "program", ["DPRK4", "UN-SC1718", "EU-PRK", "Democratic People's Republic of Korea", "DPRK"]
)
def test_programmes(program: str) -> None:
    assert kinds(made("x-1", "Person", {"name": ["A"]}, program=program)) == {"x-1": ["programme"]}


@pytest.mark.parametrize("program", ["NPWMD", "SDGT", "PRKX", "17180"])
def test_other_programmes_are_no_sign(program: str) -> None:
    assert not kinds(made("x-1", "Person", {"name": ["A"]}, program=program))


def test_who_is_linked_to_who_is_in_scope_is_in_scope_too_and_says_by_whom() -> None:
    first = made("x-1", "Company", {"name": ["First (fictional)"], "country": ["kp"]})
    second = made(
        "x-2", "Company", {"name": ["Second (fictional)"], "notes": ["Linked To: FIRST (FICTIONAL)."]}
    )
    third = made("x-3", "Vessel", {"name": ["Third (fictional)"], "owner": ["x-2"]})
    stranger = made("x-4", "Company", {"name": ["Fourth (fictional)"], "notes": ["Linked To: Nobody."]})
    other_list = made(
        "y-1", "Company", {"name": ["Fifth (fictional)"], "notes": ["Linked To: First (fictional)."]}
    )
    found = relevant([third, stranger, second, first, other_list])
    assert {id_: (r[0].kind, r[0].of) for id_, r in found.items()} == {
        "x-1": ("land", ""),
        "x-2": ("linked", "x-1"),
        "x-3": ("linked", "x-2"),
    }
    assert found["x-3"][0].says == "The list gives x-2 as its owner."


def test_a_link_to_an_office_of_a_name_that_every_state_has_needs_a_programme_in_common() -> None:
    office = made(
        "x-1", "Organization", {"name": ["Ministry of Examples"], "country": ["kp"]}, program="NPWMD"
    )
    other = made(
        "x-2", "Person", {"name": ["Second"], "notes": ["Linked To: MINISTRY OF EXAMPLES."]}, program="SSIDES"
    )
    same = made("x-3", "Person", {"name": ["Third"], "unknownLinkTo": ["x-1"]}, program="NPWMD")
    assert set(kinds(office, other, same)) == {"x-1", "x-3"}


def test_a_mark_of_the_dprk_and_names_in_texts() -> None:
    aircraft = made("x-1", "Airplane", {"name": ["P-000"]})
    company = made("x-2", "Company", {"name": ["Example Harbour Trading Ltd (fictional)"], "country": ["kp"]})
    officer = made(
        "x-3", "Person", {"name": ["A"], "title": ["Officer, Example Harbour Trading Ltd (Fictional)."]}
    )
    short = made("x-4", "Company", {"name": ["Two Words"], "country": ["kp"]})
    nobody = made("x-5", "Person", {"name": ["B"], "title": ["Knows two words of it"]})
    assert kinds(aircraft, company, officer, short, nobody) == {
        "x-1": ["digits"], "x-2": ["land"], "x-3": ["linked"], "x-4": ["land"],
    }  # fmt: skip


def test_a_name_that_two_entries_have_links_to_neither() -> None:
    twins = [
        made(f"x-{n}", "Company", {"name": ["Twin (fictional)"], "country": [c]})
        for n, c in ((1, "kp"), (2, "fr"))
    ]
    linked = made("x-3", "Person", {"name": ["Third"], "notes": ["Linked To: Twin (fictional)"]})
    assert kinds(*twins, linked) == {"x-1": ["land"]}


def test_links_in_a_circle_end_and_a_long_chain_is_cut() -> None:
    chain = [
        made(f"x-{n}", "Company", {"name": [f"C{n}"], "unknownLinkTo": [f"x-{n - 1}"]}) for n in range(1, 9)
    ]
    start = made("x-0", "Company", {"name": ["C0"], "country": ["kp"], "unknownLinkTo": ["x-0"]})
    assert sorted(kinds(start, *chain)) == ["x-0", "x-1", "x-2", "x-3"]


def test_a_ship_with_the_imo_number_of_a_designated_one() -> None:
    named = made("un-vessels-1", "Vessel", {"name": ["One (fictional)"], "imoNumber": ["8606173"]})
    same = made("x-1", "Vessel", {"name": ["Two (fictional)"], "imoNumber": ["IMO8606173"]})
    broken = made("x-2", "Vessel", {"name": ["Three (fictional)"], "imoNumber": ["8606174"]})
    assert kinds(named, same, broken) == {"un-vessels-1": ["un"], "x-1": ["imo"]}


def test_the_order_of_entities_and_strangers_change_nothing() -> None:
    some = [
        made("x-1", "Company", {"name": ["First (fictional)"], "country": ["kp"]}),
        made("x-2", "Company", {"name": ["Second (fictional)"], "unknownLinkTo": ["x-1"]}),
        made("x-3", "Company", {"name": ["Third (fictional)"], "unknownLinkTo": ["x-2", "x-1"]}),
    ]
    stranger = made("x-9", "Company", {"name": ["Ninth (fictional)"]})
    assert kinds(*some) == kinds(*reversed(some)) == kinds(stranger, *some)


def _uncoded(entry: Entity) -> Entity:
    listings: list[Listing] = [{**listing, "programs": []} for listing in entry["listings"]]
    return {**entry, "listings": listings}


@pytest.mark.slow
@pytest.mark.parametrize("coded", [True, False])
def test_ofac_with_and_without_its_codes(coded: bool) -> None:
    """Against the file that says which entries concern the DPRK; its later programmes aren't in the copy of 2023."""
    told = [json.loads(line) for line in shared("lists/ofac_dprk.jsonl").read_text().splitlines()]
    entries = ofac() if coded else [_uncoded(entry) for entry in ofac()]
    there = {entry["id"] for entry in entries}
    wanted = {f"ofac-{row['uid']}" for row in told} & there
    found = {id_ for id_ in relevant([*un(), *vessels(), *entries]) if id_.startswith("ofac-")}
    assert len(wanted) == 552
    assert len(found & wanted) / len(wanted) >= 0.99
    assert len(found & wanted) / len(found) >= 0.98
    uncoded = {
        f"ofac-{row['uid']}" for row in told if not any("DPRK" in p for p in row["programmes"])
    } & there
    assert len(uncoded) == 105
    assert uncoded <= found
