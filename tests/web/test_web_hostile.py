"""What comes in is hostile: a status, a sentence, and no name in the log."""

import json
import logging
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.web_world import PAK, Api, ids

from leadline.errors import Damaged
from leadline.web.standing import STANDING

PERSON = {"schema": "Person", "properties": {"name": ["Pak Sol Gang"]}}
DEEP = "[" * 100_000 + "]" * 100_000


def post(
    client: Client, body: str | bytes, path: str = "/match/default", kind: str = "application/json"
) -> Any:
    return client.post(path, body, content_type=kind)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 422), ("{", 422), ("[]", 422), ("null", 422), ('"text"', 422), ("{}", 422),
        (DEEP, 422), ('{"queries":' + DEEP + "}", 422), ('{"queries": {"q": NaN}}', 422),
        ('{"queries": {"q": {"schema": "Person", "properties": {"name": ["\\ud800"]}}}}', 422),
        (b'{"queries": {"q": {"schema": "Person", "properties": {"name": ["\xff"]}}}}', 422),
        ('{"queries": []}', 422), ('{"queries": {"q": null}}', 422), ('{"queries": {"q": {"schema": "Person"}}}', 422),
        ('{"queries": {"q": {"schema": 7, "properties": {}}}}', 422),
        ('{"queries": {"q": {"schema": "Person", "properties": []}}}', 422),
        ('{"queries": {"q": {"schema": "Person", "properties": {"name": 7}}}}', 422),
        ('{"queries": {"q": {"schema": "Person", "properties": {"name": {"a": 1}}}}}', 422),
        ('{"queries": {"q": {"schema": "Person", "properties": {"name": [["a"]]}}}}', 422),
        ('{"queries": {"q": {"schema": "Person", "properties": {"name": [1e400]}}}}', 422),
        ('{"queries": {}, "weights": {"name": "much"}}', 422),
        ('{"queries": {"q": {"schema": "Person", "properties": {}}}}', 400),
        ('{"queries": {"q": {"schema": "Person", "properties": {"name": [""]}}}}', 400),
        ('{"queries": {"q": {"schema": "Person", "properties": {"name": ["\\u200b\\u200e\\u202e"]}}}}', 400),
        ('{"queries": {"q": {"schema": "Spaceship", "properties": {"name": ["Pak"]}}}}', 400),
        ('{"queries": {"q": {"schema": "Sanction", "properties": {"name": ["Pak"]}}}}', 400),
        ('{"queries": {}, "weights": {"name": 0.5}}', 400), ('{"queries": {}, "config": {"nm": 0.5}}', 400),
        ('{"queries": {}}', 200),
    ],
)  # fmt: skip
def test_a_body_that_does_not_fit_is_refused_with_a_status(
    client: Client, body: str | bytes, status: int
) -> None:
    response = post(client, body)
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"].startswith("application/json")
    assert status == 200 or response.json()["detail"]


def test_a_name_of_ten_megabytes_is_too_large(client: Client) -> None:
    response = post(
        client,
        json.dumps({"queries": {"q": {"schema": "Person", "properties": {"name": ["x" * 10_000_000]}}}}),
    )
    assert response.status_code == 413
    assert "fewer queries" in response.json()["detail"]


@pytest.mark.parametrize(
    "properties",
    [{"name": ["x" * 1_001]}, {"name": ["Pak"] * 51}, {f"p{n}": "x" for n in range(101)}, {"x" * 201: "y"}],
)
def test_values_keep_to_their_bounds(api: Api, properties: dict[str, Any]) -> None:
    assert api.match({"q": {"schema": "Person", "properties": properties}}).status_code == 422


def test_a_hundred_queries_are_answered_and_one_more_is_not(api: Api) -> None:
    assert api.match(dict.fromkeys(map(str, range(100)), PERSON)).status_code == 200
    response = api.match(dict.fromkeys(map(str, range(101)), PERSON))
    assert (response.status_code, response.json()["detail"]) == (
        400,
        "Too many queries in one batch (limit: 100).",
    )


def test_a_request_that_takes_too_long_is_cut_off(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadline.web.api.LONGEST", -1.0)
    response = api.match({"q": PERSON})
    assert response.status_code == 503
    assert "fewer" in response.json()["detail"]


def test_lists_that_cannot_be_read_are_no_empty_answer(client: Client) -> None:
    def broken() -> None:
        raise Damaged("The index ends early.")

    client.defaults[STANDING] = broken
    for response in (Api(client).match({"q": PERSON}), client.get("/search/default"), client.get("/readyz")):
        assert (response.status_code, response.json()) == (503, {"detail": "The index ends early."})
    assert client.get("/healthz").status_code == 200


def test_the_query_that_cannot_be_asked_is_named(api: Api) -> None:
    response = api.match({"good": PERSON, "bad": {"schema": "Person", "properties": {"name": ["…"]}}})
    assert response.status_code == 400
    assert response.json()["detail"].startswith("Query 'bad': Nothing to look for")


def test_many_errors_are_not_all_told(api: Api) -> None:
    response = api.match({str(n): 1 for n in range(5_000)})
    assert response.status_code == 422
    assert len(response.json()["detail"]) == 20


def test_parts_of_a_name_are_not_multiplied_without_end(api: Api) -> None:
    part = [f"part{n}" for n in range(50)]
    parts = dict.fromkeys(
        ("firstName", "secondName", "middleName", "fatherName", "motherName", "lastName"), part
    )
    assert api.match({"q": {"schema": "Person", "properties": parts}}).status_code == 200


@pytest.mark.parametrize(
    "name", ["Pak\u200b Sol\u200d Gang", "\u202ePak Sol Gang\u202c", "Ｐａｋ Ｓｏｌ Ｇａｎｇ", "Рak Sol Gаng"]
)
def test_characters_that_hide_or_imitate_hide_nothing(api: Api, name: str) -> None:
    assert ids(api.one("Person", name=[name])) == [PAK["id"]]


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ("limit=501", 422), ("limit=-1", 422), ("limit=x", 422), ("threshold=nan", 422), ("threshold=2", 422),
        ("cutoff=-1", 422), ("changed_since=yesterday", 422), ("algorithm=regression-v1", 400),
        ("&".join(f"exclude_entity_ids={n}" for n in range(51)), 422), ("&".join("a=b" for _ in range(1_001)), 400),
    ],
)  # fmt: skip
def test_parameters_of_match_keep_to_their_bounds(api: Api, params: str, status: int) -> None:
    response = api.match({"q": PERSON}, params=f"?{params}")
    assert response.status_code == status
    assert response.json()["detail"]


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ("schema=Spaceship", 400), ("filter=nocolon", 400), ("limit=501", 422), ("offset=10000", 422),
        ("facets=everything", 422), ("filter_op=XOR", 422), ("fuzzy=perhaps", 422), ("q=" + "x" * 1_001, 422),
        ("q=%00", 200), ("q=%FF", 200), ("q=*:*", 200), ("q=%22", 200), ("sort=nothing:sideways", 200),
    ],
)  # fmt: skip
def test_parameters_of_search_keep_to_their_bounds(client: Client, params: str, status: int) -> None:
    response = client.get(f"/search/default?{params}")
    assert response.status_code == status, response.content


@pytest.mark.parametrize("dataset", ["nothing", "..", "harbour%00", "un%2F..%2F.."])
def test_a_list_that_is_not_there(client: Client, dataset: str) -> None:
    for response in (post(client, '{"queries": {}}', f"/match/{dataset}"), client.get(f"/search/{dataset}")):
        assert response.status_code == 404
        assert response.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/admin/", "/match", "/match/default/", "/entities/", "/%2e%2e/etc/passwd"]
)
def test_paths_that_are_not_there_say_so_in_json(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()) in [
        (404, {"detail": "Not Found"}),
        (404, {"detail": "No such entity!"}),
    ]


def test_another_method_is_not_allowed(client: Client) -> None:
    response = client.get("/match/default")
    assert (response.status_code, response.json(), response.headers["Allow"]) == (
        405,
        {"detail": "Method Not Allowed"},
        "POST",
    )


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_what_a_web_form_can_send_is_not_taken(client: Client, kind: str) -> None:
    assert post(client, json.dumps({"queries": {}}), kind=kind).status_code == 415


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1", 200), ("127.0.0.1:8000", 200), ("localhost:8000", 200), ("[::1]:8000", 200), ("evil.example", 400),
     ("evil.example:8000", 400), ("127.0.0.1.evil.example", 400), ("", 400)],
)  # fmt: skip
def test_a_strange_host_is_refused(client: Client, host: str, status: int) -> None:
    """A page could otherwise reach this machine under a name of its own (DNS rebinding)."""
    response = client.get("/healthz", HTTP_HOST=host)
    assert (response.status_code, "detail" in response.json()) == (status, status != 200)


@pytest.mark.parametrize(
    ("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)]
)
def test_a_page_from_elsewhere_may_not_ask(client: Client, site: str, status: int) -> None:
    response = client.get("/search/default", HTTP_SEC_FETCH_SITE=site, HTTP_ORIGIN="https://evil.example")
    assert response.status_code == status
    assert not [name for name in response.headers if name.startswith("Access-Control-")]


@pytest.mark.parametrize("path", ["/healthz", "/nothing", "/search/nothing", "/openapi.json"])
def test_every_answer_forbids_keeping_framing_and_sniffing(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_fault_is_logged_without_what_was_asked(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(*given: object) -> None:
        raise RuntimeError(f"{given} broke it")

    monkeypatch.setattr("leadline.web.ask.match", break_down)
    log = logging.getLogger("leadline.web")
    monkeypatch.setattr(log, "disabled", False)  # import-linter, run in this process, disables all
    monkeypatch.setattr(log, "propagate", True)
    with caplog.at_level(logging.INFO, "leadline.web"):
        response = Api(client).match({"q": PERSON})
    assert (response.status_code, response.json()) == (500, {"detail": "A fault of Leadline's own."})
    told = "\n".join(one.getMessage() for one in caplog.records if one.name == "leadline.web")
    assert "RuntimeError" in told
    assert "in break_down" in told
    assert "Pak" not in told


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | TEXT, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=12)  # fmt: skip
EXAMPLES = st.fixed_dictionaries(
    {"schema": st.sampled_from(["Person", "Vessel", "Thing", "Address", "CryptoWallet"]) | TEXT},
    optional={"id": JSON, "properties": st.dictionaries(st.sampled_from(["name", "birthDate", "imoNumber", "nationality", "holder"]) | TEXT, JSON, max_size=4)},
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(queries=st.dictionaries(TEXT, EXAMPLES | JSON, max_size=3))
def test_no_body_makes_it_fail(client: Client, queries: dict[str, Any]) -> None:
    response = Api(client).match(queries)
    assert response.status_code in {200, 400, 422}, response.content


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    params=st.dictionaries(
        st.sampled_from(
            ["q", "schema", "sort", "filter", "countries", "facets", "limit", "target", "changed_since"]
        ),
        TEXT,
        max_size=4,
    )
)
def test_no_query_string_makes_it_fail(client: Client, params: dict[str, str]) -> None:
    assert client.get("/search/default", params).status_code in {200, 400, 422}
