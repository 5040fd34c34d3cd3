"""Two result folders in, what changed out: exit code 1 on a regression, one clear message for what cannot be
compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from reports.__main__ import main
from reports.judgement.compare import CellChange, Comparison, compare
from reports.judgement.verdicts import judge
from reports.results.load import load
from reports.tests.synthetic import EFFECT, GROUPS, STRATEGIES, Folder
from vocabulary.statistics import change

LOAD = GROUPS[:2]
BACKREF = "load_lazy/one_to_many/backref/sqlite/zipf_small"


def made(path: Path, seed: int = 1, **changes: Any) -> Path:
    settings: dict[str, Any] = {"groups": LOAD, "spread": 0.006} | changes
    return Folder(path, seed=seed, **settings).make()


def compared(old: Path, new: Path) -> Comparison:
    return compare(judge(load(old)), judge(load(new)))


def of(comparison: Comparison, name: str) -> CellChange:
    (found,) = [found for found in comparison.cells if found.cell.name == name]
    return found


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return made(tmp_path / "old")


def test_two_runs_of_the_same_code_have_no_regression(
    old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", str(old), str(made(tmp_path / "new", seed=2))]) == 0
    said = capsys.readouterr().out
    assert "No regression." in said and "8 cells in both runs" in said


def test_a_slower_strategy_is_a_regression(old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = made(tmp_path / "new", seed=2, effect=EFFECT | {"backref": 1.1})
    found = of(compared(old, new), BACKREF)
    assert found.verdict == "slower" and found.is_regression
    assert main(["compare", str(old), str(new)]) == 1
    said = capsys.readouterr().out
    assert "REGRESSION in 2 cells" in said and "slower by +" in said


def test_a_faster_one_is_a_change_and_no_regression(old: Path, tmp_path: Path) -> None:
    found = compared(old, made(tmp_path / "new", seed=2, effect=EFFECT | {"backref": 0.9}))
    assert of(found, BACKREF).verdict == "faster" and of(found, BACKREF).is_change and not found.regressions


def test_a_machine_that_is_slower_as_a_whole_is_no_regression(old: Path, tmp_path: Path) -> None:
    """hand_written is the ruler: what slows it too is not the mapper's."""
    new = made(tmp_path / "new", seed=2)
    for path in (new / "raw").glob("*.json"):
        document = json.loads(path.read_text())
        for row in document["benchmarks"]:
            row["real_time"] *= 1.5
        path.write_text(json.dumps(document))
    assert not compared(old, new).regressions


def test_without_hand_written_times_are_compared_and_doubted(tmp_path: Path) -> None:
    strategies = tuple(s for s in STRATEGIES if s != "hand_written")
    runs = [made(tmp_path / str(seed), seed=seed, strategies=strategies) for seed in (1, 2)]
    found = compared(*runs)
    assert any("times from two moments are compared" in doubt for doubt in found.doubts)
    assert of(found, BACKREF).time is not None


def test_one_statement_more_is_a_regression_and_one_less_is_not(old: Path, tmp_path: Path) -> None:
    more = compared(old, made(tmp_path / "more", seed=2, counts={"selects": 1002}))
    assert len(more.regressions) == len(more.cells)  # every strategy sends it
    assert of(more, BACKREF).counts == (("selects", 0.1001, 0.1002),)
    less = compared(old, made(tmp_path / "less", seed=2, counts={"selects": 1000}))
    assert not less.regressions and all(found.is_change for found in less.cells)


@pytest.mark.slow
def test_allocations_may_move_by_one_percent(tmp_path: Path) -> None:
    def allocating(count: int) -> Path:
        return made(tmp_path / str(count), counts={"allocations": count})

    base = allocating(1000)
    assert not compared(base, allocating(1009)).regressions
    assert compared(base, allocating(1011)).regressions


def test_a_failure_is_a_regression_also_in_a_quick_run(tmp_path: Path) -> None:
    quick: dict[str, Any] = {"preset": "quick", "verdicts": False, "processes": 5}
    base, new = made(tmp_path / "old", **quick), made(tmp_path / "new", errors={BACKREF: "failed: wrong"}, **quick)
    found = compared(base, new)
    assert [(f.cell.name, f.words) for f in found.regressions] == [(BACKREF, "failed (wrong)")]
    assert {f.words for f in found.cells if f.cell.name != BACKREF} == {"inconclusive (quick run)"}
    assert of(compared(new, base), BACKREF).verdict == "repaired"


def test_a_cell_that_lost_its_number_is_told_and_no_regression(old: Path, tmp_path: Path) -> None:
    found = compared(old, made(tmp_path / "new", seed=2, errors={BACKREF: "skipped: not here"}))
    assert of(found, BACKREF).words == "skipped (not here)" and of(found, BACKREF).is_change
    assert not found.regressions


def test_other_machines_and_builds_are_doubted(old: Path, tmp_path: Path) -> None:
    new = made(tmp_path / "new", seed=2, environment={"cpu": "Another CPU"}, context={"compiler": "clang 14"})
    doubts = " ".join(compared(old, new).doubts)
    assert "differ in cpu ('Test CPU' and 'Another CPU')" in doubts and "differ in compiler ('g++ 12.2.0'" in doubts


def test_a_mean_and_a_fastest_iteration_are_doubted(old: Path, tmp_path: Path) -> None:
    new = made(tmp_path / "new", seed=2, counts={"fastest_ns": 4e6})
    assert any("the old run tells the mean of a sample's iterations" in doubt for doubt in compared(old, new).doubts)
    assert not any("iterations" in doubt for doubt in compared(new, new).doubts)


def test_runs_without_a_common_cell_are_refused(old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(old), str(made(tmp_path / "new", groups=GROUPS[2:3]))]) == 2
    assert "have no cell in common; compare runs of the same preset" in capsys.readouterr().err


@pytest.mark.parametrize("trouble", ["empty", "truncated", "version", "mixed"])
def test_what_cannot_be_read_is_one_message(
    old: Path, tmp_path: Path, trouble: str, capsys: pytest.CaptureFixture[str]
) -> None:
    new = made(tmp_path / "new", seed=2)
    raw = new / "raw" / "bench_load.003.json"
    if trouble == "empty":
        new = tmp_path / "empty"
        new.mkdir()
    elif trouble == "truncated":
        raw.write_text(raw.read_text()[:1000])
    elif trouble == "version":
        plan = json.loads((new / "plan.json").read_text())
        (new / "plan.json").write_text(json.dumps(plan | {"format": 2}))
    else:
        document = json.loads(raw.read_text())
        document["context"]["compiler"] = "clang 14"
        raw.write_text(json.dumps(document))
    said = {
        "empty": "has no plan.json: it is not a result folder",
        "truncated": "is cut short",
        "version": "has format 2, this version reads format 1",
        "mixed": "two different runs in one folder",
    }
    assert main(["compare", str(old), str(new)]) == 2
    error = capsys.readouterr().err
    assert said[trouble] in error and error.count("\n") == 1


def test_the_test_of_a_change_is_yuens() -> None:
    chance = np.random.default_rng(5)
    old, new = chance.normal(0, 0.01, 12), chance.normal(0.05, 0.03, 16)
    found = change(old, new, 0.0)
    assert found.p_value == pytest.approx(stats.ttest_ind(new, old, equal_var=False, trim=0.2).pvalue)
    assert found.interval_90.low < found.mean < found.interval_90.high
    assert change(old, new, 0.2).p_value == 1.0 and change(old, new, 0.01).p_value > found.p_value
    assert change([1.0, 1.0], [1.5, 1.5], 0.1).p_value == 0.0


def test_a_change_is_judged_alike_in_both_directions() -> None:
    chance = np.random.default_rng(6)
    old, new = chance.normal(0, 0.01, 16), chance.normal(0.03, 0.01, 16)
    there, back = change(old, new, 0.005), change(new, old, 0.005)
    assert there.p_value == pytest.approx(back.p_value) and there.mean == pytest.approx(-back.mean)
