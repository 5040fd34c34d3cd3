"""The rows of limits.toml, and where a value stands beside one."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from reports.judgement.costs import MEASURED
from reports.judgement.verdicts import Judgement
from vocabulary.cells import Cell
from vocabulary.metrics import BY_NAME, STATEMENT_KINDS, duration, number, plural, times
from vocabulary.rule import INCONCLUSIVE

FILE = Path(__file__).with_name("limits.toml")
REACHED, MISSED, OTHER_STATEMENTS = "reached", "missed", "other statements"
VERDICTS = (REACHED, MISSED, INCONCLUSIVE, OTHER_STATEMENTS)


@dataclass(frozen=True)
class Limit:
    """`most`: the largest value that counts as reached, of the kind that `of` says."""

    work: str
    groups: tuple[str, ...]
    most: float
    of: str
    strategies: tuple[str, ...]

    def is_of(self, group: str) -> bool:
        return any(fnmatchcase(group, pattern) for pattern in self.groups)

    def text(self, value: float) -> str:
        """A value as this limit counts it: 1.03 ×, 12.3 ns, 2,700 bytes."""
        if math.isnan(value):
            return "–"
        if self.of == "nanoseconds":
            return duration(value)
        units = {"allocated_bytes": " bytes", "order": "", "exponent": "", "build_seconds": " s"}
        return number(value) + units[self.of] if self.of in units else times(value)


@dataclass(frozen=True)
class Limits:
    rows: tuple[Limit, ...]
    own: dict[str, str]  # a strategy → the hand-written row that does the same work

    def pairs(self, judgement: Judgement, limit: Limit) -> Iterator[tuple[Cell, Cell]]:
        """Each cell that a limit is set for, with that of its own hand-written row; both planned."""
        for cell in judgement.costs:
            if cell.strategy in limit.strategies and limit.is_of(cell.group):
                own = cell.of(self.own[cell.strategy])
                if own in judgement.costs:
                    yield cell, own


@dataclass(frozen=True)
class Standing:
    """One value against its limit. `low` and `high` are its 90 % interval, nan where it is exact or not known."""

    limit: Limit
    subject: str  # a cell's name, or a group's
    value: float  # nan where there is none
    verdict: str
    low: float = math.nan
    high: float = math.nan
    note: str = ""

    @property
    def words(self) -> str:
        return f"{self.verdict} ({self.note})" if self.note else self.verdict

    @property
    def excess(self) -> float:
        """How far beyond its limit, so that limits of one kind can be put in order."""
        if self.limit.most == 0:
            return 1 + self.value
        return self.value / self.limit.most

    @property
    def interval(self) -> str:
        return "–" if math.isnan(self.low) else f"{self.limit.text(self.low)} – {self.limit.text(self.high)}"


def read_limits() -> Limits:
    document = tomllib.loads(FILE.read_text(encoding="utf-8"))
    own = document["own"]
    rows = tuple(
        Limit(
            row["work"],
            tuple(row["groups"]),
            float(row["most"]),
            row.get("of", "time"),
            tuple(row.get("strategies", own)),
        )
        for row in document["limit"]
    )
    return Limits(rows, own)


def judged(limit: Limit, subject: str, value: float, low: float = math.nan, high: float = math.nan) -> Standing:
    """By its interval, or where it is exact by the value itself."""
    least, greatest = (value, value) if math.isnan(low) else (low, high)
    verdict = REACHED if greatest <= limit.most else MISSED if least > limit.most else INCONCLUSIVE
    return Standing(limit, subject, value, verdict, low, high)


def inconclusive(limit: Limit, subject: str, why: str, value: float = math.nan) -> Standing:
    return Standing(limit, subject, value, INCONCLUSIVE, note=why)


def not_measured(judgement: Judgement, *cells: Cell) -> str:
    """Why there is nothing to judge, or nothing."""
    costs = (judgement.costs[cell] for cell in cells)
    return next((f"{cost.cell.strategy} {cost.status}" for cost in costs if cost.status != MEASURED), "")


def barred(judgement: Judgement, processes: int) -> str:
    plan = judgement.run.plan
    if not plan.verdicts or processes < 2:
        return "quick run"
    if processes < plan.processes:
        return f"{processes} of {plural(plan.processes, 'process')} complete"
    return ""


def other_statements(judgement: Judgement, cell: Cell, own: Cell) -> str:
    """What the hand-written row sends in another number: of such a pair the ratio is no limit."""
    for kind in STATEMENT_KINDS:
        here, there = (judgement.costs[one].per_iteration(BY_NAME[kind]) for one in (cell, own))
        if here != there and not (math.isnan(here) and math.isnan(there)):
            return f"{number(here)} {BY_NAME[kind].words}, {own.strategy} {number(there)}"
    return ""
