"""What comes in and goes out: the shapes of yente 5, so that its clients can point here, with our fields beside.

A field that the glossary has another word for keeps yente's word as its alias, and on the wire.
"""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from leadline.entities.names import THRESHOLD

MAX_BODY = 1_048_576
"""Bytes of a request's body: a hundred queries of 10 kB."""
MAX_QUERIES = 100
"""Queries of one request; yente's default."""
MAX_RESULTS = 500
"""Results of one query, or of one page."""
MAX_OFFSET = 9_499
"""Where the last page may begin, as yente has it."""
MAX_TEXT = 1_000
"""Characters of one value: longer than any name, and short enough to compare."""
MAX_VALUES = 50
"""Values of one property."""
MAX_PROPERTIES = 100
"""Properties of one example; FollowTheMoney's widest schema has fewer."""
TIME = r"^\d{4}-\d{2}-\d{2}(T\d{2}(:\d{2}(:\d{2})?)?)?$"

Text = Annotated[str, StringConstraints(max_length=MAX_TEXT)]
Word = Annotated[str, StringConstraints(max_length=200)]
Words = Annotated[list[Word], Field(max_length=MAX_VALUES)]
Value = Text | int | float | bool | None


class _In(BaseModel):
    """What comes in: unknown fields are left, as yente leaves them; numbers are numbers."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


class Example(_In):
    """An entity to look for, as far as it is known."""

    id: Word | None = Field(None, description="Your own id; echoed, and without a meaning here.")
    schema_: Word = Field(alias="schema", description="FollowTheMoney schema: Person, Company, Vessel …")
    properties: dict[Word, Text | Annotated[list[Value], Field(max_length=MAX_VALUES)]] = Field(
        max_length=MAX_PROPERTIES,
        description="FollowTheMoney properties; those that the schema lacks are left.",
    )


class MatchQuery(_In):
    """The body of /match."""

    queries: dict[Word, Example] = Field(description=f"Examples by a key of your own, at most {MAX_QUERIES}.")
    weights: dict[Word, float] = Field({}, description="Must be empty: scores here can't be weighted.")
    config: dict[Word, Value] = Field({}, description="Must be empty: there is nothing to configure.")


class Scope(_In):
    """What to search among."""

    include_dataset: Words = Field([], description="Only entities on one of these lists.")
    exclude_dataset: Words = Field([], description="Lists to leave out.")
    exclude_schema: Words = Field([], description="Schemata to leave out.")
    topics: Words = Field(
        [], description="Only entities with one of these topics; all that are listed have `sanction`."
    )
    changed_since: str | None = Field(
        None, pattern=TIME, description="Only entities that changed after this time."
    )


class MatchParameters(Scope):
    """The query string of /match."""

    limit: int = Field(5, ge=0, le=MAX_RESULTS, description="Results of each query.")
    threshold: float = Field(THRESHOLD, ge=0, le=1, description="Score from which a result is a match.")
    cutoff: float = Field(THRESHOLD, ge=0, le=1, description="Score below which nothing is returned.")
    scored_by: Word = Field("best", alias="algorithm", description="See /algorithms.")
    exclude_entity_ids: Words = Field([], description="Ids, of entities or of entries, to leave out.")


class Facet(StrEnum):
    """What /search can count."""

    DATASETS = "datasets"
    SCHEMA = "schema"
    COUNTRIES = "countries"
    IDENTIFIERS = "identifiers"
    TOPICS = "topics"
    GENDERS = "genders"


class Operator(StrEnum):
    """How several filters on one field combine."""

    AND = "AND"
    OR = "OR"


class SearchParameters(Scope):
    """The query string of /search."""

    q: Text = Field(
        "",
        description="Words, or their beginnings, that must all occur, in any order; or a name in any script.",
    )
    schema_: Word = Field(
        "Thing", alias="schema", description="Only entities of this schema or one under it."
    )
    countries: Words = []
    datasets: Words = []
    filter: Words = Field([], description="`property:value`, as in `birthDate:1984-01-08`.")
    filter_op: Operator = Operator.OR
    facets: Annotated[list[Facet], Field(max_length=len(Facet))] = [
        Facet.COUNTRIES,
        Facet.TOPICS,
        Facet.DATASETS,
    ]
    sort: Annotated[list[Word], Field(max_length=5)] = Field([], description="`field:asc` or `field:desc`.")
    fuzzy: bool = Field(False, description="Accepted for yente's clients; likely spellings are always found.")
    simple: bool = Field(False, description="Accepted for yente's clients; every search here is simple.")
    listed: bool | None = Field(
        None, alias="target", description="Only entities that are listed, or that aren't."
    )
    limit: int = Field(10, ge=0, le=MAX_RESULTS)
    offset: int = Field(0, ge=0, le=MAX_OFFSET)


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class Told(_Out):
    """An error, or an answer of one sentence."""

    detail: str


class Wrong(_Out):
    """One thing that doesn't fit the shape."""

    type: str
    loc: list[str | int]
    msg: str


class Invalid(_Out):
    """What doesn't fit the shape, and where."""

    detail: list[Wrong]


class Status(_Out):
    """That the server answers."""

    status: str = "ok"


class Total(_Out):
    """How many there are, beyond the ones returned."""

    value: int
    relation: str = "eq"


class Listed(_Out):
    """One designation of the entity: by whom, and whom it binds."""

    list: str
    authority: str
    binds: str
    ref: str
    programs: tuple[str, ...]
    measure: str
    paragraph: str
    listed_from: str
    listed_until: str
    as_of: str


class Found(_Out):
    """An entity as yente gives it, and its listings."""

    id: str
    caption: str
    schema_: str = Field(alias="schema")
    properties: dict[str, list[str]]
    datasets: list[str]
    referents: list[str]
    listed: bool = Field(alias="target", description="Whether a listing stands today.")
    first_seen: str | None = None
    last_seen: str | None = None
    last_change: str | None = None
    listings: list[Listed]


class Explanation(_Out):
    """Why a score is what it is."""

    detail: str | None
    score: float
    query: str | None = None
    candidate: str | None = None


class Scored(Found):
    """A result of /match."""

    score: float
    match: bool = Field(description="Whether the score reaches the threshold.")
    features: dict[str, float] = Field(description="Scores by feature, for clients of yente 3 and 4.")
    explanations: dict[str, Explanation]
    reasons: list[str] = Field(description="The same in sentences for people.")


class Matches(_Out):
    """The answer to one query."""

    status: int = 200
    results: list[Scored]
    total: Total = Field(description="How many reach the threshold.")
    query: dict[str, Any] = Field(description="The example as it was understood.")
    note: str | None = Field(None, description="What no match means, and what it doesn't.")


class MatchAnswer(_Out):
    """The answer of /match."""

    responses: dict[str, Matches]
    limit: int
    stamp: dict[str, Any] = Field(description="Versions of lists, what scored, with what configuration.")


class Count(_Out):
    """How many results have a value."""

    name: str
    label: str
    count: int


class Counts(_Out):
    """One facet."""

    label: str
    values: list[Count]


class SearchAnswer(_Out):
    """The answer of /search."""

    results: list[Found]
    facets: dict[str, Counts]
    total: Total
    limit: int
    offset: int
    note: str | None = None
    stamp: dict[str, Any]


class Publisher(_Out):
    """Who designates."""

    name: str
    official: bool = True


class Dataset(_Out):
    """A list, or a collection of lists."""

    name: str
    title: str
    load: bool
    version: str
    index_version: str
    index_current: bool = True
    entity_count: int
    thing_count: int
    children: list[str] = []
    updated_at: str | None = None
    publisher: Publisher | None = None
    binds: str = Field("", description="Whom its listings bind.")


class Catalog(_Out):
    """The lists that are searched."""

    datasets: list[Dataset]
    current: list[str]
    outdated: list[str] = []
    index_stale: bool = False


class Way(_Out):
    """A way to score."""

    name: str
    description: str
    features: dict[str, Any] = {}
    docs: dict[str, Any]


class Ways(_Out):
    """The ways to score: there is one."""

    ways: list[Way] = Field(alias="algorithms")
    default: str
    best: str
