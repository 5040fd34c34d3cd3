"""Processes of ours: whose a temporary thing is, and what ends with its caller. Needs the standard library alone."""

import os
import shutil
from collections.abc import Sequence

from vocabulary.owner import is_gone, stamp

__all__ = ["is_gone", "stamp", "tied"]


def tied(command: Sequence[str]) -> list[str]:
    """The command, which gets SIGTERM as soon as this process is gone, however it went.

    Must be started by the main thread, whose end the kernel takes for that of its process.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return list(command)
    still_there = 'test "$PPID" = "$0" && exec "$@"'  # this process may be gone before the kernel was asked
    return [setpriv, "--pdeathsig", "TERM", "/bin/sh", "-c", still_there, str(os.getpid()), *command]
