"""attribution: the steps from back_populates to backref, and to unidirectional, where attribution strategies ran.

Draws plots/attribution.svg and .png. x: ratio of times, log axis. Each step begins where the one before ended: what is
declared, where it is stored, what is left. Bar: a step; thin line: its 95 % interval; open square: in instructions.
"""

from __future__ import annotations

import math
import textwrap

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from reports.judgement.attribution import Attribution, Step, attributions
from reports.judgement.verdicts import Judgement
from reports.plots.parts.figure import Drawing
from reports.plots.parts.frame import LINE, frame
from reports.plots.parts.rows import thinned
from reports.plots.parts.style import GRID, INK, MUTED, PAPER, SMALL, look
from reports.words.labels import block_title, where
from vocabulary.cells import BASELINE
from vocabulary.metrics import signed_difference, times

ORDER = 4
_TICKS = (1, 0.5, 2, 0.7, 1.4, 0.8, 1.25, 0.9, 1.1, 0.95, 1.05, 0.97, 1.03, 0.3, 3, 0.2, 5, 0.1, 10)
_ROW = 0.3


def drawings(judgement: Judgement) -> list[Drawing]:
    """One, of the comparisons in which at least one step besides the rest was measured; none without them."""
    shown = [found for found in attributions(judgement) if _is_told(found)]
    if not shown:
        return []
    title = _title(shown)
    caption = (
        f"Steps from {BASELINE} (1) to the strategy; each step begins where the previous one ends. Log axis. A step is"
        " the ratio of two variants that differ in one respect; the last is what remains. Filled: beyond the noise."
        " Thin line: 95 % interval over processes. Square: the same step in instructions, which are exact, where they"
        " were counted. Storage is a property of this runtime, not a cost of backref."
    )
    wide, narrow = (_figure(judgement, title, caption, shown, is_wide) for is_wide in (True, False))
    return [Drawing("attribution", "attribution", title, caption, wide, narrow, 1)]


def _is_told(found: Attribution) -> bool:
    return any(step.time is not None for step in found.steps[:-1])


def _title(shown: list[Attribution]) -> str:
    """What the decided differences were traced to."""
    causes = list(dict.fromkeys(cause for found in shown for cause in found.causes))
    unexplained = sum(found.is_open for found in shown)
    said = f"traced to {', '.join(causes)}" if causes else "no single cause stands out from the noise"
    return f"Attribution: {said}" + (f"; {unexplained} of {len(shown)} not explained" if unexplained else "")


def _figure(judgement: Judgement, title: str, caption: str, shown: list[Attribution], is_wide: bool) -> Figure:
    heads = [_head(judgement, found, is_wide) for found in shown]
    row = _ROW if is_wide else 2 * _ROW
    body = sum(LINE * len(lines) + row * len(found.steps) + 0.25 for lines, found in zip(heads, shown))
    made = frame(title, caption, is_wide, above=0.55, body=body, below=0.45)
    figure, top, height = made.figure, made.top, made.height
    axes = made.axes(*((0.36, 0.70) if is_wide else (0.04, 0.96)))
    _prepare(axes, shown, body)
    y = 0.0
    for lines, found in zip(heads, shown):
        for i, line in enumerate(lines):
            weight = "bold" if i == 0 else "normal"
            x = 0.012 if is_wide else 0.03
            figure.text(x, 1 - (top + y) / height, line, size=9 if i == 0 else SMALL, weight=weight, va="top")
            y += LINE
        at = 1.0
        for step in found.steps:
            text, value = f"{step.cause}: {step.words.partition(':')[0]}", _value(step)
            if is_wide:
                short = textwrap.shorten(text, 46)
                figure.text(0.03, 1 - (top + y + _ROW / 2) / height, short, size=SMALL, va="center")
                figure.text(0.71, 1 - (top + y + _ROW / 2) / height, value, size=SMALL, va="center")
            else:
                figure.text(0.04, 1 - (top + y + 0.05) / height, f"{step.cause} {value}", size=SMALL, va="top")
                y += _ROW
            at = _draw(axes, found, step, at, y + _ROW / 2)
            y += _ROW
        y += 0.25
    return figure


def _head(judgement: Judgement, found: Attribution, is_wide: bool) -> list[str]:
    group, comparison = found.comparison.group, found.comparison
    first = f"{comparison.strategy}: {block_title(judgement, group)}"
    second = f"{where(group)}; × {times(comparison.ratio)}, {comparison.words}"
    return [part for line in (first, second) for part in textwrap.wrap(line, 46 if is_wide else 40)]


def _value(step: Step) -> str:
    if step.time is None:
        return "not measured"
    text = signed_difference(math.exp(step.time))
    if step.interval:
        low, high = (signed_difference(math.exp(v)) for v in (step.interval.low, step.interval.high))
        text += f" ({low} to {high})"
    if step.instructions is not None:
        text += f"; instructions {signed_difference(math.exp(step.instructions))}"
    return text


def _prepare(axes: Axes, shown: list[Attribution], body: float) -> None:
    ends = [0.0]
    for found in shown:
        at = 0.0
        for step in found.steps:
            if step.interval:
                ends += [at + step.interval.low, at + step.interval.high]
            at += step.time or 0.0
            ends.append(at)
    low, high = math.exp(min(ends)) / 1.02, math.exp(max(ends)) * 1.02
    axes.set_facecolor("none")
    axes.set_xscale("log")
    axes.set_xlim(min(low, 0.95), max(high, 1.05))
    axes.set_ylim(body, 0)
    ticks = thinned(_TICKS, axes.get_xlim(), most=7)
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FixedFormatter([f"{tick:g}" for tick in ticks]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_locator(NullLocator())
    axes.tick_params(axis="x", labelsize=SMALL, top=True, labeltop=True, bottom=True)
    for side in ("left", "right"):
        axes.spines[side].set_visible(False)
    for side in ("top", "bottom"):
        axes.spines[side].set_color(GRID)
    axes.axvline(1.0, color=MUTED, lw=1.0, zorder=1)


def _draw(axes: Axes, found: Attribution, step: Step, at: float, y: float) -> float:
    """The step as a bar from `at`; returns where it ends."""
    colour = look(found.comparison.strategy).colour
    if step.time is None:
        axes.text(at, y, " not measured", size=SMALL, style="italic", va="center")
        return at
    end = at * math.exp(step.time)
    face = colour if step.cause in found.causes else PAPER
    axes.add_patch(Rectangle((min(at, end), y - 0.06), abs(end - at), 0.12, facecolor=face, edgecolor=colour, lw=1.2))
    if step.interval:
        axes.plot([at * math.exp(step.interval.low), at * math.exp(step.interval.high)], [y, y], color=INK, lw=1.0)
    axes.plot([end, end], [y, y + _ROW / 2], color=MUTED, lw=0.8, ls=":")
    if step.instructions is not None:
        axes.plot([at * math.exp(step.instructions)], [y], marker="s", mfc=PAPER, mec=INK, ms=5, zorder=4)
    return end
