"""The page for everybody: axe-core finds nothing, in both themes; text is large enough; it prints on few pages."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import pytest

from reports.judgement.verdicts import Judgement
from reports.tests import browser
from reports.tests.test_page import needs_browser

AXE = "axe-core@4.10.2"
KEPT = Path(__file__).resolve().parents[2] / "build" / "axe"
LEAST_PIXELS, MOST_PAGES = 11.0, 15
RUN = """
document.querySelectorAll("details").forEach(one => one.open = !one.closest("#everything, #mistakes"));
axe.run(document, {resultTypes: ["violations"]}).then(found => {
  const pre = document.createElement("pre");
  pre.id = "axe";
  pre.textContent = JSON.stringify(found.violations.map(v => [v.id, v.nodes.map(n => n.target.join(" "))]));
  document.body.replaceChildren(pre);
});
"""
SIZES = """
page.querySelectorAll("details").forEach(one => one.open = true);
return [...page.querySelectorAll(".figure svg")].filter(svg => svg.getBoundingClientRect().width).flatMap(svg =>
  [...svg.querySelectorAll("text")].map(text => {
    const to_screen = text.getScreenCTM();
    return parseFloat(frame.contentWindow.getComputedStyle(text).fontSize) * Math.hypot(to_screen.a, to_screen.b);
  }));
"""


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core; fetched from npm where it is not kept yet.

    Each worker of a parallel run fetches into a folder of its own: none reads what another has written half.
    """
    target = KEPT / "axe.min.js"
    if not target.is_file():
        if not (npm := shutil.which("npm")):
            pytest.skip("npm is not installed (apt-get install npm)")
        KEPT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT) as own:
            command = [npm, "pack", AXE, "--silent"]
            done = subprocess.run(command, cwd=own, capture_output=True, text=True, timeout=120)
            if done.returncode:
                pytest.skip(f"npm could not fetch {AXE}: {done.stderr.strip()[:200]}")
            with tarfile.open(Path(own) / done.stdout.split()[-1]) as packed:
                packed.extract("package/axe.min.js", own)
            (Path(own) / "package" / "axe.min.js").replace(target)
    return target.read_text(encoding="utf-8")


@pytest.mark.slow
@needs_browser
@pytest.mark.parametrize(("width", "scheme"), [(500, "light"), (1280, "light"), (1280, "dark")])
def test_axe_finds_nothing(
    troubled: tuple[Path, Judgement], tmp_path: Path, axe: str, width: int, scheme: str
) -> None:
    document = (troubled[0] / "index.html").read_text()
    document = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", document)
    page = tmp_path / "page.html"
    page.write_text(document.replace("</body>", f"<script>{axe}</script><script>{RUN}</script></body>"))
    flags = ["--blink-settings=preferredColorScheme=0"] if scheme == "dark" else []
    shown = browser.dump(page, tmp_path, width, *flags)
    found = re.search(r'<pre id="axe">(.*?)</pre>', shown, re.S)
    assert found and json.loads(html.unescape(found[1])) == []


@pytest.mark.slow
@needs_browser
def test_text_in_figures_can_be_read_on_a_phone(standard: tuple[Path, Judgement], tmp_path: Path) -> None:
    sizes = browser.look_at(standard[0] / "index.html", tmp_path, 360, SIZES)["acted"]
    assert len(sizes) > 50 and min(sizes) >= LEAST_PIXELS


@pytest.mark.slow
@needs_browser
@pytest.mark.parametrize(("width", "layout"), [(700, "narrow"), (800, "wide"), (1280, "wide")])
def test_figures_of_a_phone_stand_on_phones_alone(
    standard: tuple[Path, Judgement], tmp_path: Path, width: int, layout: str
) -> None:
    seen = browser.look_at(standard[0] / "index.html", tmp_path, width)
    assert seen["layouts"] == [layout] and seen["scroll_width"] <= width and seen["overlaps"] == []


@pytest.mark.slow
@needs_browser
def test_the_first_screen_fits(standard: tuple[Path, Judgement], tmp_path: Path) -> None:
    act = 'return page.querySelector("header.opening").getBoundingClientRect().bottom;'
    heights = {w: browser.look_at(standard[0] / "index.html", tmp_path, w, act)["acted"] for w in (360, 1280)}
    assert heights[1280] <= 800 and heights[360] <= 2 * 800


@pytest.mark.slow
@needs_browser
def test_a_standard_report_prints_on_few_pages(standard: tuple[Path, Judgement], tmp_path: Path) -> None:
    pdf = browser.print_to_pdf(standard[0] / "index.html", tmp_path)
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= MOST_PAGES


def test_it_can_be_used_by_keyboard(standard: tuple[Path, Judgement]) -> None:
    document = (standard[0] / "index.html").read_text()
    assert '<a class="skip" href="#main">' in document and '<main id="main">' in document
    assert '<nav aria-label="Sections">' in document
    for scrolling in re.findall(r'<div class="scroll[^>]*>', document):
        assert 'tabindex="0"' in scrolling and "aria-label=" in scrolling, scrolling
