"""Ctrl-C while the report is built, or before anything is measured: the usual exit code, a message, no traceback."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiment.tests.conftest import Bench, raw_files, tree
from experiment.tests.test_interruption import wait_for_raw
from experiment.tests.processes import wait_until
from experiment.tests.test_killed import left_over

# Ctrl-C arrives in the middle of the report, where the code that runs swallows exceptions of its own kind.
SWALLOWED = {
    "library": "def late(*_):\n  try: signal.raise_signal(signal.SIGINT)\n  except Exception: pass\n  return real(*_)",
    "destructor": "class Dies:\n  def __del__(self): signal.raise_signal(signal.SIGINT)\n"
    "def late(*_):\n  Dies()\n  time.sleep(5)\n  return real(*_)",
    "finally": "def late(*_):\n  try: raise ValueError\n  finally: signal.raise_signal(signal.SIGINT)",
}
PATCHED = """
import signal, sys, time
import reports.output.build
from experiment.__main__ import start
real = reports.output.build.texts
{late}
reports.output.build.texts = late
raise SystemExit(start(sys.argv[1:]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("where", SWALLOWED)
def test_ctrl_c_while_the_report_is_built_is_not_swallowed(bench: Bench, where: str) -> None:
    bench.reports = True
    command = bench.command("--preset", "standard")
    command[1:3] = ["-c", PATCHED.format(late=SWALLOWED[where])]
    done = subprocess.run(command, env=bench.environ(""), capture_output=True, text=True, timeout=60)
    assert done.returncode == 130
    said = "run: interrupted; everything is measured, the report is missing. Continue with: scripts/run "
    assert done.stderr.startswith(said)
    assert len(done.stderr.splitlines()) == 1 and "Traceback" not in done.stdout
    assert len(raw_files(bench.incomplete)) == 4 and not list(bench.incomplete.glob(".*"))
    assert os.listdir(bench.environment["TMPDIR"]) == []
    assert bench("--resume").returncode == 0
    assert (bench.out / "index.html").exists() and left_over(bench) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("delay", "number"),
    [(0.02, signal.SIGINT), (0.3, signal.SIGINT), (0.8, signal.SIGINT), (1.5, signal.SIGINT),
     (0.02, signal.SIGTERM), (0.8, signal.SIGTERM), (0.3, signal.SIGHUP), (1.5, signal.SIGHUP)],
)  # fmt: skip
def test_a_signal_at_any_time_after_the_last_process_loses_nothing(bench: Bench, delay: float, number: int) -> None:
    bench.reports = True
    process = bench.start("--preset", "standard", "--patience", "0")  # one look, so that these are all processes
    wait_for_raw(bench.incomplete, 4, process)
    time.sleep(delay)
    os.killpg(process.pid, number)
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in out + err and "could not be built" not in err
    if process.returncode == 0:  # it was quicker
        assert (bench.out / "index.html").exists()
    else:
        assert process.returncode == 128 + number and "run: interrupted; " in err
    assert bench.out.exists() or bench("--resume").returncode == 0
    assert json.loads((bench.out / "status.json").read_text())["state"] == "complete" and left_over(bench) == []


def listens(pid: int) -> bool:
    """Whether the process catches SIGTERM, as Python by itself does not."""
    found = re.search(r"^SigCgt:\s*(\w+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return bool(found and int(found[1], 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.parametrize("delay", [0, 0.05, 0.2, 0.35, 0.5, 0.8])
def test_an_early_ctrl_c_leaves_everything_as_it_was_and_says_so(bench_with_results: Bench, delay: float) -> None:
    bench = bench_with_results
    before = tree(bench.out)
    process = bench.start("--preset", "quick", trouble="hang")
    wait_until(lambda: listens(process.pid))
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130 and "Traceback" not in out + err
    assert err.startswith("run: interrupted before ") and "; nothing was " in err
    assert tree(bench.out) == before and left_over(bench) == []


@pytest.mark.parametrize("delay", [0.1, 0.4, 1.0, 1.8])
def test_ctrl_c_ends_a_report_that_is_built_by_hand(bench_with_results: Bench, delay: float) -> None:
    out = bench_with_results.out
    process = subprocess.Popen(
        [sys.executable, "-m", "reports", "build", str(out)],
        env=bench_with_results.environ(""),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: "/numpy" in Path(f"/proc/{process.pid}/maps").read_text())  # its own code has begun
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    said, complained = process.communicate(timeout=60)
    assert process.returncode in (0, 130, -signal.SIGINT) and "Traceback" not in said + complained
    assert (out / "index.html").exists() and not list(out.glob(".report-*"))
