"""How many iterations a sample of each group takes, and how long a process will last.

A group has one count for all its strategies: the least with which a sample of its fastest strategy lasts `sample_ms`,
with some to spare. Found by running: once cold and twice warm with one iteration, then with the count that this
suggests, again for those groups in which it does not hold. What is measured here is never published.

Where set-ups are short, a sample may last longer for less noise: up to `whole_ms` together with them. Elsewhere set-up
is bounded: the set-ups of a sample take at most LONGEST times `sample_ms`; where that leaves fewer iterations,
samples are shorter and the group is marked. A group of exact counts takes one iteration.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from experiment.samples import Sample, failures, samples
from vocabulary.cells import HAND_WRITTEN, is_sqlalchemy
from vocabulary.plan import Group

MARGIN = 1.15  # a machine that speeds up a little still takes long enough
ATTEMPTS = 4
FIRST_ROWS = 3  # of each cell, to learn from: a cold one, one between others, a last one
LONGEST = 20  # samples that the set-ups of one may take; a binary stops a row of set-up and work that passes as much
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


def iterations_for(timed: Sequence[Sample], sample_ms: float, margin: float = MARGIN) -> int:
    """The count with which the fastest of these samples would last `sample_ms`; 1 when none has a time."""
    fastest = min((sample.time_ms for sample in timed if sample.time_ms > 0), default=math.inf)
    return max(1, math.ceil(margin * sample_ms / fastest))


def iterations_within(timed: Sequence[Sample], whole_ms: float) -> int:
    """The count with which the slowest of these samples and their set-ups would last `whole_ms` together."""
    return math.floor(whole_ms / max((s.time_ms + s.setup_ms for s in timed if s.time_ms > 0), default=math.inf))


def most_iterations(timed: Sequence[Sample], sample_ms: float) -> float:
    """The count with which the longest of these cells' set-ups take LONGEST samples; at least 1."""
    setup_ms = max((sample.setup_ms for sample in timed), default=0.0)
    return max(1, math.floor(LONGEST * sample_ms / setup_ms)) if setup_ms > 0 else math.inf


def _counted(group: Group, timed: Sequence[Sample], sample_ms: float, whole_ms: float) -> Group:
    if group.is_counted:
        return replace(group, iterations=1)
    most = most_iterations(timed, sample_ms)
    found = _at_most(group, max(iterations_for(timed, sample_ms), iterations_within(timed, whole_ms)), most)
    return replace(found, is_bounded=iterations_for(timed, sample_ms, margin=1.0) > most)


def _at_most(group: Group, wanted: int, most: float) -> Group:
    return replace(group, iterations=int(min(wanted, most)), is_bounded=wanted > most)


def _long_enough(timed: Sequence[Sample], sample_ms: float) -> bool:
    return all(sample.timed_ms >= sample_ms for sample in timed)


def _more(group: Group, timed: Sequence[Sample], sample_ms: float) -> Group:
    """The group with a higher count, or marked as bounded where its set-up allows none."""
    wanted = max(group.iterations + 1, iterations_for(timed, sample_ms))
    return _at_most(group, wanted, max(group.iterations, most_iterations(timed, sample_ms)))


def _timed(result: dict[str, Any], group: Group) -> list[Sample]:
    """The last good sample of each cell of the group."""
    last = {sample.cell: sample for sample in samples(result) if not sample.error}
    return [last[cell] for cell in group.names if cell in last]


def _checks_between(result: dict[str, Any]) -> dict[str, float]:
    """What the check of each cell takes in a row that others of the cell precede and follow: the first row and the last
    of a process are checked for more."""
    checks: dict[str, list[float]] = {}
    for sample in samples(result):
        checks.setdefault(sample.cell, []).append(sample.check_ms)
    return {cell: rows[1] for cell, rows in checks.items() if len(rows) == FIRST_ROWS}


def _lead_in_ms(group: Group, timed: Sequence[Sample]) -> float:
    """Of one iteration of one cell, on average."""
    one = [sample.time_ms + sample.setup_ms + sample.check_ms for sample in timed if group.has_lead_in]
    return sum(one) / len(one) if one else 0.0


def _deciding(result: dict[str, Any], group: Group) -> list[Sample]:
    """Those that have to last long enough. Beside SQLAlchemy hand-written code would take all others a hundred
    iterations, and has no verdict."""
    names = {cell.name for cell in group.cells if not (is_sqlalchemy(group.backend) and cell.strategy == HAND_WRITTEN)}
    return [sample for sample in _timed(result, group) if sample.cell in names]


def calibrate(
    groups: Sequence[Group],
    sample_ms: float,
    run: Callable[[Rows], tuple[dict[str, Any], float]],
    whole_ms: float = 0.0,
) -> Calibrated:
    """`run` measures rows in a fresh process and returns its JSON and seconds."""
    rounds = range(1, FIRST_ROWS + 1)
    result, seconds = run([(number, cell, 1) for number in rounds for group in groups for cell in group.names])
    failed = failures(result)
    checks = _checks_between(result)
    counted = {group.id: _counted(group, _deciding(result, group), sample_ms, whole_ms) for group in groups}
    round_ms: dict[str, float] = {}
    fixed_ms: float | None = None
    open_groups = list(counted.values())
    for _ in range(ATTEMPTS):
        result, seconds = run([(1, cell, group.iterations) for group in open_groups for cell in group.names])
        failed |= failures(result)
        row_ms = 0.0
        for group in open_groups:
            timed = [replace(one, check_ms=checks.get(one.cell, one.check_ms)) for one in _timed(result, group)]
            row_ms += sum(sample.whole_ms for sample in timed)
            round_ms[group.id] = sum(sample.whole_ms for sample in timed) + _lead_in_ms(group, timed)
        if fixed_ms is None:
            fixed_ms = max(0.0, seconds * 1e3 - row_ms)
        longer = {
            group: _more(group, _deciding(result, group), sample_ms)
            for group in open_groups
            if not (group.is_bounded or group.is_counted or _long_enough(_deciding(result, group), sample_ms))
        }
        counted |= {group.id: group for group in longer.values()}
        open_groups = [now for before, now in longer.items() if now.iterations > before.iterations]
        if not open_groups:
            break
    return Calibrated(tuple(counted.values()), failed, (fixed_ms or 0.0) / 1e3, sum(round_ms.values()) / 1e3)
