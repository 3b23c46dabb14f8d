"""The authorities' own files, where they are at hand."""

import csv
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from leadline.entities import _list, imports
from leadline.entities._lists.changes import Changes, changes
from leadline.entities.entity import Entity
from leadline.entities.statements import Snapshot
from leadline.settings import Settings

Entries = Callable[..., dict[str, Entity]]
Told = Callable[..., Snapshot]
OFAC = (
    "ofac_sdn_2023-01.csv.gz", "ofac_add_2023-01.csv.gz", "ofac_alt_2025-12.csv.gz", "ofac_sdn_comments_2025-12.csv",
)  # fmt: skip
OLD, NEW = "un_consolidated_2020-11-24.xml.gz", "un_consolidated_2026-02-27.xml.gz"


def test_every_entry_of_the_un_list_is_read(real: Path, entries: Entries) -> None:
    found = entries("un", real / NEW)
    assert len(found) == 1_003
    assert Counter(e["schema"] for e in found.values()) == {"Person": 730, "Organization": 273}
    programs = Counter(e["listings"][0]["programs"][0] for e in found.values())
    assert (programs["DPRK"], sum(programs.values())) == (155, 1_003)
    assert all(e["properties"].get("name") for e in found.values())
    assert not [e for e in found.values() for n in e["properties"].get("alias", []) if not n.strip()]


def test_the_1718_part_says_what_the_tidy_copy_says(real: Path, entries: Entries) -> None:
    found = {id_.removeprefix("un-"): e for id_, e in entries("un", real / NEW).items()}
    told = json.loads((real / "un_1718.json").read_text(encoding="utf-8"))["entries"]
    assert len(told) == 155
    for one in told:
        entity = found[one["permanent_reference"]]
        said = entity["properties"]
        names = {n for p in ("name", "alias", "weakAlias", "previousName") for n in said.get(p, ())}
        for alias in (a["name"] for a in one["aliases"]):
            bare = " ".join(alias.split()).strip('"“”')
            assert bare in names or any(bare.startswith(n) and bare.endswith(")") for n in names), alias
        assert len(said.get("passportNumber", [])) + len(said.get("idNumber", [])) >= len(
            {d["number"] for d in one["documents"] if d.get("number")}
        )
        assert entity["listings"][0]["listed_from"] == one["listed_on"]
        assert ("kp" in said.get("nationality", [])) == (
            "Democratic People's Republic of Korea" in one["nationality"]
        )


def test_the_bundled_list_is_the_1718_part_of_its_day(real: Path, entries: Entries) -> None:
    """Every fact that the package carries is the list's, and none of the kinds that it carries is left out."""
    found = {i: e for i, e in entries("un", real / NEW).items() if e["listings"][0]["programs"] == ["DPRK"]}
    bundled = {e["id"]: e for e in imports.current(None, Settings()) if e["datasets"] == ["un"]}
    assert bundled.keys() == found.keys()
    for id_, entity in bundled.items():
        for prop, values in entity["properties"].items():
            listed = set(found[id_]["properties"].get("name", [])) | set(
                found[id_]["properties"].get("alias", [])
            )
            assert set(values) <= (
                listed if prop in {"name", "alias"} else set(found[id_]["properties"].get(prop, []))
            ), (id_, prop)
        assert entity["listings"] == found[id_]["listings"]
        missing = found[id_]["properties"].keys() - entity["properties"].keys()
        assert missing <= {"position", "notes", "title", "email"}, (id_, missing)


def _difference(real: Path, told: Told) -> Changes:
    published = _list.find()["un"].card().published
    assert published
    return changes(told("un", real / OLD), told("un", real / NEW), published.aside)


def test_the_two_snapshots_differ_in_68_entries(real: Path, told: Told) -> None:
    found = _difference(real, told).of_program("DPRK")
    known = json.loads((real / "un_1718_diff_2020-11_2026-02.json").read_text(encoding="utf-8"))
    assert (len(found.changed), len(found.added), len(found.removed)) == (68, 0, 0)
    assert {one.ref for one in found.changed} == {one["ref"] for one in known["changed"]}
    assert {one.ref for one in found.aside} == {"KPi.006", "KPi.007"}
    assert {f.field for one in found.aside for f in one.fields} == {"gender"}


def test_each_change_names_its_fields(real: Path, told: Told) -> None:
    ours = {"addresses": {"address", "country"}, "last_updated": {"amended on"}, "designation": {"position"}, "dob": {"birthDate"},
            "narrative_facts": {"notes", "imoNumber", "swiftBic", "email"}, "documents": {"passportNumber", "idNumber"},
            "aliases": {"alias", "weakAlias", "previousName"}, "name": {"name", "weakAlias"}}  # fmt: skip
    known = json.loads((real / "un_1718_diff_2020-11_2026-02.json").read_text(encoding="utf-8"))["changed"]
    found = {
        one.ref: {f.field for f in one.fields} for one in _difference(real, told).of_program("DPRK").changed
    }
    for one in known:
        allowed = set().union(*(ours[field] for field in one["fields"])) | {"gender"}
        assert found[one["ref"]] <= allowed, one["ref"]
        for field in one["fields"]:
            assert found[one["ref"]] & ours[field], (one["ref"], field)


def test_what_came_and_went_is_what_the_references_say(real: Path, told: Told, entries: Entries) -> None:
    found = _difference(real, told)
    was, now = set(entries("un", real / OLD)), set(entries("un", real / NEW))
    assert {f"un-{one.ref}" for one in found.added} == now - was
    assert {f"un-{one.ref}" for one in found.removed} == was - now


def test_the_ofac_csv_files(real: Path, entries: Entries) -> None:
    files = OFAC
    found = entries("ofac", *(real / file for file in files))
    assert Counter(e["schema"] for e in found.values()) == {
        "Person": 5_890,
        "Organization": 4_575,
        "Vessel": 685,
        "Airplane": 293,
    }
    told = [json.loads(line) for line in (real / "ofac_dprk.jsonl").read_text(encoding="utf-8").splitlines()]
    both = [(one, found[f"ofac-{one['uid']}"]) for one in told if f"ofac-{one['uid']}" in found]
    assert len(both) > 400
    for one, entity in both:
        for imo in one.get("imo", ()):
            said = entity["properties"]
            assert f"IMO{imo}" in said.get("imoNumber", []) or imo in "".join(
                said.get("registrationNumber", [])
            ), one
        links = entity["properties"].get("unknownLinkTo", [])
        assert len(links) >= sum(
            name.rstrip(".") in {e["caption"].rstrip(".") for e in found.values()}
            for name in one.get("linked_to", ())[:1]
        ) * bool(one.get("linked_to"))


def test_ofac_wallets_are_never_put_in_small_letters(real: Path, entries: Entries) -> None:
    files = OFAC
    said = {
        a
        for e in entries("ofac", *(real / file for file in files)).values()
        for a in e["properties"].get("cryptoAddress", ())
    }
    known = {
        row["address"]
        for row in csv.DictReader((real / "ofac_crypto.csv").read_text(encoding="utf-8").splitlines())
    }
    assert len(said) > 400
    mixed = {a for a in said if not a.startswith("0x")}
    assert all(any(c.isupper() for c in a) for a in mixed if a[0] in "13T"), "base58 has both"
    assert len(mixed & known) > 300


def test_the_vessels(real: Path, entries: Entries) -> None:
    found = entries("un-vessels", real / "un_1718_vessels.csv")
    bundled = {e["id"]: e for e in imports.current(None, Settings()) if e["datasets"] == ["un-vessels"]}
    assert len(found) == 59
    assert found.keys() == bundled.keys()
    for id_, entity in found.items():
        assert {x["measure"] for x in entity["listings"]} == {x["measure"] for x in bundled[id_]["listings"]}
        assert entity["properties"]["name"] == bundled[id_]["properties"]["name"]
