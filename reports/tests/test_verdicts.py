"""Who may decide, and what is said of who may not: each gate of the rule, on made-up runs."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from reports.judgement.verdicts import Comparison, Judgement, judge
from reports.output.build import build
from reports.results.load import load
from reports.tests.synthetic import GROUPS, STRATEGIES, Folder
from reports.words.situations import situations
from vocabulary.cells import Cell

LOAD = GROUPS[:2]


def judged(path: Path, **changes: Any) -> Judgement:
    return judge(load(Folder(path, **changes).make()))


def words(judgement: Judgement, strategy: str) -> set[str]:
    return {c.words for c in judgement.comparisons if c.strategy == strategy}


def test_a_quiet_run_finds_what_was_put_in(standard: tuple[Path, Judgement]) -> None:
    _, judgement = standard
    assert {c.verdict for c in judgement.comparisons if c.strategy == "backref"} == {"equivalent"}
    faster = [c for c in judgement.comparisons if c.strategy == "unidirectional"]
    assert {c.verdict for c in faster} == {"faster"}
    assert all(0.83 < c.ratio < 0.87 and c.n == 16 and c.family == "decision" for c in faster)


def test_hand_written_has_an_interval_but_no_verdict(standard: tuple[Path, Judgement]) -> None:
    _, judgement = standard
    points = [c for c in judgement.comparisons if c.strategy == "hand_written"]
    assert {(c.verdict, c.family) for c in points} == {("no verdict", None)}
    assert all(c.interval_90 and c.interval_90.low < c.x.mean() < c.interval_90.high for c in points)


def test_the_baseline_and_its_copy_are_not_compared_as_strategies(standard: tuple[Path, Judgement]) -> None:
    _, judgement = standard
    assert {c.strategy for c in judgement.comparisons} == set(STRATEGIES) - {"back_populates", "back_populates_aa"}


def test_interval_and_verdict_never_contradict_each_other(standard: tuple[Path, Judgement]) -> None:
    _, judgement = standard
    for c in (c for c in judgement.comparisons if c.family):
        assert c.interval_holm is not None
        assert (c.verdict in ("faster", "slower")) == c.interval_holm.is_outside(c.floor)


def test_swapping_the_truth_swaps_the_verdict(tmp_path: Path) -> None:
    judgement = judged(tmp_path, groups=LOAD, effect={"unidirectional": 1 / 0.85})
    assert {c.verdict for c in judgement.comparisons if c.strategy == "unidirectional"} == {"slower"}


def test_a_real_but_small_difference_is_within_the_margin(tmp_path: Path) -> None:
    judgement = judged(tmp_path, groups=LOAD, spread=0.002, effect={"unidirectional": 0.985})
    assert all(
        w.startswith("faster by 1.") and w.endswith("within the margin") for w in words(judgement, "unidirectional")
    )


@pytest.mark.parametrize("changes", [{"verdicts": False, "preset": "quick", "processes": 5}, {"processes": 1}])
def test_a_quick_run_gives_no_timing_verdict(tmp_path: Path, changes: dict[str, Any]) -> None:
    judgement = judged(tmp_path, groups=LOAD, **changes)
    assert words(judgement, "backref") == words(judgement, "unidirectional") == {"inconclusive (quick run)"}
    assert all(0.7 < c.ratio < 1.1 for c in judgement.comparisons if c.family)


def test_a_part_of_the_planned_processes_decides_nothing(tmp_path: Path) -> None:
    judgement = judged(tmp_path, groups=LOAD, absent={("bench_load", 16)}, state="interrupted")
    found = words(judgement, "unidirectional")
    assert all(w.startswith("inconclusive: at least ") for w in found)  # 15 % is certain all the same
    assert all(w.endswith(" faster (15 of 16 processes complete)") for w in found)


def test_a_wide_spread_says_what_is_certain_why_and_how_many_processes_it_takes(tmp_path: Path) -> None:
    judgement = judged(tmp_path, groups=LOAD, spread=0.09, effect={})
    open_ones = [c for c in judgement.comparisons if c.strategy == "backref"]
    for c in open_ones:
        assert c.verdict == "inconclusive" and c.processes_needed and c.processes_needed > 16
        assert c.certain.startswith("at most ") and c.certain in c.words and c.certain in c.brief_words
        assert f"about {c.processes_needed} processes would settle it" in c.note
        assert c.note.startswith(("spread: ", "margin: "))


def biased(folder: Path, strategy: str, factor: float, groups: int) -> Path:
    """The same folder with one strategy's times multiplied in its first groups."""
    plan = json.loads((folder / "plan.json").read_text())
    cells = {
        cell for group in plan["groups"][:groups] for cell in group["cells"] if Cell.parse(cell).strategy == strategy
    }
    for path in (folder / "raw").iterdir():
        document = json.loads(path.read_text())
        for row in document["benchmarks"]:
            row["real_time"] *= factor if Cell.parse(row["name"]).name in cells else 1
        path.write_text(json.dumps(document))
    return folder


def by_group(judgement: Judgement, strategy: str) -> dict[str, Comparison]:
    return {c.cell.workload: c for c in judgement.comparisons if c.strategy == strategy}


def test_a_group_whose_copy_differs_takes_its_own_bound_as_its_floor(tmp_path: Path) -> None:
    """15 % is a verdict beside a copy that is 8 % off; 5 % is none, and says that the floor is why."""
    effect = {"unidirectional": 0.85, "backref": 1.05}
    folder = biased(Folder(tmp_path, effect=effect).make(), "back_populates_aa", 1.08, groups=1)
    judgement = judge(load(folder))
    assert judgement.may_recommend
    test = judgement.aa["load_lazy/one_to_many/sqlite/zipf_small"]
    assert test.failed and test.interval_90 and test.floor > test.interval_90.high > math.log(1.07)
    found, small = by_group(judgement, "unidirectional"), by_group(judgement, "backref")
    assert found["load_lazy"].verdict == "faster" and found["load_lazy"].floor == test.floor
    assert small["load_lazy"].verdict == "inconclusive" and small["load_lazy"].note.startswith("floor: ")
    assert small["load_lazy"].processes_needed is None and "at most" in small["load_lazy"].certain
    assert small["append"].verdict == "slower"  # a phase of its own, whose copies agree
    load_floors = {phase: b for (_, phase), b in judgement.floors.items()}
    assert found["load_selectin"].floor == load_floors["load"] > load_floors["sync"]


def test_a_large_difference_is_a_verdict_whatever_the_copy_does(tmp_path: Path) -> None:
    effect = {"unidirectional": 3.9}
    judgement = judge(load(biased(Folder(tmp_path, effect=effect).make(), "back_populates_aa", 1.08, groups=5)))
    assert all(w.startswith("slower by ") and w.endswith(" ×") for w in words(judgement, "unidirectional"))


def test_nothing_is_equivalent_beside_a_copy_that_differs_by_as_much(tmp_path: Path) -> None:
    judgement = judge(load(biased(Folder(tmp_path, groups=LOAD).make(), "back_populates_aa", 1.06, groups=1)))
    found = by_group(judgement, "backref")["load_lazy"]
    assert found.verdict == "inconclusive" and found.note.startswith("copy: ")


def test_a_copy_that_differs_by_luck_is_forgiven(tmp_path: Path) -> None:
    """p is about 0.02 in one of five groups: alone it would fail, among five it does not."""
    folder = Folder(tmp_path).make()
    first = next(iter(judge(load(folder)).aa.values()))
    standard_error = first.x.std(ddof=1) / 4
    test = next(
        iter(
            judge(
                load(biased(folder, "back_populates_aa", math.exp(2.6 * standard_error - first.x.mean()), groups=1))
            ).aa.values()
        )
    )
    assert 0.01 < test.p_value < 0.05 and not test.failed


@pytest.mark.slow
def test_more_than_a_tenth_of_copies_that_differ_recommend_nothing_and_say_so_first(tmp_path: Path) -> None:
    folder = biased(Folder(tmp_path).make(), "back_populates_aa", 1.08, groups=2)
    judgement = build(folder)
    assert not judgement.may_recommend and {c.verdict for c in judgement.comparisons if c.family} >= {"faster"}
    assert all(not situation.choice for situation in situations(judgement))
    page, summary = (folder / "index.html").read_text(), (folder / "summary.md").read_text()
    told = "differs from its own copy in 2 of 5 groups: this run recommends nothing"
    assert page.index(told) < page.index('<section id="load">') and told in summary


def test_a_wide_copy_shows_no_equivalence(tmp_path: Path) -> None:
    """The copy scatters by ±20 % from process to process; no other strategy does."""
    folder = Folder(tmp_path, groups=LOAD).make()
    for path in (folder / "raw").iterdir():
        document = json.loads(path.read_text())
        factor = 1.2 if int(path.name.split(".")[1]) % 2 else 1 / 1.2
        for row in document["benchmarks"]:
            row["real_time"] *= factor if "/back_populates_aa/" in row["name"] else 1
        path.write_text(json.dumps(document))
    told = words(judge(load(folder)), "backref")
    assert told and all(w.startswith("inconclusive: at most ") and "copy: the A/A copy" in w for w in told)


def test_a_group_without_a_copy_decides_nothing(tmp_path: Path) -> None:
    judgement = judged(tmp_path, groups=LOAD, strategies=tuple(s for s in STRATEGIES if s != "back_populates_aa"))
    assert all(w.endswith("(no A/A copy to test this group with)") for w in words(judgement, "backref"))


def test_a_failed_cell_has_a_reason_and_no_number(troubled: tuple[Path, Judgement]) -> None:
    _, judgement = troubled
    comparison = by_group(judgement, "backref")["move_by_append"]
    assert (comparison.verdict, comparison.n, comparison.words) == ("failed", 0, "failed")
    assert comparison.note == "post 17 is in the posts of user 3 and of user 9, its author is user 9"
    assert comparison.step is not None and not comparison.step.rejected and comparison.p_value == 1.0


def test_a_failed_baseline_leaves_the_others_inconclusive(tmp_path: Path) -> None:
    judgement = judged(
        tmp_path, groups=LOAD, errors={"load_lazy/one_to_many/back_populates/sqlite/zipf_small": "failed: wrong"}
    )
    assert by_group(judgement, "backref")["load_lazy"].words == "inconclusive (back_populates failed)"
    assert by_group(judgement, "backref")["load_selectin"].verdict == "equivalent"


def test_a_failure_at_calibration_fails_the_cell(tmp_path: Path) -> None:
    name = "load_lazy/one_to_many/backref/sqlite/zipf_small"
    judgement = judged(tmp_path, groups=LOAD, failed_cells={name: "failed: wrong row"})
    assert [(cost.cell.name, cost.reason) for cost in judgement.failed_cells] == [(name, "wrong row")]


def test_skipped_and_missing_are_no_failures(tmp_path: Path) -> None:
    skipped = "load_lazy/one_to_many/backref/sqlite/zipf_small"
    absent = {("bench_sync", process) for process in range(1, 17)}
    judgement = judged(tmp_path, errors={skipped: "skipped: not on sqlite"}, absent=absent, state="interrupted")
    assert by_group(judgement, "backref")["load_lazy"].verdict == "skipped"
    assert by_group(judgement, "backref")["append"].verdict == "missing"
    assert not judgement.failed_cells


def test_the_family_keeps_its_planned_size(tmp_path: Path) -> None:
    """A comparison that cannot be made still counts: dropping it would make the others easier to win."""
    failed = {f"{w}/one_to_many/backref/{b}/zipf_small": "failed: wrong" for w, _, b, _ in GROUPS}
    judgement = judged(tmp_path, errors=failed)
    alphas = sorted(c.step.alpha for c in judgement.comparisons if c.step)
    assert alphas[0] == pytest.approx(0.05 / (2 * len(GROUPS)))


def test_each_engine_is_a_family_of_its_own(tmp_path: Path) -> None:
    """What is asked of PostgreSQL makes nothing harder to show on SQLite."""
    judgement = judged(tmp_path, groups=(*LOAD, ("load_lazy", "one_to_many", "postgres", "zipf_small")))
    on: dict[str, list[float]] = {c.cell.backend: [] for c in judgement.comparisons}
    for c in judgement.comparisons:
        on[c.cell.backend] += [c.step.alpha] if c.step else []
    assert min(on["sqlite"]) == pytest.approx(0.05 / 4) and min(on["postgres"]) == pytest.approx(0.05 / 2)


def test_a_time_and_its_ratio_never_disagree(tmp_path: Path) -> None:
    """A few slow processes weigh on the medians of one strategy alone; what is shown follows the pairs."""
    judgement = judged(tmp_path, spread=0.05, effect={"backref": 1.0}, seed=5)
    for c in (c for c in judgement.comparisons if c.n):
        shown, baseline = (judgement.costs[one].per_item_ns[1] for one in (c.cell, c.cell.of("back_populates")))
        assert shown / baseline == pytest.approx(c.ratio)
        assert c.difference_ns == pytest.approx(shown - baseline)
