"""CONTRIBUTING.md's recipe, followed to the letter: one file and one line, and the strategy is measured."""

import json
import subprocess
from pathlib import Path

import pytest

from vocabulary.cells import Cell

pytestmark = pytest.mark.xdist_group("changed_build")  # one build serves all

NEW = "back_populates_by_set"


def test_the_new_strategy_has_a_cell_in_every_workload_and_gives_right_answers(
    changed_build: Path, tmp_path: Path
) -> None:
    binary = changed_build / "bench_sync"
    listed = subprocess.run([binary, "--benchmark_list_tests"], capture_output=True, text=True, check=True)
    cells = [Cell.parse(name) for name in listed.stdout.split()]
    workloads = {cell.workload for cell in cells if cell.relation == "one_to_many"}
    assert {cell.workload for cell in cells if cell.strategy == NEW} == workloads  # it maps no other relation
    out = tmp_path / "out.json"
    done = subprocess.run(
        [binary, f"--benchmark_filter=/{NEW}/.*_tiny", "--benchmark_min_time=0.0001", f"--benchmark_out={out}"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(out.read_text())
    assert len(result["benchmarks"]) == 5 * len(workloads)  # the shapes of users with posts, one of them new, as tiny
    assert result["context"][f"strategy.{NEW}.predicts"].startswith("the time of back_populates")


def test_the_tests_of_the_matrix_pass_with_a_strategy_of_one_relation_alone(changed_build: Path) -> None:
    done = subprocess.run([changed_build.parent / "tests" / "matrix_sync_test"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "HasTheOtherRelationsOfEveryStrategyThatMapsThem" in done.stdout


def test_no_preset_measures_the_new_strategy_before_it_is_named(changed_build: Path) -> None:
    command = [str(changed_build / "bench_sync"), "--benchmark_min_time=0.0001"]
    listed = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert listed.returncode == 1, listed.stderr  # this build has a strategy that is broken on purpose
    assert NEW not in listed.stdout and "back_populates/" in listed.stdout  # the preset quick
