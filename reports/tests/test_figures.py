"""What a figure shows: every planned cell, names as they are, no text on other text, the same bytes each time."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from reports import plots
from reports.judgement.verdicts import Judgement, judge
from reports.plots import draw_all, forest
from reports.plots.parts.figure import SETTINGS, Drawing, inline_svg, svg
from reports.plots.parts.style import STRATEGY, look
from reports.results.load import load
from reports.tests.conftest import NASTY_DATASET
from reports.tests.synthetic import Folder


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text() and text.get_visible()]


_drawn: dict[int, list[Drawing]] = {}  # by the identity of a judgement that a session fixture keeps alive


def drawings(judgement: Judgement) -> list[Drawing]:
    if id(judgement) not in _drawn:
        _drawn[id(judgement)] = draw_all(judgement)
    return _drawn[id(judgement)]


def drawing(judgement: Judgement, name: str) -> Drawing:
    return next(d for d in drawings(judgement) if d.name == name)


def boxes(figure: Figure) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Each visible text with the pixels it covers."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    with mpl.rc_context(SETTINGS):
        figure.draw(renderer)
        found = [
            (text.get_text(), text.get_window_extent(renderer))
            for text in figure.findobj(Text)
            if text.get_visible() and text.get_text().strip()
        ]
    return [(text, (box.x0 + 1, box.y0 + 1, box.x1 - 1, box.y1 - 1)) for text, box in found]


@pytest.mark.slow
@pytest.mark.parametrize("which", ["standard", "troubled"])
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_no_text_overlaps_or_leaves_the_figure(which: str, width: str, request: pytest.FixtureRequest) -> None:
    _, judgement = request.getfixturevalue(which)
    for drawn in drawings(judgement):
        figure = getattr(drawn, width)
        placed = boxes(figure)
        right, top = figure.bbox.width, figure.bbox.height
        for text, (x0, y0, x1, y1) in placed:
            assert x0 >= 0 and y0 >= 0 and x1 <= right and y1 <= top, f"{drawn.name}: {text!r} leaves the figure"
        for (one, a), (other, b) in itertools.combinations(placed, 2):
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            assert apart, f"{drawn.name}: {one!r} overlaps {other!r}"


@pytest.mark.slow
def test_a_figure_says_the_same_on_the_page_as_in_its_file(standard: tuple[Path, Judgement]) -> None:
    """Digits of coordinates are cut on the page; those of a ratio such as 1.059 are not."""
    said = lambda document: re.findall(r">([^<>]+)</t(?:ext|span)>", document)  # noqa: E731
    for drawn in drawings(standard[1]):
        for document in (drawn.wide_svg, drawn.narrow_svg):
            assert said(inline_svg(document, "a")) == said(document)
    assert any(re.fullmatch(r"\d\.\d{3}", text) for text in said(drawing(standard[1], "load").wide_svg))


def test_each_phase_has_its_forest_plot_with_a_computed_title(standard: tuple[Path, Judgement]) -> None:
    _, judgement = standard
    names = [f"{phase}{kind}" for phase in ("load", "sync", "flush") for kind in ("", "_cost")]
    assert [d.name for d in drawings(judgement)] == [*names, "overview"]
    assert drawing(judgement, "load").title.startswith(
        "Load: backref costs the same as back_populates; unidirectional saves 1"
    )


def test_a_forest_plot_says_unit_direction_count_spread_and_floor(standard: tuple[Path, Judgement]) -> None:
    drawn = drawing(standard[1], "load")
    shown = " ".join(texts(drawn.wide))
    for words in (
        "← faster",
        "slower →",
        "left is better",
        "n = 16 fresh processes",
        "spread of the ratios",
        "±3 %",
        "90 % interval",
        "statements\nper item",
        "noise floor",
    ):
        assert words in shown, words
    assert "load every user's posts, one" in texts(drawn.wide) and "equivalent" in texts(drawn.wide)


@pytest.mark.slow
def test_a_failed_cell_is_seen_in_every_figure_of_its_phase(troubled: tuple[Path, Judgement]) -> None:
    _, judgement = troubled
    for name in ("sync", "sync_cost"):
        for figure in (drawing(judgement, name).wide, drawing(judgement, name).narrow):
            shown = " ".join(texts(figure))
            assert "failed: post 17" in shown
            assert "skipped: unlinked has" in shown


@pytest.mark.slow
def test_missing_cells_are_seen(tmp_path: Path) -> None:
    absent = {("bench_sync", process) for process in range(1, 17)}
    drawn = {
        d.name: d
        for d in draw_all(judge(load(Folder(tmp_path, processes=3, absent=absent, state="interrupted").make())))
    }
    assert any(text.startswith("missing: no raw file of bench") for text in texts(drawn["sync"].wide))
    assert "failed" not in " ".join(texts(drawn["load"].wide))


def test_names_are_shown_as_they_are(troubled: tuple[Path, Judgement]) -> None:
    _, judgement = troubled
    shown = " ".join(texts(drawing(judgement, "load").wide))
    assert NASTY_DATASET in shown
    assert "$all$ of it_" in shown
    document = svg(drawing(judgement, "load").wide)
    assert "$x^2$" in document and "$all$ of" in document  # text, not a formula
    assert "<script>" not in document and "&lt;script&gt;alert(1)" in document


def test_svg_is_the_same_to_the_byte(standard: tuple[Path, Judgement]) -> None:
    one, other = (svg(next(d for d in forest.drawings(standard[1]) if d.name == "sync").wide) for _ in range(2))
    assert one == other
    assert "<dc:date>" not in one


def test_inline_svgs_share_no_ids_and_follow_the_page(standard: tuple[Path, Judgement]) -> None:
    document = svg(drawing(standard[1], "load").wide)
    inline = inline_svg(document, "load-w")
    assert inline.startswith("<svg") and "<!DOCTYPE" not in inline and "<metadata" not in inline
    assert 'id="load-w-' in inline and 'id="axes' not in inline
    assert "var(--ink)" in inline and "#1b1f24" not in inline


def test_a_strategy_looks_the_same_everywhere_and_no_two_alike() -> None:
    looks = [(known.colour, known.marker) for known in STRATEGY.values()]
    assert len(set(looks)) == len(looks)
    assert look("never_heard_of") == look("never_heard_of")
    assert (look("never_heard_of").colour, look("never_heard_of").marker) not in looks


def test_a_new_figure_is_one_file(
    standard: tuple[Path, Judgement], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "extra.py").write_text(
        "from matplotlib.figure import Figure\nfrom reports.plots.parts.figure import Drawing\nORDER = 0\n"
        "def drawings(judgement):\n    return [Drawing('extra', 'load', 'Extra', '', Figure(), Figure())]\n"
    )
    monkeypatch.setattr(plots, "__path__", [*plots.__path__, str(tmp_path)])
    assert draw_all(standard[1])[0].name == "extra"
