"""Fitness: whether the machine was quiet enough for a run to be published, told by its own samples.

Raw times are those of back_populates, which every group has: how far a group's scatter between processes, and how far
the speed of all groups together moves from one process to another, as it does when the clock's frequency steps.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from reports.judgement.verdicts import Judgement
from vocabulary.cells import BASELINE
from vocabulary.metrics import percent
from vocabulary.statistics import MARGIN

MOST_SPREAD = math.log(1.05)  # of ln t between processes, the median over groups
MOST_SPEED_CHANGE = math.log(1.10)  # between two processes, of all groups together
MOST_BUSY = 0.25  # cores that others use


def what_is_lacking(judgement: Judgement) -> str:
    """Why nothing can be built on the run, however quiet its machine, and what to do; empty if nothing is lacking."""
    run = judgement.run
    if run.state != "complete":
        return f"the run is {run.state}; finish it with --resume"
    if judgement.failed_cells:
        return f"{judgement.failed_cells[0].cell} failed"
    if not run.plan.verdicts:
        return f"a {run.plan.preset} run gives no verdicts; measure the standard preset"
    if run.context.get("build_type", "").lower() != "release":
        return f"its binaries were built as {run.context.get('build_type', 'an unknown type')}; build release"
    return ""


def what_is_unfit(judgement: Judgement) -> list[str]:
    """A reason each; none of a run that may be published."""
    found = []
    times = baseline_times(judgement)
    if len(times) > 1:
        spread, change = float(np.median(times.std(ddof=1))), speed_change(times)
        if spread > MOST_SPREAD:
            found.append(f"times of the same code vary by {percent(math.exp(spread) - 1)} between processes")
        if change > MOST_SPEED_CHANGE:
            found.append(f"the machine's speed changed by {percent(math.exp(change) - 1)} between processes")
    environment = judgement.run.plan.environment
    known = (environment.get("busy_cores"), *judgement.run.busy_cores)
    busy = [cores for cores in known if isinstance(cores, int | float)]
    if busy and max(busy) > MOST_BUSY:
        found.append(f"other programs used up to {max(busy):.1f} cores")
    wide = {f"{phase} on {engine}": b for (engine, phase), b in judgement.floors.items() if b > MARGIN}
    if wide:
        each = ", ".join(f"{percent(math.exp(b) - 1)} in {name}" for name, b in wide.items())
        found.append(f"copies of the same code differ by up to {each}")
    return found


def baseline_times(judgement: Judgement) -> pd.DataFrame:
    """ln of an iteration's time, up to the first look, where all are measured: one row per process, one column per
    group."""
    run = judgement.run
    columns = {}
    for group in run.plan.groups:
        if group.is_counted or not (cost := judgement.costs.get(group.cell(BASELINE))) or not cost.is_measured:
            continue
        rows = run.samples[(run.samples["cell"] == cost.cell) & (run.samples["error"] == "")]
        medians = rows.groupby("process")["time_ns"].median()
        columns[group.id] = np.log(medians[medians.index <= run.plan.processes].astype(float))
    return pd.DataFrame(columns)


def speed_change(times: pd.DataFrame) -> float:
    """From the slowest process to the fastest, of the mean over groups: what is common to all of them. One group alone
    tells no speed from its own scatter."""
    if times.shape[1] < 3:
        return 0.0
    common = (times - times.mean()).mean(axis=1)
    return float(common.max() - common.min())
