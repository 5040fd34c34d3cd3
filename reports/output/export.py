"""Export: the same results for programs. `results.csv` has one row per cell, `verdicts.json` one entry per
comparison, `limits.json` one per value that a limit is set for.

Ratios are t_S / t_back_populates; times are nanoseconds; a value that does not exist is empty or null, never 0.
"""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd

from reports.judgement.attribution import Attribution, Step, attributions
from reports.judgement.costs import CellCost
from reports.judgement.limits import VERDICTS, Standing
from reports.judgement.verdicts import Comparison, Judgement
from reports.results.instructions import Instructions, counted_cell, ln_ratio
from vocabulary.cells import BASELINE, Cell, backend_kind
from vocabulary.metrics import METRICS
from vocabulary.statistics import ALPHA, MARGIN, Interval
from vocabulary.trimmed import PART

FORMAT = 2  # 2: inconclusive, looks, ties between processes
DIGITS = 10  # of a number: the last of its sixteen depend on which processor computed it


def results_csv(judgement: Judgement) -> str:
    counts = judgement.run.instructions
    rows = [
        _row(judgement, cost) | _instruction_columns(counts.get(counted_cell(cell)))
        for cell, cost in judgement.costs.items()
    ]
    shown = {counted_cell(cell) for cell in judgement.costs}
    rows += [_counted_row(one) for cell, one in counts.items() if cell not in shown]
    table = pd.DataFrame([{column: _harmless(value) for column, value in row.items()} for row in rows])
    return str(table.to_csv(index=False, float_format=f"%.{DIGITS}g", lineterminator="\n"))


def _harmless(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _instruction_columns(counted: Instructions | None) -> dict[str, Any]:
    """Of the cell, or of its twin in memory, which `instructions_cell` then names."""
    return {
        "instructions_cell": counted.cell.name if counted else None,
        "instructions_per_iteration": counted.count if counted else None,
        "instructions_per_item": counted.per_item if counted else None,
    }


def _counted_row(counted: Instructions) -> dict[str, Any]:
    """A cell of which nothing is known but its instructions."""
    parts = ("workload", "relation", "strategy", "backend", "dataset")
    cell = {"cell": counted.cell.name} | {part: getattr(counted.cell, part) for part in parts}
    return cell | {"status": "counted", "items_per_iteration": counted.items} | _instruction_columns(counted)


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


def limits_json(found: list[Standing]) -> str:
    """One entry a value; numbers that are not known are null."""

    def known(value: float) -> float | None:
        return None if math.isnan(value) else value

    rows = [
        {
            "work": one.limit.work,
            "of": one.limit.of,
            "measured": one.subject,
            "value": known(one.value),
            "low": known(one.low),
            "high": known(one.high),
            "most": one.limit.most,
            "verdict": one.verdict,
            "note": one.note,
        }
        for one in found
    ]
    counts = {verdict: sum(one.verdict == verdict for one in found) for verdict in VERDICTS}
    return json_text({"format": FORMAT, "tally": counts, "limits": rows})


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
            "trimmed_part": 1 / PART,
            "verdicts": plan.verdicts,
            "looks": list(plan.planned_looks.counts),
            "spending": plan.planned_looks.spending,
        },
        "may_recommend": judgement.may_recommend,
        "process_ties": {"inflation": judgement.tied.inflation, "squares": judgement.tied.squares},
        "floors": [
            {"engine": engine, "phase": phase, "ratio": math.exp(b)} for (engine, phase), b in judgement.floors.items()
        ],
        "aa": [
            {
                "group": group,
                "n": len(test.x),
                "p_value": _known(test.p_value),
                "failed": test.failed,
                "floor_ratio": math.exp(test.floor),
                "may_show_equivalence": test.may_show_equivalence,
                "interval_90": _interval(test.interval_90),
                "ln_ratios": list(test.x),
            }
            for group, test in judgement.aa.items()
        ],
        "comparisons": [_comparison(c) for c in judgement.comparisons],
        "attributions": [_attribution(found) for found in attributions(judgement)],
        "instructions": [_instructions(judgement, cell) for cell in judgement.run.instructions],
        "failed_cells": {cost.cell.name: cost.reason for cost in judgement.failed_cells},
    }
    return json_text(document)


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
        "certain": c.certain,
        "look": c.look,
        "baseline_ns_per_item": _known(c.baseline_ns),
        "difference_ns_per_item": _known(c.difference_ns),
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
        "instructions_ratio": _exp(c.instructions),
        "ln_ratios": [float(x) for x in c.x],
    }


def _attribution(found: Attribution) -> dict[str, Any]:
    return {
        "cell": found.comparison.cell.name,
        "causes": list(found.causes),
        "is_open": found.is_open,
        "sentence": found.sentence,
        "steps": [_step(step) for step in found.steps],
        "beside": [_step(step) for step in found.beside],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "cause": step.cause,
        "words": step.words,
        "ratio": _exp(step.time),
        "interval": _interval(step.interval),
        "instructions_ratio": _exp(step.instructions),
    }


def _instructions(judgement: Judgement, cell: Cell) -> dict[str, Any]:
    counted = judgement.run.instructions[cell]
    return {
        "cell": cell.name,
        "strategy": cell.strategy,
        "tool": counted.tool,
        "instructions_per_iteration": counted.count,
        "items_per_iteration": counted.items,
        "instructions_per_item": counted.per_item,
        "ratio": _exp(ln_ratio(judgement.run.instructions, cell)),
    }


def _exp(value: float | None) -> float | None:
    return None if value is None else math.exp(value)


def _interval(interval: Interval | None) -> dict[str, float] | None:
    """Its bounds as ratios."""
    return (
        {"low": math.exp(interval.low), "high": math.exp(interval.high), "level": interval.level} if interval else None
    )


def json_text(document: dict[str, Any]) -> str:
    return json.dumps(_rounded(document), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _rounded(value: Any) -> Any:
    """The value with DIGITS of each number in it."""
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
