"""How it was measured: plan, environment, and what the binaries said of themselves."""

from __future__ import annotations

import re
from typing import Any

from reports.judgement.verdicts import Judgement

_DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")  # a SHA-256; plan.json has all of it


def content(judgement: Judgement) -> dict[str, Any]:
    run, plan = judgement.run, judgement.run.plan
    hidden = ("workload.", "strategy.", "backend.", *(("executable",) if plan.has_own_links else ()))  # of one process
    return {
        "facts": [(key.replace("_", " "), _text(value)) for key, value in plan.facts.items()],
        "environment": [(key.replace("_", " "), _text(value)) for key, value in plan.environment.items()],
        "raw": raw_files(judgement),
        "context": sorted(
            (key, value) for key, value in run.context.items() if not key.startswith(hidden)
        ),
    }


def raw_files(judgement: Judgement) -> list[tuple[str, list[tuple[str, str]]]]:
    """How the files of each program are named, and of each process its number and its path."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in judgement.run.files.values():
        program, number, ending = path.rsplit("/", 1)[-1].rsplit(".", 2)
        found.setdefault(f"{program}.NNN.{ending}", []).append((number, path))
    return list(found.items())


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(_text(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_text(item)}" for key, item in value.items())
    return _DIGEST.sub(r"\1…", str(value))
