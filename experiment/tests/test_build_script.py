"""scripts/build on a small project: a checkout that was moved or copied with its build is built anew and says so."""

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


def build(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(root / "scripts" / "build"), "dev"], capture_output=True, text=True, timeout=120)


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


def test_a_checkout_by_another_name_is_the_same(checkout: Path, tmp_path: Path) -> None:
    os.symlink(checkout, tmp_path / "link")
    done = build(tmp_path / "link")
    assert done.returncode == 0 and "moved or copied" not in done.stdout
