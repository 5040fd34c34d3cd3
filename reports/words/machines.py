"""Machines in sentences: what holds on how many of them, and what is thereby known about hardware."""

from __future__ import annotations

import math
from collections import Counter

from reports.judgement.pooled import NO_MACHINE, Pooling, Row, Summary
from vocabulary.cells import BASELINE
from vocabulary.metrics import difference, percent, plural
from vocabulary.rule import EQUIVALENT, FASTER, INCONCLUSIVE, SLOWER
from vocabulary.statistics import Interval

ENOUGH = 6  # machines: that fewer are all of one kind of two happens by chance in more than 5 % (2 · ½⁵ = 6 %)


def headline(pooling: Pooling) -> list[str]:
    """One sentence a strategy and engine."""
    return [f"{_subject(one)}: {holds(one)}" for one in pooling.summaries]


def _subject(one: Summary) -> str:
    return f"{one.strategy} against {BASELINE} on {one.engine}, mean of {plural(one.workloads, 'workload')}"


def holds(row: Row) -> str:
    """`equivalent; holds on 5 of 6 machines; 1.00 × (0.99 to 1.01); I² 12 %`."""
    if row.together is None:
        said = [f"{one.verdict} on the only machine; {numbers(one.mean, one.interval)}" for one in row.standings]
        return f"{'; '.join(said)}; nothing is known about others" if said else f"{NO_MACHINE}, so nothing is known"
    count = len(row.standings)
    if row.verdict == INCONCLUSIVE:
        found = Counter(one.verdict for one in row.standings)
        where = f"inconclusive across machines ({', '.join(f'{v} on {n}' for v, n in found.most_common())} of {count})"
    else:
        where = f"{row.verdict}; holds on {row.holds_on} of {plural(count, 'machine')}"
    return f"{where}; {numbers(row.together.mean, row.together.interval(0.90))}; I² {heterogeneity(row)}"


def numbers(mean: float, interval: Interval | None) -> str:
    """`1.00 × (0.99 to 1.01)`."""
    if math.isnan(mean):
        return "no ratio"
    spans = f" ({two(interval.low)} to {two(interval.high)})" if interval else ""
    return f"{two(mean)} ×{spans}"


def two(x: float) -> str:
    """A ratio of which two digits behind the point say what a pooled one can."""
    ratio = math.exp(x)
    return f"{ratio:.2f}" if 0.1 <= ratio < 100 else f"{ratio:.2g}"


def heterogeneity(row: Row) -> str:
    return f"{100 * row.together.i_squared:.0f} %" if row.together else "–"


def further(row: Row) -> str:
    """What another machine like these would show, 95 %."""
    interval = row.together.of_a_further_machine() if row.together else None
    if interval is None:
        return "–"
    if interval.high - interval.low > math.log(1e4):
        return "anything"
    return f"{two(interval.low)} to {two(interval.high)}"


def about_hardware(pooling: Pooling) -> list[str]:
    """What these machines let one say of machines."""
    counted = pooling.counted
    models = Counter(machine.cpu for machine in counted)
    if not counted:
        return ["No run is fit to be counted, so nothing is known across machines."]
    if len(counted) == 1:
        return [
            f"One machine ({counted[0].cpu}): the verdicts apply to it alone. Nothing is known about other hardware:"
            " the next machine may give the opposite verdict."
        ]
    said = [f"{plural(len(counted), 'environment')} on {plural(len(models), 'processor model')}: {_list(models)}."]
    if len(models) == 1:
        said.append(
            "They differ only in compiler, libraries or system: what holds across them holds on this processor. Nothing"
            " is known about other hardware."
        )
    else:
        said.append("Expect what holds across them on machines like these, and on no others.")
    if len(counted) < ENOUGH:
        said.append(
            f"If there are two kinds of machine, all {len(counted)} are of the same kind by chance in"
            f" {percent(2.0 ** (1 - len(counted)))} of cases, so a kind that was not measured may differ. From"
            f" {ENOUGH} machines on, that chance is below 5 %."
        )
    return [*said, _contradictions(pooling)]


def _contradictions(pooling: Pooling) -> str:
    found = pooling.contradicted
    if not found:
        return "No comparison is faster on one machine and slower on another."
    first = max(found, key=lambda row: max(s.mean for s in row.standings) - min(s.mean for s in row.standings))
    low = min(first.standings, key=lambda one: one.mean)
    high = max(first.standings, key=lambda one: one.mean)
    return (
        f"{plural(len(found), 'comparison')} of {len(pooling.rows)}: faster on one machine and slower on another. There"
        f" the machine decides, not the strategy. The largest: {first.strategy} in {first.group}, {FASTER} by"
        f" {difference(low.ratio)} on {low.machine}, {SLOWER} by {difference(high.ratio)} on {high.machine}."
    )


def _list(models: Counter[str]) -> str:
    return ", ".join(f"{model} ({count})" if count > 1 else model for model, count in models.most_common())


def remarks(pooling: Pooling) -> list[str]:
    """What a reader must know before believing the table."""
    found = [
        f"{one.name} does not count: its run is not fit to be published ({'; '.join(one.unfit)})."
        for one in pooling.machines
        if one.unfit
    ]
    dirty = [one.name for one in pooling.machines if one.is_dirty]
    if dirty:
        found.append(f"The source had uncommitted changes on {', '.join(dirty)}: its revision does not say what ran.")
    revisions = {one.revision[:12] or "none" for one in pooling.machines}
    if len(revisions) > 1:
        found.append(f"Results of {plural(len(revisions), 'revision')} ({', '.join(sorted(revisions))}) are pooled.")
    if pooling.left_out:
        group, strategy = pooling.left_out[0]
        found.append(
            f"{plural(len(pooling.left_out), 'comparison')} not pooled, because not every machine measured them:"
            f" {strategy} in {group}{' and others' if len(pooling.left_out) > 1 else ''}."
        )
    return found


_TONES = {FASTER: "faster", SLOWER: "slower", EQUIVALENT: "", INCONCLUSIVE: "open", "failed": "bad"}


def tone(verdict: str) -> str:
    """The class of a verdict on the page."""
    found = _TONES.get(verdict, "")
    return f"v-{found}" if found else ""
