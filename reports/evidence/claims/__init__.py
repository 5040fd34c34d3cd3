"""The claims on trial: each judged on this run and on SQLAlchemy, by rules."""

from __future__ import annotations

from dataclasses import dataclass

from reports.evidence.claims import by_code, by_count, by_mistake, by_time
from reports.evidence.claims.claim import OPEN, Claim, Finding, NoEvidence
from reports.evidence.claims.sqlalchemy import Record, records
from reports.judgement.verdicts import Judgement

CLAIMS: tuple[Claim, ...] = tuple(
    sorted(
        (claim for module in (by_time, by_count, by_code, by_mistake) for claim in module.CLAIMS),
        key=lambda claim: claim.number,
    )
)
MISSING = Finding(OPEN, "these results have no evidence.json, which scripts/run writes; measure again")
DAMAGED = Finding(OPEN, "evidence.json of these results lacks the facts for this claim; measure again")


@dataclass(frozen=True)
class Trial:
    claim: Claim
    here: Finding
    on_sqlalchemy: Finding
    older: tuple[tuple[str, Finding], ...] = ()  # on other versions of it, by version


def trials(judgement: Judgement) -> list[Trial]:
    """Every claim in the order of its number."""
    known = records(judgement)
    newest, older = (known[0], known[1:]) if known else (None, [])
    return [
        Trial(
            claim,
            _here(claim, judgement),
            _there(claim, newest),
            tuple((record.version, _there(claim, record)) for record in older),
        )
        for claim in CLAIMS
    ]


def _here(claim: Claim, judgement: Judgement) -> Finding:
    try:
        return claim.here(judgement)
    except NoEvidence:
        return MISSING
    except (LookupError, ValueError):  # a table of strategies or mistakes that are not those of the claim
        return DAMAGED


def _there(claim: Claim, record: Record | None) -> Finding:
    try:
        return claim.on_sqlalchemy(record) if record else MISSING
    except (LookupError, ValueError, TypeError, AttributeError):
        return DAMAGED
