"""Figures on the page: each drawing as two SVG elements, one for screens and paper, one for phones."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reports.plots.parts.figure import Drawing, inline_svg


@dataclass(frozen=True)
class InlineFigure:
    name: str
    title: str
    caption: str
    wide: Markup
    narrow: Markup


def inline(drawing: Drawing) -> InlineFigure:
    wide = inline_svg(drawing.wide_svg, f"{drawing.name}-w")
    narrow = inline_svg(drawing.narrow_svg, f"{drawing.name}-n")
    return InlineFigure(drawing.name, drawing.title, drawing.caption, Markup(wide), Markup(narrow))
