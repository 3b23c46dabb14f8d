"""The commands of ``leadline law``: parse, call one function, print; JSON on one line, and errors that say what to do."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from leadline.cli import main


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["law", *arguments])


def told(*arguments: str) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("\n") == 1
    return dict(json.loads(result.stdout))


def test_show_all_and_one() -> None:
    assert len(told("show", "--on", "2018-01-01")["measures"]) > 50
    assert "refined-petroleum" in run("show", "--on", "2018-01-01").output
    one = told("show", "coal", "--on", "2017-03-01")
    assert one["kind"] == "cap"
    assert set(one["paragraphs"][0]["elements"][0]) == {"id", "asks"}


def test_hs() -> None:
    assert told("hs", "2701", "--on", "2017-03-01")["stands"][0]["paragraph"] == "s2321-op26"
    printed = run("hs", "84", "--on", "2018-01-01", "--direction", "in").output
    assert "s2397-op7" in printed
    assert "s2397-op6" not in printed


def test_duties() -> None:
    assert told("duties", "--state", "NL", "--on", "2018-03-01")["state"] == "nl"
    assert "By 2018-03-22: due in 21 days." in run("duties", "--on", "2018-03-01").output
    assert told("duties", "--state", "kp", "--on", "2018-03-01")["own"]


def test_cap(tmp_path: Path) -> None:
    one = told("cap", "refined-petroleum", "--year", "2019")["windows"][0]
    assert one["readings"][0]["sums"][0]["low"] == 417989
    assert "417,989 to 440,740 barrels" in run("cap", "refined-petroleum", "--year", "2019").output
    (tmp_path / "d.csv").write_text(
        "date,tons,supplier,reported\n2019-02-01,5,Fictionland,no\n", encoding="utf-8"
    )
    given = told("cap", "refined-petroleum", "--year", "2019", "--deliveries", str(tmp_path / "d.csv"))
    assert given["windows"][0]["deliveries"][0]["ways"]["unreported-delivery"] == "yes"


def test_trade(tmp_path: Path) -> None:
    file = tmp_path / "trade.csv"
    file.write_text("Code,When,From,To\n0306,2018-01,KP,CN\n", encoding="utf-8")
    counted = told(
        "trade", str(file), "--columns", "hs=Code,period=When", "--out", str(tmp_path / "pairs.parquet")
    )
    assert counted["rows_with_bearing"] == 1
    assert (tmp_path / "pairs.parquet").exists()
    assert (
        "1 rows; something bears on 1" in run("trade", str(file), "--columns", "hs=Code,period=When").output
    )


def test_timeline_and_its_picture(tmp_path: Path) -> None:
    assert told("timeline")["days"][0]["day"] == "2006-07-15"
    assert "2006-07-15  S/RES/1695 (2006)" in run("timeline").output
    for kind, head in ((".svg", b"<svg"), (".png", b"\x89PNG"), (".pdf", b"%PDF")):
        file = tmp_path / f"coal{kind}"
        assert told("timeline", "--measure", "coal", "--picture", str(file)) == {"picture": str(file)}
        assert file.read_bytes().startswith(head)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("hs", "301"), "Write 0301"),
        (("hs", "coal"), "isn't an HS code"),
        (("duties", "--state", "XX"), "isn't a State's two letters"),
        (("duties", "--state", "North Korea"), "isn't a State's two letters"),
        (("cap", "seafood", "--year", "2019"), "has no cap"),
        (("cap", "petroleum", "--year", "2019"), "Try: refined-petroleum"),
        (("timeline", "--measure", "coals"), "Try: coal"),
        (("timeline", "--picture", "x.gif"), "ends in .svg, .png, .pdf"),
        (("trade", "absent.csv"), "no file absent.csv"),
        (("trade", "absent.csv", "--columns", "hs"), "isn't like hs=Code"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_exit_code(arguments: tuple[str, ...], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert says in result.output
    as_json = run(*arguments, "--json")
    assert says in json.loads(as_json.stdout)["says"]


@pytest.mark.parametrize("name", ["show", "timeline", "hs", "duties", "cap", "trade"])
def test_help_is_there(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert "--json" in result.output
