"""What type checkers see: the kept results follow from the programs, and from the checkers where they are installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from experiment.evidence.mistakes import read_table
from type_checkers.__main__ import PYRIGHT, PYTHON, installed
from type_checkers.check import CannotBeChecked, Checker, errors
from type_checkers.programs import MISTAKES, RIGHT, mistaken, programs
from type_checkers.results import PAGE, judged, page, read_results


def test_the_mistakes_are_those_of_the_table() -> None:
    assert list(MISTAKES) == [mistake for mistake, _ in read_table().rows]
    for mistake, strategies in MISTAKES.items():
        for strategy, edits in strategies.items():
            assert not edits or mistaken(mistake, strategy) != RIGHT[strategy]


def test_the_page_is_made_of_the_results() -> None:
    kept = read_results()
    assert list(kept["mistakes"]) == list(MISTAKES)
    assert PAGE.read_text(encoding="utf-8") == page(kept), "run scripts/measure_type_checkers --page"


def test_a_mistake_is_seen_only_by_an_error_that_the_right_program_has_not() -> None:
    names = programs()
    said = {name: ["always"] for name in names} | {"mistake_0_backref": ["always", "new"]}
    found = judged({"mypy": said})
    seen = {(m, s) for m, by in found.items() for s, of in by.items() if of and of["mypy"]}
    assert seen == {("the partner's name is misspelt", "backref")}
    assert found["the partner's name is misspelt"]["unidirectional"] is None


@pytest.mark.skipif(not PYTHON.exists() or not PYRIGHT.exists(), reason="scripts/measure_type_checkers installs them")
@pytest.mark.parametrize("number", [0, 1])
def test_the_checkers_that_are_installed_say_what_is_kept(number: int, tmp_path: Path) -> None:
    checker = installed()[number]
    kept = read_results()
    found = judged({checker.name: errors(checker, tmp_path, programs())})
    for mistake, by in found.items():
        for strategy, now in by.items():
            then = kept["mistakes"][mistake][strategy]
            assert (now and bool(now[checker.name])) == (then and bool(then[checker.name])), (mistake, strategy)


@pytest.mark.skipif(not PYTHON.exists(), reason="scripts/measure_type_checkers installs SQLAlchemy 2.1")
@pytest.mark.parametrize("strategy", RIGHT)
def test_the_right_programs_are_right_in_sqlalchemy(strategy: str, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    calls = "\nBase.registry.configure()\ncall(User(), Post(), Tag())\n"
    program.write_text(RIGHT[strategy] + calls, encoding="utf-8")
    done = subprocess.run([str(PYTHON), "-W", "error", str(program)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_checker_that_fails_is_one_line(tmp_path: Path) -> None:
    broken = Checker("mypy", (sys.executable, "-c", "import sys; sys.exit('no licence')"))
    with pytest.raises(CannotBeChecked, match=r"mypy failed \(1\): no licence"):
        errors(broken, tmp_path, {})
