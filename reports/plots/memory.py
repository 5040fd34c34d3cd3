"""memory: the bytes that one item holds, for every strategy, one row per workload, one figure per counted phase.

Draws plots/<phase>.svg and .png. x: bytes per item, log axis; left is better. Counts are exact: a point has no spread.
"""

from __future__ import annotations

import math

from reports.judgement.verdicts import Judgement
from reports.plots.parts.figure import Drawing
from reports.plots.parts.rows import Block, Lane, Scale, chart, thinned
from reports.words import counted
from reports.words.labels import block_lines, block_title, bytes_held
from vocabulary.cells import AA_COPY, BASELINE
from vocabulary.metrics import per_item
from vocabulary.plan import Group

ORDER = 3
HEADERS = ("what is counted", "strategy", "bytes", "allocations\nper item", f"than\n{BASELINE}")


def drawings(judgement: Judgement) -> list[Drawing]:
    plan = judgement.run.plan
    return [_drawing(judgement, phase) for phase in plan.phases if phase not in plan.timed_phases]


def _drawing(judgement: Judgement, phase: str) -> Drawing:
    groups = [group for group in judgement.run.plan.groups if group.phase == phase]
    blocks = [
        Block(
            block_title(judgement, group),
            block_lines(judgement, group, groups, with_cost=False),
            [_lane(judgement, group, strategy) for strategy in group.strategies if strategy != AA_COPY],
        )
        for group in groups
    ]
    title = counted.title(judgement, phase)
    caption = (
        "Bytes that one item holds, log axis; left is better (less memory). Bytes requested from operator new or cut"
        " from arenas; memory of the database's own library is not included. The counts are exact, the same in every"
        " round and process, so no interval is drawn."
    )
    points = [lane.point for block in blocks for lane in block.lanes if lane.point]
    scale = _scale(points)
    wide, narrow = (chart(title, caption, HEADERS, blocks, scale, is_wide) for is_wide in (True, False))
    return Drawing(phase, phase, title, caption, wide, narrow)


def _lane(judgement: Judgement, group: Group, strategy: str) -> Lane:
    cost = judgement.costs[group.cell(strategy)]
    if not cost.is_measured:
        return Lane(strategy, "–", "–", cost.status, message=f"{cost.status}: {cost.reason}")
    words = {c.strategy: c.words for c in judgement.of_group(group)}
    return Lane(
        strategy,
        bytes_held(cost),
        per_item(cost.per_iteration(counted.ALLOCATIONS), cost.items),
        words.get(strategy, "baseline"),
        cost.per_item(counted.BYTES),
    )


def _scale(values: list[float]) -> Scale:
    low, high = (min(values) / 1.15, max(values) * 1.15) if values else (1.0, 10.0)
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    candidates = [step * 10.0**decade for step in (1, 2, 5, 3, 7, 1.5, 4, 6, 2.5, 8) for decade in decades]
    ticks = thinned(candidates, (low, high), most=5)
    return Scale((low, high), ticks, {t: f"{t:,g}" for t in ticks}, "← less memory", "bytes of one item", "more →")
