"""Connections that a server ends: a failed cell with its SQLSTATE, no abort, nothing left or a word how to drop it."""

import signal
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.bench.postgres_server import BIN, CLUSTER, Server, needs_server, own_cluster

pytestmark = [needs_server, pytest.mark.xdist_group("postgres")]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with own_cluster() as made:
        yield made


def start(server: Server, program: str, cell: str, busy: str, **environment: str) -> "subprocess.Popen[str]":
    """A cell that would run for long; returns in the middle of it, when a statement like `busy` is or was sent."""
    process = subprocess.Popen(
        [f"{BIN}/{program}", f"--benchmark_filter={cell}", "--benchmark_min_time=30"],
        env=server.environ(environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    others = f"SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '{busy}'"
    while server.sql(others) == "0":
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.005)
    return process


def expect_failed_cell(process: "subprocess.Popen[str]", *codes: str) -> None:
    out, error = process.communicate(timeout=60)
    assert process.returncode == 1, (process.returncode, out, error)
    assert "failed: " in out and any(f"[{code}]" in out for code in codes), out
    assert "terminate called" not in error


# With a statement that the cell sends, and the filling of its tables does not.
CELLS = [
    ("bench_flush", "insert_graph/one_to_many/hand_written/postgres/zipf_small", 'COPY "posts"%'),
    ("bench_flush", "delete_users/one_to_many/hand_written/postgres/zipf_small", '%"posts" WHERE%'),
    ("bench_load", "load_lazy/one_to_many/hand_written/postgres/zipf_small", '%"posts" WHERE%'),
    ("bench_load", "load_two_selectin/one_to_many/hand_written/postgres/fan_out_10", '%"comments" WHERE%'),
    ("bench_mix", "mix_moderation/one_to_many/hand_written/postgres/zipf_small", '%"posts" WHERE%'),
    ("bench_load", "load_selectin/one_to_many/backref/postgres/zipf_small", '%"posts"%WHERE%'),
    ("bench_load", "load_two_selectin/one_to_many/backref/postgres/fan_out_10", '%"comments"%WHERE%'),
    ("bench_mix", "mix_moderation/one_to_many/unidirectional/postgres/zipf_small", '%"posts"%WHERE%'),
]


@pytest.mark.slow
@pytest.mark.parametrize(("program", "cell", "busy"), CELLS, ids=[cell for _, cell, _ in CELLS])
def test_an_ended_connection_fails_the_cell(server: Server, program: str, cell: str, busy: str) -> None:
    process = start(server, program, f"^{cell}/", busy)
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:  # between two transactions it connects again
        time.sleep(0.3)
        server.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE "
            f"'{busy}'"
        )
    # The others where the last word of the server did not arrive, or was said to rows that nobody read any more.
    expect_failed_cell(process, "57P01", "08006", "08003")
    assert [name for name in server.schemas() if name.startswith("bothsides_")] == []


@pytest.mark.parametrize("strategy", ["hand_written", "backref"])
def test_a_session_that_idles_for_too_long_fails_the_cell(server: Server, strategy: str) -> None:
    cell = f"load_lazy/one_to_many/{strategy}/postgres/zipf_small"
    limit = {"PGOPTIONS": "-c idle_in_transaction_session_timeout=2s"}
    process = start(server, "bench_load", f"^{cell}/", '%"posts"%WHERE%', **limit)
    others = "SELECT string_agg(state, '') FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
    deadline = time.monotonic() + 60
    while True:
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.05)
        if server.sql(others) == "idle in transaction":
            break
        process.send_signal(signal.SIGCONT)
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.01)
    while server.sql(others) != "":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGCONT)
    expect_failed_cell(process, "25P03")
    assert [name for name in server.schemas() if name.startswith("bothsides_")] == []


@pytest.mark.slow
def test_a_server_that_dies_leaves_a_word_how_to_drop_the_schema() -> None:
    with own_cluster() as dying:
        cell = "^insert_graph/one_to_many/hand_written/postgres/zipf_small/"
        process = start(dying, "bench_flush", cell, 'COPY "posts"%')
        assert dying.folder is not None
        postmaster = int((dying.folder / "data" / "postmaster.pid").read_text().split()[0])
        subprocess.run(["kill", f"-{signal.SIGQUIT.value}", str(postmaster)], check=True)  # stop -m immediate
        out, error = process.communicate(timeout=60)
        assert process.returncode in (1, 2), (process.returncode, error)
        assert "[57P0" in out + error or "[08006]" in out + error
        assert "terminate called" not in error
        assert "--drop-schemas=" in error
        command = error.split("drop them: ", 1)[1].splitlines()[0].split()
        deadline = time.monotonic() + 30
        while subprocess.run([CLUSTER, "status", "--dir", str(dying.folder)], capture_output=True).returncode != 3:
            assert time.monotonic() < deadline, "the server was to stop"
            time.sleep(0.05)
        subprocess.run([CLUSTER, "start", "--dir", dying.folder], capture_output=True, check=True, timeout=60)
        dropped = subprocess.run(command, env=dying.environ(), capture_output=True, text=True, timeout=60)
        assert dropped.returncode == 0 and "schemas dropped" in dropped.stdout, dropped.stderr  # or lost in the crash
        assert [name for name in dying.schemas() if name.startswith("bothsides_")] == []
