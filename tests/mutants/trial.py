"""One mutant on trial: its file made wrong in a copy, its tests run, and whether one of them failed."""

import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.built import Build, CannotBuild
from tests.mutants.mutant import ROOT, Mutant

KILLED, SURVIVED, SAME, BROKEN, LATE = "killed", "SURVIVED", "same", "BROKEN", "late"
LONGEST = 300  # seconds of its tests: a mutant that never ends is noticed, too
RANDOM = "-*Fuzz*:*Random*"


class OutOfTime(Exception):
    """The caller has no more time for this mutant: nobody knows whether it is noticed."""


@dataclass(frozen=True)
class Outcome:
    mutant: Mutant
    verdict: str
    seconds: float
    words: str = ""


def copy_tree(place: Path) -> Path:
    """The files of the checkout as they are, without what is built."""
    tree = place / "tree"
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    return tree


def _fails(command: list[str], tree: Path, environment: dict[str, str], until: float) -> bool:
    left = until - time.monotonic()
    try:
        done = subprocess.run(
            command,
            cwd=tree,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=max(0.0, min(LONGEST, left)),
        )
    except subprocess.TimeoutExpired:
        if left < LONGEST:
            raise OutOfTime from None
        return True
    if command[0] == sys.executable and done.returncode not in (0, 1, 2, 3):
        raise CannotBuild(f"pytest found no test: {' '.join(command[-2:])}")
    return done.returncode != 0


def _is_killed(mutant: Mutant, tree: Path, build: Build, place: Path, until: float) -> bool:
    environment = {name: value for name, value in os.environ.items() if name != "BOTHSIDES_DSN"}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "BOTHSIDES_PYTHON": sys.executable}
    environment |= {"PYTHONPATH": str(tree), "BOTHSIDES_BIN": str(build.folder / "bin")}
    if mutant.is_python:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *mutant.tests]
        return _fails(command, tree, environment, until)
    mutated = place / "mutated"
    (mutated / mutant.file).parent.mkdir(parents=True)
    shutil.copy(tree / mutant.file, mutated / mutant.file)
    for test in mutant.tests:
        name, _, wanted = test.partition(":")
        program = build.program(name, mutant.file, mutated, place)
        chosen = f"--gtest_filter={wanted or '*' + RANDOM}"
        if _fails([str(program), "--gtest_fail_fast", chosen], ROOT, environment, until):
            return True
    return False


def judge(mutant: Mutant, build: Build, trees: list[Path], until: float = math.inf) -> Outcome:
    """`trees` are copies of the checkout that nobody uses now; one is used, put right again and given back."""
    started = time.monotonic()
    if mutant.same is not None:
        return Outcome(mutant, SAME, 0.0, mutant.same)
    tree = trees.pop()
    original = (tree / mutant.file).read_text(encoding="utf-8")
    try:
        (tree / mutant.file).write_text(mutant.mutated(original), encoding="utf-8")
        with tempfile.TemporaryDirectory(prefix="bothsides-mutant-") as place:
            verdict, words = (KILLED if _is_killed(mutant, tree, build, Path(place), until) else SURVIVED), ""
    except OutOfTime:
        verdict, words = LATE, ""
    except CannotBuild as error:
        verdict, words = BROKEN, str(error)
    finally:
        (tree / mutant.file).write_text(original, encoding="utf-8")
        trees.append(tree)
    return Outcome(mutant, verdict, time.monotonic() - started, words)
