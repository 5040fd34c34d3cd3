"""The step chart of attribution: its steps, what was not measured, its title; and what the page says of open ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reports.judgement.verdicts import Judgement
from reports.output.build import build
from reports.plots.attribution import drawings
from reports.tests.synthetic import GROUPS, STRATEGIES, Folder
from reports.tests.test_figures import boxes, texts

TELLING = ("back_populates_runtime", "backref_static", "backref_scalar", "unlinked")


def made(path: Path, effect: dict[str, float], **changes: Any) -> tuple[Path, Judgement]:
    strategies = changes.pop("strategies", (*STRATEGIES, *TELLING))
    folder = Folder(path, groups=GROUPS[:1], strategies=strategies, effect=effect, spread=0.004, **changes).make()
    return folder, build(folder)


@pytest.mark.slow
def test_steps_are_drawn_with_their_cause_and_size(tmp_path: Path) -> None:
    effect = {"backref": 1.1, "back_populates_runtime": 1.1, "unidirectional": 0.8, "unlinked": 1.2}
    folder, judgement = made(tmp_path, effect)
    (drawing,) = drawings(judgement)
    shown = " ".join(texts(drawing.wide))
    assert drawing.title == "Attribution: traced to storage, caller"
    assert "storage: runtime slots instead of members" in shown and "declaration: one side declared" in shown
    assert "not a cost of backref" in shown.replace("\n", " ")
    for figure in (drawing.wide, drawing.narrow):
        placed = boxes(figure)
        for i, (one, a) in enumerate(placed):
            for other, b in placed[i + 1 :]:
                apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
                assert apart, f"{one!r} overlaps {other!r}"
    page = (folder / "index.html").read_text()
    assert "plots/attribution.svg" in page and "storage +" in page


@pytest.mark.slow
def test_what_is_not_explained_stands_on_the_face_of_the_report(tmp_path: Path) -> None:
    folder, judgement = made(tmp_path, {"backref": 1.1, "unidirectional": 1.0})
    page = (folder / "index.html").read_text()
    assert "1 of 2 not explained" in drawings(judgement)[0].title
    answer = page[page.index('id="answer"') : page.index('id="load"')]
    assert "1 open question" in answer and "open question" in (folder / "summary.md").read_text()


@pytest.mark.slow
def test_without_strategies_that_tell_there_is_no_chart_and_the_page_says_so(tmp_path: Path) -> None:
    folder, judgement = made(tmp_path, {}, strategies=STRATEGIES)
    assert drawings(judgement) == []
    assert "This run measured no variant that could show a cause" in (folder / "index.html").read_text()
