"""Processes that tests start, end and wait for."""

import os
import time
from collections.abc import Callable
from pathlib import Path


def is_there(pid: int) -> bool:
    """Not of one that has ended and that nobody has waited for yet: who adopts orphans may never do so."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def members(group: int) -> list[int]:
    """Of a process group, those that are there."""
    found = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return [pid for pid in found if is_there(pid) and _group(pid) == group]


def _group(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


def children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def wait_until(what: Callable[[], object], seconds: float = 10) -> None:
    """Fails when it has not become true in time."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)
