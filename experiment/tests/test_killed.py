"""kill -9: nothing goes on without its runner, and what it left neither stays nor spoils the next run."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from experiment.owner import is_gone, stamp
from experiment.scratch import dead_folders
from experiment.tests.conftest import Bench, make_bench, raw_files, tree
from experiment.tests.processes import children, is_there, wait_until
from experiment.tests.test_interruption import interrupt, wait_for_raw

POINTS = 18
STANDARD = ("--preset", "standard")
DIES = '''
import os, signal, sys
from experiment.__main__ import start
left = int(sys.argv.pop(1))
CHANGES = {"os.rename", "os.mkdir", "os.rmdir", "os.remove", "shutil.rmtree", "subprocess.Popen"}
def hook(event, args):
    global left
    if event in CHANGES or (event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
code = start(sys.argv[1:])
print("changes:", -left)
raise SystemExit(code)
'''


def dying(bench: Bench, change: int, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The experiment, killed just before its nth change of a file or start of a process; 0: not at all."""
    command = bench.command(*arguments)
    command[1:3] = ["-c", DIES, str(change)]
    return subprocess.run(command, env=bench.environ(""), capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many changes a run makes that is not killed."""
    done = dying(make_bench(tmp_path_factory.mktemp("counted")), 0, *STANDARD)
    assert done.returncode == 0, done.stderr
    return int(done.stdout.rsplit("changes: ", 1)[1])


def left_over(bench: Bench) -> list[str]:
    """What lies in TMPDIR, and beside and in the results without being one of them."""
    beside = [path.name for path in bench.out.parent.iterdir() if path != bench.out]
    return os.listdir(bench.environment["TMPDIR"]) + beside + [path.name for path in bench.out.rglob(".*")]


@pytest.mark.slow
def test_the_benchmark_process_ends_with_its_runner_and_resume_works_at_once(bench: Bench) -> None:
    process = bench.start("--preset", "quick", trouble="slow")
    wait_for_raw(bench.incomplete, 2, process)
    wait_until(lambda: children(process.pid))
    (child,) = children(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    before = tree(bench.incomplete / "raw")
    done = bench("--resume")
    assert done.returncode == 0, done.stderr
    assert len(raw_files(bench.out)) == 6
    after = tree(bench.out / "raw")
    assert all(after[name] == text for name, text in before.items() if name.endswith(".json") and name[0] != ".")
    wait_until(lambda: not is_there(child))
    assert left_over(bench) == []


@pytest.mark.slow
@pytest.mark.parametrize("nth", range(POINTS))
def test_a_run_that_is_killed_at_any_point_leaves_nothing_behind_the_next_one(
    bench_with_results: Bench, changes: int, nth: int
) -> None:
    bench = bench_with_results
    assert changes > POINTS
    before = tree(bench.out)
    done = dying(bench, 1 + nth * (changes - 1) // (POINTS - 1), *STANDARD)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not bench.out.exists() or "plan.json" in tree(bench.out)
    resumed = bench("--resume")
    if resumed.returncode != 0:  # it died before anything was planned, or when all was done
        assert resumed.returncode == 2 and "nothing to resume" in resumed.stderr
        assert bench(*STANDARD).returncode == 0
    assert json.loads((bench.out / "status.json").read_text())["state"] == "complete"
    assert len(raw_files(bench.out)) == 4 and tree(bench.out)["plan.json"] != before["plan.json"]
    assert left_over(bench) == []


def test_complete_results_survive_a_run_that_died_while_it_replaced_them(bench_with_results: Bench) -> None:
    bench = bench_with_results
    before = tree(bench.out)
    bench.out.rename(bench.out.with_name(f".latest.replaced.{gone()}"))
    process = bench.start("--preset", "quick", trouble="slow")
    wait_for_raw(bench.incomplete, 1, process)
    assert tree(bench.out) == before
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=60)
    assert tree(bench.out) == before


def gone() -> str:
    """The stamp of a process that has ended."""
    said = subprocess.run(
        [sys.executable, "-c", "from experiment.owner import stamp; print(stamp())"], capture_output=True, text=True
    )
    return said.stdout.strip()


def test_a_process_is_known_by_its_pid_and_its_start(tmp_path: Path) -> None:
    assert not is_gone(stamp()) and is_gone(gone())
    pid, start = stamp().split("-")
    assert is_gone(f"{pid}-{int(start) + 1}")  # another process had this pid before


def test_what_is_not_of_a_dead_run_stays(bench: Bench) -> None:
    tmp = Path(bench.environment["TMPDIR"])
    victim = tmp.parent / "somebody's"
    victim.mkdir()
    (victim / "file").write_text("")
    (tmp / f"bothsides-run-{stamp()}").mkdir()  # of a run that lasts
    (tmp / f"bothsides-run-{gone()}").mkdir()
    (tmp / f"bothsides-run-{gone()}").symlink_to(victim)
    for name in ("bothsides-run-", "bothsides-run-1", "bothsides-run-x-1", "bothsides-runs", f"other-run-{gone()}"):
        (tmp / name).mkdir()
    before = set(os.listdir(tmp))
    interrupt(bench, 1)
    assert before - set(os.listdir(tmp)) == {name for name in before if is_swept(tmp / name)}
    assert (victim / "file").exists()


def test_what_another_user_left_is_not_ours_to_sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / f"bothsides-run-{gone()}"
    left.mkdir()
    assert dead_folders() == [left]
    monkeypatch.setattr(os, "getuid", lambda: left.stat().st_uid + 1)
    assert dead_folders() == []


def is_swept(path: Path) -> bool:
    parts = path.name.removeprefix("bothsides-run-").split("-")
    own = len(parts) == 2 and all(map(str.isdigit, parts)) and path.name.startswith("bothsides-run-")
    return own and is_gone("-".join(parts)) and not path.is_symlink()
