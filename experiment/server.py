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
from typing import Any

from experiment.conninfo import password_line, shown, without_password
from experiment.errors import ExperimentError
from experiment.owner import stamp, tied
from experiment.process import Placement
from experiment.progress import complain, say
from experiment.scratch import CLUSTER, CLUSTER_PREFIX, Abandoned, note_server
from experiment.signals import undisturbed


@dataclass(frozen=True)
class Server:
    """What benchmark processes are told: changes to their environment (None: taken out), and words for the plan."""

    environment: dict[str, str | None]
    kind: str  # "cluster" or "dsn"
    placement: str
    token: str
    descriptors: tuple[int, ...] = ()  # that they inherit: the password file, which has no name in any folder


def _readable_by_all(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))


def cluster_folder() -> Path:
    """Where a cluster goes: below $TMPDIR, unless that is closed to the user that the server runs as."""
    folder = Path(tempfile.gettempdir()).resolve()
    if os.getuid() == 0 and not _readable_by_all(folder):
        folder = Path("/tmp")
    return folder / f"{CLUSTER_PREFIX}{stamp()}"


def _start(folder: Path, placement: Placement, keep: bool, shards: int) -> str:
    pinned = ["--cpus", str(placement.core)] if placement.taskset else []
    spread = ["--shards", str(shards)] if shards else []
    lives = [] if keep else ["--for", str(os.getpid())]
    command = [str(CLUSTER), "start", "--dir", str(folder), *lives, *pinned, *spread]
    process = subprocess.Popen(
        tied(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
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
    return {
        "BOTHSIDES_DSN": conninfo,
        "BOTHSIDES_TOKEN": token,
        "BOTHSIDES_KEEP": "1" if keep else None,
        "BOTHSIDES_POSTGRES_PATHS": paths,
    }


@contextmanager
def cluster(placement: Placement, keep: bool, paths: str | None, shards: int = 0) -> Iterator[Server]:
    """A cluster that is there as long as the context is: one server, or one that spreads posts over `shards` more."""
    folder, token = cluster_folder(), secrets.token_hex(8)
    try:
        conninfo = _start(folder, placement, keep, shards)
        place = f"client and server share core {placement.core}" if placement.taskset else str(placement)
        yield Server(_environment(conninfo, token, keep, paths), "cluster", place, token)
    finally:
        with undisturbed():
            if keep and folder.exists():
                say(f"the server was kept; {CLUSTER.name} stop --dir {folder} ends it. To connect: {conninfo}")
            else:
                _stop(folder)


@contextmanager
def existing(dsn: str, password: str | None, scratch: Path, keep: bool, paths: str | None) -> Iterator[Server]:
    """The server of a connection string; `password` counts where that holds none.

    A password goes to the processes in a file in memory, never in an argument, the environment or a folder.
    """
    conninfo, inside = without_password(dsn)
    token = secrets.token_hex(8)
    changes = _environment(conninfo, token, keep, paths)
    password = inside if inside is not None else password
    descriptors = () if password is None else (_in_memory(password_line(password)),)
    changes |= {"PGPASSFILE": f"/proc/self/fd/{descriptor}" for descriptor in descriptors}
    if not keep:
        note_server(scratch, Abandoned(token, conninfo))
    try:
        yield Server(changes, "dsn", "the server of --dsn was not moved", token, descriptors)
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _in_memory(text: str) -> int:
    """A descriptor of a file that goes with its last holder; libpq wants nobody else to be able to read it."""
    descriptor = os.memfd_create("pgpass")
    os.fchmod(descriptor, 0o600)
    os.write(descriptor, text.encode())
    return descriptor


def check(binary: Path, server: Server, backend: str) -> dict[str, Any]:
    """What server that is, for the plan: asked by a benchmark binary, as it will reach it. Of one that spreads tables
    over others also which, and what it lacks. Raises ExperimentError."""
    done = run(binary, server, f"--check-server={backend}")
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise ExperimentError(re.sub(r"^\S+: ", "", said))
    what, *more = done.stdout.strip().splitlines()
    told: dict[str, list[str]] = {}
    for line in more:
        told.setdefault(line.partition(": ")[0], []).append(line.partition(": ")[2])
    return {"kind": server.kind, "server": what, "placement": server.placement, **told}


def drop_leftovers(binary: Path, server: Server, token: str) -> None:
    """Drops what processes that were killed have left on the server, of the run with this token."""
    done = run(binary, server, f"--drop-schemas={token}")
    if done.returncode != 0:
        complain(f"run: schemas named bothsides_{token}_... may be left on the server: {done.stderr.strip()}")


def drop_abandoned(abandoned: list[Abandoned], binary: Path | None, server: Server | None) -> None:
    """Drops what runs that were killed left on this very server; of those on others, says what may be left where."""
    for one in abandoned:
        if server is not None and binary is not None and server.environment["BOTHSIDES_DSN"] == one.conninfo:
            drop_leftovers(binary, server, one.token)
        else:
            place = shown(one.conninfo) or "the default"
            complain(
                f"run: an earlier run was killed; to drop what it left on the server ({place}): "
                f"`BOTHSIDES_DSN=... build/release/bin/bench_load --drop-schemas={one.token}`"
            )


def run(binary: Path, server: Server, argument: str) -> "subprocess.CompletedProcess[str]":
    environment = child_environment(server.environment)
    try:
        return subprocess.run(
            tied([str(binary), argument]),
            env=environment,
            pass_fds=server.descriptors,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
    except subprocess.TimeoutExpired as error:
        raise ExperimentError("the PostgreSQL server did not answer within 120 s") from error


def child_environment(changes: dict[str, str | None]) -> dict[str, str]:
    """Ours with the changes: what a child of this process gets."""
    kept = {name: value for name, value in os.environ.items() if name not in changes}
    return kept | {name: value for name, value in changes.items() if value is not None}
