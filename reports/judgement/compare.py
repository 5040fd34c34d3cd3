"""Compare: two result folders in, what changed between them out, so that it can guard a change of the code.

Two runs are not interleaved, so their times are not compared as they are: a cell's time is taken relative to that of
`hand_written` in the same round, code that no change of the mapper touches, and x is the ln of that ratio. Without
hand_written in both runs the times themselves are compared, and a doubt says so. The rule is that of the report
(vocabulary/rule.py), on Yuen's t: all cells of one engine are one family; the floor is the larger of the two runs'.
Exact counts are compared digit by digit; allocations and instructions, which a library or compiler moves a little,
beyond 1 %.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reports.judgement.costs import MEASURED, CellCost
from reports.judgement.verdicts import LESS, MORE, SAME, Judgement
from reports.results.instructions import counted_cell
from vocabulary.cells import AA_COPY, HAND_WRITTEN, Cell, backend_kind
from vocabulary.errors import UnusableInput
from vocabulary.metrics import plural, signed_difference
from vocabulary.rule import EQUIVALENT, FASTER, SLOWER, INCONCLUSIVE, rule_of
from vocabulary.statistics import MARGIN, Change, Interval, change, log_ratios, processes_needed
from vocabulary.trimmed import spread

EXACT = ("selects", "inserts", "updates", "deletes", "other_statements", "rows_read", "rows_written", "round_trips")
NEARLY_EXACT = ("allocations", "instructions", "heap_bytes", "heap_allocations", "peak_bytes")
TOLERANCE = 0.01
_SAME = ("cpu", "cores", "placement", "kernel", "transparent_hugepages", "cpu_governor", "libraries", "postgres")
NOTHING = Change(0.0, 1.0, Interval(-math.inf, math.inf, 0.90))  # of a cell without a time in both
_SAME_CONTEXT = ("build_type", "compiler", "compiler_flags", "sqlite_version", "library_build_type")


@dataclass(frozen=True)
class CellChange:
    """One cell in both runs. `counts` are the exact counts that differ, as (name, old, new)."""

    cell: Cell
    # faster | slower | equivalent | inconclusive | less | more | the same | failed | skipped | missing | repaired
    verdict: str
    note: str
    time: Change | None
    counts: tuple[tuple[str, float, float], ...]

    @property
    def is_regression(self) -> bool:
        return self.verdict == "failed" or self.is_slower or any(new > old for _, old, new in self.counts)

    @property
    def is_slower(self) -> bool:
        """Slower by more than the margin leaves open."""
        return self.verdict == SLOWER and self.note != "within the margin"

    @property
    def is_change(self) -> bool:
        return bool(self.counts) or self.verdict not in (EQUIVALENT, SAME, INCONCLUSIVE)

    @property
    def words(self) -> str:
        size = f" by {signed_difference(math.exp(self.time.mean))}" if self.time else ""
        told = self.verdict + (size if self.verdict in (FASTER, SLOWER) else "")
        return f"{told} ({self.note})" if self.note else told


@dataclass(frozen=True)
class Comparison:
    """`cells` in the order of the new plan; `doubts` say what the two runs do not share."""

    cells: list[CellChange]
    only_old: list[Cell]
    only_new: list[Cell]
    doubts: list[str]

    @property
    def regressions(self) -> list[CellChange]:
        return [found for found in self.cells if found.is_regression]


def compare(old: Judgement, new: Judgement) -> Comparison:
    """Raises UnusableInput when the runs have no cell in common."""
    shared = [cell for cell in new.costs if cell in old.costs and cell.strategy != AA_COPY]
    if not shared:
        raise UnusableInput(
            f"{old.run.folder} and {new.run.folder} have no cell in common; compare runs of the same preset and filter"
        )
    changes: dict[Cell, CellChange] = {}
    for engine in dict.fromkeys(backend_kind(cell.backend) for cell in shared):
        family = [cell for cell in shared if backend_kind(cell.backend) == engine]
        changes |= {found.cell: found for found in _judge(old, new, family)}
    return Comparison(
        [changes[cell] for cell in shared],
        [cell for cell in old.costs if cell not in new.costs],
        [cell for cell in new.costs if cell not in old.costs],
        list(_doubts(old, new, shared)),
    )


def _judge(old: Judgement, new: Judgement, family: list[Cell]) -> Iterator[CellChange]:
    barred = {cell: _barred(old, new, cell) for cell in family}
    times = {cell: _time(old, new, cell) for cell in family}
    known = [times[cell] or NOTHING for cell in family]
    ruling = rule_of(
        np.array([one.mean for one in known]),
        np.array([one.p_value for one in known]),
        np.array([one.interval_90.is_inside(MARGIN) for one in known]),
        np.array([not barred[cell] and times[cell] is not None for cell in family]),
        np.array([all(_aa(run, cell) for run in (old, new)) for cell in family]),
    )
    for cell, verdict, inside in zip(family, ruling.verdicts, ruling.is_within_margin):
        counts = tuple(_changed_counts(old, new, cell))
        status = old.costs[cell].status, new.costs[cell].status
        if status[1] == "failed" and status[0] != "failed":
            yield CellChange(cell, "failed", new.costs[cell].reason, None, ())
        elif status[0] == MEASURED and status[1] != MEASURED:
            yield CellChange(cell, status[1], new.costs[cell].reason, None, ())
        elif status[0] == "failed" and status[1] == MEASURED:
            yield CellChange(cell, "repaired", "", None, ())
        elif new.costs[cell].group.is_counted:  # exact counts decide, and no time
            change_of = [MORE if after > before else LESS for _, before, after in counts]
            yield CellChange(cell, max(change_of, default=SAME), "", None, counts)
        else:
            note = barred[cell] or _note(old, new, cell, verdict, bool(inside))
            yield CellChange(cell, verdict, note, times[cell], counts)


def _note(old: Judgement, new: Judgement, cell: Cell, verdict: str, is_within_margin: bool) -> str:
    if verdict in (FASTER, SLOWER) and is_within_margin:
        return "within the margin"
    if verdict != INCONCLUSIVE:
        return ""
    if is_within_margin:
        return "A/A too wide to show equivalence"
    spreads = [spread(_x(run, cell)) for run in (old, new)]
    needed = processes_needed(math.hypot(*spreads))
    return f"needs {plural(needed, 'process')} in each run" if needed else "needs more than 200 processes in each run"


def _barred(old: Judgement, new: Judgement, cell: Cell) -> str:
    """Why no timing verdict may be given, or nothing."""
    for name, judged in (("old", old), ("new", new)):
        cost, plan = judged.costs[cell], judged.run.plan
        if cost.status != MEASURED:
            return f"{cost.status} in the {name} run"
        if not plan.verdicts or plan.processes < 2:
            return "quick run"
        if cost.processes < plan.processes:
            return f"{cost.processes} of {plural(plan.processes, 'process')} complete in the {name} run"
    return "the reference itself" if cell.strategy == HAND_WRITTEN and _has_ruler(old, new, cell) else ""


def _aa(judged: Judgement, cell: Cell) -> bool:
    return judged.aa[cell.group].may_show_equivalence


def _has_ruler(old: Judgement, new: Judgement, cell: Cell) -> bool:
    ruler = cell.of(HAND_WRITTEN)
    if new.costs[cell].group.is_counted:
        return True  # needs none
    return all(ruler in run.costs and run.costs[ruler].status == MEASURED for run in (old, new))


def _time(old: Judgement, new: Judgement, cell: Cell) -> Change | None:
    if new.costs[cell].group.is_counted or any(run.costs[cell].processes < 2 for run in (old, new)):
        return None
    has_ruler = _has_ruler(old, new, cell)
    if has_ruler and cell.strategy == HAND_WRITTEN:
        return None
    xs = [_x(run, cell) if has_ruler else _ln_times(run, cell) for run in (old, new)]
    floor = max(_floor(run, cell) for run in (old, new))
    return change(xs[0].to_numpy(), xs[1].to_numpy(), floor) if min(map(len, xs)) > 1 else None


def _x(judged: Judgement, cell: Cell) -> pd.Series:
    """ln ratio to hand_written, or ln time where there is none, of each process."""
    ruler = cell.of(HAND_WRITTEN)
    if ruler not in judged.costs or judged.costs[ruler].status != MEASURED:
        return _ln_times(judged, cell)
    return log_ratios(_times(judged, cell), _times(judged, ruler), judged.run.plan.rounds)


def _ln_times(judged: Judgement, cell: Cell) -> pd.Series:
    return pd.Series(np.log(_times(judged, cell).groupby(level=0).median()))


def _times(judged: Judgement, cell: Cell) -> pd.Series:
    """Of an item: the two runs may have other iteration counts, and other sizes are other cells."""
    samples = judged.run.samples
    rows = samples[(samples["cell"] == cell) & (samples["error"] == "")]
    return rows.set_index(["process", "round"])["time_ns"] / judged.costs[cell].items


def _floor(judged: Judgement, cell: Cell) -> float:
    return judged.aa[cell.group].floor


def _changed_counts(old: Judgement, new: Judgement, cell: Cell) -> Iterator[tuple[str, float, float]]:
    """Per item."""
    before, after = _counts(old, cell), _counts(new, cell)
    for name in (*EXACT, *NEARLY_EXACT):
        if name in before and name in after and before[name] != after[name]:
            if name in EXACT or abs(after[name] - before[name]) > TOLERANCE * before[name]:
                yield name, before[name], after[name]


def _counts(judged: Judgement, cell: Cell) -> dict[str, float]:
    cost: CellCost = judged.costs[cell]
    counts = {name: value / cost.items for name, value in cost.counters.items()}
    counted = judged.run.instructions.get(counted_cell(cell))
    return counts | ({"instructions": counted.per_item} if counted else {})


def _doubts(old: Judgement, new: Judgement, shared: list[Cell]) -> Iterator[str]:
    for name in _SAME:
        values = [run.run.plan.environment.get(name) for run in (old, new)]
        if values[0] != values[1]:
            is_short = all(isinstance(value, str | int) for value in values)
            what = f" ({values[0]!r} and {values[1]!r})" if is_short else ""
            yield f"the runs differ in {name}{what}: this alone may change their times"
    for name in _SAME_CONTEXT:
        said = [run.run.context.get(name) for run in (old, new)]
        if said[0] != said[1]:
            yield f"the runs differ in {name} ({said[0]!r} and {said[1]!r}): this alone may change their times"
    if old.run.is_of_fastest != new.run.is_of_fastest:
        name = "old" if new.run.is_of_fastest else "new"
        yield (
            f"the {name} run tells the mean of a sample's iterations, the other the fastest of them: this alone may"
            " change their times, so measure its revision again"
        )
    if not all(_has_ruler(old, new, cell) for cell in shared):
        yield (
            f"not every group has {HAND_WRITTEN} in both runs: there, times from two moments are compared, and the"
            " machine may have been faster in one"
        )
    for name, judged in (("old", old), ("new", new)):
        if judged.run.state != "complete":
            yield f"the {name} run is {judged.run.state}"
        if judged.run.plan.environment.get("git_dirty"):
            yield f"the source of the {name} run had uncommitted changes"
