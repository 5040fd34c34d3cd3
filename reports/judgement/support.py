"""Support: what a difference needs before anything is recommended on it.

It is above 3 %; attribution names its cause; and SQLAlchemy, measured at the same work, says the same. SQLAlchemy's row
is the one that the run kept with its evidence.
"""

from __future__ import annotations

import math

from reports.judgement.attribution import Attribution
from reports.judgement.verdicts import FASTER, WITHIN, Comparison, Judgement
from vocabulary.cells import BASELINE
from vocabulary.metrics import difference, times
from vocabulary.statistics import MARGIN

SAME_WORK = {  # what SQLAlchemy's measurement calls it, where the names differ
    "move_posts": "flush_moves",
    "declare_and_configure": "configure",
}


def what_it_lacks(judgement: Judgement, comparison: Comparison, traced: Attribution | None) -> str:
    """Why nothing is recommended on this difference, where it is *faster* or *less*; empty if nothing is lacking."""
    strategy = comparison.strategy
    if comparison.note == WITHIN or abs(float(comparison.x.mean())) <= MARGIN:
        return f"{strategy} differs by {difference(comparison.ratio)}, which is of no practical weight"
    if not comparison.group.is_counted and (traced is None or traced.is_open or not traced.causes):
        return f"nobody can say yet where the difference of {strategy} comes from"
    kept = judgement.run.evidence
    if kept is None:
        return "these results keep no record of SQLAlchemy"
    if comparison.group.is_counted:
        return _memory(kept.sqlalchemy.get("memory_bytes_per_post", {}), strategy)
    workload = SAME_WORK.get(comparison.cell.workload, comparison.cell.workload)
    rows = [
        row
        for row in kept.sqlalchemy["comparisons"]
        if (row["workload"], row["strategy"]) == (workload, strategy) and comparison.cell.relation == "one_to_many"
    ]
    if not rows:
        return f"SQLAlchemy was not measured at it with {strategy}"
    row = rows[0]
    if row["verdict"] != FASTER or math.log(row["ratio"]) > -MARGIN:
        return f"SQLAlchemy does not bear it out for {strategy}: {row['verdict']}, {times(row['ratio'])} ×"
    return ""


def _memory(bytes_of: dict[str, float], strategy: str) -> str:
    if not {strategy, BASELINE} <= bytes_of.keys() or not bytes_of[BASELINE] > 0:
        return f"SQLAlchemy was not measured at it with {strategy}"
    ratio = bytes_of[strategy] / bytes_of[BASELINE]
    return "" if ratio < math.exp(-MARGIN) else f"SQLAlchemy does not bear it out for {strategy}: {times(ratio)} ×"
