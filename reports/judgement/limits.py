"""Limits: how near the strategies come to hand-written code, against what they are to reach (limits.toml beside it).

x is ln(t_S / t_hand_written) of each process. *Reached* if its 90 % interval lies at or below the limit, *missed* if
it lies above, *inconclusive* if it covers the limit; exact counts need no interval. A ratio that the report's rule
would bar (a quick run, too few processes) is inconclusive here too.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pandas as pd

from reports.judgement.costs import MEASURED
from reports.judgement.verdicts import COUNTED, Judgement
from vocabulary.cells import AA_COPY, HAND_WRITTEN, Cell
from vocabulary.metrics import plural
from vocabulary.rule import INCONCLUSIVE
from vocabulary.statistics import Interval, log_ratios, t_interval

FILE = Path(__file__).with_name("limits.toml")
REACHED, MISSED = "reached", "missed"


@dataclass(frozen=True)
class Limit:
    """`most`: the largest ratio to hand_written that counts as reached. No strategies: all of them."""

    work: str
    groups: tuple[str, ...]
    most: float
    strategies: tuple[str, ...] = ()

    def is_of(self, cell: Cell) -> bool:
        is_meant = cell.strategy in self.strategies if self.strategies else cell.strategy not in (AA_COPY, HAND_WRITTEN)
        return is_meant and any(fnmatchcase(cell.group, pattern) for pattern in self.groups)


@dataclass(frozen=True)
class Standing:
    """One cell against its limit."""

    limit: Limit
    cell: Cell
    ratio: float  # nan where there is none
    interval: Interval | None  # 90 %, of x
    verdict: str  # reached | missed | inconclusive
    note: str

    @property
    def words(self) -> str:
        return f"{self.verdict} ({self.note})" if self.note else self.verdict


def read_limits() -> list[Limit]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["limit"]
    return [Limit(r["work"], tuple(r["groups"]), float(r["most"]), tuple(r.get("strategies", ()))) for r in rows]


def standings(judgement: Judgement) -> list[Standing]:
    """One row per cell that a limit is set for and that hand_written was planned beside, in the order of the limits."""
    return [found for limit in read_limits() for found in _of_limit(judgement, limit)]


def _of_limit(judgement: Judgement, limit: Limit) -> Iterator[Standing]:
    for cell in judgement.costs:
        if limit.is_of(cell) and cell.of(HAND_WRITTEN) in judgement.costs:
            yield _standing(judgement, limit, cell)


def _standing(judgement: Judgement, limit: Limit, cell: Cell) -> Standing:
    costs = [judgement.costs[one] for one in (cell, cell.of(HAND_WRITTEN))]
    for cost in costs:
        if cost.status != MEASURED:
            return Standing(limit, cell, math.nan, None, INCONCLUSIVE, f"{cost.cell.strategy} {cost.status}")
    is_counted = costs[0].group.is_counted
    x = _x(judgement, cell, COUNTED if is_counted else "time_ns")
    ratio = math.exp(x.mean()) if len(x) else math.nan
    interval = None if is_counted else t_interval(x.to_numpy(), 0.90)
    if barred := "" if is_counted else _barred(judgement, cell, len(x)):
        return Standing(limit, cell, ratio, interval, INCONCLUSIVE, barred)
    low, high = (interval.low, interval.high) if interval else (math.log(ratio), math.log(ratio))
    bound = math.log(limit.most)
    verdict = REACHED if high <= bound else MISSED if low > bound else INCONCLUSIVE
    return Standing(limit, cell, ratio, interval, verdict, "")


def _x(judgement: Judgement, cell: Cell, column: str) -> pd.Series:
    samples = judgement.run.samples
    rows = [samples[(samples["cell"] == one) & (samples["error"] == "")] for one in (cell, cell.of(HAND_WRITTEN))]
    subject, ruler = (found.set_index(["process", "round"])[column] for found in rows)
    return log_ratios(subject, ruler, judgement.run.plan.rounds)


def _barred(judgement: Judgement, cell: Cell, processes: int) -> str:
    plan = judgement.run.plan
    if not plan.verdicts or processes < 2:
        return "quick run"
    if processes < plan.processes:
        return f"{processes} of {plural(plan.processes, 'process')} complete"
    return ""
