"""In simulation, the rule is wrong as seldom as it promises. Seeded, so the counts are the same every time."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from reports.statistics import floor_of, holm, margin_p_value, pooled_interval
from reports.verdicts import EQUIVALENT, FASTER, SLOWER, decide

PROCESSES, FAMILY, SPREAD = 16, 24, 0.024  # the spread measured between processes on a shared machine of two cores


def family_of(rng: np.random.Generator, true_x: float, runs: int) -> list[list[str]]:
    """The verdicts of `runs` experiments whose comparisons all have the same true log ratio."""
    verdicts = []
    for _ in range(runs):
        aa = [pd.Series(rng.normal(0, SPREAD, PROCESSES)) for _ in range(FAMILY // 2)]
        xs = [pd.Series(rng.normal(true_x, SPREAD, PROCESSES)) for _ in range(FAMILY)]
        floor = floor_of(pooled_interval(aa))
        steps = holm([margin_p_value(x.to_numpy(), floor) for x in xs])
        verdicts.append([decide(x, step, may_show_equivalence=True)[0] for x, step in zip(xs, steps)])
    return verdicts


def test_copies_of_the_same_code_are_seldom_called_different() -> None:
    runs = family_of(np.random.default_rng(7), 0.0, 80)
    wrong = sum(any(verdict in (FASTER, SLOWER) for verdict in run) for run in runs)
    assert wrong <= 0.05 * len(runs)


def test_a_true_three_percent_is_seldom_called_equivalent_or_faster() -> None:
    runs = family_of(np.random.default_rng(8), math.log(1.03), 30)
    verdicts = [verdict for run in runs for verdict in run]
    assert sum(verdict in (EQUIVALENT, FASTER) for verdict in verdicts) <= 0.06 * len(verdicts)


def test_a_tenth_is_nearly_always_found() -> None:
    """Power, without which never saying anything would pass the tests above."""
    verdicts = [verdict for run in family_of(np.random.default_rng(9), math.log(1.10), 20) for verdict in run]
    assert sum(verdict == SLOWER for verdict in verdicts) >= 0.95 * len(verdicts)


def test_no_difference_is_mostly_called_equivalent() -> None:
    verdicts = [verdict for run in family_of(np.random.default_rng(10), 0.0, 20) for verdict in run]
    assert sum(verdict == EQUIVALENT for verdict in verdicts) >= 0.9 * len(verdicts)
