"""Logins: the hosts of a file, one SSH login a line: `host`, `user@host` or a whole `ssh ... host`.

Needs the standard library alone: a command line is judged before anything is installed.
"""

import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiment.errors import ExperimentError

# What a dead host costs: a login waits 10 s for it, a job that ran there 15 s.
_SET = ("BatchMode=yes", "ConnectTimeout=10", "ServerAliveInterval=5", "ServerAliveCountMax=3")
OPTIONS = tuple(word for one in _SET for word in ("-o", one))
ASK_SECONDS = 120


@dataclass(frozen=True)
class Host:
    login: tuple[str, ...]  # a whole ssh command, without what it is to run

    @property
    def name(self) -> str:
        return self.login[-1]

    def run(
        self, command: str, seconds: float = ASK_SECONDS, data: bytes | None = None
    ) -> "subprocess.CompletedProcess[bytes]":
        """Raises ExperimentError for a host that does not answer; what its command said is the caller's to judge."""
        given: dict[str, Any] = {"stdin": subprocess.DEVNULL} if data is None else {"input": data}
        try:
            done = subprocess.run([*self.login, command], capture_output=True, timeout=seconds, **given)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ExperimentError(f"{self.name} does not answer: {error}") from error
        if done.returncode == 255:
            said = done.stderr.decode(errors="replace").strip().splitlines() or ["no message"]
            raise ExperimentError(f"{self.name} cannot be reached: {said[-1]}")
        return done


def require_tools() -> None:
    for tool, package in (("parallel", "parallel"), ("ssh", "openssh-client")):
        if shutil.which(tool) is None:
            raise ExperimentError(f"--hosts needs {tool}, which was not found: sudo apt-get install {package}")


def read_hosts(path: Path) -> tuple[Host, ...]:
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise ExperimentError(f"--hosts {path}: {getattr(error, 'strerror', None) or error}") from error
    found = [_host(line, path) for line in lines if line and not line.startswith("#")]
    if not found:
        raise ExperimentError(f"--hosts {path} names no host: write one SSH login per line, such as user@host")
    if twice := next((one for one in found if found.count(one) > 1), None):
        raise ExperimentError(f"--hosts {path} names {twice.name} twice: a host runs one process at a time")
    return tuple(found)


def _host(line: str, path: Path) -> Host:
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise ExperimentError(f"--hosts {path}: '{line}': {error}") from error
    if len(words) > 1 and Path(words[0]).name == "ssh" and not words[-1].startswith("-"):
        return Host((words[0], *OPTIONS, *words[1:]))
    if len(words) == 1 and not words[0].startswith("-") and "/" not in words[0] and "," not in words[0]:
        return Host(("ssh", *OPTIONS, words[0]))
    raise ExperimentError(f"--hosts {path}: '{line}' is not a login: write host, user@host or ssh ... host")
