"""Verdicts: a run's samples in, what the rule (vocabulary/rule.py) says of each comparison out.

A comparison is one strategy against back_populates in one group. Its verdict is *faster*, *slower*, *equivalent* or
*inconclusive*; or *failed*, *skipped*, *missing* where there is no number; or *no verdict* for a point of reference.
Each look of the plan judges the groups that are measured up to it; what it decides stays. The A/A copy (a second type
with the same source) sets the floor. The families come from the plan and are corrected for each engine on its own:
`sqlite` and `sqlite_memory` are one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pandas as pd

from reports.judgement.comparison import (
    EQUIVALENT,
    FASTER,
    INCONCLUSIVE,
    LESS,
    MORE,
    SAME,
    SLOWER,
    WITHIN,
    Comparison,
    certain_words,
    why_inconclusive,
)
from reports.judgement.costs import MEASURED, CellCost, costs
from reports.judgement.looking import NOTHING, AaTest, Looking, Pool, up_to
from reports.results.instructions import ln_ratio, words
from reports.results.load import Run
from vocabulary.cells import AA_COPY, BASELINE, Cell, is_hand_written
from vocabulary.metrics import plural
from vocabulary.plan import Group
from vocabulary.rule import too_many
from vocabulary.statistics import INDEPENDENT, Dependence, interval_of, log_ratios, processes_needed
from vocabulary.trimmed import centre, spread

__all__ = ["EQUIVALENT", "FASTER", "INCONCLUSIVE", "LESS", "MORE", "NO_VERDICT", "SAME", "SLOWER", "WITHIN"]
__all__ += ["AaTest", "Comparison", "Judgement", "judge"]

NO_VERDICT = "no verdict"
COUNTED = "heap_bytes"  # the counter that decides where exact counts do
LARGEST_FAMILY = 32


@dataclass(frozen=True)
class Judgement:
    run: Run
    costs: dict[Cell, CellCost]
    comparisons: list[Comparison]
    aa: dict[str, AaTest]  # by group id
    floors: dict[Pool, float]  # b by (engine, phase), of the last look that had groups of it
    may_recommend: bool  # no more than a tenth of the copies differ
    tied: Dependence  # how far processes are from independent

    def of_phase(self, phase: str) -> list[Comparison]:
        return [comparison for comparison in self.comparisons if comparison.group.phase == phase]

    def of_group(self, group: Group) -> list[Comparison]:
        return [comparison for comparison in self.comparisons if comparison.group.id == group.id]

    @property
    def failed_cells(self) -> list[CellCost]:
        return [cost for cost in self.costs.values() if cost.status == "failed"]

    @property
    def undecided(self) -> list[Group]:
        """The timed groups that another look could decide."""
        found = {c.group.id for c in self.comparisons if c.family and c.step and c.verdict == INCONCLUSIVE and c.n}
        return [group for group in self.run.plan.groups if group.id in found]


def judge(run: Run) -> Judgement:
    """All costs, A/A tests and verdicts of a run."""
    known = costs(run)
    ratios = _ratios(run, known)
    known = {cell: _consistent(cost, known.get(cell.of(BASELINE)), ratios[cell]) for cell, cost in known.items()}
    barred = _barred_cells(run, known, ratios)
    at = Looking(run, ratios, barred)
    at.look_at_all()
    comparisons = [
        _counted(cell, group, known[cell], ratios[cell]) if group.is_counted else _compare(at, known, cell, group)
        for group in run.plan.groups
        for cell in group.cells
        if cell.strategy not in (BASELINE, AA_COPY)
    ]
    tests = [test for test in at.aa.values() if not math.isnan(test.p_value)]
    may_recommend = not too_many(sum(test.failed for test in tests), len(at.aa))
    return Judgement(run, known, comparisons, at.aa, at.floors, may_recommend, at.tied)


def _ratios(run: Run, known: dict[Cell, CellCost]) -> dict[Cell, pd.Series]:
    """x of every cell; empty where the cell or its baseline was not measured."""
    timed = run.samples[run.samples["error"] == ""].set_index(["process", "round"])
    rows_of = {cell: rows for cell, rows in timed.groupby("cell", sort=False)}
    found: dict[Cell, pd.Series] = {}
    for group in run.plan.groups:
        baseline = group.cell(BASELINE)
        column = COUNTED if group.is_counted else "time_ns"
        for cell in group.cells:
            both = all(c in known and known[c].status == MEASURED for c in (cell, baseline))
            if both and column in rows_of[cell] and column in rows_of[baseline]:
                found[cell] = log_ratios(rows_of[cell][column], rows_of[baseline][column], run.plan.rounds)
            else:
                found[cell] = NOTHING
    return found


def _consistent(cost: CellCost, baseline: CellCost | None, x: pd.Series) -> CellCost:
    """The cell with the baseline's time multiplied by their paired ratio: a time and its ratio never disagree.

    Medians over processes need not: a slow process weighs on one of them and not on the other, and not on the pair.
    """
    if not len(x) or baseline is None or baseline is cost or not cost.is_measured or not cost.time_ns[1] > 0:
        return cost
    wanted = baseline.per_item_ns[1] * math.exp(centre(x)) * cost.items
    factor = wanted / cost.time_ns[1]
    low, _, high = cost.time_ns
    return replace(cost, time_ns=(low * factor, wanted, high * factor))


def _barred_cells(
    run: Run, known: dict[Cell, CellCost], ratios: dict[Cell, pd.Series]
) -> dict[Cell, tuple[str, str]]:
    """(verdict, why) of every cell that may have no timing verdict; the rule decides on the others."""
    found = {}
    for group in run.plan.groups:
        for cell in group.cells:
            if why := _barred(run, group, known, ratios, cell):
                found[cell] = why
    return found


def _barred(
    run: Run, group: Group, known: dict[Cell, CellCost], ratios: dict[Cell, pd.Series], cell: Cell
) -> tuple[str, str] | None:
    cost, baseline = known[cell], known.get(group.cell(BASELINE))
    needed = run.plan.planned_looks.first
    if cost.status != MEASURED:
        return cost.status, cost.reason
    if baseline is None or baseline.status != MEASURED:
        return INCONCLUSIVE, f"{BASELINE} {baseline.status if baseline else 'not planned'}"
    if not run.plan.verdicts or needed < 2:
        return INCONCLUSIVE, "quick run"
    if (have := len(up_to(ratios[cell], needed))) < needed:
        return INCONCLUSIVE, f"{have} of {plural(needed, 'process')} complete"
    if len(up_to(ratios.get(group.cell(AA_COPY), NOTHING), needed)) < needed:
        return INCONCLUSIVE, "no A/A copy to test this group with"
    return None


def _compare(at: Looking, known: dict[Cell, CellCost], cell: Cell, group: Group) -> Comparison:
    family, place = at.place(cell) or (None, None)
    barred, x, test = at.barred.get(cell), at.ratios[cell], at.aa[group.id]
    floor, needed, certain = test.floor, None, ""
    baseline = known.get(group.cell(BASELINE))
    if place and not barred:
        x = up_to(x, at.looks.counts[place.look])
    tied = place.tied if place else INDEPENDENT
    interval = interval_of(x, 1 - place.step.alpha, tied) if place else None
    if barred and (place or barred[0] != INCONCLUSIVE):
        verdict, note = barred
        if verdict == INCONCLUSIVE and at.run.plan.verdicts and note != "quick run":
            certain = certain_words(interval, floor)
        if verdict == INCONCLUSIVE and len(x) > 1:
            needed = processes_needed(spread(x))
    elif place is None:
        note = "a point of reference" if is_hand_written(cell.strategy) else "in no family of the plan"
        verdict = NO_VERDICT
    else:
        verdict, note = place.verdict, WITHIN if place.is_within_margin and place.verdict in (FASTER, SLOWER) else ""
        if verdict == INCONCLUSIVE:
            why = why_inconclusive(x, place, floor, test.may_show_equivalence)
            note, needed, certain = why.words, why.needed, certain_words(interval, floor)
    if verdict == INCONCLUSIVE and len(x) > 1:
        note = "; ".join(filter(None, (note, words(at.run.instructions, cell))))
    return Comparison(
        cell=cell,
        group=group,
        family=family,
        x=x,
        verdict=verdict,
        note=note,
        floor=floor,
        interval_90=interval_of(x, 0.90, tied),
        interval_holm=interval,
        step=place.step if place else None,
        p_value=place.p_value if place else math.nan,
        processes_needed=needed,
        certain=certain,
        instructions=ln_ratio(at.run.instructions, cell),
        look=at.looks.counts[place.look] if place and not barred else None,
        baseline_ns=baseline.per_item_ns[1] if baseline and baseline.is_measured else math.nan,
    )


def _counted(cell: Cell, group: Group, cost: CellCost, x: pd.Series) -> Comparison:
    """Exact counts decide: nothing is left to chance, so there is no interval and no test."""
    if len(x):
        verdict, note = SAME if centre(x) == 0 else LESS if centre(x) < 0 else MORE, ""
    else:
        none = INCONCLUSIVE, f"{BASELINE} has none"
        verdict, note = (cost.status, cost.reason) if cost.status != MEASURED else none
    return Comparison(cell, group, None, x, verdict, note, 0.0, None, None, None, math.nan, None)
