"""A section a phase: its questions, what was found, its figures; and the figures of attribution."""

from __future__ import annotations

from typing import Any

from reports.judgement.attribution import attributions
from reports.judgement.verdicts import FASTER, SLOWER, Judgement
from reports.output.sections.figures import inline
from reports.plots.parts.figure import Drawing, on_page
from reports.words import answer
from reports.words.paths import other_lists, other_paths

HEADINGS = {
    "configure": "Configure: declare the classes and start",
    "load": "Load: read from the database",
    "sync": "Change: keep both sides in sync in memory",
    "flush": "Flush: write to the database",
    "memory": "Memory: what loaded objects use",
    "mix": "Requests: whole units of work",
}


def content(judgement: Judgement, drawings: list[Drawing]) -> dict[str, Any]:
    shown = on_page(drawings)
    found = [_phase(judgement, phase, drawings, shown) for phase in judgement.run.plan.phases]
    return {
        "phases": found,
        "attributions": [one for one in attributions(judgement) if one.comparison.verdict in (FASTER, SLOWER)],
        "variant_figures": [inline(d) for d in shown if d.phase == "variants"],
        "variant_others": [d for d in drawings if d.phase == "variants" and d not in shown],
        "growth_figures": [inline(d) for d in shown if _is_growth(d)],
        "growth_others": [d for d in drawings if _is_growth(d) and d not in shown],
        "attribution_figures": [inline(drawing) for drawing in shown if drawing.phase == "attribution"],
    }


def _phase(judgement: Judgement, phase: str, drawings: list[Drawing], shown: list[Drawing]) -> dict[str, Any]:
    run = judgement.run
    questions = [run.question(group.workload) for group in run.plan.groups if group.phase == phase]
    own = [drawing for drawing in drawings if drawing.phase == phase and not _is_growth(drawing)]
    return {
        "name": phase,
        "heading": HEADINGS.get(phase, phase.capitalize()),
        "short": HEADINGS.get(phase, phase.capitalize()).partition(":")[0],
        "title": answer.phase_title(judgement, phase),
        "sentences": answer.phase_sentences(judgement, phase),
        "variant_sentences": answer.variant_sentences(judgement, phase),
        "paths": [*other_paths(judgement, phase), *other_lists(judgement, phase)],
        "questions": list(dict.fromkeys(filter(None, questions))),
        "drawings": [drawing for drawing in own if drawing in shown],
        "figures": [inline(drawing) for drawing in own if drawing in shown and not _is_cost(drawing)],
        "cost_figures": [inline(drawing) for drawing in own if drawing in shown and _is_cost(drawing)],
        "others": [drawing for drawing in own if drawing not in shown],
    }


def _is_growth(drawing: Drawing) -> bool:
    return drawing.name.startswith("growth_")


def _is_cost(drawing: Drawing) -> bool:
    return drawing.name.endswith("_cost")
