"""/match: what it finds, what it leaves out, and what it says of both."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.test import Client
from tests.web.web_world import GONE, HERON, PAK, REED, Api, ids


def test_a_person_is_found_by_name_and_birth_date(api: Api) -> None:
    told = api.one("Person", name=["Pak Sol Gang"], birthDate=["1970-01-02"])
    assert ids(told) == [PAK["id"]]
    (found,) = told["results"]
    assert found["match"] is True
    assert 0.7 <= found["score"] <= 1
    assert told["total"] == {"value": 1, "relation": "eq"}
    assert told["status"] == 200


def test_every_result_says_whose_listing_it_is_whom_it_binds_and_why_it_is_shown(api: Api) -> None:
    (found,) = api.one("Person", name=["Pak Sol Gang"])["results"]
    assert [
        (one["list"], one["authority"], one["binds"], one["ref"], one["measure"], one["as_of"])
        for one in found["listings"]
    ] == [
        ("council", "the Council", "every State of that world", "C.001", "asset freeze", "2026-03-01"),
        ("harbour", "a made-up harbour", "its own port only", "77", "asset freeze", "2026-05-20"),
    ]
    assert found["reasons"]
    assert all(isinstance(reason, str) and reason for reason in found["reasons"])
    (explained,) = found["explanations"].values()
    assert explained["score"] == found["score"]
    assert explained["detail"] == " ".join(found["reasons"])


def test_a_hangul_name_finds_the_romanised_entry(api: Api) -> None:
    assert ids(api.one("Person", name=["박솔강"])) == [PAK["id"]]


@pytest.mark.parametrize(
    ("schema", "properties", "found"),
    [
        ("Vessel", {"name": ["Morning Reed 7"], "imoNumber": ["9999993"]}, REED),
        ("Vessel", {"imoNumber": ["IMO 9999993"]}, REED),
        ("Person", {"passportNumber": ["X1234567"]}, PAK),
        ("Person", {"firstName": ["Sol Gang"], "lastName": ["Pak"]}, PAK),
        ("Company", {"name": "Silver Heron Make-Believe Trading"}, HERON),
        ("LegalEntity", {"alias": ["Pak Sol Gang"]}, PAK), ("LegalEntity", {"passportNumber": ["x 1234567"]}, PAK),
        ("Thing", {"name": ["Morning Reed Seven"]}, REED), ("Vehicle", {"name": ["Morning Reed Seven"]}, REED),
    ],
)  # fmt: skip
def test_what_identifies_is_used_whatever_property_it_comes_in(
    api: Api, schema: str, properties: dict[str, Any], found: Any
) -> None:
    assert found["id"] in ids(api.one(schema, **properties))


@pytest.mark.parametrize("schema", ["Airplane", "Person", "CryptoWallet"])
def test_another_kind_of_thing_is_not_found(api: Api, schema: str) -> None:
    assert ids(api.one(schema, name=["Morning Reed Seven"])) == []


def test_an_identifier_that_is_not_valid_is_looked_for_as_it_stands(api: Api) -> None:
    told = api.match({"q": {"schema": "Vessel", "properties": {"imoNumber": ["9999994"]}}}).json()[
        "responses"
    ]["q"]
    assert told["query"]["properties"] == {"imoNumber": ["9999994"]}
    assert ids(told) == []


def test_the_answer_is_stamped_with_versions_of_lists_and_what_scored(api: Api) -> None:
    told = api.match({"a": {"schema": "Person", "properties": {"name": ["Pak Sol Gang"]}}}).json()
    assert {one["id"]: one["as_of"] for one in told["stamp"]["lists"]} == {
        "council": "2026-03-01",
        "harbour": "2026-05-20",
    }
    assert told["stamp"]["algorithm"]


def test_no_match_is_not_a_clearance(api: Api) -> None:
    told = api.one("Person", name=["Zebedee Quillfeather"])
    assert (told["results"], told["total"]["value"]) == ([], 0)
    assert "2026-03-01" in told["note"]
    assert "not a clearance" in told["note"]
    assert api.one("Person", name=["Pak Sol Gang"])["note"] is None


def test_the_note_names_the_day_of_the_list_that_was_asked(api: Api) -> None:
    assert "2026-05-20" in api.one("Person", "harbour", name=["Zebedee Quillfeather"])["note"]


def test_the_query_is_echoed_as_it_was_understood(api: Api) -> None:
    told = api.match(
        {
            "k": {
                "id": "mine-1",
                "schema": "Person",
                "properties": {
                    "name": "  Pak   Sol Gang ",
                    "nationality": ["North Korea"],
                    "colour": ["blue"],
                },
            }
        }
    ).json()
    assert told["responses"]["k"]["query"] == {
        "id": "mine-1", "schema": "Person", "properties": {"name": ["Pak Sol Gang"], "nationality": ["kp"]},
    }  # fmt: skip


def test_a_batch_is_answered_key_by_key(api: Api) -> None:
    queries = {
        f"k{n}": {"schema": "Organization", "properties": {"name": [f"Paper Lantern Guild Number {n}"]}}
        for n in range(100, 200)
    }
    told = api.match(queries, params="?limit=1").json()
    assert list(told["responses"]) == list(queries)
    assert told["limit"] == 1
    assert ids(told["responses"]["k117"]) == ["harbour-117"]


def test_a_delisted_entity_is_shown_as_no_longer_listed(api: Api) -> None:
    (found,) = api.one("Person", name=["Otokar Weissfeldt"])["results"]
    assert (found["id"], found["target"]) == (GONE["id"], False)
    assert found["listings"][0]["listed_until"] == "2025-02-03"


class TestScope:
    """Which entities a request asks among."""

    @pytest.mark.parametrize("dataset", ["default", "sanctions", "harbour"])
    def test_a_list_or_all(self, api: Api, dataset: str) -> None:
        assert HERON["id"] in ids(api.one("Company", dataset, name=["Silver Heron Make-Believe Trading"]))

    def test_an_entity_of_another_list_stays_out(self, api: Api) -> None:
        assert ids(api.one("Company", "council", name=["Silver Heron Make-Believe Trading"])) == []

    def test_an_entity_on_two_lists_is_found_under_each_with_all_its_listings(self, api: Api) -> None:
        for dataset in ("council", "harbour"):
            (found,) = api.one("Person", dataset, name=["Pak Sol Gang"])["results"]
            assert {one["list"] for one in found["listings"]} == {"council", "harbour"}

    @pytest.mark.parametrize(
        ("params", "found"),
        [
            ("?include_dataset=harbour", True), ("?include_dataset=council", False),
            ("?include_dataset=council&include_dataset=harbour", True), ("?exclude_dataset=harbour", False),
            ("?exclude_dataset=council", True), ("?exclude_schema=Company", False), ("?exclude_schema=Person", True),
            ("?topics=sanction", True), ("?topics=role.pep", False), ("?changed_since=2026-05-19", True),
            ("?changed_since=2026-05-21", False), ("?exclude_entity_ids=harbour-78", False),
            ("?exclude_entity_ids=harbour-1", True),
        ],
    )  # fmt: skip
    def test_filters(self, api: Api, params: str, *, found: bool) -> None:
        told = api.one("Company", params=params, name=["Silver Heron Make-Believe Trading"])
        assert (HERON["id"] in ids(told)) == found

    def test_an_id_that_was_resolved_into_another_excludes_that(self, api: Api) -> None:
        assert ids(api.one("Person", params="?exclude_entity_ids=harbour-77", name=["Pak Sol Gang"])) == []

    def test_a_filter_is_applied_before_the_limit(self, api: Api) -> None:
        told = api.one(
            "Organization",
            params="?limit=1&exclude_entity_ids=harbour-101&threshold=0.5&cutoff=0.5",
            name=["Paper Lantern Guild Number 101"],
        )
        assert len(told["results"]) == 1
        assert ids(told) != ["harbour-101"]

    def test_many_entities_of_another_list_do_not_hide_one_of_the_list_asked(self, api: Api) -> None:
        """All sixty guilds are on the harbour list; the council's few are still reached."""
        told = api.one(
            "LegalEntity",
            "council",
            params="?threshold=0.1&cutoff=0.1",
            name=["Pak Sol Gang Paper Lantern Guild"],
        )
        assert all(one["datasets"][0] == "council" for one in told["results"])


class TestThreshold:
    """What is returned, and what is called a match."""

    def test_the_threshold_decides_what_is_called_a_match(self, api: Api) -> None:
        name = ["Pak Sol Gan"]
        (found,) = api.one("Person", params="?threshold=0.5", name=name)["results"]
        assert found["match"]
        told = api.one("Person", params="?threshold=1&cutoff=0.5", name=name)
        assert [one["match"] for one in told["results"]] == [False]
        assert told["total"]["value"] == 0
        assert "not a clearance" in told["note"]

    def test_nothing_below_the_cutoff_is_returned_and_the_cutoff_is_never_above_the_threshold(
        self, api: Api
    ) -> None:
        assert ids(api.one("Person", params="?threshold=0.5&cutoff=1", name=["Pak Sol Gan"])) == [PAK["id"]]

    def test_the_total_counts_beyond_the_limit(self, api: Api) -> None:
        told = api.one(
            "Organization",
            params="?limit=2&threshold=0.5&cutoff=0.5",
            name=["Paper Lantern Guild Number 101"],
        )
        assert len(told["results"]) == 2
        assert told["total"]["value"] > 2
        scores = [one["score"] for one in told["results"]]
        assert scores == sorted(scores, reverse=True)

    def test_a_limit_of_none_still_counts(self, api: Api) -> None:
        told = api.one("Person", params="?limit=0", name=["Pak Sol Gang"])
        assert (told["results"], told["total"]["value"], told["note"]) == ([], 1, None)


@pytest.mark.parametrize("name", ["best", "leadline", "Best"])
def test_the_way_to_score_may_be_named(api: Api, name: str) -> None:
    assert ids(api.one("Person", params=f"?algorithm={name}", name=["Pak Sol Gang"])) == [PAK["id"]]


def test_eight_threads_get_the_same_answers(client: Client) -> None:
    api = Api(client)
    names = ["Pak Sol Gang", "박솔강", "Otokar Weissfeldt", "Zebedee Quillfeather"] * 6
    alone = [api.one("Person", name=[name]) for name in names]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda name: api.one("Person", name=[name]), names))
    assert together == alone
