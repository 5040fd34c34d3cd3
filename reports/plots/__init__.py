"""Figures: a module here with `drawings(judgement)` is a figure of the report; nothing else has to list it."""

from __future__ import annotations

import importlib
import pkgutil

import matplotlib as mpl

from reports.judgement.verdicts import Judgement
from reports.plots.parts.figure import SETTINGS, Drawing


def draw_all(judgement: Judgement) -> list[Drawing]:
    """Every figure of every module in this folder, phase by phase in the order of the plan, `ORDER` within a phase.

    What is of no phase comes last.
    """
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg]  # parts/ is what they share
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    modules.sort(key=lambda module: (module.ORDER, module.__name__))
    with mpl.rc_context(SETTINGS):
        drawings = [drawing for module in modules for drawing in module.drawings(judgement)]
    phases = judgement.run.plan.phases
    return sorted(drawings, key=lambda d: phases.index(d.phase) if d.phase in phases else len(phases))
