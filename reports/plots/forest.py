"""forest: the ratio of each strategy's time to back_populates, a row a workload, a figure a phase.

Draws plots/<phase>.svg and .png. x: ratio of times, log axis; left is faster. Thick bar: 90 % interval over processes;
thin bar: the interval at the comparison's Holm step, the one that decides.
"""

from __future__ import annotations

import math

from reports.judgement.verdicts import NO_VERDICT, Comparison, Judgement
from reports.plots.parts.blocks import Sheet, timed_sheets
from reports.plots.parts.figure import Drawing
from reports.plots.parts.rows import Block, Lane, Scale, Span, chart, thinned
from reports.words.answer import brief, phase_title
from reports.words.labels import block_lines, block_title, statements_per_item
from vocabulary.cells import BASELINE
from vocabulary.metrics import percent, times
from vocabulary.statistics import MARGIN, Interval

ORDER = 1
HEADERS = (f"what is measured, and what\n{BASELINE} costs", "strategy", "ratio", "statements\nper item", "verdict")
_TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.25, 1.5, 2, 3, 5, 10, 20, 50, 100)


def drawings(judgement: Judgement) -> list[Drawing]:
    return [_drawing(judgement, sheet) for sheet in timed_sheets(judgement)]


def _drawing(judgement: Judgement, sheet: Sheet) -> Drawing:
    phase, groups = sheet.phase, sheet.groups
    comparisons = [c for group in groups for c in judgement.of_group(group)]
    blocks = []
    for group in groups:
        lanes = [_lane(judgement, comparison) for comparison in judgement.of_group(group)]
        b = next(c.floor for c in judgement.of_group(group)) if lanes else 0.0
        lines = block_lines(judgement, group, groups)
        blocks.append(Block(block_title(judgement, group), lines, lanes, (math.exp(-b), math.exp(b))))
    title = phase_title(judgement, phase)
    if sheet.workload:
        title = f"{judgement.run.words(sheet.workload).capitalize()}: {brief(comparisons)}"
    caption = _caption(judgement, comparisons)
    if sheet.left_out:
        caption += f" {sheet.left_out} more groups of this phase are in the figures of their workloads."
    scale = _scale(comparisons)
    wide, narrow = (chart(title, caption, HEADERS, blocks, scale, is_wide) for is_wide in (True, False))
    return Drawing(sheet.name, phase, title, caption, wide, narrow, 2 if sheet.workload else 0)


def _lane(judgement: Judgement, comparison: Comparison) -> Lane:
    cost = judgement.costs[comparison.cell]
    count = statements_per_item(cost)
    if not comparison.n:
        why = (
            f"{cost.status}: {cost.reason}"
            if not cost.is_measured
            else f"no ratio: {comparison.note or 'no complete process'}"
        )
        return Lane(comparison.strategy, "–", count, comparison.verdict, message=why)
    words = "reference" if comparison.verdict == NO_VERDICT else comparison.brief_words
    inner, outer = _span(comparison.interval_90), _span(comparison.interval_holm)
    return Lane(comparison.strategy, times(comparison.ratio), count, words, comparison.ratio, inner, outer)


def _span(interval: Interval | None) -> Span | None:
    return (math.exp(interval.low), math.exp(interval.high)) if interval else None


def _scale(comparisons: list[Comparison]) -> Scale:
    """Wide enough for what is judged; a reference far from it becomes an arrow rather than squeezing the rest."""
    judged = [c for c in comparisons if c.family and c.n] or [c for c in comparisons if c.n]
    ends = [end for c in judged for end in ((c.interval.low, c.interval.high) if c.interval else (c.x.mean(),))]
    reach = max((abs(end) for end in ends), default=0.0)
    for other in comparisons:
        if other.n and abs(other.x.mean()) <= max(math.log(2.2), 1.5 * reach):
            ends += [other.interval.low, other.interval.high] if other.interval else [other.x.mean()]
    low, high = min([-math.log(1.1), *ends]), max([math.log(1.1), *ends])
    pad = 0.04 * (high - low)
    limits = (math.exp(low - pad), math.exp(high + pad))
    ticks = thinned(sorted(_TICKS, key=lambda t: abs(math.log(t))), limits, most=9)
    return Scale(
        limits,
        ticks,
        {t: f"{t:g}" for t in ticks},
        "← faster",
        f"time relative to {BASELINE}",
        "slower →",
        ((1.0, 1.1), (math.exp(MARGIN), 0.5), (math.exp(-MARGIN), 0.5)),
    )


def _caption(judgement: Judgement, shown: list[Comparison]) -> str:
    comparisons = [c for c in shown if c.n]
    plan = judgement.run.plan
    if not comparisons:
        return (
            "No ratio could be computed in this phase; the rows say why. Left is better: less time than back_populates."
        )
    n = sorted({c.n for c in comparisons})
    spreads = [c.spread for c in comparisons if c.n > 1]
    spread = (
        f", whose ratios have a standard deviation of {percent(min(spreads))} to {percent(max(spreads))}"
        if spreads
        else ""
    )
    floors = {c.floor for c in comparisons}
    band = " or ".join(f"±{percent(math.exp(b) - 1)}" for b in sorted(floors))
    return (
        "Ratio of times (no unit); left is better. Each point is the mean over n ="
        f" {' to '.join(str(k) for k in dict.fromkeys((n[0], n[-1])))} fresh processes{spread}; a process counts with"
        f" the median of {plan.rounds} rounds that time all strategies side by side. Thick bar: 90 % interval; thin"
        f" bar: interval at the comparison's step of Holm's correction, the one that decides. Shaded: {band}, what the"
        f" A/A copy of {BASELINE} leaves to chance; thin lines: ±3 %, the margin of equivalence. Open mark: written by"
        " hand, for reference. An arrow at the edge: beyond the axis."
    )
