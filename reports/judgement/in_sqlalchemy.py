"""In SQLAlchemy: what each strategy cost there at the same work: in this run's own cells, else in the kept results.

`Standing` is one strategy beside back_populates in one system; both systems are read into it, so that they can be
compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reports.judgement.verdicts import LESS, MORE, SAME, Comparison, Judgement
from vocabulary.cells import BASELINE, Cell, database_of, is_sqlalchemy, needs_server, sqlalchemy_version
from vocabulary.metrics import STATEMENTS
from vocabulary.plan import Group


@dataclass(frozen=True)
class Standing:
    """ln ratio to back_populates, with its 90 % interval; nothing below `floor` is a difference."""

    strategy: str
    x: float
    low: float
    high: float
    floor: float
    verdict: str
    statements: float = math.nan  # of one iteration
    allocations: float = math.nan

    @property
    def ratio(self) -> float:
        return math.exp(self.x)


@dataclass(frozen=True)
class Work:
    """One workload in one system: its strategies, back_populates among them, whose ratio is 1."""

    workload: str
    relation: str
    phase: str
    backend: str
    dataset: str
    system: str  # "C++ mapper", "SQLAlchemy 2.0"
    standings: tuple[Standing, ...]

    def of(self, strategy: str) -> Standing | None:
        return next((one for one in self.standings if one.strategy == strategy), None)

    def ratio(self, strategy: str) -> float:
        found = self.of(strategy)
        return found.ratio if found else math.nan


def work_of(judgement: Judgement, group: Group) -> Work:
    """What this run measured in one group."""
    backend = group.backend
    system = "C++ mapper" if not is_sqlalchemy(backend) else f"SQLAlchemy {_version_words(backend)}"
    base = judgement.costs[group.cell(BASELINE)] if BASELINE in group.strategies else None
    found = [_baseline(judgement, group)] if base and base.is_measured else []
    found += [_standing(judgement, c) for c in judgement.of_group(group) if c.n]
    return Work(group.workload, group.relation, group.phase, backend, group.dataset, system, tuple(found))


def in_sqlalchemy(judgement: Judgement, group: Group) -> Work | None:
    """The same work on the same engine in the newest SQLAlchemy of this run, on the same data if it has it; else in
    the kept results, which are of SQLite; None if neither has it."""
    twins = [
        other
        for other in judgement.run.plan.groups
        if is_sqlalchemy(other.backend)
        and (other.workload, other.relation) == (group.workload, group.relation)
        and database_of(other.backend) == database_of(group.backend)
    ]
    twins.sort(key=lambda other: (other.dataset == group.dataset, sqlalchemy_version(other.backend)), reverse=True)
    for twin in twins:
        if (work := work_of(judgement, twin)).standings:
            return work
    return kept_work(judgement, group) if not needs_server(group.backend) else None


def kept_work(judgement: Judgement, group: Group) -> Work | None:
    """Of the newest version that was measured at it."""
    records = judgement.run.evidence.sqlalchemy if judgement.run.evidence else ()
    works = (_kept_work(record, group) for record in records)
    return next((work for work in works if work), None)


def _kept_work(record: dict[str, Any], group: Group) -> Work | None:
    if group.is_counted:
        is_loaded = (group.workload, group.relation) == ("memory_loaded", "one_to_many")
        found = list(_kept_memory(record.get("memory_bytes_per_post", {}) if is_loaded else {}))
    else:
        sent = record["statements"].get(group.workload, {})
        own = (group.workload, group.relation)
        rows = [row for row in record["comparisons"] if (row["workload"], row["relation"]) == own]
        found = [_kept_standing(row, sent) for row in rows]
        if found:
            found.insert(0, Standing(BASELINE, 0.0, 0.0, 0.0, 0.0, "", sent.get(BASELINE, math.nan)))
    if not found:
        return None
    system = f"SQLAlchemy {record['environment']['sqlalchemy']}, kept"
    return Work(group.workload, group.relation, group.phase, "", "", system, tuple(found))


def _kept_standing(row: dict[str, Any], sent: dict[str, float]) -> Standing:
    bounds, strategy = row["interval_90"], str(row["strategy"])
    low, high = (math.log(bound) for bound in bounds) if bounds else (-math.inf, math.inf)
    floor, x = math.log(row["floor_ratio"]), math.log(row["ratio"])
    return Standing(strategy, x, low, high, floor, str(row["verdict"]), sent.get(strategy, math.nan))


def _kept_memory(bytes_of: dict[str, float]) -> Iterator[Standing]:
    if not bytes_of.get(BASELINE, 0) > 0:
        return
    for strategy, size in bytes_of.items():
        x = math.log(size / bytes_of[BASELINE]) if size > 0 else math.nan
        verdict = "" if strategy == BASELINE else LESS if x < 0 else MORE if x > 0 else SAME
        yield Standing(strategy, x, x, x, 0.0, verdict)


def _baseline(judgement: Judgement, group: Group) -> Standing:
    return Standing(BASELINE, 0.0, 0.0, 0.0, 0.0, "", *_counts(judgement, group.cell(BASELINE)))


def _standing(judgement: Judgement, comparison: Comparison) -> Standing:
    x, interval = comparison.ln_ratio, comparison.interval_90
    low, high = (interval.low, interval.high) if interval else (x, x)  # an exact count has no interval
    if not interval and not comparison.group.is_counted:
        low, high = -math.inf, math.inf
    counts = _counts(judgement, comparison.cell)
    return Standing(comparison.strategy, x, low, high, comparison.floor, comparison.verdict, *counts)


def _counts(judgement: Judgement, cell: Cell) -> tuple[float, float]:
    """Statements and allocations of one iteration."""
    cost = judgement.costs[cell]
    return cost.per_iteration(STATEMENTS), cost.counters.get("allocations", math.nan)


def _version_words(backend: str) -> str:
    return ".".join(map(str, sqlalchemy_version(backend)))
