"""The rule that turns ratios into verdicts, fixed before anything is measured: one family of comparisons at a time.

x is ln(t_S / t_B), a row a comparison, a column a process. The report, `compare` and the study of the rule's errors
call these functions and no others, so that what is studied is what decides.

The rule: (i) *faster* or *slower* if the interval at the comparison's Holm step lies wholly outside ±b, b being the
floor that the A/A copies leave; (ii) else *equivalent* if the 90 % interval lies inside ±3 % and the group's A/A copy
shows that as much can be seen there; (iii) else *unresolved*.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vocabulary.statistics import Floats, Step, holm, is_inside_margin, margin_p_values

FASTER, SLOWER, EQUIVALENT, UNRESOLVED = "faster", "slower", "equivalent", "unresolved"
Bools = np.ndarray[Any, np.dtype[np.bool_]]

MOST_FAILED_GROUPS = 0.1  # of a run's groups; with more, at least two, the run decides nothing


@dataclass(frozen=True)
class Gate:
    """What the A/A tests of a run leave open: which groups failed, and whether anything may be decided at all."""

    failed: tuple[bool, ...]
    run_decides: bool


def aa_gate(p_values: Sequence[float], groups: int | None = None) -> Gate:
    """Holm's correction over all groups whose copy could be tested; `groups` counts the others in as well."""
    tested = [i for i, p in enumerate(p_values) if not math.isnan(p)]
    failed = {i for i, step in zip(tested, holm([p_values[i] for i in tested])) if step.rejected}
    is_run_failed = len(failed) >= 2 and len(failed) > MOST_FAILED_GROUPS * (groups or len(p_values))
    return Gate(tuple(i in failed for i in range(len(p_values))), not is_run_failed)


@dataclass(frozen=True)
class Ruling:
    """What the rule says of each comparison of a family, in its order."""

    verdicts: list[str]
    steps: list[Step]
    p_values: Floats
    is_within_margin: Bools  # the 90 % interval lies inside ±3 %


def rule(x: Floats, floors: Floats | float, may_decide: Bools, may_show_equivalence: Bools) -> Ruling:
    """The verdicts of one family: x[comparisons, processes], at least two processes.

    A comparison that may not decide stays in the count, with p = 1: dropping it would make the others easier to win.
    Its row of x may hold anything.
    """
    return rule_of(x.mean(axis=-1), margin_p_values(x, floors), is_inside_margin(x), may_decide, may_show_equivalence)


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
        [UNRESOLVED, FASTER, SLOWER, EQUIVALENT],
        UNRESOLVED,
    )
    return Ruling([str(verdict) for verdict in verdicts], steps, p_values, inside)
