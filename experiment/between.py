"""Between two looks: which groups the rule has not decided, and which of them fit into what patience is left.

The rule is the report's own, on the files that are there: nothing about it is written twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from experiment.plan import Plan, Stretch


@dataclass(frozen=True)
class Undecided:
    group: str
    needed: int | None  # processes that would settle its nearest comparison, by the present spread


def undecided(folder: Path) -> list[Undecided]:
    """In the order of the plan; raises UnusableInput for results that cannot be read."""
    from reports.judgement.verdicts import judge  # here, because only this needs the libraries that it loads
    from reports.results.load import load

    judgement = judge(load(folder))
    found = []
    for group in judgement.undecided:
        open_ones = [c for c in judgement.of_group(group) if c.family and c.verdict == "inconclusive"]
        needed = [c.processes_needed for c in open_ones if c.processes_needed is not None]
        found.append(Undecided(group.id, min(needed, default=None)))
    return found


def seconds_of(plan: Plan, group_id: str) -> float:
    """Predicted, of one group in one process: its share of its binary's."""
    group = plan.group(group_id)
    beside = sum(other.binary == group.binary for other in plan.groups)
    return plan.process_seconds[group.binary] / beside


def next_stretch(plan: Plan, last: int, open_groups: Sequence[Undecided], seconds_left: float) -> Stretch | None:
    """Up to the look after `last`: of the open groups, those that need least first, as many as fit into the time left.
    None when there is no later look or nothing fits."""
    later = [count for count in plan.planned_looks.counts if count > last]
    if not later or not plan.verdicts:
        return None
    taken: set[str] = set()
    for one in sorted(open_groups, key=lambda one: one.needed if one.needed is not None else 10**9):  # stable
        seconds = (later[0] - last) * seconds_of(plan, one.group)
        if seconds <= seconds_left:
            taken.add(one.group)
            seconds_left -= seconds
    if not taken:
        return None
    return Stretch(last + 1, later[0], tuple(group.id for group in plan.groups if group.id in taken))
