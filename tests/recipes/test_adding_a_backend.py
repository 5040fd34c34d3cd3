"""CONTRIBUTING.md's recipe for a backend, followed to the letter: one row."""

import json
import subprocess
from pathlib import Path

import pytest

from experiment.names import backends
from tests.recipes.conftest import sources_of
from vocabulary.cells import Cell, backend_kind, needs_server

pytestmark = pytest.mark.xdist_group("changed_build")  # one build serves all

NEW = "sqlite_small_cache"


def names(binary: Path) -> list[Cell]:
    listed = subprocess.run([binary, "--benchmark_list_tests"], capture_output=True, text=True, check=True).stdout
    return [Cell.parse(name) for name in listed.split()]


def test_it_has_the_cells_of_a_backend_in_a_file(changed_build: Path) -> None:
    cells = names(changed_build / "bench_mix")
    of_new, of_file = ([cell.of(cell.strategy) for cell in cells if cell.backend == one] for one in (NEW, "sqlite"))
    assert of_new and len(of_new) == len(of_file)
    assert {cell.workload for cell in of_new} == {cell.workload for cell in of_file}
    assert not [cell for cell in names(changed_build / "bench_sync") if cell.backend == NEW]  # no statements there


def test_every_strategy_gives_right_answers_on_it_with_its_own_settings(changed_build: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = subprocess.run(
        [changed_build / "bench_mix", f"--benchmark_filter=mix_blog/.*/{NEW}/zipf_tiny",
         "--benchmark_min_time=0.0001", f"--benchmark_out={out}"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    result = json.loads(out.read_text())
    strategies = {Cell.parse(row["name"]).strategy for row in result["benchmarks"]}
    assert {"back_populates", "back_populates_by_set", "hand_written"} <= strategies
    assert not [row for row in result["benchmarks"] if row.get("error_occurred")]
    context = result["context"]
    assert context[f"{NEW}.cache_size"] == "-256" != context["sqlite.cache_size"]
    assert context[f"backend.{NEW}.words"] == "SQLite, in a file, with a cache of 256 KiB"


def test_a_run_knows_its_name_and_that_it_needs_no_server(changed_build: Path) -> None:
    assert NEW in backends("sqlite", sources_of(changed_build)) and NEW not in backends("postgres")
    assert backend_kind(NEW) == "sqlite" and not needs_server(NEW)
