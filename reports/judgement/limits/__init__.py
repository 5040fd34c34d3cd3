"""Limits: how near the strategies come to hand-written code, against what they are to reach (limits.toml).

A value is *reached* if its 90 % interval lies at or below the limit, *missed* if it lies above, *inconclusive* if it
covers the limit; exact counts need no interval. What the report's rule would bar (a quick run, too few processes) is
inconclusive here too. *Other statements*: no limit, for the hand-written row sends others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reports.judgement.limits.counted import allocated, built, held, instructions
from reports.judgement.limits.rows import (
    MISSED,
    OTHER_STATEMENTS,
    REACHED,
    VERDICTS,
    Limit,
    Limits,
    Standing,
    read_limits,
)
from reports.judgement.limits.timed import exponents, fairness, nanoseconds, times
from reports.judgement.limits.unexplained import orders
from reports.judgement.verdicts import Judgement

__all__ = ["MISSED", "OTHER_STATEMENTS", "REACHED", "VERDICTS", "Limit", "Standing"]
__all__ += ["read_limits", "standings", "worst"]

_KINDS: dict[str, Callable[[Judgement, Limits, Limit], Iterator[Standing]]] = {
    "time": times,
    "instructions": instructions,
    "bytes": held,
    "allocated_bytes": allocated,
    "nanoseconds": nanoseconds,
    "fairness": fairness,
    "exponent": exponents,
    "order": orders,
    "build_seconds": built,
}


def standings(judgement: Judgement) -> list[Standing]:
    """One row per value that a limit is set for and that this run has, in the order of the limits; none where no
    hand-written row was planned."""
    limits = read_limits()
    if not any(cell.strategy in limits.own.values() for cell in judgement.costs):
        return []
    return [found for limit in limits.rows for found in _KINDS[limit.of](judgement, limits, limit)]


def worst(found: list[Standing], count: int = 5) -> list[Standing]:
    """Those that miss their limit by most."""
    return sorted((one for one in found if one.verdict == MISSED), key=lambda one: one.excess, reverse=True)[:count]
