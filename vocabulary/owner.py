"""Whose a temporary thing is: its name ends in the pid and the start time of the process that made it.

A pid alone comes again; with the time at which its process started (in clock ticks since the machine's start) it does
not. What belongs to a process that is gone may be taken away. Needs the standard library alone.
"""

import os
import re
from pathlib import Path

STAMP = re.compile(r"(\d+)-(\d+)")


def _start_of(pid: int) -> str | None:
    """None where no such process is, or one that has ended and that nobody has waited for yet."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if after_name[0] in "ZX" else after_name[19]


def stamp() -> str:
    return f"{os.getpid()}-{_start_of(os.getpid())}"


def is_gone(stamp_of_owner: str) -> bool:
    """False for what is no stamp: nobody knows whose that is."""
    found = STAMP.fullmatch(stamp_of_owner)
    return found is not None and _start_of(int(found[1])) != found[2]
