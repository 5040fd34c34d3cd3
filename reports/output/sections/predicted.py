"""Predicted and measured: what the author of each strategy expected, beside what the run found of it."""

from __future__ import annotations

from typing import Any

from reports.judgement.verdicts import Judgement
from reports.words import answer
from vocabulary.cells import AA_COPY, BASELINE, is_hand_written
from vocabulary.metrics import times


def content(judgement: Judgement) -> dict[str, Any]:
    strategies = [strategy for strategy in judgement.run.plan.strategies if strategy != AA_COPY]
    return {"predicted": [_row(judgement, strategy) for strategy in strategies]}


def _row(judgement: Judgement, strategy: str) -> dict[str, Any]:
    measured = _measured(judgement, strategy)
    return {"strategy": strategy, "predicts": judgement.run.predicts(strategy), "measured": measured}


def _measured(judgement: Judgement, strategy: str) -> list[str]:
    comparisons = [c for c in judgement.comparisons if c.strategy == strategy and not c.group.is_counted]
    if strategy == BASELINE:
        return ["The baseline of all comparisons."]
    if is_hand_written(strategy) or not any(c.family for c in comparisons):
        ratios = sorted(c.ratio for c in comparisons if c.n)
        if not ratios:
            return ["No ratio."]
        return [f"{times(ratios[0])} to {times(ratios[-1])} × the time of {BASELINE} (no verdict: reference only)."]
    phases = [
        phase
        for phase in judgement.run.plan.phases
        if strategy in answer.judged_strategies(judgement.of_phase(phase))
    ]
    return [f"{phase.capitalize()}: {answer.strategy_sentence(judgement, phase, strategy)}" for phase in phases]
