"""machines: each strategy's mean ratio to back_populates, one row a machine, and the pooled one below them.

x: ratio of times, log axis; left is faster. Bars: 90 % intervals, a machine's over its processes, the pooled one over
machines.
"""

from __future__ import annotations

import math

from reports.judgement.pooled import Pooling, Summary
from reports.plots.parts.figure import Drawing
from reports.plots.parts.rows import Block, Lane, Scale, Span, chart, thinned
from reports.words.machines import heterogeneity, numbers, two
from vocabulary.cells import BASELINE
from vocabulary.metrics import plural
from vocabulary.statistics import MARGIN, Interval

HEADERS = ("strategy, and measured work", "machine", "ratio", "", "verdict")
_TICKS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 1, 1.03, 1.05, 1.1, 1.25, 1.5, 2, 3, 5, 10, 20)


def drawing(pooling: Pooling) -> Drawing | None:
    """None where no strategy is summed up."""
    if not pooling.summaries:
        return None
    blocks = [_block(one) for one in pooling.summaries]
    title = f"Time relative to {BASELINE}, on each machine and across all"
    caption = (
        "Ratio of times (no unit), the mean over workloads; left is better. Open marks: one machine, its 90 % interval"
        " over processes. Filled marks: across machines, by a random-effects model; its 90 %"
        " interval by Hartung and Knapp. Thin lines: ±3 %."
    )
    scale = _scale(pooling)
    wide, narrow = (chart(title, caption, HEADERS, blocks, scale, is_wide) for is_wide in (True, False))
    return Drawing("machines", "machines", title, caption, wide, narrow)


def _block(one: Summary) -> Block:
    lanes = [
        Lane(one.strategy, two(s.mean), "", s.verdict, s.ratio, _span(s.interval), system=_short(s.machine))
        for s in one.standings
        if not math.isnan(s.mean)
    ]
    lines = [f"{plural(one.workloads, 'workload')}, {one.engine}"]
    if found := one.together:
        words = f"{one.verdict}, over {found.machines}"
        span = _span(found.interval(0.90))
        lanes.append(Lane(one.strategy, two(found.mean), "", words, math.exp(found.mean), span))
        lines += [numbers(found.mean, found.interval(0.90)), f"I² {heterogeneity(one)}"]
    return Block(one.strategy, lines, lanes)


def _short(name: str) -> str:
    return name if len(name) <= 20 else f"{name[:19]}…"


def _span(interval: Interval | None) -> Span | None:
    return (math.exp(interval.low), math.exp(interval.high)) if interval else None


def _scale(pooling: Pooling) -> Scale:
    ends = [math.log(1.05), -math.log(1.05)]
    for one in pooling.summaries:
        ends += [s.mean for s in one.standings if not math.isnan(s.mean)]
        if (found := one.together) and (span := found.interval(0.90)).high - span.low < math.log(10):
            ends += [span.low, span.high]
        ends += [end for s in one.standings if s.interval for end in (s.interval.low, s.interval.high)]
    low, high = min(ends), max(ends)
    pad = 0.06 * (high - low)
    limits = (math.exp(low - pad), math.exp(high + pad))
    ticks = thinned(sorted(_TICKS, key=lambda t: abs(math.log(t))), limits, most=6)
    return Scale(
        limits,
        ticks,
        {t: f"{t:g}" for t in ticks},
        "← faster",
        f"time relative to {BASELINE}",
        "slower →",
        ((1.0, 1.1), (math.exp(MARGIN), 0.5), (math.exp(-MARGIN), 0.5)),
    )
