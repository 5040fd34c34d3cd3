"""How many iterations a sample of each group takes, and how long a process will last.

A group has one count for all its strategies: the least with which a sample of its fastest strategy lasts `sample_ms`,
with some to spare. Found by running: once cold and once warm with one iteration, then with the count that this
suggests, again for those groups in which it does not hold. What is measured here is never published.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from experiment.catalogue import Group
from experiment.samples import Sample, failures, samples

MARGIN = 1.15  # a machine that speeds up a little still takes long enough
ATTEMPTS = 4
Rows = list[tuple[int, str, int]]  # round, cell, iterations


@dataclass(frozen=True)
class Calibrated:
    """The groups of one binary with their counts; the seconds that a process spends once and for each round."""

    groups: tuple[Group, ...]
    failed_cells: dict[str, str]
    fixed_seconds: float
    round_seconds: float

    def process_seconds(self, rounds: int) -> float:
        return self.fixed_seconds + rounds * self.round_seconds


def iterations_for(timed: Sequence[Sample], sample_ms: float) -> int:
    """The count with which the fastest of these samples would last `sample_ms`; 1 when none has a time."""
    fastest = min((sample.time_ms for sample in timed if sample.time_ms > 0), default=math.inf)
    return max(1, math.ceil(MARGIN * sample_ms / fastest))


def _long_enough(timed: Sequence[Sample], sample_ms: float) -> bool:
    return all(sample.timed_ms >= sample_ms for sample in timed)


def _more(group: Group, timed: Sequence[Sample], sample_ms: float) -> int:
    return max(group.iterations + 1, iterations_for(timed, sample_ms))


def _timed(result: dict[str, Any], group: Group) -> list[Sample]:
    """The last good sample of each cell of the group."""
    last = {sample.cell: sample for sample in samples(result) if not sample.error}
    return [last[cell] for cell in group.cells if cell in last]


def calibrate(
    groups: Sequence[Group], sample_ms: float, run: Callable[[Rows], tuple[dict[str, Any], float]]
) -> Calibrated:
    """`run` measures rows in a fresh process and returns its JSON and seconds."""
    result, seconds = run([(number, cell, 1) for number in (1, 2) for group in groups for cell in group.cells])
    failed = failures(result)
    counted = {
        group.id: replace(group, iterations=iterations_for(_timed(result, group), sample_ms)) for group in groups
    }
    round_ms: dict[str, float] = {}
    fixed_ms: float | None = None
    open_groups = list(counted.values())
    for _ in range(ATTEMPTS):
        result, seconds = run([(1, cell, group.iterations) for group in open_groups for cell in group.cells])
        failed |= failures(result)
        for group in open_groups:
            round_ms[group.id] = sum(sample.whole_ms for sample in _timed(result, group))
        if fixed_ms is None:
            fixed_ms = max(0.0, seconds * 1e3 - sum(round_ms.values()))
        short = [group for group in open_groups if not _long_enough(_timed(result, group), sample_ms)]
        open_groups = [replace(group, iterations=_more(group, _timed(result, group), sample_ms)) for group in short]
        counted |= {group.id: group for group in open_groups}
        if not open_groups:
            break
    return Calibrated(tuple(counted.values()), failed, (fixed_ms or 0.0) / 1e3, sum(round_ms.values()) / 1e3)
