"""Slow tests are drawn: which ones a seed decides, those that share long work together, and none is lost."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TESTS = """
import pytest
def test_quick(): pass
@pytest.mark.slow
@pytest.mark.parametrize("number", range(8))
def test_alone(number): pass
@pytest.mark.slow(together="build")
@pytest.mark.parametrize("number", range(3))
def test_shared(number): pass
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("slow")
    shutil.copy(ROOT / "conftest.py", made)
    (made / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\nmarkers = slow: takes long\n")
    (made / "test_it.py").write_text(TESTS)
    return made


def collect(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:cacheprovider", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def collected(folder: Path, *options: str) -> tuple[list[str], str]:
    done = collect(folder, *options)
    assert done.returncode == 0, done.stdout
    return [line.split("::")[1] for line in done.stdout.splitlines() if "::" in line], done.stdout


def test_without_a_number_all_run(folder: Path) -> None:
    assert len(collected(folder)[0]) == 12


def test_a_seed_draws_the_same_again_and_what_is_left_out_is_counted(folder: Path) -> None:
    drawn, said = collected(folder, "--slow", "4", "--draw", "7")
    assert drawn == collected(folder, "--slow", "4", "--draw", "7")[0]
    assert f"{len(drawn)}/12 tests collected ({12 - len(drawn)} deselected)" in said


def test_over_many_seeds_every_test_comes_and_what_belongs_together_comes_together(folder: Path) -> None:
    seen: set[str] = set()
    for seed in range(6):
        drawn, _ = collected(folder, "--slow", "5", "--draw", str(seed))
        shared = [name for name in drawn if "shared" in name]
        assert "test_quick" in drawn and len(shared) in (0, 3)
        assert len([name for name in drawn if "alone" in name]) + bool(shared) == 5
        seen.update(drawn)
    assert len(seen) == 12


def test_a_negative_number_is_refused_in_one_line(folder: Path) -> None:
    done = collect(folder, "--slow", "-1")
    assert done.returncode == 4
    assert done.stderr.strip() == "ERROR: --slow -1: expected 0 or more, the number of slow tests to run"
