"""cost: the absolute time of one item for every strategy, one row per workload, one figure per phase.

Draws plots/<phase>_cost.svg and .png. x: nanoseconds per item, log axis; left is better. Bar: quartiles over processes.
"""

from __future__ import annotations

import math
import re

from reports.judgement.verdicts import Judgement
from reports.plots.parts.blocks import Sheet, timed_sheets
from reports.plots.parts.figure import Drawing
from reports.plots.parts.rows import Block, Lane, Scale, chart, thinned
from reports.words.labels import block_lines, block_title, statements_per_item
from vocabulary.metrics import duration, duration_span
from vocabulary.plan import Group

ORDER = 2
HEADERS = ("what is measured", "strategy", "time", "statements\nper item", "quartiles")


def drawings(judgement: Judgement) -> list[Drawing]:
    return [_drawing(judgement, sheet) for sheet in timed_sheets(judgement)]


def _drawing(judgement: Judgement, sheet: Sheet) -> Drawing:
    phase, groups = sheet.phase, sheet.groups
    blocks = [
        Block(
            block_title(judgement, group),
            block_lines(judgement, group, groups, with_cost=False),
            [_lane(judgement, group, s) for s in group.strategies],
        )
        for group in groups
    ]
    measured = [judgement.costs[cell] for group in groups for cell in group.cells if judgement.costs[cell].is_measured]
    scale = _scale([cost.per_item_ns[i] for cost in measured for i in (0, 2)])
    what = judgement.run.words(sheet.workload).capitalize() if sheet.workload else phase.capitalize()
    title = f"{what}: time of one item, by strategy"
    processes = sorted({cost.processes for cost in measured}) or [0]
    caption = (
        "Time of one item, log axis; left is better (less time). Point: median over n ="
        f" {' to '.join(str(n) for n in dict.fromkeys((processes[0], processes[-1])))} fresh processes, each with its"
        f" median over {judgement.run.plan.rounds} rounds; bar: quartiles over processes. Strategies are compared by"
        " the ratios of paired rounds, not by this figure."
    )
    wide, narrow = (chart(title, caption, HEADERS, blocks, scale, is_wide) for is_wide in (True, False))
    return Drawing(f"{sheet.name}_cost", phase, title, caption, wide, narrow, 4 if sheet.workload else 3)


def _lane(judgement: Judgement, group: Group, strategy: str) -> Lane:
    cost = judgement.costs[group.cell(strategy)]
    if not cost.is_measured:
        return Lane(strategy, "–", statements_per_item(cost), cost.status, message=f"{cost.status}: {cost.reason}")
    low, median, high = cost.per_item_ns
    return Lane(strategy, duration(median), statements_per_item(cost), duration_span(low, high), median, (low, high))


def _scale(values: list[float]) -> Scale:
    """Room around the values; ticks at round numbers, the roundest first."""
    low, high = (min(values) / 1.15, max(values) * 1.15) if values else (1.0, 10.0)
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    candidates = [
        step * 10.0**decade for step in (1, 2, 5, 3, 7, 1.5, 4, 6, 2.5, 8, 1.2, 9, 1.1) for decade in decades
    ]
    ticks = thinned(candidates, (low, high), most=5)
    text = {t: re.sub(r"\.?0+(?= )", "", duration(t)) if "." in duration(t) else duration(t) for t in ticks}
    return Scale((low, high), ticks, text, "← less time", "time of one item", "more time →")
