"""Any text in a file that people write is read, or refused with a sentence: no other exception, fixed budget."""

import contextlib
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from leadline.entities import _list
from leadline.errors import LeadlineError
from leadline.law import regime
from leadline.reports.report_file import read_report_file
from leadline.settings import read_settings

BUDGET = settings(max_examples=200, deadline=None, derandomize=True)
WORDS = st.sampled_from(
    ["id: x", "entries:", "  - {name: a}", "[[[", "{", "&a [*a, *a]", "number: 1", "with: [1]", "findings: all",
     "[content]", "sources = 5", 'handling = "TLP:RED"', "paragraphs:", "  - id: s1", "from: 2017-08-05", "\t", "- " * 40, "\x00"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(WORDS, max_size=12).map("\n".join), st.text(max_size=200))


def written(text: str, folder: str, name: str) -> Path:
    file = Path(folder) / name
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    return file


@BUDGET
@given(TEXTS)
def test_a_list(text: str) -> None:
    with contextlib.suppress(LeadlineError):
        _list.parse(text.encode("utf-8", "surrogatepass"), "x")


@BUDGET
@given(TEXTS)
def test_a_report_file(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(LeadlineError):
        read_report_file(written(text, folder, "report.yml"))


@BUDGET
@given(TEXTS)
def test_a_measure(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(LeadlineError):
        regime.assemble([written(text, folder, "x.yml")])


@BUDGET
@given(TEXTS)
def test_settings(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(LeadlineError):
        written(text, folder, "leadline.toml")
        read_settings(Path(folder), {})
