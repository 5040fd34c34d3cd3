"""fuzz_semantics finds, shrinks and keeps what a wrong replayer does, and says in one line what it cannot do."""

import errno
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="python3-sqlalchemy is not installed")

from tests.conformance.differential.fuzz import Settings, outcomes  # noqa: E402
from tests.conformance.differential.helpers import REFERENCE  # noqa: E402
from tests.conformance.differential.reference import trace  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
WRONG = """
import json, sys
from tests.conformance.differential.reference import trace
split = sys.argv.index("--strategy")
for file in sys.argv[1:split]:
    scenario = json.load(open(file))
    found = trace(scenario, {"back_populates_runtime": "back_populates", "backref_static": "backref"}.get(
        sys.argv[split + 1], sys.argv[split + 1]))
    deleted = False
    for record in found["steps"]:
        deleted = deleted or record["op"] == "delete"
        if deleted and record["op"] == "count" and record["error"] is None:
            record["result"] += 1  # after a delete it cannot count
    print(json.dumps(found))
"""


def fuzz(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / "scripts" / "fuzz_semantics"), *arguments], capture_output=True, text=True, timeout=300,
        env={**os.environ, "BOTHSIDES_PYTHON": sys.executable},
    )  # fmt: skip


@pytest.mark.slow
def test_the_reference_agrees_with_itself() -> None:
    done = fuzz("--seeds", "1..20", "--jobs", "2", "--replay", REFERENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("20 scenarios, ")
    assert done.stdout.splitlines()[-1].endswith(" 0 disagreements")


@pytest.mark.slow
def test_a_wrong_replayer_is_found_shrunk_and_kept(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text(WRONG)
    done = fuzz(
        "--seeds", "200..260", "--strategy", "back_populates", "--model", "one_to_many", "--at-most", "1",
        "--replay", f"{sys.executable} {wrong}", "--keep", str(tmp_path / "kept"), "--shrink-seconds", "200",
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "result: expected" in done.stdout
    assert done.stdout.index("disagreement: rand_0002") < done.stdout.index("shrinking"), "said as it is found"
    (kept,) = (tmp_path / "kept").glob("*.json")
    small = json.loads(kept.read_text())
    assert [step["op"] for step in small["steps"]].count("count") == 1
    assert len(small["steps"]) <= 4
    (entry,) = small["expected"]
    assert entry["trace"]["steps"] == trace(small, "back_populates")["steps"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [((), "--seeds"), (("--seeds", "9..1"), "not a range of seeds"), (("--seeds", "1", "--model", "tree"), "tree"),
     (("--seeds", "1", "--strategy", "nobody"), "nobody"), (("--seeds", "1", "--jobs", "0"), "a number from 1 to 256"),
     (("--seeds", "1", "--replay", "/nowhere/replay"), "no replayer '/nowhere/replay'"),
     (("--seeds", "1", "--replay", "false"), "knows none of the strategies"), (("--seeds", "1", "more"), "more")],
)  # fmt: skip
def test_bad_usage_is_one_line_and_exit_code_2(arguments: tuple[str, ...], words: str) -> None:
    done = fuzz(*arguments)
    assert done.returncode == 2
    assert words in done.stderr and len(done.stderr.splitlines()) == 1 and not done.stdout


def test_help_names_every_option() -> None:
    done = fuzz("--help")
    assert done.returncode == 0
    assert all(option in done.stdout for option in ("--seeds", "--strategy", "--model", "--jobs", "--replay", "--keep"))


@pytest.mark.slow
def test_a_crash_of_the_replayer_is_a_disagreement(tmp_path: Path) -> None:
    crash = tmp_path / "crash.py"
    refuses = "deleted = False\n    assert not any(step['op'] == 'rollback' for step in scenario['steps'])"
    crash.write_text(WRONG.replace("deleted = False", refuses))
    done = fuzz(
        "--seeds", "1..20", "--strategy", "unlinked", "--replay", f"{sys.executable} {crash}", "--at-most", "1",
        "--keep", str(tmp_path), "--shrink-seconds", "3",
    )  # fmt: skip
    assert done.returncode == 1
    assert "AssertionError" in done.stdout


def test_a_replayer_that_vanishes_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    vanishing = tmp_path / "vanishing"
    vanishing.write_text(f'#!/bin/sh\n{REFERENCE} "$@"\nrm -f -- "$0"\n')
    vanishing.chmod(0o755)
    done = fuzz("--seeds", "1..4", "--replay", str(vanishing))
    assert done.returncode == 2, done.stdout + done.stderr
    (line,) = done.stderr.splitlines()
    assert line == f"differential: '{vanishing}' cannot be run any more: No such file or directory"


def starts_workers(group: int) -> bool:
    """Whether a process of `group` is the server of its workers."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getpgid(int(process.name)) == group and b"forkserver" in (process / "cmdline").read_bytes():
                return True
    return False


@pytest.mark.slow
def test_ctrl_c_ends_it_quietly() -> None:
    process = subprocess.Popen(
        [str(ROOT / "scripts" / "fuzz_semantics"), "--seeds", "1..100000", "--replay", REFERENCE, "--jobs", "2"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "BOTHSIDES_PYTHON": sys.executable},
    )  # fmt: skip
    while not starts_workers(process.pid):
        assert process.poll() is None, process.communicate()
        time.sleep(0.1)
    time.sleep(1)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err and "interrupted" in err


STARTING = """
import os, re, signal, sys
from multiprocessing import util
from pathlib import Path
from tests.conformance.differential.fuzz import Settings, outcomes

start = util.spawnv_passfds
def start_interrupted(path, arguments, fds):
    process = start(path, arguments, fds)
    if "forkserver" in str(arguments):
        status = Path(f"/proc/{process}/status")
        while not int(re.search(r"SigCgt:\\s*(\\w+)", status.read_text())[1], 16) & 2:  # until it is Python
            pass
        os.killpg(0, signal.SIGINT)
    return process

util.spawnv_passfds = start_interrupted
try:
    list(outcomes(Settings([sys.argv[1]], ("back_populates",), ()), range(10), 2))
except KeyboardInterrupt:
    print("interrupted")
"""


def test_ctrl_c_while_the_workers_start_is_not_theirs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STARTING, REFERENCE], cwd=ROOT, capture_output=True, text=True, start_new_session=True
    )
    assert (done.stdout, done.stderr) == ("interrupted\n", "")


def test_without_semaphores_one_process_does_it_all(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("multiprocessing.synchronize.SemLock.__init__", refuse)
    settings = Settings(shlex.split(REFERENCE), ("back_populates",), ("one_to_many",))
    assert sum(outcome.scenarios for outcome in outcomes(settings, range(1, 4), 2)) == 3
    assert capsys.readouterr().err == "differential: one process in place of 2: Permission denied (/dev/shm)\n"


@pytest.mark.slow
def test_compare_uses_what_a_file_expects() -> None:
    samples = [str(path) for path in sorted((ROOT / "tests" / "conformance" / "differences").glob("m2m_*.json"))]
    done = subprocess.run(
        [sys.executable, "-m", "tests.conformance.differential", "compare", *samples, "--replay", REFERENCE],
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, f"{len(samples)} scenarios, 0 disagreements")
