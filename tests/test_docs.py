"""README and docs, followed to the letter: what they show is executed, and prints what they say.

In each page, ```console blocks are one shell session in an empty folder (``src`` there is the checkout's). ``$`` begins
a command and what follows is its output, in which ``…`` stands for anything within a line and a line ``...`` for any
lines. A file is written where the text before its block says so: "save this as `path`" or "add this to `path`".
Commands in ```sh blocks are shown but not executed.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import click
import pytest

from leadline.cli import main as cli

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
PAGES += sorted(page for page in DOCS.rglob("*.md") if page.parent.name != "reference")
FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^ *```$", re.MULTILINE | re.DOTALL)
WRITTEN = re.compile(r"\b(?P<how>save this as|add this to)\s+`(?P<path>[\w./-]+)`", re.IGNORECASE)
SHOWN_ONLY = {"sh", "text"}
FIRST = {"measure.md": "leadline init sea"}  # said in the page's prose, before its files are written
CACHE = ROOT / ".pytest_cache" / "docs-compiled"  # of modules: halves the time of a command
OWN_TEST = {"section.md"}  # tests/reports/test_section_how_to.py runs its two files
SPARK = [
    pytest.mark.spark,
    pytest.mark.skipif(
        not shutil.which("java"), reason="Java is not installed: apt install default-jre-headless"
    ),
]


@dataclass(frozen=True)
class Step:
    """A command with the output that the page shows, or a file that it has the reader write."""

    command: str
    expected: str | None


def steps(page: Path, scratch: Path) -> Iterator[Step]:
    """What the page has its reader do, in order; file contents go to ``scratch`` first."""
    text, end = page.read_text(encoding="utf-8"), 0
    if first := FIRST.get(page.name):
        assert f"`{first}`" in text
        yield Step(first, None)
    for number, fence in enumerate(FENCE.finditer(text)):
        before, end = text[end : fence.start()], fence.end()
        language, body = fence["language"], textwrap.dedent(fence["text"])
        if language == "console":
            yield from commands(body)
        elif language not in SHOWN_ONLY and page.name not in OWN_TEST:
            named = list(WRITTEN.finditer(before))
            assert named, f"{page.name}: no file is named for the {language} block that begins {body[:60]!r}"
            content = scratch / f"block-{number}"
            content.write_text(body, encoding="utf-8")
            path, into = named[-1]["path"], ">>" if named[-1]["how"].lower().startswith("add") else ">"
            yield Step(f"mkdir -p $(dirname {path}) && cat {content} {into} {path}", None)


def commands(block: str) -> Iterator[Step]:
    """The commands of a console block; one that ends with a backslash goes on in the next line."""
    assert block.startswith("$ "), block
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, output = re.match(r"((?:.*\\\n)*.*)\n((?:.*\n)*)", part).groups()  # type: ignore[union-attr]
        yield Step(command, output)


def session(page: Path, folder: Path) -> list[tuple[Step, str]]:
    """Every step of the page with what it printed, from one shell in an empty folder."""
    folder.mkdir()
    (folder / "src").symlink_to(ROOT / "src")
    todo = list(steps(page, folder.parent))
    mark = "\x1e"
    script = "".join(f"{step.command}\ns=$?; printf '{mark}'; (exit $s)\n" for step in todo)
    environ = {
        k: v for k, v in os.environ.items() if not k.startswith(("LEADLINE_", "COLUMNS", "PYTHON"))
    } | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "TERM": "dumb",
        "PYTHONUTF8": "1",
        "PYTHONPYCACHEPREFIX": str(CACHE),
    }
    run = subprocess.run(
        ["bash"], input=script, cwd=folder, env=environ, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300,
    )  # fmt: skip
    printed = run.stdout.split(mark)
    assert len(printed) == len(todo) + 1, f"the session broke off:\n{run.stdout[-2000:]}"
    return list(zip(todo, printed[:-1], strict=True))


def tidy(text: str) -> str:
    """Without blank lines around it and blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def fits(expected: str, printed: str) -> bool:
    """Whether output is what a page shows."""
    lines = [
        "(?:.*\n)*?" if line == "..." else re.escape(line).replace("…", ".*") + "\n"
        for line in tidy(expected).split("\n")
    ]
    return re.fullmatch("".join(lines), tidy(printed) + "\n") is not None


def executed() -> list[object]:
    with_commands = [page for page in PAGES if "```console" in page.read_text(encoding="utf-8")]
    return [
        pytest.param(page, id=str(page.relative_to(ROOT)), marks=SPARK if page.name == "engines.md" else ())
        for page in with_commands
    ]


@pytest.mark.parametrize("page", executed())
def test_every_command_prints_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    for step, printed in session(page, tmp_path / "here"):
        if step.expected is None:
            assert step.command in FIRST.values() or not printed, printed
        else:
            assert fits(step.expected, printed), (
                f"{page.name}: $ {step.command}\n--- the page shows\n{tidy(step.expected)}\n--- it prints\n{tidy(printed)}"
            )


def test_output_is_compared_line_by_line() -> None:
    assert fits("a … c\n...\nend\n", "\na b c  \n1\n2\nend\n")
    assert fits("...\nend", "end\n")
    assert not fits("a … c\n", "a b d\n")
    assert not fits("a\n", "a\nb\n")
    assert not fits("a.c\n", "abc\n")


def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_reference", DOCS / "reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_what_the_code_says() -> None:
    pages = reference().pages()
    stale = [f.name for f, text in pages.items() if not f.exists() or f.read_text("utf-8") != text]
    assert stale == [], "run: python docs/reference.py"
    assert set(pages) == set((DOCS / "reference").glob("*.md"))


def test_a_stale_page_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                               capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    module = reference()
    monkeypatch.setattr(module, "FOLDER", tmp_path / "reference")
    assert module.main([]) == 0
    assert module.main(["--check"]) == 0
    (tmp_path / "reference" / "errors.md").write_text("old", encoding="utf-8")
    assert module.main(["--check"]) == 1
    assert capsys.readouterr().err.startswith("Stale: errors.md.")


def public(command: click.Command, words: Sequence[str] = ("leadline",)) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from public(below, (*words, name))
    else:
        yield " ".join(words)


@pytest.mark.parametrize("command", sorted(public(cli)))
def test_every_command_is_shown_in_the_docs(command: str) -> None:
    assert any(re.search(rf"^\$ {command}\b", page.read_text("utf-8"), re.MULTILINE) for page in PAGES), (
        f"no page shows {command} with its output"
    )


@pytest.mark.parametrize(
    "page", [*PAGES, *(DOCS / "reference").glob("*.md")], ids=lambda p: str(p.relative_to(ROOT))
)
def test_every_relative_link_resolves(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{page.name} points at {target}, which isn't there"
        if anchor and file.suffix == ".md":
            heads = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            names = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
            assert anchor in names, f"{page.name} points at {target}, a heading that isn't there"


def test_every_page_can_be_reached() -> None:
    seen: set[Path] = set()
    todo = [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in seen:
            continue
        seen.add(page)
        targets = re.findall(r"\]\(([^)\s#]+\.md)", page.read_text(encoding="utf-8"))
        todo += [(page.parent / t).resolve() for t in targets if not t.startswith("http")]
    missing = [
        str(p.relative_to(ROOT)) for p in (*PAGES, *(DOCS / "reference").glob("*.md")) if p not in seen
    ]
    assert missing == []


INSIDE = [
    ("source.md", "sea/sources/harbour_log", "sources/harbour_log", ("check", "source", "harbour_log")),
    ("detector.md", "sea/detectors", "detectors/maritime", ("check", "detector", "deeper_after_silence")),
    ("list.md", "sea/lists", "entities/lists", ("content", "list", "--json")),
]


@pytest.mark.parametrize(
    ("name", "outside", "inside", "arguments"), INSIDE, ids=lambda v: v if isinstance(v, str) else ""
)
def test_the_same_files_work_inside_the_package(
    name: str, outside: str, inside: str, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    page, here = DOCS / "how-to" / name, tmp_path / "here"
    here.mkdir()
    assert f"`src/leadline/{inside}`" in page.read_text(encoding="utf-8")
    files = [
        s.command for s in steps(page, tmp_path) if s.expected is None and "leadline.toml" not in s.command
    ]
    assert files
    subprocess.run(["bash", "-e"], input="\n".join(files), cwd=here, text=True, check=True)
    package = here / "src" / "leadline"
    shutil.copytree(
        ROOT / "src" / "leadline", package, ignore=shutil.ignore_patterns("__pycache__", "natural_earth_data")
    )
    shutil.copytree(here / outside, package / inside, dirs_exist_ok=True)
    shutil.rmtree(here / "sea")
    environ = os.environ | {
        "PYTHONPATH": str(package.parent),
        "LEADLINE_WORKSPACE": "sea",
        "PYTHONPYCACHEPREFIX": str(CACHE),
    }
    for words in (("init", "sea"), arguments):
        run = subprocess.run(
            [sys.executable, "-m", "leadline", *words], cwd=here, env=environ, capture_output=True, text=True
        )
        assert (run.returncode, run.stderr) == (0, "")
    holds = {"check": "holds: ", "content": f"{package / inside}"}[arguments[0]]
    assert holds in run.stdout


def test_the_map_policy_is_the_one_that_maps_print() -> None:
    from leadline.reports.numbering import MAP_POLICY

    quoted = re.findall(r"^> (.*)$", (DOCS / "map-policy.md").read_text("utf-8"), re.MULTILINE)
    assert quoted == [MAP_POLICY]
