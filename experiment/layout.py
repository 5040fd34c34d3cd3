"""Code layout drawn anew for each process: every process runs a link of its own, its sections in a shuffled order.

Where code lies in memory makes a copy of the same code faster or slower for good; drawn anew, that becomes noise which
repetition averages out (Curtsinger & Berger 2013, "Stabilizer: statistically sound performance evaluation"). The
objects are compiled once, with a section a function; mold links them in another order for each seed. Seeds are in the
plan, so that the same plan makes the same links. Where mold or the build's link command is missing, all processes run
one link, and the report says so.
"""

import os
import random
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiment.errors import ExperimentError
from experiment.owner import tied
from experiment.files import explain, require_room

LINK_SECONDS = 60
SEEDS = 1 << 31


def seed_of(seed: int, binary: str, process: int) -> int:
    """Of the link of one process; 1 or more."""
    digest = random.Random(f"{seed}/{binary}/{process}/layout")
    return 1 + digest.randrange(SEEDS - 1)


@dataclass(frozen=True)
class Relinker:
    """`commands` by binary: the link as the build does it, run in `build`."""

    build: Path
    commands: dict[str, list[str]]
    linker: str  # its version, for the plan

    def link(self, binary: str, seed: int, out: Path) -> None:
        """Writes `out`; raises ExperimentError when the linker fails."""
        command = [str(out) if word == _OUT else word for word in self.commands[binary]]
        shuffled = ["-fuse-ld=mold", f"-Wl,--shuffle-sections={seed}", "-Wl,--strip-all"]
        try:
            done = subprocess.run(
                tied([*command, *shuffled]),
                cwd=self.build,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=LINK_SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ExperimentError(f"{binary} could not be relinked: {error}") from error
        if done.returncode != 0 or not out.exists():
            said = done.stderr.strip().splitlines() or ["no message"]  # the linker first, then its caller
            raise ExperimentError(f"{binary} could not be relinked: {said[0]}")


_OUT = "\0out"


def find_relinker(binaries: dict[str, Path]) -> Relinker | str:
    """What links these binaries anew; or why nothing does."""
    version = _said("mold", "--version")
    if version is None:
        return "the linker mold was not found (scripts/setup run installs it)"
    folder = next(iter(binaries.values())).resolve().parent
    build = folder.parent
    if not (build / "build.ninja").exists():
        return f"{build.name} is not a build folder of ninja"
    commands: dict[str, list[str]] = {}
    for name in binaries:
        found = _link_command(build, f"{folder.name}/{name}")
        if found is None:
            return f"the build does not show how {name} is linked"
        commands[name] = found
    return Relinker(build, commands, re.sub(r" \(.*", "", version))


def _link_command(build: Path, target: str) -> list[str] | None:
    """The last command that makes `target`, its output replaced by a mark; None for anything but one plain link."""
    said = _said("ninja", "-C", str(build), "-t", "commands", target)
    if not said:
        return None
    words = shlex.split(said.splitlines()[-1])
    words = [word for i, word in enumerate(words) if not (word == ":" and i in (0, len(words) - 1))]
    words = words[words[0] == "&&" :] if words else words
    words = words[:-1] if words and words[-1] == "&&" else words
    if words.count("-o") != 1 or "&&" in words or words[words.index("-o") + 1] != target:
        return None
    words[words.index("-o") + 1] = _OUT
    return words


def _said(*command: str) -> str | None:
    if shutil.which(command[0]) is None:
        return None
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def plan_layout(found: Relinker | str, seed: int, binaries: Sequence[str], processes: int) -> dict[str, Any]:
    """`layout` of plan.json."""
    if isinstance(found, str):
        return {"linker": None, "why": found}
    seeds = {name: [seed_of(seed, name, process) for process in range(1, processes + 1)] for name in binaries}
    return {"linker": found.linker, "seeds": seeds}


@dataclass
class Links:
    """The links of a run in a folder of their own: made before a stretch, removed after it."""

    relinker: Relinker
    seeds: dict[str, list[int]]
    folder: Path

    def make(self, steps: Iterable[tuple[int, str]]) -> None:
        """One for each (process, binary), on all cores; what is there already stays."""
        wanted = [
            (process, binary)
            for process, binary in steps
            if (path := self.of(process, binary)) and not path.exists()
        ]
        if not wanted:
            return
        self.folder.mkdir(exist_ok=True)
        first, *rest = wanted
        self._make(*first)
        require_room(self.folder, len(rest) * self.path(*first).stat().st_size)
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            list(pool.map(lambda one: self._make(*one), rest))

    def _make(self, process: int, binary: str) -> None:
        path = self.path(process, binary)
        part = path.with_name(f".{path.name}.part")
        try:
            self.relinker.link(binary, self.seeds[binary][process - 1], part)
            part.replace(path)
        except OSError as error:
            raise explain(error, f"relinking {binary}") from error

    def of(self, process: int, binary: str) -> Path | None:
        """None of a program that is not linked."""
        return self.path(process, binary) if binary in self.seeds else None

    def path(self, process: int, binary: str) -> Path:
        return self.folder / f"{binary}.{process:03d}"

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
