"""Looks spend no more than there is; ties between processes are found where they are; Holm's steps go on over looks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from vocabulary.looks import OBRIEN_FLEMING, POWER, Looks
from vocabulary.rule import EQUIVALENT, INCONCLUSIVE, SLOWER, Family, copies, layout_floor
from vocabulary.statistics import INDEPENDENT, dependence, holm, margin_p_values
from vocabulary.trimmed import winsorized

counts = st.lists(st.integers(2, 200), min_size=1, max_size=6, unique=True).map(lambda found: tuple(sorted(found)))


@given(counts, st.sampled_from([POWER, OBRIEN_FLEMING]), st.floats(1e-9, 0.2))
def test_what_looks_spend_adds_up_to_the_level(looks: tuple[int, ...], spending: str, level: float) -> None:
    parts = [Looks(looks, spending).level(number, level) for number in range(len(looks))]
    assert sum(parts) == pytest.approx(level) and min(parts) >= 0


@given(counts, st.sampled_from([POWER, OBRIEN_FLEMING]), st.floats(1e-6, 0.1))
def test_a_larger_level_leaves_each_look_no_less(looks: tuple[int, ...], spending: str, level: float) -> None:
    """What Holm's steps over looks rest on."""
    known = Looks(looks, spending)
    for number in range(len(looks)):
        assert known.level(number, level) <= known.level(number, 1.5 * level) + 1e-15


def test_obrien_flemings_boundaries_are_the_published_ones() -> None:
    """Two-sided 0.05 at a half and at all of the information: 0.0056 at first, and the rest by the union bound."""
    first, last = (Looks((32, 64), OBRIEN_FLEMING).level(number, 0.05) for number in (0, 1))
    assert first == pytest.approx(0.00557, abs=2e-5) and first + last == pytest.approx(0.05)


def test_by_the_square_of_its_share_a_look_at_half_spends_a_quarter() -> None:
    assert [Looks((32, 64), POWER).level(number, 0.05) for number in (0, 1)] == pytest.approx([0.0125, 0.0375])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_one_look_is_holms_procedure_as_statsmodels_has_it(p: list[float]) -> None:
    assert [step.rejected for step in holm(p)] == list(multipletests(p, alpha=0.05, method="holm")[0])


def test_what_was_rejected_before_makes_the_next_steps_larger() -> None:
    assert [step.alpha for step in holm([0.5, 0.6], rejected_before=2)] == pytest.approx([0.025, 0.025])
    assert [step.rank for step in holm([0.6, 0.5], rejected_before=2)] == [4, 3]


def series(correlation: float, count: int, processes: int, seed: int) -> np.ndarray:
    chance = np.random.default_rng(seed)
    x = chance.normal(0, 1, (count, processes))
    for number in range(1, processes):
        x[:, number] = correlation * x[:, number - 1] + np.sqrt(1 - correlation**2) * x[:, number]
    return x


def test_independent_processes_are_hardly_tied_and_correlated_ones_are() -> None:
    """Of an autoregression with 0.5 the variance of a mean is about 3 times that of independent values."""
    assert 1 <= dependence(series(0.0, 150, 16, 1)).inflation < 1.2
    assert 1 <= dependence(series(0.0, 150, 64, 2)).inflation < 1.1
    assert 2.0 < dependence(series(0.5, 150, 16, 3)).inflation < 3.2
    assert 2.5 < dependence(series(0.5, 150, 64, 4)).inflation < 3.3
    assert dependence(series(0.5, 150, 7, 5)) == INDEPENDENT and dependence(np.zeros((3, 16))) == INDEPENDENT


def test_every_lag_up_to_a_quarter_of_the_processes_counts() -> None:
    """Of a slow drift all of them are tied; written out, lag by lag."""
    x = winsorized(np.cos(np.pi * np.arange(16) / 12)[None, :])

    def apart(lag: int) -> float:
        return float(np.mean((x[0, lag:] - x[0, :-lag]) ** 2))

    far = float(np.mean([apart(lag) for lag in range(8, 13)]))
    ties = [1 - apart(lag) / far for lag in (1, 2, 3, 4)]
    assert min(ties) > 0.1
    found = dependence(x)
    assert found.inflation == pytest.approx(1 + 2 * sum((1 - lag / 16) * tie for lag, tie in enumerate(ties, 1)))
    assert found.squares == pytest.approx(sum(tie**2 for tie in ties))


def test_processes_that_are_left_out_tie_nothing() -> None:
    """Two in a row that are far off are no correlation of the others."""
    x = series(0.0, 150, 16, 6)
    x[:, 3:5] += 20.0
    assert dependence(x).inflation < 1.3


@pytest.mark.parametrize(("correlation", "ignoring"), [(0.0, 0.05), (0.35, 0.15)])
def test_ties_keep_the_error_rate_that_ignoring_them_breaks(correlation: float, ignoring: float) -> None:
    """4,000 means of equal values, tested at 5 % in runs of 100: the share that is called different."""
    told, untold = [], []
    for seed in range(40):
        x = series(correlation, 100, 16, seed)
        told += list(margin_p_values(x, 0.0, dependence(x)) < 0.05)
        untold += list(margin_p_values(x, 0.0) < 0.05)
    assert np.mean(told) <= 0.065 and np.mean(untold) == pytest.approx(ignoring, abs=0.05)
    assert correlation == 0 or np.mean(untold) > 0.1


def test_a_copy_that_differs_sets_its_own_floor_and_no_others() -> None:
    x = np.random.default_rng(12).normal(0, 0.005, (5, 16))
    x[0] += 0.05
    left = copies(x, np.full(5, 0.01))
    assert list(left.failed) == [True, False, False, False, False]
    assert 0.05 < left.floors[0] < 0.06 and list(left.floors[1:]) == [0.01] * 4
    assert list(left.may_show_equivalence) == [False, True, True, True, True]


@pytest.mark.parametrize("groups", [8, 30])
def test_the_floor_of_one_link_covers_a_familys_worth_of_copies(groups: int) -> None:
    """2,000 runs: any of 20 more copies beyond what the copies of the run predict, in at most 5 %."""
    chance, beyond = np.random.default_rng(8), 0
    for _ in range(2_000):
        beyond += bool(np.abs(chance.normal(0, 0.01, 20)).max() > layout_floor(chance.normal(0, 0.01, groups), 20))
    assert beyond / 2_000 <= 0.055


def test_fewer_than_five_copies_of_one_link_tell_no_floor() -> None:
    same = np.full(5, 0.001)
    assert layout_floor(same[:4], 20) == math.log(1.03) and layout_floor(same, 20) < 0.01


def test_a_decided_comparison_is_not_judged_again_and_keeps_its_place_in_the_count() -> None:
    looks, chance = Looks((16, 32)), np.random.default_rng(9)
    x = chance.normal(0, 0.004, (3, 32))
    x[0] += 0.2
    x[2] += chance.normal(0.02, 0.08, 32)
    family, yes = Family(3, looks), np.ones(3, dtype=bool)
    family.look(0, x[:, :16], 0.005, yes, yes)
    first = dict(family.places)
    assert [first[i].verdict for i in range(3)] == [SLOWER, EQUIVALENT, INCONCLUSIVE]
    x[0] = -0.2
    family.look(1, x, 0.005, yes, yes)
    assert (family.places[0], family.places[1]) == (first[0], first[1])
    assert family.places[2].look == 1 and family.places[2].step.alpha == pytest.approx(looks.level(1, 0.05 / 2))
