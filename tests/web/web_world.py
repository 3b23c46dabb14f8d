"""A small world of people, companies and ships that don't exist, on two lists that don't either."""

from typing import Any

from django.test import Client

from leadline.entities.entity import Entity, Listing
from leadline.web.standing import ListVersion

AS_OF = {"council": "2026-03-01", "harbour": "2026-05-20"}
VERSIONS = (
    ListVersion(
        "council", "Council of a made-up world", "the Council", "every State of that world", AS_OF["council"]
    ),
    ListVersion("harbour", "Harbour list", "a made-up harbour", "its own port only", AS_OF["harbour"]),
)


def listing(name: str, ref: str, until: str = "") -> Listing:
    """A designation by one of the two lists."""
    one = next(v for v in VERSIONS if v.id == name)
    return Listing(
        list=name, authority=one.authority, binds=one.binds, ref=ref, programs=["MADE-UP"], measure="asset freeze",
        paragraph="", listed_from="2024-01-02", listed_until=until, as_of=one.as_of,
    )  # fmt: skip


def entity(
    id_: str, schema: str, name: str, *listings: Listing, referents: tuple[str, ...] = (), **more: Any
) -> Entity:
    """A made-up entity; further properties by their FollowTheMoney names."""
    return Entity(
        id=id_, schema=schema, caption=name, properties={"name": [name], **more},
        datasets=list(dict.fromkeys(one["list"] for one in listings)), referents=[id_, *referents], listings=list(listings),
    )  # fmt: skip


PAK = entity(
    "council-1", "Person", "Pak Sol-gang", listing("council", "C.001"), listing("harbour", "77"),
    referents=("harbour-77",), alias=["박솔강"], birthDate=["1970-01-02"], nationality=["kp"], gender=["male"],
    passportNumber=["X1234567"],
)  # fmt: skip
HERON = entity(
    "harbour-78", "Company", "Silver Heron Make-Believe Trading", listing("harbour", "78"), jurisdiction=["xk"],
    registrationNumber=["MB-778899"],
)  # fmt: skip
REED = entity(
    "council-2",
    "Vessel",
    "Morning Reed Seven",
    listing("council", "C.002"),
    imoNumber=["IMO9999993"],
    flag=["kp"],
)
GONE = entity(
    "harbour-79", "Person", "Otokar Weissfeldt", listing("harbour", "79", until="2025-02-03"), country=["de"]
)
ROW = [
    entity(f"harbour-{n}", "Organization", f"Paper Lantern Guild Number {n}", listing("harbour", str(n)))
    for n in range(100, 160)
]
WORLD = [PAK, HERON, REED, GONE, *ROW]


class Api:
    """What the tests say to the API, and what it answers."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def match(self, queries: Any, dataset: str = "default", params: str = "", **body: Any) -> Any:
        """POST /match with these queries."""
        return self.client.post(
            f"/match/{dataset}{params}", {"queries": queries, **body}, content_type="application/json"
        )

    def one(self, schema: str, dataset: str = "default", params: str = "", **properties: Any) -> Any:
        """The answer to one query, which must be accepted."""
        response = self.match({"q": {"schema": schema, "properties": properties}}, dataset, params)
        assert response.status_code == 200, response.content
        return response.json()["responses"]["q"]

    def search(self, q: str, dataset: str = "default", **params: Any) -> Any:
        """GET /search, which must be accepted."""
        response = self.client.get(f"/search/{dataset}", {"q": q, **params})
        assert response.status_code == 200, response.content
        return response.json()


def ids(answer: Any) -> list[str]:
    """Ids of the results."""
    return [one["id"] for one in answer["results"]]
