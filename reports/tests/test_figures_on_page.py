"""Which figures the page shows: the phases' own first, as many as there is room for; a full run stays below 5 MB."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reports.judgement.verdicts import Judgement, judge
from reports.output.page import texts
from reports.plots.parts import figure
from reports.plots.parts.blocks import sheets
from reports.results.load import load
from reports.tests.synthetic import GROUPS, Folder
from reports.tests.test_figures import drawings


def test_the_page_shows_as_many_figures_as_there_is_room_for_and_links_the_others(
    standard: tuple[Path, Judgement], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = drawings(standard[1])
    assert len(figure.on_page(known)) == len(known)
    monkeypatch.setattr(figure, "MOST_ON_PAGE", 4)
    assert [d.weight for d in figure.on_page(known)] == [-1, 0, 0, 0]  # the first screen, then each phase
    monkeypatch.setattr(figure, "MOST_BYTES", 1)
    assert len(figure.on_page(known)) == 1
    document = texts(standard[1], known)["index.html"]
    assert document.count('<figure class="figure">') == 1 and "more figure" in document
    assert '<a href="plots/sync_cost.svg">' in document


@pytest.mark.slow
def test_a_large_phase_has_a_figure_of_its_own_and_one_for_each_workload(tmp_path: Path) -> None:
    data = [f"list_{n}" for n in range(1, 10)]
    groups = tuple((w, "one_to_many", "sqlite_memory", d) for w in ("append", "remove") for d in (*data, "zipf_small"))
    judgement = judge(load(Folder(tmp_path, groups=(*groups, GROUPS[0]), processes=2, rounds=2).make()))
    own, *others = sheets(judgement, "sync")
    assert [group.cells[0].dataset for group in own.groups] == ["zipf_small"] * 2  # what most was measured on
    assert own.left_out == 18
    assert [(sheet.name, len(sheet.groups)) for sheet in others] == [("sync_append", 10), ("sync_remove", 10)]
    assert [sheet.name for sheet in sheets(judgement, "load")] == ["load"]


def test_a_full_run_fits_into_five_megabytes(standard: tuple[Path, Judgement]) -> None:
    """Its figures have a budget; its table, with what was sent, grows by the row."""
    document = (standard[0] / "index.html").read_text()
    section = document[document.index('id="everything"') : document.index('id="words"')]
    table = section[section.index("<tbody>") : section.index("</tbody>")] + section[section.index("<details>") :]
    cells = 150 * 9
    fixed = len(re.sub(r"<svg.*?</svg>", "", document, flags=re.S)) - len(table)
    assert figure.MOST_BYTES + cells * len(table.encode()) / len(standard[1].costs) + fixed < 5_000_000
