"""A build folder with fake benchmark binaries and small presets, and the experiment called on them."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from experiment.tests.shards import shards

__all__ = ["shards"]  # a fixture of several files
ROOT = Path(__file__).resolve().parents[2]


def measures(*strategies: str) -> str:
    """Of a preset that measures these in all of its groups: its last line."""
    return "strategies = { " + ", ".join(f'{name} = ["*"]' for name in strategies) + " }"


def every_strategy() -> list[str]:
    rows = (ROOT / "strategies" / "all.h").read_text(encoding="utf-8")
    return [*re.findall(r"X\((\w+), \w+\)", rows), "hand_written"]


FAKE = measures("back_populates", "back_populates_aa", "backref", "unidirectional", "hand_written")
PRESETS = f"""
[quick]
processes = 3
rounds = 4
sample_ms = 10
verdicts = false
groups = ["load_*/one_to_many/sqlite/zipf_small", "append/*/zipf_small"]
{FAKE}

instructions = ["append/one_to_many/sqlite_memory/zipf_small", "move_by_append/one_to_many/sqlite_memory/zipf_small"]

[standard]
processes = 4
rounds = 2
sample_ms = 10
verdicts = true
groups = ["load_lazy/one_to_many/sqlite/zipf_small"]
{FAKE}

[looks]
processes = 4
rounds = 2
sample_ms = 10
verdicts = true
looks = [4, 8, 12]
patience_minutes = 5
groups = ["load_*/one_to_many/sqlite/zipf_small", "append/one_to_many/sqlite_memory/zipf_small"]
{FAKE}
"""


@dataclass
class Bench:
    """Calls `python -m experiment` from a foreign directory, on fake binaries, into `out`."""

    folder: Path
    out: Path
    environment: dict[str, str] = field(default_factory=dict)
    reports: bool = False  # five seconds a run: where a test looks at the report

    def command(self, *arguments: str) -> list[str]:
        fixed = ["--bin", str(self.folder), "--presets", str(self.folder / "presets.toml"), "--out", str(self.out)]
        alone = {"--only-process", "--only-plan", "--pool", "--no-report"} & set(arguments)
        fixed += [] if self.reports or alone else ["--no-report"]
        return [sys.executable, "-m", "experiment", *fixed, *arguments]

    def environ(self, trouble: str) -> dict[str, str]:
        return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1", "FAKE_BENCH": trouble} | self.environment

    def __call__(self, *arguments: str, trouble: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            env=self.environ(trouble),
            cwd=self.folder.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def start(self, *arguments: str, trouble: str = "") -> "subprocess.Popen[str]":
        """In a process group of its own, so that a test can press Ctrl-C."""
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environ(trouble),
            cwd=self.folder.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @property
    def incomplete(self) -> Path:
        return self.out.with_name(self.out.name + ".incomplete")


def raw_files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "raw").glob("*.json"))


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` with its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def make_bench(tmp_path: Path) -> Bench:
    folder = tmp_path / "a build" / "bin"
    folder.mkdir(parents=True)
    for name in ("bench_load", "bench_sync"):
        shutil.copy(Path(__file__).with_name("fake_bench.py"), folder / name)
        (folder / name).chmod(0o755)
    (folder / "presets.toml").write_text(PRESETS)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return Bench(folder, tmp_path / "some results" / "latest", {"TMPDIR": str(scratch)})


@dataclass(frozen=True)
class Finished:
    """A `quick` run that is complete."""

    out: Path
    said: str


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    bench = make_bench(tmp_path_factory.mktemp("finished"))
    bench.reports = True
    done = bench("--preset", "quick")
    assert done.returncode == 0, done.stderr
    return Finished(bench.out, done.stdout)


@pytest.fixture
def bench_with_results(bench: Bench, finished: Finished) -> Bench:
    """Complete results stand where the next run would put its own."""
    shutil.copytree(finished.out, bench.out)
    return bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return make_bench(tmp_path)
