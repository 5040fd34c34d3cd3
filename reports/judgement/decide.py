"""Decide: how an application's own operations compare under each strategy, from the paired ratios of measured cells.

An operation is a sum of parts, each an item of a measured workload. What a part costs under back_populates is its
weight; a strategy's ratio is the weighted mean of its paired ratios, so that for a single part its interval is the
verdict's. What handles all posts of a user is scaled by rows,
(fan-out + 1) / (fan-out of the measured data + 1); of loading a user with all posts only what it costs beyond two
SELECTs of a row each (load_post), which are sent at any fan-out. The same sums are tried on the shipped mixes, which
were measured as a whole, scaled by the rows that their requests read, because requests favour users with many posts:
if the median error of those predictions passes MOST_ERROR, no absolute time is shown.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from reports.judgement.costs import CellCost
from reports.judgement.verdicts import Comparison, Judgement
from vocabulary.cells import AA_COPY, BASELINE, HAND_WRITTEN, IN_MEMORY, Cell, is_sqlalchemy
from vocabulary.metrics import percent
from vocabulary.plan import Group
from vocabulary.statistics import MARGIN

MOST_ERROR = 0.25
WHOLE_USER, ONE_ROW_EACH = "load_user", "load_post"  # both are two SELECTs


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
        for cell in group.cells:
            cost = judgement.costs[cell]
            if cell.strategy != AA_COPY and cost.is_measured and (parts := _parts_of_mix(judgement, cell)):
                found.append(_predict(judgement, group, cell, cost, parts))
    return found


def median_error(predicted: list[Prediction]) -> float:
    """nan if no mix could be predicted."""
    errors = [one.error for one in predicted if not math.isnan(one.error)]
    return median(errors) if errors else math.nan


def _parts_of_mix(judgement: Judgement, mix: Cell) -> list[tuple[str, float]]:
    """Workload and items of it in a request, from `workload.<mix>.consists_of` of the context, or that of the strategy,
    where its callers do more.
    """
    key = f"workload.{mix.workload}.consists_of"
    context = judgement.run.context
    text = context.get(f"{key}.{mix.strategy}") or context.get(key)
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
    for backend in _usable(like.backend):
        cost = judgement.costs.get(Cell(workload, like.relation, like.strategy, backend, like.dataset))
        if cost and cost.is_measured:
            return cost
    return None


@dataclass(frozen=True)
class Decide:
    """What the page needs. `data` goes to its script; `why_no_times` is empty where absolute times are shown."""

    data: dict[str, Any]
    why_no_times: str
    unchecked: str  # said where no mix tells how good the sums are

    @property
    def backends(self) -> list[str]:
        return list(self.data["backends"])


def decide(judgement: Judgement, predicted: list[Prediction]) -> Decide | None:
    """None if no operation has all of its parts in this run."""
    groups = _groups(judgement)
    names = sorted({group["backend"] for group in groups if group["backend"] != IN_MEMORY}, key=_order)
    backends = [name for name in names if any(_way(operation, groups, name) for operation in OPERATIONS)]
    if not backends:
        return None
    error = median_error(predicted)
    why = unchecked = ""
    if math.isnan(error):
        unchecked = "No mix of this run checks these sums. The full preset measures the mixes with all of their parts."
    elif error > MOST_ERROR:
        why = (
            f"Absolute times are not shown: the same sums miss the measured mixes by {percent(error)} (median), more"
            f" than {percent(MOST_ERROR)}. A whole request also opens a session and a transaction, so strategies"
            " differ less there than here."
        )
    operations = [
        {
            "name": operation.name,
            "words": operation.words,
            "ways": {
                name: [{"workload": p.workload, "by_user": p.by_user, "scales": p.scales} for p in way]
                for name in backends
                if (way := _way(operation, groups, name))
            },
        }
        for operation in OPERATIONS
    ]
    data = {
        "baseline": BASELINE,
        "reference": HAND_WRITTEN,
        "backends": backends,
        "in_memory": IN_MEMORY,
        "strategies": [s for s in judgement.run.plan.strategies if s != AA_COPY],
        "operations": operations,
        "groups": groups,
        "ranks": judgement.run.plan.verdicts and judgement.may_recommend,
        "times": not why,
        "margin": math.exp(MARGIN),
        "start": _start(groups),
    }
    return Decide(data, why, unchecked)


def _order(backend: str) -> tuple[bool, str]:
    """SQLAlchemy first: it is what most readers use."""
    return not is_sqlalchemy(backend), backend


def _groups(judgement: Judgement) -> list[dict[str, Any]]:
    """The measured parts: the cost of an item under back_populates, and each strategy's paired ratio to it."""
    wanted = {part.workload for operation in OPERATIONS for way in operation.ways for part in way}
    found = []
    for group in judgement.run.plan.groups:
        if group.workload not in wanted or group.relation != "one_to_many" or BASELINE not in group.strategies:
            continue
        context, cost = judgement.run.context, judgement.costs[group.cell(BASELINE)]
        users, posts = (context.get(f"dataset.{group.dataset}.{what}", "") for what in ("users", "posts"))
        if not (cost.is_measured and users.isdigit() and posts.isdigit() and int(users) and int(posts)):
            continue
        found.append(
            {
                "workload": group.workload,
                "backend": group.backend,
                "dataset": group.dataset,
                "users": int(users),
                "posts": int(posts),
                "ns": float(f"{cost.per_item_ns[1]:.4g}"),
                "fixed_ns": float(f"{_fixed_ns(judgement, cost):.4g}"),
                "ratios": {c.strategy: _ratio(c) for c in judgement.of_group(group) if c.n},
            }
        )
    return found


def _ratio(c: Comparison) -> list[float]:
    """The ratio, its 90 % interval, the interval that decides, and the noise floor; an absent interval is the ratio."""
    x = c.ln_ratio
    ends = [end for span in (c.interval_90, c.interval) for end in ((span.low, span.high) if span else (x, x))]
    return [float(f"{math.exp(value):.5g}") for value in (x, *ends, c.floor)]


def _way(operation: Operation, groups: list[dict[str, Any]], backend: str) -> tuple[Part, ...] | None:
    known = {group["workload"] for group in groups if group["backend"] in _usable(backend)}
    return next((way for way in operation.ways if all(part.workload in known for part in way)), None)


def _usable(backend: str) -> tuple[str, ...]:
    """The backends whose cells count for this one: what sends no statement is measured in memory."""
    return (backend,) if is_sqlalchemy(backend) else (backend, IN_MEMORY)


def _start(groups: list[dict[str, Any]]) -> dict[str, int]:
    """What the form shows at first: the data that most groups were measured on."""
    sizes = [(group["users"], group["posts"]) for group in groups]
    users, posts = max(set(sizes), key=sizes.count)
    return {"users": users, "fan_out": max(1, round(posts / users))}
