"""Equal means: the 90 % interval, which is two one-sided tests at 5 %, lies inside ±3 %; not a hair more or less."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import t

from vocabulary.looks import Looks
from vocabulary.rule import EQUIVALENT, INCONCLUSIVE, Family, copies, rule, too_many
from vocabulary.statistics import Interval, is_inside_margin
from vocabulary.trimmed import Floats, kept, spread

YES = np.ones(1, dtype=bool)
NEARLY = pytest.mark.parametrize(("share", "is_equal"), [(0.99, True), (1.01, False)])


def around(mean: float, half: float, processes: int = 16) -> Floats:
    """One row of processes with this mean, whose 90 % interval reaches so far to both sides."""
    signs = np.tile([1.0, -1.0], processes // 2)
    apart = half * math.sqrt(processes) / float(t.ppf(0.95, kept(processes) - 1))
    return np.array([mean + signs * apart / spread(signs)])


@NEARLY
def test_of_equal_means_the_interval_may_reach_to_the_margin(share: float, is_equal: bool) -> None:
    x = around(0.0, share * math.log(1.03))
    wanted = EQUIVALENT if is_equal else INCONCLUSIVE
    assert bool(is_inside_margin(x)[0]) is is_equal
    assert bool(copies(x, np.full(1, 0.005)).may_show_equivalence[0]) is is_equal
    assert rule(x, 0.005, YES, YES).verdicts == [wanted]
    family = Family(1, Looks((16,)))
    family.look(0, x, 0.005, YES, YES)
    assert family.places[0].verdict == wanted


@NEARLY
@pytest.mark.parametrize("side", [-1, 1])
def test_of_other_means_it_is_the_farther_bound_that_counts(side: int, share: float, is_equal: bool) -> None:
    x = around(side * math.log(1.02), share * math.log(1.03 / 1.02) - (0.0 if is_equal else -1e-4))
    assert bool(is_inside_margin(x)[0]) is is_equal


def test_an_interval_with_one_bound_inside_is_not_inside() -> None:
    inside = [Interval(low, high, 0.9).is_inside(0.02) for low, high in ((-0.01, 0.01), (-0.1, 0.01), (-0.01, 0.1))]
    assert inside == [True, False, False]


def test_equal_means_beside_a_copy_that_scatters_decide_nothing() -> None:
    x = around(0.0, 0.001)
    assert rule(x, 0.005, YES, ~YES).verdicts == [INCONCLUSIVE]


def test_two_copies_and_more_than_a_tenth_of_all_have_to_differ_before_nothing_is_recommended() -> None:
    assert [too_many(*one) for one in ((2, 20), (3, 20), (1, 1), (2, 2))] == [False, True, False, True]
