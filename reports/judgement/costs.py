"""CellCost: what one cell cost, in time and in exact counts, or why there is no number for it.

Every planned cell gets one, so that a failed, skipped or missing cell is shown and never absent.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
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


def costs(run: Run) -> dict[Cell, CellCost]:
    """The cost of every planned cell, in the order of the plan."""
    by_cell = {cell: rows for cell, rows in run.samples.groupby("cell", sort=False)}
    nothing = run.samples.iloc[:0]
    return {
        cell: _cost(run, group, cell, by_cell.get(cell, nothing)) for group in run.plan.groups for cell in group.cells
    }


def _cost(run: Run, group: Group, cell: Cell, rows: pd.DataFrame) -> CellCost:
    errors = rows[rows["error"] != ""]
    timed = rows[rows["error"] == ""]
    planned_failure = run.plan.failed_cells.get(cell, "")
    status, reason = MEASURED, ""
    if len(errors) or planned_failure:
        message = planned_failure or _worst(errors["error"])
        status = SKIPPED if message.startswith("skipped") else FAILED
        reason = message.removeprefix(f"{status}:").strip()
    elif not len(timed):
        status, reason = MISSING, f"no raw file of {group.binary} contains it"
    medians = timed.groupby("process")["time_ns"].median() if status == MEASURED else pd.Series(dtype=float)
    is_timed = len(medians) > 0 and not group.is_counted
    quartiles = np.quantile(medians, (0.25, 0.5, 0.75)) if is_timed else (math.nan,) * 3
    counters, varying = _counters(timed) if status == MEASURED else ({}, ())
    processes = sorted({int(process) for process in rows["process"]})
    return CellCost(
        cell=cell,
        group=group,
        status=status,
        reason=reason,
        processes=len(medians),
        samples=len(timed) if status == MEASURED else 0,
        time_ns=(float(quartiles[0]), float(quartiles[1]), float(quartiles[2])),
        items=counters.get("items") or 1.0,
        counters={name: value for name, value in counters.items() if name not in NOT_COSTS},
        varying=varying,
        files=tuple(run.files[group.binary, process] for process in processes),
    )


def _worst(messages: pd.Series) -> str:
    """A failure rather than a skip, and the first of several."""
    return next((m for m in messages if not m.startswith("skipped")), messages.iloc[0])


def _counters(timed: pd.DataFrame) -> tuple[dict[str, float], tuple[str, ...]]:
    known = [name for name in timed.columns if name not in ("binary", "process", "cell", "time_ns", "error", "round")]
    values = {name: timed[name].dropna() for name in known}
    counters = {name: float(series.median()) for name, series in values.items() if len(series)}
    exact = {counter for metric in METRICS for counter in metric.counters} | {"items"}
    exact -= set(NOT_REPEATED)
    varying = tuple(name for name in counters if name in exact and values[name].nunique() > 1)
    return counters, varying
