"""Ratios, intervals and Holm's step-down compute what their docstrings say."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import trim_mean, ttest_ind
from scipy.stats.mstats import trimmed_mean_ci

from vocabulary.statistics import (
    INDEPENDENT,
    LEAST_FLOOR,
    Interval,
    aa_p_value,
    change,
    floor_of,
    holm,
    interval_of,
    log_ratios,
    margin_p_value,
    pooled_interval,
    processes_needed,
    t_interval,
)
from vocabulary.trimmed import centre, spread, winsorized

times = st.lists(st.floats(1, 1e9), min_size=6, max_size=6)
xs = st.lists(st.floats(-1, 1), min_size=2, max_size=24).filter(lambda x: np.std(x) > 1e-6)


def by_round(values: list[float], rounds: int = 3) -> pd.Series:
    index = [(process, round_) for process in range(1, len(values) // rounds + 1) for round_ in range(1, rounds + 1)]
    return pd.Series(values, index=pd.MultiIndex.from_tuples(index, names=["process", "round"]))


def test_x_is_the_median_over_paired_rounds() -> None:
    x = log_ratios(by_round([2, 4, 200, 1, 1, 1]), by_round([1, 1, 2, 1, 2, 400]), rounds=3)
    assert list(x) == pytest.approx([math.log(4), math.log(0.5)])
    assert list(x.index) == [1, 2]


@given(times, times, st.floats(1e-3, 1e3))
def test_scaling_all_times_leaves_ratios_unchanged(subject: list[float], baseline: list[float], factor: float) -> None:
    before = log_ratios(by_round(subject), by_round(baseline), 3)
    after = log_ratios(by_round([t * factor for t in subject]), by_round([t * factor for t in baseline]), 3)
    assert list(after) == pytest.approx(list(before), abs=1e-9)


@given(times, times)
def test_swapping_the_sides_negates_x(subject: list[float], baseline: list[float]) -> None:
    forward, back = log_ratios(by_round(subject), by_round(baseline), 3), log_ratios(
        by_round(baseline), by_round(subject), 3
    )
    assert list(forward) == pytest.approx(list(-back), abs=1e-12)


def test_a_process_without_all_its_rounds_does_not_count() -> None:
    assert list(log_ratios(by_round([1.0] * 6).iloc[:-1], by_round([1.0] * 6), 3).index) == [1]


@pytest.mark.parametrize("of", [t_interval, interval_of])
def test_the_widest_interval_can_be_told_as_a_ratio(of: Callable[[list[float], float], Interval | None]) -> None:
    interval = of([-1.0, 1.0], 1 - 1e-6)
    assert interval and 0 < math.exp(interval.low) < 1 < math.exp(interval.high) < math.inf


def test_t_interval_of_a_textbook_sample() -> None:
    """Student's sleep data: mean 1.58, 95 % interval 0.70 to 2.46."""
    interval = t_interval([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4], 0.95)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((0.7001142, 2.4598858), abs=1e-6)


many = st.lists(st.floats(-1, 1), min_size=5, max_size=70).filter(lambda x: float(np.ptp(winsorized(x))) > 1e-6)


@given(many, st.floats(0.5, 0.99))
def test_the_interval_of_a_trimmed_mean_is_scipys(x: list[float], level: float) -> None:
    interval = interval_of(x, level)
    assert interval is not None
    limits = [len(x) // 5 / len(x)] * 2
    low, high = trimmed_mean_ci(np.array(x), limits=limits, alpha=1 - level)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-9)
    assert centre(x) == pytest.approx(trim_mean(x, 0.2), abs=1e-12)


@given(many, many, st.floats(0, 0.2))
def test_two_runs_are_compared_as_scipy_does(old: list[float], new: list[float], bound: float) -> None:
    found = change(old, new, bound)
    side = math.copysign(1.0, found.mean)
    told = ttest_ind(
        np.array(new) - side * bound, old, equal_var=False, trim=0.2, alternative="greater" if side > 0 else "less"
    )
    if abs(found.mean) > bound + 1e-9:
        assert found.p_value == pytest.approx(2 * float(told.pvalue), rel=1e-6, abs=1e-12)
    else:
        assert found.p_value == 1.0 or abs(found.mean) > bound
    middle = (found.interval_90.low + found.interval_90.high) / 2
    assert middle == pytest.approx(centre(new) - centre(old), abs=1e-9)


@pytest.mark.parametrize("far", [0.5, 50.0])
def test_a_few_processes_that_are_far_off_move_neither_the_mean_nor_its_interval(far: float) -> None:
    """Three of sixteen, however far; a fourth counts."""
    calm = np.random.default_rng(1).normal(0, 0.01, 16)
    some, more = calm.copy(), calm.copy()
    some[:3] += far
    more[:4] += far
    before, after, beyond = (interval_of(x, 0.9) for x in (calm, some, more))
    assert before and after and beyond
    assert abs(centre(some) - centre(calm)) < 0.01 and after.high < 0.03
    assert beyond.high > 0.03


def test_no_process_has_a_mean_and_one_has_no_spread() -> None:
    assert math.isnan(centre([])) and math.isnan(spread([])) and math.isnan(spread([0.1])) and centre([0.1]) == 0.1
    assert all(np.isnan(INDEPENDENT.error(np.zeros(count))) for count in (0, 1))


def test_one_process_has_no_interval() -> None:
    assert t_interval([0.1], 0.9) is None and interval_of([0.1], 0.9) is None
    assert margin_p_value([5.0], 0.01) == 1.0
    assert math.isnan(aa_p_value([0.1]))


@given(xs, st.floats(0, 0.2), st.floats(0.001, 0.5))
def test_the_p_value_and_the_interval_say_the_same(x: list[float], bound: float, alpha: float) -> None:
    p = margin_p_value(x, bound)
    interval = interval_of(x, 1 - alpha)
    assert interval is not None
    if abs(p - alpha) > 1e-6:  # at equality both are at the mercy of rounding
        assert (p < alpha) == interval.is_outside(bound)


@given(xs, st.floats(0, 0.2), st.floats(0, 0.2))
def test_a_wider_floor_never_makes_a_difference_more_certain(x: list[float], one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert margin_p_value(x, low) <= margin_p_value(x, high) + 1e-12


p_values = st.lists(st.floats(0, 1), min_size=1, max_size=32)


@given(p_values)
def test_holm_rejects_a_prefix_of_the_ordered_p_values(p: list[float]) -> None:
    steps = holm(p)
    ordered = sorted(range(len(p)), key=lambda i: steps[i].rank)
    assert [p[i] for i in ordered] == sorted(p)
    rejected = [steps[i].rejected for i in ordered]
    assert rejected == sorted(rejected, reverse=True)


@given(p_values)
def test_a_comparison_is_rejected_exactly_if_p_is_within_its_own_step(p: list[float]) -> None:
    for value, step in zip(p, holm(p)):
        if abs(value - step.alpha) > 1e-12:
            assert step.rejected == (value < step.alpha)


@given(p_values, st.data())
def test_a_smaller_p_value_never_loses_a_rejection(p: list[float], data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(p) - 1))
    smaller = [*p[:i], p[i] / 2, *p[i + 1 :]]
    for before, after in zip(holm(p), holm(smaller)):
        assert after.rejected or not before.rejected


def test_holm_of_a_worked_example() -> None:
    """p = .01 .04 .03 .005 at .05: thresholds .0125, .0167, .025 for .005, .01, .03; the third fails."""
    steps = holm([0.01, 0.04, 0.03, 0.005])
    assert [s.rejected for s in steps] == [True, False, False, True]
    assert [s.rank for s in steps] == [2, 4, 3, 1]
    assert [s.alpha for s in steps] == pytest.approx([0.05 / 3, 0.025, 0.025, 0.0125])
    assert holm([]) == []


def test_the_pooled_interval_counts_a_process_once() -> None:
    """Ten copies of one group say no more than one."""
    group = pd.Series([0.01, -0.01, 0.02, 0.0], index=[1, 2, 3, 4])
    one, ten = pooled_interval([group]), pooled_interval([group] * 10)
    assert one is not None and ten is not None
    assert (ten.low, ten.high) == pytest.approx((one.low, one.high))
    assert pooled_interval([]) is None


def test_the_floor_is_the_larger_bound_and_at_least_half_a_percent() -> None:
    assert floor_of(Interval(-0.03, 0.01, 0.95)) == 0.03
    assert floor_of(Interval(-0.001, 0.001, 0.95)) == LEAST_FLOOR == math.log(1.005)
    assert floor_of(None) == LEAST_FLOOR


@given(st.floats(1e-4, 0.2))
def test_processes_needed_is_the_smallest_that_suffices(spread: float) -> None:
    from scipy.stats import t

    def half_width(n: int) -> float:
        return float(t.ppf(0.95, n - 2 * (n // 5) - 1)) * spread / math.sqrt(n)

    needed = processes_needed(spread)
    if needed is None:
        assert half_width(200) > math.log(1.015)
    else:
        assert half_width(needed) <= math.log(1.015)
        assert needed == 2 or half_width(needed - 1) > math.log(1.015)
