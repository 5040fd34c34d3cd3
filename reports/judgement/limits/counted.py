"""Limits of exact counts: instructions, bytes; and of what was said once of a run."""

from __future__ import annotations

import math
from collections.abc import Iterator

from reports.judgement.limits.rows import (
    OTHER_STATEMENTS,
    Limit,
    Limits,
    Standing,
    inconclusive,
    judged,
    not_measured,
    other_statements,
)
from reports.judgement.verdicts import COUNTED, Judgement
from reports.results.instructions import counted_cell
from vocabulary.metrics import BY_NAME


def instructions(judgement: Judgement, limits: Limits, limit: Limit) -> Iterator[Standing]:
    counts = judgement.run.instructions
    for cell, own in limits.pairs(judgement, limit):
        here, there = (counts.get(counted_cell(one)) for one in (cell, own))
        if here is None or there is None:
            yield inconclusive(limit, cell.name, "instructions were not counted; --instructions counts them")
            continue
        value = here.count / there.count
        others = other_statements(judgement, cell, own)
        yield Standing(limit, cell.name, value, OTHER_STATEMENTS, note=others) if others else judged(
            limit, cell.name, value
        )


def held(judgement: Judgement, limits: Limits, limit: Limit) -> Iterator[Standing]:
    metric = BY_NAME[COUNTED]
    for cell, own in limits.pairs(judgement, limit):
        if why := not_measured(judgement, cell, own):
            yield inconclusive(limit, cell.name, why)
            continue
        here, there = (judgement.costs[one].per_item(metric) for one in (cell, own))
        yield judged(limit, cell.name, here / there) if here and there else inconclusive(limit, cell.name, "no bytes")


def allocated(judgement: Judgement, limits: Limits, limit: Limit) -> Iterator[Standing]:
    for cell, own in limits.pairs(judgement, limit):
        if why := not_measured(judgement, cell, own):
            yield inconclusive(limit, cell.name, why)
            continue
        value = judgement.costs[cell].per_item(BY_NAME["allocated_bytes"])
        known = not math.isnan(value)
        yield judged(limit, cell.name, value) if known else inconclusive(limit, cell.name, "not counted")


def built(judgement: Judgement, limits: Limits, limit: Limit) -> Iterator[Standing]:
    seconds = judgement.run.plan.environment.get("build_seconds")
    if isinstance(seconds, (int, float)):
        yield judged(limit, "scripts/build", float(seconds))
    else:
        yield inconclusive(limit, "scripts/build", "this was not a clean build")
