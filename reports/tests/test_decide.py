"""Decide: paired ratios of measured cells, weighted; tried on mixes that were measured as a whole."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from reports.judgement.decide import decide, median_error, predictions
from reports.judgement.verdicts import Judgement, judge
from reports.output.build import build
from reports.results.load import load
from reports.tests import browser
from reports.tests.conftest import built_once
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


def mix(folder: Path, whole: float, of: Any = PARTS, **own: Any) -> Path:
    """A run with a mix whose requests cost `whole` times the sum of their parts; `own` operations of a strategy."""
    key = "workload.mix_blog.consists_of"
    context = {key: json.dumps({"requests": 100, "operations": [{"operation": "x", "parts": of}]})}
    context |= {f"{key}.{strategy}": json.dumps({"operations": operations}) for strategy, operations in own.items()}
    ns = whole * (0.5 * 400 + 2 * 25)
    return Folder(folder, groups=MIXED, processes=3, spread=0.001, context=context, item_ns={"mix": ns}).make()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Judgement]:
    return built_once(tmp_path_factory, "decide_good", lambda folder: mix(folder, 1.1))


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Judgement]:
    return built_once(tmp_path_factory, "decide_bad", lambda folder: mix(folder, 2.0))


def test_a_mix_is_predicted_by_the_sum_of_its_parts(good: tuple[Path, Judgement]) -> None:
    predicted = predictions(good[1])
    assert {one.strategy for one in predicted} == {"back_populates", "backref", "unidirectional", "hand_written"}
    for one in predicted:
        assert one.measured_ns == pytest.approx(1.1 * one.predicted_ns, rel=0.02) and not one.lacks
    assert median_error(predicted) == pytest.approx(1 - 1 / 1.1, abs=0.02)


def test_a_part_that_was_not_measured_leaves_no_prediction(tmp_path: Path) -> None:
    parts = [*PARTS, {"workload": "touch_authors", "items_per_request": 1}]
    judgement = judge(load(mix(tmp_path, 1.0, of=parts)))
    predicted = predictions(judgement)
    assert all(math.isnan(one.predicted_ns) and one.lacks == ("touch_authors",) for one in predicted)
    found = decide(judgement, predicted)
    assert found and found.unchecked and not found.why_no_times


def test_a_strategy_whose_requests_do_more_has_parts_of_its_own(tmp_path: Path) -> None:
    more = [{"parts": [*PARTS, {"workload": "append", "items_per_request": 6}]}]
    folder = mix(tmp_path, 1.0, unidirectional=more)
    found = {one.strategy: one.predicted_ns / one.measured_ns for one in predictions(judge(load(folder)))}
    assert found["back_populates"] == pytest.approx(1, rel=0.02) == found["backref"]
    assert found["unidirectional"] == pytest.approx((0.5 * 400 + 8 * 25) / (0.5 * 400 + 2 * 25), rel=0.1)


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
    (one, *_) = predictions(judge(load(made)))
    assert one.predicted_ns == pytest.approx(0.5 * (100 + 300 * 10) + 100, rel=0.05)


@pytest.mark.slow
def test_times_are_shown_where_the_sums_are_good_and_left_out_where_not(
    good: tuple[Path, Judgement], bad: tuple[Path, Judgement]
) -> None:
    shown, hidden = (decide(judgement, predictions(judgement)) for _, judgement in (good, bad))
    assert shown and not shown.why_no_times and not shown.unchecked and shown.data["times"]
    assert hidden and "by 50" in hidden.why_no_times and not hidden.data["times"]
    said = [(folder / "summary.md").read_text() for folder, _ in (good, bad)]
    assert "the median error is" in said[0]
    assert "Absolute times are not shown" not in said[0] and "Absolute times are not shown" in said[1]


@needs_browser
def test_for_one_part_it_shows_the_ratio_and_the_interval_of_the_verdict(
    standard: tuple[Path, Judgement], tmp_path: Path
) -> None:
    act = FIELDS + 'set("reads", 100); set("moves", 0); set("deletes", 0); return [seen(), says()];'
    seen = browser.look_at(standard[0] / "index.html", tmp_path, 1600, act)
    rows, says = seen["acted"]
    assert seen["console"] == []
    by_strategy = {row[0]: row for row in rows}
    for c in standard[1].comparisons:
        if c.group.id == "load_lazy/one_to_many/sqlite/zipf_small":
            row = by_strategy[c.strategy]
            assert float(row[1]) == pytest.approx(c.ratio, abs=0.0006) and c.interval_90
            low, high = map(float, row[2].split(" – "))
            assert (low, high) == pytest.approx((math.exp(c.interval_90.low), math.exp(c.interval_90.high)), abs=0.0006)
            assert row[3] == (c.verdict if c.family else "reference")
    assert says.startswith("Fastest for this mix: unidirectional, 0.8")


@pytest.mark.slow
@needs_browser
def test_it_says_that_none_is_better(tmp_path: Path) -> None:
    made = Folder(tmp_path, groups=GROUPS[:1], effect={}, spread=0.006).make()
    build(made)
    act = FIELDS + 'set("reads", 100); set("moves", 0); set("deletes", 0); return says();'
    said = browser.look_at(made / "index.html", tmp_path, 1600, act)["acted"]
    assert said.startswith("No strategy is shown to be faster than back_populates for this mix.")


@needs_browser
def test_errors_keep_nothing_and_what_was_entered_stands_in_the_address(
    good: tuple[Path, Judgement], tmp_path: Path
) -> None:
    act = FIELDS + (
        'const made = () => page.getElementById("decide-parts").textContent;'
        'set("reads", 100); set("moves", 0); set("deletes", 0); const right = [seen().length, says(), made()];'
        'set("moves", 50); const over = [seen().length, says(), made()]; set("moves", "x");'
        'const no = [seen().length, says()];'
        'set("moves", 10); set("reads", 20); return [right, over, no, says(), page.location.hash];'
    )
    right, over, no, says, address = browser.look_at(good[0] / "index.html", tmp_path, 1600, act)["acted"]
    assert right[0] == 4 and right[2].startswith("Made of: load_lazy")
    assert over == [0, "The shares add up to more than 100 %.", ""]
    assert no == [0, "A number is missing or out of range."]
    assert "left out: moves" in says  # no move_posts in this run
    assert address.startswith("#decide?") and "reads=20" in address and "moves=10" in address


@needs_browser
def test_an_address_brings_back_what_was_entered(good: tuple[Path, Judgement], tmp_path: Path) -> None:
    act = FIELDS + "return [form.elements.reads.value, form.elements.fan_out.value, seen().length];"
    page = good[0] / "index.html"
    acted = browser.look_at(page, tmp_path, 1600, act, address="#decide?reads=37&fan_out=12")["acted"]
    assert acted[:2] == ["37", "12"] and acted[2] > 0


@pytest.mark.slow
@needs_browser
def test_a_quick_run_ranks_nothing(tmp_path: Path) -> None:
    made = Folder(tmp_path, groups=GROUPS[:1], processes=3, verdicts=False, preset="quick").make()
    build(made)
    act = FIELDS + 'set("reads", 100); set("moves", 0); set("deletes", 0); return [seen(), says()];'
    rows, says = browser.look_at(made / "index.html", tmp_path, 1600, act)["acted"]
    assert "cannot rank" in says and "Fastest" not in says
    assert {row[3] for row in rows} == {"baseline", "no verdict", "reference"}
    assert [row[0] for row in rows] == [s for s in STRATEGIES if s != "back_populates_aa"]  # the order of the plan


def test_sqlalchemy_is_a_system_of_its_own(tmp_path: Path) -> None:
    groups = (*GROUPS, ("load_lazy", "one_to_many", "sqlalchemy_2.0", "zipf_small"))
    judgement = judge(load(Folder(tmp_path, groups=groups, processes=3).make()))
    found = decide(judgement, predictions(judgement))
    assert found and found.backends == ["sqlalchemy_2.0", "sqlite"]
    ways = {one["name"]: one["ways"] for one in found.data["operations"]}
    assert "sqlalchemy_2.0" in ways["reads"] and "sqlalchemy_2.0" not in ways["new posts"]  # append is the mapper's


def test_a_run_without_parts_says_so(tmp_path: Path) -> None:
    folder = Folder(tmp_path, groups=GROUPS[2:3], processes=2).make()
    build(folder)
    assert "No prediction" in (folder / "index.html").read_text()
