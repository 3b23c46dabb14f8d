"""The routes of the API, as yente 5 has them: parse, call one function, answer."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from pydantic_core import from_json

from leadline import __version__
from leadline.entities.screening.match import screen
from leadline.errors import BadInput, LeadlineError, UnknownName
from leadline.web import ask
from leadline.web._frame import note_fault
from leadline.web.among import EVERYTHING, Among, alike, schema
from leadline.web.search import search as found_by
from leadline.web.shapes import (
    MAX_BODY,
    MAX_QUERIES,
    Catalog,
    Dataset,
    Found,
    Invalid,
    MatchAnswer,
    MatchParameters,
    MatchQuery,
    Publisher,
    SearchAnswer,
    SearchParameters,
    Status,
    Told,
    Way,
    Ways,
)
from leadline.web.standing import STANDING, Lists

LONGEST = 30.0
"""Seconds that one request may take; what is left of its queries is refused."""
SCORED_BY = "leadline"
"""The one way to score; ``best`` is it too. Asked for another, yente's clients are told rather than misled."""
MOST_ERRORS = 20
"""Errors of one body that are told."""
ERRORS: dict[int, Any] = {400: Told, 404: Told, 422: Invalid, 503: Told}


class _Strict(Parser):
    """JSON as its standard says: no NaN, no halves of characters, and no depth that exhausts the stack."""

    def parse_body(self, request: HttpRequest) -> Any:
        """See ninja. What a web form can send from a page of a stranger isn't taken."""
        if request.content_type != "application/json":
            raise TypeError(request.content_type)
        return from_json(request.body, allow_inf_nan=False)


api = NinjaAPI(
    title="Leadline",
    version=__version__,
    description=(
        "Screens names against official lists. The shapes are those of yente 5, with `listings`, `reasons`, `note` and"
        " `stamp` beside. No match means: not found in these lists as of their date. It is not a clearance."
    ),
    docs_url=None,  # its page would load scripts from elsewhere
    urls_namespace="api",
    parser=_Strict(),
)


def _lists(request: HttpRequest) -> Lists:
    standing: Callable[[], Lists] = request.META[STANDING]
    return standing()


@api.post(
    "/match/{dataset}",
    response={200: MatchAnswer, 413: Told, 415: Told} | ERRORS,
    by_alias=True,
    tags=["Matching"],
)
def match(request: HttpRequest, dataset: str, body: MatchQuery, asked: Query[MatchParameters]) -> MatchAnswer:
    """Match entities by example: each query is answered with the listed entities that it may be, and why."""
    lists, until = _lists(request), time.monotonic() + LONGEST
    if asked.scored_by.strip().lower() not in {"best", SCORED_BY}:
        raise BadInput(
            f"Invalid algorithm: {asked.scored_by}. Here is only {SCORED_BY}: ask for that, or for best."
        )
    if body.weights or body.config:
        raise BadInput(
            "Scores can't be weighted or configured here: send weights and config empty, or not at all."
        )
    if len(body.queries) > MAX_QUERIES:
        raise BadInput(f"Too many queries in one batch (limit: {MAX_QUERIES}).")
    Among.of(lists.ids, dataset, None, asked)  # also where there is no query: the list must be there
    responses = {}
    for key, example in body.queries.items():
        if time.monotonic() > until:
            raise HttpError(
                503, f"More than {LONGEST:.0f} seconds passed before query {key!r}. Send fewer at once."
            )
        try:
            responses[key] = ask.match(lists, dataset, example, asked)
        except BadInput as error:
            raise BadInput(f"Query {key!r}: {error}") from error
    return MatchAnswer(responses=responses, limit=asked.limit, stamp=lists.stamp(asked.threshold))


@api.get("/search/{dataset}", response={200: SearchAnswer} | ERRORS, by_alias=True, tags=["Matching"])
def search(request: HttpRequest, dataset: str, asked: Query[SearchParameters]) -> SearchAnswer:
    """Search entities by words or by a name in any script; to screen somebody, use /match."""
    lists = _lists(request)
    return found_by(lists, Among.of(lists.ids, dataset, alike(schema(asked.schema_)), asked), asked)


@api.get(
    "/entities/{path:entity_id}",
    response={200: Found} | ERRORS,
    by_alias=True,
    tags=["Data access"],
    url_name="entity",
)
def entity(request: HttpRequest, entity_id: str) -> Found | HttpResponse:
    """One entity; an id that was resolved into another's redirects there."""
    found = _lists(request).find(entity_id)
    if found is None:
        raise HttpError(404, "No such entity!")
    if found["id"] != entity_id:
        there = HttpResponsePermanentRedirect(reverse("api:entity", args=[found["id"]]))
        there.status_code = 308
        return there
    return ask.found(found)


@api.get("/catalog", response=Catalog, tags=["Data access"])
def catalog(request: HttpRequest) -> Catalog:
    """The lists that are searched, each with whose it is, whom it binds and its version."""
    lists = _lists(request)
    sizes = Counter(name for one in lists.entities for name in one["datasets"])
    single = [
        Dataset(
            name=one.id, title=one.title, load=True, version=one.as_of, index_version=one.as_of,
            entity_count=sizes[one.id], thing_count=sizes[one.id], updated_at=ask.moment(one.as_of),
            publisher=Publisher(name=one.authority), binds=one.binds,
        )
        for one in lists.versions
    ]  # fmt: skip
    newest = max((one.as_of for one in lists.versions), default="")
    size = len(lists.entities)
    together = [
        Dataset(
            name=name, title="All lists", load=False, version=newest, index_version=newest,
            entity_count=size, thing_count=size, children=list(lists.ids),
        )
        for name in EVERYTHING
    ]  # fmt: skip
    return Catalog(datasets=single + together, current=list(lists.ids))


@api.get("/algorithms", response=Ways, by_alias=True, tags=["System information"])
def ways(request: HttpRequest) -> Ways:  # noqa: ARG001
    """The way to score; there is one."""
    says = " ".join((screen.__doc__ or "").split())
    docs = {"name": SCORED_BY, "description": says, "config": {}, "features": {}}
    return Ways(
        algorithms=[Way(name=SCORED_BY, description=says, docs=docs)], default=SCORED_BY, best=SCORED_BY
    )


@api.get("/healthz", response=Status, tags=["System information"])
def healthz(request: HttpRequest) -> Status:  # noqa: ARG001
    """That the server answers."""
    return Status()


@api.get("/readyz", response={200: Status, 503: Told}, tags=["System information"])
def readyz(request: HttpRequest) -> Status:
    """That the lists are open."""
    _lists(request)
    return Status()


STATUS: dict[type[Exception], int] = {
    UnknownName: 404,
    BadInput: 400,
    LeadlineError: 503,
    RequestDataTooBig: 413,
    SuspiciousOperation: 400,
}
"""Errors and their statuses; the first that fits."""
_SAYS = {
    413: f"The body is larger than {MAX_BODY:,} bytes. Send fewer queries at once.",
    500: "A fault of Leadline's own.",
}


@api.exception_handler(Exception)
def error(request: HttpRequest, error: Exception) -> HttpResponse:
    """A deliberate error as a status and a sentence; anything else as a fault, logged without what was asked."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    if status >= 500:
        note_fault(error)
    return api.create_response(request, {"detail": _SAYS.get(status) or str(error)}, status=status)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A status and a sentence; a body that isn't JSON is told of as yente tells it."""
    if isinstance(error.__cause__, TypeError):
        says = "Send JSON, with Content-Type: application/json."
        return api.create_response(request, {"detail": says}, status=415)
    if isinstance(error.__cause__, ValueError):
        told = [{"type": "json_invalid", "loc": ["body"], "msg": f"JSON decode error: {error.__cause__}"}]
        return api.create_response(request, {"detail": told}, status=422)
    return api.create_response(request, {"detail": str(error)}, status=error.status_code)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What doesn't fit the shape, and where."""
    return api.create_response(request, {"detail": error.errors[:MOST_ERRORS]}, status=422)
