"""CONTRIBUTING.md's recipe for a workload, followed to the letter: one file and one line."""

import json
import subprocess
from pathlib import Path

import pytest

from vocabulary.cells import Cell

pytestmark = pytest.mark.xdist_group("changed_build")  # one build serves all

NEW = "reverse"


def test_the_new_workload_is_measured_on_every_strategy_with_right_answers(changed_build: Path, tmp_path: Path) -> None:
    binary, out = changed_build / "bench_sync", tmp_path / "out.json"
    names = subprocess.run([binary, "--benchmark_list_tests"], capture_output=True, text=True, check=True).stdout
    cells = [Cell.parse(name) for name in names.split()]
    others = {cell.strategy for cell in cells if cell.workload == "remove"}  # those with lists
    assert {cell.strategy for cell in cells if cell.workload == NEW} == others
    done = subprocess.run(
        [binary, f"--benchmark_filter=^{NEW}/.*/zipf_tiny", "--benchmark_min_time=0.0001", f"--benchmark_out={out}"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    result = json.loads(out.read_text())
    assert len(result["benchmarks"]) == len(others)
    assert result["context"][f"workload.{NEW}.words"] == "reverse the order of a user's posts"
