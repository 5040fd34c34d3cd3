"""Measured: what a judged run says of SQLAlchemy, in the shape in which it is kept: ratios with their verdicts,
statements, memory and growth. The claims read the same of a run of today and of the kept results.
"""

from __future__ import annotations

import math
from typing import Any

from reports.judgement.growth import Series, series
from reports.judgement.verdicts import COUNTED, Comparison, Judgement
from vocabulary.cells import AA_COPY, is_sqlalchemy, needs_server, sqlalchemy_version
from vocabulary.evidence import SQLALCHEMY_FORMAT
from vocabulary.metrics import STATEMENTS
from vocabulary.plan import Group

FACTS = ("python", "sqlite", "driver", "compiled")


def newest(judgement: Judgement) -> str | None:
    """The backend of the newest SQLAlchemy that this run measured on SQLite; None if it measured none."""
    backends = {group.backend for group in judgement.run.plan.groups}
    found = [one for one in backends if is_sqlalchemy(one) and not needs_server(one)]
    return max(found, key=sqlalchemy_version) if found else None


def measured(judgement: Judgement, backend: str) -> dict[str, Any]:
    """Of one SQLAlchemy of this run; parts that it did not measure are missing."""
    groups = [group for group in judgement.run.plan.groups if group.backend == backend]
    main = [group for group in groups if not _is_one_of_sizes(judgement, group)]
    timed = [group for group in main if not group.is_counted]
    found: dict[str, Any] = {
        "created": judgement.run.plan.created,
        "command": judgement.run.plan.command,
        "environment": environment(judgement, backend),
        "processes": judgement.run.plan.processes,
        "rounds": judgement.run.plan.rounds,
        "datasets": list(dict.fromkeys(group.dataset for group in timed)),
        "comparisons": [_row(c) for group in timed for c in judgement.of_group(group) if c.n],
        "statements": {group.workload: _statements(judgement, group) for group in timed},
    }
    if memory := [group for group in main if group.is_counted]:
        found["memory_bytes_per_post"] = _memory(judgement, memory[0])
    if growing := [one for one in series(judgement) if one.cell.backend == backend and one.shape == "list"]:
        found["growth"] = growth(growing[0])
    return found


def environment(judgement: Judgement, backend: str) -> dict[str, Any]:
    known = judgement.run.plan.environment
    facts = known.get("sqlalchemy", {}).get(backend, {})
    machine = {key: known[key] for key in ("cpu", "cores", "system", "kernel", "busy_cores") if key in known}
    return {"sqlalchemy": facts.get("version", ""), **{key: facts.get(key) for key in FACTS}, **machine}


def growth(found: Series) -> dict[str, Any]:
    """Of one move, by the length of the list that a post leaves."""
    return {
        line.strategy: {
            "exponent": line.exponent,
            "microseconds": {f"{point.size:.0f}": point.middle / 1e3 for point in line.points},
        }
        for line in found.lines
        if not math.isnan(line.exponent)
    }


def kept(judgement: Judgement, growing: Judgement, told: dict[str, Any]) -> dict[str, Any]:
    """The document of one version: two runs and what the program told."""
    backend = newest(judgement)
    assert backend
    rest = measured(growing, backend)
    document = measured(judgement, backend) | {key: rest[key] for key in ("growth",) if key in rest}
    return {"format": SQLALCHEMY_FORMAT} | document | {"command": "scripts/measure_sqlalchemy"} | told


def _is_one_of_sizes(judgement: Judgement, group: Group) -> bool:
    return any(group in one.groups and one.shape == "list" for one in series(judgement))


def _row(c: Comparison) -> dict[str, Any]:
    interval = c.interval_90
    return {
        "workload": c.cell.workload,
        "relation": c.cell.relation,
        "phase": c.group.phase,
        "strategy": c.strategy,
        "dataset": c.cell.dataset,
        "ratio": c.ratio,
        "interval_90": [math.exp(interval.low), math.exp(interval.high)] if interval else None,
        "verdict": c.verdict,
        "floor_ratio": math.exp(c.floor),
        "back_populates_us": c.baseline_ns / 1e3,
    }


def _statements(judgement: Judgement, group: Group) -> dict[str, float]:
    costs = {cell.strategy: judgement.costs[cell] for cell in group.cells if cell.strategy != AA_COPY}
    return {s: cost.per_iteration(STATEMENTS) for s, cost in costs.items() if cost.is_measured}


def _memory(judgement: Judgement, group: Group) -> dict[str, float]:
    costs = {cell.strategy: judgement.costs[cell] for cell in group.cells if cell.strategy != AA_COPY}
    return {s: cost.counters[COUNTED] / cost.items for s, cost in costs.items() if COUNTED in cost.counters}
