"""The frame of a figure: title above, caption below, both wrapped, and between them room of a given height.

All places are counted in inches from the top, so that text cannot overlap however many rows there are.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.plots.parts.style import MUTED, PAPER, SMALL

LINE = 0.165  # from one line of text to the next
WIDE, NARROW = 9.6, 3.65


@dataclass(frozen=True)
class Frame:
    figure: Figure
    width: float
    height: float
    top: float  # where the body begins
    body: float

    def axes(self, left: float, right: float) -> Axes:
        """Over the whole body, from `left` to `right` as shares of the width."""
        return self.figure.add_axes((left, self.down(self.top + self.body), right - left, self.body / self.height))

    def down(self, y: float) -> float:
        """The figure's coordinate of what is this far from its top."""
        return 1 - y / self.height


def frame(title: str, caption: str, is_wide: bool, *, above: float, body: float, below: float) -> Frame:
    """`above` and `below`: room that the body leaves to the title and to the caption."""
    width = WIDE if is_wide else NARROW
    head = textwrap.wrap(title, 88 if is_wide else 36)
    foot = textwrap.wrap(caption, 124 if is_wide else 45)
    top = 0.22 * len(head) + above
    height = top + body + below + LINE * len(foot)
    made = Frame(Figure(figsize=(width, height), facecolor=PAPER), width, height, top, body)
    for i, line in enumerate(head):
        y = made.down(0.1 + 0.22 * i)
        made.figure.text(0.012, y, line, size=12 if is_wide else 10, weight="bold", va="top")
    for i, line in enumerate(foot):
        y = made.down(height - 0.1 - LINE * (len(foot) - i))
        made.figure.text(0.012, y, line, size=SMALL, color=MUTED, va="top")
    return made
