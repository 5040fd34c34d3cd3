"""Pooled: the verdicts of several machines as one table, and what holds over them (vocabulary/pooling.py).

A comparison is pooled where every machine that counts has measured it to its first look. The families are the plan's,
as far as all machines share them, corrected for each engine on its own. A strategy's `Summary` is the mean of its
ratios over the workloads that all share, by the same rule.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from reports.judgement.machine import Machine
from reports.judgement.verdicts import Comparison, Judgement
from vocabulary.cells import AA_COPY, backend_kind
from vocabulary.pooling import Together, floor_over_machines, rule_over_machines, shows_equivalence, together
from vocabulary.rule import EQUIVALENT, FASTER, INCONCLUSIVE, SLOWER
from vocabulary.statistics import ALPHA, MARGIN, Interval, floor_of, interval_of, margin_p_value, pooled_interval
from vocabulary.trimmed import centre

ONE_MACHINE, NO_MACHINE = "one machine", "no run counts"  # in place of a verdict
Key = tuple[str, str]  # group id, strategy


@dataclass(frozen=True)
class Standing:
    """What one machine says of a comparison; `interval` is its own 90 % interval of x, over processes."""

    machine: str
    verdict: str
    mean: float
    interval: Interval | None

    @property
    def ratio(self) -> float:
        return math.exp(self.mean)


@dataclass(frozen=True)
class Row:
    """One comparison over machines. `together` is None for fewer than two machines; `beside`: machines that do not
    count, because their runs are unfit."""

    group: str
    strategy: str
    family: str
    engine: str
    standings: tuple[Standing, ...]
    beside: tuple[Standing, ...]
    together: Together | None
    verdict: str

    @property
    def claim(self) -> str:
        return claim(self.verdict, self.standings)

    @property
    def holds_on(self) -> int:
        return sum(one.verdict == self.claim for one in self.standings)

    @property
    def is_contradicted(self) -> bool:
        """Whether one machine calls faster what another calls slower."""
        return {FASTER, SLOWER} <= {one.verdict for one in self.standings}


@dataclass(frozen=True)
class Summary(Row):
    """A strategy over all workloads of one engine that every machine measured; `group` is empty."""

    workloads: int


@dataclass(frozen=True)
class Pooling:
    machines: tuple[Machine, ...]
    summaries: tuple[Summary, ...]
    rows: tuple[Row, ...]
    left_out: tuple[Key, ...]  # comparisons that not every machine has

    @property
    def counted(self) -> list[Machine]:
        return [machine for machine in self.machines if not machine.unfit]

    @property
    def contradicted(self) -> list[Row]:
        return [row for row in self.rows if row.is_contradicted]


def claim(pooled: str, standings: Sequence[Standing]) -> str:
    """The verdict that is said to hold on so many machines: the pooled one, else the commonest."""
    if pooled in (FASTER, SLOWER, EQUIVALENT):
        return pooled
    said = [one.verdict for one in standings if one.verdict in (FASTER, SLOWER, EQUIVALENT)]
    return max(said, key=said.count) if said else INCONCLUSIVE


def pool(machines: Sequence[Machine]) -> Pooling:
    """`machines` in the order of the table; those that are unfit are shown and do not count."""
    counted = [machine for machine in machines if not machine.unfit]
    beside = [machine for machine in machines if machine.unfit]
    shared = _shared(counted or list(machines))
    summaries, rows = [], []
    for family, engine in dict.fromkeys(((c.family or "", backend_kind(c.cell.backend)) for c in shared)):
        own = [c for c in shared if (c.family, backend_kind(c.cell.backend)) == (family, engine)]
        rows += _rows(own, counted, beside, family, engine)
        if family == "decision":
            summaries += _summaries(own, counted, beside, engine)
    known = {(c.group.id, c.strategy) for m in machines for c in m.judgement.comparisons if c.family}
    kept = {(c.group.id, c.strategy) for c in shared}
    return Pooling(tuple(machines), tuple(summaries), tuple(rows), tuple(sorted(known - kept)))


def _shared(machines: Sequence[Machine]) -> list[Comparison]:
    """As the first machine has them."""
    keys = [{(c.group.id, c.strategy, c.family) for c in usable(m.judgement)} for m in machines]
    common = set.intersection(*keys) if keys else set()
    return [c for c in usable(machines[0].judgement) if (c.group.id, c.strategy, c.family) in common] if keys else []


def usable(judgement: Judgement) -> list[Comparison]:
    """Those of a family that were measured to the first look, beside a copy that was."""
    first = judgement.run.plan.planned_looks.first
    return [
        c
        for c in judgement.comparisons
        if c.family and c.n >= max(2, first) and len(judgement.aa[c.group.id].x) >= first
    ]


def _of(machine: Machine, key: Key) -> Comparison | None:
    found = (c for c in machine.judgement.comparisons if (c.group.id, c.strategy) == key and c.family)
    return next(found, None)


def _rows(
    own: list[Comparison], counted: list[Machine], beside: list[Machine], family: str, engine: str
) -> list[Row]:
    keys = [(c.group.id, c.strategy) for c in own]
    found = [_together(counted, [_of(m, key) for m in counted]) for key in keys]
    copies = {group: _copies(counted, group) for group in dict.fromkeys(c.group.id for c in own)}
    floors = _floors(own, counted)
    ruling = rule_over_machines(
        found, [floors[c.group.phase] for c in own], [shows_equivalence(copies[c.group.id]) for c in own]
    )
    return [
        Row(
            *key,
            family,
            engine,
            tuple(_standings(counted, key)),
            tuple(_standings(beside, key)),
            one,
            verdict if one else ONE_MACHINE if counted else NO_MACHINE,
        )
        for key, one, verdict in zip(keys, found, ruling.verdicts)
    ]


def _together(machines: Sequence[Machine], comparisons: Sequence[Comparison | None]) -> Together | None:
    known = [(m, c) for m, c in zip(machines, comparisons) if c is not None]
    means = [c.ln_ratio for _, c in known]
    return together(means, [float(m.judgement.tied.error(c.x.to_numpy())) ** 2 for m, c in known])


def _copies(machines: Sequence[Machine], group: str) -> Together | None:
    x = [(m, m.judgement.aa[group].x.to_numpy()) for m in machines]
    return together([centre(one) for _, one in x], [float(m.judgement.tied.error(one)) ** 2 for m, one in x])


def _floors(own: list[Comparison], machines: Sequence[Machine]) -> dict[str, float]:
    """By phase: what the copies leave, a machine counting once with their mean over its groups."""
    found = {}
    for phase in {c.group.phase for c in own}:
        groups = {c.group.id for c in own if c.group.phase == phase}
        found[phase] = floor_over_machines(
            [sum(centre(m.judgement.aa[group].x) for group in groups) / len(groups) for m in machines]
        )
    return found


def _standings(machines: Sequence[Machine], key: Key) -> list[Standing]:
    return [
        Standing(machine.name, c.verdict, c.ln_ratio, c.interval_90)
        for machine in machines
        if (c := _of(machine, key)) is not None
    ]


def _summaries(
    own: list[Comparison], counted: list[Machine], beside: list[Machine], engine: str
) -> list[Summary]:
    strategies = list(dict.fromkeys(c.strategy for c in own))
    groups = {s: [c.group.id for c in own if c.strategy == s] for s in strategies}
    means = {s: [_mean_over(m, groups[s], s) for m in counted] for s in strategies}
    copies = {s: [_mean_over(m, groups[s], AA_COPY) for m in counted] for s in strategies}
    found = [_together_of(counted, means[s]) for s in strategies]
    floors = [floor_over_machines([centre(x) for x in copies[s]]) for s in strategies]
    shows = [shows_equivalence(_together_of(counted, copies[s])) for s in strategies]
    ruling = rule_over_machines(found, floors, shows)
    return [
        Summary(
            "",
            s,
            "decision",
            engine,
            tuple(_summary_on(m, groups[s], s, len(strategies)) for m in counted),
            tuple(_summary_on(m, groups[s], s, len(strategies)) for m in beside),
            one,
            verdict if one else ONE_MACHINE if counted else NO_MACHINE,
            len(groups[s]),
        )
        for s, one, verdict in zip(strategies, found, ruling.verdicts)
    ]


def _mean_over(machine: Machine, groups: Sequence[str], strategy: str) -> pd.Series:
    """x of each process of the first look, its mean over these groups."""
    judgement = machine.judgement
    first = judgement.run.plan.planned_looks.first
    if strategy == AA_COPY:
        known = {group: judgement.aa[group].x for group in groups if group in judgement.aa}
    else:
        known = {group: c.x for group in groups if (c := _of(machine, (group, strategy)))}
    table = pd.DataFrame({group: x[x.index <= first] for group, x in known.items()})
    return table.mean(axis=1)


def _together_of(machines: Sequence[Machine], means: Sequence[pd.Series]) -> Together | None:
    errors = [float(m.judgement.tied.error(x.to_numpy())) for m, x in zip(machines, means)]
    return together([centre(x) for x in means], [error**2 for error in errors])


def _summary_on(machine: Machine, groups: Sequence[str], strategy: str, family: int) -> Standing:
    """The rule on this machine alone, at the first look; the step is Bonferroni's, for a handful of strategies."""
    x = _mean_over(machine, groups, strategy)
    copy = _mean_over(machine, groups, AA_COPY)
    tied = machine.judgement.tied
    floor = floor_of(pooled_interval([copy], 0.95, tied) if len(copy) > 1 else None)
    interval = interval_of(x.to_numpy(), 0.90, tied)
    verdict, mean = INCONCLUSIVE, centre(x) if len(x) else math.nan
    if interval and margin_p_value(x.to_numpy(), floor) <= ALPHA / family:
        verdict = FASTER if mean < 0 else SLOWER
    elif interval and interval.is_inside(MARGIN):
        verdict = EQUIVALENT
    return Standing(machine.name, verdict, mean, interval)
