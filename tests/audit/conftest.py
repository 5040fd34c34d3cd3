"""The interpreters whose SQLAlchemy is audited, and how."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.facts import Facts
from audit.probing import probe

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "tests" / "audit" / "models"


def interpreters() -> list[str]:
    """This one if it has SQLAlchemy, and those that BOTHSIDES_SQLALCHEMY names, as PATH does."""
    here = [sys.executable] if importlib.util.find_spec("sqlalchemy") else []
    return here + [path for path in os.environ.get("BOTHSIDES_SQLALCHEMY", "").split(os.pathsep) if path]


def version(python: str) -> tuple[int, ...]:
    done = subprocess.run(
        [python, "-c", "import sqlalchemy; print(sqlalchemy.__version__)"], capture_output=True, text=True
    )
    return tuple(int(part) for part in done.stdout.split(".")[:2])


@pytest.fixture(params=interpreters() or ["none"])
def python(request: pytest.FixtureRequest) -> str:
    if not interpreters():
        pytest.skip("no interpreter has SQLAlchemy; see BOTHSIDES_SQLALCHEMY")
    return str(request.param)


@pytest.fixture
def audited(python: str) -> Callable[[str], Facts]:
    """The facts of a file of models/."""
    return lambda name: probe([str(MODELS / f"{name}.py")], python=python)


@pytest.fixture
def command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command, as it is called by a user in a folder of his own."""

    def run(*arguments: str, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
        return subprocess.run(
            [str(ROOT / "scripts" / "audit_sqlalchemy"), *arguments],
            cwd=cwd, env=clean | env, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run
