"""CONTRIBUTING.md's recipe for a dataset shape, followed to the letter: one file and one line."""

import json
import subprocess
from pathlib import Path

import pytest

from vocabulary.cells import Cell

pytestmark = pytest.mark.xdist_group("changed_build")  # one build serves all

NEW = "halves"
SIZES = ("tiny", "small", "medium", "large", "huge")


def dataset(binaries: Path, *arguments: str) -> str:
    done = subprocess.run([binaries / "dataset", *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_new_shape_exists_in_every_size(changed_build: Path) -> None:
    rows = json.loads(dataset(changed_build, "list", "--json"))
    assert [row["name"] for row in rows if row["shape"] == NEW] == [f"{NEW}_{size}" for size in SIZES]
    described = json.loads(dataset(changed_build, "describe", f"{NEW}_small", "--json"))
    assert described["fan_out"]["max"] == 5_000 and described["childless_users"] > 900


def test_its_rows_keep_their_pinned_digest_through_every_store(changed_build: Path, tmp_path: Path) -> None:
    for store in ("sqlite", "csv"):
        out = str(tmp_path / store)
        said = dataset(changed_build, "generate", f"{NEW}_tiny", "--out", out, "--format", store)
        assert "digest 6f303900059c4539" in said
        assert "agree" in dataset(changed_build, "verify", out)


def test_it_is_measured_by_every_workload_with_right_answers(changed_build: Path, tmp_path: Path) -> None:
    binary, out = changed_build / "bench_sync", tmp_path / "out.json"
    names = subprocess.run([binary, "--benchmark_list_tests"], capture_output=True, text=True, check=True).stdout
    cells = [Cell.parse(name) for name in names.split()]
    workloads = {cell.workload for cell in cells if cell.dataset == "zipf_tiny"}
    assert {cell.workload for cell in cells if cell.dataset == f"{NEW}_tiny"} == workloads
    done = subprocess.run(
        [binary, f"--benchmark_filter=/back_populates/.*/{NEW}_tiny", "--benchmark_min_time=0.0001",
         f"--benchmark_out={out}"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(json.loads(out.read_text())["benchmarks"]) == len(workloads)
