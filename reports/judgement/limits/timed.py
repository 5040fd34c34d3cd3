"""Limits of times: x is ln(t_S / t_own) of each process, own being the hand-written row that does the same work."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reports.judgement.growth import LEAST_SIZES, size_of
from reports.judgement.limits.rows import (
    OTHER_STATEMENTS,
    Limit,
    Limits,
    Standing,
    barred,
    inconclusive,
    judged,
    not_measured,
    other_statements,
)
from reports.judgement.verdicts import Judgement
from vocabulary.cells import Cell
from vocabulary.statistics import interval_of, log_ratios
from vocabulary.trimmed import centre


@dataclass(frozen=True)
class _Pair:
    """A cell beside its own hand-written row. `why`: what forbids a verdict; `others`: what is sent otherwise."""

    cell: Cell
    x: pd.Series
    why: str
    others: str


def _pairs(judgement: Judgement, limits: Limits, limit: Limit) -> Iterator[_Pair]:
    for cell, own in limits.pairs(judgement, limit):
        if why := not_measured(judgement, cell, own):
            yield _Pair(cell, pd.Series(dtype=float), why, "")
            continue
        x = _x(judgement, cell, own)
        yield _Pair(cell, x, barred(judgement, len(x)), other_statements(judgement, cell, own))


def _x(judgement: Judgement, cell: Cell, own: Cell) -> pd.Series:
    samples = judgement.run.samples
    rows = [samples[(samples["cell"] == one) & (samples["error"] == "")] for one in (cell, own)]
    subject, ruler = (found.set_index(["process", "round"])["time_ns"] for found in rows)
    return log_ratios(subject, ruler, judgement.run.plan.rounds)


def times(judgement: Judgement, limits: Limits, limit: Limit) -> Iterator[Standing]:
    for pair in _pairs(judgement, limits, limit):
        value = math.exp(centre(pair.x)) if len(pair.x) else math.nan
        if pair.others:
            yield Standing(limit, pair.cell.name, value, OTHER_STATEMENTS, note=pair.others)
        elif pair.why:
            yield inconclusive(limit, pair.cell.name, pair.why, value)
        else:
            yield _of_logarithms(limit, pair.cell.name, pair.x)


def _of_logarithms(limit: Limit, subject: str, x: pd.Series) -> Standing:
    interval = interval_of(x.to_numpy(), 0.90)
    if interval is None:
        return inconclusive(limit, subject, "one process", math.exp(centre(x)))
    return judged(limit, subject, math.exp(centre(x)), math.exp(interval.low), math.exp(interval.high))


def nanoseconds(judgement: Judgement, limits: Limits, limit: Limit) -> Iterator[Standing]:
    """The interval is that of the quartiles over processes."""
    for cell, _ in limits.pairs(judgement, limit):
        if why := not_measured(judgement, cell):
            yield inconclusive(limit, cell.name, why)
            continue
        cost = judgement.costs[cell]
        low, middle, high = cost.per_item_ns
        why = barred(judgement, cost.processes)
        yield inconclusive(limit, cell.name, why, middle) if why else judged(limit, cell.name, middle, low, high)


def fairness(judgement: Judgement, limits: Limits, limit: Limit) -> Iterator[Standing]:
    """A group's largest ratio to the own limit over its smallest, of strategies whose ratio is one."""
    by_group: dict[str, list[_Pair]] = {}
    for pair in _pairs(judgement, limits, limit):
        if len(pair.x) and not pair.others and not judgement.costs[pair.cell].group.is_counted:
            by_group.setdefault(pair.cell.group, []).append(pair)
    for group, pairs in by_group.items():
        if len(pairs) < 2:
            continue
        in_order = sorted(pairs, key=lambda pair: centre(pair.x))
        nearest, farthest = in_order[0], in_order[-1]
        difference = (farthest.x - nearest.x).dropna()
        named = f"{farthest.cell.strategy} over {nearest.cell.strategy}"
        if why := next((pair.why for pair in pairs if pair.why), ""):
            yield inconclusive(limit, group, why, math.exp(centre(difference)))
            continue
        found = _of_logarithms(limit, group, difference)
        yield Standing(limit, group, found.value, found.verdict, found.low, found.high, named)


def exponents(judgement: Judgement, limits: Limits, limit: Limit) -> Iterator[Standing]:
    """The slope of x on the logarithm of the size, a line a process: by how much the exponents differ."""
    by_series: dict[tuple[str, str, str, str], list[tuple[float, _Pair]]] = {}
    for pair in _pairs(judgement, limits, limit):
        size = size_of(judgement.run, pair.cell.dataset)
        if size and not pair.others:
            series = pair.cell.workload, pair.cell.backend, size[0], pair.cell.strategy
            by_series.setdefault(series, []).append((size[1], pair))
    for (workload, backend, shape, strategy), rows in by_series.items():
        subject = f"{workload}/one_to_many/{strategy}/{backend}/{shape}_*"
        if len(rows) < LEAST_SIZES:
            yield inconclusive(limit, subject, f"fewer than {LEAST_SIZES} sizes")
            continue
        if why := next((pair.why for _, pair in rows if pair.why), ""):
            yield inconclusive(limit, subject, why)
            continue
        table = pd.concat({math.log(size): pair.x for size, pair in rows}, axis=1).dropna()
        slopes = np.polyfit(table.columns.to_numpy(dtype=float), table.to_numpy().T, 1)[0]
        interval = interval_of(slopes, 0.90)
        mean = centre(slopes)
        if interval is None:
            yield inconclusive(limit, subject, "one process", mean)
        else:
            yield judged(limit, subject, mean, interval.low, interval.high)
