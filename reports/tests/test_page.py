"""index.html in a real browser: it renders offline at any width, asks nobody for anything, and shows names as text."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from reports.judgement.verdicts import Judgement
from reports.tests import browser
from reports.tests.conftest import FAILED_CELL, NASTY_DATASET

needs_browser = pytest.mark.skipif(
    browser.CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"
)


@pytest.fixture(scope="module")
def seen(troubled: tuple[Path, Judgement], tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, object]]:
    scratch = tmp_path_factory.mktemp("browser")
    return {width: browser.look_at(troubled[0] / "index.html", scratch, width) for width in (360, 1600)}


@pytest.mark.slow
@needs_browser
@pytest.mark.parametrize("width", [360, 1600])
def test_the_page_renders_without_complaint(seen: dict[int, dict[str, object]], width: int) -> None:
    page = seen[width]
    assert page["console"] == [] and page["resources"] == [] and page["scripts"] == 2  # ours, and the data of Decide
    assert page["broken_links"] == 0 and page["duplicate_ids"] == []
    assert isinstance(page["height"], int) and page["height"] > 2000
    assert str(page["title"]).startswith("bothsides: standard run")


@pytest.mark.slow
@needs_browser
@pytest.mark.parametrize(("width", "layout"), [(360, "narrow"), (1600, "wide")])
def test_the_page_fits_and_no_text_of_a_figure_overlaps(
    seen: dict[int, dict[str, object]], width: int, layout: str
) -> None:
    page = seen[width]
    assert isinstance(page["scroll_width"], int) and page["scroll_width"] <= width
    assert page["layouts"] == [layout]
    assert page["overlaps"] == []


@needs_browser
def test_names_with_markup_are_text(seen: dict[int, dict[str, object]]) -> None:
    text = str(seen[1600]["text"])
    assert NASTY_DATASET in text
    assert "load <b>one</b> by one & $all$ of it_" in text
    assert "unlinked has no <append>" in text


@needs_browser
def test_trouble_stands_at_the_top(seen: dict[int, dict[str, object]]) -> None:
    text = str(seen[360]["text"])
    top = text[: text.rindex("\nLoad\n")]
    assert FAILED_CELL in top and "its author is user 9" in top and "The run is interrupted" in top


@needs_browser
def test_the_page_explains_its_words(seen: dict[int, dict[str, object]]) -> None:
    text = str(seen[1600]["text"])
    words = text[text.index("Terms on this page") :]
    for word in (
        "ratio",
        "item",
        "interval",
        "faster, slower",
        "equivalent",
        "inconclusive",
        "no verdict",
        "failed",
        "skipped, missing",
        "A/A",
        "hand_written",
    ):
        assert f"{word}\n" in words, word


@needs_browser
def test_every_link_is_relative_and_leads_to_a_file(
    seen: dict[int, dict[str, object]], troubled: tuple[Path, Judgement]
) -> None:
    links = seen[1600]["links"]
    assert isinstance(links, list) and any(link.startswith("raw/") for link in links)
    for link in links:
        assert (troubled[0] / unquote(link)).is_file(), link


@needs_browser
def test_nothing_is_asked_of_a_network(troubled: tuple[Path, Judgement], tmp_path: Path) -> None:
    assert browser.requests_of(troubled[0] / "index.html", tmp_path) == []


@needs_browser
def test_the_observer_would_see_a_request(tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text('<img src="http://127.0.0.1:9/pixel.png">')
    assert "http://127.0.0.1:9/pixel.png" in browser.requests_of(page, tmp_path)


@pytest.mark.slow
@needs_browser
def test_it_prints(troubled: tuple[Path, Judgement], tmp_path: Path) -> None:
    pdf = browser.print_to_pdf(troubled[0] / "index.html", tmp_path)
    assert pdf.startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 3


def test_the_page_runs_its_own_script_alone_and_forbids_requests(troubled: tuple[Path, Judgement]) -> None:
    document = (troubled[0] / "index.html").read_text()
    (data,) = re.findall(r"<script type=\"application/json\"[^>]*>(.*?)</script>", document, re.S)
    (script,) = re.findall(r"<script>(.*?)</script>", document, re.S)
    assert document.lower().count("<script") == 2 and "<" not in data
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in document
    assert not re.search(r"fetch|XMLHttpRequest|innerHTML|eval\(|document\.write", script)
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//|url\(\s*["']?https?:|@import""", document)


def test_the_page_follows_light_dark_and_paper(troubled: tuple[Path, Judgement]) -> None:
    document = (troubled[0] / "index.html").read_text()
    assert "prefers-color-scheme: dark" in document and "@media print" in document
    assert "#1b1f24" not in document[document.index("</style>") :]


def test_predictions_stand_beside_what_was_measured(standard: tuple[Path, Judgement]) -> None:
    document = (standard[0] / "index.html").read_text()
    table = document[document.index('id="predictions"') : document.index('id="everything"')]
    assert "What backref predicts about its cost." in table
    assert "Sync: backref costs the same as back_populates" in table
