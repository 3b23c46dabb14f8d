"""The command line is an interface: help, JSON, exit codes and workspaces are the same everywhere."""

import csv
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pyarrow.parquet as pq
import pytest
from tests.planted import MEETING_ROWS, leadline, many, meeting, put

from leadline import __version__, errors, pipeline
from leadline.cli import main
from leadline.errors import LeadlineError
from leadline.store.workspace import Workspace
from leadline.tables import CONTRACTS, contract


def every_command(group: click.Group = main, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, one in sorted(group.commands.items()):
        if isinstance(one, click.Group):
            yield from every_command(one, (*before, name))
        else:
            yield (*before, name)


COMMANDS = list(every_command())


def test_the_commands_that_scripts_rely_on_are_there() -> None:
    """Names in the issue; to take one away breaks somebody."""
    assert set(COMMANDS) >= {
        ("init",), ("ingest",), ("detect",), ("leads",), ("finding", "draft"), ("finding", "show"), ("law", "show"),
        ("report", "build"), ("verify",), ("run",), ("table",),
    }  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_and_has_json(command: tuple[str, ...]) -> None:
    for flag in ("--help", "-h"):
        told = leadline(*command, flag).stdout
        assert "--json" in told
        assert ("LEADLINE_WORKSPACE" in told) == (command != ("init",))
        assert told.split("\n")[2].strip().endswith((".", ":")) or "." in told, "a sentence says what it does"


def test_every_option_says_what_it_is() -> None:
    for command in COMMANDS:
        one: click.Command = main
        for name in command:
            assert isinstance(one, click.Group)
            one = one.commands[name]
        assert one.help
        for parameter in one.params:
            if isinstance(parameter, click.Option) and parameter.name != "title":
                assert parameter.help, f"{' '.join(command)} {parameter.name}"


def test_help_lists_the_exit_codes_of_the_errors() -> None:
    told = leadline("--help").stdout
    kinds = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, LeadlineError)]
    for code in {0, *(kind.exit_code for kind in kinds)}:
        assert f"\n    {code}  " in told
    assert leadline("--version").stdout == f"leadline {__version__}\n"


READING = [
    ("table", "positions"),
    ("table", "rejects"),
    ("table", "leads"),
    ("leads",),
    ("content",),
    ("finding", "list"),
    ("law", "show", "coal"),
    ("law", "show", "coal", "--on", "2017-08-04"),
    ("verify",),
    ("run",),
    ("detect", "meeting_at_sea"),
    ("check", "source", "reported"),
]
ONE = {"law", "verify", "run", "detect", "check"}


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_json_is_json_and_nothing_else(done: Path, command: tuple[str, ...]) -> None:
    if command[0] == "finding":
        lead = leadline("leads", "--json", "--workspace", done).only["id"]
        leadline("finding", "draft", lead, "--workspace", done)
    told = leadline(*command, "--json", "--workspace", done)
    assert told.stderr == ""
    assert all(isinstance(line, dict) for line in told.lines)
    assert len(told.lines) == 1 if command[0] in ONE else told.lines


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_without_json_people_read_text(done: Path, command: tuple[str, ...]) -> None:
    told = leadline(*command, "--workspace", done)
    assert told.stderr == ""
    assert told.stdout.strip()
    assert not told.stdout.startswith("{")


def test_leads_tell_what_the_interface_promises(done: Path) -> None:
    lead = leadline("leads", "--json", "--workspace", done).only
    promised = {
        "id", "detector", "subjects", "first_at", "last_at", "lat", "lon", "facts", "says", "measures", "handling",
        "simulated", "observations",
    }  # fmt: skip
    assert promised <= set(lead)
    assert all({"mmsi", "imo", "name"} <= set(subject) for subject in lead["subjects"])
    assert all({"id", "paragraph", "stood", "day"} <= set(measure) for measure in lead["measures"])
    assert lead["first_at"] == "2026-03-04T20:00:00Z"
    text = leadline("leads", "--workspace", done).stdout
    assert lead["id"] in text
    assert "EXERCISE" in text


def test_leads_can_be_chosen_by_detector(done: Path) -> None:
    one, other = "meeting_at_sea", "silence_beside_dprk"
    assert len(leadline("leads", "--detector", one, "--json", "--workspace", done).lines) == 1
    assert leadline("leads", "--detector", other, "--json", "--workspace", done).lines == []


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_table_prints_and_writes_the_same_rows(done: Path, tmp_path: Path, name: str) -> None:
    csv_file, parquet_file = tmp_path / "out.csv", tmp_path / "out.parquet"
    rows = leadline("table", name, "--json", "--workspace", done).lines
    leadline("table", name, "--csv", csv_file, "--workspace", done)
    leadline("table", name, "--parquet", parquet_file, "--workspace", done)
    one = contract(name)
    written = pq.read_table(parquet_file)
    one.check(written.schema)
    with csv_file.open(newline="", encoding="utf-8") as stream:
        read = list(csv.DictReader(stream))
    assert len(rows) == written.num_rows == len(read)
    for row, cells in zip(rows, read, strict=True):
        assert list(row) == list(cells) == one.names
        for column in one:
            value, cell = row[column.name], cells[column.name]
            if column.type == "string[]":
                assert json.loads(cell) == value
            elif value is None:
                assert cell == ""
            elif column.type == "bool":
                assert cell == str(value)
            elif column.type in {"int64", "float64"}:
                assert float(cell) == value
            else:
                assert cell == value
    printed = leadline("table", name, "--limit", 0, "--workspace", done).stdout
    assert (f"The table {name} has no rows." in printed) == (not rows)
    assert leadline("table", name, "--csv", "-", "--workspace", done).stdout.splitlines()[0] == ",".join(
        one.names
    )


def test_parquet_holds_the_same_values_as_json(done: Path, tmp_path: Path) -> None:
    leadline("table", "encounters", "--parquet", tmp_path / "a.parquet", "--workspace", done)
    (row,) = pq.read_table(tmp_path / "a.parquet").to_pylist()
    told = leadline("table", "encounters", "--json", "--workspace", done).only
    for name, value in told.items():
        known = row[name].isoformat().replace("+00:00", "Z") if name.endswith("_at") else row[name]
        assert known == value


@pytest.mark.parametrize(
    ("limit", "shown"), [(0, MEETING_ROWS + 5), (1, 1), (100, 100), (1_000, MEETING_ROWS + 5)]
)
def test_a_cut_table_says_how_much_there_is(done: Path, limit: int, shown: int) -> None:
    told = leadline("table", "positions", "--limit", limit, "--workspace", done).stdout
    assert told.count("TLP:AMBER") == shown
    assert (f"{shown} of {MEETING_ROWS + 5} rows" in told) == (shown < MEETING_ROWS + 5)


def test_derived_tables_are_built_when_they_are_asked_for(folder: Path, tmp_path: Path) -> None:
    leadline("ingest", "ais", put(tmp_path, "a.csv", meeting()), "--exercise", "--workspace", folder)
    assert leadline("table", "encounters", "--json", "--workspace", folder).only["mmsi_a"] == 790_000_001
    assert leadline("table", "leads", "--json", "--workspace", folder).lines == []


def test_a_table_that_was_just_built_says_how_much_there_is(folder: Path, tmp_path: Path) -> None:
    leadline("ingest", "ais", put(tmp_path, "a.csv", meeting()), "--exercise", "--workspace", folder)
    assert f"20 of {MEETING_ROWS} rows" in leadline("table", "tracks", "--workspace", folder).stdout


def test_no_lead_sends_codes_to_the_terminal(done: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = leadline("leads", "--json", "--workspace", done).only
    bad = "\x1b[31mred\u202e"
    fields = lead | {"says": bad, "detector": bad, "handling": bad, "id": bad}
    monkeypatch.setattr("leadline.pipeline.read_leads", lambda work: [fields])
    told = leadline("leads", "--workspace", done).stdout
    assert told.count("red") == 4
    assert told.replace("\n", "").isprintable()


def test_progress_is_told_while_a_finding_is_drafted(done: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    with Workspace.open(done) as work:
        (lead,) = pipeline.read_leads(work)
        pipeline.draft(work, [lead["id"]], progress=lambda *told: seen.append(told))
        list(pipeline.table(work, "tracks", progress=lambda *told: seen.append(told)))
    assert seen[-1] == ("draft", 3, 3)
    assert len(seen) == 4, "what is built already takes no time"


def test_what_run_and_ingest_print_is_what_is_stored(folder: Path, tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", meeting())
    printed = leadline("ingest", "ais", file, "--exercise", "--workspace", folder).stdout
    assert f"{MEETING_ROWS} rows = {MEETING_ROWS} used + 0 rejected" in printed
    assert f"{MEETING_ROWS} rows of positions" in printed
    assert "4 rows of static_reports" in printed
    told = leadline("run", "--json", "--workspace", folder).only
    for name, count in told["tables"].items():
        assert len(leadline("table", name, "--json", "--workspace", folder).lines) == count, name
    assert sum(told["leads"].values()) == told["tables"]["leads"] == 1
    again = leadline("run", "--json", "--workspace", folder).only
    assert again == told


def test_init_says_what_is_next_and_can_be_said_twice(tmp_path: Path) -> None:
    assert "leadline ingest" in leadline("init", tmp_path / "a").stdout
    told = leadline("init", tmp_path / "a", "--json").only
    assert told["workspace"] == str(tmp_path / "a")
    assert Path(told["settings"]).is_file()


def test_the_workspace_comes_from_the_option_then_the_environment_then_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("option", "environment", "here"):
        leadline("init", tmp_path / name)
        file = put(tmp_path, f"{name}.csv", many(1, len(name)))
        leadline("ingest", "ais", file, "--exercise", "--workspace", tmp_path / name)

    def used(*more: object, env: dict[str, str] | None = None) -> str:
        name = leadline("table", "positions", "--json", *more, env=env).only["archived_id"]
        held = {p.name: p.parent.parent.parent.name for p in tmp_path.glob("*/archive/*/*")}
        return held[name]

    monkeypatch.chdir(tmp_path / "here")
    env = {"LEADLINE_WORKSPACE": str(tmp_path / "environment")}
    assert used("--workspace", tmp_path / "option", env=env) == "option"
    assert used(env=env) == "environment"
    assert used() == "here"
    monkeypatch.chdir(tmp_path)
    says = leadline("leads", "--json", expect=2).only["says"]
    assert "LEADLINE_WORKSPACE" in says
    assert "leadline init" in says


def test_settings_from_the_environment_reach_a_command(folder: Path, tmp_path: Path) -> None:
    env = {"LEADLINE_HANDLING": "TLP:RED", "LEADLINE_ORIGINATOR": "Member 3"}
    file = put(tmp_path, "a.csv", many(1))
    leadline("ingest", "ais", file, "--exercise", "--workspace", folder, env=env)
    row = leadline("table", "positions", "--json", "--workspace", folder).only
    assert (row["handling"], row["originator"]) == ("TLP:RED", "Member 3")


def test_a_report_that_is_built_is_a_ledger_entry_with_its_hash(done: Path, tmp_path: Path) -> None:
    lead = leadline("leads", "--json", "--workspace", done).only["id"]
    leadline("finding", "draft", lead, "--workspace", done)
    told = "number: T/1\ntitle: A test\nhandling: TLP:AMBER\nissuer: Desk\nissued: 2026-03-16T09:00:00Z\nfindings: all\n"
    file = put(tmp_path, "report.yml", told)
    built = leadline(
        "report", "build", file, "--format", "json", "--out", tmp_path / "out", "--json", "--workspace", done
    ).only
    ((path, sha256),) = [(Path(one["path"]), one["sha256"]) for one in built["files"]]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    assert json.loads(path.read_text(encoding="utf-8"))
    with Workspace.open(done) as work:
        assert work.last("report.built") == {"number": "T/1", "formats": {path.name: sha256}}
        work.verify()


def test_a_reader_that_stops_early_is_no_fault(done: Path) -> None:
    command = [sys.executable, "-m", "leadline", "table", "positions", "--json", "--workspace", str(done)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_python_m_leadline_is_the_same_command(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "leadline", "init", str(tmp_path / "ws"), "--json"],
        capture_output=True, text=True, check=True, env={k: v for k, v in os.environ.items() if k != "PYTHONWARNINGS"},
    )  # fmt: skip
    assert json.loads(told.stdout)["workspace"] == str(tmp_path / "ws")
    with Workspace.open(tmp_path / "ws") as work:
        work.verify()
