"""Paths: where the same work sends other statements, so that a ratio is not taken for a cost of the mapping.

Between strategies of a group: who sends other SELECTs or writes than back_populates. Between databases: why PostgreSQL
counts other statements or rows than SQLite for the same work of back_populates.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.judgement.costs import CellCost
from reports.judgement.factors import exchanges, has_another_list, sends_others
from reports.judgement.verdicts import Judgement
from reports.words.labels import block_title, where
from vocabulary.cells import AA_COPY, BASELINE, ENGINES, SQLITE, backend_kind
from vocabulary.metrics import BY_NAME, ROWS_READ, ROWS_WRITTEN, STATEMENTS, Metric, number
from vocabulary.plan import Group

_WAYS = (  # what a statement of PostgreSQL stood for, by the counter that tells
    ("copies", "COPY sends or reads many rows as one statement"),
    ("array_statements", "one statement takes many keys or rows as arrays"),
    ("pipelined_statements", "statements are sent without waiting for each answer"),
    ("streamed_selects", "rows are delivered as they arrive"),
)


def other_paths(judgement: Judgement, phase: str) -> list[str]:
    """A sentence for each strategy of a group whose statements are others than the baseline's."""
    said = []
    for group in judgement.run.plan.groups:
        own = judgement.costs.get(group.cell(BASELINE)) if group.phase == phase else None
        if own is None or not own.is_measured:
            continue
        for cell in group.cells:
            cost = judgement.costs[cell]
            if cell.strategy in (BASELINE, AA_COPY) or not cost.is_measured:
                continue
            if sends_others(judgement, cell):
                mine, theirs = own.per_iteration(STATEMENTS), cost.per_iteration(STATEMENTS)
                said.append(
                    f"In “{block_title(judgement, group)}” ({where(group)}) {cell.strategy} sends {number(theirs)}"
                    f" statements where {BASELINE} sends {number(mine)}{_instead(judgement, own, cost)}: there,"
                    " its ratio compares different SQL, not the cost of the mapping."
                )
    return said


def other_lists(judgement: Judgement, phase: str) -> list[str]:
    """Who has another kind of list than the baseline in the groups of a phase, and whether that decides which is
    cheapest."""
    groups = [group for group in judgement.run.plan.groups if group.phase == phase]
    cells = {cell.strategy: cell for group in groups for cell in group.cells if judgement.costs[cell].is_measured}
    others = [strategy for strategy, cell in cells.items() if has_another_list(judgement, cell)]
    if not others:
        return []
    said = [
        f"{' and '.join(others)} {'keep' if len(others) > 1 else 'keeps'} a user's posts in"
        f" {judgement.run.list_of(others[0])} lists, which are searched; {BASELINE} keeps them in"
        f" {judgement.run.list_of(BASELINE)} lists. Their ratio includes the difference between the lists; attribution"
        " separates the two."
    ]
    for exchange in exchanges(judgement):
        if exchange.group not in groups:
            continue
        title = f"“{block_title(judgement, exchange.group)}” ({where(exchange.group)})"
        if exchange.changes:
            said.append(
                f"In {title} the kind of list decides which strategy is cheapest: {exchange.indexed} with indexed"
                f" lists, {exchange.plain} with plain ones."
            )
        else:
            said.append(
                f"In {title} the same strategy is cheapest with either kind of list: {exchange.indexed},"
                f" {exchange.plain}."
            )
    return said


def _instead(judgement: Judgement, own: CellCost, other: CellCost) -> str:
    """The first text that the other sends and the baseline does not."""
    known = {sent.sql for sent in judgement.run.statements.get(own.cell, ())}
    new = [sent.sql for sent in judgement.run.statements.get(other.cell, ()) if sent.sql not in known]
    return f" (it sends {new[0]})" if known and new else ""


@dataclass(frozen=True)
class Difference:
    """The same work of back_populates on both databases, an iteration."""

    words: str
    dataset: str
    counts: tuple[tuple[str, float, float], ...]  # what, on SQLite, on PostgreSQL
    why: str


def between_databases(judgement: Judgement) -> list[Difference]:
    """Every group that was measured on both and counts other statements or rows."""
    by_work: dict[tuple[str, str, str], dict[str, Group]] = {}
    for group in judgement.run.plan.groups:
        cell = group.cells[0]
        by_work.setdefault((cell.workload, cell.relation, cell.dataset), {})[backend_kind(cell.backend)] = group
    found = []
    for (_, _, dataset), groups in by_work.items():
        if not set(ENGINES) <= groups.keys():
            continue
        one, other = (judgement.costs[groups[kind].cell(BASELINE)] for kind in ENGINES)
        if not (one.is_measured and other.is_measured):
            continue
        compared = (STATEMENTS, ROWS_READ, ROWS_WRITTEN)
        counts = [(m.words, one.per_iteration(m), other.per_iteration(m)) for m in compared]
        different = tuple(row for row in counts if row[1] != row[2])
        if different:
            found.append(Difference(block_title(judgement, groups[SQLITE]), dataset, different, _why(other)))
    return found


def _why(cost: CellCost) -> str:
    ways = [f"{words} ({number(n)})" for name, words in _WAYS if (n := _count(cost, BY_NAME[name])) > 0]
    return "; ".join(ways) or "no counter shows why: an open question"


def _count(cost: CellCost, metric: Metric) -> float:
    value = cost.per_iteration(metric)
    return value if value == value else 0.0
