"""Support: what a difference needs before anything is recommended on it.

It is of the same statements, and above 3 %; attribution names its cause; and SQLAlchemy, measured at the same work,
says the same.
"""

from __future__ import annotations

from reports.judgement.attribution import Attribution
from reports.judgement.factors import sends_others
from reports.judgement.in_sqlalchemy import in_sqlalchemy
from reports.judgement.verdicts import WITHIN, Comparison, Judgement
from vocabulary.metrics import difference, times
from vocabulary.statistics import MARGIN


def what_it_lacks(judgement: Judgement, comparison: Comparison, traced: Attribution | None) -> str:
    """Why nothing is recommended on this difference, where it is *faster* or *less*; empty if nothing is lacking."""
    strategy = comparison.strategy
    if sends_others(judgement, comparison.cell):
        return f"{strategy} sends different SQL"
    if comparison.note == WITHIN or abs(comparison.ln_ratio) <= MARGIN:
        return f"{strategy} differs by {difference(comparison.ratio)}, which is too small to matter"
    if not comparison.group.is_counted and (traced is None or traced.is_open or not traced.causes):
        return f"the difference of {strategy} has no known cause"
    there = in_sqlalchemy(judgement, comparison.group)
    found = there.of(strategy) if there else None
    if there is None and judgement.run.evidence is None:
        return "these results have no record of SQLAlchemy"
    if found is None:
        return f"SQLAlchemy was not measured for this work with {strategy}"
    if found.high >= -found.floor or found.x > -MARGIN:  # its interval is not wholly on the cheaper side
        return f"SQLAlchemy does not show it for {strategy}: {found.verdict}, {times(found.ratio)} ×"
    return ""
