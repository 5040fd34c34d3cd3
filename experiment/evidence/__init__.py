"""What a report needs of this checkout, gathered when a run begins and kept with its results as evidence.json."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from experiment.errors import ExperimentError
from experiment.evidence.caller_code import code_lines, count
from experiment.evidence.declarations import declarations
from experiment.evidence.mistakes import consequences, read_table
from experiment.files import read_json, write_json
from vocabulary.evidence import NAME, Evidence

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ROOT / "sqlalchemy_bench" / "kept"  # a file a version
COUNTED = (  # code of which a claim gives the number of lines: a file, or the files of a folder
    "bench/hand_written",
    "strategies/back_populates.h",
    "sqlalchemy_bench/strategies/hand_written.py",
    "sqlalchemy_bench/strategies",
)


def gather(revision: str | None) -> Evidence:
    """Raises ExperimentError where the checkout lacks a part of it."""
    try:
        return Evidence(
            revision,
            tuple(count()),
            read_table(),
            consequences(),
            {path: _lines(ROOT / path) for path in COUNTED},
            records(),
            tuple(declarations()),
        )
    except (OSError, LookupError, ValueError) as error:
        raise ExperimentError(f"the evidence of this checkout cannot be gathered: {error}") from error


def records() -> tuple[dict[str, Any], ...]:
    """What was measured of SQLAlchemy, the newest version first."""
    found = [read_json(path) for path in RECORDS.glob("*.json")]
    return tuple(sorted(found, key=lambda one: _version(one["environment"]["sqlalchemy"]), reverse=True))


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


def write(folder: Path, revision: str | None) -> None:
    write_json(folder / NAME, gather(revision).document())


def _lines(path: Path) -> int:
    files = [path] if path.is_file() else sorted(path.glob("*.*"))
    return sum(code_lines(file.read_text(encoding="utf-8")) for file in files)
