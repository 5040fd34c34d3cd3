"""The diff from backref to back_populates: applied, it leaves the same mappers."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit.facts import Facts
from audit.patch import _inserted
from audit.probing import probe
from audit.strategies import pairs
from tests.audit.conftest import MODELS, interpreters, version

Command = Callable[..., subprocess.CompletedProcess[str]]


def mappers(facts: Facts) -> dict[str, Any]:
    """All that SQLAlchemy knows of each relationship, but for who declared it."""
    declared = ("infers", "inferred_from")
    return {one["id"]: {k: v for k, v in one.items() if k not in declared} for one in facts.document["relationships"]}


def patched(command: Command, tree: Path, python: str, *modules: str) -> subprocess.CompletedProcess[str]:
    done = command(*modules, "--patch", "--python", python, cwd=tree)
    subprocess.run(
        ["git", "apply", "--verbose", "-"], cwd=tree, input=done.stdout, text=True, check=True, capture_output=True
    )
    return done


@pytest.mark.slow
def test_the_mappers_are_the_same_before_and_after(command: Command, python: str, tmp_path: Path) -> None:
    shutil.copy(MODELS / "backref.py", tmp_path)
    file = str(tmp_path / "backref.py")
    before = probe([file], python=python)
    untouched = (tmp_path / "backref.py").read_bytes()
    assert command(file, "--patch", "--python", python, cwd=tmp_path).returncode == 0
    assert (tmp_path / "backref.py").read_bytes() == untouched
    patched(command, tmp_path, python, "backref.py")
    after = probe([file], python=python)
    assert {pair.strategy for pair in pairs(before)} == {"backref"}
    assert {pair.strategy for pair in pairs(after)} == {"back_populates"}
    assert mappers(after) == mappers(before)


@pytest.mark.parametrize("python", [one for one in interpreters() if version(one) >= (2, 0)], indirect=True)
def test_typed_declarations_stay_typed(command: Command, python: str, tmp_path: Path) -> None:
    shutil.copy(MODELS / "typed.py", tmp_path)
    before = probe([str(tmp_path / "typed.py")], python=python)
    patched(command, tmp_path, python, "typed.py")
    after = probe([str(tmp_path / "typed.py")], python=python)
    assert mappers(after) == mappers(before) and {pair.strategy for pair in pairs(after)} == {"back_populates"}
    text = (tmp_path / "typed.py").read_text(encoding="utf-8")
    assert 'author: Mapped["User | None"] = relationship(' in text
    assert 'books: Mapped[list["Book"]] = relationship(' in text and "init=False" in text


@pytest.mark.slow
def test_two_files_are_edited_and_what_a_mixin_declares_is_left_to_a_hand(
    command: Command, python: str, tmp_path: Path
) -> None:
    shutil.copytree(MODELS / "shop", tmp_path / "shop")
    facts = tmp_path / "facts.json"
    command("shop", "--submodules", "--python", python, "--facts-out", str(facts), cwd=tmp_path)
    before = mappers(Facts(json.loads(facts.read_text(encoding="utf-8"))))
    done = patched(command, tmp_path, python, "shop", "--submodules")
    assert "by hand: Customer.orders_made" in done.stderr and "several classes" in done.stderr
    command("shop", "--submodules", "--python", python, "--facts-out", str(facts), cwd=tmp_path)
    after = Facts(json.loads(facts.read_text(encoding="utf-8")))
    assert mappers(after) == before
    assert sorted(pair.strategy for pair in pairs(after)) == ["back_populates", "back_populates", "backref"]
    assert 'secondary="order_marks"' in (tmp_path / "shop" / "customers.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_last_line_without_an_end_gets_one_and_no_other_line_does(end: str) -> None:
    text = f"class Book:\n    title = 1{end}"
    (owner,) = ast.parse(text).body
    assert isinstance(owner, ast.ClassDef)
    assert _inserted(text, owner, ["author = 2"], []) == "class Book:\n    title = 1\n    author = 2\n"


@pytest.mark.parametrize("python", interpreters()[:1], indirect=True)
def test_what_a_function_of_the_application_declares_is_left_to_a_hand(
    command: Command, python: str, tmp_path: Path
) -> None:
    text = (MODELS / "backref.py").read_text(encoding="utf-8").replace("= relationship(", "= link(")
    (tmp_path / "own.py").write_text(text.replace("\n\nBase", "\n\nlink = relationship\nBase", 1), encoding="utf-8")
    done = command(str(tmp_path / "own.py"), "--patch", "--python", python, cwd=tmp_path)
    assert done.stdout == "" and "calls link, which is not relationship()" in done.stderr


def test_where_nothing_is_inferred_nothing_is_printed(command: Command, python: str) -> None:
    done = command(str(MODELS / "back_populates.py"), "--patch", "--python", python)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
