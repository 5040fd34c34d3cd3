"""python3 -m reports calibration EQUAL SPIN: what the rule said where the truth was known, on the real binaries.

EQUAL is a run of back_populates and its copy in 100 groups (preset `equal` of bench/calibration.toml): every
comparison is of equal code, so a *faster* or *slower* is false. The copy is the subject here, so none can widen its
own floor: the rule is applied without that, to one family of all groups, which is stricter than a report is. SPIN is a
run in which spin_3_percent waits for 3 % of what its work took (preset `spin`): *faster* or *equivalent* is false
there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from reports.judgement.verdicts import Judgement
from vocabulary.cells import backend_kind
from vocabulary.errors import UnusableInput
from vocabulary.metrics import percent, plural, signed_percent
from vocabulary.rule import EQUIVALENT, FASTER, SLOWER, INCONCLUSIVE, aa_gate, rule
from vocabulary.statistics import aa_p_values, is_inside_margin
from vocabulary.trimmed import centres, spreads

SPINNING, SPIN = "spin_3_percent", 0.03
BEGIN = "<!-- calibration: made by `scripts/calibrate --write docs/statistics.md` -->"
END = "<!-- /calibration -->"
MOST_FALSE = 1  # of 100 comparisons of equal code


@dataclass(frozen=True)
class Equal:
    """What the rule said of equal code. `layout_sd`: how far groups lie apart beyond what processes explain."""

    groups: tuple[str, ...]
    verdicts: tuple[str, ...]
    ratios: tuple[float, ...]
    failed_aa: tuple[bool, ...]  # groups whose own copy would have set their floor in a report
    may_recommend: bool
    spread: float  # median over groups, of x between processes
    layout_sd: float
    links: str
    floors: dict[str, float]

    @property
    def false(self) -> list[str]:
        return [g for g, verdict in zip(self.groups, self.verdicts) if verdict in (FASTER, SLOWER)]


@dataclass(frozen=True)
class Spin:
    """What the rule said of the known 3 %, one row per group."""

    rows: tuple[tuple[str, str, float], ...]  # group, verdict in words, ratio
    spread: float

    @property
    def false(self) -> list[str]:
        return [group for group, words, _ in self.rows if words.startswith((FASTER, EQUIVALENT))]


def equal_code(judgement: Judgement) -> Equal:
    tests = [test for test in judgement.aa.values() if len(test.x) == judgement.run.plan.processes]
    if len(tests) < len(judgement.aa) or judgement.run.plan.processes < 2:
        raise UnusableInput(
            f"{judgement.run.folder}: not every group is measured in every process; continue with"
            " scripts/calibrate --resume"
        )
    x = np.array([test.x.to_numpy() for test in tests])
    pools = [(backend_kind(test.group.cells[0].backend), test.group.phase) for test in tests]
    floors = np.array([judgement.floors[pool] for pool in pools])
    everyone = np.ones(len(tests), dtype=bool)
    ruling = rule(x, floors, everyone, is_inside_margin(x))
    gate = aa_gate(list(aa_p_values(x)))
    between, within = float(centres(x).var(ddof=1)), float((spreads(x) ** 2).mean()) / x.shape[1]
    return Equal(
        tuple(test.group.id for test in tests),
        tuple(ruling.verdicts),
        tuple(test.ratio for test in tests),
        gate.failed,
        gate.may_recommend,
        float(np.median(spreads(x))),
        math.sqrt(max(0.0, between - within)),
        "each process a link of its own" if judgement.run.plan.has_own_links else "one link for all processes",
        {phase: judgement.floors[engine, phase] for engine, phase in dict.fromkeys(pools)},
    )


def known_spin(judgement: Judgement) -> Spin:
    found = [c for c in judgement.comparisons if c.strategy == SPINNING and c.family]
    if not found:
        raise UnusableInput(f"{judgement.run.folder} has no {SPINNING}: it is not a run of the preset spin")
    rows = tuple((c.group.id, c.words, c.ratio) for c in found)
    return Spin(rows, float(np.median([c.spread for c in found])))


def is_trusted(equal: Equal, spin: Spin) -> bool:
    return len(equal.false) <= MOST_FALSE and not spin.false


def _spreads(equal: Equal) -> str:
    return (
        f"With {equal.links}: spread of a ratio between processes {percent(math.exp(equal.spread) - 1)} (median over"
        f" groups), and of groups beyond what that explains, which is layout that no repetition averages out,"
        f" {percent(math.exp(equal.layout_sd) - 1)} (standard deviation)."
    )


def before_words(before: Equal) -> str:
    """Of a run of the same groups with one link, beside which the links of their own show what they are for."""
    compared = plural(len(before.groups), "comparison")
    return f"- **Before**, {compared} of the same: {len(before.false)} false. {_spreads(before)}"


def markdown(equal: Equal, spin: Spin, judged: Judgement) -> str:
    """The result with its date, machine and commands, for docs/statistics.md and the terminal."""
    plan, context = judged.run.plan, judged.run.context
    machine = plan.environment
    told = {verdict: equal.verdicts.count(verdict) for verdict in (FASTER, SLOWER, EQUIVALENT, INCONCLUSIVE)}
    busy = machine.get("busy_cores")
    lines = [
        f"`scripts/calibrate`, {plan.created[:10]}, {machine.get('cpu')}, {machine.get('cores')} cores"
        + (f" of which others kept {busy:.1f} busy when it began" if isinstance(busy, float) else "")
        + f", {context.get('compiler', 'an unknown compiler')}; {plural(plan.processes, 'process')} of"
        f" {plural(plan.rounds, 'round')}.",
        "",
        f"- **Equal code**, {plural(len(equal.groups), 'comparison')} of `back_populates` with its copy:"
        f" {len(equal.false)} false ({', '.join(f'{count} {verdict}' for verdict, count in told.items())})."
        f" A report would have widened the floor of {plural(sum(equal.failed_aa), 'group')}"
        f"{'' if equal.may_recommend else ' and recommended nothing'}."
        f" {_spreads(equal)} Floors:"
        f" {', '.join(f'{phase} {percent(math.exp(b) - 1)}' for phase, b in equal.floors.items())}.",
        f"- **A known {100 * SPIN:.0f} %**, {plural(len(spin.rows), 'comparison')}: {len(spin.false)} false. Spread:"
        f" {percent(math.exp(spin.spread) - 1)}.",
        "",
        "| group | ratio | verdict |",
        "|---|---|---|",
        *(f"| {group} | {signed_percent(ratio - 1)} | {words} |" for group, words, ratio in spin.rows),
    ]
    if equal.false:
        lines += ["", f"False among equal code: {', '.join(equal.false)}."]
    return "\n".join(lines)
