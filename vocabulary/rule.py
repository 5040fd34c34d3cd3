"""The rule that turns ratios into verdicts, fixed before anything is measured: one family of comparisons at a time.

x is ln(t_S / t_B), a row a comparison, a column a process. The report, `compare`, the run between its looks and the
study of the rule's errors call these functions and no others, so that what is studied is what decides.

The rule, at each look: (i) *faster* or *slower* if the interval at the comparison's Holm step lies wholly outside ±b;
b is the floor that the A/A copies of the phase leave, or what the group's own copy leaves where that one differs; (ii)
else *equivalent* if the interval of equivalence lies inside ±3 % and the group's A/A copy shows that as much can be
seen there; (iii) else open until the next look, and *inconclusive* after the last. What a look decided stays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import special

from vocabulary.looks import Looks
from vocabulary.statistics import (
    ALPHA,
    INDEPENDENT,
    MARGIN,
    Dependence,
    Step,
    aa_p_values,
    half_width,
    holm,
    is_inside_margin,
    margin_p_values,
)
from vocabulary.trimmed import Floats, centre, centres

FASTER, SLOWER, EQUIVALENT, INCONCLUSIVE = "faster", "slower", "equivalent", "inconclusive"
Bools = np.ndarray[Any, np.dtype[np.bool_]]

MOST_FAILED_GROUPS = 0.1  # of a run's groups; with more, at least two, the run recommends nothing


@dataclass(frozen=True)
class Gate:
    """What the A/A tests of a run say: which groups' copies differ, and whether anything may be recommended at all."""

    failed: tuple[bool, ...]
    may_recommend: bool


def aa_gate(p_values: Sequence[float], groups: int | None = None) -> Gate:
    """Holm's correction over all groups whose copy could be tested; `groups` counts the others in as well."""
    tested = [i for i, p in enumerate(p_values) if not math.isnan(p)]
    failed = {i for i, step in zip(tested, holm([p_values[i] for i in tested])) if step.rejected}
    return Gate(tuple(i in failed for i in range(len(p_values))), not too_many(len(failed), groups or len(p_values)))


def too_many(failed: int, groups: int) -> bool:
    return failed >= 2 and failed > MOST_FAILED_GROUPS * groups


@dataclass(frozen=True)
class Copies:
    """What the A/A copies of some groups leave at one look, in the order of the groups."""

    failed: Bools
    floors: Floats
    may_show_equivalence: Bools


def copies(x: Floats, pooled_floors: Floats, tied: Dependence = INDEPENDENT) -> Copies:
    """x[groups, processes] of the copies. Where a copy differs, the larger 95 % bound of its own is the floor, and
    nothing is equivalent unless that is below the margin."""
    failed = np.array(aa_gate(list(aa_p_values(x, tied))).failed, dtype=bool)
    own = np.abs(centres(x)) + half_width(x, 0.95, tied)
    floors = np.where(failed, np.maximum(own, pooled_floors), pooled_floors)
    return Copies(failed, floors, is_inside_margin(x, tied=tied) & (~failed | (floors < MARGIN)))


def layout_floor(means: Floats, comparisons: int) -> float:
    """What one link may make of equal code, where processes do not run links of their own: by how much one more copy
    would differ, at the level of a family of so many comparisons, as the copies of all groups scatter (a prediction
    interval; Hahn & Meeker 1991, "Statistical intervals"). 3 % where fewer than five copies tell."""
    if len(means) < 5:
        return MARGIN
    quantile = special.stdtrit(len(means) - 1, 1 - ALPHA / (2 * max(1, comparisons)))
    return float(quantile * math.sqrt(float((means**2).mean()) * (1 + 1 / len(means))))


@dataclass(frozen=True)
class Place:
    """What the rule says of one comparison, and at which look: the one that decided, or the last."""

    verdict: str
    look: int  # from 0
    step: Step  # its alpha is what this look may spend of it
    equivalence_alpha: float
    p_value: float
    is_within_margin: bool  # the interval of equivalence lies inside ±3 %
    tied: Dependence


@dataclass
class Family:
    """One family of comparisons over the looks of a run. `places` holds those that were looked at."""

    size: int
    looks: Looks
    places: dict[int, Place] = field(default_factory=dict)

    def is_open(self, comparison: int) -> bool:
        place = self.places.get(comparison)
        return place is None or place.verdict == INCONCLUSIVE

    def look(
        self,
        number: int,
        x: Floats,
        floors: Floats | float,
        may_decide: Bools,
        may_show_equivalence: Bools,
        tied: Dependence = INDEPENDENT,
    ) -> None:
        """Judges what is open: x[size, processes]. A comparison that may not decide stays in the count, with p = 1:
        dropping it would make the others easier to win. Its row of x may hold anything."""
        pending = [i for i in range(self.size) if self.is_open(i)]
        rejected = sum(place.verdict in (FASTER, SLOWER) for place in self.places.values())
        passive = self.size - rejected - len(pending)  # equivalent: they keep their place in the count
        p = np.where(may_decide, margin_p_values(x, floors, tied), 1.0)
        alpha = self.looks.level(number, ALPHA)
        inside = is_inside_margin(x, 1 - 2 * alpha, tied)
        steps = holm(
            [float(p[i]) for i in pending] + [1.0] * passive,
            ALPHA,
            rejected,
            lambda level: self.looks.level(number, level),
        )
        for i, step in zip(pending, steps):
            if not may_decide[i] and i in self.places:
                continue  # not measured to this look: what was said before stays
            verdict = INCONCLUSIVE
            if step.rejected:
                verdict = FASTER if centre(x[i]) < 0 else SLOWER
            elif may_decide[i] and inside[i] and may_show_equivalence[i]:
                verdict = EQUIVALENT
            within = bool(inside[i] and may_decide[i])
            self.places[i] = Place(verdict, number, step, alpha, float(p[i]), within, tied)


@dataclass(frozen=True)
class Ruling:
    """What the rule says of each comparison of a family at a single look, in its order."""

    verdicts: list[str]
    steps: list[Step]
    p_values: Floats
    is_within_margin: Bools  # the 90 % interval lies inside ±3 %


def rule(x: Floats, floors: Floats | float, may_decide: Bools, may_show_equivalence: Bools) -> Ruling:
    """The verdicts of one family at its only look: x[comparisons, processes], at least two processes."""
    return rule_of(centres(x), margin_p_values(x, floors), is_inside_margin(x), may_decide, may_show_equivalence)


def rule_of(
    means: Floats, p_values: Floats, is_within_margin: Bools, may_decide: Bools, may_show_equivalence: Bools
) -> Ruling:
    """The rule on what any test of a family came to: the p values of |x| <= b, and whether the 90 % intervals are
    inside."""
    p_values = np.where(may_decide, p_values, 1.0)
    steps = holm(list(p_values))
    rejected = np.array([step.rejected for step in steps], dtype=bool)
    inside = is_within_margin & may_decide
    verdicts = np.select(
        [~may_decide, rejected & (means < 0), rejected, inside & may_show_equivalence],
        [INCONCLUSIVE, FASTER, SLOWER, EQUIVALENT],
        INCONCLUSIVE,
    )
    return Ruling([str(verdict) for verdict in verdicts], steps, p_values, inside)
