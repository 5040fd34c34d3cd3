"""Pooling: what several machines say together, by a random-effects model: a machine is one draw from those there are.

x is a machine's mean of ln(t_S / t_B) over its processes, v the square of that mean's standard error. Machines differ
in earnest by tau, beyond what their processes scatter; the pooled mean is that of the machines, not of the processes.

Sources: statsmodels combine_effects. tau² by Paule & Mandel 1982, "Consensus values and weighting factors". The error
of the mean by Hartung & Knapp 2001, "On tests of the overall treatment effect in meta-analysis with normally
distributed responses", and Sidik & Jonkman 2002, with Student's t of k - 1; never less than the classic one, without
which few machines that happen to agree say too much (Röver, Knapp & Friede 2015, "Hartung-Knapp-Sidik-Jonkman approach
and its modification for random-effects meta-analysis with few studies"). I²: Higgins & Thompson 2002, "Quantifying
heterogeneity in a meta-analysis". What a further machine would show: Higgins, Thompson & Spiegelhalter 2009, "A
re-evaluation of random-effects meta-analysis", with t of k - 2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from vocabulary.rule import Ruling, rule_of
from vocabulary.statistics import LEAST_FLOOR, MARGIN, WIDEST, Interval, floor_of, t_interval
from vocabulary.trimmed import Floats

LEAST_VARIANCE = 1e-12  # of a machine's mean: equal samples leave none, and none cannot be divided by


@dataclass(frozen=True)
class Together:
    """The pooled mean of k machines, two at least. `tau`: how far machines differ, as a standard deviation of x."""

    machines: int
    mean: float
    error: float
    tau: float
    i_squared: float  # the share of the scatter between machines that their processes do not explain

    def interval(self, level: float) -> Interval:
        return self._around(self.error, self.machines - 1, level)

    def p_value(self, bound: float) -> float:
        """Two-sided, of H0: the mean over machines is within ±bound; p < a and `interval(1 - a)` outside are one."""
        excess = abs(self.mean) - bound
        return float(2 * special.stdtr(self.machines - 1, -excess / self.error)) if excess > 0 else 1.0

    def of_a_further_machine(self, level: float = 0.95) -> Interval | None:
        """What another machine like these would show; None for fewer than three."""
        if self.machines < 3:
            return None
        return self._around(math.hypot(self.tau, self.error), self.machines - 2, level)

    def _around(self, error: float, freedom: int, level: float) -> Interval:
        half = min(float(special.stdtrit(freedom, (1 + level) / 2)) * error, WIDEST)
        return Interval(self.mean - half, self.mean + half, level)


def together(means: Sequence[float] | Floats, variances: Sequence[float] | Floats) -> Together | None:
    """None for fewer than two machines."""
    x = np.asarray(means, dtype=float)
    v = np.maximum(np.asarray(variances, dtype=float), LEAST_VARIANCE)
    if len(x) < 2:
        return None
    from statsmodels.stats.meta_analysis import combine_effects  # here: loading it takes most of a second

    with np.errstate(divide="ignore", invalid="ignore"):  # its own I² of machines that agree to the last digit
        found = combine_effects(x, v, method_re="iterated", use_t=True)
    error = max(float(found.sd_eff_w_re), float(found.sd_eff_w_re_hksj))
    excess = float(found.q) - (len(x) - 1)
    share = max(0.0, excess / float(found.q)) if found.q > 0 else 0.0
    return Together(len(x), float(found.mean_effect_re), error, math.sqrt(max(0.0, float(found.tau2))), share)


def floor_over_machines(copies: Sequence[float] | Floats) -> float:
    """b, as in a run, one level up: the larger bound of the 95 % interval of the copies' means over machines."""
    return floor_of(t_interval(copies, 0.95)) if len(copies) > 1 else LEAST_FLOOR


def shows_equivalence(copy: Together | None) -> bool:
    """Whether the copy's own pooled 90 % interval lies inside ±3 %: else nothing is called equivalent beside it."""
    return copy is not None and copy.interval(0.90).is_inside(MARGIN)


def rule_over_machines(
    found: Sequence[Together | None], floors: Sequence[float], shows: Sequence[bool]
) -> Ruling:
    """The rule of a run on one family, with the machine as the sampling unit. What has fewer than two machines decides
    nothing and keeps its place in the count."""
    may = np.array([one is not None for one in found], dtype=bool)
    means = np.array([one.mean if one else 0.0 for one in found])
    p_values = np.array([one.p_value(floor) if one else 1.0 for one, floor in zip(found, floors)])
    inside = np.array([one.interval(0.90).is_inside(MARGIN) if one else False for one in found], dtype=bool)
    return rule_of(means, p_values, inside, may, np.array(shows, dtype=bool))
