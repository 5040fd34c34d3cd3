"""growth: the cost of one item against the size of the data, one figure per workload that was measured at three sizes
or more.

Draws plots/growth_<workload>_<backend>_<shape>.svg. Both axes logarithmic; lower is better. Point: median over
processes, bar: quartiles; a ring marks the first point that is no longer flat; dashed: the fitted power of size.
"""

from __future__ import annotations

import math
import textwrap

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from reports.judgement.growth import FLAT, Line, Series, exponent_words, flat_words, sentence, series
from reports.judgement.verdicts import Judgement
from reports.plots.parts.figure import Drawing
from reports.plots.parts.frame import LINE, frame
from reports.plots.parts.rows import thinned
from reports.plots.parts.style import GRID, MUTED, PAPER, SMALL, look
from vocabulary.metrics import duration, number

ORDER = 3
_STEPS = (1, 2, 5, 3, 7, 1.5, 4, 2.5)


def drawings(judgement: Judgement) -> list[Drawing]:
    return [_drawing(judgement, found) for found in series(judgement)]


def _drawing(judgement: Judgement, found: Series) -> Drawing:
    title, cell = sentence(judgement, found), found.cell
    what = "Bytes" if found.is_bytes else "Time"
    caption = (
        f"{what} of one {judgement.run.item(cell.workload)} against the number of {found.unit}; {found.shape} datasets,"
        f" {cell.backend}. Both axes are logarithmic; lower is better. Point: median over processes, bar: quartiles."
        f" Dashed: the fitted power of the size, whose exponent (0: flat, 1: proportional) is given with its 95 %"
        f" interval and R². Ring: the first point that costs more than {FLAT:g} × the cheapest smaller one."
    )
    wide, narrow = (_figure(title, caption, found, is_wide) for is_wide in (True, False))
    return Drawing(found.name, found.phase, title, caption, wide, narrow, 1)


def _figure(title: str, caption: str, found: Series, is_wide: bool) -> Figure:
    legend = [_legend(found, line, is_wide) for line in found.lines]
    below = 0.62 + sum(LINE * len(rows) + 0.05 for rows in legend)
    plot = 3.6 if is_wide else 2.6
    made = frame(title, caption, is_wide, above=0.2, body=plot, below=below + 0.15)
    figure, width, top, height = made.figure, made.width, made.top, made.height
    left = 0.9 if is_wide else 0.72
    axes = made.axes(left / width, 1 - 0.3 / width)
    axes.set_facecolor("none")
    axes.set_xscale("log")
    axes.set_yscale("log")
    _ticks(axes, found)
    for line in found.lines:
        _draw(axes, line)
    axes.grid(True, color=GRID, lw=0.6)
    for side in axes.spines.values():
        side.set_color(GRID)
    middle = (left + width - 0.3) / 2 / width
    figure.text(middle, 1 - (top + plot + 0.28) / height, found.unit, size=SMALL, color=MUTED, va="top", ha="center")
    y = top + plot + 0.55
    for line, rows in zip(found.lines, legend):
        drawn = look(line.strategy)
        mark = figure.add_axes((0.012, 1 - (y + 0.14) / height, 0.35 / width, 0.14 / height))
        mark.axis("off")
        mark.plot([0, 1], [0, 0], color=drawn.colour, lw=1.4)
        face = PAPER if drawn.is_open else drawn.colour
        mark.plot([0.5], [0], marker=drawn.marker, color=drawn.colour, mfc=face, ms=5)
        for text in rows:
            figure.text((0.012 * width + 0.45) / width, 1 - y / height, text, size=SMALL, va="top")
            y += LINE
        y += 0.05
    return figure


def _legend(found: Series, line: Line, is_wide: bool) -> list[str]:
    missing = f"; missing: {', '.join(line.missing)}" if line.missing else ""
    text = f"{line.strategy}: {flat_words(found, line)}; exponent {exponent_words(line)}{missing}"
    return textwrap.wrap(text, 108 if is_wide else 38)


def _draw(axes: Axes, line: Line) -> None:
    if not line.points:
        return
    drawn = look(line.strategy)
    x, y = [p.size for p in line.points], [p.middle for p in line.points]
    face = PAPER if drawn.is_open else drawn.colour
    axes.plot(x, y, color=drawn.colour, marker=drawn.marker, mfc=face, ms=5, lw=1.3, zorder=3)
    for point in line.points:
        axes.plot([point.size] * 2, [point.low, point.high], color=drawn.colour, lw=2.4, zorder=2)
    if not math.isnan(line.exponent):
        centre = sum(math.log(v) for v in y) / len(y) - line.exponent * sum(math.log(v) for v in x) / len(x)
        ends = [x[0], x[-1]]
        axes.plot(ends, [math.exp(centre) * v**line.exponent for v in ends], color=drawn.colour, lw=0.9, ls=(0, (4, 3)))
    if line.rises_at:
        axes.plot(
            [line.rises_at.size], [line.rises_at.middle], marker="o", ms=13, mfc="none", color=drawn.colour, mew=1.1
        )


def _ticks(axes: Axes, found: Series) -> None:
    sizes = sorted({point.size for line in found.lines for point in line.points}) or [1.0]
    costs = [v for line in found.lines for point in line.points for v in (point.low, point.high)] or [1.0]
    low, high = min(costs) / 1.3, max(costs) * 1.3
    axes.set_xlim(sizes[0] / 1.6, sizes[-1] * 1.6)
    axes.set_ylim(low, high)
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = thinned([step * 10.0**d for step in _STEPS for d in decades], (low, high), most=6)
    write = (lambda v: f"{number(v)} B") if found.is_bytes else duration
    axes.yaxis.set_major_locator(FixedLocator(ticks))
    axes.yaxis.set_major_formatter(FixedFormatter([write(tick) for tick in ticks]))
    axes.xaxis.set_major_locator(FixedLocator(sizes))
    axes.xaxis.set_major_formatter(FixedFormatter([_short(size) for size in sizes]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_minor_locator(NullLocator())
    axes.tick_params(labelsize=SMALL)


def _short(size: float) -> str:
    for unit, n in (("M", 1e6), ("k", 1e3)):
        if size >= n:
            return f"{size / n:g}{unit}"
    return f"{size:g}"
