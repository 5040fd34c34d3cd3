"""Decide: what an application's own operations would cost under each strategy, as a sum of measured cells.

An operation is a sum of parts, each an item of a measured workload. What handles all posts of a user is scaled by rows,
(fan-out + 1) / (fan-out of the measured data + 1); of loading a user with all posts only what it costs beyond two
SELECTs of a row each (load_post), which are sent at any fan-out. The same sums are tried on the shipped mixes, which
were measured as a whole, scaled by the rows that their requests read, for a mix may choose users with many posts: if
the median error of those predictions passes MOST_ERROR, ranks alone are shown.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from reports.judgement.costs import CellCost
from reports.judgement.verdicts import Judgement
from vocabulary.cells import AA_COPY, Cell
from vocabulary.metrics import percent
from vocabulary.plan import Group

MOST_ERROR = 0.25
WHOLE_USER, ONE_ROW_EACH = "load_user", "load_post"  # both are two SELECTs
_IN_MEMORY = "sqlite_memory"


@dataclass(frozen=True)
class Part:
    workload: str
    by_user: bool  # an item is a post, and the operation handles all posts of a user
    scales: bool  # with the number of posts of a user


@dataclass(frozen=True)
class Operation:
    name: str
    words: str
    ways: tuple[tuple[Part, ...], ...]  # the first of which every part was measured is taken


OPERATIONS = (
    Operation(
        "reads",
        "open a user with all posts",
        ((Part("load_user", False, True),), (Part("load_lazy", True, True),)),
    ),
    Operation(
        "moves",
        "give a post another author, and flush",
        (
            (Part("move_by_set", False, False), Part("move_posts", False, False)),
            (Part("move_by_append", False, False), Part("move_posts", False, False)),
        ),
    ),
    Operation("deletes", "delete a user with all posts, and flush", ((Part("delete_users", False, True),),)),
    Operation(
        "new posts",
        "append a new post, and flush",
        ((Part("append", False, False), Part("insert_graph", False, False)),),
    ),
)


@dataclass(frozen=True)
class Prediction:
    """A mix on one strategy: the cost of a request, as the sum of its parts and as it was measured."""

    group: Group
    strategy: str
    predicted_ns: float  # nan: see `lacks`
    measured_ns: float
    lacks: tuple[str, ...]  # workloads of its parts without a number here

    @property
    def error(self) -> float:
        return abs(self.predicted_ns / self.measured_ns - 1)


def predictions(judgement: Judgement) -> list[Prediction]:
    """Every mix that the run measured, under every strategy of it."""
    found = []
    for group in judgement.run.plan.groups:
        parts = _parts_of_mix(judgement, group.cells[0].workload)
        if not parts:
            continue
        for cell in group.cells:
            cost = judgement.costs[cell]
            if cell.strategy != AA_COPY and cost.is_measured:
                found.append(_predict(judgement, group, cell, cost, parts))
    return found


def median_error(predicted: list[Prediction]) -> float:
    """nan if no mix could be predicted."""
    errors = [one.error for one in predicted if not math.isnan(one.error)]
    return median(errors) if errors else math.nan


def _parts_of_mix(judgement: Judgement, workload: str) -> list[tuple[str, float]]:
    """Workload and items of it in a request, from `workload.<mix>.consists_of` of the context."""
    text = judgement.run.context.get(f"workload.{workload}.consists_of")
    if not text:
        return []
    try:
        document = json.loads(text)
        return [
            (str(part["workload"]), float(part["items_per_request"]))
            for operation in document["operations"]
            for part in operation["parts"]
        ]
    except (ValueError, KeyError, TypeError):
        return []


def _predict(
    judgement: Judgement, group: Group, cell: Cell, cost: CellCost, parts: list[tuple[str, float]]
) -> Prediction:
    total, lacks = 0.0, []
    found = [(workload, items, _measured(judgement, workload, cell)) for workload, items in parts]
    scale = _scale_of_users(cost, found)
    for workload, items, part in found:
        if part is None:
            lacks.append(workload)
        else:
            fixed = _fixed_ns(judgement, part)
            total += items * (fixed + (part.per_item_ns[1] - fixed) * (scale if workload == WHOLE_USER else 1))
    lacking = tuple(dict.fromkeys(lacks))
    return Prediction(group, cell.strategy, math.nan if lacking else total, cost.per_item_ns[1], lacking)


def _rows_read(cost: CellCost) -> float:
    """Of one item; nan where it is not known."""
    return cost.counters.get("rows_read", math.nan) / cost.items


def _scale_of_users(mix: CellCost, parts: list[tuple[str, float, CellCost | None]]) -> float:
    """Rows of the users that the mix loads with all posts, as a multiple of those of the part that was measured; 1
    where either is unknown.
    """
    known = [(workload, items * _rows_read(part)) for workload, items, part in parts if part]
    of_users = sum(rows for workload, rows in known if workload == WHOLE_USER)
    of_others = sum(rows for workload, rows in known if workload != WHOLE_USER)
    scale = (_rows_read(mix) - of_others) / of_users if of_users > 0 else math.nan
    return scale if scale > 0 else 1.0


def _fixed_ns(judgement: Judgement, cost: CellCost) -> float:
    """What an item costs whatever the number of rows; 0 where it is not known."""
    if cost.cell.workload != WHOLE_USER:
        return 0.0
    one = judgement.costs.get(replace(cost.cell, workload=ONE_ROW_EACH))
    return min(one.per_item_ns[1], cost.per_item_ns[1]) if one and one.is_measured else 0.0


def _measured(judgement: Judgement, workload: str, like: Cell) -> CellCost | None:
    """The cell of the workload on the same strategy and data: in the same backend, or in memory if it sends nothing."""
    for backend in (like.backend, _IN_MEMORY):
        cost = judgement.costs.get(Cell(workload, like.relation, like.strategy, backend, like.dataset))
        if cost and cost.is_measured:
            return cost
    return None


@dataclass(frozen=True)
class Decide:
    """What the page needs. `data` goes to its script; `why_ranks` is empty where costs are shown."""

    data: dict[str, Any]
    why_ranks: str
    unchecked: str  # said where no mix tells how good the sums are

    @property
    def backends(self) -> list[str]:
        return list(self.data["backends"])


def decide(judgement: Judgement, predicted: list[Prediction]) -> Decide | None:
    """None if no operation has all of its parts in this run."""
    cells = _cells(judgement)
    backends = [
        name
        for name in dict.fromkeys(cell["backend"] for cell in cells if cell["backend"] != _IN_MEMORY)
        if any(_way(operation, cells, name) for operation in OPERATIONS)
    ]
    if not backends:
        return None
    error = median_error(predicted)
    why = unchecked = ""
    if math.isnan(error):
        unchecked = (
            "No mix of this run tells how good these sums are: take them as unchecked. The full preset measures the"
            " mixes with all of their parts."
        )
    elif error > MOST_ERROR:
        why = (
            f"The same sums miss the measured mixes by {percent(error)} in the median, more than {percent(MOST_ERROR)}:"
            " what a whole request costs beyond its parts (a session, a transaction) is not in them. Ranks only."
        )
    operations = [
        {
            "name": operation.name,
            "words": operation.words,
            "ways": {
                name: [{"workload": p.workload, "by_user": p.by_user, "scales": p.scales} for p in way]
                for name in backends
                if (way := _way(operation, cells, name))
            },
        }
        for operation in OPERATIONS
    ]
    strategies = [s for s in judgement.run.plan.strategies if s != AA_COPY]
    data = {
        "backends": backends,
        "strategies": strategies,
        "operations": operations,
        "cells": cells,
        "ranks_only": bool(why),
        "start": _start(cells),
    }
    return Decide(data, why, unchecked)


def _cells(judgement: Judgement) -> list[dict[str, Any]]:
    """The measured parts: cost of an item, its spread, and the data it was measured on."""
    wanted = {part.workload for operation in OPERATIONS for way in operation.ways for part in way}
    found = []
    for cell, cost in judgement.costs.items():
        users, posts = (judgement.run.context.get(f"dataset.{cell.dataset}.{what}", "") for what in ("users", "posts"))
        if cell.workload not in wanted or cell.strategy == AA_COPY or cell.relation != "one_to_many":
            continue
        if not (cost.is_measured and users.isdigit() and posts.isdigit() and int(users) and int(posts)):
            continue
        low, middle, high = cost.per_item_ns
        found.append(
            {
                "workload": cell.workload,
                "strategy": cell.strategy,
                "backend": cell.backend,
                "dataset": cell.dataset,
                "users": int(users),
                "posts": int(posts),
                "ns": float(f"{middle:.4g}"),
                "fixed_ns": float(f"{_fixed_ns(judgement, cost):.4g}"),
                "sd": float(f"{(high - low) / 1.349:.3g}"),  # of a normal distribution with these quartiles
            }
        )
    return found


def _way(operation: Operation, cells: list[dict[str, Any]], backend: str) -> tuple[Part, ...] | None:
    known = {cell["workload"] for cell in cells if cell["backend"] in (backend, _IN_MEMORY)}
    return next((way for way in operation.ways if all(part.workload in known for part in way)), None)


def _start(cells: list[dict[str, Any]]) -> dict[str, int]:
    """What the form shows at first: the data that most cells were measured on."""
    sizes = [(cell["users"], cell["posts"]) for cell in cells]
    users, posts = max(set(sizes), key=sizes.count)
    return {"users": users, "fan_out": max(1, round(posts / users))}
