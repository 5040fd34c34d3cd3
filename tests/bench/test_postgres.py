"""Benchmark binaries on PostgreSQL: nobody's data is touched, nothing is left, a refusal is one readable line."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.postgres_server import BIN, CLUSTER, DSN, Server, needs_server, own_cluster

pytestmark = [needs_server, pytest.mark.xdist_group("postgres")]
PASSWORD = "correct-horse:battery\\staple"
CELLS = "--benchmark_filter=postgres/zipf_tiny"
FAST = "--benchmark_min_time=0.000001"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A cluster whose database belongs to somebody: tables of our tables' names, and a schema of our schemas' name."""
    with own_cluster() as made:
        made.sql(
            "CREATE TABLE users (id int PRIMARY KEY, name text);"
            "CREATE TABLE posts (id int, users_id int REFERENCES users);"
            "INSERT INTO users VALUES (1, 'somebody'); INSERT INTO posts VALUES (1, 1);"
            "CREATE SCHEMA bothsides; CREATE TABLE bothsides.users (id int); INSERT INTO bothsides.users VALUES (7)"
        )
        yield made


@pytest.mark.slow
def test_every_workload_runs_and_somebodys_tables_stay_as_they_were(server: Server) -> None:
    before = server.dump()
    for binary in ("bench_load", "bench_flush"):
        done = server.bench(binary, CELLS, FAST)
        assert done.returncode == 0, done.stderr
        assert "ERROR" not in done.stdout and "postgres/zipf_tiny" in done.stdout
    assert server.dump() == before


def start(server: Server, token: str, keep_output: bool = False, **environment: str) -> "subprocess.Popen[str]":
    output = subprocess.PIPE if keep_output else subprocess.DEVNULL
    process = subprocess.Popen(
        [f"{BIN}/bench_flush", "--benchmark_filter=insert_graph.*postgres/zipf_small", "--benchmark_min_time=60"],
        env=server.environ({"BOTHSIDES_TOKEN": token} | environment),
        stdout=output,
        stderr=output,
        text=True,
    )
    deadline = time.monotonic() + 30
    rows = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY \"posts\"%'"
    while server.sql(rows) == "0":  # in the middle of a flush
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.01)
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_process_leaves_nothing(server: Server, number: signal.Signals) -> None:
    before = server.dump()
    process = start(server, "00000000000000a1")
    process.send_signal(number)
    assert process.wait(30) == -number
    assert server.dump() == before


def test_what_a_killed_process_leaves_is_found_by_its_token_and_kept_things_stay(
    server: Server, tmp_path: Path
) -> None:
    before = server.dump()
    killed = start(server, "00000000000000b1", TMPDIR=str(tmp_path))  # its scratch folder stays too
    killed.kill()
    killed.wait(30)
    (left,) = (name for name in server.schemas() if name != "bothsides")
    assert left.startswith("bothsides_00000000000000b1_")
    assert server.bench("bench_load", "--drop-schemas=00000000000000b2").stdout == "0 schemas dropped\n"
    assert server.bench("bench_load", "--drop-schemas=00000000000000b1").stdout == "1 schemas dropped\n"
    assert server.dump() == before
    kept = server.bench("bench_load", "--check-server", BOTHSIDES_TOKEN="00000000000000b3", BOTHSIDES_KEEP="1")
    assert kept.returncode == 0 and any("b3" in name for name in server.schemas())
    server.bench("bench_load", "--drop-schemas=00000000000000b3")
    assert server.dump() == before


def test_a_server_that_ends_the_connection_fails_the_cell_and_the_next_one_runs(server: Server) -> None:
    process = start(server, "00000000000000c1")
    server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY \"posts\"%'")
    time.sleep(0.5)
    assert process.poll() is None
    process.terminate()
    process.wait(30)


def refused(server: Server, **environment: str) -> str:
    """What a binary says of a server that it cannot use: one line, exit code 2, and no password."""
    started = time.monotonic()
    done = server.bench("bench_load", "--check-server", **environment)
    assert done.returncode == 2 and time.monotonic() - started < 20
    assert len(done.stderr.strip().splitlines()) == 1 and done.stderr.startswith(f"{BIN}/bench_load: ")
    assert PASSWORD not in done.stderr + done.stdout and "correct-horse" not in done.stderr
    cell = server.bench("bench_load", "--benchmark_filter=load_lazy.*/backref/postgres/zipf_tiny", FAST, **environment)
    assert cell.returncode == 2 and "correct-horse" not in cell.stdout + cell.stderr
    assert "cannot make the database of zipf_tiny" in cell.stderr.splitlines()[-1]
    return done.stderr


def role(server: Server, name: str, options: str, conninfo: str = "") -> Server:
    server.sql(f"DROP ROLE IF EXISTS {name}; CREATE ROLE {name} LOGIN {options}")
    return Server(f"{server.conninfo.replace('user=bothsides', '')} user={name} {conninfo}")


def test_a_role_that_may_only_read_is_told(server: Server) -> None:
    before = server.dump()
    assert "this role may not make a schema here" in refused(role(server, "reader", ""))
    read_only = {"PGOPTIONS": "-c default_transaction_read_only=on"}
    assert "may only read" in refused(Server(server.conninfo, environment=read_only))
    assert server.dump() == before


def test_servers_that_cannot_be_reached_are_told(server: Server) -> None:
    assert "Connection refused" in refused(Server(f"host=127.0.0.1 port=1 user=u dbname=d password='{PASSWORD}'"))
    assert "No such file or directory" in refused(Server("host=/nowhere/at/all user=u dbname=d"))
    assert 'database "nowhere" does not exist [3D000]' in refused(Server(f"{server.conninfo} dbname=nowhere"))
    server.sql("DROP ROLE IF EXISTS solo; CREATE ROLE solo LOGIN CONNECTION LIMIT 0")
    assert "too many connections for role" in refused(Server(f"{server.conninfo} user=solo"))


def shut_down(server: Server, number: signal.Signals) -> None:
    assert server.folder is not None
    os.kill(int((server.folder / "data" / "postmaster.pid").read_text().split()[0]), number)


@pytest.mark.slow
def test_a_server_that_shuts_down_is_told() -> None:
    with own_cluster() as stopping:
        waited_for = subprocess.Popen(
            ["psql", "-X", "-d", stopping.conninfo], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert waited_for.stdin is not None and waited_for.stdout is not None
        waited_for.stdin.write("SELECT 1;\n")
        waited_for.stdin.flush()
        waited_for.stdout.readline()
        shut_down(stopping, signal.SIGTERM)  # waits for its clients
        time.sleep(0.3)
        assert "the database system is shutting down [57P03]" in refused(stopping)
        waited_for.stdin.write("SELECT schema_name FROM information_schema.schemata;\n")
        left, _ = waited_for.communicate(timeout=30)
        assert "public" in left and "bothsides_" not in left


def test_a_server_that_stops_in_the_middle_of_a_flush_fails_the_cell_and_commits_nothing() -> None:
    with own_cluster() as stopping:
        process = start(stopping, "00000000000000d1", keep_output=True)
        shut_down(stopping, signal.SIGINT)  # ends its clients
        out, error = process.communicate(timeout=30)
        assert process.returncode != 0 and "[57P01]" in out + error
        assert "Traceback" not in error and "terminate called" not in error
        deadline = time.monotonic() + 30  # it ends after its clients
        while subprocess.run([CLUSTER, "status", "--dir", str(stopping.folder)], capture_output=True).returncode != 3:
            assert time.monotonic() < deadline, "the server was to stop"
            time.sleep(0.05)


def test_a_password_is_asked_for_and_shown_nowhere(server: Server, tmp_path: Path) -> None:
    assert server.folder is not None
    rules = server.folder / "data" / "pg_hba.conf"
    text = rules.read_text()
    escaped = PASSWORD.replace("\\", "\\\\")
    with_password = role(server, "guarded", f"PASSWORD '{PASSWORD}'")
    server.sql("GRANT CREATE ON DATABASE bothsides TO guarded")
    try:
        rules.write_text("local all bothsides trust\nlocal all all scram-sha-256\n")
        server.sql("SELECT pg_reload_conf()")
        time.sleep(0.3)
        assert "password" in refused(with_password)
        assert "[28P01]" in refused(Server(f"{with_password.conninfo} password=wrong-horse"))
        out, server_version = tmp_path / "out.json", server.sql("SHOW server_version")
        in_conninfo = {"BOTHSIDES_DSN": f"{with_password.conninfo} password='{escaped}'"}
        for environment in ({"PGPASSWORD": PASSWORD}, in_conninfo):
            done = with_password.bench("bench_load", CELLS, FAST, f"--benchmark_out={out}", **environment)
            assert done.returncode == 0, done.stderr
            assert "correct-horse" not in done.stdout + done.stderr + out.read_text()
            assert json.loads(out.read_text())["context"]["postgres.server_version"] == server_version
    finally:
        rules.write_text(text)
        server.sql("SELECT pg_reload_conf(); REVOKE ALL ON DATABASE bothsides FROM guarded; DROP ROLE guarded")


def test_without_a_server_the_binaries_say_how_to_get_one() -> None:
    done = Server("").bench("bench_load", "--check-server")
    assert done.returncode == 2 and "scripts/postgres_cluster start" in done.stderr
    cell = Server("").bench("bench_load", "--benchmark_filter=load_lazy.*/backref/postgres/zipf_tiny", FAST)
    assert cell.returncode == 1 and "skipped: BOTHSIDES_DSN names no PostgreSQL server" in cell.stdout


def test_paths_can_be_forced_and_are_recorded(tmp_path: Path) -> None:
    assert DSN is not None
    out = tmp_path / "out.json"
    server = Server(DSN)
    done = server.bench(
        "bench_flush", "--benchmark_filter=insert_graph/one_to_many/backref/postgres/zipf_tiny", FAST,
        f"--benchmark_out={out}", BOTHSIDES_POSTGRES_PATHS="insert=pipeline,load=whole,keys=list",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    result = json.loads(out.read_text())
    assert result["context"]["postgres.insert_path"] == "pipeline" and result["context"]["postgres.keys"] == "IN (list)"
    assert result["benchmarks"][0]["pipelined_statements"] == result["benchmarks"][0]["inserts"] == 56
    wrong = server.bench("bench_flush", "--check-server", BOTHSIDES_POSTGRES_PATHS="insert=fast")
    assert wrong.returncode == 2 and "'fast' is not a way to write rows" in wrong.stderr
