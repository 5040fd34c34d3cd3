"""The command: what cannot be audited is one line and exit code 2, and the application's own folders come first."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from audit.facts import SCHEMAS
from tests.audit.conftest import MODELS

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "import nowhere_to_be_found",
            "importing app failed: ModuleNotFoundError: No module named 'nowhere_to_be_found'",
        ),
        ("raise SystemExit('no settings')", "importing app failed: SystemExit: no settings"),
        ("import os; os._exit(7)", "app ended the interpreter (7)"),
        ("x = 1", "app: no mapped class was found"),
        ("x = (", "importing app failed: SyntaxError"),
    ],
)
def test_what_cannot_be_imported_is_one_line(
    command: Command, python: str, tmp_path: Path, text: str, says: str
) -> None:
    (tmp_path / "app.py").write_text(text + "\n", encoding="utf-8")
    done = command("app", "--python", python, cwd=tmp_path)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith(f"audit_sqlalchemy: {says}") and done.stderr.count("\n") == 1


def test_an_interpreter_that_is_not_there_or_has_no_sqlalchemy_is_named(command: Command, tmp_path: Path) -> None:
    done = command("app", "--python", str(tmp_path / "python"))
    assert done.returncode == 2 and "cannot start" in done.stderr and "--python" in done.stderr
    bare = tmp_path / "bare"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -S -I "$@"\n', encoding="utf-8")
    bare.chmod(0o755)
    done = command("app", "--python", str(bare))
    assert done.returncode == 2 and "has no SQLAlchemy" in done.stderr and done.stderr.count("\n") == 1


def test_the_folders_of_this_project_hide_none_of_the_application(
    command: Command, python: str, tmp_path: Path
) -> None:
    for name in ("audit", "tests", "reports"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("mine = True\n", encoding="utf-8")
    models = (MODELS / "back_populates.py").read_text(encoding="utf-8")
    (tmp_path / "app.py").write_text(
        models + "import audit, reports, tests\naudit.mine, reports.mine, tests.mine\n", encoding="utf-8"
    )
    done = command("app", "--python", python, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "4  back_populates" in done.stdout


def test_the_callers_python_path_is_the_applications(command: Command, python: str, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "elsewhere.py").write_text(
        (MODELS / "backref.py").read_text(encoding="utf-8"), encoding="utf-8"
    )
    assert command("elsewhere", "--python", python, PYTHONPATH=str(tmp_path / "lib")).returncode == 0
    assert command("elsewhere", "--python", python).returncode == 2


def test_a_factory_is_called(command: Command, python: str, tmp_path: Path) -> None:
    models = (MODELS / "back_populates.py").read_text(encoding="utf-8").splitlines()
    body = "\n".join(f"    {line}" for line in models if "import Any" not in line and not line.startswith('"""'))
    (tmp_path / "app.py").write_text(
        f"def create():\n    from typing import Any\n{body}\n    return User\n", encoding="utf-8"
    )
    assert command("app", "--python", python, cwd=tmp_path).returncode == 2
    done = command("app:create", "--python", python, cwd=tmp_path)
    assert done.returncode == 0 and "back_populates" in done.stdout, done.stderr


def test_mappers_that_are_refused_are_exit_code_1(command: Command, python: str) -> None:
    done = command(str(MODELS / "mistakes" / "misspelt.py"), "--python", python)
    assert done.returncode == 1 and "has no property 'autor'" in done.stdout


def test_json_has_the_shape_that_the_schema_says(command: Command, python: str) -> None:
    done = command(str(MODELS / "unlinked.py"), "--json", "--python", python)
    document = json.loads(done.stdout)
    jsonschema.validate(document, json.loads((SCHEMAS / "audit.json").read_text(encoding="utf-8")))
    jsonschema.validate(document["facts"], json.loads((SCHEMAS / "facts.json").read_text(encoding="utf-8")))
    assert [one["kind"] for one in document["findings"] if one["kind"] != "cascade_backrefs"] == ["unlinked"] * 4


def test_a_module_that_cannot_be_imported_among_others_is_told(command: Command, python: str, tmp_path: Path) -> None:
    done = command("tests.audit.models.shop", "--submodules", "--python", python)
    assert done.returncode == 0
    assert "shop.broken: RuntimeError: no licence for this part" in done.stdout


def test_a_class_that_failed_halfway_does_not_end_the_audit(command: Command, python: str, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    for file in (MODELS / "shop").glob("*.py"):
        text = file.read_text(encoding="utf-8")
        (tmp_path / "shop" / file.name).write_text(text.replace("orm.Mapped[Any]", "object"), encoding="utf-8")
    done = command("shop", "--submodules", "--python", python, cwd=tmp_path)
    assert done.returncode in (0, 1) and "mapped classes" in done.stdout, done.stderr
