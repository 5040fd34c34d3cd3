"""Export: the same results for programs. `results.csv` has a row a cell, `verdicts.json` an entry a comparison.

Ratios are t_S / t_back_populates; times are nanoseconds; a value that does not exist is empty or null, never 0.
"""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd

from reports.cells import BASELINE, backend_kind
from reports.costs import CellCost
from reports.metrics import METRICS
from reports.statistics import ALPHA, MARGIN, Interval
from reports.verdicts import Comparison, Judgement

FORMAT = 1


def results_csv(judgement: Judgement) -> str:
    table = pd.DataFrame([_row(judgement, cost) for cost in judgement.costs.values()])
    return str(table.to_csv(index=False, float_format="%.10g", lineterminator="\n"))


def _row(judgement: Judgement, cost: CellCost) -> dict[str, Any]:
    cell, group = cost.cell, cost.group
    row: dict[str, Any] = {
        "cell": cell.name,
        "workload": cell.workload,
        "relation": cell.relation,
        "strategy": cell.strategy,
        "backend": cell.backend,
        "dataset": cell.dataset,
        "phase": group.phase,
        "status": cost.status,
        "reason": cost.reason,
        "processes": cost.processes,
        "samples": cost.samples,
        "iterations_per_sample": group.iterations,
        "item": judgement.run.item(cell.workload),
        "items_per_iteration": cost.items if cost.is_measured else None,
    }
    for name, values in (("ns_per_item", cost.per_item_ns), ("ns_per_iteration", cost.time_ns)):
        row |= {f"{name}_{which}": value for which, value in zip(("q1", "median", "q3"), values)}
    for metric in METRICS:
        row |= {
            f"{metric.name}_per_iteration": cost.per_iteration(metric),
            f"{metric.name}_per_item": cost.per_item(metric),
        }
    in_metrics = {counter for metric in METRICS for counter in metric.counters}
    return row | {f"{name}_per_iteration": value for name, value in cost.counters.items() if name not in in_metrics}


def verdicts_json(judgement: Judgement) -> str:
    plan = judgement.run.plan
    document = {
        "format": FORMAT,
        "preset": plan.preset,
        "created": plan.created,
        "state": judgement.run.state,
        "baseline": BASELINE,
        "rule": {
            "alpha": ALPHA,
            "margin_ratio": math.exp(MARGIN),
            "processes": plan.processes,
            "rounds": plan.rounds,
            "verdicts": plan.verdicts,
        },
        "run_decides": judgement.run_decides,
        "floors": [
            {"engine": engine, "phase": phase, "ratio": math.exp(b)} for (engine, phase), b in judgement.floors.items()
        ],
        "aa": [
            {
                "group": group,
                "n": len(test.x),
                "p_value": _known(test.p_value),
                "failed": test.failed,
                "may_show_equivalence": test.may_show_equivalence,
                "interval_90": _interval(test.interval_90),
                "ln_ratios": list(test.x),
            }
            for group, test in judgement.aa.items()
        ],
        "comparisons": [_comparison(c) for c in judgement.comparisons],
        "failed_cells": {cost.cell.name: cost.reason for cost in judgement.failed_cells},
    }
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _comparison(c: Comparison) -> dict[str, Any]:
    return {
        "cell": c.cell.name,
        "group": c.group.id,
        "strategy": c.strategy,
        "phase": c.group.phase,
        "engine": backend_kind(c.cell.backend),
        "family": c.family,
        "verdict": c.verdict,
        "note": c.note,
        "words": c.words,
        "ratio": _known(c.ratio),
        "n": c.n,
        "spread": _known(c.spread),
        "floor_ratio": math.exp(c.floor),
        "interval_90": _interval(c.interval_90),
        "interval_holm": _interval(c.interval_holm),
        "holm_step": {"rank": c.step.rank, "alpha": c.step.alpha} if c.step else None,
        "p_value": _known(c.p_value),
        "processes_needed": c.processes_needed,
        "ln_ratios": [float(x) for x in c.x],
    }


def _interval(interval: Interval | None) -> dict[str, float] | None:
    """Its bounds as ratios."""
    return (
        {"low": math.exp(interval.low), "high": math.exp(interval.high), "level": interval.level} if interval else None
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
