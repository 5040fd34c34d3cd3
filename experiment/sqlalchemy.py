"""SQLAlchemy in a run: which interpreters have one, what they can measure, and the program that a process of it runs.

Each is asked once, by `python -m sqlalchemy_bench --describe`. A run starts it as it starts a benchmark binary: through
a small script of that name in its scratch folder, which says which interpreter and which sources.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiment.errors import ExperimentError
from experiment.progress import complain, say
from vocabulary.cells import Cell, is_sqlalchemy, sqlalchemy_version
from vocabulary.plan import Group

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "sqlalchemy_bench"
ENVIRONMENTS = ROOT / "build" / "sqlalchemy"  # where scripts/setup sqlalchemy puts its own
DATASETS = "datasets"  # in the scratch folder, where the program looks for them
CLASSES = tuple(f"classes_{number}" for number in (1, 10, 20, 100, 1000))
_PART = re.compile(r"(.+)_first_(\d+)")  # the first users of a dataset, with their posts
FACTS = ("version", "python", "sqlite", "driver", "compiled", "interpreter")


@dataclass(frozen=True)
class Installed:
    """One interpreter with an SQLAlchemy. `facts` and `workloads` are what it told."""

    interpreter: str
    backend: str  # sqlalchemy_2.0: its name as a binary, too
    facts: dict[str, Any]
    workloads: dict[str, dict[str, Any]]

    @property
    def version(self) -> str:
        return str(self.facts["version"])

    @property
    def words(self) -> str:
        return f"SQLAlchemy {self.version} (Python {self.facts['python']}, {self.interpreter})"

    def groups(self, datasets: dict[str, str]) -> list[Group]:
        """What it can measure; `datasets` has the relation of each."""
        backends = [self.backend, *([f"{self.backend}_postgres"] if self.facts["driver"] else [])]
        return [
            self._group(workload, row, backend, dataset)
            for workload, row in self.workloads.items()
            for backend in backends
            if row["on_postgres"] or backend == self.backend
            for dataset, relation in datasets.items()
            if relation == ("classes" if row["phase"] == "configure" else row["relation"])
        ]

    def _group(self, workload: str, row: dict[str, Any], backend: str, dataset: str) -> Group:
        cells = tuple(Cell(workload, row["relation"], s, backend, dataset) for s in row["strategies"])
        return Group(cells[0].group, row["phase"], self.backend, cells)


def ask(interpreter: str) -> Installed | str:
    """What it has; or one line that says why it cannot be measured."""
    try:
        done = subprocess.run(
            [interpreter, "-m", "sqlalchemy_bench", "--describe"],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{interpreter} does not start: {getattr(error, 'strerror', None) or 'it took more than a minute'}"
    last = (done.stderr.strip().splitlines() or ["no message"])[-1]
    if done.returncode != 0:
        return last.removeprefix("sqlalchemy_bench: ") if "sqlalchemy_bench: " in last else f"{interpreter}: {last}"
    try:
        told = json.loads(done.stdout)
        facts = {name: told[name] for name in FACTS if name in told} | {"interpreter": interpreter}
        return Installed(interpreter, told["backend"], facts, told["workloads"])
    except (ValueError, KeyError, TypeError):
        return f"{interpreter} did not say what it has: {last}"


def find(asked: Sequence[str]) -> list[Installed]:
    """The interpreters that were asked for, or those that this machine shows; the newest SQLAlchemy first, one a
    series. Says a line for each that was asked for and cannot be measured."""
    found: dict[str, Installed] = {}
    for interpreter in dict.fromkeys(asked or candidates()):
        one = ask(interpreter)
        if isinstance(one, str):
            if asked:
                complain(f"run: SQLAlchemy is left out: {one}")
        elif one.backend not in found:
            found[one.backend] = one
        elif asked:
            complain(f"run: {one.words} is left out: {found[one.backend].words} is of the same series")
    return sorted(found.values(), key=lambda one: sqlalchemy_version(one.backend), reverse=True)


def candidates() -> list[str]:
    """The active virtual environment, what scripts/setup sqlalchemy made, python3 and Debian's."""
    active = os.environ.get("VIRTUAL_ENV")
    paths = [Path(active) / "bin" / "python"] if active else []
    paths += sorted(ENVIRONMENTS.glob("*/bin/python"), reverse=True)
    paths += [Path(path) for name in ("python3", "/usr/bin/python3") if (path := shutil.which(name))]
    return [str(path) for path in paths if path.exists()]


def programs(installed: Iterable[Installed], scratch: Path) -> dict[str, Path]:
    """A script for each, by its name as a binary."""
    return {one.backend: _program(one, scratch) for one in installed}


def _program(one: Installed, scratch: Path) -> Path:
    path = scratch / one.backend
    command = shlex.join([one.interpreter, "-m", "sqlalchemy_bench"])
    lines = ("#!/bin/sh", f"# {one.words}; sources {sources_digest()}", f"export PYTHONPATH={shlex.quote(str(ROOT))}")
    more = ("export PYTHONSAFEPATH=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1", f'exec {command} "$@"')
    own = "unset BOTHSIDES_DATASETS"  # a run writes its datasets itself, into its scratch folder
    path.write_text("\n".join((*lines, own, *more)) + "\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def sources_digest() -> str:
    """Of everything that a process runs, so that a resumed run is known to be the same."""
    digest = hashlib.sha256()
    paths = (p for p in sorted(SOURCES.rglob("*.py")) if "tests" not in p.parts)
    for path in (*paths, *sorted((ROOT / "bench" / "mixes").glob("*.toml"))):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def known_datasets(tool: Path, named: Iterable[str] = ()) -> dict[str, str]:
    """The relation of each dataset that the tool can write, of the classes that are none, and of `named` parts of
    datasets, as users_100_first_50."""
    if not tool.exists():
        return dict.fromkeys(CLASSES, "classes")
    done = subprocess.run([str(tool), "list", "--json"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise ExperimentError(f"{tool.name} could not list its datasets: {done.stderr.strip()}")
    found = {row["name"]: row["relation"] for row in json.loads(done.stdout)}
    parts = {name: found[part[1]] for name in named if (part := _PART.fullmatch(name)) and part[1] in found}
    return parts | found | dict.fromkeys(CLASSES, "classes")


def write_datasets(groups: Iterable[Group], tool: Path, scratch: Path) -> None:
    """The files of those that SQLAlchemy is measured on."""
    folder = scratch / DATASETS
    wanted = {group.dataset for group in groups if is_sqlalchemy(group.backend) and group.dataset not in CLASSES}
    for dataset in sorted(wanted):
        folder.mkdir(exist_ok=True)
        out = folder / f"{dataset}.sqlite"
        if out.exists():
            continue
        part = _PART.fullmatch(dataset)
        which = [part[1], "--users", part[2]] if part else [dataset]
        done = subprocess.run(
            [str(tool), "generate", *which, "--out", str(out)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise ExperimentError(f"the dataset {dataset} could not be written: {done.stderr.strip()}")


def recalled(environment: dict[str, Any]) -> list[Installed]:
    """Those of an interrupted run; raises ExperimentError where one is not what it was."""
    found = []
    for backend, facts in environment.get("sqlalchemy", {}).items():
        one = ask(facts["interpreter"])
        if isinstance(one, str):
            raise ExperimentError(f"cannot resume: {backend} was measured before; {one}")
        if one.facts != facts:
            raise ExperimentError(f"cannot resume: {backend} was SQLAlchemy {facts['version']} and is {one.words} now")
        found.append(one)
    return found


def announce(installed: Sequence[Installed], used: Sequence[Group]) -> None:
    names = {group.binary for group in used}
    for one in installed:
        if one.backend in names:
            say(f"{one.words} is measured with the mapper, as {one.backend}")


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("PGPASSWORD", "BOTHSIDES_RUN_DSN")}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
