"""overview: one dot per measurement, its time relative to back_populates, a row for each strategy and system.

Draws plots/overview.svg and .png for the first screen. x: ratio of times, log axis; left is faster. Filled: a verdict
was reached; hollow: this run cannot decide. Grey band: ±3 %.
"""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from reports.judgement.speed import Mark, System, systems
from reports.judgement.verdicts import Judgement
from reports.plots.parts.figure import Drawing
from reports.plots.parts.rows import thinned
from reports.plots.parts.style import BAND, GRID, INK, MUTED, PAPER, look
from vocabulary.cells import BASELINE
from vocabulary.statistics import MARGIN

ORDER = 0
STRATEGIES = {
    "backref": "backref",
    "one_sided": "one side only",
    "unidirectional": "one side, other by hand",
}
_TICKS = (1, 2, 0.5, 4, 0.25, 10, 0.1, 100, 0.01, 1.25, 0.8, 1.1, 0.9)
_DOT, _STEP = 0.105, 0.095  # inches: how near two dots may be, and from one level of dots to the next
_MOST_INCHES = 3.3  # of all rows together, so that the first screen holds them
_SIZE = {True: 9.6, False: 9.2}


def drawings(judgement: Judgement) -> list[Drawing]:
    """One; none where no strategy was compared."""
    lanes = [
        (words, system, [m for m in system.speed(strategy).marks if not math.isnan(m.ratio)])
        for strategy, words in STRATEGIES.items()
        for system in systems(judgement)
    ]
    lanes = [lane for lane in lanes if lane[2]]
    if not lanes:
        return []
    title = f"Time relative to {BASELINE}, one dot per measurement"
    caption = "Log scale. Grey band: ±3 %, too small to matter. Filled: verdict reached; hollow: cannot decide."
    wide, narrow = (_figure(lanes, is_wide) for is_wide in (True, False))
    return [Drawing("overview", "overview", title, caption, wide, narrow, -1)]


Lane = tuple[str, System, list[Mark]]


def _figure(lanes: list[Lane], is_wide: bool) -> Figure:
    width, label = (5.7, 1.95) if is_wide else (3.65, 0.0)
    room = width - label - 0.15
    limits = _limits([mark.ratio for _, _, marks in lanes for mark in marks])
    places = [_levels([_inches(mark.ratio, limits, room) for mark in marks]) for _, _, marks in lanes]
    spans = [1 + max(levels) - min(levels) for levels in places]
    above = 0.0 if is_wide else 0.4
    step = min(_STEP, max(0.02, (_MOST_INCHES - len(lanes) * (0.2 + above)) / sum(spans)))  # then dots overlap
    heights = [max(0.44, 0.2 + step * span) + above for span in spans]
    top, body = 0.3, sum(heights)
    height = top + body + 0.3
    figure = Figure(figsize=(width, height), facecolor=PAPER)
    axes = figure.add_axes(((label + 0.05) / width, 0.3 / height, room / width, body / height))
    _prepare(axes, limits, body, is_wide)
    y = 0.0
    for (words, system, marks), levels, tall in zip(lanes, places, heights):
        y_text = height - top - y - (tall / 2 if is_wide else 0.19)
        size = _SIZE[is_wide]
        for text, shift, colour, weight in ((words, 0.085, INK, "bold"), (system.name, -0.085, MUTED, "normal")):
            figure.text(0.02, (y_text + shift) / height, text, size=size, color=colour, weight=weight, va="center")
        middle = y + (tall / 2 if is_wide else 0.4 + (tall - 0.4) / 2)
        centre = (max(levels) + min(levels)) / 2
        for mark, level in zip(marks, levels):
            drawn = look(mark.strategy)
            face = drawn.colour if mark.is_decided else PAPER
            at = middle + (level - centre) * step
            axes.plot([mark.ratio], [at], marker=drawn.marker, color=drawn.colour, mfc=face, mew=1.3, ms=5.6, zorder=3)
        y += tall
        if y < body - 0.01:
            axes.axhline(y, color=GRID, lw=0.8, zorder=0.6)
    return figure


def _limits(ratios: list[float]) -> tuple[float, float]:
    low, high = min(0.8, *ratios), max(1.25, *ratios)
    pad = (high / low) ** 0.06
    return low / pad, high * pad


def _inches(ratio: float, limits: tuple[float, float], room: float) -> float:
    return room * math.log(ratio / limits[0]) / math.log(limits[1] / limits[0])


def _levels(places: list[float]) -> list[int]:
    """A level each, 0 first, then one up and one down in turn, so that no two dots of a level touch."""
    levels = [0] * len(places)
    last: dict[int, float] = {}
    for i in sorted(range(len(places)), key=lambda i: places[i]):
        tries = [0, *(sign * k for k in range(1, len(places) + 1) for sign in (1, -1))]
        levels[i] = next(level for level in tries if places[i] - last.get(level, -9.0) >= _DOT)
        last[levels[i]] = places[i]
    return levels


def _prepare(axes: Axes, limits: tuple[float, float], body: float, is_wide: bool) -> None:
    axes.set_facecolor("none")
    axes.set_xscale("log")
    axes.set_xlim(*limits)
    axes.set_ylim(body, 0)
    ticks = thinned(_TICKS, limits, most=5 if is_wide else 4)
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FixedFormatter([_tick(tick) for tick in ticks]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_locator(NullLocator())
    axes.tick_params(axis="x", labelsize=_SIZE[is_wide], color=MUTED)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.axvspan(math.exp(-MARGIN), math.exp(MARGIN), color=BAND, lw=0, zorder=0.5)
    axes.axvline(1.0, color=MUTED, lw=1.0, zorder=1)
    style: dict[str, Any] = {"transform": axes.transAxes, "va": "bottom", "size": _SIZE[is_wide], "color": MUTED}
    axes.text(0.0, 1 + 0.08 / body, "← faster", ha="left", **style)
    axes.text(1.0, 1 + 0.08 / body, "slower →", ha="right", **style)


def _tick(ratio: float) -> str:
    if ratio == 1:
        return "same"
    if ratio < 1 and (1 / ratio).is_integer():
        return f"1/{1 / ratio:.0f}"
    return f"{ratio:g} ×"
