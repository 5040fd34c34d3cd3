"""Statistics: ratios from paired rounds, intervals over processes, and the step-down that keeps a family honest.

All on the natural-log scale: x = ln(t_S / t_B), so 0 is "the same" and a ratio is exp(x). The process is the sampling
unit: rounds within a process share its memory layout and its neighbours, and count once, as their median. What several
processes say together is their trimmed mean (trimmed.py): a machine that others use as well gives a few that are far
off.

Sources: Student's t distribution, scipy (special.stdtr, special.stdtrit; Student 1908); step-down (Holm 1979, "A
simple sequentially rejective multiple test procedure"); the test against a margin follows from its interval, by the
duality of tests and confidence intervals (Lehmann & Romano, "Testing Statistical Hypotheses"); equivalence is two
one-sided tests, read off the 90 % interval (Schuirmann 1987); the process as the sampling unit: Kalibera & Jones 2013,
"Rigorous benchmarking in reasonable time".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from vocabulary.trimmed import Floats, centre, centres, kept, spreads, winsorized

ALPHA = 0.05
MARGIN = math.log(1.03)  # inside ± this, a difference is of no practical weight
LEAST_FLOOR = math.log(1.005)  # no difference below this is called faster or slower, however quiet the machine
WANTED_HALF_WIDTH = math.log(1.015)  # a 90 % interval this narrow can decide "equivalent"
MOST_PROCESSES = 200
WIDEST = 200.0  # half an interval: two processes and a large family give more than exp() can tell as a ratio


@dataclass(frozen=True)
class Interval:
    """A confidence interval of x; `level` is its coverage, 0.90 for instance."""

    low: float
    high: float
    level: float

    def is_inside(self, bound: float) -> bool:
        return -bound < self.low and self.high < bound

    def is_outside(self, bound: float) -> bool:
        """Wholly above +bound or wholly below -bound."""
        return self.low > bound or self.high < -bound

    @property
    def largest(self) -> float:
        return max(abs(self.low), abs(self.high))


def log_ratios(subject: pd.Series, baseline: pd.Series, rounds: int) -> pd.Series:
    """x of each process: the median over its rounds of ln(t_S / t_B), paired within a round.

    Both series are times indexed by (process, round). A process that lacks a round on either side is left out.
    """
    by_process = np.log(subject.astype(float) / baseline.astype(float)).groupby(level=0)  # nan where one lacks a round
    return by_process.median()[by_process.count() == rounds]


@dataclass(frozen=True)
class Dependence:
    """How far the processes of a run are from independent: `inflation` of a variance of their mean, and the sum of the
    squares of their correlations, which costs degrees of freedom. Both are those of independence by default."""

    inflation: float = 1.0
    squares: float = 0.0

    def error(self, x: Floats) -> Floats:
        """The standard error of the trimmed mean over the last axis."""
        count = max(1, x.shape[-1])
        own = min(self.inflation, count / 2)
        factor = math.sqrt(own * (count - 1) / (count - own)) if own > 1 else 1.0
        return np.asarray(factor * spreads(x) / math.sqrt(count))

    def freedom(self, count: int) -> float:
        return max(1.0, float(kept(count)) / (1 + 2 * self.squares) - 1)


INDEPENDENT = Dependence()


def dependence(x: Floats) -> Dependence:
    """Of the processes of a run, x[series, processes]: pooled over all its series, each winsorized, as its trimmed
    mean sees it, and in units of its own spread.

    Correlations come from the variogram, which needs no mean and so has no bias in short series: 1 - V(k) / V(far
    apart). Lags count up to the first that is not positive (Geyer 1992, "Practical Markov chain Monte Carlo"); the
    variance of a mean and the effective number of processes follow (Bayley & Hammersley 1946, "The effective number of
    independent observations in an autocorrelated time series"). Of 16 processes it finds a little less than there is:
    at a correlation of 0.35 a test at 5 % errs in 5.9 %, at 0.5 in 6.8 %, and of 64 in 5.4 %. Fewer than eight
    processes tell nothing of it.
    """
    if x.ndim != 2 or not x.size or x.shape[-1] < 8:
        return INDEPENDENT
    seen, count = winsorized(x), x.shape[-1]
    spread = seen.std(axis=-1, ddof=1)
    if not (spread > 0).any():
        return INDEPENDENT
    scaled = seen[spread > 0] / spread[spread > 0, None]
    far = float(np.mean([_variogram(scaled, lag) for lag in range(count // 2, 3 * count // 4 + 1)]))
    inflation, squares = 1.0, 0.0
    for lag in range(1, count // 4 + 1):
        correlation = 1 - _variogram(scaled, lag) / far
        if correlation <= 0:
            break
        inflation += 2 * (1 - lag / count) * correlation
        squares += correlation**2
    return Dependence(inflation, squares)


def _variogram(x: Floats, lag: int) -> float:
    """Half the mean square of the difference of two that are `lag` apart."""
    return float(((x[:, lag:] - x[:, :-lag]) ** 2).mean() / 2)


def half_width(x: Floats, level: float, tied: Dependence = INDEPENDENT) -> Floats:
    """Half of the interval of the trimmed mean of x over its last axis, the processes; needs two of them."""
    quantile = special.stdtrit(tied.freedom(x.shape[-1]), (1 + level) / 2)
    return np.asarray(np.minimum(quantile * tied.error(x), WIDEST))


def interval_of(x: Sequence[float] | Floats, level: float, tied: Dependence = INDEPENDENT) -> Interval | None:
    """The interval of the trimmed mean of x, over processes; None for fewer than two of them."""
    values = np.asarray(x, dtype=float)
    if len(values) < 2:
        return None
    mean, half = centre(values), float(half_width(values, level, tied))
    return Interval(mean - half, mean + half, level)


def t_interval(x: Sequence[float] | Floats, level: float) -> Interval | None:
    """Student's interval of the mean of x, of which every value counts; None for fewer than two of them."""
    values = np.asarray(x, dtype=float)
    if len(values) < 2:
        return None
    error = float(values.std(ddof=1)) / math.sqrt(len(values))
    half = min(float(special.stdtrit(len(values) - 1, (1 + level) / 2)) * error, WIDEST)
    mean = float(values.mean())
    return Interval(mean - half, mean + half, level)


def margin_p_values(x: Floats, bound: Floats | float, tied: Dependence = INDEPENDENT) -> Floats:
    """Two-sided p of H0: the true |x| is at most `bound`, over the last axis of x; needs two processes.

    The smallest alpha at which the (1 - alpha) t interval lies wholly outside ±bound, so `p < alpha` and
    `interval_of(x, 1 - alpha).is_outside(bound)` are the same statement; 1 where the mean itself is within the bound.
    """
    excess, error = np.abs(centres(x)) - bound, tied.error(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * special.stdtr(tied.freedom(x.shape[-1]), -excess / error)
    return np.where(excess <= 0, 1.0, np.where(error > 0, p, 0.0))


def margin_p_value(x: Sequence[float] | Floats, bound: float) -> float:
    """The same for one comparison; 1 for fewer than two processes."""
    values = np.asarray(x, dtype=float)
    return float(margin_p_values(values, bound)) if len(values) > 1 else 1.0


@dataclass(frozen=True)
class Change:
    """The difference of two trimmed means of x over processes of two runs, which are not paired."""

    mean: float
    p_value: float  # two-sided, of H0: the true difference is within ±bound
    interval_90: Interval


def change(old: Sequence[float] | Floats, new: Sequence[float] | Floats, bound: float) -> Change:
    """new - old by Yuen's t, which without trimming is Welch's; needs two processes each."""
    both = [np.asarray(x, dtype=float) for x in (new, old)]
    mean = centre(both[0]) - centre(both[1])
    left = np.array([float(kept(len(x))) for x in both])
    parts = np.array([float(winsorized(x).var(ddof=1)) * (len(x) - 1) for x in both]) / (left * (left - 1))
    error = math.sqrt(parts.sum())
    excess = abs(mean) - bound
    if error == 0:
        return Change(mean, 1.0 if excess <= 0 else 0.0, Interval(mean, mean, 0.90))
    freedom = float(parts.sum() ** 2 / (parts**2 / (left - 1)).sum())
    half = float(special.stdtrit(freedom, 0.95)) * error
    p_value = 1.0 if excess <= 0 else 2 * float(special.stdtr(freedom, -excess / error))
    return Change(mean, p_value, Interval(mean - half, mean + half, 0.90))


@dataclass(frozen=True)
class Step:
    """A comparison's place in Holm's step-down: its interval has level 1 - alpha."""

    rank: int  # 1 is the smallest p
    alpha: float
    rejected: bool


def holm(
    p_values: Sequence[float],
    alpha: float = ALPHA,
    rejected_before: int = 0,
    at_this_look: Callable[[float], float] = lambda level: level,
) -> list[Step]:
    """Holm's procedure: the k-th smallest of m p values is tested at alpha / (m - k + 1), up to the first that fails.

    All from that first one on keep its alpha: at that level none of their intervals excludes its hypothesis, so the
    interval shown and the decision taken never contradict each other. Over several looks (Ye, Li, Liu & Yao 2013, "A
    group sequential Holm procedure with multiple primary endpoints"): `p_values` are those that are open, what was
    rejected before counts as the first steps, and `at_this_look` says what a look may spend of a step's level.
    """
    m, order = len(p_values) + rejected_before, [int(i) for i in np.argsort(p_values, kind="stable")]
    steps: dict[int, Step] = {}
    failed_at: float | None = None
    for rank, index in enumerate(order, start=rejected_before + 1):
        level = at_this_look(alpha / (m - rank + 1)) if failed_at is None else failed_at
        is_rejected = failed_at is None and p_values[index] <= level
        failed_at = level if failed_at is None and not is_rejected else failed_at
        steps[index] = Step(rank, level, is_rejected)
    return [steps[i] for i in range(len(p_values))]


def aa_p_values(x: Floats, tied: Dependence = INDEPENDENT) -> Floats:
    """Two-sided test of trimmed mean x = 0 over the last axis, for A/A copies; needs two processes."""
    return margin_p_values(x, 0.0, tied)


def aa_p_value(x: Sequence[float] | Floats) -> float:
    """The same for one copy; nan for fewer than two processes."""
    values = np.asarray(x, dtype=float)
    return float(aa_p_values(values)) if len(values) > 1 else math.nan


def is_inside_margin(
    x: Floats, level: float = 0.90, tied: Dependence = INDEPENDENT
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether the interval of the trimmed mean over the last axis lies inside ±3 %."""
    mean, half = centres(x), half_width(x, level, tied)
    return np.asarray((-MARGIN < mean - half) & (mean + half < MARGIN))


def pooled_interval(
    groups: Sequence[pd.Series], level: float = 0.95, tied: Dependence = INDEPENDENT
) -> Interval | None:
    """The interval of several groups' A/A ratios together: each process counts once, with its mean over the
    groups."""
    if not groups:
        return None
    return interval_of(pd.concat(list(groups), axis=1).mean(axis=1).to_numpy(), level, tied)


def floor_of(pooled: Interval | None) -> float:
    """b, the floor that a difference has to clear: the larger bound of the pooled A/A interval, at least 0.5 %."""
    return max(LEAST_FLOOR, pooled.largest) if pooled else LEAST_FLOOR


def processes_needed(spread: float) -> int | None:
    """The smallest n up to 200 at which this spread gives a 90 % interval of half-width 1.5 %; None beyond."""
    return _smallest(lambda n: _t(n, 0.95) * spread / np.sqrt(n) <= WANTED_HALF_WIDTH)


def processes_to_differ(mean: float, spread: float, floor: float, alpha: float) -> int | None:
    """The smallest n up to 200 at which an interval of level 1 - alpha around this mean lies outside ±floor."""
    return _smallest(lambda n: _t(n, 1 - alpha / 2) * spread / np.sqrt(n) < abs(mean) - floor)


def processes_to_be_equivalent(mean: float, spread: float, alpha: float) -> int | None:
    """The smallest n up to 200 at which an interval of level 1 - 2 alpha around this mean lies inside ±3 %."""
    return _smallest(lambda n: _t(n, 1 - alpha) * spread / np.sqrt(n) < MARGIN - abs(mean))


def _t(processes: Floats, probability: float) -> Floats:
    return np.asarray(special.stdtrit(kept(processes) - 1, probability))


def _smallest(is_enough: Callable[[Floats], Any]) -> int | None:
    n = np.arange(2.0, MOST_PROCESSES + 1, dtype=np.float64)
    enough = is_enough(n)
    return int(n[enough][0]) if enough.any() else None
