"""One process of a plan alone: its raw files and no other trace; whole or not there; never measured twice."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from experiment.tests.conftest import Bench, make_bench, raw_files, tree


@pytest.fixture
def planned(bench: Bench) -> Bench:
    done = bench("--preset", "standard", "--only-plan")
    assert done.returncode == 0, done.stderr
    return bench


def one(bench: Bench, *arguments: str, trouble: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "experiment", "--bin", str(bench.folder), *arguments]
    return subprocess.run(command, env=bench.environ(trouble), capture_output=True, text=True, timeout=60)


def process(bench: Bench, number: int, trouble: str = "") -> "subprocess.CompletedProcess[str]":
    return one(bench, "--only-process", str(number), "--plan", str(bench.out), trouble=trouble)


def test_a_plan_alone_measures_nothing_and_says_how_to_go_on(bench: Bench) -> None:
    done = bench("--preset", "standard", "--only-plan")
    assert done.returncode == 0 and raw_files(bench.out) == []
    assert json.loads((bench.out / "status.json").read_text())["state"] == "interrupted"
    assert f"scripts/run --only-process K --plan {bench.out}" in done.stdout and "--resume" in done.stdout


def test_a_process_leaves_its_raw_file_and_no_other_trace(planned: Bench) -> None:
    before = tree(planned.out)
    assert process(planned, 2).returncode == 0
    after = tree(planned.out)
    assert set(after) - set(before) == {"raw/bench_load.002.json"}
    assert {name: after[name] for name in before} == before
    assert list((planned.folder.parents[1] / "scratch").iterdir()) == []


@pytest.mark.slow
def test_processes_in_any_order_make_the_run_that_resume_reports(planned: Bench) -> None:
    planned.reports = True
    for number in (3, 1, 4, 2):
        assert process(planned, number).returncode == 0
    raw = {name: data for name, data in tree(planned.out).items() if name.startswith("raw/")}
    done = planned("--resume")
    assert done.returncode == 0, done.stderr
    assert "resuming: 4 of 4 processes are already measured" in done.stdout
    now = tree(planned.out)
    assert {name: now[name] for name in raw} == raw and "index.html" in now
    assert json.loads(now["status.json"])["state"] == "complete"


def test_what_is_measured_is_not_measured_again(planned: Bench) -> None:
    process(planned, 2)
    before = tree(planned.out)
    done = process(planned, 2)
    assert done.returncode == 0 and "process 2 is already measured" in done.stdout and tree(planned.out) == before


@pytest.mark.parametrize(("trouble", "code"), [("crash", 1), ("truncated", 1), ("no_rows", 1), ("usage", 1)])
def test_one_that_fails_says_so_and_leaves_no_half_file(planned: Bench, trouble: str, code: int) -> None:
    before = tree(planned.out)
    done = process(planned, 2, trouble=trouble)
    assert done.returncode == code and "Traceback" not in done.stderr and "bench_load process 2" in done.stderr
    assert tree(planned.out) == before


@pytest.mark.slow
def test_looks_of_the_plan_are_kept_for_whoever_gathers(bench: Bench) -> None:
    assert bench("--preset", "looks", "--only-plan").returncode == 0
    for number in range(1, 5):
        assert process(bench, number, trouble="quiet all_quiet").returncode == 0
    done = bench("--resume", trouble="quiet all_quiet")
    assert done.returncode == 0 and "look after 4 processes" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--only-process", "1"), "--only-process K --plan DIR: give both"),
        (("--plan", "x"), "--only-process K --plan DIR: give both"),
        (("--only-process", "0", "--plan", "x"), "processes count from 1"),
        (("--only-process", "one", "--plan", "x"), "invalid int value"),
        (("--only-process", "1", "--plan", "x", "--preset", "quick"), "contains everything, leave --preset out"),
        (("--only-process", "1", "--plan", "nowhere"), "nothing to resume: no interrupted run in"),
        (("--pool",), "--pool needs --hosts FILE"),
        (("--hosts", "nowhere"), "--hosts nowhere: No such file or directory"),
    ],
)
def test_bad_arguments(bench: Bench, arguments: tuple[str, ...], why: str) -> None:
    done = one(bench, *arguments)
    assert done.returncode == 2 and why in done.stderr and done.stderr.count("\n") == 1


def test_a_process_that_the_plan_has_not(planned: Bench) -> None:
    done = process(planned, 17)
    assert done.returncode == 2 and "--only-process 17: the plan has processes 1 to 4" in done.stderr


def test_a_machine_that_is_not_like_the_planning_one_is_refused(planned: Bench) -> None:
    path = planned.out / "plan.json"
    plan = json.loads(path.read_text())
    plan["environment"]["cpu"] = "AMD EPYC 7763"
    path.write_text(json.dumps(plan))
    done = process(planned, 1)
    assert done.returncode == 2 and raw_files(planned.out) == []
    assert re.search(r"differs from the one that made the plan \(processor 'AMD EPYC 7763' and '", done.stderr)


def test_a_plan_that_was_changed_is_refused(planned: Bench) -> None:
    csv = next((planned.out / "plan").iterdir())
    csv.write_text(csv.read_text() + "3,x,1\n")
    done = process(planned, 1)
    assert done.returncode == 2 and "was changed after the start" in done.stderr


def test_without_gnu_parallel_it_is_asked_for(bench: Bench, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("git", "taskset", "setpriv", "sh"):
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    (tmp_path / "hosts").write_text("blue\n")
    alone = make_bench(tmp_path / "other")
    alone.environment["PATH"] = str(tools)
    done = one(alone, "--hosts", str(tmp_path / "hosts"))
    assert done.returncode == 2
    assert "--hosts needs parallel, which was not found: sudo apt-get install parallel" in done.stderr
