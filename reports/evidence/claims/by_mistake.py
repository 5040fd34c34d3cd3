"""Claims that the table of mistakes decides: 9 and 10."""

from __future__ import annotations

import re

from reports.evidence.claims.claim import CONDITIONAL, REFUTED, SUPPORTED, Claim, Finding, evidence_of, some
from reports.evidence.claims.sqlalchemy import Record
from reports.judgement.verdicts import Judgement
from vocabulary.cells import BASELINE
from vocabulary.evidence import Evidence

NOT_IN_STEP = "a side is not kept in step by the caller"
STEPS = ("–", "declare", "compile", "configure", "first use", "flush", "never")  # the first: it cannot be made


def step_of(text: str) -> int:
    """The latest step that a cell of the table names: `compile; by name, flush` is flush."""
    named = [i for i, step in enumerate(STEPS) if i and re.search(rf"\b{step}\b", text)]
    return 0 if text.startswith("–") else max(named, default=0)


def consistency(judgement: Judgement) -> Finding:
    return _consistency(evidence_of(judgement))


def _consistency(kept: Evidence) -> Finding:
    table, ways = kept.mistakes, kept.consequences
    found = {strategy: table.found(NOT_IN_STEP, strategy) for strategy in table.strategies}
    evidence = [f"{NOT_IN_STEP}: " + ", ".join(f"{s} {text}" for s, text in found.items()) + "."]
    unlinked = ways.get("unlinked", 0)
    evidence.append(
        f"docs/semantics.md shows {unlinked} ways in which a caller of unlinked goes stale or loses data and"
        f" {ways.get('unidirectional', 0)} of unidirectional, each with a test; an object stays stale until it is"
        " expired or reloaded."
    )
    if step_of(found[BASELINE]) != 0:
        return Finding(REFUTED, "", tuple(evidence))
    silent = [m for m, _ in table.rows if m != NOT_IN_STEP and step_of(table.found(m, BASELINE)) == len(STEPS) - 1]
    if silent:
        return Finding(CONDITIONAL, f"except for this mistake, which nothing finds: {some(silent)}", tuple(evidence))
    return Finding(SUPPORTED, "", tuple(evidence))


def consistency_on_sqlalchemy(record: Record) -> Finding:
    outcomes = record.behaviour("forgotten")
    evidence = tuple(
        f"{strategy}, one side changed alone: {'; '.join(f'{what}: {outcome}' for what, outcome in found.items())}."
        for strategy, found in outcomes.items()
    )
    right = {s: all(outcome == "right" for outcome in found.values()) for s, found in outcomes.items()}
    if not right[BASELINE]:
        return Finding(REFUTED, "", evidence)
    silent = [m for m, row in record.behaviour("mistakes").items() if row[BASELINE].startswith("never")]
    if silent:
        return Finding(CONDITIONAL, f"except for this mistake, which raises nothing: {some(silent)}", evidence)
    return Finding(SUPPORTED, "", evidence)


def found_early(judgement: Judgement) -> Finding:
    table = evidence_of(judgement).mistakes
    return _early({m: {s: table.found(m, s) for s in table.strategies} for m, _ in table.rows})


def found_early_on_sqlalchemy(record: Record) -> Finding:
    return _early(record.behaviour("mistakes"))


def _early(table: dict[str, dict[str, str]]) -> Finding:
    """back_populates against backref and unidirectional: where both can be made, which is found first."""
    earlier, later = [], []
    for mistake, row in table.items():
        own = step_of(row[BASELINE])
        for strategy in ("backref", "unidirectional", "unlinked"):
            other = step_of(row[strategy])
            if own < other:
                earlier.append(f"{mistake} ({strategy})")
            if own > other:
                later.append(f"{mistake} ({strategy})")
    evidence = [
        f"{len(table)} mistakes under each strategy.",
        f"back_populates finds it earlier, or it cannot be made: {some(earlier, 5) or 'none'}.",
        f"Later, or it cannot be made with another strategy: {some(later, 5) or 'none'}.",
    ]
    if not earlier:
        return Finding(REFUTED, "", tuple(evidence))
    if not later:
        return Finding(SUPPORTED, "", tuple(evidence))
    return Finding(CONDITIONAL, f"not for {some(later, 3)}", tuple(evidence))


CLAIMS = (
    Claim(
        9,
        "back_populates improves data consistency.",
        consistency,
        consistency_on_sqlalchemy,
        "ctest --preset dev -R 'Forgotten|Conformance'",
        "Refuted: with both sides linked something can go stale in memory. Supported: nothing can, and every mistake in"
        " linking is found. Conditional: some mistake is not.",
        "The scenarios were run on SQLAlchemy too, with the same outcome.",
        section="mistakes",
    ),
    Claim(
        10,
        "back_populates finds mistakes earlier than the other strategies.",
        found_early,
        found_early_on_sqlalchemy,
        "ctest --preset dev -R 'Forgotten|Registry|Model'; scripts/python -m pytest tests/orm",
        "Each cell of the table counts as the latest step that it names; – (it cannot be made) is earliest.",
        "The steps after compiling carry over to SQLAlchemy; compile is what C++ adds.",
        section="mistakes",
    ),
)
