"""scripts/measure_type_checkers: which of the nine mistakes mypy and pyright see in typed declarations of SQLAlchemy.

Writes type_checkers/results.json and docs/type_checkers.md. Installs SQLAlchemy and mypy (PyPI) and pyright (npm) below
build/type_checkers. Exit code 1: they could not be installed or run; then nothing is written.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from type_checkers.check import CannotBeChecked, Checker, errors, mypy, pyright, version
from type_checkers.programs import programs
from type_checkers.results import HERE, PAGE, RESULTS, document, page, read_results

FOLDER = HERE.parent / "build" / "type_checkers"
PYTHON = FOLDER / "bin" / "python"
PYRIGHT = FOLDER / "node_modules" / "pyright" / "index.js"
PACKAGES = ["sqlalchemy>=2.1", "mypy"]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/measure_type_checkers", description=__doc__)
    parser.add_argument("--page", action="store_true", help="check nothing: make the page from the kept results")
    options = parser.parse_args(arguments)
    if not options.page:
        try:
            install()
            checkers = installed()
            with tempfile.TemporaryDirectory() as folder:
                found = {checker.name: errors(checker, Path(folder), programs()) for checker in checkers}
            versions = {checker.name: version(checker) for checker in checkers} | {"SQLAlchemy": _sqlalchemy()}
        except (CannotBeChecked, OSError) as reason:
            print(f"measure_type_checkers: {reason}", file=sys.stderr)
            return 1
        RESULTS.write_text(json.dumps(document(found, versions), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(read_results()), encoding="utf-8")
    return 0


def install() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for command in (
        [sys.executable, "-m", "venv", str(FOLDER)],
        [str(PYTHON), "-m", "pip", "install", "--quiet", *PACKAGES],
        ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(FOLDER), "pyright"],
    ):
        done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            said = (done.stderr.strip() or "no message").splitlines()[-1]
            raise CannotBeChecked(f"{Path(command[0]).name} failed: {said[:200]}")


def installed() -> list[Checker]:
    return [mypy(str(PYTHON)), pyright(str(PYRIGHT), str(PYTHON))]


def _sqlalchemy() -> str:
    asked = [str(PYTHON), "-c", "import sqlalchemy; print(sqlalchemy.__version__)"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
