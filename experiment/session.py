"""An experiment from the first process to the last: what is pending, what was measured, how it ended.

Writes raw/<binary>.<process>.json once each, and status.json after every process, with the digest of each raw file, so
that one of another run is known for what it is.
"""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiment.environment import identity, sha256
from experiment.errors import BinaryCrashed, ExperimentError, Interrupted
from experiment.files import read_json, write_json
from experiment.instructions import count, counts_path
from experiment.plan import Plan, csv_path, raw_path
from experiment.process import Launcher
from experiment.progress import Meter
from experiment.samples import failures


def require_same(plan: Plan, launcher: Launcher) -> None:
    """Raises if going on would mix two builds, machines or placements in one result."""
    missing = [name for name in plan.all_binaries if name not in launcher.binaries]
    if missing:
        raise ExperimentError(f"cannot resume: {missing[0]} was measured before and is not built now")
    now: dict[str, Any] = identity({name: launcher.binaries[name] for name in plan.all_binaries})
    now["placement"] = str(launcher.placement)
    if launcher.server_facts:
        now["postgres"] = dict(launcher.server_facts)
    for key, value in now.items():
        before = plan.environment.get(key)
        if before == value:
            continue
        if isinstance(before, dict) and isinstance(value, dict):
            what = ", ".join(name for name in sorted(before | value) if before.get(name) != value.get(name))
            raise ExperimentError(
                f"cannot resume: {what} changed since the interrupted run ({key}); start anew without --resume"
            )
        raise ExperimentError(f"cannot resume: {key} was '{before}' and is '{value}' now; start anew without --resume")


@dataclass
class Session:
    """One stretch of a run; `elapsed_seconds` adds up over resumed stretches."""

    plan: Plan
    launcher: Launcher
    folder: Path
    done: dict[str, list[int]] = field(default_factory=dict)
    failed_cells: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)  # of raw files, by name
    elapsed_seconds: float = 0.0

    def recall(self) -> None:
        """Takes up what an earlier stretch measured."""
        known: dict[str, str] = {}
        if (self.folder / "status.json").exists():
            status = read_json(self.folder / "status.json")
            self.elapsed_seconds = float(status.get("elapsed_seconds", 0.0))
            known = status.get("raw", {})
        for process, binary in self.plan.steps():
            path = raw_path(self.folder, process, binary)
            if path.exists():
                self._count(process, binary, read_json(path))
                if known.get(path.name, self.digests[path.name]) != self.digests[path.name]:
                    raise ExperimentError(
                        f"cannot resume: {path} is not the file that this run wrote; remove it to measure it again"
                    )

    def _count(self, process: int, binary: str, result: dict[str, Any]) -> None:
        path = raw_path(self.folder, process, binary)
        self.done.setdefault(binary, []).append(process)
        self.digests[path.name] = sha256(path)
        for cell, message in failures(result).items():
            self.failed_cells.setdefault(cell, message)

    @property
    def measured(self) -> int:
        return sum(map(len, self.done.values()))

    def pending(self) -> list[tuple[int, str]]:
        return [(process, binary) for process, binary in self.plan.steps() if process not in self.done.get(binary, [])]

    @property
    def is_complete(self) -> bool:
        """Whether every process is measured and every group's instructions are counted."""
        return not self.pending() and all(counts_path(self.folder, group).exists() for group in self.plan.instructions)

    def write_status(self, state: str) -> None:
        processes = {binary: sorted(self.done.get(binary, [])) for binary in self.plan.binaries}
        status = {
            "state": state,
            "processes_done": processes,
            "elapsed_seconds": round(self.elapsed_seconds, 3),
            "raw": self.digests,
        }
        write_json(self.folder / "status.json", status)

    def measure(self) -> None:
        """Runs every pending process. However it ends, status.json tells."""
        before, started = self.elapsed_seconds, time.monotonic()

        def note_progress() -> None:
            self.elapsed_seconds = before + time.monotonic() - started
            self.write_status("complete" if self.is_complete else "interrupted")

        pending, seconds = self.pending(), self.plan.process_seconds
        left = sum(seconds[binary] for _, binary in pending)
        try:
            with Meter(
                self.measured + len(pending),
                self.plan.predicted_seconds,
                self.measured,
                self.plan.predicted_seconds - left,
            ) as meter:
                for process, binary in pending:
                    self._measure_one(process, binary, meter)
                    note_progress()
            if not self.is_complete:
                count(self.plan, self.launcher, self.folder)
            note_progress()  # also where all is measured: a run that was killed may have measured more than it noted
        except (Interrupted, ExperimentError, BinaryCrashed) as end:
            self.elapsed_seconds = before + time.monotonic() - started
            self.write_status("interrupted" if isinstance(end, Interrupted) else "failed")
            raise

    def _measure_one(self, process: int, binary: str, meter: Meter) -> None:
        label, expected = f"{binary} process {process} of {self.plan.processes}", self.plan.process_seconds[binary]
        result, seconds = self.launcher.run(
            binary,
            csv_path(self.folder, process, binary),
            raw_path(self.folder, process, binary),
            label=label,
            rows=sum(1 for _ in self.plan.rows(process, binary)),
            padding=self.plan.padding_bytes[binary][process - 1],
            expected_seconds=expected,
            on_tick=lambda elapsed: meter.tick(label, expected, elapsed),
        )
        self._count(process, binary, result)
        meter.step(label, expected, seconds)
