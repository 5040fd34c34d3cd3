"""One mutant on trial: its file made wrong in a copy, its tests run, and whether one of them failed."""

import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.built import Build, CannotBuild, maker
from tests.mutants.mutant import ROOT, Mutant

KILLED, SURVIVED, SAME, BROKEN, LATE = "killed", "SURVIVED", "same", "BROKEN", "late"
LONGEST = 300  # seconds of its tests: a mutant that never ends is noticed, too
RANDOM = "-*Fuzz*:*Random*"


class OutOfTime(Exception):
    """The caller has no more time for this mutant: nobody knows whether it is noticed."""


class NeverEnds(Exception):
    """A test that should be over long ago: noticed, and told, because a busy machine looks alike."""


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


def _failure(command: list[str], tree: Path, environment: dict[str, str], until: float) -> str | None:
    """What it printed if it failed."""
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
        raise NeverEnds from None
    if command[0] == sys.executable and done.returncode not in (0, 1, 2, 3):
        raise CannotBuild(f"pytest found no test: {' '.join(command[-2:])}")
    return done.stdout.decode(errors="replace") if done.returncode else None


_FAILED = re.compile(r"^(?:FAILED|ERROR) ([^\s\[]+)", re.MULTILINE)  # pytest's; a test with all its parameters
_RUN = re.compile(r"^\[ RUN +\] (\S+)", re.MULTILINE)  # GoogleTest's; the last is the one that failed or crashed


def _killer(mutant: Mutant, tree: Path, builds: Sequence[Build], place: Path, until: float) -> list[str] | None:
    """The one test that notices the mutant, as a command that has to succeed without it."""
    environment = _environment(tree, builds)
    if mutant.is_python:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *mutant.tests]
        said = _failure(command, tree, environment, until)
        if said is None:
            return None
        return [*command[: -len(mutant.tests)], *(_FAILED.findall(said)[-1:] or mutant.tests)]
    mutated = place / "mutated"
    (mutated / mutant.file).parent.mkdir(parents=True)
    shutil.copy(tree / mutant.file, mutated / mutant.file)
    for test in mutant.tests:
        name, _, wanted = test.partition(":")
        build = maker(name, builds)
        program = build.program(name, mutant.file, mutated, place)
        chosen = wanted or f"*{RANDOM}"
        said = _failure([str(program), "--gtest_fail_fast", f"--gtest_filter={chosen}"], ROOT, environment, until)
        if said is not None:
            last = (_RUN.findall(said) or [chosen])[-1]
            return [str(build.folder / build.target(name)), f"--gtest_filter={last}"]
    return None


def _environment(tree: Path, builds: Sequence[Build]) -> dict[str, str]:
    bins = [build.folder / "bin" for build in builds]
    of_programs = next((bin for bin in bins if (bin / "bench_load").exists()), bins[0])
    kept = {name: value for name, value in os.environ.items() if name != "BOTHSIDES_DSN"}
    own = {"PYTHONDONTWRITEBYTECODE": "1", "BOTHSIDES_PYTHON": sys.executable, "PYTHONPATH": str(tree)}
    return kept | own | {"BOTHSIDES_BIN": str(of_programs)}


class Court:
    """Judges mutants, each in one of the copies of the checkout that nobody uses at that time."""

    def __init__(self, builds: Sequence[Build], trees: list[Path], until: float = math.inf) -> None:
        self._builds, self._trees, self._until = builds, trees, until
        self._succeeds: dict[tuple[str, ...], bool] = {}  # without any mutant, by command

    def judge(self, mutant: Mutant) -> Outcome:
        if mutant.same is not None:
            return Outcome(mutant, SAME, 0.0, mutant.same)
        started = time.monotonic()
        tree = self._trees.pop()
        try:
            verdict, words = self._verdict(mutant, tree)
        finally:
            self._trees.append(tree)
        return Outcome(mutant, verdict, time.monotonic() - started, words)

    def _verdict(self, mutant: Mutant, tree: Path) -> tuple[str, str]:
        original = (tree / mutant.file).read_text(encoding="utf-8")
        try:
            (tree / mutant.file).write_text(mutant.mutated(original), encoding="utf-8")
            with tempfile.TemporaryDirectory(prefix="bothsides-mutant-") as place:
                killer = _killer(mutant, tree, self._builds, Path(place), self._until)
            (tree / mutant.file).write_text(original, encoding="utf-8")
            if killer is None:
                return SURVIVED, ""
            if not self._succeeds_without(killer, tree):
                return BROKEN, f"its tests fail without it, too: {' '.join(mutant.tests)}"
            return KILLED, ""
        except OutOfTime:
            return LATE, ""
        except NeverEnds:
            return KILLED, f"its tests did not end in {LONGEST} s"
        except CannotBuild as error:
            return BROKEN, str(error)
        finally:
            (tree / mutant.file).write_text(original, encoding="utf-8")

    def _succeeds_without(self, command: list[str], tree: Path) -> bool:
        """Where no line is wrong. What always fails notices nothing."""
        key = tuple(command)
        if key not in self._succeeds:
            try:
                self._succeeds[key] = _failure(command, tree, _environment(tree, self._builds), self._until) is None
            except NeverEnds:
                self._succeeds[key] = False
        return self._succeeds[key]
