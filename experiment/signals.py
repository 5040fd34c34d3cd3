"""Ctrl-C, a closed terminal and `kill` as one exception, also where a script's background job would ignore Ctrl-C."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from experiment.errors import Interrupted

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise Interrupted(number)


AGAIN_SECONDS = 0.01


def _hear_again(unraisable: "UnraisableHookArgs") -> None:
    """A destructor cannot raise: what arrives inside one would be printed and lost. So it arrives once more."""
    lost = unraisable.exc_value
    if not isinstance(lost, Interrupted):
        sys.__unraisablehook__(unraisable)
        return
    number = lost.number
    signal.signal(signal.SIGALRM, lambda alarm, frame: _interrupt(number, frame))
    signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS)


def listen() -> None:
    """From now on Interrupted is raised in the main thread, wherever that is."""
    sys.unraisablehook = _hear_again
    for number in STOPPING:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means it
            signal.signal(number, _interrupt)


def stop_listening() -> None:
    """All is done: what arrives while the interpreter takes itself apart changes nothing."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Holds signals back while files are moved; they arrive afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
