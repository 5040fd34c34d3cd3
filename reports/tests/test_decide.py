"""Decide: sums of measured cells, tried on mixes that were measured as a whole; ranks only where the sums are bad."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from reports.judgement.decide import decide, median_error, predictions
from reports.judgement.verdicts import Judgement
from reports.output.build import build
from reports.tests import browser
from reports.tests.synthetic import GROUPS, STRATEGIES, Folder
from reports.tests.test_page import needs_browser

PARTS = [{"workload": "load_lazy", "items_per_request": 0.5}, {"workload": "append", "items_per_request": 2}]
MIXED = (*GROUPS, *((workload, "one_to_many", "sqlite", "zipf_small") for workload in ("delete_users", "mix_blog")))
FIELDS = """
const form = page.getElementById("decide-form");
const set = (name, value) => { form.elements[name].value = value; form.dispatchEvent(new Event("input")); };
const body = page.getElementById("decide-table").tBodies[0];
const seen = () => [...body.rows].map(row => [...row.cells].map(cell => cell.textContent));
const says = () => page.getElementById("decide-says").textContent;
"""


def mix(folder: Path, whole: float, **parts: Any) -> tuple[Path, Judgement]:
    """A run with a mix whose requests cost `whole` times the sum of their parts."""
    consists_of = json.dumps({"requests": 100, "operations": [{"operation": "x", "parts": parts.get("of", PARTS)}]})
    context = {"workload.mix_blog.consists_of": consists_of}
    ns = whole * (0.5 * 400 + 2 * 25)
    made = Folder(folder, groups=MIXED, processes=3, spread=0.001, context=context, item_ns={"mix": ns}).make()
    return made, build(made)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Judgement]:
    return mix(tmp_path_factory.mktemp("good"), 1.1)


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Judgement]:
    return mix(tmp_path_factory.mktemp("bad"), 2.0)


def test_a_mix_is_predicted_by_the_sum_of_its_parts(good: tuple[Path, Judgement]) -> None:
    predicted = predictions(good[1])
    assert {one.strategy for one in predicted} == {"back_populates", "backref", "unidirectional", "hand_written"}
    for one in predicted:
        assert one.measured_ns == pytest.approx(1.1 * one.predicted_ns, rel=0.02) and not one.lacks
    assert median_error(predicted) == pytest.approx(1 - 1 / 1.1, abs=0.02)


def test_a_part_that_was_not_measured_leaves_no_prediction(tmp_path: Path) -> None:
    _, judgement = mix(tmp_path, 1.0, of=[*PARTS, {"workload": "touch_authors", "items_per_request": 1}])
    predicted = predictions(judgement)
    assert all(math.isnan(one.predicted_ns) and one.lacks == ("touch_authors",) for one in predicted)
    found = decide(judgement, predicted)
    assert found and found.unchecked and not found.why_ranks


def test_users_whom_a_mix_chooses_cost_what_their_rows_do_beyond_two_selects(tmp_path: Path) -> None:
    names = ("load_user", "load_post", "mix_blog")
    cells = {(name, s): f"{name}/one_to_many/{s}/sqlite/zipf_small" for name in names for s in STRATEGIES}
    rows = {"load_user": 11.0, "load_post": 2.0, "mix_blog": 0.5 * 110 + 2}  # an item; the mix's users have 109 posts
    parts = {"load_user": 0.5, "load_post": 1}
    consists_of = [{"workload": name, "items_per_request": items} for name, items in parts.items()]
    made = Folder(
        tmp_path,
        groups=tuple((name, "one_to_many", "sqlite", "zipf_small") for name in names),
        processes=3,
        spread=0.0,
        effect={},
        item_ns={"load": 400.0, "mix": 1000.0},
        of_cell={cells["load_post", s]: 0.25 for s in STRATEGIES},
        counters_of={cell: {"rows_read": rows[name] * 10_000} for (name, _), cell in cells.items()},
        context={"workload.mix_blog.consists_of": json.dumps({"requests": 9, "operations": [{"parts": consists_of}]})},
    ).make()
    (one, *_) = predictions(build(made))
    assert one.predicted_ns == pytest.approx(0.5 * (100 + 300 * 10) + 100, rel=0.05)


def test_costs_are_shown_where_the_sums_are_good_and_ranks_where_not(
    good: tuple[Path, Judgement], bad: tuple[Path, Judgement]
) -> None:
    shown, hidden = (decide(judgement, predictions(judgement)) for _, judgement in (good, bad))
    assert shown and not shown.why_ranks and not shown.unchecked
    assert hidden and "by 50" in hidden.why_ranks and hidden.data["ranks_only"]
    assert "Ranks only" in (bad[0] / "index.html").read_text()
    said = [(folder / "summary.md").read_text() for folder, _ in (good, bad)]
    assert "the median error is" in said[0] and "Ranks only" not in said[0] and "Ranks only" in said[1]


@needs_browser
def test_the_page_computes_the_sum(good: tuple[Path, Judgement], tmp_path: Path) -> None:
    act = FIELDS + 'set("reads", 100); set("moves", 0); set("deletes", 0); set("fan_out", 10); return [seen(), says()];'
    seen = browser.look_at(good[0] / "index.html", tmp_path, 1600, act)
    rows, says = seen["acted"]
    by_strategy = {row[1]: row for row in rows}
    assert seen["console"] == []
    assert by_strategy["back_populates"][2].startswith(("4.00", "3.9", "4.0"))  # µs: ten posts of 400 ns each
    assert float(by_strategy["unidirectional"][4].split(" ")[0]) == pytest.approx(0.85, abs=0.01)
    assert rows[0][1] == "hand_written" and "Cheapest of the mappings: unidirectional" in says


@needs_browser
def test_the_page_scales_with_the_fan_out_and_refuses_what_makes_no_sense(
    good: tuple[Path, Judgement], tmp_path: Path
) -> None:
    act = FIELDS + (
        'set("reads", 100); set("moves", 0); set("deletes", 0); set("fan_out", 10); const ten = seen();'
        'set("fan_out", 109); const many = seen(); set("moves", 50); const over = [seen().length, says()];'
        'set("reads", 20); return [ten, many, over, says()];'
    )
    ten, many, over, says = browser.look_at(good[0] / "index.html", tmp_path, 1600, act)["acted"]
    assert [row[1] for row in ten] == [row[1] for row in many]
    assert many[-1][2].startswith(("40.", "39."))  # 110 rows a user instead of 11
    assert over[0] == 0 and "more than 100 %" in over[1]
    assert "left out: moves" in says  # no move_posts in this run


@needs_browser
def test_ranks_alone_hold_no_cost(bad: tuple[Path, Judgement], tmp_path: Path) -> None:
    rows = browser.look_at(bad[0] / "index.html", tmp_path, 1600, FIELDS + "return seen();")["acted"]
    assert rows and all(len(row) == 2 for row in rows)


def test_a_run_without_parts_says_so(tmp_path: Path) -> None:
    folder = Folder(tmp_path, groups=GROUPS[2:3], processes=2).make()
    build(folder)
    assert "Nothing to predict from" in (folder / "index.html").read_text()
