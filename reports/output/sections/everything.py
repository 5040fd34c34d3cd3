"""The table of everything: one row per cell, whatever became of it: its cost, its samples, and what it sent.

Beside the cells of the plan it has those that the binaries know and the plan does not: skipped, or on demand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from reports.judgement.costs import CellCost
from reports.judgement.verdicts import FASTER, INCONCLUSIVE, LESS, MORE, SLOWER, AaTest, Comparison, Judgement
from reports.results.statements import Sent
from reports.words.labels import block_title, where
from reports.words.paths import between_databases
from vocabulary.cells import AA_COPY, HAND_WRITTEN, Cell, is_sqlalchemy
from vocabulary.metrics import METRICS, Metric
from vocabulary.plan import Group

ON_DEMAND = "on demand"
_SHOWN = (
    "statements",
    "rows_read",
    "rows_written",
    "bytes_read",
    "bytes_written",
    "round_trips",
    "allocations",
    "instructions",
    "heap_bytes",
    "heap_allocations",
    "peak_bytes",
)
_TONES = {FASTER: "faster", SLOWER: "slower", LESS: "faster", MORE: "slower", "failed": "bad", INCONCLUSIVE: "open"}


@dataclass(frozen=True)
class Row:
    """A planned cell; `comparison` and `aa` are None where it is not compared."""

    cost: CellCost
    comparison: Comparison | None
    aa: AaTest | None
    words: str
    where: str
    item: str
    statements: str  # the id of what it sent, as in `Texts`; empty if it told nothing
    is_first: bool  # of its group

    @property
    def relation(self) -> str:
        """Where it is not users with posts."""
        return "" if self.cost.cell.relation == "one_to_many" else self.cost.cell.relation

    @property
    def tone(self) -> str:
        """The class of its verdict on the page, with a space before it."""
        tone = _TONES.get(self.comparison.verdict) if self.comparison else None
        return f" v-{tone}" if tone else ""

    @property
    def classes(self) -> Markup:
        names = [*(["first"] if self.is_first else []), *([self.cost.status] if not self.cost.is_measured else [])]
        return Markup(f' class="{" ".join(names)}"') if names else Markup("")


@dataclass(frozen=True)
class Unmeasured:
    """What exists beside the plan: strategies of a group, or a workload as a whole."""

    words: str
    where: str  # backend and dataset; empty of a workload as a whole
    strategies: tuple[str, ...]  # none of a workload as a whole
    status: str  # skipped | on demand
    reason: str  # or the command that measures it


@dataclass(frozen=True)
class Texts:
    """Statements that one or more cells sent, alike."""

    id: str
    sent: tuple[Sent, ...]
    by: tuple[Cell, ...]

    @property
    def words(self) -> str:
        cells = self.by
        strategies = ", ".join(dict.fromkeys(cell.strategy for cell in cells))
        return f"{cells[0].workload} on {cells[0].dataset}, {cells[0].backend}: {strategies}"


def content(judgement: Judgement) -> dict[str, Any]:
    sent = texts(judgement)
    return {
        "counts": counts(judgement),
        "rows": rows(judgement, sent),
        "filters": filters(judgement),
        "unmeasured": unmeasured(judgement),
        "texts": sent,
        "databases": between_databases(judgement),
    }


def texts(judgement: Judgement) -> list[Texts]:
    """Each different set of statements of a group once."""
    by_sent: dict[tuple[str, tuple[Sent, ...]], list[Cell]] = {}
    for cell in judgement.costs:
        if sent := judgement.run.statements.get(cell):
            by_sent.setdefault((cell.group, sent), []).append(cell)
    return [Texts(f"sent-{i}", sent, tuple(cells)) for i, ((_, sent), cells) in enumerate(by_sent.items(), 1)]


def filters(judgement: Judgement) -> list[tuple[str, list[str]]]:
    """Columns by which rows are chosen, with what stands in them."""
    cells = list(judgement.costs)
    found = {
        "strategy": [cell.strategy for cell in cells],
        "phase": judgement.run.plan.phases,
        "backend": [cell.backend for cell in cells],
        "dataset": [cell.dataset for cell in cells],
        "verdict": [c.verdict for c in judgement.comparisons],
    }
    return [(name, list(dict.fromkeys(values))) for name, values in found.items()]


def rows(judgement: Judgement, sent: list[Texts]) -> list[Row]:
    ids = {cell: text.id for text in sent for cell in text.by}
    compared = {c.cell: c for c in judgement.comparisons}
    return [
        Row(
            cost=cost,
            comparison=compared.get(cell),
            aa=judgement.aa[cost.group.id] if cell.strategy == AA_COPY else None,
            words=block_title(judgement, cost.group),
            where=where(cost.group),
            item=judgement.run.item(cell.workload),
            statements=ids.get(cell, ""),
            is_first=cell == cost.group.cells[0],
        )
        for cell, cost in judgement.costs.items()
    ]


def counts(judgement: Judgement) -> list[Metric]:
    """The counts that are worth a column: one that is 0 everywhere is in results.csv alone."""
    return [
        metric
        for metric in METRICS
        if metric.name in _SHOWN
        and (metric.name == "statements" or any(c.per_iteration(metric) > 0 for c in judgement.costs.values()))
    ]


def unmeasured(judgement: Judgement) -> list[Unmeasured]:
    """In a planned group every strategy that is not planned there; then every workload that is not planned at all."""
    found = [row for group in judgement.run.plan.groups for row in _strategies_beside(judgement, group)]
    planned = {group.cells[0].workload for group in judgement.run.plan.groups}
    phases = _known(judgement, r"workload\.(.+)\.phase")
    for workload in sorted(phases.keys() - planned, key=lambda name: (phases[name], name)):
        words = judgement.run.words(workload)
        found.append(Unmeasured(words, "", (), ON_DEMAND, f"scripts/run --filter '{workload}/'"))
    return found


def _strategies_beside(judgement: Judgement, group: Group) -> list[Unmeasured]:
    cell = group.cells[0]
    skipped = _known(judgement, rf"workload\.{re.escape(cell.workload)}\.skipped\.(.+)")
    known = [*_known(judgement, r"strategy\.(.+)\.predicts"), HAND_WRITTEN]
    if is_sqlalchemy(group.backend):  # where some of them do not exist
        known = [cell.strategy for cell in judgement.costs if cell.backend == group.backend]
    by_reason: dict[str, list[str]] = {}
    on_demand: list[str] = []
    for strategy in dict.fromkeys([*known, *skipped]):
        if strategy in group.strategies or (strategy == HAND_WRITTEN and strategy not in skipped):
            continue
        (by_reason.setdefault(skipped[strategy], []) if strategy in skipped else on_demand).append(strategy)
    title, place = block_title(judgement, group), f"{group.backend}, {group.dataset}"
    found = []
    if on_demand:
        any_of_them = on_demand[0] if len(on_demand) == 1 else f"({'|'.join(on_demand)})"
        command = f"scripts/run --filter '{group.cell(any_of_them)}'"
        found.append(Unmeasured(title, place, tuple(on_demand), ON_DEMAND, command))
    found += [Unmeasured(title, place, tuple(names), "skipped", why) for why, names in by_reason.items()]
    return found


def _known(judgement: Judgement, pattern: str) -> dict[str, str]:
    """The names that the binaries' context knows by keys of this pattern, and what they say."""
    matches = ((re.fullmatch(pattern, key), value) for key, value in judgement.run.context.items())
    return {match[1]: value for match, value in matches if match}
