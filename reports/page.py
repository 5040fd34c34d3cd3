"""The page and the summary: one judged run as `index.html` (opens offline, one file) and `summary.md`.

Everything that comes from a file is escaped by the templates; the figures go in as SVG, whose writer escapes its text.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import answer, everything
from reports.attribution import attributions, open_questions
from reports.caller_code import Code, count
from reports.cells import AA_COPY, BASELINE, HAND_WRITTEN
from reports.claims import Trial, trials
from reports.claims.sqlalchemy import read_record
from reports.costs import CellCost
from reports.decide import decide, median_error, predictions
from reports.doubts import doubts
from reports.figure import Drawing, inline_svg, on_page
from reports.labels import what_was_measured
from reports.limits import standings
from reports.metrics import duration, duration_span, number, percent, plural, times
from reports.mistakes import read_table
from reports.paths import between_databases, other_paths
from reports.situations import situations
from reports.statistics import Interval
from reports.style import look
from reports.verdicts import FASTER, SLOWER, Judgement

_TEMPLATES = Path(__file__).parent / "templates"
_SCRIPT = (_TEMPLATES / "page.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class InlineFigure:
    name: str
    title: str
    wide: Markup
    narrow: Markup


def page(judgement: Judgement, drawings: list[Drawing], has_files: bool = True) -> str:
    """`has_files`: raw samples and figures lie beside the page; without them it links none."""
    content = _content(judgement, drawings) | {"has_files": has_files}
    return _environment(autoescape=True).get_template("index.html.j2").render(**content)


def summary(judgement: Judgement, drawings: list[Drawing], has_files: bool = True) -> str:
    content = _content(judgement, drawings) | {"has_files": has_files}
    return _environment(autoescape=False).get_template("summary.md.j2").render(**content)


def _environment(autoescape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "duration": duration,
        "number": number,
        "percent": percent,
        "times": times,
        "plain": "{:.6g}".format,
        "md": _markdown,
        "exp": math.exp,
    }
    environment.globals |= {"plural": plural, "look": look, "interval": _interval, "quartiles": _quartiles}
    return environment


def _content(judgement: Judgement, drawings: list[Drawing]) -> dict[str, Any]:
    run, plan = judgement.run, judgement.run.plan
    texts, predicted = everything.texts(judgement), predictions(judgement)
    decided = decide(judgement, predicted)
    record = read_record()
    shown = on_page(drawings)
    return {
        "run": run,
        "plan": plan,
        "judgement": judgement,
        "baseline": BASELINE,
        "measured": what_was_measured(judgement),
        "headline": answer.headline(judgement),
        "situations": situations(judgement),
        "doubts": doubts(judgement),
        "phases": [
            {
                "name": phase,
                "title": answer.phase_title(judgement, phase),
                "sentences": answer.phase_sentences(judgement, phase),
                "paths": other_paths(judgement, phase),
                "questions": list(
                    dict.fromkeys(
                        filter(None, (run.question(g.cells[0].workload) for g in plan.groups if g.phase == phase))
                    )
                ),
                "drawings": [drawing for drawing in drawings if drawing.phase == phase and drawing in shown],
                "figures": [_inline(drawing) for drawing in drawings if drawing.phase == phase and drawing in shown],
                "others": [drawing for drawing in drawings if drawing.phase == phase and drawing not in shown],
            }
            for phase in plan.phases
        ],
        "strategies": [_prediction(judgement, strategy) for strategy in plan.strategies if strategy != AA_COPY],
        "counts": everything.counts(judgement),
        "rows": everything.rows(judgement, texts),
        "unmeasured": everything.unmeasured(judgement),
        "texts": texts,
        "trials": [_trial(trial, plan.phases, texts) for trial in trials(judgement, record)],
        "record": record,
        "mistakes": read_table(),
        "caller_code": _by_relation(),
        "decide": decided,
        "decide_json": Markup(json.dumps(decided.data).replace("<", "\\u003c")) if decided else "",
        "predictions": predicted,
        "attributions": [found for found in attributions(judgement) if found.comparison.verdict in (FASTER, SLOWER)],
        "attribution_figures": [_inline(drawing) for drawing in shown if drawing.phase == "attribution"],
        "open_questions": open_questions(judgement),
        "databases": between_databases(judgement),
        "standings": standings(judgement),
        "error": median_error(predicted),
        "hand_written": HAND_WRITTEN,
        "script": Markup(_SCRIPT),  # ours
        "script_digest": base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode(),
        "facts": [(key.replace("_", " "), _text(value)) for key, value in plan.facts.items() if value is not None],
        "environment": [(key.replace("_", " "), _text(value)) for key, value in plan.environment.items()],
        "context": sorted(
            (key, value) for key, value in run.context.items() if not key.startswith(("workload.", "strategy."))
        ),
    }


def _trial(trial: Trial, phases: list[str], texts: list[everything.Texts]) -> dict[str, Any]:
    """With the sections of this page that show more."""
    claim = trial.claim
    links = [phase for phase in claim.phases if phase in phases]
    links += [claim.section] if claim.section and (claim.section != "statements" or texts) else []
    return {"claim": claim, "here": trial.here, "on_sqlalchemy": trial.on_sqlalchemy, "links": links}


def _by_relation() -> dict[str, list[Code]]:
    found: dict[str, list[Code]] = {}
    for code in count():
        found.setdefault(code.relation, []).append(code)
    return found


def _inline(drawing: Drawing) -> InlineFigure:
    wide, narrow = inline_svg(drawing.wide_svg, f"{drawing.name}-w"), inline_svg(
        drawing.narrow_svg, f"{drawing.name}-n"
    )
    return InlineFigure(drawing.name, drawing.title, Markup(wide), Markup(narrow))


def _prediction(judgement: Judgement, strategy: str) -> dict[str, Any]:
    """What the strategy's author expected, beside what was measured of it."""
    comparisons = [c for c in judgement.comparisons if c.strategy == strategy and not c.group.is_counted]
    if strategy == BASELINE:
        measured = ["What the others are compared with."]
    elif strategy == HAND_WRITTEN or not any(c.family for c in comparisons):
        ratios = sorted(c.ratio for c in comparisons if c.n)
        measured = (
            [f"{times(ratios[0])} to {times(ratios[-1])} × the time of {BASELINE} (no verdict: a reference)."]
            if ratios
            else ["No ratio."]
        )
    else:
        phases = [
            phase
            for phase in judgement.run.plan.phases
            if strategy in answer.judged_strategies(judgement.of_phase(phase))
        ]
        measured = [f"{phase.capitalize()}: {answer.strategy_sentence(judgement, phase, strategy)}" for phase in phases]
    return {"strategy": strategy, "predicts": judgement.run.predicts(strategy), "measured": measured}


def _interval(interval: Interval | None) -> str:
    return f"{times(math.exp(interval.low))} – {times(math.exp(interval.high))}" if interval else "–"


def _quartiles(cost: CellCost) -> str:
    return duration_span(cost.per_item_ns[0], cost.per_item_ns[2]) if cost.is_measured else "–"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(_text(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_text(item)}" for key, item in value.items())
    return str(value)


def _markdown(value: object) -> str:
    """Text that stays text in Markdown, also in a table."""
    text = str(value).replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for mark in "|*`[]":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", " ")
