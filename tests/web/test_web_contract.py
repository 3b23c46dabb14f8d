"""The shapes that clients of yente 5.5 read, written down from its documentation; what we add must not disturb them."""

from datetime import datetime
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from tests.web.web_world import PAK, Api

from leadline.web.shapes import Facet


class Documented(BaseModel):
    """Types are taken strictly, as JSON has them; fields that yente hasn't are let pass, as its clients do."""

    model_config = ConfigDict(strict=True, extra="allow")


class TotalSpec(Documented):
    value: int
    relation: Literal["eq", "gte"]


class FeatureResult(Documented):
    detail: str | None
    score: float
    query: str | None
    candidate: str | None


class EntityResponse(Documented):
    id: str
    caption: str
    schema_: str = Field(alias="schema")
    properties: dict[str, list[str]]
    datasets: list[str]
    referents: list[str]
    target: bool
    first_seen: datetime | None
    last_seen: datetime | None
    last_change: datetime | None


class ScoredEntityResponse(EntityResponse):
    score: float = Field(ge=0, le=1)
    explanations: dict[str, FeatureResult]
    match: bool


class EntityExample(Documented):
    id: str | None
    schema_: str = Field(alias="schema")
    properties: dict[str, list[str]]


class EntityMatches(Documented):
    status: int
    results: list[ScoredEntityResponse]
    total: TotalSpec
    query: EntityExample


class EntityMatchResponse(Documented):
    responses: dict[str, EntityMatches]
    limit: int


class SearchFacetItem(Documented):
    name: str
    label: str
    count: int


class SearchFacet(Documented):
    label: str
    values: list[SearchFacetItem]


class SearchResponse(Documented):
    results: list[EntityResponse]
    facets: dict[str, SearchFacet]
    limit: int
    offset: int
    total: TotalSpec


class Publisher(Documented):
    name: str
    official: bool


class Dataset(Documented):
    name: str
    title: str
    load: bool
    version: str
    index_version: str
    index_current: bool
    entity_count: int
    thing_count: int
    children: list[str]
    updated_at: datetime | None
    publisher: Publisher | None


class Catalog(Documented):
    datasets: list[Dataset]
    current: list[str]
    outdated: list[str]
    index_stale: bool


class AlgorithmDocs(Documented):
    name: str
    description: str | None
    config: dict[str, Any]
    features: dict[str, Any]


class Algorithm(Documented):
    name: str
    description: str | None
    docs: AlgorithmDocs


class Algorithms(Documented):
    algorithms: list[Algorithm]
    default: str
    best: str


class ErrorResponse(Documented):
    detail: str


class Invalid(Documented):
    """One entry of FastAPI's 422."""

    loc: list[str | int]
    msg: str
    type: str


class HTTPValidationError(Documented):
    detail: list[Invalid]


def test_match(api: Api) -> None:
    queries = {
        "a": {"id": "mine", "schema": "Person", "properties": {"name": ["Pak Sol Gang"]}},
        "b": {"schema": "Company", "properties": {"name": ["Silver Heron Make-Believe Trading"]}},
        "c": {"schema": "Person", "properties": {"name": ["Zebedee Quillfeather"]}},
    }
    response = api.match(queries, params="?threshold=0.5&algorithm=best&limit=3", weights={}, config={})
    told = EntityMatchResponse.model_validate_json(response.content)
    assert [len(one.results) for one in told.responses.values()] == [1, 1, 0]
    assert told.responses["a"].query.id == "mine"
    assert told.responses["b"].results[0].properties["registrationNumber"] == ["MB-778899"]


def test_search(api: Api) -> None:
    response = api.client.get(
        "/search/default", {"q": "lantern", "limit": 3, "facets": [one.value for one in Facet]}
    )
    told = SearchResponse.model_validate_json(response.content)
    assert (len(told.results), told.total.value) == (3, 60)
    assert set(told.facets) == {"datasets", "schema", "countries", "identifiers", "topics", "genders"}


def test_the_rest(api: Api) -> None:
    get = api.client.get
    assert EntityResponse.model_validate_json(get(f"/entities/{PAK['id']}").content).id == PAK["id"]
    assert len(Catalog.model_validate_json(get("/catalog").content).datasets) == 4
    assert len(Algorithms.model_validate_json(get("/algorithms").content).algorithms) == 1


@pytest.mark.parametrize("path", ["/search/nothing", "/entities/nobody-0", "/nothing", "/match/default"])
def test_errors(api: Api, path: str) -> None:
    assert ErrorResponse.model_validate_json(api.client.get(path).content).detail


def test_what_is_invalid_is_told_as_fastapi_tells_it(api: Api) -> None:
    response = api.match({"q": {"schema": "Person", "properties": 7}}, params="?limit=many")
    told = HTTPValidationError.model_validate_json(response.content)
    assert {one.loc[0] for one in told.detail} == {"query", "body"}
    assert HTTPValidationError.model_validate_json(
        api.client.post("/match/default", "{", content_type="application/json").content
    )


def test_the_contract_can_be_broken(api: Api) -> None:
    """A number written as text, or a field left out, would be seen."""
    told = api.match({"a": {"schema": "Person", "properties": {"name": ["Pak Sol Gang"]}}}).json()
    (found,) = told["responses"]["a"]["results"]
    for broken in (
        {**found, "score": str(found["score"])},
        {k: v for k, v in found.items() if k != "caption"},
    ):
        with pytest.raises(ValidationError):
            ScoredEntityResponse.model_validate(broken)


class TestOpenApi:
    """The document that describes the API."""

    def test_it_describes_every_path_and_names_fields_as_they_are_sent(self, api: Api) -> None:
        told = api.client.get("/openapi.json").json()
        assert sorted(told["paths"]) == [
            "/algorithms", "/catalog", "/entities/{entity_id}", "/healthz", "/match/{dataset}", "/readyz", "/search/{dataset}",
        ]  # fmt: skip
        shapes = told["components"]["schemas"]
        assert {"schema", "target", "score", "listings", "reasons"} <= set(shapes["Scored"]["properties"])
        names = {one["name"] for one in told["paths"]["/match/{dataset}"]["post"]["parameters"]}
        assert {"dataset", "algorithm", "threshold", "cutoff", "limit", "exclude_entity_ids"} <= names

    def test_it_asks_nothing_of_another_host(self, api: Api) -> None:
        assert b"http://" not in api.client.get("/openapi.json").content.replace(b"http://127.0.0.1", b"")
        assert b"https://" not in api.client.get("/openapi.json").content
