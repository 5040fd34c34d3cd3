"""A claim on trial, and what a finding about it is. Verdicts are computed by rules from results, never written by
hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from reports.evidence.claims.sqlalchemy import Record
from reports.judgement.verdicts import Judgement
from vocabulary.evidence import Evidence

SUPPORTED, REFUTED, CONDITIONAL, OPEN = "supported", "refuted", "conditional", "open"


@dataclass(frozen=True)
class Finding:
    """`when`: of a conditional one the condition, of an open one what is missing."""

    verdict: str
    when: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return f"{self.verdict}: {self.when}" if self.when else self.verdict


class NoEvidence(Exception):
    """The results keep no evidence.json, which the claim needs."""


def evidence_of(judgement: Judgement) -> Evidence:
    """What the run kept of its sources, tests and docs; raises NoEvidence."""
    if judgement.run.evidence is None:
        raise NoEvidence
    return judgement.run.evidence


@dataclass(frozen=True)
class Claim:
    number: int
    text: str
    here: Callable[[Judgement], Finding]
    on_sqlalchemy: Callable[[Record], Finding]
    command: str  # that repeats the evidence of this suite
    rule: str  # how the verdict is computed
    carries_over: str  # where a result holds beyond this runtime
    section: str = ""  # of the page, that shows more
    phases: tuple[str, ...] = field(default=())  # whose figures are behind it


def some(names: list[str], most: int = 4) -> str:
    """A list that stays readable."""
    kept = list(dict.fromkeys(names))
    return ", ".join(kept[:most]) + (f" and {len(kept) - most} more" if len(kept) > most else "")
