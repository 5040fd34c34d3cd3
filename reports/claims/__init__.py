"""The claims on trial: each judged on this run and on SQLAlchemy, by rules."""

from __future__ import annotations

from dataclasses import dataclass

from reports.claims import by_code, by_count, by_mistake, by_time
from reports.claims.claim import Claim, Finding
from reports.claims.sqlalchemy import Record, read_record
from reports.verdicts import Judgement

CLAIMS: tuple[Claim, ...] = tuple(
    sorted(
        (claim for module in (by_time, by_count, by_code, by_mistake) for claim in module.CLAIMS),
        key=lambda claim: claim.number,
    )
)


@dataclass(frozen=True)
class Trial:
    claim: Claim
    here: Finding
    on_sqlalchemy: Finding


def trials(judgement: Judgement, record: Record | None = None) -> list[Trial]:
    """Every claim in the order of its number."""
    known = record or read_record()
    return [Trial(claim, claim.here(judgement), claim.on_sqlalchemy(known)) for claim in CLAIMS]
