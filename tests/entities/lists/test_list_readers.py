"""Each official format says what its sample says: names with their quality, dates, papers, listings, links, wallets."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from leadline.entities import _list
from leadline.entities.entity import Entity
from leadline.entities.statements import SCREENED, Snapshot, Statement
from leadline.errors import BadInput, Hostile

Entries = Callable[..., dict[str, Entity]]
Told = Callable[..., Snapshot]
OFAC = ("ofac_sdn.csv", "ofac_add.csv", "ofac_alt.csv", "ofac_comments.csv")
SAMPLES = [
    ("un", ("un.xml",)), ("ofac", OFAC), ("ofac", ("ofac_advanced.xml",)), ("eu", ("eu.xml",)), ("uk", ("uk.xml",)),
    ("uk", ("uk.csv",)), ("ca", ("ca.xml",)), ("kr", ("kr.csv",)), ("un-vessels", ("un-vessels.csv",)), ("ftm", ("ftm.jsonl",)),
]  # fmt: skip


def statement(told: Snapshot, prop: str, value: str) -> Statement:
    (found,) = [s for s in told.statements if (s.prop, s.value) == (prop, value)]
    return found


@pytest.mark.parametrize(("name", "files"), SAMPLES, ids=lambda v: v if isinstance(v, str) else v[0])
def test_every_statement_is_one_that_the_model_takes(told: Told, name: str, files: Sequence[str]) -> None:
    """As FollowTheMoney reads its own: schema, property, and a value that its type leaves as it is."""
    from followthemoney import model

    for s in told(name, *files).statements:
        schema = model.get(s.schema)
        assert schema is not None, s
        prop = schema.get(s.prop)
        assert prop is not None, s
        assert prop.type.clean(s.value, format=prop.format) == s.value, s


def test_un_names_have_their_quality_and_script(entries: Entries) -> None:
    said = entries("un", "un.xml")["un-KPi.901"]["properties"]
    assert said["name"] == ["RI SAMPLE-HO", "리견본"]
    assert said["alias"] == ["Lee Sample-ho", "李本"]
    assert said["weakAlias"] == ["The Sample"]
    assert said["previousName"] == ["Ri Muster"]


def test_un_dates_papers_and_places(entries: Entries) -> None:
    said = entries("un", "un.xml")["un-KPi.901"]["properties"]
    assert said["birthDate"] == ["1960-02-03", "1961-02-03", "1963", "1965", "1966", "1967"]
    assert said["passportNumber"] == ["900000001"]
    assert said["idNumber"] == ["ID-1"]
    assert said["nationality"] == said["country"] == said["birthCountry"] == ["kp"]
    assert said["position"] == ["Director of Example Trading Corporation"]
    assert said["email"] == ["ri@example.test"]
    assert said["gender"] == ["male"]
    assert "Born: 30-35 years old" in said["notes"], "what is no date isn't lost"


def test_un_words_of_the_list_are_kept(told: Told) -> None:
    found = told("un", "un.xml")
    assert statement(found, "birthDate", "1963").original_value == "about 1963"
    assert statement(found, "birthDate", "1966").original_value == "between 1965 and 1967"
    assert statement(found, "birthDate", "1960-02-03").original_value == "1960-02-03 (as Ri Muster)"
    assert (
        statement(found, "passportNumber", "900000001").original_value
        == "Número de pasaporte, 900000001, RPDC"
    )
    assert statement(found, "previousName", "Ri Muster").original_value == "Ri Muster (previously listed as)"
    assert found.as_of == "2030-02-03T20:23:07.617-05:00"


def test_un_listings_say_what_the_card_knows_of_the_regime(entries: Entries) -> None:
    found = entries("un", "un.xml")
    listed = {
        e["id"]: [(x["measure"], x["paragraph"], x["listed_from"]) for x in e["listings"]]
        for e in found.values()
    }
    assert listed == {
        "un-KPi.901": [
            ("asset freeze", "s1718-op8d", "2029-01-02"),
            ("travel ban", "s1718-op8e", "2029-01-02"),
        ],
        "un-KPe.901": [("asset freeze", "s1718-op8d", "2029-01-02")],
        "un-MLe.901": [("", "", "2028-05-06")],
    }
    assert {x["binds"] for e in found.values() for x in e["listings"]} == {
        "all Member States of the United Nations"
    }


def test_un_brackets_and_remarks(entries: Entries) -> None:
    said = entries("un", "un.xml")["un-KPe.901"]["properties"]
    assert said["name"] == ["EXAMPLE SHIPPING BUREAU"]
    assert said["weakAlias"] == ["ESB"], "a short form is a weak alias"
    assert said["previousName"] == ["Old Example Bureau"], "a reference is no name"
    assert said["alias"] == ["Example Bureau (Hong Kong) Branch"], "brackets within a name stay"
    assert said["imoNumber"] == ["IMO2000004"]
    assert said["swiftBic"] == ["EXMPKPPY"]
    assert said["country"] == ["hk"]


def test_ofac_remarks_become_facts(entries: Entries) -> None:
    said = entries("ofac", *OFAC)["ofac-900001"]["properties"]
    assert said["name"] == ["SAMPLE, Jong"]
    assert (said["lastName"], said["firstName"]) == (["SAMPLE"], ["Jong"])
    assert said["birthDate"] == ["1954", "1951", "1952", "1953", "1944-10-13"]
    assert said["passportNumber"] == ["900000001", "900000002"]
    assert said["weakAlias"] == ["THE SAMPLE"]
    assert said["alias"] == ["LEE, Sample"]
    assert said["address"] == ["c/o Example Bank, Pyongyang, Korea, North"]
    assert "Secondary sanctions risk: Example Regulations" in said["notes"], (
        "what isn't in set words stays a note"
    )


def test_ofac_keeps_wallets_as_they_are_written_and_tickers_apart(entries: Entries, told: Told) -> None:
    bank = entries("ofac", *OFAC)["ofac-900002"]["properties"]
    assert bank["cryptoAddress"] == [
        "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC",
        "4AfUP827TeRZ1cck3tZThgZbRCEwBrpcJTkA1LCiyFVuMH4b5y59bKMZHGb9y58K3gSjWDCBsB4RkGsGDhsmMG5R2qmbLeW",
    ]  # fmt: skip
    wallets = [s for s in told("ofac", *OFAC).statements if s.schema == "CryptoWallet"]
    assert {s.value for s in wallets if s.prop == "currency"} == {"XBT", "USDT", "XMR"}
    assert not [s for s in wallets if s.prop == "blockchain"], "a ticker names no chain"


def test_ofac_remarks_go_on_in_the_comments(entries: Entries) -> None:
    bank = entries("ofac", *OFAC)["ofac-900002"]["properties"]
    assert bank["website"] == ["http://www.example.test/"]
    assert bank["incorporationDate"] == ["1969"]
    assert bank["imoNumber"] == ["IMO2000004"]


def test_ofac_vessels_aircraft_and_links(entries: Entries) -> None:
    found = entries("ofac", *OFAC)
    ship, plane = found["ofac-900003"]["properties"], found["ofac-900004"]["properties"]
    assert (ship["callSign"], ship["mmsi"], ship["flag"], ship["pastFlags"]) == (
        ["EX123"],
        ["799000001"],
        ["kp"],
        ["tg"],
    )
    assert (ship["tonnage"], ship["grossRegisteredTonnage"]) == (["2595"], ["1865"])
    assert ship["unknownLinkTo"] == ["ofac-900002"], "its owner is on the list too"
    assert found["ofac-900001"]["properties"]["unknownLinkTo"] == ["ofac-900002"]
    assert (plane["model"], plane["serialNumber"]) == (["IL-76"], ["1000000000"])
    assert found["ofac-900001"]["listings"][0]["programs"] == ["DPRK2", "NPWMD"]


def test_ofac_rows_keep_the_file_that_they_are_from(told: Told) -> None:
    found = told("ofac", *OFAC)
    assert statement(found, "alias", "LEE, Sample").file == 2
    assert statement(found, "name", "SAMPLE, Jong").file == 0
    assert statement(found, "address", "c/o Example Bank, Pyongyang, Korea, North")[6:] == (1, 1)


def test_ofac_rows_without_an_entry_are_told_of(told: Told) -> None:
    (note,) = told("ofac", *OFAC).notes
    assert note.startswith("1 rows are about entries that sdn doesn't have")
    assert told("ofac", OFAC[0], OFAC[2]).notes == []


def test_ofac_files_come_in_any_order(told: Told) -> None:
    def said(*files: str) -> set[tuple[str, ...]]:
        return {s[:6] for s in told("ofac", *files).statements}

    assert said(*OFAC) == said(*reversed(OFAC))


def test_ofac_both_formats_agree(entries: Entries) -> None:
    plain, advanced = entries("ofac", *OFAC), entries("ofac", "ofac_advanced.xml")
    for id_, props in {
        "ofac-900001": ("lastName", "firstName", "weakAlias", "birthPlace", "nationality", "gender", "address", "title", "notes"),
        "ofac-900002": ("name", "previousName"),
        "ofac-900003": ("name", "imoNumber", "flag", "type"),
    }.items():  # fmt: skip
        for prop in props:
            assert plain[id_]["properties"][prop] == advanced[id_]["properties"][prop]
        assert plain[id_]["listings"][0]["programs"] == advanced[id_]["listings"][0]["programs"]
    assert advanced["ofac-900001"]["listings"][0]["listed_from"] == "2029-01-02"
    assert advanced["ofac-900001"]["properties"]["name"] == ["SAMPLE, Jong", "견본종"]
    assert advanced["ofac-900001"]["properties"]["unknownLinkTo"] == ["ofac-900002"]
    assert advanced["ofac-900001"]["properties"]["birthDate"] == ["1954"], "a whole year is a year"


def test_eu_says_what_its_attributes_say(entries: Entries, told: Told) -> None:
    found = entries("eu", "eu.xml")
    person, bank = found["eu-EU.9001.1"], found["eu-EU.9002.2"]
    said = person["properties"]
    assert (said["name"], said["alias"], said["weakAlias"]) == (["Sample-ho RI"], ["리견본"], ["The Sample"])
    assert said["birthDate"] == ["1961", "1963-04-05", "1965", "1966"]
    assert (said["passportNumber"], said["idNumber"]) == (["900000001"], ["ID-1"])
    assert (said["nationality"], said["email"]) == (["kp"], ["ri@example.test"])
    assert bank["properties"]["swiftBic"] == ["EXMPKPPY"]
    assert [(x["programs"], x["listed_from"], x["measure"]) for x in person["listings"]] == [
        (["PRK"], "2029-01-11", "asset freeze")
    ]
    raw = told("eu", "eu.xml")
    assert statement(raw, "unscId", "KPi.901").schema == "Sanction"
    assert statement(raw, "alias", "리견본").lang == "kor"
    assert statement(raw, "birthDate", "1961").original_value == "about 1961"


def test_uk_both_formats_agree(entries: Entries, told: Told) -> None:
    xml, csv = entries("uk", "uk.xml"), entries("uk", "uk.csv")
    assert xml.keys() == csv.keys() == {"uk-DPR9001", "uk-DPR9002"}
    for prop in (
        "name",
        "lastName",
        "firstName",
        "alias",
        "weakAlias",
        "birthDate",
        "nationality",
        "passportNumber",
        "position",
        "address",
    ):
        assert xml["uk-DPR9001"]["properties"][prop] == csv["uk-DPR9001"]["properties"][prop], prop
    assert xml["uk-DPR9001"]["properties"]["name"] == ["RI, SAMPLE HO", "리견본"]
    assert xml["uk-DPR9001"]["properties"]["birthDate"] == ["1961", "1963-02-03"]
    for found in (xml, csv):
        assert [x["measure"] for x in found["uk-DPR9001"]["listings"]] == ["asset freeze", "travel ban"]
        assert [x["measure"] for x in found["uk-DPR9002"]["listings"]] == ["prohibition of port entry"]
        assert found["uk-DPR9002"]["schema"] == "Vessel"
    assert told("uk", "uk.xml").as_of == told("uk", "uk.csv").as_of == "2030-04-05"
    assert "Something New: surplus" in csv["uk-DPR9001"]["properties"]["notes"], (
        "a heading that isn't known loses nothing"
    )
    assert "Owner or operator: Example Shipping" in xml["uk-DPR9002"]["properties"]["notes"]


def test_canada(entries: Entries) -> None:
    found = list(entries("ca", "ca.xml").values())
    assert [e["schema"] for e in found] == ["Person", "Vessel", "Organization"]
    assert found[0]["properties"]["alias"] == ["Sample Bear", "Sample Cat"]
    assert found[0]["listings"][0]["listed_from"] == "2029-01-02"


def test_korea_reads_hangul_headings_in_both_encodings(entries: Entries, tmp_path: Path) -> None:
    found = entries("kr", "kr.csv")
    person = next(iter(found.values()))
    assert person["properties"]["name"] == ["리견본", "RI Kyon Bon"]
    assert person["properties"]["birthDate"] == ["1961-02-03"]
    assert person["properties"]["nationality"] == ["kp"]
    assert [e["schema"] for e in found.values()] == ["Person", "Organization", "Vessel"]
    old = tmp_path / "kr.csv"
    old.write_bytes((Path(__file__).parent / "samples/kr.csv").read_text(encoding="utf-8").encode("cp949"))
    assert entries("kr", old) == found


def test_vessels_have_the_measures_of_each(entries: Entries) -> None:
    found = entries("un-vessels", "un-vessels.csv")
    assert {e["caption"]: [x["measure"] for x in e["listings"]] for e in found.values()} == {
        "Example Star": ["asset freeze", "port-entry ban"], "Example Comet": ["de-flagging"],
    }  # fmt: skip
    assert found["un-vessels-IMO2000004"]["properties"]["alias"] == ["Example Sun", "Example Moon"]


def test_ftm_takes_entities_and_statements(entries: Entries, told: Told) -> None:
    found = entries("ftm", "ftm.jsonl")
    assert found["ftm-x-1"]["listings"][0]["authority"] == "Harbour Office of the Isle of Toys (fictional)"
    assert found["ftm-x-1"]["listings"][0]["programs"] == ["Toys"]
    assert found["ftm-x-1"]["properties"]["cryptoAddress"] == ["TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC"]
    assert found["ftm-x-3"]["properties"] == {"name": ["Example Star"], "imoNumber": ["IMO2000004"]}
    assert (
        statement(told("ftm", "ftm.jsonl"), "name", "Example Star").original_value
        == "Example Star (fictional)"
    )


NESTED = {
    "id": "NK:1", "schema": "Person", "datasets": ["xx_a", "xx_b"], "target": True, "referents": ["a-1"],
    "properties": {
        "name": ["Ri Sample"], "topics": ["sanction"],
        "addressEntity": [{"id": "addr", "schema": "Address", "properties": {"full": ["1 Example Street"], "country": ["kp"]}}],
        "identification": [{"id": "p", "schema": "Passport", "properties": {"number": ["900000001"]}}],
        "sanctions": [
            {"id": "s1", "schema": "Sanction", "datasets": ["xx_a"], "properties": {
                "entity": ["NK:1"], "authority": ["Office of Toys (fictional)"], "unscId": ["KPi.901"]}},
            {"id": "s2", "schema": "Sanction", "datasets": ["xx_b"], "properties": {"program": ["Toys"]}},
        ],
        "ownershipOwner": [{"id": "o", "schema": "Ownership", "properties": {
            "asset": [{"id": "NK:2", "schema": "Company", "properties": {"name": ["Example Trading"]}}]}}],
    },
}  # fmt: skip
MARKED = {"id": "NK:1", "schema": "Person", "datasets": ["xx_a"], "properties": {"name": ["Ri Sample"], "topics": ["sanction"]}}  # fmt: skip


def by_lines(file: Path, *values: object) -> Path:
    file.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    return file


def _flat(value: dict[str, Any]) -> list[dict[str, Any]]:
    """The entities of a nested one, one by one, as OpenSanctions' other file has them."""
    own: dict[str, list[Any]] = {}
    others = []
    for prop, values in value["properties"].items():
        for one in values:
            if isinstance(one, dict):
                others += _flat(one)
                others[-1]["properties"].setdefault({"sanctions": "entity", "identification": "holder", "ownershipOwner": "owner"}.get(prop, "notes"), [value["id"]])  # fmt: skip
            if not isinstance(one, dict) or prop in {"addressEntity", "asset"}:
                own.setdefault(prop, []).append(one["id"] if isinstance(one, dict) else one)
    return [*others, value | {"properties": own}]


def test_ftm_entities_in_one_another_say_what_they_say_apart(entries: Entries, tmp_path: Path) -> None:
    found = entries("ftm", by_lines(tmp_path / "nested.json", NESTED))
    assert {e["schema"] for e in found.values()} == {"Person", "Company"}
    person = next(e for e in found.values() if e["schema"] == "Person")
    company = next(e for e in found.values() if e["schema"] == "Company")
    assert person["properties"]["passportNumber"] == ["900000001"]
    assert person["properties"]["address"] == ["1 Example Street"]
    assert company["properties"]["owner"] == [person["id"]]
    assert not company["listings"]
    told = [
        (x["authority"], x["ref"], x.get("un_ref", ""), x["binds"].endswith("doesn't say"))
        for x in person["listings"]
    ]
    assert told == [
        ("Office of Toys (fictional)", "KPi.901", "KPi.901", True),
        ("not told by the file; dataset xx_b", person["id"].removeprefix("ftm-"), "", True),
    ]
    apart = entries("ftm", by_lines(tmp_path / "flat.json", *_flat(NESTED)))
    for id_, one in found.items():
        same = {p: v for p, v in apart[id_]["properties"].items() if p != "notes"}
        assert same == one["properties"]
        assert apart[id_]["listings"] == one["listings"]


def test_ftm_in_one_array_is_read_like_lines(entries: Entries, tmp_path: Path) -> None:
    (array := tmp_path / "array.json").write_text(json.dumps(_flat(NESTED), indent=2), encoding="utf-8")
    assert (
        entries("ftm", array).keys()
        == entries("ftm", by_lines(tmp_path / "flat.json", *_flat(NESTED))).keys()
    )
    (cut := tmp_path / "cut.json").write_text(array.read_text("utf-8")[:-20], encoding="utf-8")
    with pytest.raises(BadInput, match="cut"):
        entries("ftm", cut)


def test_ftm_that_only_marks_an_entity_as_listed_names_the_dataset(entries: Entries, tmp_path: Path) -> None:
    (found,) = entries("ftm", by_lines(tmp_path / "marked.json", MARKED)).values()
    assert [x["authority"] for x in found["listings"]] == ["not told by the file; dataset xx_a"]
    linked = MARKED | {"properties": {"name": ["Ri Sample"], "topics": ["sanction.linked", "poi"]}}
    (found,) = entries("ftm", by_lines(tmp_path / "linked.json", linked)).values()
    assert not found["listings"], "whom a file only tells of, nobody has designated"


def test_ftm_ids_are_never_those_of_another_list(entries: Entries, tmp_path: Path) -> None:
    taken = MARKED | {"id": "un-KPi.001"}
    assert set(entries("ftm", by_lines(tmp_path / "taken.json", taken))) == {"ftm-un-KPi.001"}


def test_ftm_entities_very_deep_in_one_another_are_refused(told: Told, tmp_path: Path) -> None:
    value: dict[str, Any] = {"id": "a", "schema": "Person", "properties": {"name": ["A"]}}
    for number in range(40):
        value = {"id": f"a{number}", "schema": "Company", "properties": {"parent": [value]}}
    with pytest.raises(Hostile, match="deep"):
        told("ftm", by_lines(tmp_path / "deep.json", value))


def test_what_is_screened_is_what_the_model_compares() -> None:
    from followthemoney import model

    compared = {schema.name for schema in model if schema.matchable and not schema.abstract}
    assert compared - SCREENED == {"Address", "Position", "Territory"}
    assert compared >= SCREENED


@pytest.mark.parametrize(("name", "file"), [("eu", "eu.xml")])
def test_lists_that_cite_the_un_s_reference_say_so(entries: Entries, name: str, file: str) -> None:
    cited = [x.get("un_ref", "") for e in entries(name, file).values() for x in e["listings"]]
    assert any(cited)
    assert all(one == "" or one.startswith("KP") for one in cited)


def workbook(file: Path, *sheets: Sequence[Sequence[str]]) -> Path:
    """A workbook as small as one can be; every other text is shared, as spreadsheet programs write them."""
    shared: list[str] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for number, rows in enumerate(sheets, 1):
            cells = []
            for at, row in enumerate(rows, 1):
                told = ""
                for place, value in enumerate(row):
                    if value.isdigit():
                        told += f'<c r="{chr(65 + place)}{at}"><v>{value}</v></c>'
                    elif value and place % 2:
                        shared.append(value)
                        told += f'<c r="{chr(65 + place)}{at}" t="s"><v>{len(shared) - 1}</v></c>'
                    elif value:
                        told += (
                            f'<c r="{chr(65 + place)}{at}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
                        )
                cells.append(f'<row r="{at}">{told}</row>')
            sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{"".join(cells)}</sheetData></worksheet>'
            book.writestr(f"xl/worksheets/sheet{number}.xml", sheet)
        items = "".join(f"<si><t>{escape(s)}</t></si>" for s in shared)
        book.writestr(
            "xl/sharedStrings.xml",
            f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>',
        )
    return file


AUSTRALIA = [
    ["Reference", "Name of Individual or Entity", "Type", "Name Type", "Alias Strength", "Date of Birth", "Citizenship",
     "Additional Information", "Committees", "Control Date", "Targeted Financial Sanction", "Travel Ban"],
    ["901", "Ri SAMPLE", "Individual", "Primary Name", "", "22315", "Democratic People's Republic of Korea", "Fictional", "DPRK", "47120", "1", "1"],
    ["901a", "Lee SAMPLE", "Individual", "Alias", "Weak", "22315", "Democratic People's Republic of Korea", "Fictional", "DPRK", "47120", "1", ""],
    ["902", "EXAMPLE BANK", "Entity", "Primary Name", "", "", "", "Fictional", "DPRK", "47120", "1", "0"],
]  # fmt: skip
JAPAN = [
    ["北朝鮮のミサイル又は大量破壊兵器計画に関連する者（個人）"],
    [
        "告示日付",
        "告示番号",
        "日本語表記",
        "英語表記",
        "別名",
        "生年月日",
        "国籍",
        "旅券番号",
        "国連参照番号",
    ],
    [
        "47120",
        "外務省告示第1号",
        "リ・見本",
        "Ri Sample",
        "(a) Lee Sample\n(b) Ri Muster",
        "1961年2月3日",
        "北朝鮮",
        "900000001",
        "KPi.901",
    ],
]


def test_australia_merges_the_rows_of_a_reference(entries: Entries, tmp_path: Path) -> None:
    found = entries("au", workbook(tmp_path / "au.xlsx", AUSTRALIA))
    assert found.keys() == {"au-901", "au-902"}
    person = found["au-901"]
    assert (person["properties"]["name"], person["properties"]["weakAlias"]) == (
        ["Ri SAMPLE"],
        ["Lee SAMPLE"],
    )
    assert person["properties"]["birthDate"] == ["1961-02-03"], "a workbook's day number"
    assert [x["measure"] for x in person["listings"]] == ["asset freeze", "travel ban"]
    assert [x["measure"] for x in found["au-902"]["listings"]] == ["asset freeze"]
    assert person["listings"][0]["listed_from"] == "2029-01-02"


def test_japan_reads_each_sheet_as_a_programme(entries: Entries, tmp_path: Path) -> None:
    others = [
        ["テロリスト等（団体）"],
        JAPAN[1],
        ["47120", "1", "見本銀行", "EXAMPLE BANK", "", "", "", "", ""],
    ]
    found = entries("jp", workbook(tmp_path / "jp.xlsx", JAPAN, others))
    person = next(iter(found.values()))
    assert person["schema"] == "Person"
    assert person["properties"]["name"] == ["リ・見本", "Ri Sample"]
    assert person["properties"]["alias"] == ["Lee Sample", "Ri Muster"]
    assert person["properties"]["birthDate"] == ["1961-02-03"]
    assert person["properties"]["nationality"] == ["kp"]
    assert person["listings"][0]["programs"] == [JAPAN[0][0]]
    bank = list(found.values())[1]
    assert bank["schema"] == "Organization"
    assert bank["listings"][0]["programs"] == ["テロリスト等（団体）"]


@pytest.mark.parametrize("change", ["cut", "wild text", "huge"])
def test_a_workbook_that_is_not_whole_is_refused(entries: Entries, tmp_path: Path, change: str) -> None:
    file = workbook(tmp_path / "au.xlsx", AUSTRALIA)
    data = file.read_bytes()
    if change == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif change == "wild text":
        with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(file, "w") as out:
            out.writestr(
                "xl/worksheets/sheet1.xml", book.read("xl/worksheets/sheet1.xml")
            )  # its texts are gone
    else:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr(
                "xl/worksheets/sheet1.xml", '<worksheet><row><c r="ZZZ1"><v>1</v></c></row></worksheet>'
            )
    with pytest.raises(BadInput):
        entries("au", file)


def test_every_list_says_whose_it_is_whom_it_binds_and_what_it_was_tried_on() -> None:
    cards = [one.card() for one in _list.find().values()]
    assert {c.id for c in cards} == {"un", "un-vessels", "ofac", "eu", "uk", "jp", "kr", "au", "ca", "ftm"}
    for card in cards:
        assert card.published
        assert card.published.tried_on
        assert all(url.startswith("https://") for url in card.published.update)
        assert ("United Nations" in card.binds) == card.id.startswith("un"), (
            "a national list never reads like one of the UN"
        )
