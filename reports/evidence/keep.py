"""Keep: what was measured of one SQLAlchemy, with what its program tells of changes and mistakes, as a file that every
later run takes into its evidence."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from reports.evidence.measured import kept, newest
from reports.judgement.verdicts import Judgement
from vocabulary.errors import UnusableInput

_ROOT = Path(__file__).resolve().parents[2]


def keep(run: Judgement, growing: Judgement, python: str, folder: Path) -> Path:
    """Writes `folder`/2.0.json; raises UnusableInput where one of the parts is not there."""
    backend = newest(run)
    if backend is None or newest(growing) != backend:
        raise UnusableInput("these results have no SQLAlchemy, or two: scripts/measure_sqlalchemy makes them")
    document = kept(run, growing, told_by(python))
    if "growth" not in document:
        raise UnusableInput(f"{growing.run.folder} has no list that grows: scripts/measure_sqlalchemy measures it")
    path = folder / f"{backend.partition('_')[2]}.json"
    part = path.with_suffix(".part")
    part.write_text(json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
    os.replace(part, path)
    return path


def told_by(python: str) -> dict[str, Any]:
    environment = os.environ | {"PYTHONPATH": str(_ROOT), "PYTHONSAFEPATH": "1"}
    command = [python, "-m", "sqlalchemy_bench", "--tell"]
    try:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    except OSError as error:
        raise UnusableInput(f"{python} does not start: {error.strerror}") from None
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise UnusableInput(f"{python} could not tell what its SQLAlchemy does: {last}")
    return dict(json.loads(done.stdout))
