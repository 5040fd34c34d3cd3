"""An experiment from the first process to the last: what is pending, what was measured, how it ended.

Writes raw/<binary>.<process>.json once each, and status.json after every process, with the digest of each raw file, so
that one of another run is known for what it is.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiment.between import next_stretch, seconds_of, undecided
from experiment.environment import busy_cores, identity, sha256
from experiment.errors import BinaryCrashed, ExperimentError, Interrupted
from experiment.files import read_json, write_json
from experiment.instructions import count, counts_path
from experiment.layout import Links, find_relinker
from experiment.plan import Plan, Stretch, csv_path, raw_path
from experiment.process import Launcher
from experiment.progress import Meter, say
from experiment.progress import count as progress_count
from experiment.samples import failures
from vocabulary.errors import UnusableInput


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
                f"cannot resume: {what} changed since the interrupted run ({key}); start again without --resume"
            )
        raise ExperimentError(f"cannot resume: {key} was '{before}' and is '{value}' now; start again without --resume")


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
    stretches: list[Stretch] = field(default_factory=list)  # beyond the first look
    first_look_seconds: float | None = None  # when it was reached
    ended: str = ""  # why no further look follows
    busy: list[float] = field(default_factory=list)  # cores that others used, at each look and at the end
    links: Links | None = None  # of their own for each process, if the plan has seeds

    def __post_init__(self) -> None:
        """Finds what links anew; raises where the plan wants it and this machine cannot any more."""
        layout = self.plan.layout or {}
        if not layout.get("seeds"):
            return
        found = find_relinker({name: self.launcher.binaries[name] for name in layout["seeds"]})
        if isinstance(found, str) or found.linker != layout["linker"]:
            why = found if isinstance(found, str) else f"{found.linker} is here now"
            raise ExperimentError(f"cannot resume: its processes run links of {layout['linker']}; {why}")
        self.links = Links(found, layout["seeds"], self.launcher.scratch / "links")

    def recall(self) -> None:
        """Takes up what an earlier stretch measured."""
        known: dict[str, str] = {}
        if (self.folder / "status.json").exists():
            status = read_json(self.folder / "status.json", "status")
            self.elapsed_seconds = float(status.get("elapsed_seconds", 0.0))
            known = status.get("raw", {})
            self.busy = list(status.get("busy_cores", []))
            self._recall_looks(status.get("looks", {}))
        for process, binary in self._steps():
            path = raw_path(self.folder, process, binary)
            if path.exists():
                self._count(process, binary, read_json(path, "raw"))
                if known.get(path.name, self.digests[path.name]) != self.digests[path.name]:
                    raise ExperimentError(
                        f"cannot resume: {path} is not the file that this run wrote; remove it to measure it again"
                    )

    def _recall_looks(self, looks: dict[str, Any]) -> None:
        known = {group.id for group in self.plan.groups}
        self.first_look_seconds = looks.get("first_look_seconds")
        rows = looks.get("stretches", ())
        self.stretches = [Stretch(one["first"], one["last"], tuple(one["groups"])) for one in rows]
        ends = list(zip(self.plan.planned_looks.counts, self.plan.planned_looks.counts[1:]))
        planned = [(one.first - 1, one.last) for one in self.stretches] == ends[: len(self.stretches)]
        if not planned or any(not known >= set(one.groups) for one in self.stretches):
            raise ExperimentError(
                f"{self.folder / 'status.json'} has looks that plan.json does not; start again without --resume"
            )

    def _stretch(self, process: int) -> Stretch | None:
        return next((one for one in self.stretches if one.first <= process <= one.last), None)

    def _steps(self) -> Iterator[tuple[int, str]]:
        for stretch in (None, *self.stretches):
            yield from self.plan.steps(stretch)

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
        return [(process, binary) for process, binary in self._steps() if process not in self.done.get(binary, [])]

    @property
    def is_complete(self) -> bool:
        """Whether every process is measured, no look follows and every group's instructions are counted."""
        is_measured = bool(self.ended) or (not self.plan.patience and not self.pending())
        return is_measured and all(counts_path(self.folder, group).exists() for group in self.plan.instructions)

    def write_status(self, state: str) -> None:
        processes = {binary: sorted(self.done.get(binary, [])) for binary in self.plan.binaries}
        status = {
            "state": state,
            "processes_done": processes,
            "elapsed_seconds": round(self.elapsed_seconds, 3),
            "raw": self.digests,
            "busy_cores": self.busy,
        }
        if self.first_look_seconds is not None:
            status["looks"] = {
                "first_look_seconds": round(self.first_look_seconds, 3),
                "stretches": [one.document() for one in self.stretches],
                "ended": self.ended,
            }
        write_json(self.folder / "status.json", status)

    def measure(self) -> None:
        """Runs every pending process. However it ends, status.json tells."""
        before, started = self.elapsed_seconds, time.monotonic()

        def note_progress() -> None:
            self.elapsed_seconds = before + time.monotonic() - started
            self.write_status("complete" if self.is_complete else "interrupted")

        try:
            self._measure_stretch(note_progress)
            while self._look(note_progress):
                self._measure_stretch(note_progress)
            if not self.busy:
                self._note_load()
            if not self.is_complete:
                count(self.plan, self.launcher, self.folder)
            note_progress()  # also where all is measured: a run that was killed may have measured more than it noted
        except (Interrupted, ExperimentError, BinaryCrashed) as end:
            self.elapsed_seconds = before + time.monotonic() - started
            unfinished = "interrupted" if isinstance(end, Interrupted) else "failed"
            self.write_status("complete" if self.is_complete else unfinished)
            raise
        finally:
            if self.links:
                self.links.remove()

    def _measure_stretch(self, note_progress: Callable[[], None]) -> None:
        """What is pending up to the next look; beyond the first, no longer than patience lasts."""
        pending = self.pending()
        if self.links:
            self.links.make(pending)
        total = sum(self._expected(process, binary) for process, binary in self._steps())
        left = sum(self._expected(process, binary) for process, binary in pending)
        with Meter(self.measured + len(pending), total, self.measured, total - left) as meter:
            for process, binary in pending:
                if process > self.plan.processes and self._patience_left() <= 0:
                    self.ended = "patience"
                    say("undecided groups need more time than --patience allows; the previous look judges them")
                    note_progress()
                    return
                self._measure_one(process, binary, meter)
                note_progress()

    def _note_load(self) -> None:
        """While nothing of ours runs."""
        if (cores := busy_cores(0.5)) is not None:
            self.busy.append(cores)

    def _patience_left(self) -> float:
        """Seconds."""
        return 60 * self.plan.patience - (self.elapsed_seconds - (self.first_look_seconds or 0.0))

    def _look(self, note_progress: Callable[[], None]) -> bool:
        """Judges what is measured; whether there is more to measure."""
        if not self.plan.patience or self.ended:
            return False
        if self.first_look_seconds is None:
            self.first_look_seconds = self.elapsed_seconds
        self._note_load()
        last = self.stretches[-1].last if self.stretches else self.plan.processes
        note_progress()
        try:
            found = undecided(self.folder)
        except UnusableInput as error:
            raise ExperimentError(f"{error}; the samples are in {self.folder}") from error
        stretch = next_stretch(self.plan, last, found, self._patience_left())
        if stretch is None:
            is_last = last == self.plan.most_processes
            self.ended = "decided" if not found else "last look" if is_last else "patience"
            what = f"{progress_count(len(found), 'group')} undecided" if found else "everything is decided"
            say(f"look after {last} processes: {what}")
            note_progress()
            return False
        say(
            f"look after {last} processes: {progress_count(len(found), 'group')} undecided,"
            f" {len(stretch.groups)} measured further, up to process {stretch.last}"
        )
        self.stretches.append(stretch)
        self.plan.write_stretch(self.folder, stretch)
        note_progress()
        return True

    def _expected(self, process: int, binary: str) -> float:
        stretch = self._stretch(process)
        if stretch is None:
            return self.plan.process_seconds[binary]
        return sum(seconds_of(self.plan, g) for g in stretch.groups if self.plan.group(g).binary == binary)

    def _measure_one(self, process: int, binary: str, meter: Meter) -> None:
        stretch = self._stretch(process)
        last = stretch.last if stretch else self.plan.processes
        label, expected = f"{binary} process {process} of {last}", self._expected(process, binary)
        result, seconds = self.launcher.run(
            binary,
            csv_path(self.folder, process, binary),
            raw_path(self.folder, process, binary),
            label=label,
            rows=sum(1 for _ in self.plan.rows(process, binary, stretch)),
            program=self.links.of(process, binary) if self.links else None,
            padding=self.plan.padding_bytes[binary][process - 1],
            expected_seconds=expected,
            on_tick=lambda elapsed: meter.tick(label, expected, elapsed),
        )
        self._count(process, binary, result)
        meter.step(label, expected, seconds)
