"""Runs the type checkers over the programs, each once over all files."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

_MYPY = re.compile(r"^(?P<file>[^:]+)\.py:\d+: error: (?P<message>.*)$")
Errors = dict[str, list[str]]  # by program


class CannotBeChecked(Exception):
    """Why, in one line."""


@dataclass(frozen=True)
class Checker:
    name: str
    command: tuple[str, ...]  # run in the folder of the programs


def mypy(python: str) -> Checker:
    """That of an interpreter that has SQLAlchemy, too."""
    return Checker("mypy", (python, "-m", "mypy", "--no-error-summary", "--no-color-output", "--cache-dir=.mypy", "."))


def pyright(script: str, python: str) -> Checker:
    """`script`: the index.js of the npm package."""
    return Checker("pyright", ("node", script, "--outputjson", "--pythonpath", python, "."))


def errors(checker: Checker, folder: Path, programs: dict[str, str]) -> Errors:
    """What it says of each program, without lines, so that two programs can be compared."""
    for name, text in programs.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    done = subprocess.run(checker.command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or not (done.stdout or done.returncode == 0):
        said = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise CannotBeChecked(f"{checker.name} failed ({done.returncode}): {said[:200]}")
    found = _of_pyright(done.stdout) if checker.name == "pyright" else _of_mypy(done.stdout)
    return {name: sorted(set(found.get(name, []))) for name in programs}


def _of_mypy(text: str) -> Errors:
    found: Errors = {}
    for line in text.splitlines():
        if match := _MYPY.match(line):
            found.setdefault(match["file"], []).append(match["message"])
    return found


def _of_pyright(text: str) -> Errors:
    found: Errors = {}
    for one in json.loads(text)["generalDiagnostics"]:
        if one["severity"] == "error":
            found.setdefault(Path(one["file"]).stem, []).append(one["message"].splitlines()[0])
    return found


def version(checker: Checker) -> str:
    command = [*checker.command[: 3 if checker.name == "mypy" else 2], "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    match = re.search(r"\d+(\.\d+)+", said)
    if match is None:
        raise CannotBeChecked(f"{checker.name} does not say its version: {said.strip()[:100]}")
    return match[0]
