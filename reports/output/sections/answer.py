"""The answer: what stands on the first screen, and with it everything that a reader must know before believing it."""

from __future__ import annotations

from typing import Any

from reports.evidence.advice.headline import headline, why_not
from reports.evidence.advice.rows import rows
from reports.judgement.agreement import is_borne_out
from reports.judgement.attribution import Attribution, attributions, open_questions
from reports.judgement.doubts import doubts
from reports.judgement.speed import System, systems
from reports.judgement.verdicts import Judgement
from reports.output.sections.figures import inline
from reports.plots.parts.figure import Drawing
from reports.words.answer import overall
from reports.words.labels import what_was_measured
from reports.words.situations import situations
from vocabulary.cells import is_sqlalchemy
from vocabulary.metrics import plural
from vocabulary.statistics import MARGIN


def content(judgement: Judgement, drawings: list[Drawing]) -> dict[str, Any]:
    found = doubts(judgement)
    return {
        "measured": what_was_measured(judgement),
        "headline": headline(judgement),
        "advice": rows(judgement),
        "overview": next((inline(d) for d in drawings if d.name == "overview"), None),
        "systems": [system_words(judgement, system) for system in systems(judgement)],
        "unexplained": unexplained(judgement),
        "overall": overall(judgement),
        "situations": situations(judgement),
        "doubts": found,
        "warnings": [doubt for doubt in found if doubt.severity != "note"],
        "open_questions": open_questions(judgement),
    }


def system_words(judgement: Judgement, system: System) -> str:
    """`SQLAlchemy 1.4.46 (kept measurement, 8 workloads)`."""
    workloads = plural(len({mark.workload for mark in system.marks}), "workload")
    if system.is_kept:
        return f"{system.name} ({workloads}, measured earlier and kept)"
    plan = judgement.run.plan
    return f"{system.name} ({workloads}, {plural(plan.processes, 'process')} of {plural(plan.rounds, 'round')})"


def unexplained(judgement: Judgement) -> str:
    """The differences of backref above 3 % that have no known cause, for the first screen; empty if there are none."""
    if why_not(judgement):
        return ""
    found = [
        one
        for one in attributions(judgement)
        if one.is_open
        and one.comparison.strategy == "backref"
        and not is_sqlalchemy(one.comparison.cell.backend)
        and abs(one.comparison.ln_ratio) > MARGIN
    ]
    if not found:
        return ""
    first = max(found, key=lambda one: abs(one.comparison.ln_ratio))
    count = "One difference is" if len(found) == 1 else f"{len(found)} differences are"
    which = "" if len(found) == 1 else "largest: "
    return f"{count} not explained; {which}{_difference(judgement, first)} {_elsewhere(judgement, first)}"


def _difference(judgement: Judgement, one: Attribution) -> str:
    c = one.comparison
    size = f" ({c.size_words})" if c.size_words else ""
    return f"{judgement.run.words(c.cell.workload)}, {c.strategy} {c.words}{size}."


def _elsewhere(judgement: Judgement, one: Attribution) -> str:
    seen = is_borne_out(judgement, one.comparison.cell)
    there = {None: "was not measured for it", True: "shows it too", False: "does not show it"}
    return f"Seen in our C++ mapper; SQLAlchemy {there[seen]}."
