"""What a run makes outside its results: one folder in $TMPDIR, and what dead runs left there.

The folder is named after the process and locked by it. A run that was killed could not take its own away: the next one
does, by the name and the lock, and stops the PostgreSQL server of a dead run.
"""

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from experiment.owner import is_gone, stamp
from experiment.progress import complain
from experiment.signals import undisturbed

PREFIX = "bothsides-run-"
CLUSTER_PREFIX = "bothsides-cluster-"
CLUSTER = Path(__file__).resolve().parent.parent / "scripts" / "postgres_cluster"


@dataclass(frozen=True)
class Abandoned:
    """What a dead run may have left on somebody's PostgreSQL server: schemas of this token."""

    token: str
    conninfo: str


def note_server(scratch: Path, server: Abandoned) -> None:
    (scratch / "server").write_text(f"{server.token}\n{server.conninfo}", encoding="utf-8")


def _noted_server(scratch: Path) -> list[Abandoned]:
    try:
        token, _, conninfo = (scratch / "server").read_text(encoding="utf-8").partition("\n")
    except (OSError, ValueError):
        return []
    return [Abandoned(token, conninfo)] if re.fullmatch(r"[0-9a-f]{16}", token) else []


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that nobody else can enter, there as long as the context is."""
    folder = Path(tempfile.gettempdir()).resolve() / f"{PREFIX}{stamp()}"
    folder.mkdir(mode=0o700)
    lock = _locked(folder)
    try:
        yield folder
    finally:
        with undisturbed():
            shutil.rmtree(folder, ignore_errors=True)
            if lock is not None:
                os.close(lock)


def _locked(folder: Path) -> int | None:
    """Its descriptor, or None where another process holds it: one in another container has pids of its own."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def dead_folders() -> list[Path]:
    """Folders of runs of this user that were killed."""
    found = []
    with suppress(OSError):
        for path in sorted(Path(tempfile.gettempdir()).resolve().glob(f"{PREFIX}*")):
            with suppress(OSError):
                if is_gone(path.name.removeprefix(PREFIX)) and path.lstat().st_uid == os.getuid():
                    lock = _locked(path)  # refuses a link
                    if lock is not None:
                        os.close(lock)
                        found.append(path)
    return found


def sweep() -> list[Abandoned]:
    """Takes away what killed runs of this user left on this machine, and says what they may have left elsewhere."""
    abandoned = []
    for folder in dead_folders():
        abandoned += _noted_server(folder)
        shutil.rmtree(folder, ignore_errors=True)
    clusters = [path for folder in {tempfile.gettempdir(), "/tmp"} for path in Path(folder).glob(f"{CLUSTER_PREFIX}*")]
    if any(is_gone(path.name.removeprefix(CLUSTER_PREFIX)) for path in clusters):
        done = subprocess.run([str(CLUSTER), "sweep"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            complain(f"run: the leftovers of an earlier run could not be removed: {done.stderr.strip()}")
    return abandoned
