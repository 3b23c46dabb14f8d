"""A made-up list of people, companies and ships that don't exist, and indexes of it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from leadline.entities.entity import Entity, Listing
from leadline.entities.screening import index
from leadline.entities.screening.index import Index

LISTS = {
    "un-example": ("Security Council of an example", "all States of the example"),
    "nat": ("Ministry of Examplia", "persons in Examplia only"),
}
STAMP = {"lists": [{"id": name, "as_of": "2026-03-04", "sha256": ["0"]} for name in LISTS]}
IMO, WALLET = "2000028", "0x52908400098527886E0F7030069857D2E4169EE7"
"""An IMO number that holds and can't be a ship's; EIP-55's own example."""


def listing(name: str, ref: str, **more: str) -> Listing:
    """One designation by one of the two lists."""
    authority, binds = LISTS[name]
    told = {
        "measure": "asset freeze",
        "paragraph": "",
        "listed_from": "2024-01-02",
        "listed_until": "",
    } | more
    return Listing(
        list=name, authority=authority, binds=binds, ref=ref, programs=["EXAMPLE"], as_of="2026-03-04", **told
    )  # type: ignore[typeddict-item]


def entity(id_: str, schema: str, names: str | list[str], *listings: Listing, **properties: Any) -> Entity:
    """A made-up entity; properties by their FollowTheMoney names."""
    named = [names] if isinstance(names, str) else names
    told = listings or (listing("nat", id_),)
    return Entity(
        id=id_, schema=schema, caption=named[0], properties={"name": named, **properties}, referents=[id_],
        datasets=list(dict.fromkeys(one["list"] for one in told)), listings=list(told),
    )  # fmt: skip


HONG = entity(
    "e-hong", "Person", "HONG, Kil Tong", listing("nat", "N-1"), listing("un-example", "EXi.001"),
    listing("un-example", "EXi.001", measure="travel ban"), alias=["Hong Gil Dong"], weakAlias=["The Outlaw"],
    previousName=["Ryu Kil Tong"], birthDate=["1971-02-03", "1972"], nationality=["kp"], gender=["male"],
    passportNumber=["123-456789"],
)  # fmt: skip
MUSTERMANN = entity(
    "e-muster", "Person", "Erika Mustermann-Beispiel", alias=["Эрика Мустерманн"], country=["de"]
)
TRADING = entity(
    "e-trade", "Company", "Silver Heron Make-Believe Trading Co., Ltd.", alias=["S.H.M.B."], leiCode=["5493001KJTIIGC8Y1R12"],
)  # fmt: skip
SHIP = entity(
    "e-ship", "Vessel", "MORNING REED 7", imoNumber=[f"IMO{IMO}"], callSign=["HMZZ9"], mmsi=["445999999"]
)
BROKEN_SHIP = entity("e-broken", "Vessel", "EVENING REED", imoNumber=["IMO2000021"])
PURSE = entity("e-purse", "CryptoWallet", "Example purse", cryptoAddress=[WALLET])
UN_SHORT = entity("e-un", "Person", "Un Example")
WORLD = [HONG, MUSTERMANN, TRADING, SHIP, BROKEN_SHIP, PURSE, UN_SHORT]


def built(folder: Path, entities: Iterable[Entity] = WORLD) -> Index:
    """An index of entities, open."""
    index.build(entities, folder, STAMP)
    return Index.open(folder)
