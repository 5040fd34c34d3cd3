"""A coordinator with its shards for tests, and psql sessions on them."""

import os
import signal
import subprocess
from pathlib import Path

from experiment.tests.conftest import ROOT

CLUSTER = ROOT / "scripts" / "postgres_cluster"
TABLES = """
CREATE SCHEMA s;
SET search_path = s;
CREATE TABLE users(id BIGINT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE posts(id BIGINT PRIMARY KEY, title TEXT NOT NULL, author_id BIGINT REFERENCES users(id));
CREATE INDEX posts_author_id ON posts(author_id);
"""


def as_server_user(*command: str) -> list[str]:
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)


class Session:
    """psql that stays: what it says to each piece of SQL, errors with their SQLSTATE among it."""

    def __init__(self, socket: Path) -> None:
        fixed = ["psql", "-X", "-q", "-A", "-t", "-v", "VERBOSITY=verbose", "-h", str(socket)]
        self.process = subprocess.Popen(
            as_server_user(*fixed, "-U", "bothsides", "-d", "bothsides"),
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
    """`scripts/postgres_cluster start --shards COUNT`, and what a machine's end does to one of them."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder, self.count = folder, count
        self.sessions: list[Session] = []
        said = self.cluster("start", "--shards", str(count))
        assert said.returncode == 0, said.stderr
        self.conninfo = said.stdout.strip()

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
        pid = int((self.folder / f"shard_{shard}" / "postmaster.pid").read_text().split()[0])
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
        for one in (pid, *map(int, found.stdout.split())):
            os.kill(one, signal.SIGKILL)
        while Path(f"/proc/{pid}").exists():
            pass

    def restart(self, shard: int) -> None:
        data = self.folder / f"shard_{shard}"
        binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        fresh = as_server_user(str(binaries[-1]), "-D", str(data), "-l", str(data / "server.log"), "-w", "start")
        subprocess.run(fresh, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True, timeout=60, cwd="/")

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
