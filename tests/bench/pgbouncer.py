"""pgbouncer for tests: it lends the connections of a server to its clients, for a transaction each."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bench.postgres_server import Server

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
needs_pgbouncer = pytest.mark.skipif(not PROGRAM, reason="there is no pgbouncer: it is a Debian package of that name")
PORT = 6432


def part_of(conninfo: str, name: str) -> str:
    return next(part.split("=", 1)[1] for part in conninfo.split() if part.startswith(f"{name}="))


@contextmanager
def pooled(server: Server, more: str = "") -> Iterator[Server]:
    """A server of the test's own, behind a pool of one connection: each client gets what the one before has left."""
    folder = Path(tempfile.mkdtemp(prefix="bothsides-pgbouncer-", dir="/tmp"))
    folder.chmod(0o777)  # pgbouncer refuses to run as root
    database, user = part_of(server.conninfo, "dbname"), part_of(server.conninfo, "user")
    configuration = folder / "pgbouncer.ini"
    configuration.write_text(
        f"[databases]\n{database} = host={part_of(server.conninfo, 'host')} port={part_of(server.conninfo, 'port')} "
        f"dbname={database} user={user}\n"
        f"[pgbouncer]\nlisten_addr =\nunix_socket_dir = {folder}\nlisten_port = {PORT}\nauth_type = any\n"
        f"pool_mode = transaction\ndefault_pool_size = 1\n{more}\n"
    )
    assert PROGRAM is not None
    assert server.folder is not None
    owner = (server.folder / "data").stat().st_uid  # who alone reaches the server's socket
    as_other = ["setpriv", f"--reuid={owner}", "--clear-groups"] if os.geteuid() == 0 else []
    with subprocess.Popen(
        [*as_other, PROGRAM, str(configuration)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            deadline = time.monotonic() + 20
            while not is_listening(folder / f".s.PGSQL.{PORT}"):
                assert process.poll() is None and time.monotonic() < deadline, "pgbouncer does not start"
                time.sleep(0.05)
            yield Server(f"host={folder} port={PORT} dbname={database} user={user}")
        finally:
            process.terminate()
            process.wait(20)
            shutil.rmtree(folder, ignore_errors=True)


def is_listening(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0
