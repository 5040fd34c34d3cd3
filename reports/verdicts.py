"""Verdicts: the rule that turns ratios into words, fixed before anything is measured.

A comparison is one strategy against back_populates in one group. Its verdict is *faster*, *slower*, *equivalent* or
*unresolved*; or *failed*, *skipped*, *missing* where there is no number; or *no verdict* for a point of reference.
What may decide is checked first: the A/A copy (a second type with the same source) must not differ from the original.
The families come from the plan and are corrected for each engine on its own: `sqlite` and `sqlite_memory` are one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from reports.cells import AA_COPY, BASELINE, HAND_WRITTEN, Cell, backend_kind
from reports.costs import MEASURED, CellCost, costs
from reports.load import Run
from reports.metrics import percent, plural
from reports.plan import Group
from reports.statistics import (
    MARGIN,
    Interval,
    Step,
    aa_p_value,
    floor_of,
    holm,
    log_ratios,
    margin_p_value,
    pooled_interval,
    processes_needed,
    t_interval,
)

FASTER, SLOWER, EQUIVALENT, UNRESOLVED, NO_VERDICT = "faster", "slower", "equivalent", "unresolved", "no verdict"
LESS, MORE, SAME = "less", "more", "the same"  # where exact counts decide
COUNTED = "heap_bytes"  # the counter that does
LARGEST_FAMILY = 32


@dataclass(frozen=True)
class Comparison:
    """x is ln(t_S / t_B) of each process; the ratio is exp of its mean."""

    cell: Cell
    group: Group
    family: str | None
    x: pd.Series
    verdict: str
    note: str  # why it is unresolved, failed, ...; or "within the margin"
    floor: float  # b, on the log scale
    interval_90: Interval | None
    interval_holm: Interval | None
    step: Step | None
    p_value: float
    processes_needed: int | None  # of an unresolved one, if 200 or fewer would do

    @property
    def strategy(self) -> str:
        return self.cell.strategy

    @property
    def n(self) -> int:
        return len(self.x)

    @property
    def ratio(self) -> float:
        return math.exp(self.x.mean()) if self.n else math.nan

    @property
    def spread(self) -> float:
        """Standard deviation of x over processes."""
        return float(self.x.std(ddof=1)) if self.n > 1 else math.nan

    @property
    def interval(self) -> Interval | None:
        """What is drawn: at the comparison's Holm step if it has one, else the 90 % interval."""
        return self.interval_holm or self.interval_90

    @property
    def words(self) -> str:
        """The verdict with its size: `faster by 12.1 %`, `unresolved (quick run)`."""
        if self.verdict in (FASTER, SLOWER, LESS, MORE):
            size = f"{self.verdict} by {percent(self.ratio - 1)}"
            return f"{size}, {self.note}" if self.note else size
        return f"{self.verdict} ({self.note})" if self.note and self.verdict == UNRESOLVED else self.verdict


@dataclass(frozen=True)
class AaTest:
    """back_populates against its own copy in one group."""

    group: Group
    x: pd.Series
    p_value: float
    failed: bool  # after Holm's correction over all groups
    interval_90: Interval | None

    @property
    def ratio(self) -> float:
        return math.exp(self.x.mean()) if len(self.x) else math.nan

    @property
    def words(self) -> str:
        if self.group.is_counted:
            return "A/A copy: exact counts need none"
        if math.isnan(self.p_value):
            return "A/A copy: not tested"
        if self.failed:
            return "A/A copy: differs, the group decides nothing"
        return (
            "A/A copy: no difference"
            if self.may_show_equivalence
            else "A/A copy: no difference, but too wide for equivalence"
        )

    @property
    def may_show_equivalence(self) -> bool:
        return self.interval_90 is not None and self.interval_90.is_inside(MARGIN)


@dataclass(frozen=True)
class Judgement:
    run: Run
    costs: dict[Cell, CellCost]
    comparisons: list[Comparison]
    aa: dict[str, AaTest]  # by group id
    floors: dict[tuple[str, str], float]  # b by (engine, phase)
    run_decides: bool

    def of_phase(self, phase: str) -> list[Comparison]:
        return [comparison for comparison in self.comparisons if comparison.group.phase == phase]

    def of_group(self, group: Group) -> list[Comparison]:
        return [comparison for comparison in self.comparisons if comparison.group.id == group.id]

    @property
    def failed_cells(self) -> list[CellCost]:
        return [cost for cost in self.costs.values() if cost.status == "failed"]


def judge(run: Run) -> Judgement:
    """All costs, A/A tests and verdicts of a run."""
    known = costs(run)
    ratios = _ratios(run, known)
    aa = _aa_tests(run, ratios)
    failures = sum(test.failed for test in aa.values())
    run_decides = not (failures >= 2 and failures > 0.1 * len(aa))
    floors = _floors(run, aa)
    steps = _steps(run, known, ratios, aa, floors, run_decides)
    comparisons = [
        _compare(run, known, cell, ratios[cell], aa[group.id], floors, steps.get(cell), run_decides)
        for group in run.plan.groups
        for cell in group.cells
        if cell.strategy not in (BASELINE, AA_COPY)
    ]
    return Judgement(run, known, comparisons, aa, floors, run_decides)


def _ratios(run: Run, known: dict[Cell, CellCost]) -> dict[Cell, pd.Series]:
    """x of every cell; empty where the cell or its baseline was not measured."""
    timed = run.samples[run.samples["error"] == ""]
    rows_of = {cell: rows.set_index(["process", "round"]) for cell, rows in timed.groupby("cell", sort=False)}
    nothing = pd.Series(dtype=float)
    found: dict[Cell, pd.Series] = {}
    for group in run.plan.groups:
        baseline = group.cell(BASELINE)
        column = COUNTED if group.is_counted else "time_ns"
        for cell in group.cells:
            both = all(c in known and known[c].status == MEASURED for c in (cell, baseline))
            found[cell] = (
                log_ratios(rows_of[cell][column], rows_of[baseline][column], run.plan.rounds) if both else nothing
            )
    return found


def _aa_tests(run: Run, ratios: dict[Cell, pd.Series]) -> dict[str, AaTest]:
    """A group without a usable A/A copy (failed, or not planned) cannot pass, and does not count as a failure."""
    nothing = pd.Series(dtype=float)
    xs = {
        group.id: nothing if group.is_counted else ratios.get(group.cell(AA_COPY), nothing) for group in run.plan.groups
    }
    p_values = {group_id: aa_p_value(x) for group_id, x in xs.items()}
    testable = [group_id for group_id, p in p_values.items() if not math.isnan(p)]
    failed = {g for g, step in zip(testable, holm([p_values[g] for g in testable])) if step.rejected}
    return {
        group.id: AaTest(group, xs[group.id], p_values[group.id], group.id in failed, t_interval(xs[group.id], 0.90))
        for group in run.plan.groups
    }


def _floors(run: Run, aa: dict[str, AaTest]) -> dict[tuple[str, str], float]:
    pools: dict[tuple[str, str], list[pd.Series]] = {}
    for group in run.plan.groups:
        if group.is_counted:
            continue
        pools.setdefault(_pool(group), []).extend([aa[group.id].x] if len(aa[group.id].x) else [])
    return {pool: floor_of(pooled_interval(xs)) for pool, xs in pools.items()}


def _pool(group: Group) -> tuple[str, str]:
    return backend_kind(group.cells[0].backend), group.phase


def _steps(
    run: Run,
    known: dict[Cell, CellCost],
    ratios: dict[Cell, pd.Series],
    aa: dict[str, AaTest],
    floors: dict[tuple[str, str], float],
    run_decides: bool,
) -> dict[Cell, tuple[str, Step, float]]:
    """Family, Holm step and p of every comparison in a family. What may not decide stays in the count, with p = 1."""
    families: dict[tuple[str, str], list[Cell]] = {}
    for family, rows in run.plan.families.items():
        for group_id, strategy in rows:
            cell = run.plan.group(group_id).cell(strategy)
            families.setdefault((family, backend_kind(cell.backend)), []).append(cell)
    steps: dict[Cell, tuple[str, Step, float]] = {}
    for (family, _), cells in families.items():
        p_values = []
        for cell in cells:
            group = run.plan.group(cell.group)
            x = ratios.get(cell, pd.Series(dtype=float))
            barred = cell not in known or _barred(
                run, known[cell], known.get(group.cell(BASELINE)), x, aa[group.id], run_decides
            )
            p_values.append(1.0 if barred else margin_p_value(x, floors[_pool(group)]))
        steps |= {cell: (family, step, p) for cell, step, p in zip(cells, holm(p_values), p_values)}
    return steps


def _barred(
    run: Run, cost: CellCost, baseline: CellCost | None, x: pd.Series, aa: AaTest, run_decides: bool
) -> tuple[str, str] | None:
    """(verdict, why) if no timing verdict may be given here; None if the rule decides."""
    if cost.status != MEASURED:
        return cost.status, cost.reason
    if baseline is None or baseline.status != MEASURED:
        return UNRESOLVED, f"{BASELINE} {baseline.status if baseline else 'not planned'}"
    if not run.plan.verdicts or run.plan.processes < 2:
        return UNRESOLVED, "quick run"
    if len(x) < run.plan.processes:
        return UNRESOLVED, f"{len(x)} of {plural(run.plan.processes, 'process')} complete"
    if not run_decides:
        return UNRESOLVED, "too many A/A tests of this run failed"
    if math.isnan(aa.p_value):
        return UNRESOLVED, "no A/A copy to test this group with"
    if aa.failed:
        return UNRESOLVED, "A/A test of this group failed"
    return None


def _compare(
    run: Run,
    known: dict[Cell, CellCost],
    cell: Cell,
    x: pd.Series,
    aa: AaTest,
    floors: dict[tuple[str, str], float],
    placed: tuple[str, Step, float] | None,
    run_decides: bool,
) -> Comparison:
    if aa.group.is_counted:
        return _counted(cell, aa.group, known[cell], x)
    family, step, p_value = placed if placed else (None, None, math.nan)
    interval_90 = t_interval(x, 0.90)
    interval_holm = t_interval(x, 1 - step.alpha) if step else None
    barred = _barred(run, known[cell], known.get(aa.group.cell(BASELINE)), x, aa, run_decides)
    needed = None
    if barred and (placed or barred[0] != UNRESOLVED):
        verdict, note = barred
    elif step is None:
        verdict, note = (
            NO_VERDICT,
            "a point of reference" if cell.strategy == HAND_WRITTEN else "in no family of the plan",
        )
    else:
        verdict, note = decide(x, step, aa.may_show_equivalence)
    if verdict == UNRESOLVED and len(x) > 1:
        needed = processes_needed(float(x.std(ddof=1)))
    return Comparison(
        cell,
        aa.group,
        family,
        x,
        verdict,
        note,
        floors[_pool(aa.group)],
        interval_90,
        interval_holm,
        step,
        p_value,
        needed,
    )


def _counted(cell: Cell, group: Group, cost: CellCost, x: pd.Series) -> Comparison:
    """Exact counts decide: nothing is left to chance, so there is no interval and no test."""
    if len(x):
        verdict, note = SAME if x.mean() == 0 else LESS if x.mean() < 0 else MORE, ""
    else:
        verdict, note = (cost.status, cost.reason) if cost.status != MEASURED else (UNRESOLVED, f"{BASELINE} has none")
    return Comparison(cell, group, None, x, verdict, note, 0.0, None, None, None, math.nan, None)


def decide(x: pd.Series, step: Step, may_show_equivalence: bool) -> tuple[str, str]:
    """The rule itself: verdict and note of a comparison that nothing bars, from at least two processes."""
    interval_90 = t_interval(x, 0.90)
    assert interval_90 is not None
    is_within_margin = interval_90.is_inside(MARGIN)
    if step.rejected:
        return FASTER if x.mean() < 0 else SLOWER, "within the margin" if is_within_margin else ""
    if is_within_margin:
        return (EQUIVALENT, "") if may_show_equivalence else (UNRESOLVED, "A/A too wide to show equivalence")
    needed = processes_needed(float(x.std(ddof=1)))
    if needed is not None and needed <= len(x):
        return UNRESOLVED, "too near the edge of ±3 %"
    return UNRESOLVED, f"needs {plural(needed, 'process')}" if needed else "needs more than 200 processes"
