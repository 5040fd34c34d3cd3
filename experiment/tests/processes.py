"""Processes that tests start, end and wait for."""

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
