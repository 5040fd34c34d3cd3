"""The limit of order: workloads whose strategies stand in another order than in SQLAlchemy, and nothing says why."""

from __future__ import annotations

from collections.abc import Iterator

from reports.judgement.agreement import UNDECIDED, agreements
from reports.judgement.limits.rows import Limit, Limits, Standing, inconclusive, judged
from reports.judgement.verdicts import Judgement


def orders(judgement: Judgement, _limits: Limits, limit: Limit) -> Iterator[Standing]:
    """0 of a workload that agrees or is explained, 1 of one that is not."""
    for found in agreements(judgement):
        group = "/".join((found.here.workload, found.here.relation, found.here.backend, found.here.dataset))
        if not limit.is_of(group):
            continue
        if found.verdict == UNDECIDED:
            yield inconclusive(limit, group, "no pair of strategies is decided in both")
            continue
        unexplained = sum(not pair.is_alike and not pair.causes for pair in found.pairs)
        standing = judged(limit, group, float(unexplained))
        note = f"{found.order_here}; SQLAlchemy: {found.order_there}"
        yield Standing(limit, group, standing.value, standing.verdict, note=note)
