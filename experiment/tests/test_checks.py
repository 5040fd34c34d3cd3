"""scripts/checks: each rule finds a breach of it, and passes a project without one."""

import shutil
import subprocess
from pathlib import Path

import pytest

from experiment.tests.conftest import ROOT


def check(name: str, project: Path) -> subprocess.CompletedProcess[str]:
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    return subprocess.run([ROOT / "scripts" / "checks" / name], cwd=project, capture_output=True, text=True)


def write(project: Path, **files: str) -> None:
    for name, text in files.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.mark.parametrize(
    ("file", "include", "message"),
    [
        ("orm/session.h", '"strategies/all.h"', "orm/ may include orm alone"),
        ("orm/backend/backend.h", '"orm/session.h"', "orm/backend/ may include orm/backend alone"),
        ("orm/state/states.h", '"orm/flush/unit_of_work.h"', "orm/state/ may include orm/backend, orm/instance"),
        ("orm/flush/rows.h", '"orm/session.h"', "orm/flush/ may include orm/backend, orm/instance"),
        ("strategies/backref.h", '"orm/flush/unit_of_work.h"', "is inside the mapper: callers include orm/*.h alone"),
        ("tests/orm/any_test.cpp", '"orm/state/states.h"', "is inside the mapper: callers include orm/*.h alone"),
        ("strategies/backref.h", '"bench/cells/cell.h"', "strategies/ may include strategies, orm alone"),
        ("datasets/zipf.cpp", '"orm/backend/backend.h"', "datasets/ may include datasets alone"),
        ("datasets/zipf.cpp", '"datasets/tool/main.h"', "may not use its tools"),
        ("datasets/zipf.cpp", "<fmt/format.h>", "needs only the standard library"),
        ("orm/session.cpp", "<sqlite3.h>", "sqlite3.h belongs in orm/backend, bench/hand_written, tests alone"),
        ("strategies/x.h", "<benchmark/benchmark.h>", "benchmark/benchmark.h belongs in bench, tests alone"),
        ("bench/cells/cell.h", '"tests/fixture.h"', "bench/ may include bench, strategies, orm, datasets alone"),
        ("bench/cells/cell.h", '"cell_names.h"', "by paths from the root"),
        ("elsewhere/x.h", '"orm/session.h"', "a folder that has no row"),
    ],
)
def test_an_include_against_the_direction_is_found(tmp_path: Path, file: str, include: str, message: str) -> None:
    write(tmp_path, **{file: f"#pragma once\n#include {include}\n"})
    done = check("includes", tmp_path)
    assert done.returncode == 1 and done.stdout.startswith(f"{file}:2: ") and message in done.stdout


def test_includes_along_the_direction_pass(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{
            "orm/session.h": '#include "orm/backend/backend.h"\n#include <vector>\n#include <fmt/format.h>\n',
            "orm/backend/sqlite.cpp": "#include <sqlite3.h>\n",
            "bench/cells/cell.h": '#include <benchmark/benchmark.h>\n#include "strategies/all.h"\n',
            "datasets/tool/main.cpp": '#include "orm/backend/backend.h"\n#include "datasets/all.h"\n',
            "tests/any_test.cpp": '#include "bench/cells/cell.h"\n#include <sqlite3.h>\n',
        },
    )
    done = check("includes", tmp_path)
    assert (done.returncode, done.stdout) == (0, "")


def test_unlisted_and_missing_headers_of_a_list_are_found(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{
            "strategies/all.h": "#define ALL(X) \\\n  X(backref, Backref) \\\n  X(gone, Gone)\n",
            "strategies/backref.h": "",
            "strategies/forgotten.h": '#include "strategies/shared.h"\n',
            "strategies/shared.h": "",
            "bench/workloads/all.h": "#define ALL(X) \\\n  X(append, Append)\n",
            "bench/workloads/append.h": "",
        },
    )
    done = check("lists", tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "strategies/all.h:3: strategies/gone.h does not exist",
        "strategies/all.h:1: has no row for forgotten.h",
    ]


HEAD = """// append: new posts are appended.
// Timed: the appends. Untimed: loading. Item: one append.
// Answers: What does it cost?
#pragma once
"""
WORDS = 'constexpr WorkloadWords words{"append", Phase::sync, "append a post", "append", "What does it cost?"};\n'


@pytest.mark.parametrize(
    ("said", "instead", "message"),
    [
        ("append: ", "adding: ", "begins with 'append: '"),
        ("Timed: ", "", "says 'Timed: ' or 'Counted: '"),
        ("Untimed: ", "", "says 'Untimed: ' or 'Counted: '"),
        ("Item: ", "", "says 'Item: '"),
        ("What does it", "What may it", "ends with 'Answers: What does it cost?'"),
    ],
)
def test_a_workload_whose_head_leaves_something_out_is_found(
    tmp_path: Path, said: str, instead: str, message: str
) -> None:
    write(tmp_path, **{"bench/workloads/all.h": "#define ALL(X) X(append, Append)\n"})
    write(tmp_path, **{"bench/workloads/append.h": HEAD + WORDS})
    done = check("heads", tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    write(tmp_path, **{"bench/workloads/append.h": HEAD.replace(said, instead, 1) + WORDS})
    done = check("heads", tmp_path)
    assert done.returncode == 1 and done.stdout.startswith("bench/workloads/append.h:1: ") and message in done.stdout


def test_shell_that_does_not_parse_is_found(tmp_path: Path) -> None:
    write(tmp_path, **{"scripts/broken": "#!/usr/bin/env bash\nif true; then\n"})
    done = check("shell", tmp_path)
    assert done.returncode != 0 and "scripts/broken" in done.stdout + done.stderr


def test_shell_that_splits_words_is_found(tmp_path: Path) -> None:
    write(tmp_path, **{"scripts/careless": "#!/usr/bin/env bash\nrm -- $1\n"})
    done = check("shell", tmp_path)
    assert done.returncode != 0 and "SC2086" in done.stdout


@pytest.mark.skipif(shutil.which("clang-format-14") is None, reason="clang-format-14, which alone judges, is missing")
def test_cpp_that_is_laid_out_otherwise_is_found(tmp_path: Path) -> None:
    write(tmp_path, **{".clang-format": "BasedOnStyle: Google\n", "good.h": "int f();\n", "bad.h": "int  f( );\n"})
    done = check("cpp_format", tmp_path)
    assert done.returncode == 1 and [line.split(":")[0] for line in done.stdout.splitlines()] == ["bad.h"]


@pytest.mark.parametrize("text", ["see /home" + "/ada/notes", 'open("/tmp' + '/results/x")', "TO" + "DO: later"])
def test_words_of_one_machine_are_found(tmp_path: Path, text: str) -> None:
    write(tmp_path, **{"README.md": f"# bothsides\n{text}\n"})
    done = check("words", tmp_path)
    assert done.returncode == 1 and done.stdout.startswith("README.md:2:")


def test_ordinary_words_pass(tmp_path: Path) -> None:
    write(tmp_path, **{"README.md": "run scripts/run; /usr/bin/python3; a/wo" + "rk/b; load/ho" + "me\n"})
    assert check("words", tmp_path).returncode == 0
