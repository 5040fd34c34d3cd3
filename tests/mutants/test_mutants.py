"""The lists of mutants: each is of a line that is there, as are its tests; the runner tells what is killed."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants.built import Build, CannotBuild
from tests.mutants.mutant import ROOT, MalformedList, Mutant, read_all, read_list
from tests.mutants.told import WHAT_TO_DO, count, survivors
from tests.mutants.trial import BROKEN, KILLED, SAME, SURVIVED, Court, Outcome

MUTANTS = read_all()
PARTS = {"flush", "state", "attribute", "loading", "mapping", "backend", "datasets", "bench", "strategies", "rule",
         "reports", "experiment", "sqlalchemy", "scripts"}  # fmt: skip
PROGRAMS = {line.split("bothsides_test(")[1].split()[0] for path in (ROOT / "tests").rglob("CMakeLists.txt")
            for line in path.read_text().splitlines() if "bothsides_test(" in line}  # fmt: skip


def mutate(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / "scripts" / "mutate"), *arguments], capture_output=True, text=True, timeout=300,
        env={**os.environ, "BOTHSIDES_PYTHON": sys.executable},
    )  # fmt: skip


def test_there_are_many_in_every_part() -> None:
    count = Counter(mutant.name.partition("/")[0] for mutant in MUTANTS)
    assert set(count) == PARTS and min(count.values()) >= 4
    assert len(MUTANTS) >= 120


def test_no_two_are_the_same() -> None:
    assert len({(mutant.file, mutant.old, mutant.new) for mutant in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_its_line_and_its_tests_are_there(mutant: Mutant) -> None:
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    assert mutant.mutated(text) != text
    for test in mutant.tests:
        there = test.partition(":")[0] in PROGRAMS or test.startswith("matrix_")
        assert (ROOT / test.partition("::")[0]).exists() if mutant.is_python else there


def test_a_block_without_tests_is_refused(tmp_path: Path) -> None:
    (tmp_path / "some.txt").write_text("a.py: wrong\n- x\n+ y\n")
    with pytest.raises(MalformedList, match="some/1: needs"):
        list(read_list(tmp_path / "some.txt"))


def test_an_unknown_name_is_one_line() -> None:
    done = mutate("nothing/9")
    assert (done.returncode, done.stderr) == (2, "mutate: no mutant 'nothing/9'; scripts/mutate --list names them\n")


def test_options_that_cannot_be_meant_are_one_line() -> None:
    for wrong in (("--jobs", "0"), ("--build", "/nowhere", "flush/1")):
        done = mutate(*wrong)
        assert done.returncode == 2 and done.stderr.count("\n") == 1, done.stderr


def test_a_build_of_older_sources_is_refused(tmp_path: Path) -> None:
    for name in ("a.o", "a.h"):
        (tmp_path / name).write_text("")
    build = Build(tmp_path, tmp_path)
    build.users = {str(tmp_path / "a.h"): {"a.o", "not_built.o"}}
    os.utime(tmp_path / "a.h", (1, 1))
    build.require_finished()
    os.utime(tmp_path / "a.o", (0.5, 0.5))
    with pytest.raises(CannotBuild, match="is older than .*a.h; `scripts/build dev` brings it up to date"):
        build.require_finished()


def test_a_survivor_is_told_with_its_line_and_what_to_do() -> None:
    first, second, *_ = MUTANTS
    told = survivors([Outcome(second, KILLED, 1.0), Outcome(first, SURVIVED, 1.0)])
    line = next(n for n, text in enumerate((ROOT / first.file).read_text().splitlines(), 1) if first.old in text)
    assert f"{first.name} survived: {first.file}:{line}: {first.words}" in told
    assert f"    - {first.old}" in told and f"    + {first.new}" in told and told[-1] == WHAT_TO_DO
    assert survivors([Outcome(second, KILLED, 1.0)]) == []


def test_nine_tenths_are_enough_and_fewer_than_ten_tell_nothing() -> None:
    def of(killed: int, survived: int, broken: int = 0) -> tuple[str, int]:
        verdicts = [KILLED] * killed + [SURVIVED] * survived + [BROKEN] * broken + [SAME]
        return count([Outcome(MUTANTS[0], verdict, 0.0) for verdict in verdicts])

    assert of(9, 1) == ("mutate: 9 of 10 killed (90 %), 1 survived, 1 do the same, 0 could not be tried", 0)
    assert [of(8, 2)[1], of(1, 1)[1], of(20, 0, broken=1)[1]] == [1, 0, 1]


@pytest.mark.slow
def test_what_a_test_notices_is_killed_and_the_checkout_stays() -> None:
    (rule,) = [mutant for mutant in MUTANTS if "n for n - 1" in mutant.words]
    before = (ROOT / rule.file).read_bytes()
    done = mutate(rule.name, "--jobs", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "mutate: 1 of 1 killed, 0 survived" in done.stdout
    assert (ROOT / rule.file).read_bytes() == before


@pytest.mark.slow
def test_a_test_that_always_fails_notices_nothing(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "tests").mkdir(parents=True)
    (tree / "a.py").write_text("x = 1\n")
    (tree / "tests" / "test_right.py").write_text("from a import x\n\n\ndef test_x() -> None:\n    assert x == 1\n")
    (tree / "tests" / "test_wrong.py").write_text("def test_x() -> None:\n    assert False\n")
    court = Court([Build(tmp_path, tmp_path)], [tree])
    verdicts = [
        court.judge(Mutant("part/1", "a.py", "words", "x = 1", new, (f"tests/test_{name}.py",))).verdict
        for new, name in (("x = 2", "right"), ("x  = 1", "right"), ("x = 2", "wrong"))
    ]
    assert verdicts == [KILLED, SURVIVED, BROKEN]
    assert (tree / "a.py").read_text() == "x = 1\n"
