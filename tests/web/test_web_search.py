"""/search, /entities and what says which lists there are."""

import pytest
from tests.web.web_world import GONE, HERON, PAK, REED, WORLD, Api, ids


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("sol-gang", PAK), ("GANG pak", PAK), ("박솔강", PAK), ("Silver Trading", HERON), ("9999993", REED),
        ("X1234567", PAK), ("Pak Sol Gan", PAK),
    ],
)  # fmt: skip
def test_words_a_number_or_a_likely_spelling_find_an_entity(api: Api, q: str, found: object) -> None:
    assert ids(api.search(q)) == [found["id"]]  # type: ignore[index]


def test_every_word_must_occur(api: Api) -> None:
    told = api.search("Silver Zanzibar")
    assert (ids(told), told["total"]) == ([], {"value": 0, "relation": "eq"})
    assert "not a clearance" in told["note"]


def test_pages_do_not_overlap_and_together_are_all(api: Api) -> None:
    seen: list[str] = []
    for offset in range(0, 60, 25):
        told = api.search("lantern guild", limit=25, offset=offset)
        assert (told["limit"], told["offset"], told["total"]["value"]) == (25, offset, 60)
        seen += ids(told)
    assert len(seen) == len(set(seen)) == 60


def test_no_words_list_everything(api: Api) -> None:
    assert api.search("")["total"]["value"] == len(WORLD)


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"schema": "Vessel"}, {REED["id"]}), ({"schema": "LegalEntity", "countries": "KP"}, {PAK["id"]}),
        ({"countries": ["kp", "de"]}, {PAK["id"], REED["id"], GONE["id"]}),
        ({"countries": ["kp", "de"], "filter_op": "AND"}, set()),
        ({"datasets": ["council", "harbour"], "filter_op": "AND"}, {PAK["id"]}),
        ({"filter": "birthDate:1970-01-02"}, {PAK["id"]}), ({"filter": "properties.gender:male"}, {PAK["id"]}),
        ({"include_dataset": "council"}, {PAK["id"], REED["id"]}), ({"topics": "sanction", "schema": "Person"}, {PAK["id"]}),
        ({"target": "false"}, {GONE["id"]}),
    ],
)  # fmt: skip
def test_filters(api: Api, params: dict[str, object], found: set[str]) -> None:
    assert set(ids(api.search("", **params))) == found


def test_a_dataset_narrows_the_search(api: Api) -> None:
    assert set(ids(api.search("", "council"))) == {PAK["id"], REED["id"]}


def test_facets_count_what_was_found(api: Api) -> None:
    facets = api.search("", facets=["datasets", "schema", "countries", "topics", "genders", "identifiers"])[
        "facets"
    ]
    assert {one["name"]: one["count"] for one in facets["datasets"]["values"]} == {
        "harbour": 63,
        "council": 2,
    }
    assert {"name": "harbour", "label": "Harbour list", "count": 63} in facets["datasets"]["values"]
    assert {"name": "kp", "label": "North Korea", "count": 2} in facets["countries"]["values"]
    assert facets["topics"]["values"][0]["count"] == len(WORLD) - 1
    assert facets["schema"]["values"][0]["name"] == "Organization"
    assert list(api.search("")["facets"]) == ["countries", "topics", "datasets"]


def test_sorting_puts_what_lacks_the_field_last(api: Api) -> None:
    assert ids(api.search("", sort="birthDate", limit=1)) == [PAK["id"]]
    assert ids(api.search("", sort="birthDate:desc", limit=1)) == [PAK["id"]]
    captions = [one["caption"] for one in api.search("", sort="caption:desc", limit=500)["results"]]
    assert captions == sorted(captions, reverse=True)


def test_an_entity_is_read_by_its_id(api: Api) -> None:
    told = api.client.get(f"/entities/{PAK['id']}").json()
    assert (told["id"], told["properties"]["birthDate"], told["target"]) == (PAK["id"], ["1970-01-02"], True)


def test_the_id_of_an_entry_leads_to_the_entity_it_was_resolved_into(api: Api) -> None:
    response = api.client.get("/entities/harbour-77")
    assert (response.status_code, response.headers["Location"]) == (308, f"/entities/{PAK['id']}")


def test_an_id_that_is_not_there(api: Api) -> None:
    response = api.client.get("/entities/nobody-0")
    assert (response.status_code, response.json()) == (404, {"detail": "No such entity!"})


def test_the_catalog_says_whose_lists_and_of_which_day(api: Api) -> None:
    told = api.client.get("/catalog").json()
    by_name = {one["name"]: one for one in told["datasets"]}
    assert told["current"] == ["council", "harbour"]
    assert by_name["council"]["publisher"]["name"] == "the Council"
    assert (by_name["council"]["binds"], by_name["council"]["version"]) == (
        "every State of that world",
        "2026-03-01",
    )
    assert (by_name["council"]["entity_count"], by_name["harbour"]["entity_count"]) == (2, 63)
    assert by_name["default"]["children"] == ["council", "harbour"]
    assert not by_name["default"]["load"]


def test_the_way_to_score_is_told(api: Api) -> None:
    told = api.client.get("/algorithms").json()
    assert told["best"] == told["default"] == told["algorithms"][0]["name"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_it_says_that_it_is_well(api: Api, path: str) -> None:
    response = api.client.get(path)
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
