"""The PostgreSQL server of a run: a throw-away cluster of its own, or one that is already there.

Where it runs is decided once: a cluster of ours shares the core of the benchmark processes, because a round trip
between cores costs several times one that stays. A server that was there is left where it is. The plan says which.
"""

import os
import re
import secrets
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from experiment.conninfo import password_line, without_password
from experiment.errors import ExperimentError
from experiment.process import Placement
from experiment.progress import complain, say
from experiment.signals import undisturbed

ROOT = Path(__file__).resolve().parent.parent
CLUSTER = ROOT / "scripts" / "postgres_cluster"
SECRETS = ("PGPASSWORD", "BOTHSIDES_RUN_DSN")  # of the caller; where a server is used no process is given them


@dataclass(frozen=True)
class Server:
    """What benchmark processes are told: changes to their environment (None: taken out), and words for the plan."""

    environment: dict[str, str | None]
    kind: str  # "cluster" or "dsn"
    placement: str
    token: str


def _readable_by_all(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))


def cluster_folder() -> Path:
    """Where a cluster goes: below $TMPDIR, unless that is closed to the user that the server runs as."""
    folder = Path(tempfile.gettempdir()).resolve()
    if os.getuid() == 0 and not _readable_by_all(folder):
        folder = Path("/tmp")
    return folder / f"bothsides-cluster-{os.getpid()}"


def _start(folder: Path, placement: Placement) -> str:
    pinned = ["--cpus", str(placement.core)] if placement.taskset else []
    command = [str(CLUSTER), "start", "--dir", str(folder), *pinned]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        said, errors = process.communicate()
    except BaseException:
        process.send_signal(signal.SIGTERM)  # it takes away what it has made so far
        process.wait()
        raise
    if process.returncode != 0:
        raise ExperimentError(f"no PostgreSQL server could be started: {errors.strip() or process.returncode}")
    return said.strip()


def _stop(folder: Path) -> None:
    done = subprocess.run([str(CLUSTER), "stop", "--dir", str(folder)], capture_output=True, text=True)
    if done.returncode != 0:
        complain(f"run: {done.stderr.strip()}")


def _environment(conninfo: str, token: str, keep: bool, paths: str | None) -> dict[str, str | None]:
    changes: dict[str, str | None] = {name: None for name in SECRETS}
    return changes | {
        "BOTHSIDES_DSN": conninfo,
        "BOTHSIDES_TOKEN": token,
        "BOTHSIDES_KEEP": "1" if keep else None,
        "BOTHSIDES_POSTGRES_PATHS": paths,
    }


@contextmanager
def cluster(placement: Placement, keep: bool, paths: str | None) -> Iterator[Server]:
    """A cluster that is there as long as the context is."""
    folder, token = cluster_folder(), secrets.token_hex(8)
    try:
        conninfo = _start(folder, placement)
        place = f"client and server share core {placement.core}" if placement.taskset else str(placement)
        yield Server(_environment(conninfo, token, keep, paths), "cluster", place, token)
    finally:
        with undisturbed():
            if keep and folder.exists():
                say(f"the server was kept; {CLUSTER.name} stop --dir {folder} ends it, this reaches it: {conninfo}")
            else:
                _stop(folder)


@contextmanager
def existing(dsn: str, scratch: Path, keep: bool, paths: str | None) -> Iterator[Server]:
    """The server of a connection string. A password goes to the processes in a file, never in an argument."""
    conninfo, password = without_password(dsn)
    token = secrets.token_hex(8)
    changes = _environment(conninfo, token, keep, paths)
    password = password if password is not None else os.environ.get("PGPASSWORD")
    if password is not None:
        file = scratch / "pgpass"
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(password_line(password))
        changes["PGPASSFILE"] = str(file)
    yield Server(changes, "dsn", "the server of --dsn runs where it ran", token)


def check(binary: Path, server: Server) -> dict[str, str]:
    """What server that is, for the plan: asked by a benchmark binary, as it will reach it. Raises ExperimentError."""
    done = run(binary, server, "--check-server")
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise ExperimentError(re.sub(r"^\S+: ", "", said))
    return {"kind": server.kind, "server": done.stdout.strip(), "placement": server.placement}


def drop_leftovers(binary: Path, server: Server) -> None:
    """Drops what processes that were killed have left on the server."""
    done = run(binary, server, f"--drop-schemas={server.token}")
    if done.returncode != 0:
        complain(f"run: schemas named bothsides_{server.token}_... may be left on the server: {done.stderr.strip()}")


def run(binary: Path, server: Server, argument: str) -> "subprocess.CompletedProcess[str]":
    environment = child_environment(server.environment)
    try:
        return subprocess.run(
            [str(binary), argument],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
    except subprocess.TimeoutExpired as error:
        raise ExperimentError("the PostgreSQL server did not answer within 120 s") from error


def child_environment(changes: dict[str, str | None]) -> dict[str, str]:
    """Ours with the changes: what a child of this process gets."""
    kept = {name: value for name, value in os.environ.items() if name not in changes and name not in SECRETS}
    return kept | {name: value for name, value in changes.items() if value is not None}
