"""Reading finished reports back, for the tests."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from pypdf import PdfReader

VOID = {"meta", "link", "br", "img", "hr", "input"}
SVG_VOID = {"rect", "path", "circle"}


class Page(HTMLParser):
    """The tags of a page, its visible text, and whether every tag was closed in order."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.source = path.read_text(encoding="utf-8")
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(self.source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return squeezed("".join(self.words))

    def of(self, *names: str) -> list[tuple[str, dict[str, str]]]:
        return [(tag, attrs) for tag, attrs in self.tags if tag in names]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def pdf_text(path: Path) -> str:
    return squeezed(" ".join(page.extract_text() for page in PdfReader(path).pages))


def blocks(tree: dict[str, Any], kind: str = "") -> list[dict[str, Any]]:
    return [b for section in tree["sections"] for b in section["blocks"] if not kind or b["kind"] == kind]


def words(runs: list[dict[str, Any]]) -> str:
    return "".join(f"[^{run['number']}]" if run["kind"] == "footnote" else run["text"] for run in runs)
