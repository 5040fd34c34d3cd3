"""A wrong answer cannot be published: `unidirectional` leaves a moved post in its old owner's container."""

import csv
import json
import os
import subprocess
from pathlib import Path

import pytest

from vocabulary.cells import Cell

pytestmark = pytest.mark.xdist_group("changed_build")  # one build serves all

ROOT = Path(__file__).resolve().parents[2]
MOVES = ("move_by_append", "move_by_set")
BROKEN = ("unidirectional", "unidirectional_indexed")  # they share their operations
OTHERS = ("back_populates", "back_populates_aa", "backref", "unlinked", "hand_written")


def run(binary: Path, out: Path, *arguments: str) -> tuple[int, dict[str, dict[str, object]]]:
    done = subprocess.run([binary, f"--benchmark_out={out}", *arguments], capture_output=True, text=True)
    return done.returncode, {row["run_name"].split("/m")[0]: row for row in json.loads(out.read_text())["benchmarks"]}


@pytest.mark.parametrize("workload", MOVES)
@pytest.mark.parametrize("dataset", ["uniform_tiny", "zipf_tiny"])
def test_each_cell_that_depends_on_it_fails_and_names_cell_post_and_both_owners(
    changed_build: Path, tmp_path: Path, workload: str, dataset: str
) -> None:
    code, rows = run(
        changed_build / "bench_sync", tmp_path / "out.json",
        f"--benchmark_filter={workload}/.*/{dataset}", "--benchmark_min_time=0.0001",
    )  # fmt: skip
    assert code == 1
    rows = {str(row["name"]): row for row in rows.values()}
    for name, row in rows.items():
        assert bool(row.get("error_occurred")) == (Cell.parse(name).strategy in BROKEN), row
    for strategy in BROKEN:
        (message,) = [str(row["error_message"]) for name, row in rows.items() if Cell.parse(name).strategy == strategy]
        assert message.startswith(f"failed: {workload}/one_to_many/{strategy}/sqlite_memory/{dataset}: post ")
        assert "stands in the posts of user" in message and "belongs to user" in message


def test_a_mix_that_moves_posts_fails_and_names_the_request(changed_build: Path, tmp_path: Path) -> None:
    code, rows = run(
        changed_build / "bench_mix", tmp_path / "out.json",
        "--benchmark_filter=^mix_moderation/.*/sqlite/zipf_tiny", "--benchmark_min_time=0.0001",
    )  # fmt: skip
    assert code == 1
    failed = {Cell.parse(str(row["name"])).strategy: str(row["error_message"])
              for row in rows.values() if row.get("error_occurred")}  # fmt: skip
    assert set(failed) == set(BROKEN)
    for strategy, message in failed.items():
        assert message.startswith(f"failed: mix_moderation/one_to_many/{strategy}/sqlite/zipf_tiny: request ")
        assert "stands in the posts of user" in message and "belongs to user" in message


def test_the_whole_run_fails_and_its_report_shows_the_cell_as_failed(changed_build: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    done = subprocess.run(
        ["/usr/bin/python3", "-m", "experiment", "--bin", str(changed_build), "--preset", "quick",
         "--filter", "^move_by_set/.*/sqlite_memory/zipf_tiny$", "--out", str(out)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    said = done.stdout + done.stderr
    cell = "move_by_set/one_to_many/unidirectional/sqlite_memory/zipf_tiny"
    assert done.returncode == 1, said
    assert cell in done.stderr and "stands in the posts of user" in done.stderr
    with (out / "results.csv").open() as file:
        rows = {row["strategy"]: row for row in csv.DictReader(file)}
    assert "failed" in " ".join(rows["unidirectional"].values())
    assert all("failed" not in " ".join(rows[strategy].values()) for strategy in OTHERS)
    verdicts = json.loads((out / "verdicts.json").read_text())
    assert "failed" in json.dumps(verdicts)
    for page in ("index.html", "summary.md"):
        text = (out / page).read_text()
        assert "failed" in text and "stands in the posts of user" in text, page
