"""forest: the ratio of each strategy's time to back_populates, one row per workload, one figure per phase.

Draws plots/<phase>.svg and .png, with SQLAlchemy's ratios of the same work in rows of their own; and, where variants
that tell causes apart were measured, plots/<phase>_variants.svg. x: ratio of times, log axis; left is faster. Thick
bar: 90 % interval over processes; thin bar: the interval at the comparison's Holm step, the one that decides.
"""

from __future__ import annotations

import math

from reports.judgement.in_sqlalchemy import in_sqlalchemy
from reports.judgement.verdicts import NO_VERDICT, Comparison, Judgement
from reports.plots.parts.blocks import Sheet, timed_sheets
from reports.plots.parts.figure import Drawing
from reports.plots.parts.rows import Block, Lane, Scale, Span, chart, thinned
from reports.words.answer import brief, phase_title
from reports.words.labels import block_lines, block_title, statements_per_item
from reports.words.variants import is_variant
from vocabulary.cells import BASELINE, database_of, is_hand_written, is_sqlalchemy
from vocabulary.metrics import number, percent, times
from vocabulary.plan import Group
from vocabulary.statistics import MARGIN, Interval

ORDER = 1
HEADERS = (f"what is measured, and what\n{BASELINE} costs", "strategy", "ratio", "statements\nper item", "verdict")
_TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.25, 1.5, 2, 3, 5, 10, 20, 50, 100)


def drawings(judgement: Judgement) -> list[Drawing]:
    sheets = timed_sheets(judgement)
    with_variants = [
        sheet
        for sheet in sheets
        if any(is_variant(c.strategy) for group in sheet.groups for c in judgement.of_group(group))
    ]
    return [
        *(_drawing(judgement, sheet) for sheet in sheets),
        *(_drawing(judgement, sheet, is_of_variants=True) for sheet in with_variants),
    ]


def _drawing(judgement: Judgement, sheet: Sheet, is_of_variants: bool = False) -> Drawing:
    phase = sheet.phase
    groups = [group for group in sheet.groups if is_of_variants or not _has_twin(judgement, group)]
    comparisons = [c for group in groups for c in judgement.of_group(group) if is_variant(c.strategy) == is_of_variants]
    blocks = []
    for group in groups:
        own = [c for c in comparisons if c.group.id == group.id]
        if is_of_variants and not own:
            continue
        lanes = [_lane(judgement, comparison) for comparison in own]
        if not is_of_variants:
            lanes += _lanes_of_sqlalchemy(judgement, group)
        b = next((c.floor for c in judgement.of_group(group)), 0.0)
        lines = block_lines(judgement, group, groups)
        blocks.append(Block(block_title(judgement, group), lines, lanes, (math.exp(-b), math.exp(b))))
    title = phase_title(judgement, phase)
    if sheet.workload:
        title = f"{judgement.run.words(sheet.workload).capitalize()}: {brief(comparisons)}"
    if is_of_variants:
        title = f"{title.partition(':')[0]}: the variants that separate causes"
    caption = _caption(judgement, comparisons)
    if sheet.left_out:
        caption += f" {sheet.left_out} more groups of this phase are in the figures of their workloads."
    scale = _scale(comparisons)
    wide, narrow = (chart(title, caption, HEADERS, blocks, scale, is_wide) for is_wide in (True, False))
    if is_of_variants:
        return Drawing(f"{sheet.name}_variants", "variants", title, caption, wide, narrow, 5)
    return Drawing(sheet.name, phase, title, caption, wide, narrow, 2 if sheet.workload else 0)


def _has_twin(judgement: Judgement, group: Group) -> bool:
    """Whether a group is SQLAlchemy's and stands in the rows of the mapper's group of the same work."""
    if not is_sqlalchemy(group.backend):
        return False
    return any(
        (other.workload, other.relation) == (group.workload, group.relation)
        and not is_sqlalchemy(other.backend)
        and database_of(other.backend) == database_of(group.backend)
        for other in judgement.run.plan.groups
    )


def _lanes_of_sqlalchemy(judgement: Judgement, group: Group) -> list[Lane]:
    """What SQLAlchemy shows at the same work, of the strategies between which a reader chooses."""
    if is_sqlalchemy(group.backend) or not (work := in_sqlalchemy(judgement, group)):
        return []
    lanes = []
    for standing in work.standings:
        if standing.strategy == BASELINE or standing.strategy not in group.strategies:
            continue
        span = (math.exp(standing.low), math.exp(standing.high)) if math.isfinite(standing.low) else None
        words = "reference" if is_hand_written(standing.strategy) else standing.verdict
        count = number(standing.statements)
        system = work.system.removesuffix(", kept")
        count = count if count in ("–", "0") else f"{count} in all"
        ratio = standing.ratio
        lanes.append(Lane(standing.strategy, times(ratio), count, words, ratio, span, system=system))
    return lanes


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
    ends = [end for c in judged for end in ((c.interval.low, c.interval.high) if c.interval else (c.ln_ratio,))]
    reach = max((abs(end) for end in ends), default=0.0)
    for other in comparisons:
        if other.n and abs(other.ln_ratio) <= max(math.log(2.2), 1.5 * reach):
            ends += [other.interval.low, other.interval.high] if other.interval else [other.ln_ratio]
    low, high = min([-math.log(1.1), *ends]), max([math.log(1.1), *ends])
    pad = 0.04 * (high - low)
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
        f" (spread of the ratios: {percent(min(spreads))} to {percent(max(spreads))})"
        if spreads
        else ""
    )
    floors = {c.floor for c in comparisons}
    band = " or ".join(f"±{percent(math.exp(b) - 1)}" for b in sorted(floors))
    processes = " to ".join(str(k) for k in dict.fromkeys((n[0], n[-1])))
    return (
        f"Ratio of times (no unit); left is better. Point: trimmed mean over n = {processes} fresh processes{spread};"
        f" each counts with the median of {plan.rounds} rounds. Thick bar: 90 % interval. Thin bar: the interval that"
        f" decides, corrected for the number of comparisons. Shaded: {band}, the noise floor (the difference between"
        " two copies of the same code). Thin lines: ±3 %. Open mark: SQLAlchemy, or hand-written code. Arrow: beyond"
        " the axis."
    )
