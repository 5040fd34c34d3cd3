"""scripts/build on a small project: a checkout that was moved or copied with its build is built anew and says so; what
a run needs is added to what others needed, and a build that has everything keeps it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from experiment.tests.conftest import ROOT

CMAKE = """
cmake_minimum_required(VERSION 3.25)
project(small LANGUAGES NONE)
configure_file(text.in text)
set(BOTHSIDES_NEEDED "" CACHE FILEPATH "")
add_custom_target(needed)
"""
PRESETS = """
{"version": 6,
 "configurePresets": [{"name": "dev", "generator": "Ninja", "binaryDir": "${sourceDir}/build/dev"}],
 "buildPresets": [{"name": "dev", "configurePreset": "dev"}]}
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "a checkout"
    (root / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "build", root / "scripts")
    (root / "CMakeLists.txt").write_text(CMAKE)
    (root / "CMakePresets.json").write_text(PRESETS)
    (root / "text.in").write_text("made in @CMAKE_SOURCE_DIR@\n")
    assert build(root).returncode == 0
    return root


def build(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(root / "scripts" / "build"), "dev", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def needs(root: Path, *cells: str) -> None:
    (root / "asked").write_text("".join(f"cell {cell}\n" for cell in cells))
    done = build(root, "--needed", str(root / "asked"))
    assert done.returncode == 0, done.stderr


def needed(root: Path) -> str:
    """The file that CMake was told of; empty where it builds everything."""
    cache = (root / "build" / "dev" / "CMakeCache.txt").read_text().splitlines()
    return next(line.partition("=")[2] for line in cache if line.startswith("BOTHSIDES_NEEDED"))


@pytest.mark.parametrize("is_copy", [False, True])
def test_a_checkout_elsewhere_is_built_anew_once(checkout: Path, tmp_path: Path, is_copy: bool) -> None:
    there = tmp_path / "elsewhere"
    shutil.copytree(checkout, there, symlinks=True) if is_copy else checkout.rename(there)
    done = build(there)
    assert done.returncode == 0, done.stderr
    assert f"build/dev was made for {checkout}, and this checkout is {there}: it was moved or copied" in done.stdout
    assert (there / "build" / "dev" / "text").read_text() == f"made in {there}\n"
    again = build(there)
    assert again.returncode == 0 and "moved or copied" not in again.stdout


def test_a_copy_that_shares_a_build_folder_builds_for_itself(checkout: Path, tmp_path: Path) -> None:
    shared, there = tmp_path / "shared", tmp_path / "elsewhere"
    (checkout / "build").rename(shared)
    (checkout / "build").symlink_to(shared)
    shutil.copytree(checkout, there, symlinks=True)
    done = build(there)
    assert done.returncode == 0 and "moved or copied" in done.stdout, done.stderr
    assert (shared / "dev" / "text").read_text() == f"made in {there}\n"


def test_what_does_not_compile_ends_it_and_says_so(checkout: Path) -> None:
    (checkout / "CMakeLists.txt").write_text(CMAKE + "add_custom_target(broken ALL COMMAND false)\n")
    done = build(checkout)
    assert done.returncode == 2 and "built" not in done.stdout
    assert done.stderr == "build: the preset dev does not compile; the compiler's messages are above\n"


def test_a_checkout_by_another_name_is_the_same(checkout: Path, tmp_path: Path) -> None:
    os.symlink(checkout, tmp_path / "link")
    done = build(tmp_path / "link")
    assert done.returncode == 0 and "moved or copied" not in done.stdout


def test_what_is_needed_adds_up(checkout: Path) -> None:
    shutil.rmtree(checkout / "build")
    needs(checkout, "load_lazy backref", "append backref")
    needs(checkout, "remove backref", "append backref")
    list_of_all = Path(needed(checkout))
    cells = [line.split()[1] for line in list_of_all.read_text().splitlines()]
    assert cells == ["append", "load_lazy", "remove"]
    before = list_of_all.stat().st_mtime_ns
    needs(checkout, "remove backref")
    assert list_of_all.stat().st_mtime_ns == before, "nothing is configured anew"


def test_a_build_of_everything_stays_one(checkout: Path) -> None:
    needs(checkout, "load_lazy backref")
    assert needed(checkout) == ""
    shutil.rmtree(checkout / "build")
    needs(checkout, "load_lazy backref")
    assert needed(checkout) != ""
    assert build(checkout).returncode == 0 and needed(checkout) == ""
