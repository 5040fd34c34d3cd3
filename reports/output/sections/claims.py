"""The claims on trial, the table of mistakes, and the lines that a caller writes: what the run's evidence tells."""

from __future__ import annotations

from typing import Any

from reports.evidence.claims import Trial, trials
from reports.evidence.claims.sqlalchemy import records
from reports.judgement.verdicts import Judgement
from vocabulary.evidence import Code, Evidence


def content(judgement: Judgement, has_statements: bool) -> dict[str, Any]:
    kept, phases = judgement.run.evidence, judgement.run.plan.phases
    known = records(judgement)
    return {
        "trials": [_trial(trial, phases, has_statements, kept is not None) for trial in trials(judgement)],
        "record": known[0] if known else None,
        "records": known,
        "mistakes": kept.mistakes if kept else None,
        "caller_code": _by_relation(kept) if kept else {},
    }


def _trial(trial: Trial, phases: list[str], has_statements: bool, has_evidence: bool) -> dict[str, Any]:
    """With the sections of this page that show more."""
    claim = trial.claim
    links = [phase for phase in claim.phases if phase in phases]
    is_there = {"statements": has_statements, "code": has_evidence, "mistakes": has_evidence}
    links += [claim.section] if claim.section and is_there.get(claim.section, True) else []
    older = ", ".join(f"{version}: {finding.verdict}" for version, finding in trial.older)
    return {
        "claim": claim,
        "here": trial.here,
        "on_sqlalchemy": trial.on_sqlalchemy,
        "older": older,
        "links": links,
    }


def _by_relation(kept: Evidence) -> dict[str, list[Code]]:
    found: dict[str, list[Code]] = {}
    for code in kept.caller_code:
        found.setdefault(code.relation, []).append(code)
    return found
