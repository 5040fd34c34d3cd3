"""A run whose processes are measured on hosts: the same plan, looks and results, gathered as they come."""

import json
import shlex
import tarfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from experiment.errors import ExperimentError
from experiment.files import write_text
from experiment.machines.hosts import ROOT
from experiment.machines.logins import Host
from experiment.machines.spread import Spread
from experiment.plan import csv_path, raw_path
from experiment.progress import Meter, complain, say
from experiment.progress import count as progress_count
from experiment.session import Session

MOST_BYTES = 256 << 20  # of one raw file
ROUNDS = 3  # of handing out what did not come back


@dataclass
class HostsSession(Session):
    hosts: Sequence[Host] = ()
    bin: Path = Path()
    spread: Spread | None = None
    answered: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hosts link their own processes, so nothing is linked here."""
        self.spread = Spread(self.hosts, self.launcher.scratch)

    def measure(self) -> None:
        try:
            super().measure()
        finally:
            if self.spread:
                self.spread.clean()

    def _note_load(self) -> None:
        """Of this machine nothing is measured."""

    def _measure_stretch(self, note_progress: Callable[[], None]) -> None:
        failed: dict[int, str] = {}
        for _ in range(ROUNDS):
            missing = sorted({process for process, _ in self.pending()} - failed.keys())
            if missing:
                failed |= self._hand_out(missing, note_progress)
        if left := self.pending():
            process, binary = left[0]
            why = failed.get(process, "every host that measured it was lost")
            more = f" and {len(left) - 1} more" if len(left) > 1 else ""
            raise ExperimentError(f"process {process} of {binary}{more} came back from no host: {why}")

    def _hand_out(self, numbers: Sequence[int], note_progress: Callable[[], None]) -> dict[int, str]:
        """The processes that failed, not those that were lost, with their last words."""
        assert self.spread is not None
        self.write_status("interrupted")
        hosts = self.spread.send(self.folder, ["plan.json", "status.json", "plan"])
        say(f"{progress_count(len(numbers), 'process')} on {', '.join(host.name for host in hosts)}")
        place = shlex.quote(self.spread.place)
        one = f"scripts/python -m experiment --bin {shlex.quote(str(self.bin))} --only-process {{}} --plan {place}"
        command = f"cd {shlex.quote(str(ROOT))} && {one} >&2 && cd {place} && tar -cf - raw/*.{{}}.json"
        seconds = sum(self._expected(process, binary) for process, binary in self.pending())
        failed: dict[int, str] = {}
        started = time.monotonic()
        with Meter(len(numbers), seconds / len(hosts)) as meter:
            for job in self.spread.run(command, [f"{n:03d}" for n in numbers], hosts):
                number = int(job.name)
                if job.printed is not None:
                    self._take(number, job.printed)
                    note_progress()
                    meter.step(f"process {number}", seconds / len(hosts) / len(numbers), time.monotonic() - started)
                elif job.is_lost:
                    complain(f"run: process {number} was lost with its host; it will be measured again")
                else:
                    failed[number] = job.said
        return failed

    def _take(self, number: int, printed: Path) -> None:
        """The raw files of one process, each once, checked before they are one's own."""
        wanted = {f"raw/{raw_path(self.folder, *step).name}": step for step in self.pending() if step[0] == number}
        try:
            with tarfile.open(printed) as tar:
                for member in tar:
                    step = wanted.pop(member.name, None)
                    if step is None or not member.isreg() or member.size > MOST_BYTES:
                        raise ValueError(f"it sent {member.name!r}")
                    source = tar.extractfile(member)
                    self._keep(step, source.read().decode() if source else "")
        except (OSError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
            complain(f"run: process {number} did not return a valid result ({error}); it will be measured again")

    def _keep(self, step: tuple[int, str], text: str) -> None:
        process, binary = step
        result = json.loads(text)
        rows = csv_path(self.folder, process, binary).read_text().count("\n") - 1
        if len(result["benchmarks"]) != rows:
            raise ValueError(f"{len(result['benchmarks'])} of {rows} planned rows")
        write_text(raw_path(self.folder, process, binary), text)
        self._count(process, binary, result)
