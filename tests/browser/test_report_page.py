"""The HTML report in a real browser: it asks for nothing, works by keyboard, and shows what it must."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))
from report_sample import material

from leadline.geography.natural_earth import built
from leadline.reports.build import build

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: on Debian, apt install chromium"),
    pytest.mark.skipif(not built(), reason="Natural Earth is not built: make setup"),
    pytest.mark.xdist_group("browser"),
    pytest.mark.slow,
]


@pytest.fixture
def page(tmp_path: Path) -> Iterator[sync_api.Page]:
    """The sample report, opened; ``page.asked`` lists every address that it asked for, ``page.said`` its console."""
    (path,) = build(material(), ["html"], tmp_path)
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = browser.new_page(viewport={"width": 1000, "height": 1300})
        asked: list[str] = []
        said: list[str] = []
        opened.on("request", lambda request: asked.append(request.url))
        opened.on("console", lambda message: said.append(message.text))
        opened.goto(path.as_uri())
        opened.asked, opened.said = asked, said
        yield opened
        browser.close()


def test_it_asks_for_nothing_but_itself_and_complains_of_nothing(page: sync_api.Page) -> None:
    outside = [url for url in page.asked if not url.startswith(("file:", "data:"))]
    assert outside == []
    assert page.said == []


def test_every_figure_is_drawn_and_says_exercise_where_it_is_one(page: sync_api.Page) -> None:
    figures = page.locator("figure")
    assert figures.count() >= 2
    for number in range(figures.count()):
        box = figures.nth(number).locator("svg, img").first.bounding_box()
        assert box
        assert box["width"] > 300
    assert "EXERCISE" in page.locator("figure").first.inner_text() + page.locator("figure").first.inner_html()


def test_the_keyboard_reaches_links_in_order(page: sync_api.Page) -> None:
    reached = []
    for _ in range(5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.tagName"))
    assert "A" in reached


def test_it_fits_a_phone_without_scrolling_sideways(page: sync_api.Page) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_it_has_one_title_and_a_language(page: sync_api.Page) -> None:
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.lang") == "en"
