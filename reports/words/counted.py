"""Counted groups: what exact counts decide, bytes of memory for one. They repeat to the digit, so nothing is tested.

The words are *less*, *more* and *the same*: than back_populates, for one item.
"""

from __future__ import annotations

import math

from reports.judgement.verdicts import LESS, MORE, SAME, Comparison, Judgement
from reports.words.labels import absolute
from vocabulary.cells import AA_COPY, BASELINE
from vocabulary.metrics import METRICS, difference, number, per_item, times

BYTES = next(metric for metric in METRICS if metric.name == "heap_bytes")
ALLOCATIONS = next(metric for metric in METRICS if metric.name == "heap_allocations")
PEAK = next(metric for metric in METRICS if metric.name == "peak_bytes")


def title(judgement: Judgement, phase: str) -> str:
    """What is seen in the phase's figure."""
    strategies = dict.fromkeys(c.strategy for c in judgement.of_phase(phase) if c.strategy != AA_COPY)
    if strategies and all(c.verdict == SAME for c in judgement.of_phase(phase)):
        return f"{phase.capitalize()}: all strategies use the same memory"
    seen = [f"{strategy} uses {_brief(_of(judgement, phase, strategy))}" for strategy in strategies]
    return f"{phase.capitalize()}: " + ("; ".join(seen) if seen else f"nothing to compare with {BASELINE}")


def sentences(judgement: Judgement, phase: str) -> list[str]:
    """A sentence a workload: what it holds, and at its peak."""
    found = []
    for group in judgement.run.plan.groups:
        cost = judgement.costs.get(group.cell(BASELINE))
        if group.phase != phase or cost is None or not cost.is_measured:
            continue
        words, item = judgement.run.words(cost.cell.workload), judgement.run.item(cost.cell.workload)
        allocations, peak = per_item(cost.per_iteration(ALLOCATIONS), cost.items), number(cost.per_item(PEAK))
        found.append(
            f"{words[:1].upper()}{words[1:]}: {BASELINE} uses {absolute(cost)} per {item} ({peak} at the peak;"
            f" allocations: {allocations}; {group.cells[0].dataset})."
        )
    return found


def _of(judgement: Judgement, phase: str, strategy: str) -> list[Comparison]:
    return [c for c in judgement.of_phase(phase) if c.strategy == strategy]


def _brief(comparisons: list[Comparison]) -> str:
    compared = sorted((c for c in comparisons if c.n), key=lambda c: c.ratio)
    if not compared:
        return f"an uncounted amount ({comparisons[0].verdict})"
    if all(c.verdict == SAME for c in compared):
        return "the same memory"
    if len(compared) == 1 or math.isclose(compared[0].ratio, compared[-1].ratio):
        return f"{difference(compared[0].ratio)} {compared[0].verdict}"
    if all(c.verdict == LESS for c in compared):
        return f"{difference(compared[-1].ratio)} to {difference(compared[0].ratio)} less"
    if all(c.verdict == MORE for c in compared):
        return f"{difference(compared[0].ratio)} to {difference(compared[-1].ratio)} more"
    return f"{times(compared[0].ratio)} to {times(compared[-1].ratio)} × as much"
