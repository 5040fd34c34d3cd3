"""scripts/postgres_cluster: starts, tells, stops, removes what it made, and touches nothing else."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.postgres_server import CLUSTER, Server

pytestmark = [
    pytest.mark.skipif(not shutil.which("psql"), reason="PostgreSQL is not installed; scripts/setup installs it"),
    pytest.mark.xdist_group("postgres"),
]


@pytest.fixture
def folder() -> Iterator[Path]:
    parent = Path(tempfile.mkdtemp(prefix="bothsides-", dir="/tmp"))
    parent.chmod(0o711)
    yield parent / "pg"
    subprocess.run([CLUSTER, "stop", "--dir", parent / "pg"], capture_output=True)
    shutil.rmtree(parent)


def call(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [str(CLUSTER), *map(str, arguments)]
    misleading = {"PGPORT": "1", "PGUSER": "nobody"}
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=os.environ | misleading)


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_cluster_is_started_once_told_and_stopped(folder: Path) -> None:
    assert call("status", "--dir", folder).returncode == 3
    done = call("start", "--dir", folder, "--cpus", min(os.sched_getaffinity(0)))
    assert done.returncode == 0 and done.stdout == f"host={folder} port=5432 dbname=bothsides user=bothsides\n"
    server = Server(done.stdout.strip())
    server.sql("CREATE TABLE kept (id int)")
    assert server.sql("SHOW fsync; SHOW autovacuum") == "off\noff" and server.sql("SHOW listen_addresses") == ""
    pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    assert os.sched_getaffinity(pid) == {min(os.sched_getaffinity(0))}
    assert Path(f"/proc/{pid}").stat().st_uid != 0
    again = call("start", "--dir", folder)
    assert again.stdout == done.stdout == call("status", "--dir", folder).stdout
    assert server.sql("SELECT count(*) FROM kept") == "0"
    assert call("stop", "--dir", folder).returncode == 0
    assert not folder.exists() and not is_alive(pid)
    assert call("stop", "--dir", folder).returncode == 0


def test_a_folder_that_is_not_ours_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    for action in ("start", "stop"):
        done = call(action, "--dir", folder)
        assert done.returncode == 2 and "was not made by this script" in done.stderr
    assert (folder / "thesis.txt").read_text() == "years of work"
    shutil.rmtree(folder)


def test_an_interrupted_start_leaves_nothing(folder: Path) -> None:
    command = [str(CLUSTER), "start", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not folder.exists():
        time.sleep(0.005)
    time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 143
    assert not folder.exists()


@pytest.mark.parametrize(
    "arguments", [[], ["begin"], ["start", "--dir"], ["start", "--fast"], ["start", "--dir", "/" + "x" * 90]]
)
def test_bad_usage_is_said(arguments: list[str]) -> None:
    done = call(*arguments)
    assert done.returncode == 2 and done.stderr
