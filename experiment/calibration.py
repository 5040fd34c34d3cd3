"""How many iterations a sample of each group takes, and how long a process will last.

A group has one count for all its strategies: the least with which a sample of its fastest strategy lasts `sample_ms`,
with a quarter to spare. Found by running: once cold and once warm with one iteration, then with the count that this
suggests, until it holds. What is measured here is never published.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from experiment.catalogue import Group
from experiment.samples import Sample, failures, samples

MARGIN = 1.25
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
    counted = [replace(group, iterations=iterations_for(_timed(result, group), sample_ms)) for group in groups]
    for _ in range(ATTEMPTS):
        result, seconds = run([(1, cell, group.iterations) for group in counted for cell in group.cells])
        failed |= failures(result)
        short = {group.id for group in counted if not _long_enough(_timed(result, group), sample_ms)}
        if not short:
            break
        counted = [
            replace(group, iterations=max(group.iterations + 1, iterations_for(_timed(result, group), sample_ms)))
            if group.id in short
            else group
            for group in counted
        ]
    in_round = sum(sample.whole_ms for sample in samples(result) if not sample.error) / 1e3
    return Calibrated(tuple(counted), failed, max(0.0, seconds - in_round), in_round)
