"""Instructions of the timed work, counted by callgrind: a fresh process a cell, one iteration after the checked one.

Counts repeat to the digit on any load of the machine, so cells are counted side by side on all cores. Only what runs
inside bench::timed_region is counted, the database's library included. Writes raw/instructions/<group>.json once
each.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from experiment.errors import BinaryCrashed, ExperimentError
from experiment.files import write_json, write_text
from experiment.owner import tied
from experiment.plan import Plan, csv_text
from experiment.process import Launcher
from experiment.progress import say
from experiment.samples import samples
from vocabulary.plan import Group

FORMAT = 1
SECONDS_A_CELL = 8.0  # of one core, on `small`
MOST_SECONDS_A_CELL = 1800.0
TOGGLE = "bench::timed_region*"


def find_valgrind() -> str:
    """Its path; raises ExperimentError where it is not installed."""
    path = shutil.which("valgrind")
    if path is None:
        raise ExperimentError("--instructions needs valgrind: scripts/setup instructions installs it")
    return path


def predicted_seconds(groups: Iterable[Group]) -> float:
    return sum(len(group.cells) for group in groups) * SECONDS_A_CELL / (os.cpu_count() or 1)


def counts_path(folder: Path, group: Group) -> Path:
    return folder / "raw" / "instructions" / f"{group.id.replace('/', '.')}.json"


def count(plan: Plan, launcher: Launcher, folder: Path) -> None:
    """Counts every group of the plan that has no file yet."""
    pending = [group for group in plan.instructions if not counts_path(folder, group).exists()]
    if not pending:
        return
    valgrind = find_valgrind()
    version = subprocess.run([valgrind, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    (folder / "raw" / "instructions").mkdir(exist_ok=True)
    for number, group in enumerate(pending, 1):
        started = time.monotonic()
        found = count_group(valgrind, group, launcher)
        write_json(counts_path(folder, group), {"format": FORMAT, "group": group.id, "tool": version, **found})
        say(f"[{number}/{len(pending)}] instructions of {group.id}: {time.monotonic() - started:.1f} s")


@dataclass
class _Running:
    cell: str
    place: Path  # holds plan.csv, out.json, callgrind
    stderr: IO[str]
    process: "subprocess.Popen[str]"
    started: float


def count_group(valgrind: str, group: Group, launcher: Launcher) -> dict[str, Any]:
    """`counts` by cell, and `failed_cells` with what each said."""
    counts: dict[str, dict[str, float]] = {}
    failed: dict[str, str] = {}
    with (
        tempfile.TemporaryDirectory(prefix="instructions-", dir=launcher.scratch) as scratch,
        closing(_side_by_side(valgrind, group, launcher, Path(scratch))) as counted,  # ended before scratch goes
    ):
        for done in counted:
            row = _read(done)
            if isinstance(row, str):
                failed[done.cell] = row
            else:
                counts[done.cell] = row
    return {"counts": {cell: counts[cell] for cell in group.names if cell in counts}, "failed_cells": failed}


def _side_by_side(valgrind: str, group: Group, launcher: Launcher, scratch: Path) -> Generator[_Running, None, None]:
    """Each cell once it is counted; however this ends, no process stays behind."""
    pending: list[tuple[int, str]] = list(enumerate(group.names))
    running: list[_Running] = []
    try:
        while pending or running:
            while pending and len(running) < (os.cpu_count() or 1):
                number, cell = pending.pop(0)
                running.append(_start(valgrind, group.binary, cell, launcher, scratch / f"{number:03d}"))
            for one in [one for one in running if one.process.poll() is not None]:
                running.remove(one)
                yield one
            if any(time.monotonic() - one.started > MOST_SECONDS_A_CELL for one in running):
                raise BinaryCrashed(f"counting {running[0].cell} was stopped after {MOST_SECONDS_A_CELL:.0f} s")
            time.sleep(0.05)
    finally:
        for one in running:
            one.process.terminate()
        for one in running:
            one.process.wait()
            one.stderr.close()


def _start(valgrind: str, binary: str, cell: str, launcher: Launcher, place: Path) -> _Running:
    place.mkdir()
    write_text(place / "plan.csv", csv_text([(1, cell, 1)]))
    command: Sequence[str] = [
        valgrind,
        "--tool=callgrind",
        "--collect-atstart=no",
        f"--toggle-collect={TOGGLE}",
        f"--callgrind-out-file={place / 'callgrind'}",
        str(launcher.binaries[binary]),
        f"--plan={place / 'plan.csv'}",
        f"--benchmark_out={place / 'out.json'}",
        "--benchmark_out_format=json",
        *launcher.arguments,
    ]
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TMPDIR": str(place)}  # the same in each run
    stderr = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
    process = subprocess.Popen(
        tied(command), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr, env=environment, text=True
    )
    return _Running(cell, place, stderr, process, time.monotonic())


def _read(done: _Running) -> dict[str, float] | str:
    """The counts of one iteration and its items, or why the cell has none."""
    done.stderr.seek(0)
    said = (done.stderr.read().strip().splitlines() or ["no message"])[-1]
    done.stderr.close()
    try:
        (sample,) = samples(json.loads((done.place / "out.json").read_text(encoding="utf-8")))
        totals = re.search(r"^totals: (\d+)$", (done.place / "callgrind").read_text(encoding="utf-8"), re.MULTILINE)
    except (OSError, ValueError, KeyError) as error:
        raise BinaryCrashed(f"counting {done.cell} ended with exit code {done.process.returncode}: {said}") from error
    if sample.error:
        return sample.error
    if totals is None or int(totals[1]) == 0:
        raise BinaryCrashed(f"callgrind counted nothing of {done.cell}: {TOGGLE} was not found in its binary")
    return {"instructions": int(totals[1]), "items": sample.items}
