"""One process of a plan alone: its raw files, whole, and no other trace.

Whoever hands out processes (GNU parallel, a Slurm array) calls this once for each; a process that is measured already
is left as it is, so that a job that is started twice does no harm.
"""

from collections.abc import Callable

from experiment.errors import ExperimentError, Interrupted
from experiment.files import read_json
from experiment.machines.likeness import differences, facts
from experiment.plan import Plan, raw_path
from experiment.process import Launcher
from experiment.progress import Meter, complain, say
from experiment.session import Session


class OneProcess(Session):
    """A session that neither plans nor looks nor notes how far it is."""

    def run(self, number: int) -> None:
        """Measures process `number` on every binary that has it; raises ExperimentError when one fails."""
        self._recall_looks(read_json(self.folder / "status.json", "status").get("looks", {}))
        own = [step for step in self._steps() if step[0] == number]
        if not own:
            last = max(process for process, _ in self._steps())
            raise ExperimentError(f"--only-process {number}: the plan has processes 1 to {last}")
        pending = [(n, binary) for n, binary in own if not raw_path(self.folder, n, binary).exists()]
        if not pending:
            say(f"process {number} is already measured")
            return
        try:
            if self.links:
                self.links.make(pending)
            seconds = sum(self._expected(*step) for step in pending)
            with Meter(len(pending), seconds) as meter:
                for n, binary in pending:
                    self._measure_one(n, binary, meter)
        finally:
            if self.links:
                self.links.remove()
        for cell, message in self.failed_cells.items():
            complain(f"run: {cell}: {message}")


def require_alike(plan: Plan, launcher: Launcher) -> None:
    """Raises unless this machine is one like that which made the plan."""
    missing = [name for name in plan.all_binaries if name not in launcher.binaries]
    if missing:
        raise ExperimentError(f"{missing[0]} is not built here: scripts/build release builds it")
    here = facts({name: launcher.binaries[name] for name in plan.all_binaries})
    if found := differences(plan.environment, here):
        raise ExperimentError(
            f"this machine differs from the one that made the plan ({'; '.join(found)}): measure a plan on machines of"
            " the same kind, or one plan on each and pool the results"
        )


def measure_one(plan: Plan, launcher: Launcher, begin: Callable[[], OneProcess], number: int) -> int:
    """The exit code."""
    require_alike(plan, launcher)
    try:
        begin().run(number)
    except Interrupted as end:
        complain(f"run: process {number} was interrupted; unfinished results were discarded")
        return end.exit_code
    return 0
