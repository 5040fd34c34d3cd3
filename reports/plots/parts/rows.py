"""The layout that the figures share: blocks of lanes, words to the left, a log axis, columns of text to the right.

A block is a group of cells, a lane one strategy in it. Narrow, the words stand above each lane instead of beside it."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import Transform, blended_transform_factory
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from reports.plots.parts.frame import LINE, NARROW, WIDE, frame
from reports.plots.parts.style import BAND, GRID, INK, MUTED, PAPER, SMALL, look

COLUMNS = (0.558, 0.742, 0.8, 0.884)  # left edges of strategy, value, count, words; the last may wrap
AXIS = (0.26, 0.545)
Span = tuple[float, float]


@dataclass(frozen=True)
class Lane:
    strategy: str
    value: str
    count: str
    words: str
    point: float | None = None  # on the axis; None shows `message` instead
    inner: Span | None = None  # thick bar
    outer: Span | None = None  # thin bar
    message: str = ""
    system: str = ""  # other than the C++ mapper


@dataclass(frozen=True)
class Block:
    title: str
    lines: Sequence[str]
    lanes: Sequence[Lane]
    band: Span | None = None


@dataclass(frozen=True)
class Scale:
    limits: Span
    ticks: Sequence[float]
    tick_text: dict[float, str]
    left: str  # what lies that way
    middle: str
    right: str
    guides: Sequence[tuple[float, float]] = field(default=())  # (x, line width)


def chart(
    title: str, caption: str, headers: Sequence[str], blocks: Sequence[Block], scale: Scale, is_wide: bool
) -> Figure:
    """The figure; call inside rc_context(SETTINGS)."""
    laid: list[_Laid] = [_Wide(block) if is_wide else _Narrow(block) for block in blocks]
    body = sum(block.height for block in laid)
    made = frame(title, caption, is_wide, above=0.9 if is_wide else 0.62, body=body, below=0.52)
    figure, width, top, height = made.figure, made.width, made.top, made.height
    axes = made.axes(*(AXIS if is_wide else (0.03, 0.97)))
    _prepare(axes, scale, body, is_wide)
    if is_wide:
        for x, header in zip((0.012, *COLUMNS), headers):
            figure.text(x, 1 - (top - 0.12) / height, header, size=SMALL, color=MUTED, va="bottom", linespacing=1.1)
    y = 0.0
    for block in laid:
        block.draw(axes, scale, y)
        y += block.height
        if block is not laid[-1]:
            axes.plot((0, width), (y, y), transform=_across(axes), color=GRID, lw=0.8, clip_on=False)
    return figure


class _Laid:
    """A block that knows its height, in inches, and can draw itself from y on."""

    block: Block
    height: float

    def draw(self, axes: Axes, scale: Scale, y: float) -> None:
        raise NotImplementedError


class _Wide(_Laid):
    """Words left of the axis, columns right of it, a lane a line."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.title = textwrap.wrap(block.title, 29) or [""]
        self.lines = [part for line in block.lines for part in textwrap.wrap(line, 33)]
        self.words = [textwrap.wrap(lane.words, 17) or [""] for lane in block.lanes]
        rows = [max(len(words), 2 if lane.system else 1) for words, lane in zip(self.words, block.lanes)]
        self.heights = [0.13 + LINE * 0.9 * count for count in rows]
        self.height = 0.16 + max(sum(self.heights), LINE * (len(self.title) + len(self.lines)) + 0.08)

    def draw(self, axes: Axes, scale: Scale, y: float) -> None:
        across = _across(axes)
        for i, line in enumerate([*self.title, *self.lines]):
            is_title = i < len(self.title)
            at = y + 0.1 + LINE * i
            axes.text(
                0.012 * WIDE,
                at,
                line,
                transform=across,
                va="top",
                weight="bold" if is_title else "normal",
                color=INK if is_title else MUTED,
                size=9 if is_title else SMALL,
            )
        _guides(axes, scale, self.block.band, y, y + self.height)
        y += 0.08 + max(0.0, self.height - 0.16 - sum(self.heights)) / 2
        for lane, words, height in zip(self.block.lanes, self.words, self.heights):
            middle = y + height / 2
            _mark(axes, scale, lane, middle, 40)
            texts = ["\n".join(filter(None, (lane.strategy, lane.system))), lane.value, lane.count, "\n".join(words)]
            for x, text in zip(COLUMNS, texts):
                axes.text(x * WIDE, middle, text, transform=across, va="center", size=SMALL, linespacing=1.05)
            y += height


class _Narrow(_Laid):
    """Words above; each lane has its text above its mark."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.head = textwrap.wrap(block.title, 36) or [""]
        counts = {lane.count for lane in block.lanes if lane.point is not None and not lane.system}
        shared = [_statements(*counts)] if len(counts) == 1 and counts != {""} else []
        self.lines = [part for line in [*block.lines, *shared] for part in textwrap.wrap(line, 40)]
        with_count = not shared and counts != {""}
        self.texts = [textwrap.wrap(_one_line(lane, with_count), 39) for lane in block.lanes]
        self.heights = [LINE * len(text) + 0.27 for text in self.texts]
        self.height = 0.18 + LINE * (len(self.head) + len(self.lines)) + sum(self.heights)

    def draw(self, axes: Axes, scale: Scale, y: float) -> None:
        across = _across(axes)
        y += 0.1
        for i, line in enumerate([*self.head, *self.lines]):
            is_title = i < len(self.head)
            axes.text(
                0.03 * NARROW,
                y,
                line,
                transform=across,
                va="top",
                weight="bold" if is_title else "normal",
                color=INK if is_title else MUTED,
                size=9 if is_title else SMALL,
            )
            y += LINE
        for lane, text, height in zip(self.block.lanes, self.texts, self.heights):
            for i, line in enumerate(text):
                axes.text(0.03 * NARROW, y + 0.04 + LINE * i, line, transform=across, va="top", size=SMALL)
            middle = y + height - 0.1
            _guides(axes, scale, self.block.band, middle - 0.09, middle + 0.09)
            _mark(axes, scale, lane, middle, 36)
            y += height


def _statements(count: str) -> str:
    return f"statements: {count}" if count.endswith("in all") else f"{count} statements per item"


def _one_line(lane: Lane, with_count: bool) -> str:
    name = f"{lane.strategy} in {lane.system}" if lane.system else lane.strategy
    if lane.point is None:
        return f"{name} · {lane.words}"
    return " · ".join(
        [name, lane.value, lane.words] + ([_statements(lane.count)] if with_count else [])
    )


def thinned(candidates: Sequence[float], limits: Span, most: int) -> list[float]:
    """The first candidates that stand apart from each other and from the ends: their labels must not meet."""
    low, high = math.log(limits[0]), math.log(limits[1])
    apart = (high - low) / (most + 1)
    kept: list[float] = []
    for tick in candidates:
        place = math.log(tick)
        if low + 0.3 * apart < place < high - 0.3 * apart and all(
            abs(place - math.log(other)) >= apart for other in kept
        ):
            kept.append(tick)
    return sorted(kept)


def _prepare(axes: Axes, scale: Scale, body: float, is_wide: bool) -> None:
    axes.set_facecolor("none")
    axes.set_xscale("log")
    axes.set_xlim(*scale.limits)
    axes.set_ylim(body, 0)
    axes.yaxis.set_major_locator(NullLocator())
    axes.xaxis.set_major_locator(FixedLocator(scale.ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FixedFormatter([scale.tick_text[tick] for tick in scale.ticks]))
    axes.tick_params(axis="x", labelsize=SMALL, top=True, labeltop=True)
    for side in ("left", "right"):
        axes.spines[side].set_visible(False)
    for side in ("top", "bottom"):
        axes.spines[side].set_color(GRID)
    inches = 1 / body
    size = SMALL
    axes.text(
        0, 1 + 0.3 * inches, scale.left, transform=axes.transAxes, ha="left", va="bottom", size=size, weight="bold"
    )
    axes.text(
        1, 1 + 0.3 * inches, scale.right, transform=axes.transAxes, ha="right", va="bottom", size=size, weight="bold"
    )
    if is_wide:
        axes.text(
            0.5,
            1 + 0.46 * inches,
            scale.middle,
            transform=axes.transAxes,
            ha="center",
            va="bottom",
            size=size,
            color=MUTED,
        )


def _across(axes: Axes) -> Transform:
    """x in inches of the whole figure, y in inches from the top of the body."""
    return blended_transform_factory(axes.figure.dpi_scale_trans, axes.transData)


def _guides(axes: Axes, scale: Scale, band: Span | None, top: float, bottom: float) -> None:
    if band:
        corner, size = (band[0], top), (band[1] - band[0], bottom - top)
        axes.add_patch(Rectangle(corner, *size, facecolor=BAND, lw=0, zorder=0.5, clip_on=True))
    for x, width in scale.guides:
        axes.plot((x, x), (top, bottom), color=MUTED, lw=width, zorder=1)


def _mark(axes: Axes, scale: Scale, lane: Lane, y: float, room: int) -> None:
    """The point with its bars; an arrow at the edge if it lies beyond; or the words that stand where it would be."""
    if lane.point is None:
        text = textwrap.shorten(lane.message, room, placeholder=" …")
        middle = (scale.limits[0] * scale.limits[1]) ** 0.5
        axes.text(middle, y, text, ha="center", va="center", size=SMALL, style="italic", backgroundcolor=PAPER)
        return
    drawn = look(lane.strategy)
    low, high = scale.limits
    if not low <= lane.point <= high:
        marker, x, sign = ("<", low, 1) if lane.point < low else (">", high, -1)
        axes.plot(
            [x * (high / low) ** (0.02 * sign)], [y], marker=marker, color=drawn.colour, mfc=PAPER, ms=6, zorder=3
        )
        axes.text(
            x * (high / low) ** (0.045 * sign),
            y,
            lane.value,
            ha="left" if sign > 0 else "right",
            va="center",
            size=SMALL,
        )
        return
    for span, width in ((lane.outer, 1.2), (lane.inner, 3.2)):
        if span:
            axes.plot(span, (y, y), color=drawn.colour, lw=width, solid_capstyle="butt", zorder=2)
    face = PAPER if drawn.is_open or lane.system else drawn.colour
    axes.plot([lane.point], [y], marker=drawn.marker, color=drawn.colour, mfc=face, mew=1.3, ms=5.5, zorder=3)
