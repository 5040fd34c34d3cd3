"""A run from plan to place, on fake binaries: what is written, what is said, which exit code."""

import json
import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from experiment.tests.conftest import ROOT, Bench, Finished, raw_files, tree


def test_a_run_leaves_plan_raw_files_status_and_report(finished: Finished) -> None:
    out = finished.out
    plan = json.loads((out / "plan.json").read_text())
    assert plan["processes"] == 3 and plan["rounds"] == 4 and len(plan["groups"]) == 3
    assert raw_files(out) == [f"bench_{phase}.00{number}.json" for phase in ("load", "sync") for number in (1, 2, 3)]
    assert len(list((out / "plan").glob("*.csv"))) == 6
    status = json.loads((out / "status.json").read_text())
    assert status["state"] == "complete"
    assert status["processes_done"] == {"bench_load": [1, 2, 3], "bench_sync": [1, 2, 3]}
    assert json.loads((out / "evidence.json").read_text())["revision"] == plan["environment"]["git_revision"]
    assert (out / "index.html").exists()
    assert not list(out.rglob("*.part")) and [path.name for path in out.parent.iterdir()] == ["latest"]


def test_the_plan_and_its_time_are_announced_first_and_the_real_time_last(finished: Finished) -> None:
    said = finished.said
    assert re.search(
        r"^plan: 3 groups × 5 strategies, 3 processes × 4 rounds, about \d+ s; writing to .*latest$", said, re.M
    )
    assert said.index("plan: ") < said.index("[1/6]") < said.index("[6/6]") < said.index("measured in ")
    assert re.search(r"^measured in \d+ s \(predicted \d+ s\); results: .*latest$", said, re.M)


def test_binaries_run_exactly_the_rows_of_their_plan(finished: Finished) -> None:
    for csv in (finished.out / "plan").glob("*.csv"):
        planned = [line.split(",") for line in csv.read_text().splitlines()[1:]]
        rows = json.loads((finished.out / "raw" / f"{csv.stem}.json").read_text())["benchmarks"]
        assert [[str(row["round"]), row["name"]] for row in rows] == [
            [number, f"{cell}/iterations:{count}/manual_time"] for number, cell, count in planned
        ]


def test_the_environment_names_what_was_measured_and_where(finished: Finished) -> None:
    plan = json.loads((finished.out / "plan.json").read_text())
    environment = plan["environment"]
    assert set(environment["binaries"]) == {"bench_load", "bench_sync"}
    assert re.fullmatch(r"taskset core \d+|none: .*", environment["placement"])
    assert environment["cores"] >= 1 and environment["memory_bytes"] > 0 and len(environment["load_average"]) == 3
    assert len(set(plan["padding_bytes"]["bench_load"])) > 1


@pytest.mark.slow
def test_a_failed_cell_is_measured_around_reported_and_named(bench: Bench) -> None:
    bench.reports = True
    done = bench("--preset", "quick", trouble="wrong_answer")
    assert done.returncode == 1
    assert json.loads((bench.out / "status.json").read_text())["state"] == "complete"
    cell = "append/one_to_many/backref/sqlite_memory/zipf_small"
    assert f"{cell}: failed: post 7 is still among the posts of user 1" in done.stderr
    assert json.loads((bench.out / "plan.json").read_text())["failed_cells"][cell].startswith("failed: post 7")
    assert "failed" in (bench.out / "summary.md").read_text()


def test_a_crash_is_one_message_and_what_was_measured_stays(bench: Bench) -> None:
    done = bench("--preset", "quick", trouble="crash")
    assert done.returncode == 1
    assert "bench_sync process 2 of 3 was killed by signal 11 (SIGSEGV)" in done.stderr
    assert "orm: the identity map is gone" in done.stderr and "Traceback" not in done.stderr
    assert raw_files(bench.incomplete) == ["bench_load.001.json", "bench_sync.001.json"]
    assert json.loads((bench.incomplete / "status.json").read_text())["state"] == "failed"
    assert not bench.out.exists()


def test_a_binary_that_refuses_its_plan_is_quoted(bench: Bench) -> None:
    done = bench("--preset", "quick", trouble="usage")
    assert done.returncode == 1 and "row 3 of the plan: unknown cell" in done.stderr


@pytest.mark.slow
def test_a_truncated_or_short_result_is_not_accepted(bench: Bench) -> None:
    for trouble, message in (("truncated", "wrote no readable result"), ("no_rows", "measured 45 of 48 planned rows")):
        done = bench("--preset", "quick", trouble=trouble)
        assert done.returncode == 1 and message in done.stderr
        assert raw_files(bench.incomplete) == []


def test_a_failed_run_leaves_complete_results_untouched(bench_with_results: Bench) -> None:
    bench = bench_with_results
    before = tree(bench.out)
    assert bench("--preset", "quick", trouble="crash").returncode == 1
    assert tree(bench.out) == before


def test_a_complete_run_replaces_complete_results(bench_with_results: Bench) -> None:
    bench = bench_with_results
    assert bench("--preset", "standard").returncode == 0
    assert json.loads((bench.out / "plan.json").read_text())["preset"] == "standard"
    assert raw_files(bench.out) == [f"bench_load.00{number}.json" for number in (1, 2, 3, 4)]
    assert [path.name for path in bench.out.parent.iterdir()] == ["latest"]


def test_nothing_stays_in_the_folder_for_temporary_files(bench: Bench) -> None:
    bench("--preset", "quick", trouble="crash")
    assert list(Path(bench.environment["TMPDIR"]).iterdir()) == []


@pytest.mark.slow
def test_a_reader_who_leaves_early_does_not_end_the_run(bench: Bench) -> None:
    bench.reports = True
    process = bench.start("--preset", "standard")
    assert process.stdout and process.stdout.readline()
    process.stdout.close()
    with process.stderr or open(os.devnull) as errors:
        assert errors.read() == ""
    assert process.wait(timeout=60) == 0 and (bench.out / "index.html").exists()


def test_a_filter_is_written_down_with_the_plan(bench: Bench) -> None:
    bench("--preset", "quick", "--filter", "lazy.*tiny")
    plan = json.loads((bench.out / "plan.json").read_text())
    assert plan["filter"] == "lazy.*tiny" and [group["dataset"] for group in plan["groups"]] == ["zipf_tiny"]


@pytest.mark.slow
def test_without_a_report_a_run_measures_and_says_what_makes_one(bench: Bench) -> None:
    done = bench("--preset", "quick", "--no-report")
    assert done.returncode == 0 and not (bench.out / "index.html").exists() and len(raw_files(bench.out)) == 6
    command = shlex.split(done.stdout.split("build one with: ")[1].splitlines()[0])
    assert command == ["scripts/python", "-m", "reports", "build", str(bench.out)]
    built = subprocess.run([str(ROOT / command[0]), *command[1:]], capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    assert (bench.out / "index.html").exists()


def test_without_a_report_nothing_is_said_of_all_hosts(bench: Bench, tmp_path: Path) -> None:
    hosts = tmp_path / "hosts"
    hosts.write_text("one.example\n")
    done = bench("--hosts", str(hosts), "--pool", "--no-report")
    assert done.returncode == 2 and done.stderr.startswith("run: --pool and --no-report: choose one")
