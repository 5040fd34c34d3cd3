"""CellCost: what one cell cost, in time and in exact counts, or why there is no number for it.

Every planned cell gets one, so that a failed, skipped or missing cell is shown and never absent.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from reports.results.load import Run
from vocabulary.cells import Cell
from vocabulary.metrics import METRICS, NOT_COSTS, NOT_REPEATED, Metric
from vocabulary.plan import Group

MEASURED, FAILED, SKIPPED, MISSING = "measured", "failed", "skipped", "missing"


@dataclass(frozen=True)
class CellCost:
    """Times are nanoseconds of one iteration: quartiles over processes of each process' median over its rounds. A group
    of exact counts has none: its work is slowed down by counting.
    """

    cell: Cell
    group: Group
    status: str  # measured | failed | skipped | missing
    reason: str  # of a status other than measured
    processes: int
    samples: int
    time_ns: tuple[float, float, float]  # lower quartile, median, upper quartile
    items: float  # in one iteration; 1 if the binary did not say
    counters: dict[str, float]  # per iteration, as the raw rows have them (median where they vary)
    varying: tuple[str, ...]  # counters that were not the same in every sample, though they count exactly
    files: tuple[str, ...]  # raw files that hold its samples, relative to the folder

    @property
    def is_measured(self) -> bool:
        return self.status == MEASURED

    @property
    def per_item_ns(self) -> tuple[float, float, float]:
        low, median, high = self.time_ns
        return low / self.items, median / self.items, high / self.items

    def per_iteration(self, metric: Metric) -> float:
        """nan unless at least one of the metric's counters is known."""
        known = [self.counters[name] for name in metric.counters if name in self.counters]
        return sum(known) if known else math.nan

    def per_item(self, metric: Metric) -> float:
        return self.per_iteration(metric) / self.items


@dataclass(frozen=True)
class _Timed:
    """The samples of one cell without an error."""

    samples: int = 0
    medians_ns: tuple[float, ...] = ()  # of each process
    counters: dict[str, float] = field(default_factory=dict)
    varying: tuple[str, ...] = ()


def costs(run: Run) -> dict[Cell, CellCost]:
    """The cost of every planned cell, in the order of the plan."""
    timed = _timed(run.samples[run.samples["error"] == ""])
    failed = run.samples[run.samples["error"] != ""].groupby("cell", sort=False)["error"]
    errors = {cell: list(found) for cell, found in failed}
    measured_in = run.samples.groupby("cell", sort=False)["process"]
    processes = {cell: sorted(set(map(int, found))) for cell, found in measured_in}

    def cost(group: Group, cell: Cell) -> CellCost:
        files = tuple(run.files[group.binary, process] for process in processes.get(cell, []))
        return _cost(run, group, cell, timed.get(cell, _Timed()), errors.get(cell, []), files)

    return {cell: cost(group, cell) for group in run.plan.groups for cell in group.cells}


def _cost(run: Run, group: Group, cell: Cell, timed: _Timed, errors: list[str], files: tuple[str, ...]) -> CellCost:
    planned_failure = run.plan.failed_cells.get(cell, "")
    status, reason = MEASURED, ""
    if errors or planned_failure:
        message = planned_failure or _worst(errors)
        status = SKIPPED if message.startswith("skipped") else FAILED
        reason = message.removeprefix(f"{status}:").strip()
    elif not timed.samples:
        status, reason = MISSING, f"no raw file of {group.binary} contains it"
    if status != MEASURED:
        timed = _Timed()
    quartiles: npt.NDArray[np.floating[Any]] = np.full(3, math.nan)
    if len(timed.medians_ns) > 0 and not group.is_counted:
        quartiles = np.quantile(timed.medians_ns, (0.25, 0.5, 0.75))
    return CellCost(
        cell=cell,
        group=group,
        status=status,
        reason=reason,
        processes=len(timed.medians_ns),
        samples=timed.samples,
        time_ns=(float(quartiles[0]), float(quartiles[1]), float(quartiles[2])),
        items=timed.counters.get("items") or 1.0,
        counters={name: value for name, value in timed.counters.items() if name not in NOT_COSTS},
        varying=timed.varying,
        files=files,
    )


def _worst(messages: list[str]) -> str:
    """A failure rather than a skip, and the first of several."""
    return next((m for m in messages if not m.startswith("skipped")), messages[0])


def _timed(samples: pd.DataFrame) -> dict[Cell, _Timed]:
    """Of all cells at once: a cell at a time takes pandas a millisecond a counter."""
    names = [name for name in samples.columns if name not in ("binary", "process", "cell", "time_ns", "error", "round")]
    exact = {counter for metric in METRICS for counter in metric.counters} | {"items"}
    exact -= set(NOT_REPEATED)
    by_cell = samples.groupby("cell", sort=False)
    least, median, most = (getattr(by_cell[names], of)().to_dict("index") for of in ("min", "median", "max"))
    of_processes = samples.groupby(["cell", "process"], sort=False)["time_ns"].median()
    found = {}
    for cell, medians in of_processes.groupby(level=0, sort=False):
        counters = {name: value for name, value in median[cell].items() if not math.isnan(value)}
        varying = tuple(name for name in counters if name in exact and least[cell][name] < most[cell][name])
        found[cell] = _Timed(len(by_cell.indices[cell]), tuple(medians), counters, varying)
    return found
