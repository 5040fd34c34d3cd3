"""Which groups a figure shows: a phase with many of them has one figure with one row per workload, and one for each
workload.

The phase's own figure keeps, of each workload, the group that most of the run was measured on; nothing is lost, because
the workload's figure has them all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from reports.judgement.verdicts import Judgement
from vocabulary.plan import Group

MOST = 14  # groups in one figure


@dataclass(frozen=True)
class Sheet:
    """What one figure shows; `workload` is None for the phase's own."""

    phase: str
    workload: str | None
    groups: tuple[Group, ...]
    left_out: int  # groups of the phase that another figure has

    @property
    def name(self) -> str:
        return f"{self.phase}_{self.workload}" if self.workload else self.phase


def timed_sheets(judgement: Judgement) -> list[Sheet]:
    return [sheet for phase in judgement.run.plan.timed_phases for sheet in sheets(judgement, phase)]


def sheets(judgement: Judgement, phase: str) -> list[Sheet]:
    """The phase's own first, then in a large phase each workload's that has more than the phase's shows of it."""
    groups = [group for group in judgement.run.plan.groups if group.phase == phase]
    if len(groups) <= MOST:
        return [Sheet(phase, None, tuple(groups), 0)]
    by_workload: dict[str, list[Group]] = {}
    for group in groups:
        by_workload.setdefault(group.cells[0].workload, []).append(group)
    usual = Counter(group.cells[0].dataset for group in judgement.run.plan.groups)
    judged = {group_id for rows in judgement.run.plan.families.values() for group_id, _ in rows}
    chosen = []
    for members in by_workload.values():
        backends: dict[str, list[Group]] = {}
        for group in members:
            backends.setdefault(group.cells[0].backend, []).append(group)
        best = [
            max(rows, key=lambda g: (g.id in judged, usual[g.cells[0].dataset])) for rows in backends.values()
        ]
        chosen += best if 2 * len(by_workload) <= MOST else best[:1]
    own = Sheet(phase, None, tuple(group for group in groups if group in chosen), len(groups) - len(chosen))
    return [own, *(Sheet(phase, name, tuple(rows), 0) for name, rows in by_workload.items() if len(rows) > 1)]
