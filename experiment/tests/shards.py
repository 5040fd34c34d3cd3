"""A coordinator with its shards for tests, and psql sessions on them."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from experiment.tests.processes import is_there, wait_until

CLUSTER = Path(__file__).resolve().parents[2] / "scripts" / "postgres_cluster"
TABLES = """
CREATE SCHEMA s;
SET search_path = s;
CREATE TABLE users(id BIGINT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE posts(id BIGINT PRIMARY KEY, title TEXT NOT NULL, author_id BIGINT REFERENCES users(id));
CREATE INDEX posts_author_id ON posts(author_id);
"""


def as_server_user(*command: str) -> list[str]:
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)


def may_make_links() -> bool:
    """Whether a network namespace with a link can be made here."""
    tried = ["unshare", "--net", "ip", "link", "add", "a0", "type", "veth", "peer", "name", "b0"]
    return os.geteuid() == 0 and bool(shutil.which("ip")) and subprocess.run(tried, capture_output=True).returncode == 0


class Session:
    """psql that stays: what it says to each piece of SQL, errors with their SQLSTATE among it."""

    def __init__(self, socket: Path) -> None:
        fixed = ["psql", "-X", "-q", "-A", "-t", "-v", "VERBOSITY=verbose", "-h", str(socket)]
        self.process = subprocess.Popen(
            as_server_user(*fixed, "-U", "bothsides", "-d", "bothsides"),
            # One that waits for another's lock is to fail, not to wait for ever.
            env={**os.environ, "PGOPTIONS": "-c statement_timeout=60s"},
            cwd="/",  # the server's user may not enter a checkout in somebody's home
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            bufsize=1,
        )

    def send(self, sql: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(sql + "\n")
        self.process.stdin.flush()

    def heard(self) -> str:
        assert self.process.stdout is not None
        self.send("\\echo -- told")
        lines: list[str] = []
        for line in self.process.stdout:
            if line.strip() == "-- told":
                break
            lines.append(line.strip())
        return "\n".join(lines)

    def __call__(self, sql: str) -> str:
        self.send(sql if sql.endswith(";") else f"{sql};")
        return self.heard()

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


class Shards:
    """`scripts/postgres_cluster start --shards COUNT`, each in a network of its own where this user may make one; and
    what the end of a machine or of a link does to one of them."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder, self.count = folder, count
        self.sessions: list[Session] = []
        links = ["--namespaces"] if may_make_links() else []
        said = self.cluster("start", "--shards", str(count), *links)
        assert said.returncode == 0, said.stderr
        self.conninfo = said.stdout.strip()
        names = folder / "namespaces"
        self.namespaces = names.read_text().split() if names.exists() else []

    def cluster(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [str(CLUSTER), arguments[0], "--dir", str(self.folder), *arguments[1:]]
        return subprocess.run(command, capture_output=True, text=True, timeout=120)

    def session(self, shard: int = 0) -> Session:
        """On the coordinator, or on this shard itself."""
        made = Session(self.folder / (f"shard_{shard}" if shard else "data"))
        self.sessions.append(made)
        return made

    def kill(self, shard: int) -> None:
        """All processes of the shard at once, as when it crashes. What was committed before is on disk: its server
        writes commits a moment later than it tells of them."""
        session = self.session(shard)
        assert session("CHECKPOINT") == ""
        session.close()
        lock = self.folder / f"shard_{shard}" / "postmaster.pid"
        pid = int(lock.read_text().split()[0])
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
        all_of_it = [pid, *map(int, found.stdout.split())]
        for one in all_of_it:
            with suppress(ProcessLookupError):  # the process of a session that has just ended
                os.kill(one, signal.SIGKILL)
        wait_until(lambda: not any(map(is_there, all_of_it)))
        for left in (lock, lock.with_name(".s.PGSQL.5432.lock")):
            left.unlink()  # whoever has ended keeps its number until it is waited for, and no server starts beside it

    def restart(self, shard: int) -> None:
        data = self.folder / f"shard_{shard}"
        binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        inside = ["ip", "netns", "exec", self.namespaces[shard - 1]] if self.namespaces else []
        start = as_server_user(str(binaries[-1]), "-D", str(data), "-l", str(data / "server.log"), "-w", "start")
        fresh = [*inside, *start]
        subprocess.run(fresh, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True, timeout=60, cwd="/")

    def link(self, shard: int, state: str) -> None:
        """`down`: the cable is pulled at the shard's end."""
        command = ["ip", "-n", self.namespaces[shard - 1], "link", "set", "eth0", state]
        subprocess.run(command, check=True, capture_output=True)

    def rows(self, shard: int) -> int:
        """Posts that are committed there."""
        session = self.session(shard)
        found = int(session("SELECT count(*) FROM s.posts"))
        session.close()
        return found

    def stop(self) -> None:
        for session in self.sessions:
            session.close()
        self.cluster("stop")


@pytest.fixture(scope="session")
def shards() -> Iterator[Shards]:
    """Two, shared by all tests; each puts right what it broke."""
    if not list(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")):
        pytest.skip("PostgreSQL's server is not installed")
    folder = Path(tempfile.gettempdir()) / f"shards-{time.monotonic_ns()}"
    made = Shards(folder, 2)
    yield made
    made.stop()
    assert not folder.exists()
    left = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True).stdout if made.namespaces else ""
    assert not any(name in left for name in made.namespaces)
