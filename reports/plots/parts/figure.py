"""Drawing: one figure of the report, in two widths, and how it is saved.

A figure is drawn twice: wide for a screen or paper, narrow for a phone. SVG keeps its text as text, so it can be read,
searched and scaled, and is the same to the byte for the same input. PNG is the wide form, for where SVG is not shown.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from reports.plots.parts.style import CSS_VARIABLE, INK

SETTINGS: dict[str, Any] = {
    "svg.hashsalt": "bothsides",
    "svg.fonttype": "none",
    "text.parse_math": False,  # a name with `$` or `_` is text
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.unicode_minus": True,
    "text.color": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.dpi": 100,
}


@dataclass(frozen=True)
class Drawing:
    name: str  # of its files in plots/
    phase: str
    title: str
    caption: str  # unit, sample count, spread, which way is better
    wide: Figure
    narrow: Figure
    weight: int = 0  # the lightest are shown on the page, the others linked

    @cached_property
    def wide_svg(self) -> str:
        return svg(self.wide)

    @cached_property
    def narrow_svg(self) -> str:
        return svg(self.narrow)


MOST_ON_PAGE = 25
MOST_BYTES = 2_500_000  # of all figures on the page, so that it opens at once


def on_page(drawings: list[Drawing]) -> list[Drawing]:
    """The figures that the page shows, the lightest first, as many as there is room; it links the others' files."""
    shown: list[Drawing] = []
    room = MOST_BYTES
    for drawing in sorted(drawings, key=lambda drawing: drawing.weight):
        if len(shown) == MOST_ON_PAGE or room <= 0:
            break
        room -= sum(len(_small(document)) for document in (drawing.wide_svg, drawing.narrow_svg))
        if room > 0 or not shown:
            shown.append(drawing)
    return shown


def svg(figure: Figure) -> str:
    """The figure as an SVG document, deterministic."""
    out = io.BytesIO()
    with mpl.rc_context(SETTINGS):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue().decode("utf-8")


def png(figure: Figure) -> bytes:
    out = io.BytesIO()
    with mpl.rc_context(SETTINGS):
        figure.savefig(out, format="png", dpi=150, metadata={"Software": None})
    return out.getvalue()


def _small(document: str) -> str:
    """The `<svg>` element without what nobody sees: metadata, ids that nothing refers to, line breaks, digits."""
    element = document[document.index("<svg") :]
    element = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", element, flags=re.S)
    element = re.sub(r">\s+<", "><", re.sub(r"\s*\n\s*", " ", element))
    used = set(re.findall(r"#([\w-]+)", element))
    element = re.sub(r' id="([^"]*)"', lambda match: match[0] if match[1] in used else "", element)
    element = re.sub(r' transform="rotate\(-0 [^"]*\)"', "", element)
    # of coordinates alone, which stand in tags: a number that is read keeps its digits
    return re.sub(r"<[^>]*>", lambda tag: re.sub(r"(\d\.\d\d)\d+", r"\1", tag[0]), element)


def inline_svg(document: str, prefix: str) -> str:
    """The `<svg>` element alone, for a page: ids made unique by `prefix`, paper and ink left to the page's CSS."""
    element = _small(document)
    element = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{prefix}-", element)
    for colour, variable in CSS_VARIABLE.items():
        element = element.replace(colour, f"var({variable})")
    return re.sub(
        r'<svg([^>]*?) width="[^"]*"', r"<svg\1", re.sub(r'<svg([^>]*?) height="[^"]*"', r"<svg\1", element, 1), 1
    )
