"""The cells that the built binaries offer, gathered into groups: a group is a cell without its strategy.

Reads `bench_* --benchmark_list_tests`.
"""

import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from experiment.errors import BinaryCrashed, ExperimentError
from vocabulary.cells import Cell
from vocabulary.plan import Group


def find_binaries(folder: Path) -> dict[str, Path]:
    """The benchmark binaries of a build, by name."""
    found = {path.name: path for path in sorted(folder.glob("bench_*")) if path.is_file() and os.access(path, os.X_OK)}
    if not found:
        raise ExperimentError(f"no benchmark binaries (bench_*) in {folder}: build them first, scripts/run does")
    return found


def list_cells(binary: Path, arguments: Sequence[str] = ()) -> list[str]:
    command = [str(binary), "--benchmark_list_tests", *arguments]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BinaryCrashed(f"{binary.name} could not list its cells: {error}") from error
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise BinaryCrashed(f"{binary.name} could not list its cells (exit code {done.returncode}): {last}")
    return done.stdout.split()


def group_cells(binary: str, names: Iterable[str]) -> list[Group]:
    """The groups of one binary, in the order in which their first cells are listed."""
    members: dict[str, list[Cell]] = {}
    for name in names:
        cell = Cell.parse(name)
        members.setdefault(cell.group, []).append(cell)
    phase = binary.removeprefix("bench_")
    return [Group(group, phase, binary, tuple(cells)) for group, cells in members.items()]


def read_catalogue(binaries: dict[str, Path], arguments: Sequence[str] = ()) -> list[Group]:
    """`arguments` are given to every binary: they may know more datasets then."""
    return [group for name, path in binaries.items() for group in group_cells(name, list_cells(path, arguments))]
