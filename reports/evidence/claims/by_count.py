"""Claims that exact counts decide: 2."""

from __future__ import annotations

from reports.evidence.claims.claim import CONDITIONAL, OPEN, REFUTED, SUPPORTED, Claim, Finding, some
from reports.evidence.claims.sqlalchemy import Record
from reports.judgement.verdicts import Judgement
from reports.words.labels import block_title, where
from vocabulary.cells import BASELINE
from vocabulary.metrics import METRICS, number, plural
from vocabulary.plan import Group

OTHERS = ("backref", "unidirectional", "unlinked")
_STATEMENTS = next(metric for metric in METRICS if metric.name == "statements")


def statements_of(judgement: Judgement, group: Group, strategy: str) -> float | None:
    """Of one iteration; None if the cell was not measured."""
    cost = judgement.costs.get(group.cell(strategy))
    return cost.per_iteration(_STATEMENTS) if cost and cost.is_measured else None


def fewer_statements(judgement: Judgement) -> Finding:
    fewer: list[str] = []
    more: list[str] = []
    same = 0
    for group in judgement.run.plan.groups:
        own = statements_of(judgement, group, BASELINE)
        for strategy in OTHERS:
            other = statements_of(judgement, group, strategy)
            if own is None or other is None:
                continue
            text = f"{block_title(judgement, group)} ({where(group)}): {number(own)}, {strategy} {number(other)}"
            same += own == other
            if own != other:
                (fewer if own < other else more).append(text)
    n = same + len(fewer) + len(more)
    if not n:
        return Finding(OPEN, "this run has no pair of cells to compare")
    evidence = [f"{BASELINE} sends as many statements in {same} of {plural(n, 'pair')} of cells."]
    evidence += [f"Fewer: {some(fewer, 3)}."] if fewer else []
    evidence += [f"More: {some(more, 3)}."] if more else []
    evidence.append("The path decides: how a graph is loaded, and whether a list is loaded before a write.")
    if not fewer:
        return Finding(REFUTED, "", tuple(evidence))
    if not more and not same:
        return Finding(SUPPORTED, "", tuple(evidence))
    return Finding(CONDITIONAL, some([text.partition(":")[0] for text in fewer], 3), tuple(evidence))


def fewer_statements_on_sqlalchemy(record: Record) -> Finding:
    fewer: list[str] = []
    more: list[str] = []
    same = 0
    for workload, sent in record.statements.items():
        own = sent[BASELINE]
        for strategy in (one for one in OTHERS if one in sent):
            same += own == sent[strategy]
            if own != sent[strategy]:
                told = f"{workload}: {own:g}, {strategy} {sent[strategy]:g}"
                (fewer if own < sent[strategy] else more).append(told)
    unloaded = record.behaviour("unloaded")[BASELINE]
    evidence = [
        f"As many statements in {same} of {same + len(fewer) + len(more)} pairs.",
        *([f"Fewer: {some(fewer, 3)}."] if fewer else []),
        *([f"More: {some(more, 3)}."] if more else []),
        f"A new post of a user whose list is not loaded: {unloaded['append']} statements by user.posts.append, "
        f"{unloaded['set']} by post.author =.",
    ]
    if not fewer:
        return Finding(REFUTED, "", tuple(evidence))
    when = some([text.partition(":")[0] for text in fewer], 3)
    return Finding(SUPPORTED if not more and not same else CONDITIONAL, when, tuple(evidence))


CLAIMS = (
    Claim(
        2,
        "back_populates reduces the number of SQL queries needed to manage a bidirectional relationship.",
        fewer_statements,
        fewer_statements_on_sqlalchemy,
        "scripts/run --preset quick --filter '(load|insert|move|delete)'",
        "Refuted: fewer statements than backref, unidirectional or unlinked nowhere. Supported: fewer everywhere.",
        "To every mapper whose statements do not depend on how a pair is declared; SQLAlchemy's do not.",
        section="statements",
        phases=("load", "flush"),
    ),
)
