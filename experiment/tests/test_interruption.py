"""Ctrl-C, kill and --resume: what was measured stays readable, and a run goes on where it stopped."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from experiment.tests.conftest import Bench, raw_files, tree
from experiment.tests.processes import members


def wait_for_raw(folder: Path, files: int, process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 60
    while len(list((folder / "raw").glob("*.json"))) < files:
        assert time.monotonic() < deadline and process.poll() is None, process.communicate()
        time.sleep(0.05)


def interrupt(bench: Bench, files: int = 2, number: int = signal.SIGINT, *arguments: str) -> tuple[int, str, str]:
    process = bench.start("--preset", "quick", *arguments, trouble="slow")
    wait_for_raw(bench.incomplete, files, process)
    os.killpg(process.pid, number)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_an_interrupted_run_keeps_what_was_measured_and_says_how_to_go_on(bench: Bench, number: int, code: int) -> None:
    bench.reports = True
    returned, out, err = interrupt(bench, 2, number)
    assert returned == code
    assert f"run: interrupted; what was measured is in {bench.out}. Continue with: scripts/run --resume --out " in err
    assert "Traceback" not in out + err
    assert len(raw_files(bench.out)) in (2, 3) and all(
        json.loads(path.read_text()) for path in (bench.out / "raw").glob("*.json")
    )
    assert json.loads((bench.out / "status.json").read_text())["state"] == "interrupted"
    assert (bench.out / "index.html").exists()
    assert not list(bench.out.rglob("*.part")) and not bench.incomplete.exists()
    assert list(Path(bench.environment["TMPDIR"]).iterdir()) == []


def test_a_signal_to_the_experiment_alone_ends_the_benchmark_process_too(bench: Bench) -> None:
    process = bench.start("--preset", "quick", trouble="slow")
    wait_for_raw(bench.incomplete, 1, process)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert members(process.pid) == []


@pytest.mark.slow
def test_resume_measures_what_is_missing_and_nothing_else(bench: Bench) -> None:
    interrupt(bench)
    before = {name: (bench.out / "raw" / name).read_bytes() for name in raw_files(bench.out)}
    plan = (bench.out / "plan.json").read_bytes()
    done = bench("--resume")
    assert done.returncode == 0, done.stderr
    assert f"resuming: {len(before)} of 6 processes are already measured" in done.stdout
    assert len(raw_files(bench.out)) == 6 and (bench.out / "plan.json").read_bytes() == plan
    assert {name: (bench.out / "raw" / name).read_bytes() for name in before} == before
    status = json.loads((bench.out / "status.json").read_text())
    assert status["state"] == "complete" and status["elapsed_seconds"] > len(before)


@pytest.mark.slow
def test_an_interrupted_run_does_not_replace_complete_results(bench_with_results: Bench) -> None:
    bench_with_results.reports = True
    bench = bench_with_results
    before = tree(bench.out)
    returned, _, err = interrupt(bench)
    assert returned == 130 and f"what was measured is in {bench.incomplete}" in err
    assert tree(bench.out) == before and (bench.incomplete / "index.html").exists()
    assert bench("--resume").returncode == 0
    assert tree(bench.out)["plan.json"] != before["plan.json"]


@pytest.mark.slow
def test_a_killed_run_leaves_only_whole_files_and_can_be_resumed(bench: Bench) -> None:
    returned, _, _ = interrupt(bench, 2, signal.SIGKILL)
    assert returned == -signal.SIGKILL
    assert all(json.loads(path.read_text()) for path in (bench.incomplete / "raw").glob("*.json"))
    assert bench("--resume").returncode == 0
    assert len(raw_files(bench.out)) == 6


@pytest.mark.slow
def test_resume_refuses_another_preset_and_another_build(bench: Bench) -> None:
    interrupt(bench)
    before = tree(bench.out)
    done = bench("--resume", "--preset", "standard")
    assert done.returncode == 2 and "the interrupted run has preset quick, not standard" in done.stderr
    with (bench.folder / "bench_sync").open("a") as file:
        file.write("# rebuilt\n")
    done = bench("--resume")
    assert done.returncode == 2 and "cannot resume: bench_sync changed since the interrupted run" in done.stderr
    assert tree(bench.out) == before


def test_resume_refuses_a_raw_file_of_another_run(bench: Bench) -> None:
    interrupt(bench)
    first = bench.out / "raw" / raw_files(bench.out)[0]
    first.write_text(json.dumps(json.loads(first.read_text()), indent=3))
    before = tree(bench.out)
    done = bench("--resume")
    assert done.returncode == 2 and f"{first.name} is not the file that this run wrote" in done.stderr
    assert tree(bench.out) == before


@pytest.mark.slow
def test_there_is_nothing_to_resume_in_a_complete_or_missing_folder(bench_with_results: Bench) -> None:
    done = bench_with_results("--resume")
    assert done.returncode == 2 and "nothing to resume: the results in" in done.stderr
    bench_with_results.out = bench_with_results.out.with_name("elsewhere")
    assert "nothing to resume: no interrupted run" in bench_with_results("--resume").stderr


@pytest.mark.slow
def test_a_second_run_into_the_same_folder_is_refused_while_the_first_lasts(bench: Bench) -> None:
    process = bench.start("--preset", "quick", trouble="slow")
    wait_for_raw(bench.incomplete, 1, process)
    done = bench("--preset", "quick")
    assert done.returncode == 2 and "another run is writing to" in done.stderr
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130 and len(raw_files(bench.out)) >= 1


def test_an_interruption_before_the_first_process_leaves_nothing(bench: Bench) -> None:
    process = bench.start("--preset", "quick", trouble="hang")
    deadline = time.monotonic() + 60
    while not (bench.incomplete / "plan.json").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and "interrupted before the first process was measured" in err
    assert not bench.incomplete.exists() and not bench.out.exists()
