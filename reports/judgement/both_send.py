"""Both send: where the C++ mapper and SQLAlchemy need other numbers of statements for the same work.

On SQLite they send as many (a test holds them to it); on PostgreSQL each has its own way to write many rows.
"""

from __future__ import annotations

from reports.judgement.costs import CellCost
from reports.judgement.in_sqlalchemy import Work
from reports.judgement.verdicts import Judgement
from vocabulary.cells import BASELINE, Cell
from vocabulary.metrics import BY_NAME, ROWS_WRITTEN, number

WRITES = tuple(BY_NAME[name] for name in ("inserts", "updates", "deletes"))
WAYS = {"copies": "COPY", "array_statements": "statements with arrays", "pipelined_statements": "a pipeline"}
ALIKE = 1.1  # rows a statement: what datasets of other sizes do to a last, shorter batch


def difference(judgement: Judgement, here: Work, there: Work) -> str:
    """A sentence with the numbers of back_populates in both systems; empty where they agree, or where one of the two
    was not measured in this run. SELECTs are compared on the same data alone."""
    ours, theirs = (_cost(judgement, work) for work in (here, there))
    if ours is None or theirs is None:
        return ""
    return " ".join(filter(None, (_of_writes(here, there, ours, theirs), _of_selects(here, there, ours, theirs))))


def _cost(judgement: Judgement, work: Work) -> CellCost | None:
    cell = Cell(work.workload, work.relation, BASELINE, work.backend, work.dataset)
    found = judgement.costs.get(cell)
    return found if found and found.is_measured else None


def _of_writes(here: Work, there: Work, ours: CellCost, theirs: CellCost) -> str:
    rows = [cost.per_iteration(ROWS_WRITTEN) for cost in (ours, theirs)]
    sent = [sum(cost.per_iteration(kind) for kind in WRITES) for cost in (ours, theirs)]
    if not all(count > 0 for count in (*rows, *sent)):
        return ""
    ratio = (rows[0] / sent[0]) / (rows[1] / sent[1])
    if 1 / ALIKE <= ratio <= ALIKE:
        return ""
    return (
        f"{here.system} writes {number(rows[0])} rows by {number(sent[0])} statements{_ways(ours)},"
        f" {there.system} {number(rows[1])} by {number(sent[1])}{_ways(theirs)}."
    )


def _ways(cost: CellCost) -> str:
    known = [words for name, words in WAYS.items() if cost.counters.get(name, 0) > 0]
    return f" ({', '.join(known)})" if known else ""


def _of_selects(here: Work, there: Work, ours: CellCost, theirs: CellCost) -> str:
    sent = [cost.per_iteration(BY_NAME["selects"]) for cost in (ours, theirs)]
    if here.dataset != there.dataset or sent[0] == sent[1]:
        return ""
    return f"{here.system} sends {number(sent[0])} SELECTs, {there.system} {number(sent[1])}."
