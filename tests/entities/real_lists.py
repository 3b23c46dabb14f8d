"""Entities out of the real files of the shared data, as far as resolution and scope need them."""

import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from leadline.entities import imports
from leadline.entities.entity import Entity, Listing
from leadline.entities.statements import ListFacts, entities
from leadline.settings import Settings


def shared(name: str) -> Path:
    """A file of the shared data; the test skips, saying so, where it isn't there."""
    file = Path(os.environ.get("LEADLINE_SHARED", "../shared")) / "data" / name
    if not file.exists():
        pytest.skip(f"{file} isn't there; set LEADLINE_SHARED")
    return file


def made(
    id_: str, schema: str, properties: dict[str, list[str]], since: str = "", program: str = ""
) -> Entity:
    """An entity of one list; the list is what stands before the last hyphen of the id."""
    list_, _, ref = id_.rpartition("-")
    told = {name: values for name, v in properties.items() if (values := [text for text in v if text])}
    listing = Listing(list=list_, authority=list_, binds="", ref=ref, programs=[program] if program else [],
                      measure="", paragraph="", listed_from=since, listed_until="", as_of="")  # fmt: skip
    return Entity(id=id_, schema=schema, caption=told.get("name", [ref])[0], properties=told, datasets=[list_],
                  referents=[id_], listings=[listing])  # fmt: skip


def official(name: str, *files: str) -> Iterator[Entity]:
    """The entries of official files, by the list's own reader."""
    one = imports.one_list(Settings(), name)
    card, told = one.card(), imports.read_files(one, [shared(f"lists/{file}") for file in files])
    facts = ListFacts(name, card.authority, card.binds, told.as_of)
    return entities(facts, (statement[:4] for statement in told.statements))


@cache
def un() -> list[Entity]:
    """The 155 entries of the 1718 list, from the consolidated list."""
    every = official("un", "un_consolidated_2026-02-27.xml.gz")
    return [e for e in every if re.fullmatch(r"un-KP[ie]\.\d{3}", e["id"])]


def vessels() -> list[Entity]:
    """The 59 designated vessels, as bundled."""
    return [e for e in imports.current(None, Settings()) if e["datasets"] == ["un-vessels"]]


@cache
def ofac() -> list[Entity]:
    """The whole SDN of January 2023."""
    return list(official("ofac", "ofac_sdn_2023-01.csv.gz", "ofac_add_2023-01.csv.gz"))


def eu() -> Iterator[Entity]:
    """The EU's regulation 2017/1509, all annexes; the annex is the programme."""
    for number, line in enumerate(shared("lists/eu_2017_1509.jsonl").read_text().splitlines(), 1):
        row = json.loads(line)
        name, *former = re.split(r" \(|\)", row["name"]) if row["schema"] == "Vessel" else [row["name"]]
        told = {
            "name": [name.strip()],
            "previousName": [text.strip() for text in former],
            "alias": row.get("alias", "").split("; "),
            "birthDate": [_day(part) for part in re.split(r";| or ", row.get("birthDate", ""))],
            "country": ["kp"] if "DPRK" in row.get("address", "") + row.get("nationality", "") else [],
            "passportNumber": row.get("passportNumber", "").split("; "),
            "imoNumber": [row.get("imoNumber", "")],
        }
        schema = "Organization" if row["schema"] == "LegalEntity" else row["schema"]
        id_ = f"eu-{row['annex']}.{row.get('recordId', number)}"
        yield made(id_, schema, told, _day(row.get("startDate", "")), row["annex"])


def _day(text: str) -> str:
    for form, iso in (("%d.%m.%Y", "%Y-%m-%d"), ("%Y", "%Y"), ("%m.%Y", "%Y-%m")):
        try:
            return datetime.strptime(text.strip(), form).strftime(iso)  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
    return ""
