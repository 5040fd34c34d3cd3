"""PostgreSQL for tests of the binaries: the server of BOTHSIDES_DSN, or one of the test's own that it may break."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLUSTER = ROOT / "scripts" / "postgres_cluster"
BIN = os.environ.get("BOTHSIDES_BIN")
DSN = os.environ.get("BOTHSIDES_DSN")
needs_server = pytest.mark.skipif(
    not (BIN and DSN), reason="BOTHSIDES_BIN (a build's bin folder) or BOTHSIDES_DSN (a PostgreSQL server) is not set"
)


@dataclass
class Server:
    conninfo: str
    folder: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def environ(self, more: Mapping[str, str] = {}) -> dict[str, str]:
        return os.environ | {"BOTHSIDES_DSN": self.conninfo} | self.environment | dict(more)

    def sql(self, text: str) -> str:
        done = subprocess.run(
            ["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", self.conninfo, "-c", text],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def dump(self) -> str:
        done = subprocess.run(["pg_dump", "-d", self.conninfo], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return re.sub(r"^\\(un)?restrict .*$", "", done.stdout, flags=re.MULTILINE)  # a new word each time

    def schemas(self) -> list[str]:
        return self.sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'bothsides%' ORDER BY 1").split()

    def bench(self, binary: str, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [f"{BIN}/{binary}", *arguments], env=self.environ(environment), capture_output=True, text=True, timeout=120
        )


@contextmanager
def own_cluster() -> Iterator[Server]:
    """A cluster that a test may stop, fill or lock."""
    parent = Path(tempfile.mkdtemp(prefix="bothsides-", dir="/tmp"))
    parent.chmod(0o711)
    folder = parent / "pg"
    try:
        done = subprocess.run([CLUSTER, "start", "--dir", folder], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        yield Server(done.stdout.strip(), folder)
    finally:
        subprocess.run([CLUSTER, "stop", "--dir", folder], timeout=60)
        shutil.rmtree(parent, ignore_errors=True)
