"""Build the demonstration through the command line alone, and print what was found against what was planted.

``python demonstration/build.py [FOLDER]`` makes two workspaces in FOLDER (``demo`` unless given): ``documented``
with reported acts of real cases, ``exercise`` with simulated tracks of ships that cannot exist. They stay apart; the
report ``FOLDER/report.pdf`` (html, json) prints both, in parts of their own. Exit code 1 where anything differs.
"""

import json
import shlex
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
Told = Mapping[str, Any]


def main(demo: Path) -> int:
    """Build everything; returns the exit code."""
    began = time.monotonic()
    documented, exercise = demo / "documented", demo / "exercise"
    _clear(demo)
    _say("1. Documented cases, told again as reported acts")
    leadline("init", documented, "--originator", "Leadline demonstration")
    acts = sorted((HERE / "documented").glob("*.yml"))
    leadline("ingest", "reported", *acts, "--handling", "TLP:CLEAR", "--workspace", documented)
    leadline("law", "show", "coal", "--on", "2018-03-15")
    _say("2. An exercise: simulated tracks of ships that cannot exist")
    nmea, truth = _simulate(demo / "simulated")
    leadline("init", exercise, "--originator", "Exercise Control")
    leadline("ingest", "ais", nmea, "--exercise", "--handling", "TLP:CLEAR", "--workspace", exercise)
    leadline("run", "--workspace", exercise)
    leads = _rows("leads", "--workspace", exercise)
    segments = _rows("table", "segments", "--workspace", exercise)
    _say("3. Findings, and a report of both")
    _findings(exercise, truth, leads)
    shutil.copy(HERE / "report.yml", demo / "report.yml")
    leadline(
        "report", "build", demo / "report.yml", "--format", "pdf,html,json", "--out", demo, "--workspace", exercise
    )  # fmt: skip
    leadline("verify", "--workspace", documented)
    leadline("verify", "--workspace", exercise)
    _say("EXERCISE: what was planted, and what was found")
    good = _compare(truth, leads, segments)
    _say("Documented: acts by case, and the paragraphs named for them, as they stood on the day")
    _documented(json.loads((demo / "report.json").read_text(encoding="utf-8")))
    _say(f"{demo / 'report.pdf'}, report.html, report.json: built in {time.monotonic() - began:.0f} s.")
    return 0 if good else 1


def leadline(*arguments: object, show: bool = True) -> str:
    """Run one command of Leadline, printed as one would type it; returns what it printed."""
    _out(f"$ leadline {_typed(arguments)}")
    command = [sys.executable, "-m", "leadline", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 our own words
    if done.returncode:
        raise SystemExit(f"{done.stdout}That command ended with exit code {done.returncode}; see above.")
    if show:
        _out("".join(f"  {line}\n" for line in done.stdout.splitlines()))
    return done.stdout


def _rows(*arguments: object) -> list[Told]:
    lines = leadline(*arguments, "--json", show=False).splitlines()
    _out(f"  {len(lines)} rows\n")
    return [json.loads(line) for line in lines]


def _simulate(folder: Path) -> tuple[Path, Sequence[Told]]:
    _out(f"$ python -m demonstration.exercise {_short(folder)}\n")
    command = [sys.executable, "-m", "demonstration.exercise", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 our own words
    return folder / "exercise.nmea.gz", _yaml(folder / "truth.yml")["plants"]


def _findings(workspace: Path, truth: Sequence[Told], leads: Sequence[Told]) -> None:
    """Draft a finding of each plant that people have something to say about, and say it."""
    plants = {plant["id"]: plant for plant in truth}
    for id_, words in _yaml(HERE / "findings.yml").items():
        chosen = [lead["id"] for lead in leads if _is(plants[id_], lead)]
        if not chosen:
            _out(f"  No lead for plant {id_}, so no finding.\n")
            continue
        told = leadline("finding", "draft", *chosen, "--workspace", workspace, "--json", show=False)
        more = [f"--{name}={words[name]}" for name in ("title", "claim", "likelihood", "confidence")]
        more += [f"--element={name}={answer}" for name, answer in words["elements"].items()]
        more += [f"--weigh={name}={text}" for name, text in words["weighed"].items()]
        leadline("finding", "set", json.loads(told)["id"], *more, "--workspace", workspace)


def _is(plant: Told, lead: Told) -> bool:
    """Whether a lead is about the plant: same detector, same ships, at a time in common."""
    return bool(
        lead["detector"] == plant["detector"]
        and sorted(s["mmsi"] for s in lead["subjects"]) == sorted(plant["ships"])
        and lead["first_at"] <= plant["last_at"]
        and plant["first_at"] <= lead["last_at"]
    )


def _compare(truth: Sequence[Told], leads: Sequence[Told], segments: Sequence[Told]) -> bool:
    """Print each plant beside what was found; False where one differs, or a lead was not planted."""
    rows, good = [["plant", "what", "detector", "expected", "found", "", "because"]], True
    for plant in truth:
        found = any(_is(plant, lead) for lead in leads)
        ships = sum(s["mmsi"] in plant["ships"] for s in segments)
        fits = found == plant["found"] and plant["segments"] in (None, ships)
        good &= fits
        told = f" ({ships} ships)" if plant["segments"] else ""
        rows.append(
            [plant["id"], plant["says"], plant["detector"], _lead(plant["found"]), _lead(found) + told,
             "as planted" if fits else "DIFFERS", plant["because"]]
        )  # fmt: skip
    strange = [lead for lead in leads if not any(p["found"] and _is(p, lead) for p in truth)]
    _table(rows)
    _out(f"{len(leads)} leads, {len(strange)} of them not planted.\n")
    return good and not strange


def _lead(found: bool) -> str:
    return "lead" if found else "silent"


def _documented(report: Told) -> None:
    """Print, from the report itself, each case: its acts, and how the paragraphs named for them stood."""
    acts: Counter[str] = Counter()
    stood: dict[str, Counter[str]] = {}
    case = ""
    for table in _tables(report):
        caption = _text(table["caption"])
        if caption.startswith("Acts of "):
            case = caption.removeprefix("Acts of ")
            acts[case] = len(table["rows"])
        elif caption.startswith("Measures as they stood on the days of these acts"):
            stood[case] = Counter(_text(row[2]) for row in table["rows"])
    out_of_force = ("not yet in force", "no longer in force")
    rows = [["case", "acts", "stood", *out_of_force]]
    for name, count in acts.items():
        kinds = stood.get(name, Counter())
        held = sum(kinds.values()) - sum(kinds[k] for k in out_of_force)
        rows.append([name, *map(str, (count, held, *(kinds[k] for k in out_of_force)))])
    _table(rows)
    _out(f"{len(acts)} cases, {sum(acts.values())} acts. Each is a report by its sources, not a finding.\n")


def _tables(told: object) -> Iterator[Told]:
    """Every table of the report's tree, in order."""
    if isinstance(told, dict):
        if told.get("kind") == "table":
            yield told
        told = list(told.values())
    for part in told if isinstance(told, list) else ():
        yield from _tables(part)


def _text(runs: Sequence[Told]) -> str:
    return "".join(str(run.get("text", "")) for run in runs)


def _table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        _out("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    _out("")


def _clear(demo: Path) -> None:
    """Remove what an earlier run left, and nothing else."""
    for name in ("documented", "exercise", "simulated"):
        shutil.rmtree(demo / name, ignore_errors=True)
    for file in demo.glob("report.*"):
        file.unlink()
    demo.mkdir(parents=True, exist_ok=True)


def _yaml(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def _typed(arguments: Sequence[object]) -> str:
    """Arguments as one would type them; of many files in a row the first and the last."""
    words: list[str] = []
    for is_path, group in groupby(arguments, key=lambda a: isinstance(a, Path)):
        run = [shlex.quote(_short(a)) for a in group]
        words += run if not is_path or len(run) <= 3 else [run[0], f"[{len(run) - 2} more files]", run[-1]]
    return " ".join(words)


def _short(argument: object) -> str:
    if isinstance(argument, Path) and argument.is_relative_to(ROOT):
        return str(argument.relative_to(ROOT))
    return str(argument)


def _say(heading: str) -> None:
    _out(f"\n{heading}\n")


def _out(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "demo"))
