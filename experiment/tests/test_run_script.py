"""scripts/run around the experiment: what it judges first, what it calls, from where and with which Python."""

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from experiment.tests.conftest import PRESETS, ROOT
from experiment.tests.test_killed import wait_until

STEPS = ["setup run", "build release"]


@dataclass
class Clone:
    """A copy of the project in which set-up and build only note that they were called."""

    root: Path

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.root / "scripts" / "run"), *arguments],
            env=os.environ | {"BOTHSIDES_PYTHON": sys.executable} | environment,
            cwd=self.root.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    @property
    def steps(self) -> list[str]:
        log = self.root / "steps"
        return log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    root = tmp_path / "a clone"
    for folder in ("vocabulary", "experiment", "reports", "bench", "strategies", "docs", "tests", "type_checkers"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("latest*", "__pycache__"))
    (root / "bench" / "presets.toml").write_text(PRESETS)
    (root / "scripts").mkdir()
    for name in ("run", "python"):
        shutil.copy(ROOT / "scripts" / name, root / "scripts")
    for name in ("setup", "build"):
        (root / "scripts" / name).write_text(f'#!/bin/bash\necho "{name} $*" >>"$(dirname "$0")/../steps"\n')
        (root / "scripts" / name).chmod(0o755)
    return Clone(root)


def add_binaries(clone: Clone) -> None:
    bin_folder = clone.root / "build" / "release" / "bin"
    bin_folder.mkdir(parents=True)
    for name in ("bench_load", "bench_sync"):
        shutil.copy(ROOT / "experiment" / "tests" / "fake_bench.py", bin_folder / name)
        (bin_folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("unknown preset 'fast'", ["--preset", "fast"]),
        ("run: --dsn needs a value", ["--preset", "quick", "--dsn"]),
        ("--dsn cannot be understood", ["--dsn", "a server"]),
        ("--dsn names a PostgreSQL server", ["--dsn=host=here", "--backend", "sqlite"]),
        ("--filter '(' is not a regular expression", ["--filter", "("]),
        ("is not a result folder", ["--out", "."]),
        ("nothing to resume", ["--resume", "--out", "nowhere"]),
    ],
)
def test_bad_arguments_are_refused_before_set_up_and_build(clone: Clone, message: str, arguments: list[str]) -> None:
    (clone.root.parent / "file").write_text("somebody's")
    done = clone.run(*arguments)
    assert done.returncode == 2 and message in done.stderr and len(done.stderr.splitlines()) == 1
    assert clone.steps == []


@pytest.mark.slow
def test_it_sets_up_builds_and_measures_from_any_directory_into_a_path_with_spaces(clone: Clone) -> None:
    add_binaries(clone)
    done = clone.run("--preset", "standard", "--filter", "load_lazy", "--out", "my results/of today")
    assert done.returncode == 0, done.stderr
    assert clone.steps == STEPS
    assert f"python: {sys.executable}" in done.stdout
    out = clone.root.parent / "my results" / "of today"
    assert (out / "index.html").exists()
    assert (
        "scripts/run --preset standard --filter load_lazy --out 'my results/of today'"
        in (out / "plan.json").read_text()
    )


@pytest.mark.slow
def test_results_go_to_reports_latest_by_default_and_standard_is_the_preset(clone: Clone) -> None:
    add_binaries(clone)
    done = clone.run()
    assert done.returncode == 0, done.stderr
    assert '"preset": "standard"' in (clone.root / "reports" / "latest" / "plan.json").read_text()


def test_help_needs_nothing(clone: Clone) -> None:
    done = clone.run("--preset", "quick", "--help", BOTHSIDES_PYTHON="/nowhere/python")
    assert done.returncode == 0 and "--resume" in done.stdout and "Exit codes" in done.stdout
    assert clone.steps == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("step", ["setup", "build"])
def test_a_signal_while_it_is_set_up_or_built_says_what_it_left(
    clone: Clone, step: str, number: int, code: int
) -> None:
    script = clone.root / "scripts" / step
    script.write_text(f'#!/bin/bash\necho "{step}" >>"$(dirname "$0")/../steps"\nexec sleep 30\n')
    process = subprocess.Popen(
        [str(clone.root / "scripts" / "run")],
        env=os.environ | {"BOTHSIDES_PYTHON": sys.executable},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: step in clone.steps, 30)
    os.killpg(process.pid, number)
    _, err = process.communicate(timeout=20)
    *shell, last = err.splitlines()  # the shell may say `Terminated`
    assert process.returncode == code and last.startswith("run: ") and "nothing was measured" in last
    assert len(shell) <= 1 and not (clone.root / "reports" / "latest").exists()


def test_a_failing_build_ends_it(clone: Clone) -> None:
    (clone.root / "scripts" / "build").write_text('#!/bin/bash\necho "build: it does not compile" >&2\nexit 2\n')
    done = clone.run()
    assert done.returncode == 2 and done.stderr == "build: it does not compile\n"


def test_a_python_without_the_libraries_is_named_with_what_it_lacks(clone: Clone, tmp_path: Path) -> None:
    poor = tmp_path / "poor python"
    poor.write_text(f'#!/bin/bash\nexec "{sys.executable}" -S -s "$@"\n')  # without site-packages
    poor.chmod(0o755)
    done = clone.run(BOTHSIDES_PYTHON=str(poor))
    assert done.returncode == 2
    assert f"python: {poor} lacks numpy, scipy" in done.stderr and "run scripts/setup" in done.stderr
