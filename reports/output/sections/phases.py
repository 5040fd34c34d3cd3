"""A section a phase: its questions, what was found, its figures; and the figures of attribution."""

from __future__ import annotations

from typing import Any

from reports.judgement.attribution import attributions
from reports.judgement.verdicts import FASTER, SLOWER, Judgement
from reports.output.sections.figures import inline
from reports.plots.parts.figure import Drawing, on_page
from reports.words import answer
from reports.words.paths import other_lists, other_paths


def content(judgement: Judgement, drawings: list[Drawing]) -> dict[str, Any]:
    shown = on_page(drawings)
    found = [_phase(judgement, phase, drawings, shown) for phase in judgement.run.plan.phases]
    return {
        "phases": found,
        "attributions": [one for one in attributions(judgement) if one.comparison.verdict in (FASTER, SLOWER)],
        "attribution_figures": [inline(drawing) for drawing in shown if drawing.phase == "attribution"],
    }


def _phase(judgement: Judgement, phase: str, drawings: list[Drawing], shown: list[Drawing]) -> dict[str, Any]:
    run = judgement.run
    questions = [run.question(group.workload) for group in run.plan.groups if group.phase == phase]
    own = [drawing for drawing in drawings if drawing.phase == phase]
    return {
        "name": phase,
        "title": answer.phase_title(judgement, phase),
        "sentences": answer.phase_sentences(judgement, phase),
        "paths": [*other_paths(judgement, phase), *other_lists(judgement, phase)],
        "questions": list(dict.fromkeys(filter(None, questions))),
        "drawings": [drawing for drawing in own if drawing in shown],
        "figures": [inline(drawing) for drawing in own if drawing in shown],
        "others": [drawing for drawing in own if drawing not in shown],
    }
