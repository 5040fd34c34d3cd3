"""Runs on PostgreSQL with real binaries: a server of their own or somebody's, from start to report or interrupted."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from experiment.tests.conftest import every_strategy, measures
from experiment.tests.processes import wait_until
from tests.bench.postgres_server import BIN, ROOT, Server, needs_server, own_cluster

pytestmark = [needs_server, pytest.mark.xdist_group("postgres")]
PRESETS = f"""
[quick]
processes = 2
rounds = 2
sample_ms = 0.1
verdicts = false
groups = ["load_selectin/one_to_many/*/zipf_tiny", "move_posts/one_to_many/postgres/zipf_tiny"]
{measures(*every_strategy())}
"""
SECRET = "correct-horse"


class Run:
    reports = False

    def __init__(self, folder: Path) -> None:
        self.folder, self.out, self.presets = folder, folder / "out", folder / "presets.toml"
        self.presets.write_text(PRESETS)

    def command(self, *arguments: str) -> list[str]:
        fixed = ["--bin", str(BIN), "--presets", str(self.presets), "--preset", "quick", "--out", str(self.out)]
        return [sys.executable, "-m", "experiment", *fixed, *([] if self.reports else ["--no-report"]), *arguments]

    def __call__(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*arguments), env=self.environ(environment), capture_output=True, text=True, timeout=300
        )

    def environ(self, more: dict[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "BOTHSIDES_DSN"}
        return kept | {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"} | more

    def everything_written(self) -> str:
        return "".join(path.read_text(errors="replace") for path in self.out.rglob("*") if path.is_file())


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with own_cluster() as made:
        made.sql("CREATE TABLE users (id int); CREATE TABLE posts (id int); INSERT INTO users VALUES (1)")
        yield made


def clusters() -> list[str]:
    return [line for line in os.listdir("/proc") if line.isdigit() and _is_cluster(line)]


def _is_cluster(pid: str) -> bool:
    try:
        return "bothsides-cluster-" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


@pytest.mark.slow
def test_a_run_starts_its_own_server_and_takes_it_away(run: Run) -> None:
    run.reports = True
    done = run("--backend", "all", "--postgres-paths", "update=single")
    assert done.returncode == 0, done.stderr
    plan = json.loads((run.out / "plan.json").read_text())
    assert {group["backend"] for group in plan["groups"]} == {"sqlite", "sqlite_memory", "postgres"}
    facts = plan["environment"]["postgres"]
    assert facts["kind"] == "cluster" and facts["paths"] == "update=single" and "share core" in facts["placement"]
    raw = json.loads((run.out / "raw" / "bench_flush.001.json").read_text())
    core = plan["environment"]["placement"].removeprefix("taskset core ")
    assert raw["context"]["postgres.server_cores"] == core and raw["context"]["postgres.fsync"] == "off"
    rows = [row for row in raw["benchmarks"] if row["name"].startswith("move_posts/one_to_many/backref/postgres")]
    assert rows and all(row["updates"] == row["round_trips"] == 4 for row in rows)
    assert "On PostgreSQL one statement carries many rows" in (run.out / "summary.md").read_text()
    assert clusters() == []


@pytest.mark.slow
def test_a_run_on_somebodys_server_leaves_it_as_it_was_and_shows_no_password(run: Run, server: Server) -> None:
    before = server.dump()
    run.reports = True
    done = run("--dsn", f"{server.conninfo} password={SECRET}", PGPASSWORD="other-" + SECRET)
    assert done.returncode == 0, done.stderr
    assert server.dump() == before
    assert SECRET not in done.stdout + done.stderr + run.everything_written()
    plan = json.loads((run.out / "plan.json").read_text())
    assert plan["environment"]["postgres"]["kind"] == "dsn" and "password=***" in plan["command"]


@pytest.mark.slow
def test_no_child_has_the_password_in_its_arguments_or_environment(run: Run, server: Server) -> None:
    process = subprocess.Popen(
        run.command("--dsn", server.conninfo),
        env=run.environ({"PGPASSWORD": SECRET, "PYTHONUNBUFFERED": "1"}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # which tells its children from those of other tests
    )
    seen = set()
    while process.poll() is None:
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                if os.getsid(int(pid)) != process.pid:
                    continue
                arguments = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
                environment = Path(f"/proc/{pid}/environ").read_bytes().decode()
            except OSError:
                continue
            if "/bench_" in arguments and str(run.folder) + "\0" not in arguments and "BOTHSIDES_TOKEN=" in environment:
                seen.add(arguments.split("\0")[0])
                assert SECRET not in arguments + environment
                assert "PGPASSFILE=" in environment
        time.sleep(0.02)
    assert process.returncode == 0 and seen


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_no_server_and_no_schema(run: Run, server: Server, number: signal.Signals) -> None:
    before = server.dump()
    for arguments in (["--backend", "postgres"], ["--dsn", server.conninfo]):
        run.presets.write_text(PRESETS.replace("rounds = 2", "rounds = 2000"))
        process = subprocess.Popen(
            run.command(*arguments), env=run.environ({}), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("plan:"):
                break
        time.sleep(0.5)
        process.send_signal(number)
        assert process.wait(60) == 128 + number
        process.stdout.close()
        assert clusters() == [] and server.dump() == before


def texts_below(folder: Path) -> Iterator[str]:
    """Of files that others may remove meanwhile."""
    for root, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                yield Path(root, name).read_text(errors="replace")


@pytest.mark.slow
@pytest.mark.parametrize("whose", ["own", "dsn"])
@pytest.mark.parametrize("with_children", [False, True])
def test_what_a_killed_run_left_on_a_server_goes_with_the_next_run(
    run: Run, server: Server, tmp_path: Path, whose: str, with_children: bool
) -> None:
    before, temporary = server.dump(), tmp_path / "t"
    temporary.mkdir(mode=0o711)
    arguments = ["--backend", "postgres"] if whose == "own" else ["--dsn", f"{server.conninfo} password={SECRET}"]
    run.presets.write_text(PRESETS.replace("rounds = 2", "rounds = 2000"))
    process = subprocess.Popen(
        run.command(*arguments),
        env=run.environ({"TMPDIR": str(temporary)}),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("plan:"):
            break
    time.sleep(1)
    os.killpg(process.pid, signal.SIGKILL) if with_children else process.kill()
    process.wait(60)
    process.stdout.close()
    assert not any(SECRET in text for text in texts_below(temporary))
    run.presets.write_text(PRESETS)
    again = ["--backend", "sqlite"] if whose == "own" else arguments
    done = run(*again, TMPDIR=str(temporary))
    assert done.returncode == 0, done.stderr
    assert os.listdir(temporary) == [] and server.dump() == before
    wait_until(lambda: not clusters())  # its files are gone before the server's process is


@pytest.mark.slow
def test_what_a_killed_run_left_on_another_server_is_told(run: Run, server: Server, tmp_path: Path) -> None:
    temporary = tmp_path / "t"
    temporary.mkdir()
    process = subprocess.Popen(
        run.command("--dsn", f"{server.conninfo} password={SECRET}"),
        env=run.environ({"TMPDIR": str(temporary)}),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    done = run("--backend", "sqlite", TMPDIR=str(temporary))
    said = re.search(r"--drop-schemas=([0-9a-f]{16})", done.stderr)
    assert done.returncode == 0 and said and server.conninfo.split()[0] in done.stderr and SECRET not in done.stderr
    dropped = server.bench("bench_load", f"--drop-schemas={said[1]}")
    assert dropped.returncode == 0, dropped.stderr
    assert server.schemas() == [] and os.listdir(temporary) == []


@pytest.mark.parametrize(
    ("message", "dsn"),
    [
        ("Connection refused", f"host=127.0.0.1 port=1 user=me dbname=d password={SECRET}"),
        ("No such file or directory", "host=/nowhere/at/all user=me dbname=d"),
        ("does not exist [3D000]", "SERVER dbname=nowhere"),
    ],
)
def test_a_server_that_cannot_be_used_is_one_line(run: Run, server: Server, message: str, dsn: str) -> None:
    done = run("--dsn", dsn.replace("SERVER", server.conninfo))
    assert done.returncode == 2 and message in done.stderr and SECRET not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 and done.stderr.startswith("run: cannot connect to PostgreSQL")
    assert not run.out.exists()
