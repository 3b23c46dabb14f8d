"""PDF, HTML and JSON of one tree: they agree, they are safe, and they can be read by everyone."""

import base64
import hashlib
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from report_pages import Page, blocks, pdf_text, squeezed, words
from report_sample import HASH, needs_maps
from test_report_tree import report, small

from leadline.errors import BadInput, UnknownName
from leadline.reports.build import FORMATS, build
from leadline.reports.material import Material
from leadline.reports.numbering import plain
from leadline.reports.tree import Column, Footnote, Heading, List, Note, Paragraph, TableBlock

HOSTILE = [
    '#read("/etc/passwd")',
    "<script>alert(1)</script>",
    "$x$ *b* _i_ @ref <label> \\u{41}",
    ']] #eval("1+1") ``` // {{ 7*7 }} {% raw %}',
    "</style><img src=x onerror=alert(1)>",
    "evil\u202etxt.exe and\u200bzero",
]


def written(tree: Any, folder: Path) -> dict[str, Path]:
    paths = {name: folder / f"report.{name}" for name in FORMATS}
    for name, write in FORMATS.items():
        write(tree, paths[name])
    return paths


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    from report_sample import material

    out = tmp_path_factory.mktemp("whole")
    return {path.suffix[1:]: path for path in build(material(), FORMATS, out)}


def test_an_unknown_format_is_refused_before_anything_is_written(sample: Material, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="odt"):
        build(sample, ["json", "odt"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_paragraph_numbers_agree_in_all_three(tmp_path: Path) -> None:
    lots = [
        [Heading([f"Part {part}"], 1), *(Paragraph([f"Uniquely {part}x{order}y."]) for order in range(1, 30))]
        for part in (1, 2)
    ]
    paths = written(report(*lots), tmp_path)
    tree = json.loads(paths["json"].read_text("utf-8"))
    said = {block["number"]: words(block["runs"]) for block in blocks(tree, "paragraph")}
    assert len(said) == 58
    page, pdf = Page(paths["html"]).text, pdf_text(paths["pdf"])
    for number, text in said.items():
        assert f" {number}. {text}" in page
        assert f" {number}. {text}" in pdf


@needs_maps
def test_paragraph_numbers_agree_in_the_whole_sample(whole: dict[str, Path]) -> None:
    tree = json.loads(whole["json"].read_text("utf-8"))
    page, pdf = Page(whole["html"]).text, pdf_text(whole["pdf"])
    for block in blocks(tree, "paragraph"):
        start = f" {block['number']}. {words(block['runs'])[:30].partition('[^')[0]}"
        assert start in page
        assert start in pdf


def test_footnotes_keep_their_numbers_in_all_three(tmp_path: Path) -> None:
    paths = written(small(), tmp_path)
    page = Page(paths["html"])
    assert [attrs["href"] for _, attrs in page.of("a") if attrs.get("role") == "doc-noteref"] == [
        "#footnote-1",
        "#footnote-2",
    ]
    assert [attrs["value"] for _, attrs in page.of("li") if "value" in attrs] == ["1", "2"]
    assert re.search(r"1 ?E-0001, 4be1", pdf_text(paths["pdf"]))
    assert re.search(r"2 ?of a cell", pdf_text(paths["pdf"]))


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    tree = report(
        [
            Heading([HOSTILE[0]], 1),
            *(Paragraph([text, Footnote([text])]) for text in HOSTILE),
            List([[text] for text in HOSTILE]),
            Note([HOSTILE[1]], title=HOSTILE[4]),
            TableBlock(HOSTILE[:1], [Column(HOSTILE[1])], [[[text]] for text in HOSTILE]),
        ]
    )
    paths = written(tree, tmp_path)
    page = Page(paths["html"])
    assert not page.of("script", "img", "label")
    assert not [key for _, attrs in page.tags for key in attrs if key.startswith("on") or key == "style"]
    data = json.loads(paths["json"].read_text("utf-8"))
    for text in (
        page.text,
        pdf_text(paths["pdf"]),
        squeezed(words(blocks(data)[2]["runs"])) + " ".join(HOSTILE),
    ):
        for hostile in HOSTILE[:5]:
            assert squeezed(hostile) in text
        assert "root:" not in text
        assert "\u202e" not in text.replace(HOSTILE[5], "")
    assert "evil[U+202E]txt.exe and[U+200B]zero" in page.text
    assert "evil[U+202E]txt.exe and[U+200B]zero" in pdf_text(paths["pdf"])


def test_very_long_words_stay_on_the_page(tmp_path: Path) -> None:
    long = "".join(f"{n:04d}" for n in range(200))
    tree = report(
        [
            Heading(["x"], 1),
            Paragraph([long]),
            TableBlock(["y"], [Column("z"), Column("w")], [[[long], ["b"]]]),
        ]
    )
    paths = written(tree, tmp_path)
    right: list[float] = []
    for page in PdfReader(paths["pdf"]).pages:
        page.extract_text(
            visitor_text=lambda text, cm, tm, *_: right.append(cm[4] + tm[4]) if text.strip() else None
        )
    assert max(right) < 595
    assert pdf_text(paths["pdf"]).replace(" ", "").count(long) == 2
    assert long in Page(paths["html"]).text


def test_all_scripts_of_the_region_are_printed(tmp_path: Path) -> None:
    said = "예제성호 かながな カタカナ 主体样例貿易 Привет Ёж Ελλάδα Ħ œ ő"
    paths = written(report([Heading([said], 1), Paragraph([said])]), tmp_path)
    assert pdf_text(paths["pdf"]).count(said) >= 2
    assert said in Page(paths["html"]).text
    assert said in paths["json"].read_text("utf-8")


def test_a_character_without_a_glyph_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"U\+13000"):
        FORMATS["pdf"](report([Heading(["x"], 1), Paragraph(["hieroglyph \U00013000"])]), tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


@needs_maps
def test_a_character_without_a_glyph_inside_a_figure_is_an_error_too(
    sample: Material, tmp_path: Path
) -> None:
    finding = sample.findings[0]
    track = finding.tracks[0].model_copy(update={"label": "STAR \U00013000"})
    odd = finding.model_copy(update={"tracks": (track,)})
    with pytest.raises(BadInput, match=r"U\+13000"):
        build(sample.model_copy(update={"findings": (odd,)}), ["pdf"], tmp_path)


def test_the_pdf_is_tagged_and_declares_both_standards(tmp_path: Path) -> None:
    path = written(small(), tmp_path)["pdf"]
    root = PdfReader(path).trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert {"/H1", "/P", "/Table", "/TH", "/L", "/Note"} <= tags(root["/StructTreeRoot"])


def tags(node: Any) -> set[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return set().union(*map(tags, node))
    if not isinstance(node, dict):
        return set()
    return {str(node["/S"])} | tags(node.get("/K", [])) if "/S" in node else tags(node.get("/K", []))


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = written(small(), tmp_path / "a"), written(small(), tmp_path / "b")
    for name in FORMATS:
        assert first[name].read_bytes() == second[name].read_bytes(), name


def test_the_page_asks_for_nothing_outside_itself(tmp_path: Path) -> None:
    page = Page(written(small(), tmp_path)["html"])
    links = [
        value
        for _, attrs in page.tags
        for key, value in attrs.items()
        if key in {"href", "src", "action", "data"}
    ]
    assert links
    assert all(link.startswith("#") for link in links)
    assert not page.of("script", "link", "iframe", "object", "embed", "base")
    addresses = set(re.findall(r"(?:https?:)?//[\w.]+", re.sub(r"base64,[\w+/=]+", "", page.source)))
    assert addresses <= {"http://www.w3.org"}
    policy = next(
        a["content"] for _, a in page.of("meta") if a.get("http-equiv") == "Content-Security-Policy"
    )
    style = re.search(r"<style>(.*?)</style>", page.source, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; ")
    assert "url(http" not in style[1]


@needs_maps
def test_links_of_the_page_lead_somewhere_and_headings_go_down_one_at_a_time(whole: dict[str, Path]) -> None:
    page = Page(whole["html"])
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(set(ids)) == len(ids)
    assert {attrs["href"][1:] for _, attrs in page.of("a")} <= set(ids)
    levels = [int(tag[1]) for tag, _ in page.of("h1", "h2", "h3", "h4", "h5")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@needs_maps
def test_every_block_of_the_tree_has_its_id_in_the_page(whole: dict[str, Path]) -> None:
    ids = {attrs["id"] for _, attrs in Page(whole["html"]).tags if "id" in attrs}
    tree = json.loads(whole["json"].read_text("utf-8"))
    assert {block["id"] for block in blocks(tree)} <= ids


@needs_maps
def test_an_exercise_says_so_on_every_page_and_in_every_figure(whole: dict[str, Path]) -> None:
    for page in PdfReader(whole["pdf"]).pages:
        assert "EXERCISE" in page.extract_text()
    drawings = re.findall(r"<svg.*?</svg>", whole["html"].read_text("utf-8"), re.DOTALL)
    tree = json.loads(whole["json"].read_text("utf-8"))
    assert len(drawings) == len(blocks(tree, "map")) + len(blocks(tree, "timeline")) == 2
    assert all(drawing.count(">EXERCISE<") > 20 for drawing in drawings)
    assert tree["exercise"]
    assert all(block["exercise"] for block in blocks(tree))


@needs_maps
def test_the_full_hash_of_each_exhibit_is_printed(whole: dict[str, Path]) -> None:
    assert HASH in Page(whole["html"]).text
    assert pdf_text(whole["pdf"]).replace(" ", "").count(HASH) == 3
    assert words(plain(small())["sections"][0]["blocks"][1]["runs"]) == "A ship.[^1]"
