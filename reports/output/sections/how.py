"""How it was measured: plan, environment, and what the binaries said of themselves."""

from __future__ import annotations

from typing import Any

from reports.judgement.verdicts import Judgement


def content(judgement: Judgement) -> dict[str, Any]:
    run, plan = judgement.run, judgement.run.plan
    hidden = ("workload.", "strategy.", "backend.", *(("executable",) if plan.has_own_links else ()))  # of one process
    return {
        "facts": [(key.replace("_", " "), _text(value)) for key, value in plan.facts.items()],
        "environment": [(key.replace("_", " "), _text(value)) for key, value in plan.environment.items()],
        "context": sorted(
            (key, value) for key, value in run.context.items() if not key.startswith(hidden)
        ),
    }


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(_text(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_text(item)}" for key, item in value.items())
    return str(value)
