"""Verdicts: a run's samples in, what the rule (reports/rule.py) says of each comparison out.

A comparison is one strategy against back_populates in one group. Its verdict is *faster*, *slower*, *equivalent* or
*unresolved*; or *failed*, *skipped*, *missing* where there is no number; or *no verdict* for a point of reference.
What may decide is checked first: the A/A copy (a second type with the same source) must not differ from the original.
The families come from the plan and are corrected for each engine on its own: `sqlite` and `sqlite_memory` are one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reports.judgement.costs import MEASURED, CellCost, costs
from reports.results.instructions import ln_ratio, words
from reports.results.load import Run
from vocabulary.cells import AA_COPY, BASELINE, HAND_WRITTEN, Cell, backend_kind
from vocabulary.metrics import percent, plural
from vocabulary.plan import Group
from vocabulary.rule import EQUIVALENT, FASTER, SLOWER, UNRESOLVED, Gate, aa_gate, rule
from vocabulary.statistics import (
    MARGIN,
    Floats,
    Interval,
    Step,
    aa_p_value,
    floor_of,
    log_ratios,
    pooled_interval,
    processes_needed,
    t_interval,
)

__all__ = ["EQUIVALENT", "FASTER", "LESS", "MORE", "NO_VERDICT", "SAME", "SLOWER", "UNRESOLVED"]
__all__ += ["AaTest", "Comparison", "Judgement", "judge"]

NO_VERDICT = "no verdict"
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
    instructions: float | None = None  # ln of the ratio of exact counts, where they were counted

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


@dataclass(frozen=True)
class _Place:
    """A comparison's place in its family, and what the rule says there if nothing bars it."""

    family: str
    verdict: str
    step: Step
    p_value: float
    is_within_margin: bool


def judge(run: Run) -> Judgement:
    """All costs, A/A tests and verdicts of a run."""
    known = costs(run)
    ratios = _ratios(run, known)
    aa, gate = _aa_tests(run, ratios)
    floors = _floors(run, aa)
    barred = _barred_cells(run, known, ratios, aa, gate)
    places = _places(run, ratios, aa, floors, barred)
    comparisons = [
        (
            _counted(cell, group, known[cell], ratios[cell])
            if group.is_counted
            else _compare(
                run, cell, ratios[cell], aa[group.id], floors[_pool(group)], places.get(cell), barred.get(cell)
            )
        )
        for group in run.plan.groups
        for cell in group.cells
        if cell.strategy not in (BASELINE, AA_COPY)
    ]
    return Judgement(run, known, comparisons, aa, floors, gate.run_decides)


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


def _aa_tests(run: Run, ratios: dict[Cell, pd.Series]) -> tuple[dict[str, AaTest], Gate]:
    """A group without a usable A/A copy (failed, or not planned) cannot pass, and does not count as a failure."""
    nothing = pd.Series(dtype=float)
    xs = [nothing if group.is_counted else ratios.get(group.cell(AA_COPY), nothing) for group in run.plan.groups]
    p_values = [aa_p_value(x) for x in xs]
    gate = aa_gate(p_values)
    tests = {
        group.id: AaTest(group, x, p, failed, t_interval(x, 0.90))
        for group, x, p, failed in zip(run.plan.groups, xs, p_values, gate.failed)
    }
    return tests, gate


def _floors(run: Run, aa: dict[str, AaTest]) -> dict[tuple[str, str], float]:
    pools: dict[tuple[str, str], list[pd.Series]] = {}
    for group in run.plan.groups:
        if group.is_counted:
            continue
        pools.setdefault(_pool(group), []).extend([aa[group.id].x] if len(aa[group.id].x) else [])
    return {pool: floor_of(pooled_interval(xs)) for pool, xs in pools.items()}


def _pool(group: Group) -> tuple[str, str]:
    return backend_kind(group.cells[0].backend), group.phase


def _barred_cells(
    run: Run, known: dict[Cell, CellCost], ratios: dict[Cell, pd.Series], aa: dict[str, AaTest], gate: Gate
) -> dict[Cell, tuple[str, str]]:
    """(verdict, why) of every cell that may have no timing verdict; the rule decides on the others."""
    found = {}
    for group in run.plan.groups:
        baseline = known.get(group.cell(BASELINE))
        for cell in group.cells:
            why = _barred(run, known[cell], baseline, len(ratios[cell]), aa[group.id], gate.run_decides)
            if why:
                found[cell] = why
    return found


def _barred(
    run: Run, cost: CellCost, baseline: CellCost | None, processes: int, aa: AaTest, run_decides: bool
) -> tuple[str, str] | None:
    if cost.status != MEASURED:
        return cost.status, cost.reason
    if baseline is None or baseline.status != MEASURED:
        return UNRESOLVED, f"{BASELINE} {baseline.status if baseline else 'not planned'}"
    if not run.plan.verdicts or run.plan.processes < 2:
        return UNRESOLVED, "quick run"
    if processes < run.plan.processes:
        return UNRESOLVED, f"{processes} of {plural(run.plan.processes, 'process')} complete"
    if not run_decides:
        return UNRESOLVED, "too many A/A tests of this run failed"
    if math.isnan(aa.p_value):
        return UNRESOLVED, "no A/A copy to test this group with"
    if aa.failed:
        return UNRESOLVED, "A/A test of this group failed"
    return None


def _places(
    run: Run,
    ratios: dict[Cell, pd.Series],
    aa: dict[str, AaTest],
    floors: dict[tuple[str, str], float],
    barred: dict[Cell, tuple[str, str]],
) -> dict[Cell, _Place]:
    """Every comparison in a family, judged with its family on its engine."""
    families: dict[tuple[str, str], list[Cell]] = {}
    for family, rows in run.plan.families.items():
        for group_id, strategy in rows:
            cell = run.plan.group(group_id).cell(strategy)
            families.setdefault((family, backend_kind(cell.backend)), []).append(cell)
    places: dict[Cell, _Place] = {}
    for (family, _), cells in families.items():
        groups = [run.plan.group(cell.group) for cell in cells]
        ruling = rule(
            _matrix([ratios[cell] for cell in cells], max(2, run.plan.processes)),
            np.array([floors[_pool(group)] for group in groups]),
            np.array([cell not in barred for cell in cells]),
            np.array([aa[group.id].may_show_equivalence for group in groups]),
        )
        rows_of_family = zip(cells, ruling.verdicts, ruling.steps, ruling.p_values, ruling.is_within_margin)
        places |= {cell: _Place(family, v, step, float(p), bool(inside)) for cell, v, step, p, inside in rows_of_family}
    return places


def _matrix(xs: list[pd.Series], processes: int) -> Floats:
    """A row a comparison; those without a value for each process are all 0: they are barred."""
    return np.array([x.to_numpy() if len(x) == processes else np.zeros(processes) for x in xs])


def _compare(
    run: Run, cell: Cell, x: pd.Series, aa: AaTest, floor: float, place: _Place | None, barred: tuple[str, str] | None
) -> Comparison:
    needed = None
    if barred and (place or barred[0] != UNRESOLVED):
        verdict, note = barred
    elif place is None:
        note = "a point of reference" if cell.strategy == HAND_WRITTEN else "in no family of the plan"
        verdict = NO_VERDICT
    else:
        verdict, note = place.verdict, _note(place, x)
    if verdict == UNRESOLVED and len(x) > 1:
        needed = processes_needed(float(x.std(ddof=1)))
        note = "; ".join(filter(None, (note, words(run.instructions, cell))))
    return Comparison(
        cell=cell,
        group=aa.group,
        family=place.family if place else None,
        x=x,
        verdict=verdict,
        note=note,
        floor=floor,
        interval_90=t_interval(x, 0.90),
        interval_holm=t_interval(x, 1 - place.step.alpha) if place else None,
        step=place.step if place else None,
        p_value=place.p_value if place else math.nan,
        processes_needed=needed,
        instructions=ln_ratio(run.instructions, cell),
    )


def _counted(cell: Cell, group: Group, cost: CellCost, x: pd.Series) -> Comparison:
    """Exact counts decide: nothing is left to chance, so there is no interval and no test."""
    if len(x):
        verdict, note = SAME if x.mean() == 0 else LESS if x.mean() < 0 else MORE, ""
    else:
        verdict, note = (cost.status, cost.reason) if cost.status != MEASURED else (UNRESOLVED, f"{BASELINE} has none")
    return Comparison(cell, group, None, x, verdict, note, 0.0, None, None, None, math.nan, None)


def _note(place: _Place, x: pd.Series) -> str:
    """What is said beside a verdict of the rule."""
    if place.verdict != UNRESOLVED:
        return "within the margin" if place.verdict in (FASTER, SLOWER) and place.is_within_margin else ""
    if place.is_within_margin:
        return "A/A too wide to show equivalence"
    needed = processes_needed(float(x.std(ddof=1)))
    if needed is not None and needed <= len(x):
        return f"too near the edge of ±3 %, although {plural(needed, 'process')} would be enough"
    return f"needs {plural(needed, 'process')}" if needed else "needs more than 200 processes"
