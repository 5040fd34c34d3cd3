"""What a figure or table calls a group: its workload in plain words, its cost, and the data it was measured on."""

from __future__ import annotations

from collections.abc import Sequence

from reports.judgement.costs import CellCost
from reports.judgement.verdicts import Judgement
from vocabulary.cells import BASELINE
from vocabulary.metrics import METRICS, duration, per_item, plural
from vocabulary.plan import Group

_BYTES = next(metric for metric in METRICS if metric.name == "heap_bytes")
_STATEMENTS = next(metric for metric in METRICS if metric.name == "statements")


def block_title(judgement: Judgement, group: Group) -> str:
    return judgement.run.words(group.cells[0].workload)


def bytes_held(cost: CellCost) -> str:
    """By one item: 204.6."""
    return f"{cost.per_item(_BYTES):,.1f}"


def absolute(cost: CellCost) -> str:
    """What one item costs: a time, or where exact counts decide, the bytes that it holds."""
    if cost.group.is_counted:
        return f"{bytes_held(cost)} bytes"
    return duration(cost.per_item_ns[1])


def block_lines(judgement: Judgement, group: Group, neighbours: Sequence[Group], with_cost: bool = True) -> list[str]:
    """The absolute cost of an item, then the data it was measured on."""
    cell = group.cells[0]
    cost = judgement.costs.get(group.cell(BASELINE))
    item = judgement.run.item(cell.workload)
    lines = []
    if with_cost:
        lines.append(
            f"{absolute(cost)} per {item}"
            if cost and cost.is_measured
            else f"{BASELINE}: {cost.status if cost else 'not planned'}"
        )
    return [*lines, where(group)]


def where(group: Group) -> str:
    cell = group.cells[0]
    return f"{cell.dataset}, {cell.backend}" + (f", {cell.relation}" if cell.relation != "one_to_many" else "")


def statements_per_item(cost: CellCost) -> str:
    return per_item(cost.per_iteration(_STATEMENTS), cost.items) if cost.is_measured else "–"


def what_was_measured(judgement: Judgement) -> str:
    """One line for the top: how much of what, on which data, how often."""
    plan = judgement.run.plan
    cells = [group.cells[0] for group in plan.groups]
    workloads = plural(len({cell.workload for cell in cells}), "workload")
    datasets = _few(list(dict.fromkeys(cell.dataset for cell in cells)), "dataset")
    backends = _few(list(dict.fromkeys(cell.backend for cell in cells)), "backend")
    more = f" (up to {plan.most_processes} where undecided)" if plan.most_processes > plan.processes else ""
    often = f"{plural(plan.processes, 'fresh process')}{more} of {plural(plan.rounds, 'round')} each"
    return (
        f"{_few(plan.phases, 'phase')}: {workloads} on {datasets} in {backends}, {often}; {plan.preset} preset,"
        f" {plan.created[:10]}"
    )


def _few(names: list[str], what: str) -> str:
    if len(names) > 4:
        return f"{plural(len(names), what)}, {names[0]} to {names[-1]}"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
