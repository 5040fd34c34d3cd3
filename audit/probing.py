"""Runs the probe in the application's interpreter and returns the facts it wrote."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from audit.facts import Facts, UnusableFacts, read_facts

PROBE = Path(__file__).with_name("probe")
CALLERS_PATH = "BOTHSIDES_CALLERS_PYTHONPATH"  # scripts/audit_sqlalchemy keeps the caller's PYTHONPATH in it

# The probe gets a name of its own, and the project's root stays out of the application's path.
_START = """
import importlib.util, sys
request = sys.stdin.read()
spec = importlib.util.spec_from_file_location(
    "bothsides_probe", sys.argv[1] + "/__init__.py", submodule_search_locations=[sys.argv[1]])
sys.modules["bothsides_probe"] = package = importlib.util.module_from_spec(spec)
spec.loader.exec_module(package)
from bothsides_probe.run import main
sys.argv[1:] = []
main(request)
"""


def probe(modules: list[str], *, python: str | None = None, submodules: bool = False, dsn: str | None = None) -> Facts:
    """Raises UnusableFacts with one line when the application cannot be imported or read."""
    interpreter = python or default_python()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "facts.json"
        request = {"modules": modules, "submodules": submodules, "dsn": dsn, "out": str(out)}
        try:
            done = subprocess.run(
                [interpreter, "-c", _START, str(PROBE)],
                input=json.dumps(request), capture_output=True, text=True, check=False, env=_environment(),
            )  # fmt: skip
        except OSError as error:
            raise UnusableFacts(f"cannot start {interpreter}: {error.strerror}; name another with --python") from None
        if not out.exists():
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise UnusableFacts(f"{' '.join(modules)} ended the interpreter ({done.returncode}): {last}")
        return read_facts(out.read_text(encoding="utf-8"), "what the probe wrote")


def default_python() -> str:
    """That of the active virtual environment; else the one that runs this, or python3 where this has no SQLAlchemy."""
    active = os.environ.get("VIRTUAL_ENV")
    inside = Path(active) / "bin" / "python" if active else None
    if inside is not None and inside.exists():
        return str(inside)
    if importlib.util.find_spec("sqlalchemy") is None:
        return shutil.which("python3") or sys.executable
    return sys.executable


def _environment() -> dict[str, str]:
    env = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONSAFEPATH", CALLERS_PATH)
    }
    if callers := os.environ.get(CALLERS_PATH):
        env["PYTHONPATH"] = callers
    return env
