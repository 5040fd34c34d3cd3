"""Through pgbouncer every command leaves the lent connection as it was, or refuses to work there."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.pgbouncer import needs_pgbouncer, pooled
from tests.bench.postgres_server import BIN, Server, needs_server, own_cluster

pytestmark = [needs_server, needs_pgbouncer, pytest.mark.xdist_group("postgres")]
STATE = (
    "SELECT pg_backend_pid() || ' settings: ' || coalesce((SELECT string_agg(name || '=' || setting, ',' "
    "ORDER BY name) FROM pg_settings WHERE source = 'session'), '') "
    "|| ' statements: ' || (SELECT count(*) FROM pg_prepared_statements) "
    "|| ' cursors: ' || (SELECT count(*) FROM pg_cursors WHERE name <> '') "
    "|| ' locks: ' || (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory') "
    "|| ' temporary: ' || (SELECT count(*) FROM pg_class WHERE relpersistence = 't')"
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with own_cluster() as made:
        made.sql(
            "CREATE TABLE users (id int PRIMARY KEY, name text);"
            "CREATE TABLE posts (id int PRIMARY KEY, author int REFERENCES users);"
            "INSERT INTO users SELECT i, 'u' FROM generate_series(1, 10) AS i;"
            "INSERT INTO posts SELECT i, 1 + i % 5 FROM generate_series(1, 100) AS i"
        )
        yield made


def dataset(*arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([f"{BIN}/dataset", *map(str, arguments)], capture_output=True, text=True, timeout=120)


def expect_untouched(proxy: Server, before: str) -> None:
    assert proxy.sql(STATE) == before
    proxy.sql("INSERT INTO posts VALUES (0, 1); DELETE FROM posts WHERE id = 0")  # another client may still write


@pytest.mark.slow
def test_the_commands_of_dataset_leave_the_connection_as_it_was(server: Server, tmp_path: Path) -> None:
    with pooled(server) as proxy:
        before = proxy.sql(STATE)
        dsn = proxy.conninfo
        shape = tmp_path / "s.toml"
        for arguments in (
            ("profile", "--from", dsn, "--child", "posts.author", "--out", shape),
            ("profile", "--from", dsn, "--child", "posts.nothing", "--out", shape),  # refused in the middle
            ("profile", "--from", dsn, "--child", "posts.author", "--parent", "users.id", "--out", shape, "--force"),
            ("generate", "zipf_small", "--format", "postgres", "--dsn", dsn, "--out", "made"),
            ("generate", "tags_tiny", "--format", "postgres", "--dsn", dsn, "--out", "made", "--force"),
            ("verify", "made", "--dsn", dsn),
            ("describe", "made", "--dsn", dsn),
            ("verify", "not_there", "--dsn", dsn),
        ):
            done = dataset(*arguments)
            is_refused = "posts.nothing" in arguments or "not_there" in arguments
            assert done.returncode == (2 if is_refused else 0), done.stderr
            expect_untouched(proxy, before)
        assert "10 owners (5 without children), 100 children" in dataset(
            "profile", "--from", dsn, "--child", "posts.author", "--out", tmp_path / "t.toml"
        ).stdout  # fmt: skip
    server.sql("DROP SCHEMA made CASCADE")


def test_commands_at_the_same_time_do_not_meet(server: Server, tmp_path: Path) -> None:
    with pooled(server) as proxy:
        before = proxy.sql(STATE)
        running = [
            subprocess.Popen(
                [f"{BIN}/dataset", "profile", "--from", proxy.conninfo, "--child", "posts.author", "--out", out],
                stdout=subprocess.PIPE, text=True,
            )
            for out in (tmp_path / f"{i}.toml" for i in range(8))
        ]  # fmt: skip
        for process in running:
            out, _ = process.communicate(timeout=60)
            assert process.returncode == 0 and "100 children" in out
        expect_untouched(proxy, before)


@pytest.mark.parametrize("more", ["", "ignore_startup_parameters = options"])
def test_benchmarks_ask_for_a_connection_of_their_own(server: Server, more: str) -> None:
    with pooled(server, more) as proxy:
        before = proxy.sql(STATE)
        for arguments in (["--check-server"], ["--benchmark_filter=load_user.*/backref/postgres/zipf_tiny"]):
            done = proxy.bench("bench_load", *arguments)
            assert done.returncode == 2
            assert "a proxy that lends its connections to several clients (pgbouncer)" in done.stderr
            assert "connect to the server itself" in done.stderr
            expect_untouched(proxy, before)
        assert [name for name in server.schemas() if name.startswith("bothsides_")] == []
