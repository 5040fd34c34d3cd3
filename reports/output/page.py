"""The page and the summary: one judged run as `index.html` (opens offline, one file) and `summary.md`.

Everything that comes from a file is escaped by the templates; the figures go in as SVG, whose writer escapes its text.
"""

from __future__ import annotations

import base64
import hashlib
import math
from typing import Any

from markupsafe import Markup

from reports.judgement.costs import CellCost
from reports.judgement.verdicts import Judgement
from reports.output.rendering import TEMPLATES, render
from reports.output.sections import agreement, answer, claims, data, decide, everything
from reports.output.sections import how, limits, phases, predicted, strategies
from reports.plots.parts.figure import Drawing
from reports.plots.parts.style import look
from vocabulary.cells import BASELINE, HAND_WRITTEN
from vocabulary.metrics import duration_span, times
from vocabulary.statistics import Interval

_SCRIPTS = ("state.js", "table.js", "decide.js")
_SCRIPT = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in _SCRIPTS)


def texts(judgement: Judgement, drawings: list[Drawing], archive: str | None = None) -> dict[str, str]:
    """index.html and summary.md. Raw samples and figures lie beside them, unless it is given where they lie packed."""
    content = _content(judgement, drawings) | {"has_files": archive is None, "archive": archive}
    return {
        name: render(f"{name}.j2", judgement.run.plan.strategies, **content) for name in ("summary.md", "index.html")
    }


def _content(judgement: Judgement, drawings: list[Drawing]) -> dict[str, Any]:
    table = everything.content(judgement)
    return {
        "run": judgement.run,
        "plan": judgement.run.plan,
        "judgement": judgement,
        "baseline": BASELINE,
        "hand_written": HAND_WRITTEN,
        "look": look,
        "interval": _interval,
        "quartiles": _quartiles,
        "script": Markup(_SCRIPT),  # ours
        "script_digest": base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode(),
        **answer.content(judgement, drawings),
        **strategies.content(judgement),
        **data.content(judgement),
        **phases.content(judgement, drawings),
        **agreement.content(judgement),
        **claims.content(judgement, has_statements=bool(table["texts"])),
        **decide.content(judgement),
        **predicted.content(judgement),
        **table,
        **how.content(judgement),
        **limits.content(judgement),
    }


def _interval(interval: Interval | None) -> str:
    return f"{times(math.exp(interval.low))} – {times(math.exp(interval.high))}" if interval else "–"


def _quartiles(cost: CellCost) -> str:
    return duration_span(cost.per_item_ns[0], cost.per_item_ns[2]) if cost.is_measured else "–"
